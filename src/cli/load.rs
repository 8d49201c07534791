//! `deskload load`: read, load in real time, report.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use super::args::SummaryFormat;
use super::commands::{LoadedScenario, load_scenario, print_data, write_report};
use super::intent::{LoadRequest, LoadSearch, ReportRequest};
use super::run::default_path;
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, ReportFolder, memory};
use crate::base::Span;
use crate::engine::live::RolePlaces;
use crate::load::{
    FindMax, Limit, LiveEnd, LoadError, LoadOptions, LoadReport, LoadRow, find_max, run_load,
};
use crate::plan::{Placement, Plan};
use crate::report::{self, Completeness, LoadManifest, ReportFile};

/// The highest rate of a search, in sessions a second.
const HIGHEST_RATE: f64 = 1_000_000.0;

/// The first rate of a search where none is stated, in sessions a second.
const FIRST_RATE: f64 = 100.0;

/// Loads a desk, writes the report, prints the summary.
pub(super) fn load(request: &LoadRequest, signals: &StopSignals, terminal: Terminal) -> ExitStatus {
    let LoadedScenario { plan, inputs, .. } =
        match load_scenario(&request.source, &request.overrides, &[], terminal) {
            Ok(understood) => understood,
            Err(exit) => return exit,
        };
    warn_of_idle_arbiters(&plan, terminal);
    let command = command(request);
    let expected = LoadManifest {
        scenario: &plan.name,
        inputs: &inputs,
        seed: plan.run.seed,
        command: &command,
        completeness: Completeness::Complete,
    };
    let folder = match &request.report {
        ReportRequest::None => None,
        ReportRequest::Directory { path, .. } => {
            let usual = || default_path(&format!("{}-load", plan.name));
            Some(ReportFolder::new(path.clone().unwrap_or_else(usual)))
        }
    };
    // Before the work, not after it: whatever is in the way of a report is known now.
    let prepared = match folder.as_ref().map(ReportFolder::prepare).transpose() {
        Ok(prepared) => prepared,
        Err(why) => {
            terminal.error(&why.to_string());
            return ExitStatus::Failed;
        }
    };
    let options =
        LoadOptions { stop: signals.begin_work(), memory: memory::budget(request.memory) };
    let stop_is_noted = Cell::new(false);
    let job = Job { request, plan: &plan, options: &options, expected, terminal, stop_is_noted };
    let done = match (request.search, &request.limit) {
        (LoadSearch::HighestRate, Some(limit)) => job.search(limit),
        (LoadSearch::HighestRate | LoadSearch::Once, _) => job.once(),
    };
    signals.end_work();
    match done {
        Ok(done) => {
            // A full disk must not take the summary along.
            let written = prepared.map_or(ExitStatus::Done, |place| {
                write_report(place, &done.files, done.completeness, "report", signals, terminal)
            });
            let printed = print_data(&done.page, terminal);
            done.exit.max(written).max(printed)
        }
        Err(error) => report_error(&error, &command, terminal),
    }
}

/// What came of the work.
struct Done {
    page: Vec<u8>,
    files: Vec<ReportFile>,
    completeness: Completeness,
    exit: ExitStatus,
}

struct Job<'a> {
    request: &'a LoadRequest,
    plan: &'a Plan,
    options: &'a LoadOptions,
    expected: LoadManifest<'a>,
    terminal: Terminal,
    /// It was said that a stop was heard.
    stop_is_noted: Cell<bool>,
}

