//! How long a run is, and what its intervals come from.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deskload::SessionTrace;
use deskload::metrics::{Estimate, Sheet, blank_sheets, student_t_quantile};
use deskload::scenario::PRECISION_FIGURES;
use deskload::study::{
    Engine, ErlangA, MemoryBudget, Options, Outcome, mser5, next_look, run, run_replication,
};

use super::{cell, seconds};
use crate::scenario::{read_file, rendered, scenarios};

const DESK: &str = "theory/exact/ea-03.toml";

fn options(engine: Engine, jobs: usize) -> Options {
    Options {
        engine,
        jobs,
        trace: SessionTrace::Kept,
        stop: Arc::new(AtomicBool::new(false)),
        memory: MemoryBudget::UNLIMITED,
        ..Options::default()
    }
}

fn outcome_on(file: &str, overrides: &[&str], options: &Options) -> Outcome {
    let reading = read_file(&scenarios().join(file), overrides);
    let said = rendered(&reading);
    let plan = reading.plan.unwrap_or_else(|| panic!("{file}: {said}"));
    run(&plan, options, &|_| {}).expect("every invariant holds")
}

fn outcome(overrides: &[&str]) -> Outcome {
    outcome_on(DESK, overrides, &options(Engine::Inline, 2))
}

fn sheet<'a>(outcome: &'a Outcome, name: &str) -> &'a Sheet {
    outcome.sheets.iter().find(|sheet| sheet.name == name).expect("a sheet")
}

fn figure(outcome: &Outcome, name: &str) -> Estimate {
    sheet(outcome, "live_chats").get(&["desk"], name).expect("a figure")
}

/// Estimates as bits, so that what is not a number is equal to itself.
fn bits(outcome: &Outcome) -> Vec<(u64, u64)> {
    let rows = outcome.sheets.iter().flat_map(|sheet| &sheet.rows);
    let values = rows.flat_map(|row| &row.values);
    values.map(|one| (one.value.to_bits(), one.half_width.to_bits())).collect()
}

/// Of a run that is stopped, not of one that ends by itself.
#[test]
fn a_large_sheet_of_a_stopped_run_has_no_rows() {
    let with_rows = |replications: &str, stops_after: u32| {
        let live_chats = blank_sheets().into_iter().find(|sheet| sheet.name == "live_chats");
        // As many as the one live chat has: that sheet is no larger, the one by intervals is.
        let most = live_chats.expect("a sheet").measures.len();
        let options = Options { most_cells_if_stopped: most, ..options(Engine::Inline, 1) };
        let stop = Arc::clone(&options.stop);
        let reading = read_file(&scenarios().join(DESK), &[replications, "run.interval=1h"]);
        let plan = reading.plan.expect("it is valid");
        let progress = |done: u32| stop.store(done >= stops_after, Ordering::Relaxed);
        let outcome = run(&plan, &options, &progress).expect("every invariant holds");
        ["live_chats", "intervals"].map(|name| {
            let sheet = sheet(&outcome, name);
            (!sheet.rows.is_empty(), sheet.rows_left_out)
        })
    };
    assert_eq!(with_rows("run.replications=100000", 2), [(true, false), (false, true)]);
    assert_eq!(with_rows("run.replications=4", 5), [(true, false), (true, false)]);
}

#[test]
fn every_figure_to_be_precise_in_is_a_column() {
    let sheets = blank_sheets();
    let sheet = sheets.iter().find(|sheet| sheet.name == "live_chats").expect("a sheet");
    for name in PRECISION_FIGURES {
        assert!(sheet.measures.iter().any(|column| column.name == name), "{name}");
    }
}

const SHORT: [&str; 2] = ["run.horizon=\"20h\"", "run.warm_up=\"0s\""];

