//! The terminal: the only room that prints, opens files, reads the environment and picks exit
//! codes.
//!
//! Arguments go through two stages: what was typed ([`args`]) and what it means ([`intent`]).
//! Data goes to standard output, everything else to standard error.

#[doc(hidden)]
pub mod args;
mod backtest;
mod check;
mod commands;
mod compare;
mod completions;
mod erlang;
mod exit;
mod fit;
#[doc(hidden)]
pub mod folder;
mod history_source;
mod import;
mod init;
#[doc(hidden)]
pub mod intent;
mod journal;
mod left_out;
mod line_file;
mod load;
#[doc(hidden)]
pub mod memory;
mod pending_file;
mod repeat;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod run_faults;
mod run_report;
#[doc(hidden)]
pub mod scenario_source;
mod shard;
mod staff;
mod stop;
mod sweep;
#[doc(hidden)]
pub mod terminal;
mod validate;

use std::borrow::Cow;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

pub use args::CliArgs;
pub use exit::ExitStatus;
pub use folder::{PreparedFolder, ReportFolder, ReportFolderError};
pub use terminal::StandardOutput;

use history_source::HistorySource;
use intent::Intent;
use stop::StopSignals;
use terminal::{Terminal, print_error_line};

use crate::base::{visible, visible_lines};
use crate::study::ReplicationSource;

/// Where the replications of each scenario, or of each cell of a grid, come from, by its place.
type SourceOfCell<'a> = &'a (dyn Fn(usize) -> ReplicationSource + Sync);

/// From here.
fn simulated(_: usize) -> ReplicationSource {
    ReplicationSource::Simulated
}

/// Does what the command line asks for.
pub fn main(output: StandardOutput) -> ExitCode {
    if let Some(why) = output.fault() {
        print_error_line(&format!("error: cannot write to standard output: {why}"));
        return ExitCode::from(ExitStatus::Failed.code());
    }
    // Typing errors end here, with exit code 2 and help on standard error.
    let typed = match CliArgs::try_parse() {
        Ok(typed) => typed,
        Err(answer) => return ExitCode::from(show_parser_answer(&answer).code()),
    };
    // Errors have been shown on standard error by then.
    let exit = catch_unwind(AssertUnwindSafe(|| execute(typed))).unwrap_or(ExitStatus::Failed);
    ExitCode::from(exit.code())
}

/// Help that was asked for, or what is wrong with what was typed, which it repeats.
fn show_parser_answer(answer: &clap::Error) -> ExitStatus {
    if !answer.use_stderr() {
        return match answer.print() {
            Ok(()) => ExitStatus::Done,
            Err(error) => {
                print_error_line(&format!("error: cannot write to standard output: {error}"));
                ExitStatus::Failed
            }
        };
    }
    let hides = |typed: OsString| matches!(visible(&typed.to_string_lossy()), Cow::Owned(_));
    if std::env::args_os().any(hides) {
        // Without the colors of the parser, which are escapes too.
        print_error_line(visible_lines(&answer.render().to_string()).trim_end());
    } else {
        // There is no other place to say that standard error is closed.
        drop(answer.print());
    }
    ExitStatus::WrongCommandLine
}

/// What the argument parser cannot see.
fn wrong_command_line(why: &str, terminal: Terminal) -> ExitStatus {
    terminal.error(why);
    ExitStatus::WrongCommandLine
}

fn execute(typed: CliArgs) -> ExitStatus {
    let terminal = Terminal::open(typed.color, typed.quiet);
    let signals = &StopSignals::listen();
    match Intent::from(typed.command) {
        Intent::Run(request) => run::run(&request, signals, terminal, &simulated),
        Intent::Load(request) => load::load(&request, signals, terminal),
        Intent::Check(request) => check::check(&request, signals, terminal, &simulated),
        Intent::Compare(Ok(request)) => compare::run_comparison(&request, signals, terminal),
        Intent::Compare(Err(why)) => wrong_command_line(&why, terminal),
        Intent::Sweep(request) => sweep::sweep(&request, signals, terminal, &simulated),
        Intent::Shard(args) => shard::shard(args, signals, terminal),
        Intent::Validate(request) => validate::validate(&request, terminal),
        Intent::Staff(request) => staff::staff(&request, signals, terminal, None),
        Intent::Erlang(request) => erlang::erlang(&request, terminal),
        Intent::Init(template, folder) => init::init(template, &folder, signals, terminal),
        Intent::Import(args) => import::import(&args, signals, terminal),
        Intent::Fit(request) => fit::fit(&request, signals, terminal),
        Intent::Backtest(request) => {
            let history = HistorySource::Directory(&request.history);
            backtest::backtest(&request, history, terminal, &simulated)
        }
        Intent::Schema => commands::print_schema(terminal),
        Intent::Man(folder) => commands::write_man_pages(&folder, terminal),
        Intent::Completions(shell) => commands::print_completions(shell, terminal),
    }
}
