//! Labels below charts over the time of a run.

use deskload::base::{Span, Time};
use deskload::metrics::week_time;
use deskload::report::time_labels;

/// The labels of a run from an hour of Monday on, with intervals of so many minutes.
fn labels(from: u64, minutes: u64, intervals: u64) -> Vec<(usize, String)> {
    let minute = |number: u64| Span(number * 60_000_000);
    let times = (0..intervals)
        .map(|place| week_time(minute(from * 60), Time::ZERO + minute(place * minutes)));
    time_labels(&times.collect::<Vec<_>>())
}

fn texts(all: &[(usize, String)]) -> Vec<&str> {
    all.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn labels_stand_at_even_instants() {
    let week = labels(0, 30, 5 * 48);
    assert_eq!(texts(&week), ["mon", "tue", "wed", "thu", "fri"]);
    assert!(week.iter().all(|(place, _)| place % 48 == 0), "{week:?}");
    let day = labels(7, 30, 32);
    let hours = ["08:00", "10:00", "12:00", "14:00", "16:00", "18:00", "20:00", "22:00"];
    assert_eq!((texts(&day), day[0].0), (hours.to_vec(), 2));
    let two = labels(0, 60, 48);
    let both = ["mon", "06:00", "12:00", "18:00", "tue", "06:00", "12:00", "18:00"];
    assert_eq!(texts(&two), both);
    let minutes = labels(9, 5, 6);
    assert_eq!(texts(&minutes), ["09:00", "09:05", "09:10", "09:15", "09:20", "09:25"]);
    // Intervals of 35 minutes begin at no full hour: the first one after it has the label.
    let odd = labels(0, 35, 10);
    assert_eq!(texts(&odd), ["mon", "01:00", "02:00", "03:00", "04:00", "05:00"]);
    assert_eq!(odd[1].0, 2);
}

#[test]
fn a_day_that_begins_late_has_its_name_where_there_is_room() {
    let late = labels(8, 30, 6 * 48);
    assert_eq!(texts(&late), ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    let at_night = labels(23, 30, 6 * 48);
    assert_eq!(texts(&at_night), ["tue", "wed", "thu", "fri", "sat", "sun"]);
    assert_eq!(texts(&labels(0, 60, 28 * 24)), ["mon", "mon+1", "mon+2", "mon+3"]);
}
