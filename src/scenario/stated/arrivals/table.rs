//! Values by interval: how many come, or at what rate, from a table.

use super::super::fields::Fields;
use super::super::intervals::table::{Family, IntervalTable};
use super::super::intervals::{ValueKind, read_interval_table, read_spread};
use super::super::run::RunSettings;
use crate::base::{DAY, HOUR, Span, WEEK};
use crate::plan::{ArrivalCounts, Arrivals, Calendar};
use crate::scenario::language::words::{CountsWord, HistoryWord};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::{Diagnostic, with_thousands};
use crate::scenario::text::values;
use crate::table::{date_of, day_number};

/// What the values of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Mean sessions an hour.
    Rates,
    /// Sessions in each interval.
    Counts,
    /// Mean sessions in each interval.
    MeanCounts,
}

pub(super) fn read_csv(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<Arrivals> {
    let word = fields.word::<CountsWord>("kind");
    let counts = word == CountsWord::Counts;
    let days = fields.days("days");
    let values = if word != CountsWord::RatePerHour {
        ValueKind::Numbers { what: "count", most: 1e6 }
    } else {
        ValueKind::Numbers { what: "rate", most: values::MAX_RATE * 3_600.0 }
    };
    let stated = read_interval_table(fields, values, files)?;
    let names_days = stated.family != Family::EveryDay;
    if names_days && fields.node("days").is_some() {
        fields.faults.error("conflict", fields.span("days"), "the file names the days itself");
    }
    let (table, kind) = match fields.table("day_profile") {
        Some(profile) => {
            let kind = if counts { Kind::Counts } else { Kind::MeanCounts };
            (read_spread(&stated, &profile, files)?, kind)
        }
        None => {
            check_totals_are_meant(&stated, fields)?;
            let kind = match word {
                CountsWord::RatePerHour => Kind::Rates,
                CountsWord::Counts => Kind::Counts,
                CountsWord::MeanCounts => Kind::MeanCounts,
            };
            (stated, kind)
        }
    };
    if fields.node("kind").is_none() && kind == Kind::Rates {
        check_kind_is_clear(&table, fields);
    }
    let very_days = fields.word::<HistoryWord>("history") == HistoryWord::Days;
    if very_days && table.family != Family::Dates {
        let message = "`history = \"days\"` needs a table with dates";
        fields.faults.error("needs", fields.span("history"), message);
        return None;
    }
    if very_days {
        return very_day_arrivals(&table, kind, run, fields);
    }
    tell_history(&table, fields);
    let week: Vec<f64> = table.week(days).into_iter().map(Option::unwrap_or_default).collect();
    match kind {
        Kind::Counts => week_counts(table.step, week, run, fields),
        Kind::Rates | Kind::MeanCounts => {
            week_rates(table.step, &rates(kind, table.step, &week), run)
        }
    }
}

/// A row for each day may be meant as it is only if that is said.
fn check_totals_are_meant(table: &IntervalTable, fields: &Fields<'_>) -> Option<()> {
    if !table.whole_days || fields.node("every").is_some() {
        return Some(());
    }
    let message = "the rows are days: how are their sessions spread over the day?";
    let help =
        "day_profile = { csv = \"profile.csv\" } says how; every = \"1d\" spreads them evenly";
    fields.faults.add(Diagnostic::error("csv", fields.span("csv"), message).help(help));
    None
}

/// Whole numbers in intervals that are not an hour may well be counts, and would be read as rates.
fn check_kind_is_clear(table: &IntervalTable, fields: &Fields<'_>) {
    let step = table.step;
    let may_be_counts = table.values().all(|value| value.fract() == 0.0);
    if step != HOUR && may_be_counts && table.values().any(|value| value > 0.0) {
        let message = format!(
            "the rows are {step} apart and are read as sessions an hour: `kind` is not said"
        );
        let help = "write kind = \"mean-counts\" for the mean of each interval, about which chance moves, \
                    \"counts\" for exactly so many sessions in each, or \"rate-per-hour\"";
        let fault = Diagnostic::warning("unsaid", fields.span("csv"), message);
        fields.faults.add(fault.help(help));
    }
}

/// Several weeks became one: from when to when, and how many days.
fn tell_history(table: &IntervalTable, fields: &Fields<'_>) {
    let days = table.days();
    let (Family::Dates, [first, .., last]) = (table.family, &days[..]) else { return };
    let (Some(from), Some(to)) = (date_of(*first), date_of(*last)) else { return };
    let missing = (last - first + 1) as usize - days.len();
    let gap = if missing > 0 {
        format!(
            "; {} days between them are not there and count in no mean",
            with_thousands(missing as u64)
        )
    } else {
        String::new()
    };
    let message = format!(
        "{} days of history, {from} to {to}: each day of the week is the mean of its dates{gap}",
        with_thousands(days.len() as u64)
    );
    let help = "history = \"days\" brings the very days back";
    fields.faults.add(Diagnostic::note("history", fields.span("csv"), message).help(help));
}

/// Sessions a second.
fn rates(kind: Kind, step: Span, values: &[f64]) -> Vec<f64> {
    let seconds = match kind {
        Kind::Rates => HOUR.as_secs_f64(),
        Kind::Counts | Kind::MeanCounts => step.as_secs_f64(),
    };
    values.iter().map(|value| value / seconds).collect()
}

fn week_rates(step: Span, rates: &[f64], run: &RunSettings) -> Option<Arrivals> {
    let steps = rates.iter().enumerate();
    let steps = steps.map(|(i, rate)| (Span(step.0 * i as u64), *rate)).collect();
    Calendar::repeating(steps, WEEK, run.week_offset).map(Arrivals::Poisson)
}

fn week_counts(
    length: Span,
    table: Vec<f64>,
    run: &RunSettings,
    fields: &Fields<'_>,
) -> Option<Arrivals> {
    let first_interval = first_interval(length, run, fields)?;
    Some(Arrivals::Counts(ArrivalCounts { table, length, first_interval, repeats: true }))
}

/// The interval of the week in which the run begins, at its start.
fn first_interval(length: Span, run: &RunSettings, fields: &Fields<'_>) -> Option<usize> {
    if !run.week_offset.0.is_multiple_of(length.0) {
        let message =
            format!("counts for intervals of {length} need a run that starts at one of them");
        let help = "change `run.starts`, or use kind = \"mean-counts\"";
        fields.faults.add(Diagnostic::error("conflict", fields.span("csv"), message).help(help));
        return None;
    }
    Some((run.week_offset.0 / length.0) as usize)
}

/// The days of the file on their dates, from the Monday before the run on.
fn very_day_arrivals(
    table: &IntervalTable,
    kind: Kind,
    run: &RunSettings,
    fields: &Fields<'_>,
) -> Option<Arrivals> {
    let days = table.days();
    let monday = run.monday.map(day_number).or_else(|| {
        let first = date_of(*days.first()?)?;
        let message = "`history = \"days\"` needs the date at which the run begins";
        let help = format!("[run] starts = \"{first}\", the first day of the file");
        fields.faults.add(Diagnostic::error("needs", fields.span("history"), message).help(help));
        None
    })?;
    let length = run.week_offset + run.horizon;
    let (first, last) =
        (monday + (run.week_offset.0 / DAY.0) as i64, monday + length.0.div_ceil(DAY.0) as i64);
    let outside = days.iter().filter(|day| **day < first || **day >= last).count();
    if outside > 0 {
        let message = format!(
            "{} of {} days of the file lie outside of the run, and have no effect",
            with_thousands(outside as u64),
            with_thousands(days.len() as u64)
        );
        let help = "see `starts` and `horizon` in [run]";
        let fault = Diagnostic::warning("no-effect", fields.span("csv"), message);
        fields.faults.add(fault.help(help));
    }
    let absent = (last - first) as usize - (days.len() - outside);
    if absent > 0 {
        let message =
            format!("{absent} days of the run are not in the file: no client comes on them");
        fields.faults.add(Diagnostic::note("filled", fields.span("csv"), message));
    }
    let all = table.dates(monday, (last - monday) as usize);
    let all: Vec<f64> = all.into_iter().map(Option::unwrap_or_default).collect();
    if kind == Kind::Counts {
        let first_interval = first_interval(table.step, run, fields)?;
        let (table, length) = (all, table.step);
        return Some(Arrivals::Counts(ArrivalCounts {
            table,
            length,
            first_interval,
            repeats: false,
        }));
    }
    let rates = rates(kind, table.step, &all);
    let end = Span(table.step.0 * rates.len() as u64);
    let starts = (0_u64..).map(|i| Span(table.step.0 * i));
    let steps = starts.zip(rates).chain([(end, 0.0)]);
    let mut kept: Vec<(Span, f64)> = Vec::new();
    for (start, rate) in steps {
        if start <= run.week_offset {
            kept.clear();
        }
        kept.push((start.saturating_sub(run.week_offset), rate));
    }
    Calendar::once(kept).map(Arrivals::Poisson)
}
