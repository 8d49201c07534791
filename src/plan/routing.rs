//! Routing rules: when they apply, and what then happens.

use super::{Calendar, Priority};
use crate::base::{ClientGroupId, GroupId, OperatorId, Span, TopicId};

/// A routing rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RoutingRule {
    /// When it applies.
    pub condition: RoutingCondition,
    /// What then happens.
    pub action: RoutingAction,
    /// How long the session waits for an operator who is Online and has no free slot before the
    /// next rule is tried; `None`: for good.
    pub wait: Option<Span>,
    /// The service level that it attaches: a place in the live chat's list.
    pub sla: Option<u32>,
    /// The priority that it sets.
    pub priority: Option<Priority>,
    /// It answers with a message of its own.
    pub auto_reply: bool,
}

impl RoutingRule {
    /// A rule that does nothing beside its action.
    pub fn new(condition: RoutingCondition, action: RoutingAction) -> Self {
        Self {
            condition: condition,
            action,
            wait: None,
            sla: None,
            priority: None,
            auto_reply: false,
        }
    }
}

/// When a rule applies.
#[derive(Clone, Debug, PartialEq)]
pub enum RoutingCondition {
    /// To every session.
    Always,
    /// All hold.
    All(Vec<RoutingCondition>),
    /// At least one holds.
    Any(Vec<RoutingCondition>),
    /// It does not hold.
    Not(Box<RoutingCondition>),
    /// The session is about one of these.
    Topic(Vec<TopicId>),
    /// The client belongs to one of these.
    ClientGroup(Vec<ClientGroupId>),
    /// It came through one of these.
    Channel(Vec<String>),
    /// Whether it is the first session with this client.
    FirstSession(bool),
    /// The priority is at least this.
    PriorityAtLeast(Priority),
    /// The time lies in these hours.
    During(Calendar<bool>),
}

impl RoutingCondition {
    /// It holds for nobody who writes for the first time (rulebook E-Q4).
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

/// What a rule, or a supervisor, does with a session.
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
    /// Whoever had the client's session before, if Online.
    LastOperator,
    /// The bot, as long as it is attached.
    Bot,
}
