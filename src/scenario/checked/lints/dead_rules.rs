//! Rules that lead nowhere: found by sending every kind of session through them.
//!
//! What rules can look at is finite: topics, client groups, whether the client is known, and the
//! hours of a week, in which nothing changes between two steps of any calendar concerned. So every
//! kind of session is tried at every such step, and a rule that none of them gets to is dead,
//! whatever makes it so.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::{LintBudget, product};
use crate::base::{ClientGroupId, LiveChatId, Time, TopicId, WEEK};
use crate::plan::{
    Calendar, Channel, Duty, LiveChat, PlanParts, RoutingAction, RoutingCondition, RoutingContext,
    is_met,
};
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::Diagnostic;

/// What is known of one rule.
#[derive(Clone, Copy, Default)]
struct RuleTrial {
    /// Its condition held for a session.
    holds: bool,
    /// A session got there, and it held.
    reached: bool,
    /// A session got there while an operator whom it names was on duty.
    served: bool,
}

/// Warns of each rule that no session gets to, and of those whose operators are all away then.
pub(in crate::scenario) fn check_rules(
    scenario: &Scenario,
    parts: &PlanParts,
    place: usize,
    budget: &LintBudget<'_>,
) {
    let chat = &parts.live_chats[place];
    let stated = &scenario.live_chats[place].rules;
    // The default has no line of its own: it is added to those of the file.
    let at = stated.first().map_or(&scenario.live_chats[place].name.at, |rule| &rule.at);
    let affordable = |steps| budget.spend(steps, at);
    let Some(seen) = try_rules(parts, LiveChatId::from(place), &affordable) else {
        return;
    };
    for ((rule, seen), planned) in stated.iter().zip(seen).zip(&chat.rules) {
        let (code, message) = if !seen.holds {
            ("never-holds", "no session that comes here fulfils this condition")
        } else if !seen.reached {
            ("dead-rule", "no session gets here: a rule above always applies")
        } else if !seen.served && matches!(planned.action, RoutingAction::LeastOccupied(_)) {
            ("never-on-duty", "no operator of this group is there in the hours of the rule")
        } else if !seen.served && matches!(planned.action, RoutingAction::Operator(_)) {
            ("never-on-duty", "this operator is not there in the hours of the rule")
        } else {
            continue;
        };
        budget.faults.add(Diagnostic::warning(code, &rule.at, message));
    }
}

/// `None` where that would be too much, or no client comes.
fn try_rules(
    parts: &PlanParts,
    id: LiveChatId,
    affordable: &dyn Fn(u64) -> bool,
) -> Option<Vec<RuleTrial>> {
    let chat = &parts.live_chats[id.index()];
    let kinds = session_kinds(parts, id);
    if kinds.is_empty() {
        return None;
    }
    let mut seen = vec![RuleTrial::default(); chat.rules.len()];
    let named: usize = chat.rules.iter().map(|rule| operator_count(parts, rule.action)).sum();
    let conditions: usize = chat.rules.iter().map(|rule| condition_size(&rule.condition)).sum();
    if !affordable((named + conditions) as u64) {
        return None;
    }
    let instants = trial_instants(parts, chat, affordable)?;
    let each = product(&[kinds.len(), conditions]).saturating_add(named as u64);
    if !affordable(each.saturating_mul(instants.len() as u64)) {
        return None;
    }
    for arrived in instants {
        let there: Vec<bool> =
            chat.rules.iter().map(|rule| is_anyone_on_duty(parts, rule.action, arrived)).collect();
        for (topic, client_group, channel, returning) in &kinds {
            let newcomer = RoutingContext {
                topic: *topic,
                client_group: *client_group,
                channel: *channel,
                returning: *returning,
                priority: parts.topics[topic.index()].priority,
                arrived,
            };
            let mut taken = false;
            for ((rule, seen), there) in chat.rules.iter().zip(&mut seen).zip(&there) {
                if !is_met(&rule.condition, &newcomer) {
                    continue;
                }
                seen.holds = true;
                seen.reached |= !taken;
                seen.served |= !taken && *there;
                taken |= match rule.action {
                    RoutingAction::CommonQueue | RoutingAction::GroupQueue(_) => true,
                    RoutingAction::Bot => parts.licensing.expires.is_none(),
                    // While no operator is Online the next rule is tried (E-Q6).
                    RoutingAction::LeastOccupied(_)
                    | RoutingAction::Operator(_)
                    | RoutingAction::LastOperator => false,
                };
            }
        }
    }
    Some(seen)
}

