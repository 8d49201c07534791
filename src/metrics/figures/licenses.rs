//! `licenses.csv`: one line a kind of license. Held: by a user who is Online; of the platform, by
//! a user who is logged in.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Hours, Level, Share};
use crate::metrics::tallies::LicenseTally;

pub(in crate::metrics) const KEYS: &[Column] = &[
    key("license", "named or concurrent; of the platform, platform-named or platform-floating"),
    key("edition", "whose rules hold"),
];

pub(in crate::metrics) const FIGURES: &[Figure<LicenseTally>] = &[
    Ratio(
        column("bought", Count, "licenses of this kind; empty where the edition has none"),
        |t| (t.bought.map_or(0.0, f64::from), f64::from(u8::from(t.bought.is_some()))),
    ),
    Mean(
        column(
            "taken",
            Count,
            "times that a user went Online with one; of the platform, logged in",
        ),
        |t| t.taken as f64,
    ),
    Mean(
        column(
            "refused",
            Count,
            "times that a user could not go Online for lack of one; of the platform, log in",
        ),
        |t| t.refused as f64,
    ),
    Ratio(column("refused_share", Share, "refused / (taken + refused)"), |t| {
        (t.refused as f64, (t.taken + t.refused) as f64)
    }),
    Mean(
        column("denied_hours", Hours, "operators' time on duty, kept from work by the lack of one"),
        |t| t.denied.seconds() / 3600.0,
    ),
    Mean(column("peak", Level, "most held at once, mean over replications"), |t| {
        f64::from(t.held.max())
    }),
    Mean(
        column(
            "billed_peak",
            Level,
            "the highest number that was held, or exceeded, for half an hour in all",
        ),
        LicenseTally::billed_peak,
    ),
    Ratio(column("held", Level, "held, time average"), |t| (t.held.seconds(), t.seconds)),
    Mean(
        column("held_p95", Level, "not exceeded for 95 % of the time, mean over replications"),
        |t| t.quantile(0.95),
    ),
    Ratio(column("at_limit_share", Share, "time with none free / measured time"), |t| {
        (t.at_limit.seconds(), t.seconds)
    }),
    Ratio(
        column(
            "left_open",
            Level,
            "of those held, with no user at work: tabs left open, time average",
        ),
        |t| (t.left_open.seconds(), t.seconds),
    ),
    Mean(column("timed_out", Count, "times that the platform logged a user out"), |t| {
        t.timed_out as f64
    }),
];
