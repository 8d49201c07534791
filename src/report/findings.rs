//! What a run found out about its own statistics, as text and for `manifest.json`.

use serde_json::{Value, json};

use super::json::exact_number;
use super::page::sanitized;
use crate::metrics::BatchCheck;
use crate::plan::AtHorizon;
use crate::study::{AchievedPrecision, Findings, FoundWarmUp, HandedRound, UnansweredAtEnd};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingNote {
    /// One line of text.
    pub text: String,
    /// Whether nothing that the scenario asks for is in doubt.
    pub is_met: bool,
}

/// The findings, a line each; none if the scenario asks for none.
pub fn finding_notes(findings: &Findings) -> Vec<FindingNote> {
    let warm_up = findings.warm_up.map(|found| warm_up_note(&found));
    let precision = findings.precision.as_ref().map(precision_note);
    let batches = findings.batches.map(|check| batches_note(&check));
    let unanswered = findings.unanswered.map(|found| unanswered_note(&found));
    let handed_round = findings.handed_round.map(|found| handed_round_note(&found));
    let own = warm_up.into_iter().chain(precision).chain(batches);
    own.chain(unanswered).chain(handed_round).collect()
}

fn warm_up_note(found: &FoundWarmUp) -> FindingNote {
    let FoundWarmUp { warm_up, pilot, too_short } = *found;
    let text = if too_short {
        format!(
            "warm-up: MSER-5 finds no steady state in the first half of the run, of which {warm_up} \
             are left out; the run is too short, or its load follows the day"
        )
    } else {
        format!("warm-up: {warm_up}, found by MSER-5 in {pilot} replications of a pilot")
    };
    FindingNote { text, is_met: !too_short }
}

fn precision_note(figure: &AchievedPrecision) -> FindingNote {
    let AchievedPrecision { aim, live_chat, half_width, is_reached, replications } = figure;
    let percent = |part: f64| format!("{:.2} %", part * 100.0);
    let of = live_chat.as_ref().map_or(String::new(), |name| format!(" of {}", sanitized(name)));
    let figure = format!("{}{of}", aim.figure);
    let wanted = percent(aim.half_width);
    let text = if *is_reached {
        let is = percent(*half_width);
        format!("precision: {figure} ± {is} after {replications} replications, wanted {wanted}")
    } else if half_width.is_finite() {
        let is = percent(*half_width);
        format!(
            "precision: not reached: {figure} ± {is} after {replications} replications, wanted \
             {wanted}; raise max_replications or the horizon"
        )
    } else {
        format!(
            "precision: not reached: {figure} has no interval after {replications} replications, \
             wanted {wanted}"
        )
    };
    FindingNote { text, is_met: *is_reached }
}

fn batches_note(check: &BatchCheck) -> FindingNote {
    let BatchCheck { batches, autocorrelation, bound } = *check;
    let is_met = !check.is_correlated();
    let text = if is_met {
        format!("batches: intervals come from {batches} parts of one run")
    } else {
        format!(
            "batches: neighbours among the {batches} resemble each other (correlation \
             {autocorrelation:.2}, above {bound:.2}): intervals are too narrow; take a longer run or \
             fewer batches"
        )
    };
    FindingNote { text, is_met }
}

fn unanswered_note(found: &UnansweredAtEnd) -> FindingNote {
    let UnansweredAtEnd { open, offered, at_horizon } = *found;
    let share = 100.0 * open / offered;
    let text = match at_horizon {
        AtHorizon::Cut => format!(
            "open: {share:.1} % of the sessions had no answer when the run ended: means and percentiles of waits \
             are those of the others, who waited less; raise the horizon, or set at_horizon = \"drain\""
        ),
        AtHorizon::Drain => format!(
            "open: {open:.1} sessions ({share:.2} %) had no answer when the drain came to its bound, four weeks or \
             twice the messages of the run before it: means and percentiles of waits are those of the others, who \
             waited less; more operators, or clients who give up (`patience`), let a drain end"
        ),
    };
    FindingNote { text, is_met: false }
}

fn handed_round_note(found: &HandedRound) -> FindingNote {
    let HandedRound { reassignments, offered } = *found;
    let text = format!(
        "reassigned: sessions were taken off operators' hands {:.0} times each, on average: they go round, \
         and little is done for them; allow more time (`no_reply`), fewer at once (`limit`), or let clients \
         give up (`patience`)",
        reassignments / offered
    );
    FindingNote { text, is_met: false }
}

/// The findings for scripts: the key of each and its value.
pub(super) fn json_values(findings: &Findings) -> Vec<(&'static str, Value)> {
    let warm_up = findings.warm_up.map(|found| {
        let value = json!({
            "by": "mser-5",
            "seconds": exact_number(found.warm_up.as_secs_f64()),
            "pilot_replications": found.pilot,
            "too_short": found.too_short,
        });
        ("warm_up", value)
    });
    let precision = findings.precision.as_ref().map(|figure| {
        let value = json!({
            "of": figure.aim.figure,
            "live_chat": figure.live_chat,
            "wanted": exact_number(figure.aim.half_width),
            "is": exact_number(figure.half_width),
            "reached": figure.is_reached,
            "max_replications": figure.aim.max_replications,
        });
        ("precision", value)
    });
    let batches = findings.batches.map(|check| {
        let value = json!({
            "number": check.batches,
            "autocorrelation": exact_number(check.autocorrelation),
            "bound": exact_number(check.bound),
            "correlated": check.is_correlated(),
        });
        ("batches", value)
    });
    let unanswered = findings.unanswered.map(|found| {
        let value = json!({
            "open": exact_number(found.open),
            "offered": exact_number(found.offered),
            "after_drain": found.at_horizon == AtHorizon::Drain,
        });
        ("unanswered_at_end", value)
    });
    let handed_round = findings.handed_round.map(|found| {
        let value = json!({
            "reassignments": exact_number(found.reassignments),
            "offered": exact_number(found.offered),
        });
        ("handed_round", value)
    });
    let own = warm_up.into_iter().chain(precision).chain(batches);
    own.chain(unanswered).chain(handed_round).collect()
}
