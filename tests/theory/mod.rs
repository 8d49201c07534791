//! Shipped theory scenarios against closed forms.
//!
//! The simulation gives each figure with a standard error, from independent replications. A figure
//! passes if (simulated − exact) / standard error is compatible with chance: all of a test's
//! figures together would fail a right program once in a thousand seeds (Bonferroni over the
//! figures, Student's t). So that a wrong program cannot hide behind a wide interval, the standard
//! error must also be below 2 % of the figure (or 0.002 for a share).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::metrics::{Estimate, student};
use deskload::study::{Engine, ErlangA, ErlangC, Options, Outcome, erlang_b, run};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::scenario::{read_file, rendered, scenarios};

/// A figure in a sheet, and what it should be.
struct Figure {
    sheet: &'static str,
    row: &'static str,
    measure: &'static str,
    exact: f64,
}

fn desk(measure: &'static str, exact: f64) -> Figure {
    Figure { sheet: "live_chats", row: "desk", measure, exact }
}

fn group(measure: &'static str, exact: f64) -> Figure {
    Figure { sheet: "groups", row: "operators", measure, exact }
}

fn simulate(scenario: &str, overrides: &[&str]) -> Outcome {
    let reading = read_file(&scenarios().join("theory").join(scenario), overrides);
    let said = rendered(&reading);
    let plan = reading.plan.unwrap_or_else(|| panic!("{scenario}: {said}"));
    let stop = Arc::new(AtomicBool::new(false));
    let options = Options { engine: Engine::Inline, jobs: 2, trace: false, stop };
    run(&plan, &options, &|_| {}).expect("every law holds")
}

/// Prints the table and fails if any figure cannot be chance.
fn agree(scenario: &str, overrides: &[&str], figures: &[Figure]) {
    let outcome = simulate(scenario, overrides);
    let degrees = u64::from(outcome.finished - 1);
    let tail = 0.001 / (2.0 * figures.len() as f64);
    let t = StudentsT::new(0.0, 1.0, degrees as f64).expect("degrees of freedom");
    let bound = t.inverse_cdf(1.0 - tail);
    let mut wrong = Vec::new();
    println!("{scenario} {overrides:?}: |z| < {bound:.2}");
    for Figure { sheet, row, measure, exact } in figures {
        let found = outcome.sheets.iter().find(|found| found.name == *sheet).expect("a sheet");
        let Estimate { value, half_width } = found.get(&[row], measure).expect("a figure");
        let error = half_width / student(degrees);
        let z = (value - exact) / error;
        println!("  {measure:<16} exact {exact:<12.6} simulated {value:<12.6} z {z:+.2}");
        let precise = error < 0.02 * exact.abs() || (*exact < 1.0 && error < 0.002);
        if z.is_nan() || z.abs() >= bound || !precise {
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
    agree("erlang-c.toml", &["run.replications=60"], &figures);
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

/// The share refused depends on the mean of the effort alone, whatever its law.
#[test]
fn a_desk_without_a_queue_refuses_as_erlang_b_says_whatever_the_law_of_the_effort() {
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
        let law = format!("live_chats.desk.topics.anything.effort={effort}");
        agree("erlang-b.toml", &["run.replications=20", &law], &figures);
    }
}
