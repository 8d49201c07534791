//! Weeks: shifts with their breaks, opening hours, the hours of a rule.

use std::collections::BTreeMap;

use super::dates::{DaySet, DayStretch, dated_calendar, days_of_run, read_dates};
use super::fields::Fields;
use super::run::RunSettings;
use crate::base::{DAY, Span, Time, WEEK};
use crate::plan::{Calendar, Duty, Run};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::values::Weekdays;
use crate::scenario::text::written_name::WrittenName;

/// Stretches of the week, from Monday 00:00; an end may lie beyond Sunday.
type WeekRanges = Vec<(Span, Span)>;

/// Painting a week costs the square of its stretches, so their number is bounded.
pub(in crate::scenario) const MAX_BREAKS: usize = 20;
pub(in crate::scenario) const MAX_HOURS: usize = 200;
/// The most shifts of one person.
pub(in crate::scenario) const MAX_SHIFTS: usize = 50;

/// A shift as the scenario states it.
#[derive(Debug)]
pub(in crate::scenario) struct Shift {
    pub(in crate::scenario) name: WrittenName,
    days: DaySet,
    /// In the day of its start; `None` where they could not be read.
    hours: Option<(Span, Span)>,
    breaks: Vec<(Span, Span)>,
}

/// Reads one of `[[shifts]]`.
pub(in crate::scenario) fn read_shift(fields: &Fields<'_>, run: &RunSettings) -> Option<Shift> {
    let days = DaySet::read(fields, run);
    let hours = read_hours(fields, "from", "to");
    let mut breaks = Vec::new();
    let pauses = fields.tables("breaks");
    if pauses.len() > MAX_BREAKS {
        fields.faults.error("too-many", fields.span("breaks"), "a shift has at most 20 breaks");
        return None;
    }
    for pause in pauses {
        let (Some(hours), Some(from), Some(to)) =
            (hours, pause.time_of_day("from"), pause.time_of_day("to"))
        else {
            continue;
        };
        // In a shift over midnight, what is earlier than its start is on the next day.
        let next_day = |time: Span| if time < hours.0 { time + DAY } else { time };
        let (from, to) = (next_day(from), next_day(to));
        if from >= to || to > hours.1 {
            let help = "it begins and ends within its shift";
            let message = "the break is not within the shift";
            fields.faults.add(Diagnostic::error("out-of-range", pause.at, message).help(help));
            continue;
        }
        breaks.push((from, to));
    }
    // With faulty hours it keeps its name, so that those who name it are not at fault.
    Some(Shift { name: fields.name("name")?, days, hours, breaks })
}

/// From and to, in the day of the start; over midnight the end lies beyond 24:00.
fn read_hours(fields: &Fields<'_>, from: &str, to: &str) -> Option<(Span, Span)> {
    let (start, end) = (fields.time_of_day(from)?, fields.time_of_day(to)?);
    if start == DAY {
        fields.faults.error("out-of-range", fields.span(from), "a day's first instant is 00:00");
        return None;
    }
    if start == end {
        let help = "a whole day is from = \"00:00\", to = \"24:00\"";
        let message = "this lasts no time at all";
        fields.faults.add(Diagnostic::error("out-of-range", fields.span(to), message).help(help));
        return None;
    }
    Some((start, if end < start { end + DAY } else { end }))
}

fn repeat_on_days(days: Weekdays, from: Span, to: Span) -> WeekRanges {
    let start = |day: usize| Span(day as u64 * DAY.0);
    let chosen = days.iter().enumerate().filter(|(_, on)| **on);
    chosen.map(|(day, _)| (start(day) + from, start(day) + to)).collect()
}

