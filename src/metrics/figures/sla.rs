//! `sla.csv`: one line a live chat, service level and standard.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Seconds, Share};
use crate::metrics::tallies::StandardTally;

pub(in crate::metrics) const KEYS: &[Column] = &[
    key("live_chat", "the live chat's name"),
    key("sla", "the service level's name"),
    key("standard", "reaction (to the first reply), response (to each later message) or closing"),
];

/// The line with how many sessions had the level at all.
pub(in crate::metrics) const FIGURES: &[Figure<(u64, StandardTally)>] = &[
    Mean(column("attached", Count, "sessions to which a rule attached the service level"), |t| {
        t.0 as f64
    }),
    Mean(
        column(
            "met",
            Count,
            "times that it was met in time: once a session, response once a message",
        ),
        |t| t.1.met as f64,
    ),
    Mean(column("breached", Count, "times that its time ran out, counted alike"), |t| {
        t.1.breached as f64
    }),
    Ratio(column("breached_share", Share, "breached / (met + breached)"), |t| {
        (t.1.breached as f64, (t.1.met + t.1.breached) as f64)
    }),
    Ratio(
        column(
            "overrun",
            Seconds,
            "working time from running out to being met after all, of those where it was",
        ),
        |t| (t.1.overrun.seconds(), t.1.overruns as f64),
    ),
    Mean(column("reminded", Count, "reminders sent"), |t| t.1.reminded as f64),
    Mean(
        column(
            "escalated",
            Count,
            "times that a session went to another operator or group because of it",
        ),
        |t| t.1.escalated as f64,
    ),
    Mean(
        column(
            "escalations_failed",
            Count,
            "times that one should have, but no operator was Online there",
        ),
        |t| t.1.escalations_failed as f64,
    ),
];
