//! One cell: how a number and a text are written.

use std::borrow::Cow;

use crate::base::visible;

/// A number for machines and people of any country: a point before at most six decimals, no
/// trailing zeros, no thousands separator, no exponent. Empty where it is undefined.
///
/// Six decimals of a second are the microsecond that virtual time is counted in.
pub fn format_number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let mut text = format!("{value:.6}");
    let kept = text.trim_end_matches('0').trim_end_matches('.').len();
    text.truncate(kept);
    // A negative number that rounds to zero is zero, without its sign.
    if text == "-0" { String::from("0") } else { text }
}

/// A text that no spreadsheet runs as a formula, and in which nothing is hidden.
///
/// Names come from scenarios, scenarios from anywhere; `=HYPERLINK(…)` would otherwise be run on the
/// machine of a user who opens the report. A spreadsheet may split lines at another sign than the comma,
/// and then knows nothing of the quotes around a cell: so a formula gets an apostrophe wherever a cell
/// begins in any of these dialects.
pub fn escape_formula(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    if !shown.split(SEPARATORS).any(is_formula) {
        return shown;
    }
    let mut safe = String::with_capacity(shown.len() + 2);
    for part in shown.split_inclusive(SEPARATORS) {
        if is_formula(part) {
            safe.push('\'');
        }
        safe.push_str(part);
    }
    Cow::Owned(safe)
}

/// Where spreadsheets of any country split lines. A tab never gets here: it is shown as `\t`.
const SEPARATORS: [char; 3] = [',', ';', '|'];

/// What a formula begins with, also as East Asian keyboards write it.
const FORMULA_SIGNS: [char; 12] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{fe66}', '\u{fe62}',
    '\u{fe63}', '\u{fe6b}',
];

/// Blanks, quotes and marks before the sign do not help.
fn is_formula(cell: &str) -> bool {
    let skipped = |c: char| c.is_whitespace() || c == '"';
    cell.trim_start_matches(skipped).starts_with(FORMULA_SIGNS)
}
