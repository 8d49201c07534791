//! Time-weighted levels: how many at once, on average over the measured window.

use crate::base::{Span, Time};

/// The part of a run that is measured: from the end of the warm-up to the horizon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: Time,
    pub(super) to: Time,
}

impl Window {
    /// How much of the window is still to come.
    #[inline]
    pub(super) fn remaining(self, now: Time) -> Span {
        self.to.since(now.max(self.from))
    }

    /// How long it is measured between two instants.
    pub(super) fn overlap(self, since: Time, now: Time) -> Span {
        now.min(self.to).since(since.max(self.from))
    }

    /// Sessions that come within the window are measured.
    #[inline]
    pub(super) fn contains(self, arrived: Time) -> bool {
        arrived >= self.from && arrived < self.to
    }
}

/// A level and its time integral over the window.
///
/// The integral is kept as it will be if nothing changes any more: a step up adds all that is left
/// of the window, a step down takes it back. So nobody has to remember when the last step was, and
/// at the end nothing is to be settled.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TimeWeightedLevel {
    value: u32,
    max: u32,
    /// Microseconds times level.
    area: u128,
}

impl TimeWeightedLevel {
    #[inline]
    pub(super) fn value(self) -> u32 {
        self.value
    }

    /// Goes up, with so much `left` of the window.
    #[inline]
    pub(super) fn up(&mut self, left: Span) {
        self.value += 1;
        self.area += u128::from(left.0);
        if left > Span::ZERO {
            self.max = self.max.max(self.value);
        }
    }

    /// Goes down. Says whether it could: a level below zero is a broken law.
    #[must_use]
    #[inline]
    pub(super) fn down(&mut self, left: Span) -> bool {
        let could = self.value > 0;
        if could {
            self.value -= 1;
            self.area -= u128::from(left.0);
        }
        could
    }

    /// The integral over the whole window in unit-seconds.
    pub(super) fn seconds(self) -> f64 {
        self.area as f64 / 1e6
    }

    /// The integral up to now, with so much `left` of the window.
    pub(super) fn seconds_so_far(self, left: Span) -> f64 {
        (self.area - u128::from(self.value) * u128::from(left.0)) as f64 / 1e6
    }

    /// From now on the highest level is counted anew.
    pub(super) fn restart_peak(&mut self) {
        self.max = self.value;
    }

    /// The highest level since the peak was last restarted, and before the horizon.
    pub(super) fn max(self) -> u32 {
        self.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_window_is_measured() {
        let at = |s: u64| Time(s * 1_000_000);
        let window = Window { from: at(10), to: at(20) };
        let left = |s: u64| window.remaining(at(s));
        let mut level = TimeWeightedLevel::default();
        level.up(left(0));
        level.up(left(15));
        assert!((level.seconds_so_far(left(16)) - 7.0).abs() < 1e-9);
        assert!(level.down(left(18)));
        assert!((level.seconds() - 13.0).abs() < 1e-9);
        assert_eq!(level.max(), 2);
        level.restart_peak();
        assert_eq!(level.max(), 1);
        assert!(level.down(left(99)) && !level.down(left(99)));
        assert!((level.seconds() - 13.0).abs() < 1e-9);
    }
}
