//! Parts of pages of text: columns, headings, names.

use crate::base::visible;

/// No line of a page is wider, as far as names let it: a terminal has 80 columns.
pub(super) const WIDTH: usize = 79;

/// Whether a text may carry ANSI colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// Characters only.
    Plain,
    /// With ANSI escape sequences.
    Ansi,
}

impl TextStyle {
    pub(super) fn heading(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\u{1b}[1m{text}\u{1b}[0m"),
        }
    }
}

/// A name as a terminal may show it.
pub(super) fn sanitized(name: &str) -> String {
    visible(name).into_owned()
}

/// Columns as wide as their widest cell, two blanks apart; nothing at the end of a line.
pub(super) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |place: usize| {
        rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).filter_map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The same, no wider than a page: cells of the columns that may be shortened, the first of them first, lose
/// their ends, down to eight characters.
pub(super) fn fitted(rows: &[Vec<String>], may_be_shortened: &[usize]) -> String {
    const LEAST: usize = 8;
    let mut rows = rows.to_vec();
    for column in may_be_shortened {
        let wide = width(&aligned(&rows));
        let cells = || rows.iter().filter_map(|row| row.get(*column));
        let widest = cells().map(|cell| cell.chars().count()).max().unwrap_or(0);
        let most = widest.saturating_sub(wide.saturating_sub(WIDTH)).max(LEAST);
        for cell in rows.iter_mut().filter_map(|row| row.get_mut(*column)) {
            *cell = shortened(cell, most);
        }
    }
    aligned(&rows)
}

/// The same, no wider than a page: columns for which there is no room stand in tables below, in which the first
/// columns, so many of them, stand again. The first row of each table is its heading.
pub(super) fn split_columns(rows: &[Vec<String>], first: usize, style: TextStyle) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let of = |columns: &[usize]| -> Vec<Vec<String>> {
        let cells = |row: &Vec<String>| {
            let cell = |column: &usize| row.get(*column).cloned().unwrap_or_default();
            columns.iter().map(cell).collect()
        };
        rows.iter().map(cells).collect()
    };
    let mut tables: Vec<Vec<usize>> = vec![(0..first).collect()];
    for column in first..columns {
        let last = tables.last_mut().expect("there is a table");
        let wider: Vec<usize> = last.iter().copied().chain([column]).collect();
        if last.len() == first || width(&aligned(&of(&wider))) <= WIDTH {
            *last = wider;
        } else {
            tables.push((0..first).chain([column]).collect());
        }
    }
    let tables: Vec<String> =
        tables.iter().map(|columns| bold_heading(&aligned(&of(columns)), style)).collect();
    tables.join("\n")
}

/// Columns as wide as their widest cell, no wider than a page: a cell for which there is no room stands with those
/// after it below its row, in as many lines as they take.
pub(super) fn flowing(rows: &[Vec<String>]) -> String {
    const INDENT: &str = "      ";
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let mut text = String::new();
    for row in rows {
        let (mut line, mut below, mut start) = (String::new(), Vec::new(), 0);
        for (column, cell) in row.iter().enumerate() {
            if below.is_empty() && start + cell.chars().count() <= WIDTH {
                let pad = start - line.chars().count();
                line.push_str(&format!("{}{cell}", " ".repeat(pad)));
            } else if !cell.is_empty() {
                below.push(cell.as_str());
            }
            start += widest(column) + 2;
        }
        text.push_str(&format!("{}\n", line.trim_end()));
        if !below.is_empty() {
            let lines = wrapped(&below.join("  "), WIDTH - INDENT.len());
            text.push_str(&format!("{INDENT}{}\n", lines.join(&format!("\n{INDENT}"))));
        }
    }
    text
}

/// Of lines the widest.
pub(super) fn width(page: &str) -> usize {
    page.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

/// A table whose first line is its heading.
pub(super) fn bold_heading(table: &str, style: TextStyle) -> String {
    let (first, rest) = table.split_once('\n').unwrap_or((table, ""));
    format!("{}\n{rest}", style.heading(first))
}

/// A name, and `…` for what is too much of it.
pub(super) fn shortened(name: &str, most: usize) -> String {
    let name = sanitized(name);
    if name.chars().count() <= most {
        return name;
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// Labels, and beside each a text in as many lines as it takes.
pub(super) fn labelled(lines: &[(String, String)]) -> String {
    let labels: Vec<String> = lines.iter().map(|(label, _)| shortened(label, 24)).collect();
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0) + 2;
    let mut text = String::new();
    for (label, (_, words)) in labels.iter().zip(lines) {
        for (place, part) in wrapped(words, WIDTH - width).iter().enumerate() {
            let label = if place == 0 { label.as_str() } else { "" };
            text.push_str(format!("{label:<width$}{part}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// A page whose lines are cut into as many as they take, the later ones so many columns in, or as far as the words of
/// the line behind those columns.
pub fn within_width(page: &str, indent: usize) -> String {
    let mut text = String::new();
    for line in page.lines() {
        if width(line) <= WIDTH {
            text.push_str(&format!("{line}\n"));
            continue;
        }
        let blanks = line.chars().skip(indent).take_while(|c| *c == ' ').count();
        let indent = indent + blanks;
        let start: String = line.chars().take(indent).collect();
        let rest: String = line.chars().skip(indent).collect();
        let parts = wrapped(&rest, WIDTH.saturating_sub(indent));
        let parts = parts.join(&format!("\n{}", " ".repeat(indent)));
        text.push_str(&format!("{start}{parts}\n"));
    }
    text
}

/// Adds a line, in as many as it takes.
pub(super) fn push_wrapped(text: &mut String, line: &str) {
    for line in wrapped(line, WIDTH) {
        text.push_str(&line);
        text.push('\n');
    }
}

/// A number of things.
pub(super) fn pluralized(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// A text in lines of at most so many columns, where its words let it.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is a line");
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= columns {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
