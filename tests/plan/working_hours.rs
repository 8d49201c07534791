//! Time that elapses only during working hours.

use deskload::base::{HOUR, Span, StreamKey, Time, WEEK};
use deskload::plan::{Calendar, WorkingHours};

fn hours(h: u64) -> Span {
    Span(h * HOUR.0)
}

/// Weekdays from nine to six without the hour from one to two.
fn office() -> Calendar<bool> {
    let mut steps = vec![(Span::ZERO, false)];
    for day in 0..5 {
        for (at, open) in [(9, true), (13, false), (14, true), (18, false)] {
            steps.push((hours(24 * day + at), open));
        }
    }
    Calendar::repeating(steps, WEEK, hours(30)).expect("sound")
}

#[test]
fn no_time_is_worked_at_lunch_at_night_and_on_the_weekend() {
    // The run begins on Tuesday at six.
    let office = WorkingHours::new(office());
    let at = |h: u64| Time::ZERO + hours(h);
    assert_eq!(office.after(at(0), hours(1)), at(4));
    assert_eq!(office.after(at(6), hours(2)), at(9), "one hour before lunch, one after");
    assert_eq!(office.after(at(11), hours(2)), at(24 + 4), "the rest on the next day");
    assert_eq!(
        office.after(at(3), hours(8)),
        at(12),
        "the day's last instant, not the next's first"
    );
    // Tuesday to Friday 32 hours, then Monday.
    assert_eq!(office.after(at(0), hours(33)), at(6 * 24 + 4));
    assert_eq!(office.between(at(0), at(6 * 24 + 4)), hours(33));
    assert_eq!(office.between(at(13), at(24 + 3)), Span::ZERO);
}

#[test]
fn unworked_time_never_elapses() {
    let never = WorkingHours::new(Calendar::always(false));
    assert_eq!(never.after(Time::ZERO, Span(1)), Time::NEVER);
    let rest = Calendar::repeating(vec![(Span::ZERO, false)], WEEK, Span::ZERO).expect("sound");
    assert_eq!(WorkingHours::new(rest).after(Time::ZERO, Span(1)), Time::NEVER);
    let always = WorkingHours::new(Calendar::always(true));
    assert_eq!(always.after(Time(5), Span(7)), Time(12));
    let first_hour = vec![(Span::ZERO, true), (hours(1), false)];
    let once = WorkingHours::new(Calendar::once(first_hour).expect("sound"));
    assert_eq!(once.after(Time::ZERO, hours(1)), Time::ZERO + hours(1));
    assert_eq!(once.after(Time(1), hours(1)), Time::NEVER);
}

#[test]
fn after_and_between_undo_each_other_wherever_one_begins() {
    for number in 0..2_000 {
        let key = StreamKey::root(1).child(number);
        let roll = |what: u64, sides: u64| key.child(what).bits() % sides;
        let period = 5 + roll(0, 50);
        let mut steps = vec![(Span::ZERO, roll(1, 2) == 1)];
        for start in 1..period {
            if roll(100 + start, 3) == 0 {
                steps.push((Span(start), roll(200 + start, 2) == 1));
            }
        }
        let some_work = steps.iter().any(|(_, open)| *open);
        let offset = Span(roll(2, period));
        let calendar = Calendar::repeating(steps, Span(period), offset).expect("sound");
        let naive = |from: u64, to: u64| (from..to).filter(|&t| calendar.at(Time(t))).count();
        let work = WorkingHours::new(calendar.clone());
        let (from, span) = (Time(roll(3, 200)), Span(1 + roll(4, 100)));
        let to = work.after(from, span);
        if !some_work {
            assert_eq!(to, Time::NEVER);
            continue;
        }
        assert_eq!(work.between(from, to), span, "case {number}");
        assert_eq!(work.between(from, to - Span(1)), Span(span.0 - 1), "case {number}: the first");
        assert_eq!(naive(from.0, to.0) as u64, span.0, "case {number}");
    }
}
