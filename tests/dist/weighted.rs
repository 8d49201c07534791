//! Choices by weight.

use deskload::dist::Weighted;

#[test]
fn each_thing_owns_its_share_of_the_unit_interval() {
    let table = Weighted::new([("a", 1.0), ("never", 0.0), ("b", 3.0)]).expect("valid");
    assert_eq!(*table.pick(0.0), "a");
    assert_eq!(*table.pick(0.2499), "a");
    assert_eq!(*table.pick(0.25), "b");
    assert_eq!(*table.pick(0.999_999), "b");
    let shares: Vec<f64> = table.shares().map(|(_, share)| share).collect();
    assert_eq!(shares, [0.25, 0.0, 0.75]);
}

#[test]
fn invalid_weights_are_refused() {
    assert!(Weighted::<()>::new([]).is_none());
    assert!(Weighted::new([((), 0.0)]).is_none());
    assert!(Weighted::new([((), -1.0), ((), 2.0)]).is_none());
    assert!(Weighted::new([((), f64::INFINITY)]).is_none());
}
