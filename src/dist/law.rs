//! One law of a length of time.

use rand::Rng;
use rand_distr::{Distribution as _, Exp1, Gamma, LogNormal, Uniform, Weibull};
use std::fmt;

use super::Weighted;
use crate::base::Span;

/// A law of non-negative lengths of time, in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Law(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Constant(f64),
    Exponential { mean: f64 },
    LogNormal { law: LogNormal<f64>, mean: f64, cv: f64 },
    Gamma { law: Gamma<f64>, mean: f64, cv: f64 },
    Weibull { law: Weibull<f64>, shape: f64, scale: f64 },
    Uniform { law: Uniform<f64>, low: f64, high: f64 },
    Empirical(Vec<f64>),
    Mixture(Weighted<Law>),
}

/// Parameters that name no law of a length of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawError(&'static str);

impl fmt::Display for LawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for LawError {}

/// A million years in seconds: longer means are typing errors, and far from overflow.
const LONGEST: f64 = 3.2e13;

fn sound(value: f64, what: &'static str) -> Result<f64, LawError> {
    if value.is_finite() && (0.0..=LONGEST).contains(&value) {
        Ok(value)
    } else {
        Err(LawError(what))
    }
}

fn positive(value: f64, what: &'static str) -> Result<f64, LawError> {
    if value > 0.0 { sound(value, what) } else { Err(LawError(what)) }
}

impl Law {
    /// Always `value` seconds.
    pub fn constant(value: f64) -> Result<Self, LawError> {
        Ok(Self(Kind::Constant(sound(value, "a constant must be zero or more")?)))
    }

    /// Exponential with the given mean in seconds.
    pub fn exponential(mean: f64) -> Result<Self, LawError> {
        Ok(Self(Kind::Exponential { mean: positive(mean, "the mean must be more than zero")? }))
    }

    /// Lognormal with the given mean in seconds and coefficient of variation.
    ///
    /// With σ² = ln(1 + cv²) and μ = ln(mean) − σ²/2, the logarithm is normal(μ, σ).
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, LawError> {
        let mean = positive(mean, "the mean must be more than zero")?;
        let cv = within(cv, 0.0, 100.0, "the coefficient of variation must be between 0 and 100")?;
        let sigma2 = (cv * cv).ln_1p();
        let law = LogNormal::new(mean.ln() - sigma2 / 2.0, sigma2.sqrt())
            .map_err(|_| LawError("no lognormal law has this mean and coefficient of variation"))?;
        Ok(Self(Kind::LogNormal { law, mean, cv }))
    }

    /// Gamma with the given mean in seconds and coefficient of variation: shape 1/cv².
    /// An Erlang law of k phases has cv = 1/√k.
    pub fn gamma(mean: f64, cv: f64) -> Result<Self, LawError> {
        let mean = positive(mean, "the mean must be more than zero")?;
        let cv =
            within(cv, 1e-3, 100.0, "the coefficient of variation must be between 0.001 and 100")?;
        let shape = 1.0 / (cv * cv);
        let law = Gamma::new(shape, mean / shape)
            .map_err(|_| LawError("no gamma law has this mean and coefficient of variation"))?;
        Ok(Self(Kind::Gamma { law, mean, cv }))
    }

