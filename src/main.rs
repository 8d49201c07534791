//! The command `deskload`: everything it does is in [`deskload::cli`].

use std::process::ExitCode;

use deskload::cli::StandardOutput;

fn main() -> ExitCode {
    deskload::cli::main(standard_output())
}

/// What the program was given as standard output.
#[cfg(unix)]
fn standard_output() -> StandardOutput {
    at_start::standard_output()
}

#[cfg(not(unix))]
fn standard_output() -> StandardOutput {
    StandardOutput::Open
}

/// What has to be looked at before the standard library starts, which opens `/dev/null` for each of the first three
/// descriptors that is closed: afterwards it cannot be told from one that was passed on purpose.
#[cfg(unix)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    use deskload::cli::StandardOutput;
    use rustix::io::{Errno, fcntl_getfd};

    static STANDARD_OUTPUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

    ctor::declarative::ctor! {
        /// One system call and one store: nothing of the standard library that would have to be started.
        #[ctor(unsafe)]
        fn look() {
            let answer = fcntl_getfd(rustix::stdio::stdout());
            STANDARD_OUTPUT_IS_CLOSED.store(answer == Err(Errno::BADF), Ordering::Relaxed);
        }
    }

    pub(super) fn standard_output() -> StandardOutput {
        if STANDARD_OUTPUT_IS_CLOSED.load(Ordering::Relaxed) {
            StandardOutput::Closed
        } else {
            StandardOutput::Open
        }
    }
}
