//! Virtual time: whole microseconds since the run began.
//!
//! Integers, so that order and sums are exact. A microsecond is fine enough for any desk and
//! coarse enough that the last bit of a platform's logarithm does not reach a result.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A length of time in whole microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(pub u64);

/// An instant: microseconds since the run began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub u64);

/// One thousandth of a second.
pub const MILLISECOND: Span = Span(1_000);
/// One second.
pub const SECOND: Span = Span(1_000_000);
/// One minute.
pub const MINUTE: Span = Span(60 * SECOND.0);
/// One hour.
pub const HOUR: Span = Span(60 * MINUTE.0);
/// One day of 24 hours.
pub const DAY: Span = Span(24 * HOUR.0);
/// Seven days.
pub const WEEK: Span = Span(7 * DAY.0);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than any run: "never" as a length of time.
    pub const FOREVER: Self = Self(u64::MAX);

    /// The nearest whole microsecond to `seconds`. Negative and not-a-number become zero; too long
    /// becomes [`Span::FOREVER`].
    #[inline]
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self::from_micros_f64(seconds * 1e6 + 0.5)
    }

    /// Whole microseconds of `seconds`, rounded down. Negative and not-a-number become zero; too
    /// long becomes [`Span::FOREVER`].
    #[inline]
    pub fn from_micros_f64(micros: f64) -> Self {
        // `as` saturates at both ends and maps NaN to zero. To a signed number it is one
        // instruction, to an unsigned one a dozen.
        let signed = micros as i64;
        if signed < i64::MAX { Self(signed.max(0) as u64) } else { Self(micros as u64) }
    }

    /// In microseconds, at most 2^63 of them.
    #[inline]
    pub fn as_micros_f64(self) -> f64 {
        // As above, in the other direction.
        self.0.min(i64::MAX as u64) as i64 as f64
    }

    /// In seconds.
    #[inline]
    pub fn as_secs_f64(self) -> f64 {
        self.as_micros_f64() / 1e6
    }

    /// In hours.
    pub fn as_hours_f64(self) -> f64 {
        self.0 as f64 / HOUR.0 as f64
    }

    /// The difference, but never below zero.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Time {
    /// The instant at which the run begins.
    pub const ZERO: Self = Self(0);
    /// Never.
    pub const NEVER: Self = Self(u64::MAX);

    /// The time since `earlier`; zero if that lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// In seconds since the run began.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add<Span> for Time {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Span {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// As the scenario language writes it: `1h30m`, `45s`, `250ms`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::FOREVER {
            return f.write_str("forever");
        }
        if *self == Self::ZERO {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        for (unit, length) in [
            ("d", DAY.0),
            ("h", HOUR.0),
            ("m", MINUTE.0),
            ("s", SECOND.0),
            ("ms", MILLISECOND.0),
            ("us", 1),
        ] {
            if rest >= length {
                write!(f, "{}{unit}", rest / length)?;
                rest %= length;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The time of day on a given day of the run: `day 0 09:30:00.000000`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, rest) = (self.0 / DAY.0, self.0 % DAY.0);
        let (hour, rest) = (rest / HOUR.0, rest % HOUR.0);
        let (minute, rest) = (rest / MINUTE.0, rest % MINUTE.0);
        let (second, micro) = (rest / SECOND.0, rest % SECOND.0);
        write!(f, "day {day} {hour:02}:{minute:02}:{second:02}.{micro:06}")
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Weekday and time of day at this length of time after a Monday's midnight: `Tue 09:30`.
pub fn format_weekday(since_monday: Span) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let (day, rest) = (since_monday.0 / DAY.0, since_monday.0 % DAY.0);
    let minutes = rest / MINUTE.0;
    format!("{} {:02}:{:02}", DAYS[(day % 7) as usize], minutes / 60, minutes % 60)
}
