//! `desk.csv`: the whole desk, all live chats and all operators together. The letters are those of
//! `live_chats.csv`.

use super::Figure::{self, Mean, Ratio};
use super::{HANDLE_TIME_OF_GROUPS, column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Level, Seconds, Share};
use crate::metrics::tallies::DeskTally;

pub(in crate::metrics) const KEYS: &[Column] = &[key("desk", "the scenario's name")];

pub(in crate::metrics) const FIGURES: &[Figure<DeskTally>] = &[
    Mean(column("offered", Count, "N: sessions that came in the measured window"), |t| {
        t.outcomes.offered as f64
    }),
    Mean(column("answered", Count, "A: taken by an operator at least once"), |t| {
        t.outcomes.answered as f64
    }),
    Mean(column("abandoned", Count, "B: gave up waiting before any answer"), |t| {
        t.outcomes.abandoned as f64
    }),
    Mean(column("refused", Count, "R: not let in"), |t| t.outcomes.refused as f64),
    Ratio(column("service_level", Share, "A_T / (A + B - B_s + O_T)"), |t| {
        t.outcomes.service_level()
    }),
    Ratio(column("abandon_rate", Share, "B / (N - R - C)"), |t| {
        (t.outcomes.abandoned as f64, t.outcomes.admitted() as f64)
    }),
    Ratio(column("refusal_rate", Share, "R / N"), |t| {
        (t.outcomes.refused as f64, t.outcomes.offered as f64)
    }),
    Ratio(
        column("asa", Seconds, "average speed of answer: arrival to first answer, over A"),
        |t| (t.outcomes.wait_answered.seconds(), t.outcomes.answered as f64),
    ),
    Ratio(column("transferred_share", Share, "sessions transferred at least once / A"), |t| {
        (t.transferred_sessions as f64, t.outcomes.answered as f64)
    }),
    Mean(
        column(
            "lost_after_transfer",
            Count,
            "of the answered, those that gave up waiting for the next operator, or were sent away",
        ),
        |t| t.lost_after_transfer as f64,
    ),
    Ratio(column("handle_time", Seconds, HANDLE_TIME_OF_GROUPS), |t| {
        (t.handling.seconds(), t.handled as f64)
    }),
    Ratio(
        column("answer_to_close", Seconds, "first answer to close, waits after transfers included"),
        |t| (t.answer_to_close.seconds(), t.closed as f64),
    ),
    Ratio(column("occupancy", Share, "time with a session or a wrap-up / time Online"), |t| {
        (t.operator_time.busy, t.operator_time.online)
    }),
    Ratio(column("concurrency", Level, "session-time / time with at least one session"), |t| {
        (t.operator_time.sessions, t.operator_time.active)
    }),
    Ratio(column("slot_utilisation", Share, "slot-time used / (limit x time Online)"), |t| {
        (t.operator_time.slots_used, t.operator_time.slots)
    }),
];
