//! How long the empty start of a desk affects its figures: MSER-5.
//!
//! The marginal standard error rule (White 1997, *Simulation* 69; Spratt 1998 in batches of five;
//! Hoad, Robinson and Davies 2010 recommend it for automation). The cut at the beginning of a
//! series is chosen so that the standard error of the mean of the rest is least.
//!
//! Here the series is the mean number of sessions at the desk, waiting and in service, in two
//! thousand slices of the run, averaged over a pilot of up to five replications. The pilot has
//! clients of its own: the measured figures are independent of the data that chose the cut.
//!
//! Its limits: it looks for a steady state, so it finds none at a desk whose arrivals or shifts
//! follow the day; state the warm-up there, or start where the day starts. A slow drift that is
//! small against the noise is missed (Wang and Glynn 2016). If the least error lies at half the
//! run, the run is too short.

use std::sync::Arc;

use crate::base::Span;
use crate::metrics::SessionTrace;
use crate::plan::{AtHorizon, Plan, Statistics};

use super::Options;
use super::RunError;
use super::workers::{WorkOrder, Workers};

/// What MSER-5 cuts off a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mser5Cut {
    /// Batches of five in the series; what is left over at its end does not count.
    pub batches: usize,
    /// The number of batches that are cut off the beginning.
    pub cut_batches: usize,
    /// The mean of the rest.
    pub mean: f64,
    /// The mean of all of them.
    pub mean_of_all: f64,
    /// The minimised criterion: the sum of squares around the mean over the square of the number.
    pub objective: f64,
}

impl Mser5Cut {
    /// Whether the least error lies at the last cut that was tried: the series is too short.
    pub fn is_too_short(&self) -> bool {
        self.batches < 10 || self.cut_batches == self.batches / 2
    }
}

/// Cuts a series by MSER-5. No more than half of it is cut off: towards the end of any series the
/// error falls by chance. Of several cuts that are equal the first is taken.
pub fn mser5(series: &[f64]) -> Mser5Cut {
    let batches: Vec<f64> =
        series.chunks_exact(5).map(|five| five.iter().sum::<f64>() / 5.0).collect();
    let mean = |rest: &[f64]| rest.iter().sum::<f64>() / rest.len() as f64;
    let error = |cut: usize| {
        let rest = &batches[cut..];
        let mean = mean(rest);
        let squares: f64 = rest.iter().map(|value| (value - mean).powi(2)).sum();
        squares / (rest.len() as f64).powi(2)
    };
    let mut best = (0, error(0));
    for cut in 1..=batches.len() / 2 {
        let objective = error(cut);
        if objective < best.1 {
            best = (cut, objective);
        }
    }
    let (cut_batches, objective) = best;
    Mser5Cut {
        batches: batches.len(),
        cut_batches,
        mean: mean(&batches[cut_batches..]),
        mean_of_all: mean(&batches),
        objective,
    }
}

/// The warm-up that a pilot found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundWarmUp {
    /// Its length, at most half the run.
    pub warm_up: Span,
    /// The number of the pilot's replications.
    pub pilot: u32,
    /// Whether the run shows no steady state in its first half.
    pub too_short: bool,
}

/// The number of the pilot's first replication; no other replications have numbers from here on.
pub(super) const FIRST_PILOT_REPLICATION: u32 = 2_000_000_000;
const MAX_PILOT_REPLICATIONS: u32 = 5;
const SLICES: u64 = 2_000;

/// Runs a pilot and cuts its series. `None`: stopped from outside.
///
/// # Errors
/// As of [`super::run`].
pub(super) fn find_warm_up(
    plan: &Plan,
    options: &Options,
) -> Result<Option<FoundWarmUp>, RunError> {
    let pilot = plan.run.replications.min(MAX_PILOT_REPLICATIONS);
    let slice = Span(plan.run.horizon.0.div_ceil(SLICES).max(1));
    let sliced = Arc::new(plan.clone().with_run(|run| {
        run.interval = slice;
        run.warm_up = Span::ZERO;
        run.at_horizon = AtHorizon::Cut;
        run.statistics = Statistics::default();
    }));
    let mut series = vec![0.0; sliced.run.interval_count()];
    let order = WorkOrder {
        plan: sliced,
        first_replication: FIRST_PILOT_REPLICATION,
        requested: pilot,
        max_replications: pilot,
        trace: SessionTrace::Off,
        tracked: Arc::default(),
    };
    let mut workers = Workers::start(order, options)?;
    for _ in 0..pilot {
        let Some(finished) = workers.next(&options.stop, &|| {})? else { return Ok(None) };
        for (sum, present) in series.iter_mut().zip(finished.metrics.present_by_interval()) {
            *sum += present / f64::from(pilot);
        }
        workers.mark_folded(pilot);
    }
    let cut = mser5(&series);
    let warm_up = Span(slice.0 * 5 * cut.cut_batches as u64);
    Ok(Some(FoundWarmUp { warm_up, pilot, too_short: cut.is_too_short() }))
}
