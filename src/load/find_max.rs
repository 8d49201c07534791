//! The highest rate at which a load keeps to its limit.
//!
//! Doubling finds a rate that is borne and one that is not; halving what is between them ends when they
//! differ by a twentieth. Each rate is held for a plateau of its own, on a desk that starts afresh, and
//! what is measured begins once it has settled. The rate that is found is held twice more: noise is not
//! to pass for capacity. Nothing beyond what was run is concluded.

use super::limit::Limit;
use super::run::{LoadError, LoadOptions, LoadReport, milliseconds, run_load};
use crate::base::Span;
use crate::engine::live::LiveEnd;
use crate::plan::Plan;

/// How a maximum is looked for.
#[derive(Clone, Debug)]
pub struct FindMax {
    pub limit: Limit,
    /// The first rate, in sessions a second.
    pub start: f64,
    /// The highest rate that is tried.
    pub highest: f64,
}

/// Why a plateau was good or bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The limit was kept and the rate held.
    Good,
    /// The limit was not kept.
    LimitExceeded,
    /// Fewer sessions were done than offered, or some were turned away.
    RateNotHeld,
}

/// One rate, held for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Plateau {
    /// Sessions a second.
    pub rate: f64,
    pub offered: f64,
    pub done: f64,
    /// The limited figure, in its unit; `None` if there was nothing to measure.
    pub value: Option<f64>,
    pub verdict: Verdict,
    /// The generator sent so late that its lateness alone is half of the limit.
    pub generator_was_late: bool,
    /// Latencies of routing in milliseconds: p50, p99, p99.9.
    pub routing: [f64; 3],
    /// The 99th percentile of the generator's lateness, in milliseconds.
    pub generator_p99: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundMax {
    pub plateaus: Vec<Plateau>,
    /// The highest rate that was good each time.
    pub last_good: Option<f64>,
    /// The lowest rate above it that was not.
    pub first_bad: Option<f64>,
    /// At the lowest rate that was not good, the generator was late itself.
    pub generator_was_the_limit: bool,
    /// It was stopped from outside before it ended.
    pub stopped: bool,
}

/// The rates that are found differ by so much at the most.
const NEAR: f64 = 1.05;

/// How long a rate is held where the load does not say it.
const USUAL_PLATEAU: Span = Span(10_000_000);

/// A rate that is found is held so many times more.
const REPETITIONS: usize = 2;

/// Looks for the highest rate. Each plateau is shown when it is over.
///
/// # Errors
/// Why a load could not be run; an invariant that did not hold.
pub fn find_max(
    scenario: &Plan,
    wanted: &FindMax,
    options: &LoadOptions,
    on_plateau: &mut dyn FnMut(&Plateau),
) -> Result<FoundMax, LoadError> {
    let mut search =
        Search { scenario, wanted, options, on_plateau, plateaus: Vec::new(), stopped: false };
    let (mut good, mut bad) = search.bracket()?;
    loop {
        while let (Some(low), Some(high)) = (good, bad)
            && high / low > NEAR
            && !search.stopped
        {
            let middle = (low * high).sqrt();
            if search.is_good(middle)? { good = Some(middle) } else { bad = Some(middle) }
        }
        let Some(found) = good.filter(|_| !search.stopped) else { break };
        if search.is_good_again(found)? {
            break;
        }
        // Once good was luck: it is bad, and what is good lies lower.
        bad = Some(found);
        good = search.highest_good_below(found);
        if good.is_none() {
            let lower = found / 2.0;
            if lower < search.lowest() || !search.is_good(lower)? {
                break;
            }
            good = Some(lower);
        }
    }
    let generator_was_the_limit = bad.is_some_and(|bad| search.generator_was_late_at(bad));
    let Search { plateaus, stopped, .. } = search;
    Ok(FoundMax { plateaus, last_good: good, first_bad: bad, generator_was_the_limit, stopped })
}

