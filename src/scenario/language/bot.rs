//! The bot of a live chat.

use super::Kind::{Distribution, Duration, Keyword, Name, Share};
use super::Need::{Default, Otherwise, Required};
use super::{Table, field};

/// A bot.
pub static BOT: Table = Table {
    name: "[live_chats.bot]",
    doc: "A bot that answers first, as many sessions at once as come (rules E-S4, E-S10 to E-S14). It gets the sessions of rules with the action `bot`.",
    one_of: false,
    fields: &[
        field("time", Distribution, Required, "How long it talks with a client."),
        field(
            "containment",
            Share,
            Default("0"),
            "The share of clients who need no operator: the bot closes their sessions.",
        ),
        field(
            "silent",
            Share,
            Default("0"),
            "How many clients stop writing at the end of that time: the session is closed `auto_finish` later.",
        ),
        field(
            "auto_finish",
            Duration,
            Otherwise("required with `silent`"),
            "After how long without a message the bot closes a session (rule E-S14).",
        ),
        field(
            "hand_off_to",
            Name,
            Otherwise("the live chat's `default_routing`"),
            "The group whose queue gets those who need an operator; no rule is tried again (rules E-S11, E-S12).",
        ),
        field(
            "at_shift_end",
            Keyword(&["no", "yes"]),
            Default("no"),
            "Whether it gets the sessions that operators hand back when their shift ends (`end_of_shift = \"hand-back\"`, rule E-S10).",
        ),
    ],
};
