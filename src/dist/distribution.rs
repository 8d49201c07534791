//! One probability distribution of a length of time.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1, Gamma, LogNormal, Uniform, Weibull};
use std::fmt;

use super::Weighted;
use crate::base::Span;

/// A distribution of non-negative lengths of time, in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution(DistributionKind);

#[derive(Clone, Debug, PartialEq)]
enum DistributionKind {
    Constant(f64),
    Exponential { mean: f64 },
    LogNormal { sampler: LogNormal<f64>, mean: f64, cv: f64 },
    Gamma { sampler: Gamma<f64>, mean: f64, cv: f64 },
    Weibull { sampler: Weibull<f64>, shape: f64, scale: f64 },
    Uniform { sampler: Uniform<f64>, low: f64, high: f64 },
    Empirical(Vec<f64>),
    Mixture(Weighted<Distribution>),
}

/// Parameters that define no distribution of a length of time: why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionError(&'static str);

impl fmt::Display for DistributionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for DistributionError {}

/// A million years in seconds: longer means are typing errors, and far from overflow.
const MAX_SECONDS: f64 = 3.2e13;

fn require_nonnegative(value: f64, what: &'static str) -> Result<f64, DistributionError> {
    if value.is_finite() && (0.0..=MAX_SECONDS).contains(&value) {
        Ok(value)
    } else {
        Err(DistributionError(what))
    }
}

fn require_positive(value: f64, what: &'static str) -> Result<f64, DistributionError> {
    if value > 0.0 { require_nonnegative(value, what) } else { Err(DistributionError(what)) }
}

impl Distribution {
    /// Always `value` seconds.
    pub fn constant(value: f64) -> Result<Self, DistributionError> {
        Ok(Self(DistributionKind::Constant(require_nonnegative(
            value,
            "a constant must be zero or more",
        )?)))
    }

    /// Exponential with the given mean in seconds.
    pub fn exponential(mean: f64) -> Result<Self, DistributionError> {
        Ok(Self(DistributionKind::Exponential {
            mean: require_positive(mean, "the mean must be more than zero")?,
        }))
    }

