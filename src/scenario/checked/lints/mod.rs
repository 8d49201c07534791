//! Warnings: what is allowed, but hardly meant.

mod budget;
mod coverage;
mod cycles;
mod dead_rules;
mod effects;
mod steady;
mod unsaid;

pub(in crate::scenario) use budget::{LintBudget, MAX_LINT_STEPS, product};

use crate::base::{LiveChatId, QueueId};
use crate::plan::{BreachAction, Duty, IntakeMode, PlanParts, RoutingAction, TransferTarget};
use effects::check_effects;

use crate::scenario::resolved::people::StaffDraft;
use crate::scenario::resolved::routing::find_reachable;
use crate::scenario::resolved::{assemble::stated_live_chat, reachable::reachable_queues};
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::tree::Node;

/// Adds a warning for each oddity.
pub(in crate::scenario) fn check_all(
    root: &Node,
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    faults: &Faults,
) {
    let budget = &LintBudget::new(faults);
    check_groups(scenario, staff, parts, budget);
    check_effects(root, scenario, staff, parts, budget);
    unsaid::check_unsaid(scenario, staff, parts, budget);
    check_topics(scenario, faults);
    check_clients(scenario, parts, budget);
    cycles::check_transfer_cycles(scenario, parts, budget);
    coverage::check_unserved(scenario, parts, budget);
    coverage::check_licenses(scenario, parts, budget);
    coverage::check_platform_timeout(scenario, parts, faults);
    steady::check_steady_state(scenario, parts, faults);
    for (place, chat) in parts.live_chats.iter().enumerate() {
        let mut unused = vec![false; parts.groups.len()];
        let stated = stated_live_chat(scenario, LiveChatId::from(place));
        dead_rules::check_rules(scenario, parts, place, budget);
        // The distribution follows the rules of the file.
        if find_reachable(chat, &mut unused).dead_rule == Some(chat.default_rules_from as usize) {
            let at = &stated.default_routing.1;
            let message = "no session gets here: a rule above always applies";
            faults.add(Diagnostic::warning("dead-rule", at, message));
        }
        if matches!(chat.intake, IntakeMode::Supervisors { .. })
            && parts.queues[chat.queue.index()].max_waiting == Some(0)
        {
            let message =
                "every new session waits here for a supervisor, but the queue has no place";
            let fault =
                Diagnostic::warning("refuses-everybody", &stated.default_routing.1, message);
            faults.add(
                fault.help("give it places: `queue_places` counts those whom a supervisor reads"),
            );
        }
        let absent = |duty: &crate::plan::Calendar<Duty>| {
            duty.steps().iter().all(|(_, duty)| *duty != Duty::Work)
        };
        let queue = QueueId::from(place);
        let watched = parts.supervisors.iter().map(|one| one.queues.len() as u64 + 1).sum();
        if !budget.spend(watched, &stated.supervisors.1) {
            continue;
        }
        let mut distributors =
            parts.supervisors.iter().filter(|one| one.queues.contains(&queue)).peekable();
        if matches!(chat.intake, IntakeMode::Supervisors { .. })
            && distributors.peek().is_some()
            && distributors.all(|one| absent(&one.duty))
        {
            let message = "supervisors distribute here, but none of them is ever on duty";
            faults.add(Diagnostic::warning("never-on-duty", &stated.supervisors.1, message));
        }
    }
}

fn check_groups(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    budget: &LintBudget<'_>,
) {
    let faults = budget.faults;
    // What is looked through for each group.
    let teams = staff.live_chat_groups.iter().map(|team| team.operators.len() + 1).sum::<usize>();
    let rules = parts.live_chats.iter().map(|chat| chat.rules.len() + chat.slas.len() * 20);
    let switches = parts.topics.iter().map(|topic| topic.transfers.len() + 1).sum::<usize>();
    let looked_at = teams + rules.sum::<usize>() + switches;
    let (reached, common) = reachable_queues(parts);
    let by_name = |operator: crate::base::OperatorId, group: usize| {
        parts.operators[operator.index()].groups.iter().any(|one| one.index() == group)
    };
    for (place, group) in scenario.groups.iter().enumerate() {
        let name = group.name.quoted();
        if !staff.is_operator_group[place] && !staff.is_supervisor_group[place] {
            let message = format!("no live chat names group {name}");
            faults.add(Diagnostic::warning("unused-group", &group.name.at, message));
            continue;
        }
        if !staff.is_operator_group[place] {
            continue;
        }
        let steps = (looked_at + parts.groups[place].operators.len()) as u64;
        if !budget.spend(steps, &group.name.at) {
            return;
        }
        let pulls = parts.live_chats.iter().enumerate().any(|(chat, stated)| {
            common[chat]
                && stated.intake == IntakeMode::Operators
                && staff.live_chat_groups[chat].operators.contains(&place)
        });
        let ruled = parts.live_chats.iter().flat_map(|chat| &chat.rules).any(
            |rule| matches!(rule.action, RoutingAction::Operator(operator) if by_name(operator, place)),
        );
        let escalated = parts.live_chats.iter().flat_map(|chat| &chat.slas);
        let relieved = escalated.flat_map(|sla| &sla.goals).flatten().any(
            |promise| matches!(promise.on_breach, BreachAction::AssignOperator(operator, _) if by_name(operator, place)),
        );
        let transferred = parts.topics.iter().flat_map(|topic| &topic.transfers).any(
            |transfer| matches!(transfer.to, TransferTarget::Operator(operator) if by_name(operator, place)),
        );
        if !(reached[place] || pulls || ruled || relieved || transferred) {
            let message = format!("no session can reach group {name}");
            let help = "add a rule or a transfer that leads there";
            faults.add(Diagnostic::warning("unreached-group", &group.name.at, message).help(help));
        }
        let working = parts.groups[place].operators.iter().any(|operator| {
            let duty = &parts.operators[operator.index()].duty;
            duty.steps().iter().any(|(_, duty)| *duty == Duty::Work)
        });
        if !working {
            let message = format!("no operator of group {name} is ever on duty");
            faults.add(Diagnostic::warning("never-on-duty", &group.name.at, message));
        }
    }
}

fn check_topics(scenario: &Scenario, faults: &Faults) {
    for chat in &scenario.live_chats {
        for topic in &chat.topics {
            if let Some((share, at)) = &topic.share
                && *share <= 0.0
            {
                let message = format!("no client comes with topic {}", topic.name.quoted());
                faults.add(Diagnostic::warning("no-share", at, message));
            }
        }
    }
}

fn check_clients(scenario: &Scenario, parts: &PlanParts, budget: &LintBudget<'_>) {
    let faults = budget.faults;
    if parts.flows.is_empty() {
        let message = "no client writes: no live chat has arrivals";
        faults.add(Diagnostic::warning("no-arrivals", &scenario.at, message));
    }
    for chat in &scenario.live_chats {
        let allowed = chat.clients.as_ref().map_or(0, |(words, _)| words.len());
        if !budget.spend(product(&[chat.arrivals.len(), allowed]), &chat.name.at) {
            return;
        }
        for source in &chat.arrivals {
            let allowed = |name: &str| {
                chat.clients.iter().flat_map(|(words, _)| words).any(|word| word.text == name)
            };
            if let Some(word) = &source.client_group
                && !allowed(&word.text)
            {
                let message =
                    format!("{} may not write here: every session is refused", word.quoted());
                let help = "rule E-C2: only the groups of `clients` may write";
                faults.add(Diagnostic::warning("E-C2", &word.at, message).help(help));
            }
        }
    }
}
