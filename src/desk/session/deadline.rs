//! Instants at which something happens to a session, wherever it is then.
//!
//! A session carries its deadlines with it. The role that owns the box sets one timer, for the
//! first deadline, and cancels it when the session leaves; so no role ever searches for a session.

use crate::base::Time;
use crate::plan::SlaMetric;

/// What is due with a session. Of several at the same instant the one that stands first here is due
/// first; their classes are in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deadline {
    /// The operator marks it as spam, by mistake.
    SpamMark,
    /// The spam mark is taken back.
    SpamUnmark,
    /// The client writes again.
    ClientMessage,
    /// The client waits no longer for a reply.
    ReplyPatience,
    /// The client left without a message. No role sets this one: it is how a wait queue reports
    /// that patience is over and the desk cannot see it.
    SilentAbandonment,
    /// A reminder that the clock of an SLA metric will run out.
    SlaReminder(SlaMetric),
    /// The clock of an SLA metric runs out.
    Sla(SlaMetric),
    /// The end of waiting for the operator who had it last.
    LastOperator,
    /// The end of a ring of requirements.
    Ring,
    /// The next step of the queue's overflow.
    Overflow,
    /// The longest wait that the queue allows.
    MaxWait,
    /// The operator has not replied.
    NoReply,
    /// The operator has written nothing for a while.
    OperatorIdle,
    /// The operator has written nothing for too long.
    OperatorTimeout,
    /// The client is reminded that the session will time out.
    TimeoutWarning,
    /// The client has been silent long enough to count as inactive.
    Inactive,
    /// The client has been silent for too long.
    ClientTimeout,
}

/// The deadlines of one session, the last first.
#[derive(Debug, Default)]
pub(super) struct Deadlines(Vec<(Time, Deadline)>);

impl Deadlines {
    /// Sets a deadline.
    pub(super) fn set(&mut self, at: Time, what: Deadline) {
        let place = self.0.partition_point(|other| *other > (at, what));
        self.0.insert(place, (at, what));
    }

    /// Drops every deadline of this kind.
    pub(super) fn clear(&mut self, what: Deadline) {
        self.0.retain(|(_, other)| *other != what);
    }

    /// Makes due now what was due before `now`, while the session was not attended to.
    pub(super) fn postpone_overdue(&mut self, now: Time) {
        for (at, _) in &mut self.0 {
            *at = (*at).max(now);
        }
        self.0.sort_unstable_by(|one, other| other.cmp(one));
    }

    /// When this deadline is due.
    pub(super) fn time_of(&self, what: Deadline) -> Option<Time> {
        self.0.iter().find(|(_, other)| *other == what).map(|(at, _)| *at)
    }

    /// The first deadline, and when it is due.
    pub(super) fn first(&self) -> Option<(Time, Deadline)> {
        self.0.last().copied()
    }

    /// Removes the first deadline, if it is due.
    pub(super) fn pop_due(&mut self, now: Time) -> Option<Deadline> {
        self.0.pop_if(|(at, _)| *at <= now).map(|(_, what)| what)
    }
}
