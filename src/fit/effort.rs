//! The work of a session, with the sessions that its operator had at the same time taken out.
//!
//! An operator with k sessions works on each at the speed s(k), s(1) = 1. A session that was t₁ seconds
//! alone and t₂ in company of another took the work w = s(1) t₁ + s(2) t₂. Its hazard of ending is then
//! h(w) s(k), with h that of the distribution of work, and the likelihood of all sessions is the product of
//! f(w) s(k at the end): maximum likelihood for an accelerated life with a covariate that changes over
//! time (Cox and Oakes, *Analysis of Survival Data*, 1984, section 5.2). It holds although the number of
//! sessions is itself a result of their lengths, because it depends on the past alone (Andersen and others,
//! *Statistical Models Based on Counting Processes*, 1993).
//!
//! Beyond the last level that the data show often enough, the total speed of that level is shared, as the
//! language has it.

use statrs::function::gamma::{digamma, ln_gamma};

use super::distribution::{Family, LifetimeDistribution};
use super::optimum::{covariance, maximum};
use super::survival::{FittedDistribution, Spell, SpellEnd, log_likelihood};

/// Levels of concurrency that are told apart.
pub const LEVELS: usize = 6;

/// One piece of work that was done to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// What it is about: pieces of one cell have one distribution.
    pub cell: usize,
    /// Seconds with 1, 2, … sessions at once; the last place holds the equivalent of all beyond (a
    /// second with k sessions counts as LEVELS/k seconds).
    pub time: [f64; LEVELS],
    /// Sessions at once when it ended, at least one.
    pub level_at_end: usize,
}

/// What was found of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedWork {
    /// Of each session with 1, 2, … at once.
    pub speeds: Vec<f64>,
    /// The standard errors of their logarithms; zero for the first.
    pub ln_speed_errors: Vec<f64>,
    /// Of all pieces of work, the family with which the speeds were estimated.
    pub family: Family,
    /// The distribution of each cell, or `None` where there is no work.
    pub cells: Vec<Option<CellWork>>,
}

/// The distribution of work of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellWork {
    /// All families, the one with the least AIC first.
    pub distributions: Vec<FittedDistribution>,
    /// The standard error of the logarithm of the mean, that of the speeds included.
    pub ln_mean_error: f64,
    /// The work of each piece at the fitted speeds, ascending.
    pub work: Vec<f64>,
}

/// How many pieces of work must end at a level before its speed is estimated.
const ENDS_FOR_A_LEVEL: usize = 40;

/// Levels of which the data show enough, from one on without a gap.
pub fn levels_seen(pieces: &[Work]) -> usize {
    let mut ends = [0_usize; LEVELS];
    for piece in pieces {
        ends[piece.level_at_end.clamp(1, LEVELS) - 1] += 1;
    }
    ends.iter().take_while(|count| **count >= ENDS_FOR_A_LEVEL).count().max(1)
}

/// The work of a piece, where levels beyond the last speed share its total.
fn work_of(piece: &Work, speeds: &[f64]) -> f64 {
    let last = speeds.len();
    let shared = |place: usize| match speeds.get(place) {
        Some(speed) => *speed,
        None => speeds[last - 1] * last as f64 / (place + 1) as f64,
    };
    let sum: f64 = piece.time.iter().enumerate().map(|(place, time)| shared(place) * time).sum();
    sum.max(0.5)
}

/// The sum of ln s(k) at the ends.
fn ln_speeds_at_ends(pieces: &[Work], speeds: &[f64]) -> f64 {
    let last = speeds.len();
    let of = |piece: &Work| speeds[piece.level_at_end.clamp(1, last) - 1].ln();
    pieces.iter().map(of).sum()
}

/// Sums that are enough for the likelihood of most families.
#[derive(Clone, Debug, Default)]
struct Sums {
    count: f64,
    sum: f64,
    ln_sum: f64,
    ln_squares: f64,
}

