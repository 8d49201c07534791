//! Time-weighted levels: how many at once, on average over the measured window.

use crate::base::{Span, Time};

/// The part of a run that is measured: from the end of the warm-up to the horizon.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub from: Time,
    pub to: Time,
}

impl Window {
    /// How much of the window is still to come.
    #[inline]
    pub fn remaining(self, now: Time) -> Span {
        self.to.since(now.max(self.from))
    }

    /// How long it is measured between two instants.
    pub fn overlap(self, since: Time, now: Time) -> Span {
        now.min(self.to).since(since.max(self.from))
    }

    /// Sessions that come within the window are measured.
    #[inline]
    pub fn contains(self, arrived: Time) -> bool {
        arrived >= self.from && arrived < self.to
    }
}

/// A level and its time integral over the window.
///
/// The integral is kept as it will be if nothing changes any more: a step up adds all that is left
/// of the window, a step down takes it back. So the time of the last step need not be kept, and
/// at the end nothing is to be settled.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeWeightedLevel {
    value: u32,
    max: u32,
    /// Microseconds times level.
    area: u128,
}

impl TimeWeightedLevel {
    /// As it is now.
    #[inline]
    pub fn value(self) -> u32 {
        self.value
    }

    /// Goes up, with so much `left` of the window.
    #[inline]
    pub fn up(&mut self, left: Span) {
        self.value += 1;
        self.area += u128::from(left.0);
        if left > Span::ZERO {
            self.max = self.max.max(self.value);
        }
    }

    /// Goes down. Says whether it could: a level below zero violates an invariant.
    #[must_use]
    #[inline]
    pub fn down(&mut self, left: Span) -> bool {
        let could = self.value > 0;
        if could {
            self.value -= 1;
            self.area -= u128::from(left.0);
        }
        could
    }

    /// Makes a level that is either 0 or 1 the one or the other.
    pub fn set_indicator(&mut self, on: bool, left: Span) {
        if on && self.value == 0 {
            self.up(left);
        } else if !on && self.value == 1 {
            let _was_one = self.down(left);
        }
    }

    /// The integral over the whole window in unit-seconds.
    pub fn seconds(self) -> f64 {
        self.area as f64 / 1e6
    }

    /// The integral up to now, with so much `left` of the window.
    pub fn seconds_so_far(self, left: Span) -> f64 {
        (self.area - u128::from(self.value) * u128::from(left.0)) as f64 / 1e6
    }

    /// From now on the highest level is counted anew.
    pub fn restart_peak(&mut self) {
        self.max = self.value;
    }

    /// The highest level since the peak was last restarted, and before the horizon.
    pub fn max(self) -> u32 {
        self.max
    }
}
