//! More than a week of history, totals of days, and changes of the clock.

use super::{COUNTS, counts, plan_of, rate_at, refused, says, with, with_files};

/// Two Mondays and a Tuesday, half an hour each at 08:00 and 08:30.
const WEEKS: &str = "from,n\n2023-11-06 08:00,2\n2023-11-06 08:30,4\n2023-11-07 08:00,9\n\
                     2023-11-13 08:00,6\n2023-11-13 08:30,8\n";

#[test]
fn several_weeks_become_the_mean_of_each_day_of_the_week() {
    let at = counts(with(COUNTS, WEEKS));
    // (2 + 6) / 2, (4 + 8) / 2, and the only Tuesday.
    assert_eq!((at(8, 0), at(8, 30), at(24 + 8, 0), at(48 + 8, 0)), (4.0, 6.0, 9.0, 0.0));
    says(
        &with(COUNTS, WEEKS),
        &["note[history]", "3 days of history, 2023-11-06 to 2023-11-13", "5 days between them"],
    );
}

#[test]
fn an_interval_that_one_of_the_dates_lacks_has_no_sessions_on_that_date() {
    let csv = "from,n\n2023-11-06 08:00,2\n2023-11-06 08:30,4\n2023-11-13 08:00,6\n";
    assert_eq!(counts(with(COUNTS, csv))(8, 30), 2.0);
}

#[test]
fn the_very_days_come_back_from_the_date_of_the_run_on() {
    let keys = format!("{COUNTS}\nhistory = \"days\"");
    let run = |starts: &str| {
        let starts = format!("run.starts=\"{starts}\"");
        with_files(&keys, &[("in.csv", WEEKS.as_bytes())], &[&starts, "run.horizon=14d"])
    };
    let at = counts(run("2023-11-06"));
    assert_eq!((at(8, 0), at(24 + 8, 0), at(7 * 24 + 8, 30)), (2.0, 9.0, 8.0));
    says(&run("2023-11-06"), &["11 days of the run are not in the file"]);
    // From the second week on, the days before it have no effect.
    let later = run("2023-11-13");
    says(&later, &["2 of 3 days of the file lie outside of the run"]);
    assert_eq!(counts(later)(8, 0), 6.0);
    let undated = with(&keys, WEEKS);
    refused(&undated, &["needs the date at which the run begins", "starts = \"2023-11-06\""]);
}

#[test]
fn the_very_days_may_be_rates() {
    let keys = "csv = \"in.csv\"\ncolumn = \"n\"\nkind = \"rate-per-hour\"\nhistory = \"days\"";
    let files: [(&str, &[u8]); 1] = [("in.csv", WEEKS.as_bytes())];
    let starts = "run.starts=\"2023-11-06 08:15\"";
    let plan = plan_of(with_files(keys, &files, &[starts, "run.horizon=14d"]));
    let close = |hours: f64, rate: f64| assert!((rate_at(&plan, hours) - rate).abs() < 1e-9);
    close(0.0, 2.0);
    close(0.5, 4.0);
    close(1.0, 0.0);
    // 2023-11-13 08:30 is seven days and a quarter of an hour after the start.
    close(7.0 * 24.0 + 0.5, 8.0);
}

#[test]
fn a_total_of_each_day_is_spread_by_a_profile() {
    let totals = "Date;Offered\n2023-11-06;80\n2023-11-07;40\n";
    let profile = "from;weight\n08:00;1\n08:30;3\n";
    let files: [(&str, &[u8]); 2] =
        [("in.csv", totals.as_bytes()), ("profile.csv", profile.as_bytes())];
    let keys = "csv = \"in.csv\"\nkind = \"counts\"";
    refused(&with_files(keys, &files, &[]), &["the rows are days", "day_profile = { csv ="]);
    let spread = format!("{keys}\nday_profile = {{ csv = \"profile.csv\" }}");
    let at = counts(with_files(&spread, &files, &[]));
    assert_eq!((at(8, 0), at(8, 30), at(24 + 8, 30)), (20.0, 60.0, 30.0));
    let poisson = spread.replace("kind = \"counts\"", "kind = \"rate-per-hour\"");
    let plan = plan_of(with_files(&poisson, &files, &[]));
    // Sixty in half an hour are 120 an hour.
    assert!((rate_at(&plan, 8.75) - 120.0).abs() < 1e-9);
}

