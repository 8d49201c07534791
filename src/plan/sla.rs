//! Service levels: which times are promised to a session, and what happens on a breach.

use super::WorkingHours;
use crate::base::{GroupId, OperatorId, Span};

/// What is measured (rulebook E-A1): three clocks, independent of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlaMetric {
    /// From the arrival to the first reply.
    Reaction,
    /// From each later message of the client to the reply.
    Response,
    /// From the arrival to the close.
    Closing,
}

impl SlaMetric {
    pub const ALL: [Self; 3] = [Self::Reaction, Self::Response, Self::Closing];

    /// The word of the scenario language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reaction => "reaction",
            Self::Response => "response",
            Self::Closing => "closing",
        }
    }
}

/// A service level.
#[derive(Clone, Debug, PartialEq)]
pub struct Sla {
    /// As named in the scenario.
    pub name: String,
    /// When its clocks run; `None`: never, nothing is counted (rulebook E-A2).
    pub hours: Option<WorkingHours>,
    /// The goals, indexed by [`SlaMetric`]; `None`: nothing is promised.
    pub goals: [Option<SlaGoal>; 3],
}

/// The goal of one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlaGoal {
    /// The promised time, in working time.
    pub within: Span,
    /// How much working time before the deadline a reminder is sent.
    pub remind_before: Option<Span>,
    /// What happens on a breach.
    pub on_breach: BreachAction,
}

/// What happens on a breach (rulebook E-A4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreachAction {
    /// Nothing.
    Nothing,
    /// A message is sent.
    Notify,
    /// The session goes to one operator.
    AssignOperator(OperatorId, IfTargetOffline),
    /// The session goes to the queue of a group.
    MoveToGroup(GroupId),
    /// The session goes to the least occupied member of a group who is Online.
    AssignLeastOccupied(GroupId, IfTargetOffline, CurrentOperatorEligibility),
}

/// Whether the operator who has the session may be the one who gets it (undocumented in the
/// product).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrentOperatorEligibility {
    /// Excluded.
    Excluded,
    /// Eligible like any other member.
    Eligible,
}

/// What happens if no operator is Online who could get the session (undocumented in the product).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfTargetOffline {
    /// The session stays where it is: the action failed (rulebook E-A7).
    Stay,
    /// The session goes there nevertheless, and waits.
    Transfer,
}
