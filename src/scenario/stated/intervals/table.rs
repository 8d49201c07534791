//! Values of intervals of one length, in order, each once.

use std::collections::HashMap;

pub(in crate::scenario::stated) use super::cells::{Family, clock_of, on_the_clock};
use super::cells::{Observation, Observed};
use super::{TableKeys, ValueKind};
use crate::base::{DAY, Span};
use crate::scenario::text::csv_files::CellFaults;
use crate::scenario::text::diagnostic::{Diagnostic, quoted, with_thousands};
use crate::scenario::text::values::Weekdays;
use crate::table::zones::{ClockChange, Zone};
use crate::table::{DateTime, date_of};

/// A value for some intervals of a day, a week, or a stretch of dates.
pub(in crate::scenario::stated) struct IntervalTable {
    pub(in crate::scenario::stated) family: Family,
    pub(in crate::scenario::stated) step: Span,
    /// Each row is a day's total.
    pub(in crate::scenario::stated) whole_days: bool,
    /// Day and interval of the day, ascending, with its value; `None`: its cell is empty.
    pub(super) entries: Vec<((i64, u64), Option<f64>)>,
    zone: Option<Zone>,
    unlisted: Unlisted,
}

/// What an interval is that a table does not list, or whose cell is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unlisted {
    Zero,
    Unknown,
}

impl IntervalTable {
    pub(super) fn new(keys: &TableKeys<'_>, observed: &Observed) -> Option<Self> {
        let first = observed.all.first().or_else(|| {
            let at = &observed.rows.start_span();
            let help = "below the header, each row is an interval";
            keys.fields.faults.add(Diagnostic::error("csv", at, "the file has no rows").help(help));
            None
        })?;
        let mut sorted: Vec<&Observation> = observed.all.iter().collect();
        sorted.sort_by_key(|one| (one.at.day, one.at.clock, one.row));
        let whole_days = first.at.whole_day;
        let step = if whole_days { DAY } else { interval_length(keys, observed, &sorted)? };
        let mut table = Self {
            family: first.at.family,
            step,
            whole_days,
            entries: Vec::with_capacity(sorted.len()),
            zone: keys.zone.clone(),
            unlisted: match keys.values {
                ValueKind::Numbers { .. } => Unlisted::Zero,
                ValueKind::Lengths => Unlisted::Unknown,
            },
        };
        table.fill(keys, observed, &sorted)?;
        table.tell_holes(keys);
        Some(table)
    }

    pub(super) fn of_entries(
        family: Family,
        step: Span,
        entries: Vec<((i64, u64), Option<f64>)>,
    ) -> Self {
        let (zone, unlisted) = (None, Unlisted::Zero);
        Self { family, step, whole_days: false, entries, zone, unlisted }
    }

    /// Takes the values over; one of an hour that stands on the clock twice is the mean of both.
    fn fill(
        &mut self,
        keys: &TableKeys<'_>,
        observed: &Observed,
        sorted: &[&Observation],
    ) -> Option<()> {
        let mut wrong = CellFaults::new(keys.fields.faults);
        let mut doubled = 0_u64;
        for one in sorted {
            let place = (one.at.day, one.at.clock.0 / self.step.0);
            match self.entries.last_mut() {
                Some((last, value)) if *last == place && one.doubled => {
                    doubled += 1;
                    *value = match (*value, one.value) {
                        (Some(first), Some(second)) => Some(f64::midpoint(first, second)),
                        (first, second) => first.or(second),
                    };
                }
                Some((last, _)) if *last == place => {
                    let text = observed.rows.cell(one.row, 0);
                    let message = format!("{} is there twice", quoted(text));
                    let help = "where = { queue = \"…\" } chooses rows; where a change of the clock \
                                doubles an hour, state time_zone";
                    wrong.add(&observed.rows, one.row, 0, message, help);
                }
                _ => self.entries.push((place, one.value)),
            }
        }
        if doubled > 0 {
            let message = format!(
                "intervals in {} that stand on the clock twice, as it is set back: {doubled}; the mean of both counts",
                quoted(keys.path)
            );
            keys.tell("clock-change", message, "");
        }
        wrong.none().then_some(())
    }

