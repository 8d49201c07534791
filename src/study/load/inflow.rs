//! The mean number of arrivals in a stretch of time.

use crate::base::{Span, Time, TopicId};
use crate::plan::{ArrivalCounts, Arrivals, Burst, Calendar, Flow, Plan, RateShape, VaryingRate};

/// A stretch is cut at no more steps of a calendar than this; what lies beyond is assumed to
/// continue unchanged. A bound, so that steps of a microsecond cannot delay an answer.
const MAX_STEPS: usize = 10_000;

/// Expected arrivals of a flow in `[from, to)`: those who find it open, and all. Random factors
/// have their mean; no client waits, abandons or tries again; clients who write again do so at
/// once.
pub(super) fn expected_arrivals_by_opening(
    plan: &Plan,
    flow: &Flow,
    from: Time,
    to: Time,
) -> (f64, f64) {
    let open = &plan.live_chats[flow.live_chat.index()].opening_hours;
    let mut sums = (0.0, 0.0);
    for (start, end, open) in steps(open, from, to) {
        let here = expected_arrivals(plan, flow, start, end);
        sums.1 += here;
        if open {
            sums.0 += here;
        }
    }
    sums
}

fn expected_arrivals(plan: &Plan, flow: &Flow, from: Time, to: Time) -> f64 {
    let returns = flow.behaviour.as_ref().and_then(|habits| habits.repeat_contact.as_ref());
    let again = returns.map_or(0.0, |returns| returns.chance);
    let each = |topic: &TopicId| plan.topics[topic.index()].effort.mean();
    let effort: f64 = flow.topics.shares().map(|(topic, share)| share * each(topic)).sum();
    let delay = returns.map_or(0.0, |returns| returns.delay.mean());
    let once = match &flow.arrivals {
        Arrivals::Poisson(rate) => steps(rate, from, to)
            .map(|(start, end, rate)| rate * end.since(start).as_secs_f64())
            .sum(),
        Arrivals::Counts(counts) => expected_counts(counts, from, to),
        Arrivals::Replay(instants) => {
            let before = |end: Time| instants.partition_point(|at| *at < end);
            (before(to) - before(from)) as f64
        }
        Arrivals::Varying(varying) => expected_varying(varying, from, to),
        Arrivals::Campaign(campaign) => campaign.expected(from, to),
        Arrivals::Population(population) => {
            let between = again * delay + (1.0 - again) * population.think.mean();
            let at_work = |(start, end, on): (Time, Time, bool)| {
                if on { end.since(start).as_secs_f64() } else { 0.0 }
            };
            let seconds: f64 = steps(&population.hours, from, to).map(at_work).sum();
            return f64::from(population.members) * seconds / (between + effort);
        }
    };
    // Each client who returns may return again, as long as there is time.
    let most = 1.0 + plan.run.horizon.as_secs_f64() / (delay + effort);
    once * (1.0 / (1.0 - again)).min(most)
}

fn expected_varying(varying: &VaryingRate, from: Time, to: Time) -> f64 {
    let times = varying.burst.as_ref().map_or(1.0, Burst::mean_factor);
    if let RateShape::Steps(rate) = &varying.shape {
        let mass = |(start, end, rate): (Time, Time, f64)| rate * end.since(start).as_secs_f64();
        return times * steps(rate, from, to).map(mass).sum::<f64>();
    }
    let (mut now, mut sum) = (from, 0.0);
    for step in 0..=MAX_STEPS {
        if now >= to {
            break;
        }
        let (piece, until) = varying.shape.piece(now);
        let change = until.map_or(to, |until| until.min(to));
        let end = if step == MAX_STEPS { to } else { change.max(now + Span(1)) };
        sum += piece.expected_arrivals(end.since(now).as_secs_f64());
        now = end;
    }
    times * sum.max(0.0)
}

/// Of each interval's number, the part by which the interval overlaps the stretch.
fn expected_counts(counts: &ArrivalCounts, from: Time, to: Time) -> f64 {
    let length = counts.length.0;
    let (first, last) = (from.0 / length, to.0.div_ceil(length));
    let most = first.saturating_add(MAX_STEPS as u64);
    (first..last.min(most))
        .map(|interval| {
            let start = interval * length;
            let overlap = (start + length).min(to.0).saturating_sub(start.max(from.0));
            let number = usize::try_from(interval).ok().and_then(|i| counts.get(i)).unwrap_or(0.0);
            number * overlap as f64 / length as f64
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
    (0..=MAX_STEPS).map_while(move |step| {
        if now >= to {
            return None;
        }
        let change = calendar.next_change(now).map_or(to, |(at, _)| at.min(to));
        let end = if step == MAX_STEPS { to } else { change.max(now + Span(1)) };
        let here = (now, end, calendar.at(now));
        now = end;
        Some(here)
    })
}
