//! Ctrl-C: once to finish in good order, twice to be gone.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;
use super::terminal::complain;

/// Set when the run is to end: no further replication is begun.
static STOP: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C from now on; the flag that it sets.
#[expect(clippy::exit, reason = "whoever presses Ctrl-C twice asks for just that")]
pub(super) fn listen() -> &'static AtomicBool {
    let heard = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
        complain("stopping after the replications at work; press Ctrl-C again to leave at once");
    };
    // Where no handler can be set, Ctrl-C ends the program as it ends any other.
    let _ = ctrlc::set_handler(heard);
    &STOP
}
