//! What decides the figures of a desk and is not said: how patient clients are, how many sessions an
//! operator has at once, who of a group works which shift. A scenario that means the extreme says so.

use crate::base::{DAY, HOUR, Span, Time};
use crate::plan::{Duty, EndOfShift, PlanParts};
use crate::scenario::checked::lints::LintBudget;
use crate::scenario::resolved::people::StaffDraft;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, quoted};

/// A working day of several shifts is hardly meant if it is longer.
const LONG_DAY: Span = Span(10 * HOUR.0);

/// Warns of each.
pub(super) fn check_unsaid(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    budget: &LintBudget<'_>,
) {
    check_patience(scenario, budget);
    check_limits(scenario, staff, budget);
    check_shifts(scenario, staff, parts, budget);
}

fn check_patience(scenario: &Scenario, budget: &LintBudget<'_>) {
    for chat in &scenario.live_chats {
        let mut unsaid = chat.topics.iter().filter(|topic| !topic.patience_written);
        if let Some(first) = unsaid.next() {
            let which = match unsaid.count() {
                0 => format!("topic {}", first.name.quoted()),
                more => format!("topic {} and {more} more", first.name.quoted()),
            };
            let message = format!("{which} has no `patience`: no client ever gives up waiting");
            let help = "say how long clients wait: patience = { exponential = \"5m\" }, or that they \
                        do so for ever: patience = \"none\"";
            budget.faults.add(Diagnostic::warning("unsaid", &first.name.at, message).help(help));
        }
    }
}

fn check_limits(scenario: &Scenario, staff: &StaffDraft<'_>, budget: &LintBudget<'_>) {
    if scenario.limit_written {
        return;
    }
    let own: std::collections::BTreeSet<&str> = scenario
        .people
        .iter()
        .filter(|person| person.settings.limit.is_some() || person.settings.capacity.is_some())
        .map(|person| person.name.text.as_str())
        .collect();
    let bounds = |group: usize| {
        let group = &scenario.groups[group];
        group.settings.limit.is_some() || group.settings.capacity.is_some() || group.cap.is_some()
    };
    let mut unbounded = vec![0_usize; scenario.groups.len()];
    for (who, draft) in staff.people.iter().enumerate() {
        let is_bounded = own.contains(draft.name.as_str())
            || draft.groups.iter().any(|group| bounds(*group))
            || staff.operator_ids[who].is_none();
        let group = draft.groups.iter().find(|group| staff.is_operator_group[**group]);
        if let (false, Some(group)) = (is_bounded, group) {
            unbounded[*group] += 1;
        }
    }
    for (group, _) in scenario.groups.iter().zip(unbounded).filter(|(_, count)| *count > 0) {
        let message = format!(
            "group {} has no `limit`: its operators take as many sessions at once as come",
            group.name.quoted()
        );
        let help = "say how many: limit = 3; or that there is no bound: limit = \"unlimited\"";
        budget.faults.add(Diagnostic::warning("unsaid", &group.name.at, message).help(help));
    }
}

/// Each member works all shifts of a group: two that make a long day were meant for different people.
fn check_shifts(
    scenario: &Scenario,
    staff: &StaffDraft<'_>,
    parts: &PlanParts,
    budget: &LintBudget<'_>,
) {
    for (place, group) in scenario.groups.iter().enumerate() {
        let Some([first, _, ..]) = group.settings.shifts.as_deref() else {
            continue;
        };
        if !staff.is_operator_group[place] {
            continue;
        }
        let own: std::collections::BTreeSet<&str> = scenario
            .people
            .iter()
            .filter(|person| person.settings.shifts.is_some())
            .map(|person| person.name.text.as_str())
            .collect();
        let mut members =
            parts.groups[place].operators.iter().map(|id| &parts.operators[id.index()]);
        // All who have no word of their own have the same calendar.
        let Some(operator) = members.find(|operator| {
            !own.contains(operator.name.as_str())
                && operator.groups.first().is_some_and(|group| group.index() == place)
        }) else {
            continue;
        };
        let positions = operator.attendance.as_ref().is_some_and(|attendance| {
            matches!(attendance.end_of_shift, EndOfShift::FirstToFinish(_))
        });
        if positions || !budget.spend(operator.duty.steps().len() as u64 * 8, &first.at) {
            continue;
        }
        let longest = longest_day(operator);
        if longest > LONG_DAY {
            let message = format!(
                "each member of group {} works all of these shifts: {:.1} h on a day",
                quoted(&group.name.text),
                longest.as_hours_f64()
            );
            let help = "say how many work which: staff = { early = 3, late = 2 }; or write one shift if \
                        the day is so long";
            budget.faults.add(Diagnostic::warning("long-day", &first.at, message).help(help));
        }
    }
}

/// The most time at work, breaks included, between two midnights of the first week.
fn longest_day(operator: &crate::plan::Operator) -> Span {
    let duty = &operator.duty;
    let mut days = [Span::ZERO; 8];
    let mut now = Time::ZERO;
    for day in &mut days {
        let midnight = now + DAY;
        while now < midnight {
            let next = duty.next_change(now).map_or(midnight, |(at, _)| at).min(midnight);
            if duty.at(now) != Duty::Off {
                *day += next.since(now);
            }
            now = next;
        }
    }
    days.into_iter().max().unwrap_or_default()
}
