//! The desk: live chats, groups, people, queues, licenses.

use std::sync::Arc;

use super::{Calendar, Intake, Priority, Watch};
use crate::base::{
    ClientGroupId, GroupId, LiveChatId, OperatorId, PersonId, QueueId, Span, TopicId,
};
use crate::dist::Law;

/// Which product rules hold (rulebook E-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// No paid solution: one live chat, default routing, groups of Administration only.
    Free,
    /// The paid solution of the seed document: named licenses bound the groups.
    Chatdesk,
    /// Service up to 2024.4: named licenses for operators and supervisors.
    Service2024,
    /// Service from 2025: named and concurrent licenses, taken on going Online.
    Service2025,
}

/// The edition and what was bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Licensing {
    /// Whose rules hold.
    pub edition: Edition,
    /// Named licenses bought; `None` in an edition without licenses.
    pub named: Option<u32>,
    /// Concurrent licenses bought; `None` where going Online needs none.
    pub concurrent: Option<u32>,
    /// What somebody does who was refused.
    pub retry: Retry,
}

/// What somebody does who was refused a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Stays Offline until the next shift or the end of the next break.
    No,
    /// Tries again after this long, as long as on duty.
    Every(Span),
    /// Waits in line; the first in line gets the next license that is given back.
    InLine,
}

/// Somebody who holds at most one license, whatever the parts (rulebook E-L9).
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// As the scenario names them.
    pub name: String,
    /// Holds a named license, so may always go Online.
    pub named: bool,
}

/// A group of users.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// As the scenario names it.
    pub name: String,
    /// Its queue.
    pub queue: QueueId,
    /// Members who answer, in the order in which they are listed.
    pub operators: Vec<OperatorId>,
    /// Work after a session that a member ended, unless the topic says otherwise.
    pub wrap_up: Option<Law>,
}

/// What somebody is meant to do at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Not there.
    Off,
    /// There and answering.
    Work,
    /// Paid, away from the desk.
    Break,
}

/// How fast each of the sessions goes that an operator has at once.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeedCurve(Arc<[f64]>);

impl SpeedCurve {
    /// Speeds by level: the first for one session alone. `None` unless there is at least one and
    /// all lie in (0, 1].
    pub fn new(speeds: Vec<f64>) -> Option<Self> {
        let sound = !speeds.is_empty() && speeds.iter().all(|s| *s > 0.0 && *s <= 1.0);
        sound.then(|| Self(speeds.into()))
    }

    /// The speed of each of `level` sessions. Beyond the last stated level the operator as a whole
    /// gets no faster: that level's total is shared.
    pub fn speed(&self, level: u32) -> f64 {
        let stated = self.0.len();
        match (level as usize).checked_sub(1) {
            None => 1.0,
            Some(place) if place < stated => self.0[place],
            Some(_) => self.0[stated - 1] * stated as f64 / f64::from(level),
        }
    }

    /// The stated speeds.
    pub fn stated(&self) -> &[f64] {
        &self.0
    }
}

/// Somebody who answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// Who.
    pub person: PersonId,
    /// As the scenario names them.
    pub name: String,
    /// Where a member, in the order of the groups.
    pub groups: Vec<GroupId>,
    /// Sessions at once; `None`: as many as come.
    pub limit: Option<u32>,
    /// How concurrency slows each of them.
    pub speeds: SpeedCurve,
    /// When there.
    pub duty: Arc<Calendar<Duty>>,
    /// The queues that are served, the most preferred first: only such as a session can reach.
    pub queues: Vec<QueueId>,
}

/// Somebody who distributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Supervisor {
    /// Who.
    pub person: PersonId,
    /// As the scenario names them.
    pub name: String,
    /// When there.
    pub duty: Arc<Calendar<Duty>>,
    /// The common queues that are distributed, in the order of the live chats.
    pub queues: Vec<QueueId>,
    /// The live chats that are watched over, in their order.
    pub watches: Vec<LiveChatId>,
}

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
    /// Which session is next.
    pub order: Order,
    /// A new session that would have to wait is refused while so many wait already; a switched
    /// one is always let in. `None`: no bound.
    pub places: Option<u32>,
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
}

/// From when a switched session's age counts in the expert's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueAge {
    /// From its arrival at the desk.
    Kept,
    /// From the switch.
    Reset,
}

/// A communication line.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveChat {
    /// As the scenario names it.
    pub name: String,
    /// `internal`, or the messenger.
    pub channel: String,
    /// Who may write; `None`: everybody (external).
    pub clients: Option<Vec<ClientGroupId>>,
    /// Who answers, in the order in which the scenario lists them.
    pub operator_groups: Vec<GroupId>,
    /// The common queue.
    pub queue: QueueId,
    /// Who takes sessions from the common queue.
    pub intake: Intake,
    /// What its supervisors watch over.
    pub watch: Option<Box<Watch>>,
    /// When sessions are let in.
    pub open: Calendar<bool>,
    /// From when a switched session's age counts.
    pub queue_age: QueueAge,
    /// Tried from the top for every new session; when none applies, the common queue.
    pub rules: Vec<Rule>,
}

/// A routing rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// When it applies.
    pub when: Condition,
    /// What then happens.
    pub action: Action,
}

/// When a rule applies.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// To every session.
    Always,
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The session is about one of these.
    Topic(Vec<TopicId>),
    /// The client belongs to one of these.
    ClientGroup(Vec<ClientGroupId>),
    /// The priority is at least this.
    PriorityAtLeast(Priority),
    /// The time lies in these hours.
    During(Calendar<bool>),
}

/// What a rule, or a supervisor, does with a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The common queue.
    CommonQueue,
    /// The queue of a group.
    GroupQueue(GroupId),
    /// The least occupied member of a group who is Online.
    LeastOccupied(GroupId),
    /// One operator, if Online.
    Operator(OperatorId),
}
