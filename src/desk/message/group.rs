//! The inputs of a group.

use std::sync::Arc;

use super::queue::QueueInput;
use super::requests::EscalationRequest;
use crate::base::{GroupId, OperatorId};
use crate::desk::session::Session;
use crate::plan::{Calendar, Duty};

/// An input of a group.
#[derive(Debug)]
pub enum GroupInput {
    /// A session goes to this group if a member is Online; otherwise it returns to its live chat.
    JoinIfOnline(Box<Session>),
    /// A member begins a session, if one is Online (rulebook E-R7, E-C10).
    BeginOutbound(Box<Session>),
    /// A session comes by overflow.
    Overflow(Box<Session>),
    /// A session comes because no operator of this group, and of the fallbacks before, is Online.
    Fallback(GroupId, Box<Session>),
    /// Everything that concerns the queue.
    Queue(QueueInput),
    /// Asks whether an operator is Online who could take a session whose service level was missed.
    ProbeEscalation(Box<EscalationRequest>),
    /// Everything that concerns positions which members fill in turn.
    PositionPool(PositionPoolInput),
}

/// An input of a position pool.
#[derive(Debug)]
pub enum PositionPoolInput {
    /// A member has nothing on hand and asks whether to stay.
    Idle(OperatorId),
    /// A member has something on hand.
    Busy(OperatorId),
    /// A member is absent, or not present for longer than the calendar requires.
    Unavailable(OperatorId),
    /// A member's position has ended while the member has sessions on hand.
    PositionEnded(OperatorId, Arc<Calendar<Duty>>),
}
