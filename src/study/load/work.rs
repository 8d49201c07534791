//! Which groups a session visits, and the work that it brings there.

use std::collections::BTreeMap;

use super::staff::StaffCapacity;
use crate::base::{GroupId, LiveChatId, OperatorId, Time, TopicId};
use crate::dist::Distribution;
use crate::plan::{
    Bot, Flow, IntakeMode, Operator, Plan, RoutingAction, RoutingContext, Topic, TransferTarget,
    is_met,
};

/// A share of a session smaller than this is not followed any further.
const MIN_SHARE: f64 = 1e-9;
/// Nor is a session beyond this many transfers.
const MAX_TRANSFERS: u32 = 10_000;

/// What sessions bring to a group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BroughtWork {
    pub(super) visits: f64,
    /// Seconds of work, in time alone.
    pub(super) work: f64,
    /// The part of it that differs by the time of arrival, where any does.
    pub(super) effort: f64,
    /// At the dialogue level, seconds in which clients think and slots are taken.
    pub(super) think: f64,
}

impl BroughtWork {
    pub(super) fn add(&mut self, times: f64, other: Self) {
        self.visits += times * other.visits;
        self.work += times * other.work;
        self.effort += times * other.effort;
        self.think += times * other.think;
    }
}

/// What sessions bring to all groups together, and to the first of each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WorkOfSessions {
    pub(super) visits: f64,
    pub(super) work: f64,
    pub(super) first_visits: f64,
    pub(super) first_work: f64,
}

/// Caches what a session of each topic brings from each group on.
pub(super) struct SessionWork<'a> {
    plan: &'a Plan,
    /// The groups that answer the common queue of each live chat.
    common_queue_groups: Vec<Vec<(GroupId, StaffCapacity)>>,
    by_topic_and_group: BTreeMap<(TopicId, GroupId), Vec<(GroupId, BroughtWork)>>,
}

impl<'a> SessionWork<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let chats = (0..plan.live_chats.len()).map(LiveChatId::from);
        let common_queue_groups = chats.map(|chat| answering_groups(plan, chat)).collect();
        Self { plan, common_queue_groups, by_topic_and_group: BTreeMap::new() }
    }

    /// Adds what `sessions` of `flow` about `topic` bring to each group, and gives the sum of it.
    pub(super) fn add(
        &mut self,
        flow: &Flow,
        topic: TopicId,
        at: Time,
        sessions: f64,
        brought: &mut [BroughtWork],
    ) -> WorkOfSessions {
        let mut all = WorkOfSessions::default();
        let factor = self.plan.topics[topic.index()].effort_factor(at);
        // The work of dialogues does not differ by the time of arrival.
        let is_dialogue = self.plan.topics[topic.index()].dialogue.is_some();
        let factor_of_first = if is_dialogue { 1.0 } else { factor };
        for (first, share) in self.first_groups(flow, topic, at) {
            let plan = self.plan;
            let path = || follow_transfers(plan, &plan.topics[topic.index()], first);
            for (group, each) in self.by_topic_and_group.entry((topic, first)).or_insert_with(path)
            {
                let more = (factor - 1.0) * each.effort;
                let each = BroughtWork { work: each.work + more, ..*each };
                brought[group.index()].add(sessions * share, each);
                all.visits += sessions * share * each.visits;
                all.work += sessions * share * each.work;
            }
            let (work, _) = visit_work(&self.plan.topics[topic.index()], first);
            all.first_visits += sessions * share;
            all.first_work += sessions * share * work * factor_of_first;
        }
        all
    }

    /// Where such a session is first answered, with shares.
    fn first_groups(&self, flow: &Flow, topic: TopicId, at: Time) -> Vec<(GroupId, f64)> {
        let chat = &self.plan.live_chats[flow.live_chat.index()];
        let newcomer = RoutingContext {
            topic,
            client_group: flow.client_group,
            channel: flow.channel,
            returning: false,
            priority: self.plan.topics[topic.index()].priority,
            arrived: at,
        };
        // Which operator a client had before is not known here, so those sessions go on to the next
        // rule.
        let mut rules = chat.rules.iter().filter(|rule| {
            rule.action != RoutingAction::LastOperator && is_met(&rule.condition, &newcomer)
        });
        let mut routed = rules.next().map_or(RoutingAction::CommonQueue, |rule| rule.action);
        let mut share = 1.0;
        if let (RoutingAction::Bot, Some(bot)) = (routed, &chat.bot) {
            share = hand_off_share(bot);
            routed = match bot.hand_off {
                Some(group) => RoutingAction::GroupQueue(group),
                None => {
                    let default = chat.rules.get(chat.default_rules_from as usize);
                    default.map_or(RoutingAction::CommonQueue, |rule| rule.action)
                }
            };
        }
        let action = match (&chat.intake, routed) {
            (IntakeMode::Supervisors { action, .. }, RoutingAction::CommonQueue) => {
                // What is misread is left out: it is handed on where the topic says.
                chat.intake.action_for(topic, None).unwrap_or(*action)
            }
            _ => routed,
        };
        match action {
            RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) => {
                vec![(group, share)]
            }
            RoutingAction::Operator(operator) => {
                vec![(answering_group(self.plan, operator, flow.live_chat), share)]
            }
            RoutingAction::CommonQueue | RoutingAction::LastOperator | RoutingAction::Bot => {
                let parts =
                    split_by_capacity(&self.common_queue_groups[flow.live_chat.index()], Some(at));
                parts.into_iter().map(|(group, part)| (group, part * share)).collect()
            }
        }
    }
}

/// The share of its sessions that a bot leaves to operators.
fn hand_off_share(bot: &Bot) -> f64 {
    (1.0 - bot.containment_chance - bot.silence_chance).max(0.0)
}

