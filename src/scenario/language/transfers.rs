//! How a session changes hands.

use super::Kind::{Distribution, Duration, Integer, Keyword, List, Name, Share};
use super::Need::{Default, Otherwise, Required};
use super::{Kind, Table, field};

const MODES: Kind = Keyword(&["cold", "warm", "offered"]);
const QUEUE_AGE_FROM: Kind = Keyword(&["kept", "reset"]);
const SENDER: Kind = Keyword(&["may-get-it", "excluded"]);
const PENDING_OFFERS: Kind = Keyword(&["withdrawn", "stand"]);
const ON_FAILURE: Kind = Keyword(&["queue", "return", "close"]);

/// How the switches of a live chat are made.
pub static TRANSFER_RULES: Table = Table {
    name: "[live_chats.transfers]",
    doc: "How sessions of the live chat change hands; each of its `switches` may say otherwise (rules E-T1 to E-T5).",
    one_of: false,
    fields: &[
        field(
            "how",
            MODES,
            Default("cold"),
            "`cold`: the sender puts it down and is free at once (rule E-T3). `warm`: the sender stays with the client, and the slot busy, until somebody takes over. `offered`: the sender keeps it until somebody has accepted it.",
        ),
        field(
            "briefing",
            Distribution,
            Otherwise("none"),
            "`warm`: how long the sender then tells whoever takes over; both are busy with that.",
        ),
        field(
            "accept",
            Distribution,
            Otherwise("required with `offered`"),
            "`offered`: how long somebody with a free slot, which is reserved meanwhile, takes to answer.",
        ),
        field("decline", Share, Default("0%"), "`offered`: how likely the answer is no."),
        field(
            "timeout",
            Duration,
            Otherwise("as long as it takes"),
            "`offered`: no answer by then, and those in `next` are asked.",
        ),
        field(
            "older_offers",
            PENDING_OFFERS,
            Default("withdrawn"),
            "`offered`: what becomes of an offer without an answer at the `timeout`. It is a no, and a newer one replaces it; or it stands beside the newer ones, and whoever accepts first has the session.",
        ),
        field(
            "sender",
            SENDER,
            Default("may-get-it"),
            "Whether the sender, where a member of the target too, may be given the session again.",
        ),
        field(
            "if_not_taken",
            ON_FAILURE,
            Otherwise("`return` where it is offered, else `queue`"),
            "Where nobody of the target is Online or, offered, nobody with a free slot accepts: it waits for the first target; the sender goes on with it; the sender closes it (or, Offline by then, has it cut short).",
        ),
        field(
            "offline_operators",
            Keyword(&["shown", "hidden"]),
            Default("shown"),
            "Whether a session can be switched to one operator who is Offline (rule E-T2).",
        ),
        field(
            "max_returns",
            Integer { min: 0, max: 1_000 },
            Default("3"),
            "So many switches of one session may come back to the sender; then it is closed where it would be switched again.",
        ),
        field(
            "cross_line",
            Keyword(&["forbidden", "allowed"]),
            Default("forbidden"),
            "Whether a target may be another live chat: `to = \"live_chat:sales\"` (not so in the modelled product, rule E-T5).",
        ),
    ],
};

/// A chance to be switched.
pub static TRANSFER: Table = Table {
    name: "switches",
    doc: "The chance that the one who has the session, once the work there is done, switches it to somebody else of the same live chat.",
    one_of: false,
    fields: &[
        field(
            "to",
            Name,
            Required,
            "The group that gets it, one operator: `\"operator:olga\"`, or the bot: `\"bot\"` (rule E-S10).",
        ),
        field(
            "from",
            Name,
            Otherwise(
                "every operator group of the live chat to which the topic is not itself switched",
            ),
            "The group whose operators switch it.",
        ),
        field(
            "chance",
            Share,
            Required,
            "How likely; all chances from one group together at most 1.",
        ),
        field(
            "next",
            List(&Name),
            Otherwise("nobody"),
            "Whom the sender tries next, one after the other, where nobody of the one before is Online or accepts.",
        ),
        field("how", MODES, Otherwise("as in `transfers`"), "How it changes hands."),
        field(
            "briefing",
            Distribution,
            Otherwise("as in `transfers`"),
            "`warm`: how long that takes.",
        ),
        field(
            "accept",
            Distribution,
            Otherwise("as in `transfers`"),
            "`offered`: how long that takes.",
        ),
        field("decline", Share, Otherwise("as in `transfers`"), "`offered`: how likely."),
        field(
            "timeout",
            Duration,
            Otherwise("as in `transfers`"),
            "`offered`: when the next are asked.",
        ),
        field(
            "older_offers",
            PENDING_OFFERS,
            Otherwise("as in `transfers`"),
            "`offered`: what becomes of one without an answer then.",
        ),
        field(
            "queue_age",
            QUEUE_AGE_FROM,
            Otherwise("the live chat's"),
            "Whether it keeps its age there, or queues anew.",
        ),
        field("sender", SENDER, Otherwise("as in `transfers`"), "Whether the sender may get it."),
        field("if_not_taken", ON_FAILURE, Otherwise("as in `transfers`"), "Where nobody takes it."),
    ],
};
