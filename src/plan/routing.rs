//! Routing rules: when they apply, and what then happens.

use super::{Calendar, Priority};
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
    Channel(Vec<String>),
    /// Whether this is the client's first session.
    FirstSession(bool),
    /// The priority is at least this.
    PriorityAtLeast(Priority),
    /// The time lies in these hours.
    During(Calendar<bool>),
}

impl RoutingCondition {
    /// Whether the condition needs a client who has written before (rulebook E-Q4).
    pub fn excludes_first_session(&self) -> bool {
        match self {
            Self::FirstSession(first) => !first,
            Self::All(all) => all.iter().any(Self::excludes_first_session),
            Self::Any(any) => any.iter().all(Self::excludes_first_session),
            Self::Not(one) => **one == Self::FirstSession(true),
            _ => false,
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
