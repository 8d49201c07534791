//! Columns of times, and clock changes.

use deskload::base::{HOUR, MINUTE, SECOND, Span};
use deskload::table::times::{
    DateOrder, NumbersMean, TimeCell, TimeColumn, TimeFormat, TimeOptions, When,
};
use deskload::table::zones::{ClockChange, Zone};
use deskload::table::{Date, DateTime};

fn decided(texts: &[&str], options: TimeOptions) -> Result<TimeFormat, String> {
    let mut column = TimeColumn::default();
    texts.iter().for_each(|text| column.see(text));
    column.decide(options).map_err(|open| format!("{}: {}", open.cell, open.problem))
}

fn read(texts: &[&str]) -> Vec<TimeCell> {
    let format = decided(texts, TimeOptions::default()).expect("decided");
    texts.iter().map(|text| format.parse(text).expect("a time")).collect()
}

fn stamp(text: &str) -> String {
    match read(&[text])[0].when {
        When::Stamp { at, offset } => match offset {
            Some(offset) => format!("{at}{offset}"),
            None => at.to_string(),
        },
        other => format!("{other:?}"),
    }
}

#[test]
fn dates_with_times_are_read_as_they_are_written() {
    let eight = "2026-10-05T08:00:29";
    for text in [
        "2026-10-05T08:00:29",
        "2026-10-05 08:00:29",
        "2026/10/05 8:00:29 AM",
        "05.10.2026 08:00:29",
        "5 Oct 2026 08:00:29",
        "Oct 5, 2026 8:00:29 am",
        "Monday, October 5, 2026 8:00:29 AM",
        "05-Oct-26 08:00:29",
    ] {
        assert_eq!(stamp(text), eight, "{text}");
    }
    assert_eq!(stamp("1/31/2026 8:00 AM"), "2026-01-31T08:00:00");
    assert_eq!(stamp("31/1/2026 8:00 PM"), "2026-01-31T20:00:00");
    assert_eq!(stamp("2026-10-05T08:00:00Z"), "2026-10-05T08:00:00+00");
    assert_eq!(stamp("2026-10-05 08:00:00 UTC"), "2026-10-05T08:00:00+00");
    assert_eq!(stamp("2026-10-05T08:00:00+03:00"), "2026-10-05T08:00:00+03");
    assert_eq!(stamp("2026-10-05 08:00:00-0430"), "2026-10-05T08:00:00-04:30");
    assert_eq!(stamp("2026-10-05 24:00"), "2026-10-06T00:00:00");
}

#[test]
fn what_is_read_letter_by_letter_is_what_is_read_otherwise() {
    let dates = ["2026-10-05", "2026/1/5", "2026.10.05", "05.10.2026", "5.1.2026", "1/31/2026"];
    let clocks = ["08:00", "8:00", "08:00:29", "8:00:29.5", "23:59:59,123456", "24:00", "0:07"];
    let ends = ["", " AM", " pm", "AM", "Z"];
    let mut seen = 0;
    let written = |number: usize| {
        let (date, rest) = (dates[number % dates.len()], number / dates.len());
        let (clock, end) = (clocks[rest % clocks.len()], ends[rest / clocks.len()]);
        format!("{date} {clock}{end}")
    };
    for plain in (0..dates.len() * clocks.len() * ends.len()).map(written) {
        // A day of the week before it is passed over, and takes the other way.
        let otherwise = format!("Mon, {plain}");
        let format = decided(&[&plain], TimeOptions::default());
        let same = decided(&[&otherwise], TimeOptions::default()).is_ok();
        assert_eq!(format.is_ok(), same, "{plain}");
        let Ok(format) = format else { continue };
        let read = format.parse(&plain).ok();
        assert_eq!(read, format.parse(&otherwise).ok(), "{plain}");
        seen += usize::from(read.is_some());
    }
    assert!(seen > 100, "{seen}");
    for text in ["2026-10-05 08:00-09:00", "2026-13-05 08:00", "31/31/2026 08:00", "2026-10-05 8:0"]
    {
        let format = decided(&[text], TimeOptions::default()).expect("decided");
        let is_range = format.parse(text).is_ok_and(|cell| cell.length == Some(HOUR));
        assert_eq!(is_range, text.ends_with("09:00"), "{text}");
    }
}

