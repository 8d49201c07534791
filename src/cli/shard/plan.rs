//! `deskload shard plan`: reads what the command reads, finds warm-ups, and writes the plan with every file
//! that its shards need.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use super::failed;
use super::folder::{INPUTS, PARTS, PLAN_FILE, file_sha256};
use super::work::{Cell, InputBytes, OtherInput, Work};
use crate::cli::args::ShardPlanArgs;
use crate::cli::folder::whole::WholeFolder;
use crate::cli::pending_file::PendingFile;
use crate::cli::run_faults::{exit_of_error, show_error};
use crate::cli::scenario_source::{ScenarioSource, read_regular_file};
use crate::cli::stop::StopSignals;
use crate::cli::terminal::Terminal;
use crate::cli::{ExitStatus, memory};
use crate::decide::MAX_BASELINE_BYTES;
use crate::report::fingerprint;
use crate::shard::{PlannedCell, PlannedFile, PlannedSource, ShardPlan, sha256_hex};
use crate::study::{Options, with_warm_up};

/// The files of each scenario by name, the scenario itself first; and the bytes of all by their hashes.
#[derive(Default)]
struct Inputs {
    sources: Vec<PlannedSource>,
    bytes: BTreeMap<String, InputBytes>,
}

impl Inputs {
    /// Remembers the files of a scenario. Cells of a grid may name different files.
    fn add(&mut self, source: &ScenarioSource, files: &[(String, Vec<u8>)]) {
        let path = source.command_argument();
        let place = self.sources.iter().position(|known| known.path == path).unwrap_or_else(|| {
            self.sources.push(PlannedSource { path, files: Vec::new() });
            self.sources.len() - 1
        });
        for (name, bytes) in files {
            let known = &mut self.sources[place].files;
            if known.iter().any(|file| file.name == *name) {
                continue;
            }
            let sha256 = sha256_hex(bytes);
            self.bytes.entry(sha256.clone()).or_insert_with(|| InputBytes::Known(bytes.clone()));
            known.push(PlannedFile { name: name.clone(), sha256 });
        }
    }

    /// Remembers what is read beside the files of cells.
    fn add_other(&mut self, other: OtherInput) -> Result<(), String> {
        let mut files = Vec::new();
        for (name, bytes) in other.files {
            let sha256 = match &bytes {
                InputBytes::Known(bytes) => sha256_hex(bytes),
                InputBytes::File(path) => {
                    file_sha256(path).map_err(|error| unreadable(path, &error))?.1
                }
            };
            self.bytes.entry(sha256.clone()).or_insert(bytes);
            files.push(PlannedFile { name, sha256 });
        }
        self.sources.push(PlannedSource { path: other.path, files });
        Ok(())
    }
}

fn unreadable(path: &Path, why: &dyn fmt::Display) -> String {
    format!("cannot read {}: {why}", path.display())
}

