//! What happened: one vocabulary for metrics, traces and laws.

use super::supervisor::Post;
use crate::base::{
    GroupId, LiveChatId, OperatorId, PersonId, QueueId, SessionId, SupervisorId, Time, TopicId,
};
use crate::plan::{Duty, Target};

/// Where a session waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In a queue.
    Queue(QueueId),
    /// For one operator.
    Operator(OperatorId),
}

/// Why a session was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The live chat is closed at this hour.
    Closed,
    /// The client's group may not write here (rulebook E-C2).
    NotPermitted,
    /// The queue has no free place.
    QueueFull,
}

/// Why a session was taken off an operator's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relief {
    /// The shift is over, and its sessions are handed back.
    ShiftOver,
}

/// Why a slot is busy with nobody to talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The operator stays with a client until an expert takes over.
    Blocked,
    /// A session was promised and has not come yet.
    Reserved,
}

/// Something that happened at an instant. Past tense; what it needs, it carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// A session came.
    Offered {
        /// Which.
        session: SessionId,
        /// Where.
        live_chat: LiveChatId,
        /// What about.
        topic: TopicId,
    },
    /// A session was not let in; it ended.
    Refused {
        /// Which.
        session: SessionId,
        /// Where.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// Why.
        reason: Refusal,
    },
    /// A session began to wait.
    Queued {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waits.
        place: Where,
    },
    /// A supervisor took a session out of a queue and handed it on.
    HandedOn {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waited.
        place: Where,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// Who.
        supervisor: SupervisorId,
        /// By which act.
        act: Post,
    },
    /// An operator took a session.
    Accepted {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// From where.
        place: Where,
        /// It waited there, if only for an instant.
        queued: bool,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// It was never answered before.
        first: bool,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        group: GroupId,
    },
    /// A client gave up waiting; the session ended.
    Abandoned {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waited.
        place: Where,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// It had been answered and switched before.
        answered: bool,
    },
    /// An operator switched a session to somebody else.
    Switched {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// It had not been switched before.
        first: bool,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        from: GroupId,
        /// To whom.
        to: Target,
        /// When the operator had taken it.
        accepted: Time,
    },
    /// A slot became busy with nobody to talk to.
    SlotKept {
        /// Whose.
        operator: OperatorId,
        /// Why.
        why: Kept,
    },
    /// It is no longer.
    SlotFreed {
        /// Whose.
        operator: OperatorId,
        /// Why it had been.
        why: Kept,
        /// Since when.
        since: Time,
    },
    /// Somebody who was asked to take a session over did not.
    OfferDeclined {
        /// When the session came.
        arrived: Time,
        /// On behalf of which group it was answered.
        from: GroupId,
        /// Who was asked.
        to: Target,
    },
    /// None of the targets of a switch took the session.
    NotTaken {
        /// When the session came.
        arrived: Time,
        /// On behalf of which group it was answered.
        from: GroupId,
        /// The first of the targets.
        to: Target,
    },
    /// A session was taken off an operator's hands before its work was done.
    Relieved {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// Who had it.
        operator: OperatorId,
        /// On behalf of which group.
        group: GroupId,
        /// When the operator had taken it.
        accepted: Time,
        /// Why.
        why: Relief,
    },
    /// An operator closed a session; it ended.
    Closed {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// When it was first answered.
        answered: Time,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        group: GroupId,
        /// When the operator had taken it.
        accepted: Time,
        /// The slot stays busy with wrap-up.
        wraps_up: bool,
    },
    /// A wrap-up ended and freed its slot.
    WrappedUp {
        /// Who.
        operator: OperatorId,
        /// For which group.
        group: GroupId,
        /// When it began.
        began: Time,
    },
    /// An operator's calendar turned.
    OperatorDuty {
        /// Who.
        operator: OperatorId,
        /// To what.
        duty: Duty,
    },
    /// An operator went Online.
    OperatorOnline {
        /// Who.
        operator: OperatorId,
    },
    /// An operator went Offline.
    OperatorOffline {
        /// Who.
        operator: OperatorId,
    },
    /// A supervisor's calendar turned.
    SupervisorDuty {
        /// Who.
        supervisor: SupervisorId,
        /// To what.
        duty: Duty,
    },
    /// A supervisor went Online.
    SupervisorOnline {
        /// Who.
        supervisor: SupervisorId,
    },
    /// A supervisor went Offline.
    SupervisorOffline {
        /// Who.
        supervisor: SupervisorId,
    },
    /// A supervisor began an act.
    ActBegun {
        /// Who.
        supervisor: SupervisorId,
        /// Of which live chat.
        live_chat: LiveChatId,
        /// What.
        act: Post,
        /// From when it was to be done.
        asked: Time,
    },
    /// A supervisor was done with an act, or the client left during it. A session that was handed
    /// on is a fact of its own.
    ActEnded {
        /// Who.
        supervisor: SupervisorId,
        /// Of which live chat.
        live_chat: LiveChatId,
        /// What.
        act: Post,
    },
    /// Somebody took a license.
    LicenseTaken {
        /// Who.
        person: PersonId,
        /// From the concurrent pool.
        concurrent: bool,
    },
    /// Somebody was refused a license.
    LicenseRefused {
        /// Who.
        person: PersonId,
    },
    /// Somebody gave a license back.
    LicenseReturned {
        /// Who.
        person: PersonId,
        /// To the concurrent pool.
        concurrent: bool,
    },
}
