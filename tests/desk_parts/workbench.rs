//! An operator's work at hand, and how fast it goes.

use deskload::base::{GroupId, Span, Time};
use deskload::desk::{WorkItem, Workbench};
use deskload::plan::SpeedCurve;

fn seconds(s: u64) -> Span {
    Span(s * 1_000_000)
}

fn wrap_up() -> WorkItem {
    WorkItem::WrapUp { began: Time::ZERO, group: GroupId(0), takes_slot: true, units: 0 }
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
