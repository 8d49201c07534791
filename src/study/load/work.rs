//! Which groups a session comes to, and the work that it brings there.

use std::collections::BTreeMap;

use super::staff::Staff;
use crate::base::{GroupId, LiveChatId, OperatorId, Time, TopicId};
use crate::dist::Law;
use crate::plan::{Action, Bot, Flow, Intake, Newcomer, Operator, Plan, Target, Topic, applies};

/// A share of a session smaller than this is not followed any further.
const LEAST_SHARE: f64 = 1e-9;
/// Nor is a session beyond this many switches.
const MOST_SWITCHES: u32 = 10_000;

/// What sessions bring to a group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Brought {
    pub(super) visits: f64,
    /// Seconds of work alone.
    pub(super) work: f64,
    /// At the dialogue level, seconds in which clients think and slots are taken.
    pub(super) think: f64,
}

impl Brought {
    pub(super) fn add(&mut self, times: f64, other: Self) {
        self.visits += times * other.visits;
        self.work += times * other.work;
        self.think += times * other.think;
    }
}

/// Remembers what a session of each topic brings from each group on.
pub(super) struct Works<'a> {
    plan: &'a Plan,
    /// Who answers the common queue of each live chat.
    common: Vec<Vec<(GroupId, Staff)>>,
    known: BTreeMap<(TopicId, GroupId), Vec<(GroupId, Brought)>>,
}

impl<'a> Works<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let chats = (0..plan.live_chats.len()).map(LiveChatId::from);
        let common = chats.map(|chat| answering(plan, chat)).collect();
        Self { plan, common, known: BTreeMap::new() }
    }

    /// Adds what `sessions` of `flow` about `topic` bring to each group.
    pub(super) fn add(
        &mut self,
        flow: &Flow,
        topic: TopicId,
        at: Time,
        sessions: f64,
        brought: &mut [Brought],
    ) {
        for (first, share) in self.entry(flow, topic, at) {
            let plan = self.plan;
            let path = || follow(plan, &plan.topics[topic.index()], first);
            for (group, each) in self.known.entry((topic, first)).or_insert_with(path) {
                brought[group.index()].add(sessions * share, *each);
            }
        }
    }

    /// Where such a session is first answered, with shares.
    fn entry(&self, flow: &Flow, topic: TopicId, at: Time) -> Vec<(GroupId, f64)> {
        let chat = &self.plan.live_chats[flow.live_chat.index()];
        let newcomer = Newcomer {
            topic,
            client_group: flow.client_group,
            channel: &flow.channel,
            returning: false,
            priority: self.plan.topics[topic.index()].priority,
            arrived: at,
        };
        // Who had a client before is not known here, so those go on to the next rule.
        let mut rules = chat
            .rules
            .iter()
            .filter(|rule| rule.action != Action::LastOperator && applies(&rule.when, &newcomer));
        let mut routed = rules.next().map_or(Action::CommonQueue, |rule| rule.action);
        let mut share = 1.0;
        if let (Action::Bot, Some(bot)) = (routed, &chat.bot) {
            share = handed_off(bot);
            routed = match bot.hand_off {
                Some(group) => Action::GroupQueue(group),
                None => {
                    let default = chat.rules.get(chat.default_from as usize);
                    default.map_or(Action::CommonQueue, |rule| rule.action)
                }
            };
        }
        let action = match (&chat.intake, routed) {
            (Intake::Supervisors { action, .. }, Action::CommonQueue) => *action,
            _ => routed,
        };
        match action {
            Action::GroupQueue(group) | Action::LeastOccupied(group) => vec![(group, share)],
            Action::Operator(operator) => {
                vec![(part_of(self.plan, operator, flow.live_chat), share)]
            }
            Action::CommonQueue | Action::LastOperator | Action::Bot => {
                let parts = by_capacity(&self.common[flow.live_chat.index()], Some(at));
                parts.into_iter().map(|(group, part)| (group, part * share)).collect()
            }
        }
    }
}

/// The share of its sessions that a bot leaves to operators.
fn handed_off(bot: &Bot) -> f64 {
    (1.0 - bot.contains - bot.silent).max(0.0)
}

/// The groups whose operators serve the common queue of a live chat.
fn answering(plan: &Plan, chat: LiveChatId) -> Vec<(GroupId, Staff)> {
    let queue = plan.live_chats[chat.index()].queue;
    let mut groups: BTreeMap<GroupId, Vec<&Operator>> = BTreeMap::new();
    for (place, operator) in plan.operators.iter().enumerate() {
        if operator.queues.contains(&queue) {
            let group = part_of(plan, OperatorId::from(place), chat);
            groups.entry(group).or_default().push(operator);
        }
    }
    let staff = |operators: Vec<&Operator>| Staff::new(operators.into_iter(), plan.level());
    groups.into_iter().map(|(group, operators)| (group, staff(operators))).collect()
}

