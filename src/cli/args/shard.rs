//! What was typed after `deskload shard`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::memory::parse_bytes;
use crate::shard::{MAX_SHARDS, ShardChoice};

/// `deskload shard`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload shard plan --shards 4 --out shards -- run desk.toml --replications 4000\n  \
    deskload shard run --plan shards --shard 1/4\n  \
    deskload shard merge --plan shards")]
pub struct ShardArgs {
    /// What to do
    #[command(subcommand)]
    pub command: ShardCommand,
}

/// What to do with shards.
#[derive(Debug, Subcommand)]
pub enum ShardCommand {
    /// Cut the work of a command into shards
    Plan(ShardPlanArgs),
    /// Run one shard; one that is done is left alone
    Run(ShardRunArgs),
    /// Print which shards are done, and which to submit again
    Status(ShardStatusArgs),
    /// Put all shards together: do what the command would have done
    Merge(ShardMergeArgs),
    /// Print a script for a scheduler; nothing is submitted
    Script(ShardScriptArgs),
}

/// `deskload shard plan`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    deskload shard plan --shards 8 --out shards -- run desk.toml --replications 4000\n  \
    deskload shard plan --shards 32 --out shards -- sweep desk.toml --over groups.it.count=1..6\n  \
    deskload shard plan --shards 32 --out shards -- check scenarios/\n  \
    deskload shard plan --shards 16 --out shards -- staff desk.toml --proof 20000")]
pub struct ShardPlanArgs {
    /// How many shards
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_SHARDS)))]
    pub shards: u32,

    /// The folder of the plan and of its parts, which is new
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,

    /// The command whose work is cut: run, sweep, check, backtest or staff with its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub work: Vec<String>,
}

/// Which plan.
#[derive(Debug, Args)]
pub struct PlanPlace {
    /// The plan, or its folder
    #[arg(long, value_name = "PLAN")]
    pub plan: PathBuf,
}

/// `deskload shard run`
#[derive(Debug, Args)]
pub struct ShardRunArgs {
    #[command(flatten)]
    pub place: PlanPlace,

    /// Which shard, such as 3/32; auto asks the scheduler's variables
    #[arg(long, value_name = "I/N|auto", value_parser = ShardChoice::parse)]
    pub shard: ShardChoice,

    /// Replications at the same time [default: as many as the task has cores]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub jobs: Option<u32>,

    /// Memory it may take, such as 512M or 4G [default: 80% of what is available]
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    pub memory: Option<u64>,
}

/// `deskload shard status`
#[derive(Debug, Args)]
pub struct ShardStatusArgs {
    #[command(flatten)]
    pub place: PlanPlace,

    /// Print only the list of shards to submit again, such as 2,5; nothing where all are done
    #[arg(long)]
    pub list: bool,
}

/// `deskload shard merge`
#[derive(Debug, Args)]
pub struct ShardMergeArgs {
    #[command(flatten)]
    pub place: PlanPlace,
}

/// `deskload shard script`
#[derive(Debug, Args)]
pub struct ShardScriptArgs {
    /// For which scheduler
    #[arg(value_enum)]
    pub scheduler: SchedulerArg,

    #[command(flatten)]
    pub place: PlanPlace,
}

/// A scheduler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchedulerArg {
    /// An array of tasks with a merge that depends on it
    Slurm,
    /// GNU parallel, on one machine or by ssh
    Parallel,
    /// An Indexed Job
    Kubernetes,
    /// An array job with a merge that depends on it
    AwsBatch,
}
