//! Service levels: what is promised to a session, and what happens when it is not kept.

use super::WorkingHours;
use crate::base::{GroupId, OperatorId, Span};

/// What is measured (rulebook E-A1): three clocks that know nothing of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standard {
    /// To the first reply.
    Reaction,
    /// From each later message of the client to the reply.
    Response,
    /// To the close.
    Closing,
}

impl Standard {
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
    pub promises: [Option<Promise>; 3],
}

/// What is promised of one standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// In working time.
    pub within: Span,
    /// So much working time before, somebody is reminded.
    pub remind: Option<Span>,
    /// What happens when it is not kept.
    pub breach: Breach,
}

/// What happens when a promise is not kept (rulebook E-A4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// Nothing.
    Nothing,
    /// Somebody gets a message.
    Notify,
    /// One operator gets the session.
    Operator(OperatorId, IfOffline),
    /// The queue of a group gets it.
    GroupQueue(GroupId),
    /// The least occupied member of a group who is Online gets it.
    LeastOccupied(GroupId, IfOffline, Present),
}

/// Whether the operator who has the session may be the one who gets it (undocumented).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    /// Never again.
    Excluded,
    /// As any other member.
    MayGetIt,
}

/// What if nobody is Online who could get the session (undocumented).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfOffline {
    /// It stays where it is: the action failed (rulebook E-A7).
    Stay,
    /// It goes there nevertheless, and waits.
    HandOver,
}
