//! `[run]` and `[edition]`.

use std::ops::Deref;

use super::fields::Fields;
use super::intervals::table::{clock_of, weekday};
use super::platform::{self, PlatformDraft};
use super::statistics;
use crate::base::{DAY, HOUR, Span};
use crate::plan::{Edition, LicenseRetry, Run, Statistics};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::Value;
use crate::scenario::text::values;
use crate::scenario::text::written_name::WrittenName;
use crate::table::times::certain_date_time;
use crate::table::{Date, date_of, day_number};

/// The run, as far as calendars and arrivals must know it.
#[derive(Debug)]
pub(in crate::scenario) struct RunSettings {
    pub(in crate::scenario) run: Run,
    /// The Monday of the week in which it begins, if its date is stated.
    pub(in crate::scenario) monday: Option<Date>,
}

impl Deref for RunSettings {
    type Target = Run;

    fn deref(&self) -> &Run {
        &self.run
    }
}

/// What was bought, as the scenario states it.
#[derive(Debug)]
pub(in crate::scenario) struct EditionSettings {
    /// `None`: a word was written that names no edition, so that no edition's rules are checked.
    pub(in crate::scenario) edition: Option<Edition>,
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) named: Option<(u32, SourceSpan)>,
    pub(in crate::scenario) concurrent: Option<(u32, SourceSpan)>,
    pub(in crate::scenario) holders: Option<Vec<WrittenName>>,
    pub(in crate::scenario) retry: LicenseRetry,
    /// `enableLinesSLA` (rule E-10).
    pub(in crate::scenario) sla: bool,
    pub(in crate::scenario) expires: Option<(Span, SourceSpan)>,
    pub(in crate::scenario) max_users_online: Option<u32>,
    pub(in crate::scenario) platform: Option<PlatformDraft>,
}

pub(in crate::scenario) const MAX_HORIZON: Span = Span(3_653 * DAY.0);
pub(in crate::scenario) const MAX_INTERVALS: u64 = 20_000;

/// Reads `[run]`; an absent one holds the defaults.
pub(in crate::scenario) fn read_run(fields: &Fields<'_>) -> RunSettings {
    let (warm_up_by, warm_up) = statistics::read_warm_up(fields);
    let batches = statistics::read_batches(fields);
    let (week_offset, monday) = read_starts(fields).unwrap_or_default();
    let mut run = Run {
        week_offset,
        first_monday: monday.map(day_number),
        horizon: fields.duration_or_default("horizon"),
        warm_up,
        interval: fields.duration_or_default("interval"),
        seed: fields.integer_or_default("seed"),
        replications: match batches {
            Some(_) => 1,
            None => u32::try_from(fields.integer_or_default("replications")).unwrap_or(u32::MAX),
        },
        at_horizon: fields.word("at_horizon"),
        answer_within: fields.duration_or_default("answer_within"),
        short_abandon: fields.duration_or_default("short_abandon"),
        forecasts: fields.says("forecasts", "all"),
        max_transfers: u32::try_from(fields.integer_or_default("max_transfers"))
            .unwrap_or(u32::MAX),
        // How precise is known when the live chats are.
        statistics: Statistics {
            warm_up: warm_up_by,
            precision: None,
            batches,
            late_visits: None,
            max_replications: fields
                .integer("max_replications")
                .and_then(|number| u32::try_from(number).ok()),
        },
    };
    check_run(fields, &mut run);
    RunSettings { run, monday }
}

/// When the run begins: since the Monday before it, and that Monday, if a date is stated.
fn read_starts(fields: &Fields<'_>) -> Option<(Span, Option<Date>)> {
    let node = fields.node("starts");
    let text = match node.map(|node| &node.value) {
        Some(Value::DateTime(text) | Value::Text(text)) => text.as_str(),
        _ => return Some((fields.week_time("starts")?, None)),
    };
    let Some(at) = certain_date_time(text) else {
        return Some((fields.week_time("starts")?, None));
    };
    let day = day_number(at.date());
    let weekday = weekday(day) as i64;
    let monday = date_of(day - weekday)?;
    Some((Span(weekday as u64 * DAY.0) + clock_of(at), Some(monday)))
}

