//! Common random numbers, and what they are good for: comparing desks.

mod closed_forms;
mod concurrency_speeds;
mod erlang;
mod load;
mod precision;
mod sheet_error;
mod staffing;
mod statistics;
mod typed_desk;
mod workers;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::metrics::{SESSION_COLUMNS, SessionRow};
use deskload::study::{Engine, MemoryBudget, Options, Outcome, run};

pub use load::parts as small_desk;

use crate::scenario::{read_file, rendered, scenarios};

fn outcome(file: &str, overrides: &[&str]) -> Outcome {
    let reading = read_file(&scenarios().join(file), overrides);
    let said = rendered(&reading);
    let plan = reading.plan.unwrap_or_else(|| panic!("{file}: {said}"));
    let stop = Arc::new(AtomicBool::new(false));
    let options = Options {
        engine: Engine::Inline,
        jobs: 2,
        trace: SessionTrace::Kept,
        stop,
        memory: MemoryBudget::UNLIMITED,
        ..Options::default()
    };
    run(&plan, &options, &|_| {}).expect("every invariant holds")
}

fn cell<'a>(row: &'a SessionRow, name: &str) -> &'a str {
    let place = SESSION_COLUMNS.iter().position(|column| column.name == name);
    &row.cells[place.expect("a column")]
}

fn seconds(row: &SessionRow, name: &str) -> f64 {
    cell(row, name).parse().expect("seconds")
}

/// The sessions by replication and name.
fn by_session(outcome: &Outcome) -> BTreeMap<(u32, &str), &SessionRow> {
    let rows = outcome.sessions.as_deref().expect("traced");
    rows.iter().map(|row| ((row.replication, cell(row, "session")), row)).collect()
}

/// The desks below differ in staffing, routing and licenses; no client who comes is another.
#[test]
fn staffing_routing_and_licenses_change_no_client_who_comes() {
    let base = ["run.replications=3", "run.horizon=\"40h\"", "run.warm_up=\"0s\""];
    let variants: [&[&str]; 4] = [
        &["groups.operators.count=12"],
        &["groups.operators.count=7"],
        &["groups.operators.selection=\"listed\"", "groups.operators.tie=\"listed\""],
        &[
            "edition.name=\"service-2025\"",
            "edition.named_licenses=0",
            "edition.concurrent_licenses=9",
        ],
    ];
    let file = "theory/exact/ea-03.toml";
    let first = outcome(file, &base);
    let known = by_session(&first);
    assert!(known.len() > 3_000, "{} sessions", known.len());
    for variant in variants {
        let overrides: Vec<&str> = base.iter().chain(variant).copied().collect();
        let other = outcome(file, &overrides);
        let rows = by_session(&other);
        assert_eq!(rows.len(), known.len(), "{variant:?}");
        let (mut efforts, mut patiences) = (0, 0);
        for (session, row) in &rows {
            let before = known[session];
            for same in ["arrived", "topic", "live_chat"] {
                assert_eq!(cell(row, same), cell(before, same), "{variant:?} {session:?}");
            }
            match (cell(before, "outcome"), cell(row, "outcome")) {
                // One session at a time: from the answer to the end it takes its effort.
                ("closed", "closed") => {
                    let effort = |row| seconds(row, "ended") - seconds(row, "answered");
                    assert!((effort(row) - effort(before)).abs() < 1e-9, "{session:?}");
                    efforts += 1;
                }
                // Who gave up had waited as long as there was patience.
                ("abandoned", "abandoned") => {
                    assert_eq!(cell(row, "wait"), cell(before, "wait"), "{session:?}");
                    patiences += 1;
                }
                _ => {}
            }
        }
        assert!(efforts > 1_000 && patiences > 5, "{variant:?}: {efforts}, {patiences}");
    }
}

