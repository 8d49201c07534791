//! Supervisors: how they distribute a common queue, and what they watch over besides.

use super::{Action, Priority};
use crate::base::{GroupId, QueueId, Span};
use crate::dist::Law;

/// Who takes sessions from the common queue of a live chat.
#[derive(Clone, Debug, PartialEq)]
pub enum Intake {
    /// Operators themselves: who is first.
    Operators,
    /// Supervisors, who hand each one on.
    Supervisors {
        /// The time that one act takes.
        reaction: Law,
        /// What they do with it.
        action: Action,
        /// When they begin.
        gate: Gate,
    },
}

/// When a supervisor begins to read a session.
#[derive(Clone, Debug, Copy, PartialEq, Eq)]
pub enum Gate {
    /// As soon as there is one.
    Open,
    /// When an operator of the group has a free slot, which is reserved meanwhile.
    FreeOperator,
}

/// What supervisors do with sessions that wait for operators (rulebook E-S7, E-S9).
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// The queue that they look at.
    pub queue: QueueId,
    /// When they act.
    pub when: When,
    /// The time that one act takes.
    pub reaction: Law,
    /// What they do.
    pub deed: Deed,
    /// A session that waits less long than this in the queue is let be.
    pub waited: Span,
    /// After how long they try again where nobody was Online who could get it.
    pub retry: Span,
}

/// What supervisors who watch do with one session (rulebook E-R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The next in line goes to the queue of this group (E-S7, E-S9).
    Move(GroupId),
    /// The next in line goes to the least occupied member of this group who is Online (E-S7).
    Assign(GroupId),
    /// A session that somebody has goes to somebody else (E-S8).
    Reassign {
        /// Whose sessions are looked at: those of this group; `None`: of any of the live chat.
        of: Option<GroupId>,
        /// Among whose members somebody is found who gets it.
        to: GroupId,
        /// Who has more than so many has too many; `None`: it is taken from who is Offline.
        beyond: Option<u32>,
    },
    /// The one who waits longest of those with less gets this priority.
    Raise(Priority),
    /// The next in line goes to the bot of its live chat (E-S10).
    ToBot,
}

impl Deed {
    /// The group whose members get the sessions.
    pub fn to(self) -> Option<GroupId> {
        match self {
            Self::Move(to) | Self::Assign(to) | Self::Reassign { to, .. } => Some(to),
            Self::Raise(_) | Self::ToBot => None,
        }
    }
}

/// When supervisors act on a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Once after each such time.
    Every(Span),
    /// Session by session from when more than `above` wait until fewer than `below` do.
    Crowded {
        /// More than so many switch it on.
        above: u32,
        /// Fewer than so many switch it off.
        below: u32,
    },
}
