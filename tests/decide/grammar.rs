//! The language of expectations: what is read, and what is refused with its place.

use deskload::base::Span;
use deskload::decide::{Comparison, Expectation, JUDGED_COLUMNS, Promise, expectations_of};
use deskload::metrics::{SheetName, WindowLength};
use deskload::scenario::{MAX_BYTES, Severity, read};
use proptest::prelude::*;

use super::{DESK, catalog, expected, plan_of, said, typed};
use crate::scenario::{MadeUp, rendered};

/// Faults of the expectations and margins of a scenario.
fn faults_of(text: &str) -> Vec<deskload::Diagnostic> {
    let reading = read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[]);
    let said = rendered(&reading);
    let plan = reading.plan.unwrap_or_else(|| panic!("{said}"));
    let (_, mut faults) = expectations_of(&plan, &reading.expectations);
    faults.extend(deskload::decide::judged_columns(&reading.margins).1);
    faults
}

/// One fault of what is added to the desk, of this code, at the place where `at` first stands (at its
/// `¦`, if it has one), whose rendering holds `says`.
#[track_caller]
fn check(added: &str, code: &str, at: &str, says: &[&str]) {
    let text = format!("{DESK}\n{added}\n");
    let faults = faults_of(&text);
    let all = said(&faults);
    assert_eq!(faults.len(), 1, "{added}\n{all}");
    let fault = &faults[0];
    assert_eq!((fault.code(), fault.severity), (code, Severity::Error), "{all}");
    let (before, at) = at.split_once('¦').unwrap_or(("", at));
    let byte = DESK.len() + added.find(&format!("{before}{at}")).expect("the place") + 1;
    let byte = byte + before.len();
    let line = text[..byte].matches('\n').count() + 1;
    let column = text[..byte].rsplit('\n').next().unwrap_or("").chars().count() + 1;
    assert_eq!((fault.line(), fault.column()), (line, column), "{all}");
    for fragment in says {
        assert!(all.contains(fragment), "no {fragment:?} in:\n{all}");
    }
}

/// The same of an expectation alone.
#[track_caller]
fn refuses(that: &str, code: &str, at: &str, says: &[&str]) {
    check(&format!("[[expect]]\nthat = '{that}'"), code, at, says);
}

fn one(text: &str) -> Expectation {
    expected(&plan_of(DESK), &[text]).remove(0)
}

#[test]
fn every_figure_of_every_sheet_can_be_expected_of_every_line() {
    let catalog = catalog();
    let plan = plan_of(DESK);
    let mut read = 0;
    for (sheet, table) in catalog.sheets() {
        assert!(!table.rows.is_empty(), "the desk of these tests has a line in {}", sheet.name());
        for (column, measure) in table.measures.iter().enumerate() {
            for row in 0..table.rows.len() {
                let figure = catalog.of_line(sheet, row, column);
                let label = &figure.rows[0].1;
                let found = expected(&plan, &[&format!("{label}.{} == 0", measure.name)]);
                let found = &found[0];
                assert_eq!((found.sheet, found.column, found.lines.len()), (sheet, column, 1));
                assert_eq!(found.lines[0].row, row, "{label}");
                assert_eq!(found.figure, measure.name);
                read += 1;
            }
        }
    }
    assert!(read > 300, "{read}");
    assert_eq!(catalog.sheets().count(), SheetName::ALL.len());
}

#[test]
fn a_star_stands_for_each_line_and_the_sheet_of_live_chats_need_not_be_said() {
    // Supervisors have no line.
    assert_eq!(one("groups.*.occupancy < 85%").lines.len(), 2);
    assert_eq!(one("operators.*.occupancy < 85%").lines.len(), 3);
    assert_eq!(one("channels.support.*.asa < 1m").lines.len(), 2);
    assert_eq!(one("channels.*.*.asa < 1m").lines.len(), 2);
    assert_eq!(one("*.asa < 1m").lines, one("live_chats.support.asa < 1m").lines);
    assert_eq!(one("groups.\"second line\".wait < 1m").lines[0].row, 1);
    assert_eq!(one("  groups . \"second line\" . wait<1m  ").lines[0].row, 1);
}

