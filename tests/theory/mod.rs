//! Shipped theory scenarios against closed forms.
//!
//! The simulation gives each figure with a standard error, from independent replications. A figure
//! passes if (simulated − exact) / standard error is compatible with chance: all of a test's
//! figures together would fail a right program once in a thousand seeds (Bonferroni over the
//! figures, Student's t). So that a wrong program cannot hide behind a wide interval, the standard
//! error must also be below 2 % of the figure (or 0.002 for a share).

mod cases;
mod exact;
mod levels;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::metrics::{Estimate, student_t_quantile};
use deskload::study::{Engine, ErlangA, ErlangC, MemoryBudget, Options, Outcome, erlang_b, run};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::scenario::{read_file, rendered, scenarios};

/// A figure in a sheet, and what it should be. A row is found by its first key, or, where there
/// are two that count, by `first@second`.
#[derive(Clone, Debug)]
struct Figure {
    sheet: String,
    row: String,
    measure: String,
    exact: f64,
}

fn desk(measure: &str, exact: f64) -> Figure {
    Figure { sheet: "live_chats".into(), row: "desk".into(), measure: measure.into(), exact }
}

fn group(measure: &str, exact: f64) -> Figure {
    Figure { sheet: "groups".into(), row: "operators".into(), measure: measure.into(), exact }
}

/// What was simulated for a figure.
struct Finding {
    value: f64,
    /// The standard error.
    error: f64,
    z: f64,
}

impl Finding {
    fn new(figure: &Figure, outcome: &Outcome) -> Self {
        let sheet = outcome.sheets.iter().find(|sheet| sheet.name == figure.sheet);
        let sheet = sheet.expect("a sheet");
        let (first, second) = figure.row.split_once('@').unwrap_or((&figure.row, ""));
        let row = sheet
            .rows
            .iter()
            .find(|row| row.keys[0] == first && (second.is_empty() || row.keys[1] == second));
        let place = sheet.measures.iter().position(|column| column.name == figure.measure);
        let Estimate { value, half_width } = row.expect("a row").values[place.expect("a measure")];
        let error = half_width / student_t_quantile(u64::from(outcome.finished - 1));
        // Where nothing is left to chance nothing varies but the last digit of a mean.
        let same = (value / figure.exact - 1.0).abs() < 1e-12;
        let z = if same { 0.0 } else { (value - figure.exact) / error };
        Self { value, error, z }
    }

    fn is_precise(&self, exact: f64, relative: f64) -> bool {
        self.error < relative * exact.abs() || (exact < 1.0 && self.error < relative / 10.0)
    }
}

/// What |z| stays below for all of so many figures of a right program, but for once in a thousand.
fn bound(replications: u32, figures: usize) -> f64 {
    let t = StudentsT::new(0.0, 1.0, f64::from(replications - 1)).expect("degrees of freedom");
    t.inverse_cdf(1.0 - 0.001 / (2.0 * figures as f64))
}

fn simulate(scenario: &str, overrides: &[&str]) -> Outcome {
    let reading = read_file(&scenarios().join("theory").join(scenario), overrides);
    let said = rendered(&reading);
    let plan = reading.plan.unwrap_or_else(|| panic!("{scenario}: {said}"));
    let stop = Arc::new(AtomicBool::new(false));
    let options = Options {
        engine: Engine::Inline,
        jobs: 2,
        trace: SessionTrace::Off,
        stop,
        memory: MemoryBudget::UNLIMITED,
        ..Options::default()
    };
    run(&plan, &options, &|_| {}).expect("every invariant holds")
}

/// Fails if any figure cannot be chance, or is too vague to tell.
fn agree(scenario: &str, overrides: &[&str], figures: &[Figure]) {
    let outcome = simulate(scenario, overrides);
    let bound = bound(outcome.finished, figures.len());
    let mut wrong = Vec::new();
    for figure in figures {
        let Finding { value, error, z } = Finding::new(figure, &outcome);
        let precise = Finding { value, error, z }.is_precise(figure.exact, 0.02);
        if z.is_nan() || z.abs() >= bound || !precise {
            let Figure { measure, exact, .. } = figure;
            wrong.push(format!("{measure}: {value} ± {error}, exact {exact}, z {z:.2}"));
        }
    }
    assert!(wrong.is_empty(), "{scenario} {overrides:?}\n{}", wrong.join("\n"));
}

#[test]
fn m_m_n_waits_as_erlang_c_says() {
    let exact = ErlangC::new(200.0 / 3600.0, 180.0, 14).expect("stable");
    let figures = [
        desk("waited_share", exact.waited_share),
        desk("wait", exact.wait),
        desk("asa", exact.wait),
        desk("waiting", exact.wait * 200.0 / 3600.0),
        desk("service_level_answered", exact.answered_within(20.0)),
        group("occupancy", exact.occupancy),
        group("handle_time", 180.0),
    ];
    // The time-average queue has variance 1735 s/T (Whitt): 1.6 % of it takes 100 runs of 5 days.
    agree("erlang-c.toml", &["run.replications=100"], &figures);
}

#[test]
fn m_m_n_with_patience_abandons_as_erlang_a_says() {
    let exact = ErlangA::new(2880.0 / 3600.0, 60.0, 50, 120.0);
    let figures = [
        desk("waited_share", exact.waited_share),
        desk("abandon_rate", exact.abandon_rate),
        desk("wait", exact.wait),
        desk("waiting", exact.waiting),
        group("occupancy", exact.occupancy),
        // Tabulated for this example (Garnett, Mandelbaum, Reiman 2002), from M/M/n+G integrals.
        desk("asa", 3.615_900_239_553_115),
        desk("wait_abandoned", 6.642_844_653_048_295),
        desk("service_level_offered", 0.943_018_954_746_981_2),
        desk("service_level_answered", 0.973_099_653_701_856_8),
        desk("service_level_removed", 0.972_864_391_707_808_1),
    ];
    agree("erlang-a.toml", &["run.replications=20"], &figures);
}

#[test]
fn the_desk_of_the_benchmarks_abandons_as_erlang_a_says() {
    let exact = ErlangA::new(1000.0 / 3600.0, 360.0, 100, 120.0);
    let figures = [
        desk("waited_share", exact.waited_share),
        desk("abandon_rate", exact.abandon_rate),
        desk("wait", exact.wait),
        group("occupancy", exact.occupancy),
    ];
    agree("erlang-a-100.toml", &["run.replications=20"], &figures);
}

/// The share refused depends on the mean of the effort alone, whatever its distribution.
#[test]
fn a_desk_without_a_queue_refuses_as_erlang_b_says_whatever_the_distribution_of_the_effort() {
    let refused = erlang_b(5.0, 5);
    for effort in [
        "{ exponential = \"300s\" }",
        "{ constant = \"300s\" }",
        "{ lognormal = { mean = \"300s\", cv = 1.5 } }",
        "{ gamma = { mean = \"300s\", cv = 0.5 } }",
    ] {
        let figures = [
            desk("refusal_rate", refused),
            desk("serving", 5.0 * (1.0 - refused)),
            group("occupancy", 1.0 - refused),
        ];
        let distribution = format!("live_chats.desk.topics.anything.effort={effort}");
        agree("erlang-b.toml", &["run.replications=20", &distribution], &figures);
    }
}
