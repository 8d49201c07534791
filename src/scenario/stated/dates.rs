//! Days of the run by date: holidays, days with hours of their own, days on and off in turn.

use std::ops::Range;

use super::fields::Fields;
use super::run::RunSettings;
use crate::base::{DAY, Span};
use crate::plan::{Calendar, Run};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::values::Weekdays;
use crate::table::day_number;
use crate::table::times::certain_date_time;

/// The most dates of one key.
const MAX_DATES: i64 = 4_000;

/// A day, counted from the Monday before the run, which is zero.
pub(super) type RunDay = i64;

/// A stretch of hours on a day of the run; its end may lie on the next day.
pub(super) type DayStretch = (RunDay, Span, Span);

/// Dates, each `2026-12-25` or a stretch `2026-12-24 to 2027-01-02`, in the order of the file. They
/// need the date at which the run begins.
pub(super) fn read_dates(fields: &Fields<'_>, key: &str, run: &RunSettings) -> Vec<RunDay> {
    let Some(words) = fields.one_or_more(key) else { return Vec::new() };
    let Some(monday) = run.monday else {
        let message = format!("`{key}` needs the date at which the run begins");
        let help = "[run] starts = \"2026-10-05\"";
        fields.faults.add(Diagnostic::error("needs", fields.span(key), message).help(help));
        return Vec::new();
    };
    let mut days = Vec::new();
    for word in words {
        let (first, last) = word.text.split_once(" to ").unwrap_or((&word.text, &word.text));
        let day = |text: &str| Some(day_number(certain_date_time(text)?.date()));
        match (day(first), day(last)) {
            (Some(first), Some(last)) if first <= last && last - first < MAX_DATES => {
                days.extend((first..=last).map(|day| day - day_number(monday)));
            }
            _ => {
                let message = format!("{} is no date", word.quoted());
                let help = "dates read \"2026-12-25\", or \"2026-12-24 to 2027-01-02\"";
                fields.faults.add(Diagnostic::error("bad-value", &word.at, message).help(help));
            }
        }
    }
    warn_if_outside(&days, fields.span(key), fields, run);
    days
}

fn warn_if_outside(days: &[RunDay], at: &SourceSpan, fields: &Fields<'_>, run: &RunSettings) {
    let first = (run.week_offset.0 / DAY.0) as RunDay;
    let end = (run.week_offset + run.horizon).0.div_ceil(DAY.0) as RunDay;
    if !days.is_empty() && !days.iter().any(|day| (first..end).contains(day)) {
        let message = "none of these dates lies within the run: they have no effect";
        let help = "see `starts` and `horizon` in [run]";
        fields.faults.add(Diagnostic::warning("no-effect", at, message).help(help));
    }
}

/// Days on and days off in turn.
#[derive(Clone, Copy, Debug)]
struct Cycle {
    on: i64,
    off: i64,
    /// A first day on.
    from: RunDay,
}

/// On which days something holds.
#[derive(Clone, Debug)]
pub(super) struct DaySet {
    week: Weekdays,
    /// Only on these, if any are given.
    dates: Option<Vec<RunDay>>,
    except: Vec<RunDay>,
    cycle: Option<Cycle>,
}

impl DaySet {
    /// Reads `days`, `dates`, `except` and `cycle`, as far as the table has them.
    pub(super) fn read(fields: &Fields<'_>, run: &RunSettings) -> Self {
        let dates = fields.node("dates").is_some().then(|| read_dates(fields, "dates", run));
        if dates.is_some() && fields.node("days").is_some() {
            let message = "`dates` says on which days, and so does `days`";
            fields.faults.error("conflict", fields.span("days"), message);
        }
        let has = |key| fields.declares(key) && fields.node(key).is_some();
        Self {
            week: fields.days("days"),
            dates,
            except: if has("except") { read_dates(fields, "except", run) } else { Vec::new() },
            cycle: if has("cycle") { read_cycle(fields, run) } else { None },
        }
    }

    /// Whether every week is the same; then these are its days.
    pub(super) fn every_week(&self) -> Option<Weekdays> {
        let plain = self.dates.is_none() && self.except.is_empty() && self.cycle.is_none();
        plain.then_some(self.week)
    }

    /// Whether dates are given on which alone it holds.
    pub(super) fn is_of_dates(&self) -> bool {
        self.dates.is_some()
    }

    /// Whether it holds on a day.
    pub(super) fn has(&self, day: RunDay) -> bool {
        let weekday = usize::try_from(day.rem_euclid(7)).unwrap_or(0);
        let on = |cycle: Cycle| (day - cycle.from).rem_euclid(cycle.on + cycle.off) < cycle.on;
        match &self.dates {
            Some(dates) => dates.contains(&day),
            None => self.week[weekday] && !self.except.contains(&day) && self.cycle.is_none_or(on),
        }
    }
}

fn read_cycle(fields: &Fields<'_>, run: &RunSettings) -> Option<Cycle> {
    let table = fields.table("cycle")?;
    let number = |key| table.integer(key).and_then(|days| i64::try_from(days).ok());
    let from = read_dates_of_cycle(&table, run);
    Some(Cycle { on: number("on")?, off: number("off")?, from: from? })
}

/// The first day of a cycle, which may lie outside of the run.
fn read_dates_of_cycle(table: &Fields<'_>, run: &RunSettings) -> Option<RunDay> {
    let text = table.text("from")?;
    let Some(date) = certain_date_time(text) else {
        let fault = Diagnostic::error("bad-value", table.span("from"), "this is no date");
        table.faults.add(fault.help("a first day on: \"2026-10-05\""));
        return None;
    };
    let Some(monday) = run.monday else {
        let message = "a cycle needs the date at which the run begins";
        let fault = Diagnostic::error("needs", table.span("from"), message);
        table.faults.add(fault.help("[run] starts = \"2026-10-05\""));
        return None;
    };
    Some(day_number(date.date()) - day_number(monday))
}

/// The days of a run on which something may begin that matters to it: from the day before its Monday,
/// which may reach over midnight, to the end of what is finished after its horizon.
pub(super) fn days_of_run(run: &Run) -> Range<RunDay> {
    let length = run.week_offset + run.horizon + Run::MAX_DRAIN;
    -1..length.0.div_ceil(DAY.0) as RunDay
}

/// A calendar from stretches on days of the run, painted layer over layer.
pub(super) fn dated_calendar<T: Copy + PartialEq>(
    layers: &[(Vec<DayStretch>, T)],
    ground: T,
    run: &Run,
) -> Option<Calendar<T>> {
    let mut edges: Vec<(i64, usize, i32)> = Vec::new();
    for (layer, (stretches, _)) in layers.iter().enumerate() {
        for (day, from, to) in stretches {
            let midnight = day * DAY.0 as i64;
            edges.push((midnight + from.0 as i64, layer, 1));
            edges.push((midnight + to.0 as i64, layer, -1));
        }
    }
    edges.sort_unstable_by_key(|(at, ..)| *at);
    let mut open = vec![0; layers.len()];
    let mut steps = vec![(Span::ZERO, ground)];
    for (place, (at, layer, change)) in edges.iter().enumerate() {
        open[*layer] += change;
        if edges.get(place + 1).is_some_and(|(next, ..)| next == at) {
            continue;
        }
        let top = open.iter().rposition(|count| *count > 0);
        let value = top.map_or(ground, |layer| layers[layer].1);
        let since = u64::try_from(*at).unwrap_or(0).saturating_sub(run.week_offset.0);
        if since == 0 {
            steps.clear();
        }
        steps.push((Span(since), value));
    }
    Calendar::once(steps)
}
