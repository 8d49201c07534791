//! When people are there, and when a live chat is open.

use super::Kind::{Days, Integer, Keyword, Name, OneOrMore, Table as Sub, Tables, Text, TimeOfDay};
use super::Need::{Default, Otherwise, Required};
use super::{Field, Table, field};

/// When people are there.
pub static SHIFT: Table = Table {
    name: "[[shifts]]",
    doc: "When people are there, week after week. Who has several shifts is there during all of them.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique among shifts."),
        field("days", Days, Default("every day"), "The days on which it begins."),
        DATES,
        field(
            "except",
            OneOrMore(&Name),
            Otherwise("no day"),
            "Dates on which it does not begin: `\"2026-12-25\"`, `\"2026-12-24 to 2027-01-02\"`.",
        ),
        field(
            "cycle",
            Sub(&CYCLE),
            Otherwise("each of the days"),
            "Days on and days off in turn, such as 2/2; among `days`, if they are given.",
        ),
        field("from", TimeOfDay, Required, "When it begins."),
        field("to", TimeOfDay, Required, "When it ends; not after `from` means on the next day."),
        field("breaks", Tables(&BREAK), Otherwise("none"), "Paid time away from the desk."),
    ],
};

/// Days on and off.
pub static CYCLE: Table = Table {
    name: "cycle",
    doc: "Days on and days off in turn.",
    one_of: false,
    fields: &[
        field("on", Integer { min: 1, max: 1_000 }, Required, "So many days on."),
        field("off", Integer { min: 1, max: 1_000 }, Required, "Then so many days off."),
        field("from", Text, Required, "The date of a first day on: `\"2026-10-05\"`."),
    ],
};

const DATES: Field = field(
    "dates",
    OneOrMore(&Name),
    Otherwise("`days`"),
    "These dates alone, instead of `days`: `\"2026-12-25\"`, `\"2026-12-24 to 2027-01-02\"`. They need `starts` of `[run]` to be a date.",
);

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

/// Opening hours.
pub static OPENING_HOURS: Table = Table {
    name: "open",
    doc: "Hours of the week; several add up.",
    one_of: false,
    fields: &[
        field("days", Days, Default("every day"), "The days."),
        field(
            "dates",
            OneOrMore(&Name),
            Otherwise("`days`"),
            "These dates alone: on them, lines with `days` do not hold (not in the hours of a service level, which have `exceptions`).",
        ),
        field(
            "closed",
            Keyword(&["no", "yes"]),
            Default("no"),
            "With `dates`: whether they have no hours at all.",
        ),
        field("from", TimeOfDay, Default("00:00"), "From when."),
        field(
            "to",
            TimeOfDay,
            Default("24:00"),
            "Until when; not after `from` means on the next day.",
        ),
    ],
};
