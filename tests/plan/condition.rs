//! Conditions of routing rules.

use deskload::base::{ClientGroupId, Time, TopicId};
use deskload::plan::{Channel, Priority, RoutingCondition, RoutingContext, is_met};

#[test]
fn conditions_join_as_the_product_joins_them() {
    let newcomer = RoutingContext {
        topic: TopicId(1),
        client_group: None,
        channel: Channel::Mail,
        returning: true,
        priority: Priority::Medium,
        arrived: Time::ZERO,
    };
    let topic = |id| RoutingCondition::Topic(vec![TopicId(id)]);
    let not = |one| RoutingCondition::Not(Box::new(one));
    let holds = |condition| is_met(&condition, &newcomer);
    assert!(holds(topic(1)) && !holds(topic(2)));
    // AND NOT: the first and not the second. OR NOT (NOR): neither.
    assert!(holds(RoutingCondition::All(vec![topic(1), not(topic(2))])));
    assert!(holds(not(RoutingCondition::Any(vec![topic(2), topic(3)]))));
    assert!(!holds(not(RoutingCondition::Any(vec![topic(1), topic(3)]))));
    assert!(holds(RoutingCondition::PriorityAtLeast(Priority::Low)));
    assert!(!holds(RoutingCondition::ClientGroup(vec![ClientGroupId(0)])));
    assert!(holds(RoutingCondition::Channel(vec![Channel::Vk, Channel::Mail])));
    assert!(
        holds(RoutingCondition::FirstSession(false))
            && !holds(RoutingCondition::FirstSession(true))
    );
}
