//! The host that calls the roles in one loop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{ReplicationOutcome, ReplicationTask, SimContext};
use crate::desk::Desk;

/// Runs one replication.
pub(super) fn replicate(task: &ReplicationTask) -> ReplicationOutcome {
    let mut desk = Desk::new(&task.plan, task.replication);
    let mut context = SimContext::new(task);
    let held = catch_unwind(AssertUnwindSafe(|| {
        while let Some(message) = context.next_message() {
            desk.handle(context.now(), message, &mut context);
        }
        desk.session_count()
    }));
    let held = held.unwrap_or_else(|payload| {
        context.report_panic(payload.as_ref());
        0
    });
    context.finish(held)
}
