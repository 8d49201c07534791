//! `deskload shard`: work that is cut into shards, run by any number of machines, and put together again.
//!
//! - `work`: the command whose work is cut, and the replications that it may take;
//! - `plan`: `shard plan` writes which there are, with every file that they need;
//! - `folder`: where plan and parts are, and what state a part is in;
//! - `run`: `shard run` runs a shard;
//! - `open_part`: the file in which it puts down its replications, until it is done;
//! - `merge`: `shard merge` does what the command would have done, with the replications of all parts;
//! - `status`: `shard status` and `shard script`.

mod folder;
mod merge;
mod open_part;
mod plan;
mod run;
mod status;
mod work;

pub(super) use folder::file_sha256;
pub(super) use work::{Cell, Cells};

use super::ExitStatus;
use super::args::{ShardArgs, ShardCommand};
use super::stop::StopSignals;
use super::terminal::Terminal;

/// Does what was typed.
pub(super) fn shard(args: ShardArgs, signals: &StopSignals, terminal: Terminal) -> ExitStatus {
    let done = match args.command {
        ShardCommand::Plan(args) => plan::plan(&args, signals, terminal),
        ShardCommand::Run(args) => run::run(&args, signals, terminal),
        ShardCommand::Status(args) => status::status(&args, terminal),
        ShardCommand::Merge(args) => merge::merge(&args, signals, terminal),
        ShardCommand::Script(args) => status::print_script(&args, terminal),
    };
    match done {
        Ok(exit) | Err(exit) => exit,
    }
}

/// Shows what went wrong with a file, a plan or a shard.
fn failed(terminal: Terminal) -> impl Fn(String) -> ExitStatus {
    move |why| {
        terminal.error(&why);
        ExitStatus::Failed
    }
}
