//! `deskload shard merge`: does what the command would have done, with replications that were run
//! elsewhere. Nothing of it depends on how many shards there were, on their order or on their machines.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::failed;
use super::folder::{PartState, PlanFolder, RECORDS_FILE};
use super::plan::baseline;
use super::work::{Work, history_of, planned_search, planned_work};
use crate::cli::args::ShardMergeArgs;
use crate::cli::stop::StopSignals;
use crate::cli::terminal::Terminal;
use crate::cli::{ExitStatus, backtest, check, run, staff, sweep};
use crate::metrics::ReplicationRecord;
use crate::shard::{FRAME_HEAD_BYTES, ranges, read_frame};
use crate::study::{FoundWarmUp, RecordedReplications, ReplicationSource};

/// So many bytes of records may be read ahead, of all parts together.
const MAX_BYTES_AHEAD: u64 = 64 << 20;

/// Merges.
pub(super) fn merge(
    args: &ShardMergeArgs,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<ExitStatus, ExitStatus> {
    let folder = Arc::new(PlanFolder::open(&args.place.plan).map_err(failed(terminal))?);
    ensure_whole(&folder, terminal).map_err(failed(terminal))?;
    for (path, planned) in &folder.plan.baselines {
        let (_, found) = baseline(Path::new(path)).map_err(failed(terminal))?;
        if found != *planned {
            let why = format!("the baseline {path} is not what it was when the work was planned");
            return Err(failed(terminal)(why));
        }
    }
    let work = folder.sources().and_then(|sources| planned_work(&folder.plan, sources));
    let records = |cell: usize| -> Arc<dyn RecordedReplications> {
        match folder.plan.start(cell) {
            Some(start) => Arc::new(CellRecords {
                folder: Arc::clone(&folder),
                cell,
                start,
                ahead: Mutex::default(),
            }),
            // More cells than were planned: the work is refused where its first record is missing.
            None => Arc::new(NotPlanned),
        }
    };
    let source = |cell: usize| ReplicationSource::Recorded(records(cell));
    Ok(match work.map_err(failed(terminal))? {
        Work::Run(request) => run::run(&request, signals, terminal, &source),
        Work::Sweep(request) => sweep::sweep(&request, signals, terminal, &source),
        Work::Check(request) => check::check(&request, signals, terminal, &source),
        Work::Backtest(request, history) => {
            let history = history_of(&request, history.as_ref());
            backtest::backtest(&request, history, terminal, &source)
        }
        Work::Staff(request, search) => {
            let search = planned_search(search.as_deref()).map_err(failed(terminal))?;
            staff::staff(&request, signals, terminal, Some((&search, &*records(0))))
        }
    })
}

/// No hole, nothing twice, nothing of another plan or version.
fn ensure_whole(folder: &PlanFolder, terminal: Terminal) -> Result<(), String> {
    let foreign = folder.foreign_parts()?;
    if !foreign.is_empty() {
        return Err(format!(
            "among the parts are some of no shard of the plan: {}; a replication would count twice",
            foreign.join(", ")
        ));
    }
    let bar = terminal.progress_of(u64::from(folder.plan.shards), "parts");
    let mut missing = Vec::new();
    for shard in 1..=folder.plan.shards {
        match folder.state(shard) {
            PartState::Done => {}
            PartState::Missing => missing.push(shard),
            PartState::OtherPlan(why) => return Err(why),
            PartState::Corrupt(why) => {
                return Err(format!("{why}: run the shard again"));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} of {} shards are missing: {}",
        missing.len(),
        folder.plan.shards,
        ranges(&missing)
    ))
}

/// A cell that the plan does not have.
#[derive(Debug)]
struct NotPlanned;

impl RecordedReplications for NotPlanned {
    fn warm_up(&self) -> Option<FoundWarmUp> {
        None
    }

    fn record(&self, _: u32) -> Result<ReplicationRecord, String> {
        Err("the plan does not have this scenario".to_owned())
    }
}

/// Records of a part that were read ahead, with the number of the first.
type Ahead = (u64, VecDeque<Vec<u8>>);

/// The replications of a cell, in all parts.
struct CellRecords {
    folder: Arc<PlanFolder>,
    cell: usize,
    /// The number of its first replication.
    start: u64,
    /// By part: replications of a cell lie in all parts in turn, and one file after the other is opened.
    ahead: Mutex<Vec<Ahead>>,
}

impl fmt::Debug for CellRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CellRecords").field("cell", &self.cell).finish_non_exhaustive()
    }
}

impl RecordedReplications for CellRecords {
    fn warm_up(&self) -> Option<FoundWarmUp> {
        self.folder.plan.cells[self.cell].warm_up
    }

    fn record(&self, replication: u32) -> Result<ReplicationRecord, String> {
        let plan = &self.folder.plan;
        let cell = &plan.cells[self.cell];
        if replication >= cell.replications {
            return Err(format!(
                "replication {replication} of {} was not planned: the plan is of other work",
                cell.name
            ));
        }
        let number = self.start + u64::from(replication);
        let (shard, place) = plan.place(number);
        let mut parts = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        parts.resize_with(plan.shards as usize, Default::default);
        let (next, ahead) = &mut parts[shard as usize - 1];
        if *next != place || ahead.is_empty() {
            let last = self.start + u64::from(cell.replications) - 1;
            let (last_shard, last_place) = plan.place(last);
            let most = last_place + u64::from(last_shard >= shard);
            *ahead = self
                .read_ahead(shard, place, most)
                .map_err(|error| format!("{}: {error}", self.folder.part(shard).display()))?;
        }
        *next = place + 1;
        let bytes = ahead.pop_front().ok_or("a part ends too soon")?;
        ReplicationRecord::of_bytes(&bytes).map_err(|error| error.to_string())
    }
}

impl CellRecords {
    /// Reads the record at a place of a part, and those after it, up to a place, as far as there is room.
    fn read_ahead(&self, shard: u32, place: u64, most: u64) -> io::Result<VecDeque<Vec<u8>>> {
        let plan = &self.folder.plan;
        let mut file = File::open(self.folder.part(shard).join(RECORDS_FILE))?;
        // Where each record begins stands at the end of the file.
        let places = file.metadata()?.len().saturating_sub(8 * plan.units_of_shard(shard));
        file.seek(SeekFrom::Start(places + 8 * place))?;
        let mut begins = [0; 8];
        file.read_exact(&mut begins)?;
        file.seek(SeekFrom::Start(u64::from_le_bytes(begins)))?;
        let mut room = (MAX_BYTES_AHEAD / u64::from(plan.shards)) as usize;
        let mut reader = BufReader::with_capacity(room.clamp(1 << 12, 1 << 16), file);
        let mut records = VecDeque::new();
        for place in place..most {
            let record = read_frame(&mut reader, plan.number(shard, place))
                .map_err(|error| io::Error::other(error.to_string()))?;
            let length = FRAME_HEAD_BYTES + record.len();
            records.push_back(record);
            if length > room {
                break;
            }
            room -= length;
        }
        Ok(records)
    }
}
