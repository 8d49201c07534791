//! Estimates with their standard error, of one desk and of the difference of two.
//!
//! A figure is a ratio of sums, as in [`RatioEstimator`](super::RatioEstimator). The difference of two
//! is taken replication by replication where both desks met the same clients (common random numbers):
//! by the delta method each replication's share of the error of a ratio R = E\[x\]/E\[y\] is
//! (x − R y)/E\[y\], and the difference of two such shares has a variance of its own, which is small
//! where the desks' luck is the same (Law 2015, *Simulation Modeling and Analysis*, §10.2.1 and
//! §11.2). Otherwise the two are independent, and the degrees of freedom are Welch's.

use super::ValuePair;
use super::estimate::{student_t_probability, student_t_quantile_at};

/// An estimate with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardEstimate {
    /// The estimate; not a number where it is undefined.
    pub value: f64,
    /// Its standard error; not a number with fewer than two replications.
    pub standard_error: f64,
    /// Degrees of freedom of the standard error.
    pub degrees: f64,
}

impl StandardEstimate {
    const UNDEFINED: Self = Self { value: f64::NAN, standard_error: f64::NAN, degrees: 0.0 };

    /// Half the width of the two-sided interval that leaves out `alpha`: 0.05 for 95 %.
    pub fn half_width(self, alpha: f64) -> f64 {
        if self.standard_error == 0.0 {
            return 0.0;
        }
        student_t_quantile_at(1.0 - alpha / 2.0, self.degrees) * self.standard_error
    }

    /// How likely so large a value is, or a larger one, where the truth is `limit` or less: the
    /// one-sided p-value.
    pub fn probability_above(self, limit: f64) -> f64 {
        let distance = self.value - limit;
        if self.standard_error == 0.0 {
            return if distance > 0.0 { 0.0 } else { 1.0 };
        }
        1.0 - student_t_probability(distance / self.standard_error, self.degrees)
    }
}

/// The errors that single replications contribute to a ratio, and the ratio.
struct RatioErrors {
    value: f64,
    errors: Vec<f64>,
}

impl RatioErrors {
    fn new(pairs: &[ValuePair]) -> Option<Self> {
        let n = pairs.len() as f64;
        let sum: f64 = pairs.iter().map(|pair| pair.sum).sum();
        let count: f64 = pairs.iter().map(|pair| pair.count).sum();
        let value = sum / count;
        let mean_count = count / n;
        let error = |pair: &ValuePair| (pair.sum - value * pair.count) / mean_count;
        let errors = pairs.iter().map(error).collect();
        (count > 0.0 && value.is_finite()).then_some(Self { value, errors })
    }
}

fn mean_square(errors: impl Iterator<Item = f64>, n: f64) -> f64 {
    errors.map(|error| error * error).sum::<f64>() / (n - 1.0)
}

/// The ratio of sums over replications.
pub fn ratio_estimate(pairs: &[ValuePair]) -> StandardEstimate {
    let Some(ratio) = RatioErrors::new(pairs) else { return StandardEstimate::UNDEFINED };
    let n = pairs.len() as f64;
    let variance = mean_square(ratio.errors.into_iter(), n) / n;
    let standard_error = if n < 2.0 { f64::NAN } else { variance.sqrt() };
    StandardEstimate { value: ratio.value, standard_error, degrees: n - 1.0 }
}

/// The ratio of `new` less that of `old`, where replication by replication both met the same
/// clients. Of the longer list only as many are used as the shorter has.
pub fn paired_difference(new: &[ValuePair], old: &[ValuePair]) -> StandardEstimate {
    let n = new.len().min(old.len());
    let (new, old) = (RatioErrors::new(&new[..n]), RatioErrors::new(&old[..n]));
    let (Some(new), Some(old)) = (new, old) else { return StandardEstimate::UNDEFINED };
    let value = new.value - old.value;
    let n = n as f64;
    let differences = new.errors.iter().zip(&old.errors).map(|(new, old)| new - old);
    let variance = mean_square(differences, n) / n;
    let standard_error = if n < 2.0 { f64::NAN } else { variance.sqrt() };
    StandardEstimate { value, standard_error, degrees: n - 1.0 }
}

/// The ratio of `new` less that of `old`, where the two have nothing to do with each other: degrees of
/// freedom by Welch (1947) and Satterthwaite (1946).
pub fn independent_difference(new: &[ValuePair], old: &[ValuePair]) -> StandardEstimate {
    let (new, old) = (ratio_estimate(new), ratio_estimate(old));
    let (a, b) = (new.standard_error.powi(2), old.standard_error.powi(2));
    let degrees = (a + b).powi(2) / (a * a / new.degrees + b * b / old.degrees);
    // They lie between those of the smaller sample and those of both, up to the last bit.
    let fewest = new.degrees.min(old.degrees);
    StandardEstimate {
        value: new.value - old.value,
        standard_error: (a + b).sqrt(),
        degrees: if degrees.is_nan() { fewest } else { degrees.max(fewest) },
    }
}
