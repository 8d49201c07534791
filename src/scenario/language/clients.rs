//! What clients do besides coming once, and what keeps them from arriving.

use super::Kind::{Distribution, Duration, Integer, Keyword, Number, Rate, Share, WeekTime};
use super::Need::{Default, Otherwise, Required};
use super::words::{BusyTogether, Keyword as _, RetryAfter};
use super::{Table, field};
use crate::plan::{CampaignSpread, Channel, ReturnMode};

/// Spells of a higher rate.
pub static BURST: Table = Table {
    name: "burst",
    doc: "Spells in which the rate is multiplied, again and again; with exponential distributions the arrivals are a Markov-modulated Poisson process of two states.",
    one_of: false,
    fields: &[
        field(
            "factor",
            Number { min: 0.0, max: 1_000.0 },
            Required,
            "By what the rate is multiplied while a burst lasts.",
        ),
        field("on", Distribution, Required, "How long a burst lasts."),
        field("off", Distribution, Required, "From the end of a burst to the next."),
    ],
};

/// A wave.
pub static SINE: Table = Table {
    name: "sine",
    doc: "A rate that goes up and down like a sine.",
    one_of: false,
    fields: &[
        field("mean", Rate, Required, "The mean rate."),
        field(
            "amplitude",
            Share,
            Required,
            "How far it goes above and below its mean, as a share of the mean.",
        ),
        field("period", Duration, Default("24h"), "From one peak to the next."),
        field(
            "peak",
            Duration,
            Otherwise("after a quarter of the period"),
            "When it is highest, counted from Monday 00:00: `\"15h\"` is at 15:00 where the period is a day.",
        ),
    ],
};

/// A campaign.
pub static CAMPAIGN: Table = Table {
    name: "campaign",
    doc: "So many clients more within a stretch of time, once.",
    one_of: false,
    fields: &[
        field("at", WeekTime, Required, "When the first may come."),
        field(
            "week",
            Integer { min: 1, max: 1_000 },
            Default("1"),
            "In which week: 1 is the first such moment of the run.",
        ),
        field("clients", Integer { min: 1, max: 10_000_000 }, Required, "How many come."),
        field("over", Duration, Required, "Within what time."),
        field(
            "spread",
            Keyword(CampaignSpread::NAMES),
            Default("falling"),
            "How they spread over it: any instant alike; most at once and ever fewer until the end; most in the middle.",
        ),
    ],
};

/// Busyness.
pub static BUSYNESS: Table = Table {
    name: "[live_chats.busyness]",
    doc: "Random factors of mean 1 (gamma) on every rate of the live chat: some days, and some hours, are busier than others. A cv of 0.1 makes most days differ by up to 10 % from the mean.",
    one_of: false,
    fields: &[
        field("day", CV, Default("0"), "The coefficient of variation of the factor of a day."),
        field(
            "interval",
            CV,
            Default("0"),
            "The same of the factor of an interval, on top of the day's.",
        ),
        field(
            "every",
            Duration,
            Default("30m"),
            "The length of such an interval, counted from Monday 00:00.",
        ),
        field(
            "correlation",
            Number { min: 0.0, max: 0.999 },
            Default("0"),
            "How alike neighbouring intervals are: the correlation of their normal scores, which falls off with distance.",
        ),
        field(
            "shared",
            Keyword(BusyTogether::NAMES),
            Default("live-chat"),
            "Whether all sources of this live chat are busy at the same time, or those of every live chat that says `scenario`.",
        ),
    ],
};

const CV: super::Kind = Number { min: 0.0, max: 5.0 };

const COUNTS: super::Kind = Keyword(&["counts", "does-not-count"]);

/// Trying again.
pub static RETRIAL: Table = Table {
    name: "[live_chats.retrial]",
    doc: "A client whom no operator answered tries again: another session of the same client, about the same.",
    one_of: false,
    fields: &[
        field("chance", Share, Required, "How likely, after each failed attempt."),
        field("delay", Distribution, Required, "How long after it."),
        field(
            "max_attempts",
            Integer { min: 1, max: 10_000 },
            Otherwise("as often as chance has it"),
            "How often for one wish.",
        ),
        field(
            "after",
            Keyword(RetryAfter::NAMES),
            Default("abandonment"),
            "What counts as failed: giving up waiting, not being let in, or either.",
        ),
        field(
            "flow_outs",
            COUNTS,
            Default("counts"),
            "Whether being sent away after waiting, as missed, counts like giving up. A client who was asked to leave a message has left one.",
        ),
        field(
            "delay_if_closed",
            Keyword(&["from-refusal", "from-opening"]),
            Default("from-refusal"),
            "From when the `delay` counts for a client who was refused because the live chat was closed: from the refusal, or from when it opens.",
        ),
    ],
};

