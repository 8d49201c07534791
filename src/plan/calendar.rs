//! Step functions of time: opening hours, duty, arrival rates.

use crate::base::{Span, Time};

/// A step function of time: a value until the next step, once or periodically.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar<T> {
    /// Starts of the steps within the period, ascending, the first at zero; neighbours have
    /// different values.
    steps: Vec<(Span, T)>,
    /// The length of a round; `None`: the last step lasts for ever.
    period: Option<Span>,
    /// How far into the first round the run begins.
    offset: Span,
}

impl<T: Copy + PartialEq> Calendar<T> {
    /// The same value for ever.
    pub fn always(value: T) -> Self {
        Self { steps: vec![(Span::ZERO, value)], period: None, offset: Span::ZERO }
    }

    /// Steps from the start of the run; the last lasts for ever. `None` if the list is empty, out
    /// of order, or does not begin at zero.
    pub fn once(steps: Vec<(Span, T)>) -> Option<Self> {
        Self::is_sound(&steps, Span::FOREVER).then(|| Self {
            steps: merge_equal_steps(steps),
            period: None,
            offset: Span::ZERO,
        })
    }

    /// Steps that repeat every `period`; the run begins `offset` into it. `None` if the list is
    /// empty, out of order, does not begin at zero, or leaves the period.
    pub fn repeating(steps: Vec<(Span, T)>, period: Span, offset: Span) -> Option<Self> {
        (Self::is_sound(&steps, period) && offset < period).then(|| Self {
            steps: merge_equal_steps(steps),
            period: Some(period),
            offset,
        })
    }

    fn is_sound(steps: &[(Span, T)], end: Span) -> bool {
        steps.first().is_some_and(|(start, _)| *start == Span::ZERO)
            && steps.windows(2).all(|pair| pair[0].0 < pair[1].0)
            && steps.last().is_some_and(|(start, _)| *start < end)
    }

    /// The same steps with other values.
    #[must_use]
    pub fn map<U: Copy + PartialEq>(&self, to: impl Fn(T) -> U) -> Calendar<U> {
        let steps = self.steps.iter().map(|(start, value)| (*start, to(*value))).collect();
        Calendar { steps: merge_equal_steps(steps), period: self.period, offset: self.offset }
    }

    /// The value at an instant. A step begins at its first instant.
    pub fn at(&self, now: Time) -> T {
        self.steps[self.locate(now).0].1
    }

    /// When the value next changes, and to what; `None` if never.
    pub fn next_change(&self, now: Time) -> Option<(Time, T)> {
        let (place, into) = self.locate(now);
        if let Some((start, value)) = self.steps.get(place + 1) {
            return Some((now + start.saturating_sub(into), *value));
        }
        let period = self.period?;
        // The last step runs into the first of the next round; if both hold the same value, the
        // change is one step further.
        let (_, last) = self.steps[place];
        let to_round = period.saturating_sub(into);
        let (start, value) = *self.steps.iter().find(|(_, value)| *value != last)?;
        Some((now + to_round + start, value))
    }

    /// Every step of one round, or of the whole calendar where it does not repeat.
    pub fn steps(&self) -> &[(Span, T)] {
        &self.steps
    }

    /// The length of a round, if it repeats, and how far into it the run begins.
    pub(super) fn cycle(&self) -> (Option<Span>, Span) {
        (self.period, self.offset)
    }

    fn locate(&self, now: Time) -> (usize, Span) {
        let into = match self.period {
            Some(period) => Span((self.offset.0 + now.0 % period.0) % period.0),
            None => Span(now.0),
        };
        // The first step starts at zero, so at least one start is not beyond `into`.
        (self.steps.partition_point(|(start, _)| *start <= into) - 1, into)
    }
}

fn merge_equal_steps<T: PartialEq>(mut steps: Vec<(Span, T)>) -> Vec<(Span, T)> {
    steps.dedup_by(|later, earlier| later.1 == earlier.1);
    steps
}
