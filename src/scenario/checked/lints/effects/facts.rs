//! What of the whole desk decides whether a key has an effect, found out once.

use std::collections::BTreeMap;

use super::Scope;
use crate::base::{GroupId, OperatorId, Time};
use crate::plan::{
    BreachAction, Duty, EndOfShift, IfNobodyOnline, IfNotTaken, LiveChat, OverflowTarget,
    PlanParts, Queue, QueueOrder, ReturnMode, RoutingAction, RoutingCondition, SlaGoal,
    SupervisorAction, Topic, Transfer, TransferMode, TransferTarget, WhenClosed,
};
use crate::scenario::language::effects::Effect;
use crate::scenario::resolved::assemble::filling_queues;
use crate::scenario::resolved::people::StaffDraft;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::tree::Node;

/// The desk as the conditions look at it.
pub(super) struct DeskFacts<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) staff: &'a StaffDraft<'a>,
    pub(super) parts: &'a PlanParts,
    /// The tables of groups and people, as written.
    pub(super) group_nodes: &'a [Node],
    pub(super) people_nodes: &'a [Node],
    /// Where in the list of people a name stands.
    pub(super) own_tables: BTreeMap<&'a str, usize>,
    /// The users in each group.
    pub(super) members: Vec<Vec<usize>>,
    /// For each group, whether sessions come to wait in its queue.
    pub(super) fills: Vec<bool>,
    /// For each live chat, whether sessions come to wait in the common queue.
    pub(super) common_fills: Vec<bool>,
    /// For each group, whether some of its sessions are for the least occupied, whatever its selection.
    pub(super) least_occupied: Vec<bool>,
    pub(super) first_topics: Vec<usize>,
    /// Priorities differ between sessions.
    pub(super) priorities_differ: bool,
    /// A rule or a queue looks at priorities.
    pub(super) priority_matters: bool,
    pub(super) any_sla: bool,
    pub(super) any_skills: bool,
    pub(super) any_transfers: bool,
    pub(super) any_breaks: bool,
    pub(super) sessions_come_again: bool,
    pub(super) waits_for_one_operator: bool,
    pub(super) hands_back: bool,
}

impl<'a> DeskFacts<'a> {
    pub(super) fn new(
        root: &'a Node,
        scenario: &'a Scenario,
        staff: &'a StaffDraft<'a>,
        parts: &'a PlanParts,
    ) -> Self {
        let listed = |key| root.get(key).and_then(Node::items).unwrap_or_default();
        let mut members = vec![Vec::new(); scenario.groups.len()];
        for (who, draft) in staff.people.iter().enumerate() {
            draft.groups.iter().for_each(|group| members[*group].push(who));
        }
        let (fills, common_fills) = filling_queues(staff, parts);
        let rules = || parts.live_chats.iter().flat_map(|chat| &chat.rules);
        let raises = parts.live_chats.iter().filter_map(|chat| chat.watch.as_deref());
        let mut raises = raises.map(|watch| watch.action);
        let orders = || parts.queues.iter().map(|queue| queue.order);
        let by_priority = |order| matches!(order, QueueOrder::PriorityFirst | QueueOrder::Score(_));
        let ranked = |topic: &Topic| topic.priority != crate::plan::Priority::None;
        Self {
            scenario,
            staff,
            parts,
            group_nodes: listed("groups"),
            people_nodes: listed("people"),
            own_tables: scenario
                .people
                .iter()
                .enumerate()
                .map(|(place, person)| (person.name.text.as_str(), place))
                .collect(),
            members,
            fills,
            common_fills,
            least_occupied: pushes_to_least_occupied(parts),
            first_topics: first_topics(parts),
            priorities_differ: parts.topics.iter().any(ranked)
                || rules().any(|rule| rule.priority.is_some())
                || raises.any(|action| matches!(action, SupervisorAction::RaisePriority(_))),
            priority_matters: orders().any(by_priority)
                || rules().any(|rule| asks_for_priority(&rule.condition)),
            any_sla: rules().any(|rule| rule.sla.is_some()),
            any_skills: scenario
                .live_chats
                .iter()
                .any(|chat| chat.topics.iter().any(|topic| !topic.requires.is_empty())),
            any_transfers: parts.topics.iter().any(|topic| !topic.transfers.is_empty()),
            any_breaks: has_breaks(parts),
            sessions_come_again: sessions_come_again(parts),
            waits_for_one_operator: waits_for_one_operator(parts),
            hands_back: parts.operators.iter().any(|operator| {
                operator
                    .attendance
                    .as_ref()
                    .is_some_and(|attendance| attendance.end_of_shift == EndOfShift::Requeue)
                    && operator.duty.steps().len() > 1
            }),
        }
    }

