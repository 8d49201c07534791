//! Working time: the length of time within a calendar of working hours (rulebook E-A2).

use super::Calendar;
use crate::base::{Span, Time};

/// A calendar of working hours, with the working time before each of its steps: both questions are
/// answered by one search.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkingHours {
    calendar: Calendar<bool>,
    /// Working time from the beginning of the round to each step.
    worked_before: Vec<Span>,
    /// Working time of a whole round.
    worked_per_cycle: Span,
}

impl WorkingHours {
    /// The hours in which the calendar holds `true`.
    pub fn new(calendar: Calendar<bool>) -> Self {
        let steps = calendar.steps();
        let (period, _) = calendar.cycle();
        let ends = steps.iter().skip(1).map(|(start, _)| Some(*start)).chain([period]);
        let mut worked_before = Vec::with_capacity(steps.len());
        let mut worked_per_cycle = Span::ZERO;
        for ((start, open), end) in steps.iter().zip(ends) {
            worked_before.push(worked_per_cycle);
            if let (true, Some(end)) = (*open, end) {
                worked_per_cycle += end.saturating_sub(*start);
            }
        }
        Self { calendar, worked_before, worked_per_cycle }
    }

    /// The working time between two instants.
    pub fn between(&self, from: Time, to: Time) -> Span {
        self.worked_until(to).saturating_sub(self.worked_until(from))
    }

    /// The first instant at which this much working time has passed since `from`; [`Time::NEVER`]
    /// if that never happens.
    pub fn after(&self, from: Time, span: Span) -> Time {
        if span == Span::ZERO {
            return from;
        }
        let target = (self.worked_until(from) + span).0;
        let (period, offset) = self.calendar.cycle();
        let (rounds, rest) = match period {
            None => (Some(0), target),
            Some(_) if self.worked_per_cycle == Span::ZERO => return Time::NEVER,
            // Rounds that are over before the target is reached; the rest is never zero.
            Some(period) => {
                let whole = (target - 1) / self.worked_per_cycle.0;
                (whole.checked_mul(period.0), target - whole * self.worked_per_cycle.0)
            }
        };
        let place = self.worked_before.partition_point(|before| before.0 < rest) - 1;
        let (start, open) = self.calendar.steps()[place];
        let (true, Some(rounds)) = (open, rounds) else {
            return Time::NEVER;
        };
        let into = start + Span(rest).saturating_sub(self.worked_before[place]);
        Time::ZERO + Span(rounds) + into - offset
    }

    /// Working time since the beginning of the round in which the run begins.
    fn worked_until(&self, at: Time) -> Span {
        let (period, offset) = self.calendar.cycle();
        let at = at.0.saturating_add(offset.0);
        let (rounds, into) = match period {
            Some(period) => (at / period.0, at % period.0),
            None => (0, at),
        };
        let steps = self.calendar.steps();
        // The first step starts at zero, so at least one start is not beyond `into`.
        let place = steps.partition_point(|(start, _)| start.0 <= into) - 1;
        let (start, open) = steps[place];
        let within = if open { into - start.0 } else { 0 };
        Span(rounds.saturating_mul(self.worked_per_cycle.0))
            + self.worked_before[place]
            + Span(within)
    }
}
