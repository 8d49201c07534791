//! Days of a desk that did not change fall where they are predicted.

use deskload::Options;
use deskload::fit::{BacktestOptions, PredictedFigure, backtest};
use deskload::study::ReplicationSource;

use super::world::past;

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
