//! Whether expectations are met, from what replications say.
//!
//! A figure is known up to an interval. An expectation is *met* where the whole interval holds it, *not
//! met* where the whole interval does not, and *undecided* where the limit lies within, or where no
//! session was there to be measured. Where an expectation is about many windows or lines, it is met if
//! each of them is met; that one is not met is said with a smaller chance of error, the allowed one
//! divided by their number (Bonferroni), as otherwise one of 300 intervals would be found guilty by
//! chance.

use std::sync::Arc;

use super::confidence::Interval;
use super::expectation::{Comparison, Expectation, Promise};
use crate::base::DAY;
use crate::metrics::{ReplicationValues, TrackedFigure, Unit, ValuePair, WindowLength, windows};
use crate::plan::Run;

/// Whether an expectation is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Met,
    Undecided,
    NotMet,
}

impl Verdict {
    /// As reports say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Undecided => "undecided",
            Self::NotMet => "not met",
        }
    }
}

/// What the interval of a judgement is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// The figure itself.
    Figure,
    /// Of a percentile: the share of the lengths of time that are within the limit, which is to be
    /// this at least.
    ShareWithin(f64),
    /// The share of days on which it holds, which is to be this at least.
    ShareOfDays(f64),
    /// The figure of single replications, each of which has to hold it: the one that is farthest from
    /// holding it.
    EachReplication,
}

/// What is said of one line, or of one window of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LineJudgement {
    /// Its place among the lines of the expectation.
    pub line: usize,
    /// Which window; `None`: the whole run.
    pub window: Option<usize>,
    pub verdict: Verdict,
    pub measure: Measure,
    /// `None`: no session was there to be measured.
    pub interval: Option<Interval>,
    /// How far the estimate is from holding, in the unit of the interval; below zero where it holds.
    pub shortfall: f64,
    /// How many replications had any.
    pub replications: usize,
}

/// What is said of an expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// Each line, or each window of each line in which there was anything to measure.
    pub lines: Vec<LineJudgement>,
    /// Windows in which nothing was there to be measured, in any replication.
    pub empty_windows: usize,
    /// Intervals leave out the truth with this chance.
    pub alpha: f64,
    pub replications: usize,
}

impl Judgement {
    /// The line or window that is farthest from being met: the first of the worst verdict.
    pub fn worst(&self) -> Option<&LineJudgement> {
        let worse = |a: &&LineJudgement, b: &&LineJudgement| {
            a.verdict.cmp(&b.verdict).then(a.shortfall.total_cmp(&b.shortfall))
        };
        self.lines.iter().max_by(worse)
    }

    /// No session came that could be measured.
    pub fn is_unmeasured(&self) -> bool {
        self.worst().is_none_or(|line| line.interval.is_none())
    }

    /// How many lines or windows have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.lines.iter().filter(|line| line.verdict == verdict).count()
    }
}

/// How far a value is from holding; below zero where it holds.
fn shortfall(comparison: Comparison, value: f64, limit: f64) -> f64 {
    match comparison {
        Comparison::Less | Comparison::LessOrEqual => value - limit,
        Comparison::Greater | Comparison::GreaterOrEqual => limit - value,
        Comparison::Equal => (value - limit).abs(),
    }
}

/// The figures that have to be tracked for these expectations, one after the other.
pub fn tracked_figures(expectations: &[Expectation]) -> Arc<[TrackedFigure]> {
    expectations.iter().flat_map(Expectation::tracked).collect()
}

/// Judges each expectation from the values of [`tracked_figures`]; intervals leave out the truth with a
/// chance of `alpha`.
pub fn judge(
    expectations: &[Expectation],
    run: &Run,
    values: &[ReplicationValues],
    alpha: f64,
) -> Vec<Judgement> {
    let mut first = 0;
    let one = |expectation: &Expectation| {
        let figures = first..first + expectation.lines.len();
        first = figures.end;
        let lines = figures.map(|figure| values.iter().map(|it| it[figure].as_slice()).collect());
        judge_one(expectation, run, &lines.collect::<Vec<_>>(), values.len(), alpha)
    };
    expectations.iter().map(one).collect()
}