    /// Intervals between the first and the last of a day that no row lists.
    fn tell_holes(&self, keys: &TableKeys<'_>) {
        let (mut holes, mut skipped) = (0, 0);
        for pair in self.entries.windows(2) {
            let ((day, first), (next_day, second)) = (pair[0].0, pair[1].0);
            if day != next_day {
                continue;
            }
            for place in first + 1..second {
                if self.is_skipped_by_clock(day, place) { skipped += 1 } else { holes += 1 }
            }
        }
        if holes > 0 && self.unlisted == Unlisted::Zero {
            let message = format!(
                "intervals of {} that {} lacks between the first and the last of their day: {}; they count as zero",
                self.step,
                quoted(keys.path),
                with_thousands(holes)
            );
            keys.tell("filled", message, "");
        }
        if skipped > 0 {
            let message = format!(
                "intervals that {} lacks because the clock is set forward: {skipped}; they count in no mean",
                quoted(keys.path)
            );
            keys.tell("clock-change", message, "");
        }
    }

    /// Whether an interval of a date does not exist on the clock.
    fn is_skipped_by_clock(&self, day: i64, place: u64) -> bool {
        let (Family::Dates, Some(zone)) = (self.family, &self.zone) else { return false };
        let clock = Span(place * self.step.0);
        let at = date_of(day).and_then(|date| crate::table::times::at_clock(date, clock));
        at.is_some_and(|at: DateTime| zone.change_at(at) == ClockChange::Missing)
    }

    /// Intervals of a day.
    pub(in crate::scenario::stated) fn per_day(&self) -> usize {
        (DAY.0 / self.step.0) as usize
    }

    /// The days that there are, ascending.
    pub(in crate::scenario::stated) fn days(&self) -> Vec<i64> {
        let mut days: Vec<i64> = self.entries.iter().map(|((day, _), _)| *day).collect();
        days.dedup();
        days
    }

    /// Values that are there.
    pub(in crate::scenario::stated) fn values(&self) -> impl Iterator<Item = f64> {
        self.entries.iter().filter_map(|(_, value)| *value)
    }

    /// A week of intervals from Monday 00:00: of times of day, on these days; of dates, the mean of
    /// each weekday's dates. `None` for intervals of which the table says nothing.
    pub(in crate::scenario::stated) fn week(&self, chosen: Weekdays) -> Vec<Option<f64>> {
        self.weighted_week(chosen, None)
    }

    /// The same, where each value is the mean of so many: an interval of which `weights` says nothing, or zero, counts
    /// for nothing.
    pub(in crate::scenario::stated) fn weighted_week(
        &self,
        chosen: Weekdays,
        weights: Option<&Self>,
    ) -> Vec<Option<f64>> {
        let per_day = self.per_day();
        let mut sums = vec![(0.0, 0.0); 7 * per_day];
        let weights: Option<HashMap<(i64, u64), f64>> = weights.map(|weights| {
            let known = weights.entries.iter().filter_map(|(at, value)| Some((*at, (*value)?)));
            known.collect()
        });
        for ((date, interval), value) in &self.entries {
            let weight = match &weights {
                None => 1.0,
                Some(weights) => weights.get(&(*date, *interval)).copied().unwrap_or(0.0),
            };
            let mut add = |day: usize, place: u64, value: f64| {
                let (sum, count) = &mut sums[day * per_day + place as usize];
                (*sum, *count) = (*sum + weight * value, *count + weight);
            };
            let (day, place) = (date, interval);
            let value = match (value, self.unlisted) {
                (Some(value), _) => *value,
                (None, Unlisted::Zero) => 0.0,
                (None, Unlisted::Unknown) => continue,
            };
            match self.family {
                Family::EveryDay => {
                    (0..7).filter(|day| chosen[*day]).for_each(|day| add(day, *place, value));
                }
                Family::Week => add(*day as usize, *place, value),
                Family::Dates => add(weekday(*day), *place, value),
            }
        }
        if self.family == Family::Dates && self.unlisted == Unlisted::Zero {
            self.count_unlisted(&mut sums);
        }
        sums.into_iter().map(|(sum, count)| (count > 0.0).then(|| sum / count)).collect()
    }

