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
    // A negative number that rounds to nothing is nothing.
    if text == "-0" { String::from("0") } else { text }
}

/// A text that no spreadsheet runs as a formula, and in which nothing is hidden.
///
/// Names come from scenarios, scenarios from anywhere; `=HYPERLINK(…)` would otherwise be run on the
/// machine of whoever opens the report. A spreadsheet may split lines at another sign than the comma,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_whole_ones_stay_whole() {
        assert_eq!(format_number(1200.0), "1200");
        assert_eq!(format_number(0.5), "0.5");
        assert_eq!(format_number(1.0 / 3.0), "0.333333");
        assert_eq!(format_number(-1e-9), "0");
        assert_eq!(format_number(1e15), "1000000000000000");
        assert_eq!(format_number(f64::NAN), "");
        assert_eq!(format_number(f64::INFINITY), "");
    }

    #[test]
    fn a_text_that_would_be_run_is_disarmed() {
        for text in ["=1+1", "+1", "-1", "@sum", "＝1", "＋1", "－1", "＠sum", " =1", "\"=1"] {
            assert_eq!(escape_formula(text), format!("'{text}"));
        }
        for text in ["sales = good", "", "первая линия; ночь", "a|b,c;d", "e\u{301}"]
        {
            assert!(matches!(escape_formula(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn a_formula_is_disarmed_wherever_a_line_may_be_split() {
        for (text, safe) in [
            ("x;@SUM(1)*cmd|' /C calc'!A0;y", "x;'@SUM(1)*cmd|' /C calc'!A0;y"),
            ("x;\"=1+1\";y", "x;'\"=1+1\";y"),
            ("a, =1", "a,' =1"),
            ("a;＝1;=2", "a;'＝1;'=2"),
            ("x\t=1", "x\\t=1"),
            ("\u{200b}=1+4", "\\u{200b}=1+4"),
            ("\u{feff};\u{feff}=1", "\\u{feff};\\u{feff}=1"),
            ("x\u{202e}gpj.exe", "x\\u{202e}gpj.exe"),
        ] {
            assert_eq!(escape_formula(text), safe);
        }
    }
}
