//! What the arguments mean, a file for each command whose arguments need reading: flags with names of their own
//! become overrides, and what cannot be asked for at once is one choice.

mod check;
mod common;
mod compare;
mod erlang;
mod load;
mod run;
mod staff;
mod sweep;
mod validate;

use std::path::PathBuf;

use clap_complete::Shell;

use super::args::{BacktestArgs, Command, FitArgs, ImportArgs, ShardArgs, TemplateArg};

pub use check::{CheckRequest, CheckedPaths};
pub(super) use common::cores;
pub use common::{ReportRequest, Strictness, WarningPolicy};
pub use compare::{CompareRequest, RequestedVariant, VariantSource};
pub use erlang::ErlangRequest;
pub use load::{LoadRequest, LoadSearch};
pub use run::{RunRequest, SummaryView};
pub use staff::{PlanRequest, StaffRequest};
pub use sweep::SweepRequest;
pub use validate::ValidateRequest;

/// What is to be done.
#[derive(Debug)]
pub enum Intent {
    Run(RunRequest),
    Load(LoadRequest),
    Check(CheckRequest),
    Sweep(SweepRequest),
    /// Or what is wrong with the arguments.
    Compare(Result<CompareRequest, String>),
    Validate(ValidateRequest),
    Staff(StaffRequest),
    Erlang(ErlangRequest),
    Init(TemplateArg, PathBuf),
    Import(ImportArgs),
    Shard(ShardArgs),
    Fit(FitArgs),
    Backtest(BacktestArgs),
    Schema,
    Man(PathBuf),
    Completions(Shell),
}

impl From<Command> for Intent {
    fn from(command: Command) -> Self {
        match command {
            Command::Run(args) => Self::Run(args.into()),
            Command::Load(args) => Self::Load(args.into()),
            Command::Check(args) => Self::Check(args.into()),
            Command::Sweep(args) => Self::Sweep(args.into()),
            Command::Compare(args) => Self::Compare(CompareRequest::try_from(args)),
            Command::Validate(args) => Self::Validate(args.into()),
            Command::Staff(args) => Self::Staff(args.into()),
            Command::Erlang(args) => Self::Erlang(args.into()),
            Command::Init(args) => Self::Init(args.template, args.dir),
            Command::Import(args) => Self::Import(args),
            Command::Shard(args) => Self::Shard(args),
            Command::Fit(args) => Self::Fit(args),
            Command::Backtest(args) => Self::Backtest(args),
            Command::Schema => Self::Schema,
            Command::Man { dir } => Self::Man(dir),
            Command::Completions { shell } => Self::Completions(shell),
        }
    }
}
