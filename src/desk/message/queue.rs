//! What a queue is told, whoever owns it.

use super::requests::{EscalationRequest, ReassignRequest, SupervisorMove};
use super::seats::Ticket;
use super::transfer::TransferRequest;
use crate::base::{LiveChatId, SupervisorId};
use crate::desk::session::Session;

/// What a queue is told.
#[derive(Debug)]
pub enum QueueInput {
    /// A session wants to be answered here.
    Join(Box<Session>),
    /// The operator in this seat has no free slot after all.
    Requeue(u32, Box<Session>),
    /// Something is due with the session that holds this ticket.
    WaitingDeadline(Ticket),
    /// A session goes to somebody else because a promise was not kept.
    Escalate(Box<EscalationRequest>),
    /// The operator in this seat takes sessions, and has so many.
    Enlist(u32, u32),
    /// The operator in this seat takes no more sessions.
    Delist(u32),
    /// The operator in this seat took a session from elsewhere.
    SlotTaken(u32),
    /// The operator in this seat freed a slot.
    SlotFreed(u32),
    /// The sessions of the operator in this seat weigh so much.
    UnitsChanged(u32, u32),
    /// The operator in this seat ended a session that came from this queue.
    SessionEnded(u32),
    /// The operator in this seat has a session again that came from this queue.
    SessionRegained(u32),
    /// The operator in this seat was given nothing after all.
    AssignmentUndone(u32),
    /// Somebody asks whether anybody is Online here.
    Probe(Box<TransferRequest>),
    /// Somebody asks whether anybody will take a session over.
    RequestTransfer(Box<TransferRequest>),
    /// A supervisor of this live chat, in this seat, looks for the next in line of whom no other
    /// reads.
    Pick(LiveChatId, u32, Box<[Ticket]>),
    /// A supervisor, for this live chat, has decided on the one who holds this ticket.
    Move(Ticket, (SupervisorId, LiveChatId)),
    /// A supervisor brings one who waited elsewhere.
    Receive(Box<SupervisorMove>),
    /// A supervisor wants somebody here to get a session that another operator has.
    Reassign(Box<ReassignRequest>),
    /// One who was to be moved stands where it stood.
    MoveFailed(Box<Session>),
    /// The operator in this seat may be given another session again.
    PaceElapsed(u32),
    /// The offer of this session was answered, or its time is over.
    OfferEnded(Ticket),
    /// The operator in this seat has no free slot to reserve.
    NoSlot(u32, Ticket),
    /// Somebody has noticed that a session waits.
    Claim,
}
