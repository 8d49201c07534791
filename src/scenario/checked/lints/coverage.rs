//! Hours without an operator on duty, and people for whom there is no license.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{GroupId, OperatorId, Span, Time, WEEK, format_weekday};
use crate::plan::{Calendar, Duty, LiveChat, Person, PlanParts, RoutingAction, TransferTarget};
use crate::scenario::checked::lints::{LintBudget, product};
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults, quoted};
use crate::scenario::text::source::SourceSpan;

/// Warns of each live chat, and each group that its sessions reach, that is left alone while the
/// live chat is open.
pub(super) fn check_unserved(scenario: &Scenario, parts: &PlanParts, budget: &LintBudget<'_>) {
    let faults = budget.faults;
    for (place, chat) in parts.live_chats.iter().enumerate() {
        let stated = &scenario.live_chats[place];
        let everybody: Vec<OperatorId> = chat
            .operator_groups
            .iter()
            .flat_map(|group| &parts.groups[group.index()].operators)
            .copied()
            .collect();
        if let Some(gap) = find_gap(parts, chat, &everybody, budget, &stated.operators.1) {
            let message = format!(
                "live chat {} is open while none of its operators is on duty: {}",
                quoted(&chat.name),
                gap.in_words(parts)
            );
            let fault = Diagnostic::warning("unserved", &stated.operators.1, message);
            faults.add(fault.help("sessions that come then wait for the next shift"));
            continue;
        }
        for group in target_groups(parts, place) {
            let at = &scenario.groups[group.index()].name.at;
            let members = &parts.groups[group.index()].operators;
            if let Some(gap) = find_gap(parts, chat, members, budget, at) {
                let message = format!(
                    "no operator of group {} is on duty while live chat {} is open: {}",
                    quoted(&parts.groups[group.index()].name),
                    quoted(&chat.name),
                    gap.in_words(parts)
                );
                let fault = Diagnostic::warning("unserved", at, message);
                faults.add(fault.help("sessions for this group then wait for the next shift"));
            }
        }
    }
}

/// The groups to which a live chat gives sessions, in the order of the file.
fn target_groups(parts: &PlanParts, place: usize) -> Vec<GroupId> {
    let chat = &parts.live_chats[place];
    let mut asked = vec![false; parts.groups.len()];
    let mut ask = |action: &RoutingAction| {
        if let RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) = action {
            asked[group.index()] = true;
        }
    };
    chat.rules.iter().for_each(|rule| ask(&rule.action));
    chat.intake.actions().for_each(|action| ask(&action));
    let topics = parts.topics.iter().filter(|topic| topic.live_chat.index() == place);
    for transfer in topics.flat_map(|topic| &topic.transfers) {
        if let TransferTarget::Group(group) = transfer.to {
            asked[group.index()] = true;
        }
    }
    (0..asked.len()).filter(|group| asked[*group]).map(GroupId::from).collect()
}

/// Time of a week in which something is wrong.
struct CoverageGap {
    first: Time,
    total: Span,
}

impl CoverageGap {
    fn in_words(&self, parts: &PlanParts) -> String {
        let first = format_weekday(parts.run.week_offset + self.first.since(Time::ZERO));
        let hours = self.total.as_hours_f64();
        format!("{hours:.1} h in the first week of the run, from {first} on")
    }
}

/// When the live chat is open and none of these is on duty; `None` also where that is too much to
/// find out.
fn find_gap(
    parts: &PlanParts,
    chat: &LiveChat,
    operators: &[OperatorId],
    budget: &LintBudget<'_>,
    place: &SourceSpan,
) -> Option<CoverageGap> {
    if !budget.spend(operators.len() as u64, place) {
        return None;
    }
    let mut calendars: Vec<&Arc<Calendar<Duty>>> = Vec::new();
    let mut places = HashMap::new();
    for operator in operators {
        let duty = &parts.operators[operator.index()].duty;
        places.entry(Arc::as_ptr(duty)).or_insert_with(|| calendars.push(duty));
    }
    let end = Time::ZERO + parts.run.horizon.min(WEEK);
    let mut turns = change_times(&chat.opening_hours, end);
    calendars.iter().for_each(|calendar| turns.extend(change_times(calendar, end)));
    if !budget.spend(product(&[turns.len(), calendars.len()]), place) {
        return None;
    }
    total_gap(turns, end, |at| {
        chat.opening_hours.at(at) && calendars.iter().all(|duty| duty.at(at) != Duty::Work)
    })
}

/// When a calendar turns before `end`, and the beginning.
fn change_times<T: Copy + PartialEq>(calendar: &Calendar<T>, end: Time) -> Vec<Time> {
    let next = |at: &Time| calendar.next_change(*at).map(|(at, _)| at).filter(|at| *at < end);
    std::iter::successors(Some(Time::ZERO), next).collect()
}

