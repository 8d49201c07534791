//! Days of a desk that did not change fall where they are predicted.

use deskload::Options;
use deskload::fit::{BacktestOptions, FittedDesk, PredictedFigure, backtest, drawn_desk, fit_desk};
use deskload::study::ReplicationSource;

use super::world::{past, past_with};

#[test]
fn most_days_of_a_desk_that_did_not_change_fall_inside_what_is_predicted() {
    let past = past(21, 11);
    let (first, _) = past.days().expect("there are days");
    let options = BacktestOptions { split: first + 14, replications: 40, answer_within: 60 };
    let run_options = Options { jobs: 1, ..Options::default() };
    let found =
        backtest(&past, &options, &run_options, &|_| ReplicationSource::Simulated, &|_, _| {})
            .expect("it runs");
    assert_eq!(found.calibrations.len(), PredictedFigure::ALL.len());
    for calibration in &found.calibrations {
        let wide = calibration.inside[2];
        assert_eq!(wide.of, 7, "{calibration:?}");
        // Of seven days at 95 of 100, fewer than four come once in five thousand weeks.
        assert!(wide.count >= 4, "{calibration:?}");
        assert!(calibration.inside[0].count <= calibration.inside[1].count);
    }
    let volume = found.calibrations.iter().find(|it| it.figure == PredictedFigure::Volume);
    assert!((volume.expect("it is predicted").mean - 300.0).abs() < 100.0);
}

#[test]
fn of_four_weeks_as_many_days_fall_inside_as_the_levels_of_intervals_promise() {
    // Of 28 days and four desks: the benches do the same with half-years, whose table is in docs/fit.md.
    let mut inside = [[0; 3]; 4];
    let mut days = 0;
    for seed in 1..=4 {
        let small = ["scale.volume=30%", "groups.general.count=1", "run.answer_within=\"60s\""];
        let past = past_with(56, seed, &small.map(str::to_owned));
        let (first, _) = past.days().expect("there are days");
        let options = BacktestOptions { split: first + 28, replications: 40, answer_within: 60 };
        let run_options = Options { jobs: 1, ..Options::default() };
        let simulated = |_| ReplicationSource::Simulated;
        let found = backtest(&past, &options, &run_options, &simulated, &|_, _| {});
        for (row, calibration) in inside.iter_mut().zip(&found.expect("it runs").calibrations) {
            for (count, share) in row.iter_mut().zip(calibration.inside) {
                *count += share.count;
            }
        }
        days += 28;
    }
    // Days of one desk share its estimates, so that they are worth a quarter as many: within three of their errors.
    for (figure, row) in PredictedFigure::ALL.iter().zip(inside) {
        for (count, level) in row.into_iter().zip([0.5, 0.8, 0.95]) {
            let share = f64::from(count as u32) / f64::from(days);
            let error = (level * (1.0_f64 - level) / (f64::from(days) / 4.0)).sqrt();
            assert!(
                (share - level).abs() < 3.0 * error,
                "{figure:?} at {level}: {share} of {days}"
            );
        }
    }
}

#[test]
fn a_split_that_leaves_a_part_empty_is_refused() {
    let past = past(8, 12);
    let (first, last) = past.days().expect("there are days");
    for split in [first, last + 1] {
        let options = BacktestOptions { split, replications: 20, answer_within: 60 };
        let why = backtest(
            &past,
            &options,
            &Options::default(),
            &|_| ReplicationSource::Simulated,
            &|_, _| {},
        )
        .unwrap_err();
        assert!(why.to_string().contains("without a day"), "{why}");
    }
}

#[test]
fn desks_are_drawn_about_the_fitted_one_as_widely_as_its_estimates_are_uncertain() {
    let fitted = fit_desk(&past(21, 13)).expect("it is enough");
    const DRAWS: u32 = 40;
    let desks: Vec<FittedDesk> =
        (0..DRAWS).map(|draw| drawn_desk(&fitted, (draw, DRAWS))).collect();
    // The mean of equally likely quantiles is zero, and their variance nearly one.
    let spread = |of: &dyn Fn(&FittedDesk) -> f64| {
        let values: Vec<f64> = desks.iter().map(of).collect();
        let mean = values.iter().sum::<f64>() / f64::from(DRAWS);
        let square = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / f64::from(DRAWS);
        (mean - of(&fitted), square.sqrt())
    };
    let close = |name: &str, (bias, error): (f64, f64), stated: f64| {
        assert!(bias.abs() < 1e-6 * stated.max(1.0), "{name}: {bias}");
        assert!((error / stated - 1.0).abs() < 0.05, "{name}: {error} instead of {stated}");
    };
    let monday = fitted.live_chats[0].arrivals.weekdays[0];
    let volume = |desk: &FittedDesk| desk.live_chats[0].arrivals.profile[0].iter().sum::<f64>();
    close("volume of Mondays", spread(&volume), (monday.high - monday.value) / 1.96);
    let cell = |desk: &FittedDesk| desk.groups[0].work.clone().expect("work").cells[0].clone();
    let work =
        |desk: &FittedDesk| cell(desk).expect("a cell").distributions[0].distribution.mean().ln();
    close("effort", spread(&work), cell(&fitted).expect("a cell").ln_mean_error);
    let speed = |desk: &FittedDesk| desk.groups[0].work.clone().expect("work").speeds[1].ln();
    let error = fitted.groups[0].work.clone().expect("work").ln_speed_errors[1];
    close("speed of two", spread(&speed), error);
    let distribution = |desk: &FittedDesk| {
        desk.live_chats[0].patience.clone().expect("some").distributions[0].clone()
    };
    let patience = |desk: &FittedDesk| distribution(desk).distribution.parameters[0];
    let error = distribution(&fitted).covariance.expect("it is sharp")[0][0].sqrt();
    close("patience", spread(&patience), error);
    assert_eq!(desks[3], drawn_desk(&fitted, (3, DRAWS)), "no generator, no seed");
}
