//! The page of a sweep: lines of one axis, or a map of two.

use maud::{Markup, html};

use super::chart::{Figure, Line, Svg, Table, lines, lines_of_shares};
use super::frame::{Frame, definitions};
use super::maps::heat_map;
use super::{shown, verdict_class};
use crate::decide::{Axis, JudgedFigure, Pairing, Verdict};
use crate::metrics::Unit;
use crate::report::compare::percentile_note;
use crate::report::expectations::{quantity, verdict_mark};
use crate::report::sweep::{SweepPage, SweptCell, coordinates};
use crate::report::swept_expectations::holding_sentence;

/// So many figures are drawn; the table of cells has all.
const MOST_FIGURES: usize = 12;
/// So many values of a second axis are kept apart as lines.
const MOST_LINES: usize = 4;

/// A figure over the cells that were run: its estimate and half of its interval.
struct Surface<'a> {
    figure: &'a JudgedFigure,
    /// By the place of the cell.
    values: Vec<Option<(f64, f64)>>,
}

impl Surface<'_> {
    /// Whether it is measured in any cell, and not zero in all.
    fn says_something(&self) -> bool {
        self.values.iter().flatten().any(|(value, _)| *value != 0.0)
    }
}

/// The page of a sweep.
pub fn sweep_html(page: &SweepPage<'_>, scenario: &str) -> Vec<u8> {
    let axes: Vec<String> = page
        .axes
        .iter()
        .map(|axis| format!("{} from {} to {}", axis.name, first(axis), last(axis)))
        .collect();
    let missing = page.cells.len() - page.done.len();
    let basis = if missing > 0 {
        format!("{missing} of {} cells are still to be run.", page.cells.len())
    } else {
        format!("{} cells.", page.cells.len())
    };
    let surfaces: Vec<Surface<'_>> = (0..page.figures.len())
        .map(|place| surface(page, place))
        .filter(Surface::says_something)
        .collect();
    let drawn = &surfaces[..surfaces.len().min(MOST_FIGURES)];
    let answers = surfaces
        .iter()
        .take(2)
        .filter_map(|one| Some(format!("{} goes {}", one.figure.name, range_sentence(page, one)?)));
    let held = holding_sentence(page);
    let answers = held.into_iter().chain(answers).collect();
    let mut parts: Vec<Markup> = drawn
        .iter()
        .enumerate()
        .map(|(number, one)| html! { (chart(page, one, number).markup()) })
        .collect();
    parts.insert(0, expectations(page));
    if surfaces.len() > MOST_FIGURES {
        parts.push(html! { p { "Further figures are in the file of cells." } });
    }
    let mut words = vec![("\u{b1} and bands", clients_in_words(page))];
    words.extend(percentile_note(page.figures).map(|note| ("Percentiles", note)));
    parts.push(definitions(&words, Some(page.command)));
    Frame {
        title: format!("{scenario}: sweep of a live-chat desk"),
        heading: format!("{scenario}: {}", axes.join(", ")),
        basis: vec![basis],
        answers,
        parts,
    }
    .into_bytes()
}

/// Which cells hold what is expected of them, and which of that they do not hold.
fn expectations(page: &SweepPage<'_>) -> Markup {
    let judged: Vec<(&SweptCell, Verdict)> =
        page.done.iter().filter_map(|cell| Some((cell, cell.verdict()?))).collect();
    html! {
        @if !judged.is_empty() {
            h2 { "Expectations" }
            @if let Some(note) = page.unjudged { p { (shown(note)) } }
            div.scroll { table {
                thead { tr {
                    th scope="col" { "Cell" } th.words scope="col" { "Verdict" }
                    th.words scope="col" { "Not met" } th.words scope="col" { "Undecided" }
                } }
                tbody {
                    @for (cell, verdict) in &judged {
                        tr {
                            th scope="row" { (shown(&coordinates(page, cell.place))) }
                            td.words { span class=(verdict_class(*verdict)) { (verdict_mark(*verdict)) " " (verdict.name()) } }
                            td.words { (shown(&cell.texts(Verdict::NotMet).join(", "))) }
                            td.words { (shown(&cell.texts(Verdict::Undecided).join(", "))) }
                        }
                    }
                }
            } }
        }
    }
}

/// What bands are, and whether the same clients come to each cell.
fn clients_in_words(page: &SweepPage<'_>) -> String {
    let others = page.done.iter().filter(|cell| cell.pairing == Pairing::Independent).count();
    let clients = match others {
        0 => "the same clients come to every cell".to_owned(),
        others => format!("other clients come to {others} of {} cells", page.done.len()),
    };
    format!("Half the width of a 95 % confidence interval; {clients}.")
}

fn first(axis: &Axis) -> &str {
    axis.values.first().map_or("", String::as_str)
}

fn last(axis: &Axis) -> &str {
    axis.values.last().map_or("", String::as_str)
}

