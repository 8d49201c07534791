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
        let page = aligned(&rows);
        let wide = page.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        let cells = || rows.iter().filter_map(|row| row.get(*column));
        let widest = cells().map(|cell| cell.chars().count()).max().unwrap_or(0);
        let most = widest.saturating_sub(wide.saturating_sub(WIDTH)).max(LEAST);
        for cell in rows.iter_mut().filter_map(|row| row.get_mut(*column)) {
            *cell = shortened(cell, most);
        }
    }
    aligned(&rows)
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
