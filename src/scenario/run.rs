//! `[run]` and `[edition]`.

use super::diagnostic::Diagnostic;
use super::fields::{Fields, Word};
use super::platform::{self, Terms};
use super::source::Place;
use super::statistics;
use super::values;
use crate::base::{DAY, HOUR, Span};
use crate::plan::{AtHorizon, Edition, Retry, Run, Statistics};

/// The run, as far as calendars and arrivals must know it.
pub(super) type RunSettings = Run;

/// What was bought, as the scenario states it.
#[derive(Debug)]
pub(super) struct Bought {
    /// `None`: a word was written that names no edition, so that no edition's rules are checked.
    pub(super) edition: Option<Edition>,
    pub(super) at: Place,
    pub(super) named: Option<(u32, Place)>,
    pub(super) concurrent: Option<(u32, Place)>,
    pub(super) holders: Option<Vec<Word>>,
    pub(super) retry: Retry,
    /// `enableLinesSLA` (rule E-10).
    pub(super) sla: bool,
    pub(super) expires: Option<(Span, Place)>,
    pub(super) users_at_once: Option<u32>,
    pub(super) platform: Option<Terms>,
}

const LONGEST_RUN: Span = Span(3_653 * DAY.0);
const MOST_INTERVALS: u64 = 20_000;

/// Reads `[run]`; an absent one holds the defaults.
pub(super) fn run(fields: &Fields<'_>) -> Run {
    let (warm_up_by, warm_up) = statistics::warm_up(fields);
    let batches = statistics::batches(fields);
    let mut run = Run {
        starts: fields.week_time("starts").unwrap_or_default(),
        horizon: fields.duration_or_default("horizon"),
        warm_up,
        interval: fields.duration_or_default("interval"),
        seed: fields.whole_or_default("seed"),
        replications: match batches {
            Some(_) => 1,
            None => u32::try_from(fields.whole_or_default("replications")).unwrap_or(u32::MAX),
        },
        at_horizon: match fields.word("at_horizon") {
            "drain" => AtHorizon::Drain,
            _ => AtHorizon::Cut,
        },
        answer_within: fields.duration_or_default("answer_within"),
        short_abandon: fields.duration_or_default("short_abandon"),
        forecasts: fields.word("forecasts") == "all",
        max_switches: u32::try_from(fields.whole_or_default("max_switches")).unwrap_or(u32::MAX),
        // How precise is known when the live chats are.
        statistics: Statistics { warm_up: warm_up_by, precision: None, batches },
    };
    check(fields, &mut run);
    run
}

/// Refuses what does not fit, and leaves something that the rest can be read with.
fn check(fields: &Fields<'_>, run: &mut Run) {
    let refuse = |key: &str, message: String, help: &str| {
        fields.faults.add(Diagnostic::error("value", fields.place(key), message).help(help));
    };
    if run.horizon == Span::ZERO || run.horizon > LONGEST_RUN {
        let message = format!("a horizon of {} cannot be run", run.horizon);
        refuse("horizon", message, "it lasts more than nothing and at most ten years");
        run.horizon = DAY;
        run.warm_up = Span::ZERO;
    }
    if run.warm_up >= run.horizon {
        let message =
            format!("a warm-up of {} leaves nothing of {} to measure", run.warm_up, run.horizon);
        refuse("warm_up", message, "make it shorter than the horizon");
    }
    if run.interval == Span::ZERO || run.horizon.0.div_ceil(run.interval.0) > MOST_INTERVALS {
        let message = format!("intervals of {} divide the horizon into too many", run.interval);
        refuse("interval", message, "at most 20,000 intervals fit into the horizon");
    }
}

/// Reads `[edition]`.
pub(super) fn edition(fields: &Fields<'_>) -> Bought {
    let whole = |key| {
        let number = fields.whole(key).and_then(|number| u32::try_from(number).ok());
        number.map(|number| (number, fields.place(key).clone()))
    };
    Bought {
        edition: match fields.word_or("name", "unknown") {
            "free" => Some(Edition::Free),
            "chatdesk" => Some(Edition::Chatdesk),
            "service-2024" => Some(Edition::Service2024),
            "service-2025" => Some(Edition::Service2025),
            _ => None,
        },
        at: fields.place("name").clone(),
        named: whole("named_licenses"),
        concurrent: whole("concurrent_licenses"),
        holders: fields.names("named_holders"),
        retry: retry(fields),
        sla: fields.word("enable_lines_sla") == "on",
        expires: fields.duration("expires").map(|span| (span, fields.place("expires").clone())),
        users_at_once: whole("users_at_once").map(|(users, _)| users),
        platform: fields
            .table("platform")
            .and_then(|table| platform::terms(&table, fields.place("platform"))),
    }
}

fn retry(fields: &Fields<'_>) -> Retry {
    let otherwise = Retry::Every(Span(300_000_000));
    match fields.text("retry") {
        None => otherwise,
        Some("none") => Retry::No,
        Some("in-line") => Retry::InLine,
        Some(text) => {
            if let Some(retry) = timed_retry(text) {
                return retry;
            }
            let message = "this is no way to try again";
            let help =
                "write \"none\", \"in-line\", \"every 5m\", \"backoff 1m to 1h\" or \"random 5m\"";
            let place = fields.place("retry");
            fields.faults.add(Diagnostic::error("unknown-word", place, message).help(help));
            otherwise
        }
    }
}

/// `every 5m`, `backoff 1m`, `backoff 1m to 30m`, `random 5m`.
fn timed_retry(text: &str) -> Option<Retry> {
    let span = |text| values::duration(text).ok().filter(|span| *span > Span::ZERO);
    match text.split_once(' ')? {
        ("every", pause) => span(pause).map(Retry::Every),
        ("random", mean) => span(mean).map(Retry::Random),
        ("backoff", bounds) => {
            let (first, most) = match bounds.split_once(" to ") {
                Some((first, most)) => (span(first)?, span(most)?),
                None => (span(bounds)?, span(bounds)?.max(HOUR)),
            };
            (first <= most).then_some(Retry::Backoff(first, most))
        }
        _ => None,
    }
}
