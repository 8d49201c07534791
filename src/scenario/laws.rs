//! Laws of a length of time.

use super::csv_file::Tables;
use super::diagnostic::{Diagnostic, Faults};
use super::fields::{Fields, duration_of};
use super::language::{LAW, SAMPLE};
use super::source::Place;
use super::tree::{Node, Value};
use crate::base::Span;
use crate::dist::{Law, LawError};

/// A law under a key; absent and faulty alike are `None`.
pub(super) fn law(fields: &Fields<'_>, key: &str, files: &Tables<'_>) -> Option<Law> {
    law_of(fields, fields.node(key)?, files)
}

/// A law at a node.
pub(super) fn law_of(fields: &Fields<'_>, node: &Node, files: &Tables<'_>) -> Option<Law> {
    if !matches!(node.value, Value::Table(_)) {
        let span = duration_of(node, fields.faults)?;
        return sound(Law::constant(span.as_secs_f64()), &node.at, fields.faults);
    }
    let table = Fields::open(node, &LAW, fields.faults)?;
    let mut found = None;
    for (key, inner) in table.written() {
        found = found.or(match key {
            "mixture" => mixture(&table, files),
            "empirical" => empirical(&table, inner, files),
            "lognormal" | "gamma" | "erlang" | "weibull" | "uniform" => shaped(&table, key),
            "constant" | "exponential" => one_duration(&table, key),
            _ => None,
        });
    }
    found
}

fn sound(law: Result<Law, LawError>, at: &Place, faults: &Faults) -> Option<Law> {
    match law {
        Ok(law) => Some(law),
        Err(error) => {
            faults.error("value", at, error.to_string());
            None
        }
    }
}

fn one_duration(table: &Fields<'_>, key: &str) -> Option<Law> {
    let seconds = table.duration(key)?.as_secs_f64();
    let law = if key == "constant" { Law::constant(seconds) } else { Law::exponential(seconds) };
    sound(law, table.place(key), table.faults)
}

fn shaped(table: &Fields<'_>, key: &str) -> Option<Law> {
    let inner = table.table(key)?;
    let seconds = |key| inner.duration(key).map(Span::as_secs_f64);
    let law = match key {
        "lognormal" | "gamma" => {
            let (mean, cv) = (seconds("mean"), inner.number("cv"));
            if key == "gamma" { Law::gamma(mean?, cv?) } else { Law::lognormal(mean?, cv?) }
        }
        "erlang" => {
            let (mean, phases) = (seconds("mean"), inner.whole("phases"));
            Law::gamma(mean?, 1.0 / (phases? as f64).sqrt())
        }
        "weibull" => {
            let (shape, scale) = (inner.number("shape"), seconds("scale"));
            Law::weibull(shape?, scale?)
        }
        _ => {
            let (low, high) = (seconds("low"), seconds("high"));
            Law::uniform(low?, high?)
        }
    };
    sound(law, inner.at, table.faults)
}

fn empirical(table: &Fields<'_>, node: &Node, files: &Tables<'_>) -> Option<Law> {
    let values = match &node.value {
        Value::List(items) => {
            let spans: Vec<_> = items.iter().map(|item| duration_of(item, table.faults)).collect();
            spans.into_iter().map(|span| span.map(Span::as_secs_f64)).collect::<Option<_>>()?
        }
        _ => {
            let sample = Fields::open(node, &SAMPLE, table.faults)?;
            let (path, column) = (sample.text("csv"), sample.name("column"));
            files.lengths(path?, sample.place("csv"), &column?, table.faults)?
        }
    };
    sound(Law::empirical(values), &node.at, table.faults)
}

fn mixture(table: &Fields<'_>, files: &Tables<'_>) -> Option<Law> {
    let parts: Vec<_> = table
        .tables("mixture")
        .iter()
        .map(|part| (law(part, "law", files), part.number("weight")))
        .collect();
    let read: Option<Vec<_>> =
        parts.into_iter().map(|(law, weight)| Some((law?, weight?))).collect();
    let read = read?;
    if read.is_empty() {
        let message = "a mixture has at least one part";
        let help = "{ mixture = [{ weight = 3, law = \"1m\" }, { weight = 1, law = \"5m\" }] }";
        table.faults.add(Diagnostic::error("value", table.place("mixture"), message).help(help));
        return None;
    }
    sound(Law::mixture(read), table.place("mixture"), table.faults)
}
