//! How long clients wait before they give up, from waits of which most end otherwise.
//!
//! A client who is answered after 20 s would have waited longer: that patience is *censored* at 20 s. The
//! mean of the waits of those who gave up is far too short an estimate. Used here are the estimator of
//! Kaplan and Meier (1958) with the variance of Greenwood (1926), and maximum likelihood with censored
//! lengths (Klein and Moeschberger, *Survival Analysis*, 2nd ed. 2003, sections 3.5 and 12.2), as Brown
//! and others (2005, *JASA* 100) did for a call centre.

use super::distribution::{Family, LifetimeDistribution};
use super::optimum::{covariance, maximum};

/// A wait: how long, and whether it ended because the client gave up. Otherwise the patience is longer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    /// In seconds.
    pub length: f64,
    pub end: SpellEnd,
}

/// Why a spell is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpellEnd {
    /// What was waited for, or lasted, is over: the length is known.
    Ended,
    /// It would have lasted longer.
    Censored,
}

/// The shortest length that is told from nothing: half of what exports count in.
const SHORTEST: f64 = 0.5;

impl Spell {
    /// A length that ended is not nothing. One that is censored at once says nothing, and counts as it is.
    fn length(&self) -> f64 {
        match self.end {
            SpellEnd::Ended => self.length.max(SHORTEST),
            SpellEnd::Censored => self.length.max(0.0),
        }
    }

    fn has_ended(&self) -> bool {
        self.end == SpellEnd::Ended
    }
}

/// A distribution fitted by maximum likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedDistribution {
    pub distribution: LifetimeDistribution,
    pub log_likelihood: f64,
    /// Lengths that ended.
    pub events: usize,
    /// Of the parameters; `None` where the likelihood is flat.
    pub covariance: Option<Vec<Vec<f64>>>,
}

impl FittedDistribution {
    /// Akaike (1974): 2k − 2 ln L.
    pub fn aic(&self) -> f64 {
        2.0 * self.distribution.family.parameters() as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz (1978): k ln d − 2 ln L, with the number d of lengths that ended (Volinsky and Raftery 2000).
    pub fn bic(&self) -> f64 {
        let parameters = self.distribution.family.parameters() as f64;
        parameters * (self.events.max(1) as f64).ln() - 2.0 * self.log_likelihood
    }

    /// The standard error of the logarithm of the mean, by the delta method.
    pub fn ln_mean_error(&self) -> f64 {
        self.error_of(&|distribution| distribution.mean().ln())
    }

    /// The standard error of a function of the distribution, by the delta method.
    pub fn error_of(&self, function: &dyn Fn(&LifetimeDistribution) -> f64) -> f64 {
        let Some(covariance) = &self.covariance else { return f64::NAN };
        let size = covariance.len();
        let slopes: Vec<f64> = (0..size)
            .map(|place| {
                let at = |by: f64| {
                    let mut distribution = self.distribution;
                    distribution.parameters[place] += by;
                    function(&distribution)
                };
                (at(1e-5) - at(-1e-5)) / 2e-5
            })
            .collect();
        let mut variance = 0.0;
        for row in 0..size {
            for column in 0..size {
                variance += slopes[row] * covariance[row][column] * slopes[column];
            }
        }
        variance.max(0.0).sqrt()
    }
}

/// The log-likelihood of spells: densities where they ended, survival where they are censored.
pub fn log_likelihood(distribution: &LifetimeDistribution, spells: &[Spell]) -> f64 {
    let of = |spell: &Spell| match spell.end {
        SpellEnd::Ended => distribution.ln_density(spell.length()),
        SpellEnd::Censored => distribution.ln_survival(spell.length()),
    };
    spells.iter().map(of).sum()
}

/// The most likely distribution of a family. `None` where no spell ended.
pub fn fit_distribution(family: Family, spells: &[Spell]) -> Option<FittedDistribution> {
    let events = spells.iter().filter(|spell| spell.has_ended()).count();
    if events == 0 {
        return None;
    }
    // The exponential distribution has its maximum at total time over events.
    let total: f64 = spells.iter().map(Spell::length).sum();
    let ln_mean = (total / events as f64).ln();
    let start = match family {
        Family::Exponential => vec![ln_mean],
        Family::Weibull | Family::Gamma => vec![ln_mean, 0.0],
        Family::Lognormal => vec![ln_mean - 0.5, 0.0],
    };
    let likelihood =
        |parameters: &[f64]| log_likelihood(&LifetimeDistribution::new(family, parameters), spells);
    let found = if family == Family::Exponential {
        start
    } else {
        // Shapes beyond these are no distributions of waits.
        let bounded = |parameters: &[f64]| {
            if parameters[1].abs() > 4.0 { f64::NEG_INFINITY } else { likelihood(parameters) }
        };
        maximum(&bounded, &start, 0.3).at
    };
    Some(FittedDistribution {
        distribution: LifetimeDistribution::new(family, &found),
        log_likelihood: likelihood(&found),
        events,
        covariance: covariance(&likelihood, &found, 1e-3),
    })
}

/// All families that can be fitted, the one with the least AIC first.
pub fn fit_distributions(spells: &[Spell]) -> Vec<FittedDistribution> {
    let mut fits: Vec<FittedDistribution> =
        Family::ALL.iter().filter_map(|family| fit_distribution(*family, spells)).collect();
    fits.sort_by(|a, b| a.aic().total_cmp(&b.aic()));
    fits
}

/// A step of a survival curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurveStep {
    /// In seconds.
    pub at: f64,
    /// Spells that had lasted so long.
    pub at_risk: usize,
    /// Of those, how many ended here.
    pub events: usize,
    /// The share that lasts longer.
    pub survival: f64,
    /// The standard error of `survival` (Greenwood).
    pub error: f64,
}

