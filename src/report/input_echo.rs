//! What a scenario says, in plain words, so that a mistake is seen before its figures are believed: how
//! many sessions come, how much work they are, how long clients wait, who is on duty when.

use std::sync::Arc;

use super::expectations::quantity;
use super::first_screen::length_of_time;
use super::page::{WIDTH, labelled, pluralized, sanitized};
use super::session_ways::{first_stop, transfers};
use crate::base::{DAY, HOUR, LiveChatId, Span, Time};
use crate::dist::Distribution;
use crate::metrics::Unit;
use crate::plan::{Calendar, Duty, LiveChat, ModelLevel, Operator, Plan, Topic};
use crate::study::{OfferedLoad, SessionLoad, sessions_by_flow};

/// All of it in one sentence, below the heading of a run.
pub fn input_line(plan: &Plan, load: &OfferedLoad) -> String {
    let sessions = Brought::new(plan, load, None);
    let on_duty = match most_on_duty(plan) {
        most if most == plan.operators.len() => String::new(),
        most => format!(", at most {most} on duty"),
    };
    format!(
        "Input: {}; {}{on_duty}.",
        sessions.in_words(plan, Wording::Line),
        pluralized(plan.operators.len(), "operator")
    )
}

/// A line for each live chat, the hours of each operator, and how many are on duty at each hour.
pub fn input_echo(plan: &Plan, load: &OfferedLoad) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (place, chat) in plan.live_chats.iter().enumerate() {
        let brought = Brought::new(plan, load, Some(LiveChatId::from(place)));
        let words = format!("{}{}", brought.in_words(plan, Wording::Page), first_stop(plan, chat));
        lines.push((sanitized(&chat.name), words));
    }
    lines.extend(transfers(plan).map(|words| ("transfers".to_owned(), words)));
    let hours = plan.operators.iter().map(|one| hours_on_duty(plan, one));
    let (least, most) = hours
        .fold((f64::INFINITY, 0.0_f64), |(least, most), hours| (least.min(hours), most.max(hours)));
    let run = plan.run.horizon;
    let each = match (least, most) {
        _ if !least.is_finite() => String::new(),
        (least, most) if most - least < 0.05 => format!(", {most:.1} hours each in {run}"),
        _ => format!(", {least:.1} to {most:.1} hours each in {run}"),
    };
    lines.push(("operators".to_owned(), format!("{}{each}", plan.operators.len())));
    let mut text = String::from("in words\n");
    text.push_str(&labelled(&lines));
    text.push_str(&duty_table(plan));
    text
}

/// How much is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wording {
    /// In the line of a run.
    Line,
    /// On the page of the scenario.
    Page,
}

/// What clients bring.
struct Brought {
    sessions: f64,
    /// Seconds of work of a session, at the group that has it first.
    effort: f64,
    /// The same of all groups, where a session comes to several.
    effort_of_groups: Option<f64>,
    /// Seconds, of those who do not wait for ever; and their share.
    patience: f64,
    impatient_share: f64,
    /// Whether all sessions have the same effort, and all clients the same patience: a mean that was written
    /// where chance was meant.
    same_effort: bool,
    same_patience: bool,
    /// The share that finds its live chat closed.
    closed_share: f64,
}

impl Brought {
    /// To one live chat, or to all of them.
    fn new(plan: &Plan, load: &OfferedLoad, chat: Option<LiveChatId>) -> Self {
        let (mut sessions, mut effort, mut patience, mut impatient) = (0.0, 0.0, 0.0, 0.0);
        let mut closed = 0.0;
        let (mut efforts, mut patiences) = (Vec::new(), Vec::new());
        for (flow, came) in plan.flows.iter().zip(sessions_by_flow(plan)) {
            if chat.is_some_and(|chat| chat != flow.live_chat) {
                continue;
            }
            sessions += came;
            closed += came * load.live_chats[flow.live_chat.index()].closed_share;
            for (topic, share) in flow.topics.shares() {
                let topic = &plan.topics[topic.index()];
                effort += came * share * mean_effort(plan, topic);
                efforts.push(constant_effort(plan, topic));
                if let Some(distribution) = &topic.patience {
                    patience += came * share * distribution.mean();
                    impatient += came * share;
                    patiences.push(constant(distribution));
                }
            }
        }
        let chats = load.live_chats.iter().enumerate();
        let own = chats.filter(|(place, _)| chat.is_none_or(|chat| chat.index() == *place));
        let (mut let_in, mut all) = (0.0, SessionLoad::default());
        for (_, inflow) in own.filter(|(_, inflow)| inflow.mean_per_hour > 0.0) {
            let_in += inflow.mean_per_hour;
            all.visits += inflow.mean_per_hour * inflow.session.visits;
            all.first_work += inflow.mean_per_hour * inflow.session.first_work;
            all.work += inflow.mean_per_hour * inflow.session.work;
        }
        let is_handed_on = all.visits / let_in > 1.0005;
        Self {
            sessions,
            effort: if is_handed_on { all.first_work / let_in } else { effort / sessions },
            effort_of_groups: is_handed_on.then_some(all.work / let_in),
            patience: patience / impatient,
            impatient_share: impatient / sessions,
            same_effort: all_the_same(&efforts),
            same_patience: all_the_same(&patiences),
            closed_share: closed / sessions,
        }
    }

