//! How often the days of a second part fell inside what was predicted.

use super::short;
use crate::fit::{Backtest, Calibration, PREDICTED_LEVELS, PredictedFigure, day_text};
use crate::report::page::{TextStyle, push_wrapped, sanitized, split_columns};
use crate::report::tables::{Cell, ReportTable, TableColumn};

/// The name of the table of days.
pub const BACKTEST_FILE: &str = "backtest.csv";

/// A share as a percentage, everything else as it is.
pub(in crate::report) fn shown_figure(figure: PredictedFigure, value: f64) -> String {
    match figure {
        PredictedFigure::ServiceLevel | PredictedFigure::AbandonRate => {
            format!("{:.1} %", 100.0 * value)
        }
        PredictedFigure::Asa => format!("{} s", short(value)),
        PredictedFigure::Volume => short(value),
    }
}

/// The page that `backtest` prints.
pub fn backtest_text(backtest: &Backtest, style: TextStyle) -> String {
    let (from, to) = backtest.fitted.days;
    let heading = format!(
        "fitted to {} to {}, held against {} to {}; {} replications of each week",
        day_text(from),
        day_text(to),
        day_text(backtest.tested.0),
        day_text(backtest.tested.1),
        backtest.replications
    );
    let mut text = String::new();
    push_wrapped(&mut text, &heading);
    text.push('\n');
    let mut rows = vec![vec!["days inside".to_owned()]];
    rows[0].extend(PREDICTED_LEVELS.iter().map(|level| format!("{:.0} %", 100.0 * level)));
    rows[0].extend(["seen".to_owned(), "bias".to_owned(), "error".to_owned()]);
    rows.extend(backtest.calibrations.iter().map(calibration_cells));
    text.push_str(&split_columns(&rows, 1, style));
    text.push('\n');
    push_wrapped(
        &mut text,
        "Days inside the predicted interval of each level; in brackets the 95 % interval of the share (Clopper and \
         Pearson): prediction is calibrated where it holds the level of its column. seen: mean of the days; bias: \
         predicted less seen; error: its absolute value, on average.",
    );
    let unusual: Vec<String> = worst(backtest);
    if !unusual.is_empty() {
        text.push('\n');
        let line = format!("Days outside of the 95 % interval: {}.", unusual.join("; "));
        push_wrapped(&mut text, &line);
    }
    for note in &backtest.fitted.notes {
        text.push('\n');
        push_wrapped(&mut text, &format!("note: {}", sanitized(note)));
    }
    text
}

/// What was found of one figure: its name, the shares of days inside each interval, and how far days were off.
pub(in crate::report) fn calibration_cells(calibration: &Calibration) -> Vec<String> {
    let figure = calibration.figure;
    let mut cells = vec![figure.column().to_owned()];
    cells.extend(calibration.inside.iter().map(|share| {
        let interval = share.interval();
        format!(
            "{} of {} = {:.0} % ({:.0} to {:.0})",
            share.count,
            share.of,
            100.0 * interval.value,
            100.0 * interval.low,
            100.0 * interval.high
        )
    }));
    cells.push(shown_figure(figure, calibration.mean));
    cells.push(shown_figure(figure, calibration.bias));
    cells.push(shown_figure(figure, calibration.absolute_error));
    cells
}

/// The first days that were not as predicted, with the figures.
fn worst(backtest: &Backtest) -> Vec<String> {
    const MOST: usize = 10;
    let outside = backtest.days.iter().filter(|day| !day.inside(2));
    let mut listed: Vec<String> = outside
        .map(|day| {
            format!(
                "{} {} {} (predicted {} to {})",
                day_text(day.day),
                day.figure.column(),
                shown_figure(day.figure, day.seen),
                shown_figure(day.figure, day.bounds[2].0),
                shown_figure(day.figure, day.bounds[2].1)
            )
        })
        .collect();
    if listed.len() > MOST {
        let more = listed.len() - MOST;
        listed.truncate(MOST);
        listed.push(format!("and {more} more"));
    }
    listed
}

/// `backtest.csv`: a line for each day and figure.
pub fn backtest_table(backtest: &Backtest) -> ReportTable<'_> {
    let number = |name| TableColumn::number(name, "");
    let mut columns = ["live_chat", "day", "figure"].map(TableColumn::text).to_vec();
    columns.extend(["seen", "predicted"].map(|name| number(name.to_owned())));
    for level in PREDICTED_LEVELS {
        let percent = 100.0 * level;
        columns.extend([
            number(format!("low_{percent:.0}")),
            number(format!("high_{percent:.0}")),
            TableColumn::text(format!("inside_{percent:.0}")),
        ]);
    }
    let rows = backtest.days.iter().map(|day| {
        let mut cells = vec![
            Cell::text(day.live_chat.as_str()),
            Cell::DateTime(day_text(day.day).into()),
            Cell::text(day.figure.column()),
            Cell::Number(day.seen),
            Cell::Number(day.predicted),
        ];
        for (level, (low, high)) in day.bounds.iter().enumerate() {
            cells.extend([
                Cell::Number(*low),
                Cell::Number(*high),
                Cell::yes_or_no(day.inside(level)),
            ]);
        }
        cells
    });
    ReportTable { name: "backtest", columns, rows: Box::new(rows) }
}