    /// Weibull with the given shape and scale in seconds. A shape below 1 has a falling hazard.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, LawError> {
        let shape = within(shape, 0.05, 100.0, "the shape must be between 0.05 and 100")?;
        let scale = positive(scale, "the scale must be more than zero")?;
        let law = Weibull::new(scale, shape)
            .map_err(|_| LawError("no Weibull law has this shape and scale"))?;
        Ok(Self(Kind::Weibull { law, shape, scale }))
    }

    /// Uniform between two lengths in seconds.
    pub fn uniform(low: f64, high: f64) -> Result<Self, LawError> {
        let low = sound(low, "the lower end must be zero or more")?;
        let high = sound(high, "the upper end must be zero or more")?;
        if low == high {
            return Self::constant(low);
        }
        let law = Uniform::new_inclusive(low, high)
            .map_err(|_| LawError("the lower end must not lie above the upper end"))?;
        Ok(Self(Kind::Uniform { law, low, high }))
    }

    /// One of the observed values in seconds, each equally likely.
    pub fn empirical(values: Vec<f64>) -> Result<Self, LawError> {
        if values.is_empty() {
            return Err(LawError("an empirical law needs at least one value"));
        }
        for value in &values {
            sound(*value, "observed values must be zero or more")?;
        }
        Ok(Self(Kind::Empirical(values)))
    }

    /// One of several laws, chosen by weight.
    pub fn mixture(parts: Vec<(Self, f64)>) -> Result<Self, LawError> {
        Weighted::new(parts)
            .map(|parts| Self(Kind::Mixture(parts)))
            .ok_or(LawError("the weights of a mixture must be zero or more, and not all zero"))
    }

    /// One length of time drawn from this law.
    #[inline]
    pub fn sample<R: Rng>(&self, rng: &mut R) -> Span {
        // The commonest law needs no call.
        let seconds = if let Kind::Exponential { mean } = &self.0 {
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
            Kind::Constant(value) => *value,
            Kind::Exponential { mean } => {
                let one: f64 = Exp1.sample(rng);
                mean * one
            }
            Kind::LogNormal { law, .. } => law.sample(rng),
            Kind::Gamma { law, .. } => law.sample(rng),
            Kind::Weibull { law, .. } => law.sample(rng),
            Kind::Uniform { law, .. } => law.sample(rng),
            Kind::Empirical(values) => {
                let place = (uniform(rng) * values.len() as f64) as usize;
                values[place.min(values.len() - 1)]
            }
            Kind::Mixture(parts) => {
                let chosen = uniform(rng);
                parts.pick(chosen).sample_secs(rng)
            }
        }
    }

    /// The mean in seconds.
    pub fn mean(&self) -> f64 {
        match &self.0 {
            Kind::Constant(value) => *value,
            Kind::Exponential { mean }
            | Kind::LogNormal { mean, .. }
            | Kind::Gamma { mean, .. } => *mean,
            Kind::Weibull { shape, scale, .. } => scale * gamma_function(1.0 + 1.0 / shape),
            Kind::Uniform { low, high, .. } => f64::midpoint(*low, *high),
            Kind::Empirical(values) => values.iter().sum::<f64>() / values.len() as f64,
            Kind::Mixture(parts) => parts.shares().map(|(law, share)| share * law.mean()).sum(),
        }
    }

    /// The variance in square seconds.
    pub fn variance(&self) -> f64 {
        match &self.0 {
            Kind::Constant(_) => 0.0,
            Kind::Exponential { mean } => mean * mean,
            Kind::LogNormal { mean, cv, .. } | Kind::Gamma { mean, cv, .. } => (mean * cv).powi(2),
            Kind::Weibull { shape, scale, .. } => {
                let mean = gamma_function(1.0 + 1.0 / shape);
                scale * scale * (gamma_function(1.0 + 2.0 / shape) - mean * mean)
            }
            Kind::Uniform { low, high, .. } => (high - low).powi(2) / 12.0,
            Kind::Empirical(values) => {
                let mean = self.mean();
                values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64
            }
            Kind::Mixture(parts) => {
                let mean = self.mean();
                parts
                    .shares()
                    .map(|(law, share)| share * (law.variance() + (law.mean() - mean).powi(2)))
                    .sum()
            }
        }
    }
}

fn within(value: f64, low: f64, high: f64, what: &'static str) -> Result<f64, LawError> {
    if (low..=high).contains(&value) { Ok(value) } else { Err(LawError(what)) }
}

fn uniform<R: Rng>(rng: &mut R) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn gamma_function(x: f64) -> f64 {
    statrs::function::gamma::gamma(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Key;

    /// Each law's sample mean and variance lie within five standard errors of the stated ones.
    #[test]
    fn samples_have_the_stated_mean_and_variance() {
        let exponential = Law::exponential(300.0).expect("valid");
        let laws = [
            Law::constant(42.0),
            Ok(exponential.clone()),
            Law::lognormal(240.0, 1.2),
            Law::gamma(180.0, 0.5),
            Law::weibull(0.6, 120.0),
            Law::uniform(10.0, 20.0),
            Law::empirical(vec![1.0, 2.0, 6.0]),
            Law::mixture(vec![(Law::constant(0.0).expect("valid"), 1.0), (exponential, 9.0)]),
        ];
        const N: usize = 200_000;
        for law in laws {
            let law = law.expect("valid");
            let mut rng = Key::root(20_261).stream();
            let draws: Vec<f64> = (0..N).map(|_| law.sample(&mut rng).as_secs_f64()).collect();
            let mean = draws.iter().sum::<f64>() / N as f64;
            let moment = |k: i32| draws.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / N as f64;
            let se_mean = (moment(2) / N as f64).sqrt();
            // Var(s²) ≈ (μ₄ − σ⁴)/N, with the sample's own fourth moment.
            let se_variance = ((moment(4) - moment(2).powi(2)) / N as f64).sqrt();
            assert!((mean - law.mean()).abs() <= 5.0 * se_mean + 1e-6, "{law:?}: mean {mean}");
            assert!(
                (moment(2) - law.variance()).abs() <= 5.0 * se_variance + 1e-6,
                "{law:?}: variance {}",
                moment(2)
            );
        }
    }

    #[test]
    fn parameters_that_name_no_law_are_refused() {
        assert!(Law::exponential(0.0).is_err());
        assert!(Law::lognormal(f64::NAN, 1.0).is_err());
        assert!(Law::lognormal(1.0, -1.0).is_err());
        assert!(Law::gamma(1.0, 0.0).is_err());
        assert!(Law::weibull(0.0, 1.0).is_err());
        assert!(Law::uniform(2.0, 1.0).is_err());
        assert!(Law::empirical(vec![]).is_err());
        assert!(Law::empirical(vec![f64::INFINITY]).is_err());
        assert!(Law::mixture(vec![]).is_err());
    }
}
