//! From the rows of a table to times with values.

use super::headings::{Columns, START_NAMES, Values, find_columns};
use super::{TableKeys, ValueKind};
use crate::base::{DAY, Span};
use crate::scenario::text::csv_files::{CellFaults, CsvFiles, report_ambiguity};
use crate::scenario::text::diagnostic::{Diagnostic, quoted, with_thousands};
use crate::scenario::text::table_rows::Rows;
use crate::table::lengths::{LengthColumn, LengthFormat};
use crate::table::numbers::NumberFormat;
use crate::table::times::{TimeCell, TimeColumn, TimeFormat, When};
use crate::table::zones::{ClockChange, Zone};
use crate::table::{DateTime, day_number};

/// A time with a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observation {
    pub(super) at: Moment,
    /// How long the interval is, where its end is written too.
    pub(super) length: Option<Span>,
    /// `None`: the cell is empty.
    pub(super) value: Option<f64>,
    /// The row, for faults.
    pub(super) row: usize,
    /// Whether its hour stands on the clock twice.
    pub(super) doubled: bool,
}

/// A time as a table gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Days since 1970-01-01, or days of the week from Monday, or zero.
    pub(super) day: i64,
    pub(super) clock: Span,
    pub(super) family: Family,
    /// The day as a whole is meant.
    pub(super) whole_day: bool,
}

/// Which days a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario::stated) enum Family {
    /// Any day: times of day alone.
    EveryDay,
    /// Days of the week.
    Week,
    Dates,
}

/// What was read of a table.
pub(super) struct Observed {
    pub(super) rows: Rows,
    pub(super) all: Vec<Observation>,
}

/// Reads all rows. What was passed over is reported.
pub(super) fn observe(keys: &TableKeys<'_>, files: &CsvFiles<'_>) -> Option<Observed> {
    let faults = keys.fields.faults;
    let from: Vec<&str> = keys.from.iter().map(|name| name.text.as_str()).collect();
    let column = keys.column.as_ref().map(|name| [name.text.as_str()]);
    let mut wanted: Vec<&[&str]> = from.iter().map(std::slice::from_ref).collect();
    if wanted.is_empty() {
        wanted.push(START_NAMES);
    }
    wanted.extend(column.iter().map(|name| &name[..]));
    let table = files.open(keys.path, keys.named_at, &keys.format, &wanted, faults)?;
    let columns = find_columns(keys, &table)?;
    let (across, what) = match &columns.values {
        Values::Column(_) => (Vec::new(), Across::Days),
        Values::ClocksAcross(places) => {
            (heading_cells(keys, places, table.header())?, Across::Clocks)
        }
        Values::DaysAcross(places) => (heading_cells(keys, places, table.header())?, Across::Days),
    };
    let mut places = columns.times.clone();
    match &columns.values {
        Values::Column(place) => places.push(*place),
        Values::ClocksAcross(values) | Values::DaysAcross(values) => places.extend(values),
    }
    let rows = table.rows(&places, &keys.filters, faults)?;
    tell_skipped(keys, &rows);
    let all = if across.is_empty() {
        down(keys, &columns, &rows)?
    } else {
        one_row_a_day(keys, &columns, &rows)?;
        across_all(keys, &columns, &rows, &across, what)?
    };
    let empty = all.iter().filter(|one| one.value.is_none()).count();
    if empty > 0 {
        let count = with_thousands(empty as u64);
        let meaning = match keys.values {
            ValueKind::Numbers { .. } => "they count as zero",
            ValueKind::Lengths => "nothing is known of these intervals",
        };
        keys.tell(
            "filled",
            format!("empty cells in {}: {count}; {meaning}", quoted(keys.path)),
            "",
        );
    }
    Some(Observed { rows, all })
}

fn tell_skipped(keys: &TableKeys<'_>, rows: &Rows) {
    let skipped = &rows.skipped;
    if let Some(line) = skipped.header_line {
        let message = format!(
            "the columns of {} are named on line {line}: what stands above is passed over",
            quoted(keys.path)
        );
        keys.tell("skipped", message, "");
    }
    if let Some(line) = skipped.first_total {
        let message = format!(
            "rows of totals in {} are passed over: {}, the first on line {line}",
            quoted(keys.path),
            skipped.totals
        );
        keys.tell("skipped", message, "");
    }
}

/// What values are read with.
enum ValueFormat {
    Numbers(NumberFormat),
    Lengths(LengthFormat),
}

impl ValueFormat {
    fn of(keys: &TableKeys<'_>, rows: &Rows, columns: std::ops::Range<usize>) -> Option<Self> {
        let faults = keys.fields.faults;
        let mut numbers = None;
        for column in columns.clone() {
            let format = rows.number_format(column, &keys.format, faults)?;
            numbers = numbers.or(Some(format));
        }
        let numbers = numbers?;
        if keys.values != ValueKind::Lengths {
            return Some(Self::Numbers(numbers));
        }
        let mut seen = LengthColumn::default();
        let first = columns.start;
        (0..rows.len()).for_each(|row| seen.see(rows.cell(row, first)));
        match seen.decide(keys.format.unit, numbers.decimal, keys.format.lengths) {
            Ok(format) => Some(Self::Lengths(format)),
            Err(open) => {
                report_ambiguity(rows, first, &open, faults);
                None
            }
        }
    }

