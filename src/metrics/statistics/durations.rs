//! Lengths of time: percentiles, the longest, and sums.

use hdrhistogram::Histogram;

use crate::base::Span;

/// Lengths of time for percentiles: milliseconds, three significant digits, up to 60 days; and the
/// longest of them, as it is.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct DurationHistogram {
    nonzero: Lengths,
    /// Most sessions do not wait at all: those are counted here.
    zeros: u32,
    longest: Span,
}

/// Lengths in milliseconds. A live chat with a few sessions a day has a few lengths, and a scenario may
/// have a thousand such live chats: so there is no histogram before it is the smaller of the two. Both
/// give the same figures.
#[derive(Clone, Debug)]
enum Lengths {
    /// Each one as the longest that the histogram does not tell from it; in no order.
    Few(Vec<u64>),
    /// Grows with the longest length, up to about 100 kB.
    Many(Box<Histogram<u32>>),
}

impl Default for Lengths {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

/// Lengths beyond it are counted as this one.
const LONGEST: u64 = 60 * 24 * 3_600_000;

/// To the nearest millisecond.
fn milliseconds(span: Span) -> u64 {
    span.0.saturating_add(500) / 1_000
}

/// The longest length that a histogram of three significant digits does not keep apart from this one: it keeps apart
/// 2,048 lengths apart below 2,048, and half as many between each power of two and the next.
fn highest_equivalent(length: u64) -> u64 {
    let shift = (u64::BITS - (length | 2_047).leading_zeros()) - 11;
    length | ((1 << shift) - 1)
}

impl Lengths {
    /// So many take half of the memory of the least histogram.
    const MOST_FEW: usize = 512;

    fn record(&mut self, length: u64, count: u32) {
        if let Self::Few(lengths) = self
            && lengths.len() + count as usize <= Self::MOST_FEW
        {
            lengths.extend((0..count).map(|_| highest_equivalent(length)));
            return;
        }
        let recorded = self.as_histogram().record_n(length, count);
        recorded.expect("60 days fit");
    }

    /// From now on it is a histogram.
    fn as_histogram(&mut self) -> &mut Histogram<u32> {
        if let Self::Few(lengths) = self {
            let mut histogram = Box::new(Histogram::new(3).expect("three digits are in range"));
            // The histogram grows once.
            lengths.sort_unstable_by(|one, other| other.cmp(one));
            for length in lengths {
                histogram.record(*length).expect("60 days fit");
            }
            *self = Self::Many(histogram);
        }
        match self {
            Self::Many(histogram) => histogram,
            Self::Few(_) => unreachable!("it was made one"),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Few(lengths) => lengths.len() as u64,
            Self::Many(histogram) => histogram.len(),
        }
    }

    fn count_at_most(&self, limit: u64) -> u64 {
        match self {
            Self::Few(lengths) => {
                let limit = highest_equivalent(limit);
                lengths.iter().filter(|length| **length <= limit).count() as u64
            }
            Self::Many(histogram) => histogram.count_between(0, limit),
        }
    }

    /// The length of which this share of all is no longer.
    fn quantile(&self, share: f64) -> u64 {
        match self {
            Self::Few(lengths) => {
                let rank = (share * lengths.len() as f64).ceil() as usize;
                let mut lengths = lengths.clone();
                let place = rank.clamp(1, lengths.len().max(1)) - 1;
                if lengths.is_empty() { 0 } else { *lengths.select_nth_unstable(place).1 }
            }
            Self::Many(histogram) => histogram.value_at_quantile(share),
        }
    }

    fn merge(&mut self, other: &Self) {
        match other {
            Self::Few(lengths) => lengths.iter().for_each(|length| self.record(*length, 1)),
            Self::Many(histogram) => {
                self.as_histogram().add(histogram.as_ref()).expect("60 days fit");
            }
        }
    }

    /// Each length that was recorded, ascending, and how often.
    fn counts(&self) -> Vec<(u64, u32)> {
        match self {
            Self::Few(lengths) => {
                let mut lengths = lengths.clone();
                lengths.sort_unstable();
                let runs = lengths.chunk_by(|one, next| one == next);
                runs.map(|run| (run[0], run.len() as u32)).collect()
            }
            Self::Many(histogram) => {
                let steps = histogram.iter_recorded();
                steps.map(|step| (step.value_iterated_to(), step.count_at_value())).collect()
            }
        }
    }
}

impl DurationHistogram {
    pub(in crate::metrics) fn record(&mut self, span: Span) {
        if span == Span::ZERO {
            self.zeros = self.zeros.saturating_add(1);
        } else {
            self.nonzero.record(milliseconds(span).min(LONGEST), 1);
            self.longest = self.longest.max(span);
        }
    }

    /// How many lengths were recorded.
    pub(in crate::metrics) fn count(&self) -> u64 {
        u64::from(self.zeros) + self.nonzero.len()
    }

    /// How many of them are at most so long, to the histogram's precision.
    pub(in crate::metrics) fn count_at_most(&self, limit: Span) -> u64 {
        u64::from(self.zeros) + self.nonzero.count_at_most(milliseconds(limit))
    }

    /// The `share`-quantile in seconds, and the longest exactly; not a number where nothing was
    /// recorded. No percentile is longer than the longest.
    pub(in crate::metrics) fn quantile(&self, share: f64) -> f64 {
        let (none, all) = (u64::from(self.zeros), self.count());
        if all == 0 {
            return f64::NAN;
        }
        let rank = (share * all as f64).ceil() as u64;
        if rank <= none {
            return 0.0;
        }
        let longest = self.longest.as_secs_f64();
        if rank >= all {
            return longest;
        }
        // The same rank among those who waited.
        let within = (rank - none) as f64 / (all - none) as f64;
        (self.nonzero.quantile(within) as f64 / 1e3).min(longest)
    }

    pub(in crate::metrics) fn merge(&mut self, other: &Self) {
        self.zeros = self.zeros.saturating_add(other.zeros);
        self.longest = self.longest.max(other.longest);
        self.nonzero.merge(&other.nonzero);
    }

    /// What it has counted.
    pub(in crate::metrics) fn counts(&self) -> LengthCounts {
        let counts = self.nonzero.counts();
        LengthCounts { zeros: self.zeros, longest: self.longest.0, counts }
    }

    /// Adds what another one had counted: the same as [`Self::merge`] with that one. `None`: a length is
    /// longer than any that is counted.
    pub(in crate::metrics) fn merge_counts(&mut self, other: &LengthCounts) -> Option<()> {
        self.zeros = self.zeros.saturating_add(other.zeros);
        self.longest = self.longest.max(Span(other.longest));
        for (length, count) in &other.counts {
            if *length > highest_equivalent(LONGEST) {
                return None;
            }
            self.nonzero.record(*length, *count);
        }
        Some(())
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
