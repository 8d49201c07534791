//! A routing rule in words, close to how the scenario language writes it.

use super::{LiveChat, Plan, Priority, RoutingAction, RoutingCondition};

/// What a session has to be for the rule to apply: `topic order or complaint, first session`; `any session`
/// where the rule has no condition.
pub fn rule_condition(plan: &Plan, condition: &RoutingCondition) -> String {
    let of_all = |parts: &[RoutingCondition], between: &str| {
        let parts: Vec<String> = parts.iter().map(|part| rule_condition(plan, part)).collect();
        parts.join(between)
    };
    match condition {
        RoutingCondition::Always => "any session".to_owned(),
        RoutingCondition::All(parts) => of_all(parts, ", "),
        RoutingCondition::Any(parts) => format!("({})", of_all(parts, " or ")),
        RoutingCondition::Not(part) => format!("not ({})", rule_condition(plan, part)),
        RoutingCondition::Topic(topics) => {
            let names = topics.iter().map(|id| plan.topics[id.index()].name.as_str());
            format!("topic {}", names.collect::<Vec<_>>().join(" or "))
        }
        RoutingCondition::ClientGroup(groups) => {
            let names = groups.iter().map(|id| plan.client_groups[id.index()].name.as_str());
            format!("from {}", names.collect::<Vec<_>>().join(" or "))
        }
        RoutingCondition::Channel(channels) => {
            format!("by {}", channels.iter().map(|one| one.name()).collect::<Vec<_>>().join(" or "))
        }
        RoutingCondition::FirstSession(true) => "first session".to_owned(),
        RoutingCondition::FirstSession(false) => "no first session".to_owned(),
        RoutingCondition::PriorityAtLeast(priority) => {
            format!("priority from {}", priority_word(*priority))
        }
        RoutingCondition::During(_) => "in its hours".to_owned(),
    }
}

/// Where the rule sends sessions: `group-queue accounting`.
pub fn rule_action(plan: &Plan, chat: &LiveChat, action: RoutingAction) -> String {
    let group = |id: crate::base::GroupId| plan.groups[id.index()].name.as_str();
    match action {
        RoutingAction::CommonQueue => format!("common queue of {}", chat.name),
        RoutingAction::GroupQueue(id) => format!("group-queue {}", group(id)),
        RoutingAction::LeastOccupied(id) => format!("least-occupied {}", group(id)),
        RoutingAction::Operator(id) => format!("operator {}", plan.operators[id.index()].name),
        RoutingAction::LastOperator => "last operator".to_owned(),
        RoutingAction::Bot => "bot".to_owned(),
    }
}

fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::None => "none",
        Priority::Low => "low",
        Priority::Medium => "medium",
        Priority::High => "high",
    }
}
