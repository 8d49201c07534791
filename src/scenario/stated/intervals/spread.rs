//! A day's total, spread over the intervals of the day as another table's numbers are.

use super::super::fields::Fields;
use super::table::{Family, IntervalTable, weekday};
use crate::scenario::text::diagnostic::Diagnostic;

/// The intervals of the days whose totals are given: each gets its part of the sum of its day.
pub(super) fn spread_totals(
    totals: &IntervalTable,
    weights: &IntervalTable,
    profile: &Fields<'_>,
) -> Option<IntervalTable> {
    let refuse = |message: String, help: &str| {
        let fault = Diagnostic::error("csv", profile.at, message).help(help);
        profile.faults.add(fault);
    };
    if !totals.whole_days || weights.whole_days {
        let message =
            "`day_profile` spreads a total of each day over the times of a day".to_owned();
        refuse(message, "the table has a row for each day, the profile one for each interval");
        return None;
    }
    let per_day = weights.per_day();
    let week = weights.week([true; 7]);
    let mut entries = Vec::new();
    for ((day, _), total) in &totals.entries {
        let of_week = if totals.family == Family::Dates { weekday(*day) } else { *day as usize };
        let of_day = &week[of_week * per_day..(of_week + 1) * per_day];
        let sum: f64 = of_day.iter().flatten().sum();
        let total = total.unwrap_or(0.0);
        if sum <= 0.0 {
            if total > 0.0 {
                let message = "the profile is zero on a day that has a total".to_owned();
                refuse(message, "give each weekday on which clients come an interval above zero");
                return None;
            }
            continue;
        }
        for (place, weight) in of_day.iter().enumerate() {
            let part = total * weight.unwrap_or(0.0) / sum;
            entries.push(((*day, place as u64), Some(part)));
        }
    }
    Some(IntervalTable::of_entries(totals.family, weights.step, entries))
}
