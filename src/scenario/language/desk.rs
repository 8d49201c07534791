//! The desk: the run, the edition, people, groups, live chats.

use super::Kind::{
    Days, Duration, Law, Limit, List, Name, Number, OneOrMore, Retry, Share, Table as Sub, Tables,
    Text, TimeOfDay, WarmUp, WeekTime, Whole, Word,
};
use super::Need::{Default, Otherwise, Required};
use super::clients::{BUSYNESS, OUTAGE, RETRIAL, RETURNS, SPAM};
use super::dialogue::{INACTIVITY, NO_REPLY, OPERATOR_IDLE};
use super::platform::PLATFORM;
use super::staff::{
    ABSENCE, BREAK_BEGINS, BREAK_KEEPS, BY_NAME, CONNECTION, LATE, LOGINS, OFFLINE_GRACE, RAMP_UP,
    WHEN_OFFLINE,
};
use super::supervision::{SUPERVISION, WATCH};
use super::transfers::TRANSFERS;
use super::{ARRIVALS, BOT, Kind, QUEUE, RULE, SLA, TOPIC, Table, field};
use crate::scenario::channels::CHANNELS;

const CHOICES: Kind = Word(&[
    "least-occupied",
    "most-spare",
    "longest-idle",
    "round-robin",
    "lifetime-count",
    "random",
    "listed",
]);
const TIES: Kind = Word(&["longest-idle", "random", "listed"]);
const ORDERS: Kind = Word(&["fifo", "priority-first", "score", "sla-due-first"]);
const PLACES: Kind = Whole { least: 0, most: 1_000_000_000 };

/// The file.
pub static ROOT: Table = Table {
    name: "scenario",
    doc: "A scenario file.",
    one_of: false,
    fields: &[
        field(
            "name",
            Name,
            Otherwise("the file's name without its ending"),
            "The scenario's name and that of its report directory: a-z, 0-9, `-` and `_`.",
        ),
        field("description", Text, Default(""), "One line for people."),
        field(
            "edition",
            Sub(&EDITION),
            Otherwise("the edition `free`"),
            "The edition of the product and the licenses bought.",
        ),
        field(
            "run",
            Sub(&RUN),
            Otherwise("the defaults of `[run]`"),
            "How the scenario is run and measured.",
        ),
        field(
            "client_groups",
            Tables(&CLIENT_GROUP),
            Otherwise("none"),
            "Groups of employees who may write to internal live chats.",
        ),
        field("shifts", Tables(&SHIFT), Otherwise("none"), "When people are there."),
        field(
            "limit",
            Limit,
            Default("unlimited"),
            "Sessions that anybody has at once, unless the group or the person says otherwise (no limit exists in the modelled product, rule E-Q8).",
        ),
        field("groups", Tables(&GROUP), Required, "Groups of users: operators and supervisors."),
        field(
            "people",
            Tables(&PERSON),
            Otherwise("nobody differs from the group"),
            "What sets single people apart from their group.",
        ),
        field("live_chats", Tables(&LIVE_CHAT), Required, "The live chats."),
    ],
};

