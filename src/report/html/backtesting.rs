//! The page of a backtest: days as they were, beside what was predicted of them.

use maud::{Markup, html};

use super::chart::{Figure, Line, Table, lines};
use super::frame::Frame;
use super::shown;
use crate::fit::{Backtest, PREDICTED_LEVELS, PredictedDay, PredictedFigure, day_text};
use crate::report::fitting::{calibration_cells, shown_figure};

/// The bytes of the page.
pub fn backtest_html(backtest: &Backtest, name: &str) -> Vec<u8> {
    let mut parts = vec![calibrations(backtest)];
    for (number, chat) in backtest.fitted.live_chats.iter().enumerate() {
        let figures = PredictedFigure::ALL.iter().enumerate().filter_map(|(place, figure)| {
            let own = |day: &&PredictedDay| day.live_chat == chat.name && day.figure == *figure;
            let days: Vec<&PredictedDay> = backtest.days.iter().filter(own).collect();
            (!days.is_empty()).then(|| days_of(&days, *figure, &format!("days-{number}-{place}")))
        });
        let figures: Vec<Figure> = figures.collect();
        parts.push(html! {
            h2 { "Live chat " (shown(&chat.name)) }
            @for figure in &figures { (figure.markup()) }
        });
    }
    let basis = format!(
        "Fitted to {} to {}, held against {} to {}; {} simulations of each week, with the staff that was there.",
        day_text(backtest.fitted.days.0),
        day_text(backtest.fitted.days.1),
        day_text(backtest.tested.0),
        day_text(backtest.tested.1),
        backtest.replications
    );
    let (title, heading) = (format!("{name}: backtest"), format!("Backtest of {name}"));
    Frame { title, heading, basis: vec![basis], answers: Vec::new(), parts }.into_bytes()
}

/// How often days fell inside.
fn calibrations(backtest: &Backtest) -> Markup {
    let mut headings = vec!["Figure".to_owned()];
    headings.extend(PREDICTED_LEVELS.map(|level| format!("Inside {:.0} %", 100.0 * level)));
    headings.extend(["Seen, mean", "Predicted less seen", "Error"].map(str::to_owned));
    let table =
        Table { headings, rows: backtest.calibrations.iter().map(calibration_cells).collect() };
    html! {
        h2 { "Days inside what was predicted" }
        p {
            "A prediction is calibrated if about half of all days lie inside its interval of 50 %, and 95 of 100 inside "
            "that of 95 %. In brackets what so few days can tell of that (95 % intervals of Clopper and Pearson)."
        }
        (table.markup())
    }
}

/// The days of one figure, with the interval of 95 %.
fn days_of(days: &[&PredictedDay], figure: PredictedFigure, id: &str) -> Figure {
    let of = |value: f64| shown_figure(figure, value);
    let wide = PREDICTED_LEVELS.len() - 1;
    let middle = |day: &&PredictedDay| f64::midpoint(day.bounds[wide].0, day.bounds[wide].1);
    let half = |day: &&PredictedDay| (day.bounds[wide].1 - day.bounds[wide].0) / 2.0;
    let predicted = Line {
        name: "middle of the interval that holds 95 of 100 days".to_owned(),
        values: days.iter().map(middle).collect(),
        bands: days.iter().map(half).collect(),
    };
    let seen = Line {
        name: "seen".to_owned(),
        values: days.iter().map(|day| day.seen).collect(),
        bands: Vec::new(),
    };
    let step = days.len().div_ceil(8).max(1);
    let labels: Vec<(usize, String)> =
        (0..days.len()).step_by(step).map(|place| (place, day_text(days[place].day))).collect();
    let mut headings = ["Day", "Seen", "Predicted"].map(str::to_owned).to_vec();
    headings.extend(PREDICTED_LEVELS.map(|level| format!("{:.0} %", 100.0 * level)));
    let row = |day: &&PredictedDay| {
        let bounds = day.bounds.iter().map(|(low, high)| format!("{} to {}", of(*low), of(*high)));
        [day_text(day.day), of(day.seen), of(day.predicted)].into_iter().chain(bounds).collect()
    };
    let inside = days.iter().filter(|day| day.inside(wide)).count();
    Figure {
        id: id.to_owned(),
        title: format!("{} of each day.", figure.column()),
        finding: format!("{inside} of {} days lie inside their interval of 95 %.", days.len()),
        table: Table { headings, rows: days.iter().map(row).collect() },
        svg: lines(&[predicted, seen], &labels, &of),
    }
}
