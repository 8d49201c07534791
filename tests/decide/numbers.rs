//! Intervals, differences and corrections against published or hand-computed numbers.

use deskload::decide::{Interval, clopper_pearson, holm, level_per_look, replication_budget};
use deskload::metrics::{
    Unit, ValuePair, independent_difference, paired_difference, ratio_estimate,
};
use deskload::study::doubling_looks;
use proptest::prelude::*;

use super::{DESK, pair_of, plan_of};

fn means(values: &[f64]) -> Vec<ValuePair> {
    values.iter().map(|value| pair_of((*value, 1.0))).collect()
}

fn pairs(values: &[(f64, f64)]) -> Vec<ValuePair> {
    values.iter().map(|value| pair_of(*value)).collect()
}

#[track_caller]
fn is(found: f64, known: f64, digits: f64) {
    assert!((found - known).abs() <= digits, "{found} and not {known}");
}

/// Newcombe (1998, *Statistics in Medicine* 17:857), table I, method 5: four places.
#[test]
fn clopper_pearson_gives_the_published_intervals() {
    for (k, n, low, high) in [
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ] {
        let found = clopper_pearson(k, n, 0.05);
        is(found.value, k as f64 / n as f64, 1e-12);
        is(found.low, low, 5e-5);
        is(found.high, high, 5e-5);
        // Failures are the mirror image.
        let mirror = clopper_pearson(n - k, n, 0.05);
        is(mirror.high, 1.0 - found.low, 1e-9);
        is(mirror.low, 1.0 - found.high, 1e-9);
    }
    // All of sixty: 0.025^(1/60).
    is(clopper_pearson(60, 60, 0.05).low, 0.940_4, 5e-5);
    is(clopper_pearson(1_000_000, 1_000_000, 0.05).low, 0.025_f64.powf(1e-6), 1e-9);
}

/// Holm's own example as textbooks give it: 0.01, 0.04, 0.03, 0.005 of four.
#[test]
fn holm_adjusts_the_textbook_example() {
    let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
    for (found, known) in adjusted.into_iter().zip([0.03, 0.06, 0.06, 0.02]) {
        is(found, known, 1e-12);
    }
    assert!(holm(&[]).is_empty());
    // What is not known shows nothing, and takes nothing from the others: 0.01 of two.
    for unknown in [f64::NAN, -f64::NAN] {
        let adjusted = holm(&[unknown, 0.01]);
        is(adjusted[0], 1.0, 0.0);
        is(adjusted[1], 0.02, 1e-12);
    }
}

const SLEEP_1: [f64; 10] = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const SLEEP_2: [f64; 10] = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

/// The sleep data of Student (1908), as R's `t.test(extra ~ group, paired = TRUE)` gives them:
/// t = -4.0621, 9 degrees, p = 0.002833, -1.58 from -2.4598858 to -0.7001142.
#[test]
fn paired_differences_of_the_sleep_data() {
    let found = paired_difference(&means(&SLEEP_1), &means(&SLEEP_2));
    is(found.value, -1.58, 1e-12);
    is(found.value / found.standard_error, -4.0621, 5e-5);
    is(found.degrees, 9.0, 0.0);
    let interval = Interval::of_estimate(found, 0.05);
    is(interval.low, -2.459_885_8, 5e-6);
    is(interval.high, -0.700_114_2, 5e-6);
    // One-sided: that the second is more, half of 0.002833.
    is(1.0 - found.probability_above(0.0), 0.001_416_5, 5e-7);
}

/// The same as two groups, `t.test(extra ~ group)`: t = -1.8608, 17.776 degrees, p = 0.07939, from
/// -3.3654832 to 0.2054832 (Welch).
#[test]
fn independent_differences_of_the_sleep_data() {
    let found = independent_difference(&means(&SLEEP_1), &means(&SLEEP_2));
    is(found.value / found.standard_error, -1.8608, 5e-5);
    is(found.degrees, 17.776, 5e-4);
    let interval = Interval::of_estimate(found, 0.05);
    is(interval.low, -3.365_483_2, 5e-6);
    is(interval.high, 0.205_483_2, 5e-6);
    is(2.0 * (1.0 - found.probability_above(0.0)), 0.079_39, 5e-6);
}

