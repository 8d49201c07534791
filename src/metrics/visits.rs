//! Visits by group and interval: how many there were and how many waited too long, as a search for
//! staff needs it to see where staff is short. Counted only where that is asked for.

use std::sync::Arc;

use crate::base::{Span, Time};
use crate::desk::{Abandoned, Accepted, Fact, QueueFact, ServiceFact, TaskKind, WaitPlace};
use crate::plan::{Plan, QueueOwner};

/// Counts the visits of one replication.
#[derive(Clone, Debug)]
pub(super) struct Visits {
    plan: Arc<Plan>,
    late_after: Span,
    counts: VisitCounts,
}

/// Visits by group and interval of one replication. A visit counts in the interval in which it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitCounts {
    intervals: usize,
    groups: Vec<VisitCount>,
    /// Sessions that were abandoned in the common queue of a live chat.
    common: Vec<VisitCount>,
    /// Sessions that supervisors of a live chat read.
    intake: Vec<VisitCount>,
}

/// As they are written.
pub(super) type VisitNumbers = (u32, [Vec<(u32, u32)>; 3]);

/// Visits, and how many of them waited too long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VisitCount {
    /// All.
    pub visits: u32,
    /// Those that waited longer than asked, or that the client gave up.
    pub late: u32,
}

impl VisitCount {
    fn add(&mut self, late: bool) {
        self.visits += 1;
        self.late += u32::from(late);
    }
}

impl VisitCounts {
    /// Those of a group, interval after interval.
    pub fn of_group(&self, group: usize) -> &[VisitCount] {
        Self::row(&self.groups, group, self.intervals)
    }

    /// Those abandoned in the common queue of a live chat.
    pub fn of_common_queue(&self, live_chat: usize) -> &[VisitCount] {
        Self::row(&self.common, live_chat, self.intervals)
    }

    /// Those that the supervisors of a live chat read.
    pub fn of_intake(&self, live_chat: usize) -> &[VisitCount] {
        Self::row(&self.intake, live_chat, self.intervals)
    }

    fn row(counts: &[VisitCount], row: usize, intervals: usize) -> &[VisitCount] {
        counts.chunks(intervals.max(1)).nth(row).unwrap_or_default()
    }

    pub(super) fn to_numbers(&self) -> VisitNumbers {
        let pairs = |counts: &Vec<VisitCount>| {
            counts.iter().map(|count| (count.visits, count.late)).collect()
        };
        let intervals = u32::try_from(self.intervals).unwrap_or(u32::MAX);
        (intervals, [&self.groups, &self.common, &self.intake].map(pairs))
    }

    pub(super) fn of_numbers((intervals, counts): VisitNumbers) -> Self {
        let pair = |(visits, late)| VisitCount { visits, late };
        let [groups, common, intake] =
            counts.map(|pairs: Vec<(u32, u32)>| pairs.into_iter().map(pair).collect());
        Self { intervals: intervals as usize, groups, common, intake }
    }
}

impl Visits {
    pub(super) fn new(plan: &Arc<Plan>, late_after: Span) -> Self {
        let intervals = plan.run.interval_count();
        let (groups, chats) = (plan.groups.len(), plan.live_chats.len());
        let counts = VisitCounts {
            intervals,
            groups: vec![VisitCount::default(); groups * intervals],
            common: vec![VisitCount::default(); chats * intervals],
            intake: vec![VisitCount::default(); chats * intervals],
        };
        Self { plan: Arc::clone(plan), late_after, counts }
    }

    pub(super) fn counts(&self) -> &VisitCounts {
        &self.counts
    }

    fn place(&self, row: usize, joined: Time) -> usize {
        let interval = (joined.0 / self.plan.run.interval.0) as usize;
        row * self.counts.intervals + interval.min(self.counts.intervals - 1)
    }

    pub(super) fn observe(&mut self, now: Time, fact: &Fact) {
        match fact {
            Fact::Service(ServiceFact::Accepted(Accepted { joined, group, .. })) => {
                let late = now.since(*joined) > self.late_after;
                let place = self.place(group.index(), *joined);
                self.counts.groups[place].add(late);
            }
            Fact::Queue(
                QueueFact::Abandoned(Abandoned { live_chat, place, joined, .. })
                | QueueFact::AbandonedSilently(Abandoned { live_chat, place, joined, .. }),
            ) => self.count_abandoned(live_chat.index(), *place, *joined),
            Fact::Queue(QueueFact::Dispatched {
                live_chat,
                joined,
                task: TaskKind::Intake,
                ..
            }) => {
                let late = now.since(*joined) > self.late_after;
                let place = self.place(live_chat.index(), *joined);
                self.counts.intake[place].add(late);
            }
            _ => {}
        }
    }

    fn count_abandoned(&mut self, live_chat: usize, place: WaitPlace, joined: Time) {
        let owner = match place {
            WaitPlace::OpeningQueue(_) => return,
            WaitPlace::Queue(queue) => self.plan.queues[queue.index()].owner,
            WaitPlace::PersonalQueue(operator) => {
                QueueOwner::Group(self.plan.operators[operator.index()].groups[0])
            }
        };
        match owner {
            QueueOwner::Group(group) => {
                let place = self.place(group.index(), joined);
                self.counts.groups[place].add(true);
            }
            QueueOwner::LiveChat(_) => {
                let place = self.place(live_chat, joined);
                self.counts.common[place].add(true);
            }
        }
    }
}
