//! Routing rules: when they apply, and what then happens.

use super::{Calendar, Channel, Priority};
use crate::base::{ClientGroupId, GroupId, OperatorId, Span, TopicId};

/// A routing rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RoutingRule {
    pub condition: RoutingCondition,
    /// What is done with the session.
    pub action: RoutingAction,
    /// How long the session waits for an operator who is Online but has no free slot before the
    /// next rule is tried; `None`: for good.
    pub wait: Option<Span>,
    /// The service level that it attaches: an index into the live chat's list.
    pub sla: Option<u32>,
    /// The priority that it sets.
    pub priority: Option<Priority>,
    /// Whether an automatic reply is sent.
    pub auto_reply: bool,
}

impl RoutingRule {
    /// A rule that only has an action.
    pub fn new(condition: RoutingCondition, action: RoutingAction) -> Self {
        Self { condition, action, wait: None, sla: None, priority: None, auto_reply: false }
    }
}

/// When a rule applies.
#[derive(Clone, Debug, PartialEq)]
pub enum RoutingCondition {
    /// To every session.
    Always,
    /// All of these are met.
    All(Vec<RoutingCondition>),
    /// At least one of these is met.
    Any(Vec<RoutingCondition>),
    /// This one is not met.
    Not(Box<RoutingCondition>),
    /// The session is about one of these.
    Topic(Vec<TopicId>),
    /// The client belongs to one of these.
    ClientGroup(Vec<ClientGroupId>),
    /// The session came through one of these channels.
    Channel(Vec<Channel>),
    /// Whether this is the client's first session.
    FirstSession(bool),
    /// The priority is at least this.
    PriorityAtLeast(Priority),
    /// The time lies in these hours.
    During(Calendar<bool>),
}

impl RoutingCondition {
    /// Whether the condition needs a client who has written before (rulebook E-Q4): whether it holds
    /// for no first session, however it is put together.
    pub fn excludes_first_session(&self) -> bool {
        self.is_never_for_a_first_session(Outcome::Holds)
    }

    /// Whether no first session makes the condition hold, or fail, as far as its form shows.
    fn is_never_for_a_first_session(&self, outcome: Outcome) -> bool {
        let of_part = |part: &Self| part.is_never_for_a_first_session(outcome);
        match (self, outcome) {
            (Self::FirstSession(first), Outcome::Holds) => !first,
            (Self::FirstSession(first), Outcome::Fails) => *first,
            // All of them hold, or any of them fails.
            (Self::All(all), Outcome::Holds) | (Self::Any(all), Outcome::Fails) => {
                all.iter().any(of_part)
            }
            (Self::All(all), Outcome::Fails) | (Self::Any(all), Outcome::Holds) => {
                all.iter().all(of_part)
            }
            (Self::Not(one), _) => one.is_never_for_a_first_session(outcome.opposite()),
            (
                Self::Always
                | Self::Topic(_)
                | Self::ClientGroup(_)
                | Self::Channel(_)
                | Self::PriorityAtLeast(_)
                | Self::During(_),
                _,
            ) => false,
        }
    }
}

/// What a condition comes to.
#[derive(Clone, Copy)]
enum Outcome {
    Holds,
    Fails,
}

impl Outcome {
    fn opposite(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }
}

/// Where a rule, or a supervisor, sends a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutingAction {
    /// The common queue.
    CommonQueue,
    /// The queue of a group.
    GroupQueue(GroupId),
    /// The least occupied member of a group who is Online.
    LeastOccupied(GroupId),
    /// One operator, if Online.
    Operator(OperatorId),
    /// The operator who had the client's previous session, if Online.
    LastOperator,
    /// The bot, as long as it is attached.
    Bot,
}
