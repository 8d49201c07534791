//! Which parts of the language are one choice among alternatives.
//!
//! A choice is stated whole: where a scenario has made it, no preset adds to it, and an override that
//! makes it anew takes out what belonged to another alternative. So a scenario never gets halves of two. Beside
//! the tables that are one choice as they are (`one_of`: a distribution, rounds), these are all.

use super::Table;

/// A choice that a table holds, or is.
#[derive(Debug)]
pub enum Choice {
    /// The table's keys belong together: it is written whole or not at all.
    Whole,
    /// One of these keys is written, with those that belong to it.
    Key(&'static [Alternative]),
    /// The word at a key decides which others are written; words that are not listed have none.
    Word(&'static str, &'static [Alternative]),
}

/// One alternative.
#[derive(Debug)]
pub struct Alternative {
    /// The key, or the word.
    pub name: &'static str,
    /// Keys that mean something with this alternative. One of a table below reads `table.key`.
    pub belongs: &'static [&'static str],
}

const fn with(name: &'static str, belongs: &'static [&'static str]) -> Alternative {
    Alternative { name, belongs }
}

const BY_SHIFT: &[&str] = &[
    "end_of_shift",
    "personal_queue_at_shift_end",
    "break_begins",
    "late_break",
    "absence",
    "lateness",
];
const ATTENDANCE: Choice = Choice::Key(&[with("shifts", BY_SHIFT), with("logins", &[])]);
const WHEN_OFFLINE: Choice = Choice::Word(
    "when_offline",
    &[
        with("requeue", &["offline_grace"]),
        with("reassign", &["offline_grace"]),
        with("close", &["offline_grace"]),
        with("on-next-client-message", &["offline_grace"]),
    ],
);
const BREAKS: Choice = Choice::Word("break_begins", &[with("after-sessions", &["late_break"])]);
const ORDER: Choice = Choice::Word("order", &[with("score", &["queue.priority_worth"])]);
const SELECTION: Choice = Choice::Word("selection", &[with("least-occupied", &["queue.load"])]);
const TRANSFER_MODE: Choice = Choice::Word(
    "mode",
    &[
        with("warm", &["briefing"]),
        with("offered", &["accept", "decline", "timeout", "pending_offers"]),
    ],
);

/// Every choice, with the name of its table.
pub static CHOICES: &[(&str, Choice)] = &[
    ("[[groups]]", ATTENDANCE),
    ("[[groups]]", WHEN_OFFLINE),
    ("[[groups]]", BREAKS),
    ("[[groups]]", ORDER),
    ("[[groups]]", SELECTION),
    ("[[people]]", ATTENDANCE),
    ("[[people]]", WHEN_OFFLINE),
    ("[[people]]", BREAKS),
    ("queue", Choice::Key(&[with("reaction", &[]), with("offer", &[])])),
    ("overflow", Choice::Word("action", &[with("group-queue", &["group", "nobody_online"])])),
    ("[[live_chats]]", ORDER),
    ("[[live_chats]]", SELECTION),
    (
        "[[live_chats]]",
        Choice::Word(
            "default_routing",
            &[
                with("group-queue", &["default_group"]),
                with("least-occupied", &["default_group"]),
                with("supervisor", &["supervision"]),
            ],
        ),
    ),
    (
        "[[live_chats.arrivals]]",
        Choice::Key(&[
            with("rate", &["burst"]),
            with("rates", &["every", "repeat", "interpolation", "burst"]),
            with("sine", &["burst"]),
            with(
                "csv",
                &[
                    "column",
                    "from",
                    "every",
                    "kind",
                    "days",
                    "history",
                    "day_profile",
                    "where",
                    "time_zone",
                    "format",
                    "burst",
                ],
            ),
            with("replay", &["column", "where", "time_zone", "format"]),
            with("campaign", &[]),
            with("population", &["think", "hours"]),
        ]),
    ),
    ("[live_chats.watch]", Choice::Key(&[with("every", &["min_wait"]), with("above", &["below"])])),
    (
        "[live_chats.watch]",
        Choice::Word(
            "action",
            &[
                with("move", &["to", "min_wait"]),
                with("assign", &["to", "min_wait"]),
                with("reassign", &["to", "max_sessions"]),
                with("priority", &["priority", "min_wait"]),
                with("to-bot", &["min_wait"]),
            ],
        ),
    ),
    (
        "rules",
        Choice::Word(
            "action",
            &[
                with("invite-group", &["group"]),
                with("least-occupied", &["group", "nobody_online"]),
                with("operator", &["operator", "wait"]),
                with("last-operator", &["wait"]),
            ],
        ),
    ),
    (
        "[[live_chats.sla]]",
        Choice::Word("around_the_clock", &[with("no", &["hours", "lunch", "exceptions"])]),
    ),
    (
        "reaction, response, closing",
        Choice::Word(
            "breach",
            &[
                with("to-operator", &["operator", "nobody_online"]),
                with("to-group", &["group"]),
                with("to-least-occupied", &["group", "nobody_online", "current_operator"]),
            ],
        ),
    ),
    ("[live_chats.transfer_rules]", Choice::Whole),
    ("[live_chats.transfer_rules]", TRANSFER_MODE),
    ("transfers", TRANSFER_MODE),
    ("inactivity", Choice::Whole),
    ("no_reply", Choice::Whole),
    ("operator_inactivity", Choice::Whole),
    (
        "[live_chats.retrial]",
        Choice::Word(
            "after",
            &[
                with("abandonment", &["flow_outs"]),
                with("refusal", &["delay_if_closed"]),
                with("both", &["flow_outs", "delay_if_closed"]),
            ],
        ),
    ),
    (
        "[live_chats.returns]",
        Choice::Word(
            "on_return",
            &[with("reopen-to-last", &["within"]), with("reopen-to-queue", &["within"])],
        ),
    ),
    ("[[live_chats.outages]]", Choice::Word("messages", &[with("replay", &["replay_window"])])),
];

/// The choices of a table.
pub fn choices_of(table: &Table) -> impl Iterator<Item = &'static Choice> {
    CHOICES.iter().filter(|(name, _)| *name == table.name).map(|(_, choice)| choice)
}

/// Whether the table is one choice, so that it is written whole.
pub fn is_one_choice(table: &Table) -> bool {
    table.one_of || choices_of(table).any(|choice| matches!(choice, Choice::Whole))
}

impl Choice {
    /// The alternatives.
    pub fn alternatives(&self) -> &'static [Alternative] {
        match self {
            Self::Whole => &[],
            Self::Key(alternatives) | Self::Word(_, alternatives) => alternatives,
        }
    }

    /// Keys that mean nothing once this alternative is chosen: they belong to others only.
    pub fn keys_of_others(&self, chosen: &str) -> Vec<&'static str> {
        let all = self.alternatives();
        let own = all.iter().find(|one| one.name == chosen).map_or(&[][..], |one| one.belongs);
        let others = all.iter().filter(|one| one.name != chosen);
        let names = others.clone().map(|one| one.name).filter(|_| matches!(self, Self::Key(_)));
        names
            .chain(others.flat_map(|one| one.belongs).copied())
            .filter(|key| !own.contains(key))
            .collect()
    }
}
