//! Charts as SVG: lines with bands, bars with intervals.
//!
//! A chart needs no script and no network. Its title and its finding in words are part of it, for readers
//! who do not see it; the numbers stand in a table below. Colors come from the page's style, so that
//! charts follow light, dark and print; nothing is shown by color alone.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

/// The width of every chart, in its own units.
pub(super) const WIDTH: f64 = 720.0;
pub(super) const LEFT: f64 = 56.0;
pub(super) const RIGHT: f64 = 16.0;
pub(super) const TOP: f64 = 14.0;
const BOTTOM: f64 = 40.0;

/// Tables of more rows are not printed: they stand in the files beside the page.
const MAX_PRINTED: usize = 14;

/// A chart within a page.
#[derive(Debug)]
pub(super) struct Figure {
    /// Unique within the page.
    pub(super) id: String,
    pub(super) title: String,
    /// What it shows, in words and with numbers.
    pub(super) finding: String,
    pub(super) svg: Svg,
    /// The numbers.
    pub(super) table: Table,
}

/// The inside of a chart, and its height.
#[derive(Debug)]
pub(super) struct Svg {
    inside: String,
    height: f64,
    /// All values are zero or undefined: there is nothing to be seen.
    is_blank: bool,
}

impl Svg {
    /// What is drawn within a chart of this height.
    pub(super) fn new(inside: String, height: f64) -> Self {
        Self { inside, height, is_blank: false }
    }

    /// No chart: the finding says all.
    pub(super) fn blank() -> Self {
        Self { inside: String::new(), height: 0.0, is_blank: true }
    }
}

