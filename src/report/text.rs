//! The summary for people: a planner's page on a terminal.

use std::fmt::Write as _;

use super::Manifest;
use crate::metrics::{Column, Estimate, Sheet, Unit};

/// Whether a text may carry ANSI colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Characters only.
    Plain,
    /// With ANSI escape sequences.
    Ansi,
}

impl Ink {
    fn heading(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\u{1b}[1m{text}\u{1b}[0m"),
        }
    }
}

/// What was run, then each sheet: a block for each of its lines, a line for each measure. Measures
/// that are undefined everywhere are left out.
pub fn text(manifest: &Manifest<'_>, sheets: &[&Sheet], ink: Ink) -> String {
    let mut text = String::new();
    let replications = match (manifest.finished, manifest.asked) {
        (1, 1) => "1 replication".to_owned(),
        (finished, asked) if finished == asked => format!("{asked} replications"),
        (finished, asked) => format!("{finished} of {asked} replications: partial, interrupted"),
    };
    let heading = ink.heading(&shown(manifest.scenario));
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "{heading}: {replications}, seed {}", manifest.seed);
    if manifest.finished > 1 {
        text.push_str("± is half the width of the 95 % confidence interval of a mean\n");
    }
    for sheet in sheets {
        blocks(&mut text, sheet, ink);
    }
    text
}

fn blocks(text: &mut String, sheet: &Sheet, ink: Ink) {
    let defined = |place: usize| sheet.rows.iter().any(|row| row.values[place].value.is_finite());
    let places: Vec<usize> = (0..sheet.measures.len()).filter(|place| defined(*place)).collect();
    let name_width = places.iter().map(|p| sheet.measures[*p].name.len()).max().unwrap_or(0);
    for row in &sheet.rows {
        let keys: Vec<String> = sheet
            .keys
            .iter()
            .zip(&row.keys)
            .map(|(k, key)| format!("{} {}", k.name, shown(key)))
            .collect();
        let _ = write!(text, "\n{}\n", ink.heading(&keys.join(", ")));
        for place in &places {
            let column = &sheet.measures[*place];
            let line = figure(column, row.values[*place]);
            let _ = write!(text, "  {:name_width$}  {line}", column.name);
            if column.name.starts_with("service_level") {
                let _ = write!(text, "  = {}", column.definition);
            }
            // What pads a short figure is not wanted at the end of a line.
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        }
    }
}

/// Value, interval and unit in columns of their own.
fn figure(column: &Column, Estimate { value, half_width }: Estimate) -> String {
    let (scale, unit) = match column.unit {
        Some(Unit::Share) => (100.0, "%"),
        Some(Unit::Seconds) => (1.0, "s"),
        Some(Unit::Hours) => (1.0, "h"),
        Some(Unit::PerHour) => (1.0, "/h"),
        Some(Unit::Count | Unit::Level) | None => (1.0, ""),
    };
    if !value.is_finite() {
        return "-".to_owned();
    }
    let value = rounded(value * scale);
    let around = if half_width.is_finite() {
        format!("± {}", rounded(half_width * scale))
    } else {
        String::new()
    };
    format!("{value:>10} {around:<10} {unit:<2}")
}

/// One decimal, two below ten, three below one: as much as anybody reads; whole numbers stay so.
fn rounded(value: f64) -> String {
    let decimals = match value.abs() {
        _ if value.fract() == 0.0 => 0,
        size if size < 1.0 => 3,
        size if size < 10.0 => 2,
        _ => 1,
    };
    format!("{value:.decimals$}")
}

/// A name as a terminal may show it: control characters could move the cursor or change colors.
pub(super) fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
