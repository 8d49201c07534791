//! What an operator is told.

use std::sync::Arc;

use super::{AsideInput, Turn};
use crate::base::{OperatorId, QueueId, SessionId, Span, Time};
use crate::desk::line::Ticket;
use crate::desk::sla::Call;
use crate::desk::watch::{Relay, Search};
use crate::desk::{OfferEnd, Session};
use crate::plan::{Calendar, Duty};

/// What an operator is told.
///
/// The first word says what, as in the inputs of all roles, which share a place in a message: a tag of
/// one byte would have the seven behind it copied by themselves (see `benches/README.md`).
#[derive(Debug)]
#[repr(u32)]
pub enum OperatorInput {
    /// The calendar may have turned.
    LookAtCalendar,
    /// The pool granted a license.
    Granted,
    /// The pool refused one.
    Refused,
    /// Time to ask the pool for a license.
    Ask,
    /// A session from a queue; it goes back if there is no free slot.
    Assign(QueueId, Box<Session>),
    /// A session that a rule gives to this operator; it goes back to its live chat if Offline.
    Try(Box<Session>),
    /// A session for this operator and nobody else: it waits if there is no free slot.
    Handed(Box<Session>),
    /// A session goes to somebody else because a promise was not kept.
    Fetch(Box<Call>),
    /// Online, to take a session whose service level was broken?
    Asked(Box<Call>),
    /// Something happens to the operator's presence.
    Turn(Turn),
    /// The crew: the position stays filled by this operator.
    Stay,
    /// The crew: this member's position, which had this calendar, has ended; somebody with nothing
    /// on hand is to go instead.
    Relinquish(OperatorId, Arc<Calendar<Duty>>),
    /// The crew: somebody went instead, and leaves a position with this calendar.
    TakeOver(Arc<Calendar<Duty>>),
    /// Something on hand is done.
    Done,
    /// Something is due with a session that waits for this operator alone.
    DueInLine(Ticket),
    /// Something is due with a session on hand.
    DueOnHand(SessionId),
    /// Everything about slots that are busy without work.
    Aside(AsideInput),
    /// The same as [`OperatorInput::Try`], but where there is no free slot the session waits for
    /// this operator so long at most before it goes back.
    TryWithin(Box<Session>, Span),
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
        made: Time,
        /// Which.
        session: Box<Session>,
    },
    /// An offer that was not accepted is over.
    OfferOver(Box<Unaccepted>),
    /// The penalty is over.
    Respond,
    /// The same person, as a supervisor, began an act, or is done with it.
    Supervises(bool),
    /// A supervisor looks for a session that somebody else should have.
    Inspect(Box<Search>),
    /// A supervisor gives a session to somebody else.
    Relay(Box<Relay>),
}

/// An offer that is over.
#[derive(Clone, Copy, Debug)]
pub struct Unaccepted {
    /// Of which queue.
    pub queue: QueueId,
    /// Of which session.
    pub session: SessionId,
    /// What it weighs.
    pub units: u32,
    /// When it was made.
    pub made: Time,
    /// How it ended.
    pub how: OfferEnd,
    /// How long nothing is given to this operator.
    pub penalty: Option<Span>,
}