    /// The steps that it takes to know, for the budget of all lints.
    pub(super) fn cost(&self, effect: Effect, scope: &Scope<'_>) -> u64 {
        let of_members = matches!(
            effect,
            Effect::OfOperators
                | Effect::OfUsers
                | Effect::OfOperatorsAtSessionLevel
                | Effect::OfOperatorsWithShifts
                | Effect::OfPersonalQueues
                | Effect::OfOperatorsWithBreaks
                | Effect::QueueMayBeDeserted
                | Effect::TargetMayBeAway
        );
        let members = scope.group().filter(|_| of_members).map_or(0, |group| {
            let layers = |who: &usize| self.staff.people[*who].groups.len() as u64 + 1;
            self.members[group].iter().map(layers).sum()
        });
        let everybody = match effect {
            Effect::TargetMayBeAway | Effect::AnyCapacity | Effect::InheritedLimit => {
                self.parts.operators.len()
            }
            Effect::ClientGroupWrites | Effect::ShiftIsWorked | Effect::SkillsAreRequired => {
                self.scenario.groups.len() + self.people_nodes.len() + self.parts.topics.len()
            }
            _ => 0,
        };
        64 + members * 32 + everybody as u64
    }

    pub(super) fn topics_of(&self, chat: usize) -> impl Iterator<Item = &'a Topic> {
        let all = self.parts.topics.iter().skip(self.first_topics[chat]);
        all.take_while(move |topic| topic.live_chat.index() == chat)
    }

    pub(super) fn transfers_of(&self, chat: usize) -> impl Iterator<Item = &'a Transfer> {
        self.topics_of(chat).flat_map(|topic| &topic.transfers)
    }

    /// The queues in which sessions of a live chat wait.
    fn queues_of(&self, chat: usize) -> impl Iterator<Item = &Queue> {
        let (parts, fills) = (self.parts, &self.fills);
        let common = Some(&parts.queues[parts.live_chats[chat].queue.index()]);
        let common = common.filter(|_| self.common_fills[chat]);
        let groups = parts.live_chats[chat].operator_groups.iter();
        let groups = groups.filter(|group| fills[group.index()]);
        let groups = groups.map(|group| &parts.queues[parts.groups[group.index()].queue.index()]);
        common.into_iter().chain(groups)
    }

    /// A session of the live chat can come to another queue than that where it waits first.
    pub(super) fn sessions_move(&self, chat: usize) -> bool {
        let stated = &self.parts.live_chats[chat];
        let escalates =
            |action: &BreachAction| !matches!(action, BreachAction::Nothing | BreachAction::Notify);
        self.transfers_of(chat).next().is_some()
            || stated.watch.is_some()
            || attached_goals(stated).any(|goal| escalates(&goal.on_breach))
    }

    /// A client of the live chat can be sent away after waiting.
    pub(super) fn sends_away(&self, chat: usize) -> bool {
        let ends = |target| matches!(target, OverflowTarget::OfflineForm | OverflowTarget::Missed);
        self.queues_of(chat).filter_map(|queue| queue.overflow.as_deref()).any(|overflow| {
            overflow.max_wait.is_some()
                || overflow.limits_internal_entries
                || overflow.steps.iter().any(|step| ends(step.target))
        })
    }

    /// A client of the live chat can be refused.
    fn refuses(&self, chat: usize) -> bool {
        let stated = &self.parts.live_chats[chat];
        let turns_away = |queue: &Queue| {
            let overflow = queue.overflow.as_deref();
            queue.max_waiting.is_some()
                || overflow.is_some_and(|it| it.if_nobody_online == IfNobodyOnline::Refuse)
        };
        self.closes(chat) && stated.when_closed == WhenClosed::Refuse
            || self.queues_of(chat).any(turns_away)
    }

    pub(super) fn closes(&self, chat: usize) -> bool {
        self.parts.live_chats[chat].opening_hours.steps().iter().any(|(_, open)| !open)
    }

    /// A client of the live chat can fail in a way that counts for another attempt.
    pub(super) fn clients_fail(&self, chat: usize) -> bool {
        let flows = self.parts.flows.iter().filter(|flow| flow.live_chat.index() == chat);
        let mut retrials =
            flows.filter_map(|flow| flow.behaviour.as_ref()?.retrial.as_ref()).peekable();
        retrials.peek().is_none()
            || retrials.any(|retrial| {
                (retrial.after_abandonment
                    && self.topics_of(chat).any(|topic| topic.patience.is_some()))
                    || (retrial.after_flow_out && self.sends_away(chat))
                    || (retrial.after_refusal && self.refuses(chat))
            })
    }

    pub(super) fn bot_is_reached(&self, chat: usize) -> bool {
        let stated = &self.parts.live_chats[chat];
        let moves = stated.watch.as_ref().map(|watch| watch.action);
        stated.rules.iter().any(|rule| rule.action == RoutingAction::Bot)
            || self.transfers_of(chat).any(|one| one.targets().any(|to| to == TransferTarget::Bot))
            || moves == Some(SupervisorAction::MoveToBot)
            || (self.hands_back && stated.bot.as_ref().is_some_and(|bot| bot.at_shift_end))
    }

    pub(super) fn transfers_can_fail(&self, chat: usize) -> bool {
        self.transfers_of(chat).filter_map(|transfer| transfer.rules.as_ref()).any(|rules| {
            rules.if_not_taken == IfNotTaken::Return
                || matches!(rules.mode, TransferMode::Offered(_))
        })
    }

    pub(super) fn may_be_away(&self, id: OperatorId) -> bool {
        let operator = &self.parts.operators[id.index()];
        let licensing = &self.parts.licensing;
        let person = &self.parts.people[operator.person.index()];
        let unsteady = operator.attendance.as_ref().is_some_and(|it| {
            it.absence > 0.0 || it.connection.is_some() || it.random_logins.is_some()
        });
        unsteady
            || operator.duty.steps().iter().any(|(_, duty)| *duty != Duty::Work)
            || (licensing.concurrent.is_some() && !person.named)
            || licensing.max_users_online.is_some()
            || licensing.platform.is_some()
            || licensing.expires.is_some()
    }

    pub(super) fn all_may_be_away(&self, group: usize) -> bool {
        self.parts.groups[group].operators.iter().all(|id| self.may_be_away(*id))
    }

    pub(super) fn run_end(&self) -> Time {
        Time::ZERO + self.parts.run.horizon
    }
}

