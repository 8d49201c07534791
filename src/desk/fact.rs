//! What happened: one vocabulary for metrics, traces and laws.

use super::supervisor::TaskKind;
use super::{
    FalseSpamMarkChange, FlowOut, IdleParty, LoginEvent, OfferEnd, PauseReason, ReassignReason,
    RefusalReason, SlaEvent, SlotHoldReason, UnavailableReason, WaitPlace,
};
use crate::base::{
    GroupId, LiveChatId, OperatorId, PersonId, QueueId, SessionId, SupervisorId, Time, TopicId,
};
use crate::plan::{Duty, Priority, TransferTarget};

/// Something that happened at an instant. Past tense; what it needs, it carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// A session came.
    Arrived {
        /// Which.
        session: SessionId,
        /// Where.
        live_chat: LiveChatId,
        /// What about.
        topic: TopicId,
    },
    /// The session that just came is not the first message of a client, or not only that.
    ClientReturned {
        /// Which.
        session: SessionId,
        /// Where.
        live_chat: LiveChatId,
        /// The client's number in the flow.
        client: u32,
        /// How many sessions this client had before.
        earlier_sessions: u32,
        /// How many attempts at the same wish failed before.
        attempt: u32,
        /// When the client wrote: before it came where the channel was down meanwhile.
        written_at: Time,
        /// The session before was opened again.
        reopened: bool,
    },
    /// Somebody wrote who is no client, or is taken for none (rulebook E-S5); instead of [`Fact::Offered`].
    SpamArrived {
        /// Which.
        session: SessionId,
        /// Where.
        live_chat: LiveChatId,
        /// What it seems to be about.
        topic: TopicId,
        /// The sender is on the blocklist: it ended there.
        blocked: bool,
        /// By mistake: the sender is a client.
        mistaken: bool,
    },
    /// The client of a session that just ended will try again.
    RetrialScheduled {
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
        reason: RefusalReason,
    },
    /// A session began to wait.
    Queued {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waits.
        place: WaitPlace,
        /// What about.
        topic: TopicId,
        /// From when its age counts.
        age_from: Time,
        /// How urgent.
        priority: Priority,
        /// When a promise about it is due next.
        sla_due: Option<Time>,
    },
    /// A supervisor took a session out of a queue and handed it on.
    Dispatched {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waited.
        place: WaitPlace,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// Who.
        supervisor: SupervisorId,
        /// By which act.
        task: TaskKind,
    },
    /// A supervisor did with a session what the watch of a live chat says.
    SupervisorIntervened {
        /// Which.
        session: SessionId,
        /// Who.
        supervisor: SupervisorId,
        /// The watch of which live chat.
        watch: LiveChatId,
    },
    /// A session that a queue gave, or offered, to an operator who had no free slot after all stands
    /// again where it stood. Others may have been given away at that instant.
    Requeued {
        /// Which.
        session: SessionId,
        /// To which queue.
        queue: QueueId,
    },
    /// A session that waits in a queue was given another priority, with which its turn is reckoned
    /// from now on.
    PriorityRaised {
        /// Which.
        session: SessionId,
        /// Where it waits.
        queue: QueueId,
        /// From when its age counts.
        age_from: Time,
        /// How urgent it is now.
        priority: Priority,
        /// When the first promise about it runs out.
        sla_due: Option<Time>,
    },
    /// A session left a place where it waited, to wait elsewhere or to be taken there.
    Moved {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waited.
        place: WaitPlace,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
    },
    /// A session was sent away while it waited; it ended.
    FlowedOut {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waited; `None` for one that was not let in.
        place: Option<WaitPlace>,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// It had been answered before.
        answered: bool,
        /// How.
        kind: FlowOut,
    },
    /// A session went on to another group because nobody of this one was Online.
    SentToFallback {
        /// Which.
        session: SessionId,
        /// From where.
        from: GroupId,
        /// To where.
        to: GroupId,
    },
    /// Requirements of a waiting session were dropped.
    RequirementsRelaxed {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// How often before.
        earlier_relaxations: u8,
    },
    /// Sessions wait in a queue that some of those who serve it may not have: that somebody there
    /// is idle proves nothing.
    QueueConstrained {
        /// Which queue.
        queue: QueueId,
    },
    /// A session was offered to an operator, one of whose slots is reserved for it.
    OfferMade {
        /// Which.
        session: SessionId,
        /// Who.
        operator: OperatorId,
    },
    /// An offer ended.
    OfferEnded {
        /// Which session.
        session: SessionId,
        /// Who.
        operator: OperatorId,
        /// When it was made.
        offered_at: Time,
        /// How.
        end: OfferEnd,
    },
    /// An operator wanted to take a session that somebody else had taken already.
    ClaimFailed {
        /// Who.
        operator: OperatorId,
    },
    /// An operator let an offer pass and is given nothing for a while, or the while is over.
    PenaltyChanged {
        /// Who.
        operator: OperatorId,
        /// The while is over.
        over: bool,
    },
    /// An operator took a session.
    Accepted {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// From where.
        place: WaitPlace,
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
        place: WaitPlace,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// It had been answered and switched before.
        answered: bool,
    },
    /// Something happened to the service level of a session.
    SlaChanged {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// The level's place in the live chat's list.
        sla: u32,
        /// What.
        event: SlaEvent,
    },
    /// A rule answered a new session with a message of its own (rulebook E-Q11).
    AutoReplied {
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
    },
    /// A session began with the bot.
    BotAccepted {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// An operator had it before.
        answered: bool,
    },
    /// The bot handed a session off.
    BotHandedOff {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// An operator had it before.
        answered: bool,
        /// When the bot had taken it.
        accepted: Time,
    },
    /// The bot closed a session; it ended.
    BotClosed {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// When an operator first answered it, if one did.
        answered: Option<Time>,
        /// When the bot had taken it.
        accepted: Time,
        /// The client had stopped writing.
        silent: bool,
    },
    /// An operator begins a switch for which somebody has to be asked.
    TransferBegun {
        /// Who.
        operator: OperatorId,
    },
    /// An operator switched a session to somebody else.
    Transferred {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// It had not been switched before.
        first: bool,
        /// Somebody had to be asked, and the operator may be Offline by now.
        target_asked: bool,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        from: GroupId,
        /// To whom.
        to: TransferTarget,
        /// When the operator had taken it.
        accepted: Time,
    },
    /// A slot became busy with nobody to talk to.
    SlotHeld {
        /// Whose.
        operator: OperatorId,
        /// Why.
        reason: SlotHoldReason,
    },
    /// It is no longer.
    SlotReleased {
        /// Whose.
        operator: OperatorId,
        /// Why it had been.
        reason: SlotHoldReason,
        /// Since when.
        since: Time,
    },
    /// Somebody who was asked to take a session over did not.
    TransferDeclined {
        /// When the session came.
        arrived: Time,
        /// On behalf of which group it was answered.
        from: GroupId,
        /// Who was asked.
        to: TransferTarget,
    },
    /// None of the targets of a switch took the session.
    TransferFailed {
        /// When the session came.
        arrived: Time,
        /// On behalf of which group it was answered.
        from: GroupId,
        /// The first of the targets.
        to: TransferTarget,
    },
    /// A session was taken off an operator's hands before its work was done.
    Reassigned {
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
        reason: ReassignReason,
        /// Its client had left, and nobody had seen it.
        abandoned: bool,
    },
    /// An operator took a client's session for spam, or that was taken back.
    FalseSpamMarkChanged(FalseSpamMarkChange),
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
    AbandonedSilently {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waits.
        place: WaitPlace,
        /// When it joined there.
        joined: Time,
        /// When it came.
        arrived: Time,
        /// It had been answered before.
        answered: bool,
    },
    /// An operator took a session whose client had left; instead of [`Fact::Accepted`].
    AcceptedAbandoned {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// From where.
        place: WaitPlace,
        /// It waited there, if only for an instant.
        queued: bool,
        /// Who.
        operator: OperatorId,
        /// On behalf of which group.
        group: GroupId,
    },
    /// A session whose client had left ended without an operator: it was sent away, or a bot found
    /// nobody there.
    EndedAbandoned {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// Where it waited, unless it had left there.
        place: Option<WaitPlace>,
    },
    /// An operator's session turned out to have no client any more; it ended.
    AbandonmentDiscovered {
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
    AbandonedInService {
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
    ReplyCancelled {
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
        abandoned: bool,
    },
    /// A session pauses.
    Paused {
        /// Which.
        session: SessionId,
        /// Who has it.
        operator: OperatorId,
        /// Why.
        reason: PauseReason,
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
        reason: PauseReason,
        /// It took no slot meanwhile.
        freed_slot: bool,
        /// It ends or leaves the operator at this same instant.
        leaving: bool,
    },
    /// A session is closed because somebody wrote nothing for too long; [`Fact::Closed`] follows.
    TimedOut {
        /// Which.
        session: SessionId,
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// Who.
        party: IdleParty,
    },
    /// Somebody was reminded of writing nothing.
    IdleReminderSent {
        /// Where the session came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
        /// Who.
        party: IdleParty,
        /// That one will write sooner for it.
        effective: bool,
    },
    /// A wrap-up began that takes the operator's attention and no slot.
    WrapUpBegun {
        /// Who.
        operator: OperatorId,
    },
    /// A wrap-up ended and freed its slot, if it took one.
    WrapUpEnded {
        /// Who.
        operator: OperatorId,
        /// For which group.
        group: GroupId,
        /// When it began.
        begun: Time,
        /// It took a slot.
        held_slot: bool,
    },
    /// An operator's calendar turned.
    OperatorDutyChanged {
        /// Who.
        operator: OperatorId,
        /// To what.
        duty: Duty,
    },
    /// An operator went Online.
    OperatorWentOnline {
        /// Who.
        operator: OperatorId,
    },
    /// An operator went Offline.
    OperatorWentOffline {
        /// Who.
        operator: OperatorId,
    },
    /// Somebody who does not keep to the calendar as a matter of course takes sessions from now on,
    /// or takes none.
    OperatorAcceptingChanged {
        /// Who.
        operator: OperatorId,
        /// Whether.
        accepting: bool,
    },
    /// An operator is not there when meant to be.
    OperatorBecameUnavailable {
        /// Who.
        operator: OperatorId,
        /// Why.
        reason: UnavailableReason,
    },
    /// An operator is kept from work by nothing but the lack of a license, from now on or no more.
    OperatorLicenseLackChanged {
        /// Who.
        operator: OperatorId,
        /// Whether.
        lacks_license: bool,
    },
    /// A session is closed with its work undone, because its operator is Offline.
    ClosedUnfinished {
        /// Where it came.
        live_chat: LiveChatId,
        /// When it came.
        arrived: Time,
    },
    /// A supervisor's calendar turned.
    SupervisorDutyChanged {
        /// Who.
        supervisor: SupervisorId,
        /// To what.
        duty: Duty,
    },
    /// A supervisor went Online.
    SupervisorWentOnline {
        /// Who.
        supervisor: SupervisorId,
    },
    /// A supervisor went Offline.
    SupervisorWentOffline {
        /// Who.
        supervisor: SupervisorId,
    },
    /// A supervisor began an act.
    TaskBegun {
        /// Who.
        supervisor: SupervisorId,
        /// Of which live chat.
        live_chat: LiveChatId,
        /// What.
        task: TaskKind,
        /// From when it was to be done.
        due_since: Time,
    },
    /// A supervisor was done with an act, or dropped it: the client left, or the supervisor. A session that was handed
    /// on is a fact of its own.
    TaskEnded {
        /// Who.
        supervisor: SupervisorId,
        /// Of which live chat.
        live_chat: LiveChatId,
        /// What.
        task: TaskKind,
    },
    /// Something happened to somebody's login to the platform.
    LoginChanged {
        /// Whose.
        person: PersonId,
        /// On a floating license.
        floating: bool,
        /// What.
        event: LoginEvent,
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
        /// Of the concurrent pool.
        concurrent: bool,
    },
    /// Somebody gave a license back.
    LicenseReturned {
        /// Who.
        person: PersonId,
        /// To the concurrent pool.
        concurrent: bool,
    },
}
