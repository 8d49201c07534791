//! What clients do besides coming once, and what keeps their messages from arriving.

use crate::base::{Span, Time, TopicId};
use crate::dist::Distribution;

/// What the clients of a flow do besides coming once. Most flows have none of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowBehaviour {
    /// Clients who were not served try again.
    pub retrial: Option<Retrial>,
    /// Clients who were answered write again.
    pub repeat_contact: Option<RepeatContact>,
    /// Stretches of time in which messages do not arrive, in order and disjoint.
    pub outages: Vec<Outage>,
    /// Messages that are not from clients.
    pub spam: Option<Spam>,
    /// Clients whose sessions operators take for spam.
    pub false_spam_mark: Option<FalseSpamMark>,
    /// Whether the desk does not recognise clients who have written before, such as anonymous
    /// visitors of a website (rulebook E-C11).
    pub anonymous: bool,
    /// Whether all of them have written before the run began.
    pub known_before: bool,
}

/// A client who was not served tries again (retrial).
#[derive(Clone, Debug, PartialEq)]
pub struct Retrial {
    /// The chance after each failed attempt.
    pub chance: f64,
    /// The time from the failure to the next attempt.
    pub delay: Distribution,
    /// The most attempts for one matter.
    pub max_attempts: u32,
    /// Whether after abandoning.
    pub after_abandonment: bool,
    /// Whether after being sent away from a queue.
    pub after_flow_out: bool,
    /// Whether after being refused.
    pub after_refusal: bool,
    /// Whether a client who found the live chat closed counts the delay from its opening.
    pub from_opening: bool,
}

/// A client who was answered writes again (repeat contact).
#[derive(Clone, Debug, PartialEq)]
pub struct RepeatContact {
    /// The chance after each closed session.
    pub chance: f64,
    /// Whether also after a session that a bot closed.
    pub after_bot: bool,
    /// The time from the close to the next message.
    pub delay: Distribution,
    /// What the desk makes of it (rulebook E-C7).
    pub mode: ReturnMode,
    /// A client who writes later than this after the close gets a new session in any case.
    pub within: Option<Span>,
    /// How many of the live chat's rules a reopened session skips: rules are for new sessions
    /// (rulebook E-Q1), the default routing after them is for all.
    pub skipped_rules: u32,
}

/// What becomes of a client who writes after the session was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnMode {
    /// A new session, to which the routing rules apply.
    NewSession,
    /// The old session goes to the operator who had it, if Online, otherwise by the default
    /// routing.
    ReopenToLast,
    /// The old session goes by the default routing.
    ReopenToQueue,
}

/// A stretch of time in which messages do not arrive (rulebook E-C13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Its start.
    pub from: Time,
    /// Its end, exclusive.
    pub to: Time,
    /// The messages of this length of time before the end arrive at the end, earlier ones are lost;
    /// `None`: all are lost.
    pub replay_window: Option<Span>,
}

/// Messages that are not from clients (rulebook E-S5, E-S15, E-B1 to E-B4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spam {
    /// The share of all messages that begin a session.
    pub share: f64,
    /// A topic whose effort is the time until an operator marks it.
    pub topic: TopicId,
    /// The number of senders, all equally active.
    pub sender_count: u32,
    /// The number of senders that are on the blocklist from the start: the first ones.
    pub blocked_senders: u32,
    /// The number of senders that are on the whitelist: the first ones; they are let in all the
    /// same.
    pub whitelisted_senders: u32,
    /// The share of the clients who are on the blocklist by mistake.
    pub mistaken_share: f64,
    /// The chance that a sender whose session was marked comes onto the blocklist.
    pub blocklist_chance: f64,
    /// For how long; `None`: for ever.
    pub blocklist_duration: Option<Span>,
}

/// Sessions of clients that the operator who has them marks as spam, and what becomes of the mark
/// (rulebook E-S15).
#[derive(Clone, Debug, PartialEq)]
pub struct FalseSpamMark {
    /// The chance.
    pub chance: f64,
    /// The time from the operator's accepting the session to the mark.
    pub delay: Distribution,
    /// The time from the mark to its being undone.
    pub duration: Distribution,
}

impl Spam {
    /// Senders that are kept out from the start: on the blocklist and not on the whitelist.
    pub fn initially_blocked(&self) -> u32 {
        self.blocked_senders.saturating_sub(self.whitelisted_senders)
    }
}