#[test]
fn limits_are_in_the_unit_of_the_figure() {
    let limit = |text: &str| one(text).limit;
    assert!((limit("support.service_level >= 80%") - 0.8).abs() < 1e-12);
    assert!((limit("support.service_level >= 0.8") - 0.8).abs() < 1e-12);
    assert!((limit("support.asa < 1m30s") - 90.0).abs() < 1e-12);
    assert!((limit("support.asa <= 0") - 0.0).abs() < 1e-12);
    assert!((limit("operators.anna.online_hours > 2h30m") - 2.5).abs() < 1e-12);
    assert!((limit("support.offered < 1200") - 1200.0).abs() < 1e-12);
    assert!((limit("support.waiting < .5") - 0.5).abs() < 1e-12);
}

#[test]
fn windows_and_shares_of_days_are_said_in_one_text_or_with_on() {
    let found = one("each interval of support.wait_p95 < 3m on 95% of days");
    assert_eq!(found.windows, Some(WindowLength::Interval));
    assert_eq!(found.promise, Promise::ShareOfDays(0.95));
    assert_eq!(found.comparison, Comparison::Less);
    let found = one("each\tday  of support.asa<=3m");
    assert_eq!((found.windows, found.promise), (Some(WindowLength::Day), Promise::LongRun));
    let text = format!("{DESK}\n[[expect]]\nthat = 'support.asa < 3m'\non = ' 90%  of days '\n");
    let reading = read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[]);
    let plan = reading.plan.expect("it is sound");
    let (found, faults) = expectations_of(&plan, &reading.expectations);
    assert!(faults.is_empty(), "{}", said(&faults));
    assert_eq!(found[0].promise, Promise::ShareOfDays(0.9));
    // A promise by the day is measured by the day, whatever its figure.
    assert_eq!(found[0].tracked().next().expect("a line").windows, Some(WindowLength::Day));
    assert_eq!(found[0].text, "support.asa < 3m on 90%  of days");
}

/// A percentile is counted: how many are within the limit. Not so where it is to be equal, or is the
/// longest of all.
#[test]
fn percentiles_are_counted_within_the_limit_unless_they_are_to_be_equal() {
    let within = |text: &str| one(text).tracked().next().expect("a line").at_most;
    assert_eq!(within("support.wait_p95 < 90s"), Some(Span(90_000_000)));
    assert_eq!(within("support.wait_p95 >= 250ms"), Some(Span(250_000)));
    assert_eq!(within("support.wait_p95 == 0"), None);
    assert_eq!(within("support.wait_max < 90s"), None);
    assert_eq!(within("support.asa < 90s"), None);
}

#[test]
fn a_figure_that_does_not_exist_is_refused_with_the_nearest() {
    let unknown = "unknown-name";
    refuses("suport.asa < 3s", unknown, "suport", &["no live chat `suport`", "`support`?"]);
    refuses("support.ass < 3s", unknown, ".¦ass <", &["has no figure `ass`", "`asa`?"]);
    refuses("groups.generel.wait < 3s", unknown, "generel", &["no group", "`general`?"]);
    refuses("group.general.wait < 3s", unknown, "group.", &["no sheet `group`", "`groups`?"]);
    refuses("general.occupancy < 9%", unknown, "general.o", &["write `groups.general.<figure>`"]);
    refuses("asa < 3s", unknown, "asa", &["write `support.asa`"]);
    refuses("nothing.like.it < 3s", unknown, "nothing", &["the sheets are live_chats, channels"]);
    refuses("support.visits_moved < 3", unknown, ".¦visits", &["groups has one"]);
    refuses(
        "channels.support.asa < 3s",
        unknown,
        "channels",
        &["named by <live_chat> and <channel>, not by 1", "write channels.<live_chat>.<channel>"],
    );
    refuses("groups.a.b.c.wait < 3s", unknown, "groups", &["not by 3 names"]);
    refuses("channels.support.vibe.asa < 3s", unknown, "vibe", &["no channel of a live chat"]);
}

