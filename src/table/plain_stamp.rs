//! Dates with times as most programs write them, read letter by letter: a column of a million of them is read
//! in a fraction of a second. What is not written so is left to `date_time`, which reads the same and more.

use jiff::civil::Date;
use jiff::tz::Offset;

use super::date_time::{Signs, WrittenDate, WrittenStamp};
use crate::base::{DAY, HOUR, MINUTE, SECOND, Span};

/// `2026-10-05 08:00`, `2026-10-05T08:00:29.5Z`, `05.10.2026 8:00:29`, `1/31/2026 8:00 AM`: three numbers with
/// two equal signs between them, of which one is a year of four digits, and a time of day. `None` for all else,
/// which may be a time in another form.
pub(super) fn parse_plain_stamp(cell: &str) -> Option<WrittenStamp> {
    let mut rest = Digits { bytes: cell.as_bytes() };
    let (first, first_digits) = rest.number(4)?;
    let sign = rest.next().filter(|sign| matches!(sign, b'-' | b'/' | b'.'))?;
    let (second, second_digits) = rest.number(2)?;
    if rest.next()? != sign {
        return None;
    }
    let (third, third_digits) = rest.number(4)?;
    if !matches!(rest.next()?, b' ' | b'T') || second_digits > 2 {
        return None;
    }
    let small = |number: u32| i8::try_from(number).ok();
    let year = |number: u32| i16::try_from(number).ok();
    let date = match (first_digits, third_digits) {
        (4, 1 | 2) => {
            WrittenDate::Certain(Date::new(year(first)?, small(second)?, small(third)?).ok()?)
        }
        (1 | 2, 4) => {
            let signs = if sign == b'.' { Signs::Points } else { Signs::Others };
            let (first, second) = (small(first)?, small(second)?);
            WrittenDate::Open { first, second, year: year(third)?, signs }
        }
        _ => return None,
    };
    let (hour, _) = rest.number(2)?;
    let minute = rest.two_after(b':')?;
    let second = rest.two_after(b':');
    let micros = match (second, rest.bytes.first()) {
        (Some(_), Some(b'.' | b',')) => rest.fraction()?,
        _ => 0,
    };
    let (hour, offset) = match rest.bytes {
        b"" => (u64::from(hour), None),
        b"Z" => (u64::from(hour), Some(Offset::UTC)),
        half if second.is_none_or(|_| micros == 0) => (hour_of_half(hour, half)?, None),
        _ => return None,
    };
    let second = second.unwrap_or(0);
    if minute > 59 || second > 59 {
        return None;
    }
    let clock =
        Span(hour * HOUR.0 + u64::from(minute) * MINUTE.0 + u64::from(second) * SECOND.0 + micros);
    (clock <= DAY).then_some(WrittenStamp { date, clock: Some(clock), offset })
}

/// An hour before `AM` or `PM`.
fn hour_of_half(hour: u32, half: &[u8]) -> Option<u64> {
    let half = half.strip_prefix(b" ").unwrap_or(half);
    if !(1..=12).contains(&hour) {
        return None;
    }
    let hour = u64::from(hour % 12);
    if half.eq_ignore_ascii_case(b"am") {
        Some(hour)
    } else {
        half.eq_ignore_ascii_case(b"pm").then_some(hour + 12)
    }
}

/// What of a cell was not read yet.
struct Digits<'c> {
    bytes: &'c [u8],
}

impl Digits<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// A number of at most so many digits, and how many it has.
    fn number(&mut self, most: usize) -> Option<(u32, usize)> {
        let digits = self.bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || digits > most {
            return None;
        }
        let (number, rest) = self.bytes.split_at(digits);
        self.bytes = rest;
        Some((number.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')), digits))
    }

    /// Two digits behind a sign, if it stands here.
    fn two_after(&mut self, sign: u8) -> Option<u32> {
        match self.bytes {
            [first, tens, ones, rest @ ..]
                if *first == sign && tens.is_ascii_digit() && ones.is_ascii_digit() =>
            {
                self.bytes = rest;
                Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
            }
            _ => None,
        }
    }

    /// The digits behind a point, as microseconds.
    fn fraction(&mut self) -> Option<u64> {
        self.next()?;
        let digits = self.bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (fraction, rest) = self.bytes.split_at(digits);
        self.bytes = rest;
        let of = |place: usize| fraction.get(place).map_or(0, |digit| u64::from(digit - b'0'));
        (digits > 0).then(|| (0..6).fold(0, |sum, place| sum * 10 + of(place)))
    }
}
