//! What a run found out about itself, for people and for `manifest.json`.

use serde_json::{Value, json};

use super::json::exact;
use super::page::shown;
use crate::metrics::BatchCheck;
use crate::study::{Findings, FoundWarmUp, Reached};

/// One thing that a run found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// One line for people.
    pub text: String,
    /// Nothing that was asked for is in doubt.
    pub sound: bool,
}

/// What was found out, a line each; nothing where the run was not asked to find anything out.
pub fn doubts(findings: &Findings) -> Vec<Doubt> {
    let warm_up = findings.warm_up.map(|found| warm_up(&found));
    let precision = findings.precision.as_ref().map(precision);
    let batches = findings.batches.map(|check| batches(&check));
    warm_up.into_iter().chain(precision).chain(batches).collect()
}

fn warm_up(found: &FoundWarmUp) -> Doubt {
    let FoundWarmUp { warm_up, pilot, too_short } = *found;
    let text = if too_short {
        format!(
            "warm-up: MSER-5 finds no steady state in the first half of the run, of which {warm_up} \
             are left out; the run is too short, or its load follows the day"
        )
    } else {
        format!("warm-up: {warm_up}, found by MSER-5 in {pilot} replications of a pilot")
    };
    Doubt { text, sound: !too_short }
}

fn precision(figure: &Reached) -> Doubt {
    let Reached { aim, live_chat, half_width, reached, replications } = figure;
    let percent = |part: f64| format!("{:.2} %", part * 100.0);
    let of = live_chat.as_ref().map_or(String::new(), |name| format!(" of {}", shown(name)));
    let figure = format!("{}{of}", aim.of);
    let wanted = percent(aim.aim);
    let text = if *reached {
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
    Doubt { text, sound: *reached }
}

fn batches(check: &BatchCheck) -> Doubt {
    let BatchCheck { batches, autocorrelation, bound } = *check;
    let sound = !check.correlated();
    let text = if sound {
        format!("batches: intervals come from {batches} parts of one run")
    } else {
        format!(
            "batches: neighbours among the {batches} resemble each other (correlation \
             {autocorrelation:.2}, above {bound:.2}): intervals are too narrow; take a longer run or \
             fewer batches"
        )
    };
    Doubt { text, sound }
}

/// The same for scripts: under which name, and what.
pub(super) fn values(findings: &Findings) -> Vec<(&'static str, Value)> {
    let warm_up = findings.warm_up.map(|found| {
        let value = json!({
            "by": "mser-5",
            "seconds": exact(found.warm_up.as_secs_f64()),
            "pilot_replications": found.pilot,
            "too_short": found.too_short,
        });
        ("warm_up", value)
    });
    let precision = findings.precision.as_ref().map(|figure| {
        let value = json!({
            "of": figure.aim.of,
            "live_chat": figure.live_chat,
            "wanted": exact(figure.aim.aim),
            "is": exact(figure.half_width),
            "reached": figure.reached,
            "max_replications": figure.aim.most,
        });
        ("precision", value)
    });
    let batches = findings.batches.map(|check| {
        let value = json!({
            "number": check.batches,
            "autocorrelation": exact(check.autocorrelation),
            "bound": exact(check.bound),
            "correlated": check.correlated(),
        });
        ("batches", value)
    });
    warm_up.into_iter().chain(precision).chain(batches).collect()
}
