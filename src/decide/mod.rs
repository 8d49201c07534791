//! Decisions: whether a desk holds what is expected of it, whether it became worse, which of several is
//! better.
//!
//! Everything here is made from what each replication says about single figures
//! ([`ReplicationValues`](crate::metrics::ReplicationValues)), because a decision needs more than an
//! estimate: two desks that meet the same clients are compared replication by replication, and a
//! promise that is kept by the day is counted by the day.
//!
//! 1. `figures`: what figures are called, and where they stand in the sheets of a plan;
//! 2. `expectation`: the language of expectations, from text;
//! 3. `confidence`: intervals, and how often one may look;
//! 4. `verdict`: whether expectations are met;
//! 5. `difference`: which way figures are better, and how large a difference matters;
//! 6. `baseline` and `regression`: whether a desk became worse than it was;
//! 7. `check`: one scenario, its expectations and its baseline; `compare`: several variants of a desk;
//!    `sweep`: a grid of them.
//!
//! Knows nothing of terminals and files. What it refuses it refuses with the place in the text.

mod baseline;
mod check;
mod compare;
mod confidence;
mod difference;
mod expectation;
mod figures;
mod regression;
mod sweep;
mod verdict;

use crate::plan::{Plan, Run};
use crate::scenario::{Diagnostic, StatedExpectation};

/// What a desk is expected to hold, and what is wrong with how it is stated.
pub fn expectations_of(
    plan: &Plan,
    stated: &[StatedExpectation],
) -> (Vec<Expectation>, Vec<Diagnostic>) {
    // The figures of a large desk are many: they are not listed where nothing is asked.
    let Some(first) = stated.first() else { return (Vec::new(), Vec::new()) };
    if plan.run.statistics.batches.is_some() {
        let message = "expectations are judged by replications, and there is one, cut into batches";
        let help = "leave out `batches` and state `replications`".to_owned();
        let whole = 0..first.that.text().len();
        return (Vec::new(), vec![first.that.error(whole, "conflict", message, Some(help))]);
    }
    read_expectations(&Catalog::new(plan), stated)
}

/// The most replications that are added until all is decided: as the run states, or eight times as many
/// as it has.
pub fn replication_budget(run: &Run) -> u32 {
    let most = run.statistics.max_replications;
    most.unwrap_or_else(|| run.replications.saturating_mul(8)).max(run.replications)
}

pub use baseline::{Baseline, BaselineError, MAX_BASELINE_BYTES, OtherClients, clients_sha256};
pub use check::{CheckOutcome, CheckPurpose, CheckTask, check, checked_figures};
pub use compare::{
    ComparedVariant, ComparisonOutcome, DifferenceVerdict, FigureDifference, Variant, compare,
    pairing,
};
pub use confidence::{ALPHA, Interval, clopper_pearson, level_per_look};
pub use difference::{
    BetterWhen, JUDGED_COLUMNS, JudgedColumn, JudgedFigure, Margin, Pairing, better_when,
    difference, figures_of, holm, judged_columns, judged_figures, named_figures,
};
pub use expectation::{Comparison, Expectation, ExpectedLine, Promise, read_expectations};
pub use figures::{Catalog, ListedFigure, NamePart, NamedFigure, TextFault};
pub use regression::{
    NotCompared, REGRESSION_ALPHA, Regression, RegressionVerdict, not_compared, regressions,
};
pub use sweep::{Axis, AxisError, Cell, MAX_CELLS, cells, overrides as sweep_overrides};
pub use verdict::{Judgement, LineJudgement, Measure, Verdict, judge, tracked_figures};
