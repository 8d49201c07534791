//! The inputs of an operator.

use std::sync::Arc;

use super::OfferEnd;
use super::presence::PresenceEvent;
use super::requests::{EscalationRequest, ReassignRequest, ReassignSearch};
use super::seats::Ticket;
use super::transfer::TransferInput;
use crate::base::{OperatorId, QueueId, SessionId, Span, Time};
use crate::desk::session::Session;
use crate::plan::{Calendar, Duty};

/// An input of an operator.
///
/// The discriminant takes a whole word, as in the inputs of all roles, which share the same place
/// in a message: with a tag of one byte the seven bytes after it would be copied separately (see
/// `benches/README.md`).
#[derive(Debug)]
#[repr(u32)]
pub enum OperatorInput {
    /// The duty may have changed by the calendar.
    CheckCalendar,
    /// The pool granted a license.
    LicenseGranted,
    /// The pool refused a license.
    LicenseRefused,
    /// Time to ask the pool for a license.
    RequestLicense,
    /// A session from a queue; it goes back if there is no free slot.
    Assign(QueueId, Box<Session>),
    /// This operator begins a session of a queue's group, whatever is on hand (rulebook E-C10); it goes
    /// back to the group if the operator can not act.
    BeginOutbound(QueueId, Box<Session>),
    /// A session that a rule gives to this operator; it goes back to its live chat if Offline.
    TryAssign(Box<Session>),
    /// A session for this operator only: it waits if there is no free slot.
    AssignByName(Box<Session>),
    /// A session is escalated because its service level was missed.
    Escalate(Box<EscalationRequest>),
    /// Asks whether this operator is Online, to take a session whose service level was missed.
    EscalationProbe(Box<EscalationRequest>),
    /// Something happens to the operator's presence.
    Presence(PresenceEvent),
    /// The position pool: this operator keeps the position.
    KeepPosition,
    /// The position pool: this member's position, which had this calendar, has ended; an operator
    /// with nothing on hand is to leave instead.
    RelinquishPosition(OperatorId, Arc<Calendar<Duty>>),
    /// The position pool: another member left instead, and passes on a position with this calendar.
    TakeOverPosition(Arc<Calendar<Duty>>),
    /// Some work on hand is done.
    WorkDone,
    /// Something is due with a session that waits for this operator alone.
    WaitingDeadline(Ticket),
    /// Something is due with a session on hand.
    OnHandDeadline(SessionId),
    /// Everything about slots that are busy without a session.
    Transfer(TransferInput),
    /// The same as [`OperatorInput::TryAssign`], but without a free slot the session waits for this
    /// operator, at most for this time, before it returns.
    TryAssignWithin(Box<Session>, Span),
    /// A session of a queue is offered: a slot is to be reserved for it.
    Offer {
        /// The queue that offers it.
        queue: QueueId,
        /// Its ticket there.
        ticket: Ticket,
        /// The session.
        session: SessionId,
        /// Units of load that it takes.
        units: u32,
    },
    /// A session that was offered, and accepted.
    AssignOffered {
        /// The queue that offered it.
        queue: QueueId,
        /// When it was offered.
        offered_at: Time,
        /// The session.
        session: Box<Session>,
    },
    /// An offer that was not accepted is over.
    OfferEnded(Box<UnacceptedOffer>),
    /// The penalty is over.
    PenaltyOver,
    /// The same person, as a supervisor, began a task, or finished it.
    Supervising(bool),
    /// A supervisor searches for a session to give to another operator.
    ReassignSearch(Box<ReassignSearch>),
    /// A supervisor gives a session to another operator.
    Reassign(Box<ReassignRequest>),
}

/// An offer that is over.
#[derive(Clone, Copy, Debug)]
pub struct UnacceptedOffer {
    /// The queue that made it.
    pub queue: QueueId,
    /// The session that was offered.
    pub session: SessionId,
    /// Units of load that it takes.
    pub units: u32,
    /// When it was made.
    pub offered_at: Time,
    /// How it ended.
    pub outcome: OfferEnd,
    /// For how long nothing is given to this operator, if a penalty applies.
    pub penalty: Option<Span>,
}
