//! `deskload sweep`: a grid of variants of a desk, one line of CSV each.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::commands::{load_scenario, print_page};
use super::compare::typed_figures;
use super::intent::SweepRequest;
use super::line_file::{Found, LineFile};
use super::pending_file::PendingFile;
use super::repeat;
use super::run_faults::{exit_of_error, show_error};
use super::shard::{Cell, Cells};
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, SourceOfCell, memory};
use crate::decide::{
    ALPHA, Axis, Catalog, Cell as GridCell, Expectation, JudgedFigure, cells, expectations_of,
    judge, judged_columns, judged_figures, pairing, sweep_overrides, tracked_figures,
};
use crate::metrics::{RecordContent, ReplicationValues, SheetName, TrackedFigure};
use crate::plan::Plan;
use crate::report::{self, ExpectationPlace, SweepPage, SweptCell, fingerprint};
use crate::study::{Options, replication_values, settled};

/// What is run.
struct Grid {
    axes: Vec<Axis>,
    cells: Vec<GridCell>,
    figures: Vec<JudgedFigure>,
    /// The plan of the first cell.
    first: Arc<Plan>,
    scenario_sha256: String,
    /// Which waits are not judged.
    unjudged: Option<String>,
}

/// Runs the cells of a grid.
pub(super) fn sweep(
    request: &SweepRequest,
    signals: &StopSignals,
    terminal: Terminal,
    source_of: SourceOfCell<'_>,
) -> ExitStatus {
    match try_sweep(request, signals, source_of, terminal) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn try_sweep(
    request: &SweepRequest,
    signals: &StopSignals,
    source_of: SourceOfCell<'_>,
    terminal: Terminal,
) -> Result<ExitStatus, ExitStatus> {
    let failed = |why: String| {
        terminal.error(&why);
        ExitStatus::Failed
    };
    let grid = read_grid(request, terminal)?;
    let place = request.out.clone().unwrap_or_else(|| default_place(&grid.first.name));
    if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)
            .map_err(|error| failed(format!("cannot make {}: {error}", folder.display())))?;
    }
    // Before the work, not after it: whatever is in the way of the file is known now.
    let file = PendingFile::create(&place).map_err(failed)?;
    let page_place = place.with_extension("html");
    // A stream of cells has no place beside it.
    let has_page = request.html && (place.is_file() || !place.exists());
    let html = has_page.then(|| PendingFile::create(&page_place)).transpose().map_err(failed)?;
    let workbook = Workbook::prepare(request, &grid, &place).map_err(failed)?;
    let heading = report::journal_heading(
        &grid.scenario_sha256,
        &request.overrides,
        &grid.axes,
        &grid.figures,
        grid.first.run.replications,
    );
    let mut journal =
        Journal::open(&place, &heading, grid.figures.len(), request.restart, terminal)
            .map_err(failed)?;
    let ran = run_cells(&grid, request, &mut journal, signals, source_of, terminal);
    let is_whole = journal.done.len() == grid.cells.len();
    let (axes, cells, figures) = (&grid.axes, &grid.cells, &grid.figures);
    let command = &repeat::sweep(request);
    let unjudged = grid.unjudged.as_deref();
    let page = SweepPage { axes, cells, figures, done: &journal.done, unjudged, command };
    if journal.done.is_empty() {
        terminal.error("interrupted before a cell was done: nothing to report");
        return Err(ran.max(ExitStatus::Interrupted));
    }
    file.write(&report::sweep_table(&page).csv(request.csv)).map_err(failed)?;
    if let Some(html) = html {
        html.write(&report::sweep_html(&page, &grid.first.name)).map_err(failed)?;
        terminal.note(&format!("page: {}", page_place.display()));
    }
    if let Some(workbook) = workbook {
        workbook.write(&page, &grid.first.name, terminal).map_err(failed)?;
    }
    let printed = print_page(report::sweep_text(&page, terminal.ink()), terminal);
    terminal.note(&format!("cells: {}", place.display()));
    if is_whole {
        journal.remove().map_err(failed)?;
        return Ok(ran.max(printed));
    }
    terminal.note(&format!(
        "{} of {} cells are done; the same command goes on from there",
        journal.done.len(),
        grid.cells.len()
    ));
    Ok(ran.max(printed))
}

/// The workbook beside the cells.
struct Workbook {
    path: PathBuf,
    file: PendingFile,
}

impl Workbook {
    /// Before the work: whether the cells fit into one, and whether it can be written.
    fn prepare(request: &SweepRequest, grid: &Grid, place: &Path) -> Result<Option<Self>, String> {
        if !request.xlsx {
            return Ok(None);
        }
        let fault =
            report::sweep_workbook_fault(grid.cells.len(), grid.axes.len(), grid.figures.len());
        if let Some(why) = fault {
            return Err(why);
        }
        if place.exists() && !place.is_file() {
            return Err("--xlsx: a stream of cells has no place beside it for a workbook".into());
        }
        let path = place.with_extension("xlsx");
        if path == *place {
            return Err(format!("--out and --xlsx would both write {}", path.display()));
        }
        PendingFile::create(&path).map(|file| Some(Self { path, file }))
    }

