//! What operators ask each other about a session that is to be transferred, and what they are told
//! about slots that are busy without one.

use super::seats::Ticket;
use crate::base::{OperatorId, QueueId, SessionId, Span, SupervisorId};
use crate::desk::session::Session;
use crate::plan::Skills;

/// What an operator is told about slots without a session.
#[derive(Debug)]
pub enum TransferInput {
    /// Somebody asks whether this operator is Online.
    Probe(Box<TransferRequest>),
    /// Somebody asks this operator to take a session over; the queue that chose, if one did.
    Request(Option<QueueId>, Box<TransferRequest>),
    /// Time to answer about this session.
    AnswerDue(SessionId),
    /// Who thinks about what this operator asked the target of that number.
    Considering(SessionId, u32, OperatorId),
    /// The answer to what this operator asked the target of that number.
    Answered(SessionId, u32, TransferAnswer),
    /// That target has not answered for long enough: the next is asked as well.
    RequestNext(SessionId, u32),
    /// Somebody else has accepted what this operator thinks about.
    Withdraw(SessionId),
    /// The session that was promised.
    TakeReserved(Box<Session>),
    /// Somebody has taken over the session with whose client this operator stayed, and is to be
    /// told about it for so long.
    TakenOver(SessionId, Span),
    /// That was told.
    BriefingOver(SessionId),
    /// A supervisor is about to hand on a session of this queue, which weighs so much: keep a slot
    /// for it.
    Reserve(QueueId, Ticket, u32),
    /// Its client has left, or it goes elsewhere.
    Release(QueueId, Ticket),
    /// The session for which a slot was kept.
    Fulfill(QueueId, Ticket, Box<Session>),
    /// Something is due with a session that is marked as spam.
    SpamDeadline(SessionId),
    /// A supervisor has taken the mark of a session back.
    Unmarked(SessionId, SupervisorId),
}

/// A request to take a session over.
#[derive(Clone, Copy, Debug)]
pub struct TransferRequest {
    /// Who asks.
    pub sender: OperatorId,
    /// About which session.
    pub session: SessionId,
    /// Which of the sender's targets this is.
    pub target_number: u32,
    /// The lot among equals.
    pub tie_break: u64,
    /// What it takes.
    pub requires: Skills,
    /// What it weighs.
    pub units: u32,
    /// How long whoever is asked takes to answer.
    pub answer_delay: Span,
    /// The answer, if nothing comes between.
    pub will_accept: bool,
}

/// An answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferAnswer {
    /// Yes, and who it was, where one was chosen.
    Yes(Option<OperatorId>),
    /// No, or nobody was there.
    No,
}
