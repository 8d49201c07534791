//! Sessions as conversations.

use super::Kind::{Distribution, Duration, Integer, Keyword, List, Number, Share, Table as Sub};
use super::Need::{Default, Otherwise, Required};
use super::{Kind, Table, field};

const ROUND: Kind = Integer { min: 1, max: 10_000 };

/// What conversations are like.
pub static DIALOGUE: Table = Table {
    name: "dialogue",
    doc: "What a conversation is like at the dialogue level: rounds of message, reply and thinking.",
    one_of: false,
    fields: &[
        field("rounds", Sub(&ROUNDS), Required, "How many replies the client needs."),
        field(
            "reply",
            Distribution,
            Required,
            "The operator's work on a reply: reading and writing.",
        ),
        field("first_reply", Distribution, Otherwise("`reply`"), "The same, for the first reply."),
        field("think", Distribution, Required, "From a reply to the client's next message."),
        field(
            "reply_patience",
            Distribution,
            Otherwise("the client waits for ever"),
            "How long the client waits for a reply, once an operator has taken the session, before leaving.",
        ),
        field("hold", Sub(&HOLD), Otherwise("never"), "The operator puts it on hold (feature 26)."),
    ],
};

/// How many rounds.
pub static ROUNDS: Table = Table {
    name: "rounds",
    doc: "How many rounds a conversation has, with exactly one of these keys.",
    one_of: true,
    fields: &[
        field("fixed", ROUND, Otherwise("another distribution"), "Always so many."),
        field(
            "geometric",
            Number { min: 1.0, max: 10_000.0 },
            Otherwise("another distribution"),
            "So many on average; after each round it is over with the same chance.",
        ),
        field(
            "empirical",
            List(&ROUND),
            Otherwise("another distribution"),
            "One of the observed numbers, each equally likely.",
        ),
    ],
};

/// Sessions on hold.
pub static HOLD: Table = Table {
    name: "hold",
    doc: "The operator puts a session on hold: it takes no slot until the client writes again.",
    one_of: false,
    fields: &[
        field("chance", Share, Required, "How likely after each reply but the last."),
        field(
            "time",
            Distribution,
            Required,
            "From the reply to the client's next message, instead of `think`.",
        ),
        field("close", Duration, Default("1h"), "A session on hold is closed after this."),
    ],
};

/// Clients who leave without a word.
pub static SILENT_ABANDONMENT: Table = Table {
    name: "silent",
    doc: "Clients who give up and do not say so: the session keeps its place, in the queue and with the operator, until an operator notices.",
    one_of: false,
    fields: &[
        field("chance", Share, Required, "The share of those who give up."),
        field(
            "notice",
            Distribution,
            Otherwise("required at the session level"),
            "Session level: the work of the operator who takes such a session until it is clear that the client is gone. At the dialogue level `inactivity` is what ends it.",
        ),
    ],
};

/// Clients who are silent.
pub static INACTIVITY: Table = Table {
    name: "inactivity",
    doc: "Dialogue level: what happens while a client is silent, counted from the last reply (feature 25).",
    one_of: false,
    fields: &[
        field("after", Duration, Otherwise("never"), "The session then counts as inactive."),
        field(
            "slot",
            Keyword(&["kept", "released"]),
            Default("kept"),
            "Whether an inactive session takes a slot. One that is released takes it again when the client writes, even above the limit.",
        ),
        field(
            "returns_to",
            Keyword(&["operator", "queue"]),
            Default("operator"),
            "Who gets the next message of an inactive session: its operator, or the operator who is next to take from the queue where it came from.",
        ),
        field("close", Duration, Otherwise("never"), "The session is then closed."),
        field(
            "remind_after",
            Duration,
            Otherwise("never"),
            "The client is then reminded of the `close`.",
        ),
        field(
            "reminder_response",
            Share,
            Default("0%"),
            "How likely the reminder makes a client write who would have done so later, or too late.",
        ),
        field(
            "reminder_response_time",
            Distribution,
            Otherwise("required with `reminder_response`"),
            "How long after it.",
        ),
    ],
};

/// Operators who write nothing.
pub static OPERATOR_INACTIVITY: Table = Table {
    name: "operator_inactivity",
    doc: "Dialogue level: what happens while an operator writes nothing, counted from taking the session and from each own reply, whether it is the client or the operator who is to write next; not while it is on hold.",
    one_of: false,
    fields: &[
        field("notify", Duration, Otherwise("never"), "It is then noticed: counted, no effect."),
        field("close", Duration, Otherwise("never"), "The session is then closed."),
    ],
};

/// Operators who do not reply.
pub static NO_REPLY: Table = Table {
    name: "no_reply",
    doc: "Dialogue level: a session whose operator does not reply goes back to where it came from, and to another operator (feature 19).",
    one_of: false,
    fields: &[
        field("within", Duration, Required, "Since the operator took it."),
        field(
            "applies_to",
            Keyword(&["first-assignment", "every-assignment"]),
            Default("first-assignment"),
            "Whether the first operator alone is timed, or each one who is assigned after that as well.",
        ),
    ],
};
