//! Dates with times, as they are written.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::clocks::{parse_clock, parse_weekday};
use crate::base::{DAY, HOUR, MINUTE, SECOND, Span};

/// A date as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenDate {
    /// It can be read in one way.
    Certain(Date),
    /// Two numbers and a year, the numbers in either order.
    Open { first: i8, second: i8, year: i16, signs: Signs },
}

/// What stands between the numbers of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signs {
    /// With points the day comes first, all over the world.
    Points,
    Others,
}

/// Which of a day and a month is written first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl WrittenDate {
    /// The date, if numbers stand in this order; `None` if there is no such date.
    pub(super) fn in_order(self, order: DateOrder) -> Option<Date> {
        match self {
            Self::Certain(date) => Some(date),
            Self::Open { first, second, year, .. } => {
                let (day, month) = match order {
                    DateOrder::DayFirst => (first, second),
                    DateOrder::MonthFirst => (second, first),
                };
                Date::new(year, month, day).ok()
            }
        }
    }
}

/// A date with what follows it.
pub(super) struct WrittenStamp {
    pub(super) date: WrittenDate,
    /// Since midnight, if a time of day is written.
    pub(super) clock: Option<Span>,
    pub(super) offset: Option<Offset>,
}

/// `2026-10-05T08:00:29+03:00`, `05.10.2026 08:00`, `1/31/2026 8:00 AM`, `5 Oct 2026`.
pub(super) fn parse_stamp(text: &str) -> Option<WrittenStamp> {
    let text = text.trim();
    let clock_at = clock_start(text);
    let (date, rest) = text.split_at(clock_at.unwrap_or(text.len()));
    let date = date.trim_end_matches(|c: char| c.is_whitespace() || c == ',' || c == 'T');
    let date = parse_date(date)?;
    if rest.is_empty() {
        return Some(WrittenStamp { date, clock: None, offset: None });
    }
    let (clock, offset) = split_offset(rest)?;
    Some(WrittenStamp { date, clock: Some(parse_clock(clock)?), offset })
}

/// Where the time of day begins: the digits before the first colon, or before `AM` or `PM`.
fn clock_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let lower = text.to_ascii_lowercase();
    let half = || {
        let at = lower.find("am").or_else(|| lower.find("pm"))?;
        Some(text[..at].trim_end().len())
    };
    let end = text.find(':').or_else(half)?;
    let digits = bytes[..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0 && digits < end).then_some(end - digits)
}

/// A time of day and the zone behind it; `None` if what follows is no zone.
fn split_offset(text: &str) -> Option<(&str, Option<Offset>)> {
    let text = text.trim_end();
    for name in ["UTC", "GMT", "Z", "z"] {
        if let Some(clock) = text.strip_suffix(name) {
            return Some((clock.trim_end(), Some(Offset::UTC)));
        }
    }
    let Some(at) = text.rfind(['+', '-', '−']) else { return Some((text, None)) };
    let (clock, written) = text.split_at(at);
    let east = written.starts_with('+');
    let digits: String = written.chars().skip(1).filter(|c| *c != ':').collect();
    let sound = matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes): (i32, i32) = match (sound, digits.len()) {
        (false, _) => return None,
        (true, 2) => (digits.parse().ok()?, 0),
        (true, _) => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
    };
    let seconds = (hours * 60 + minutes) * 60;
    let offset = Offset::from_seconds(if east { seconds } else { -seconds }).ok()?;
    let clock = clock.trim_end().trim_end_matches("UTC").trim_end_matches("GMT").trim_end();
    Some((clock, Some(offset)))
}

fn parse_date(text: &str) -> Option<WrittenDate> {
    if text.contains(':') {
        return None;
    }
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = match words.split_first() {
        Some((first, rest)) if parse_weekday(first).is_some() => rest,
        _ => &words[..],
    };
    let certain = |year, month, day| Some(WrittenDate::Certain(Date::new(year, month, day).ok()?));
    match words {
        [compact] if compact.len() == 8 => {
            let (year, rest) = compact.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            certain(full_year(year)?, small(month)?, small(day)?)
        }
        // Year, month, day, where no other order is a date: 990131.
        [compact] if compact.len() == 6 => {
            let number = |from: usize| small(compact.get(from..from + 2)?);
            let (first, second, third) = (number(0)?, number(2)?, number(4)?);
            let date = |year: i8, month, day| {
                let year = i16::from(year) + if year < 70 { 2000 } else { 1900 };
                Date::new(year, month, day).ok()
            };
            let others = date(third, second, first).or_else(|| date(third, first, second));
            let date = date(first, second, third).filter(|_| others.is_none())?;
            Some(WrittenDate::Certain(date))
        }
        [year, month, day] if year.len() == 4 => {
            certain(full_year(year)?, small(month).or_else(|| month_number(month))?, small(day)?)
        }
        [first, second, year] => {
            let year = full_year(year)?;
            match (small(first), small(second)) {
                (Some(first), Some(second)) => {
                    let points = text.matches('.').count() == 2;
                    let signs = if points { Signs::Points } else { Signs::Others };
                    Some(WrittenDate::Open { first, second, year, signs })
                }
                (Some(day), None) => certain(year, month_number(second)?, day),
                (None, Some(day)) => certain(year, month_number(first)?, day),
                (None, None) => None,
            }
        }
        _ => None,
    }
}

fn small(digits: &str) -> Option<i8> {
    let sound = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    sound.then(|| digits.parse().ok()).flatten()
}

/// Two digits are a year from 1970 to 2069.
fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    match digits.len() {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

fn month_number(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let fits = |month: &str| word.len() >= 3 && month.starts_with(&word);
    let place = MONTHS.iter().position(|month| fits(month));
    place.and_then(|place| i8::try_from(place + 1).ok())
}

/// The date and time of a day number of Excel (days since 1899-12-30), to the millisecond.
pub(super) fn day_number_as_date_time(number: f64) -> Option<DateTime> {
    if !(1.0..2_958_466.0).contains(&number) {
        return None;
    }
    let millis = (number * 86_400_000.0).round() as i64;
    let start = Date::new(1899, 12, 30).ok()?.to_datetime(Time::midnight());
    start.checked_add(jiff::SignedDuration::from_millis(millis)).ok()
}

/// A date at a time of day; `24:00` is the midnight after it.
pub fn at_clock(date: Date, clock: Span) -> Option<DateTime> {
    if clock < DAY {
        let (hour, rest) = (clock.0 / HOUR.0, clock.0 % HOUR.0);
        let (minute, rest) = (rest / MINUTE.0, rest % MINUTE.0);
        let (second, micros) = (rest / SECOND.0, rest % SECOND.0);
        let small = |number: u64| i8::try_from(number).ok();
        let nanos = i32::try_from(micros * 1_000).ok()?;
        return Some(date.at(small(hour)?, small(minute)?, small(second)?, nanos));
    }
    let length = jiff::SignedDuration::from_micros(i64::try_from(clock.0).ok()?);
    date.to_datetime(Time::midnight()).checked_add(length).ok()
}