#[test]
fn replications_are_added_until_the_figure_is_as_precise_as_wanted() {
    let wanted: Vec<&str> =
        SHORT.into_iter().chain(["run.replications=10", "run.precision=\"8%\""]).collect();
    let precise = outcome(&wanted);
    let told = precise.findings.precision.clone().expect("it was asked for");
    let Estimate { value, half_width } = figure(&precise, "wait");
    assert!(told.is_reached && half_width <= 0.08 * value, "{half_width} of {value}");
    assert!((told.half_width - half_width / value).abs() < 1e-12);
    assert_eq!((told.replications, told.live_chat.as_deref()), (precise.finished, Some("desk")));
    // It stopped at the first look that was good enough.
    let mut looks = vec![10];
    while looks.last().is_some_and(|last| *last < precise.finished) {
        looks.push(next_look(10, 1_000, looks[looks.len() - 1]));
    }
    assert_eq!(looks.last(), Some(&precise.finished));
    assert!(looks.len() > 1, "the first look was enough: this shows nothing");
    let before = format!("run.replications={}", looks[looks.len() - 2]);
    let overrides: Vec<&str> = SHORT.into_iter().chain([before.as_str()]).collect();
    let Estimate { value, half_width } = figure(&outcome(&overrides), "wait");
    assert!(half_width > 0.08 * value);
    // The same replications as if their number had been stated.
    let stated = format!("run.replications={}", precise.finished);
    let overrides: Vec<&str> = SHORT.into_iter().chain([stated.as_str()]).collect();
    assert_eq!(bits(&outcome(&overrides)), bits(&precise));
}

#[test]
fn hosts_and_jobs_change_neither_where_it_stops_nor_a_digit() {
    let wanted = ["run.horizon=\"20h\"", "run.warm_up=\"mser-5\"", "run.precision=\"8%\""];
    let one = outcome_on(DESK, &wanted, &options(Engine::Inline, 1));
    for (engine, jobs) in [(Engine::Inline, 3), (Engine::Actors, 2), (Engine::Inline, 64)] {
        let other = outcome_on(DESK, &wanted, &options(engine, jobs));
        assert_eq!(bits(&other), bits(&one));
        assert_eq!((&other.findings, other.requested), (&one.findings, one.requested));
        assert_eq!(other.sessions, one.sessions);
    }
}

#[test]
fn a_precision_out_of_reach_ends_at_the_most_and_says_so() {
    let wanted = ["run.precision=\"0.01%\"", "run.replications=4", "run.max_replications=23"];
    let vague = outcome(&wanted.into_iter().chain(SHORT).collect::<Vec<_>>());
    let told = vague.findings.precision.clone().expect("it was asked for");
    assert_eq!((vague.finished, vague.requested, told.is_reached), (23, 23, false));
    assert!(!vague.findings.all_met());
}

/// 2 % of a share near nothing would take for ever; two points of it do not.
#[test]
fn a_share_is_precise_to_so_many_points() {
    let wanted = ["run.precision=\"2%\"", "run.precision_of=\"desk.abandon_rate\""];
    let precise = outcome(&wanted.into_iter().chain(SHORT).collect::<Vec<_>>());
    let told = precise.findings.precision.clone().expect("it was asked for");
    let Estimate { value, half_width } = figure(&precise, "abandon_rate");
    assert!(told.is_reached && half_width <= 0.02 && half_width > 0.02 * value);
    assert_eq!(precise.finished, 20);
}

/// A hundred runs to a precision, each stopped at the look that pleased it, against the exact wait.
/// Binomial: at a true coverage of 90 %, fewer than 80 of 100 cover once in a thousand seeds.
#[test]
fn intervals_still_cover_after_stopping_at_a_look_that_pleased() {
    let exact = ErlangA::new(96.0 / 3600.0, 300.0, 10, 180.0).wait;
    let covers = |seed: u32| {
        let seed = format!("run.seed={seed}");
        let overrides = [
            seed.as_str(),
            "run.horizon=\"30h\"",
            "run.warm_up=\"1h\"",
            "run.replications=10",
            "run.precision=\"15%\"",
        ];
        let quick = Options { trace: SessionTrace::Off, ..options(Engine::Inline, 2) };
        let Estimate { value, half_width } = figure(&outcome_on(DESK, &overrides, &quick), "wait");
        (value - exact).abs() <= half_width
    };
    let covered = (1..=100).filter(|seed| covers(*seed)).count();
    assert!(covered >= 80, "only {covered} of 100 cover the true wait");
}