    /// `Ok(None)` for an empty cell.
    fn read(&self, cell: &str, kind: ValueKind) -> Result<Option<f64>, (String, &'static str)> {
        if cell.is_empty() || cell == "-" || cell.eq_ignore_ascii_case("n/a") {
            return Ok(None);
        }
        let found = match self {
            Self::Numbers(format) => format.parse(cell),
            Self::Lengths(format) => format.parse(cell),
        };
        let (what, most, help) = match kind {
            ValueKind::Numbers { what, most } => {
                (what, most, "a number from zero belongs here, such as 12 or 12.5")
            }
            ValueKind::Lengths => {
                ("length of time", 1e9, "seconds (90), a duration (1m30s) or 0:01:30 belong here")
            }
        };
        match found.filter(|value| (0.0..=most).contains(value)) {
            Some(value) => Ok(Some(value)),
            None => Err((format!("{} is no {what}", quoted(cell)), help)),
        }
    }
}

/// The formats of the columns of times: the first ones of `rows`.
fn time_formats(keys: &TableKeys<'_>, rows: &Rows, count: usize) -> Option<Vec<TimeFormat>> {
    let format = |column: usize| {
        let mut seen = TimeColumn::default();
        (0..rows.len()).for_each(|row| seen.see(rows.cell(row, column)));
        seen.decide(keys.format.times)
            .map_err(|open| report_ambiguity(rows, column, &open, keys.fields.faults))
            .ok()
    };
    (0..count).map(format).collect()
}

/// One value in each row.
fn down(keys: &TableKeys<'_>, columns: &Columns, rows: &Rows) -> Option<Vec<Observation>> {
    let times = columns.times.len();
    let formats = time_formats(keys, rows, times)?;
    let values = ValueFormat::of(keys, rows, times..times + 1)?;
    let mut wrong = CellFaults::new(keys.fields.faults);
    let mut all: Vec<Observation> = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        let value = match values.read(rows.cell(row, times), keys.values) {
            Ok(value) => value,
            Err((message, help)) => {
                wrong.add(rows, row, times, message, help);
                None
            }
        };
        let blank = (0..times).all(|column| rows.cell(row, column).is_empty());
        if blank && value.is_none() {
            continue;
        }
        match row_moment(keys, rows, row, &formats) {
            Ok((at, length, doubled)) => {
                if let Some(first) = all.first()
                    && (first.at.family, first.at.whole_day) != (at.family, at.whole_day)
                {
                    let message = "this time is of another kind than those above".to_owned();
                    wrong.add(rows, row, 0, message, "each row has a date, or none has");
                    continue;
                }
                all.push(Observation { at, length, value, row, doubled });
            }
            Err((column, message)) => wrong.add(rows, row, column, message, TIME_HELP),
        }
    }
    wrong.none().then_some(all)
}

const TIME_HELP: &str = "the start of an interval reads 09:00, mon 09:00 or 2026-10-05 09:00";

type RowMoment = (Moment, Option<Span>, bool);

fn row_moment(
    keys: &TableKeys<'_>,
    rows: &Rows,
    row: usize,
    formats: &[TimeFormat],
) -> Result<RowMoment, (usize, String)> {
    let mut cells = Vec::with_capacity(2);
    for (column, format) in formats.iter().enumerate() {
        cells.push(format.parse(rows.cell(row, column)).map_err(|why| (column, why))?);
    }
    joined(&cells, keys.zone.as_ref()).map_err(|why| (0, why))
}

/// What the cells of a row's times say together.
fn joined(cells: &[TimeCell], zone: Option<&Zone>) -> Result<RowMoment, String> {
    let length = cells.iter().find_map(|cell| cell.length);
    let moment = |family, day, clock| Moment { day, clock, family, whole_day: false };
    let whens: Vec<When> = cells.iter().map(|cell| cell.when).collect();
    let (at, doubled) = match whens[..] {
        [When::Stamp { at, offset }] => {
            let (at, doubled) = on_the_clock(at, offset, zone);
            let clock = clock_of(at);
            (moment(Family::Dates, day_number(at.date()), clock), doubled)
        }
        [When::Date(date), When::Clock(clock)] => {
            let doubled = crate::table::times::at_clock(date, clock)
                .is_some_and(|at| on_the_clock(at, None, zone).1);
            (moment(Family::Dates, day_number(date), clock), doubled)
        }
        [When::WeekTime { day, clock }] | [When::Weekday(day), When::Clock(clock)] => {
            (moment(Family::Week, day as i64, clock), false)
        }
        [When::Clock(clock)] => (moment(Family::EveryDay, 0, clock), false),
        [When::Date(date)] => {
            let at = moment(Family::Dates, day_number(date), Span::ZERO);
            (Moment { whole_day: true, ..at }, false)
        }
        [When::Weekday(day)] => {
            let at = moment(Family::Week, day as i64, Span::ZERO);
            (Moment { whole_day: true, ..at }, false)
        }
        _ => return Err("a day and a time of day belong into these columns".to_owned()),
    };
    if at.clock >= DAY {
        return Err("the last interval of a day begins before 24:00".to_owned());
    }
    Ok((at, length, doubled))
}

