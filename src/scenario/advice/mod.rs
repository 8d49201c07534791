//! Warnings: what is allowed, but hardly meant.

mod cover;
mod cycles;
mod steady;

use super::Scenario;
use super::assemble::{reachable, stated};
use super::cast::Cast;
use super::diagnostic::{Diagnostic, Faults};
use super::lint;
use super::routing::reach;
use crate::base::{LiveChatId, QueueId};
use crate::plan::{Action, Breach, Duty, Intake, Parts, Target};

/// Adds a warning for each oddity.
pub(super) fn advise(scenario: &Scenario, cast: &Cast<'_>, parts: &Parts, faults: &Faults) {
    groups(scenario, cast, parts, faults);
    topics(scenario, faults);
    clients(scenario, parts, faults);
    cycles::cycles(scenario, parts, faults);
    cover::unserved(scenario, parts, faults);
    cover::licenses(scenario, parts, faults);
    cover::timeout(scenario, parts, faults);
    steady::steady(scenario, parts, faults);
    for (place, chat) in parts.live_chats.iter().enumerate() {
        let mut unused = vec![false; parts.groups.len()];
        let stated = stated(scenario, LiveChatId::from(place));
        lint::rules(scenario, parts, place, faults);
        // The distribution follows the rules of the file.
        if reach(chat, &mut unused).dead_rule == Some(chat.default_from as usize) {
            let at = &stated.distribution.1;
            let message = "no session gets here: a rule above always applies";
            faults.add(Diagnostic::warning("dead-rule", at, message));
        }
        if matches!(chat.intake, Intake::Supervisors { .. })
            && parts.queues[chat.queue.index()].places == Some(0)
        {
            let message =
                "every new session waits here for a supervisor, but the queue has no place";
            let fault = Diagnostic::warning("refuses-everybody", &stated.distribution.1, message);
            faults.add(
                fault.help("give it places: `queue_places` counts those whom a supervisor reads"),
            );
        }
        let absent = |duty: &crate::plan::Calendar<Duty>| {
            duty.steps().iter().all(|(_, duty)| *duty != Duty::Work)
        };
        let queue = QueueId::from(place);
        let mut distributors =
            parts.supervisors.iter().filter(|one| one.queues.contains(&queue)).peekable();
        if matches!(chat.intake, Intake::Supervisors { .. })
            && distributors.peek().is_some()
            && distributors.all(|one| absent(&one.duty))
        {
            let message = "supervisors distribute here, but none of them is ever on duty";
            faults.add(Diagnostic::warning("never-on-duty", &stated.supervisors.1, message));
        }
    }
}

fn groups(scenario: &Scenario, cast: &Cast<'_>, parts: &Parts, faults: &Faults) {
    let (reached, common) = reachable(parts);
    let by_name = |operator: crate::base::OperatorId, group: usize| {
        parts.operators[operator.index()].groups.iter().any(|one| one.index() == group)
    };
    for (place, group) in scenario.groups.iter().enumerate() {
        let name = group.name.quoted();
        if !cast.answers[place] && !cast.supervises[place] {
            let message = format!("no live chat names group {name}");
            faults.add(Diagnostic::warning("unused-group", &group.name.at, message));
            continue;
        }
        if !cast.answers[place] {
            continue;
        }
        let pulls = parts.live_chats.iter().enumerate().any(|(chat, stated)| {
            common[chat]
                && stated.intake == Intake::Operators
                && cast.teams[chat].operators.contains(&place)
        });
        let ruled = parts.live_chats.iter().flat_map(|chat| &chat.rules).any(
            |rule| matches!(rule.action, Action::Operator(operator) if by_name(operator, place)),
        );
        let relieved = parts.live_chats.iter().flat_map(|chat| &chat.slas);
        let relieved = relieved.flat_map(|sla| &sla.promises).flatten().any(
            |promise| matches!(promise.breach, Breach::Operator(operator, _) if by_name(operator, place)),
        );
        let switched = parts.topics.iter().flat_map(|topic| &topic.switches).any(
            |switch| matches!(switch.to, Target::Operator(operator) if by_name(operator, place)),
        );
        if !(reached[place] || pulls || ruled || relieved || switched) {
            let message = format!("no session can reach group {name}");
            let help = "add a rule or a switch that leads there";
            faults.add(Diagnostic::warning("unreached-group", &group.name.at, message).help(help));
        }
        let working = parts.groups[place].operators.iter().any(|operator| {
            let duty = &parts.operators[operator.index()].duty;
            duty.steps().iter().any(|(_, duty)| *duty == Duty::Work)
        });
        if !working {
            let message = format!("nobody of group {name} is ever on duty");
            faults.add(Diagnostic::warning("never-on-duty", &group.name.at, message));
        }
    }
}

fn topics(scenario: &Scenario, faults: &Faults) {
    for chat in &scenario.live_chats {
        for topic in &chat.topics {
            if let Some((share, at)) = &topic.share
                && *share <= 0.0
            {
                let message = format!("nobody comes with topic {}", topic.name.quoted());
                faults.add(Diagnostic::warning("no-share", at, message));
            }
        }
    }
}

fn clients(scenario: &Scenario, parts: &Parts, faults: &Faults) {
    if parts.flows.is_empty() {
        let message = "nobody writes: no live chat has arrivals";
        faults.add(Diagnostic::warning("no-arrivals", &scenario.at, message));
    }
    for chat in &scenario.live_chats {
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
