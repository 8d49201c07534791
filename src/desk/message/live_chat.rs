//! The inputs of a live chat, with its bot, its common queue and its watch.

use super::queue::QueueInput;
use super::requests::EscalationRequest;
use super::seats::{SlotCount, Ticket};
use super::supervisor::{SupervisorUpdate, TaskSubject};
use crate::base::{SessionId, Span};
use crate::desk::session::Session;

/// An input of a live chat.
#[derive(Debug)]
pub enum LiveChatInput {
    /// A client writes.
    Arrive(Box<Session>),
    /// It opens: the sessions that wait for that are let in.
    Open,
    /// Something is due with the session that waits for the opening with this ticket.
    OpeningQueueDeadline(Ticket),
    /// A session comes by overflow.
    Overflow(Box<Session>),
    /// The operator or group that a rule named is Offline: the rule does not apply (rulebook E-Q6).
    RuleNotApplicable(Box<Session>),
    /// Everything that concerns the common queue where operators serve it.
    Queue(QueueInput),
    /// Everything that concerns the common queue where supervisors distribute it.
    Intake(IntakeInput),
    /// Everything that concerns what supervisors watch over.
    Watch(Box<WatchInput>),
    /// A session was transferred to this live chat.
    Transferred(Box<Session>),
    /// An operator moves a session to the bot (rulebook E-S10).
    ToBot(Box<Session>),
    /// Everything that concerns the bot.
    Bot(BotInput),
}

impl LiveChatInput {
    /// Wraps an input of the watch, which is rare: a box keeps messages small.
    pub(in crate::desk) fn watch(input: WatchInput) -> Self {
        Self::Watch(Box::new(input))
    }
}

/// An input of an intake.
#[derive(Debug)]
pub enum IntakeInput {
    /// An update from a supervisor.
    Supervisor(SupervisorUpdate),
    /// The operator has reserved a slot for this session.
    SlotReserved(Ticket),
    /// An operator has no slot for this session after all.
    NoSlot(SlotCount, Ticket),
    /// Something is due with the session that holds this ticket.
    WaitingDeadline(Ticket),
    /// A session is escalated because its service level was missed.
    Escalate(Box<EscalationRequest>),
}

/// An input of a bot.
#[derive(Debug)]
pub enum BotInput {
    /// Something is due with a session that it has.
    Deadline(SessionId),
    /// A session is escalated because its service level was missed.
    Escalate(Box<EscalationRequest>),
}

/// An input of a watch.
#[derive(Debug)]
pub enum WatchInput {
    /// The run begins.
    Begin,
    /// The period between two looks is over.
    Tick,
    /// Time to try again.
    Retry,
    /// The queue has become crowded, or no longer is.
    Crowded(bool),
    /// What the supervisor in this seat begins to read, and how long that takes; `None` if every
    /// session there is being read.
    Picked(u32, Option<(TaskSubject, Span)>),
    /// Whether the action is settled: it was done, or the session was gone already. False if no
    /// operator was Online who could get the session.
    ActionDone(bool),
    /// An update from a supervisor.
    Supervisor(SupervisorUpdate),
}