/// Adds up the stretches between turns in which something holds.
fn total_gap(mut turns: Vec<Time>, end: Time, holds: impl Fn(Time) -> bool) -> Option<CoverageGap> {
    turns.sort_unstable();
    turns.dedup();
    let ends = turns.iter().skip(1).copied().chain([end]);
    let mut gap: Option<CoverageGap> = None;
    for (first, to) in turns.iter().copied().zip(ends) {
        if holds(first) {
            let gap = gap.get_or_insert(CoverageGap { first, total: Span::ZERO });
            gap.total += to.since(first);
        }
    }
    gap
}

/// Warns where more people are on duty than there are licenses.
pub(super) fn check_licenses(scenario: &Scenario, parts: &PlanParts, budget: &LintBudget<'_>) {
    let faults = budget.faults;
    let place = &scenario.edition_settings.at;
    let licensing = &parts.licensing;
    let warn = |at: &SourceSpan, what: String, gap: &CoverageGap, help: &str| {
        let message = format!("{what}: {}", gap.in_words(parts));
        faults.add(Diagnostic::warning("license-cover", at, message).help(help));
    };
    let bought = &scenario.edition_settings;
    if let Some(concurrent) = licensing.concurrent
        && let Some((most, gap)) =
            find_excess(parts, |person| !person.named, concurrent, budget, place)
    {
        let what = format!(
            "up to {most} people without a named license are on duty at once for {concurrent} \
             concurrent licenses"
        );
        let help = "rule E-L5: a user who finds none free stays Offline";
        warn(&bought.at, what, &gap, help);
    }
    if let (Some(platform), Some(terms)) = (licensing.platform, &bought.platform)
        && let Some((most, gap)) =
            find_excess(parts, |person| !person.priority_login, platform.floating, budget, place)
    {
        let what = format!(
            "up to {most} people without a named license of the platform are on duty at once for \
             {} floating licenses",
            platform.floating
        );
        let help = "rule E-L11: a user who finds none free is refused the login";
        warn(&terms.at, what, &gap, help);
    }
    if let Some(users) = licensing.max_users_online
        && let Some((most, gap)) = find_excess(parts, |_| true, users, budget, place)
    {
        let what = format!("up to {most} people are on duty at once, and {users} may be Online");
        let help = "rule E-L13: a user who comes when so many are Online stays Offline";
        warn(&bought.at, what, &gap, help);
    }
}

/// How many of those who count are on duty at once at most, and when they are more than `enough`.
fn find_excess(
    parts: &PlanParts,
    counts: impl Fn(&Person) -> bool,
    enough: u32,
    budget: &LintBudget<'_>,
    place: &SourceSpan,
) -> Option<(u32, CoverageGap)> {
    // How many follow each calendar.
    let mut headcounts: Vec<(&Arc<Calendar<Duty>>, u32)> = Vec::new();
    let mut places = HashMap::new();
    let mut counted = vec![false; parts.people.len()];
    let operators = parts.operators.iter().map(|one| (one.person, &one.duty));
    let supervisors = parts.supervisors.iter().map(|one| (one.person, &one.duty));
    for (person, duty) in operators.chain(supervisors) {
        let first = !std::mem::replace(&mut counted[person.index()], true);
        if !(first && counts(&parts.people[person.index()])) {
            continue;
        }
        let place = *places.entry(Arc::as_ptr(duty)).or_insert(headcounts.len());
        match headcounts.get_mut(place) {
            Some((_, crew)) => *crew += 1,
            None => headcounts.push((duty, 1)),
        }
    }
    let wanted = |at: Time| -> u32 {
        let there = headcounts.iter().filter(|(duty, _)| duty.at(at) == Duty::Work);
        there.map(|(_, crew)| *crew).sum()
    };
    let end = Time::ZERO + parts.run.horizon.min(WEEK);
    let all: Vec<Time> = headcounts.iter().flat_map(|(duty, _)| change_times(duty, end)).collect();
    if !budget.spend(product(&[2, all.len(), headcounts.len()]), place) {
        return None;
    }
    let most = all.iter().map(|at| wanted(*at)).max().unwrap_or(0);
    Some((most, total_gap(all, end, |at| wanted(at) > enough)?))
}

/// Warns of a timeout that no operator can reach.
pub(super) fn check_platform_timeout(scenario: &Scenario, parts: &PlanParts, faults: &Faults) {
    let Some(terms) = &scenario.edition_settings.platform else {
        return;
    };
    let operators = parts.operators.iter().map(|one| &one.attendance);
    let mut all = operators.chain(parts.supervisors.iter().map(|one| &one.attendance));
    let cut_off = all.any(|it| it.as_ref().is_some_and(|it| it.connection.is_some()));
    if let Some((_, at)) = &terms.inactivity
        && !cut_off
        && !terms.leaves_tabs_open()
    {
        let message = "no operator here is ever idle: one who leaves logs out";
        let help = "they would not with `tab_left_open`, or with on_break = \"stay\"";
        faults.add(Diagnostic::warning("no-effect", at, message).help(help));
    }
}
