//! Levels averaged over time.

use deskload::base::Time;
use deskload::metrics::{TimeWeightedLevel, Window};

#[test]
fn only_the_window_is_measured() {
    let at = |s: u64| Time(s * 1_000_000);
    let window = Window { from: at(10), to: at(20) };
    let left = |s: u64| window.remaining(at(s));
    let mut level = TimeWeightedLevel::default();
    level.up(left(0));
    level.up(left(15));
    assert!((level.seconds_so_far(left(16)) - 7.0).abs() < 1e-9);
    assert!(level.down(left(18)));
    assert!((level.seconds() - 13.0).abs() < 1e-9);
    assert_eq!(level.max(), 2);
    level.restart_peak();
    assert_eq!(level.max(), 1);
    assert!(level.down(left(99)) && !level.down(left(99)));
    assert!((level.seconds() - 13.0).abs() < 1e-9);
}
