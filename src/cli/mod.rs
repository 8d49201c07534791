//! The terminal: the only room that prints, opens files, reads the environment and picks exit
//! codes.
//!
//! Arguments go through two stages: what was typed ([`args`]) and what it means ([`intent`]).
//! Data goes to standard output, everything else to standard error.

mod args;
mod commands;
mod exit;
mod folder;
mod intent;
mod library;
mod run;
mod stop;
mod terminal;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

pub use args::Typed;
pub use exit::Exit;
pub use folder::{Folder, FolderError, Overwrite};

use intent::Intent;
use terminal::Terminal;

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    // Typing errors end here, with exit code 2 and help on standard error.
    let typed = Typed::parse();
    // Whatever goes wrong inside has been said on standard error by then.
    let exit = catch_unwind(AssertUnwindSafe(|| carry_out(typed))).unwrap_or(Exit::Broken);
    ExitCode::from(exit.code())
}

fn carry_out(typed: Typed) -> Exit {
    let terminal = Terminal::open(typed.color, typed.quiet);
    match Intent::from(typed.command) {
        Intent::Run(wish) => run::run(&wish, terminal),
        Intent::Validate(wish) => commands::validate(&wish, terminal),
        Intent::Schema => commands::schema(terminal),
        Intent::Completions(shell) => commands::completions(shell, terminal),
    }
}
