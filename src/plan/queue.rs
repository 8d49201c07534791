//! Queues: which session is next, who gets it, and what becomes of one whom nobody takes.

use crate::base::{GroupId, LiveChatId, Span};
use crate::dist::Law;

/// Who owns a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOwner {
    /// The common queue of a live chat.
    LiveChat(LiveChatId),
    /// The queue of a group.
    Group(GroupId),
}

/// A place where sessions wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// The name of its owner.
    pub name: String,
    /// Its owner.
    pub owner: QueueOwner,
    /// Who of several gets a session.
    pub selection: Selection,
    /// Of an operator's load only the sessions that came from this queue decide the choice.
    pub own_load: bool,
    /// Which session is next.
    pub order: Order,
    /// A new session that would have to wait is refused while so many wait already; one that
    /// comes from elsewhere at the desk is let in. `None`: no bound.
    pub places: Option<u32>,
    /// How a session gets from here to an operator, where it is not simply given to the one who is
    /// chosen.
    pub matching: Option<Box<Matching>>,
    /// Where a session goes that waits too long, or finds nobody.
    pub onward: Option<Box<Onward>>,
}

impl Queue {
    /// Whoever has a free slot is given the next session at once, whoever it is: while somebody
    /// waits, nobody who serves the queue is idle.
    pub fn is_plain(&self) -> bool {
        self.matching.is_none()
    }
}

/// Who of several operators with a free slot gets a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The rule.
    pub choice: Choice,
    /// Among equals.
    pub tie: Tie,
}

/// The rule by which an operator is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Fewest sessions now.
    LeastOccupied,
    /// Most free slots now; unlimited operators count as having the most.
    MostSpare,
    /// Longest since a slot was last freed.
    LongestIdle,
    /// Whoever was chosen longest ago.
    RoundRobin,
    /// Fewest sessions given from this queue since the run began, whatever the time Online.
    LifetimeCount,
    /// Everyone alike: the quickest of several who see the same counter.
    Random,
    /// The first in the group's list.
    Listed,
}

/// Among equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Longest since a slot was last freed.
    LongestIdle,
    /// Everyone alike.
    Random,
    /// The first in the list.
    Listed,
}

/// Which session is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The oldest.
    Fifo,
    /// The highest priority, then the oldest.
    PriorityFirst,
    /// The oldest, where each step of priority counts like so much age.
    Score(Span),
    /// Whose service level is due soonest; those without a promise last, the oldest first.
    SlaDueFirst,
}

/// How sessions and operators are brought together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matching {
    /// Operators take sessions themselves, and need so long to notice one.
    pub reaction: Option<Law>,
    /// A session is offered, and the operator may fail to accept it.
    pub offer: Option<Offer>,
    /// How requirements are dropped, one ring after the other.
    pub rings: Vec<Ring>,
    /// A session of which requirements were dropped goes before all others.
    pub relaxed_first: bool,
    /// How long a session waits for the operator who had it last.
    pub prefer_last: Option<Span>,
    /// How fast one session may follow another for the same operator.
    pub pace: Pace,
}

/// A session is offered to an operator, who has to accept it.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// How long the operator has.
    pub timeout: Span,
    /// How long the operator needs.
    pub accept: Law,
    /// How likely the operator then declines, in [0, 1].
    pub decline: f64,
    /// How long somebody who let an offer pass is given nothing.
    pub penalty: Option<Span>,
}

/// One ring of requirements.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// How long a session stays in it.
    pub stay: Law,
    /// What is then no longer required.
    pub drop: Skills,
}

/// A set of skills: one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skills(pub u64);

impl Skills {
    /// Every skill that there can be.
    pub const ALL: Self = Self(u64::MAX);
    /// How many different skills a scenario may name.
    pub const MOST: usize = 64;

    /// All of these are among `others`.
    pub fn are_among(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// These without `others`.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// These and `others`.
    #[must_use]
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

/// How fast one session may follow another for the same operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// At most so many within so long.
    pub rate: Option<(u32, Span)>,
    /// At least so long after the last.
    pub spacing: Option<Span>,
}

impl Pace {
    /// Everybody may be given anything at any time.
    pub fn is_free(self) -> bool {
        self.rate.is_none() && self.spacing.is_none()
    }
}

/// Where a session goes that waits too long, or finds nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Onward {
    /// Targets, one after the other.
    pub overflow: Vec<Step>,
    /// From when their times count.
    pub overflow_from: OverflowFrom,
    /// Who waits longer in this queue is sent away.
    pub max_wait: Option<Span>,
    /// A session from elsewhere is let in only up to a fifth above the queue's places.
    pub fifth_more: bool,
    /// The group to which a session goes when nobody of this one is Online.
    pub fallback: Option<GroupId>,
    /// What becomes of a new session when nobody is Online here, or in any fallback.
    pub offline: IfNobody,
}

/// One step of an overflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub after: Law,
    /// Where to.
    pub to: Resort,
    /// It is left out while nobody of the group is Online.
    pub only_if_online: bool,
}

/// Where a session overflows to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resort {
    /// The queue of a group.
    Group(GroupId),
    /// The common queue of the session's live chat.
    Common,
    /// The client is asked to leave a message.
    OfflineForm,
    /// It is closed as missed.
    Missed,
}

/// From when the times of an overflow count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OverflowFrom {
    /// From when the session's age counts.
    #[default]
    Arrival,
    /// From when it joined the queue that it is in.
    QueueEntry,
}

/// What becomes of a new session that finds nobody Online.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfNobody {
    /// It waits.
    #[default]
    Queue,
    /// It is refused.
    Refuse,
}
