//! Ctrl-C: once to finish in good order, twice to be gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ExitStatus;
use super::terminal::print_error_line;

/// Listens for Ctrl-C from now on; the flag that it sets.
#[expect(clippy::exit, reason = "a user who presses Ctrl-C twice asks for just that")]
pub(super) fn listen_for_ctrl_c() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(ExitStatus::Interrupted.code()));
        }
        print_error_line(
            "stopping; finished replications are reported; press Ctrl-C again to leave at once",
        );
    };
    // Where no handler can be set, Ctrl-C ends the program as it ends any other.
    let _ = ctrlc::set_handler(handler);
    stop
}
