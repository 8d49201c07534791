//! Time-weighted levels: how many at once, on average over the measured window.

use crate::base::{Span, Time};

/// The part of a run that is measured: from the end of the warm-up to the horizon.
#[derive(Clone, Copy, Debug)]
pub(in crate::metrics) struct Window {
    pub(in crate::metrics) from: Time,
    pub(in crate::metrics) to: Time,
}

impl Window {
    /// How much of the window is still to come.
    #[inline]
    pub(in crate::metrics) fn remaining(self, now: Time) -> Span {
        self.to.since(now.max(self.from))
    }

    /// How long it is measured between two instants.
    pub(in crate::metrics) fn overlap(self, since: Time, now: Time) -> Span {
        now.min(self.to).since(since.max(self.from))
    }

    /// Sessions that come within the window are measured.
    #[inline]
    pub(in crate::metrics) fn contains(self, arrived: Time) -> bool {
        arrived >= self.from && arrived < self.to
    }
}

/// A level and its time integral over the window.
///
/// The integral is kept as it will be if nothing changes any more: a step up adds all that is left
/// of the window, a step down takes it back. So the time of the last step need not be kept, and
/// at the end nothing is to be settled.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct TimeWeightedLevel {
    value: u32,
    max: u32,
    /// Microseconds times level.
    area: u64,
}

impl TimeWeightedLevel {
    #[inline]
    pub(in crate::metrics) fn value(self) -> u32 {
        self.value
    }

    /// Goes up, with so much `left` of the window.
    #[inline]
    pub(in crate::metrics) fn up(&mut self, left: Span) {
        self.value += 1;
        self.area += left.0;
        if left > Span::ZERO {
            self.max = self.max.max(self.value);
        }
    }

    /// Goes down. Says whether it could: a level below zero violates an invariant.
    #[must_use]
    #[inline]
    pub(in crate::metrics) fn down(&mut self, left: Span) -> bool {
        let could = self.value > 0;
        if could {
            self.value -= 1;
            self.area -= left.0;
        }
        could
    }

    /// Makes a level that is either 0 or 1 the one or the other.
    pub(in crate::metrics) fn set_indicator(&mut self, on: bool, left: Span) {
        if on && self.value == 0 {
            self.up(left);
        } else if !on && self.value == 1 {
            let _was_one = self.down(left);
        }
    }

    /// The integral over the whole window in unit-seconds.
    pub(in crate::metrics) fn seconds(self) -> f64 {
        Span(self.area).as_secs_f64()
    }

    /// The integral up to now, with so much `left` of the window.
    pub(in crate::metrics) fn seconds_so_far(self, left: Span) -> f64 {
        Span(self.area - u64::from(self.value) * left.0).as_secs_f64()
    }

    /// From now on the highest level is counted anew.
    pub(in crate::metrics) fn restart_peak(&mut self) {
        self.max = self.value;
    }

    /// The highest level since the peak was last restarted, and before the horizon.
    pub(in crate::metrics) fn max(self) -> u32 {
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
