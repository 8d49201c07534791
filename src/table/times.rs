//! Columns of times: instants, dates, times of day, days of the week with a time, and stretches from
//! one time to another.
//!
//! A column is seen as a whole before any of its cells is read: whether `1/2/2026` is in January or in
//! February, and whether `45936.5` is a day of Excel, is what all its cells say together.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

pub use super::date_time::{DateOrder, at_clock};

use super::Ambiguity;
use super::clocks::{halves, parse_clock, parse_clock_range, parse_weekday};
use super::date_time::{Signs, WrittenDate, WrittenStamp, day_number_as_date_time, parse_stamp};
use super::plain_stamp::parse_plain_stamp;
use crate::base::{DAY, HOUR, Span};

/// What a cell says of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A date with a time of day, and with an offset from UTC if one is written (`Z`, `+03:00`) or
    /// meant (Unix time).
    Stamp { at: DateTime, offset: Option<Offset> },
    /// A date alone.
    Date(Date),
    /// A day of the week from Monday, zero, and the time of day since midnight.
    WeekTime { day: usize, clock: Span },
    /// A day of the week alone.
    Weekday(usize),
    /// A time of day, since midnight.
    Clock(Span),
}

/// A cell of a column of times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeCell {
    pub when: When,
    /// How long the stretch is, if its end is written too: `08:00-08:30`.
    pub length: Option<Span>,
}

/// What plain numbers in a column of times are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumbersMean {
    /// Days since 1899-12-30, as Excel counts; below one, a part of a day.
    ExcelDays,
    /// Since 1970-01-01 00:00 UTC.
    UnixSeconds,
    UnixMilliseconds,
    UnixMicroseconds,
    /// Hours of the day, from 0 to 23.
    Hours,
}

/// What is stated of a column of times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeOptions {
    pub date_order: Option<DateOrder>,
    pub numbers: Option<NumbersMean>,
}

/// What the cells of a column say of its format.
#[derive(Clone, Debug, Default)]
pub struct TimeColumn {
    seen: u64,
    /// The number and text of a cell that can only be read with the day first, with the month first,
    /// or in both ways.
    day_first: Option<(u64, String)>,
    month_first: Option<(u64, String)>,
    open: Option<(u64, String)>,
    /// Whether all open dates have points.
    signs: Option<Signs>,
    numbers: Option<NumberRange>,
}

#[derive(Clone, Debug)]
struct NumberRange {
    cell: u64,
    text: String,
    least: f64,
    most: f64,
    /// Whether all are whole.
    whole: bool,
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeFormat {
    order: DateOrder,
    /// What plain numbers mean; `None`: they are no times.
    pub numbers: Option<NumbersMean>,
}

impl TimeColumn {
    /// Takes a cell into account. Blank cells say nothing.
    pub fn see(&mut self, cell: &str) {
        let place = self.seen;
        self.seen += 1;
        let stamp = match parse_plain_stamp(cell) {
            Some(stamp) => stamp,
            None => {
                if let Some(number) = plain_number(cell) {
                    self.see_number(place, cell, number);
                    return;
                }
                let Some((stamp, _)) = split_range(cell) else { return };
                stamp
            }
        };
        let WrittenDate::Open { first, second, signs, .. } = stamp.date else { return };
        let slot = match (first > 12, second > 12) {
            (true, false) => &mut self.day_first,
            (false, true) => &mut self.month_first,
            (false, false) if first != second => &mut self.open,
            _ => return,
        };
        slot.get_or_insert_with(|| (place, cell.to_owned()));
        if self.signs != Some(Signs::Others) {
            self.signs = Some(signs);
        }
    }

    fn see_number(&mut self, place: u64, cell: &str, number: f64) {
        let whole = number.fract() == 0.0;
        match &mut self.numbers {
            Some(range) => {
                range.least = range.least.min(number);
                range.most = range.most.max(number);
                range.whole &= whole;
            }
            None => {
                let (text, least, most) = (cell.to_owned(), number, number);
                self.numbers = Some(NumberRange { cell: place, text, least, most, whole });
            }
        }
    }

