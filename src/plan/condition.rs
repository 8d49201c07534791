//! Whether a routing rule applies to a new session (rulebook E-Q1, E-Q3).

use super::{Channel, Priority, RoutingCondition};
use crate::base::{ClientGroupId, Time, TopicId};

/// What a routing condition may look at.
#[derive(Clone, Copy, Debug)]
pub struct RoutingContext {
    pub topic: TopicId,
    /// The client's group; `None` for an external client.
    pub client_group: Option<ClientGroupId>,
    /// The channel through which the session came.
    pub channel: Channel,
    /// Whether the desk knows the client from an earlier session.
    pub returning: bool,
    pub priority: Priority,
    /// When the session arrived.
    pub arrived: Time,
}

/// Whether the condition holds.
#[inline]
pub fn is_met(condition: &RoutingCondition, context: &RoutingContext) -> bool {
    matches!(condition, RoutingCondition::Always) || evaluate(condition, context)
}

fn evaluate(condition: &RoutingCondition, context: &RoutingContext) -> bool {
    match condition {
        RoutingCondition::Always => true,
        RoutingCondition::All(all) => all.iter().all(|one| is_met(one, context)),
        RoutingCondition::Any(any) => any.iter().any(|one| is_met(one, context)),
        RoutingCondition::Not(one) => !is_met(one, context),
        RoutingCondition::Topic(topics) => topics.contains(&context.topic),
        RoutingCondition::ClientGroup(groups) => {
            context.client_group.is_some_and(|group| groups.contains(&group))
        }
        RoutingCondition::Channel(channels) => channels.contains(&context.channel),
        RoutingCondition::FirstSession(first) => *first != context.returning,
        RoutingCondition::PriorityAtLeast(least) => context.priority >= *least,
        RoutingCondition::During(hours) => hours.at(context.arrived),
    }
}
