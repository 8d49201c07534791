//! Probability distributions of lengths of time as data are fitted to them: density, survival, mean.
//!
//! The distributions are those of the scenario language that have a likelihood: exponential, Weibull, lognormal
//! and gamma. Parameters are logarithms (μ of the lognormal as it is), so that every value is allowed and an
//! interval never leaves the range.

use statrs::function::erf::erfc;
use statrs::function::gamma::{gamma_ur, ln_gamma};

/// A family of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `[ln mean]`
    Exponential,
    /// `[ln scale, ln shape]`
    Weibull,
    /// `[μ, ln σ]` of the logarithm.
    Lognormal,
    /// `[ln mean, ln shape]`
    Gamma,
}

impl Family {
    /// Those that are tried, the simplest first.
    pub const ALL: [Self; 4] = [Self::Exponential, Self::Weibull, Self::Lognormal, Self::Gamma];

    /// The word of the scenario language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exponential => "exponential",
            Self::Weibull => "weibull",
            Self::Lognormal => "lognormal",
            Self::Gamma => "gamma",
        }
    }

    /// How many parameters it has.
    pub fn parameters(self) -> usize {
        match self {
            Self::Exponential => 1,
            Self::Weibull | Self::Lognormal | Self::Gamma => 2,
        }
    }
}

/// One distribution of a family, of lengths in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LifetimeDistribution {
    pub family: Family,
    /// See [`Family`]; the second is zero where there is one only.
    pub parameters: [f64; 2],
}

/// ln 2π, halved.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

impl LifetimeDistribution {
    /// The distribution with these parameters, as many as the family has.
    pub fn new(family: Family, parameters: &[f64]) -> Self {
        let second = parameters.get(1).copied().unwrap_or(0.0);
        Self { family, parameters: [parameters[0], second] }
    }

    /// The logarithm of the density at `t` seconds, above zero.
    pub fn ln_density(&self, t: f64) -> f64 {
        let [first, second] = self.parameters;
        match self.family {
            Family::Exponential => -first - t / first.exp(),
            Family::Weibull => {
                let shape = second.exp();
                let ratio = t.ln() - first;
                second - first + (shape - 1.0) * ratio - (shape * ratio).exp()
            }
            Family::Lognormal => {
                let z = (t.ln() - first) / second.exp();
                -HALF_LN_TAU - second - t.ln() - z * z / 2.0
            }
            Family::Gamma => {
                let shape = second.exp();
                let rate = shape / first.exp();
                shape * rate.ln() - ln_gamma(shape) + (shape - 1.0) * t.ln() - rate * t
            }
        }
    }

    /// The logarithm of the probability of more than `t` seconds.
    pub fn ln_survival(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 0.0;
        }
        let [first, second] = self.parameters;
        match self.family {
            Family::Exponential => -t / first.exp(),
            Family::Weibull => -(second.exp() * (t.ln() - first)).exp(),
            Family::Lognormal => ln_normal_tail((t.ln() - first) / second.exp()),
            Family::Gamma => {
                let shape = second.exp();
                let tail = gamma_ur(shape, t * shape / first.exp());
                tail.max(f64::MIN_POSITIVE).ln()
            }
        }
    }

    /// In seconds.
    pub fn mean(&self) -> f64 {
        let [first, second] = self.parameters;
        match self.family {
            Family::Exponential | Family::Gamma => first.exp(),
            Family::Weibull => (first + ln_gamma(1.0 + (-second).exp())).exp(),
            Family::Lognormal => (first + (2.0 * second).exp() / 2.0).exp(),
        }
    }

    /// Standard deviation over mean.
    pub fn cv(&self) -> f64 {
        let second = self.parameters[1];
        match self.family {
            Family::Exponential => 1.0,
            Family::Weibull => {
                let inverse = (-second).exp();
                let ratio = ln_gamma(1.0 + 2.0 * inverse) - 2.0 * ln_gamma(1.0 + inverse);
                ratio.exp_m1().max(0.0).sqrt()
            }
            Family::Lognormal => (2.0 * second).exp().exp_m1().sqrt(),
            Family::Gamma => (-second / 2.0).exp(),
        }
    }

    /// The length that the share `p` stays below, by bisection; in seconds.
    pub fn quantile(&self, p: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.mean().max(1e-6));
        let target = (1.0 - p).max(f64::MIN_POSITIVE).ln();
        for _ in 0..200 {
            if self.ln_survival(high) < target {
                break;
            }
            high *= 2.0;
        }
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if self.ln_survival(middle) > target { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }
}

/// ln of the upper tail of the normal distribution, without underflow.
fn ln_normal_tail(z: f64) -> f64 {
    if z < 25.0 {
        return (0.5 * erfc(z / std::f64::consts::SQRT_2)).ln();
    }
    // The first terms of the asymptotic series.
    -z * z / 2.0 - HALF_LN_TAU - z.ln() + (-1.0 / (z * z)).ln_1p()
}
