//! The one ledger of a load: what happened on all threads, put in order of its stamps, judged and
//! counted.
//!
//! Threads hand in batches while the load goes on. What is older than all that can still come is in
//! order, and is folded at once: so memory follows the sessions that are at the desk, and an invariant that
//! does not hold ends the load then, however long it is meant to last.
//!
//! *Exactly* hold here: the states of sessions, conservation, limits of operators, licenses, rights.
//! What a role knows of another may be as old as a message that is under way: so that no session waits
//! while an operator is free (*idle hands*), and that a queue's assignment finds a free slot, are
//! measured, not demanded.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::LiveSecond;
use super::batch::{Batch, Entry, Sample, histogram};
use super::clock::{NANOS_PER_SECOND, Nanos};
use super::host::Shared;
use super::tally::{Counts, Latencies, LoadTally, SecondTally};
use super::way::{Step, step_of};
use crate::base::{SessionId, Span, Time};
use crate::desk::{ArrivalFact, BotFact, Fact, QueueFact, ServiceFact};
use crate::metrics::{Metrics, Violation};
use crate::plan::{Claims, Plan};

/// A session on its way to a decision.
#[derive(Clone, Copy, Debug)]
struct UnderWay {
    intended: Nanos,
    sent: Nanos,
    is_transfer: bool,
}

/// A load that is over, as the ledger has it.
pub(super) struct FoldedLoad {
    pub(super) tally: LoadTally,
    pub(super) sample: Sample,
    /// The figures of the desk; `None` where limits were not to hold.
    pub(super) metrics: Option<Metrics>,
    /// Times that an operator had more sessions than slots.
    pub(super) over_assignments: u64,
    pub(super) idle_instants: u64,
}

pub(super) struct Ledger {
    shared: Arc<Shared>,
    metrics: Metrics,
    sources: Vec<SourceQueue>,
    now: Time,
    under_way: HashMap<SessionId, UnderWay>,
    arrived: u64,
    retired: u64,
    waiting: u64,
    /// What sessions come from then on is measured, and until then.
    measured: (Nanos, Nanos),
    pub(super) load: LoadTally,
    second: SecondTally,
    second_ends: Nanos,
    /// What threads measured in this second, and since the settling.
    sample: Sample,
    pub(super) load_sample: Sample,
    /// Facts that were handed in and are not folded.
    unfolded: usize,
    /// With claims that are not atomic limits do not hold: that is counted, and ends nothing.
    claims: Claims,
}

#[derive(Default)]
struct SourceQueue {
    entries: VecDeque<(Nanos, Entry)>,
    complete_until: Nanos,
}

impl Ledger {
    pub(super) fn new(
        plan: &Arc<Plan>,
        shared: Arc<Shared>,
        sources: usize,
        measured: (Nanos, Nanos),
    ) -> Self {
        Self {
            shared,
            metrics: Metrics::of_concurrent_roles(plan),
            sources: (0..sources).map(|_| SourceQueue::default()).collect(),
            now: Time::ZERO,
            under_way: HashMap::new(),
            arrived: 0,
            retired: 0,
            waiting: 0,
            measured,
            load: LoadTally {
                counts: Counts::default(),
                latencies: Latencies::default(),
                // A month of desk time.
                first_wait: histogram(31 * 24 * 3_600_000, 3),
            },
            second: SecondTally::default(),
            second_ends: NANOS_PER_SECOND,
            sample: Sample::default(),
            load_sample: Sample::default(),
            unfolded: 0,
            claims: plan.claims,
        }
    }

    /// A thread hands something in.
    pub(super) fn take(&mut self, batch: Batch) {
        let source = &mut self.sources[batch.source];
        self.unfolded += batch.entries.len();
        source.entries.extend(batch.entries);
        source.complete_until = source.complete_until.max(batch.complete_until);
        if let Some(sample) = batch.sample {
            self.sample.add(&sample);
            if batch.complete_until > self.measured.0 + NANOS_PER_SECOND / 2 {
                self.load_sample.add(&sample);
                self.load.counts.messages += sample.messages;
            }
        }
    }

