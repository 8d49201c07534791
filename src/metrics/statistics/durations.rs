//! Lengths of time: percentiles, the longest, and sums.

use hdrhistogram::Histogram;

use crate::base::Span;

/// Lengths of time for percentiles: milliseconds, three significant digits, up to 60 days; and the
/// longest of them, as it is.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct DurationHistogram {
    /// Grows with the longest length, up to about 100 kB; made with the first length that is recorded.
    nonzero: Option<Box<Histogram<u32>>>,
    /// Most sessions do not wait at all: those are counted here.
    zeros: u32,
    longest: Span,
}

/// Lengths beyond it are counted as this one.
const LONGEST: u64 = 60 * 24 * 3_600_000;

fn empty_histogram() -> Box<Histogram<u32>> {
    Box::new(Histogram::new(3).expect("three digits are in range"))
}

/// To the nearest millisecond.
fn milliseconds(span: Span) -> u64 {
    span.0.saturating_add(500) / 1_000
}

impl DurationHistogram {
    pub(in crate::metrics) fn record(&mut self, span: Span) {
        if span == Span::ZERO {
            self.zeros = self.zeros.saturating_add(1);
        } else {
            let nonzero = self.nonzero.get_or_insert_with(empty_histogram);
            let recorded = nonzero.record(milliseconds(span).min(LONGEST));
            recorded.expect("60 days fit");
            self.longest = self.longest.max(span);
        }
    }

    /// How many lengths were recorded.
    pub(in crate::metrics) fn count(&self) -> u64 {
        u64::from(self.zeros) + self.nonzero.as_ref().map_or(0, |lengths| lengths.len())
    }

    /// How many of them are at most so long, to the histogram's precision.
    pub(in crate::metrics) fn count_at_most(&self, limit: Span) -> u64 {
        let within = |lengths: &Histogram<u32>| lengths.count_between(0, milliseconds(limit));
        u64::from(self.zeros) + self.nonzero.as_ref().map_or(0, |lengths| within(lengths))
    }

    /// The `share`-quantile in seconds, and the longest exactly; not a number where nothing was
    /// recorded. No percentile is longer than the longest.
    pub(in crate::metrics) fn quantile(&self, share: f64) -> f64 {
        let (none, all) = (u64::from(self.zeros), self.count());
        if all == 0 {
            return f64::NAN;
        }
        let rank = (share * all as f64).ceil() as u64;
        match &self.nonzero {
            Some(_) if rank >= all => self.longest.as_secs_f64(),
            Some(lengths) if rank > none => {
                // The same rank among those who waited.
                let within = (rank - none) as f64 / (all - none) as f64;
                let rounded = lengths.value_at_quantile(within) as f64 / 1e3;
                rounded.min(self.longest.as_secs_f64())
            }
            _ => 0.0,
        }
    }

    pub(in crate::metrics) fn merge(&mut self, other: &Self) {
        self.zeros = self.zeros.saturating_add(other.zeros);
        self.longest = self.longest.max(other.longest);
        if let Some(lengths) = &other.nonzero {
            let own = self.nonzero.get_or_insert_with(empty_histogram);
            own.add(lengths.as_ref()).expect("60 days fit");
        }
    }
}

/// What a [`DurationHistogram`] has counted, as plain numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::metrics) struct LengthCounts {
    pub(in crate::metrics) zeros: u32,
    /// Microseconds.
    pub(in crate::metrics) longest: u64,
    /// Milliseconds, ascending, and how many lengths were so long, to the histogram's precision.
    pub(in crate::metrics) counts: Vec<(u64, u32)>,
}

impl DurationHistogram {
    /// What it has counted.
    pub(in crate::metrics) fn counts(&self) -> LengthCounts {
        let counts = self.nonzero.iter().flat_map(|lengths| {
            lengths.iter_recorded().map(|step| (step.value_iterated_to(), step.count_at_value()))
        });
        LengthCounts { zeros: self.zeros, longest: self.longest.0, counts: counts.collect() }
    }

    /// Adds what another one had counted: the same as [`Self::merge`] with that one. `None`: a length is
    /// longer than any that is counted.
    pub(in crate::metrics) fn merge_counts(&mut self, other: &LengthCounts) -> Option<()> {
        self.zeros = self.zeros.saturating_add(other.zeros);
        self.longest = self.longest.max(Span(other.longest));
        for (value, count) in &other.counts {
            let own = self.nonzero.get_or_insert_with(empty_histogram);
            own.record_n(*value, *count).ok()?;
        }
        Some(())
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
