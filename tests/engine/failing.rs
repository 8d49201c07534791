//! A role that panics ends its replication, not the program, on each host.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::base::GroupId;
use deskload::engine::{Engine, ReplicationOutcome, ReplicationTask, replicate};
use deskload::plan::{BegunBy, Calendar, Plan};
use deskload::study::{Options, RunError, run_replication};

use crate::study::small_desk;

/// Sessions are begun by operators of a group that does not exist. No scenario makes such a desk;
/// the role to which the first session comes finds it out.
fn failing_desk() -> Plan {
    let mut parts = small_desk();
    parts.live_chats[0].opening_hours = Calendar::always(true);
    parts.flows[0].begun_by = BegunBy::Operators(GroupId(99));
    Plan::new(parts).expect("what is wrong is not noticed before")
}

const PANIC: &str = "the program failed: index out of bounds";

#[test]
fn an_actor_that_panics_ends_the_replication_at_that_instant() {
    let task = ReplicationTask {
        plan: Arc::new(failing_desk()),
        replication: 0,
        trace: SessionTrace::Off,
        stop: Arc::new(AtomicBool::new(false)),
        memory_limit: u64::MAX,
        evidence_sessions: None,
        tracked: Arc::default(),
    };
    match replicate(Engine::Actors, &task) {
        ReplicationOutcome::Failed(violation) => {
            assert!(violation.invariant.starts_with(PANIC), "{violation}");
            assert!(violation.at.0 > 0, "{violation}");
        }
        ReplicationOutcome::Finished(_)
        | ReplicationOutcome::Stopped
        | ReplicationOutcome::BoundReached(_) => panic!("no role panics"),
    }
}

#[test]
fn a_replication_that_panics_is_reported_as_a_violation() {
    for engine in [Engine::Actors, Engine::Inline] {
        let options = Options { engine, jobs: 1, ..Options::default() };
        let failed = run_replication(&failing_desk(), &options, 7, &|_| ());
        let Err(RunError::Violation(failed)) = failed else { panic!("no role panics") };
        assert_eq!(failed.replication, 7);
        assert!(failed.violation.invariant.starts_with(PANIC), "{failed}");
    }
}
