//! Opening hours, shifts and exceptions by date.

use deskload::base::{DAY, HOUR, Span, Time};
use deskload::plan::{Duty, Plan};
use deskload::scenario::{ReadOutcome, read};

use super::super::MadeUp;
use super::{plan_of, refused, says};

/// A run of two weeks from Monday 2026-12-21 on.
fn reading(shift: &str, open: &str, starts: &str) -> ReadOutcome {
    let text = format!(
        r#"
[run]
starts = "{starts}"
horizon = "14d"
[[shifts]]
name = "day"
from = "09:00"
to = "17:00"
breaks = [{{ from = "12:00", to = "13:00" }}]
{shift}
[[groups]]
name = "ops"
members = ["anna"]
shifts = ["day"]
limit = 1
[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["ops"]
open = [{open}]
[[live_chats.arrivals]]
rate = "1/h"
[[live_chats.topics]]
name = "question"
effort = "1m"
patience = "9m"
"#
    );
    read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[])
}

const MONDAY: &str = "2026-12-21";
const WEEKDAYS: &str = "{ days = \"mon-fri\", from = \"08:00\", to = \"18:00\" }";

fn at(day: u64, hour: u64) -> Time {
    Time::ZERO + Span(day * DAY.0 + hour * HOUR.0)
}

/// The days of the run, from zero, on which the operator works at ten o'clock.
fn worked(plan: &Plan) -> Vec<u64> {
    let duty = &plan.operators[0].duty;
    (0..14).filter(|day| duty.at(at(*day, 10)) == Duty::Work).collect()
}

#[test]
fn a_holiday_is_closed_and_a_short_day_has_hours_of_its_own() {
    let open = format!(
        "{WEEKDAYS}, {{ dates = [\"2026-12-25\", \"2026-12-31 to 2027-01-01\"], closed = \"yes\" }}, \
         {{ dates = \"24.12.2026\", from = \"08:00\", to = \"12:00\" }}"
    );
    let plan = plan_of(reading("", &open, MONDAY));
    let is_open = |day, hour| plan.live_chats[0].opening_hours.at(at(day, hour));
    let days: Vec<u64> = (0..14).filter(|day| is_open(*day, 10)).collect();
    // Not on Friday the 25th, nor the weekend, nor Thursday the 31st and Friday the 1st.
    assert_eq!(days, [0, 1, 2, 3, 7, 8, 9]);
    assert_eq!([is_open(2, 14), is_open(3, 11), is_open(3, 14)], [true, true, false]);
}

#[test]
fn hours_by_date_count_from_the_middle_of_a_week_too() {
    let open = format!("{WEEKDAYS}, {{ dates = \"2026-12-25\", closed = \"yes\" }}");
    let plan = plan_of(reading("", &open, "2026-12-24 17:00"));
    let is_open = |hours: u64| plan.live_chats[0].opening_hours.at(at(0, hours));
    // Thursday 17:00 and 18:00, Friday 10:00, Monday 10:00.
    assert_eq!([is_open(0), is_open(1), is_open(17), is_open(89)], [true, false, false, true]);
}

#[test]
fn a_shift_may_be_of_dates_alone_or_leave_some_out() {
    let of_dates = plan_of(reading("dates = [\"2026-12-22\", \"2026-12-26\"]", WEEKDAYS, MONDAY));
    assert_eq!(worked(&of_dates), [1, 5]);
    assert_eq!(of_dates.operators[0].duty.at(at(1, 12)), Duty::Break);
    let without = "days = \"mon-fri\"\nexcept = \"2026-12-24 to 2026-12-25\"";
    let without = plan_of(reading(without, WEEKDAYS, MONDAY));
    assert_eq!(worked(&without), [0, 1, 2, 7, 8, 9, 10, 11]);
}

#[test]
fn two_days_on_and_two_days_off() {
    let cycle = "cycle = { on = 2, off = 2, from = \"2026-12-22\" }";
    let plan = plan_of(reading(cycle, WEEKDAYS, MONDAY));
    assert_eq!(worked(&plan), [1, 2, 5, 6, 9, 10, 13]);
    // A first day on before the run: the 18th and 19th, so the 22nd and 23rd again.
    let before = "cycle = { on = 2, off = 2, from = \"2026-12-18\" }";
    assert_eq!(worked(&plan_of(reading(before, WEEKDAYS, MONDAY))), [1, 2, 5, 6, 9, 10, 13]);
}

#[test]
fn dates_need_that_of_the_run_and_some_within_it() {
    let undated = reading("dates = \"2026-12-22\"", WEEKDAYS, "mon 00:00");
    refused(
        &undated,
        &["`dates` needs the date at which the run begins", "starts = \"2026-10-05\""],
    );
    let wrong = reading("dates = \"2026-13-22\"", WEEKDAYS, MONDAY);
    refused(&wrong, &["`2026-13-22` is no date"]);
    let slashes = reading("dates = \"12/22/2026\"", WEEKDAYS, MONDAY);
    refused(&slashes, &["`12/22/2026` is no date"]);
    let outside = reading("except = \"2027-12-25\"", WEEKDAYS, MONDAY);
    says(&outside, &["warning[no-effect]", "none of these dates lies within the run"]);
    let both = reading("dates = \"2026-12-22\"\ndays = \"mon\"", WEEKDAYS, MONDAY);
    refused(&both, &["error[conflict]", "so does `days`"]);
    let weekly = reading("", "{ closed = \"yes\" }", MONDAY);
    refused(&weekly, &["`closed` needs `dates`"]);
}
