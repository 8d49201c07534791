//! What is counted about licenses of one kind.

use crate::base::{MINUTE, Time};
use crate::metrics::statistics::{TimeWeightedLevel, Window};

/// Licenses of one kind.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct LicenseTally {
    pub(in crate::metrics) taken: u64,
    pub(in crate::metrics) refused: u64,
    pub(in crate::metrics) held: TimeWeightedLevel,
    pub(in crate::metrics) at_limit: TimeWeightedLevel,
    /// Occupied by a user who is not at work: a tab was left open.
    pub(in crate::metrics) left_open: TimeWeightedLevel,
    /// Given back because of that, after a while.
    pub(in crate::metrics) timed_out: u64,
    /// Operators on duty who are denied one.
    pub(in crate::metrics) denied: TimeWeightedLevel,
    /// Microseconds at each number held.
    pub(in crate::metrics) time_at_held: Vec<u64>,
    pub(in crate::metrics) last_change: Time,
    /// How many there are; `None`: no such license in this edition.
    pub(in crate::metrics) bought: Option<u32>,
    /// How long it was measured, in seconds.
    pub(in crate::metrics) seconds: f64,
}

impl LicenseTally {
    /// None is held yet. Where none was bought none is ever free.
    pub(in crate::metrics) fn new(bought: Option<u32>, window: Window) -> Self {
        let mut tally = Self { bought, ..Self::default() };
        tally.at_limit.set_indicator(bought == Some(0), window.remaining(Time::ZERO));
        tally
    }

    /// One is taken from now on, or given back. Says whether that could be.
    pub(in crate::metrics) fn change_held(
        &mut self,
        now: Time,
        taken: bool,
        window: Window,
    ) -> bool {
        let left = window.remaining(now);
        self.add_time_at_held(now, window);
        let mut sound = true;
        if taken {
            self.held.up(left);
            self.taken += u64::from(window.contains(now));
        } else {
            sound = self.held.down(left);
        }
        self.at_limit.set_indicator(self.bought == Some(self.held.value()), left);
        sound
    }

    /// The most held at once, leaving out numbers that were reached for less than half an hour in
    /// all: what is billed.
    pub(in crate::metrics) fn billed_peak(&self) -> f64 {
        let mut reached = 0;
        for (held, micros) in self.time_at_held.iter().enumerate().rev() {
            reached += micros;
            if reached >= 30 * MINUTE.0 {
                return held as f64;
            }
        }
        0.0
    }

    /// The time since the last change was spent at the number held until now.
    pub(in crate::metrics) fn add_time_at_held(&mut self, now: Time, window: Window) {
        let held = self.held.value() as usize;
        if self.time_at_held.len() <= held {
            self.time_at_held.resize(held + 1, 0);
        }
        self.time_at_held[held] += window.overlap(self.last_change, now).0;
        self.last_change = now;
    }

    /// The number that was exceeded for no more than the share 1 − `share` of the time.
    pub(in crate::metrics) fn quantile(&self, share: f64) -> f64 {
        let total: u64 = self.time_at_held.iter().sum();
        let mut cumulative = 0;
        for (held, micros) in self.time_at_held.iter().enumerate() {
            cumulative += micros;
            if cumulative as f64 >= share * total as f64 && cumulative > 0 {
                return held as f64;
            }
        }
        f64::NAN
    }
}
