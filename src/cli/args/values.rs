//! Values that several commands take, and how they are read.

use clap::ValueEnum;

use crate::base::Span;
use crate::scenario::values::{self, ValueError};

/// How the summary is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SummaryFormat {
    /// For people
    Text,
    /// For scripts
    Json,
    /// For spreadsheets
    Csv,
}

/// The text becomes part of an override, which diagnostics show as one line.
pub(super) fn parse_one_line(text: &str) -> Result<String, String> {
    if text.is_empty() || text.contains(['\n', '"', '\'', '\\']) {
        return Err("write it in one line, without quotes".to_owned());
    }
    Ok(text.to_owned())
}

/// A text in a language of its own, which is shown as one line where it is wrong.
pub(super) fn parse_one_line_any(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.contains('\n') {
        return Err("write it in one line".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn parse_assignment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("write path.to.key=value".to_owned()),
    }
}

/// What is wrong with a quantity, and how to write it.
pub(super) fn in_words(error: ValueError) -> String {
    format!("{}; {}", error.problem, error.help)
}

/// Seconds.
pub(super) fn parse_duration(text: &str) -> Result<f64, String> {
    let span = values::parse_duration(text).map_err(in_words)?;
    if span > Span::ZERO {
        Ok(span.as_secs_f64())
    } else {
        Err("it lasts no time at all".to_owned())
    }
}