/// What a rule can tell sessions by: topic, group of clients, channel, whether one came before.
type SessionKind = (TopicId, Option<ClientGroupId>, Channel, bool);

/// Every kind of session that comes to a live chat.
fn session_kinds(parts: &PlanParts, id: LiveChatId) -> BTreeSet<SessionKind> {
    let mut kinds = BTreeSet::new();
    for flow in parts.flows.iter().filter(|flow| flow.live_chat == id) {
        for (topic, _) in flow.topics.shares().filter(|(_, share)| *share > 0.0) {
            let is_known = flow.behaviour.as_ref().is_some_and(|habits| habits.known_before);
            for returning in [false, true].into_iter().filter(|returning| *returning || !is_known) {
                kinds.insert((*topic, flow.client_group, flow.channel, returning));
            }
        }
    }
    kinds
}

/// How many parts of a condition are looked at, at most.
fn condition_size(condition: &RoutingCondition) -> usize {
    match condition {
        RoutingCondition::All(parts) | RoutingCondition::Any(parts) => {
            1 + parts.iter().map(condition_size).sum::<usize>()
        }
        RoutingCondition::Not(one) => 1 + condition_size(one),
        _ => 1,
    }
}

/// One instant of each stretch of a week in which the live chat is open and nothing changes.
fn trial_instants(
    parts: &PlanParts,
    chat: &LiveChat,
    affordable: &dyn Fn(u64) -> bool,
) -> Option<Vec<Time>> {
    let mut found = vec![Time::ZERO];
    // Many have the same calendar.
    let mut known = HashSet::new();
    collect_calendar_steps(&chat.opening_hours, &mut found);
    let mut paid = 0;
    for rule in &chat.rules {
        collect_condition_steps(&rule.condition, &mut found);
        for operator in operators_of(parts, rule.action) {
            let duty = &parts.operators[operator].duty;
            if known.insert(Arc::as_ptr(duty)) {
                collect_calendar_steps(duty, &mut found);
            }
        }
        let new = found.len() - paid;
        if !affordable(new as u64) {
            return None;
        }
        paid = found.len();
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|at| chat.opening_hours.at(*at));
    Some(found)
}

fn collect_condition_steps(condition: &RoutingCondition, found: &mut Vec<Time>) {
    match condition {
        RoutingCondition::All(parts) | RoutingCondition::Any(parts) => {
            parts.iter().for_each(|one| collect_condition_steps(one, found));
        }
        RoutingCondition::Not(one) => collect_condition_steps(one, found),
        RoutingCondition::During(calendar) => collect_calendar_steps(calendar, found),
        _ => {}
    }
}

/// When a calendar changes in the first week.
fn collect_calendar_steps<T: Copy + PartialEq>(calendar: &Calendar<T>, found: &mut Vec<Time>) {
    let mut now = Time::ZERO;
    while let Some((next, _)) = calendar.next_change(now) {
        if next > Time::ZERO + WEEK {
            return;
        }
        found.push(next);
        now = next;
    }
}

/// How many operators an action needs one of to be Online.
fn operator_count(parts: &PlanParts, action: RoutingAction) -> usize {
    operators_of(parts, action).count()
}

/// The places of the operators of whom an action needs one to be Online.
fn operators_of(parts: &PlanParts, action: RoutingAction) -> impl Iterator<Item = usize> {
    let (group, one) = match action {
        RoutingAction::LeastOccupied(group) => {
            (parts.groups[group.index()].operators.as_slice(), None)
        }
        RoutingAction::Operator(id) => (&[][..], Some(id)),
        RoutingAction::CommonQueue
        | RoutingAction::GroupQueue(_)
        | RoutingAction::LastOperator
        | RoutingAction::Bot => (&[][..], None),
    };
    group.iter().copied().chain(one).map(crate::base::OperatorId::index)
}

fn is_anyone_on_duty(parts: &PlanParts, action: RoutingAction, at: Time) -> bool {
    operators_of(parts, action).any(|place| parts.operators[place].duty.at(at) == Duty::Work)
}