fn surface<'a>(page: &SweepPage<'a>, figure: usize) -> Surface<'a> {
    let mut values = vec![None; page.cells.len()];
    for cell in page.done {
        let own = crate::report::sweep::own_figure(page, cell, figure);
        if own.0.is_finite() {
            values[cell.place] = Some(own);
        }
    }
    Surface { figure: &page.figures[figure], values }
}

/// From the first cell to the last of one axis; over several, from the lowest value to the highest.
fn range_sentence(page: &SweepPage<'_>, surface: &Surface<'_>) -> Option<String> {
    let known = || surface.values.iter().enumerate().filter_map(|(at, v)| v.map(|v| (at, v.0)));
    let (from, to) = if page.axes.len() == 1 {
        (known().next()?, known().next_back()?)
    } else {
        let by_value = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
        (known().min_by(by_value)?, known().max_by(by_value)?)
    };
    let unit = surface.figure.unit;
    Some(format!(
        "from {} ({}) to {} ({}).",
        quantity(from.1, unit),
        coordinates(page, from.0),
        quantity(to.1, unit),
        coordinates(page, to.0)
    ))
}

/// One axis: a line. Two axes: a line for each value of the shorter one, or a map of a share. More axes: the
/// first cells of the others are what is drawn; the table has all.
fn chart(page: &SweepPage<'_>, surface: &Surface<'_>, number: usize) -> Figure {
    let unit = surface.figure.unit;
    let across = &page.axes[0];
    let down = page.axes.get(1);
    let value = |x: usize, y: usize| {
        let wanted = |cell: &&Vec<usize>| {
            cell[0] == x
                && cell.get(1).is_none_or(|at| *at == y)
                && cell[2.min(cell.len())..].iter().all(|at| *at == 0)
        };
        let place = page.cells.iter().position(|cell| wanted(&cell))?;
        surface.values[place]
    };
    let labels = axis_labels(across);
    let below = down.map_or(1, |axis| axis.values.len());
    let svg = if below <= MOST_LINES || unit != Unit::Share {
        let drawn = (0..below.min(MOST_LINES)).map(|y| line(down, y, across.values.len(), &value));
        let drawn: Vec<Line> = drawn.collect();
        let label = |value| quantity(value, unit);
        match unit {
            Unit::Share => lines_of_shares(&drawn, &labels, &label),
            _ => lines(&drawn, &labels, &label),
        }
    } else {
        map(down, across.values.len(), &labels, &value)
    };
    let mut rows = Vec::new();
    for (place, found) in surface.values.iter().enumerate() {
        let mut row: Vec<String> = vec![shown(&coordinates(page, place))];
        row.push(found.map_or("-".to_owned(), |(value, _)| quantity(value, unit)));
        row.push(found.map_or("-".to_owned(), |(_, half)| quantity(half, unit)));
        rows.push(row);
    }
    let headings = ["Cell", "Value", "\u{b1}"].map(str::to_owned).to_vec();
    let more = if below > MOST_LINES && unit != Unit::Share {
        format!(" Drawn are the first {MOST_LINES} values of the second axis.")
    } else {
        String::new()
    };
    Figure {
        id: format!("figure-{number}"),
        title: format!("{}.", shown(&surface.figure.name)),
        finding: shown(&format!(
            "It goes {}{more}",
            range_sentence(page, surface).unwrap_or_default()
        )),
        svg,
        table: Table { headings, rows },
    }
}

fn axis_labels(axis: &Axis) -> Vec<(usize, String)> {
    let every = axis.values.len().div_ceil(10).max(1);
    axis.values.iter().cloned().enumerate().step_by(every).collect()
}

type ValueAt<'a> = &'a dyn Fn(usize, usize) -> Option<(f64, f64)>;

/// The values of one row of a grid, which is `width` wide.
fn line(down: Option<&Axis>, y: usize, width: usize, value: ValueAt<'_>) -> Line {
    let points: Vec<Option<(f64, f64)>> = (0..width).map(|x| value(x, y)).collect();
    let pick =
        |part: fn((f64, f64)) -> f64| points.iter().map(|it| it.map_or(f64::NAN, part)).collect();
    let name = down.map_or(String::new(), |axis| format!("{} {}", axis.name, axis.values[y]));
    Line { name: shown(&name), values: pick(|it| it.0), bands: pick(|it| it.1) }
}

fn map(down: Option<&Axis>, width: usize, labels: &[(usize, String)], value: ValueAt<'_>) -> Svg {
    let row = |y: usize| {
        let name = down.map_or(String::new(), |axis| axis.values[y].clone());
        (shown(&name), (0..width).map(|x| value(x, y).map(|it| it.0)).collect())
    };
    let height = down.map_or(1, |axis| axis.values.len());
    heat_map(&(0..height).map(row).collect::<Vec<_>>(), labels, super::USUAL_TARGET)
}
