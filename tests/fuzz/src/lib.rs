//! What the targets share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deskload::base::{HOUR, Span};
use deskload::plan::Plan;
use deskload::report::{sessions_csv, sheet_csv};
use deskload::scenario::{Files, ReadOutcome, Severity};
use deskload::study::{Engine, Options, Outcome, run};
use deskload::SessionTrace;

/// One table stands beside the scenario, whatever it is called.
#[derive(Debug)]
pub struct Beside<'a>(pub &'a [u8]);

impl Files for Beside<'_> {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.to_vec())
    }
}

/// A scenario that is well.
pub const DESK: &[u8] = br#"
run = { horizon = "1h", replications = 1 }
edition = { name = "service-2025", named_licenses = 1, concurrent_licenses = 1 }

[[groups]]
name = "general"
members = ["anna"]
count = 2

[[groups]]
name = "leads"
count = 1

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general"]
supervisors = ["leads"]
arrivals = [{ rate = "30/h" }]
topics = [{ name = "any", effort = "5m", patience = { exponential = "4m" } }]
"#;

/// Overrides that make the scenario read a table, one for each way in which it may.
pub const TABLES: [&str; 5] = [
    r#"live_chats.support.arrivals=[{ csv = "t.csv", column = "calls" }]"#,
    r#"live_chats.support.arrivals=[{ csv = "t.csv", column = "calls", kind = "counts" }]"#,
    r#"live_chats.support.arrivals=[{ replay = "t.csv", column = "at" }]"#,
    r#"live_chats.support.topics.any.effort={ empirical = { csv = "t.csv", column = "at" } }"#,
    r#"live_chats.support.topics.any.patience={ empirical = { csv = "t.csv", column = "at" } }"#,
];

/// A plan if and only if nothing is wrong; and what is wrong can be shown.
pub fn plan_xor_error(reading: &ReadOutcome) {
    let errors = reading.diagnostics.iter().any(|fault| fault.severity == Severity::Error);
    assert_eq!(reading.plan.is_none(), errors);
    reading.diagnostics.iter().for_each(|fault| drop(fault.render(true)));
}

/// A stretch of the plan that is soon over; nothing where there would be too much to set up.
pub fn stretch(plan: Plan) -> Option<Plan> {
    let small = plan.operators.len() < 200 && plan.groups.len() < 50 && plan.flows.len() < 50;
    small.then(|| {
        plan.with_run(|run| {
            run.horizon = run.horizon.min(Span(8 * HOUR.0));
            run.warm_up = run.warm_up.min(Span(run.horizon.0 / 2));
            run.interval = run.interval.max(Span(run.horizon.0 / 100)).max(Span(1));
            run.replications = 1;
        })
    })
}

/// The bytes of a run's reports; `None` where it was not over within a moment.
///
/// # Panics
/// Where an invariant of the desk breaks.
pub fn bytes(plan: &Plan, engine: Engine) -> Option<Vec<u8>> {
    let stop = Arc::new(AtomicBool::new(false));
    let over = Arc::new(AtomicBool::new(false));
    let (bell, done) = (Arc::clone(&stop), Arc::clone(&over));
    let watch = std::thread::spawn(move || {
        for _ in 0..40 {
            std::thread::sleep(Duration::from_millis(25));
            if done.load(Ordering::Relaxed) {
                return;
            }
        }
        bell.store(true, Ordering::Relaxed);
    });
    let trace = SessionTrace::Kept;
    let options = Options { engine, jobs: 1, trace, stop, ..Options::default() };
    let outcome = run(plan, &options, &|_| {});
    over.store(true, Ordering::Relaxed);
    watch.join().expect("the watch never panics");
    let outcome: Outcome = outcome.unwrap_or_else(|violation| panic!("{violation}"));
    let mut all: Vec<u8> = outcome.sheets.iter().flat_map(sheet_csv).collect();
    all.extend(sessions_csv(outcome.sessions.as_deref().unwrap_or_default()));
    (outcome.finished == 1).then_some(all)
}
