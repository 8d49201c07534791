//! The desk that is measured, at several sizes: `scenarios/theory/erlang-a-100.toml`.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::engine::{
    Engine, FinishedReplication, ReplicationOutcome, ReplicationTask, replicate,
};
use deskload::plan::Plan;
use deskload::scenario::{self, Files};

/// The scenario names no file beside it.
struct NoFiles;

impl Files for NoFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("{path}: nothing is read here"))
    }
}

/// A desk of so many operators, all sizes at the same load per operator.
pub(crate) struct Subject {
    plan: Arc<Plan>,
    pub(crate) operators: u32,
    pub(crate) sessions: u64,
}

impl Subject {
    /// About so many sessions arrive: ten an hour for each operator.
    pub(crate) fn new(operators: u32, sessions: u64) -> Self {
        let text = include_bytes!("../../scenarios/theory/erlang-a-100.toml");
        let minutes = sessions * 6 / u64::from(operators);
        let overrides = [
            format!("edition.named_licenses={}", operators + 1),
            format!("groups.operators.count={operators}"),
            format!("live_chats.desk.arrivals.0.rate=\"{}/h\"", operators * 10),
            format!("run.horizon={minutes}m"),
            "run.warm_up=10m".to_owned(),
        ];
        let reading = scenario::read("erlang-a-100.toml", text, &NoFiles, &overrides);
        let plan = reading.plan.unwrap_or_else(|| panic!("{:?}", reading.diagnostics));
        let mut subject = Self { plan: Arc::new(plan), operators, sessions };
        // How many arrive is random, and the same in every run.
        subject.sessions = subject.run(Engine::Inline).sessions;
        subject
    }

    /// One replication, with all metrics.
    pub(crate) fn run(&self, engine: Engine) -> Box<FinishedReplication> {
        let task = ReplicationTask {
            plan: Arc::clone(&self.plan),
            replication: 0,
            trace: SessionTrace::Off,
            stop: Arc::new(AtomicBool::new(false)),
            memory_limit: u64::MAX,
            evidence_sessions: None,
            tracked: Arc::default(),
        };
        match replicate(engine, &task) {
            ReplicationOutcome::Finished(finished) => finished,
            ReplicationOutcome::Stopped => panic!("the run was stopped"),
            ReplicationOutcome::BoundReached(bound) => panic!("{bound}"),
            ReplicationOutcome::Failed(violation) => panic!("{violation}"),
        }
    }
}
