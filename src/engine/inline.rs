//! The host that calls the roles in one loop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Baton, End, Task, failure};
use crate::desk::Desk;

/// Runs one replication.
pub(super) fn replicate(task: &Task) -> End {
    let mut desk = Desk::new(&task.plan, task.replication);
    let mut baton = Baton::new(task);
    let played = catch_unwind(AssertUnwindSafe(|| {
        while let Some(message) = baton.next() {
            desk.handle(baton.now(), message, &mut baton);
        }
        desk.holds()
    }));
    match played {
        Ok(held) => baton.finish(held),
        Err(payload) => {
            let breach = failure(baton.now(), payload.as_ref());
            End::Broken(baton.testify(breach))
        }
    }
}
