//! What operators ask each other about a session that is to be transferred, and the inputs about
//! slots that are busy without a session.

use super::seats::Ticket;
use crate::base::{OperatorId, QueueId, SessionId, Span, SupervisorId};
use crate::desk::session::Session;
use crate::plan::Skills;

/// An input of an operator about slots that are busy without a session.
#[derive(Debug)]
pub enum TransferInput {
    /// Another operator asks whether this one is Online.
    Probe(Box<TransferRequest>),
    /// Another operator asks this one to take a session over; the queue that chose this one, if a
    /// queue did.
    Request(Option<QueueId>, Box<TransferRequest>),
    /// The answer about this session is due.
    AnswerDue(SessionId),
    /// This operator considers the request to the target of that number.
    Considering(SessionId, u32, OperatorId),
    /// The answer of the target of that number.
    Answered(SessionId, u32, TransferAnswer),
    /// The target of that number has not answered for long enough: the next is asked as well.
    RequestNext(SessionId, u32),
    /// Another operator has accepted the session that this one considers.
    Withdraw(SessionId),
    /// The session for which a slot was promised.
    TakeReserved(Box<Session>),
    /// Another operator has taken over the session with whose client this one stayed; the briefing
    /// takes so long.
    TakenOver(SessionId, Span),
    /// The briefing is over.
    BriefingOver(SessionId),
    /// A supervisor is about to dispatch a session of this queue that takes so many units: reserve
    /// a slot for it.
    Reserve(QueueId, Ticket, u32),
    /// The session will not come: its client has left, or it goes elsewhere. The slot is free
    /// again.
    Release(QueueId, Ticket),
    /// The session for which a slot was reserved.
    Fulfill(QueueId, Ticket, Box<Session>),
    /// Something is due with a session that is marked as spam.
    SpamDeadline(SessionId),
    /// A supervisor has taken the mark of a session back.
    Unmarked(SessionId, SupervisorId),
}

/// A request to take a session over.
#[derive(Clone, Copy, Debug)]
pub struct TransferRequest {
    /// The operator who asks.
    pub sender: OperatorId,
    /// The session to be taken over.
    pub session: SessionId,
    /// Number of the target among the sender's targets.
    pub target_number: u32,
    /// Random number that decides between equal operators.
    pub tie_break: u64,
    /// The skills that it requires.
    pub requires: Skills,
    /// Units of load that it takes.
    pub units: u32,
    /// How long the operator who is asked takes to answer.
    pub answer_delay: Span,
    /// The answer, unless something prevents it.
    pub will_accept: bool,
}

/// An answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferAnswer {
    /// Yes, with the operator who accepted where a queue chose one.
    Yes(Option<OperatorId>),
    /// No, or no operator was there.
    No,
}