/// The edition.
pub static EDITION: Table = Table {
    name: "[edition]",
    doc: "Whose rules hold, and what was bought.",
    one_of: false,
    fields: &[
        field(
            "name",
            Word(&["free", "chatdesk", "service-2024", "service-2025"]),
            Default("free"),
            "The edition (rule E-01).",
        ),
        field(
            "named_licenses",
            Whole { least: 0, most: 1_000_000 },
            Otherwise("required in a paid edition"),
            "Named licenses bought (rules E-L1 to E-L3).",
        ),
        field(
            "concurrent_licenses",
            Whole { least: 0, most: 1_000_000 },
            Otherwise("0 in `service-2025`, else not allowed"),
            "Concurrent licenses bought: one is taken on going Online by whoever holds no named one (rule E-L5).",
        ),
        field(
            "named_holders",
            List(&Name),
            Otherwise("the first people of the file, as many as there are named licenses"),
            "`service-2025`: who holds the named licenses, people or whole groups (`\"group:sales\"`).",
        ),
        field(
            "retry",
            Retry,
            Default("every 5m"),
            "What somebody does who was refused a license (rule E-L10, undocumented).",
        ),
        field(
            "enable_lines_sla",
            Word(&["off", "on"]),
            Default("off"),
            "The product's flag of that name: without it no rule attaches a service level (rule E-10).",
        ),
        field(
            "expires",
            Duration,
            Otherwise("never"),
            "How long after the start of the run the licenses expire, and bots with them (rule E-09).",
        ),
        field(
            "users_at_once",
            Whole { least: 1, most: 1_000_000 },
            Otherwise("no bound"),
            "The most people Online at once, whatever their licenses: the 200 users of SaaS Standard (rule E-L13), or a plain bound instead of `platform`.",
        ),
        field(
            "platform",
            Sub(&PLATFORM),
            Otherwise("the platform lets everybody in"),
            "Licenses of the platform, which one needs before any of the solution (rule E-L11).",
        ),
    ],
};

/// The run.
pub static RUN: Table = Table {
    name: "[run]",
    doc: "How the scenario is run and measured.",
    one_of: false,
    fields: &[
        field("starts", WeekTime, Default("mon 00:00"), "Where in the week the run begins."),
        field(
            "level",
            Word(&["session", "dialogue"]),
            Default("session"),
            "How closely work is followed: a session is one piece of work (`effort`), or rounds of message and reply (`dialogue`).",
        ),
        field(
            "horizon",
            Duration,
            Default("5d"),
            "How long clients arrive and the desk is measured; at most ten years.",
        ),
        field(
            "warm_up",
            WarmUp,
            Default("0s"),
            "Sessions that arrive before this are simulated but not measured. `\"mser-5\"`: a pilot finds out how long that takes.",
        ),
        field(
            "interval",
            Duration,
            Default("30m"),
            "The length of an interval in `intervals.csv`; at most 20,000 fit into the horizon.",
        ),
        field(
            "seed",
            Whole { least: 0, most: i64::MAX as u64 },
            Default("1"),
            "The root of all randomness: the same seed gives the same bytes.",
        ),
        field(
            "replications",
            Whole { least: 1, most: 1_000_000 },
            Default("20"),
            "Independent repetitions; confidence intervals come from them. With `precision` the first look is after so many, with `batches` there is one.",
        ),
        field(
            "precision",
            Share,
            Otherwise("so many replications as are stated"),
            "Replications are added until half the width of a figure's 95 % interval is at most this part of it; for a figure that is a share, so many points.",
        ),
        field(
            "precision_of",
            Text,
            Otherwise("`wait`, of each live chat"),
            "Which figure of `live_chats.csv` shall be so precise: `\"service_level\"` of each live chat, `\"support.asa\"` of one.",
        ),
        field(
            "max_replications",
            Whole { least: 10, most: 1_000_000 },
            Otherwise("1000, or `replications` where that is more"),
            "With `precision`: no more than so many, even if the figure is still vague.",
        ),
        field(
            "batches",
            Whole { least: 10, most: 100 },
            Otherwise("intervals come from replications"),
            "One long run, its measured time cut into so many batches: intervals come from those (batch means).",
        ),
        field(
            "at_horizon",
            Word(&["cut", "drain"]),
            Default("cut"),
            "What happens to sessions that are still there at the end: counted as open, or served until all are gone.",
        ),
        field("answer_within", Duration, Default("60s"), "The threshold of the service level."),
        field(
            "short_abandon",
            Duration,
            Default("5s"),
            "Who gives up sooner is a short abandonment.",
        ),
        field(
            "forecasts",
            Word(&["none", "all"]),
            Default("none"),
            "Whether it is measured how wrong three usual forecasts of the wait are; it takes a little time.",
        ),
        field(
            "max_switches",
            Whole { least: 0, most: 1_000 },
            Default("20"),
            "No session is switched more often.",
        ),
    ],
};

