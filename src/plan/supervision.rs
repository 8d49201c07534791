//! Supervisors: how they distribute a common queue, and what they watch over besides.

use super::Action;
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
    /// The group to which they move the next in line.
    pub to: GroupId,
    /// After how long they try again where nobody of that group was Online.
    pub retry: Span,
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
