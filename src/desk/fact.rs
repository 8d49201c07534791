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
    /// The channel is down and the message lost (rulebook E-C13).
    ChannelDown,
}

/// Why a session was taken off an operator's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relief {
    /// The shift is over, and its sessions are handed back.
    ShiftOver,
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
    /// The session that just came is not the first message of a client, or not only that.
    CameAgain {
        /// Which.
        session: SessionId,
        /// Where.
        live_chat: LiveChatId,
        /// The client's number in the flow.
        client: u32,
        /// How many sessions this client had before.
        before: u32,
        /// How many attempts at the same wish failed before.
        attempt: u32,
        /// When the client wrote: before it came where the channel was down meanwhile.
        written: Time,
        /// The session before was opened again.
        reopened: bool,
    },
    /// Somebody wrote who is no client (rulebook E-S5); instead of [`Fact::Offered`].
    SpamCame {
        /// Which.
        session: SessionId,
        /// Where.
        live_chat: LiveChatId,
        /// What it seems to be about.
        topic: TopicId,
        /// The sender is on the blocklist: it ended there.
        blocked: bool,
    },
    /// The client of a session that just ended will try again.
    WillTryAgain {
        /// Where.
        live_chat: LiveChatId,
        /// When the session came.
        arrived: Time,
        /// It had been answered.
        answered: bool,
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