/// The mean wait of each replication.
fn waits(outcome: &Outcome, replications: u32) -> Vec<f64> {
    let rows = outcome.sessions.as_deref().expect("traced");
    let of = |replication: u32| {
        let mine = rows.iter().filter(|row| row.replication == replication);
        let waits: Vec<f64> = mine
            .filter(|row| matches!(cell(row, "outcome"), "closed" | "abandoned"))
            .map(|row| seconds(row, "wait"))
            .collect();
        waits.iter().sum::<f64>() / waits.len() as f64
    };
    (0..replications).map(of).collect()
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}

/// The difference that one operator makes, on the same clients and on different ones.
#[test]
fn the_same_clients_make_a_difference_much_surer() {
    const N: u32 = 60;
    let wait = |count: u32, seed: u32| {
        let overrides = [
            format!("groups.operators.count={count}"),
            format!("run.seed={seed}"),
            format!("run.replications={N}"),
            "run.horizon=\"20h\"".to_owned(),
        ];
        let overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
        waits(&outcome("theory/exact/ea-03.toml", &overrides), N)
    };
    let difference =
        |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
    let (ten, eleven) = (wait(10, 1), wait(11, 1));
    let common = variance(&difference(&ten, &eleven));
    let separate = variance(&difference(&ten, &wait(11, 2)));
    // Nearly ninefold here. F(59, 59) exceeds 2.5 once in four thousand where the variances are
    // alike.
    assert!(separate / common > 2.5, "the variance shrinks by {:.2}", separate / common);
}

/// On the same clients, served in their order by operators who are alike, a further operator lets
/// no client wait longer (Kiefer and Wolfowitz: the ordered workloads fall).
#[test]
fn one_more_operator_lets_no_client_wait_longer() {
    let with = |count: &str| {
        let more = format!("groups.operators.count={count}");
        outcome(
            "theory/exact/ec-03.toml",
            &[&more, "run.replications=2", "run.at_horizon=\"drain\""],
        )
    };
    let (fewer, more) = (with("14"), with("15"));
    let (fewer, more) = (by_session(&fewer), by_session(&more));
    let mut shorter = 0;
    for (session, row) in &fewer {
        let (before, after) = (seconds(row, "wait"), seconds(more[session], "wait"));
        assert!(after <= before, "{session:?} waits {after} instead of {before}");
        shorter += u32::from(after < before);
    }
    assert!(shorter > 1_000, "only {shorter} wait less: too idle a desk to tell");
}

/// In all, not one by one: who stays longer takes an operator whom another client would have had.
#[test]
fn more_patience_never_raises_the_share_that_gives_up() {
    let abandoned = |patience: u32| {
        let distribution =
            format!("live_chats.desk.topics.anything.patience={{ exponential = \"{patience}s\" }}");
        let outcome = outcome("theory/exact/ea-03.toml", &[&distribution, "run.replications=4"]);
        let sheet =
            outcome.sheets.iter().find(|sheet| sheet.name == "live_chats").expect("a sheet");
        sheet.get(&["desk"], "abandon_rate").expect("a figure").value
    };
    let shares: Vec<f64> = [30, 60, 120, 180, 300, 900].map(abandoned).to_vec();
    assert!(shares.is_sorted_by(|a, b| a > b), "{shares:?}");
}

/// One more concurrent license never lets the desk's clients wait longer in all.
#[test]
fn one_more_license_never_raises_the_total_wait() {
    let total = |licenses: u32| {
        let overrides = [
            "edition.name=\"service-2025\"".to_owned(),
            "edition.named_licenses=0".to_owned(),
            format!("edition.concurrent_licenses={licenses}"),
            "run.replications=3".to_owned(),
            "run.horizon=\"30h\"".to_owned(),
        ];
        let overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
        let outcome = outcome("theory/exact/ea-03.toml", &overrides);
        let rows = outcome.sessions.as_deref().expect("traced");
        let waited = rows.iter().filter(|row| !cell(row, "wait").is_empty());
        waited.map(|row| seconds(row, "wait")).sum::<f64>()
    };
    // One license is the supervisor's.
    let waits: Vec<f64> = (7..=12).map(total).collect();
    assert!(waits.is_sorted_by(|a, b| a >= b), "{waits:?}");
}
