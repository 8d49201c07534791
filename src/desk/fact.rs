//! What happened: one vocabulary for metrics, traces and laws.

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
    /// The operator did not reply.
    NoReply,
    /// The client was inactive, writes again, and anybody may reply.
    Inactive,
}

/// Why a session takes no part in what its operator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The client has been silent for a while.
    Inactive,
    /// The operator put it on hold.
    Hold,
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
        /// Its client had left, and nobody had seen it.
        gone: bool,
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
    /// A client gave up waiting and left without a word: the session keeps its place.
    FellSilent {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waits.
        place: Where,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// It had been answered before.
        answered: bool,
    },
    /// An operator took a session whose client had left; instead of [`Fact::Accepted`].
    TakenInVain {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// From where.
        place: Where,
        /// It waited there, if only for an instant.
        queued: bool,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        group: GroupId,
    },
    /// An operator's session turned out to have no client any more; it ended.
    FoundGone {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        group: GroupId,
        /// When the operator had taken it.
        accepted: Time,
    },
    /// A client with an operator waited too long for a reply and left. The session ended, unless
    /// nobody saw it.
    LeftInSession {
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
        /// Nobody saw it: the session stays with the operator.
        silently: bool,
    },
    /// An operator began to write a reply.
    ReplyBegun {
        /// Who.
        operator: OperatorId,
    },
    /// A reply that had been begun is not needed any more.
    ReplyDropped {
        /// Who.
        operator: OperatorId,
    },
    /// An operator replied.
    Replied {
        /// To which session.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        group: GroupId,
        /// When the operator had taken it.
        accepted: Time,
        /// Since when the client waited for it: the message, or, before the first reply, the take.
        since: Time,
        /// The client had no reply before.
        first: bool,
        /// The client had left.
        in_vain: bool,
    },
    /// A session pauses.
    Paused {
        /// Which.
        session: SessionId,
        /// Who has it.
        operator: OperatorId,
        /// Why.
        why: Pause,
        /// It takes no slot meanwhile.
        frees_slot: bool,
    },
    /// A pause is over.
    Resumed {
        /// Which.
        session: SessionId,
        /// Who has it.
        operator: OperatorId,
        /// Why it paused.
        why: Pause,
        /// It took no slot meanwhile.
        freed_slot: bool,
        /// It ends or leaves the operator at this same instant.
        to_end: bool,
    },
    /// A session is closed because its client was silent for too long; [`Fact::Closed`] follows.
    TimedOut {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
    },
    /// A wrap-up began that takes the operator's attention and no slot.
    WrapUpBegun {
        /// Who.
        operator: OperatorId,
    },
    /// A wrap-up ended and freed its slot, if it took one.
    WrappedUp {
        /// Who.
        operator: OperatorId,
        /// For which group.
        group: GroupId,
        /// When it began.
        began: Time,
        /// It took a slot.
        held_slot: bool,
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
    /// A supervisor began to hand a session on.
    ActBegun {
        /// Who.
        supervisor: SupervisorId,
    },
    /// A supervisor was done with an act, or the client left during it.
    ActEnded {
        /// Who.
        supervisor: SupervisorId,
        /// The session was handed on.
        handed_on: bool,
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