    fn write(self, page: &SweepPage<'_>, name: &str, terminal: Terminal) -> Result<(), String> {
        report::sweep_workbook(page, name).and_then(|bytes| self.file.write(&bytes))?;
        terminal.note(&format!("workbook: {}", self.path.display()));
        Ok(())
    }
}

fn default_place(name: &str) -> PathBuf {
    Path::new("reports").join(format!("sweep-{name}.csv"))
}

/// Reads the scenario once for each cell, so that a cell that cannot be run is found before any is.
fn read_grid(request: &SweepRequest, terminal: Terminal) -> Result<Grid, ExitStatus> {
    let axes = request.axes.clone();
    let cells = cells(&axes).map_err(|error| {
        terminal.error(&error.to_string());
        ExitStatus::WrongCommandLine
    })?;
    let first = load_scenario(&request.source, &cell_overrides(request, &cells[0]), &[], terminal)?;
    for cell in &cells[1..] {
        let overrides = cell_overrides(request, cell);
        let reading = request.source.read(&overrides).map_err(|why| {
            terminal.error(&why);
            ExitStatus::Failed
        })?;
        if reading.plan.is_none() {
            terminal.diagnostics(&reading.diagnostics);
            let cell = sweep_overrides(&axes, cell).join(", ");
            terminal.error(&format!("the cell {cell} cannot be run, so none is"));
            return Err(ExitStatus::Invalid);
        }
    }
    let catalog = Catalog::new(&first.plan);
    let figures = swept_figures(request, &catalog, &first.margins, terminal)?;
    let scenario_sha256 = fingerprint(&first.inputs);
    let place = ExpectationPlace::Scenario;
    let unjudged = report::unjudged_note(&first.plan, &first.expectations, place);
    Ok(Grid { axes, cells, figures, first: Arc::new(first.plan), scenario_sha256, unjudged })
}

fn swept_figures(
    request: &SweepRequest,
    catalog: &Catalog,
    margins: &[crate::scenario::StatedMargin],
    terminal: Terminal,
) -> Result<Vec<JudgedFigure>, ExitStatus> {
    let (columns, _) = judged_columns(margins);
    if request.figures.is_empty() {
        let defined = judged_figures(catalog, &columns);
        return Ok(defined.into_iter().filter(|it| it.sheet == SheetName::LiveChats).collect());
    }
    typed_figures(&request.figures, catalog, &columns, terminal)
}

fn cell_overrides(request: &SweepRequest, cell: &GridCell) -> Vec<String> {
    let own = sweep_overrides(&request.axes, cell);
    request.overrides.iter().cloned().chain(own).collect()
}

fn run_cells(
    grid: &Grid,
    request: &SweepRequest,
    journal: &mut Journal,
    signals: &StopSignals,
    source_of: SourceOfCell<'_>,
    terminal: Terminal,
) -> ExitStatus {
    let bar = terminal.progress_of(grid.cells.len() as u64, "cells");
    bar.set_position(journal.done.len() as u64);
    bar.reset_eta();
    let options = Options {
        jobs: request.jobs,
        stop: signals.begin_work(),
        memory: memory::budget(request.memory),
        ..Options::default()
    };
    let mut exit = ExitStatus::Done;
    for place in 0..grid.cells.len() {
        if journal.done.iter().any(|cell| cell.place == place) {
            continue;
        }
        let options = Options { source: source_of(place), ..options.clone() };
        match run_cell(grid, place, request, &options, terminal) {
            Ok(Some(cell)) => {
                if let Err(why) = journal.add(cell) {
                    terminal.error(&why);
                    exit = ExitStatus::Failed;
                    break;
                }
            }
            Ok(None) => {
                exit = ExitStatus::Interrupted;
                break;
            }
            Err(failed) => {
                exit = failed;
                break;
            }
        }
        bar.inc(1);
    }
    signals.end_work();
    bar.finish_and_clear();
    exit
}

/// Names and bytes of files.
type Inputs = Vec<(String, Vec<u8>)>;

/// A cell, read.
struct ReadCell {
    plan: Plan,
    /// The files that it was read from.
    inputs: Inputs,
    expectations: Vec<Expectation>,
}

impl ReadCell {
    /// Its figures of the grid, then those of its expectations.
    fn tracked(&self, own: &[Option<TrackedFigure>]) -> Vec<TrackedFigure> {
        let expected = tracked_figures(&self.expectations);
        own.iter().flatten().copied().chain(expected.iter().copied()).collect()
    }
}

fn read_cell(
    grid: &Grid,
    place: usize,
    request: &SweepRequest,
    terminal: Terminal,
) -> Result<ReadCell, ExitStatus> {
    let overrides = cell_overrides(request, &grid.cells[place]);
    let loaded = request.source.read(&overrides).map_err(|why| {
        terminal.error(&why);
        ExitStatus::Failed
    })?;
    match loaded.plan {
        Some(plan) => {
            let (expectations, _) = expectations_of(&plan, &loaded.expectations);
            Ok(ReadCell { plan, inputs: loaded.inputs, expectations })
        }
        None => {
            terminal.error("the scenario was changed while it was swept");
            Err(ExitStatus::Invalid)
        }
    }
}

