//! A grid of variants of a desk: which values its keys take, cell by cell.

use std::fmt;

use crate::base::Span;
use crate::scenario::scales_a_whole_desk;
use crate::scenario::values::{parse_duration, parse_plain_number};

/// One axis of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// As it was written before the `=`.
    pub name: String,
    /// The key of the scenario, as an override has it.
    pub key: String,
    /// As a scenario would write them.
    pub values: Vec<String>,
}

/// Why a text is no axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisError(String);

impl fmt::Display for AxisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AxisError {}

/// No axis has more values, and no grid more cells.
pub const MAX_CELLS: usize = 10_000;

const HELP: &str = "write a key and its values: \"groups.it.count=1..6\", \
                    \"volume=80%..130% by 10%\", \"live_chats.support.max_wait=5m,10m,20m\"";

fn refuse<T>(why: impl Into<String>) -> Result<T, AxisError> {
    Err(AxisError(format!("{}; {HELP}", why.into())))
}

impl Axis {
    /// `key=1..6`, `key=80%..130% by 10%`, `key=5m,10m,20m`, `volume × 80%..120% by 20%`.
    ///
    /// # Errors
    /// Why the text is no axis.
    pub fn parse(text: &str) -> Result<Self, AxisError> {
        let parts = text.split_once('=').or_else(|| text.split_once('\u{d7}'));
        let Some((name, values)) = parts else { return refuse("there is no `=`") };
        let (name, values) = (name.trim(), values.trim());
        if name.is_empty() || values.is_empty() {
            return refuse("the key or its values are missing");
        }
        let values = match values.split_once("..") {
            Some((first, rest)) if !values.contains(['[', '{', '"']) => parse_range(first, rest)?,
            _ => split_list(values),
        };
        if values.iter().any(String::is_empty) {
            return refuse("a value is missing");
        }
        if let Some(place) =
            (1..values.len()).find(|place| values[..*place].contains(&values[*place]))
        {
            return refuse(format!("the value {} is there twice", values[place]));
        }
        if values.len() > MAX_CELLS {
            return refuse(format!("more than {MAX_CELLS} values"));
        }
        let key = match name {
            "arrivals" => "scale.volume".to_owned(),
            scale if scales_a_whole_desk(scale) => format!("scale.{scale}"),
            key => key.to_owned(),
        };
        Ok(Self { name: name.to_owned(), key, values })
    }
}

/// Split at commas outside of brackets, braces and quotes.
fn split_list(text: &str) -> Vec<String> {
    let (mut depth, mut is_quoted, mut from) = (0_usize, false, 0);
    let mut values = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '[' | '{' | '(' if !is_quoted => depth += 1,
            ']' | '}' | ')' if !is_quoted => depth = depth.saturating_sub(1),
            ',' if !is_quoted && depth == 0 => {
                values.push(text[from..at].trim().to_owned());
                from = at + 1;
            }
            _ => {}
        }
    }
    values.push(text[from..].trim().to_owned());
    values
}

/// What the numbers of a range count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RangeUnit {
    Number,
    Percent,
    /// Microseconds.
    Duration,
}

/// `1..6`, `80%..130% by 10%`, `5m..20m by 5m`: both ends are in it.
fn parse_range(first: &str, rest: &str) -> Result<Vec<String>, AxisError> {
    let (last, step) = match rest.split_once(" by ") {
        Some((last, step)) => (last, Some(step)),
        None => (rest, None),
    };
    let (first, last) = (parse_end(first)?, parse_end(last)?);
    let step = match (step, first.1) {
        (Some(step), _) => parse_end(step)?,
        (None, RangeUnit::Number) => (1.0, RangeUnit::Number),
        (None, RangeUnit::Percent | RangeUnit::Duration) => {
            return refuse("the range has no step: write `by 10%` or `by 5m` after it");
        }
    };
    if first.1 != last.1 || first.1 != step.1 {
        return refuse("the ends of the range and its step have different units");
    }
    if step.0 <= 0.0 || last.0 < first.0 {
        return refuse("a range goes up, by a step above zero");
    }
    let number = ((last.0 - first.0) / step.0 + 1e-9).floor();
    if number >= MAX_CELLS as f64 {
        return refuse(format!("the range has more than {MAX_CELLS} values"));
    }
    let value = |place: usize| write_value(first.0 + place as f64 * step.0, first.1);
    Ok((0..=number as usize).map(value).collect())
}

fn parse_end(text: &str) -> Result<(f64, RangeUnit), AxisError> {
    let text = text.trim();
    if let Some(number) = parse_plain_number(text) {
        return Ok((number, RangeUnit::Number));
    }
    if let Some(number) = text.strip_suffix('%').and_then(|it| parse_plain_number(it.trim_end())) {
        return Ok((number, RangeUnit::Percent));
    }
    match parse_duration(text) {
        Ok(span) => Ok((span.0 as f64, RangeUnit::Duration)),
        Err(_) => {
            refuse(format!("`{text}` is neither a number, a percentage nor a length of time"))
        }
    }
}

fn write_value(value: f64, unit: RangeUnit) -> String {
    // Steps of a tenth add up to no whole number exactly.
    let rounded = (value * 1e9).round() / 1e9;
    match unit {
        RangeUnit::Number => format!("{rounded}"),
        RangeUnit::Percent => format!("{rounded}%"),
        RangeUnit::Duration => {
            let span = Span(value.round() as u64);
            if span.0.is_multiple_of(1_000) {
                format!("{}ms", span.0 / 1_000)
            } else {
                format!("{}us", span.0)
            }
        }
    }
}

/// One cell of the grid: the value of each axis, by place.
pub type Cell = Vec<usize>;

/// Every cell: the last axis changes fastest. The first is what the others are compared with.
///
/// # Errors
/// The grid has too many, or two axes have one key.
pub fn cells(axes: &[Axis]) -> Result<Vec<Cell>, AxisError> {
    let mut number = 1_usize;
    for (place, axis) in axes.iter().enumerate() {
        if axes[..place].iter().any(|other| other.key == axis.key) {
            return refuse(format!("`{}` is varied twice: give all its values once", axis.name));
        }
        number = number.saturating_mul(axis.values.len());
    }
    if number > MAX_CELLS {
        return refuse(format!("the grid has {number} cells, and at most {MAX_CELLS} are run"));
    }
    let mut cells: Vec<Cell> = vec![Vec::new()];
    for axis in axes {
        let longer = |cell: &Cell| {
            let values = 0..axis.values.len();
            values.map(|value| cell.iter().copied().chain([value]).collect()).collect::<Vec<Cell>>()
        };
        cells = cells.iter().flat_map(longer).collect();
    }
    Ok(cells)
}

/// The overrides that make a cell.
pub fn overrides(axes: &[Axis], cell: &Cell) -> Vec<String> {
    let of_axis = |(axis, value): (&Axis, &usize)| format!("{}={}", axis.key, axis.values[*value]);
    axes.iter().zip(cell).map(of_axis).collect()
}
