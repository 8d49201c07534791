//! Values that change at given times, once or in a cycle.

use deskload::base::{DAY, HOUR, Span, Time};
use deskload::plan::Calendar;

fn hours(h: u64) -> Span {
    Span(h * HOUR.0)
}

#[test]
fn office_hours_open_and_close_every_day() {
    let steps = vec![(Span::ZERO, false), (hours(9), true), (hours(18), false)];
    let open = Calendar::repeating(steps, DAY, Span::ZERO).expect("sound");
    let at = |h| Time::ZERO + hours(h);
    assert!(!open.at(at(8)));
    assert!(open.at(at(9)));
    assert!(!open.at(at(24 + 18)));
    assert_eq!(open.next_change(at(0)), Some((at(9), true)));
    // Closed at 18:00 runs over midnight into closed at 00:00: one change, not two.
    assert_eq!(open.next_change(at(18)), Some((at(24 + 9), true)));
    assert_eq!(open.next_change(at(24 + 9)), Some((at(24 + 18), false)));
}

#[test]
fn a_run_may_begin_in_the_middle_of_a_round() {
    let steps = vec![(Span::ZERO, 1), (hours(12), 2)];
    let half = Calendar::repeating(steps, DAY, hours(13)).expect("sound");
    assert_eq!(half.at(Time::ZERO), 2);
    assert_eq!(half.next_change(Time::ZERO), Some((Time::ZERO + hours(11), 1)));
}

#[test]
fn a_calendar_that_does_not_repeat_ends_with_its_last_step() {
    let once = Calendar::once(vec![(Span::ZERO, 5), (hours(1), 7)]).expect("sound");
    assert_eq!(once.next_change(Time::ZERO), Some((Time::ZERO + hours(1), 7)));
    assert_eq!(once.next_change(Time::ZERO + hours(1)), None);
    assert_eq!(Calendar::always(3).next_change(Time::ZERO), None);
    assert!(Calendar::once(vec![(hours(1), 7)]).is_none());
    assert!(Calendar::repeating(vec![(Span::ZERO, 1), (DAY, 2)], DAY, Span::ZERO).is_none());
}
