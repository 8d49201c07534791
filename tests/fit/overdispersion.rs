//! Counts drawn from the model of the scenario language: how much days and half-hours vary is found without bias.

use deskload::fit::{DayCounts, SLOTS, fit_arrivals};
use rand::SeedableRng as _;
use rand_distr::{Distribution as _, Gamma, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The variances of the factors of days and of half-hours.
const TRUTH: (f64, f64) = (0.0225, 0.0625);

/// The mean of a half-hour: nine hours of 20, 30 and 16 an hour.
fn mean(slot: usize) -> f64 {
    match slot {
        18..24 => 10.0,
        24..30 => 15.0,
        30..36 => 8.0,
        _ => 0.0,
    }
}

fn weeks(number: i64, seed: u64) -> Vec<DayCounts> {
    let mut stream = Xoshiro256PlusPlus::seed_from_u64(seed);
    let gamma = |variance: f64| Gamma::new(1.0 / variance, variance).expect("a distribution");
    let (of_day, of_slot) = (gamma(TRUTH.0), gamma(TRUTH.1));
    let mut day = |day: i64| {
        let busyness = of_day.sample(&mut stream);
        let mut counts = [0; SLOTS];
        for (slot, count) in counts.iter_mut().enumerate().filter(|(slot, _)| mean(*slot) > 0.0) {
            let rate = mean(slot) * busyness * of_slot.sample(&mut stream);
            *count = Poisson::new(rate).expect("a distribution").sample(&mut stream) as u32;
        }
        DayCounts { day, counts }
    };
    (20_731..20_731 + 7 * number).map(&mut day).collect()
}

#[test]
fn four_weeks_tell_variances_without_bias() {
    const PASTS: u32 = 120;
    let (mut days, mut slots) = (Vec::new(), Vec::new());
    for seed in 0..PASTS {
        let fitted = fit_arrivals(&weeks(4, u64::from(seed))).expect("four weeks");
        days.push(fitted.day_cv.value.powi(2));
        slots.push(fitted.interval_cv.value.powi(2));
        // An interval that is taken from the same distribution as the draws of a backtest.
        assert!(
            fitted.day_cv.low <= fitted.day_cv.value && fitted.day_cv.value <= fitted.day_cv.high
        );
    }
    for (found, truth) in [(days, TRUTH.0), (slots, TRUTH.1)] {
        let number = found.len() as f64;
        let mean = found.iter().sum::<f64>() / number;
        let spread = found.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (number - 1.0);
        let error = (spread / number).sqrt();
        // Without what fitted means take, days would be short by four errors.
        assert!((mean - truth).abs() < 2.5 * error, "{mean} ± {error}, where {truth} is true");
    }
}
