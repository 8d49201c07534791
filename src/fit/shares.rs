//! Shares of a whole with their intervals: topics, transfers.

use super::arrivals::FittedValue;
use crate::decide::clopper_pearson;

/// A share of so many, with the interval of Clopper and Pearson (1934).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub count: usize,
    pub of: usize,
}

impl Share {
    /// The share; zero of nothing.
    pub fn value(&self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }

    /// With its 95 % interval.
    pub fn interval(&self) -> FittedValue {
        self.interval_at(0.95)
    }

    /// With its interval of another level.
    pub fn interval_at(&self, level: f64) -> FittedValue {
        let bounds = clopper_pearson(self.count as u64, self.of as u64, 1.0 - level);
        FittedValue { value: self.value(), low: bounds.low, high: bounds.high }
    }
}
