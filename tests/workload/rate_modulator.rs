//! Rates that vary by chance.

use deskload::base::HOUR;
use deskload::base::{Span, StreamKey, Time};
use deskload::plan::Busyness;
use deskload::workload::BusynessState;

fn factors(correlation: f64, days: u64) -> Vec<f64> {
    let spec = Busyness {
        day_cv: 0.0,
        interval_cv: 0.5,
        every: HOUR,
        correlation,
        offset: Span::ZERO,
        key: 1,
    };
    let mut state = BusynessState::new(spec, StreamKey::root(1));
    (0..24 * days).map(|hour| state.factor_at(Time::ZERO + Span(hour * HOUR.0)).0).collect()
}

#[test]
fn factors_have_mean_one_the_stated_variation_and_correlation() {
    const N: u64 = 1_000;
    for correlation in [0.0, 0.8] {
        let drawn = factors(correlation, N);
        let n = drawn.len() as f64;
        // Of 24,000 correlated values as many are worth (1 − r)/(1 + r) of them.
        let worth = n * (1.0 - correlation) / (1.0 + correlation);
        let mean = drawn.iter().sum::<f64>() / n;
        assert!((mean - 1.0).abs() < 5.0 * 0.5 / worth.sqrt(), "mean {mean}");
        let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        // Var(s²) = σ⁴(2 + excess)/n with excess 6 cv² = 1.5 for a gamma distribution.
        let spread = 0.25 * (3.5 / worth).sqrt();
        assert!((variance - 0.25).abs() < 5.0 * spread, "variance {variance}");
        let pairs = drawn.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean));
        let found = pairs.sum::<f64>() / n / variance;
        // A gamma distribution bends the scores: what it leaves of a correlation of 0.8 is 0.79 or so.
        assert!((found - correlation).abs() < 0.05, "correlation {found}");
    }
}

#[test]
fn the_factor_of_a_day_does_not_depend_on_earlier_queries() {
    let spec = Busyness {
        day_cv: 0.3,
        interval_cv: 0.0,
        every: HOUR,
        correlation: 0.0,
        offset: Span(6 * HOUR.0),
        key: 1,
    };
    let mut often = BusynessState::new(spec, StreamKey::root(1));
    let mut seldom = BusynessState::new(spec, StreamKey::root(1));
    let early = often.factor_at(Time::ZERO);
    assert_eq!(early.1, Time::ZERO + Span(18 * HOUR.0));
    assert_eq!(often.factor_at(Time::ZERO + HOUR).0, early.0);
    let later = Time::ZERO + Span(20 * HOUR.0);
    assert_ne!(early.0, often.factor_at(later).0);
    assert_eq!(seldom.factor_at(later), often.factor_at(later));
}
