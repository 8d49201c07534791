//! The messages between roles, as data: inputs, requests and answers, the tickets and seats that
//! they name, facts, and the outbox that takes all of these.
//!
//! - **Owns** the input of every role (a file each), [`Message`], [`Outbox`], timers, tickets and
//!   seats, and the requests that pass through several roles.
//! - **Inputs**: none. Nothing here acts: a request is answered by the module that has the means,
//!   so that roles know messages and not each other.
//! - **Sends** nothing, and **records** nothing.

mod fact;
mod group;
mod license;
mod live_chat;
mod operator;
mod presence;
mod queue;
mod reason;
mod requests;
mod seats;
mod supervisor;
mod transfer;

pub use fact::{
    Abandoned, AbandonedInService, Accepted, ArrivalFact, BotFact, Closed, DialogueFact, Fact,
    FactObserver, FlowedOut, LicenseFact, OfferFact, OperatorFact, QueueFact, Queued, Reassigned,
    RecordableFact, Replied, ServiceFact, SlaFact, SupervisorFact, TransferFact, Transferred,
};
pub use group::{GroupInput, PositionPoolInput};
pub use license::{LicenseInput, PlatformExit, StaffRole};
pub use live_chat::{BotInput, IntakeInput, LiveChatInput, WatchInput};
pub use operator::{OperatorInput, UnacceptedOffer};
pub use presence::{PersonStatus, PresenceEvent};
pub use queue::QueueInput;
pub use reason::{
    FalseSpamMarkChange, FalseSpamMarkEvent, FlowOut, IdleParty, LoginEvent, OfferEnd, PauseReason,
    ReassignReason, RefusalReason, SlaEvent, SlotHoldReason, UnavailableReason, WaitPlace,
};
pub use requests::{EscalationRequest, Location, ReassignRequest, ReassignSearch, SupervisorMove};
pub use seats::{Seat, SlotCount, Ticket};
pub(super) use seats::{intake_members, next_supervisor, queue_members, watch_members};
pub use supervisor::{
    SupervisorInput, SupervisorTask, SupervisorUpdate, TaskKind, TaskSubject, UnmarkRequest,
};
pub use transfer::{TransferAnswer, TransferInput, TransferRequest};

use std::num::NonZeroU32;

use crate::base::{GroupId, LiveChatId, OperatorId, SupervisorId, Time};
use crate::desk::session::{Deadline, Session};
use crate::plan::{QueueOwner, TransferTarget};
use crate::workload::Ending;

/// An input and the role that it is for.
#[derive(Debug)]
pub enum Message {
    /// To a live chat.
    LiveChat(LiveChatId, LiveChatInput),
    /// To a group.
    Group(GroupId, GroupInput),
    /// To an operator.
    Operator(OperatorId, OperatorInput),
    /// To a supervisor.
    Supervisor(SupervisorId, SupervisorInput),
    /// To the license pool.
    Licenses(LicenseInput),
}

/// There may be ten million timers.
const _: () = assert!(size_of::<Message>() <= 40);

impl Message {
    /// To the owner of a queue.
    pub(super) fn to_queue(owner: QueueOwner, input: QueueInput) -> Self {
        match owner {
            QueueOwner::LiveChat(id) => Self::LiveChat(id, LiveChatInput::Queue(input)),
            QueueOwner::Group(id) => Self::Group(id, GroupInput::Queue(input)),
        }
    }
}

/// The message that delivers a session to a target.
pub(super) fn delivery_message(to: TransferTarget, mut session: Box<Session>) -> Message {
    match to {
        TransferTarget::Group(to) => {
            Message::Group(to, GroupInput::Queue(QueueInput::Join(session)))
        }
        TransferTarget::Operator(to) => Message::Operator(to, OperatorInput::AssignByName(session)),
        TransferTarget::LiveChat(to) => {
            session.current_live_chat = to;
            Message::LiveChat(to, LiveChatInput::Transferred(session))
        }
        TransferTarget::Bot => {
            Message::LiveChat(session.current_live_chat, LiveChatInput::ToBot(session))
        }
    }
}

/// The order of what happens at the same instant: what makes room, then what people do, then clocks
/// that run out. What is done at the very instant is so always in time. New sessions, which the host
/// brings, arrive last. Within a class what was set earlier comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Work is done: a session, a reply, a wrap-up, a briefing, a bot's part.
    Departure,
    /// Opening hours, shifts, breaks, connections, log-ins, licenses, and times in which an operator is
    /// given nothing: they begin and end.
    Staff,
    /// An operator or a supervisor acts: takes, answers an offer, decides, marks.
    Decision,
    /// A client writes in a session.
    ClientMessage,
    /// Patience is over, also for a reply.
    Abandonment,
    /// The clock of a service level runs out, or reminds of that.
    ServiceLevel,
    /// Any other time is over: for an offer, in a ring, in a queue, without a reply, without a message;
    /// or a supervisor looks because it is time.
    Timeout,
}

impl Class {
    /// All classes, in their order.
    pub const ALL: [Self; 7] = [
        Self::Departure,
        Self::Staff,
        Self::Decision,
        Self::ClientMessage,
        Self::Abandonment,
        Self::ServiceLevel,
        Self::Timeout,
    ];
}

/// A scheduled message, by which it can be cancelled. To have none takes no more room than to have one: hundreds of
/// thousands of sessions wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerId {
    /// One more than the index in the event queue.
    slot_number: NonZeroU32,
    /// Counts the timers that have used this slot.
    pub generation: u32,
}

impl TimerId {
    /// The timer in a slot of the event queue, which has fewer than 2^32 - 1 of them.
    #[inline]
    pub fn new(slot: u32, generation: u32) -> Self {
        let slot_number = NonZeroU32::MIN.saturating_add(slot);
        Self { slot_number, generation }
    }

    /// Index in the event queue.
    #[inline]
    pub fn slot(self) -> u32 {
        self.slot_number.get() - 1
    }
}

/// Where a role's outputs go.
pub trait Outbox {
    /// Sends a message at this same instant, after all messages already sent.
    fn send(&mut self, message: Message);

    /// Schedules a message at a later instant, or at this one.
    fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId;

    /// Cancels a timer. One that has fired already is ignored.
    fn cancel(&mut self, timer: TimerId);

    /// Records a fact.
    fn record_fact(&mut self, fact: impl RecordableFact);

    /// Retires a session that has ended, and with which ending: every session that arrived is in
    /// the end held by a role or retired.
    fn retire(&mut self, session: Box<Session>, ending: Ending);
}

impl Deadline {
    /// The order of this deadline at the same instant.
    pub(in crate::desk) fn class(self) -> Class {
        match self {
            Self::SpamMark | Self::SpamUnmark => Class::Decision,
            Self::ClientMessage => Class::ClientMessage,
            Self::ReplyPatience | Self::SilentAbandonment => Class::Abandonment,
            Self::SlaReminder(_) | Self::Sla(_) => Class::ServiceLevel,
            Self::LastOperator
            | Self::Ring
            | Self::Overflow
            | Self::MaxWait
            | Self::NoReply
            | Self::OperatorIdle
            | Self::OperatorTimeout
            | Self::TimeoutWarning
            | Self::Inactive
            | Self::ClientTimeout => Class::Timeout,
        }
    }
}
