//! Means, ratios and their confidence intervals.

use deskload::metrics::{Estimate, RatioEstimator, student_t_quantile};

/// Published quantiles of Student's t.
#[test]
fn the_quantiles_of_students_t_are_the_published_ones() {
    for (degrees, t) in
        [(1, 12.706_204_736), (4, 2.776_445_105), (9, 2.262_157_163), (199, 1.971_956_544)]
    {
        assert!(
            (student_t_quantile(degrees) / t - 1.0).abs() < 1e-8,
            "{degrees}: {}",
            student_t_quantile(degrees)
        );
    }
}

#[test]
fn a_mean_is_a_ratio_with_denominator_one() {
    let mut pairs = RatioEstimator::default();
    for x in [1.0, 2.0, 3.0, 4.0, 5.0] {
        pairs.add(x, 1.0);
    }
    let Estimate { value, half_width } = pairs.ratio();
    assert!((value - 3.0).abs() < 1e-12);
    // s = √2.5, n = 5: t(4) · s/√5.
    assert!((half_width - 2.776_445_105 * 0.5_f64.sqrt()).abs() < 1e-8);
}

#[test]
fn a_ratio_weighs_replications_by_their_denominators() {
    let mut pairs = RatioEstimator::default();
    pairs.add(1.0, 10.0);
    pairs.add(60.0, 100.0);
    assert!((pairs.ratio().value - 61.0 / 110.0).abs() < 1e-12);
}

/// By hand: 12/15 = 0.8; what is left of each is −1.2, −1 and 2.2, whose squares add up to 7.28.
#[test]
fn the_interval_of_a_ratio_is_that_of_what_it_leaves_over() {
    let mut pairs = RatioEstimator::default();
    for (x, y) in [(2.0, 4.0), (3.0, 5.0), (7.0, 6.0)] {
        pairs.add(x, y);
    }
    let Estimate { value, half_width } = pairs.ratio();
    assert!((value - 0.8).abs() < 1e-12);
    let exact = 4.302_652_729_749_462 * (7.28_f64 / 2.0 / 3.0).sqrt() / 5.0;
    assert!((half_width - exact).abs() < 1e-9, "{half_width} is not {exact}");
}

#[test]
fn what_never_happened_has_no_value() {
    let mut pairs = RatioEstimator::default();
    assert!(pairs.ratio().value.is_nan());
    pairs.add(0.0, 0.0);
    assert!(pairs.ratio().value.is_nan());
}
