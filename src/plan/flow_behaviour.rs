//! What clients do besides coming once, and what keeps them from arriving.

use crate::base::{Span, Time, TopicId};
use crate::dist::Distribution;

/// What the clients of a flow do besides coming once. Most flows have none of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowBehaviour {
    /// Who was not answered tries again.
    pub retrial: Option<Retrial>,
    /// Who was answered writes again.
    pub repeat_contact: Option<RepeatContact>,
    /// When messages do not arrive, in order and apart.
    pub outages: Vec<Outage>,
    /// Who writes without being a client.
    pub spam: Option<Spam>,
    /// Clients whose sessions operators take for spam.
    pub false_spam_mark: Option<FalseSpamMark>,
    /// The desk does not know again who has written before: anonymous visitors of a website
    /// (rulebook E-C11).
    pub anonymous: bool,
}

/// Trying again.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrial {
    /// How likely, after each failed attempt.
    pub chance: f64,
    /// How long after it.
    pub delay: Distribution,
    /// At most so often for one wish.
    pub max_attempts: u32,
    /// After giving up waiting.
    pub after_abandonment: bool,
    /// After being sent away as missed.
    pub after_flow_out: bool,
    /// After not being let in.
    pub after_refusal: bool,
    /// Who found the live chat closed counts the delay from when it opens.
    pub from_opening: bool,
}

/// Writing again after a closed session.
#[derive(Clone, Debug, PartialEq)]
pub struct RepeatContact {
    /// How likely, after each closed session.
    pub chance: f64,
    /// Also after one that a bot closed.
    pub after_bot: bool,
    /// How long after it.
    pub delay: Distribution,
    /// What the desk makes of it (rulebook E-C7).
    pub mode: ReturnMode,
    /// Who writes later than this after the close gets a new session in any case.
    pub within: Option<Span>,
    /// How many of the live chat's rules a reopened session does not pass: rules are for new
    /// sessions (rulebook E-Q1), the distribution after them is for all.
    pub skipped_rules: u32,
}

/// What becomes of a client who writes after the session was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnMode {
    /// A new session, which passes the rules.
    NewSession,
    /// The old one goes to the operator who had it, if Online, else is distributed.
    ReopenToLast,
    /// The old one is distributed like one to which no rule applies.
    ReopenToQueue,
}

/// A stretch of time in which messages do not arrive (rulebook E-C13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// From when.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// At its end the messages of so long before arrive; `None`: all are lost.
    pub replay_window: Option<Span>,
}

/// Messages of those who are no clients (rulebook E-S5, E-S15, E-B1 to E-B4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spam {
    /// The share of all who write.
    pub share: f64,
    /// A topic whose effort is the time until an operator marks it.
    pub topic: TopicId,
    /// So many senders, who write alike often.
    pub sender_count: u32,
    /// How many of them are on the blocklist from the start, the first.
    pub blocked_senders: u32,
    /// How many of them are on the whitelist, the first: they are let in all the same.
    pub whitelisted_senders: u32,
    /// The share of the clients who are on the blocklist by mistake.
    pub mistaken_share: f64,
    /// How likely a sender who was marked comes onto the blocklist.
    pub blocklist_chance: f64,
    /// For how long; `None`: for ever.
    pub blocklist_duration: Option<Span>,
}

/// Sessions of clients that the operator who has them marks as spam, and what becomes of the mark
/// (rulebook E-S15).
#[derive(Clone, Debug, PartialEq)]
pub struct FalseSpamMark {
    /// How likely.
    pub chance: f64,
    /// How long after the operator took it.
    pub delay: Distribution,
    /// How long until that is taken back.
    pub duration: Distribution,
}

impl Spam {
    /// How many senders are kept out from the start: on the blocklist and not on the whitelist.
    pub fn initially_blocked(&self) -> u32 {
        self.blocked_senders.saturating_sub(self.whitelisted_senders)
    }
}
