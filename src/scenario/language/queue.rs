//! Queues: what a group's queue and the common queue of a live chat have in common beyond the
//! plain choice of a session and an operator.

use super::Kind::{
    Distribution, Duration, Integer, Keyword, List, Name, Share, Table as Sub, Tables,
};
use super::Need::{Default, Otherwise, Required};
use super::words::{Keyword as _, OrderWord, OverflowAction};
use super::{Kind, Table, field};
use crate::plan::{Choice, IfNobodyOnline, OverflowCountedFrom, Reoffer, Skills, TieBreak};

// The plain choice.
pub(in crate::scenario) const SELECTIONS: Kind = Keyword(Choice::NAMES);
pub(in crate::scenario) const TIE_BREAKS: Kind = Keyword(TieBreak::NAMES);
pub(in crate::scenario) const ORDERS: Kind = Keyword(OrderWord::NAMES);
pub(in crate::scenario) const MAX_WAITING: Kind = Integer { min: 0, max: 1_000_000_000 };

/// A queue.
pub static QUEUE: Table = Table {
    name: "queue",
    doc: "How a queue is served, beyond the plain choice of a session and an operator, and what becomes of a session that waits too long. A group's queue and the common queue of a live chat have the same keys.",
    one_of: false,
    fields: &[
        field(
            "priority_worth",
            Duration,
            Otherwise("required with `order = \"score\"`"),
            "With `order = \"score\"`: how much waiting each step of priority is worth.",
        ),
        field(
            "load",
            Keyword(&["everywhere", "own-queue"]),
            Default("everywhere"),
            "With `selection = \"least-occupied\"`: whether all of an operator's sessions count, or those alone that came from this queue (rule E-Q5, undocumented).",
        ),
        field(
            "reaction",
            Distribution,
            Otherwise("sessions are given at once"),
            "Operators take sessions themselves (rule E-S6): how long an idle one needs to notice that a session waits. An operator who is too late gets nothing and looks again.",
        ),
        field(
            "offer",
            Sub(&OFFER),
            Otherwise("no accept step (rule E-Q9)"),
            "A session is offered to the operator who is chosen, who has to accept it.",
        ),
        field(
            "rings",
            Tables(&RING),
            Otherwise("requirements are never dropped"),
            "At most six: how what a topic `requires` is dropped, one ring after the other.",
        ),
        field(
            "relaxed_priority",
            Keyword(&["unchanged", "first"]),
            Default("unchanged"),
            "Whether a session of which requirements were dropped keeps its turn, or goes before all others.",
        ),
        field(
            "prefer_last_operator",
            Duration,
            Otherwise("the operator who is chosen"),
            "A session that an operator had before goes to the same one, if Online; it waits so long for a free slot, then any operator may have it.",
        ),
        field(
            "rate_limit",
            Sub(&RATE_LIMIT),
            Otherwise("no bound"),
            "How many sessions from this queue one operator gets within a time.",
        ),
        field(
            "spacing",
            Duration,
            Otherwise("none"),
            "How long an operator gets no further session from this queue after one.",
        ),
        field(
            "overflow",
            Tables(&OVERFLOW),
            Otherwise("a session waits here until it is taken (rule E-Q9)"),
            "Where a session goes that waits too long, one step after the other.",
        ),
        field(
            "overflow_from",
            Keyword(OverflowCountedFrom::NAMES),
            Default("arrival"),
            "From when the times of `overflow` count: as the session's age (each step later than the one before), or since it joined the queue that it is in.",
        ),
        field(
            "max_wait",
            Duration,
            Otherwise("no bound"),
            "Who waits longer in this queue is sent away: a flow-out.",
        ),
        field(
            "places_for_transferred",
            Keyword(&["unlimited", "plus-20-percent"]),
            Default("unlimited"),
            "Whether a session from elsewhere at the desk is always let in, or only up to 20 percent above `queue_places`; beyond that it is sent away.",
        ),
        field(
            "fallback",
            Name,
            Otherwise("none"),
            "A group's queue: the group to which a session goes instead when no member of this one is Online; at most three one after the other.",
        ),
        field(
            "nobody_online",
            Keyword(IfNobodyOnline::NAMES),
            Default("queue"),
            "A group's queue: what becomes of a new session when no operator is Online, here or in any fallback.",
        ),
    ],
};

/// The accept step.
pub static OFFER: Table = Table {
    name: "offer",
    doc: "The accept step. A session that is not accepted keeps its place in the queue; while it is offered, the operator's slot is reserved.",
    one_of: false,
    fields: &[
        field(
            "accept",
            Distribution,
            Required,
            "How long the operator needs to accept or decline.",
        ),
        field("timeout", Duration, Default("20s"), "How long the operator has."),
        field("decline", Share, Default("0%"), "How likely the operator then declines."),
        field(
            "penalty",
            Duration,
            Otherwise("none"),
            "How long an operator who let an offer pass counts as not responding and is given nothing.",
        ),
        field(
            "reoffer",
            Keyword(Reoffer::NAMES),
            Default("after-others"),
            "Whether a session comes again to an operator who declined it or let it pass: never while it waits here; once every other operator Online who may have it was offered it as often; or as if it had not been offered.",
        ),
    ],
};

/// A ring of requirements.
pub static RING: Table = Table {
    name: "rings",
    doc: "One ring: a session stays in it for a while, then some of its requirements are dropped.",
    one_of: false,
    fields: &[
        field("stay", Distribution, Required, "How long a session stays."),
        field(
            "drop",
            List(&Name),
            Otherwise("all: any operator may have it"),
            "The skills that are then no longer required.",
        ),
    ],
};

/// A bound on how often.
pub static RATE_LIMIT: Table = Table {
    name: "rate_limit",
    doc: "A bound on how often an operator is given a session.",
    one_of: false,
    fields: &[
        field("sessions", Integer { min: 1, max: 10_000 }, Required, "At most so many."),
        field("per", Duration, Default("24h"), "Within so long."),
    ],
};

/// A step of an overflow.
pub static OVERFLOW: Table = Table {
    name: "overflow",
    doc: "One step of an overflow. A session that came by overflow keeps the steps of its first queue.",
    one_of: false,
    fields: &[
        field("after", Distribution, Required, "When; from when it counts, `overflow_from` says."),
        field(
            "action",
            Keyword(OverflowAction::NAMES),
            Default("group-queue"),
            "The queue of `group`; the common queue of the session's live chat; the client is asked to leave a message; the session is closed as missed. The last two are flow-outs.",
        ),
        field(
            "group",
            Name,
            Otherwise("required with `group-queue`"),
            "An operator group of the same live chat.",
        ),
        field(
            "nobody_online",
            Keyword(&["go", "skip"]),
            Default("go"),
            "With `group-queue`: whether the step is taken while no member of the group is Online, or the next one instead; the last step is always taken.",
        ),
    ],
};

/// How many rings a queue may have.
pub const MAX_RINGS: usize = 6;

/// How many steps an overflow may have.
pub const MAX_OVERFLOW_STEPS: usize = 20;

/// How many fallbacks may follow each other.
pub const MAX_FALLBACKS: usize = 3;

/// How many skills a scenario may name.
pub const MAX_SKILLS: usize = Skills::MAX_COUNT;
