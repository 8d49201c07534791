//! Arrivals at the instants of a table.

use super::super::fields::Fields;
use super::super::file_format::{read_filters, read_format};
use super::super::intervals::read_zone;
use super::super::intervals::table::{clock_of, on_the_clock};
use super::super::run::RunSettings;
use crate::base::{DAY, Span, Time};
use crate::plan::Arrivals;
use crate::scenario::text::csv_files::{CellFaults, CsvFiles, report_ambiguity};
use crate::scenario::text::diagnostic::{Diagnostic, quoted, with_thousands};
use crate::scenario::text::table_rows::Rows;
use crate::table::lengths::{LengthFormat, TwoParts};
use crate::table::numbers::DecimalSign;
use crate::table::times::{NumbersMean, TimeColumn, TimeFormat, When};
use crate::table::{Date, DateTime, date_of, day_number};

/// When a client of the file came.
#[derive(Clone, Copy, Debug)]
enum Came {
    /// So long after the start of the run.
    After(Span),
    /// At a time of the run's first day.
    FirstDay(Span),
    /// At a date with a time.
    At(DateTime),
}

pub(super) fn read_replay(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<Arrivals> {
    let faults = fields.faults;
    if fields.node("column").is_none() {
        let message = "`replay` needs `column`, the column to read";
        faults.error("missing-key", fields.span("replay"), message);
    }
    let (format, filters) = (read_format(fields), read_filters(fields));
    let (path, column) = (fields.text("replay"), fields.name("column"));
    let (path, column) = (path?, column?);
    let table = files.open(path, fields.span("replay"), &format, &[&[&column.text]], faults)?;
    let place = table.column(&column, faults)?;
    let rows = table.rows(&[place], &filters, faults)?;
    let mut seen = TimeColumn::default();
    (0..rows.len()).for_each(|row| seen.see(rows.cell(row, 0)));
    let times = match seen.decide(format.times) {
        Ok(times) if may_be_days(times, &seen, &rows) && !is_stated(fields) => {
            ask_for_meaning(fields, &rows, &seen);
            return None;
        }
        // Plain numbers are seconds since the start of the run, unless they are since 1970.
        Ok(times) if format.times.numbers.is_none() => times.with_numbers(
            times
                .numbers
                .filter(|meaning| !matches!(meaning, NumbersMean::Hours | NumbersMean::ExcelDays)),
        ),
        Ok(times) => times,
        Err(open) => {
            report_ambiguity(&rows, 0, &open, faults);
            return None;
        }
    };
    let came = read_cells(fields, &rows, times)?;
    let instants = on_the_run(fields, came, run);
    check_replayed(&instants, run, fields);
    Some(Arrivals::Replay(instants))
}

/// Whether all numbers are as large as days of a spreadsheet since 1954, and some have a part of a day: as seconds
/// they lie between 05:33 and 22:13 of the run's first day. Whole days would all be midnights, so whole numbers are
/// seconds.
fn may_be_days(times: TimeFormat, seen: &TimeColumn, rows: &Rows) -> bool {
    let first = seen.number().and_then(|(_, text)| text.trim().parse::<f64>().ok());
    let has_part = |row| rows.cell(row, 0).contains(['.', ',']);
    times.numbers == Some(NumbersMean::ExcelDays)
        && first.is_some_and(|number| number >= 1.0)
        && (0..rows.len()).any(has_part)
}

fn is_stated(fields: &Fields<'_>) -> bool {
    let stated = |key: &str| fields.table("format").is_some_and(|table| table.node(key).is_some());
    stated("times") || stated("unit")
}

fn ask_for_meaning(fields: &Fields<'_>, rows: &Rows, seen: &TimeColumn) {
    let (row, text) = seen.number().map_or((0, ""), |(row, text)| (row as usize, text));
    let message = format!(
        "{} may be a day of a spreadsheet, or seconds since the start of the run",
        quoted(text)
    );
    let help = "say which: format = { times = \"excel-days\" }, or { unit = \"s\" } for seconds";
    CellFaults::new(fields.faults).add(rows, row, 0, message, help);
}

fn read_cells(fields: &Fields<'_>, rows: &Rows, times: TimeFormat) -> Option<Vec<Came>> {
    let zone = read_zone(fields);
    let (unit, two_parts) = (read_format(fields).unit, TwoParts::MinutesSeconds);
    let lengths = LengthFormat { unit, two_parts, decimal: DecimalSign::Point };
    let mut wrong = CellFaults::new(fields.faults);
    let (mut found, mut empty, mut doubled) = (Vec::with_capacity(rows.len()), 0_u64, 0_u64);
    for row in 0..rows.len() {
        let cell = rows.cell(row, 0);
        if cell.is_empty() {
            empty += 1;
            continue;
        }
        match times.parse(cell).map(|cell| cell.when) {
            Ok(When::Clock(clock)) => found.push(Came::FirstDay(clock)),
            Ok(When::Stamp { at, offset }) => {
                let (at, twice) = on_the_clock(at, offset, zone.as_ref());
                doubled += u64::from(twice);
                found.push(Came::At(at));
            }
            Ok(When::Date(_) | When::WeekTime { .. } | When::Weekday(_)) | Err(_) => {
                match lengths.parse(cell).filter(|seconds| *seconds < 1e10) {
                    Some(seconds) => found.push(Came::After(Span::from_secs_f64(seconds))),
                    None => {
                        let message = format!("{} is no time of an arrival", quoted(cell));
                        wrong.add(rows, row, 0, message, CELL_HELP);
                    }
                }
            }
        }
    }
    let report = |code, message: String| {
        fields.faults.add(Diagnostic::note(code, fields.span("replay"), message));
    };
    if empty > 0 {
        let count = with_thousands(empty);
        report("skipped", format!("rows without a time of arrival, passed over: {count}"));
    }
    if doubled > 0 {
        let count = with_thousands(doubled);
        let message = format!(
            "arrivals in an hour that the clock shows twice: {count}; both hours fall into one"
        );
        report("clock-change", message);
    }
    wrong.none().then_some(found)
}

const CELL_HELP: &str = "seconds since the start of the run (12.5), a duration (1m30s), a time of the \
                         first day (08:00:30), or a date with a time (2026-10-05 08:00:30)";

/// The instants of the run, ascending. Dates count from its date, or else from the Monday before the
/// first of them, which is reported.
fn on_the_run(fields: &Fields<'_>, came: Vec<Came>, run: &RunSettings) -> Vec<Time> {
    let first_date = came.iter().filter_map(|one| match one {
        Came::At(at) => Some(at.date()),
        Came::After(_) | Came::FirstDay(_) => None,
    });
    let monday = run.monday.or_else(|| guessed_monday(fields, first_date.min()?, run));
    let into_day = Span(run.week_offset.0 % DAY.0);
    let mut early = 0_u64;
    let mut instants = Vec::with_capacity(came.len());
    for one in came {
        let since_start = match (one, monday) {
            (Came::After(span), _) => Some(span),
            (Came::FirstDay(clock), _) => clock.0.checked_sub(into_day.0).map(Span),
            (Came::At(at), Some(monday)) => {
                let day = day_number(at.date()) - day_number(monday);
                let since_monday = i64::try_from(clock_of(at).0)
                    .ok()
                    .and_then(|clock| day.checked_mul(DAY.0 as i64)?.checked_add(clock));
                since_monday
                    .and_then(|since| u64::try_from(since).ok())
                    .and_then(|since| since.checked_sub(run.week_offset.0))
                    .map(Span)
            }
            (Came::At(_), None) => None,
        };
        match since_start {
            Some(since) => instants.push(Time::ZERO + since),
            None => early += 1,
        }
    }
    if early > 0 {
        let message = format!(
            "`replay`: {} rows have no effect, as they lie before the start of the run",
            with_thousands(early)
        );
        let help = "[run] starts = \"…\" says when the run begins";
        let fault = Diagnostic::warning("no-effect", fields.span("replay"), message);
        fields.faults.add(fault.help(help));
    }
    instants.sort_unstable();
    instants
}

fn guessed_monday(fields: &Fields<'_>, first: Date, run: &RunSettings) -> Option<Date> {
    let day = day_number(first);
    let monday = date_of(day - super::super::intervals::table::weekday(day) as i64)?;
    let starts = date_of(day_number(monday) + (run.week_offset.0 / DAY.0) as i64)?;
    let message =
        format!("the run is taken to begin on {starts}, in the week of the first arrival");
    let help = format!("to say so yourself: [run] starts = \"{starts}\"");
    fields.faults.add(Diagnostic::note("guessed", fields.span("replay"), message).help(help));
    Some(monday)
}

/// Rows after the end of the run bring no client.
fn check_replayed(instants: &[Time], run: &RunSettings, fields: &Fields<'_>) {
    let end = Time::ZERO + run.horizon;
    let late = instants.len() - instants.partition_point(|at| *at < end);
    if late == 0 {
        return;
    }
    let message = format!(
        "`replay`: {} of {} rows have no effect, as they lie after the end of the run",
        with_thousands(late as u64),
        with_thousands(instants.len() as u64)
    );
    let help = format!("the run lasts {} from its start: see [run] horizon", run.horizon);
    let fault = Diagnostic::warning("no-effect", fields.span("replay"), message);
    fields.faults.add(fault.help(help));
}
