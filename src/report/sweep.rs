//! The cells of a sweep: as CSV, one line a cell, and the journal from which an interrupted sweep goes
//! on.

use serde_json::{Value, json};

use super::compare::percentile_note;
use super::expectations::quantity;
use super::page::{TextStyle, push_wrapped, sanitized, split_columns};
use super::swept_expectations::{expected_texts, holding_sentence, numbered, verdicts_in_words};
use super::tables::{Cell as TableCell, ReportTable, TableColumn};
use crate::decide::{Axis, Cell, Interval, JudgedFigure, Pairing, Verdict, difference};
use crate::metrics::{StandardEstimate, Unit, ValuePair, ratio_estimate};

/// The error that each interval is allowed.
const ALPHA: f64 = 0.05;

/// A cell that was run.
#[derive(Clone, Debug, PartialEq)]
pub struct SweptCell {
    /// Its place in the grid.
    pub place: usize,
    /// Whether it meets the clients of the first cell.
    pub pairing: Pairing,
    /// Of each figure, the pairs of all replications; none where the cell has no such line.
    pub values: Vec<Vec<ValuePair>>,
    /// What is expected of it, as it is written, and whether it holds that.
    pub expected: Vec<(String, Verdict)>,
}

/// A sweep, as far as it has come.
#[derive(Clone, Copy, Debug)]
pub struct SweepPage<'a> {
    pub axes: &'a [Axis],
    pub cells: &'a [Cell],
    pub figures: &'a [JudgedFigure],
    /// Those that were run, in the order of the grid.
    pub done: &'a [SweptCell],
    /// Which waits are not judged, where anything is expected.
    pub unjudged: Option<&'a str>,
    /// The command that repeats the sweep.
    pub command: &'a str,
}

/// A figure of a cell: its estimate, and the difference to the first cell.
struct CellFigure {
    own: StandardEstimate,
    difference: Option<StandardEstimate>,
}

fn cell_figure(page: &SweepPage<'_>, cell: &SweptCell, figure: usize) -> CellFigure {
    let first = page.done.first().filter(|first| first.place == 0 && cell.place > 0);
    let own = &cell.values[figure];
    let moved = first.map(|first| difference(own, &first.values[figure], cell.pairing));
    CellFigure { own: ratio_estimate(own), difference: moved }
}

/// A figure of a cell, and half of its interval.
pub(super) fn own_figure(page: &SweepPage<'_>, cell: &SweptCell, figure: usize) -> (f64, f64) {
    let own = cell_figure(page, cell, figure).own;
    (own.value, own.half_width(ALPHA))
}

/// One line a cell: the values of the axes, then each figure with half of its 95 % interval, its
/// difference to the first cell, and half of the interval of that.
pub fn sweep_table<'a>(page: &SweepPage<'a>) -> ReportTable<'a> {
    let page = *page;
    let mut columns: Vec<TableColumn> =
        page.axes.iter().map(|axis| TableColumn::text(axis.name.as_str())).collect();
    columns.push(TableColumn::number("replications", Unit::Count.name()));
    columns.push(TableColumn::text("paired"));
    columns.extend(["expectations", "not_met", "undecided"].map(TableColumn::text));
    for figure in page.figures {
        columns.extend(
            ["", "_ci95", "_diff", "_diff_ci95"].map(|end| {
                TableColumn::number(format!("{}{end}", figure.name), figure.unit.name())
            }),
        );
    }
    let rows = page.done.iter().map(move |cell| {
        let coordinates = page.axes.iter().zip(&page.cells[cell.place]);
        let mut record: Vec<TableCell<'a>> =
            coordinates.map(|(axis, value)| TableCell::typed(&axis.values[*value])).collect();
        let replications = cell.values.iter().map(Vec::len).max().unwrap_or(0);
        record.push(TableCell::Number(replications as f64));
        record.push(TableCell::yes_or_no(cell.pairing == Pairing::Paired));
        record.push(TableCell::text(cell.verdict().map_or("", Verdict::name)));
        record.push(TableCell::text(cell.texts(Verdict::NotMet).join("; ")));
        record.push(TableCell::text(cell.texts(Verdict::Undecided).join("; ")));
        for figure in 0..page.figures.len() {
            let CellFigure { own, difference } = cell_figure(&page, cell, figure);
            let moved = |of: fn(StandardEstimate) -> f64| difference.map_or(f64::NAN, of);
            record.extend([
                TableCell::Number(own.value),
                TableCell::Number(own.half_width(ALPHA)),
                TableCell::Number(moved(|it| it.value)),
                TableCell::Number(moved(|it| it.half_width(ALPHA))),
            ]);
        }
        record
    });
    ReportTable { name: "cells", columns, rows: Box::new(rows) }
}

