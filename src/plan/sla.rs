//! Service levels: what is promised to a session, and what happens when it is not kept.

use super::WorkingHours;
use crate::base::{GroupId, OperatorId, Span};

/// What is measured (rulebook E-A1): three clocks that know nothing of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlaMetric {
    /// To the first reply.
    Reaction,
    /// From each later message of the client to the reply.
    Response,
    /// To the close.
    Closing,
}

impl SlaMetric {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Reaction, Self::Response, Self::Closing];

    /// As the scenario language writes it.
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
    /// As the scenario names it.
    pub name: String,
    /// When its clocks run; `None`: never, nothing is counted (rulebook E-A2).
    pub hours: Option<WorkingHours>,
    /// What is promised, by [`Standard`]; `None`: nothing.
    pub goals: [Option<SlaGoal>; 3],
}

/// What is promised of one standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlaGoal {
    /// In working time.
    pub within: Span,
    /// So much working time before, somebody is reminded.
    pub remind_before: Option<Span>,
    /// What happens when it is not kept.
    pub on_breach: BreachAction,
}

/// What happens when a promise is not kept (rulebook E-A4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreachAction {
    /// Nothing.
    Nothing,
    /// Somebody gets a message.
    Notify,
    /// One operator gets the session.
    AssignOperator(OperatorId, IfTargetOffline),
    /// The queue of a group gets it.
    MoveToGroup(GroupId),
    /// The least occupied member of a group who is Online gets it.
    AssignLeastOccupied(GroupId, IfTargetOffline, CurrentOperatorEligibility),
}

/// Whether the operator who has the session may be the one who gets it (undocumented).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrentOperatorEligibility {
    /// Never again.
    Excluded,
    /// As any other member.
    Eligible,
}

/// What if nobody is Online who could get the session (undocumented).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfTargetOffline {
    /// It stays where it is: the action failed (rulebook E-A7).
    Stay,
    /// It goes there nevertheless, and waits.
    Transfer,
}
