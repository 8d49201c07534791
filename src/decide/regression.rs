//! Whether a desk became worse than it was.
//!
//! For each figure the harm is how much it moved to the worse side. It became *worse* where harm above
//! nothing is shown (one-sided, and held together for all figures by Holm's method) and the estimate is
//! beyond the margin; it is *not worse* where harm is shown to stay below the margin (non-inferiority:
//! the one-sided upper bound); otherwise it is *undecided*.

use super::baseline::Baseline;
use super::difference::{BetterWhen, JudgedFigure, Pairing, difference, holm};
use crate::metrics::{ReplicationValues, StandardEstimate, ValuePair, ratio_estimate};

/// The error that is allowed: 2.5 times of 100 a desk that is no worse is called worse.
pub const REGRESSION_ALPHA: f64 = 0.025;

/// Whether a figure became worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegressionVerdict {
    NotWorse,
    Undecided,
    Worse,
}

impl RegressionVerdict {
    /// As reports say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotWorse => "not worse",
            Self::Undecided => "undecided",
            Self::Worse => "worse",
        }
    }
}

/// How a figure moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    pub figure: JudgedFigure,
    pub verdict: RegressionVerdict,
    pub old: f64,
    pub new: f64,
    /// New less old.
    pub difference: StandardEstimate,
    /// In the unit of the figure.
    pub margin: f64,
    /// The chance to see so much harm where there is none, held together for all figures.
    pub p_value: f64,
}

/// Compares what replications say with a baseline; values of the judged figures stand from `offset`
/// on. Figures that the baseline does not hold, or that are undefined in either, are left out. `alpha`
/// is the error that is allowed for all of them together.
pub fn regressions(
    figures: &[JudgedFigure],
    values: &[ReplicationValues],
    offset: usize,
    baseline: &Baseline,
    pairing: Pairing,
    alpha: f64,
) -> Vec<Regression> {
    let compared = figures.iter().enumerate().filter_map(|(place, figure)| {
        let old = baseline.figure(&figure.name)?;
        let new: Vec<ValuePair> = values.iter().map(|it| it[offset + place][0]).collect();
        // Of the same replications, where they are compared one by one.
        let (new, old) = match pairing {
            Pairing::Paired => {
                let both = old.len().min(new.len());
                (&new[..both], &old[..both])
            }
            Pairing::Independent => (new.as_slice(), old),
        };
        let moved = difference(new, old, pairing);
        let old_value = ratio_estimate(old).value;
        moved.value.is_finite().then(|| Regression {
            verdict: RegressionVerdict::Undecided,
            old: old_value,
            new: ratio_estimate(new).value,
            difference: moved,
            margin: figure.margin.of(old_value),
            p_value: harm(figure, moved).probability_above(0.0),
            figure: figure.clone(),
        })
    });
    let mut compared: Vec<Regression> = compared.collect();
    let p_values: Vec<f64> = compared.iter().map(|one| one.p_value).collect();
    for (one, adjusted) in compared.iter_mut().zip(holm(&p_values)) {
        one.p_value = adjusted;
        one.verdict = verdict(one, alpha);
    }
    compared
}

/// Why a figure is not compared with the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCompared {
    /// The baseline does not hold it.
    New,
    /// The baseline holds it, and it is judged no more: what it is about is gone, or it was asked for
    /// then.
    Gone,
    /// Something was measured then and nothing is now.
    NothingNow,
    /// Nothing was measured then and something is now.
    NothingThen,
}

impl NotCompared {
    /// In words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::New => "not in the baseline",
            Self::Gone => "judged no more",
            Self::NothingNow => "nothing to measure now",
            Self::NothingThen => "nothing to measure then",
        }
    }
}

/// The figures that [`regressions`] leaves out, other than those that were never measured.
pub fn not_compared(
    figures: &[JudgedFigure],
    values: &[ReplicationValues],
    offset: usize,
    baseline: &Baseline,
) -> Vec<(String, NotCompared)> {
    let is_measured = |pair: &ValuePair| pair.value().is_some();
    let of_figure = |(place, figure): (usize, &JudgedFigure)| {
        let now = values.iter().any(|it| is_measured(&it[offset + place][0]));
        let then = baseline.figure(&figure.name).map(|pairs| pairs.iter().any(is_measured));
        let why = match (now, then) {
            (_, None) => NotCompared::New,
            (false, Some(true)) => NotCompared::NothingNow,
            (true, Some(false)) => NotCompared::NothingThen,
            (true, Some(true)) | (false, Some(false)) => return None,
        };
        Some((figure.name.clone(), why))
    };
    let gone = baseline.figures.iter().filter(|(name, pairs)| {
        pairs.iter().any(is_measured) && figures.iter().all(|figure| figure.name != *name)
    });
    let gone = gone.map(|(name, _)| (name.clone(), NotCompared::Gone));
    figures.iter().enumerate().filter_map(of_figure).chain(gone).collect()
}

/// The difference, turned so that above nothing is worse.
fn harm(figure: &JudgedFigure, moved: StandardEstimate) -> StandardEstimate {
    StandardEstimate { value: figure.better_when.harm(moved.value), ..moved }
}

fn verdict(one: &Regression, alpha: f64) -> RegressionVerdict {
    let harm = harm(&one.figure, one.difference);
    if one.figure.better_when == BetterWhen::Neither {
        return RegressionVerdict::NotWorse;
    }
    // Half the width of a two-sided interval of twice the error is the one-sided bound.
    let upper_bound = harm.value + harm.half_width(2.0 * alpha);
    if one.p_value <= alpha && harm.value > one.margin {
        RegressionVerdict::Worse
    } else if upper_bound < one.margin || (harm.standard_error == 0.0 && harm.value <= one.margin) {
        RegressionVerdict::NotWorse
    } else {
        RegressionVerdict::Undecided
    }
}
