//! Fits a desk to the first part of its past, simulates the second part, and counts how often each day fell
//! inside what was predicted.
//!
//! The second part is simulated week by week, with the staff that was there and arrivals, work and patience as
//! fitted. A predicted interval holds what replications show, and that estimates are not exact: replications are
//! divided among draws, each with a desk of its own from the distribution of the estimates (see `drawn`). Bounds are order statistics: of R predicted
//! values the k-th from either end leaves out 2k/(R+1), exactly, if the day is one more of the same kind.

use std::collections::HashMap;
use std::sync::Arc;

use super::arrivals::TrendUse;
use super::desk::{FitError, FittedDesk, fit_desk};
use super::drawn::drawn;
use super::past::{DutySpan, Fate, Past};
use super::scenario::{
    FitLevel, FittedFile, ScenarioOptions, StaffChoice, day_text, scenario_files,
};
use super::shares::Share;
use super::staff::duty_spans;
use crate::decide::Catalog;
use crate::metrics::{SheetName, TrackedFigure, WindowLength};
use crate::plan::Plan;
use crate::scenario::{Files, read};
use crate::study::{Options, ReplicationSource, replication_values};

/// Levels of the predicted intervals.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// Draws of parameters among which replications are divided.
const DRAWS: u32 = 10;

/// What is predicted of each day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PredictedFigure {
    ServiceLevel,
    Asa,
    AbandonRate,
    Volume,
}

impl PredictedFigure {
    pub const ALL: [Self; 4] = [Self::ServiceLevel, Self::Asa, Self::AbandonRate, Self::Volume];

    /// The column of `live_chats.csv`.
    pub fn column(self) -> &'static str {
        match self {
            Self::ServiceLevel => "service_level",
            Self::Asa => "asa",
            Self::AbandonRate => "abandon_rate",
            Self::Volume => "offered",
        }
    }
}

/// How it is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BacktestOptions {
    /// The first day of the second part, since 1 January 1970.
    pub split: i64,
    /// Replications of each week.
    pub replications: u32,
    /// The threshold of the service level, in seconds.
    pub answer_within: u64,
}

/// One figure of one day of a live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictedDay {
    pub live_chat: String,
    pub day: i64,
    pub figure: PredictedFigure,
    pub seen: f64,
    /// The median of the predicted values.
    pub predicted: f64,
    /// One for each of [`LEVELS`].
    pub bounds: [(f64, f64); 3],
}

impl PredictedDay {
    /// Whether the day is inside the interval of a level.
    pub fn inside(&self, level: usize) -> bool {
        let (low, high) = self.bounds[level];
        low <= self.seen && self.seen <= high
    }
}

/// How often days of a figure fell inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    pub figure: PredictedFigure,
    /// Days inside of all, for each of [`LEVELS`].
    pub inside: [Share; 3],
    /// The mean of predicted less seen, and of its absolute value.
    pub bias: f64,
    pub absolute_error: f64,
    /// The mean of what was seen.
    pub mean: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    pub fitted: FittedDesk,
    pub days: Vec<PredictedDay>,
    pub calibrations: Vec<Calibration>,
    pub replications: u32,
    /// The first and last day of the second part.
    pub tested: (i64, i64),
}

struct InMemory(Vec<FittedFile>);

impl Files for InMemory {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = self.0.iter().find(|file| file.name == path);
        found.map(|file| file.bytes.clone()).ok_or_else(|| format!("there is no {path}"))
    }
}

/// Predicted values by live chat, day and figure.
type Predictions = HashMap<(usize, i64, usize), Vec<f64>>;

/// The first part fitted, and the simulations that predict the second: cells, one for each week and draw.
#[derive(Debug)]
pub struct BacktestWork {
    options: BacktestOptions,
    fitted: FittedDesk,
    spans: Vec<DutySpan>,
    /// The first days of the weeks.
    mondays: Vec<i64>,
    draws: u32,
    last: i64,
}

/// Replications of one week with one draw of parameters.
#[derive(Clone, Debug)]
pub struct BacktestCell {
    pub name: String,
    /// As many as it takes.
    pub replications: u32,
    /// The scenario, what it is read with, and the files that it names.
    pub inputs: Vec<(String, Vec<u8>)>,
    pub plan: Plan,
    pub tracked: Vec<TrackedFigure>,
    /// Which live chat and which figure each tracked one is of.
    names: Vec<(usize, usize)>,
    monday: i64,
}

impl BacktestWork {
    /// Fits the first part.
    ///
    /// # Errors
    /// There is too little of either part.
    pub fn new(past: &Past, options: &BacktestOptions) -> Result<Self, FitError> {
        let Some((first, last)) = past.days() else {
            return Err(FitError("there are no sessions to look back on".to_owned()));
        };
        if options.split <= first || options.split > last {
            return Err(FitError("the split leaves one of the two parts without a day".to_owned()));
        }
        let fitted = fit_desk(&past.between(first, options.split - 1))?;
        let (spans, _) = duty_spans(past);
        let monday = options.split - super::weekday(options.split) as i64;
        Ok(Self {
            options: *options,
            fitted,
            spans,
            mondays: (0..).map(|week| monday + 7 * week).take_while(|it| *it <= last).collect(),
            draws: DRAWS.min(options.replications),
            last,
        })
    }