    /// An interval that a date does not list is one without sessions, unless its clock skips it.
    fn count_unlisted(&self, sums: &mut [(f64, f64)]) {
        let per_day = self.per_day();
        let mut dates = [0.0; 7];
        for day in self.days() {
            dates[weekday(day)] += 1.0;
        }
        for (place, (_, count)) in sums.iter_mut().enumerate() {
            *count = if *count > 0.0 { dates[place / per_day] } else { 0.0 };
        }
        if self.zone.is_none() {
            return;
        }
        for day in self.days() {
            for place in 0..per_day as u64 {
                if self.is_skipped_by_clock(day, place) {
                    let (_, count) = &mut sums[weekday(day) * per_day + place as usize];
                    *count = (*count - 1.0).max(0.0);
                }
            }
        }
    }

    /// The intervals of so many dates from a day on; `None` where the table says nothing.
    pub(in crate::scenario::stated) fn dates(&self, first: i64, days: usize) -> Vec<Option<f64>> {
        let per_day = self.per_day();
        let mut found = vec![None; days * per_day];
        for ((day, place), value) in &self.entries {
            let at = usize::try_from(day - first).ok().map(|day| day * per_day + *place as usize);
            if let Some(slot) = at.and_then(|at| found.get_mut(at)) {
                *slot = Some(value.unwrap_or(0.0));
            }
        }
        found
    }
}

/// The day of the week from Monday, zero, of a day since 1970-01-01, which was a Thursday.
pub(in crate::scenario::stated) fn weekday(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// The length of an interval: stated, written in the rows, or the least difference of two rows of a
/// day. All others must be multiples of it, and it must meet midnight.
fn interval_length(
    keys: &TableKeys<'_>,
    observed: &Observed,
    sorted: &[&Observation],
) -> Option<Span> {
    let faults = keys.fields.faults;
    let written = sorted.iter().find_map(|one| one.length);
    let gaps = sorted.windows(2).filter(|pair| pair[0].at.day == pair[1].at.day);
    let gaps = gaps.map(|pair| pair[1].at.clock.saturating_sub(pair[0].at.clock));
    let least = gaps.filter(|gap| *gap > Span::ZERO).min();
    let Some(step) = keys.every.or(written).or(least) else {
        let message = "no day of the file has two rows, whose difference would be an interval";
        let help = "state the length of an interval: every = \"30m\"";
        let at = &observed.rows.start_span();
        faults.add(Diagnostic::error("csv", at, message).help(help));
        return None;
    };
    let mut wrong = CellFaults::new(faults);
    let meets = DAY.0.is_multiple_of(step.0);
    for one in sorted {
        if !meets || !one.at.clock.0.is_multiple_of(step.0) {
            let message = format!(
                "intervals of {step} do not meet midnight and {}",
                quoted(observed.rows.cell(one.row, 0))
            );
            let help = "intervals such as 15, 30 or 60 minutes, counted from midnight; where rows are \
                        missing, state their length: every = \"30m\"";
            wrong.add(&observed.rows, one.row, 0, message, help);
            if !meets {
                break;
            }
        } else if one.length.is_some_and(|length| length != step) {
            let message = format!("this interval is not {step} long");
            wrong.add(&observed.rows, one.row, 0, message, "all intervals are equally long");
        }
    }
    wrong.none().then_some(step)
}
