//! Time-weighted levels: how many at once, on average over the measured window.

use crate::base::{Span, Time};

/// The part of a run that is measured: from the end of the warm-up to the horizon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: Time,
    pub(super) to: Time,
}

impl Window {
    /// How long it is measured between two instants.
    pub(super) fn overlap(self, since: Time, now: Time) -> Span {
        now.min(self.to).since(since.max(self.from))
    }

    /// Sessions that come within the window are measured.
    pub(super) fn counts(self, arrived: Time) -> bool {
        arrived >= self.from
    }
}

/// A level and its time integral over the window.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    value: u32,
    since: Time,
    /// Microseconds times level.
    area: u64,
    max: u32,
}

impl Level {
    pub(super) fn value(self) -> u32 {
        self.value
    }

    pub(super) fn up(&mut self, now: Time, window: Window) {
        self.settle(now, window);
        self.value += 1;
        self.peak(now, window);
    }

    /// The highest level is counted from what there is when the warm-up ends.
    fn peak(&mut self, now: Time, window: Window) {
        if now < window.from {
            self.max = self.value;
        } else if now < window.to {
            self.max = self.max.max(self.value);
        }
    }

    /// Goes down. Says whether it could: a level below zero is a broken law.
    #[must_use]
    pub(super) fn down(&mut self, now: Time, window: Window) -> bool {
        self.settle(now, window);
        match self.value.checked_sub(1) {
            Some(value) => {
                self.value = value;
                self.peak(now, window);
                true
            }
            None => false,
        }
    }

    /// Brings the integral up to an instant.
    pub(super) fn settle(&mut self, now: Time, window: Window) {
        self.area += u64::from(self.value) * window.overlap(self.since, now).0;
        self.since = now;
    }

    /// The integral in unit-seconds.
    pub(super) fn seconds(self) -> f64 {
        Span(self.area).as_secs_f64()
    }

    /// The highest level within the window.
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
        let mut level = Level::default();
        level.up(at(0), window);
        level.up(at(15), window);
        assert!(level.down(at(18), window));
        level.settle(at(99), window);
        assert!((level.seconds() - 13.0).abs() < 1e-9);
        assert_eq!(level.max(), 2);
        let mut early = Level::default();
        early.up(at(0), window);
        assert!(early.down(at(5), window));
        assert_eq!(early.max(), 0);
        assert!(level.down(at(99), window) && !level.down(at(99), window));
    }
}
