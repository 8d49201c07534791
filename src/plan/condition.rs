//! Whether a routing rule applies to a new session (rulebook E-Q1, E-Q3).

use super::{Condition, Priority};
use crate::base::{ClientGroupId, Time, TopicId};

/// What a rule may look at.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer<'a> {
    /// What it is about.
    pub topic: TopicId,
    /// Who writes; `None` for an external client.
    pub client_group: Option<ClientGroupId>,
    /// Through what.
    pub channel: &'a str,
    /// The desk knows the client from before.
    pub returning: bool,
    /// How urgent.
    pub priority: Priority,
    /// When it came.
    pub arrived: Time,
}

/// Whether the condition holds.
#[inline]
pub fn applies(condition: &Condition, newcomer: &Newcomer<'_>) -> bool {
    matches!(condition, Condition::Always) || holds(condition, newcomer)
}

fn holds(condition: &Condition, newcomer: &Newcomer<'_>) -> bool {
    match condition {
        Condition::Always => true,
        Condition::All(all) => all.iter().all(|one| applies(one, newcomer)),
        Condition::Any(any) => any.iter().any(|one| applies(one, newcomer)),
        Condition::Not(one) => !applies(one, newcomer),
        Condition::Topic(topics) => topics.contains(&newcomer.topic),
        Condition::ClientGroup(groups) => {
            newcomer.client_group.is_some_and(|group| groups.contains(&group))
        }
        Condition::Channel(channels) => channels.iter().any(|one| one == newcomer.channel),
        Condition::FirstSession(first) => *first != newcomer.returning,
        Condition::PriorityAtLeast(least) => newcomer.priority >= *least,
        Condition::During(hours) => hours.at(newcomer.arrived),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_join_as_the_product_joins_them() {
        let newcomer = Newcomer {
            topic: TopicId(1),
            client_group: None,
            channel: "mail",
            returning: true,
            priority: Priority::Medium,
            arrived: Time::ZERO,
        };
        let topic = |id| Condition::Topic(vec![TopicId(id)]);
        let not = |one| Condition::Not(Box::new(one));
        let holds = |condition| applies(&condition, &newcomer);
        assert!(holds(topic(1)) && !holds(topic(2)));
        // AND NOT: the first and not the second. OR NOT (NOR): neither.
        assert!(holds(Condition::All(vec![topic(1), not(topic(2))])));
        assert!(holds(not(Condition::Any(vec![topic(2), topic(3)]))));
        assert!(!holds(not(Condition::Any(vec![topic(1), topic(3)]))));
        assert!(holds(Condition::PriorityAtLeast(Priority::Low)));
        assert!(!holds(Condition::ClientGroup(vec![ClientGroupId(0)])));
        assert!(holds(Condition::Channel(vec!["vk".into(), "mail".into()])));
        assert!(holds(Condition::FirstSession(false)) && !holds(Condition::FirstSession(true)));
    }
}
