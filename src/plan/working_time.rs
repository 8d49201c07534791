//! What one person may work in a week that repeats itself.

use crate::base::{DAY, Span, WEEK};

/// What one person may work in a week that repeats itself: no two shifts that begin on the same day, and
/// none that overlap, besides these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingTime {
    /// Shifts in a week, at most.
    pub days_per_week: u32,
    /// Days in a row with a shift, at most; seven: no bound.
    pub days_in_a_row: u32,
    /// From the end of a shift to the next one, at least.
    pub rest: Span,
}

/// A shift that is worked every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeeklyShift {
    /// When it begins, since Monday 00:00.
    pub from: Span,
    /// From start to end.
    pub length: Span,
}

impl WeeklyShift {
    /// The day on which it begins, from Monday.
    pub fn day(&self) -> usize {
        (self.from.0 / DAY.0) as usize % 7
    }

    /// From its end to the next begin of another.
    pub fn rest_until(&self, next: &Self) -> Option<Span> {
        let apart = (next.from.0 + WEEK.0 - self.from.0 % WEEK.0) % WEEK.0;
        apart.checked_sub(self.length.0).map(Span)
    }
}

impl WorkingTime {
    /// Whether one person may have both.
    pub fn allows_both(&self, one: &WeeklyShift, other: &WeeklyShift) -> bool {
        let rested = |rest: Option<Span>| rest.is_some_and(|rest| rest >= self.rest);
        one.day() != other.day() && rested(one.rest_until(other)) && rested(other.rest_until(one))
    }

    /// Whether a person may work on these days of every week.
    pub fn allows_days(&self, days: [bool; 7]) -> bool {
        let number = days.iter().filter(|on| **on).count();
        number <= self.days_per_week as usize && longest_row(days) <= self.days_in_a_row
    }

    /// The most days that a person may work in a week.
    pub fn most_days(&self) -> u32 {
        let free = match self.days_in_a_row {
            7.. => 0,
            row => 7_u32.div_ceil(row + 1),
        };
        self.days_per_week.min(7 - free).max(1)
    }
}

/// The longest row of days of a week that repeats itself; seven where it never ends.
pub fn longest_row(days: [bool; 7]) -> u32 {
    let (mut longest, mut row) = (0, 0);
    for place in 0..14 {
        row = if days[place % 7] { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    longest.min(7)
}
