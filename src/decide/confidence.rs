//! Intervals that decisions are made from.
//!
//! A figure's interval is Student's t over replications. Two cases need more. Where replications hardly
//! differed, such an interval is too narrow, or has no width, though the next replication may differ: of
//! a share of countable things the interval is never narrower than the exact one of a binomial share
//! (Clopper and Pearson 1934). And where one looks several times and stops at the first look that decides, each look may
//! err: the error that is allowed is divided among the looks (Bonferroni), whose numbers are fixed
//! beforehand.

use statrs::distribution::{Beta, ContinuousCDF};

use crate::metrics::{StandardEstimate, Unit, ValuePair, ratio_estimate};

/// The error that an interval is allowed: 5 times of 100 the truth lies outside.
pub const ALPHA: f64 = 0.05;

/// The error that each of so many looks is allowed.
pub fn level_per_look(alpha: f64, looks: usize) -> f64 {
    alpha / looks.max(1) as f64
}

/// An interval for a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub value: f64,
    /// Minus infinity where nothing is known.
    pub low: f64,
    /// Infinity where nothing is known.
    pub high: f64,
}

impl Interval {
    /// From an estimate and its standard error.
    pub fn of_estimate(estimate: StandardEstimate, alpha: f64) -> Self {
        let half_width = estimate.half_width(alpha);
        let half_width = if half_width.is_nan() { f64::INFINITY } else { half_width };
        let value = estimate.value;
        Self { value, low: value - half_width, high: value + half_width }
    }

    /// Of a figure, from what each replication says; `None` where none says anything. Leaves out the
    /// truth with a chance of `alpha` or less.
    pub fn of_figure(pairs: &[ValuePair], unit: Unit, alpha: f64) -> Option<Self> {
        let estimate = ratio_estimate(pairs);
        if !estimate.value.is_finite() {
            return None;
        }
        let mut interval = Self::of_estimate(estimate, alpha);
        if unit == Unit::Share {
            interval = interval.widened_by(Self::of_counts(pairs, alpha));
            interval.low = interval.low.max(0.0);
            // Sessions may be transferred more often than there are sessions.
            if pairs.iter().all(|pair| pair.sum <= pair.count) {
                interval.high = interval.high.min(1.0);
            }
        }
        // What cannot be below nothing, and was above nothing once, is above nothing in the long run.
        if estimate.value > 0.0 && interval.low <= 0.0 {
            interval.low = f64::MIN_POSITIVE;
        }
        Some(interval)
    }

    /// The binomial interval of what was counted; `None` where something else was measured.
    fn of_counts(pairs: &[ValuePair], alpha: f64) -> Option<Self> {
        let is_whole = |pair: &ValuePair| pair.sum.fract() == 0.0 && pair.count.fract() == 0.0;
        let successes: f64 = pairs.iter().map(|pair| pair.sum).sum();
        let trials: f64 = pairs.iter().map(|pair| pair.count).sum();
        (trials > 0.0 && successes <= trials && pairs.iter().all(is_whole))
            .then(|| clopper_pearson(successes as u64, trials as u64, alpha))
    }

    fn widened_by(self, other: Option<Self>) -> Self {
        let Some(other) = other else { return self };
        Self { value: self.value, low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Of a share of days on which a promise is kept: the wider of the binomial interval, which takes
    /// days for independent of each other, and the one over replications, which does not.
    pub fn of_days(pairs: &[ValuePair], alpha: f64) -> Option<Self> {
        let kept: f64 = pairs.iter().map(|pair| pair.sum).sum();
        let days: f64 = pairs.iter().map(|pair| pair.count).sum();
        if days == 0.0 {
            return None;
        }
        let estimate = ratio_estimate(pairs);
        let by_replication = estimate.standard_error.is_finite();
        let over = by_replication.then(|| Self::of_estimate(estimate, alpha));
        let widest = clopper_pearson(kept as u64, days as u64, alpha).widened_by(over);
        Some(Self { low: widest.low.max(0.0), high: widest.high.min(1.0), ..widest })
    }
}

/// The exact interval of a binomial share (Clopper and Pearson 1934, *Biometrika* 26:404): the truth
/// lies outside with a chance of `alpha` or less.
pub fn clopper_pearson(successes: u64, trials: u64, alpha: f64) -> Interval {
    let (k, n) = (successes.min(trials) as f64, trials as f64);
    let beta = |a: f64, b: f64, at: f64| Beta::new(a, b).map_or(f64::NAN, |it| it.inverse_cdf(at));
    let low = if k == 0.0 { 0.0 } else { beta(k, n - k + 1.0, alpha / 2.0) };
    let high = if k == n { 1.0 } else { beta(k + 1.0, n - k, 1.0 - alpha / 2.0) };
    Interval { value: k / n, low, high }
}