/// The hours of `open`; `None` if none could be read.
pub(in crate::scenario) fn read_opening_hours(
    tables: &[Fields<'_>],
    run: &RunSettings,
) -> Option<Calendar<bool>> {
    if let Some(beyond) = tables.get(MAX_HOURS) {
        beyond.faults.error("too-many", beyond.at, "opening hours have at most 200 lines");
        return None;
    }
    let lines: Vec<HoursLine> = tables.iter().filter_map(|table| read_line(table, run)).collect();
    if lines.iter().any(|line| line.days.is_of_dates()) {
        return dated_calendar(&[(open_days(&lines, run), true)], false, run);
    }
    let mut stretches = Vec::new();
    for line in lines {
        if let (Some(days), Some((from, to))) = (line.days.every_week(), line.hours) {
            stretches.extend(repeat_on_days(days, from, to));
        }
    }
    week_calendar(&[(&stretches, true)], false, run.week_offset)
}

/// A line of opening hours.
struct HoursLine {
    days: DaySet,
    /// `None`: closed.
    hours: Option<(Span, Span)>,
}

fn read_line(table: &Fields<'_>, run: &RunSettings) -> Option<HoursLine> {
    let days = DaySet::read(table, run);
    if !table.says("closed", "yes") {
        return Some(HoursLine { days, hours: Some(read_hours(table, "from", "to")?) });
    }
    if !days.is_of_dates() {
        let message = "`closed` needs `dates`: a day of the week without a line is closed anyway";
        table.faults.error("needs", table.span("closed"), message);
    }
    for key in ["from", "to"] {
        if table.node(key).is_some() {
            let message = format!("`{key}` has no effect on days that are closed");
            table.faults.error("no-effect", table.span(key), message);
        }
    }
    Some(HoursLine { days, hours: None })
}

/// The hours of each day of the run: of lines with its date, if there are any, or else of those with
/// its day of the week.
fn open_days(lines: &[HoursLine], run: &RunSettings) -> Vec<DayStretch> {
    let (dated, weekly): (Vec<&HoursLine>, Vec<&HoursLine>) =
        lines.iter().partition(|line| line.days.is_of_dates());
    let mut open = Vec::new();
    for day in days_of_run(run) {
        let own = dated.iter().any(|line| line.days.has(day));
        let lines = if own { &dated } else { &weekly };
        let lines = lines.iter().filter(|line| line.days.has(day));
        open.extend(lines.filter_map(|line| line.hours).map(|(from, to)| (day, from, to)));
    }
    open
}

/// When the clocks of a service level run: its hours without lunch, day by day where there are
/// exceptions; `None` if they could not be read.
pub(in crate::scenario) fn read_service_hours(
    fields: &Fields<'_>,
    run: &RunSettings,
) -> Option<Calendar<bool>> {
    if fields.node("hours").is_none() {
        return Some(Calendar::always(true));
    }
    let tables = fields.tables("hours");
    if tables.is_empty() || tables.len() > MAX_HOURS {
        let message = "the hours of a service level have one to 200 lines";
        fields.faults.error("E-A2", fields.span("hours"), message);
        return None;
    }
    let mut work = Vec::new();
    for table in &tables {
        for key in ["dates", "closed"] {
            if table.node(key).is_some() {
                let message =
                    format!("the hours of a service level have `exceptions`, not `{key}`");
                table.faults.error("E-A2", table.span(key), message);
            }
        }
        let days = table.days("days");
        if let Some((from, to)) = read_hours(table, "from", "to") {
            work.extend(repeat_on_days(days, from, to));
        }
    }
    let lunch = fields.table("lunch").and_then(|table| read_hours(&table, "from", "to"));
    let lunch = lunch.map(|(from, to)| repeat_on_days([true; 7], from, to)).unwrap_or_default();
    let layers = [(&work, true), (&lunch, false)];
    let exceptions = read_exceptions(fields, run);
    if exceptions.is_empty() {
        return week_calendar(&layers, false, run.week_offset);
    }
    let week = week_calendar(&layers, false, Span::ZERO)?;
    let length = run.week_offset + run.horizon + Run::MAX_DRAIN;
    let mut steps = Vec::new();
    for day in 0..length.0.div_ceil(DAY.0) {
        let begins = Span(day * DAY.0);
        match exceptions.get(&day) {
            Some(None) => steps.push((begins, false)),
            Some(Some((from, to))) => {
                if *from > Span::ZERO {
                    steps.push((begins, false));
                }
                steps.push((begins + *from, true));
                if *to < DAY {
                    steps.push((begins + *to, false));
                }
            }
            None => {
                let of_week = Span(day % 7 * DAY.0);
                steps.push((begins, week.at(Time::ZERO + of_week)));
                let within = |start: Span| start > of_week && start < of_week + DAY;
                let later = week.steps().iter().filter(|(start, _)| within(*start));
                steps.extend(
                    later.map(|(start, open)| (begins + start.saturating_sub(of_week), *open)),
                );
            }
        }
    }
    calendar_from(steps, run.week_offset)
}

/// The days with hours of their own, counted from the Monday before the run.
fn read_exceptions(fields: &Fields<'_>, run: &RunSettings) -> BTreeMap<u64, Option<(Span, Span)>> {
    let mut days = BTreeMap::new();
    for table in fields.tables("exceptions") {
        let hours = if table.node("from").is_some() || table.node("to").is_some() {
            let (from, to) = (table.time_of_day("from"), table.time_of_day("to"));
            let whole = table.node("from").is_some() && table.node("to").is_some();
            match (from, to) {
                (Some(from), Some(to)) if whole && from < to => Some((from, to)),
                _ => {
                    let message = "such a day has hours from one time to a later one, or none";
                    table.faults.error("E-A2", table.at, message);
                    None
                }
            }
        } else {
            None
        };
        for day in exception_days(&table, run) {
            if days.insert(day, hours).is_some() {
                table.faults.error("E-A2", table.at, "one of these days is an exception already");
            }
        }
    }
    days
}

/// The days of an exception: by date, or by the week of the run and the day of it.
fn exception_days(table: &Fields<'_>, run: &RunSettings) -> Vec<u64> {
    let by_week = ["week", "days"].map(|key| table.node(key).is_some());
    match (table.node("dates").is_some(), by_week) {
        (true, [false, false]) => {
            let dates = read_dates(table, "dates", run);
            dates.into_iter().filter_map(|day| u64::try_from(day).ok()).collect()
        }
        (false, [true, true]) => {
            let week = table.integer("week").unwrap_or(1);
            let days = table.days("days");
            let chosen = days.iter().enumerate().filter(|(_, on)| **on);
            chosen.map(|(day, _)| (week - 1) * 7 + day as u64).collect()
        }
        _ => {
            let message = "an exception has `dates`, or `week` and `days`";
            table.faults.error("E-A2", table.at, message);
            Vec::new()
        }
    }
}

/// Steps since a Monday as steps since the start of the run.
fn calendar_from(steps: Vec<(Span, bool)>, starts: Span) -> Option<Calendar<bool>> {
    let place = steps.partition_point(|(start, _)| *start <= starts).checked_sub(1)?;
    let mut steps = steps.split_at(place).1.to_vec();
    for (start, _) in &mut steps {
        *start = start.saturating_sub(starts);
    }
    Calendar::once(steps)
}

/// The hours of a rule's condition; `None` if it names none, or a faulty one.
pub(in crate::scenario) fn read_condition_hours(
    fields: &Fields<'_>,
    starts: Span,
) -> Option<Calendar<bool>> {
    if ["days", "from", "to"].iter().all(|key| fields.node(key).is_none()) {
        return None;
    }
    let start =
        if fields.node("from").is_some() { fields.time_of_day("from")? } else { Span::ZERO };
    let end = if fields.node("to").is_some() { fields.time_of_day("to")? } else { DAY };
    if start == end {
        fields.faults.error("out-of-range", fields.at, "these hours last no time at all");
        return None;
    }
    let end = if end < start { end + DAY } else { end };
    week_calendar(&[(&repeat_on_days(fields.days("days"), start, end), true)], false, starts)
}

/// When an operator with these shifts is on duty. A break of one shift interrupts the others too.
pub(in crate::scenario) fn duty_calendar(shifts: &[&Shift], run: &Run) -> Option<Calendar<Duty>> {
    let (mut work, mut breaks) = (WeekRanges::new(), WeekRanges::new());
    for shift in shifts {
        let Some(days) = shift.days.every_week() else { return dated_duty(shifts, run) };
        if let Some((from, to)) = shift.hours {
            work.extend(repeat_on_days(days, from, to));
        }
        for (from, to) in &shift.breaks {
            breaks.extend(repeat_on_days(days, *from, *to));
        }
    }
    let layers = [(&work, Duty::Work), (&breaks, Duty::Break)];
    week_calendar(&layers, Duty::Off, run.week_offset)
}

/// The same where a shift differs from week to week.
fn dated_duty(shifts: &[&Shift], run: &Run) -> Option<Calendar<Duty>> {
    let (mut work, mut breaks) = (Vec::new(), Vec::new());
    for shift in shifts {
        for day in days_of_run(run).filter(|day| shift.days.has(*day)) {
            work.extend(shift.hours.map(|(from, to)| (day, from, to)));
            breaks.extend(shift.breaks.iter().map(|(from, to)| (day, *from, *to)));
        }
    }
    dated_calendar(&[(work, Duty::Work), (breaks, Duty::Break)], Duty::Off, run)
}

/// A week painted layer over layer.
fn week_calendar<T: Copy + PartialEq>(
    layers: &[(&WeekRanges, T)],
    ground: T,
    starts: Span,
) -> Option<Calendar<T>> {
    // What runs over Sunday's midnight goes on at Monday 00:00.
    let mut pieces: Vec<(Span, Span, usize)> = Vec::new();
    for (layer, (stretches, _)) in layers.iter().enumerate() {
        for (from, to) in *stretches {
            if *from < WEEK {
                pieces.push((*from, (*to).min(WEEK), layer));
            }
            if *to > WEEK {
                pieces.push((from.saturating_sub(WEEK), to.saturating_sub(WEEK), layer));
            }
        }
    }
    let mut edges: Vec<Span> = pieces.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    edges.push(Span::ZERO);
    edges.sort_unstable();
    edges.dedup();
    edges.retain(|edge| *edge < WEEK);
    let value = |at: Span| {
        let top =
            pieces.iter().filter(|(from, to, _)| *from <= at && at < *to).map(|piece| piece.2);
        top.max().map_or(ground, |layer| layers[layer].1)
    };
    let steps = edges.into_iter().map(|edge| (edge, value(edge))).collect();
    Calendar::repeating(steps, WEEK, starts)
}
