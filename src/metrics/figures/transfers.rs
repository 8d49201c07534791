//! `transfers.csv`: one line a pair of who switched and to whom, for each that the topics allow.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Seconds, Share};
use crate::metrics::tallies::TransferTally;

pub(in crate::metrics) const KEYS: &[Column] = &[
    key("from", "the group on whose behalf the session was answered"),
    key("to", "the group or operator that it was transferred to"),
];

pub(in crate::metrics) const FIGURES: &[Figure<TransferTally>] = &[
    Mean(column("transferred", Count, "sessions transferred"), |t| t.transferred as f64),
    Mean(column("answered", Count, "of those, taken there"), |t| t.taken as f64),
    Mean(column("abandoned", Count, "of those, the client gave up waiting there"), |t| {
        t.abandoned as f64
    }),
    Mean(
        column(
            "declined",
            Count,
            "times that an operator who was offered a session did not accept it",
        ),
        |t| t.declined as f64,
    ),
    Mean(
        column("failed", Count, "times that neither this target nor any after it took a session"),
        |t| t.failed as f64,
    ),
    Ratio(column("abandon_rate", Share, "abandoned / (answered + abandoned)"), |t| {
        (t.abandoned as f64, (t.taken + t.abandoned) as f64)
    }),
    Ratio(column("wait", Seconds, "transfer to answer or giving up, a transfer"), |t| {
        (t.wait.seconds(), (t.taken + t.abandoned) as f64)
    }),
];
