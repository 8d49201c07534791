//! How people keep to their shifts: keys that groups and people have in common, and their tables.

use super::Kind::{Distribution, Duration, Keyword, Share, Table as Sub};
use super::Need::{Default, Otherwise, Required};
use super::words::{BreakBegins, Keyword as _, LateBreak, OfflineWord};
use super::{Field, Table, field};
use crate::plan::PersonalQueueAtShiftEnd;

pub(in crate::scenario) const BREAK_BEGINS: Field = field(
    "break_begins",
    Keyword(BreakBegins::NAMES),
    Otherwise("`\"after-sessions\"`"),
    "After the sessions on hand, nothing new being taken; or on the minute, as `when_offline` says of what is on hand.",
);

pub(in crate::scenario) const PERSONAL_QUEUE_AT_SHIFT_END: Field = field(
    "personal_queue_at_shift_end",
    Keyword(PersonalQueueAtShiftEnd::NAMES),
    Otherwise("`\"wait\"`"),
    "What becomes, when a shift ends, of sessions in the personal queue of the operator: they wait for the next shift, or go to the queue of the group.",
);

pub(in crate::scenario) const LATE_BREAK: Field = field(
    "late_break",
    Keyword(LateBreak::NAMES),
    Otherwise("`\"clock\"`"),
    "A break that begins late ends when the shift says, or lasts as long as the shift says.",
);

pub(in crate::scenario) const ABSENCE: Field = field(
    "absence",
    Share,
    Otherwise("no operator stays away"),
    "The chance that an operator does not come at all, for each shift by itself.",
);

pub(in crate::scenario) const LATENESS: Field = field(
    "lateness",
    Distribution,
    Otherwise("on time"),
    "How much later than the shift an operator comes.",
);

pub(in crate::scenario) const RAMP_UP: Field = field(
    "ramp_up",
    Sub(&RAMP_UP_TABLE),
    Otherwise("at full speed at once"),
    "Slow first minutes after each going Online.",
);

pub(in crate::scenario) const CONNECTION: Field = field(
    "connection",
    Sub(&CONNECTION_TABLE),
    Otherwise("it holds"),
    "How often people are cut off (rule E-O2).",
);

pub(in crate::scenario) const WHEN_OFFLINE: Field = field(
    "when_offline",
    Keyword(OfflineWord::NAMES),
    Otherwise("`\"keep\"`"),
    "What becomes of the sessions of an operator who went Offline with them (rule E-S17, undocumented): they stay; go back to the queue that they came from; go to the group; are closed; or, at `level = \"dialogue\"`, each goes back to that queue when its client next writes.",
);

pub(in crate::scenario) const OFFLINE_GRACE: Field = field(
    "offline_grace",
    Duration,
    Otherwise("`60s`"),
    "How long after going Offline `when_offline` waits.",
);

pub(in crate::scenario) const LOGINS: Field = field(
    "logins",
    Sub(&LOGINS_TABLE),
    Otherwise("there as the shifts say"),
    "Log-ins and log-outs at random, instead of shifts.",
);

static RAMP_UP_TABLE: Table = Table {
    name: "ramp_up",
    doc: "Slow first minutes after each going Online; work that is left is rescaled.",
    one_of: false,
    fields: &[
        field("for", Duration, Required, "How long."),
        field("speed", Share, Required, "The speed meanwhile, as a share of what `speeds` says."),
    ],
};

static CONNECTION_TABLE: Table = Table {
    name: "connection",
    doc: "Cut off, an operator takes nothing and work stands still; after `auto_offline` the status is Offline and the license is given back.",
    one_of: false,
    fields: &[
        field("uptime", Distribution, Required, "How long until the connection is lost."),
        field("downtime", Distribution, Required, "How long until it is back."),
        field(
            "auto_offline",
            Duration,
            Default("2m"),
            "Whole minutes from 2 to 999 (rule E-O2). In `free`, which has no statuses, it is left out and never happens (rule E-04).",
        ),
    ],
};

static LOGINS_TABLE: Table = Table {
    name: "logins",
    doc: "An operator is Offline, then Online, and so on, from the run's start; an operator who has sessions when the time Online is over ends them first.",
    one_of: false,
    fields: &[
        field("online", Distribution, Required, "How long Online."),
        field("offline", Distribution, Required, "How long Offline."),
    ],
};
