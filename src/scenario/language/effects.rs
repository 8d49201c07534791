//! When a key has an effect.
//!
//! Nothing that a user writes may be without effect in silence. What contradicts its own table is an
//! error where it is read; the keys here depend on the rest of the scenario, and a lint warns of each
//! that has nothing to act on (`no-effect`). A key that is not listed always has an effect.

use super::Table;

/// On what the effect of a key depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// On nothing.
    Always,
    /// Conversations are followed.
    AtDialogueLevel,
    /// Work is one piece.
    AtSessionLevel,
    /// Some operator has no limit of a group or of their own.
    InheritedLimit,
    /// A live chat lets the client group write.
    ClientGroupWrites,
    /// A group or a person works the shift.
    ShiftIsWorked,
    /// A user can be refused a license.
    LicensesAreShort,
    /// A rule attaches a service level.
    SlaIsAttached,
    /// A rule attaches this service level.
    ThisSlaIsAttached,
    /// It happens before the end of the run.
    WithinHorizon,
    /// An operator has breaks.
    AnyBreaks,
    /// Some topic is transferred.
    AnyTransfers,
    /// A topic of this live chat is transferred.
    TransfersHere,
    /// One of those is transferred to one operator.
    TransfersToOperator,
    /// One of those goes to another live chat.
    TransfersAcross,
    /// One of those can fail and leave the session with the sender.
    TransfersCanFail,
    /// Clients of some topic give up.
    AnyPatience,
    /// Clients of this topic give up.
    PatienceHere,
    /// Clients of this topic can be moved while they wait.
    MovesAndPatience,
    /// A member answers sessions, and no earlier word counts.
    OfOperators,
    /// The same, of any user.
    OfUsers,
    /// The same, at the session level.
    OfOperatorsAtSessionLevel,
    /// The same, and there are shifts that end.
    OfOperatorsWithShifts,
    /// The same, and sessions can come to wait for one operator.
    OfPersonalQueues,
    /// The same, and there are breaks.
    OfOperatorsWithBreaks,
    /// A skill of the member is required somewhere.
    SkillsAreRequired,
    /// Sessions come to wait in this queue.
    QueueIsReached,
    /// The same, and operators take them from it.
    QueueIsTakenFrom,
    /// The same, and the choice leaves equals.
    TiesHappen,
    /// Sessions come to wait in this queue, and differ in what the order looks at.
    OrderMatters,
    /// The same, and some require skills.
    QueueWithSkills,
    /// Sessions come to this queue that an operator had before.
    QueueWithOldSessions,
    /// Sessions come to this queue, and all its operators may be away.
    QueueMayBeDeserted,
    /// All operators who are named may be away.
    TargetMayBeAway,
    /// Some topic has no wrap-up of its own.
    GroupWrapUp,
    /// There is wrap-up.
    AnyWrapUp,
    /// The live chat closes.
    OpeningHours,
    /// A session of this live chat can come to another queue.
    SessionsMove,
    /// Sessions come to the bot.
    BotIsReached,
    /// Some clients stop writing to the bot.
    BotIsLeft,
    /// The bot closes sessions.
    BotContains,
    /// An operator hands sessions back at the end of a shift.
    HandBacks,
    /// A client can fail to be served.
    ClientsFail,
    /// A client can be sent away after waiting.
    FlowOuts,
    /// A rule or a queue looks at priorities.
    PriorityMatters,
    /// An operator has a capacity.
    AnyCapacity,
    /// A rule asks for the topic's tags.
    TagsAreAsked,
    /// A rule asks for first sessions, or others than clients begin.
    KnownClientsMatter,
    /// Senders come onto the blocklist.
    BlocklistGrows,
    /// That week is part of the run.
    WeekInRun,
}

use Effect::*;

