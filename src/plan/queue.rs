//! Queues: which session is next, which operator gets it, and where a session goes that none takes.

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
    /// The name of the live chat or group.
    pub name: String,
    pub owner: QueueOwner,
    /// Which of several free operators gets a session.
    pub selection: Selection,
    /// Whether of an operator's load only the sessions that came from this queue count in that
    /// choice.
    pub own_load_only: bool,
    pub order: QueueOrder,
    /// A new session that would have to wait is refused while this many wait; one that comes from
    /// elsewhere at the desk is let in. `None`: no bound.
    pub max_waiting: Option<u32>,
    /// How a session gets to an operator, if other than at once to the one who is chosen.
    pub matching: Option<Box<MatchingRules>>,
    /// Where a session goes that waits too long, or finds no member Online.
    pub overflow: Option<Box<Overflow>>,
}

impl Queue {
    /// Whether any operator with a free slot is given the next session at once: then no operator
    /// who serves the queue is idle while a session waits in it.
    pub fn is_unconstrained(&self) -> bool {
        self.matching.is_none()
    }
}

/// Which of several operators with a free slot gets a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    pub choice: Choice,
    /// Among operators whom the rule ranks as equal.
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
    /// Longest since the last assignment.
    RoundRobin,
    /// Fewest sessions assigned from this queue since the run began, whatever the time Online.
    LifetimeCount,
    /// At random: operators pick sessions up, and any of them may be the quickest.
    Random,
    /// The first in the group's list.
    Listed,
}

/// Which of equal operators gets a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieBreak {
    /// Longest since the last contact, begun or ended.
    LongestIdle,
    /// At random.
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
    /// The oldest, where each step of priority counts like this much age.
    Score(Span),
    /// Earliest deadline of a service level; sessions without one last, the oldest first.
    SlaDueFirst,
}

/// How sessions are matched with operators, where the queue does not simply assign the next one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatchingRules {
    /// Operators claim sessions themselves, and need this long to notice one.
    pub reaction: Option<Distribution>,
    /// A session is offered, and the operator may fail to accept it.
    pub offer: Option<Offer>,
    /// Rings of requirements: how they are relaxed as a session waits.
    pub rings: Vec<Ring>,
    /// Whether a session with relaxed requirements goes before all others.
    pub relaxed_first: bool,
    /// How long a session waits for the operator who had it last.
    pub prefer_last_operator: Option<Span>,
    /// The pace of assignments to one operator.
    pub pacing: AssignmentPacing,
}

/// A session is offered to an operator, who has to accept it.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The time after which the offer ends.
    pub timeout: Span,
    /// The time that the operator needs to answer.
    pub answer_time: Distribution,
    /// The chance that the operator then declines, in [0, 1].
    pub decline_chance: f64,
    /// How long an operator who let an offer time out is given nothing.
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
    /// How long a session is in it.
    pub duration: Distribution,
    /// The skills that are no longer required after it.
    pub dropped_skills: Skills,
}

/// A set of skills, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skills(pub u64);

impl Skills {
    /// Every possible skill.
    pub const ALL: Self = Self(u64::MAX);
    /// The most skills that a scenario may name.
    pub const MAX_COUNT: usize = 64;

    /// Whether all of these are among `others`.
    pub fn is_subset_of(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// The skills of this set that are not in `others`.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// The skills of both.
    #[must_use]
    pub fn union(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

/// How fast assignments to one operator may follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssignmentPacing {
    /// The most assignments within a length of time.
    pub rate: Option<(u32, Span)>,
    /// The least time from one assignment to the next.
    pub min_spacing: Option<Span>,
}

impl AssignmentPacing {
    /// Whether nothing is limited.
    pub fn is_unlimited(self) -> bool {
        self.rate.is_none() && self.min_spacing.is_none()
    }
}

/// Where a session goes that waits too long, or finds no member Online.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overflow {
    /// Steps, in the order of their times.
    pub steps: Vec<OverflowStep>,
    /// From when their times count.
    pub counted_from: OverflowCountedFrom,
    /// The wait in this queue after which a session flows out of the desk.
    pub max_wait: Option<Span>,
    /// Whether sessions from elsewhere are let in only up to a fifth above `max_waiting`.
    pub limits_internal_entries: bool,
    /// The group to which a session goes while no member of this one is Online.
    pub fallback: Option<GroupId>,
    /// What becomes of a new session when no member is Online, here or in any fallback.
    pub if_nobody_online: IfNobodyOnline,
}

/// One step of an overflow.
#[derive(Clone, Debug, PartialEq)]
pub struct OverflowStep {
    /// The time after which the step is taken.
    pub after: Distribution,
    pub target: OverflowTarget,
    /// Whether the step is left out while no member of the target is Online.
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
    /// From when it joined its present queue.
    QueueEntry,
}

/// What becomes of a new session that finds no member Online.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfNobodyOnline {
    /// It waits.
    #[default]
    Wait,
    /// It is refused.
    Refuse,
}