    fn in_words(&self, plan: &Plan, wording: Wording) -> String {
        if self.sessions <= 0.0 {
            return "no session comes".to_owned();
        }
        let run = plan.run.horizon;
        let (rate, per) = if run > DAY {
            (self.sessions * DAY.as_secs_f64() / run.as_secs_f64(), "a day")
        } else {
            (self.sessions * HOUR.as_secs_f64() / run.as_secs_f64(), "an hour")
        };
        let patience = if self.impatient_share <= 0.0 {
            "no client gives up".to_owned()
        } else if self.impatient_share < 0.9995 {
            let others = quantity(1.0 - self.impatient_share, Unit::Share);
            format!("patience {}, {others} never give up", length(self.patience))
        } else {
            let always = if self.same_patience { "always " } else { "" };
            format!("patience {always}{}", length(self.patience))
        };
        let effort = if self.same_effort { "effort always" } else { "mean effort" };
        let of_groups = self.effort_of_groups.map_or(String::new(), |seconds| {
            let wrapped_up = plan.topics.iter().any(|topic| topic.wrap_up.is_some())
                || plan.groups.iter().any(|group| group.wrap_up.is_some());
            let and = if wrapped_up && wording == Wording::Page { " and wrap-up" } else { "" };
            format!(" at first, {} with transfers{and}", length(seconds))
        });
        let closed = if self.closed_share >= 0.0005 {
            format!(" ({} while closed)", quantity(self.closed_share, Unit::Share))
        } else {
            String::new()
        };
        // The heading above the line says how long a run is.
        let within = match wording {
            Wording::Line => String::new(),
            Wording::Page => format!(" in {run}"),
        };
        format!(
            "{}{within}, {rate:.0} {per}{closed}; {effort} {}{of_groups}, {patience}",
            pluralized(self.sessions.round() as usize, "session"),
            length(self.effort)
        )
    }
}

/// The value of a distribution without chance.
fn constant(distribution: &Distribution) -> Option<f64> {
    (distribution.variance() <= 0.0).then(|| distribution.mean())
}

fn constant_effort(plan: &Plan, topic: &Topic) -> Option<f64> {
    match (&topic.dialogue, plan.model_level()) {
        (Some(_), ModelLevel::Dialogue) => None,
        _ => constant(&topic.effort),
    }
}

fn all_the_same(values: &[Option<f64>]) -> bool {
    values.first().is_some_and(|first| first.is_some() && values.iter().all(|it| it == first))
}

fn mean_effort(plan: &Plan, topic: &Topic) -> f64 {
    match (&topic.dialogue, plan.model_level()) {
        (Some(dialogue), ModelLevel::Dialogue) => dialogue.default.mean_work(),
        _ => topic.effort.mean(),
    }
}

/// A length in seconds: `6m05s`.
fn length(seconds: f64) -> String {
    if seconds.is_finite() { length_of_time(seconds) } else { "without a mean".to_owned() }
}

/// Hours on duty in the run, breaks left out.
fn hours_on_duty(plan: &Plan, operator: &Operator) -> f64 {
    worked(operator, Time::ZERO, Time::ZERO + plan.run.horizon).as_hours_f64()
}

/// How many operators of a live chat are on duty between two instants, on average.
pub(super) fn mean_on_duty(plan: &Plan, chat: &LiveChat, from: Time, end: Time) -> f64 {
    let is_of_chat =
        |operator: &&Operator| chat.operator_groups.iter().any(|one| operator.groups.contains(one));
    let operators = plan.operators.iter().filter(is_of_chat);
    let hours = operators.map(|operator| worked(operator, from, end).as_hours_f64());
    hours.sum::<f64>() / end.since(from).as_hours_f64()
}

/// Time on duty between two instants, breaks left out.
fn worked(operator: &Operator, from: Time, end: Time) -> Span {
    let (mut now, mut worked) = (from, Span::ZERO);
    while now < end {
        let next = operator.duty.next_change(now).map_or(end, |(at, _)| at).min(end);
        if operator.duty.at(now) == Duty::Work {
            worked += next.since(now);
        }
        now = next;
    }
    worked
}

