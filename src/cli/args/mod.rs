//! What was typed, a file for each command. Its meaning is decided in [`intent`](super::intent).
//!
//! `tables`, `variation` and `values` hold what several commands take.

mod backtest;
mod check;
mod compare;
mod erlang;
mod fit;
mod import;
mod init;
mod load;
mod run;
mod shard;
mod staff;
mod sweep;
mod tables;
mod validate;
mod values;
mod variation;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub use backtest::{BacktestArgs, Split};
pub use check::{CheckArgs, CheckFormat};
pub use compare::{CompareArgs, ComparisonFormat};
pub use erlang::{ErlangArgs, ServiceLevelArg};
pub use fit::{FitArgs, FitLevelArg};
pub use import::ImportArgs;
pub use init::{InitArgs, TemplateArg};
pub use load::{LoadArgs, ShapeArg};
pub use run::{EngineArg, RunArgs};
pub use shard::{
    SchedulerArg, ShardArgs, ShardCommand, ShardMergeArgs, ShardPlanArgs, ShardRunArgs,
    ShardScriptArgs, ShardStatusArgs,
};
pub use staff::StaffArgs;
pub use sweep::SweepArgs;
pub use tables::TableArgs;
pub use validate::{ValidateArgs, ValidateFormat};
pub use values::SummaryFormat;
pub use variation::{BudgetArgs, VariationArgs};

/// Simulates a live-chat desk: how long clients wait, and how many operators and licenses it takes.
#[derive(Debug, Parser)]
#[command(
    name = "deskload",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done; 1 a file or this program failed; 2 wrong command line; \
                  3 in doubt (with --strict-ci); 99 an expectation or limit is not met, or a desk became \
                  worse; 104 \
                  invalid scenario; 105 interrupted; \
                  106 out of memory; 107 too much at one instant"
)]
pub struct CliArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Colors: `auto` asks the terminal, NO_COLOR and CLICOLOR_FORCE
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = ColorMode::Auto,
        display_order = 100
    )]
    pub color: ColorMode,

    /// Say nothing on standard error but what is wrong
    #[arg(long, short, global = true, display_order = 101)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario, print its summary and write a report
    Run(RunArgs),
    /// Judge scenarios for CI: what is expected of them, and whether they became worse
    Check(CheckArgs),
    /// Compare variants of a desk: which is better, and how sure that is
    Compare(CompareArgs),
    /// Run a desk over a grid of values: one line of CSV for each cell
    Sweep(SweepArgs),
    /// Cut the work of a command into shards for many machines, and merge them
    Shard(ShardArgs),
    /// Load a desk in real time, many sessions at once, and measure how it bears that
    Load(LoadArgs),
    /// Check scenarios and print what they amount to, without simulating
    Validate(ValidateArgs),
    /// Find the least staff that holds what a scenario expects: shifts, people, licenses
    Staff(StaffArgs),
    /// Erlang's formulas and chats at once, for typed figures: operators needed, waits to expect
    Erlang(ErlangArgs),
    /// Write a small scenario to begin with, its table of arrivals and the schema for editors
    Init(InitArgs),
    /// Bring what help desks export into one form: the past of a desk, or its arrivals by interval
    Import(ImportArgs),
    /// Fit a desk to its past: a scenario, each figure with its interval and its reason
    Fit(FitArgs),
    /// Fit a desk to the first part of its past, and hold the second against what is predicted
    Backtest(BacktestArgs),
    /// Print the JSON Schema of the scenario language, for editors
    #[command(after_help = "Examples:\n  \
        deskload schema > desk.schema.json\n\n\
        The first line of a scenario then names it: #:schema ./desk.schema.json")]
    Schema,
    /// Write the manual pages into a directory
    #[command(after_help = "Examples:\n  \
        deskload man ~/.local/share/man/man1\n  \
        man deskload-run")]
    Man {
        /// Where; it is made if it is not there
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
    /// Print completions for a shell
    #[command(after_help = "Examples:\n  \
        deskload completions bash > ~/.local/share/bash-completion/completions/deskload\n  \
        deskload completions fish > ~/.config/fish/completions/deskload.fish")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorMode {
    /// On a terminal
    Auto,
    /// Even where there is no terminal
    Always,
    /// Not at all
    Never,
}