    /// Lognormal with the given mean in seconds and coefficient of variation.
    ///
    /// With σ² = ln(1 + cv²) and μ = ln(mean) − σ²/2, the logarithm is normal(μ, σ).
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        let mean = require_positive(mean, "the mean must be more than zero")?;
        let cv = require_within(
            cv,
            0.0,
            100.0,
            "the coefficient of variation must be between 0 and 100",
        )?;
        let sigma2 = (cv * cv).ln_1p();
        let sampler = LogNormal::new(mean.ln() - sigma2 / 2.0, sigma2.sqrt()).map_err(|_| {
            DistributionError(
                "no lognormal distribution has this mean and coefficient of variation",
            )
        })?;
        Ok(Self(DistributionKind::LogNormal { sampler, mean, cv }))
    }

    /// Gamma with the given mean in seconds and coefficient of variation: shape 1/cv².
    /// An Erlang distribution of k phases has cv = 1/√k.
    pub fn gamma(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        let mean = require_positive(mean, "the mean must be more than zero")?;
        let cv = require_within(
            cv,
            1e-3,
            100.0,
            "the coefficient of variation must be between 0.001 and 100",
        )?;
        let shape = 1.0 / (cv * cv);
        let sampler = Gamma::new(shape, mean / shape).map_err(|_| {
            DistributionError("no gamma distribution has this mean and coefficient of variation")
        })?;
        Ok(Self(DistributionKind::Gamma { sampler, mean, cv }))
    }

    /// Weibull with the given shape and scale in seconds. A shape below 1 has a falling hazard.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, DistributionError> {
        let shape = require_within(shape, 0.05, 100.0, "the shape must be between 0.05 and 100")?;
        let scale = require_positive(scale, "the scale must be more than zero")?;
        let sampler = Weibull::new(scale, shape)
            .map_err(|_| DistributionError("no Weibull distribution has this shape and scale"))?;
        Ok(Self(DistributionKind::Weibull { sampler, shape, scale }))
    }

    /// Uniform between two lengths in seconds.
    pub fn uniform(low: f64, high: f64) -> Result<Self, DistributionError> {
        let low = require_nonnegative(low, "the lower end must be zero or more")?;
        let high = require_nonnegative(high, "the upper end must be zero or more")?;
        if low == high {
            return Self::constant(low);
        }
        let sampler = Uniform::new_inclusive(low, high)
            .map_err(|_| DistributionError("the lower end must not lie above the upper end"))?;
        Ok(Self(DistributionKind::Uniform { sampler, low, high }))
    }

    /// One of the observed values in seconds, each equally likely.
    pub fn empirical(values: Vec<f64>) -> Result<Self, DistributionError> {
        if values.is_empty() {
            return Err(DistributionError("an empirical distribution needs at least one value"));
        }
        for value in &values {
            require_nonnegative(*value, "observed values must be zero or more")?;
        }
        Ok(Self(DistributionKind::Empirical(values)))
    }

    /// One of several distributions, chosen by weight.
    pub fn mixture(parts: Vec<(Self, f64)>) -> Result<Self, DistributionError> {
        Weighted::new(parts).map(|parts| Self(DistributionKind::Mixture(parts))).ok_or(
            DistributionError("the weights of a mixture must be zero or more, and not all zero"),
        )
    }

    /// One length of time drawn from this distribution.
    #[inline]
    pub fn sample<R: Rng>(&self, rng: &mut R) -> Span {
        // The most frequent one is inlined and needs no call.
        let seconds = if let DistributionKind::Exponential { mean } = &self.0 {
            let one: f64 = Exp1.sample(rng);
            mean * one
        } else {
            self.sample_secs(rng)
        };
        Span::from_secs_f64(seconds)
    }

    #[inline(never)]
    fn sample_secs<R: Rng>(&self, rng: &mut R) -> f64 {
        match &self.0 {
            DistributionKind::Constant(value) => *value,
            DistributionKind::Exponential { mean } => {
                let one: f64 = Exp1.sample(rng);
                mean * one
            }
            DistributionKind::LogNormal { sampler, .. } => sampler.sample(rng),
            DistributionKind::Gamma { sampler, .. } => sampler.sample(rng),
            DistributionKind::Weibull { sampler, .. } => sampler.sample(rng),
            DistributionKind::Uniform { sampler, .. } => sampler.sample(rng),
            DistributionKind::Empirical(values) => {
                let place = (draw_uniform(rng) * values.len() as f64) as usize;
                values[place.min(values.len() - 1)]
            }
            DistributionKind::Mixture(parts) => {
                let chosen = draw_uniform(rng);
                parts.pick(chosen).sample_secs(rng)
            }
        }
    }

    /// The same with every length of time multiplied by a factor above zero.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let scaled = match &self.0 {
            DistributionKind::Constant(value) => Self::constant(value * factor),
            DistributionKind::Exponential { mean } => Self::exponential(mean * factor),
            DistributionKind::LogNormal { mean, cv, .. } => Self::lognormal(mean * factor, *cv),
            DistributionKind::Gamma { mean, cv, .. } => Self::gamma(mean * factor, *cv),
            DistributionKind::Weibull { shape, scale, .. } => Self::weibull(*shape, scale * factor),
            DistributionKind::Uniform { low, high, .. } => {
                Self::uniform(low * factor, high * factor)
            }
            DistributionKind::Empirical(values) => {
                Self::empirical(values.iter().map(|value| value * factor).collect())
            }
            DistributionKind::Mixture(parts) => {
                let parts = parts.shares().map(|(part, share)| (part.scaled(factor), share));
                Self::mixture(parts.collect())
            }
        };
        // Beyond a million years a length stays as it is.
        scaled.unwrap_or_else(|_| self.clone())
    }

    /// The mean in seconds.
    pub fn mean(&self) -> f64 {
        match &self.0 {
            DistributionKind::Constant(value) => *value,
            DistributionKind::Exponential { mean }
            | DistributionKind::LogNormal { mean, .. }
            | DistributionKind::Gamma { mean, .. } => *mean,
            DistributionKind::Weibull { shape, scale, .. } => {
                scale * gamma_function(1.0 + 1.0 / shape)
            }
            DistributionKind::Uniform { low, high, .. } => f64::midpoint(*low, *high),
            DistributionKind::Empirical(values) => values.iter().sum::<f64>() / values.len() as f64,
            DistributionKind::Mixture(parts) => {
                parts.shares().map(|(distribution, share)| share * distribution.mean()).sum()
            }
        }
    }

    /// The variance in square seconds.
    pub fn variance(&self) -> f64 {
        match &self.0 {
            DistributionKind::Constant(_) => 0.0,
            DistributionKind::Exponential { mean } => mean * mean,
            DistributionKind::LogNormal { mean, cv, .. }
            | DistributionKind::Gamma { mean, cv, .. } => (mean * cv).powi(2),
            DistributionKind::Weibull { shape, scale, .. } => {
                let mean = gamma_function(1.0 + 1.0 / shape);
                scale * scale * (gamma_function(1.0 + 2.0 / shape) - mean * mean)
            }
            DistributionKind::Uniform { low, high, .. } => (high - low).powi(2) / 12.0,
            DistributionKind::Empirical(values) => {
                let mean = self.mean();
                values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64
            }
            DistributionKind::Mixture(parts) => {
                let mean = self.mean();
                parts
                    .shares()
                    .map(|(distribution, share)| {
                        share * (distribution.variance() + (distribution.mean() - mean).powi(2))
                    })
                    .sum()
            }
        }
    }
}

fn require_within(
    value: f64,
    low: f64,
    high: f64,
    what: &'static str,
) -> Result<f64, DistributionError> {
    if (low..=high).contains(&value) { Ok(value) } else { Err(DistributionError(what)) }
}

fn draw_uniform<R: Rng>(rng: &mut R) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn gamma_function(x: f64) -> f64 {
    statrs::function::gamma::gamma(x)
}
