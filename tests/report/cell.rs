//! Numbers and texts as cells of a report.

use std::borrow::Cow;

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
    for text in ["=1+1", "+1", "-1", "@sum", "＝1", "＋1", "－1", "＠sum", " =1", "\"=1"] {
        assert_eq!(escape_formula(text), format!("'{text}"));
    }
    for text in ["sales = good", "", "первая линия; ночь", "a|b,c;d", "e\u{301}"] {
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
