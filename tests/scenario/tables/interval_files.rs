//! How real interval files write times and numbers, one test each: small files that were once refused.

use deskload::base::{HOUR, MINUTE, SECOND, Span, Time};
use deskload::plan::Arrivals;

use super::{COUNTS, counts, plan_of, rate_at, refused, says, with};

/// Three sessions from Monday 08:00, four from 08:30.
#[track_caller]
fn is_three_then_four(csv: &str) {
    let at = counts(with(COUNTS, csv));
    assert_eq!((at(8, 0), at(8, 30), at(9, 0)), (3.0, 4.0, 0.0));
}

#[test]
fn clock_times_with_am_and_pm() {
    is_three_then_four("from,n\n8:00 AM,3\n8:30 AM,4\n");
}

#[test]
fn an_empty_cell_is_zero_and_told() {
    let csv = "from,n\n08:00,3\n08:30,\n";
    says(&with(COUNTS, csv), &["note[filled]", "empty cells in `in.csv`: 1; they count as zero"]);
    assert_eq!(counts(with(COUNTS, csv))(8, 30), 0.0);
}

#[test]
fn lines_that_end_as_on_windows() {
    is_three_then_four("from,n\r\n08:00,3\r\n08:30,4\r\n");
}

#[test]
fn dates_with_times_are_a_day_of_the_week() {
    is_three_then_four("from,n\n2023-11-06 08:00,3\n2023-11-06 08:30,4\n");
    let at = counts(with(COUNTS, "from,n\n2023-11-07 08:00,3\n2023-11-07 08:30,4\n"));
    assert_eq!((at(8, 0), at(24 + 8, 0)), (0.0, 3.0));
}

#[test]
fn decimal_commas_between_semicolons() {
    let keys = "csv = \"in.csv\"\ncolumn = \"n\"\nkind = \"rate-per-hour\"";
    let plan = plan_of(with(keys, "from;n\n08:00;3,5\n08:30;4,5\n"));
    assert!((rate_at(&plan, 8.25) - 3.5).abs() < 1e-9);
    assert!((rate_at(&plan, 8.75) - 4.5).abs() < 1e-9);
}

#[test]
fn a_forecast_counts_in_fractions() {
    let at = counts(with(COUNTS, "from,n\n08:00,3.5\n08:30,4.2\n"));
    assert_eq!((at(8, 0), at(8, 30)), (3.5, 4.2));
}

#[test]
fn intervals_that_are_missing_are_zero_and_told() {
    let csv = "from,n\n08:00,3\n08:05,4\n08:20,1\n";
    let lacks =
        "intervals of 5m that `in.csv` lacks between the first and the last of their day: 2";
    says(&with(COUNTS, csv), &["note[filled]", lacks]);
    let at = counts(with(COUNTS, csv));
    assert_eq!((at(8, 5), at(8, 10), at(8, 20)), (4.0, 0.0, 1.0));
}

#[test]
fn clock_times_with_seconds_or_one_digit() {
    is_three_then_four("from,n\n08:00:00,3\n08:30:00,4\n");
    is_three_then_four("from,n\n8:00,3\n8:30,4\n");
}

#[test]
fn a_heading_in_another_case() {
    is_three_then_four("From,n\n08:00,3\n08:30,4\n");
    assert!(!super::rendered(&with(COUNTS, "From,n\n08:00,3\n08:30,4\n")).contains("guessed"));
}

#[test]
fn a_heading_of_another_name_is_guessed_and_told() {
    let csv = "interval,n\n08:00,3\n08:30,4\n";
    is_three_then_four(csv);
    says(&with(COUNTS, csv), &["note[guessed]", "to say so yourself: from = \"interval\""]);
    is_three_then_four(
        "Start of it,n\n08:00,3\n08:30,4\n".replace("Start of it", "START-TIME").as_str(),
    );
    let stated = format!("{COUNTS}\nfrom = \"when\"");
    let at = counts(with(&stated, "when,n\n08:00,3\n08:30,4\n"));
    assert_eq!(at(8, 30), 4.0);
    refused(&with(COUNTS, "when,n\n08:00,3\n08:30,4\n"), &["has no column `from`", "from = \"…\""]);
}

#[test]
fn a_hole_of_unknown_length_is_asked_about() {
    let csv = "from,n\n08:00,3\n10:30,4\n";
    refused(&with(COUNTS, csv), &["in.csv:2:1", "intervals of 2h30m", "every = \"30m\""]);
    let at = counts(with(&format!("{COUNTS}\nevery = \"30m\""), csv));
    assert_eq!((at(8, 0), at(8, 30), at(10, 30)), (3.0, 0.0, 4.0));
}

#[test]
fn one_row_a_day_is_asked_about() {
    let csv = "from,n\nmon 08:00,3\ntue 08:00,4\n";
    refused(&with(COUNTS, csv), &["no day of the file has two rows", "every = \"30m\""]);
    let at = counts(with(&format!("{COUNTS}\nevery = \"1h\""), csv));
    assert_eq!((at(8, 0), at(24 + 8, 0), at(9, 0)), (3.0, 4.0, 0.0));
}