#[test]
fn plain_numbers_are_what_all_of_them_can_be() {
    assert_eq!(stamp("1791187229"), "2026-10-05T08:00:29+00");
    assert_eq!(stamp("1791187229000"), "2026-10-05T08:00:29+00");
    assert_eq!(stamp("1791187229.5"), "2026-10-05T08:00:29.5+00");
    // 2026-10-05 is day 46300 of Excel, and half past eight 0.354166667 of a day.
    assert_eq!(stamp("46300.354166667"), "2026-10-05T08:30:00");
    assert_eq!(stamp("46300,354166667"), "2026-10-05T08:30:00");
    let clock = |cell: TimeCell| match cell.when {
        When::Clock(clock) => clock,
        other => panic!("{other:?}"),
    };
    let halves = read(&["0.333333333", "0.354166667"]);
    assert_eq!(clock(halves[1]), Span(8 * HOUR.0 + 30 * MINUTE.0));
    assert_eq!(clock(read(&["0", "8", "23"])[1]), Span(8 * HOUR.0));
    let format = decided(&["30", "90000"], TimeOptions::default()).expect("no dates");
    assert_eq!(format.numbers, None);
    assert_eq!(format.parse("30"), Err("`30` is no time".to_owned()));
    let stated = TimeOptions { numbers: Some(NumbersMean::UnixSeconds), ..TimeOptions::default() };
    assert!(decided(&["30"], stated).expect("stated").parse("30").is_ok());
}

#[test]
fn a_column_decides_together_which_of_day_and_month_comes_first() {
    let all = read(&["1/2/2026", "13/2/2026"]);
    assert_eq!(all[0].when, When::Date(Date::constant(2026, 2, 1)));
    let all = read(&["1/2/2026", "2/13/2026"]);
    assert_eq!(all[0].when, When::Date(Date::constant(2026, 1, 2)));
    assert_eq!(read(&["1.2.2026"])[0].when, When::Date(Date::constant(2026, 2, 1)));
    let open = decided(&["5/5/2026", "1/2/2026"], TimeOptions::default()).expect_err("open");
    assert_eq!(
        open,
        "1: `1/2/2026` may have the day or the month first, and no other row says which"
    );
    let both = decided(&["1/13/2026", "13/1/2026"], TimeOptions::default()).expect_err("both");
    assert_eq!(both, "0: `1/13/2026` has the month first, and `13/1/2026` the day");
    let stated = TimeOptions { date_order: Some(DateOrder::MonthFirst), ..TimeOptions::default() };
    let format = decided(&["1/2/2026"], stated).expect("stated");
    assert_eq!(
        format.parse("1/2/2026").expect("read").when,
        When::Date(Date::constant(2026, 1, 2))
    );
    assert_eq!(format.parse("13/2/2026"), Err("there is no date `13/2/2026`".to_owned()));
}

#[test]
fn times_of_day_have_many_forms_and_ranges_a_length() {
    let half = Some(Span(30 * MINUTE.0));
    let at = |hours: u64, minutes: u64| Span(hours * HOUR.0 + minutes * MINUTE.0);
    let forms: [(&str, Span, Option<Span>); 9] = [
        ("8:00", at(8, 0), None),
        ("08:00:29", at(8, 0) + Span(29 * SECOND.0), None),
        ("12:30 AM", at(0, 30), None),
        ("12:30 p.m.", at(12, 30), None),
        ("8 pm", at(20, 0), None),
        ("08:00-08:30", at(8, 0), half),
        ("8:00 AM – 8:30 AM", at(8, 0), half),
        ("8:00 to 8:30", at(8, 0), half),
        ("23:30-00:00", at(23, 30), half),
    ];
    for (text, from, length) in forms {
        assert_eq!(read(&[text])[0], TimeCell { when: When::Clock(from), length }, "{text}");
    }
    for wrong in ["25:00", "8:60", "13 pm", "8", "8:5", "soon", ""] {
        let format = decided(&[], TimeOptions::default()).expect("decided");
        assert!(format.parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn ranges_may_follow_dates_and_days_of_the_week() {
    let dated = read(&["2026-10-05 08:00-08:30"])[0];
    let at = Date::constant(2026, 10, 5).at(8, 0, 0, 0);
    let length = Some(Span(30 * MINUTE.0));
    assert_eq!(dated, TimeCell { when: When::Stamp { at, offset: None }, length });
    for text in ["mon 08:00-08:30", "Monday 8:00 - 8:30", "пн 08:00–08:30"] {
        let clock = Span(8 * HOUR.0);
        let when = When::WeekTime { day: 0, clock };
        assert_eq!(read(&[text])[0], TimeCell { when, length }, "{text}");
    }
    assert_eq!(read(&["Sunday"])[0].when, When::Weekday(6));
}

#[test]
fn the_doubled_and_the_missing_hour_of_a_clock_change_are_told() {
    let berlin = Zone::named("Europe/Berlin").expect("a zone");
    let at = |day: i8, month: i8, hour: i8| DateTime::constant(2026, month, day, hour, 30, 0, 0);
    assert_eq!(berlin.change_at(at(29, 3, 1)), ClockChange::None);
    assert_eq!(berlin.change_at(at(29, 3, 2)), ClockChange::Missing);
    assert_eq!(berlin.change_at(at(25, 10, 2)), ClockChange::Doubled);
    let (first, _) = berlin.instant_of(at(25, 10, 2)).expect("there is such a time");
    // Summer time, two hours before UTC, comes first.
    assert_eq!(first.to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(berlin.clock_at(first), at(25, 10, 2));
    assert!(Zone::named("Europe/Atlantis").is_none());
}