/// The groups whose operators serve the common queue of a live chat.
fn answering_groups(plan: &Plan, chat: LiveChatId) -> Vec<(GroupId, StaffCapacity)> {
    let queue = plan.live_chats[chat.index()].queue;
    let mut groups: BTreeMap<GroupId, Vec<&Operator>> = BTreeMap::new();
    for (place, operator) in plan.operators.iter().enumerate() {
        if operator.queues.contains(&queue) {
            let group = answering_group(plan, OperatorId::from(place), chat);
            groups.entry(group).or_default().push(operator);
        }
    }
    let staff =
        |operators: Vec<&Operator>| StaffCapacity::new(operators.into_iter(), plan.model_level());
    groups.into_iter().map(|(group, operators)| (group, staff(operators))).collect()
}

/// The share of each group in a queue that they serve together: its part of the capacity on duty,
/// or, if no operator is on duty or no instant is given, of all capacity.
fn split_by_capacity(groups: &[(GroupId, StaffCapacity)], at: Option<Time>) -> Vec<(GroupId, f64)> {
    let of = |capacity: &dyn Fn(&StaffCapacity) -> f64| {
        let parts: Vec<(GroupId, f64)> =
            groups.iter().map(|(group, staff)| (*group, capacity(staff))).collect();
        let total = parts.iter().fold(0.0, |sum, (_, part)| sum + part);
        (total > 0.0)
            .then(|| parts.into_iter().map(|(group, part)| (group, part / total)).collect())
    };
    let on_duty = at.and_then(|at| of(&|staff| staff.on_duty(at)));
    on_duty.or_else(|| of(&StaffCapacity::capacity)).unwrap_or_default()
}

/// The group on behalf of which an operator answers at a live chat: the first of its groups that
/// the operator is a member of.
fn answering_group(plan: &Plan, operator: OperatorId, chat: LiveChatId) -> GroupId {
    let groups = &plan.operators[operator.index()].groups;
    let mut of_chat = plan.live_chats[chat.index()].operator_groups.iter();
    of_chat.find(|group| groups.contains(group)).copied().unwrap_or(groups[0])
}

/// Follows one session about `topic` from its `first` group through every transfer.
fn follow_transfers(plan: &Plan, topic: &Topic, first: GroupId) -> Vec<(GroupId, BroughtWork)> {
    let mut sums: BTreeMap<GroupId, BroughtWork> = BTreeMap::new();
    let mut here = BTreeMap::from([(first, 1.0)]);
    let most = plan.run.max_transfers.min(MAX_TRANSFERS);
    for visit in 0..=most {
        let mut next: BTreeMap<GroupId, f64> = BTreeMap::new();
        for (group, share) in here {
            let mut stays = 1.0;
            for transfer in topic.transfers.iter().filter(|s| s.from == group && visit < most) {
                for (to, part) in groups_of_target(plan, topic, transfer.to) {
                    *next.entry(to).or_default() += share * part * transfer.chance;
                }
                stays -= transfer.chance;
            }
            let (work, think) = visit_work(topic, group);
            let effort = if topic.dialogue.is_some() { 0.0 } else { work };
            let work = work + stays.max(0.0) * mean_wrap_up(plan, topic, group);
            let visit = BroughtWork { visits: 1.0, work, effort, think };
            sums.entry(group).or_default().add(share, visit);
        }
        next.retain(|_, share| *share > MIN_SHARE);
        if next.is_empty() {
            break;
        }
        here = next;
    }
    sums.into_iter().collect()
}

/// The groups that answer what is transferred to a target.
fn groups_of_target(plan: &Plan, topic: &Topic, to: TransferTarget) -> Vec<(GroupId, f64)> {
    match to {
        TransferTarget::Group(to) => vec![(to, 1.0)],
        TransferTarget::Operator(to) => vec![(answering_group(plan, to, topic.live_chat), 1.0)],
        TransferTarget::Bot => {
            let chat = &plan.live_chats[topic.live_chat.index()];
            let bot = chat.bot.iter();
            let group = |bot: &Bot| bot.hand_off.unwrap_or(chat.operator_groups[0]);
            bot.map(|bot| (group(bot), hand_off_share(bot))).collect()
        }
        TransferTarget::LiveChat(to) => match plan.live_chats[to.index()].intake {
            IntakeMode::Supervisors {
                action: RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group),
                ..
            } => vec![(group, 1.0)],
            IntakeMode::Supervisors { action: RoutingAction::Operator(operator), .. } => {
                vec![(answering_group(plan, operator, to), 1.0)]
            }
            _ => split_by_capacity(&answering_groups(plan, to), None),
        },
    }
}

/// Seconds of work, and of clients' think time, in a visit.
fn visit_work(topic: &Topic, group: GroupId) -> (f64, f64) {
    if let Some(dialogues) = &topic.dialogue {
        let dialogue = dialogues.for_group(group);
        return (dialogue.mean_work(), dialogue.mean_think());
    }
    let special = topic.effort_by_group.iter().find(|(at, _)| *at == group);
    (special.map_or(&topic.effort, |(_, distribution)| distribution).mean(), 0.0)
}

/// Only the operator who closes the session wraps it up.
fn mean_wrap_up(plan: &Plan, topic: &Topic, group: GroupId) -> f64 {
    let group = &plan.groups[group.index()];
    let distribution = topic.wrap_up.as_ref().or(group.wrap_up.as_ref());
    let mean = distribution.map_or(0.0, Distribution::mean);
    // The mean of what is left after the cap would need the distribution itself: this bounds it.
    group.wrap_up_rules.max_duration.map_or(mean, |cap| mean.min(cap.as_secs_f64()))
}
