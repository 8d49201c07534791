//! `supervisors.csv`: one line a supervisor. An act: one session read and decided on.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::Column;
use crate::metrics::Unit::{Count, Hours, Seconds, Share};
use crate::metrics::tally::SupervisorTally;

pub(in crate::metrics) const KEYS: &[Column] = &[
    key("supervisor", "the supervisor's name"),
    key("live_chats", "whose common queues are distributed"),
];

pub(in crate::metrics) const FIGURES: &[Figure<SupervisorTally>] = &[
    Mean(column("acts", Count, "acts ended"), |t| t.acts as f64),
    Mean(
        column(
            "handed_on",
            Count,
            "of those, distributed: the session was handed on from the common queue",
        ),
        |t| t.handed_on as f64,
    ),
    Mean(column("moved", Count, "of those, moved from a queue that is watched over"), |t| {
        t.moved as f64
    }),
    Mean(column("withdrawn", Count, "of those, the session was gone before they ended"), |t| {
        t.acts.saturating_sub(t.handed_on + t.moved) as f64
    }),
    Ratio(column("attention_wait", Seconds, "an act due to begun, an act"), |t| {
        (t.attention.seconds(), t.begun as f64)
    }),
    Ratio(column("act_time", Seconds, "time in acts / acts"), |t| {
        (t.busy.seconds(), t.acts as f64)
    }),
    Mean(column("duty_hours", Hours, "on duty by the calendar"), |t| t.working.seconds() / 3600.0),
    Mean(column("online_hours", Hours, "Online"), |t| t.online.seconds() / 3600.0),
    Ratio(column("utilisation", Share, "time in acts / time Online"), |t| {
        (t.busy.seconds(), t.online.seconds())
    }),
];
