//! Sessions that wait, wherever they wait, and how that ended without an operator.

use crate::base::{GroupId, LiveChatId, QueueId, SessionId, SupervisorId, Time, TopicId};
use crate::desk::message::{FlowOut, TaskKind, WaitPlace};
use crate::plan::Priority;

/// Sessions that wait, wherever they wait, and how that ended without an operator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QueueFact {
    /// A session began to wait.
    Queued(Queued),
    /// A session that a queue gave, or offered, to an operator who had no free slot after all stands
    /// again where it stood. Others may have been given away at that instant.
    Requeued { session: SessionId, queue: QueueId },
    /// A session that waits in a queue was given another priority, with which its turn is reckoned
    /// from now on.
    PriorityRaised {
        session: SessionId,
        queue: QueueId,
        /// From when its age counts.
        age_from: Time,
        /// How urgent it is now.
        priority: Priority,
        /// When the first promise about it runs out.
        sla_due: Option<Time>,
    },
    /// Requirements of a waiting session were dropped.
    RequirementsRelaxed {
        session: SessionId,
        live_chat: LiveChatId,
        arrived: Time,
        earlier_relaxations: u8,
    },
    /// Sessions wait in a queue that some of those who serve it may not have: that an operator
    /// there is idle proves nothing.
    Constrained { queue: QueueId },
    /// A supervisor took a session out of a queue and handed it on.
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
    /// A session went on to another group because no operator of this one was Online.
    SentToFallback { session: SessionId, from: GroupId, to: GroupId },
    /// A session was sent away while it waited; it ended.
    FlowedOut(FlowedOut),
    /// A client gave up waiting; the session ended.
    Abandoned(Abandoned),
    /// A client gave up waiting and left without a word: the session keeps its place.
    AbandonedSilently(Abandoned),
    /// A session whose client had left ended without an operator: it was sent away, or a bot found
    /// the client gone.
    EndedAbandoned {
        session: SessionId,
        live_chat: LiveChatId,
        /// Where it waited, unless it had left there.
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
    /// When a promise about it is due next.
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
