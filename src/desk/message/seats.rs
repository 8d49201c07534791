//! Tickets and seats: the numbers by which roles refer to a waiting session, and to each other,
//! without a search. Seats are derived from the plan, so that both sides agree on them.

use crate::base::{LiveChatId, OperatorId, QueueId, SupervisorId};
use crate::plan::{Plan, QueueOwner};

/// The place of a waiting session in memory. Invalid once the session has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    pub(in crate::desk) slot: u32,
    pub(in crate::desk) generation: u32,
}

/// Index of a member in the queue's list.
pub type Seat = u32;

/// What is known of a member who refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotCount {
    /// Which member.
    pub seat: Seat,
    /// How many slots are taken; of a supervisor, how many tasks are under way.
    pub taken: u32,
}

/// The members of a queue, in the order in which its group lists them, or the groups of its live
/// chat one after the other. A seat is an index into this list, so that a queue finds a member
/// without a search.
pub(in crate::desk) fn queue_members(plan: &Plan, queue: QueueId) -> Vec<OperatorId> {
    let groups = match plan.queues[queue.index()].owner {
        QueueOwner::Group(group) => vec![group],
        QueueOwner::LiveChat(chat) => plan.live_chats[chat.index()].operator_groups.clone(),
    };
    let mut seated = vec![false; plan.operators.len()];
    let listed = groups.into_iter().flat_map(|group| &plan.groups[group.index()].operators);
    let serves = |id: &OperatorId| plan.operators[id.index()].queues.contains(&queue);
    let once = |id: &OperatorId| !std::mem::replace(&mut seated[id.index()], true);
    listed.copied().filter(serves).filter(once).collect()
}

/// The supervisors who distribute a common queue, in the plan's order.
pub(in crate::desk) fn intake_members(plan: &Plan, queue: QueueId) -> Vec<SupervisorId> {
    let distributes = |id: &SupervisorId| plan.supervisors[id.index()].queues.contains(&queue);
    (0..plan.supervisors.len()).map(SupervisorId::from).filter(distributes).collect()
}

/// The supervisors who watch over a live chat, in the plan's order.
pub(in crate::desk) fn watch_members(plan: &Plan, live_chat: LiveChatId) -> Vec<SupervisorId> {
    let watches =
        |id: &SupervisorId| plan.supervisors[id.index()].watched_live_chats.contains(&live_chat);
    (0..plan.supervisors.len()).map(SupervisorId::from).filter(watches).collect()
}

/// The next supervisor of a live chat after this one, or the first.
pub(in crate::desk) fn next_supervisor(
    plan: &Plan,
    live_chat: LiveChatId,
    after: Option<SupervisorId>,
) -> Option<SupervisorId> {
    let from = after.map_or(0, |after| after.index() + 1);
    let supervises =
        |id: &SupervisorId| plan.supervisors[id.index()].live_chats.contains(&live_chat);
    (from..plan.supervisors.len()).map(SupervisorId::from).find(supervises)
}