struct Search<'a> {
    scenario: &'a Plan,
    wanted: &'a FindMax,
    options: &'a LoadOptions,
    on_plateau: &'a mut dyn FnMut(&Plateau),
    plateaus: Vec<Plateau>,
    stopped: bool,
}

impl Search<'_> {
    /// A rate below this is not looked at.
    fn lowest(&self) -> f64 {
        self.wanted.start / 64.0
    }

    /// A good rate and a bad one, as far as there are any.
    fn bracket(&mut self) -> Result<(Option<f64>, Option<f64>), LoadError> {
        let mut rate = self.wanted.start;
        if self.is_good(rate)? {
            while rate < self.wanted.highest && !self.stopped {
                let next = (rate * 2.0).min(self.wanted.highest);
                if !self.is_good(next)? {
                    return Ok((Some(rate), Some(next)));
                }
                rate = next;
            }
            return Ok((Some(rate), None));
        }
        while rate / 2.0 >= self.lowest() && !self.stopped {
            if self.is_good(rate / 2.0)? {
                return Ok((Some(rate / 2.0), Some(rate)));
            }
            rate /= 2.0;
        }
        Ok((None, Some(rate)))
    }

    /// Holds a rate for a plateau.
    fn is_good(&mut self, rate: f64) -> Result<bool, LoadError> {
        let mut parts = self.scenario.clone().into_parts();
        parts.load.rate = Some(rate);
        parts.load.duration.get_or_insert(USUAL_PLATEAU);
        let plan = Plan::new(parts).map_err(|it| LoadError::NotPossible(it.to_string()))?;
        let report = run_load(&plan, self.options, &mut |_| ())?;
        if report.outcome.end == LiveEnd::Stopped {
            self.stopped = true;
            return Ok(false);
        }
        let plateau = self.judge(rate, &report);
        let is_good = plateau.verdict == Verdict::Good;
        (self.on_plateau)(&plateau);
        self.plateaus.push(plateau);
        Ok(is_good)
    }

    fn is_good_again(&mut self, rate: f64) -> Result<bool, LoadError> {
        for _ in 0..REPETITIONS {
            if !self.is_good(rate)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn judge(&self, rate: f64, report: &LoadReport) -> Plateau {
        let limit = &self.wanted.limit;
        let outcome = &report.outcome;
        let value = limit.measured(outcome);
        let is_kept = value.is_none_or(|value| value < limit.below);
        let verdict = if !report.is_rate_held() || outcome.end == LiveEnd::OutOfMemory {
            Verdict::RateNotHeld
        } else if is_kept {
            Verdict::Good
        } else {
            Verdict::LimitExceeded
        };
        let lateness = outcome.generator_lateness.value_at_quantile(0.99) as f64;
        // Ten milliseconds are much for a generator, whatever is limited.
        let allowed = limit.as_latency().map_or(1e7, |limit| limit / 2.0);
        let routing = &outcome.tally.latencies.routing;
        Plateau {
            rate,
            offered: report.offered_rate(),
            done: report.done_rate(),
            value,
            verdict,
            generator_was_late: lateness > allowed,
            routing: [0.5, 0.99, 0.999].map(|quantile| milliseconds(routing, quantile)),
            generator_p99: lateness / 1e6,
        }
    }

    /// The highest rate below that was never anything but good.
    fn highest_good_below(&self, rate: f64) -> Option<f64> {
        let never_bad = |rate: f64| {
            let mut same = self.plateaus.iter().filter(|plateau| plateau.rate == rate);
            same.all(|plateau| plateau.verdict == Verdict::Good)
        };
        let below = self.plateaus.iter().map(|plateau| plateau.rate).filter(|it| *it < rate);
        below.filter(|it| never_bad(*it)).max_by(f64::total_cmp)
    }

    fn generator_was_late_at(&self, rate: f64) -> bool {
        let mut there = self.plateaus.iter().filter(|plateau| plateau.rate == rate);
        there.any(|plateau| plateau.generator_was_late && plateau.verdict != Verdict::Good)
    }
}