/// The most likely distribution of a family for lengths that are all known, without a search (Weibull: Newton's
/// method on the shape).
pub fn uncensored_distribution(family: Family, lengths: &[f64]) -> LifetimeDistribution {
    let mut sums = Sums::default();
    for length in lengths {
        let ln = length.ln();
        sums.count += 1.0;
        sums.sum += length;
        sums.ln_sum += ln;
        sums.ln_squares += ln * ln;
    }
    let mean = sums.sum / sums.count;
    let ln_mean = sums.ln_sum / sums.count;
    let variance = (sums.ln_squares / sums.count - ln_mean * ln_mean).max(1e-8);
    match family {
        Family::Exponential => LifetimeDistribution::new(family, &[mean.ln()]),
        Family::Lognormal => LifetimeDistribution::new(family, &[ln_mean, variance.ln() / 2.0]),
        Family::Gamma => {
            // ln k − ψ(k) = ln mean − mean of ln; start of Minka (2002), then Newton's method.
            let gap = (mean.ln() - ln_mean).max(1e-8);
            let mut shape = (3.0 - gap + ((gap - 3.0).powi(2) + 24.0 * gap).sqrt()) / (12.0 * gap);
            for _ in 0..20 {
                let value = shape.ln() - digamma(shape) - gap;
                let nearby = shape * 1.0001;
                let slope = (nearby.ln() - digamma(nearby) - gap - value) / (nearby - shape);
                let next = shape - value / slope;
                shape = if next > 0.0 { next } else { shape / 2.0 };
            }
            LifetimeDistribution::new(family, &[mean.ln(), shape.clamp(1e-2, 1e6).ln()])
        }
        Family::Weibull => {
            // Σ tᵏ ln t / Σ tᵏ − 1/k = mean of ln; from the shape that a Gumbel distribution of ln t has.
            let mut shape = (std::f64::consts::PI / (6.0 * variance).sqrt()).clamp(0.05, 50.0);
            let top = lengths.iter().copied().fold(0.0, f64::max).ln();
            for _ in 0..12 {
                let (mut a, mut b, mut c) = (0.0, 0.0, 0.0);
                for length in lengths {
                    let ln = length.ln() - top;
                    let power = (shape * ln).exp();
                    a += power;
                    b += power * ln;
                    c += power * ln * ln;
                }
                let value = b / a - 1.0 / shape - (ln_mean - top);
                let slope = c / a - (b / a).powi(2) + 1.0 / (shape * shape);
                let next = shape - value / slope;
                shape = next.clamp(shape / 2.0, shape * 2.0);
            }
            let power: f64 = lengths.iter().map(|it| (shape * (it.ln() - top)).exp()).sum();
            let ln_scale = top + (power / sums.count).ln() / shape;
            LifetimeDistribution::new(family, &[ln_scale, shape.ln()])
        }
    }
}

/// The largest log-likelihood of a family, from sums where they are enough.
fn best_likelihood(family: Family, lengths: &[f64]) -> f64 {
    let count = lengths.len() as f64;
    let distribution = uncensored_distribution(family, lengths);
    let [first, second] = distribution.parameters;
    let ln_sum = || lengths.iter().map(|it| it.ln()).sum::<f64>();
    match family {
        Family::Exponential => -count * (first + 1.0),
        Family::Lognormal => -count * (0.918_938_533_204_672_8 + second + 0.5) - ln_sum(),
        Family::Gamma => {
            let shape = second.exp();
            count * (shape * (second - first) - ln_gamma(shape) - shape) + (shape - 1.0) * ln_sum()
        }
        Family::Weibull => {
            let shape = second.exp();
            count * (second - shape * first - 1.0) + (shape - 1.0) * ln_sum()
        }
    }
}

/// Lengths of work by cell.
fn by_cell(pieces: &[Work], speeds: &[f64], cells: usize) -> Vec<Vec<f64>> {
    let mut lengths = vec![Vec::new(); cells];
    for piece in pieces {
        lengths[piece.cell].push(work_of(piece, speeds));
    }
    lengths
}

/// The log-likelihood of speeds, with the most likely distributions of a family for each cell (profile likelihood).
fn profile(pieces: &[Work], speeds: &[f64], cells: usize, family: Family) -> f64 {
    let lengths = by_cell(pieces, speeds, cells);
    let distributions: f64 = lengths
        .iter()
        .filter(|lengths| !lengths.is_empty())
        .map(|lengths| best_likelihood(family, lengths))
        .sum();
    distributions + ln_speeds_at_ends(pieces, speeds)
}

