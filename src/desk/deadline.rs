//! Instants at which something happens to a session, wherever it is then.
//!
//! A session carries its deadlines with it. Whoever owns the box sets one alarm, for the first of
//! them, and calls it off when the box goes on; so nobody ever looks for a session.

use crate::base::Time;
use crate::plan::Standard;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// The next step of the queue's overflow.
    Overflow,
    /// The longest wait that the queue allows.
    MaxWait,
    /// The end of a ring of requirements.
    Ring,
    /// The end of waiting for the operator who had it last.
    LastOperator,
    /// The clock of a standard runs out.
    Sla(Standard),
    /// Somebody is reminded that it will.
    Reminder(Standard),
}

/// The deadlines of one session, the last first.
#[derive(Debug, Default)]
pub(super) struct Deadlines(Vec<(Time, Deadline)>);

impl Deadlines {
    /// Sets a deadline; of those at one instant the earlier set is due first.
    pub(super) fn set(&mut self, at: Time, what: Deadline) {
        let place = self.0.partition_point(|(other, _)| *other > at);
        self.0.insert(place, (at, what));
    }

    /// Drops every deadline of this kind.
    pub(super) fn drop(&mut self, what: Deadline) {
        self.0.retain(|(_, other)| *other != what);
    }

    /// What was due before `now`, while nobody looked, is due now.
    pub(super) fn catch_up(&mut self, now: Time) {
        for (at, _) in &mut self.0 {
            *at = (*at).max(now);
        }
    }

    /// When the first is due.
    pub(super) fn next(&self) -> Option<Time> {
        self.0.last().map(|(at, _)| *at)
    }

    /// Takes the first one off, if it is due.
    pub(super) fn due(&mut self, now: Time) -> Option<Deadline> {
        self.0.pop_if(|(at, _)| *at <= now).map(|(_, what)| what)
    }
}
