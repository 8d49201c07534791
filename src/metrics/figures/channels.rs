//! `channels.csv`: one line for each channel of a live chat. The letters are those of
//! `live_chats.csv`.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Seconds, Share};
use crate::metrics::tallies::Outcomes;

pub(in crate::metrics) const KEYS: &[Column] =
    &[key("live_chat", "the live chat's name"), key("channel", "through what its clients write")];

pub(in crate::metrics) const FIGURES: &[Figure<Outcomes>] = &[
    Mean(column("offered", Count, "N: sessions that came in the measured window"), |o| {
        o.offered as f64
    }),
    Mean(column("answered", Count, "A: taken by an operator at least once"), |o| o.answered as f64),
    Mean(column("abandoned", Count, "B: gave up waiting before any answer"), |o| {
        o.abandoned as f64
    }),
    Mean(column("flowed_out", Count, "F: sent away before any answer"), |o| o.flowed_out as f64),
    Mean(column("refused", Count, "R: not let in"), |o| o.refused as f64),
    Mean(column("contained", Count, "C: closed by the bot without an operator"), |o| {
        o.contained as f64
    }),
    Mean(
        column("open", Count, "N - A - B - F - R - C: without an answer when the run ended"),
        |o| o.unresolved() as f64,
    ),
    Ratio(column("service_level", Share, "A_T / (A + B - B_s + O_T)"), Outcomes::service_level),
    Ratio(column("abandon_rate", Share, "B / (N - R - C)"), |o| {
        (o.abandoned as f64, o.admitted() as f64)
    }),
    Ratio(column("asa", Seconds, "arrival to first answer, over A"), |o| {
        (o.wait_answered.seconds(), o.answered as f64)
    }),
    Ratio(column("wait", Seconds, "arrival to first answer or giving up, over A + B"), |o| {
        let waited = o.wait_answered.seconds() + o.wait_abandoned.seconds();
        (waited, (o.answered + o.abandoned) as f64)
    }),
];