/// Clients of internal live chats.
pub static CLIENT_GROUP: Table = Table {
    name: "[[client_groups]]",
    doc: "A group of employees who may write to internal live chats (rule E-C2). Clients need no license (E-06).",
    one_of: false,
    fields: &[field("name", Name, Required, "Unique among client groups.")],
};

/// When people are there.
pub static SHIFT: Table = Table {
    name: "[[shifts]]",
    doc: "When people are there, week after week. Who has several shifts is there during all of them.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique among shifts."),
        field("days", Days, Default("every day"), "The days on which it begins."),
        field("from", TimeOfDay, Required, "When it begins."),
        field("to", TimeOfDay, Required, "When it ends; not after `from` means on the next day."),
        field("breaks", Tables(&BREAK), Otherwise("none"), "Paid time away from the desk."),
    ],
};

/// Breaks.
pub static BREAK: Table = Table {
    name: "breaks",
    doc: "A break within a shift.",
    one_of: false,
    fields: &[
        field("from", TimeOfDay, Required, "When it begins."),
        field("to", TimeOfDay, Required, "When it ends."),
    ],
};

/// Groups of users.
pub static GROUP: Table = Table {
    name: "[[groups]]",
    doc: "A group of users. What it says about limit, speeds and shifts holds for each member, unless `[[people]]` says otherwise; for somebody in several groups the first group of the file counts.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique among groups."),
        field(
            "created_in",
            Word(&["administration", "live-chats"]),
            Otherwise("`\"administration\"` in `free`, else `\"live-chats\"`"),
            "Where the group was created (rule E-08).",
        ),
        field(
            "members",
            List(&Name),
            Otherwise("nobody by name"),
            "Members by name, in their order.",
        ),
        field(
            "count",
            Whole { least: 1, most: 100_000 },
            Otherwise("nobody by number"),
            "So many members more, called after the group: `general-1`, `general-2` and so on.",
        ),
        field(
            "limit",
            Limit,
            Otherwise("that of the whole file"),
            "Sessions that a member has at once.",
        ),
        field(
            "cap",
            Limit,
            Otherwise("the member's own limit"),
            "Sessions at once up to which a member gets one from this group's queue, whatever the member's own limit: `\"unlimited\"` lets members take more than they are limited to.",
        ),
        field(
            "capacity",
            Whole { least: 1, most: 1_000_000 },
            Otherwise("no bound beside the limit"),
            "Units at once that a member's sessions from queues may weigh together: what a topic weighs, its `units` say.",
        ),
        field(
            "skills",
            List(&Name),
            Otherwise("none"),
            "What members can do that not everybody can; matters to topics that `require` it.",
        ),
        field(
            "speeds",
            List(&Number { low: 0.0, high: 1.0 }),
            Default("[1.0, 0.8, 0.62, 0.47, 0.36]"),
            "How fast each session goes with one, two, … at once; beyond the last level that level's total is shared.",
        ),
        field("shifts", List(&Name), Otherwise("always there"), "When members are there."),
        field(
            "end_of_shift",
            Word(&["own-sessions", "hand-back", "first-to-finish"]),
            Default("own-sessions"),
            "When a shift ends: members first end their own sessions, taking nothing new; hand them back to the queue at once; or positions leave and not people, so that the first member with nothing on hand goes.",
        ),
        BY_NAME,
        BREAK_BEGINS,
        BREAK_KEEPS,
        ABSENCE,
        LATE,
        RAMP_UP,
        CONNECTION,
        WHEN_OFFLINE,
        OFFLINE_GRACE,
        LOGINS,
        field(
            "selection",
            CHOICES,
            Default("least-occupied"),
            "Who of several members with a free slot gets a session from the group's queue.",
        ),
        field(
            "tie",
            TIES,
            Default("longest-idle"),
            "The same, among equals (rule E-Q5, undocumented).",
        ),
        field(
            "order",
            ORDERS,
            Default("fifo"),
            "Which session of the group's queue is next (rule E-Q10, undocumented).",
        ),
        field(
            "queue_places",
            PLACES,
            Otherwise("no bound"),
            "A new session that would have to wait is refused while so many wait; a switched one is always let in.",
        ),
        field(
            "queue",
            Sub(&QUEUE),
            Otherwise("a plain queue"),
            "How the group's queue is served beyond that.",
        ),
        field(
            "wrap_up",
            Law,
            Otherwise("none"),
            "Work after a session, before the slot is free again (feature 26).",
        ),
        field(
            "wrap_up_cap",
            Duration,
            Otherwise("none"),
            "Wrap-up is broken off after this, the topic's own as well.",
        ),
        field(
            "wrap_up_slot",
            Word(&["busy", "free"]),
            Default("busy"),
            "Whether the slot stays busy during wrap-up, or only the operator's attention.",
        ),
    ],
};

