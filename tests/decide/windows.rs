//! Figures of single intervals and days are parts of those of the whole run.

use std::collections::BTreeSet;
use std::sync::Arc;

use deskload::SessionTrace;
use deskload::base::{MINUTE, Span, Time};
use deskload::decide::Catalog;
use deskload::metrics::{
    ReplicationValues, SheetName, TrackedFigure, ValuePair, WindowLength, ratio_estimate, windows,
};
use deskload::plan::Plan;
use deskload::report::sheet_csv;
use deskload::study::{Engine, Options, Outcome, run};

use super::{DESK, plan_of};

/// Desks whose measured time begins and ends at borders, or within intervals and days.
fn desks() -> Vec<Plan> {
    let with = |run: &str| DESK.replace("starts = \"mon 00:00\"\nhorizon = \"2d\"", run);
    vec![
        plan_of(DESK),
        plan_of(&with("starts = \"tue 09:20\"\nhorizon = \"30h\"\nwarm_up = \"95m\"")),
        plan_of(&with(
            "starts = \"sun 23:10\"\nhorizon = \"26h\"\nwarm_up = \"1h\"\nat_horizon = \"drain\"",
        )),
        plan_of(&with("starts = \"mon 08:00\"\nhorizon = \"25h\"").replace("\"1h\"", "\"25m\"")),
    ]
}

/// Every figure of every line, with what it is called. Of a percentile: how many are within a minute.
fn figures(plan: &Plan, length: Option<WindowLength>) -> Vec<(TrackedFigure, String)> {
    let catalog = Catalog::new(plan);
    let mut found = Vec::new();
    for (sheet, table) in catalog.sheets() {
        for (column, measure) in table.measures.iter().enumerate() {
            let at_most = sheet.percentile_share(column).map(|_| MINUTE);
            for row in 0..table.rows.len() {
                let figure = TrackedFigure { sheet, row, column, at_most, windows: length };
                found.push((figure, format!("{}.{}", sheet.name(), measure.name)));
            }
        }
    }
    found
}

fn outcome(plan: &Plan, figures: &[TrackedFigure], engine: Engine) -> Outcome {
    let options = Options { engine, tracked: figures.into(), ..Options::default() };
    run(plan, &options, &|_| {}).expect("every invariant holds")
}

fn values(plan: &Plan, length: Option<WindowLength>) -> Vec<ReplicationValues> {
    let figures: Vec<TrackedFigure> =
        figures(plan, length).into_iter().map(|(figure, _)| figure).collect();
    outcome(plan, &figures, Engine::Inline).replication_values
}

/// The largest of something, a quantile of levels and what was bought are no sums of their parts.
const NO_SUMS: [&str; 7] = [
    "concurrency_max",
    "reply_time_max",
    "peak",
    "billed_peak",
    "waiting_max",
    "held_p95",
    "bought",
];

fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0)
}

/// Numerators add up over the windows, and so do denominators where they are no plain 1.
fn add_up(plan: &Plan, length: WindowLength) {
    let (whole, parts) = (values(plan, None), values(plan, Some(length)));
    let names = figures(plan, None);
    let number = windows(&plan.run, length).len();
    let (mut wrong, mut checked, mut moved) = (BTreeSet::new(), 0, 0);
    for (whole, parts) in whole.iter().zip(&parts) {
        for ((whole, parts), (_, name)) in whole.iter().zip(parts).zip(&names) {
            assert_eq!((whole.len(), parts.len()), (1, number), "{name}");
            if NO_SUMS.iter().any(|other| name.ends_with(other)) {
                continue;
            }
            let whole = whole[0];
            let sum = |of: fn(&ValuePair) -> f64| parts.iter().map(of).sum::<f64>();
            let (sums, counts) = (sum(|pair| pair.sum), sum(|pair| pair.count));
            let is_mean = whole.count == 1.0 && parts.iter().all(|pair| pair.count == 1.0);
            if !is_near(sums, whole.sum) || !(is_mean || is_near(counts, whole.count)) {
                wrong.insert(format!("{name}: {sums} of {counts}, and not {whole:?}"));
            }
            checked += 1;
            moved += usize::from(whole.sum > 0.0);
        }
    }
    assert!(wrong.is_empty(), "{length:?} {:?}\n{wrong:#?}", plan.run.warm_up);
    assert!(checked > 500 && moved > 100, "{checked} {moved}");
}

#[test]
fn figures_of_intervals_add_up_to_those_of_the_run() {
    desks().iter().for_each(|plan| add_up(plan, WindowLength::Interval));
}

#[test]
fn figures_of_days_add_up_to_those_of_the_run() {
    desks().iter().for_each(|plan| add_up(plan, WindowLength::Day));
}

