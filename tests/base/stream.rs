//! Random streams: neighbours are unrelated, and a place draws the same wherever it is opened.

use deskload::base::{StreamKey, name_key};
use rand_xoshiro::rand_core::Rng as _;

#[test]
fn neighbouring_places_draw_unrelated_numbers() {
    let root = StreamKey::root(1);
    let mean = |f: &dyn Fn(u64) -> f64| (0..40_000).map(f).sum::<f64>() / 40_000.0;
    // Standard error of a mean of 40,000 uniforms: 0.00144; five of them.
    assert!((mean(&|i| root.child(i).uniform()) - 0.5).abs() < 0.0073);
    // The correlation of neighbours has standard error 0.005.
    let covariance =
        mean(&|i| (root.child(i).uniform() - 0.5) * (root.child(i + 1).uniform() - 0.5) * 12.0);
    assert!(covariance.abs() < 0.025, "{covariance}");
}

#[test]
fn a_stream_is_the_same_wherever_it_is_opened() {
    let key = StreamKey::root(7).child(3).child(name_key("internal"));
    assert_eq!(key.stream().next_u64(), key.stream().next_u64());
    assert_ne!(key.stream().next_u64(), key.child(0).stream().next_u64());
}
