//! Numbers and texts as cells of a report.

use deskload::report::{escape_formula, format_number};

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
    for text in ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"] {
        assert_eq!(escape_formula(text), format!("'{text}"));
    }
    assert_eq!(escape_formula("sales = good"), "sales = good");
    assert_eq!(escape_formula(""), "");
}