#[test]
fn one_replication_alone_is_the_same_as_among_the_others() {
    let overrides = ["run.horizon=\"20h\"", "run.warm_up=\"mser-5\"", "run.replications=6"];
    let reading = read_file(&scenarios().join(DESK), &overrides);
    let plan = reading.plan.expect("a plan");
    let options = options(Engine::Inline, 2);
    let all = run(&plan, &options, &|_| {}).expect("every invariant holds");
    let one = run_replication(&plan, &options, 4, &|_| {}).expect("every invariant holds");
    assert_eq!((one.finished, one.requested), (1, 1));
    assert_eq!(one.findings.warm_up, all.findings.warm_up);
    let all = all.sessions.expect("traced");
    let among: Vec<_> = all.into_iter().filter(|row| row.replication == 4).collect();
    assert_eq!(one.sessions.expect("traced"), among);
}

#[test]
fn what_never_settles_is_too_short_and_no_more_than_half_is_cut() {
    let rising: Vec<f64> = (0..100).map(f64::from).collect();
    let cut = mser5(&rising);
    assert_eq!((cut.batches, cut.cut_batches, cut.is_too_short()), (20, 10, true));
    // Nothing to choose between: nothing is cut.
    let cut = mser5(&[1.0; 100]);
    assert_eq!((cut.cut_batches, cut.is_too_short()), (0, false));
    // Batches of five: 0, then 1 and 1.2 in turn. All but the first has the least error.
    let settled: Vec<f64> = (0..100)
        .map(|i| match (i / 5, i / 5 % 2) {
            (0, _) => 0.0,
            (_, 0) => 1.0,
            _ => 1.2,
        })
        .collect();
    assert_eq!(mser5(&settled).cut_batches, 1);
    assert!(mser5(&[1.0; 7]).is_too_short());
}

/// From empty to 48 at the desk.
#[test]
fn mser_5_cuts_the_way_up_and_what_is_left_is_stationary() {
    let overrides = [
        "run.horizon=\"400h\"",
        "run.warm_up=\"mser-5\"",
        "run.replications=20",
        "run.interval=\"400h\"",
    ];
    let outcome = outcome_on("theory/exact/ec-05.toml", &overrides, &options(Engine::Inline, 2));
    let found = outcome.findings.warm_up.expect("it was asked for");
    assert!(!found.too_short && found.pilot == 5, "{found:?}");
    assert!(found.warm_up.as_hours_f64() < 200.0 && found.warm_up.as_secs_f64() > 0.0, "{found:?}");
    // M/M/50 at 90 %: 45 at work on average, whatever was cut.
    let Estimate { value, half_width } = figure(&outcome, "serving");
    let error = half_width / student_t_quantile(19);
    assert!((value - 45.0).abs() < 4.5 * error, "{value} ± {error}");
}

#[test]
fn batches_give_one_run_the_intervals_that_it_has_not() {
    let overrides =
        ["run.horizon=\"2000h\"", "run.interval=\"2000h\"", "run.replications=1", "run.batches=20"];
    let batched = outcome(&overrides);
    assert_eq!((batched.finished, batched.requested), (1, 1));
    let check = batched.findings.batches.expect("it was asked for");
    assert_eq!((check.batches, check.is_correlated()), (20, false));
    let plain = outcome(&overrides[..3]);
    let values = |outcome: &Outcome| bits(outcome).into_iter().map(|(v, _)| v).collect::<Vec<_>>();
    assert_eq!(values(&batched), values(&plain), "the figures are those of the whole run");
    assert!(figure(&plain, "wait").half_width.is_nan());
    let exact = ErlangA::new(96.0 / 3600.0, 300.0, 10, 180.0);
    for (name, exact) in [
        ("wait", exact.wait),
        ("asa", exact.asa()),
        ("abandon_rate", exact.abandon_rate),
        ("waiting", exact.waiting),
        ("offered", 96.0 * (2000.0 - 12.0)),
    ] {
        let Estimate { value, half_width } = figure(&batched, name);
        let error = half_width / student_t_quantile(19);
        // Five figures, one seed in a thousand: Student's t(19) stays below 4.6.
        assert!((value - exact).abs() < 4.6 * error, "{name}: {value} ± {error}, exact {exact}");
        assert!(error > 0.0 && error < 0.05 * exact, "{name}: {value} ± {error}");
    }
    assert!(figure(&batched, "wait_p95").half_width > 0.0);
    assert!(figure(&batched, "wait_max").half_width.is_nan());
}

