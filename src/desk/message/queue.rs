//! The inputs of a queue, whichever role owns it.

use super::requests::{EscalationRequest, ReassignRequest, SupervisorMove};
use super::seats::{SlotCount, Ticket};
use super::transfer::TransferRequest;
use crate::base::{LiveChatId, SupervisorId};
use crate::desk::session::Session;

/// An input of a queue.
#[derive(Debug)]
pub enum QueueInput {
    /// A session joins this queue.
    Join(Box<Session>),
    /// An operator has no free slot after all.
    Requeue(SlotCount, Box<Session>),
    /// Something is due with the session that holds this ticket.
    WaitingDeadline(Ticket),
    /// A session is escalated because its service level was missed.
    Escalate(Box<EscalationRequest>),
    /// The operator in this seat takes sessions, and has so many.
    Enlist(u32, u32),
    /// The operator in this seat takes no more sessions.
    Delist(u32),
    /// The operator in this seat is cut off but shown Online, and has so many sessions, those included
    /// that wait for that operator alone.
    CutOff(u32, u32),
    /// The operator in this seat took a session from elsewhere.
    SlotTaken(u32),
    /// The operator in this seat freed a slot.
    SlotFreed(u32),
    /// The sessions of the operator in this seat take so many units of load.
    UnitsChanged(u32, u32),
    /// The operator in this seat ended a session that came from this queue.
    SessionEnded(u32),
    /// The operator in this seat has a session again that came from this queue.
    SessionRegained(u32),
    /// An operator was given nothing after all.
    AssignmentUndone(SlotCount),
    /// An operator asks whether a member is Online here.
    Probe(Box<TransferRequest>),
    /// An operator asks whether a member takes a session over.
    RequestTransfer(Box<TransferRequest>),
    /// A supervisor of this live chat, in this seat, looks for the next session that no other
    /// supervisor is reading.
    Pick(LiveChatId, u32, Box<[Ticket]>),
    /// A supervisor, for this live chat, has decided on the session with this ticket.
    Move { ticket: Ticket, supervisor: SupervisorId, watch: LiveChatId },
    /// A supervisor brings a session that waited elsewhere.
    Receive(Box<SupervisorMove>),
    /// A supervisor wants a member here to get a session that another operator has.
    Reassign(Box<ReassignRequest>),
    /// A session that was to be moved returns to its former turn.
    MoveFailed(Box<Session>),
    /// The operator in this seat may be given another session again.
    PaceElapsed(u32),
    /// The offer of this session was answered, or its time is over.
    OfferEnded(Ticket),
    /// An operator has no free slot to reserve.
    NoSlot(SlotCount, Ticket),
    /// An operator has seen that a session waits, and claims one.
    Claim,
}