impl Job<'_> {
    /// The load as it is stated.
    fn once(&self) -> Result<Done, LoadError> {
        let report = run_load(self.plan, self.options, &mut |row| self.show(row))?;
        let kept = self.request.limit.as_ref().map(|limit| self.check(limit, &report));
        let (completeness, exit) = match report.outcome.end {
            LiveEnd::Finished if kept == Some(false) => {
                (Completeness::Complete, ExitStatus::NotMet)
            }
            LiveEnd::Finished => (Completeness::Complete, ExitStatus::Done),
            LiveEnd::Stopped => (Completeness::Partial, ExitStatus::Interrupted),
            LiveEnd::OutOfMemory => (Completeness::Partial, ExitStatus::OutOfMemory),
        };
        if report.outcome.end == LiveEnd::OutOfMemory {
            self.terminal.error(
                "what waits at the desk takes more memory than there is: the load was ended. Let \
                 fewer wait (shorter `patience`, more operators, a lower rate), or allow more \
                 (--memory)",
            );
        }
        if report.outcome.tally.counts.accepted == 0 {
            self.terminal.warning(
                "no operator took a session: is anyone on duty then? `--set run.starts=\"mon 10:00\"` \
                 begins at another time",
            );
        }
        let manifest = LoadManifest { completeness, ..self.expected };
        let page = match self.request.format {
            SummaryFormat::Text => self.in_bytes(report::load_text(&report, self.terminal.ink())),
            SummaryFormat::Json => report::load_json(&report, &manifest),
            SummaryFormat::Csv => report::load_table(&report.rows).csv(self.request.tables.dialect),
        };
        let html = self.request.report.has_page().then(|| ReportFile {
            name: report::PAGE_FILE.to_owned(),
            bytes: report::load_html(&report, self.expected.command),
        });
        let tables = self.request.tables;
        // One load is one replication.
        let choice = tables.choice(self.plan, 1);
        let mut files = report::load_files(report, &manifest, choice, tables.dialect);
        // The manifest stays the last.
        let last = files.len() - 1;
        files.splice(last..last, html);
        Ok(Done { page, files, completeness, exit })
    }

    fn in_bytes(&self, page: String) -> Vec<u8> {
        self.terminal.in_its_characters(page).into_bytes()
    }

    /// Whether the limit was kept, which is said.
    fn check(&self, limit: &Limit, report: &LoadReport) -> bool {
        let measured = limit.measured(&report.outcome);
        let is_kept = measured.is_none_or(|value| value < limit.below) && report.is_rate_held();
        if !is_kept {
            let value = measured.map_or("nothing was measured".to_owned(), |it| limit.shown(it));
            let held = if report.is_rate_held() { "" } else { ", and the rate was not held" };
            self.terminal.warning(&format!("the limit {limit} was not kept: {value}{held}"));
        }
        is_kept
    }

    /// The highest rate that keeps to the limit.
    fn search(&self, limit: &Limit) -> Result<Done, LoadError> {
        let start = self.plan.load.rate.unwrap_or(FIRST_RATE);
        let wanted = FindMax { limit: limit.clone(), start, highest: HIGHEST_RATE };
        let on_plateau = &mut |plateau: &_| self.terminal.note(&report::plateau_line(plateau));
        let found = find_max(self.plan, &wanted, self.options, on_plateau)?;
        let (completeness, exit) = match (found.stopped, found.last_good) {
            (true, _) => (Completeness::Partial, ExitStatus::Interrupted),
            (false, Some(_)) => (Completeness::Complete, ExitStatus::Done),
            (false, None) => (Completeness::Complete, ExitStatus::NotMet),
        };
        let manifest = LoadManifest { completeness, ..self.expected };
        let limit = limit.to_string();
        let dialect = self.request.tables.dialect;
        let mut files = report::find_max_files(&found, &manifest, dialect);
        let page = match self.request.format {
            SummaryFormat::Text => self.in_bytes(report::found_max_text(&found, &limit)),
            SummaryFormat::Json => report::find_max_json(&found, &limit, &manifest),
            // The table is the first of the files.
            SummaryFormat::Csv => files[0].bytes.clone(),
        };
        let html = self.request.report.has_page().then(|| {
            let (name, command) = (&self.plan.name, self.expected.command);
            let bytes = report::find_max_html(&found, &limit, name, command);
            ReportFile { name: report::PAGE_FILE.to_owned(), bytes }
        });
        // The manifest stays the last.
        let last = files.len() - 1;
        files.splice(last..last, html);
        Ok(Done { page, files, completeness, exit })
    }

    fn show(&self, row: &LoadRow) {
        self.note_stop();
        let length = self.plan.load.duration.unwrap_or_else(|| {
            let speed = self.plan.load.speed;
            Span::from_secs_f64(self.plan.run.horizon.as_secs_f64() / speed)
        });
        self.terminal.note(&report::row_line(row, length.as_secs_f64()));
    }

    fn note_stop(&self) {
        if self.options.stop.load(Ordering::Relaxed) && !self.stop_is_noted.replace(true) {
            Terminal::notice("stopping: no session comes any more, those that are there may leave");
        }
    }
}

/// A live chat stays on one arbiter, so there may be more arbiters than have anything to do.
fn warn_of_idle_arbiters(plan: &Plan, terminal: Terminal) {
    let arbiters = plan.load.arbiters as usize;
    let places = RolePlaces::new(plan, arbiters, plan.load.placement);
    let in_use = places.arbiters_in_use(arbiters);
    if in_use < arbiters && plan.load.placement == Placement::Together {
        terminal.warning(&format!(
            "of {arbiters} arbiters {in_use} have live chats: those that share operators stay \
             together. --apart divides them as well, at the price of slower messages"
        ));
    }
}

/// The command that repeats a load: every flag is a key of the scenario.
fn command(request: &LoadRequest) -> String {
    let mut words = vec!["deskload".to_owned(), "load".to_owned()];
    words.push(report::quoted(&request.source.file_name()));
    for change in &request.overrides {
        words.extend(["--set".to_owned(), report::quoted(change)]);
    }
    if let Some(limit) = &request.limit {
        words.extend(["--limit".to_owned(), report::quoted(&limit.to_string())]);
    }
    if request.search == LoadSearch::HighestRate {
        words.push("--find-max".to_owned());
    }
    words.join(" ") + &request.tables.flags()
}

/// Shows why there is no report.
fn report_error(error: &LoadError, command: &str, terminal: Terminal) -> ExitStatus {
    match error {
        LoadError::NotPossible(why) => {
            terminal.error(why);
            ExitStatus::Invalid
        }
        LoadError::TooLarge { needed, limit } => {
            terminal.error(&format!(
                "this load may take {} MiB of memory, and there are {} MiB for it: nothing was \
                 started. Make it shorter (--for), lower its rate, give clients a `patience`, or \
                 allow more (--memory)",
                needed >> 20,
                limit >> 20
            ));
            ExitStatus::OutOfMemory
        }
        LoadError::Violation(violation) => {
            terminal
                .error(&format!("an invariant of the desk did not hold under load: {violation}"));
            terminal.error(&format!("it may show again with: {command}"));
            ExitStatus::Failed
        }
        LoadError::Threads(why) => {
            terminal.error(&format!("the load failed: {why}"));
            ExitStatus::Failed
        }
    }
}
