//! What an operator is told.

use std::sync::Arc;

use super::OfferEnd;
use super::presence::PresenceEvent;
use super::requests::{EscalationRequest, ReassignRequest, ReassignSearch};
use super::seats::Ticket;
use super::transfer::TransferInput;
use crate::base::{OperatorId, QueueId, SessionId, Span, Time};
use crate::desk::session::Session;
use crate::plan::{Calendar, Duty};

/// What an operator is told.
///
/// The first word says what, as in the inputs of all roles, which share a place in a message: a tag of
/// one byte would have the seven behind it copied by themselves (see `benches/README.md`).
#[derive(Debug)]
#[repr(u32)]
pub enum OperatorInput {
    /// The calendar may have turned.
    CheckCalendar,
    /// The pool granted a license.
    LicenseGranted,
    /// The pool refused one.
    LicenseRefused,
    /// Time to ask the pool for a license.
    RequestLicense,
    /// A session from a queue; it goes back if there is no free slot.
    Assign(QueueId, Box<Session>),
    /// A session that a rule gives to this operator; it goes back to its live chat if Offline.
    TryAssign(Box<Session>),
    /// A session for this operator and nobody else: it waits if there is no free slot.
    AssignByName(Box<Session>),
    /// A session goes to somebody else because a promise was not kept.
    Escalate(Box<EscalationRequest>),
    /// Online, to take a session whose service level was broken?
    EscalationProbe(Box<EscalationRequest>),
    /// Something happens to the operator's presence.
    Presence(PresenceEvent),
    /// The crew: the position stays filled by this operator.
    KeepPosition,
    /// The crew: this member's position, which had this calendar, has ended; somebody with nothing
    /// on hand is to go instead.
    RelinquishPosition(OperatorId, Arc<Calendar<Duty>>),
    /// The crew: somebody went instead, and leaves a position with this calendar.
    TakeOverPosition(Arc<Calendar<Duty>>),
    /// Something on hand is done.
    WorkDone,
    /// Something is due with a session that waits for this operator alone.
    WaitingDeadline(Ticket),
    /// Something is due with a session on hand.
    OnHandDeadline(SessionId),
    /// Everything about slots that are busy without work.
    Transfer(TransferInput),
    /// The same as [`OperatorInput::TryAssign`], but where there is no free slot the session waits for
    /// this operator so long at most before it goes back.
    TryAssignWithin(Box<Session>, Span),
    /// A session of a queue is offered: a slot is to be reserved for it.
    Offer {
        /// Which queue.
        queue: QueueId,
        /// Where it stands there.
        ticket: Ticket,
        /// Which.
        session: SessionId,
        /// What it weighs.
        units: u32,
    },
    /// A session that was offered, and accepted.
    AssignOffered {
        /// From which queue.
        queue: QueueId,
        /// When it was offered.
        offered_at: Time,
        /// Which.
        session: Box<Session>,
    },
    /// An offer that was not accepted is over.
    OfferEnded(Box<UnacceptedOffer>),
    /// The penalty is over.
    PenaltyOver,
    /// The same person, as a supervisor, began an act, or is done with it.
    Supervising(bool),
    /// A supervisor looks for a session that somebody else should have.
    ReassignSearch(Box<ReassignSearch>),
    /// A supervisor gives a session to somebody else.
    Reassign(Box<ReassignRequest>),
}

/// An offer that is over.
#[derive(Clone, Copy, Debug)]
pub struct UnacceptedOffer {
    /// Of which queue.
    pub queue: QueueId,
    /// Of which session.
    pub session: SessionId,
    /// What it weighs.
    pub units: u32,
    /// When it was made.
    pub offered_at: Time,
    /// How it ended.
    pub outcome: OfferEnd,
    /// How long nothing is given to this operator.
    pub penalty: Option<Span>,
}
