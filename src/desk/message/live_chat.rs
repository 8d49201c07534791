//! What a live chat is told, with its bot, its supervised queue and its watch.

use super::queue::QueueInput;
use super::requests::EscalationRequest;
use super::seats::{Seat, Ticket};
use super::supervisor::{SupervisorUpdate, TaskSubject};
use crate::base::{SessionId, Span};
use crate::desk::session::Session;

/// What a live chat is told.
#[derive(Debug)]
pub enum LiveChatInput {
    /// A client writes.
    Arrive(Box<Session>),
    /// It opens: those who wait for that come in.
    Open,
    /// Something is due with the session that waits at the door with this ticket.
    OpeningQueueDeadline(Ticket),
    /// A session comes by overflow.
    Overflow(Box<Session>),
    /// Whoever a rule named is Offline: the rule does not apply (rulebook E-Q6).
    RuleNotApplicable(Box<Session>),
    /// Everything that concerns the common queue where operators serve it.
    Queue(QueueInput),
    /// Everything that concerns the common queue where supervisors distribute it.
    Intake(IntakeInput),
    /// Everything that concerns what supervisors watch over.
    Watch(Box<WatchInput>),
    /// A session was switched to this live chat.
    Transferred(Box<Session>),
    /// An operator moves a session to the bot (rulebook E-S10).
    ToBot(Box<Session>),
    /// Everything that concerns the bot.
    Bot(BotInput),
}

impl LiveChatInput {
    /// About what supervisors watch over, which is told seldom: a box keeps messages small.
    pub(in crate::desk) fn watch(input: WatchInput) -> Self {
        Self::Watch(Box::new(input))
    }
}

/// What an intake is told.
#[derive(Debug)]
pub enum IntakeInput {
    /// Everything about supervisors.
    Supervisor(SupervisorUpdate),
    /// The operator keeps a slot for this session.
    SlotReserved(Ticket),
    /// The operator in this seat has no slot for this session after all.
    NoSlot(Seat, Ticket),
    /// Something is due with the session that holds this ticket.
    WaitingDeadline(Ticket),
    /// A session goes to somebody else because a promise was not kept.
    Escalate(Box<EscalationRequest>),
}

/// What a bot is told.
#[derive(Debug)]
pub enum BotInput {
    /// Something is due with a session that it has.
    Deadline(SessionId),
    /// A session goes to somebody else because a promise was not kept.
    Escalate(Box<EscalationRequest>),
}

/// What a watch is told.
#[derive(Debug)]
pub enum WatchInput {
    /// The run begins.
    Begin,
    /// The clock says that it is time.
    Tick,
    /// Time to try again.
    Retry,
    /// The queue has become crowded, or no longer is.
    Crowded(bool),
    /// What the supervisor in this seat begins to read, and how long that takes; nothing, if nobody
    /// is there whom no other reads.
    Picked(u32, Option<(TaskSubject, Span)>),
    /// It was done, or the session was gone already; not so, if nobody was Online who could get it.
    ActionDone(bool),
    /// Everything about supervisors.
    Supervisor(SupervisorUpdate),
}
