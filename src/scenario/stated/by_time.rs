//! Effort, patience and staff by the time of day or week, from tables.

use super::fields::Fields;
use super::intervals::table::{Family, IntervalTable};
use super::intervals::{ValueKind, read_interval_table, read_weights};
use super::run::RunSettings;
use crate::base::{DAY, Span, WEEK};
use crate::dist::Distribution;
use crate::plan::{Calendar, Duty, TopicByTime};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::table::day_number;

/// How many members of a group are on duty, from the start of the run on.
#[derive(Debug)]
pub(in crate::scenario) struct OnDuty {
    counts: Calendar<u32>,
    /// The most at once.
    pub(in crate::scenario) most: u32,
}

impl OnDuty {
    /// When the member with this number, from zero, is there.
    pub(in crate::scenario) fn duty_of(&self, member: u32) -> Calendar<Duty> {
        self.counts.map(|count| if count > member { Duty::Work } else { Duty::Off })
    }
}

/// Reads `on_duty` of a group.
pub(super) fn read_on_duty(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<OnDuty> {
    let table = fields.table("on_duty")?;
    let values = ValueKind::Numbers { what: "number of members", most: 10_000.0 };
    let read = read_interval_table(&table, values, files)?;
    if table.node("weight").is_some() {
        let message = "a number of members has no `weight`";
        table.faults.error("no-effect", table.span("weight"), message);
    }
    if read.values().any(|value| value.fract() > 0.0) {
        let message = "members on duty are whole numbers";
        let help = "round the column up or down; which of both matters for a small group";
        table.faults.add(Diagnostic::error("csv", table.span("csv"), message).help(help));
        return None;
    }
    let counts = match read.family {
        Family::Dates => on_dates(&table, &read, run)?,
        Family::EveryDay | Family::Week => {
            let week = read.week(table.days("days"));
            let week: Vec<u32> = week.into_iter().map(whole).collect();
            week_calendar(read.step, &week, run)?
        }
    };
    let most = counts.steps().iter().map(|(_, count)| *count).max().unwrap_or(0);
    if most == 0 {
        let message = "no member is ever on duty";
        table.faults.error("csv", table.span("csv"), message);
        return None;
    }
    Some(OnDuty { counts, most })
}

fn whole(count: Option<f64>) -> u32 {
    count.unwrap_or(0.0) as u32
}

fn week_calendar<T: Copy + PartialEq>(
    step: Span,
    week: &[T],
    run: &RunSettings,
) -> Option<Calendar<T>> {
    let steps = week.iter().enumerate().map(|(i, value)| (Span(step.0 * i as u64), *value));
    Calendar::repeating(steps.collect(), WEEK, run.week_offset)
}

/// The very dates of a plan of staff; on other days of the run no member is there.
fn on_dates(table: &Fields<'_>, read: &IntervalTable, run: &RunSettings) -> Option<Calendar<u32>> {
    let Some(monday) = run.monday else {
        let message = "a table with dates needs the date at which the run begins";
        let help = "[run] starts = \"2026-10-05\"";
        table.faults.add(Diagnostic::error("needs", table.span("csv"), message).help(help));
        return None;
    };
    let length = run.week_offset + run.horizon + crate::plan::Run::MAX_DRAIN;
    let days = usize::try_from(length.0.div_ceil(DAY.0)).ok()?;
    let counts = read.dates(day_number(monday), days);
    let mut steps: Vec<(Span, u32)> = Vec::new();
    for (place, count) in counts.into_iter().enumerate() {
        let start = Span(read.step.0 * place as u64);
        if start <= run.week_offset {
            steps.clear();
        }
        steps.push((start.saturating_sub(run.week_offset), whole(count)));
    }
    Calendar::once(steps)
}

/// Reads `effort_by_time` and `patience_by_time` of a topic.
pub(super) fn read_topic_by_time(
    fields: &Fields<'_>,
    effort: Option<&Distribution>,
    patience: Option<&Distribution>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<Box<TopicByTime>> {
    let effort = read_factors(fields, "effort_by_time", "effort", effort, run, files);
    let patience = read_factors(fields, "patience_by_time", "patience", patience, run, files);
    if effort.is_none() && patience.is_none() {
        return None;
    }
    let always = || Calendar::always(1.0);
    Some(Box::new(TopicByTime {
        effort: effort.unwrap_or_else(always),
        patience: patience.unwrap_or_else(always),
    }))
}

/// The mean of each interval, over that of the distribution.
fn read_factors(
    fields: &Fields<'_>,
    key: &str,
    of: &str,
    distribution: Option<&Distribution>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<Calendar<f64>> {
    let table = fields.table(key)?;
    let read = read_interval_table(&table, ValueKind::Lengths, files);
    let Some(mean) = distribution.map(Distribution::mean).filter(|mean| *mean > 0.0) else {
        if fields.node(of).is_none() || fields.node(of).and_then(|node| node.text()) == Some("none")
        {
            let message = format!("`{key}` scales `{of}`, which is not stated");
            let help = format!("{of} = {{ exponential = \"5m\" }}");
            fields.faults.add(Diagnostic::error("needs", fields.span(key), message).help(help));
        }
        return None;
    };
    let read = read?;
    if read.values().any(|value| value <= 0.0) {
        let message = format!("a mean {of} of nothing");
        let help = "leave cells empty where nothing is known";
        table.faults.add(Diagnostic::error("csv", table.span("csv"), message).help(help));
        return None;
    }
    let weights = read_weights(&table, files);
    if table.node("weight").is_some() && weights.is_none() {
        return None;
    }
    if weights.as_ref().is_some_and(|weights| weights.step != read.step) {
        let message = "the weights have other intervals than the values";
        let help = "name a column of the same rows";
        table.faults.add(Diagnostic::error("csv", table.span("weight"), message).help(help));
        return None;
    }
    if read.family == Family::Dates && weights.is_none() && read.days().len() > 7 {
        let message = format!(
            "dates of a weekday count alike in its mean {of}, however many sessions each had"
        );
        let help = "weight = \"…\" names the column with the number of sessions";
        table.faults.add(Diagnostic::note("history", table.span("csv"), message).help(help));
    }
    let week: Vec<f64> = read
        .weighted_week(table.days("days"), weights.as_ref())
        .into_iter()
        .map(|value| value.map_or(1.0, |value| value / mean))
        .collect();
    week_calendar(read.step, &week, run)
}
