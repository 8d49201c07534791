//! The host that calls the roles in one loop.

use super::{Baton, End, Task};
use crate::desk::Desk;

/// Runs one replication.
pub(super) fn replicate(task: &Task) -> End {
    let mut desk = Desk::new(&task.plan, task.replication);
    let mut baton = Baton::new(task);
    while let Some(message) = baton.next() {
        desk.handle(baton.now(), message, &mut baton);
    }
    baton.finish(desk.holds())
}