/// Two replications: 1 of 2 and 3 of 4, so 2/3. Their errors are (1 − 4/3)/3 = −1/9 and 1/9, the
/// variance of the mean (2/81)/1/2 = 1/81. Of the other desk, 2 of 2 and 2 of 4, the errors are 2/9 and
/// −2/9, so 4/81; those of the difference 3/9 and −3/9, so 1/9.
#[test]
fn ratios_and_their_differences_by_the_delta_method() {
    let (old, new) = (pairs(&[(1.0, 2.0), (3.0, 4.0)]), pairs(&[(2.0, 2.0), (2.0, 4.0)]));
    let one = ratio_estimate(&old);
    is(one.value, 2.0 / 3.0, 1e-12);
    is(one.standard_error, 1.0 / 9.0, 1e-12);
    let paired = paired_difference(&new, &old);
    is(paired.value, 0.0, 1e-12);
    is(paired.standard_error, 1.0 / 3.0, 1e-12);
    is(paired.degrees, 1.0, 0.0);
    let independent = independent_difference(&new, &old);
    is(independent.standard_error, 5.0_f64.sqrt() / 9.0, 1e-12);
    // (4 + 1)² / (4² + 1²)
    is(independent.degrees, 25.0 / 17.0, 1e-12);
    // As many as the shorter has.
    let longer = pairs(&[(2.0, 2.0), (2.0, 4.0), (9.0, 9.0)]);
    assert_eq!(paired_difference(&longer, &old), paired);
}

/// The desk's sheets and its decisions say the same of a figure.
#[test]
fn a_standard_error_is_that_of_the_sheets() {
    let all = [(1.0, 2.0), (3.0, 4.0), (5.0, 5.0), (0.0, 3.0)];
    let mut sheet = deskload::metrics::RatioEstimator::default();
    all.iter().for_each(|(sum, count)| sheet.add(*sum, *count));
    let own = ratio_estimate(&pairs(&all));
    is(own.value, sheet.ratio().value, 1e-12);
    is(own.half_width(0.05), sheet.ratio().half_width, 1e-9);
}

#[test]
fn what_is_not_known_has_no_number_and_no_interval() {
    assert!(ratio_estimate(&[]).value.is_nan());
    assert!(ratio_estimate(&pairs(&[(0.0, 0.0), (0.0, 0.0)])).value.is_nan());
    let once = ratio_estimate(&means(&[3.0]));
    assert!(once.standard_error.is_nan());
    let interval = Interval::of_estimate(once, 0.05);
    assert_eq!((interval.low, interval.high), (f64::NEG_INFINITY, f64::INFINITY));
    assert!(Interval::of_figure(&[], Unit::Seconds, 0.05).is_none());
    assert!(paired_difference(&means(&[1.0]), &[]).value.is_nan());
    // What never differed is known, and its interval has no width.
    let same = independent_difference(&means(&[2.0; 4]), &means(&[2.0; 4]));
    is(same.half_width(0.05), 0.0, 0.0);
    is(same.probability_above(0.0), 1.0, 0.0);
}

#[test]
fn replications_double_up_to_the_budget_and_the_error_is_split() {
    assert_eq!(doubling_looks(20, 160), [20, 40, 80, 160]);
    assert_eq!(doubling_looks(10, 35), [10, 20, 35]);
    assert_eq!(doubling_looks(20, 20), [20]);
    assert_eq!(doubling_looks(20, 5), [20]);
    assert_eq!(doubling_looks(u32::MAX, u32::MAX), [u32::MAX]);
    is(level_per_look(0.05, 4), 0.0125, 1e-15);
    is(level_per_look(0.05, 0), 0.05, 0.0);
    let run = &plan_of(DESK).run;
    assert_eq!(replication_budget(run), 24, "eight times three");
    let stated = DESK.replace("replications = 3", "replications = 12\nmax_replications = 30");
    assert_eq!(replication_budget(&plan_of(&stated).run), 30);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Welch's degrees lie between those of the smaller sample and those of both.
    #[test]
    fn degrees_of_freedom_stay_in_their_bounds(
        new in proptest::collection::vec(0.0..1e6_f64, 2..6),
        old in proptest::collection::vec(0.0..1e6_f64, 2..6),
    ) {
        let found = independent_difference(&means(&new), &means(&old));
        let (a, b) = (new.len() as f64 - 1.0, old.len() as f64 - 1.0);
        prop_assert!(found.degrees >= a.min(b) && found.degrees <= (a + b) * (1.0 + 1e-9), "{found:?}");
        prop_assert!(found.half_width(0.05).is_finite());
        prop_assert!((0.0..=1.0).contains(&found.probability_above(0.0)));
    }

    /// An interval holds its estimate, and of a share lies within 0 and 1.
    #[test]
    fn an_interval_holds_its_estimate(
        counts in proptest::collection::vec((0_u32..40, 0_u32..40), 1..12),
        alpha in 1e-6..0.5_f64,
    ) {
        let pairs: Vec<ValuePair> = counts
            .iter()
            .map(|(a, b)| pair_of((f64::from(*a.min(b)), f64::from(*a.max(b)))))
            .collect();
        match Interval::of_figure(&pairs, Unit::Share, alpha) {
            None => prop_assert!(pairs.iter().all(|pair| pair.count == 0.0)),
            Some(interval) => {
                prop_assert!(0.0 <= interval.low && interval.high <= 1.0, "{interval:?}");
                let within = interval.low <= interval.value && interval.value <= interval.high;
                prop_assert!(within, "{interval:?}");
                prop_assert!(interval.low < interval.high, "{interval:?}");
            }
        }
    }
}