/// Longer runs repeat what their first week shows.
const MAX_DAYS: u64 = 7;

/// Calendars, each with how many operators keep to it.
struct Shifts<'a>(Vec<(&'a Arc<Calendar<Duty>>, usize)>);

impl<'a> Shifts<'a> {
    fn new(plan: &'a Plan) -> Self {
        let mut shifts: Vec<(&Arc<Calendar<Duty>>, usize)> = Vec::new();
        // Members who are listed together mostly share a shift.
        for operator in &plan.operators {
            match shifts.last_mut().filter(|(duty, _)| Arc::ptr_eq(duty, &operator.duty)) {
                Some((_, count)) => *count += 1,
                None => shifts.push((&operator.duty, 1)),
            }
        }
        Self(shifts)
    }

    /// Operators on duty at an instant.
    fn on_duty(&self, at: Time) -> usize {
        let there = self.0.iter().filter(|(duty, _)| duty.at(at) == Duty::Work);
        there.map(|(_, count)| count).sum()
    }
}

fn most_on_duty(plan: &Plan) -> usize {
    let shifts = Shifts::new(plan);
    let quarters = plan.run.horizon.min(Span(MAX_DAYS * DAY.0)).0.div_ceil(HOUR.0 / 4);
    let each = (0..quarters).map(|quarter| shifts.on_duty(Time(quarter * (HOUR.0 / 4))));
    each.max().unwrap_or(0)
}

/// A line for each kind of day: how many operators are on duty at each hour.
fn duty_table(plan: &Plan) -> String {
    let offset = plan.run.week_offset.0;
    let shifts = Shifts::new(plan);
    let (first, end) = (offset / DAY.0, offset + plan.run.horizon.0);
    let last = end.div_ceil(DAY.0).min(first + MAX_DAYS);
    let days: Vec<(u64, Vec<Option<usize>>)> = (first..last)
        .map(|day| {
            let at = |hour: u64| {
                let instant = day * DAY.0 + hour * HOUR.0;
                let is_run = instant >= offset && instant < end;
                is_run.then(|| shifts.on_duty(Time(instant - offset)))
            };
            (day, (0..24).map(at).collect())
        })
        .collect();
    let used = |hour: &usize| days.iter().any(|(_, counts)| counts[*hour].unwrap_or(0) > 0);
    let hours: Vec<usize> = (0..24).filter(used).collect();
    let always = days.iter().flat_map(|(_, counts)| counts).flatten().all(|count| {
        Some(count) == days.first().and_then(|(_, counts)| counts.iter().flatten().next())
    });
    if hours.is_empty() || always {
        return String::new();
    }
    // Days that are alike have one line.
    let mut kinds: Vec<(Vec<u64>, &Vec<Option<usize>>)> = Vec::new();
    for (day, counts) in &days {
        match kinds.iter_mut().find(|(_, known)| *known == counts) {
            Some((alike, _)) => alike.push(*day),
            None => kinds.push((vec![*day], counts)),
        }
    }
    hours_table(&hours, &kinds)
}

/// A column for each hour, as many beside each other as the page has room for.
fn hours_table(hours: &[usize], kinds: &[(Vec<u64>, &Vec<Option<usize>>)]) -> String {
    const HEADING: &str = "on duty, hour";
    let rows: Vec<(String, &Vec<Option<usize>>)> =
        kinds.iter().map(|(alike, counts)| (days_in_words(alike), *counts)).collect();
    let labels = rows.iter().map(|(days, _)| days.len()).chain([HEADING.len()]).max().unwrap_or(0);
    let most = rows.iter().flat_map(|(_, counts)| counts.iter().flatten()).max().unwrap_or(&0);
    let width = most.to_string().len().max(3);
    let mut text = String::new();
    for hours in hours.chunks(((WIDTH - labels) / (width + 1)).max(1)) {
        let line = |label: &str, cells: Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>width$}")).collect();
            format!("{label:<labels$} {}\n", cells.join(" "))
        };
        text += &line(HEADING, hours.iter().map(|hour| format!("{hour:02}")).collect());
        for (days, counts) in &rows {
            let cell = |hour: &usize| counts[*hour].map_or("-".into(), |count| count.to_string());
            text += &line(days, hours.iter().map(cell).collect());
        }
    }
    text
}

/// `Mon-Fri`, `Sat Sun`.
fn days_in_words(days: &[u64]) -> String {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let name = |day: u64| NAMES[(day % 7) as usize];
    let is_row = days.len() > 2 && days.windows(2).all(|two| two[1] == two[0] + 1);
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if is_row => format!("{}-{}", name(*first), name(*last)),
        _ => days.iter().map(|day| name(*day)).collect::<Vec<_>>().join(" "),
    }
}
