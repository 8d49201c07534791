//! How many come in a stretch of time, on average.

use crate::base::{Span, Time};
use crate::plan::{Arrivals, Calendar, Counts};

/// A stretch is cut at no more steps of a calendar than this: what lies beyond is taken to go on
/// as it was. A bound, so that steps of a microsecond cannot hold up an answer.
const MOST_STEPS: usize = 10_000;

/// Expected arrivals in `[from, to)`: those who find it open, and all.
pub(super) fn expected_while(
    open: &Calendar<bool>,
    arrivals: &Arrivals,
    from: Time,
    to: Time,
) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for (start, end, open) in steps(open, from, to) {
        let here = expected(arrivals, start, end);
        sums.1 += here;
        if open {
            sums.0 += here;
        }
    }
    sums
}

fn expected(arrivals: &Arrivals, from: Time, to: Time) -> f64 {
    match arrivals {
        Arrivals::Poisson(rate) => steps(rate, from, to)
            .map(|(start, end, rate)| rate * end.since(start).as_secs_f64())
            .sum(),
        Arrivals::Counts(counts) => counted(counts, from, to),
        Arrivals::Replay(instants) => {
            let before = |end: Time| instants.partition_point(|at| *at < end);
            (before(to) - before(from)) as f64
        }
    }
}

/// Of each interval's number, as much as the interval overlaps the stretch.
fn counted(counts: &Counts, from: Time, to: Time) -> f64 {
    let length = counts.length.0;
    let (first, last) = (from.0 / length, to.0.div_ceil(length));
    let most = first.saturating_add(MOST_STEPS as u64);
    (first..last.min(most))
        .map(|interval| {
            let start = interval * length;
            let overlap = (start + length).min(to.0).saturating_sub(start.max(from.0));
            let number = usize::try_from(interval).ok().and_then(|i| counts.get(i)).unwrap_or(0);
            f64::from(number) * overlap as f64 / length as f64
        })
        .sum()
}

/// `[from, to)` cut where the calendar changes.
fn steps<T: Copy + PartialEq>(
    calendar: &Calendar<T>,
    from: Time,
    to: Time,
) -> impl Iterator<Item = (Time, Time, T)> {
    let mut now = from;
    (0..=MOST_STEPS).map_while(move |step| {
        if now >= to {
            return None;
        }
        let change = calendar.next_change(now).map_or(to, |(at, _)| at.min(to));
        let end = if step == MOST_STEPS { to } else { change.max(now + Span(1)) };
        let here = (now, end, calendar.at(now));
        now = end;
        Some(here)
    })
}
