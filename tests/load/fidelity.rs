//! A load reproduces the waits that a run predicts.

use deskload::base::Span;
use deskload::load::loaded_plan;
use deskload::study::{Engine, Options, run_replication};
use deskload::{Estimate, Plan, Sheet};

use super::{desk, load, plan};

fn figure(sheets: &[Sheet], name: &str) -> f64 {
    let sheet = sheets.iter().find(|sheet| sheet.name == "live_chats").expect("a sheet");
    sheet.get(&["support"], name).map_or(f64::NAN, |Estimate { value, .. }| value)
}

fn predicted(plan: &Plan, replication: u32) -> (f64, f64) {
    let options = Options { engine: Engine::Inline, jobs: 1, ..Options::default() };
    let outcome =
        run_replication(plan, &options, replication, &|_| {}).expect("every invariant holds");
    (figure(&outcome.sheets, "asa"), figure(&outcome.sheets, "abandon_rate"))
}

/// 60 operators, 65 erlangs, at a minute of desk time a second: the desk is overloaded by a twelfth,
/// clients give up after two minutes on average. The same clients come to the run and to the load
/// (same seed, same replication), so only what is late differs. Each session that waits, waits for
/// the end of another, which is late by the lateness of its timer; lateness adds up along a chain of
/// sessions as long as a busy period, which is bounded by patience. So the mean waits may differ by
/// the lateness of timers (1 to 2 ms × speed, as measured here), several times over, and by what
/// chance makes of other orders: three standard errors between replications.
#[test]
fn a_load_waits_as_a_run_does() {
    let scenario = plan(&desk(60, "3900/h", "1m", "2m", "speed = 60\nduration = \"12s\""));
    let report = load(&scenario);
    let run = loaded_plan(&scenario).expect("a plan");
    let runs: Vec<(f64, f64)> = (0..20).map(|replication| predicted(&run, replication)).collect();
    let spread = |pick: fn(&(f64, f64)) -> f64| {
        let mean = runs.iter().map(pick).sum::<f64>() / runs.len() as f64;
        let square = runs.iter().map(|it| (pick(it) - mean).powi(2)).sum::<f64>();
        (square / (runs.len() - 1) as f64).sqrt()
    };
    let lateness = report.outcome.timer_lateness.mean() / 1e9 * run.load.speed;
    let measured = (figure(&report.sheets, "asa"), figure(&report.sheets, "abandon_rate"));
    let (wait, share) = runs[0];
    let tolerance = 3.0 * spread(|it| it.0) + 10.0 * lateness;
    assert!(
        (measured.0 - wait).abs() < tolerance,
        "{} s, predicted {wait} ± {tolerance}",
        measured.0
    );
    // A session takes a minute; lateness makes it longer, and the share that gives up grows likewise.
    let tolerance = 3.0 * spread(|it| it.1) + 10.0 * lateness / 60.0;
    assert!(
        (measured.1 - share).abs() < tolerance,
        "{}, predicted {share} ± {tolerance}",
        measured.1
    );
    assert_eq!(run.run.horizon, Span(720_000_000));
}
