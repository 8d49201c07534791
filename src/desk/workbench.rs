//! What an operator has on hand, and how fast it gets done.
//!
//! All of an operator's sessions go at the same speed, which falls with their number. So one
//! clock serves them all: the bench's *work clock* runs at the speed of the present level, and
//! what was begun at clock w with effort e is done at clock w + e. A change of level changes the
//! clock's speed and nothing else: remaining work is rescaled, never redrawn. (The virtual time of
//! processor sharing; Kleinrock 1976, Queueing Systems II, ch. 4.)

use super::conversations::Conversations;
use super::{AlarmId, Session, Where};
use crate::base::{GroupId, SessionId, Span, Time};
use crate::plan::SpeedCurve;

/// What an operator has on hand, at either level.
#[derive(Debug)]
pub(super) enum Bench {
    /// Sessions as pieces of work.
    Work(Workbench),
    /// Sessions as conversations.
    Talks(Box<Conversations>),
}

impl Bench {
    /// How many slots are taken.
    #[inline]
    pub(super) fn slots(&self) -> u32 {
        match self {
            Self::Work(bench) => bench.level() - bench.slotless,
            Self::Talks(talks) => talks.slots(),
        }
    }

    /// Nothing is on hand, not even what takes no slot.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Work(bench) => bench.level() == 0,
            Self::Talks(talks) => talks.is_empty(),
        }
    }

    /// How many sessions are on hand.
    pub(super) fn sessions(&self) -> u32 {
        match self {
            Self::Work(bench) => bench.sessions(),
            Self::Talks(talks) => talks.sessions(),
        }
    }

    /// From now on everything goes so much slower, or stands still.
    pub(super) fn set_pace(&mut self, now: Time, pace: f64) {
        match self {
            Self::Work(bench) => bench.set_pace(now, pace),
            Self::Talks(talks) => talks.set_pace(now, pace),
        }
    }

    /// The sessions on hand, in the order in which they were taken: where each came from, and on
    /// behalf of which group.
    pub(super) fn on_hand(&self) -> Vec<(SessionId, Where, GroupId)> {
        let mut sessions: Vec<&OnHand> = match self {
            Self::Work(bench) => bench.on_hand().collect(),
            Self::Talks(talks) => talks.on_hand().collect(),
        };
        sessions.sort_by_key(|on_hand| (on_hand.accepted, on_hand.session.id));
        sessions.iter().map(|one| (one.session.id, one.from, one.group)).collect()
    }

    /// When the next is done, if nothing changes.
    #[inline]
    pub(super) fn next_done(&self) -> Option<Time> {
        match self {
            Self::Work(bench) => bench.next_done(),
            Self::Talks(talks) => talks.next_done(),
        }
    }

    /// A session on hand.
    pub(super) fn find(&mut self, id: SessionId) -> Option<&mut OnHand> {
        match self {
            Self::Work(bench) => bench.find(id),
            Self::Talks(talks) => talks.find(id).map(|one| &mut one.on_hand),
        }
    }
}

/// Something on hand.
#[derive(Debug)]
pub(super) enum Task {
    /// A session.
    Session(OnHand),
    /// Work after a session, begun at an instant, for a group; with a slot and what the session
    /// weighed, or without.
    WrapUp { began: Time, group: GroupId, takes_slot: bool, units: u32 },
}

impl Task {
    fn is_slotless(&self) -> bool {
        matches!(self, Self::WrapUp { takes_slot: false, .. })
    }
}

/// A session on hand.
#[derive(Debug)]
pub(super) struct OnHand {
    pub(super) session: Box<Session>,
    /// When it was taken.
    pub(super) accepted: Time,
    /// Where it came from.
    pub(super) from: Where,
    /// On behalf of which group.
    pub(super) group: GroupId,
    /// For its next deadline.
    pub(super) alarm: Option<AlarmId>,
    /// All of the work that was begun with it.
    pub(super) effort: Span,
}

#[derive(Debug)]
pub(super) struct Workbench {
    speeds: SpeedCurve,
    speed: f64,
    /// By what the operator is slower than the curve says; nothing at all gets done at zero.
    pace: f64,
    /// The work clock, in microseconds, as it stood at `read`.
    clock: f64,
    read: Time,
    /// The next to be done. Kept apart: most operators of a busy desk have one thing on hand, and
    /// it should lie where the rest of the bench does.
    next: Option<(f64, Task)>,
    /// Latest done first, so that the one after the next is at the end.
    later: Vec<(f64, Task)>,
    /// How many of them take no slot.
    slotless: u32,
}

impl Workbench {
    pub(super) fn new(speeds: SpeedCurve) -> Self {
        Self {
            speeds,
            speed: 1.0,
            pace: 1.0,
            clock: 0.0,
            read: Time::ZERO,
            next: None,
            later: Vec::new(),
            slotless: 0,
        }
    }

    /// How much is on hand.
    #[inline]
    pub(super) fn level(&self) -> u32 {
        u32::from(self.next.is_some()) + self.later.len() as u32
    }

    /// How many sessions are on hand.
    pub(super) fn sessions(&self) -> u32 {
        let is_session = |(_, task): &&(f64, Task)| matches!(task, Task::Session(_));
        self.next.iter().chain(&self.later).filter(is_session).count() as u32
    }