    /// Folds what nothing earlier can follow. Each second that is over is shown.
    pub(super) fn fold(&mut self, on_second: &mut dyn FnMut(&LiveSecond<'_>)) {
        let complete = self.sources.iter().map(|source| source.complete_until).min().unwrap_or(0);
        self.fold_until(complete, on_second);
    }

    /// Folds everything: nothing more will come.
    pub(super) fn fold_all(&mut self, on_second: &mut dyn FnMut(&LiveSecond<'_>)) {
        let last = self.sources.iter().map(|source| source.complete_until).max().unwrap_or(0);
        self.fold_until(last, on_second);
    }

    /// What sessions come from then on is measured, and until then.
    pub(super) fn measured(&self) -> (Nanos, Nanos) {
        self.measured
    }

    fn fold_until(&mut self, complete: Nanos, on_second: &mut dyn FnMut(&LiveSecond<'_>)) {
        while let Some((stamp, entry)) = self.next_until(complete) {
            self.pass_seconds(stamp, on_second);
            self.apply(stamp, entry);
        }
        self.pass_seconds(complete, on_second);
    }

    fn next_until(&mut self, complete: Nanos) -> Option<(Nanos, Entry)> {
        let heads = self.sources.iter().enumerate();
        let heads = heads.filter_map(|(place, source)| Some((source.entries.front()?.0, place)));
        let (_, place) = heads.min().filter(|(stamp, _)| *stamp <= complete)?;
        self.unfolded -= 1;
        self.sources[place].entries.pop_front()
    }

    fn pass_seconds(&mut self, until: Nanos, on_second: &mut dyn FnMut(&LiveSecond<'_>)) {
        while until >= self.second_ends {
            self.second.waiting = self.waiting;
            self.second.open = self.arrived - self.retired;
            self.second.counts.messages = self.sample.messages;
            on_second(&LiveSecond {
                second: self.second_ends / NANOS_PER_SECOND,
                tally: &self.second,
                mailboxes: &self.sample.mailboxes,
                generator_lateness: &self.sample.generator_lateness,
                timer_lateness: &self.sample.timer_lateness,
            });
            self.second.counts = Counts::default();
            self.second.latencies.clear();
            self.second.waited = Span::ZERO;
            self.sample.clear();
            self.second_ends += NANOS_PER_SECOND;
        }
    }

    /// Something is counted, in this second and, if it is measured, in all.
    fn count(&mut self, is_measured: bool, add_one: impl Fn(&mut Counts)) {
        add_one(&mut self.second.counts);
        if is_measured {
            add_one(&mut self.load.counts);
        }
    }

    fn is_measured(&self, at: Nanos) -> bool {
        at >= self.measured.0 && at < self.measured.1
    }

    fn apply(&mut self, stamp: Nanos, entry: Entry) {
        let measured = self.is_measured(stamp);
        match entry {
            Entry::Sent { session, intended } => {
                self.arrived += 1;
                let counted = self.is_measured(intended);
                self.count(counted, |counts| counts.offered += 1);
                let door = UnderWay { intended, sent: stamp, is_transfer: false };
                self.under_way.insert(session, door);
            }
            Entry::TurnedAway { intended } => {
                let counted = self.is_measured(intended);
                self.count(counted, |counts| {
                    counts.offered += 1;
                    counts.turned_away += 1;
                });
            }
            Entry::Retired => {
                self.retired += 1;
                self.count(measured, |counts| counts.ended += 1);
            }
            Entry::Fact(fact) => {
                let now = self.shared.clock.desk_time(stamp);
                if now > self.now {
                    self.now = now;
                    self.metrics.advance_to(now);
                }
                self.metrics.observe(fact);
                self.tally(fact, measured);
                match step_of(fact) {
                    Step::Decided(session) => self.end_way(stamp, session),
                    Step::Moved(session) => {
                        self.count(measured, |counts| counts.moved += 1);
                        let way = UnderWay { intended: stamp, sent: stamp, is_transfer: true };
                        self.under_way.insert(session, way);
                    }
                    Step::Other => {}
                }
            }
        }
    }

    /// A session is where it was to go.
    fn end_way(&mut self, stamp: Nanos, session: SessionId) {
        let Some(way) = self.under_way.remove(&session) else { return };
        let (corrected, uncorrected) = (stamp - way.intended.min(stamp), stamp - way.sent);
        let is_measured = self.is_measured(way.intended);
        let second = &mut self.second.latencies;
        let load = is_measured.then_some(&mut self.load.latencies);
        for latencies in [Some(second), load].into_iter().flatten() {
            if way.is_transfer {
                latencies.transfer.saturating_record(corrected);
            } else {
                latencies.routing.saturating_record(corrected);
                latencies.routing_uncorrected.saturating_record(uncorrected);
            }
        }
        if !way.is_transfer {
            let in_time = self.is_measured(stamp);
            self.count(in_time, |counts| counts.routed += 1);
        }
    }

    fn tally(&mut self, fact: Fact, measured: bool) {
        match fact {
            Fact::Service(ServiceFact::Accepted(taken)) => {
                self.count(measured, |counts| counts.accepted += 1);
                self.waiting -= u64::from(taken.queued);
                let waited = self.now.since(taken.joined);
                self.second.waited += waited;
                if measured && taken.first {
                    self.load.first_wait.saturating_record(self.now.since(taken.arrived).0 / 1_000);
                }
            }
            Fact::Service(ServiceFact::AcceptedAbandoned { queued, .. }) => {
                self.waiting -= u64::from(queued);
            }
            Fact::Service(ServiceFact::Closed(_) | ServiceFact::AbandonmentDiscovered { .. })
            | Fact::Bot(BotFact::Closed { .. }) => {
                self.count(measured, |counts| counts.closed += 1);
            }
            Fact::Service(ServiceFact::AbandonedInService(_)) => {
                self.count(measured, |counts| counts.abandoned += 1);
            }
            Fact::Arrival(ArrivalFact::Refused { .. }) => {
                self.count(measured, |counts| counts.refused += 1);
            }
            Fact::Queue(fact) => self.tally_queue(fact, measured),
            Fact::Arrival(_)
            | Fact::Offer(_)
            | Fact::Service(_)
            | Fact::Transfer(_)
            | Fact::Dialogue(_)
            | Fact::Bot(_)
            | Fact::Sla(_)
            | Fact::Operator(_)
            | Fact::Supervisor(_)
            | Fact::License(_) => {}
        }
    }

    fn tally_queue(&mut self, fact: QueueFact, measured: bool) {
        match fact {
            QueueFact::Queued(_) => self.waiting += 1,
            QueueFact::Requeued { .. } => self.count(measured, |counts| counts.sent_back += 1),
            QueueFact::Dispatched { .. } | QueueFact::Moved { .. } => self.waiting -= 1,
            QueueFact::FlowedOut(left) => {
                self.waiting -= u64::from(left.place.is_some());
                self.count(measured, |counts| counts.refused += 1);
            }
            QueueFact::Abandoned(_) => {
                self.waiting -= 1;
                self.count(measured, |counts| counts.abandoned += 1);
            }
            QueueFact::EndedAbandoned { place, .. } => {
                self.waiting -= u64::from(place.is_some());
                self.count(measured, |counts| counts.abandoned += 1);
            }
            QueueFact::PriorityRaised { .. }
            | QueueFact::RequirementsRelaxed { .. }
            | QueueFact::Constrained { .. }
            | QueueFact::SentToFallback { .. }
            | QueueFact::AbandonedSilently(_) => {}
        }
    }

    /// The first invariant that did not hold so far.
    pub(super) fn violation(&self) -> Option<&Violation> {
        match self.claims {
            Claims::Atomic => self.metrics.violation(),
            Claims::ReadThenWrite => self.metrics.violation_apart_from_slots(),
        }
    }

    /// Sessions that came and have not ended.
    pub(super) fn open_sessions(&self) -> u64 {
        self.arrived - self.retired
    }

    /// How much memory is held for what is not folded, and for sessions at the desk.
    pub(super) fn bytes(&self) -> u64 {
        let unfolded = self.unfolded * size_of::<(Nanos, Entry)>();
        unfolded as u64 + self.open_sessions() * super::SESSION_BYTES
    }

    /// Nothing more will happen: the roles hold so many sessions.
    ///
    /// # Errors
    /// The first invariant that did not hold.
    pub(super) fn finish(self, held: u64) -> Result<FoldedLoad, Violation> {
        let Self { arrived, retired, now, .. } = self;
        if let Some(violation) = self.violation() {
            return Err(violation.clone());
        }
        if arrived != retired + held {
            let what = format!("{arrived} sessions came, {retired} ended, {held} are left");
            return Err(Violation::new(now, what));
        }
        let (over_assignments, _) = self.metrics.over_assignments();
        let idle_instants = self.metrics.idle_instants();
        let metrics = match self.claims {
            Claims::Atomic => Some(self.metrics.finish(now, held)?),
            // What counts on limits that do not hold is no figure.
            Claims::ReadThenWrite => None,
        };
        let (tally, sample) = (self.load, self.load_sample);
        Ok(FoldedLoad { tally, sample, metrics, over_assignments, idle_instants })
    }
}
