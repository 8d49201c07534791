//! Lengths of time: percentiles, the longest, and sums.

use hdrhistogram::Histogram;

use crate::base::Span;

/// Lengths of time for percentiles: milliseconds, three significant digits, up to 60 days; and the
/// longest of them, as it is.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct DurationHistogram {
    nonzero: Histogram<u32>,
    /// Most sessions do not wait at all: those are counted here until somebody asks.
    zeros: u32,
    longest: Span,
}

impl Default for DurationHistogram {
    fn default() -> Self {
        let longest = 60 * 24 * 3_600_000;
        let lengths = Histogram::new_with_bounds(1, longest, 3);
        Self {
            nonzero: lengths.expect("bounds and digits are in range"),
            zeros: 0,
            longest: Span::ZERO,
        }
    }
}

impl DurationHistogram {
    pub(in crate::metrics) fn record(&mut self, span: Span) {
        if span == Span::ZERO {
            self.zeros = self.zeros.saturating_add(1);
        } else {
            self.longest = self.longest.max(span);
            // To the nearest millisecond.
            self.nonzero.saturating_record(span.0.saturating_add(500) / 1_000);
        }
    }

    /// The `share`-quantile in seconds, and the longest exactly; not a number where nothing was
    /// recorded. No percentile is longer than the longest.
    pub(in crate::metrics) fn quantile(&self, share: f64) -> f64 {
        let (none, some) = (u64::from(self.zeros), self.nonzero.len());
        let rank = (share * (none + some) as f64).ceil() as u64;
        if none + some == 0 {
            f64::NAN
        } else if rank <= none {
            0.0
        } else if rank >= none + some {
            self.longest.as_secs_f64()
        } else {
            // The same rank among those who waited.
            let within = (rank - none) as f64 / some as f64;
            let rounded = self.nonzero.value_at_quantile(within) as f64 / 1e3;
            rounded.min(self.longest.as_secs_f64())
        }
    }

    pub(in crate::metrics) fn merge(&mut self, other: &Self) {
        self.zeros = self.zeros.saturating_add(other.zeros);
        self.longest = self.longest.max(other.longest);
        self.nonzero.add(&other.nonzero).expect("all have the same bounds");
    }
}

/// A sum of lengths of time.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::metrics) struct DurationSum {
    micros: u64,
}

impl DurationSum {
    pub(in crate::metrics) fn add(&mut self, span: Span) {
        self.micros = self.micros.saturating_add(span.0);
    }

    pub(in crate::metrics) fn merge(&mut self, other: Self) {
        self.micros += other.micros;
    }

    pub(in crate::metrics) fn seconds(self) -> f64 {
        Span(self.micros).as_secs_f64()
    }
}
