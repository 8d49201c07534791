//! Instants at which something happens to a session, wherever it is then.
//!
//! A session carries its deadlines with it. Whoever owns the box sets one alarm, for the first of
//! them, and calls it off when the box goes on; so nobody ever looks for a session.

use crate::base::Time;
use crate::plan::SlaMetric;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// The next step of the queue's overflow.
    Overflow,
    /// The client left without a word. Set by nobody: it is how a line says that patience is over
    /// and that nobody noticed.
    SilentAbandonment,
    /// The client writes again.
    ClientMessage,
    /// The client waits no longer for a reply.
    ReplyPatience,
    /// The operator has not replied.
    NoReply,
    /// The client has been silent long enough to count as inactive.
    Inactive,
    /// The client has been silent for too long.
    ClientTimeout,
    /// The client is reminded of that.
    TimeoutWarning,
    /// The operator has written nothing for a while.
    OperatorIdle,
    /// The operator has written nothing for too long.
    OperatorTimeout,
    /// The longest wait that the queue allows.
    MaxWait,
    /// The end of a ring of requirements.
    Ring,
    /// The end of waiting for the operator who had it last.
    LastOperator,
    /// The operator marks it as spam, by mistake.
    SpamMark,
    /// That is taken back.
    SpamUnmark,
    /// The clock of a standard runs out.
    Sla(SlaMetric),
    /// Somebody is reminded that it will.
    SlaReminder(SlaMetric),
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
    pub(super) fn clear(&mut self, what: Deadline) {
        self.0.retain(|(_, other)| *other != what);
    }

    /// What was due before `now`, while nobody looked, is due now.
    pub(super) fn postpone_overdue(&mut self, now: Time) {
        for (at, _) in &mut self.0 {
            *at = (*at).max(now);
        }
    }

    /// When this is due.
    pub(super) fn time_of(&self, what: Deadline) -> Option<Time> {
        self.0.iter().find(|(_, other)| *other == what).map(|(at, _)| *at)
    }

    /// The first, and when it is due.
    pub(super) fn first(&self) -> Option<(Time, Deadline)> {
        self.0.last().copied()
    }

    /// Takes the first one off, if it is due.
    pub(super) fn pop_due(&mut self, now: Time) -> Option<Deadline> {
        self.0.pop_if(|(at, _)| *at <= now).map(|(_, what)| what)
    }
}