/// The goals of the service levels that rules attach.
fn attached_goals(chat: &LiveChat) -> impl Iterator<Item = &SlaGoal> {
    let attached = chat.rules.iter().filter_map(|rule| chat.slas.get(rule.sla? as usize));
    attached.flat_map(|sla| &sla.goals).flatten()
}

fn first_topics(parts: &PlanParts) -> Vec<usize> {
    let mut first = vec![parts.topics.len(); parts.live_chats.len()];
    for (place, topic) in parts.topics.iter().enumerate().rev() {
        first[topic.live_chat.index()] = place;
    }
    first
}

fn asks_for_priority(condition: &RoutingCondition) -> bool {
    match condition {
        RoutingCondition::PriorityAtLeast(_) => true,
        RoutingCondition::All(all) | RoutingCondition::Any(all) => {
            all.iter().any(asks_for_priority)
        }
        RoutingCondition::Not(one) => asks_for_priority(one),
        RoutingCondition::Always
        | RoutingCondition::Topic(_)
        | RoutingCondition::ClientGroup(_)
        | RoutingCondition::Channel(_)
        | RoutingCondition::FirstSession(_)
        | RoutingCondition::During(_) => false,
    }
}

fn has_breaks(parts: &PlanParts) -> bool {
    let duties = parts.operators.iter().map(|one| &one.duty);
    let mut duties = duties.chain(parts.supervisors.iter().map(|one| &one.duty));
    duties.any(|duty| duty.steps().iter().any(|(_, duty)| *duty == Duty::Break))
}

fn pushes_to_least_occupied(parts: &PlanParts) -> Vec<bool> {
    let mut pushed = vec![false; parts.groups.len()];
    let mut push = |group: GroupId| pushed[group.index()] = true;
    for chat in &parts.live_chats {
        let distributed = chat.intake.actions();
        for action in chat.rules.iter().map(|rule| rule.action).chain(distributed) {
            if let RoutingAction::LeastOccupied(group) = action {
                push(group);
            }
        }
        for goal in attached_goals(chat) {
            if let BreachAction::AssignLeastOccupied(group, ..) = goal.on_breach {
                push(group);
            }
        }
        if let Some(group) = chat.watch.as_ref().and_then(|watch| watch.action.target_group()) {
            push(group);
        }
    }
    pushed
}

fn sessions_come_again(parts: &PlanParts) -> bool {
    let attendances = parts.operators.iter().filter_map(|one| one.attendance.as_ref());
    let behaviours = parts.flows.iter().filter_map(|flow| flow.behaviour.as_ref());
    parts.topics.iter().any(|topic| !topic.transfers.is_empty())
        || attendances.into_iter().any(|attendance| attendance.can_requeue())
        || behaviours.into_iter().any(|it| it.repeat_contact.is_some() || it.retrial.is_some())
        || parts.live_chats.iter().any(|chat| {
            chat.watch.is_some()
                || chat.dialogue_policy.no_reply.is_some()
                || chat.dialogue_policy.client_inactivity.requeues_on_message
        })
}

fn waits_for_one_operator(parts: &PlanParts) -> bool {
    let names_one =
        |action| matches!(action, RoutingAction::Operator(_) | RoutingAction::LastOperator);
    let rules = parts.live_chats.iter().flat_map(|chat| &chat.rules);
    let mut goals = parts.live_chats.iter().flat_map(attached_goals);
    let transfers = parts.topics.iter().flat_map(|topic| &topic.transfers);
    let returns = parts.flows.iter().filter_map(|flow| {
        flow.behaviour.as_ref()?.repeat_contact.as_ref().map(|again| again.mode)
    });
    rules.into_iter().any(|rule| names_one(rule.action))
        || goals.any(|goal| matches!(goal.on_breach, BreachAction::AssignOperator(..)))
        || transfers
            .flat_map(Transfer::targets)
            .any(|target| matches!(target, TransferTarget::Operator(_)))
        || returns.into_iter().any(|mode| mode == ReturnMode::ReopenToLast)
}