/// Plans.
pub(super) fn plan(
    args: &ShardPlanArgs,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<ExitStatus, ExitStatus> {
    let wrong = |why: String| {
        terminal.error(&why);
        ExitStatus::WrongCommandLine
    };
    let mut work = Work::parse(&args.work).map_err(wrong)?;
    let kind = work.kind();
    let place = take_place(&args.out).map_err(failed(terminal))?;
    let sources = work.sources().map_err(failed(terminal))?;
    // A folder of scenarios is searched once: what is there later is not of the plan.
    work.read_from(sources.clone()).map_err(failed(terminal))?;
    let asked = Work::parse(&args.work).map_err(wrong)?;
    let other = work.other_inputs(signals, terminal)?;
    let reads_files_of_cells = work.reads_files_of_cells();
    let cells = work.into_cells(terminal)?;
    let options =
        Options { stop: signals.begin_work(), memory: memory::budget(None), ..Options::default() };
    let mut inputs = Inputs::default();
    let mut planned = Vec::new();
    for place in 0..cells.count {
        let cell = (cells.read)(place)?;
        // One scenario with many cells, or a cell for each scenario.
        if let Some(source) =
            sources.get(place).or(sources.first()).filter(|_| reads_files_of_cells)
        {
            inputs.add(source, &cell.inputs);
        }
        planned.push(planned_cell(&cell, &options, terminal)?);
    }
    for other in other {
        inputs.add_other(other).map_err(failed(terminal))?;
    }
    let names: Vec<String> = planned.iter().map(|cell| cell.name.clone()).collect();
    let baselines = asked.baselines(&names).into_iter().map(|path| baseline(&path));
    let plan = ShardPlan {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kind,
        arguments: args.work.clone(),
        shards: args.shards,
        sources: inputs.sources,
        baselines: baselines.collect::<Result<_, _>>().map_err(failed(terminal))?,
        cells: planned.into(),
    };
    if plan.units() < u64::from(plan.shards) {
        return Err(wrong(format!(
            "there are {} replications for {} shards: ask for fewer shards, or more replications",
            plan.units(),
            plan.shards
        )));
    }
    signals.end_work();
    let written = write(&place.staging(), &plan, &inputs.bytes);
    let put = || place.put().map_err(|error| cannot_write(&args.out, &error));
    written.and_then(|()| signals.put(&args.out, put)).map_err(failed(terminal))?;
    terminal.note(&format!(
        "{} replications in {} shards: {}",
        plan.units(),
        plan.shards,
        args.out.join(PLAN_FILE).display()
    ));
    Ok(ExitStatus::Done)
}

fn planned_cell(
    cell: &Cell,
    options: &Options,
    terminal: Terminal,
) -> Result<PlannedCell, ExitStatus> {
    let (_, warm_up) = with_warm_up(&cell.plan, options).map_err(|error| {
        show_error(&error, terminal);
        exit_of_error(&error)
    })?;
    if options.stop.load(std::sync::atomic::Ordering::Relaxed) {
        terminal.error("interrupted: nothing is planned");
        return Err(ExitStatus::Interrupted);
    }
    Ok(PlannedCell {
        name: cell.name.clone(),
        scenario_sha256: fingerprint(&cell.inputs),
        seed: cell.plan.run.seed,
        replications: cell.replications,
        warm_up,
    })
}

/// The place of a baseline, and its hash if it is there.
pub(super) fn baseline(path: &Path) -> Result<(String, Option<String>), String> {
    let shown = path.display().to_string();
    match read_regular_file(path, MAX_BASELINE_BYTES) {
        Ok(bytes) => Ok((shown, Some(sha256_hex(&bytes)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((shown, None)),
        Err(error) => Err(format!("cannot read {shown}: {error}")),
    }
}

fn cannot_write(folder: &Path, why: &io::Error) -> String {
    format!("cannot write {}: {why}", folder.display())
}

/// The folder of a plan, which is there as a whole or not at all. One without anything in it may be there already.
fn take_place(folder: &Path) -> Result<WholeFolder, String> {
    let is_taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken || folder.is_file() {
        return Err(format!(
            "{} is there already: the parts of a plan lie beside it, so that each plan has a folder of \
             its own",
            folder.display()
        ));
    }
    WholeFolder::prepare(folder).map_err(|error| cannot_write(folder, &error))
}

/// Writes the files of a plan into a folder without any.
fn write(
    folder: &Path,
    plan: &ShardPlan,
    inputs: &BTreeMap<String, InputBytes>,
) -> Result<(), String> {
    let refuse = |error: io::Error| cannot_write(folder, &error);
    fs::create_dir(folder.join(INPUTS)).map_err(refuse)?;
    fs::create_dir(folder.join(PARTS)).map_err(refuse)?;
    for (sha256, bytes) in inputs {
        let place = folder.join(INPUTS).join(sha256);
        match bytes {
            InputBytes::Known(bytes) => PendingFile::create(&place)?.write(bytes)?,
            InputBytes::File(path) => {
                fs::copy(path, &place)
                    .map_err(|error| format!("cannot copy {}: {error}", path.display()))?;
                fs::File::open(&place).and_then(|file| file.sync_all()).map_err(refuse)?;
                if file_sha256(&place).map_err(refuse)?.1 != *sha256 {
                    return Err(unreadable(path, &"it is being written to"));
                }
            }
        }
    }
    fs::File::open(folder.join(INPUTS)).and_then(|inputs| inputs.sync_all()).map_err(refuse)?;
    PendingFile::create(&folder.join(PLAN_FILE))?.write(&plan.bytes())
}
