//! Sessions with an operator: taken, closed, left by their client, and the wrap-up after them.

use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Time};
use crate::desk::message::{FalseSpamMarkChange, WaitPlace};

/// Sessions with an operator: taken, closed, left by their client, and the wrap-up after them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ServiceFact {
    /// An operator took a session.
    Accepted(Accepted),
    /// An operator took a session whose client had left; instead of [`ServiceFact::Accepted`].
    AcceptedAbandoned {
        session: SessionId,
        live_chat: LiveChatId,
        place: WaitPlace,
        /// It waited before, if only for an instant.
        queued: bool,
        operator: OperatorId,
        group: GroupId,
    },
    /// An operator closed a session; it ended.
    Closed(Closed),
    /// A session is closed with its work undone, because its operator is Offline.
    ClosedUnfinished { live_chat: LiveChatId, arrived: Time },
    /// A client with an operator waited too long for a reply and left. The session ended, unless
    /// the client left silently.
    AbandonedInService(AbandonedInService),
    /// An operator found that the client of a session had left; it ended.
    AbandonmentDiscovered {
        session: SessionId,
        live_chat: LiveChatId,
        operator: OperatorId,
        group: GroupId,
        accepted: Time,
    },
    /// An operator marked a client's session as spam by mistake, or that mark was taken back.
    FalseSpamMarkChanged(FalseSpamMarkChange),
    /// A wrap-up began that takes the operator's attention and no slot.
    WrapUpBegun { operator: OperatorId },
    /// A wrap-up ended and freed its slot, if it took one.
    WrapUpEnded {
        operator: OperatorId,
        /// Of the session before it.
        live_chat: LiveChatId,
        group: GroupId,
        begun: Time,
        /// It took a slot.
        held_slot: bool,
    },
}

/// An operator took a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accepted {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub place: WaitPlace,
    /// It waited before, if only for an instant.
    pub queued: bool,
    pub joined: Time,
    pub arrived: Time,
    /// It was never answered before.
    pub first: bool,
    pub operator: OperatorId,
    pub group: GroupId,
}

/// An operator closed a session; it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closed {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub arrived: Time,
    /// When it was first answered.
    pub answered: Time,
    pub operator: OperatorId,
    pub group: GroupId,
    pub accepted: Time,
    /// The slot stays busy with wrap-up.
    pub wraps_up: bool,
}

/// A client with an operator waited too long for a reply and left. The session ended, unless the
/// client left silently.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AbandonedInService {
    pub session: SessionId,
    pub live_chat: LiveChatId,
    pub arrived: Time,
    pub operator: OperatorId,
    pub group: GroupId,
    pub accepted: Time,
    /// The desk did not see that the client left: the session stays with the operator.
    pub silently: bool,
}
