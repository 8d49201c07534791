//! When people are there, and when a live chat is open.

use super::Kind::{Days, Name, Tables, TimeOfDay};
use super::Need::{Default, Otherwise, Required};
use super::{Table, field};

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

/// Opening hours.
pub static OPENING_HOURS: Table = Table {
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
