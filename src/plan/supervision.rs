//! Supervisors: how they distribute a common queue, and what else they watch over.

use super::{Priority, RoutingAction};
use crate::base::{GroupId, QueueId, Span};
use crate::dist::Distribution;

/// How sessions leave the common queue of a live chat.
#[derive(Clone, Debug, PartialEq)]
pub enum IntakeMode {
    /// Operators take them.
    Operators,
    /// Supervisors dispatch each one.
    Supervisors {
        /// The time that one task takes.
        reaction: Distribution,
        /// Where they send a session.
        action: RoutingAction,
        /// When they begin to read one.
        trigger: IntakeTrigger,
    },
}

/// When a supervisor begins to read a session.
#[derive(Clone, Debug, Copy, PartialEq, Eq)]
pub enum IntakeTrigger {
    /// As soon as a session waits.
    Immediate,
    /// When an operator of the group has a free slot, which is reserved for the session.
    OperatorFree,
}

/// A watch: what supervisors do with sessions that wait for operators (rulebook E-S7, E-S9).
#[derive(Clone, Debug, PartialEq)]
pub struct WatchRule {
    /// The queue that is watched.
    pub queue: QueueId,
    /// When they act.
    pub trigger: WatchTrigger,
    /// The time that one task takes.
    pub reaction: Distribution,
    /// What they do with a session.
    pub action: SupervisorAction,
    /// A session that has waited less than this in the queue is left alone.
    pub min_wait: Span,
    /// The pause before the next try if no operator was Online who could get the session.
    pub retry: Span,
}

/// What a watching supervisor does with one session (rulebook E-R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupervisorAction {
    /// The next waiting session goes to the queue of this group (E-S7, E-S9).
    Move(GroupId),
    /// The next waiting session goes to the least occupied member of this group who is Online
    /// (E-S7).
    Assign(GroupId),
    /// A session that an operator has goes to another operator (E-S8).
    Reassign {
        /// Whose sessions: those of the members of this group; `None`: of any operator of the live
        /// chat.
        from: Option<GroupId>,
        /// The group among whose members the next operator is chosen.
        to: GroupId,
        /// Sessions are taken from operators who have more than this; `None`: from those who are
        /// Offline.
        max_sessions: Option<u32>,
    },
    /// The oldest waiting session with a lower priority gets this one.
    RaisePriority(Priority),
    /// The next waiting session goes to the bot of its live chat (E-S10).
    MoveToBot,
}

impl SupervisorAction {
    /// The group whose members get the sessions.
    pub fn target_group(self) -> Option<GroupId> {
        match self {
            Self::Move(to) | Self::Assign(to) | Self::Reassign { to, .. } => Some(to),
            Self::RaisePriority(_) | Self::MoveToBot => None,
        }
    }
}

/// When supervisors act on a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchTrigger {
    /// Periodically, with this interval.
    Every(Span),
    /// Session by session, from when more than `above` wait until fewer than `below` do.
    Backlog {
        /// The action starts above this number of waiting sessions.
        above: u32,
        /// The action ends below this number.
        below: u32,
    },
}