    /// How many there are: week after week, draw after draw.
    pub fn cell_count(&self) -> usize {
        self.mondays.len() * self.draws as usize
    }

    /// The cell at a place.
    ///
    /// # Errors
    /// The scenario is invalid, which is a fault of this program.
    ///
    /// # Panics
    /// There are fewer cells.
    pub fn cell(&self, place: usize) -> Result<BacktestCell, FitError> {
        let (week, draw) = (place / self.draws as usize, (place % self.draws as usize) as u32);
        let monday = self.mondays[week];
        let desk = drawn(&self.fitted, (draw, self.draws));
        let files = scenario_files(
            &desk,
            &ScenarioOptions {
                name: "backtest",
                level: FitLevel::Session,
                staff: StaffChoice::OfWeek { monday, spans: &self.spans },
                prefix: "",
                answer_within: self.options.answer_within,
            },
        );
        let overrides = vec![
            format!("scale.volume={:.6}", volume(&desk, monday)),
            format!("run.seed={}", 1 + week * 1_000 + draw as usize),
        ];
        let all = self.options.replications;
        read_cell(InMemory(files), &overrides).map(|(plan, inputs)| {
            let (tracked, names) = predicted(&plan);
            BacktestCell {
                name: format!("week of {}, draw {}", day_text(monday), draw + 1),
                replications: all / self.draws + u32::from(draw < all % self.draws),
                inputs,
                plan,
                tracked,
                names,
                monday,
            }
        })
    }
}

/// Fits the first part and predicts the second; `source_of` says where the replications of a cell come from.
///
/// # Errors
/// There is too little of either part, or a simulation fails.
pub fn backtest(
    past: &Past,
    options: &BacktestOptions,
    run_options: &Options,
    source_of: &dyn Fn(usize) -> ReplicationSource,
    progress: &dyn Fn(usize, usize),
) -> Result<Backtest, FitError> {
    let work = BacktestWork::new(past, options)?;
    let mut predictions = Predictions::new();
    for place in 0..work.cell_count() {
        progress(place, work.cell_count());
        let options = Options { source: source_of(place), ..run_options.clone() };
        simulate(&work.cell(place)?, &options, &mut predictions)?;
    }
    let BacktestWork { fitted, last, .. } = work;
    let days = judged_days(past, &fitted, options, last, &predictions);
    let calibrations = PredictedFigure::ALL.iter().filter_map(|it| calibration(&days, *it));
    Ok(Backtest {
        calibrations: calibrations.collect(),
        days,
        fitted,
        replications: options.replications,
        tested: (options.split, last),
    })
}

/// What a trend makes of the volume by the middle of a week.
fn volume(desk: &FittedDesk, monday: i64) -> f64 {
    let growth = desk.live_chats.iter().map(|chat| &chat.arrivals);
    let growth = growth.filter(|arrivals| arrivals.trend_use == TrendUse::Included);
    let growth = growth.map(|it| it.trend.value).sum::<f64>() / desk.live_chats.len().max(1) as f64;
    let weeks_on = (monday + 3 - desk.days.1) as f64 / 7.0;
    (growth * weeks_on).exp()
}

/// Names and bytes of files.
type Inputs = Vec<(String, Vec<u8>)>;

/// The plan of a scenario, and all that it was read from.
fn read_cell(files: InMemory, overrides: &[String]) -> Result<(Plan, Inputs), FitError> {
    let outcome = read("backtest.toml", &files.0[0].bytes, &files, overrides);
    let plan = outcome.into_plan().map_err(|faults| {
        FitError(format!(
            "the fitted scenario is invalid, which is a fault of this program: {faults}"
        ))
    })?;
    let mut inputs: Inputs = files.0.into_iter().map(|file| (file.name, file.bytes)).collect();
    inputs.push(("overrides".to_owned(), overrides.join("\n").into_bytes()));
    Ok((plan, inputs))
}

/// What is predicted of each day, and which live chat and figure each is of.
fn predicted(plan: &Plan) -> (Vec<TrackedFigure>, Vec<(usize, usize)>) {
    let catalog = Catalog::new(plan);
    let mut tracked = Vec::new();
    let mut names = Vec::new();
    for chat in 0..plan.live_chats.len() {
        for (place, figure) in PredictedFigure::ALL.iter().enumerate() {
            let Some(named) = catalog.of_all_lines(SheetName::LiveChats, figure.column()) else {
                continue;
            };
            tracked.push(TrackedFigure {
                sheet: SheetName::LiveChats,
                row: chat,
                column: named.column,
                at_most: None,
                windows: Some(WindowLength::Day),
            });
            names.push((chat, place));
        }
    }
    (tracked, names)
}

