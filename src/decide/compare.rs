//! Several variants of a desk, compared with the first of them, figure by figure.
//!
//! Variants that meet the same clients are compared replication by replication. All differences are
//! judged together (Holm's method), and replications are added until each difference is shown, or shown
//! not to matter. Where that does not come about, it is said how large a difference so many
//! replications could have shown.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::baseline::clients_sha256;
use super::confidence::{ALPHA, level_per_look};
use super::difference::{BetterWhen, JudgedFigure, Pairing, difference, holm};
use super::expectation::Expectation;
use super::replication_budget;
use super::verdict::{Judgement, judge, tracked_figures};
use crate::metrics::{
    ReplicationValues, StandardEstimate, TrackedFigure, ValuePair, ratio_estimate,
    student_t_quantile_at,
};
use crate::plan::Plan;
use crate::study::{Options, RunError, doubling_looks, replication_values, settled};

/// A desk that is compared.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What the user calls it.
    pub name: String,
    pub plan: Arc<Plan>,
    /// Where the compared figures stand in its sheets; `None`: it has no such line.
    pub figures: Vec<Option<TrackedFigure>>,
    /// What it is expected to hold.
    pub expectations: Vec<Expectation>,
}

/// What is said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceVerdict {
    Better,
    Worse,
    /// Shown, of a figure of which neither way is better.
    Higher,
    Lower,
    /// Shown to be no larger than the margin.
    Negligible,
    NotShown,
}

impl DifferenceVerdict {
    /// As reports say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Negligible => "no difference that matters",
            Self::NotShown => "no difference shown",
        }
    }
}

/// How a figure of a variant differs from that of the first.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureDifference {
    /// Its place among the compared figures.
    pub figure: usize,
    pub old: f64,
    pub new: f64,
    /// New less old.
    pub difference: StandardEstimate,
    /// In the unit of the figure.
    pub margin: f64,
    /// The chance of such a difference where there is none, held together for all.
    pub p_value: f64,
    pub verdict: DifferenceVerdict,
    /// The smallest difference that so many replications show four times of five.
    pub detectable: f64,
}

/// A variant, compared with the first.
#[derive(Clone, Debug)]
pub struct ComparedVariant {
    pub name: String,
    pub pairing: Pairing,
    /// Of each figure that is defined in both.
    pub differences: Vec<FigureDifference>,
    /// The variant's own figures; not a number where one is undefined.
    pub values: Vec<f64>,
    /// What it is expected to hold, and whether it does.
    pub expectations: Vec<Expectation>,
    pub judgements: Vec<Judgement>,
}

/// What came of comparing.
#[derive(Clone, Debug)]
pub struct ComparisonOutcome {
    pub figures: Vec<JudgedFigure>,
    /// The first is what the others are compared with.
    pub variants: Vec<ComparedVariant>,
    pub replications: u32,
    /// The error that was allowed for all differences together, at each look.
    pub alpha: f64,
    /// Each difference is shown, or shown not to matter.
    pub is_decided: bool,
    /// It was stopped before it was decided.
    pub is_partial: bool,
}