/// The first figures of each cell as text.
pub fn sweep_text(page: &SweepPage<'_>, style: TextStyle) -> String {
    const SHOWN: usize = 4;
    let figures = &page.figures[..page.figures.len().min(SHOWN)];
    let mut heading: Vec<String> = page.axes.iter().map(|axis| sanitized(&axis.name)).collect();
    let texts = expected_texts(page);
    let expects = !texts.is_empty();
    heading.extend(expects.then(|| "expected".to_owned()));
    heading.extend(figures.iter().map(|figure| sanitized(&figure.name)));
    let line = |cell: &SweptCell| {
        let coordinates = page.axes.iter().zip(&page.cells[cell.place]);
        let coordinates = coordinates.map(|(axis, value)| sanitized(&axis.values[*value]));
        let values = figures.iter().enumerate().map(|(place, figure)| {
            let own = cell_figure(page, cell, place).own;
            let around = Interval::of_estimate(own, ALPHA).high - own.value;
            let value = quantity(own.value, figure.unit);
            if around.is_finite() && around > 0.0 {
                format!("{value} \u{b1} {}", quantity(around, figure.unit))
            } else {
                value
            }
        });
        let held = expects.then(|| verdicts_in_words(cell, &texts));
        coordinates.chain(held).chain(values).collect::<Vec<String>>()
    };
    let lines: Vec<Vec<String>> =
        std::iter::once(heading).chain(page.done.iter().map(line)).collect();
    let mut text = split_columns(&lines, page.axes.len(), style);
    if let Some(note) = percentile_note(figures) {
        text.push('\n');
        push_wrapped(&mut text, &note);
    }
    if let Some(sentence) = holding_sentence(page) {
        text.push('\n');
        push_wrapped(&mut text, &sanitized(&sentence));
        text.push_str(&numbered(&texts));
        page.unjudged.iter().for_each(|note| push_wrapped(&mut text, note));
    }
    text
}

/// The coordinates of a cell in words: `volume 120%, groups.it.count 3`.
pub(super) fn coordinates(page: &SweepPage<'_>, place: usize) -> String {
    let pairs = page.axes.iter().zip(&page.cells[place]);
    let words: Vec<String> =
        pairs.map(|(axis, value)| format!("{} {}", axis.name, axis.values[*value])).collect();
    words.join(", ")
}

/// The first line of a journal: which sweep it is of. Another sweep has another.
pub fn journal_heading(
    scenario_sha256: &str,
    overrides: &[String],
    axes: &[Axis],
    figures: &[JudgedFigure],
    replications: u32,
) -> String {
    let axes = axes.iter().map(|axis| json!({ "key": axis.key, "values": axis.values }));
    let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
    json!({
        "sweep": 3,
        "deskload": env!("CARGO_PKG_VERSION"),
        "scenario_sha256": scenario_sha256,
        "overrides": overrides,
        "axes": axes.collect::<Vec<Value>>(),
        "figures": names,
        "replications": replications,
    })
    .to_string()
}

/// What differs between the headings of two journals.
pub fn heading_differences(old: &str, new: &str) -> Vec<String> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let (old, new) = (parse(old), parse(new));
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        return vec!["all".to_owned()];
    };
    let differs = |(key, value): (&String, &Value)| {
        (old.get(key) != Some(value)).then(|| key.replace('_', " "))
    };
    new.iter().filter_map(differs).collect()
}

/// A line of a journal: a cell that was run.
pub fn journal_line(cell: &SweptCell) -> String {
    let values = cell.values.iter().map(|pairs| {
        let sums: Vec<f64> = pairs.iter().map(|pair| pair.sum).collect();
        let counts: Vec<f64> = pairs.iter().map(|pair| pair.count).collect();
        json!([sums, counts])
    });
    let values: Vec<Value> = values.collect();
    let expected: Vec<[&str; 2]> =
        cell.expected.iter().map(|(text, verdict)| [text.as_str(), verdict.name()]).collect();
    let paired = cell.pairing == Pairing::Paired;
    json!({ "cell": cell.place, "paired": paired, "values": values, "expected": expected })
        .to_string()
}

/// A cell from its line; `None` where the line is not whole.
pub fn read_journal_line(line: &str, figures: usize) -> Option<SweptCell> {
    let whole: Value = serde_json::from_str(line).ok()?;
    let numbers = |value: &Value| -> Option<Vec<f64>> {
        value.as_array()?.iter().map(Value::as_f64).collect()
    };
    let pairs = |value: &Value| -> Option<Vec<ValuePair>> {
        let (sums, counts) = (numbers(&value[0])?, numbers(&value[1])?);
        let pairs = sums.iter().zip(&counts);
        let pairs = pairs.map(|(sum, count)| ValuePair { sum: *sum, count: *count }).collect();
        (sums.len() == counts.len()).then_some(pairs)
    };
    let values: Option<Vec<Vec<ValuePair>>> =
        whole["values"].as_array()?.iter().map(pairs).collect();
    let values = values.filter(|values| values.len() == figures)?;
    let place = usize::try_from(whole["cell"].as_u64()?).ok()?;
    let pairing = if whole["paired"].as_bool()? { Pairing::Paired } else { Pairing::Independent };
    let verdict = |one: &Value| {
        let all = [Verdict::Met, Verdict::NotMet, Verdict::Undecided];
        let found = all.into_iter().find(|verdict| Some(verdict.name()) == one[1].as_str())?;
        Some((one[0].as_str()?.to_owned(), found))
    };
    let expected: Option<Vec<(String, Verdict)>> =
        whole["expected"].as_array()?.iter().map(verdict).collect();
    Some(SweptCell { place, pairing, values, expected: expected? })
}