/// What each gets of a queue that they share: as much as its part of the capacity on duty, or, where
/// nobody is on duty or no instant is meant, of all capacity.
fn by_capacity(groups: &[(GroupId, Staff)], at: Option<Time>) -> Vec<(GroupId, f64)> {
    let of = |capacity: &dyn Fn(&Staff) -> f64| {
        let parts: Vec<(GroupId, f64)> =
            groups.iter().map(|(group, staff)| (*group, capacity(staff))).collect();
        let total = parts.iter().fold(0.0, |sum, (_, part)| sum + part);
        (total > 0.0)
            .then(|| parts.into_iter().map(|(group, part)| (group, part / total)).collect())
    };
    let on_duty = at.and_then(|at| of(&|staff| staff.on_duty(at)));
    on_duty.or_else(|| of(&Staff::capacity)).unwrap_or_default()
}

/// The group on behalf of which an operator answers at a live chat: the first of its groups that
/// the operator is a member of.
fn part_of(plan: &Plan, operator: OperatorId, chat: LiveChatId) -> GroupId {
    let groups = &plan.operators[operator.index()].groups;
    let mut of_chat = plan.live_chats[chat.index()].operator_groups.iter();
    of_chat.find(|group| groups.contains(group)).copied().unwrap_or(groups[0])
}

/// Follows one session about `topic` from its `first` group through every switch.
fn follow(plan: &Plan, topic: &Topic, first: GroupId) -> Vec<(GroupId, Brought)> {
    let mut sums: BTreeMap<GroupId, Brought> = BTreeMap::new();
    let mut here = BTreeMap::from([(first, 1.0)]);
    let most = plan.run.max_switches.min(MOST_SWITCHES);
    for stage in 0..=most {
        let mut next: BTreeMap<GroupId, f64> = BTreeMap::new();
        for (group, share) in here {
            let mut stays = 1.0;
            for switch in topic.switches.iter().filter(|s| s.from == group && stage < most) {
                for (to, part) in target(plan, topic, switch.to) {
                    *next.entry(to).or_default() += share * part * switch.chance;
                }
                stays -= switch.chance;
            }
            let (work, think) = work(topic, group);
            let work = work + stays.max(0.0) * wrap_up(plan, topic, group);
            sums.entry(group).or_default().add(share, Brought { visits: 1.0, work, think });
        }
        next.retain(|_, share| *share > LEAST_SHARE);
        if next.is_empty() {
            break;
        }
        here = next;
    }
    sums.into_iter().collect()
}

/// Who answers what is switched to a target.
fn target(plan: &Plan, topic: &Topic, to: Target) -> Vec<(GroupId, f64)> {
    match to {
        Target::Group(to) => vec![(to, 1.0)],
        Target::Operator(to) => vec![(part_of(plan, to, topic.live_chat), 1.0)],
        Target::Bot => {
            let chat = &plan.live_chats[topic.live_chat.index()];
            let bot = chat.bot.iter();
            let group = |bot: &Bot| bot.hand_off.unwrap_or(chat.operator_groups[0]);
            bot.map(|bot| (group(bot), handed_off(bot))).collect()
        }
        Target::LiveChat(to) => match plan.live_chats[to.index()].intake {
            Intake::Supervisors {
                action: Action::GroupQueue(group) | Action::LeastOccupied(group),
                ..
            } => vec![(group, 1.0)],
            Intake::Supervisors { action: Action::Operator(operator), .. } => {
                vec![(part_of(plan, operator, to), 1.0)]
            }
            _ => by_capacity(&answering(plan, to), None),
        },
    }
}

/// Seconds of work, and of thinking clients, that a visit is.
fn work(topic: &Topic, group: GroupId) -> (f64, f64) {
    if let Some(dialogues) = &topic.dialogue {
        let dialogue = dialogues.with(group);
        return (dialogue.mean_work(), dialogue.mean_think());
    }
    let special = topic.effort_at.iter().find(|(at, _)| *at == group);
    (special.map_or(&topic.effort, |(_, law)| law).mean(), 0.0)
}

/// Only whoever ends the session wraps it up.
fn wrap_up(plan: &Plan, topic: &Topic, group: GroupId) -> f64 {
    let group = &plan.groups[group.index()];
    let law = topic.wrap_up.as_ref().or(group.wrap_up.as_ref());
    let mean = law.map_or(0.0, Law::mean);
    // The mean of what is left after the cap would need the law itself: this bounds it.
    group.after_work.cap.map_or(mean, |cap| mean.min(cap.as_secs_f64()))
}