/// The figures of a grid at the desk of a cell; `None`: it has no such figure.
fn tracked_of_cell(grid: &Grid, plan: &Plan) -> Vec<Option<TrackedFigure>> {
    let catalog = Catalog::new(plan);
    grid.figures.iter().map(|figure| catalog.tracked(figure)).collect()
}

/// The replications of all cells of a grid.
pub(super) fn cells_of_grid(
    request: SweepRequest,
    terminal: Terminal,
) -> Result<Cells, ExitStatus> {
    let grid = read_grid(&request, terminal)?;
    let count = grid.cells.len();
    let read = move |place: usize| {
        let read = read_cell(&grid, place, &request, terminal)?;
        let tracked = read.tracked(&tracked_of_cell(&grid, &read.plan));
        let ReadCell { plan, inputs, .. } = read;
        Ok(Cell {
            name: sweep_overrides(&grid.axes, &grid.cells[place]).join(", "),
            replications: plan.run.replications,
            tracked: tracked.into(),
            content: RecordContent::Values,
            inputs,
            plan,
        })
    };
    Ok(Cells { count, read: Box::new(read) })
}

/// Runs a cell; `None`: it was stopped.
fn run_cell(
    grid: &Grid,
    place: usize,
    request: &SweepRequest,
    options: &Options,
    terminal: Terminal,
) -> Result<Option<SweptCell>, ExitStatus> {
    if options.stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let read = read_cell(grid, place, request, terminal)?;
    let shown = |error| {
        show_error(&error, terminal);
        exit_of_error(&error)
    };
    let plan = settled(&read.plan, options).map_err(shown)?;
    let own = tracked_of_cell(grid, &plan);
    let options = Options { tracked: read.tracked(&own).into(), ..options.clone() };
    let number = plan.run.replications;
    let values = replication_values(&plan, &options, 0..number, &|_| {}).map_err(shown)?;
    if values.len() < number as usize {
        return Ok(None);
    }
    let figures = own.iter().flatten().count();
    let own_values: Vec<ReplicationValues> =
        values.iter().map(|values| values[figures..].to_vec()).collect();
    let judged = judge(&read.expectations, &plan.run, &own_values, ALPHA);
    let expected = read.expectations.iter().zip(&judged);
    let expected = expected.map(|(one, judged)| (one.text.clone(), judged.verdict)).collect();
    let mut next = 0;
    let of_figure = |figure: &Option<TrackedFigure>| match figure {
        Some(_) => {
            next += 1;
            values.iter().map(|it| it[next - 1][0]).collect()
        }
        None => Vec::new(),
    };
    let values = own.iter().map(of_figure).collect();
    let pairing = pairing(&grid.first, &plan);
    Ok(Some(SweptCell { place, pairing, values, expected }))
}

/// The cells that are done, on disk: an interrupted sweep goes on from there.
struct Journal {
    file: LineFile,
    /// In the order of the grid.
    done: Vec<SweptCell>,
}

impl Journal {
    fn open(
        place: &Path,
        heading: &str,
        figures: usize,
        restart: bool,
        terminal: Terminal,
    ) -> Result<Self, String> {
        let path = LineFile::beside(place, ".journal");
        let shown = path.display().to_string();
        let refuse = |error: io::Error| format!("the journal {shown}: {error}");
        let mut done: Vec<SweptCell> = Vec::new();
        let mut read = |line: &str| {
            let cell = report::read_journal_line(line, figures);
            let is_sound = cell.is_some();
            done.extend(cell);
            is_sound
        };
        let found = if restart {
            Found::Nothing
        } else {
            LineFile::resume(path.clone(), heading, &mut read).map_err(refuse)?
        };
        let file = match found {
            Found::Same(file) => {
                terminal
                    .note(&format!("{} cells were done before: going on from there", done.len()));
                file
            }
            Found::Nothing => LineFile::begin(path, heading).map_err(refuse)?,
            Found::Other(old) => {
                let differences = report::heading_differences(&old, heading).join(", ");
                return Err(format!(
                    "the journal {shown}: it is of another sweep (what differs: {differences}): \
                     --restart begins anew, --out FILE writes elsewhere"
                ));
            }
        };
        done.sort_by_key(|cell| cell.place);
        done.dedup_by_key(|cell| cell.place);
        Ok(Self { file, done })
    }

    fn add(&mut self, cell: SweptCell) -> Result<(), String> {
        let written =
            self.file.append(&report::journal_line(&cell)).and_then(|()| self.file.sync());
        written.map_err(|error| format!("the journal {}: {error}", self.file.path().display()))?;
        let place = self.done.partition_point(|known| known.place < cell.place);
        self.done.insert(place, cell);
        Ok(())
    }

    /// All is done.
    fn remove(self) -> Result<(), String> {
        let shown = self.file.path().display().to_string();
        self.file.remove().map_err(|error| format!("cannot remove {shown}: {error}"))
    }
}
