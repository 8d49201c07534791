//! The command `deskload`: everything it does is in [`deskload::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    deskload::cli::main()
}
