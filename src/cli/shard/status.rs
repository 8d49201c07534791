//! `deskload shard status` and `deskload shard script`.

use super::failed;
use super::folder::{PARTIAL_FILE, PartState, PlanFolder};
use crate::cli::ExitStatus;
use crate::cli::args::{SchedulerArg, ShardScriptArgs, ShardStatusArgs};
use crate::cli::commands::print_data;
use crate::cli::terminal::Terminal;
use crate::shard::{Scheduler, ScriptFacts, ranges, script};

/// Prints which shards are done, missing and corrupt.
pub(super) fn status(args: &ShardStatusArgs, terminal: Terminal) -> Result<ExitStatus, ExitStatus> {
    let folder = PlanFolder::open(&args.place.plan).map_err(failed(terminal))?;
    let (mut done, mut begun) = (0_u32, 0_u32);
    let (mut missing, mut corrupt, mut other, mut whys) = (vec![], vec![], vec![], vec![]);
    for shard in 1..=folder.plan.shards {
        match folder.state(shard) {
            PartState::Done => done += 1,
            PartState::Missing => {
                begun += u32::from(folder.part(shard).join(PARTIAL_FILE).exists());
                missing.push(shard);
            }
            PartState::Corrupt(why) => {
                corrupt.push(shard);
                whys.push(why);
            }
            PartState::OtherPlan(why) => {
                other.push(shard);
                whys.push(why);
            }
        }
    }
    let mut again: Vec<u32> = missing.iter().chain(&corrupt).copied().collect();
    again.sort_unstable();
    let page = if args.list {
        if again.is_empty() { String::new() } else { format!("{}\n", ranges(&again)) }
    } else {
        let mut page = format!(
            "{} replications in {} shards: {done} done, {} missing, {} corrupt\n",
            folder.plan.units(),
            folder.plan.shards,
            missing.len(),
            corrupt.len()
        );
        let line = |name: &str, shards: &[u32], more: &str| match shards {
            [] => String::new(),
            shards => format!("{name}: {}{more}\n", ranges(shards)),
        };
        let more = if begun > 0 { format!(" ({begun} begun)") } else { String::new() };
        page.push_str(&line("missing", &missing, &more));
        page.push_str(&line("corrupt", &corrupt, ""));
        page.push_str(&line("of another plan", &other, ""));
        page.extend(whys.iter().map(|why| format!("  {why}\n")));
        page.push_str(&line("submit again", &again, ""));
        page
    };
    for name in folder.foreign_parts().map_err(failed(terminal))? {
        terminal.warning(&format!("{name} is the part of no shard of the plan"));
    }
    Ok(print_data(page.as_bytes(), terminal))
}

/// Prints a script for a scheduler.
pub(super) fn print_script(
    args: &ShardScriptArgs,
    terminal: Terminal,
) -> Result<ExitStatus, ExitStatus> {
    let folder = PlanFolder::open(&args.place.plan).map_err(failed(terminal))?;
    let scheduler = match args.scheduler {
        SchedulerArg::Slurm => Scheduler::Slurm,
        SchedulerArg::Parallel => Scheduler::Parallel,
        SchedulerArg::Kubernetes => Scheduler::Kubernetes,
        SchedulerArg::AwsBatch => Scheduler::AwsBatch,
    };
    let plan = args.place.plan.display().to_string();
    let text = script(scheduler, ScriptFacts { plan: &plan, shards: folder.plan.shards });
    Ok(print_data(text.as_bytes(), terminal))
}