/// One line's values: of each replication, one pair for each window.
type LineValues<'v> = Vec<&'v [ValuePair]>;

/// With what chance an interval may leave out the truth.
#[derive(Clone, Copy)]
struct ErrorRates {
    /// Of one interval, as it is shown.
    alpha: f64,
    /// Of each, so that all of an expectation's lines and windows together err with `alpha`.
    strict: f64,
}

fn judge_one(
    expectation: &Expectation,
    run: &Run,
    lines: &[LineValues<'_>],
    replications: usize,
    alpha: f64,
) -> Judgement {
    let mut judged = Vec::new();
    let mut empty_windows = 0;
    let number_of_lines = lines.len().max(1) as f64;
    let of_a_line = ErrorRates { alpha, strict: alpha / number_of_lines };
    for (line, values) in lines.iter().enumerate() {
        match (expectation.promise, expectation.windows) {
            (Promise::ShareOfDays(share), kind) => {
                let days = kept_days(expectation, run, values, kind);
                judged.push(judge_days(line, share, &days, of_a_line));
            }
            (Promise::LongRun, None) => {
                let pairs: Vec<ValuePair> = values.iter().map(|windows| windows[0]).collect();
                judged.push(judge_pairs(expectation, line, None, &pairs, of_a_line));
            }
            (Promise::LongRun, Some(_)) => {
                let number = values.first().map_or(0, |windows| windows.len());
                let strict = alpha / (number.max(1) as f64 * number_of_lines);
                for window in 0..number {
                    let pairs: Vec<ValuePair> = values.iter().map(|all| all[window]).collect();
                    let errors = ErrorRates { alpha, strict };
                    let judgement = judge_pairs(expectation, line, Some(window), &pairs, errors);
                    match judgement.interval {
                        Some(_) => judged.push(judgement),
                        None => empty_windows += 1,
                    }
                }
            }
        }
    }
    let worst = judged.iter().map(|line| line.verdict).max();
    let verdict = worst.unwrap_or(Verdict::Undecided);
    Judgement { verdict, lines: judged, empty_windows, alpha, replications }
}

/// Judges one line in one window. Errors are allowed with a chance of `[met, not met]`.
fn judge_pairs(
    expectation: &Expectation,
    line: usize,
    window: Option<usize>,
    pairs: &[ValuePair],
    errors: ErrorRates,
) -> LineJudgement {
    let ErrorRates { alpha, strict } = errors;
    let measured = pairs.iter().filter(|pair| pair.value().is_some()).count();
    let (limit, comparison) = (expectation.limit, expectation.comparison);
    let (measure, interval, verdict, (comparison, limit)) = if expectation.is_seen() {
        let (interval, verdict) = judge_each_replication(expectation, pairs);
        (Measure::EachReplication, interval, verdict, (comparison, limit))
    } else if let Some(share) = expectation.counted_share() {
        let interval = |alpha| Interval::of_figure(pairs, Unit::Share, alpha);
        let wants_more = match expectation.comparison {
            Comparison::Less | Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater | Comparison::GreaterOrEqual => Comparison::Less,
            Comparison::Equal => Comparison::Equal,
        };
        let verdict = verdict_of(wants_more, share, interval(alpha), interval(strict));
        (Measure::ShareWithin(share), interval(alpha), verdict, (wants_more, share))
    } else {
        let interval = |alpha| Interval::of_figure(pairs, expectation.unit, alpha);
        let verdict = verdict_of(comparison, limit, interval(alpha), interval(strict));
        (Measure::Figure, interval(alpha), verdict, (comparison, limit))
    };
    let shortfall = interval.map_or(f64::INFINITY, |it| shortfall(comparison, it.value, limit));
    LineJudgement { line, window, verdict, measure, interval, shortfall, replications: measured }
}

/// Met where all of the interval holds, not met where nothing of the wider one does.
fn verdict_of(
    comparison: Comparison,
    limit: f64,
    interval: Option<Interval>,
    wider: Option<Interval>,
) -> Verdict {
    let (Some(interval), Some(wider)) = (interval, wider) else { return Verdict::Undecided };
    let (worst, best) = match comparison {
        Comparison::Less | Comparison::LessOrEqual => (interval.high, wider.low),
        Comparison::Greater | Comparison::GreaterOrEqual | Comparison::Equal => {
            (interval.low, wider.high)
        }
    };
    if comparison.holds(worst, limit) {
        Verdict::Met
    } else if comparison.holds(best, limit) {
        Verdict::Undecided
    } else {
        Verdict::NotMet
    }
}

/// Equality, and the longest of all, are seen and not estimated: each replication holds them or not.
fn judge_each_replication(
    expectation: &Expectation,
    pairs: &[ValuePair],
) -> (Option<Interval>, Verdict) {
    let values = || pairs.iter().filter_map(|pair| pair.value());
    let fails = |value: &f64| !expectation.comparison.holds(*value, expectation.limit);
    let away = |value: &f64| match expectation.comparison {
        Comparison::Greater | Comparison::GreaterOrEqual => -value,
        Comparison::Less | Comparison::LessOrEqual => *value,
        Comparison::Equal => (value - expectation.limit).abs(),
    };
    let Some(worst) = values().max_by(|a, b| away(a).total_cmp(&away(b))) else {
        return (None, Verdict::Undecided);
    };
    let verdict = if fails(&worst) { Verdict::NotMet } else { Verdict::Met };
    (Some(Interval { value: worst, low: worst, high: worst }), verdict)
}

/// Of each replication: on how many days it holds, and of how many.
fn kept_days(
    expectation: &Expectation,
    run: &Run,
    values: &LineValues<'_>,
    kind: Option<WindowLength>,
) -> Vec<ValuePair> {
    let windows = windows(run, kind.unwrap_or(WindowLength::Day));
    let day = |window: usize| (windows[window].from.0 + run.week_offset.0) / DAY.0;
    let of_replication = |pairs: &&[ValuePair]| {
        let mut days = ValuePair::default();
        // The day that is looked at, and whether it holds so far; `None`: nothing was measured.
        let mut current: (u64, Option<bool>) = (u64::MAX, None);
        let mut count = |(_, kept): (u64, Option<bool>)| {
            days.count += f64::from(u8::from(kept.is_some()));
            days.sum += f64::from(u8::from(kept == Some(true)));
        };
        for (window, pair) in pairs.iter().enumerate() {
            if current.0 != day(window) {
                count(std::mem::replace(&mut current, (day(window), None)));
            }
            if let Some(holds) = holds_once(expectation, *pair) {
                current.1 = Some(current.1.unwrap_or(true) && holds);
            }
        }
        count(current);
        days
    };
    values.iter().map(of_replication).collect()
}

/// Whether a single day or interval holds; `None`: nothing was measured in it.
fn holds_once(expectation: &Expectation, pair: ValuePair) -> Option<bool> {
    let value = pair.value()?;
    Some(match expectation.counted_share() {
        None => expectation.comparison.holds(value, expectation.limit),
        Some(share) => match expectation.comparison {
            Comparison::Less | Comparison::LessOrEqual => value >= share,
            Comparison::Greater | Comparison::GreaterOrEqual => value < share,
            Comparison::Equal => value == share,
        },
    })
}

/// Errors are allowed with a chance of `[met, not met]`. That it holds on all days cannot be estimated:
/// a day on which it does not is seen, or none is.
fn judge_days(line: usize, share: f64, days: &[ValuePair], errors: ErrorRates) -> LineJudgement {
    let ErrorRates { alpha, strict } = errors;
    let interval = Interval::of_days(days, alpha);
    let wider = Interval::of_days(days, strict);
    let verdict = match interval {
        Some(seen) if share == 1.0 && seen.value == 1.0 => Verdict::Met,
        Some(_) if share == 1.0 => Verdict::NotMet,
        Some(_) | None => verdict_of(Comparison::GreaterOrEqual, share, interval, wider),
    };
    let replications = days.iter().filter(|pair| pair.count > 0.0).count();
    let measure = Measure::ShareOfDays(share);
    let shortfall = interval.map_or(f64::INFINITY, |it| share - it.value);
    LineJudgement { line, window: None, verdict, measure, interval, shortfall, replications }
}