/// The keys whose effect depends on the rest, by table.
pub static EFFECTS: &[(&str, &[&str], Effect)] = &[
    ("scenario", &["limit"], InheritedLimit),
    ("[edition]", &["retry"], LicensesAreShort),
    ("[edition]", &["enable_lines_sla"], SlaIsAttached),
    ("[edition]", &["expires"], WithinHorizon),
    ("[edition.platform]", &["on_break"], AnyBreaks),
    ("[run]", &["max_transfers"], AnyTransfers),
    ("[run]", &["short_abandon"], AnyPatience),
    ("[[client_groups]]", &["name"], ClientGroupWrites),
    ("[[shifts]]", &["name"], ShiftIsWorked),
    ("[[groups]]", &["limit", "capacity", "ramp_up", "when_offline", "offline_grace"], OfOperators),
    ("[[groups]]", &["skills"], SkillsAreRequired),
    ("[[groups]]", &["speeds"], OfOperatorsAtSessionLevel),
    ("[[groups]]", &["shifts", "staff", "absence", "lateness", "connection", "logins"], OfUsers),
    ("[[groups]]", &["end_of_shift"], OfOperatorsWithShifts),
    ("[[groups]]", &["personal_queue_at_shift_end"], OfPersonalQueues),
    ("[[groups]]", &["break_begins", "late_break"], OfOperatorsWithBreaks),
    ("[[groups]]", &["cap", "queue_places"], QueueIsReached),
    ("[[groups]]", &["selection"], QueueIsTakenFrom),
    ("[[groups]]", &["tie"], TiesHappen),
    ("[[groups]]", &["order"], OrderMatters),
    ("[[groups]]", &["wrap_up"], GroupWrapUp),
    ("[[groups]]", &["wrap_up_cap", "wrap_up_slot"], AnyWrapUp),
    ("[[people]]", &["limit", "capacity", "ramp_up", "when_offline", "offline_grace"], OfOperators),
    ("[[people]]", &["skills"], SkillsAreRequired),
    ("[[people]]", &["speeds"], OfOperatorsAtSessionLevel),
    ("[[people]]", &["end_of_shift"], OfOperatorsWithShifts),
    ("[[people]]", &["personal_queue_at_shift_end"], OfPersonalQueues),
    ("[[people]]", &["break_begins", "late_break"], OfOperatorsWithBreaks),
    (
        "queue",
        &[
            "priority_worth",
            "load",
            "reaction",
            "offer",
            "rate_limit",
            "spacing",
            "overflow",
            "overflow_from",
            "max_wait",
            "places_for_transferred",
        ],
        QueueIsReached,
    ),
    ("queue", &["rings", "relaxed_priority"], QueueWithSkills),
    ("queue", &["prefer_last_operator"], QueueWithOldSessions),
    ("queue", &["fallback", "nobody_online"], QueueMayBeDeserted),
    ("overflow", &["nobody_online"], TargetMayBeAway),
    ("[[live_chats]]", &["closed"], OpeningHours),
    ("[[live_chats]]", &["queue_places"], QueueIsReached),
    ("[[live_chats]]", &["selection"], QueueIsTakenFrom),
    ("[[live_chats]]", &["tie"], TiesHappen),
    ("[[live_chats]]", &["order"], OrderMatters),
    ("[[live_chats]]", &["queue_age"], SessionsMove),
    ("[[live_chats]]", &["transfer_rules"], TransfersHere),
    ("[[live_chats]]", &["inactivity", "no_reply", "operator_inactivity"], AtDialogueLevel),
    ("[[live_chats]]", &["bot", "bot_time"], BotIsReached),
    ("[[live_chats]]", &["retrial"], ClientsFail),
    ("[live_chats.transfer_rules]", &["offline_operators"], TransfersToOperator),
    ("[live_chats.transfer_rules]", &["max_failed_transfers"], TransfersCanFail),
    ("[live_chats.transfer_rules]", &["across_live_chats"], TransfersAcross),
    ("[live_chats.bot]", &["auto_finish"], BotIsLeft),
    ("[live_chats.bot]", &["at_shift_end"], HandBacks),
    ("rules", &["nobody_online"], TargetMayBeAway),
    ("rules", &["set_priority"], PriorityMatters),
    ("[[live_chats.sla]]", &["name"], ThisSlaIsAttached),
    ("[[live_chats.sla]]", &["response"], AtDialogueLevel),
    ("exceptions", &["week"], WeekInRun),
    ("reaction, response, closing", &["nobody_online"], TargetMayBeAway),
    ("[[live_chats.arrivals]]", &["known_clients"], KnownClientsMatter),
    ("[[live_chats.topics]]", &["priority"], PriorityMatters),
    ("[[live_chats.topics]]", &["units"], AnyCapacity),
    ("[[live_chats.topics]]", &["tags"], TagsAreAsked),
    ("[[live_chats.topics]]", &["effort", "effort_at", "effort_by_time"], AtSessionLevel),
    ("[[live_chats.topics]]", &["dialogue", "dialogue_at"], AtDialogueLevel),
    ("[[live_chats.topics]]", &["silent"], PatienceHere),
    ("[[live_chats.topics]]", &["patience_after_transfer"], MovesAndPatience),
    ("silent", &["notice"], AtSessionLevel),
    ("[live_chats.retrial]", &["flow_outs"], FlowOuts),
    ("[live_chats.retrial]", &["delay_if_closed"], OpeningHours),
    ("[live_chats.returns]", &["after_bot"], BotContains),
    ("[live_chats.spam]", &["blocklist_duration"], BlocklistGrows),
    ("[live_chats.watch]", &["priority"], PriorityMatters),
];

