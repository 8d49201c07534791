//! Where a session can come to wait.

use super::routing::find_reachable;
use crate::base::GroupId;
use crate::plan::{
    self, BegunBy, OverflowTarget, PlanParts, Queue, RepeatContact, ReturnMode, RoutingAction,
    Transfer, TransferTarget,
};

/// Which groups' queues and which common queues a session can come to wait in.
pub(in crate::scenario) fn reachable_queues(parts: &PlanParts) -> (Vec<bool>, Vec<bool>) {
    let mut groups = vec![false; parts.groups.len()];
    let mut common: Vec<bool> = parts
        .live_chats
        .iter()
        .map(|chat| find_reachable(chat, &mut groups).common_queue)
        .collect();
    for (chat, returns) in reopening_live_chats(parts) {
        let rules = chat.rules.get(returns.skipped_rules as usize..).unwrap_or_default().to_vec();
        let distribution = plan::LiveChat { rules, default_rules_from: 0, ..chat.clone() };
        common[chat.queue.index()] |= find_reachable(&distribution, &mut groups).common_queue;
    }
    for flow in &parts.flows {
        match flow.begun_by {
            BegunBy::Clients => {}
            BegunBy::Operators(group) => groups[group.index()] = true,
            BegunBy::System => common[flow.live_chat.index()] = true,
        }
    }
    let transfers = parts.topics.iter().flat_map(|topic| &topic.transfers);
    for target in transfers.flat_map(Transfer::targets) {
        match target {
            TransferTarget::Group(group) => groups[group.index()] = true,
            TransferTarget::Operator(_) | TransferTarget::Bot => {}
            TransferTarget::LiveChat(chat) => {
                common[chat.index()] = true;
                for action in parts.live_chats[chat.index()].intake.actions() {
                    if let RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) =
                        action
                    {
                        groups[group.index()] = true;
                    }
                }
            }
        }
    }
    for chat in &parts.live_chats {
        // What was given to one operator alone comes back to the group's queue.
        let moves = chat.dialogue_policy.no_reply.is_some()
            || chat.dialogue_policy.client_inactivity.requeues_on_message;
        let has_dialogues = parts.topics.first().is_some_and(|topic| topic.dialogue.is_some());
        for group in chat.operator_groups.iter().filter(|_| moves && has_dialogues) {
            groups[group.index()] = true;
        }
    }
    for overflow in parts.queues.iter().filter_map(|queue| queue.overflow.as_deref()) {
        let mut reach = |group: GroupId| groups[group.index()] = true;
        overflow.fallback.iter().copied().for_each(&mut reach);
        for step in &overflow.steps {
            if let OverflowTarget::Group(group) = step.target {
                reach(group);
            }
        }
    }
    // From a group's queue a session can come to the common queue of any live chat of the group.
    let to_common = |queue: &Queue| {
        let steps = queue.overflow.iter().flat_map(|overflow| &overflow.steps);
        steps.into_iter().any(|step| step.target == OverflowTarget::CommonQueue)
    };
    for group in &parts.groups {
        if to_common(&parts.queues[group.queue.index()]) {
            let of_group = GroupId::from(group.queue.index() - parts.live_chats.len());
            for (chat, common) in parts.live_chats.iter().zip(&mut common) {
                *common |= chat.operator_groups.contains(&of_group);
            }
        }
    }
    (groups, common)
}

/// The live chats in which closed sessions are opened again: those pass no rule.
fn reopening_live_chats(
    parts: &PlanParts,
) -> impl Iterator<Item = (&plan::LiveChat, &RepeatContact)> {
    parts.flows.iter().filter_map(|flow| {
        let returns = flow.behaviour.as_ref()?.repeat_contact.as_ref()?;
        let reopens = returns.mode != ReturnMode::NewSession;
        reopens.then(|| (&parts.live_chats[flow.live_chat.index()], returns))
    })
}
