//! Sessions as conversations: rounds of message and reply, silence, holds, and what the desk does
//! about them.

use crate::base::{GroupId, Span};
use crate::dist::Distribution;

/// How closely the work on a session is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelLevel {
    /// A session is one piece of work, slowed by the others that its operator has.
    Session,
    /// A session is rounds of message, reply and thinking; its operator writes one reply at a time.
    Dialogue,
}

/// What conversations about a topic are like.
#[derive(Clone, Debug, PartialEq)]
pub struct DialogueByGroup {
    /// With anybody.
    pub default: Dialogue,
    /// With particular groups, instead.
    pub by_group: Vec<(GroupId, Dialogue)>,
}

impl DialogueByGroup {
    /// What a conversation with a group is like.
    pub fn for_group(&self, group: GroupId) -> &Dialogue {
        self.by_group
            .iter()
            .find(|(at, _)| *at == group)
            .map_or(&self.default, |(_, dialogue)| dialogue)
    }
}

/// What a conversation is like.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialogue {
    /// How many replies the client needs.
    pub rounds: Rounds,
    /// The operator's work on a reply.
    pub reply: Distribution,
    /// The same on the first, where it differs.
    pub first_reply: Option<Distribution>,
    /// From a reply to the client's next message.
    pub think: Distribution,
    /// How long the client waits for a reply before leaving; `None`: for ever.
    pub patience: Option<Distribution>,
    /// The operator puts the session on hold now and then.
    pub hold: Option<Hold>,
}

impl Dialogue {
    /// The operator's work on a whole conversation, in seconds on average.
    pub fn mean_work(&self) -> f64 {
        let first = self.first_reply.as_ref().unwrap_or(&self.reply).mean();
        first + (self.rounds.mean() - 1.0) * self.reply.mean()
    }

    /// How long the client has the word in a whole conversation, in seconds on average; without
    /// the time on hold, in which a session takes no slot.
    pub fn mean_think(&self) -> f64 {
        let on_hold = self.hold.as_ref().map_or(0.0, |hold| hold.chance);
        (self.rounds.mean() - 1.0) * (1.0 - on_hold) * self.think.mean()
    }
}

/// How many rounds a conversation has: one or more.
#[derive(Clone, Debug, PartialEq)]
pub enum Rounds {
    /// Always so many.
    Fixed(u32),
    /// After each round it is over with the same chance; so many on average.
    Geometric(f64),
    /// One of the observed numbers, each equally likely.
    Empirical(Vec<u32>),
}

impl Rounds {
    /// On average.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed(rounds) => f64::from(*rounds),
            Self::Geometric(mean) => *mean,
            Self::Empirical(observed) => {
                observed.iter().copied().map(f64::from).sum::<f64>() / observed.len() as f64
            }
        }
    }

    /// The number at a uniform `place` in `[0, 1)`.
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
    /// How likely after each reply but the last.
    pub chance: f64,
    /// From the reply to the client's next message, instead of the usual.
    pub duration: Distribution,
    /// A session on hold is closed after this.
    pub close_after: Span,
}

/// Clients who leave without a word.
#[derive(Clone, Debug, PartialEq)]
pub struct SilentAbandonment {
    /// The share of those who give up that nobody sees leave.
    pub chance: f64,
    /// At the session level: how long an operator who took such a session takes to find out.
    pub discovery_time: Option<Distribution>,
}

/// What a live chat does about conversations that stop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialoguePolicy {
    /// About clients who are silent.
    pub client_inactivity: ClientInactivity,
    /// About operators who do not reply.
    pub no_reply: Option<NoReplyRule>,
    /// About operators who write nothing, counted from when they last wrote.
    pub operator_inactivity: OperatorInactivity,
}

/// What happens while an operator writes nothing, whoever has the word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OperatorInactivity {
    /// It is noticed after this.
    pub notify_after: Option<Span>,
    /// The session is closed after this.
    pub close_after: Option<Span>,
}

/// What happens while a client is silent, counted from the last reply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientInactivity {
    /// The session counts as inactive after this.
    pub after: Option<Span>,
    /// An inactive session takes no slot.
    pub releases_slot: bool,
    /// A message makes an inactive session anybody's: it queues anew.
    pub requeues_on_message: bool,
    /// The session is closed after this.
    pub close_after: Option<Span>,
    /// The client is reminded before that.
    pub warning: Option<InactivityWarning>,
}

/// A silent client is reminded.
#[derive(Clone, Debug, PartialEq)]
pub struct InactivityWarning {
    /// After this.
    pub after: Span,
    /// Who then writes sooner than otherwise: how likely, and how long after it.
    pub response: Option<(f64, Distribution)>,
}

/// A session goes to somebody else when its operator does not reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReplyRule {
    /// Since the operator was given it.
    pub within: Span,
    /// Also the next operator is timed, and so on; otherwise only the first.
    pub applies_to_each_operator: bool,
}

/// What keeps an operator after a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WrapUpRules {
    /// It is broken off after this.
    pub max_duration: Option<Span>,
    /// The slot is free meanwhile: only the operator's attention is taken.
    pub frees_slot: bool,
}
