//! Sessions as conversations: rounds of message and reply, silence, holds, and what the desk does
//! about them.

use crate::base::{GroupId, Span};
use crate::dist::Distribution;

/// How closely the work on a session is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelLevel {
    /// A session is one piece of work, slowed by the other sessions of its operator.
    Session,
    /// A session is rounds of message, reply and think time; its operator writes one reply at a
    /// time.
    Dialogue,
}

/// How conversations about a topic go, by group.
#[derive(Clone, Debug, PartialEq)]
pub struct DialogueByGroup {
    /// With any group that is not listed below.
    pub default: Dialogue,
    /// With these groups.
    pub by_group: Vec<(GroupId, Dialogue)>,
}

impl DialogueByGroup {
    /// How a conversation with `group` goes.
    pub fn for_group(&self, group: GroupId) -> &Dialogue {
        self.by_group
            .iter()
            .find(|(at, _)| *at == group)
            .map_or(&self.default, |(_, dialogue)| dialogue)
    }
}

/// How a conversation goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialogue {
    /// How many replies the client needs.
    pub rounds: Rounds,
    /// The operator's work on a reply, in time alone.
    pub reply: Distribution,
    /// The same on the first reply, if it differs.
    pub first_reply: Option<Distribution>,
    /// Think time: from a reply to the client's next message.
    pub think: Distribution,
    /// How long the client waits for a reply before leaving; `None`: for ever.
    pub patience: Option<Distribution>,
    /// The operator may put the session on hold.
    pub hold: Option<Hold>,
}

impl Dialogue {
    /// The operator's mean work on a whole conversation, in seconds.
    pub fn mean_work(&self) -> f64 {
        let first = self.first_reply.as_ref().unwrap_or(&self.reply).mean();
        first + (self.rounds.mean() - 1.0) * self.reply.mean()
    }

    /// Mean time in seconds during which it is the client's turn to write, in a whole conversation;
    /// without the time on hold, in which a session takes no slot.
    pub fn mean_think(&self) -> f64 {
        let on_hold = self.hold.as_ref().map_or(0.0, |hold| hold.chance);
        (self.rounds.mean() - 1.0) * (1.0 - on_hold) * self.think.mean()
    }
}

/// The number of rounds of a conversation, one or more.
#[derive(Clone, Debug, PartialEq)]
pub enum Rounds {
    /// A fixed number.
    Fixed(u32),
    /// Geometric with this mean: after each round it ends with the same chance.
    Geometric(f64),
    /// One of the observed numbers, each equally likely.
    Empirical(Vec<u32>),
}

impl Rounds {
    /// The mean.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed(rounds) => f64::from(*rounds),
            Self::Geometric(mean) => *mean,
            Self::Empirical(observed) => {
                observed.iter().copied().map(f64::from).sum::<f64>() / observed.len() as f64
            }
        }
    }

    /// The number at the quantile `place` in `[0, 1)`.
    pub fn quantile(&self, place: f64) -> u32 {
        match self {
            Self::Fixed(rounds) => *rounds,
            Self::Geometric(mean) if *mean <= 1.0 => 1,
            Self::Geometric(mean) => {
                // P(more than n) = (1 - 1/mean)^n, inverted.
                let whole = (1.0 - place).ln() / (1.0 - 1.0 / mean).ln();
                1 + whole as u32
            }
            Self::Empirical(observed) => {
                let place = (place * observed.len() as f64) as usize;
                observed[place.min(observed.len() - 1)]
            }
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Fixed(rounds) => *rounds > 0,
            Self::Geometric(mean) => mean.is_finite() && *mean >= 1.0,
            Self::Empirical(observed) => {
                !observed.is_empty() && observed.iter().all(|rounds| *rounds > 0)
            }
        }
    }
}

/// The operator puts a session on hold: it takes no slot until the client writes again.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The chance after each reply but the last.
    pub chance: f64,
    /// From the reply to the client's next message, instead of the think time.
    pub duration: Distribution,
    /// A session on hold is closed after this.
    pub close_after: Span,
}

/// Clients who leave without a word (Castellanos, Yom-Tov, Goldberg 2023).
#[derive(Clone, Debug, PartialEq)]
pub struct SilentAbandonment {
    /// The share of abandonments that are silent.
    pub chance: f64,
    /// At the session level: how long an operator who took such a session needs to discover it.
    pub discovery_time: Option<Distribution>,
}

/// What a live chat does about conversations that stop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialoguePolicy {
    /// While the client is silent.
    pub client_inactivity: ClientInactivity,
    /// While the operator does not reply.
    pub no_reply: Option<NoReplyRule>,
    /// While the operator writes nothing, counted from the operator's last message.
    pub operator_inactivity: OperatorInactivity,
}

/// What happens while an operator writes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OperatorInactivity {
    /// The time after which it is noticed.
    pub notify_after: Option<Span>,
    /// The time after which the session is closed.
    pub close_after: Option<Span>,
}

/// What happens while a client is silent, counted from the last reply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientInactivity {
    /// The time after which the session counts as inactive.
    pub after: Option<Span>,
    /// Whether an inactive session takes no slot.
    pub releases_slot: bool,
    /// Whether a message makes an inactive session queue anew.
    pub requeues_on_message: bool,
    /// The time after which the session is closed.
    pub close_after: Option<Span>,
    /// A reminder to the client before that.
    pub warning: Option<InactivityWarning>,
}

/// A silent client is reminded.
#[derive(Clone, Debug, PartialEq)]
pub struct InactivityWarning {
    /// The time after which the reminder is sent.
    pub after: Span,
    /// The chance that the client writes because of it, and how long after it.
    pub response: Option<(f64, Distribution)>,
}

/// A session goes to another operator when its operator does not reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReplyRule {
    /// Time since the assignment.
    pub within: Span,
    /// Whether every operator of the session is timed; otherwise only the first.
    pub applies_to_each_operator: bool,
}

/// Bounds of the work after a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WrapUpRules {
    /// The longest time, after which it is broken off.
    pub max_duration: Option<Span>,
    /// Whether the slot is free meanwhile: then only the operator's attention is taken.
    pub frees_slot: bool,
}