/// Coming back.
pub static REPEAT_CONTACTS: Table = Table {
    name: "[live_chats.returns]",
    doc: "A client whose session was closed writes again about the same.",
    one_of: false,
    fields: &[
        field("chance", Share, Required, "How likely, after each closed session."),
        field("after", Distribution, Required, "How long after the close."),
        field(
            "on_return",
            Keyword(ReturnMode::NAMES),
            Default("new-session"),
            "What becomes of it (rule E-C7): a new session that passes the rules; or the old one is opened again and passes no rule: for the operator who closed it, if Online, or else as `default_routing` has it; or at once as `default_routing` has it. Visitors of a website are anonymous: always a new session (rule E-C11).",
        ),
        field(
            "within",
            Duration,
            Otherwise("however late"),
            "Who writes later than this after the close gets a new session in any case.",
        ),
        field(
            "after_bot",
            COUNTS,
            Default("counts"),
            "Whether a session counts that the bot closed because it contained the client.",
        ),
    ],
};

/// When a channel is down.
pub static OUTAGE: Table = Table {
    name: "[[live_chats.outages]]",
    doc: "A stretch of time in which what clients write does not arrive (rule E-C13). Sessions that are there already go on.",
    one_of: false,
    fields: &[
        field("from", WeekTime, Required, "When it begins."),
        field(
            "week",
            Integer { min: 1, max: 1_000 },
            Default("1"),
            "In which week: 1 is the first such moment of the run.",
        ),
        field("lasts", Duration, Required, "How long it lasts."),
        field(
            "channel",
            Keyword(Channel::NAMES),
            Otherwise("all of them"),
            "Which channel is down.",
        ),
        field(
            "messages",
            Keyword(&["replay", "lost"]),
            Otherwise("`replay` for `telegram`, `vk` and `mail`, else `lost`"),
            "Whether the messages arrive all at once when the channel is up again, or never.",
        ),
        field(
            "replay_window",
            Duration,
            Default("24h"),
            "With `replay`: how old a message may be at that moment; older ones are lost.",
        ),
    ],
};

/// Spam.
pub static SPAM: Table = Table {
    name: "[live_chats.spam]",
    doc: "Messages of those who are no clients. They are in no figure about sessions (rule E-B4); the time of operators that they take is. Not for internal live chats (rules E-B2, E-S15).",
    one_of: false,
    fields: &[
        field("share", Share, Required, "The share of all messages that begin a session."),
        field(
            "senders",
            Integer { min: 1, max: 1_000_000 },
            Default("100"),
            "By how many senders, who write alike often.",
        ),
        field(
            "mark",
            Distribution,
            Required,
            "The work of an operator until the session is marked as spam (rule E-S15).",
        ),
        field(
            "blocked",
            Share,
            Default("0"),
            "The share of the senders who are on the blocklist from the start (rule E-S5): what they write is never routed (rule E-Q2).",
        ),
        field(
            "blocklist_chance",
            Share,
            Default("1"),
            "The chance that the sender of a marked session comes onto the blocklist; sessions that are there already stay (rule E-B3).",
        ),
        field(
            "blocklist_duration",
            Duration,
            Otherwise("for ever"),
            "How long such an entry holds (rule E-B1).",
        ),
        field(
            "whitelisted",
            Share,
            Default("0"),
            "The share of the senders who are on the whitelist, those who are blocked from the start before the others: white beats black (rule E-B1), so what they write is let in although they are blocked, now or later.",
        ),
        field(
            "mistakenly_blocked",
            Share,
            Default("0"),
            "The share of the clients whose account is on the blocklist by mistake, for ever: what they write is kept out as spam (rules E-S5, E-Q2). Members of a population, employees and those to whom the desk writes first are never taken for spam.",
        ),
        field(
            "false_spam",
            Share,
            Default("0"),
            "The chance that the operator who first has a client's session takes it for spam and marks it, as long after the take as `mark` says, if it is still on hand then (rule E-S15). Clients who are never taken for spam are not here either. Not in `free` (rule E-04).",
        ),
        field(
            "unmark_delay",
            Distribution,
            Otherwise("required with `false_spam`"),
            "How long until such a mark is taken back, by the operator or, where that one is Offline, by a supervisor who is Online (rules E-S15, E-R7).",
        ),
    ],
};
