//! Shares of a whole with their intervals: topics, transfers.

use super::arrivals::Interval95;
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
    pub fn interval(&self) -> Interval95 {
        let bounds = clopper_pearson(self.count as u64, self.of as u64, 0.05);
        Interval95 { value: self.value(), low: bounds.low, high: bounds.high }
    }
}
