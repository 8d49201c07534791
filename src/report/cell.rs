//! One cell: how a number and a text are written.

use std::borrow::Cow;

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

/// A text that no spreadsheet runs as a formula: such a text gets a leading apostrophe.
///
/// Names come from scenarios, and scenarios from anywhere; `=HYPERLINK(…)` would otherwise run on
/// the machine of a user who opens the report.
pub fn escape_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