    /// How the column is read, from what is stated and what its cells say.
    ///
    /// # Errors
    /// If its cells leave the order of day and month open, or contradict each other.
    pub fn decide(&self, stated: TimeOptions) -> Result<TimeFormat, Ambiguity> {
        let order = match stated.date_order {
            Some(order) => order,
            None => self.date_order()?,
        };
        let numbers = match (stated.numbers, &self.numbers) {
            (Some(stated), _) => Some(stated),
            (None, Some(range)) => range.meaning(),
            (None, None) => None,
        };
        Ok(TimeFormat { order, numbers })
    }

    fn date_order(&self) -> Result<DateOrder, Ambiguity> {
        const HELP: &str = "say which with date_order = \"day-first\" or \"month-first\"";
        let ambiguity =
            |cell: u64, problem: String| Err(Ambiguity { cell, problem, help: HELP.to_owned() });
        match (&self.day_first, &self.month_first, &self.open) {
            (Some((_, day)), Some((cell, month)), _) => {
                ambiguity(*cell, format!("`{month}` has the month first, and `{day}` the day"))
            }
            (Some(_), None, _) => Ok(DateOrder::DayFirst),
            (None, Some(_), _) => Ok(DateOrder::MonthFirst),
            (None, None, Some((cell, text))) if self.signs == Some(Signs::Others) => ambiguity(
                *cell,
                format!(
                    "`{text}` may have the day or the month first, and no other row says which"
                ),
            ),
            (None, None, _) => Ok(DateOrder::DayFirst),
        }
    }

    /// A plain number of the column, and its cell, if there is one.
    pub fn number(&self) -> Option<(u64, &str)> {
        self.numbers.as_ref().map(|range| (range.cell, range.text.as_str()))
    }
}

impl NumberRange {
    /// What numbers within these bounds are: the bounds of the meanings do not overlap.
    fn meaning(&self) -> Option<NumbersMean> {
        let within = |least: f64, most: f64| least <= self.least && self.most < most;
        if self.whole && within(0.0, 24.0) {
            Some(NumbersMean::Hours)
        } else if (!self.whole && within(0.0, 1.0)) || within(20_000.0, 80_000.0) {
            Some(NumbersMean::ExcelDays)
        } else if within(3e8, 1e10) {
            Some(NumbersMean::UnixSeconds)
        } else if within(3e11, 1e13) {
            Some(NumbersMean::UnixMilliseconds)
        } else if within(3e14, 1e16) {
            Some(NumbersMean::UnixMicroseconds)
        } else {
            None
        }
    }
}

impl TimeFormat {
    /// The same, with another meaning of plain numbers.
    #[must_use]
    pub fn with_numbers(self, numbers: Option<NumbersMean>) -> Self {
        Self { numbers, ..self }
    }

    /// Reads a cell.
    ///
    /// # Errors
    /// What is wrong with it, one line.
    pub fn parse(&self, cell: &str) -> Result<TimeCell, String> {
        let cell = cell.trim();
        let whole = |when| Ok(TimeCell { when, length: None });
        if let Some(stamp) = parse_plain_stamp(cell) {
            return self.dated(cell, &stamp, None);
        }
        if let Some(number) = plain_number(cell) {
            let when = self.numbers.and_then(|meaning| meaning.of(number));
            return when.map_or_else(|| Err(format!("`{cell}` is no time")), whole);
        }
        if let Some(clock) = parse_clock(cell) {
            return whole(When::Clock(clock));
        }
        if let Some((from, to)) = parse_clock_range(cell) {
            let length = Some(to.saturating_sub(from));
            return Ok(TimeCell { when: When::Clock(from), length });
        }
        if let Some((stamp, length)) = split_range(cell) {
            return self.dated(cell, &stamp, length);
        }
        week_time(cell).ok_or_else(|| format!("`{cell}` is no time"))
    }