/// Refuses what does not fit, and leaves something that the rest can be read with.
fn check_run(fields: &Fields<'_>, run: &mut Run) {
    let refuse = |key: &str, message: String, help: &str| {
        fields.faults.add(Diagnostic::error("out-of-range", fields.span(key), message).help(help));
    };
    if run.horizon == Span::ZERO || run.horizon > MAX_HORIZON {
        let message = format!("a horizon of {} cannot be run", run.horizon);
        refuse("horizon", message, "it lasts more than nothing and at most ten years");
        run.horizon = DAY;
        run.warm_up = Span::ZERO;
    }
    if let Some(most) = run.statistics.max_replications
        && most < run.replications
    {
        let message = format!("{most} are fewer than the {} replications", run.replications);
        let help =
            "make it at least as many; `--budget` sets it, and `--replications` the other number";
        fields.faults.add(
            Diagnostic::error("conflict", fields.span("max_replications"), message).help(help),
        );
    }
    if run.warm_up >= run.horizon {
        let message =
            format!("a warm-up of {} leaves nothing of {} to measure", run.warm_up, run.horizon);
        refuse("warm_up", message, "make it shorter than the horizon");
    }
    if run.interval == Span::ZERO || run.horizon.0.div_ceil(run.interval.0) > MAX_INTERVALS {
        let message = format!("intervals of {} divide the horizon into too many", run.interval);
        refuse("interval", message, "at most 20,000 intervals fit into the horizon");
    }
}

/// Reads `[edition]`.
pub(in crate::scenario) fn read_edition(fields: &Fields<'_>) -> EditionSettings {
    let whole = |key| {
        let number = fields.integer(key).and_then(|number| u32::try_from(number).ok());
        number.map(|number| (number, fields.span(key).clone()))
    };
    EditionSettings {
        edition: fields.word_if_sound("name"),
        at: fields.span("name").clone(),
        named: whole("named_licenses"),
        concurrent: whole("concurrent_licenses"),
        holders: fields.names("named_holders"),
        retry: read_retry(fields),
        sla: fields.says("enable_lines_sla", "on"),
        expires: fields.duration("expires").map(|span| (span, fields.span("expires").clone())),
        max_users_online: whole("users_at_once").map(|(users, _)| users),
        platform: fields
            .table("platform")
            .and_then(|table| platform::read_platform(&table, fields.span("platform"))),
    }
}

fn read_retry(fields: &Fields<'_>) -> LicenseRetry {
    let otherwise = LicenseRetry::Every(Span(300_000_000));
    match fields.text("retry") {
        None => otherwise,
        Some("none") => LicenseRetry::No,
        Some("in-line") => LicenseRetry::WaitInQueue,
        Some(text) => {
            if let Some(retry) = parse_timed_retry(text) {
                return retry;
            }
            let message = "this is no way to try again";
            let help =
                "write \"none\", \"in-line\", \"every 5m\", \"backoff 1m to 1h\" or \"random 5m\"";
            let place = fields.span("retry");
            fields.faults.add(Diagnostic::error("unknown-word", place, message).help(help));
            otherwise
        }
    }
}

/// `every 5m`, `backoff 1m`, `backoff 1m to 30m`, `random 5m`.
fn parse_timed_retry(text: &str) -> Option<LicenseRetry> {
    let span = |text| values::parse_duration(text).ok().filter(|span| *span > Span::ZERO);
    match text.split_once(' ')? {
        ("every", pause) => span(pause).map(LicenseRetry::Every),
        ("random", mean) => span(mean).map(LicenseRetry::Random),
        ("backoff", bounds) => {
            let (first, most) = match bounds.split_once(" to ") {
                Some((first, most)) => (span(first)?, span(most)?),
                None => (span(bounds)?, span(bounds)?.max(HOUR)),
            };
            (first <= most).then_some(LicenseRetry::Backoff(first, most))
        }
        _ => None,
    }
}
