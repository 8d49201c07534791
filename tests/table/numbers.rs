//! Numbers and lengths of time, column by column.

use deskload::table::Separator;
use deskload::table::lengths::{LengthColumn, LengthUnit, TwoParts};
use deskload::table::numbers::{DecimalSign, NumberColumn};

fn numbers(separator: Separator, texts: &[&str]) -> Result<Vec<Option<f64>>, String> {
    let mut column = NumberColumn::new(separator);
    texts.iter().for_each(|text| column.see(text));
    let format = column.decide(None).map_err(|open| format!("{}: {}", open.cell, open.problem))?;
    Ok(texts.iter().map(|text| format.parse(text)).collect())
}

#[test]
fn a_column_decides_together_what_its_signs_mean() {
    let comma = |texts: &[&str]| numbers(Separator::Comma, texts).expect("decided");
    assert_eq!(comma(&["3.5", "1,234"]), [Some(3.5), Some(1234.0)]);
    assert_eq!(comma(&["3,5", "1.234.567"]), [Some(3.5), Some(1_234_567.0)]);
    assert_eq!(comma(&["1,234,567", "1,234"]), [Some(1_234_567.0), Some(1234.0)]);
    assert_eq!(comma(&["1,234.5"]), [Some(1234.5)]);
    assert_eq!(comma(&["1.234,5"]), [Some(1234.5)]);
    assert_eq!(comma(&["0,125"]), [Some(0.125)]);
    assert_eq!(comma(&["12.125"]), [Some(12.125)]);
}

#[test]
fn what_a_column_leaves_open_is_asked() {
    let open = |separator, texts: &[&str]| numbers(separator, texts).expect_err("open");
    let says = "may have thousands or a fraction, and no other row says which";
    assert_eq!(open(Separator::Comma, &["4", "1,234"]), format!("1: `1,234` {says}"));
    assert_eq!(open(Separator::Semicolon, &["1.234"]), format!("0: `1.234` {says}"));
    let both = open(Separator::Comma, &["1,5", "1.5"]);
    assert_eq!(both, "0: `1,5` has a decimal comma, and `1.5` a point");
    let mut column = NumberColumn::new(Separator::Comma);
    column.see("1,234");
    let stated = column.decide(Some(DecimalSign::Comma)).expect("stated");
    assert_eq!(stated.parse("1,234"), Some(1.234));
}

#[test]
fn blanks_and_apostrophes_part_thousands_and_per_cent_is_a_hundredth() {
    let found = numbers(Separator::Comma, &["1\u{a0}234", "1 234 567", "1'234", "-3", "+4"]);
    assert_eq!(
        found.expect("decided"),
        [Some(1234.0), Some(1_234_567.0), Some(1234.0), Some(-3.0), Some(4.0)]
    );
    let format = NumberColumn::new(Separator::Comma).decide(None).expect("nothing open");
    assert_eq!(format.parse_share("12.5 %"), Some(0.125));
    assert_eq!(format.parse_share("0.125"), Some(0.125));
    for wrong in ["", "x", "1e3", "NaN", "inf", "1,23,4", "12.", "."] {
        let number = format.parse(wrong);
        assert!(number.is_none() || wrong == "12.", "{wrong} is {number:?}");
    }
}

fn lengths(texts: &[&str], stated: Option<TwoParts>) -> Result<Vec<Option<f64>>, String> {
    let mut column = LengthColumn::default();
    texts.iter().for_each(|text| column.see(text));
    let format = column
        .decide(LengthUnit::Seconds, DecimalSign::Point, stated)
        .map_err(|open| open.problem)?;
    Ok(texts.iter().map(|text| format.parse(text)).collect())
}

#[test]
fn lengths_are_read_with_colons_units_words_and_as_excel_garbles_them() {
    let texts = [
        "90",
        "1.5",
        "90s",
        "1h30m",
        "0:04:30",
        "27:00:00",
        "5 Minutes",
        "1 hour 20 minutes",
        "2 min 30 sec",
        "PT4M30S",
        "12:02:23 AM",
        "1 day, 2:03:04",
        "5 мин",
        "250ms",
        "0:00",
    ];
    let expected = [
        90.0, 1.5, 90.0, 5_400.0, 270.0, 97_200.0, 300.0, 4_800.0, 150.0, 270.0, 143.0, 93_784.0,
        300.0, 0.25, 0.0,
    ];
    assert_eq!(lengths(&texts, None).expect("decided"), expected.map(Some));
    for wrong in ["-5", "soon", "5 parsecs", "1:75:00", "", "1:2:3:4"] {
        assert_eq!(lengths(&[wrong], None).expect("decided"), [None], "{wrong}");
    }
}

#[test]
fn two_numbers_with_a_colon_are_asked_about() {
    let open = lengths(&["0:00", "3:20"], None).expect_err("open");
    assert_eq!(open, "`3:20` may be hours and minutes, or minutes and seconds");
    assert_eq!(lengths(&["3:20"], Some(TwoParts::MinutesSeconds)), Ok(vec![Some(200.0)]));
    assert_eq!(lengths(&["3:20"], Some(TwoParts::HoursMinutes)), Ok(vec![Some(12_000.0)]));
}
