//! What a load is to keep to: `routing.p99 < 1ms`, `wait.p90 < 20s`, `turned_away < 0.1%`.

use std::fmt;

use hdrhistogram::Histogram;

use crate::base::Span;
use crate::engine::live::LiveOutcome;
use crate::scenario::values::{parse_duration, parse_share};

/// A figure of a load that can be limited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LimitedFigure {
    /// From the intended arrival to the first decision.
    Routing(Statistic),
    /// From a transfer to the next decision.
    Transfer(Statistic),
    /// How long sessions waited for their first answer, in desk time.
    Wait(Statistic),
    /// The share of sessions that were turned away.
    TurnedAway,
}

/// What is asked of a distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    Mean,
    Quantile(f64),
    Max,
}

/// An upper limit of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    pub figure: LimitedFigure,
    /// In nanoseconds of the wall clock, milliseconds of desk time, or as a share: as the figure is
    /// measured.
    pub below: f64,
    text: String,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How a limit is written.
const HELP: &str = "write a figure, `<` and a value: \"routing.p99 < 1ms\", \"transfer.max < 50ms\", \
                    \"wait.p90 < 20s\", \"turned_away < 0.1%\"; after the point stands mean, max or a \
                    percentile such as p50, p99 or p99.9";

impl Limit {
    /// Reads a limit.
    ///
    /// # Errors
    /// What is wrong, and how one is written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| format!("{what}: {HELP}");
        let (name, value) = text.split_once('<').ok_or_else(|| wrong("this is no limit"))?;
        let (name, value) = (name.trim(), value.trim());
        let length = |unit: f64| {
            let span: Span =
                parse_duration(value).map_err(|_| wrong("the value is no duration"))?;
            Ok::<f64, String>(span.as_secs_f64() / unit)
        };
        let (figure, below) = match name.split_once('.') {
            None if name == "turned_away" => {
                let share = parse_share(value).map_err(|_| wrong("the value is no share"))?;
                (LimitedFigure::TurnedAway, share)
            }
            Some((of, statistic)) => {
                let statistic = parse_statistic(statistic)
                    .ok_or_else(|| wrong(&format!("`{statistic}` is nothing of a distribution")))?;
                match of {
                    "routing" => (LimitedFigure::Routing(statistic), length(1e-9)?),
                    "transfer" => (LimitedFigure::Transfer(statistic), length(1e-9)?),
                    "wait" => (LimitedFigure::Wait(statistic), length(1e-3)?),
                    _ => return Err(wrong(&format!("there is no figure `{of}`"))),
                }
            }
            None => return Err(wrong(&format!("there is no figure `{name}`"))),
        };
        if below <= 0.0 {
            return Err(wrong("nothing is below that"));
        }
        Ok(Self { figure, below, text: format!("{name} < {value}") })
    }

    /// The figure of a load, in the unit of the limit; `None` if nothing was measured.
    pub fn measured(&self, outcome: &LiveOutcome) -> Option<f64> {
        let latencies = &outcome.tally.latencies;
        match self.figure {
            LimitedFigure::Routing(statistic) => statistic.of(&latencies.routing),
            LimitedFigure::Transfer(statistic) => statistic.of(&latencies.transfer),
            LimitedFigure::Wait(statistic) => statistic.of(&outcome.tally.first_wait),
            LimitedFigure::TurnedAway => {
                let counts = &outcome.tally.counts;
                (counts.offered > 0).then(|| counts.turned_away as f64 / counts.offered as f64)
            }
        }
    }

    /// A value in the limit's unit, for people.
    pub fn shown(&self, value: f64) -> String {
        match self.figure {
            LimitedFigure::Routing(_) | LimitedFigure::Transfer(_) => {
                format!("{:.3} ms", value / 1e6)
            }
            LimitedFigure::Wait(_) => format!("{:.1} s", value / 1e3),
            LimitedFigure::TurnedAway => format!("{:.3} %", value * 100.0),
        }
    }

    /// The limit in nanoseconds of the wall clock, if it is one.
    pub(super) fn as_latency(&self) -> Option<f64> {
        match self.figure {
            LimitedFigure::Routing(_) | LimitedFigure::Transfer(_) => Some(self.below),
            LimitedFigure::Wait(_) | LimitedFigure::TurnedAway => None,
        }
    }
}

impl Statistic {
    fn of(self, histogram: &Histogram<u64>) -> Option<f64> {
        (!histogram.is_empty()).then(|| match self {
            Self::Mean => histogram.mean(),
            Self::Quantile(quantile) => histogram.value_at_quantile(quantile) as f64,
            Self::Max => histogram.max() as f64,
        })
    }
}

/// `mean`, `max`, `p50`, `p99.9`.
fn parse_statistic(text: &str) -> Option<Statistic> {
    match text {
        "mean" => Some(Statistic::Mean),
        "max" => Some(Statistic::Max),
        _ => {
            let digits = text.strip_prefix('p')?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let percent: f64 = digits.parse().ok().filter(|_| plain)?;
            (percent > 0.0 && percent < 100.0).then_some(Statistic::Quantile(percent / 100.0))
        }
    }
}
