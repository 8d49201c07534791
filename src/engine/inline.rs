//! The host that calls the roles in one loop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{ReplicationOutcome, ReplicationTask, SimContext, violation_of_panic};
use crate::desk::Desk;

/// Runs one replication.
pub(super) fn replicate(task: &ReplicationTask) -> ReplicationOutcome {
    let mut desk = Desk::new(&task.plan, task.replication);
    let mut context = SimContext::new(task);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        while let Some(message) = context.next_message() {
            desk.handle(context.now(), message, &mut context);
        }
        desk.session_count()
    }));
    match outcome {
        Ok(held) => context.finish(held),
        Err(payload) => {
            let violation = violation_of_panic(context.now(), payload.as_ref());
            ReplicationOutcome::Failed(context.with_evidence(violation))
        }
    }
}
