//! Probability distributions of a length of time.

use super::fields::{Fields, duration_at};
use super::file_format::read_format;
use crate::base::Span;
use crate::dist::{Distribution, DistributionError};
use crate::scenario::language::{DISTRIBUTION, SAMPLE};
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::{Node, Value};

/// A distribution under a key; absent and faulty alike are `None`.
pub(in crate::scenario) fn read_distribution(
    fields: &Fields<'_>,
    key: &str,
    files: &CsvFiles<'_>,
) -> Option<Distribution> {
    distribution_at(fields, fields.node(key)?, files)
}

/// A distribution at a node.
pub(in crate::scenario) fn distribution_at(
    fields: &Fields<'_>,
    node: &Node,
    files: &CsvFiles<'_>,
) -> Option<Distribution> {
    if !matches!(node.value, Value::Table(_)) {
        let span = duration_at(node, fields.faults)?;
        return checked(Distribution::constant(span.as_secs_f64()), &node.at, fields.faults);
    }
    let table = Fields::open(node, &DISTRIBUTION, fields.faults)?;
    let mut found = None;
    for (key, inner) in table.written_entries() {
        found = found.or(match key {
            "mixture" => read_mixture(&table, files),
            "empirical" => read_empirical(&table, inner, files),
            "lognormal" | "gamma" | "erlang" | "weibull" | "uniform" => read_shaped(&table, key),
            "constant" | "exponential" => read_constant_or_exponential(&table, key),
            _ => None,
        });
    }
    found
}

fn checked(
    distribution: Result<Distribution, DistributionError>,
    at: &SourceSpan,
    faults: &Faults,
) -> Option<Distribution> {
    match distribution {
        Ok(distribution) => Some(distribution),
        Err(error) => {
            faults.error("bad-distribution", at, error.to_string());
            None
        }
    }
}

fn read_constant_or_exponential(table: &Fields<'_>, key: &str) -> Option<Distribution> {
    let seconds = table.duration(key)?.as_secs_f64();
    let distribution = if key == "constant" {
        Distribution::constant(seconds)
    } else {
        Distribution::exponential(seconds)
    };
    checked(distribution, table.span(key), table.faults)
}

fn read_shaped(table: &Fields<'_>, key: &str) -> Option<Distribution> {
    let inner = table.table(key)?;
    let seconds = |key| inner.duration(key).map(Span::as_secs_f64);
    let distribution = match key {
        "lognormal" | "gamma" => {
            let (mean, cv) = (seconds("mean"), inner.number("cv"));
            if key == "gamma" {
                Distribution::gamma(mean?, cv?)
            } else {
                Distribution::lognormal(mean?, cv?)
            }
        }
        "erlang" => {
            let (mean, phases) = (seconds("mean"), inner.integer("phases"));
            Distribution::gamma(mean?, 1.0 / (phases? as f64).sqrt())
        }
        "weibull" => {
            let (shape, scale) = (inner.number("shape"), seconds("scale"));
            Distribution::weibull(shape?, scale?)
        }
        _ => {
            let (low, high) = (seconds("low"), seconds("high"));
            Distribution::uniform(low?, high?)
        }
    };
    checked(distribution, inner.at, table.faults)
}

fn read_empirical(table: &Fields<'_>, node: &Node, files: &CsvFiles<'_>) -> Option<Distribution> {
    let values = match &node.value {
        Value::List(items) => {
            let spans: Vec<_> = items.iter().map(|item| duration_at(item, table.faults)).collect();
            spans.into_iter().map(|span| span.map(Span::as_secs_f64)).collect::<Option<_>>()?
        }
        _ => {
            let sample = Fields::open(node, &SAMPLE, table.faults)?;
            let (path, column) = (sample.text("csv"), sample.name("column"));
            let format = read_format(&sample);
            files.read_durations(path?, sample.span("csv"), &column?, &format, table.faults)?
        }
    };
    checked(Distribution::empirical(values), &node.at, table.faults)
}

fn read_mixture(table: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Distribution> {
    let parts: Vec<_> = table
        .tables("mixture")
        .iter()
        .map(|part| (read_distribution(part, "distribution", files), part.number("weight")))
        .collect();
    let read: Option<Vec<_>> =
        parts.into_iter().map(|(distribution, weight)| Some((distribution?, weight?))).collect();
    let read = read?;
    if read.is_empty() {
        let message = "a mixture has at least one part";
        let help = "{ mixture = [{ weight = 3, distribution = \"1m\" }, { weight = 1, distribution = \"5m\" }] }";
        table.faults.add(Diagnostic::error("empty", table.span("mixture"), message).help(help));
        return None;
    }
    checked(Distribution::mixture(read), table.span("mixture"), table.faults)
}