/// Compares variants; the compared figures are those of the first.
///
/// # Errors
/// As of [`replication_values`].
pub fn compare(
    variants: &[Variant],
    figures: &[JudgedFigure],
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<ComparisonOutcome, RunError> {
    let plans: Result<Vec<Arc<Plan>>, RunError> =
        variants.iter().map(|variant| settled(&variant.plan, options)).collect();
    let plans = plans?;
    let run = &plans[0].run;
    let numbers = doubling_looks(run.replications, replication_budget(run));
    let alpha = level_per_look(ALPHA, numbers.len());
    let pairings: Vec<Pairing> = plans.iter().map(|plan| pairing(&plans[0], plan)).collect();
    let mut values: Vec<Vec<ReplicationValues>> = vec![Vec::new(); variants.len()];
    let mut done = 0;
    let mut outcome = None;
    for number in numbers {
        let mut is_partial = false;
        for (place, (variant, plan)) in variants.iter().zip(&plans).enumerate() {
            let options = Options { tracked: tracked(variant, figures), ..options.clone() };
            let before: u64 = values.iter().map(|values| values.len() as u64).sum();
            let more = replication_values(plan, &options, done..number, &|more| {
                progress(before + u64::from(more));
            })?;
            is_partial |= options.stop.load(Ordering::Relaxed);
            values[place].extend(more);
        }
        // Where it was stopped, all are compared over the replications that all have.
        let shared = values.iter().map(Vec::len).min().unwrap_or(0);
        values.iter_mut().for_each(|values| values.truncate(shared));
        done = u32::try_from(shared).unwrap_or(u32::MAX);
        let found = judge_variants(variants, figures, &values, &pairings, alpha);
        let is_decided = found.iter().all(|variant| {
            variant.differences.iter().all(|one| one.verdict != DifferenceVerdict::NotShown)
        });
        outcome = Some(ComparisonOutcome {
            figures: figures.to_vec(),
            variants: found,
            replications: done,
            alpha,
            is_decided,
            is_partial,
        });
        if is_decided || is_partial {
            break;
        }
    }
    Ok(outcome.expect("there is a first look"))
}

/// Whether two plans meet the same clients.
pub fn pairing(one: &Plan, other: &Plan) -> Pairing {
    let same = one.run.seed == other.run.seed && clients_sha256(one) == clients_sha256(other);
    if same { Pairing::Paired } else { Pairing::Independent }
}

/// A figure that the variant does not have is asked of its first live chat instead, and not looked at.
fn tracked(variant: &Variant, figures: &[JudgedFigure]) -> Arc<[TrackedFigure]> {
    let instead = |figure: &JudgedFigure| TrackedFigure {
        sheet: crate::metrics::SheetName::LiveChats,
        row: 0,
        column: 0,
        ..figure.tracked()
    };
    let figures = variant.figures.iter().zip(figures);
    let figures = figures.map(|(own, figure)| own.unwrap_or_else(|| instead(figure)));
    figures.chain(tracked_figures(&variant.expectations).iter().copied()).collect()
}

fn judge_variants(
    variants: &[Variant],
    figures: &[JudgedFigure],
    values: &[Vec<ReplicationValues>],
    pairings: &[Pairing],
    alpha: f64,
) -> Vec<ComparedVariant> {
    let pairs = |variant: usize, figure: usize| -> Option<Vec<ValuePair>> {
        variants[variant].figures[figure]?;
        Some(values[variant].iter().map(|it| it[figure][0]).collect())
    };
    let mut compared: Vec<ComparedVariant> = Vec::new();
    for (place, variant) in variants.iter().enumerate() {
        let own = |figure: usize| {
            pairs(place, figure).map_or(f64::NAN, |pairs| ratio_estimate(&pairs).value)
        };
        let differences = figures.iter().enumerate().filter(|_| place > 0);
        let differences = differences.filter_map(|(figure, judged)| {
            let (new, old) = (pairs(place, figure)?, pairs(0, figure)?);
            figure_difference(figure, judged, &new, &old, pairings[place])
        });
        let own_values = values[place].iter().map(|values| values[figures.len()..].to_vec());
        let own_values: Vec<ReplicationValues> = own_values.collect();
        let judgements = judge(&variant.expectations, &variant.plan.run, &own_values, alpha);
        compared.push(ComparedVariant {
            name: variant.name.clone(),
            expectations: variant.expectations.clone(),
            judgements,
            pairing: pairings[place],
            differences: differences.collect(),
            values: (0..figures.len()).map(own).collect(),
        });
    }
    settle(&mut compared, figures, alpha);
    compared
}

fn figure_difference(
    figure: usize,
    judged: &JudgedFigure,
    new: &[ValuePair],
    old: &[ValuePair],
    pairing: Pairing,
) -> Option<FigureDifference> {
    let moved = difference(new, old, pairing);
    let old = ratio_estimate(old).value;
    let tail = |difference: StandardEstimate| difference.probability_above(0.0);
    let turned = StandardEstimate { value: -moved.value, ..moved };
    let p_value = (2.0 * tail(moved).min(tail(turned))).min(1.0);
    moved.value.is_finite().then(|| FigureDifference {
        figure,
        old,
        new: ratio_estimate(new).value,
        difference: moved,
        margin: judged.margin.of(old),
        p_value: if p_value.is_nan() { 1.0 } else { p_value },
        verdict: DifferenceVerdict::NotShown,
        detectable: f64::NAN,
    })
}

/// Judges all differences together.
fn settle(compared: &mut [ComparedVariant], figures: &[JudgedFigure], alpha: f64) {
    let all = || compared.iter().flat_map(|variant| &variant.differences);
    let p_values: Vec<f64> = all().map(|one| one.p_value).collect();
    let strict = alpha / p_values.len().max(1) as f64;
    let adjusted = holm(&p_values);
    let differences = compared.iter_mut().flat_map(|variant| &mut variant.differences);
    for (one, p_value) in differences.zip(adjusted) {
        one.p_value = p_value;
        one.verdict = verdict(one, figures[one.figure].better_when, alpha);
        let StandardEstimate { standard_error, degrees, .. } = one.difference;
        let quantiles = student_t_quantile_at(1.0 - strict / 2.0, degrees)
            + student_t_quantile_at(0.8, degrees);
        one.detectable = if standard_error == 0.0 { 0.0 } else { quantiles * standard_error };
    }
}

fn verdict(one: &FigureDifference, better_when: BetterWhen, alpha: f64) -> DifferenceVerdict {
    let value = one.difference.value;
    if value == 0.0 && one.difference.standard_error == 0.0 {
        return DifferenceVerdict::Negligible;
    }
    if one.p_value <= alpha {
        return match (better_when, value > 0.0) {
            (BetterWhen::Neither, true) => DifferenceVerdict::Higher,
            (BetterWhen::Neither, false) => DifferenceVerdict::Lower,
            (BetterWhen::Higher, true) | (BetterWhen::Lower, false) => DifferenceVerdict::Better,
            (BetterWhen::Higher, false) | (BetterWhen::Lower, true) => DifferenceVerdict::Worse,
        };
    }
    // Equivalence by two one-sided tests (Schuirmann 1987): the interval that leaves out twice the
    // error lies within the margin.
    let half_width = one.difference.half_width(2.0 * alpha);
    if value.abs() + half_width < one.margin {
        DifferenceVerdict::Negligible
    } else {
        DifferenceVerdict::NotShown
    }
}
