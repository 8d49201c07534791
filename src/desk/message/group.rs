//! What a group is told.

use std::sync::Arc;

use super::queue::QueueInput;
use super::requests::EscalationRequest;
use crate::base::{GroupId, OperatorId};
use crate::desk::session::Session;
use crate::plan::{Calendar, Duty};

/// What a group is told.
#[derive(Debug)]
pub enum GroupInput {
    /// A session is for this group if anybody is Online; else it goes back to its live chat.
    JoinIfOnline(Box<Session>),
    /// A member begins a session, if anybody is Online (rulebook E-R7, E-C10).
    BeginOutbound(Box<Session>),
    /// A session comes by overflow.
    Overflow(Box<Session>),
    /// A session comes because nobody of this group, and of the fallbacks before, is Online.
    Fallback(GroupId, Box<Session>),
    /// Everything that concerns the queue.
    Queue(QueueInput),
    /// Is anybody Online who could take a session whose service level was broken?
    ProbeEscalation(Box<EscalationRequest>),
    /// Everything that concerns positions which members fill in turn.
    PositionPool(PositionPoolInput),
}

/// What a crew is told.
#[derive(Debug)]
pub enum PositionPoolInput {
    /// A member has nothing on hand, and hears whether to stay.
    Idle(OperatorId),
    /// A member has something on hand.
    Busy(OperatorId),
    /// A member is not there, or not for longer than the calendar says.
    Unavailable(OperatorId),
    /// A member's position has ended, with something on hand.
    PositionEnded(OperatorId, Arc<Calendar<Duty>>),
}
