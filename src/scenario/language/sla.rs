//! Service levels.

use super::Kind::{
    Days, Duration, Integer, Keyword, Name, OneOrMore, Table as Sub, Tables, TimeOfDay,
};
use super::Need::{Default, Otherwise, Required};
use super::hours::{BREAK, OPENING_HOURS};
use super::words::{BreachWord, Keyword as _};
use super::{Table, field};
use crate::plan::{CurrentOperatorEligibility, IfTargetOffline};

const NOT_MEASURED: super::Need = Otherwise("not measured");

/// A service level.
pub static SLA: Table = Table {
    name: "[[live_chats.sla]]",
    doc: "A service level that routing rules attach (rule E-A3). Its clocks run in working hours only, and no transfer restarts them (E-A5).",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique within the live chat."),
        field(
            "hours",
            Tables(&OPENING_HOURS),
            Otherwise("nothing is counted (rule E-A2)"),
            "The working hours of the service schedule; several lines add up.",
        ),
        field(
            "around_the_clock",
            Keyword(&["no", "yes"]),
            Default("no"),
            "Time always counts: instead of `hours`.",
        ),
        field("lunch", Sub(&BREAK), Otherwise("none"), "Within the hours, what does not count."),
        field(
            "exceptions",
            Tables(&EXCEPTION),
            Otherwise("none"),
            "Days with hours of their own, or without any.",
        ),
        field("reaction", Sub(&SLA_GOAL), NOT_MEASURED, "To an operator's first reply."),
        field(
            "response",
            Sub(&SLA_GOAL),
            NOT_MEASURED,
            "From each later message of the client to the reply, for each of them; only where the dialogue is simulated.",
        ),
        field("closing", Sub(&SLA_GOAL), NOT_MEASURED, "To the close."),
    ],
};

/// An exception of the schedule.
pub static EXCEPTION: Table = Table {
    name: "exceptions",
    doc: "A day of the run that is not like others (rule E-A2).",
    one_of: false,
    fields: &[
        field(
            "week",
            Integer { min: 1, max: 530 },
            Otherwise("required without `dates`"),
            "Which week: the one in which the run begins is 1.",
        ),
        field("days", Days, Otherwise("required with `week`"), "Which of its days."),
        field(
            "dates",
            OneOrMore(&Name),
            Otherwise("`week` and `days`"),
            "Which dates instead: `\"2026-12-25\"`. They need `starts` of `[run]` to be a date.",
        ),
        field(
            "from",
            TimeOfDay,
            Otherwise("nothing of that day counts"),
            "The hours of such a day begin.",
        ),
        field("to", TimeOfDay, Otherwise("required with `from`"), "They end, on the same day."),
    ],
};

/// A standard.
pub static SLA_GOAL: Table = Table {
    name: "reaction, response, closing",
    doc: "What is promised, and what happens when it is not kept (rule E-A4).",
    one_of: false,
    fields: &[
        field(
            "within",
            Duration,
            Required,
            "In working time: where eight hours a day are worked, a day of it is `\"8h\"`.",
        ),
        field(
            "breach",
            Keyword(BreachWord::NAMES),
            Default("none"),
            "What happens when the time runs out: nothing; a message; `operator` gets the session; the queue of `group`; the least occupied member of `group` who is Online.",
        ),
        field(
            "group",
            Name,
            Otherwise("required with `to-group` and `to-least-occupied`"),
            "One of the operator groups.",
        ),
        field("operator", Name, Otherwise("required with `to-operator`"), "One of the operators."),
        field(
            "nobody_online",
            Keyword(IfTargetOffline::NAMES),
            Default("stay"),
            "With `to-operator` and `to-least-occupied`, if no operator is Online who should get it: the action fails and the session stays where it is, or it goes there and waits (undocumented, rule E-A7). `to-group` always moves it to the queue of the group, where it waits for the first who comes.",
        ),
        field(
            "current_operator",
            Keyword(CurrentOperatorEligibility::NAMES),
            Default("excluded"),
            "With `to-least-occupied`: whether the operator who has the session may be given it again. While no other operator is Online, none is.",
        ),
        field(
            "remind",
            Duration,
            Otherwise("no reminder"),
            "How much working time before a reminder is sent: counted, no effect.",
        ),
    ],
};
