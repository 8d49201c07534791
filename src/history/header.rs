//! `history.toml`: the time zone of a history, and where it comes from.

use toml::de::{DeTable, DeValue};

use super::fault::HistoryFault;
use super::instants::{HistoryZone, Timestamp};

/// The name of the file.
pub const HISTORY_FILE: &str = "history.toml";

/// The form of histories that this program reads and writes.
const FORM: u64 = 1;

/// What `history.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryHeader {
    /// The desk's: weekdays and hours of the day are those of this zone.
    pub zone: HistoryZone,
    /// The profile by which the files were imported, or how else they came about.
    pub profile: String,
    /// Rows of `sessions.csv`.
    pub sessions: u64,
    /// Rows of the files that were imported.
    pub read: u64,
    /// Those of them that gave nothing.
    pub skipped: u64,
    /// The first instant of the data: what came before is not known.
    pub first: Option<Timestamp>,
    /// The last instant of the data.
    pub last: Option<Timestamp>,
}

/// Reads `history.toml`.
///
/// # Errors
/// The first fault of it.
pub fn parse_header(text: &str) -> Result<HistoryHeader, HistoryFault> {
    let fault = |at: usize, problem: String, help: &str| HistoryFault {
        file: HISTORY_FILE.to_owned(),
        line: text[..at.min(text.len())].matches('\n').count() as u64 + 1,
        problem,
        help: help.to_owned(),
    };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        fault(at, error.message().to_owned(), "it is a TOML file")
    })?;
    let table = table.into_inner();
    let at = |key: &str| table.get_key_value(key).map_or(0, |(key, _)| key.span().start);
    let known = ["history", "time_zone", "profile", "sessions", "read", "skipped", "first", "last"];
    if let Some(stranger) = table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
        let problem = format!("there is no key `{}`", stranger.get_ref());
        let help = format!("the keys are {}", known.join(", "));
        return Err(fault(stranger.span().start, problem, &help));
    }
    let value = |key: &str| table.get(key).map(toml::Spanned::get_ref);
    let whole = |value: &DeValue<'_>| -> Option<u64> { value.as_integer()?.as_str().parse().ok() };
    if value("history").and_then(whole) != Some(FORM) {
        let problem = "this is no history of a form that is known".to_owned();
        return Err(fault(at("history"), problem, "write `history = 1`, or import anew"));
    }
    let name = value("time_zone").and_then(DeValue::as_str);
    let zone = name.and_then(HistoryZone::named).ok_or_else(|| {
        let problem = "time_zone is missing, or there is no such zone".to_owned();
        fault(at("time_zone"), problem, "write it as time_zone = \"Europe/Moscow\"")
    })?;
    let count = |key: &str| match value(key) {
        None => Ok(0),
        Some(value) => whole(value)
            .ok_or_else(|| fault(at(key), format!("`{key}` is no count"), "it is a whole number")),
    };
    let instant = |key: &str| match value(key) {
        None => Ok(None),
        Some(value) => {
            let text = value.as_str().ok_or_else(|| format!("`{key}` is no text"));
            let help = "write it as \"2026-10-05T08:00:29+03:00\"";
            let read = text.and_then(|text| zone.parse(text));
            read.map(Some).map_err(|why| fault(at(key), why, help))
        }
    };
    let profile = value("profile").and_then(DeValue::as_str).unwrap_or("").to_owned();
    let (sessions, read, skipped) = (count("sessions")?, count("read")?, count("skipped")?);
    let (first, last) = (instant("first")?, instant("last")?);
    Ok(HistoryHeader { zone, profile, sessions, read, skipped, first, last })
}
