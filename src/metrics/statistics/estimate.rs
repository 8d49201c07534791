//! Estimates from independent replications.
//!
//! A figure is a ratio of two sums taken within each replication: sessions answered in time over
//! sessions offered, seconds waited over sessions answered; a plain mean has the denominator 1.
//! The estimate is the ratio of the means, E\[sum\]/E\[count\], never the mean of ratios, and its
//! interval comes from the delta method (Law 2015, *Simulation Modeling and Analysis*, §9.4;
//! Student's t with n − 1 degrees of freedom).
//!
//! Its limits: a ratio is biased by 1/n of itself times what its denominator varies by, and Student's
//! t supposes sums that are nearly normal. Ten replications of some hundred sessions are enough for
//! both; of rare things (a share of one in ten thousand) the interval may leave out the truth, and a
//! figure that never varied, such as a refusal that did not happen, has an interval of no width.

use std::sync::OnceLock;

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::metrics::results::Estimate;

/// What one replication says about a figure: a sum and what it is divided by. A count of zero says
/// nothing (no session was answered, so there is no mean wait).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ValuePair {
    /// Seconds waited, sessions answered in time, or the value itself.
    pub sum: f64,
    /// Sessions answered, sessions offered, or one.
    pub count: f64,
}

impl ValuePair {
    /// The replication's own value; `None` where it says nothing.
    pub fn value(self) -> Option<f64> {
        let value = self.sum / self.count;
        (self.count > 0.0 && value.is_finite()).then_some(value)
    }
}

/// Running means and co-moments of pairs, one pair from each replication (Welford's recurrence:
/// no cancellation, no memory of the pairs).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RatioEstimator {
    n: f64,
    mean_x: f64,
    mean_y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl RatioEstimator {
    pub fn add(&mut self, x: f64, y: f64) {
        self.n += 1.0;
        let (dx, dy) = (x - self.mean_x, y - self.mean_y);
        self.mean_x += dx / self.n;
        self.mean_y += dy / self.n;
        self.xx += dx * (x - self.mean_x);
        self.yy += dy * (y - self.mean_y);
        self.xy += dx * (y - self.mean_y);
    }

    /// The ratio of the means of x and y, with its 95 % interval.
    pub fn ratio(&self) -> Estimate {
        if self.n == 0.0 || self.mean_y == 0.0 {
            return Estimate { value: f64::NAN, half_width: f64::NAN };
        }
        let value = self.mean_x / self.mean_y;
        let spread = self.xx - 2.0 * value * self.xy + value * value * self.yy;
        let variance = spread.max(0.0) / ((self.n - 1.0) * self.n * self.mean_y * self.mean_y);
        let half_width = if self.n < 2.0 {
            f64::NAN
        } else {
            student_t_quantile(self.n as u64 - 1) * variance.sqrt()
        };
        Estimate { value, half_width }
    }
}

/// The 0.975 quantile of Student's t: what a two-sided 95 % interval is wide by. Every figure of a report asks for the
/// same one, so those of few degrees are worked out once.
pub fn student_t_quantile(degrees: u64) -> f64 {
    static KNOWN: [OnceLock<f64>; 1024] = [const { OnceLock::new() }; 1024];
    let work_out = || student_t_quantile_at(0.975, degrees as f64);
    let known = usize::try_from(degrees).ok().and_then(|place| KNOWN.get(place));
    known.map_or_else(work_out, |known| *known.get_or_init(work_out))
}

/// The quantile of Student's t at a probability; not a number with less than one degree of freedom.
pub fn student_t_quantile_at(probability: f64, degrees: f64) -> f64 {
    let distribution = StudentsT::new(0.0, 1.0, degrees).ok().filter(|_| degrees >= 1.0);
    distribution.map_or(f64::NAN, |t| t.inverse_cdf(probability))
}

/// How likely Student's t is at most `statistic`; not a number with less than one degree of freedom.
pub fn student_t_probability(statistic: f64, degrees: f64) -> f64 {
    let distribution = StudentsT::new(0.0, 1.0, degrees).ok().filter(|_| degrees >= 1.0);
    distribution.map_or(f64::NAN, |t| t.cdf(statistic))
}
