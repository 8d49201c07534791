//! Sessions that wait, in any place, and how a wait ended without an operator.

use crate::base::{GroupId, LiveChatId, QueueId, SessionId, SupervisorId, Time, TopicId};
use crate::desk::message::{FlowOut, TaskKind, WaitPlace};
use crate::plan::Priority;

/// Sessions that wait, in any place, and how a wait ended without an operator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QueueFact {
    /// A session began to wait.
    Queued(Queued),
    /// A session that a queue gave or offered to an operator who had no free slot waits again at
    /// its former turn. Later sessions may have been assigned at the same instant.
    Requeued { session: SessionId, queue: QueueId },
    /// A session that waits in a queue was given another priority, which decides its turn from now
    /// on.
    PriorityRaised {
        session: SessionId,
        queue: QueueId,
        /// From when its age counts.
        age_from: Time,
        /// Its new priority.
        priority: Priority,
        /// When the first clock of its service level runs out.
        sla_due: Option<Time>,
    },
    /// Requirements of a waiting session were dropped.
    RequirementsRelaxed {
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        earlier_relaxations: u8,
    },
    /// Some sessions in this queue may not go to every operator who serves it: an idle operator
    /// there is no violation of an invariant.
    Constrained { queue: QueueId },
    /// A supervisor took a session out of a queue and dispatched it.
    Dispatched {
        session: SessionId,
        live_chat: LiveChatId,
        place: WaitPlace,
        joined: Time,
        arrived: Time,
        supervisor: SupervisorId,
        task: TaskKind,
    },
    /// A session left a place where it waited, to wait elsewhere or to be taken there.
    Moved {
        session: SessionId,
        live_chat: LiveChatId,
        place: WaitPlace,
        joined: Time,
        arrived: Time,
    },
    /// A session went to another group because no operator of this one was Online.
    SentToFallback { session: SessionId, from: GroupId, to: GroupId },
    /// A session was sent away while it waited; it ended.
    FlowedOut(FlowedOut),
    /// A client gave up waiting; the session ended.
    Abandoned(Abandoned),
    /// A client gave up waiting and left without a message: the session keeps its place.
    AbandonedSilently(Abandoned),
    /// A session whose client had left ended without an operator: it was sent away, or a bot
    /// discovered that the client had left.
    EndedAbandoned {
        session: SessionId,
        live_chat: LiveChatId,
        /// Where it waited; `None` if it had left that place.
        place: Option<WaitPlace>,
    },
}

/// A session began to wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queued {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub place: WaitPlace,
    pub topic: TopicId,
    /// From when its age counts.
    pub age_from: Time,
    pub priority: Priority,
    /// When the next clock of its service level runs out.
    pub sla_due: Option<Time>,
}

/// A session was sent away while it waited; it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowedOut {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    /// Where it waited; `None` for one that was not let in.
    pub place: Option<WaitPlace>,
    pub joined: Time,
    pub arrived: Time,
    pub answered: bool,
    pub kind: FlowOut,
}

/// A client gave up waiting; the session ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Abandoned {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub place: WaitPlace,
    pub joined: Time,
    pub arrived: Time,
    /// It had been answered and transferred before.
    pub answered: bool,
}
