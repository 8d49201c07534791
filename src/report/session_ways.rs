//! Where new sessions of a live chat go, and to whom they are handed on, in words.

use super::expectations::quantity;
use super::page::sanitized;
use crate::base::GroupId;
use crate::metrics::Unit;
use crate::plan::{IntakeMode, LiveChat, Plan, RoutingAction, RoutingCondition, TransferTarget};

/// So many transfers are listed.
const MAX_TRANSFERS: usize = 8;

fn names(plan: &Plan, groups: &[GroupId]) -> String {
    let names = groups.iter().map(|group| sanitized(&plan.groups[group.index()].name));
    names.collect::<Vec<_>>().join(", ")
}

/// Which group gets new sessions; nothing where one alone answers the live chat.
pub(super) fn first_stop(plan: &Plan, chat: &LiveChat) -> String {
    if chat.operator_groups.len() < 2 {
        return String::new();
    }
    let mut stops: Vec<String> = Vec::new();
    let mut add = |stop: String| {
        if !stops.contains(&stop) {
            stops.push(stop);
        }
    };
    let mut has_common_queue = true;
    for rule in &chat.rules {
        match rule.action {
            RoutingAction::CommonQueue => {}
            RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) => {
                add(names(plan, &[group]));
            }
            RoutingAction::Operator(operator) => {
                add(sanitized(&plan.operators[operator.index()].name));
            }
            RoutingAction::LastOperator => add("who had the client before".to_owned()),
            RoutingAction::Bot => add("the bot".to_owned()),
        }
        if rule.condition == RoutingCondition::Always && rule.wait.is_none() {
            has_common_queue = rule.action == RoutingAction::CommonQueue;
            break;
        }
    }
    let mut hint = String::new();
    if has_common_queue {
        match chat.intake {
            IntakeMode::Supervisors { .. } => add("supervisors, who distribute them".to_owned()),
            IntakeMode::Operators => {
                add(format!("any of {}", names(plan, &chat.operator_groups)));
                hint = one_group_hint(plan, chat);
            }
        }
    }
    format!("; new sessions go to {}{hint}", stops.join(", or "))
}

/// A group to which sessions are transferred takes new ones too, which is seldom meant.
fn one_group_hint(plan: &Plan, chat: &LiveChat) -> String {
    let is_target = |group: &GroupId| {
        let mut transfers = plan.topics.iter().flat_map(|topic| &topic.transfers);
        transfers
            .any(|transfer| transfer.to == TransferTarget::Group(*group) && transfer.from != *group)
    };
    let first = chat.operator_groups.iter().find(|group| !is_target(group));
    match (first, chat.operator_groups.iter().any(is_target)) {
        (Some(first), true) => format!(
            " (to {} alone with `default_routing = \"group-queue\"`, `default_group = \"{}\"`)",
            names(plan, &[*first]),
            names(plan, &[*first])
        ),
        _ => String::new(),
    }
}

/// Which sessions are handed on, to whom, and how many of them; `None` where none is.
pub(super) fn transfers(plan: &Plan) -> Option<String> {
    let several = plan.live_chats.len() > 1;
    let mut all = Vec::new();
    for topic in &plan.topics {
        let chat = sanitized(&plan.live_chats[topic.live_chat.index()].name);
        let about = sanitized(&topic.name);
        let about = if several { format!("{chat} {about}") } else { about };
        for transfer in &topic.transfers {
            let targets: Vec<String> = transfer.targets().map(|to| target(plan, to)).collect();
            all.push(format!(
                "{} of {about} from {} to {}",
                quantity(transfer.chance, Unit::Share),
                names(plan, &[transfer.from]),
                targets.join(" or else ")
            ));
        }
    }
    if all.is_empty() {
        return None;
    }
    let more = all.len().saturating_sub(MAX_TRANSFERS);
    all.truncate(MAX_TRANSFERS);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Some(format!("{}{more}", all.join("; ")))
}

fn target(plan: &Plan, to: TransferTarget) -> String {
    match to {
        TransferTarget::Group(group) => names(plan, &[group]),
        TransferTarget::Operator(operator) => sanitized(&plan.operators[operator.index()].name),
        TransferTarget::LiveChat(chat) => {
            format!("the live chat {}", sanitized(&plan.live_chats[chat.index()].name))
        }
        TransferTarget::Bot => "the bot".to_owned(),
    }
}