/// On what the effect of a key depends.
pub fn effect_of(table: &Table, key: &str) -> Effect {
    let listed = EFFECTS.iter().find(|(name, keys, _)| *name == table.name && keys.contains(&key));
    listed.map_or(Always, |(_, _, effect)| *effect)
}

impl Effect {
    /// Why there is none, in words; empty for what always has one.
    #[expect(clippy::too_many_lines, reason = "a table: one line for each condition")]
    pub fn why_not(self) -> &'static str {
        match self {
            Always => "",
            AtDialogueLevel => {
                "at the session level no conversation is followed; [run] level = \"dialogue\" does"
            }
            AtSessionLevel | OfOperatorsAtSessionLevel => {
                "it belongs to the session level: the dialogue level follows rounds of message and reply"
            }
            InheritedLimit => "every operator has a limit of a group or of their own",
            ClientGroupWrites => "no live chat lets this group of clients write",
            ShiftIsWorked => "no group and no person works this shift",
            LicensesAreShort => "no license is shared here, so none is ever refused",
            SlaIsAttached => "no routing rule attaches a service level",
            ThisSlaIsAttached => "no routing rule attaches this service level",
            WithinHorizon => "the run is over before that",
            AnyBreaks => "no shift here has a break",
            AnyTransfers => "no topic is transferred",
            TransfersHere => "no topic of this live chat is transferred",
            TransfersToOperator => "no topic of this live chat is transferred to one operator",
            TransfersAcross => "no topic of this live chat is transferred to another live chat",
            TransfersCanFail => "no transfer here leaves a session with its sender",
            AnyPatience => "no client ever gives up: no topic has a `patience`",
            PatienceHere => "no client of this topic ever gives up: it has no `patience`",
            MovesAndPatience => {
                "no session of this topic comes to another queue, or none of its clients gives up"
            }
            OfOperators => "no member answers sessions, or all have an earlier word of their own",
            OfUsers => "all members have an earlier word of their own",
            OfOperatorsWithShifts => "no operator here has shifts that it would be true of",
            OfPersonalQueues => {
                "no session waits for one operator who has shifts: no rule, transfer or service level names one"
            }
            OfOperatorsWithBreaks => {
                "no operator here has shifts with breaks that it would be true of"
            }
            SkillsAreRequired => "no topic that comes to these operators requires it",
            QueueIsReached => "no session comes to wait in this queue",
            QueueIsTakenFrom => "no operator is given a session from this queue",
            TiesHappen => "no session is given from this queue by a choice that leaves equals",
            OrderMatters => {
                "no session comes to wait in this queue, or all are equal to this order: no priority is set, no service level attached"
            }
            QueueWithSkills => "no session comes to wait in this queue, or none requires a skill",
            QueueWithOldSessions => {
                "no session comes to wait in this queue that an operator has had before"
            }
            QueueMayBeDeserted => {
                "no session comes to wait in this queue, or some operator of it is always Online"
            }
            TargetMayBeAway => "some operator who could get the session is always Online",
            GroupWrapUp => "no member answers sessions, or every topic has a `wrap_up` of its own",
            AnyWrapUp => "there is no wrap-up here: no `wrap_up` of the group or of a topic",
            OpeningHours => "this live chat is always open: it has no `open`",
            SessionsMove => {
                "no session of this live chat comes to another queue: there are no transfers"
            }
            BotIsReached => "no rule, transfer or supervisor gives a session to the bot",
            BotIsLeft => "no client stops writing to the bot: it has no `silent`",
            BotContains => "no bot closes a session here: it has no `containment`",
            HandBacks => "no operator hands sessions back: no `end_of_shift = \"hand-back\"`",
            ClientsFail => "no client fails to be served here as `after` counts it",
            FlowOuts => "no queue here sends a client away after waiting",
            PriorityMatters => {
                "no rule asks for a priority, and no queue has order = \"priority-first\" or \"score\""
            }
            AnyCapacity => "no operator has a `capacity` that it would weigh against",
            TagsAreAsked => "no rule of this live chat asks for one of these tags",
            KnownClientsMatter => {
                "clients begin these sessions, and no rule of this live chat asks for a `first_session`"
            }
            BlocklistGrows => "no sender comes onto the blocklist: `blocklist_chance` is 0",
            WeekInRun => "the run is over before that week",
        }
    }
}
