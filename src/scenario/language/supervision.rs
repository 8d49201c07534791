//! What supervisors do.

use super::Kind::{Duration, Law, Name, Whole, Word};
use super::Need::{Default, Otherwise, Required};
use super::{Table, field};

/// Distribution by supervisors.
pub static SUPERVISION: Table = Table {
    name: "[live_chats.supervision]",
    doc: "How supervisors distribute the sessions of the common queue, one at a time each (rule E-S7).",
    one_of: false,
    fields: &[
        field("reaction", Law, Required, "The time that a supervisor spends on one session."),
        field(
            "to",
            Name,
            Otherwise("the first group of `operators`"),
            "The group among whose operators they distribute.",
        ),
        field(
            "how",
            Word(&["least-occupied", "group-queue"]),
            Default("least-occupied"),
            "To the least occupied operator who is Online, or into the group's queue.",
        ),
        field(
            "begin",
            Word(&["at-once", "operator-free"]),
            Default("at-once"),
            "When they begin with a session: as it comes, or when an operator of the group has a free slot, which is reserved until the session is handed on or its client leaves.",
        ),
    ],
};

/// What supervisors watch over.
pub static WATCH: Table = Table {
    name: "[live_chats.watch]",
    doc: "Supervisors move sessions that wait to another group (rules E-S7, E-S9): by the clock, or while too many wait. Each act takes a supervisor's attention; supervisors of several live chats take turns.",
    one_of: false,
    fields: &[
        field(
            "every",
            Duration,
            Otherwise("`above` says when"),
            "Once after each such time the next in line is moved.",
        ),
        field(
            "above",
            Whole { least: 0, most: 1_000_000 },
            Otherwise("`every` says when"),
            "From when more than so many wait, one session after the other is moved.",
        ),
        field(
            "below",
            Whole { least: 1, most: 1_000_000 },
            Otherwise("`above`, at least 1"),
            "Until fewer than so many wait.",
        ),
        field("reaction", Law, Required, "The time that a supervisor spends on one session."),
        field(
            "from",
            Name,
            Otherwise("where the live chat's distribution lets sessions wait for operators"),
            "The group whose queue they look at.",
        ),
        field("to", Name, Required, "The group to which they move sessions."),
        field(
            "retry",
            Duration,
            Default("1m"),
            "After how long they try again where nobody of that group was Online.",
        ),
    ],
};
