//! `deskload shard run`: runs the replications of a shard, on all cores of its task, and puts them down.
//!
//! What was put down of a shard that was stopped is kept, and it goes on from there. Whole it is once its
//! manifest is there.

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use super::failed;
use super::folder::{PARTS, PartState, PlanFolder};
use super::open_part::OpenPart;
use super::work::{Cell, Cells, planned_work};
use crate::cli::args::ShardRunArgs;
use crate::cli::folder::lock::FolderLock;
use crate::cli::run_faults::{exit_of_error, show_error};
use crate::cli::stop::StopSignals;
use crate::cli::terminal::Terminal;
use crate::cli::{ExitStatus, memory};
use crate::metrics::{RecordMaker, TrackedFigure};
use crate::plan::Plan;
use crate::report::fingerprint;
use crate::shard::{ShardChoice, ShardPlan, shard_of_environment};
use crate::study::workers::{Unit, UnitList, Workers};
use crate::study::{Options, RunError};

/// Runs a shard.
pub(super) fn run(
    args: &ShardRunArgs,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<ExitStatus, ExitStatus> {
    let folder = PlanFolder::open(&args.place.plan).map_err(failed(terminal))?;
    let shard = shard(args.shard, folder.plan.shards).map_err(|why| {
        terminal.error(&why);
        ExitStatus::WrongCommandLine
    })?;
    let place = folder.part(shard);
    if folder.state(shard) == PartState::Done {
        terminal.note(&format!("shard {shard} of {} is done", folder.plan.shards));
        return Ok(ExitStatus::Done);
    }
    let _lock = lock(&place, shard).map_err(failed(terminal))?;
    match folder.state(shard) {
        // Another process has just ended.
        PartState::Done => return Ok(ExitStatus::Done),
        PartState::OtherPlan(why) => return Err(failed(terminal)(why)),
        PartState::Corrupt(why) => {
            terminal.warning(&format!("{why}: it is run anew"));
            remove(&place)
                .map_err(|error| failed(terminal)(format!("{}: {error}", place.display())))?;
        }
        PartState::Missing => {}
    }
    let work = folder.sources().and_then(|sources| planned_work(&folder.plan, sources));
    let cells = work.map_err(failed(terminal))?.into_cells(terminal)?;
    if cells.count != folder.plan.cells.len() {
        return Err(failed(terminal)("the plan is of other work than its command".to_owned()));
    }
    let options = Options {
        jobs: args.jobs.map_or_else(task_cores, |jobs| jobs as usize),
        stop: signals.begin_work(),
        memory: memory::budget(args.memory),
        ..Options::default()
    };
    let mut part = OpenPart::open(&folder, shard).map_err(failed(terminal))?;
    if part.done() > 0 {
        terminal.note(&format!("{} replications were done before", part.done()));
    }
    run_units(&folder, shard, cells, &mut part, &options, terminal)?;
    if part.done() < folder.plan.units_of_shard(shard) {
        terminal.error(&format!(
            "interrupted: {} of {} replications are done; the same command goes on from there",
            part.done(),
            folder.plan.units_of_shard(shard)
        ));
        return Err(ExitStatus::Interrupted);
    }
    part.finish(&folder, shard).map_err(failed(terminal))?;
    terminal.note(&format!("shard {shard} of {}: {}", folder.plan.shards, place.display()));
    Ok(ExitStatus::Done)
}

/// A part is a folder; whatever lies in its place goes.
fn remove(place: &Path) -> io::Result<()> {
    if place.is_dir() { fs::remove_dir_all(place) } else { fs::remove_file(place) }
}

/// Which shard is meant, of as many as the plan has.
fn shard(choice: ShardChoice, shards: u32) -> Result<u32, String> {
    match choice {
        ShardChoice::Environment => {
            let variable = |name: &str| env::var(name).ok();
            shard_of_environment(&variable, shards).map_err(|error| error.to_string())
        }
        ShardChoice::Typed { shard, of } if of == shards => Ok(shard),
        ShardChoice::Typed { of, .. } => {
            Err(format!("the plan has {shards} shards, and --shard says that there are {of}"))
        }
    }
}

/// The cores of a scheduler's task. Of limits by the kernel the system knows; Slurm and Grid Engine may say
/// it in a variable alone.
fn task_cores() -> usize {
    let said = ["SLURM_CPUS_PER_TASK", "NSLOTS"].into_iter().find_map(|name| env::var(name).ok());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    said.and_then(|number| number.parse::<usize>().ok()).map_or(cores, |said| said.clamp(1, 4096))
}

/// One process at a time is at work on a shard.
fn lock(place: &Path, shard: u32) -> Result<FolderLock, String> {
    let refuse = |error: io::Error| format!("cannot write {}: {error}", place.display());
    let parts = place.parent().unwrap_or(Path::new(PARTS));
    fs::create_dir_all(parts).map_err(refuse)?;
    match FolderLock::acquire(&place.with_extension("lock")).map_err(refuse)? {
        Some(lock) => Ok(lock),
        None => Err(format!("another process is at work on shard {shard}")),
    }
}

/// A cell as it is run.
#[derive(Clone, Debug)]
struct SettledCell {
    place: usize,
    plan: Arc<Plan>,
    tracked: Arc<[TrackedFigure]>,
    maker: Arc<RecordMaker>,
}

/// The replications of a shard that are still to be run.
#[derive(Debug)]
struct ShardUnits {
    plan: ShardPlan,
    shard: u32,
    /// So many are done.
    done: u64,
    cells: Cells,
    /// The cells that were read last: replications come cell after cell.
    recent: Mutex<Vec<SettledCell>>,
}

impl ShardUnits {
    /// The number of a replication among all, and its cell.
    fn cell(&self, place: u32) -> Result<(u64, u32, SettledCell), String> {
        let number = self.plan.number(self.shard, self.done + u64::from(place));
        let unit = self.plan.unit(number).ok_or("the shard has no such replication")?;
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = recent.iter().find(|known| known.place == unit.cell) {
            return Ok((number, unit.replication, known.clone()));
        }
        let read = (self.cells.read)(unit.cell);
        let cell = read.map_err(|_| "a scenario of the plan cannot be read".to_owned())?;
        let planned = &self.plan.cells[unit.cell];
        let read = (fingerprint(&cell.inputs), cell.plan.run.seed, cell.replications);
        if read != (planned.scenario_sha256.clone(), planned.seed, planned.replications) {
            return Err(format!(
                "{} is not what the plan says of it: the plan is of other work, or was changed",
                planned.name
            ));
        }
        let found = planned.warm_up;
        let Cell { plan, tracked, content, .. } = cell;
        let plan = Arc::new(plan.with_run(|run| {
            run.warm_up = found.map_or(run.warm_up, |found| found.warm_up);
        }));
        let maker = Arc::new(RecordMaker::new(&plan, content));
        let settled = SettledCell { place: unit.cell, plan, tracked, maker };
        // Those that are folded may be somewhat behind those that are begun.
        recent.insert(0, settled.clone());
        recent.truncate(16);
        Ok((number, unit.replication, settled))
    }
}

impl UnitList for ShardUnits {
    fn unit(&self, place: u32) -> Result<Unit, String> {
        let (_, replication, cell) = self.cell(place)?;
        Ok(Unit { plan: cell.plan, replication, tracked: cell.tracked })
    }
}

fn run_units(
    folder: &PlanFolder,
    shard: u32,
    cells: Cells,
    part: &mut OpenPart,
    options: &Options,
    terminal: Terminal,
) -> Result<(), ExitStatus> {
    let done = part.done();
    let left = folder.plan.units_of_shard(shard) - done;
    let number = u32::try_from(left)
        .map_err(|_| failed(terminal)("the shard has too many replications".to_owned()))?;
    if number == 0 {
        return Ok(());
    }
    let plan = folder.plan.clone();
    let units = Arc::new(ShardUnits { plan, shard, done, cells, recent: Mutex::new(Vec::new()) });
    let shown = |error: RunError| {
        show_error(&error, terminal);
        exit_of_error(&error)
    };
    let list: Arc<dyn UnitList> = units.clone();
    let mut workers = Workers::start_units(list, number, options).map_err(shown)?;
    let bar = terminal.progress(number);
    for place in 0..number {
        let Some(finished) = workers.next(&options.stop, &|| bar.tick()).map_err(shown)? else {
            break;
        };
        let (number, _, cell) = units.cell(place).map_err(failed(terminal))?;
        let record = cell.maker.record(finished.metrics, finished.events, finished.sessions);
        part.append(number, &record.to_bytes()).map_err(failed(terminal))?;
        workers.mark_folded(u32::try_from(left).unwrap_or(u32::MAX));
        bar.inc(1);
        if options.stop.load(Ordering::Relaxed) {
            bar.tick();
        }
    }
    bar.finish_and_clear();
    Ok(())
}