#[test]
fn a_faulty_shape_is_refused_with_its_place() {
    let bad = "bad-value";
    refuses("support.asa", bad, "support", &["there is no sign of comparison", "write a figure"]);
    refuses("support.asa at most 3s", bad, "at most", &["the signs are"]);
    refuses("support.asa under 3s", bad, "under", &["the signs are"]);
    refuses("support.asa ≤ 3s", bad, "≤", &["write `<=` or `>=`"]);
    refuses("support.asa ≥ 3s", bad, "≥", &["write `<=` or `>=`"]);
    refuses("support.asa != 3s", bad, "!=", &["not what is not"]);
    refuses("support.asa = 3s", bad, "= 3s", &["for equality write `==`"]);
    refuses("support.asa =< 3s", bad, "=<", &["write `<=`"]);
    refuses("support.asa => 3s", bad, "=>", &["write `>=`"]);
    refuses("support.asa <", bad, "<", &["the limit is missing"]);
    refuses("support.asa < on 90% of days", bad, "< on", &["the limit is missing"]);
    refuses("< 3s", bad, "< 3s", &["empty or half quoted"]);
    refuses("support..asa < 3s", bad, "support..", &["empty or half quoted"]);
    refuses("support.\"asa < 3s", bad, "\"asa", &["the quote is not closed"]);
    refuses("sup\"po\"rt.asa < 3s", bad, "sup\"", &["empty or half quoted"]);
    refuses("groups.second line.wait < 3s", bad, "second line", &["stands in quotes"]);
    refuses("each week of support.asa < 3s", bad, "each week", &["each of what?"]);
    refuses("each < 3s", bad, "each", &["each of what?"]);
    refuses("each interval support.asa < 3s", bad, "each", &["`of` is missing"]);
    refuses("each interval of < 3s", bad, "each interval of¦", &["empty or half quoted"]);
}

#[test]
fn a_limit_in_another_unit_than_the_figure_is_refused() {
    let bad = "bad-value";
    refuses("support.asa < 3", bad, "< ¦3", &["the limit has no unit", "`90s`"]);
    refuses("support.asa < 3%", bad, "3%", &["the duration has no unit"]);
    refuses("support.asa < -3s", bad, "-3s", &["this is no duration"]);
    refuses("support.asa < 1000000d", bad, "1000000d", &["longer than a hundred years"]);
    refuses("support.service_level >= 80", bad, "80", &["write \"80%\""]);
    refuses("support.service_level >= 30s", bad, "30s", &["this is no share"]);
    refuses("support.offered > 3s", bad, "3s", &["offered is a number"]);
    refuses("support.offered > 80%", bad, "80%", &["offered is a number"]);
    refuses("support.offered > nan", bad, "nan", &["offered is a number"]);
    refuses("support.offered > 1e3", bad, "1e3", &["offered is a number"]);
    refuses("operators.anna.online_hours > 3", bad, "> ¦3", &["the limit has no unit"]);
    refuses("support.asa < 3s < 4s", bad, "3s < 4s", &["this is no duration"]);
}

#[test]
fn what_holds_or_fails_whatever_happens_is_refused() {
    let range = "out-of-range";
    refuses("support.asa < 0s", range, "0s", &["that never holds", "`== 0`"]);
    refuses("support.refused >= 0", range, "0", &["that always holds", "`> 0`"]);
    refuses("support.asa < 3s on 0% of days", range, "on 0", &["on no day"]);
}

#[test]
fn a_share_of_days_is_said_once_and_well() {
    let said_twice = "[[expect]]\nthat = 'support.asa < 3s on 90% of days'\non = '95% of days'";
    check(said_twice, "conflict", "on 90%", &["said twice", "on = \"95% of days\""]);
    let bad = "bad-value";
    refuses("support.asa < 3s on 95% of weeks", bad, "95% of", &["no share of days"]);
    refuses("support.asa < 3s on most of days", bad, "most", &["this is no share"]);
    refuses("support.asa < 3s on 950% of days", bad, "950%", &["lies between 0 and 1"]);
    let on = |text: &str| format!("[[expect]]\nthat = 'support.asa < 3s'\non = '{text}'");
    check(&on("95%"), bad, "95%", &["no share of days", "95% of days"]);
    check(&on(""), bad, "on = '¦'", &["no share of days"]);
    check(&on("0% of days"), "out-of-range", "0% of", &["on no day"]);
}

#[test]
fn expectations_of_a_run_in_batches_are_refused() {
    let desk = DESK.replace("replications = 3", "batches = 10");
    let text = format!("{desk}\n[[expect]]\nthat = 'support.asa < 3s'\n");
    let faults = faults_of(&text);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].code(), "conflict");
    assert!(said(&faults).contains("leave out `batches`"), "{}", said(&faults));
    assert!(faults_of(&desk).is_empty(), "without an expectation nothing is wrong");
}

