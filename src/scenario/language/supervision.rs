//! What supervisors do.

use super::Kind::{Distribution, Duration, Integer, Keyword, Name, NameOrNames, Share};
use super::Need::{Default, Otherwise, Required};
use super::words::{Keyword as _, LABELS, SupervisionAction, WatchAction};
use super::{Table, field};
use crate::plan::IntakeTrigger;

/// Distribution by supervisors.
pub static SUPERVISION: Table = Table {
    name: "[live_chats.supervision]",
    doc: "How supervisors distribute the sessions of the common queue, one at a time each (rule E-S7).",
    one_of: false,
    fields: &[
        field(
            "reaction",
            Distribution,
            Required,
            "The time that a supervisor spends on one session.",
        ),
        field(
            "to",
            NameOrNames,
            Otherwise("the first group of `operators`"),
            "The group among whose operators they distribute; or a table of topics, each with its group, where those of other topics go to the first group of `operators`.",
        ),
        field(
            "reads_topic",
            Share,
            Default("100%"),
            "With a table `to`: how many sessions a supervisor takes for what they are; any other is taken for another topic of the live chat, each as likely.",
        ),
        field(
            "action",
            Keyword(SupervisionAction::NAMES),
            Default("least-occupied"),
            "To the least occupied operator who is Online, or into the group's queue.",
        ),
        field(
            "begin",
            Keyword(IntakeTrigger::NAMES),
            Default("at-once"),
            "When they begin with a session: as it comes, or when an operator of the group has a free slot, which is reserved until the session is handed on or its client leaves.",
        ),
    ],
};

/// What supervisors watch over.
pub static WATCH: Table = Table {
    name: "[live_chats.watch]",
    doc: "What supervisors do of their own accord (rule E-R4): by the clock, or while too many wait. Each task takes a supervisor's attention; supervisors of several live chats take turns.",
    one_of: false,
    fields: &[
        field(
            "every",
            Duration,
            Otherwise("`above` says when"),
            "Once after each such time something is done about one session.",
        ),
        field(
            "above",
            Integer { min: 0, max: 1_000_000 },
            Otherwise("`every` says when"),
            "From when more than so many wait, it is done about one session after the other.",
        ),
        field(
            "below",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("`above`, at least 1"),
            "Until fewer than so many wait.",
        ),
        field(
            "reaction",
            Distribution,
            Required,
            "The time that a supervisor spends on one session.",
        ),
        field(
            "from",
            Name,
            Otherwise("where the live chat's distribution lets sessions wait for operators"),
            "The group whose queue they look at; with `reassign` the group whose operators, instead of all of the live chat.",
        ),
        field(
            "action",
            Keyword(WatchAction::NAMES),
            Default("move"),
            "What they do (rule E-R4). `move`: the next in line goes to the queue of `to` (rules E-S7, E-S9). `assign`: it goes to the least occupied of `to` who is Online (rule E-S7). `reassign`: a session that an operator has goes to another one (rule E-S8). `priority`: the session that waits longest goes up to `priority`. `to-bot`: the next in line goes to the bot (rule E-S10).",
        ),
        field(
            "to",
            Name,
            Otherwise("required with `move`; else `from`, or the first group of `operators`"),
            "`move`, `assign` and `reassign`: the group that gets the sessions.",
        ),
        field(
            "min_wait",
            Duration,
            Otherwise("however short"),
            "With `every`: a session that has waited less long in the queue is let be.",
        ),
        field(
            "max_sessions",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("sessions of operators who are Offline"),
            "`reassign`: sessions of operators who have more than so many on hand, for an operator who has fewer.",
        ),
        field(
            "priority",
            Keyword(LABELS),
            Default("high"),
            "`priority`: which one the session gets.",
        ),
        field(
            "retry",
            Duration,
            Default("1m"),
            "After how long they try again where no member of that group was Online who could get it.",
        ),
    ],
};
