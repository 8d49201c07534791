//! The enums with which facts state places, reasons and outcomes.

use crate::base::{LiveChatId, OperatorId, QueueId, SessionId, Span, SupervisorId, Time};
use crate::plan::SlaMetric;

/// Where a session waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitPlace {
    /// In a queue.
    Queue(QueueId),
    /// For one operator.
    PersonalQueue(OperatorId),
    /// For a live chat to open.
    OpeningQueue(LiveChatId),
}

impl WaitPlace {
    /// The queue, if it is one.
    #[inline(always)]
    pub fn queue(self) -> Option<QueueId> {
        match self {
            Self::Queue(queue) => Some(queue),
            Self::PersonalQueue(_) | Self::OpeningQueue(_) => None,
        }
    }
}

/// Why a session was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// The live chat is closed at this time.
    Closed,
    /// The client's group may not write here (rulebook E-C2).
    NotPermitted,
    /// The queue has no free place.
    QueueFull,
    /// The channel is down and the message lost (rulebook E-C13).
    ChannelDown,
    /// No operator is Online, in the group or in any fallback.
    NobodyOnline,
}

/// How a session left the desk without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowOut {
    /// The client was asked to leave a message.
    OfflineForm,
    /// It was closed as missed.
    Missed,
}

/// How an offer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferEnd {
    /// The operator took the session.
    Accepted,
    /// The operator declined.
    Declined,
    /// The operator did not answer the offer.
    Missed,
    /// The offer was withdrawn because the session or the operator left.
    Withdrawn,
}

/// Why a session was taken off an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReassignReason {
    /// The shift is over, and its sessions are handed back.
    ShiftOver,
    /// The operator did not reply.
    NoReply,
    /// The client was inactive and writes again, and any operator may reply.
    Inactive,
    /// The operator went Offline and left it behind.
    WentOffline,
    /// Its service level was missed (rulebook E-A4).
    ServiceLevel,
    /// A supervisor gives it to another operator (rulebook E-S8).
    Supervisor,
}

/// Why a session needs nothing from its operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseReason {
    /// The client has not written for a while.
    Inactive,
    /// The operator put it on hold.
    Hold,
}

/// The party that writes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleParty {
    /// The client.
    Client,
    /// The operator.
    Operator,
}

/// What happened to the service level of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlaEvent {
    /// A rule attached it (rulebook E-A3).
    Attached,
    /// A reminder about an SLA metric was sent.
    Reminded(SlaMetric),
    /// An SLA metric was breached.
    Breached(SlaMetric),
    /// The session was escalated because of the breach.
    Escalated(SlaMetric),
    /// The escalation failed because no operator was Online at its target (rulebook E-A7).
    EscalationFailed(SlaMetric),
    /// The clock was stopped; if it had run out before, by this much working time.
    ClockStopped(SlaMetric, Option<Span>),
}

/// Why a slot is busy without a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotHoldReason {
    /// The operator stays with a client until an expert takes over.
    WarmTransfer,
    /// A session was promised and has not arrived yet.
    Reservation,
}

/// An operator marked a client's session as spam by mistake, or that mark was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FalseSpamMarkChange {
    /// The session that was marked.
    pub session: SessionId,
    /// Where it arrived.
    pub live_chat: LiveChatId,
    /// When it arrived.
    pub arrived: Time,
    /// The operator who had it, and gets it back.
    pub operator: OperatorId,
    /// Whether it was marked or unmarked.
    pub event: FalseSpamMarkEvent,
}

/// What happened to a client's session that its operator marked as spam (rulebook E-S15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FalseSpamMarkEvent {
    /// It was marked, and is not on hand until the mark is taken back.
    Marked,
    /// It was unmarked, and is on hand again, above the limit if necessary.
    Unmarked {
        /// When it was marked.
        since: Time,
        /// The supervisor who took the mark back; `None`: the operator did.
        by: Option<SupervisorId>,
    },
}

/// What happened to a login to the platform (rulebook E-L11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginEvent {
    /// A person logged in, and occupies a license from now on.
    LoggedIn,
    /// All floating licenses are occupied.
    Refused,
    /// A person stopped working and did not log out.
    TabLeftOpen,
    /// A person returned to the tab that was left open.
    TabResumed,
    /// A person logged out, or had left a tab open for too long.
    LoggedOut,
}

/// Why an operator is not present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnavailableReason {
    /// The operator does not come to a shift.
    Absent,
    /// The connection was lost while Online.
    Disconnected,
}
