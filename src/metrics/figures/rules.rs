//! `rules.csv`: one line for each routing rule of a live chat that has any, the default routing last.

use super::Figure::{self, Mean, Ratio};
use super::{column, key};
use crate::metrics::results::Column;
use crate::metrics::results::Unit::{Count, Share};
use crate::metrics::tallies::RuleTally;

pub(in crate::metrics) const KEYS: &[Column] = &[
    key("live_chat", "the live chat's name"),
    key("rule", "its place from the top, or `default`: no rule took the session"),
    key("when", "what a session has to be for the rule to apply"),
    key("action", "what the rule does"),
];

pub(in crate::metrics) const FIGURES: &[Figure<RuleTally>] = &[
    Mean(
        column(
            "routed",
            Count,
            "sessions that the rule took; one whose wait under a rule is over, or that the bot hands off, may be taken by a later rule too",
        ),
        |t| t.routed as f64,
    ),
    Ratio(column("routed_share", Share, "routed / the same of all rules of the live chat"), |t| {
        (t.routed as f64, t.of_all_rules as f64)
    }),
];
