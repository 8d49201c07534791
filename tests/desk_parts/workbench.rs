//! An operator's work at hand, and how fast it goes.

use deskload::base::{GroupId, LiveChatId, Span, StreamKey, Time};
use deskload::desk::{LaterWork, WorkItem, Workbench, WrapUp};
use deskload::plan::SpeedCurve;

fn seconds(s: u64) -> Span {
    Span(s * 1_000_000)
}

fn wrap_up_from(began: Time) -> WrapUp {
    let (live_chat, group) = (LiveChatId(0), GroupId(0));
    WrapUp { began, live_chat, group, takes_slot: true, units: 0 }
}

fn wrap_up() -> WorkItem {
    WorkItem::WrapUp(wrap_up_from(Time::ZERO))
}

#[test]
fn a_second_session_slows_the_first_and_its_end_speeds_it_up_again() {
    let mut bench = Workbench::new(SpeedCurve::new(vec![1.0, 0.5]).expect("sound"));
    bench.begin(Time::ZERO, seconds(100), wrap_up());
    let at = |s| Time::ZERO + seconds(s);
    // 60 of 100 are left; at half speed the 20 of the second take 40, and 20 of the first.
    bench.begin(at(40), seconds(20), wrap_up());
    assert_eq!(bench.next_completion(), Some(at(80)));
    bench.finish(at(80));
    assert_eq!(bench.next_completion(), Some(at(120)));
}

#[test]
fn beyond_the_stated_levels_the_operator_gets_no_faster() {
    let speeds = SpeedCurve::new(vec![1.0, 0.8]).expect("sound");
    assert!((speeds.speed_at(4) * 4.0 - 1.6).abs() < 1e-12);
    assert!((speeds.speed_at(2) - 0.8).abs() < 1e-12);
}

/// Against a list that is sorted by the clock, and by what was begun first.
#[test]
fn a_thousand_pieces_of_work_are_done_in_the_order_of_a_sorted_list() {
    let mut work = LaterWork::default();
    let mut expected: Vec<(u64, u64)> = Vec::new();
    let item = |begun: u64| WorkItem::WrapUp(wrap_up_from(Time(begun)));
    let begun_at = |item: &WorkItem| match item {
        WorkItem::WrapUp(wrap_up) => wrap_up.began.0,
        WorkItem::Session(_) => panic!("there is none"),
    };
    for step in 0..20_000_u64 {
        let bits = StreamKey::root(step).bits();
        // First there come to be many, and then they become few.
        if bits % 10 < if step < 8_000 { 7 } else { 4 } {
            let done = bits / 10 % 500;
            work.insert((done as f64, item(step)));
            expected.push((done, step));
        } else {
            let first = expected.iter().enumerate().min_by_key(|(_, order)| **order);
            let first = first.map(|(place, _)| place).map(|place| expected.remove(place));
            let popped = work.pop_first().map(|(done, item)| (done as u64, begun_at(&item)));
            assert_eq!(popped, first, "step {step}");
        }
        assert_eq!((work.len(), work.is_empty()), (expected.len(), expected.is_empty()));
    }
}
