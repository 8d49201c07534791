//! Live chats.

use super::Kind::{Keyword, List, Name, OneOrMore, Table as Sub, Tables};
use super::Need::{Default, Otherwise, Required};
use super::clients::{BUSYNESS, OUTAGE, REPEAT_CONTACTS, RETRIAL, SPAM};
use super::dialogue::{INACTIVITY, NO_REPLY, OPERATOR_INACTIVITY};
use super::hours::OPENING_HOURS;
use super::queue::{MAX_WAITING, ORDERS, SELECTIONS, TIE_BREAKS};
use super::supervision::{SUPERVISION, WATCH};
use super::transfers::TRANSFER_RULES;
use super::words::{DefaultRouting, Keyword as _};
use super::{ARRIVALS, BOT, QUEUE, RULE, SLA, TOPIC, Table, field};
use crate::plan::{BotTime, Channel, QueueAgeFrom};

/// Live chats.
pub static LIVE_CHAT: Table = Table {
    name: "[[live_chats]]",
    doc: "A communication line: who may write, who answers, who supervises, how sessions are routed.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique among live chats."),
        field(
            "channel",
            OneOrMore(&Keyword(Channel::NAMES)),
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
        field(
            "open",
            Tables(&OPENING_HOURS),
            Otherwise("always open"),
            "When sessions are let in.",
        ),
        field(
            "closed",
            Keyword(&["refuse", "queue"]),
            Default("refuse"),
            "What becomes of who writes outside of `open`: is refused, or waits until the live chat opens.",
        ),
        field(
            "queue_places",
            MAX_WAITING,
            Otherwise("no bound"),
            "A new session that would have to wait in the common queue is refused while so many wait.",
        ),
        field(
            "selection",
            SELECTIONS,
            Default("random"),
            "Who of several operators with a free slot takes the next session of the common queue: `random` is who is first.",
        ),
        field("tie", TIE_BREAKS, Default("longest-idle"), "The same, among equals."),
        field("order", ORDERS, Default("fifo"), "Which session of the common queue is next."),
        field(
            "queue",
            Sub(&QUEUE),
            Otherwise("a plain queue"),
            "How the common queue is served beyond that.",
        ),
        field(
            "queue_age",
            Keyword(QueueAgeFrom::NAMES),
            Default("kept"),
            "Whether a transferred session keeps its age in the queue that it joins, or queues anew.",
        ),
        field(
            "bot_time",
            Keyword(BotTime::NAMES),
            Default("excluded"),
            "Whether the time that a bot has a session counts in its age: for its turn in a queue, for `overflow_from = \"arrival\"`, for `reaction`, and in its wait.",
        ),
        field(
            "preset",
            Keyword(crate::scenario::language::presets::NAMES),
            Otherwise("the modelled product's rules"),
            "How another desk distributes: settings of the live chat and of its operators' groups, where these say nothing themselves; `validate --resolved` prints them.",
        ),
        field(
            "default_routing",
            Keyword(DefaultRouting::NAMES),
            Default("pull"),
            "What happens to a session to which no rule applies: operators take it from the common queue; it joins a group's queue; it is pushed to the least occupied of a group; supervisors distribute it.",
        ),
        field(
            "default_group",
            Name,
            Otherwise("the first group of `operators`"),
            "The group, for `group-queue` and `least-occupied`.",
        ),
        field(
            "supervision",
            Sub(&SUPERVISION),
            Otherwise("required with `default_routing = \"supervisor\"`"),
            "How supervisors distribute.",
        ),
        field(
            "watch",
            Sub(&WATCH),
            Otherwise("they move no session"),
            "Which waiting sessions supervisors move elsewhere.",
        ),
        field(
            "transfer_rules",
            Sub(&TRANSFER_RULES),
            Otherwise("the defaults of `transfer_rules`"),
            "How sessions are transferred.",
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
            "operator_inactivity",
            Sub(&OPERATOR_INACTIVITY),
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
        field(
            "arrivals",
            Tables(&ARRIVALS),
            Otherwise("no client writes"),
            "Who writes, and when.",
        ),
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
            Otherwise("no client does"),
            "A client who was not answered tries again.",
        ),
        field(
            "returns",
            Sub(&REPEAT_CONTACTS),
            Otherwise("no client does"),
            "A client who was answered writes again (rule E-C7).",
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
