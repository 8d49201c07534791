//! Values with a unit: durations, shares, rates, times of day, days.

use deskload::base::{DAY, HOUR, MILLISECOND, MINUTE, Span};
use deskload::scenario::values::{
    check_share, parse_days, parse_duration, parse_rate, parse_share, parse_time_of_day,
    parse_week_time,
};

#[test]
fn durations_carry_units() {
    assert_eq!(parse_duration("1h30m"), Ok(Span(90 * MINUTE.0)));
    assert_eq!(parse_duration(" 2.5 h "), Ok(Span(150 * MINUTE.0)));
    assert_eq!(parse_duration("250ms"), Ok(Span(250 * MILLISECOND.0)));
    assert_eq!(parse_duration("0s"), Ok(Span::ZERO));
    for wrong in ["", "5", "5 miles", "-5m", "m", "1e9s", "99999999d", "1..2s", "5µs", "∞"] {
        assert!(parse_duration(wrong).is_err(), "{wrong}");
    }
    assert!(parse_duration("5").is_err_and(|refusal| refusal.problem.contains("no unit")));
}

#[test]
fn shares_rates_and_times_are_read_as_people_write_them() {
    assert_eq!(parse_share("15%"), Ok(0.15));
    assert_eq!(parse_share("0.15"), Ok(0.15));
    assert!(
        parse_share("150%").is_err() && parse_share("-1%").is_err() && parse_share("nan").is_err()
    );
    assert!(check_share(15.0).is_err_and(|refusal| refusal.help.contains("\"15%\"")));
    assert_eq!(parse_rate("36/h"), Ok(0.01));
    assert!(
        parse_rate("30").is_err() && parse_rate("30/w").is_err() && parse_rate("1e9/s").is_err()
    );
    assert_eq!(parse_time_of_day("9:05"), Ok(Span(9 * HOUR.0 + 5 * MINUTE.0)));
    assert_eq!(parse_time_of_day("24:00"), Ok(DAY));
    assert!(parse_time_of_day("24:01").is_err() && parse_time_of_day("9").is_err());
    assert!(parse_time_of_day("09:5").is_err() && parse_time_of_day("+9:00").is_err());
    assert_eq!(parse_week_time("tue 01:00"), Ok(Span(25 * HOUR.0)));
}

#[test]
fn days_may_be_ranges_lists_and_wrap_around_the_weekend() {
    assert_eq!(parse_days("mon-fri"), Ok([true, true, true, true, true, false, false]));
    assert_eq!(parse_days("Sat, mon"), Ok([true, false, false, false, false, true, false]));
    assert_eq!(parse_days("fri-mon"), Ok([true, false, false, false, true, true, true]));
    assert_eq!(parse_days("every day"), Ok([true; 7]));
    assert!(parse_days("weekdays").is_err() && parse_days("").is_err());
}
