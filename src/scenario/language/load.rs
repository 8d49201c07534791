//! How a desk is loaded in real time.

use super::Kind::{Duration, Integer, Keyword, Name, Number, Rate, Share, Tables};
use super::Need::{Default, Otherwise, Required};
use super::words::{DisturbanceWord, FailingWord, Keyword as _};
use super::{Table, field};
use crate::plan::{Claims, LoadShape, Placement};

/// The load.
pub static LOAD: Table = Table {
    name: "[load]",
    doc: "How `deskload load` loads the desk in real time.",
    one_of: false,
    fields: &[
        field(
            "speed",
            Number { min: 0.01, max: 100_000.0 },
            Default("1"),
            "Seconds of desk time that pass in a second.",
        ),
        field(
            "arbiters",
            Integer { min: 1, max: 64 },
            Default("1"),
            "Threads that run live chats, groups, operators, supervisors and the license pool.",
        ),
        field(
            "placement",
            Keyword(Placement::NAMES),
            Default("together"),
            "Whether a live chat stays with its groups, operators and supervisors on one arbiter, or all are dealt out one after the other, so that most messages go to another arbiter.",
        ),
        field(
            "rate",
            Rate,
            Otherwise("the arrivals of the scenario, at `speed`"),
            "Sessions by the wall clock, random in time and divided among live chats and channels as the scenario's are on average.",
        ),
        field(
            "shape",
            Keyword(LoadShape::NAMES),
            Default("constant"),
            "The course of `rate`: the same all the time; from nothing in a straight line; in five steps; or a fifth, and all of it in the middle fifth of the time.",
        ),
        field(
            "duration",
            Duration,
            Otherwise("until the horizon, at `speed`"),
            "How long sessions are sent, by the wall clock.",
        ),
        field(
            "settle",
            Duration,
            Default("2s"),
            "The beginning that is not measured, by the wall clock.",
        ),
        field(
            "drain",
            Duration,
            Default("10s"),
            "How long sessions may take to leave once no more come, by the wall clock.",
        ),
        field(
            "mailbox",
            Integer { min: 1, max: 10_000_000 },
            Default("10000"),
            "The most messages in the mailbox of a live chat: a session that comes then is turned away and counted.",
        ),
        field(
            "claims",
            Keyword(Claims::NAMES),
            Default("atomic"),
            "Who has the last word on whether a slot is free: its operator, or, as in desks that read a load and write an assignment in two steps, the queue by what it last heard. The latter breaks limits, which is counted.",
        ),
        field(
            "disturbances",
            Tables(&DISTURBANCE),
            Otherwise("none"),
            "What is done to the desk while it works.",
        ),
    ],
};

/// Something that is done to the desk.
pub static DISTURBANCE: Table = Table {
    name: "[[load.disturbances]]",
    doc: "Something that is done to the desk while it works.",
    one_of: false,
    fields: &[
        field(
            "kind",
            Keyword(DisturbanceWord::NAMES),
            Required,
            "What is done: operators lose their connection; an arbiter does nothing; an actor fails and is replaced; the pool takes concurrent licenses back; a channel delivers nothing, and everything at the end; supervisors are slow.",
        ),
        field("at", Duration, Required, "When it begins, by the wall clock."),
        field("for", Duration, Required, "How long it lasts, by the wall clock."),
        field(
            "group",
            Name,
            Otherwise("all operators"),
            "`disconnect`: whose operators; `fail`: which group, or whose operators.",
        ),
        field("share", Share, Default("100%"), "`disconnect`: how many of the operators."),
        field(
            "arbiter",
            Integer { min: 0, max: 63 },
            Default("0"),
            "`stall`: which one, from zero.",
        ),
        field(
            "role",
            Keyword(FailingWord::NAMES),
            Otherwise("required with `fail`"),
            "`fail`: whose actors.",
        ),
        field(
            "live_chat",
            Name,
            Otherwise("all live chats"),
            "`outage`: whose channels; `fail`: which live chat.",
        ),
        field(
            "licenses",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("required with `revoke`"),
            "`revoke`: how many.",
        ),
        field(
            "factor",
            Number { min: 1.0, max: 1_000.0 },
            Otherwise("required with `slow-supervisors`"),
            "`slow-supervisors`: how many times as long they take.",
        ),
    ],
};