#[test]
fn a_total_of_each_day_may_be_spread_evenly_if_that_is_said() {
    let keys = "csv = \"in.csv\"\nkind = \"counts\"\nevery = \"1d\"";
    let at = counts(with(keys, "Date,Offered\n2023-11-06,80\n2023-11-07,40\n"));
    assert_eq!((at(0, 0), at(24, 0), at(48, 0)), (80.0, 40.0, 0.0));
}

#[test]
fn times_of_another_zone_are_converted_to_the_clock_of_the_run() {
    let keys = format!("{COUNTS}\ntime_zone = \"Europe/Berlin\"");
    // Winter in Berlin: an hour ahead of UTC.
    let csv = "from,n\n2023-11-06T07:00:00Z,3\n2023-11-06T07:30:00Z,4\n";
    let at = counts(with(&keys, csv));
    assert_eq!((at(7, 0), at(8, 0), at(8, 30)), (0.0, 3.0, 4.0));
    let wrong = format!("{COUNTS}\ntime_zone = \"Europe/Atlantis\"");
    refused(&with(&wrong, csv), &["there is no such time zone", "Europe/Berlin"]);
}

#[test]
fn the_hour_that_the_clock_shows_twice_is_the_mean_of_both() {
    let keys = format!("{COUNTS}\ntime_zone = \"Europe/Berlin\"");
    // Sunday 2026-10-25: 02:00 in summer time is 00:00 UTC, 02:00 in winter time 01:00 UTC.
    let csv = "from,n\n2026-10-25T00:00:00Z,4\n2026-10-25T01:00:00Z,6\n2026-10-25T02:00:00Z,1\n";
    says(
        &with(&keys, csv),
        &["note[clock-change]", "stand on the clock twice", "the mean of both"],
    );
    let at = counts(with(&keys, csv));
    assert_eq!((at(6 * 24 + 2, 0), at(6 * 24 + 3, 0)), (5.0, 1.0));
    let civil = "from,n\n2026-10-25 02:00,4\n2026-10-25 02:00,6\n2026-10-25 03:00,1\n";
    assert_eq!(counts(with(&keys, civil))(6 * 24 + 2, 0), 5.0);
    refused(&with(COUNTS, civil), &["is there twice", "state time_zone"]);
}

#[test]
fn the_hour_that_the_clock_skips_counts_in_no_mean() {
    let keys = format!("{COUNTS}\ntime_zone = \"Europe/Berlin\"");
    // Sunday 2026-03-29 has no 02:00; the Sunday before has.
    let csv = "from,n\n2026-03-22 01:00,2\n2026-03-22 02:00,4\n2026-03-22 03:00,6\n\
               2026-03-29 01:00,2\n2026-03-29 03:00,8\n";
    says(&with(&keys, csv), &["note[clock-change]", "the clock is set forward: 1"]);
    let at = counts(with(&keys, csv));
    let sunday = 6 * 24;
    assert_eq!((at(sunday + 1, 0), at(sunday + 2, 0), at(sunday + 3, 0)), (2.0, 4.0, 7.0));
    // Without the zone it is an interval without sessions.
    assert_eq!(counts(with(COUNTS, csv))(sunday + 2, 0), 2.0);
}

#[test]
fn the_order_of_day_and_month_is_asked_for_if_no_row_shows_it() {
    let csv = "from,n\n1/2/2026 8:00 AM,3\n1/2/2026 8:30 AM,4\n";
    refused(&with(COUNTS, csv), &["in.csv:2:1", "the day or the month first", "date_order ="]);
    let stated = |order: &str| format!("{COUNTS}\nformat = {{ date_order = \"{order}\" }}");
    // The second of January 2026 is a Friday, the first of February a Sunday.
    assert_eq!(counts(with(&stated("month-first"), csv))(4 * 24 + 8, 0), 3.0);
    assert_eq!(counts(with(&stated("day-first"), csv))(6 * 24 + 8, 0), 3.0);
}
