//! Rules that lead nowhere: found by sending every kind of session through them.
//!
//! What rules can look at is finite: topics, client groups, whether the client is known, and the
//! hours of a week, in which nothing changes between two steps of any calendar concerned. So every
//! kind of session is tried at every such step, and a rule that none of them gets to is dead,
//! whatever makes it so.

use std::collections::BTreeSet;

use crate::base::{ClientGroupId, LiveChatId, Time, TopicId, WEEK};
use crate::plan::{
    Calendar, Duty, LiveChat, PlanParts, RoutingAction, RoutingCondition, RoutingContext, is_met,
};
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};

/// More trials than this are left out.
const MAX_TRIALS: usize = 4_000_000;

/// What is known of one rule.
#[derive(Clone, Copy, Default)]
struct RuleTrial {
    /// Its condition held for somebody.
    holds: bool,
    /// Somebody got there, and it held.
    reached: bool,
    /// Somebody got there while one of those it names was on duty.
    served: bool,
}

/// Warns of each rule that no session gets to, and of those that name nobody who is there then.
pub(in crate::scenario) fn check_rules(
    scenario: &Scenario,
    parts: &PlanParts,
    place: usize,
    faults: &Faults,
) {
    let chat = &parts.live_chats[place];
    let stated = &scenario.live_chats[place].rules;
    let Some(seen) = try_rules(parts, LiveChatId::from(place)) else {
        return;
    };
    for ((rule, seen), planned) in stated.iter().zip(seen).zip(&chat.rules) {
        let (code, message) = if !seen.holds {
            ("never-holds", "no session that comes here fulfils this condition")
        } else if !seen.reached {
            ("dead-rule", "no session gets here: a rule above always applies")
        } else if !seen.served && matches!(planned.action, RoutingAction::LeastOccupied(_)) {
            ("never-on-duty", "nobody of this group is there in the hours of the rule")
        } else if !seen.served && matches!(planned.action, RoutingAction::Operator(_)) {
            ("never-on-duty", "this operator is not there in the hours of the rule")
        } else {
            continue;
        };
        faults.add(Diagnostic::warning(code, &rule.at, message));
    }
}

/// `None` where that would be too many trials, or nobody comes.
fn try_rules(parts: &PlanParts, id: LiveChatId) -> Option<Vec<RuleTrial>> {
    let chat = &parts.live_chats[id.index()];
    let kinds = session_kinds(parts, id);
    let mut seen = vec![RuleTrial::default(); chat.rules.len()];
    let instants =
        trial_instants(parts, chat, MAX_TRIALS / seen.len().max(1) / kinds.len().max(1))?;
    if kinds.is_empty() {
        return None;
    }
    for arrived in instants {
        let there: Vec<bool> =
            chat.rules.iter().map(|rule| is_anyone_on_duty(parts, rule.action, arrived)).collect();
        for (topic, client_group, channel, returning) in &kinds {
            let newcomer = RoutingContext {
                topic: *topic,
                client_group: *client_group,
                channel,
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
                    // While nobody is Online the next rule is tried (E-Q6).
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
type SessionKind<'a> = (TopicId, Option<ClientGroupId>, &'a str, bool);

/// Every kind of session that comes to a live chat.
fn session_kinds(parts: &PlanParts, id: LiveChatId) -> BTreeSet<SessionKind<'_>> {
    let mut kinds = BTreeSet::new();
    for flow in parts.flows.iter().filter(|flow| flow.live_chat == id) {
        for (topic, _) in flow.topics.shares().filter(|(_, share)| *share > 0.0) {
            for returning in [false, true] {
                kinds.insert((*topic, flow.client_group, flow.channel.as_str(), returning));
            }
        }
    }
    kinds
}

/// One instant of each stretch of a week in which the live chat is open and nothing changes.
fn trial_instants(parts: &PlanParts, chat: &LiveChat, most: usize) -> Option<Vec<Time>> {
    let mut found = vec![Time::ZERO];
    collect_calendar_steps(&chat.opening_hours, &mut found);
    for rule in &chat.rules {
        collect_condition_steps(&rule.condition, &mut found);
        for operator in named_operators(parts, rule.action) {
            collect_calendar_steps(&parts.operators[operator].duty, &mut found);
        }
        if found.len() > most.max(1) * 8 {
            return None;
        }
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|at| chat.opening_hours.at(*at));
    (found.len() <= most).then_some(found)
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

/// The places of the operators whom an action needs to be Online.
fn named_operators(parts: &PlanParts, action: RoutingAction) -> Vec<usize> {
    match action {
        RoutingAction::LeastOccupied(group) => {
            parts.groups[group.index()].operators.iter().map(|id| id.index()).collect()
        }
        RoutingAction::Operator(id) => vec![id.index()],
        _ => Vec::new(),
    }
}

fn is_anyone_on_duty(parts: &PlanParts, action: RoutingAction, at: Time) -> bool {
    named_operators(parts, action)
        .iter()
        .any(|place| parts.operators[*place].duty.at(at) == Duty::Work)
}