/// Windows cover the measured time without a gap, and change at borders alone.
#[test]
fn windows_cover_the_measured_time() {
    for plan in desks() {
        let run = &plan.run;
        for length in [WindowLength::Interval, WindowLength::Day] {
            let found = windows(run, length);
            assert_eq!(found[0].from, Time::ZERO + run.warm_up);
            assert_eq!(found.last().expect("one").to, Time::ZERO + run.horizon);
            for pair in found.windows(2) {
                assert_eq!(pair[0].to, pair[1].from);
                let border = match length {
                    WindowLength::Interval => pair[1].from.0 % run.interval.0,
                    WindowLength::Day => {
                        (pair[1].from.0 + run.week_offset.0) % deskload::base::DAY.0
                    }
                };
                assert_eq!(border, 0);
            }
        }
    }
    // From Tuesday 10:55 to Wednesday 15:20: 13 h 5 min and 15 h 20 min.
    let days = windows(&desks()[1].run, WindowLength::Day);
    let lengths: Vec<Span> = days.iter().map(|day| day.to.since(day.from)).collect();
    assert_eq!(lengths, [Span(785 * MINUTE.0), Span(920 * MINUTE.0)]);
    // The warm-up of 95 min ends 25 min before the end of an interval.
    let first = windows(&desks()[1].run, WindowLength::Interval)[0];
    assert_eq!(first.to.since(first.from), Span(25 * MINUTE.0));
}

/// What `intervals.csv` says of an interval is what is judged in it.
#[test]
fn figures_of_intervals_are_those_of_the_sheet() {
    for plan in desks() {
        let (figures, names): (Vec<_>, Vec<_>) =
            figures(&plan, Some(WindowLength::Interval)).into_iter().unzip();
        let outcome = outcome(&plan, &figures, Engine::Inline);
        let sheet = outcome.sheets.iter().find(|sheet| sheet.name == "intervals").expect("one");
        let found = windows(&plan.run, WindowLength::Interval);
        assert_eq!(sheet.rows.len(), found.len());
        let mut compared = BTreeSet::new();
        for (place, name) in names.iter().enumerate() {
            let Some(column) = name
                .strip_prefix("live_chats.")
                .and_then(|name| sheet.measures.iter().position(|measure| measure.name == name))
            else {
                continue;
            };
            if figures[place].at_most.is_some() {
                continue;
            }
            for (number, row) in sheet.rows.iter().enumerate() {
                let pairs: Vec<ValuePair> =
                    outcome.replication_values.iter().map(|all| all[place][number]).collect();
                let (own, sheet) = (ratio_estimate(&pairs).value, row.values[column].value);
                let same = is_near(own, sheet) || (own.is_nan() && sheet.is_nan());
                assert!(same, "{name} in interval {number}: {own} and not {sheet}");
            }
            compared.insert(name);
        }
        assert!(compared.len() >= 10, "{compared:?}");
    }
}

#[test]
fn both_hosts_say_the_same_of_each_window() {
    for plan in &desks()[..2] {
        for length in [None, Some(WindowLength::Interval), Some(WindowLength::Day)] {
            let figures: Vec<TrackedFigure> =
                figures(plan, length).into_iter().map(|(figure, _)| figure).collect();
            let [inline, actors] = [Engine::Inline, Engine::Actors]
                .map(|engine| format!("{:?}", outcome(plan, &figures, engine).replication_values));
            assert!(inline == actors, "{length:?}");
        }
    }
}

#[test]
fn tracked_figures_change_no_byte_of_a_report() {
    for plan in &desks()[..2] {
        let pages = |figures: &[TrackedFigure]| -> Vec<Vec<u8>> {
            outcome(plan, figures, Engine::Inline).sheets.iter().map(sheet_csv).collect()
        };
        let all: Vec<TrackedFigure> = [None, Some(WindowLength::Interval), Some(WindowLength::Day)]
            .into_iter()
            .flat_map(|length| figures(plan, length))
            .map(|(figure, _)| figure)
            .collect();
        assert!(pages(&[]) == pages(&all));
    }
}

/// Counted by hand from the rows of `sessions.csv`: a session counts where it came, however long it
/// stays.
#[test]
fn a_session_counts_in_the_window_in_which_it_came() {
    let plan = plan_of(DESK);
    let column = |name: &str| {
        let catalog = Catalog::new(&plan);
        let all = catalog.of_all_lines(SheetName::LiveChats, name).expect("a column");
        all.column
    };
    let figure = |name: &str| TrackedFigure {
        sheet: SheetName::LiveChats,
        row: 0,
        column: column(name),
        at_most: None,
        windows: Some(WindowLength::Interval),
    };
    let figures: Arc<[TrackedFigure]> =
        [figure("offered"), figure("answered"), figure("abandoned")].into();
    let options = Options { trace: SessionTrace::Kept, tracked: figures, ..Options::default() };
    let outcome = run(&plan, &options, &|_| {}).expect("every invariant holds");
    let rows = outcome.sessions.as_deref().expect("traced");
    let place = |name| {
        let columns = deskload::metrics::SESSION_COLUMNS;
        columns.iter().position(|column| column.name == name).expect("a column")
    };
    let (arrived, ended_as) = (place("arrived"), place("outcome"));
    for (replication, values) in outcome.replication_values.iter().enumerate() {
        #[expect(clippy::needless_range_loop, reason = "several figures of the same hour")]
        for hour in 0..48 {
            let of_hour = rows.iter().filter(|row| {
                let at: f64 = row.cells[arrived].parse().expect("seconds");
                row.replication as usize == replication && (at / 3600.0) as usize == hour
            });
            let count = |wanted: &[&str]| {
                let those =
                    of_hour.clone().filter(|row| wanted.contains(&row.cells[ended_as].as_ref()));
                those.count() as f64
            };
            assert!(is_near(values[0][hour].sum, of_hour.clone().count() as f64), "{hour}");
            assert!(is_near(values[2][hour].sum, count(&["abandoned"])), "{hour}");
        }
    }
}
