//! The messages and replies of a session with an operator, and its pauses.

use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Time};
use crate::desk::message::{IdleParty, PauseReason};

/// The messages and replies of a session with an operator, and its pauses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DialogueFact {
    /// An operator began to write a reply.
    ReplyBegun { operator: OperatorId },
    /// A reply that had been begun is no longer needed.
    ReplyCancelled { operator: OperatorId },
    /// An operator replied.
    Replied(Replied),
    /// A session pauses.
    Paused {
        session: SessionId,
        operator: OperatorId,
        reason: PauseReason,
        /// It takes no slot during the pause.
        frees_slot: bool,
    },
    /// A pause is over.
    Resumed {
        session: SessionId,
        operator: OperatorId,
        /// Why it paused.
        reason: PauseReason,
        /// It took no slot during the pause.
        freed_slot: bool,
        /// It ends or leaves the operator at this same instant.
        leaving: bool,
    },
    /// A session is closed because a party wrote nothing for too long;
    /// [`ServiceFact::Closed`](super::ServiceFact::Closed) follows.
    TimedOut { session: SessionId, live_chat: LiveChatId, arrived: Time, party: IdleParty },
    /// A party was reminded because it wrote nothing.
    IdleReminderSent {
        live_chat: LiveChatId,
        arrived: Time,
        party: IdleParty,
        /// The party will write sooner because of the reminder.
        effective: bool,
    },
}

/// An operator replied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replied {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub arrived: Time,
    pub operator: OperatorId,
    pub group: GroupId,
    pub accepted: Time,
    /// Since when the client waited for the reply: since the client's message or, before the first
    /// reply, since the operator took the session.
    pub since: Time,
    /// The client had no reply before.
    pub first: bool,
    /// The client had left.
    pub abandoned: bool,
}
