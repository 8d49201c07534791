//! Queues, and transfers between groups.

use crate::base::Span;
use crate::metrics::statistics::{DurationHistogram, DurationSum, TimeWeightedLevel};

/// One queue: a group's, or the common queue of a live chat.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct QueueTally {
    pub(in crate::metrics) taken: u64,
    /// Left the queue later than they came.
    pub(in crate::metrics) waited: u64,
    /// Waited while an operator who serves the queue was denied a license.
    pub(in crate::metrics) waited_for_license: u64,
    pub(in crate::metrics) abandoned: u64,
    pub(in crate::metrics) moved: u64,
    pub(in crate::metrics) wait_taken: DurationSum,
    pub(in crate::metrics) wait_abandoned: DurationSum,
    pub(in crate::metrics) wait_moved: DurationSum,
    pub(in crate::metrics) wait_histogram: DurationHistogram,
    pub(in crate::metrics) waiting: TimeWeightedLevel,
}

impl QueueTally {
    pub(in crate::metrics) fn mean_wait(&self) -> (f64, f64) {
        let waited = self.wait_taken.seconds() + self.wait_abandoned.seconds();
        (waited + self.wait_moved.seconds(), self.visits() as f64)
    }

    pub(in crate::metrics) fn record_taken(&mut self, wait: Span) {
        self.taken += 1;
        self.waited += u64::from(wait > Span::ZERO);
        self.wait_taken.add(wait);
        self.wait_histogram.record(wait);
    }

    pub(in crate::metrics) fn record_abandoned(&mut self, wait: Span) {
        self.abandoned += 1;
        self.waited += u64::from(wait > Span::ZERO);
        self.wait_abandoned.add(wait);
    }

    pub(in crate::metrics) fn record_moved(&mut self, wait: Span) {
        self.moved += 1;
        self.waited += u64::from(wait > Span::ZERO);
        self.wait_moved.add(wait);
    }

    pub(in crate::metrics) fn visits(&self) -> u64 {
        self.taken + self.abandoned + self.moved
    }
}

/// Transfers from one group to one target.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct TransferTally {
    pub(in crate::metrics) transferred: u64,
    pub(in crate::metrics) taken: u64,
    pub(in crate::metrics) abandoned: u64,
    pub(in crate::metrics) declined: u64,
    pub(in crate::metrics) failed: u64,
    pub(in crate::metrics) wait: DurationSum,
}