fn simulate(
    cell: &BacktestCell,
    run_options: &Options,
    predictions: &mut Predictions,
) -> Result<(), FitError> {
    let options = Options { tracked: cell.tracked.clone().into(), ..run_options.clone() };
    let plan = Arc::new(cell.plan.clone());
    let values = replication_values(&plan, &options, 0..cell.replications, &|_| {})
        .map_err(|why| FitError(why.to_string()))?;
    if (values.len() as u32) < cell.replications {
        return Err(FitError("interrupted: nothing is counted".to_owned()));
    }
    for replication in values {
        for ((chat, figure), windows) in cell.names.iter().zip(replication) {
            for (day, pair) in windows.iter().enumerate() {
                if let Some(value) = pair.value().filter(|value| value.is_finite()) {
                    predictions
                        .entry((*chat, cell.monday + day as i64, *figure))
                        .or_default()
                        .push(value);
                }
            }
        }
    }
    Ok(())
}

/// What was seen of a live chat on each day: sessions, answered, in time, waited, abandoned, soon.
#[derive(Clone, Copy, Debug, Default)]
struct SeenDay {
    offered: f64,
    answered: f64,
    in_time: f64,
    waited: f64,
    abandoned: f64,
    abandoned_soon: f64,
    /// Without an answer, and waited longer than asked.
    open_late: f64,
}

/// Those who give up sooner count for no service level, as in `run.short_abandon`.
const SHORT_ABANDON: f64 = 5.0;

fn seen_days(past: &Past, live_chat: &str, within: f64) -> HashMap<i64, SeenDay> {
    let mut days: HashMap<i64, SeenDay> = HashMap::new();
    let place = past.live_chats.iter().position(|name| name == live_chat);
    for session in past.sessions.iter().filter(|session| Some(session.live_chat) == place) {
        let day = days.entry(session.day()).or_default();
        day.offered += 1.0;
        let wait = session.wait;
        match session.fate {
            Fate::Answered => {
                day.answered += 1.0;
                day.waited += wait.unwrap_or(0.0);
                day.in_time += f64::from(u8::from(wait.is_some_and(|wait| wait <= within)));
            }
            Fate::Abandoned => {
                day.abandoned += 1.0;
                let soon = wait.is_some_and(|wait| wait < SHORT_ABANDON);
                day.abandoned_soon += f64::from(u8::from(soon));
            }
            Fate::Other => {
                let late = wait.is_some_and(|wait| wait > within);
                day.open_late += f64::from(u8::from(late));
            }
        }
    }
    days
}

impl SeenDay {
    /// By the definitions of `live_chats.csv`; not a number where there is nothing to divide by.
    fn value(&self, figure: PredictedFigure) -> f64 {
        match figure {
            PredictedFigure::ServiceLevel => {
                self.in_time
                    / (self.answered + self.abandoned - self.abandoned_soon + self.open_late)
            }
            PredictedFigure::Asa => self.waited / self.answered,
            PredictedFigure::AbandonRate => self.abandoned / self.offered,
            PredictedFigure::Volume => self.offered,
        }
    }
}

fn judged_days(
    past: &Past,
    fitted: &FittedDesk,
    options: &BacktestOptions,
    last: i64,
    predictions: &Predictions,
) -> Vec<PredictedDay> {
    let mut judged = Vec::new();
    for (chat, live_chat) in fitted.live_chats.iter().enumerate() {
        let seen = seen_days(past, &live_chat.name, options.answer_within as f64);
        for day in options.split..=last {
            let today = seen.get(&day).copied().unwrap_or_default();
            for (place, figure) in PredictedFigure::ALL.iter().enumerate() {
                let value = today.value(*figure);
                let Some(values) = predictions.get(&(chat, day, place)) else { continue };
                // A day without sessions has a volume and nothing else.
                if !value.is_finite() || values.len() < 20 {
                    continue;
                }
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                judged.push(PredictedDay {
                    live_chat: live_chat.name.clone(),
                    day,
                    figure: *figure,
                    seen: value,
                    predicted: sorted[sorted.len() / 2],
                    bounds: LEVELS.map(|level| bounds(&sorted, level)),
                });
            }
        }
    }
    judged
}

/// The k-th from either end of sorted values, with k/(R+1) at most half of what is left out.
pub fn bounds(sorted: &[f64], level: f64) -> (f64, f64) {
    let number = sorted.len();
    let place = ((1.0 - level) / 2.0 * (number + 1) as f64).floor() as usize;
    let place = place.clamp(1, number.div_ceil(2)) - 1;
    (sorted[place], sorted[number - 1 - place])
}

fn calibration(days: &[PredictedDay], figure: PredictedFigure) -> Option<Calibration> {
    let own: Vec<&PredictedDay> = days.iter().filter(|day| day.figure == figure).collect();
    if own.is_empty() {
        return None;
    }
    let number = own.len() as f64;
    let mean =
        |of: &dyn Fn(&PredictedDay) -> f64| own.iter().map(|day| of(day)).sum::<f64>() / number;
    Some(Calibration {
        figure,
        inside: std::array::from_fn(|level| Share {
            count: own.iter().filter(|day| day.inside(level)).count(),
            of: own.len(),
        }),
        bias: mean(&|day| day.predicted - day.seen),
        absolute_error: mean(&|day| (day.predicted - day.seen).abs()),
        mean: mean(&|day| day.seen),
    })
}
