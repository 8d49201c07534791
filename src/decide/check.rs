//! One scenario, checked: its expectations, and whether it became worse than its baseline.

use std::sync::Arc;

use super::baseline::{Baseline, OtherClients};
use super::confidence::{ALPHA, level_per_look};
use super::difference::{JudgedFigure, Pairing};
use super::expectation::Expectation;
use super::regression::{
    NotCompared, REGRESSION_ALPHA, Regression, RegressionVerdict, not_compared, regressions,
};
use super::replication_budget;
use super::verdict::{Judgement, Verdict, judge, tracked_figures};
use crate::metrics::{ReplicationValues, TrackedFigure};
use crate::plan::Plan;
use crate::study::{Looks, Options, Outcome, RunError, doubling_looks, run_until};

/// What is to be checked.
#[derive(Clone, Copy, Debug)]
pub struct CheckTask<'a> {
    pub plan: &'a Plan,
    pub expectations: &'a [Expectation],
    /// The figures that are compared with the baseline, or kept in a new one.
    pub figures: &'a [JudgedFigure],
    pub baseline: Option<&'a Baseline>,
    /// Whether a new baseline is to be made: then all replications of the budget are run.
    pub purpose: CheckPurpose,
}

/// What a check is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckPurpose {
    /// To judge: no more replications than it takes.
    Judge,
    /// To keep a baseline.
    KeepBaseline,
}

/// What came of a check.
#[derive(Clone, Debug)]
pub struct CheckOutcome {
    pub outcome: Outcome,
    /// Of each expectation.
    pub judgements: Vec<Judgement>,
    /// Of each figure that can be compared with the baseline.
    pub regressions: Vec<Regression>,
    /// Figures that cannot be, and why; without those that were never measured.
    pub not_compared: Vec<(String, NotCompared)>,
    /// Why differences were not taken replication by replication.
    pub other_clients: Option<OtherClients>,
    /// The error that was allowed for all regressions together, at each look.
    pub regression_alpha: f64,
    /// Where the values of the judged figures begin.
    pub figures_from: usize,
}

impl CheckOutcome {
    /// The worst of all that is expected.
    pub fn worst_expectation(&self) -> Option<Verdict> {
        self.judgements.iter().map(|judgement| judgement.verdict).max()
    }

    /// The worst of all figures.
    pub fn worst_regression(&self) -> Option<RegressionVerdict> {
        self.regressions.iter().map(|regression| regression.verdict).max()
    }
}

/// The figures of which a check needs each replication's values: those of expectations, then those that
/// are compared.
pub fn checked_figures(
    expectations: &[Expectation],
    figures: &[JudgedFigure],
) -> Arc<[TrackedFigure]> {
    let own = tracked_figures(expectations);
    own.iter().copied().chain(figures.iter().map(JudgedFigure::tracked)).collect()
}

/// Checks a plan: replications are added until all is decided, at numbers that are fixed beforehand.
///
/// # Errors
/// As of [`run_until`].
pub fn check(
    task: &CheckTask<'_>,
    options: &Options,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<CheckOutcome, RunError> {
    let CheckTask { plan, expectations, figures, baseline, purpose } = *task;
    let figures_from = tracked_figures(expectations).len();
    let tracked = checked_figures(expectations, figures);
    let options = Options { tracked, ..options.clone() };
    let budget = replication_budget(&plan.run);
    let numbers = match purpose {
        CheckPurpose::Judge => doubling_looks(plan.run.replications, budget),
        CheckPurpose::KeepBaseline => vec![budget],
    };
    let alpha = level_per_look(ALPHA, numbers.len());
    let regression_alpha = level_per_look(REGRESSION_ALPHA, numbers.len());
    let (pairing, other_clients) =
        baseline.map_or((Pairing::Paired, None), |baseline| baseline.pairing(plan));
    let compare = |values: &[ReplicationValues]| match baseline {
        Some(baseline) => {
            regressions(figures, values, figures_from, baseline, pairing, regression_alpha)
        }
        None => Vec::new(),
    };
    let is_enough = |values: &[ReplicationValues]| {
        let judged = judge(expectations, &plan.run, values, alpha);
        judged.iter().all(|judgement| judgement.verdict != Verdict::Undecided)
            && compare(values).iter().all(|one| one.verdict != RegressionVerdict::Undecided)
    };
    let outcome = run_until(plan, &options, &Looks { numbers, is_enough: &is_enough }, progress)?;
    Ok(CheckOutcome {
        judgements: judge(expectations, &plan.run, &outcome.replication_values, alpha),
        regressions: compare(&outcome.replication_values),
        not_compared: baseline.map_or_else(Vec::new, |baseline| {
            not_compared(figures, &outcome.replication_values, figures_from, baseline)
        }),
        other_clients,
        regression_alpha,
        figures_from,
        outcome,
    })
}
