//! How a session is transferred.

use super::Kind::{Distribution, Duration, Integer, Keyword, List, Name, Share};
use super::Need::{Default, Otherwise, Required};
use super::words::{Keyword as _, TransferWord};
use super::{Kind, Table, field};
use crate::plan::{IfNotTaken, PendingOffers, QueueAgeFrom, SenderEligibility};

const MODES: Kind = Keyword(TransferWord::NAMES);
const QUEUE_AGE_FROM: Kind = Keyword(QueueAgeFrom::NAMES);
const SENDER: Kind = Keyword(SenderEligibility::NAMES);
const PENDING_OFFERS: Kind = Keyword(PendingOffers::NAMES);
const ON_FAILURE: Kind = Keyword(IfNotTaken::NAMES);

/// How the transfers of a live chat are made.
pub static TRANSFER_RULES: Table = Table {
    name: "[live_chats.transfer_rules]",
    doc: "How sessions of the live chat are transferred; each of the `transfers` of its topics may say otherwise (rules E-T1 to E-T5).",
    one_of: false,
    fields: &[
        field(
            "mode",
            MODES,
            Default("cold"),
            "`cold`: the sender puts it down and is free at once (rule E-T3). `warm`: the sender stays with the client, and the slot busy, until an operator takes over. `offered`: the sender keeps it until an operator has accepted it.",
        ),
        field(
            "briefing",
            Distribution,
            Otherwise("none"),
            "`warm`: how long the sender then briefs the operator who takes over; both are busy with that.",
        ),
        field(
            "accept",
            Distribution,
            Otherwise("required with `offered`"),
            "`offered`: how long an operator with a free slot, which is reserved meanwhile, takes to answer.",
        ),
        field("decline", Share, Default("0%"), "`offered`: how likely the answer is no."),
        field(
            "timeout",
            Duration,
            Otherwise("as long as it takes"),
            "`offered`: no answer by then, and those in `next` are asked.",
        ),
        field(
            "pending_offers",
            PENDING_OFFERS,
            Default("withdraw"),
            "`offered`: what becomes of an offer without an answer at the `timeout`. It counts as declined, and a newer one replaces it; or it is kept beside the newer ones, and the operator who accepts first has the session.",
        ),
        field(
            "sender",
            SENDER,
            Default("eligible"),
            "Whether the sender, where a member of the target too, may be given the session again.",
        ),
        field(
            "on_failure",
            ON_FAILURE,
            Otherwise("`return` where it is offered, else `queue`"),
            "Where no operator of the target is Online or, offered, none with a free slot accepts: it waits for the first target; the sender goes on with it; the sender closes it (or, Offline by then, has it cut short).",
        ),
        field(
            "offline_operators",
            Keyword(&["shown", "hidden"]),
            Default("shown"),
            "Whether a session can be transferred to one operator who is Offline (rule E-T2).",
        ),
        field(
            "max_failed_transfers",
            Integer { min: 0, max: 1_000 },
            Default("3"),
            "So many transfers of one session may fail and leave it with the sender; then it is closed where it would be transferred again.",
        ),
        field(
            "across_live_chats",
            Keyword(&["forbidden", "allowed"]),
            Default("forbidden"),
            "Whether a target may be another live chat: `to = \"live_chat:sales\"` (not so in the modelled product, rule E-T5).",
        ),
    ],
};

/// A chance to be transferred.
pub static TRANSFER: Table = Table {
    name: "transfers",
    doc: "The chance that the operator who has the session, once the work there is done, transfers it to another one of the same live chat.",
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
                "every operator group of the live chat to which the topic is not itself transferred",
            ),
            "The group whose operators transfer it.",
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
            Otherwise("no other target"),
            "Whom the sender tries next, one after the other, where no operator of the one before is Online or accepts.",
        ),
        field("mode", MODES, Otherwise("as in `transfer_rules`"), "How it is transferred."),
        field(
            "briefing",
            Distribution,
            Otherwise("as in `transfer_rules`"),
            "`warm`: how long that takes.",
        ),
        field(
            "accept",
            Distribution,
            Otherwise("as in `transfer_rules`"),
            "`offered`: how long that takes.",
        ),
        field("decline", Share, Otherwise("as in `transfer_rules`"), "`offered`: how likely."),
        field(
            "timeout",
            Duration,
            Otherwise("as in `transfer_rules`"),
            "`offered`: when the next are asked.",
        ),
        field(
            "pending_offers",
            PENDING_OFFERS,
            Otherwise("as in `transfer_rules`"),
            "`offered`: what becomes of one without an answer then.",
        ),
        field(
            "queue_age",
            QUEUE_AGE_FROM,
            Otherwise("the live chat's"),
            "Whether it keeps its age there, or queues anew.",
        ),
        field(
            "sender",
            SENDER,
            Otherwise("as in `transfer_rules`"),
            "Whether the sender may get it.",
        ),
        field(
            "on_failure",
            ON_FAILURE,
            Otherwise("as in `transfer_rules`"),
            "Where no operator takes it.",
        ),
    ],
};
