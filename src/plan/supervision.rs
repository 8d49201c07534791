//! Supervisors: how they distribute a common queue, and what they watch over besides.

use super::{Priority, RoutingAction};
use crate::base::{GroupId, QueueId, Span};
use crate::dist::Distribution;

/// Who takes sessions from the common queue of a live chat.
#[derive(Clone, Debug, PartialEq)]
pub enum IntakeMode {
    /// Operators themselves: who is first.
    Operators,
    /// Supervisors, who hand each one on.
    Supervisors {
        /// The time that one act takes.
        reaction: Distribution,
        /// What they do with it.
        action: RoutingAction,
        /// When they begin.
        trigger: IntakeTrigger,
    },
}

/// When a supervisor begins to read a session.
#[derive(Clone, Debug, Copy, PartialEq, Eq)]
pub enum IntakeTrigger {
    /// As soon as there is one.
    Immediate,
    /// When an operator of the group has a free slot, which is reserved meanwhile.
    OperatorFree,
}

/// What supervisors do with sessions that wait for operators (rulebook E-S7, E-S9).
#[derive(Clone, Debug, PartialEq)]
pub struct WatchRule {
    /// The queue that they look at.
    pub queue: QueueId,
    /// When they act.
    pub trigger: WatchTrigger,
    /// The time that one act takes.
    pub reaction: Distribution,
    /// What they do.
    pub action: SupervisorAction,
    /// A session that waits less long than this in the queue is let be.
    pub min_wait: Span,
    /// After how long they try again where nobody was Online who could get it.
    pub retry: Span,
}

/// What supervisors who watch do with one session (rulebook E-R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupervisorAction {
    /// The next in line goes to the queue of this group (E-S7, E-S9).
    Move(GroupId),
    /// The next in line goes to the least occupied member of this group who is Online (E-S7).
    Assign(GroupId),
    /// A session that somebody has goes to somebody else (E-S8).
    Reassign {
        /// Whose sessions are looked at: those of this group; `None`: of any of the live chat.
        from: Option<GroupId>,
        /// Among whose members somebody is found who gets it.
        to: GroupId,
        /// Who has more than so many has too many; `None`: it is taken from who is Offline.
        max_sessions: Option<u32>,
    },
    /// The one who waits longest of those with less gets this priority.
    RaisePriority(Priority),
    /// The next in line goes to the bot of its live chat (E-S10).
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
    /// Once after each such time.
    Every(Span),
    /// Session by session from when more than `above` wait until fewer than `below` do.
    Backlog {
        /// More than so many switch it on.
        above: u32,
        /// Fewer than so many switch it off.
        below: u32,
    },
}