    /// Begins something that takes `effort` alone. Wrap-ups are work like any other: they count
    /// in the level and are slowed by it.
    #[inline]
    pub(super) fn begin(&mut self, now: Time, effort: Span, task: Task) {
        self.advance(now);
        let done = self.clock + effort.as_micros_f64();
        self.slotless += u32::from(task.is_slotless());
        match &mut self.next {
            None => {
                self.next = Some((done, task));
                self.speed = self.speeds.speed(1) * self.pace;
            }
            Some(_) => self.begin_beside(done, task),
        }
    }

    fn begin_beside(&mut self, done: f64, task: Task) {
        let begun = (done, task);
        // Of those done at the same clock the earlier begun is done first.
        match self.next.take_if(|(soonest, _)| done < *soonest) {
            Some(second) => {
                self.next = Some(begun);
                self.later.push(second);
            }
            None => {
                let place = self.later.partition_point(|(other, _)| *other > done);
                self.later.insert(place, begun);
            }
        }
        self.set_speed();
    }

    #[inline]
    fn set_speed(&mut self) {
        self.speed = self.speeds.speed(self.level()) * self.pace;
    }

    /// From now on everything goes so much slower than the curve says, or stands still.
    pub(super) fn set_pace(&mut self, now: Time, pace: f64) {
        self.advance(now);
        self.pace = pace;
        self.set_speed();
    }

    fn on_hand(&self) -> impl Iterator<Item = &OnHand> {
        self.next.iter().chain(&self.later).filter_map(|(_, task)| match task {
            Task::Session(on_hand) => Some(on_hand),
            Task::WrapUp { .. } => None,
        })
    }

    /// When the next is done, if nothing changes.
    #[inline]
    pub(super) fn next_done(&self) -> Option<Time> {
        let (done, _) = self.next.as_ref()?;
        if self.speed == 0.0 {
            return None;
        }
        let work = done - self.clock;
        // Mostly there is one session, and no need to divide.
        let left = if self.speed == 1.0 { work } else { work / self.speed };
        // Rounded up: the alarm must not ring before the work is done. (`f64::ceil` is a call into
        // the mathematics library.)
        let whole = Span::whole(left);
        Some(self.read + Span(whole.0 + u64::from(whole.as_micros_f64() < left)))
    }

    /// The next is done now.
    #[inline(always)]
    pub(super) fn finish(&mut self, now: Time) -> Option<Task> {
        self.advance(now);
        let (done, task) = self.next.take()?;
        self.slotless -= u32::from(task.is_slotless());
        // The alarm was rounded up to a whole microsecond; the others' work is not.
        debug_assert!(done <= self.clock + 2.0, "finished early");
        if self.later.is_empty() {
            self.speed = self.pace;
            self.clock = 0.0;
        } else {
            self.next = self.later.pop();
            self.set_speed();
        }
        Some(task)
    }

    /// A session on hand.
    pub(super) fn find(&mut self, id: SessionId) -> Option<&mut OnHand> {
        self.next.iter_mut().chain(&mut self.later).find_map(|(_, task)| match task {
            Task::Session(on_hand) if on_hand.session.id == id => Some(on_hand),
            _ => None,
        })
    }

    /// A session leaves before its work is done; it carries with it how much of it is left.
    pub(super) fn take_out(&mut self, now: Time, id: SessionId) -> Option<OnHand> {
        self.advance(now);
        let is_it = |(_, task): &(f64, Task)| matches!(task, Task::Session(on_hand) if on_hand.session.id == id);
        let (done, task) = match self.next.take_if(|next| is_it(next)) {
            Some(next) => {
                self.next = self.later.pop();
                next
            }
            None => self.later.remove(self.later.iter().position(is_it)?),
        };
        self.set_speed();
        let Task::Session(mut on_hand) = task else {
            return None;
        };
        let left = (done - self.clock).max(0.0);
        if on_hand.effort > Span::ZERO {
            on_hand.session.work_left *= left / on_hand.effort.0 as f64;
        }
        if self.next.is_none() {
            self.clock = 0.0;
        }
        Some(on_hand)
    }

    #[inline]
    fn advance(&mut self, now: Time) {
        self.clock += now.since(self.read).as_micros_f64() * self.speed;
        self.read = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(s: u64) -> Span {
        Span(s * 1_000_000)
    }

    fn wrap_up() -> Task {
        Task::WrapUp { began: Time::ZERO, group: GroupId(0), takes_slot: true, units: 0 }
    }

    #[test]
    fn a_second_session_slows_the_first_and_its_end_speeds_it_up_again() {
        let mut bench = Workbench::new(SpeedCurve::new(vec![1.0, 0.5]).expect("sound"));
        bench.begin(Time::ZERO, seconds(100), wrap_up());
        let at = |s| Time::ZERO + seconds(s);
        // 60 of 100 are left; at half speed the 20 of the second take 40, and 20 of the first.
        bench.begin(at(40), seconds(20), wrap_up());
        assert_eq!(bench.next_done(), Some(at(80)));
        bench.finish(at(80));
        assert_eq!(bench.next_done(), Some(at(120)));
    }

    #[test]
    fn beyond_the_stated_levels_the_operator_gets_no_faster() {
        let speeds = SpeedCurve::new(vec![1.0, 0.8]).expect("sound");
        assert!((speeds.speed(4) * 4.0 - 1.6).abs() < 1e-12);
        assert!((speeds.speed(2) - 0.8).abs() < 1e-12);
    }
}
