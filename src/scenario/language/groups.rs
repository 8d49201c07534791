//! Groups and people, on either side.

use super::Kind::{
    Distribution, Duration, Integer, Keyword, Limit, List, Map, Name, Number, Table as Sub,
};
use super::Need::{Default, Otherwise, Required};
use super::attendance::{
    ABSENCE, BREAK_BEGINS, CONNECTION, LATE_BREAK, LATENESS, LOGINS, OFFLINE_GRACE,
    PERSONAL_QUEUE_AT_SHIFT_END, RAMP_UP, WHEN_OFFLINE,
};
use super::queue::{MAX_WAITING, ORDERS, SELECTIONS, TIE_BREAKS};
use super::tables::BY_TIME;
use super::words::{CreatedIn, END_OF_SHIFT_OF_PERSON, EndOfShiftWord, Keyword as _};
use super::{QUEUE, Table, field};

/// Clients of internal live chats.
pub static CLIENT_GROUP: Table = Table {
    name: "[[client_groups]]",
    doc: "A group of employees who may write to internal live chats (rule E-C2). Clients need no license (E-06).",
    one_of: false,
    fields: &[field("name", Name, Required, "Unique among client groups.")],
};

/// Groups of users.
pub static GROUP: Table = Table {
    name: "[[groups]]",
    doc: "A group of users. What it says about limit, speeds and shifts holds for each member, unless `[[people]]` says otherwise; for a user in several groups the first group of the file counts.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique among groups."),
        field(
            "created_in",
            Keyword(CreatedIn::NAMES),
            Otherwise("`\"administration\"` in `free`, else `\"live-chats\"`"),
            "Where the group was created (rule E-08).",
        ),
        field(
            "members",
            List(&Name),
            Otherwise("no member by name"),
            "Members by name, in their order.",
        ),
        field(
            "count",
            Integer { min: 1, max: 100_000 },
            Otherwise("no member by number"),
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
            Integer { min: 1, max: 1_000_000 },
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
            List(&Number { min: 0.0, max: 1.0 }),
            Default("[1.0, 0.8, 0.62, 0.47, 0.36]"),
            "How fast each session goes with one, two, … at once; beyond the last level that level's total is shared.",
        ),
        field(
            "shifts",
            List(&Name),
            Otherwise("always there"),
            "When members are there: each of them works all of these shifts.",
        ),
        field(
            "staff",
            Map(&Integer { min: 0, max: 100_000 }),
            Otherwise("`shifts` holds for all members"),
            "How many members work which shift, `{ early = 7, late = 7 }`: the first seven in their order the one, the next seven the other. It says how many members there are, instead of `count`: those beyond `members` are called after the group.",
        ),
        field(
            "on_duty",
            Sub(&BY_TIME),
            Otherwise("`shifts` or `staff` say when members are there"),
            "How many members are on duty in each interval, from a table: the first of them in their order. Without `members` and `count` there are as many as the most at once.",
        ),
        field(
            "end_of_shift",
            Keyword(EndOfShiftWord::NAMES),
            Default("own-sessions"),
            "When a shift ends: members first end their own sessions, taking nothing new; hand them back to the queue at once; or positions leave and not people, so that the first member with nothing on hand goes.",
        ),
        PERSONAL_QUEUE_AT_SHIFT_END,
        BREAK_BEGINS,
        LATE_BREAK,
        ABSENCE,
        LATENESS,
        RAMP_UP,
        CONNECTION,
        WHEN_OFFLINE,
        OFFLINE_GRACE,
        LOGINS,
        field(
            "selection",
            SELECTIONS,
            Default("least-occupied"),
            "Who of several members with a free slot gets a session from the group's queue.",
        ),
        field(
            "tie",
            TIE_BREAKS,
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
            MAX_WAITING,
            Otherwise("no bound"),
            "A new session that would have to wait is refused while so many wait; a transferred one is always let in.",
        ),
        field(
            "queue",
            Sub(&QUEUE),
            Otherwise("a plain queue"),
            "How the group's queue is served beyond that.",
        ),
        field(
            "wrap_up",
            Distribution,
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
            Keyword(&["busy", "free"]),
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
            List(&Number { min: 0.0, max: 1.0 }),
            Otherwise("the first group's"),
            "How fast each session goes with one, two, … at once.",
        ),
        field(
            "capacity",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("the first group's"),
            "Units at once.",
        ),
        field("skills", List(&Name), Otherwise("those of all groups"), "What this person can do."),
        field("shifts", List(&Name), Otherwise("the first group's"), "When there."),
        field(
            "end_of_shift",
            Keyword(END_OF_SHIFT_OF_PERSON),
            Otherwise("the first group's"),
            "What becomes of sessions on hand when the shift ends.",
        ),
        PERSONAL_QUEUE_AT_SHIFT_END,
        BREAK_BEGINS,
        LATE_BREAK,
        ABSENCE,
        LATENESS,
        RAMP_UP,
        CONNECTION,
        WHEN_OFFLINE,
        OFFLINE_GRACE,
        LOGINS,
    ],
};
