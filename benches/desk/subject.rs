//! The desks that are measured: `scenarios/theory/erlang-a-100.toml` at several sizes, and `benches/two-tier.toml`.

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

/// A desk of so many operators.
pub(crate) struct Subject {
    plan: Arc<Plan>,
    pub(crate) operators: u32,
    pub(crate) sessions: u64,
}

impl Subject {
    /// Erlang A with so many operators. About so many sessions arrive: ten an hour for each operator.
    pub(crate) fn erlang_a(operators: u32, sessions: u64) -> Self {
        let text = include_bytes!("../../scenarios/theory/erlang-a-100.toml");
        let size = [
            format!("edition.named_licenses={}", operators + 1),
            format!("groups.operators.count={operators}"),
            format!("live_chats.desk.arrivals.0.rate=\"{}/h\"", operators * 10),
        ];
        Self::new(text, &size, operators, sessions * 6 / u64::from(operators))
    }

    /// Two tiers, of which about so many sessions come to the first: 13 a minute.
    pub(crate) fn two_tier(sessions: u64) -> Self {
        Self::new(include_bytes!("../two-tier.toml"), &[], 90, sessions / 13)
    }

    fn new(text: &[u8], size: &[String], operators: u32, minutes: u64) -> Self {
        let length = [format!("run.horizon={minutes}m"), "run.warm_up=10m".to_owned()];
        let reading = scenario::read("bench.toml", text, &NoFiles, &[size, &length].concat());
        let plan = reading.plan.unwrap_or_else(|| panic!("{:?}", reading.diagnostics));
        let mut subject = Self { plan: Arc::new(plan), operators, sessions: 0 };
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
