//! Ctrl-C and its relatives: once to finish in good order, twice to be gone.
//!
//! The handlers do nothing but set a flag or leave, so no thread is needed that could be stuck. Until
//! there is something to finish, and when the work is done and its results are put down, the first signal
//! leaves already: a report is exchanged as a whole, so that what was there before stays.

use std::io;
use std::path::Path;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::ExitStatus;
use super::terminal::Terminal;

/// The signals that ask the program to end, and what came of them.
#[derive(Debug)]
pub(super) struct StopSignals {
    /// One came, or may as well have come: the next leaves at once.
    leave_at_once: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
}

impl StopSignals {
    /// Listens from now on. Where no handler can be set, a signal ends the program as it ends any
    /// other.
    pub(super) fn listen() -> Self {
        let leave_at_once = Arc::new(AtomicBool::new(true));
        let stop = Arc::new(AtomicBool::new(false));
        let code = i32::from(ExitStatus::Interrupted.code());
        let register = |signal: i32| -> io::Result<()> {
            // In this order: the first signal finds the flag that the second finds set.
            flag::register_conditional_shutdown(signal, code, Arc::clone(&leave_at_once))?;
            flag::register(signal, Arc::clone(&leave_at_once))?;
            flag::register(signal, Arc::clone(&stop)).map(drop)
        };
        for signal in ending_signals() {
            let _ = register(signal);
        }
        #[cfg(unix)]
        {
            // With a handler, a write beyond the limit of a file's size fails like any other write.
            let beyond_the_limit = Arc::new(AtomicBool::new(false));
            let _ = flag::register(signal_hook::consts::SIGXFSZ, beyond_the_limit);
        }
        Self { leave_at_once, stop }
    }

    /// From now on the first signal sets the flag that is returned.
    pub(super) fn begin_work(&self) -> Arc<AtomicBool> {
        self.leave_at_once.store(false, Ordering::Relaxed);
        Arc::clone(&self.stop)
    }

    /// From now on the first signal leaves at once: what is left is to reckon figures from what was done, to
    /// write them and to print them, which looks at no flag.
    pub(super) fn end_work(&self) {
        self.leave_at_once.store(true, Ordering::Relaxed);
    }

    /// Puts results in their place, of which there is an old one or a new one, and nothing in between: the
    /// first signal leaves when that is done, and says where `place` is. It takes a moment, so that a
    /// second one leaves at once as ever.
    pub(super) fn put<T, E>(
        &self,
        place: &Path,
        put: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.leave_at_once.store(false, Ordering::Relaxed);
        let done = put();
        let came = self.leave_at_once.swap(true, Ordering::Relaxed);
        if came && done.is_ok() {
            Terminal::notice(&format!("interrupted when {} was written", place.display()));
            process::exit(i32::from(ExitStatus::Interrupted.code()));
        }
        done
    }
}

#[cfg(unix)]
fn ending_signals() -> Vec<i32> {
    use signal_hook::consts::SIGHUP;
    let mut signals = vec![SIGINT, SIGTERM];
    // Under `nohup` the end of the terminal is to be ignored, and stays so.
    if !is_ignored(SIGHUP) {
        signals.push(SIGHUP);
    }
    signals
}

#[cfg(not(unix))]
fn ending_signals() -> Vec<i32> {
    vec![SIGINT, SIGTERM]
}

/// Whether a signal was ignored when the program began, where the system says so.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}