    fn dated(
        self,
        cell: &str,
        stamp: &WrittenStamp,
        length: Option<Span>,
    ) -> Result<TimeCell, String> {
        let none = || format!("there is no date `{cell}`");
        let date = stamp.date.in_order(self.order).ok_or_else(none)?;
        let when = match stamp.clock {
            None => return Ok(TimeCell { when: When::Date(date), length: None }),
            Some(clock) => {
                When::Stamp { at: at_clock(date, clock).ok_or_else(none)?, offset: stamp.offset }
            }
        };
        Ok(TimeCell { when, length })
    }
}

impl NumbersMean {
    fn of(self, number: f64) -> Option<When> {
        let unix = |micros: f64| {
            let stamp = jiff::Timestamp::from_microsecond(micros.round() as i64).ok()?;
            let offset = Some(Offset::UTC);
            Some(When::Stamp { at: Offset::UTC.to_datetime(stamp), offset })
        };
        match self {
            Self::ExcelDays if number < 1.0 => {
                // To the millisecond, which is what a day number holds.
                let millis = (number * 86_400_000.0).round() as u64;
                Some(When::Clock(Span(millis * 1_000)))
            }
            Self::ExcelDays => {
                let offset = None;
                Some(When::Stamp { at: day_number_as_date_time(number)?, offset })
            }
            Self::UnixSeconds => unix(number * 1e6),
            Self::UnixMilliseconds => unix(number * 1e3),
            Self::UnixMicroseconds => unix(number),
            Self::Hours => {
                let clock = Span((number * HOUR.0 as f64).round() as u64);
                (clock <= DAY).then_some(When::Clock(clock))
            }
        }
    }
}

/// A date, with or without a time of day, that can be read in one way only; `None` for all else.
pub fn certain_date_time(text: &str) -> Option<DateTime> {
    let stamp = parse_stamp(text)?;
    let date = match stamp.date {
        WrittenDate::Open { signs: Signs::Others, .. } => return None,
        written => written.in_order(DateOrder::DayFirst)?,
    };
    if stamp.offset.is_some() {
        return None;
    }
    at_clock(date, stamp.clock.unwrap_or_default())
}

/// `Mon 08:00`, `Monday, 8:00-8:30`, `Monday`.
fn week_time(cell: &str) -> Option<TimeCell> {
    let end = cell.find(|c: char| !c.is_alphabetic()).unwrap_or(cell.len());
    let day = parse_weekday(&cell[..end])?;
    let rest = cell[end..].trim_start_matches(|c: char| c.is_whitespace() || c == '.' || c == ',');
    if rest.is_empty() {
        return Some(TimeCell { when: When::Weekday(day), length: None });
    }
    if let Some((from, to)) = parse_clock_range(rest) {
        let length = Some(to.saturating_sub(from));
        return Some(TimeCell { when: When::WeekTime { day, clock: from }, length });
    }
    let clock = parse_clock(rest).filter(|clock| *clock < DAY)?;
    Some(TimeCell { when: When::WeekTime { day, clock }, length: None })
}

/// A date with a time, and the length of the stretch if a second time of day follows.
/// `08:00-09:00` behind a date is a stretch, `08:00:00-09:00` an offset from UTC.
fn split_range(cell: &str) -> Option<(WrittenStamp, Option<Span>)> {
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    for (left, right) in halves(cell) {
        let Some(to) = parse_clock(right) else { continue };
        let seconds = left.matches(':').count() > 1 || left.contains('T');
        if seconds && right.matches(':').count() < 2 && !cell.contains(" - ") {
            continue;
        }
        let Some(stamp) = parse_stamp(left) else { continue };
        let to = if to == Span::ZERO { DAY } else { to };
        match stamp.clock {
            Some(from) if from < to => return Some((stamp, Some(to.saturating_sub(from)))),
            _ => {}
        }
    }
    parse_stamp(cell).map(|stamp| (stamp, None))
}

/// Digits with a point or a comma among them.
fn plain_number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let signs = cell.bytes().filter(|byte| matches!(byte, b'.' | b',')).count();
    let sound = digits > 0 && signs < 2 && digits + signs == cell.len();
    // Eight digits may be a date: 20261005.
    let compact =
        cell.len() == 8 && signs == 0 && (cell.starts_with("19") || cell.starts_with("20"));
    (sound && !compact).then(|| cell.replace(',', ".").parse().ok()).flatten()
}

/// Whether a heading is a day: a day of the week, or a date without a time of day.
pub fn is_day_heading(text: &str) -> bool {
    parse_weekday(text).is_some() || parse_stamp(text).is_some_and(|stamp| stamp.clock.is_none())
}