/// The date and time on the run's clock, and whether they stand on it twice.
pub(in crate::scenario::stated) fn on_the_clock(
    at: DateTime,
    offset: Option<crate::table::Offset>,
    zone: Option<&Zone>,
) -> (DateTime, bool) {
    let Some(zone) = zone else { return (at, false) };
    let at = match offset.and_then(|offset| offset.to_timestamp(at).ok()) {
        Some(instant) => zone.clock_at(instant),
        None => at,
    };
    (at, zone.change_at(at) == ClockChange::Doubled)
}

/// The time of day of a date with a time.
pub(in crate::scenario::stated) fn clock_of(at: DateTime) -> Span {
    let since = at.date().to_datetime(crate::table::midnight());
    let length = at.duration_since(since);
    Span(u64::try_from(length.as_micros()).unwrap_or(0))
}

/// What the headings of the values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Across {
    Clocks,
    Days,
}

/// The times of day, or days, that headings are.
fn heading_cells(
    keys: &TableKeys<'_>,
    places: &[usize],
    header: &[String],
) -> Option<Vec<TimeCell>> {
    let mut seen = TimeColumn::default();
    places.iter().for_each(|place| seen.see(&header[*place]));
    let fault = |message: String, help: &str| {
        let fault = Diagnostic::error("csv", keys.named_at, message);
        keys.fields.faults.add(fault.help(help));
    };
    let format = match seen.decide(keys.format.times) {
        Ok(format) => format,
        Err(open) => {
            let help = open.help.replace("say which with ", "say which with format = { ") + " }";
            fault(format!("the headings of {}: {}", quoted(keys.path), open.problem), &help);
            return None;
        }
    };
    let cells = places.iter().map(|place| format.parse(&header[*place]));
    match cells.collect() {
        Ok(cells) => Some(cells),
        Err(why) => {
            fault(format!("the headings of {}: {why}", quoted(keys.path)), TIME_HELP);
            None
        }
    }
}

/// Where times stand across and rows have no days, there is one row.
fn one_row_a_day(keys: &TableKeys<'_>, columns: &Columns, rows: &Rows) -> Option<()> {
    if !columns.times.is_empty() || rows.len() == 1 {
        return Some(());
    }
    let message = format!("{} has several rows with times across", quoted(keys.path));
    let help = "say which row counts: where = { skill = \"…\" }, or which column has its day: from";
    keys.fields.faults.add(Diagnostic::error("csv", keys.named_at, message).help(help));
    None
}

/// A value in each cell below a time of day, or a day.
fn across_all(
    keys: &TableKeys<'_>,
    columns: &Columns,
    rows: &Rows,
    headings: &[TimeCell],
    what: Across,
) -> Option<Vec<Observation>> {
    let times = columns.times.len();
    let formats = time_formats(keys, rows, times)?;
    let values = ValueFormat::of(keys, rows, times..times + headings.len())?;
    let mut wrong = CellFaults::new(keys.fields.faults);
    let mut all = Vec::new();
    for row in 0..rows.len() {
        let of_row = formats.first().map(|format| format.parse(rows.cell(row, 0))).transpose();
        let of_row = match of_row {
            Ok(cell) => cell,
            Err(why) => {
                let help = match what {
                    Across::Clocks => "the day of a row is a date or a day of the week",
                    Across::Days => "the time of a row reads 09:00 or 09:00-09:30",
                };
                wrong.add(rows, row, 0, why, help);
                continue;
            }
        };
        for (place, heading) in headings.iter().enumerate() {
            let column = times + place;
            let cells: Vec<TimeCell> = match what {
                Across::Clocks => of_row.into_iter().chain([*heading]).collect(),
                Across::Days => [*heading].into_iter().chain(of_row).collect(),
            };
            match (
                values.read(rows.cell(row, column), keys.values),
                joined(&cells, keys.zone.as_ref()),
            ) {
                (Ok(value), Ok((at, length, doubled))) => {
                    all.push(Observation { at, length, value, row, doubled });
                }
                (Err((message, help)), _) => wrong.add(rows, row, column, message, help),
                (_, Err(message)) => wrong.add(rows, row, 0, message, TIME_HELP),
            }
        }
    }
    wrong.none().then_some(all)
}
