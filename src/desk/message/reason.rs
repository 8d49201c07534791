//! The words with which facts say where, why and how.

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
    /// The live chat is closed at this hour.
    Closed,
    /// The client's group may not write here (rulebook E-C2).
    NotPermitted,
    /// The queue has no free place.
    QueueFull,
    /// The channel is down and the message lost (rulebook E-C13).
    ChannelDown,
    /// Nobody is Online, in the group or in any fallback.
    NobodyOnline,
}

/// How a session left the desk that nobody answered.
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
    /// The operator let it pass.
    Missed,
    /// The session or the operator left.
    Withdrawn,
}

/// Why a session was taken off an operator's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReassignReason {
    /// The shift is over, and its sessions are handed back.
    ShiftOver,
    /// The operator did not reply.
    NoReply,
    /// The client was inactive, writes again, and anybody may reply.
    Inactive,
    /// The operator went Offline and left it behind.
    WentOffline,
    /// A promise of its service level was not kept (rulebook E-A4).
    ServiceLevel,
    /// A supervisor gives it to somebody else (rulebook E-S8).
    Supervisor,
}

/// Why a session takes no part in what its operator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseReason {
    /// The client has been silent for a while.
    Inactive,
    /// The operator put it on hold.
    Hold,
}

/// Who writes nothing.
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
    /// Somebody was reminded of a standard.
    Reminded(SlaMetric),
    /// A promise was not kept.
    Breached(SlaMetric),
    /// The session went to somebody else for that.
    Escalated(SlaMetric),
    /// It should have, but nobody was Online there (rulebook E-A7).
    EscalationFailed(SlaMetric),
    /// The clock was stopped; if it had run out, so much working time after that.
    ClockStopped(SlaMetric, Option<Span>),
}

/// Why a slot is busy with nobody to talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotHoldReason {
    /// The operator stays with a client until an expert takes over.
    WarmTransfer,
    /// A session was promised and has not come yet.
    Reservation,
}

/// An operator took a client's session for spam, or that was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FalseSpamMarkChange {
    /// Which session.
    pub session: SessionId,
    /// Where it came.
    pub live_chat: LiveChatId,
    /// When it came.
    pub arrived: Time,
    /// Who had it, and has it again.
    pub operator: OperatorId,
    /// What.
    pub event: FalseSpamMarkEvent,
}

/// What happened to a client's session that its operator takes for spam (rulebook E-S15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FalseSpamMarkEvent {
    /// It was marked, and is off the operator's hands until that is taken back.
    Marked,
    /// It was unmarked, and is on hand again, above the limit if it must be.
    Unmarked {
        /// When it was marked.
        since: Time,
        /// Who took it back; `None`: the operator.
        by: Option<SupervisorId>,
    },
}

/// What happened to a login to the platform (rulebook E-L11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginEvent {
    /// Somebody logged in, and occupies a license from now on.
    LoggedIn,
    /// All floating licenses are occupied.
    Refused,
    /// Somebody works no more and did not log out.
    TabLeftOpen,
    /// Somebody is back at the tab that was left open.
    TabResumed,
    /// Somebody logged out, or had left a tab open for too long.
    LoggedOut,
}

/// Why an operator is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnavailableReason {
    /// A shift began to which the operator does not come.
    Absent,
    /// The connection was lost while Online.
    Disconnected,
}