#[test]
fn quoted_cells() {
    is_three_then_four("from,n\n\"08:00\",\"3\"\n\"08:30\",\"4\"\n");
}

#[test]
fn ranges_say_how_long_they_are() {
    is_three_then_four("from,n\n08:00-08:30,3\n08:30-09:00,4\n");
    let at = counts(with(COUNTS, "from,n\n08:00-08:15,3\n"));
    assert_eq!((at(8, 0), at(8, 15)), (3.0, 0.0));
    let unequal = "from,n\n08:00-08:30,3\n08:30-09:30,4\n";
    refused(&with(COUNTS, unequal), &["in.csv:3:1", "this interval is not 30m long"]);
}

#[test]
fn semicolons_and_tabs_separate() {
    is_three_then_four("from;n\n08:00;3\n08:30;4\n");
    is_three_then_four("from\tn\n08:00\t3\n08:30\t4\n");
}

#[test]
fn a_thousand_or_a_fraction_is_asked_about() {
    let csv = "from,n\n08:00,\"1,234\"\n08:30,4\n";
    refused(&with(COUNTS, csv), &["in.csv:2:7", "thousands or a fraction", "decimal = \"point\""]);
    let stated = format!("{COUNTS}\nformat = {{ decimal = \"point\" }}");
    assert_eq!(counts(with(&stated, csv))(8, 0), 1234.0);
    // Another row shows the sign of the fraction.
    assert_eq!(counts(with(COUNTS, &csv.replace(",4", ",4.5")))(8, 0), 1234.0);
}

#[test]
fn a_row_of_totals_is_passed_over_and_told() {
    let csv = "from,n\n08:00,3\n08:30,4\nTotal,7\n";
    is_three_then_four(csv);
    says(&with(COUNTS, csv), &["note[skipped]", "1, the first on line 4"]);
}

#[test]
fn rows_in_any_order() {
    is_three_then_four("from,n\n08:30,4\n08:00,3\n");
}

#[test]
fn days_of_the_week_in_capitals_and_in_full() {
    is_three_then_four("from,n\nMon 08:00,3\nMon 08:30,4\n");
    is_three_then_four("from,n\nMonday 08:00,3\nMonday 08:30,4\n");
}

fn replayed(csv: &str) -> Vec<Time> {
    let plan = plan_of(with("replay = \"in.csv\"\ncolumn = \"at\"", csv));
    let Arrivals::Replay(instants) = plan.flows[0].arrivals.clone() else { panic!("instants") };
    instants
}

fn at(span: Span) -> Time {
    Time::ZERO + span
}

fn seconds(seconds: u64) -> Time {
    at(Span(seconds * SECOND.0))
}

#[test]
fn blank_rows_and_rows_without_a_time_bring_no_client() {
    assert_eq!(replayed("at\n30\n\n20\n"), [seconds(20), seconds(30)]);
    let csv = "at,x\n30,a\n,b\n20,c\n";
    assert_eq!(replayed(csv), [seconds(20), seconds(30)]);
    let reading = with("replay = \"in.csv\"\ncolumn = \"at\"", csv);
    says(&reading, &["note[skipped]", "rows without a time of arrival, passed over: 1"]);
}

#[test]
fn arrivals_at_a_time_of_day_are_of_the_first_day() {
    let eight = Span(8 * HOUR.0 + 30 * SECOND.0);
    assert_eq!(replayed("at\n08:00:30\n"), [at(eight)]);
}

#[test]
fn arrivals_on_dates_count_from_the_run_or_else_from_their_week() {
    let csv = "at\n2023-11-06T08:00:00Z\n";
    assert_eq!(replayed(csv), [at(Span(8 * HOUR.0))]);
    let keys = "replay = \"in.csv\"\ncolumn = \"at\"";
    says(&with(keys, csv), &["note[guessed]", "begin on 2023-11-06", "starts = \"2023-11-06\""]);
    let stated = super::with_files(
        keys,
        &[("in.csv", csv.as_bytes())],
        &["run.starts=\"2023-11-06 07:30\""],
    );
    let Arrivals::Replay(instants) = &plan_of(stated).flows[0].arrivals else { panic!("instants") };
    assert_eq!(instants[..], [at(Span(30 * MINUTE.0))]);
}

#[test]
fn a_time_before_the_start_is_refused() {
    let reading = with("replay = \"in.csv\"\ncolumn = \"at\"", "at\n-30\n10\n");
    refused(&reading, &["in.csv:2:1", "`-30` is no time of an arrival"]);
}

#[test]
fn arrivals_in_any_order() {
    assert_eq!(replayed("at\n30\n10\n20\n"), [seconds(10), seconds(20), seconds(30)]);
}