/// A table of numbers.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) headings: Vec<String>,
    /// The first cell of each is a heading of its line.
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn markup(&self) -> Markup {
        html! {
            div.scroll {
                table {
                    thead { tr { @for heading in &self.headings { th scope="col" { (heading) } } } }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (place, cell) in row.iter().enumerate() {
                                    @if place == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Figure {
    /// A chart with nothing to be seen is its finding alone.
    pub(super) fn markup(&self) -> Markup {
        if self.svg.is_blank {
            return html! { p { strong { (self.title) } " " (self.finding) } };
        }
        let (title_id, text_id) = (format!("{}-title", self.id), format!("{}-text", self.id));
        let labels = format!("{title_id} {text_id}");
        let view = format!("0 0 {WIDTH} {}", self.svg.height);
        html! {
            figure {
                figcaption { strong { (self.title) } " " (self.finding) }
                svg role="img" viewBox=(view) aria-labelledby=(labels) {
                    title id=(title_id) { (self.title) }
                    desc id=(text_id) { (self.finding) }
                    (PreEscaped(&self.svg.inside))
                }
                details class=[(self.table.rows.len() > MAX_PRINTED).then_some("long")] {
                    summary { "The numbers" }
                    (self.table.markup())
                }
            }
        }
    }
}

/// One line of a chart.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: String,
    /// Values at the points; not a number where there is none.
    pub(super) values: Vec<f64>,
    /// Half the widths of their intervals; empty: no band.
    pub(super) bands: Vec<f64>,
}

/// A text within SVG.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A coordinate: two decimals are finer than any screen.
pub(super) fn at(value: f64) -> String {
    super::super::format_number((value * 100.0).round() / 100.0)
}

/// An axis of values from zero on, in whole steps.
#[derive(Clone, Copy)]
struct Scale {
    most: f64,
    step: f64,
}

/// Round steps that cover the values up to `most`.
fn scale(most: f64) -> Scale {
    if !(most.is_finite() && most > 0.0) {
        return Scale { most: 1.0, step: 0.25 };
    }
    let magnitude = 10_f64.powf((most / 4.0).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = steps.map(|step| step * magnitude).into_iter().find(|step| step * 5.0 >= most);
    let step = step.unwrap_or(10.0 * magnitude);
    Scale { most: (most / step).ceil() * step, step }
}

/// Horizontal lines with their values.
fn grid(inside: &mut String, scale: Scale, height: f64, label: &dyn Fn(f64) -> String) {
    let Scale { most, step } = scale;
    let number = (most / step).round() as usize;
    for place in 0..=number {
        let value = place as f64 * step;
        let y = height - BOTTOM - value / most * (height - TOP - BOTTOM);
        let _ = write!(
            inside,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            at(WIDTH - RIGHT),
            at(LEFT - 6.0),
            at(y + 4.0),
            escaped(&label(value)),
            y = at(y)
        );
    }
}

/// Lines over points with labels below some of them.
pub(super) fn lines(
    lines: &[Line],
    labels: &[(usize, String)],
    label: &dyn Fn(f64) -> String,
) -> Svg {
    let most = highest(lines);
    if most <= 0.0 {
        return Svg::blank();
    }
    drawn_lines(lines, labels, label, scale(most))
}

/// The same of lengths of time in seconds, with one unit for the whole axis.
pub(super) fn lines_of_lengths(lines: &[Line], labels: &[(usize, String)]) -> Svg {
    let most = highest(lines);
    if most <= 0.0 {
        return Svg::blank();
    }
    let (seconds, unit) = match most {
        0.0..1.0 => (0.001, "ms"),
        1.0..180.0 => (1.0, "s"),
        180.0..10_800.0 => (60.0, "min"),
        _ => (3_600.0, "h"),
    };
    let in_unit = scale(most / seconds);
    let scale = Scale { most: in_unit.most * seconds, step: in_unit.step * seconds };
    let label = |value: f64| format!("{} {unit}", at(value / seconds));
    drawn_lines(lines, labels, &label, scale)
}

/// The same of shares, whose axis ends at 100 % unless some are above.
pub(super) fn lines_of_shares(
    lines: &[Line],
    labels: &[(usize, String)],
    label: &dyn Fn(f64) -> String,
) -> Svg {
    // An interval may reach above 100 %, the share does not.
    let shares = lines.iter().flat_map(|line| &line.values).filter(|value| value.is_finite());
    let top = shares.fold(0.0_f64, |top, value| top.max(*value));
    let all = scale(highest(lines));
    let to_one = Scale { most: 1.0, step: 0.2 };
    drawn_lines(lines, labels, label, if top <= 1.0 && all.most > 1.0 { to_one } else { all })
}

/// The highest point of all lines and bands.
fn highest(lines: &[Line]) -> f64 {
    let of_line = |line: &Line| {
        let band = |place: usize| line.bands.get(place).copied().filter(|it| it.is_finite());
        let tops = line.values.iter().enumerate();
        tops.map(|(place, value)| value + band(place).unwrap_or(0.0))
            .filter(|value| value.is_finite())
            .fold(0.0, f64::max)
    };
    lines.iter().map(of_line).fold(0.0, f64::max)
}

fn drawn_lines(
    lines: &[Line],
    labels: &[(usize, String)],
    label: &dyn Fn(f64) -> String,
    scale: Scale,
) -> Svg {
    let height = 240.0;
    let points = lines.iter().map(|line| line.values.len()).max().unwrap_or(0).max(2);
    let x = |place: usize| LEFT + place as f64 / (points - 1) as f64 * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| {
        height - BOTTOM - value.clamp(0.0, scale.most) / scale.most * (height - TOP - BOTTOM)
    };
    let mut inside = String::new();
    grid(&mut inside, scale, height, label);
    for (place, text) in labels {
        let _ = write!(
            inside,
            "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            at(x(*place)),
            at(height - BOTTOM + 16.0),
            escaped(text)
        );
    }
    for (number, line) in lines.iter().enumerate() {
        if !line.bands.is_empty() {
            let _ = write!(inside, "<path class=\"band s{number}\" d=\"{}\"/>", band(line, &x, &y));
        }
        let _ = write!(inside, "<path class=\"line s{number}\" d=\"{}\"/>", path(line, &x, &y));
    }
    legend(&mut inside, lines.iter().map(|line| line.name.as_str()), height);
    Svg::new(inside, height)
}

/// Stretches of points that are defined.
fn stretches(values: &[f64]) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (place, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        debug_assert!(value.is_finite());
        match found.last_mut() {
            Some(last) if last.end == place => last.end += 1,
            _ => found.push(place..place + 1),
        }
    }
    found
}

fn path(line: &Line, x: &dyn Fn(usize) -> f64, y: &dyn Fn(f64) -> f64) -> String {
    let mut d = String::new();
    for stretch in stretches(&line.values) {
        for place in stretch.clone() {
            let command = if place == stretch.start { 'M' } else { 'L' };
            let _ = write!(d, "{command}{} {}", at(x(place)), at(y(line.values[place])));
        }
        if stretch.len() == 1 {
            // A single point is drawn as a short line.
            let _ = write!(d, "h1");
        }
    }
    d
}

fn band(line: &Line, x: &dyn Fn(usize) -> f64, y: &dyn Fn(f64) -> f64) -> String {
    let width = |place: usize| line.bands.get(place).copied().filter(|it| it.is_finite());
    let mut d = String::new();
    for stretch in stretches(&line.values) {
        let upper = stretch.clone().map(|place| (place, width(place).unwrap_or(0.0)));
        let lower = stretch.clone().rev().map(|place| (place, -width(place).unwrap_or(0.0)));
        for (number, (place, width)) in upper.chain(lower).enumerate() {
            let command = if number == 0 { 'M' } else { 'L' };
            let _ = write!(d, "{command}{} {}", at(x(place)), at(y(line.values[place] + width)));
        }
        d.push('Z');
    }
    d
}

/// Names with the marks of their lines, below.
fn legend<'n>(inside: &mut String, names: impl Iterator<Item = &'n str>, height: f64) {
    let mut x = LEFT;
    for (number, name) in names.enumerate().filter(|(_, name)| !name.is_empty()) {
        let y = height - 8.0;
        let _ = write!(
            inside,
            "<line class=\"line s{number}\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{}\">{}</text>",
            at(x),
            at(x + 22.0),
            at(x + 27.0),
            at(y + 4.0),
            escaped(name),
            y = at(y)
        );
        x += 40.0 + 7.0 * name.chars().count() as f64;
    }
}

/// One bar.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: f64,
    /// Half the width of its interval.
    pub(super) half_width: f64,
    /// A mark to compare with, such as what was bought.
    pub(super) mark: Option<f64>,
    /// The value in words.
    pub(super) text: String,
}

/// Horizontal bars, one below the other.
pub(super) fn bars(bars: &[Bar], most: Option<f64>) -> Svg {
    const ROW: f64 = 24.0;
    const NAMES: f64 = 190.0;
    const TEXTS: f64 = 120.0;
    let height = TOP + ROW * bars.len() as f64 + 6.0;
    let tops = bars.iter().flat_map(|bar| [bar.value, bar.mark.unwrap_or(0.0)]);
    let top = tops.filter(|value| value.is_finite()).fold(0.0, f64::max);
    let most = most.unwrap_or_else(|| scale(top).most).max(f64::MIN_POSITIVE);
    let width = WIDTH - NAMES - TEXTS;
    let x = |value: f64| NAMES + (value / most).clamp(0.0, 1.0) * width;
    let mut inside = String::new();
    for (place, bar) in bars.iter().enumerate() {
        let y = TOP + place as f64 * ROW;
        let value = if bar.value.is_finite() { bar.value } else { 0.0 };
        let _ = write!(
            inside,
            "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect class=\"ground\" x=\"{NAMES}\" y=\"{}\" width=\"{width}\" height=\"14\"/>\
             <rect class=\"bar\" x=\"{NAMES}\" y=\"{}\" width=\"{}\" height=\"14\"/>",
            at(NAMES - 8.0),
            at(y + 12.0),
            escaped(&shortened(&bar.name, 26)),
            at(y),
            at(y),
            at(x(value) - NAMES)
        );
        if bar.half_width.is_finite() && bar.half_width > 0.0 {
            let _ = write!(
                inside,
                "<line class=\"whisker\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>",
                at(x(value - bar.half_width)),
                at(x(value + bar.half_width)),
                y = at(y + 7.0)
            );
        }
        if let Some(mark) = bar.mark.filter(|mark| mark.is_finite()) {
            let _ = write!(
                inside,
                "<line class=\"mark\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
                at(y - 3.0),
                at(y + 17.0),
                x = at(x(mark))
            );
        }
        let _ = write!(
            inside,
            "<text class=\"tick\" x=\"{}\" y=\"{}\">{}</text>",
            at(WIDTH - TEXTS + 8.0),
            at(y + 12.0),
            escaped(&bar.text)
        );
    }
    Svg::new(inside, height)
}

/// The first letters of a name.
pub(super) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['\u{2026}']).collect()
}
