//! `intervals.csv`: one line a live chat and interval. A session counts in the interval in which
//! it came, whenever it is answered; levels are averages over the interval itself.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Level, Seconds, Share};
use crate::metrics::tallies::Outcomes;

pub(in crate::metrics) const KEYS: &[Column] = &[
    key("live_chat", "the live chat's name"),
    key("starts", "the interval's start, seconds since the run began"),
    key("at", "the same as day of the week and time"),
    key("date", "the same as date and time"),
];

/// One live chat in one interval.
pub(in crate::metrics) struct IntervalTally {
    pub(in crate::metrics) outcomes: Outcomes,
    /// Integrals over the measured part of the interval: waiting, serving, online.
    pub(in crate::metrics) integrals: [f64; 3],
    /// How much of the interval was measured, in seconds.
    pub(in crate::metrics) seconds: f64,
}

pub(in crate::metrics) const FIGURES: &[Figure<IntervalTally>] = &[
    Mean(column("offered", Count, "N: sessions that came in the interval"), |t| {
        t.outcomes.offered as f64
    }),
    Mean(column("answered", Count, "A: of those, answered, whenever that was"), |t| {
        t.outcomes.answered as f64
    }),
    Mean(column("abandoned", Count, "B: of those, gave up before any answer"), |t| {
        t.outcomes.abandoned as f64
    }),
    Mean(column("flowed_out", Count, "F: of those, sent away before any answer"), |t| {
        t.outcomes.flowed_out as f64
    }),
    Mean(column("refused", Count, "R: of those, not let in"), |t| t.outcomes.refused as f64),
    Mean(column("open", Count, "N - A - B - F - R: without an answer when the run ended"), |t| {
        t.outcomes.unresolved() as f64
    }),
    Ratio(column("service_level", Share, "A_T / (A + B - B_s + O_T)"), |t| {
        t.outcomes.service_level()
    }),
    Ratio(column("abandon_rate", Share, "B / (N - R)"), |t| {
        (t.outcomes.abandoned as f64, t.outcomes.admitted() as f64)
    }),
    Ratio(
        column(
            "waited_share",
            Share,
            "answered, abandoned or sent away after a wait longer than nothing, of N - R",
        ),
        |t| (t.outcomes.waited as f64, t.outcomes.admitted() as f64),
    ),
    Ratio(column("asa", Seconds, "arrival to first answer, over A"), |t| {
        (t.outcomes.wait_answered.seconds(), t.outcomes.answered as f64)
    }),
    Ratio(column("wait", Seconds, "arrival to first answer or giving up, over A + B"), |t| {
        let o = &t.outcomes;
        let waited = o.wait_answered.seconds() + o.wait_abandoned.seconds();
        (waited, (o.answered + o.abandoned) as f64)
    }),
    Ratio(column("waiting", Level, "sessions waiting, time average"), |t| {
        (t.integrals[0], t.seconds)
    }),
    Ratio(column("serving", Level, "sessions with an operator, time average"), |t| {
        (t.integrals[1], t.seconds)
    }),
    Ratio(
        column(
            "online",
            Level,
            "operators Online, who end sessions after shifts too, time average",
        ),
        |t| (t.integrals[2], t.seconds),
    ),
];