/// The survival curve of Kaplan and Meier: a step at each length at which something ended. Where one spell ends at
/// the instant at which another is censored, the end comes first.
pub fn kaplan_meier(spells: &[Spell]) -> Vec<CurveStep> {
    let mut sorted = spells.to_vec();
    sorted.sort_by(|a, b| a.length.total_cmp(&b.length));
    let (mut steps, mut survival, mut sum) = (Vec::new(), 1.0, 0.0);
    let mut place = 0;
    while place < sorted.len() {
        let at = sorted[place].length;
        let at_risk = sorted.len() - place;
        let here = sorted[place..].iter().take_while(|spell| spell.length == at);
        let (mut events, mut count) = (0, 0);
        for spell in here {
            events += usize::from(spell.has_ended());
            count += 1;
        }
        if events > 0 {
            let (risk, ended) = (at_risk as f64, events as f64);
            survival *= 1.0 - ended / risk;
            sum += if at_risk > events { ended / (risk * (risk - ended)) } else { 0.0 };
            steps.push(CurveStep { at, at_risk, events, survival, error: survival * sum.sqrt() });
        }
        place += count;
    }
    steps
}

/// A stretch of time in which many more gave up than the distribution says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// In seconds.
    pub from: f64,
    pub to: f64,
    pub events: usize,
    /// Those that the distribution expects.
    pub expected: f64,
}

/// Looks for spikes of the hazard: stretches of 5 s, of those in which anybody was at risk, with at least ten events,
/// at least twice as many as expected, and more than chance gives one time in ten thousand among all
/// stretches (Poisson, Bonferroni).
pub fn spikes(distribution: &LifetimeDistribution, spells: &[Spell]) -> Vec<Spike> {
    const WIDTH: f64 = 5.0;
    const STRETCHES: usize = 240;
    let mut events = [0_usize; STRETCHES];
    let mut expected = [0.0; STRETCHES];
    let hazard: Vec<f64> =
        (0..=STRETCHES).map(|place| -distribution.ln_survival(place as f64 * WIDTH)).collect();
    for spell in spells {
        let last = (spell.length / WIDTH) as usize;
        for place in 0..last.min(STRETCHES) {
            expected[place] += hazard[place + 1] - hazard[place];
        }
        if last < STRETCHES {
            expected[last] -= distribution.ln_survival(spell.length) + hazard[last];
            events[last] += usize::from(spell.has_ended());
        }
    }
    let stretches = (0..STRETCHES).filter(|place| {
        let (seen, mean) = (events[*place], expected[*place]);
        seen >= 10 && seen as f64 > 2.0 * mean && poisson_tail(seen, mean) < 1e-4 / STRETCHES as f64
    });
    stretches
        .map(|place| Spike {
            from: place as f64 * WIDTH,
            to: (place + 1) as f64 * WIDTH,
            events: events[place],
            expected: expected[place],
        })
        .collect()
}

/// The probability of `count` or more where `mean` are expected.
fn poisson_tail(count: usize, mean: f64) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    statrs::function::gamma::gamma_lr(count as f64, mean)
}

/// Equally likely lengths that stand for a survival curve, for the scenario language's `empirical`: the
/// lengths at the middle of so many equal shares. Beyond the last end of a spell the hazard of the last
/// fifth of all ends goes on.
pub fn equal_shares(curve: &[CurveStep], count: usize) -> Vec<f64> {
    let Some(last) = curve.last() else { return Vec::new() };
    let from = &curve[curve.len() - curve.len().div_ceil(5)];
    let before = curve.iter().rev().find(|step| step.at < from.at);
    let (start, high) = before.map_or((0.0, 1.0), |step| (step.at, step.survival));
    let low = last.survival.max(1e-3);
    let rate = (high.max(low * 1.000_001) / low).ln() / (last.at - start).max(1.0);
    let at = |share: f64| {
        let place = curve.partition_point(|step| step.survival > share);
        match curve.get(place) {
            Some(step) => step.at,
            None => last.at + (last.survival / share).ln().max(0.0) / rate,
        }
    };
    (0..count).map(|place| at(1.0 - (place as f64 + 0.5) / count as f64)).collect()
}