/// Single people.
pub static PERSON: Table = Table {
    name: "[[people]]",
    doc: "What sets one person apart from the group.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "A member of some group."),
        field("limit", Limit, Otherwise("the first group's"), "Sessions at once."),
        field(
            "speeds",
            List(&Number { low: 0.0, high: 1.0 }),
            Otherwise("the first group's"),
            "How fast each session goes with one, two, … at once.",
        ),
        field(
            "capacity",
            Whole { least: 1, most: 1_000_000 },
            Otherwise("the first group's"),
            "Units at once.",
        ),
        field("skills", List(&Name), Otherwise("those of all groups"), "What this person can do."),
        field("shifts", List(&Name), Otherwise("the first group's"), "When there."),
        field(
            "end_of_shift",
            Word(&["own-sessions", "hand-back"]),
            Otherwise("the first group's"),
            "What becomes of sessions on hand when the shift ends.",
        ),
        BY_NAME,
        BREAK_BEGINS,
        BREAK_KEEPS,
        ABSENCE,
        LATE,
        RAMP_UP,
        CONNECTION,
        WHEN_OFFLINE,
        OFFLINE_GRACE,
        LOGINS,
    ],
};

/// Live chats.
pub static LIVE_CHAT: Table = Table {
    name: "[[live_chats]]",
    doc: "A communication line: who may write, who answers, who supervises, how sessions are distributed.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique among live chats."),
        field(
            "channel",
            OneOrMore(&Word(CHANNELS)),
            Required,
            "Through what clients write: one channel, or a list of them (rule E-C1).",
        ),
        field(
            "account",
            OneOrMore(&Name),
            Otherwise("one of its own"),
            "The messenger account or mail address, one for each external channel in their order; one belongs to one live chat only (rule E-C4).",
        ),
        field(
            "clients",
            List(&Name),
            Otherwise("external clients"),
            "The internal channel: the client groups that may write. Left out where there is none (rule E-C2).",
        ),
        field(
            "operators",
            List(&Name),
            Required,
            "The groups that answer, at least one (rule E-R2).",
        ),
        field(
            "supervisors",
            List(&Name),
            Otherwise("none; required in a paid edition"),
            "The groups that supervise (rule E-R2).",
        ),
        field("open", Tables(&OPEN), Otherwise("always open"), "When sessions are let in."),
        field(
            "closed",
            Word(&["refuse", "queue"]),
            Default("refuse"),
            "What becomes of who writes outside of `open`: is refused, or waits until the live chat opens.",
        ),
        field(
            "queue_places",
            PLACES,
            Otherwise("no bound"),
            "A new session that would have to wait in the common queue is refused while so many wait.",
        ),
        field(
            "selection",
            CHOICES,
            Default("random"),
            "Who of several operators with a free slot takes the next session of the common queue: `random` is who is first.",
        ),
        field("tie", TIES, Default("longest-idle"), "The same, among equals."),
        field("order", ORDERS, Default("fifo"), "Which session of the common queue is next."),
        field(
            "queue",
            Sub(&QUEUE),
            Otherwise("a plain queue"),
            "How the common queue is served beyond that.",
        ),
        field(
            "queue_age",
            Word(&["kept", "reset"]),
            Default("kept"),
            "Whether a switched session keeps its age in the expert's queue, or queues anew.",
        ),
        field(
            "preset",
            Word(crate::scenario::preset::NAMES),
            Otherwise("the modelled product's rules"),
            "How another desk distributes: settings of the live chat and of its operators' groups, where these say nothing themselves; `validate --resolved` prints them.",
        ),
        field(
            "distribution",
            Word(&["pull", "group-queue", "least-occupied", "supervisor"]),
            Default("pull"),
            "What happens to a session to which no rule applies: operators take it from the common queue; it joins a group's queue; it is pushed to the least occupied of a group; supervisors distribute it.",
        ),
        field(
            "distribute_to",
            Name,
            Otherwise("the first group of `operators`"),
            "The group, for `group-queue` and `least-occupied`.",
        ),
        field(
            "supervision",
            Sub(&SUPERVISION),
            Otherwise("required with `distribution = \"supervisor\"`"),
            "How supervisors distribute.",
        ),
        field(
            "watch",
            Sub(&WATCH),
            Otherwise("they move nobody"),
            "Which waiting sessions supervisors move elsewhere.",
        ),
        field(
            "transfers",
            Sub(&TRANSFERS),
            Otherwise("the defaults of `transfers`"),
            "How sessions change hands.",
        ),
        field(
            "rules",
            Tables(&RULE),
            Otherwise("none"),
            "Routing rules, tried from the top for each new session (rule E-Q1).",
        ),
        field(
            "inactivity",
            Sub(&INACTIVITY),
            Otherwise("nothing is done"),
            "What is done about clients who are silent.",
        ),
        field(
            "no_reply",
            Sub(&NO_REPLY),
            Otherwise("nothing is done"),
            "What is done about operators who do not reply.",
        ),
        field(
            "operator_idle",
            Sub(&OPERATOR_IDLE),
            Otherwise("nothing is done"),
            "What is done about operators who write nothing.",
        ),
        field(
            "sla",
            Tables(&SLA),
            Otherwise("none"),
            "Service levels that rules attach to sessions (rules E-A1 to E-A7); not in `free` (E-04).",
        ),
        field(
            "bot",
            Sub(&BOT),
            Otherwise("no bot is attached"),
            "The bot that is attached (rules E-S4, E-Q13); not in `free` (E-04).",
        ),
        field("arrivals", Tables(&ARRIVALS), Otherwise("nobody writes"), "Who writes, and when."),
        field("topics", Tables(&TOPIC), Required, "What sessions are about."),
        field(
            "busyness",
            Sub(&BUSYNESS),
            Otherwise("every day is like the other"),
            "How rates vary from day to day and from hour to hour.",
        ),
        field(
            "retrial",
            Sub(&RETRIAL),
            Otherwise("nobody does"),
            "Who was not answered tries again.",
        ),
        field(
            "returns",
            Sub(&RETURNS),
            Otherwise("nobody does"),
            "Who was answered writes again (rule E-C7).",
        ),
        field(
            "outages",
            Tables(&OUTAGE),
            Otherwise("none"),
            "When the channel is down (rule E-C13).",
        ),
        field("spam", Sub(&SPAM), Otherwise("none"), "Messages of those who are no clients."),
    ],
};

/// Opening hours.
pub static OPEN: Table = Table {
    name: "open",
    doc: "Hours of the week; several add up.",
    one_of: false,
    fields: &[
        field("days", Days, Default("every day"), "The days."),
        field("from", TimeOfDay, Default("00:00"), "From when."),
        field(
            "to",
            TimeOfDay,
            Default("24:00"),
            "Until when; not after `from` means on the next day.",
        ),
    ],
};
