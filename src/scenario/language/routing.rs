//! Routing rules and their conditions.

use super::Kind::{
    Days, Duration, Keyword, Name, OneOrMore, Table as Sub, Tables, Text, TimeOfDay,
};
use super::Need::{Default, Otherwise, Required};
use super::words::{Keyword as _, LABELS, RuleAction};
use super::{Kind, Table, field};
use crate::plan::Priority;

const PRIORITIES: Kind = Keyword(LABELS);
const ANY: super::Need = Otherwise("any");
const NO_CONDITION: super::Need = Otherwise("no further condition");

/// Routing rules.
pub static RULE: Table = Table {
    name: "rules",
    doc: "A routing rule.",
    one_of: false,
    fields: &[
        field("when", Sub(&CONDITION), Otherwise("always"), "When it applies."),
        field(
            "action",
            Keyword(RuleAction::NAMES),
            Required,
            "The common queue; the queue of `group`; the least occupied member of `group` who is Online; `operator`, if Online; the operator of this client's last session, if Online, with a condition that holds for no first session, however it is put together; the bot, as long as it is attached (rules E-Q4 to E-Q6, E-Q13). Where that does not hold, the next rule is tried.",
        ),
        field(
            "group",
            Name,
            Otherwise("required with `invite-group` and `least-occupied`"),
            "One of the live chat's operator groups.",
        ),
        field(
            "operator",
            Name,
            Otherwise("required with `operator`"),
            "One of the live chat's operators.",
        ),
        field(
            "nobody_online",
            Keyword(&["next-rule", "wait"]),
            Default("next-rule"),
            "`least-occupied` while no operator is Online: the rule does not apply, or the session waits in the group's queue (rule E-Q6, undocumented).",
        ),
        field(
            "wait",
            Duration,
            Otherwise("as long as it takes"),
            "With `operator` and `last-operator`: how long the session waits for the operator, who is Online but has no free slot, before the next rule is tried.",
        ),
        field(
            "sla",
            Name,
            Otherwise("none"),
            "The service level that it attaches, one of the live chat's (rule E-A3).",
        ),
        field(
            "set_priority",
            Keyword(Priority::NAMES),
            Otherwise("the topic's"),
            "The priority that it sets (rule E-Q11).",
        ),
        field(
            "auto_reply",
            Text,
            Otherwise("none"),
            "A message that it sends: counted, and no answer to the client (rule E-Q11).",
        ),
        field(
            "start_process",
            Name,
            Otherwise("none"),
            "A process that it starts, instead of the live chat's own (rule E-Q11): no effect on who waits.",
        ),
    ],
};

/// When a rule applies.
pub static CONDITION: Table = Table {
    name: "when",
    doc: "All keys that are written must hold (rule E-Q3).",
    one_of: false,
    fields: &[
        field("topic", OneOrMore(&Name), ANY, "The session is about one of these."),
        field("tag", OneOrMore(&Name), ANY, "Its topic has one of these `tags`."),
        field("client_group", OneOrMore(&Name), ANY, "The client belongs to one of these."),
        field("channel", OneOrMore(&Name), ANY, "It came through one of these channels."),
        field(
            "first_session",
            Keyword(&["yes", "no"]),
            ANY,
            "It is the first session with this client, or the client is known from before.",
        ),
        field("priority", PRIORITIES, ANY, "The priority is at least this."),
        field("days", Days, Otherwise("every day"), "It arrives on one of these days."),
        field("from", TimeOfDay, Otherwise("`00:00`"), "It arrives at this time of day or later."),
        field("to", TimeOfDay, Otherwise("`24:00`"), "It arrives before this time of day."),
        field("all", Tables(&CONDITION), NO_CONDITION, "AND: each of these holds."),
        field("any", Tables(&CONDITION), NO_CONDITION, "OR: at least one of these holds."),
        field("not", Sub(&CONDITION), NO_CONDITION, "This does not hold."),
        field("and_not", Tables(&CONDITION), NO_CONDITION, "AND NOT: none of these holds."),
        field(
            "or_not",
            Tables(&CONDITION),
            NO_CONDITION,
            "OR NOT, in the product's sense of neither: neither the rest of this table holds nor any of these.",
        ),
    ],
};
