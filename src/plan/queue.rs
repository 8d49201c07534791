//! Queues: which session is next, who gets it, and what becomes of one whom nobody takes.

use crate::base::{GroupId, LiveChatId, Span};
use crate::dist::Distribution;

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
    pub own_load_only: bool,
    /// Which session is next.
    pub order: QueueOrder,
    /// A new session that would have to wait is refused while so many wait already; one that
    /// comes from elsewhere at the desk is let in. `None`: no bound.
    pub max_waiting: Option<u32>,
    /// How a session gets from here to an operator, where it is not simply given to the one who is
    /// chosen.
    pub matching: Option<Box<MatchingRules>>,
    /// Where a session goes that waits too long, or finds nobody.
    pub overflow: Option<Box<Overflow>>,
}

impl Queue {
    /// Whoever has a free slot is given the next session at once, whoever it is: while somebody
    /// waits, nobody who serves the queue is idle.
    pub fn is_unconstrained(&self) -> bool {
        self.matching.is_none()
    }
}

/// Who of several operators with a free slot gets a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The rule.
    pub choice: Choice,
    /// Among equals.
    pub tie_break: TieBreak,
}

/// The rule by which an operator is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Fewest sessions now.
    LeastOccupied,
    /// Most sessions now, as long as there is a free slot.
    MostOccupied,
    /// Most free slots now; unlimited operators count as having the most.
    MostSpare,
    /// Longest since the last contact, begun or ended.
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
pub enum TieBreak {
    /// Longest since the last contact, begun or ended.
    LongestIdle,
    /// Everyone alike.
    Random,
    /// The first in the list.
    Listed,
}

/// Which session is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOrder {
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
pub struct MatchingRules {
    /// Operators take sessions themselves, and need so long to notice one.
    pub reaction: Option<Distribution>,
    /// A session is offered, and the operator may fail to accept it.
    pub offer: Option<Offer>,
    /// How requirements are dropped, one ring after the other.
    pub rings: Vec<Ring>,
    /// A session of which requirements were dropped goes before all others.
    pub relaxed_first: bool,
    /// How long a session waits for the operator who had it last.
    pub prefer_last_operator: Option<Span>,
    /// How fast one session may follow another for the same operator.
    pub pacing: AssignmentPacing,
}

/// A session is offered to an operator, who has to accept it.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// How long the operator has.
    pub timeout: Span,
    /// How long the operator needs.
    pub answer_time: Distribution,
    /// How likely the operator then declines, in [0, 1].
    pub decline_chance: f64,
    /// How long an operator who let an offer pass is given nothing.
    pub penalty: Option<Span>,
    /// Whether a session comes again to an operator who did not accept it.
    pub reoffer: Reoffer,
}

/// Whether and when a session is offered again to an operator who declined it or let it pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reoffer {
    /// Never, while it waits in this queue.
    Never,
    /// Once every other operator Online who may have it has been offered it as often.
    #[default]
    AfterOthers,
    /// It waits as if it had not been offered yet: the queue's selection alone decides.
    AtOnce,
}

/// One ring of requirements.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// How long a session stays in it.
    pub duration: Distribution,
    /// What is then no longer required.
    pub dropped_skills: Skills,
}

/// A set of skills: one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skills(pub u64);

impl Skills {
    /// Every skill that there can be.
    pub const ALL: Self = Self(u64::MAX);
    /// How many different skills a scenario may name.
    pub const MAX_COUNT: usize = 64;

    /// All of these are among `others`.
    pub fn is_subset_of(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// These without `others`.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// These and `others`.
    #[must_use]
    pub fn union(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

/// How fast one session may follow another for the same operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssignmentPacing {
    /// At most so many within so long.
    pub rate: Option<(u32, Span)>,
    /// At least so long after the last.
    pub min_spacing: Option<Span>,
}

impl AssignmentPacing {
    /// Everybody may be given anything at any time.
    pub fn is_unlimited(self) -> bool {
        self.rate.is_none() && self.min_spacing.is_none()
    }
}

/// Where a session goes that waits too long, or finds nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overflow {
    /// Targets, one after the other.
    pub steps: Vec<OverflowStep>,
    /// From when their times count.
    pub counted_from: OverflowCountedFrom,
    /// Who waits longer in this queue is sent away.
    pub max_wait: Option<Span>,
    /// A session from elsewhere is let in only up to a fifth above the queue's places.
    pub limits_internal_entries: bool,
    /// The group to which a session goes when nobody of this one is Online.
    pub fallback: Option<GroupId>,
    /// What becomes of a new session when nobody is Online here, or in any fallback.
    pub if_nobody_online: IfNobodyOnline,
}

/// One step of an overflow.
#[derive(Clone, Debug, PartialEq)]
pub struct OverflowStep {
    /// When.
    pub after: Distribution,
    /// Where to.
    pub target: OverflowTarget,
    /// It is left out while nobody of the group is Online.
    pub only_if_online: bool,
}

/// Where a session overflows to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverflowTarget {
    /// The queue of a group.
    Group(GroupId),
    /// The common queue of the session's live chat.
    CommonQueue,
    /// The client is asked to leave a message.
    OfflineForm,
    /// It is closed as missed.
    Missed,
}

/// From when the times of an overflow count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OverflowCountedFrom {
    /// From when the session's age counts.
    #[default]
    Arrival,
    /// From when it joined the queue that it is in.
    QueueEntry,
}

/// What becomes of a new session that finds nobody Online.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfNobodyOnline {
    /// It waits.
    #[default]
    Wait,
    /// It is refused.
    Refuse,
}