fn speeds_from(logs: &[f64]) -> Vec<f64> {
    std::iter::once(1.0).chain(logs.iter().map(|log| log.exp())).collect()
}

/// Estimates speeds of a group and the work of each cell. `None` without any work.
pub fn fit_work(pieces: &[Work], cells: usize) -> Option<FittedWork> {
    if pieces.is_empty() {
        return None;
    }
    let levels = levels_seen(pieces);
    let start: Vec<f64> = (2..=levels).map(|level| -0.2 * (level - 1) as f64).collect();
    let best = Family::ALL
        .iter()
        .map(|family| {
            let likelihood = |logs: &[f64]| profile(pieces, &speeds_from(logs), cells, *family);
            let found = maximum(&likelihood, &start, 0.15);
            let aic = 2.0 * family.parameters() as f64 * cells as f64 - 2.0 * found.value;
            (*family, found, aic)
        })
        .min_by(|a, b| a.2.total_cmp(&b.2))?;
    let (family, found, _) = best;
    let likelihood = |logs: &[f64]| profile(pieces, &speeds_from(logs), cells, family);
    let spread = covariance(&likelihood, &found.at, 1e-2);
    let speeds = speeds_from(&found.at);
    let error = |place: usize| match (place, &spread) {
        (0, _) => 0.0,
        (_, Some(spread)) => spread[place - 1][place - 1].sqrt(),
        (_, None) => f64::NAN,
    };
    let cell_works = (0..cells).map(|cell| cell_work(pieces, cell, &found.at, spread.as_ref()));
    Some(FittedWork {
        ln_speed_errors: (0..levels).map(error).collect(),
        family,
        cells: cell_works.collect(),
        speeds,
    })
}

/// The distributions of one cell, given the logarithms of the speeds and their covariance.
fn cell_work(
    pieces: &[Work],
    cell: usize,
    logs: &[f64],
    spread: Option<&Vec<Vec<f64>>>,
) -> Option<CellWork> {
    let lengths = |logs: &[f64]| -> Vec<f64> {
        let speeds = speeds_from(logs);
        let own = pieces.iter().filter(|piece| piece.cell == cell);
        own.map(|piece| work_of(piece, &speeds)).collect()
    };
    let mut work = lengths(logs);
    if work.is_empty() {
        return None;
    }
    let mut distributions: Vec<FittedDistribution> =
        Family::ALL.iter().map(|it| distribution_of(*it, &work)).collect();
    distributions.sort_by(|a, b| a.aic().total_cmp(&b.aic()));
    let family = distributions[0].distribution.family;
    // How the mean follows the speeds: with their covariance the rest of its variance.
    let ln_mean = |logs: &[f64]| uncensored_distribution(family, &lengths(logs)).mean().ln();
    let slopes: Vec<f64> = (0..logs.len())
        .map(|place| {
            let moved = |by: f64| {
                let mut logs = logs.to_vec();
                logs[place] += by;
                ln_mean(&logs)
            };
            (moved(0.01) - moved(-0.01)) / 0.02
        })
        .collect();
    let mut variance = distributions[0].ln_mean_error().powi(2);
    if let Some(spread) = spread {
        for (row, a) in slopes.iter().enumerate() {
            for (column, b) in slopes.iter().enumerate() {
                variance += a * spread[row][column] * b;
            }
        }
    }
    work.sort_by(f64::total_cmp);
    Some(CellWork { distributions, ln_mean_error: variance.sqrt(), work })
}

/// The most likely distribution of a family with its likelihood and covariance, all lengths being known.
pub fn distribution_of(family: Family, lengths: &[f64]) -> FittedDistribution {
    let ended = |length: &f64| Spell { length: *length, end: SpellEnd::Ended };
    let spells: Vec<Spell> = lengths.iter().map(ended).collect();
    let distribution = uncensored_distribution(family, lengths);
    let likelihood = |parameters: &[f64]| {
        log_likelihood(&LifetimeDistribution::new(family, parameters), &spells)
    };
    let at = &distribution.parameters[..family.parameters()];
    FittedDistribution {
        log_likelihood: likelihood(at),
        events: lengths.len(),
        covariance: covariance(&likelihood, at, 1e-3),
        distribution,
    }
}