/// By hand from the trace: the sessions of each batch by arrival, the interval by the delta method.
#[test]
fn a_batch_counts_the_sessions_that_came_in_it() {
    let overrides = [
        "run.horizon=\"100h\"",
        "run.warm_up=\"20h\"",
        "run.replications=1",
        "run.batches=10",
        "run.interval=\"1h\"",
    ];
    let outcome = outcome(&overrides);
    let rows = outcome.sessions.as_deref().expect("traced");
    let mut batches = [(0.0_f64, 0.0_f64); 10];
    let mut offered = [0.0_f64; 10];
    for row in rows {
        let arrived = seconds(row, "arrived") / 3600.0 - 20.0;
        if arrived < 0.0 {
            continue;
        }
        let batch = (arrived / 8.0) as usize;
        offered[batch] += 1.0;
        if !cell(row, "wait").is_empty() {
            batches[batch].0 += seconds(row, "wait");
            batches[batch].1 += 1.0;
        }
    }
    let n = 10.0;
    let (waited, counted) =
        batches.iter().fold((0.0, 0.0), |sum, batch| (sum.0 + batch.0, sum.1 + batch.1));
    let ratio = waited / counted;
    let spread: f64 = batches.iter().map(|(x, y)| (x - ratio * y).powi(2)).sum();
    let wide = student_t_quantile(9) * (spread / (n - 1.0) / n).sqrt() / (counted / n);
    let Estimate { value, half_width } = figure(&outcome, "wait");
    // Who came last may still be waiting.
    assert!((value - ratio).abs() < 1e-9 * ratio, "{value} is not {ratio}");
    assert!((half_width - wide).abs() < 1e-9 * wide, "{half_width} is not {wide}");
    let mean = offered.iter().sum::<f64>() / n;
    let spread: f64 = offered.iter().map(|count| (count - mean).powi(2)).sum();
    let wide = student_t_quantile(9) * (spread / (n - 1.0) * n).sqrt();
    let Estimate { value, half_width } = figure(&outcome, "offered");
    assert!((value - n * mean).abs() < 1e-9 && (half_width - wide).abs() < 1e-9 * wide);
}

/// A desk at its limit forgets slowly, within 5 min / (1 - √0.75)² = 4.6 h: batches of a quarter of an
/// hour resemble their neighbours, whatever the seed.
#[test]
fn batches_that_are_too_short_are_found_out() {
    let overrides = ["run.horizon=\"58h\"", "run.replications=1", "run.batches=40"];
    let outcome = outcome_on("theory/exact/ec-01.toml", &overrides, &options(Engine::Inline, 1));
    let check = outcome.findings.batches.expect("it was asked for");
    assert!(check.is_correlated() && !outcome.findings.all_met(), "{check:?}");
}

#[test]
fn what_is_too_wide_to_decide_by_is_marked() {
    let vague = outcome(&["run.horizon=\"30h\"", "run.warm_up=\"1h\"", "run.replications=2"]);
    let sheet = sheet(&vague, "live_chats");
    let row = &sheet.rows[0];
    let too_wide = |name: &str| {
        let place = sheet.measures.iter().position(|column| column.name == name);
        sheet.is_too_wide(row, place.expect("a figure"))
    };
    for (place, column) in sheet.measures.iter().enumerate() {
        let Estimate { value, half_width } = row.values[place];
        let bound = match column.name {
            name if name.ends_with("_max") => f64::INFINITY,
            _ if column.unit == Some(deskload::metrics::Unit::Share) => 0.02,
            _ => 0.1 * value,
        };
        assert_eq!(too_wide(column.name), half_width > bound, "{}", column.name);
    }
    // One replication gives no interval, so nothing is fit to decide by but what was seen.
    let one = outcome(&["run.horizon=\"30h\"", "run.warm_up=\"1h\"", "run.replications=1"]);
    let sheet = self::sheet(&one, "live_chats");
    for (place, column) in sheet.measures.iter().enumerate() {
        let known = sheet.rows[0].values[place].value.is_finite();
        let seen = column.name.ends_with("_max");
        assert_eq!(sheet.is_too_wide(&sheet.rows[0], place), known && !seen, "{}", column.name);
    }
}