/// In a text with escapes no place within it is known: the whole of it is shown.
#[test]
fn a_fault_in_a_text_with_escapes_points_at_the_text() {
    let escaped = "[[expect]]\nthat = \"support.as\\u0061 < 3\"";
    check(escaped, "bad-value", "\"support", &["the limit has no unit"]);
    let several_lines = "[[expect]]\nthat = \"\"\"support.asa\n< 3\"\"\"";
    check(several_lines, "bad-value", "\"\"\"support", &["the limit has no unit"]);
    let plain = "[[expect]]\nthat = \"support.asa < 3\"";
    check(plain, "bad-value", "< ¦3", &["the limit has no unit"]);
}

#[test]
fn margins_have_the_unit_of_their_figure_and_name_one_that_desks_are_judged_by() {
    let margin = |text: &str| format!("[margins]\n{text}");
    let unknown = "unknown-name";
    check(&margin("servicelevel = '1%'"), unknown, "servicelevel", &["`service_level`?"]);
    check(&margin("offered = '1%'"), unknown, "offered", &["not judged by", "service_level, asa"]);
    check(&margin("service_level = '3s'"), "bad-value", "'¦3s", &["no share"]);
    check(
        &margin("asa = '3'"),
        "bad-value",
        "'¦3'",
        &["has no unit", "write \"5%\" of the figure"],
    );
    check(&margin("asa = '101%'"), "bad-value", "'¦101%", &["between 0 and 1"]);
    for column in JUDGED_COLUMNS {
        let faults = faults_of(&format!("{DESK}\n[margins]\n{} = '3%'\n", column.column));
        assert!(faults.is_empty(), "{}: {}", column.column, said(&faults));
    }
}

#[test]
fn a_very_long_text_takes_no_time_and_is_refused() {
    let plan = plan_of(DESK);
    let long = "support.".repeat(MAX_BYTES / 80);
    for text in [
        format!("{long}asa < 3s"),
        format!("support.{} < 3s", "a".repeat(100_000)),
        format!("support.asa < {}s", "9".repeat(100_000)),
        format!("support.asa {} 3s", "<".repeat(100_000)),
        format!("support.asa < 3s{}", " on 3% of days".repeat(10_000)),
        format!("{}support.asa < 3s", "each interval of ".repeat(10_000)),
        "\"".repeat(100_001),
    ] {
        let (sound, faults) = expectations_of(&plan, &typed(&[&text]));
        assert!(sound.is_empty() && faults.len() == 1, "{}", &text[..20]);
        drop(faults[0].render(false));
    }
}

/// Bits of the language, one after the other.
const BITS: [&str; 28] = [
    "support",
    "groups",
    ".",
    "*",
    "\"",
    "second line",
    "asa",
    "wait_p95",
    "service_level",
    "<",
    "<=",
    "==",
    ">",
    "=",
    "!",
    "≤",
    "3s",
    "80%",
    "0",
    "each ",
    "interval ",
    "day ",
    "of ",
    " on ",
    "days",
    " ",
    "\u{1b}",
    "µ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused_and_never_panics(text in "\\PC{0,60}|[ -~\\n]{0,60}") {
        let plan = plan_of(DESK);
        let (sound, faults) = expectations_of(&plan, &typed(&[&text]));
        prop_assert_eq!(sound.len() + faults.len(), 1);
        faults.iter().for_each(|fault| drop(fault.render(true)));
    }

    #[test]
    fn bits_of_the_language_in_any_order_never_panic(
        bits in proptest::collection::vec(0..BITS.len(), 0..12),
        on in proptest::option::of("[0-9%a-z ]{0,12}"),
    ) {
        let plan = plan_of(DESK);
        let text: String = bits.into_iter().map(|bit| BITS[bit]).collect();
        let mut stated = typed(&[&text]);
        stated[0].on = on.map(|on| deskload::scenario::StatedText::typed("on", &on));
        let (sound, faults) = expectations_of(&plan, &stated);
        prop_assert_eq!(sound.len() + faults.len(), 1);
        faults.iter().for_each(|fault| drop(fault.render(true)));
        for expectation in sound {
            prop_assert!(!expectation.lines.is_empty());
            prop_assert_eq!(expectation.tracked().count(), expectation.lines.len());
        }
    }

    #[test]
    fn any_bytes_within_a_file_have_their_place_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let mut text = format!("{DESK}\n[[expect]]\nthat = '").into_bytes();
        text.extend(bytes);
        text.extend(b"'\n");
        let reading = read("any.toml", &text, &MadeUp(&[]), &[]);
        if let Some(plan) = &reading.plan {
            let (_, faults) = expectations_of(plan, &reading.expectations);
            faults.iter().for_each(|fault| drop(fault.render(false)));
        }
    }
}
