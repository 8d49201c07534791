//! What commands share: scenarios that are read, data that is printed, reports that are written; and the
//! commands that print what deskload knows by itself.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::completions::completions;
use super::intent::WarningPolicy;
use super::scenario_source::ScenarioSource;
use super::stop::StopSignals;
use super::terminal::{Terminal, write_stdout};
use super::{CliArgs, ExitStatus, PreparedFolder};
use crate::decide::{self, Expectation};
use crate::plan::Plan;
use crate::report::{Completeness, ReportFile, overloads, overloads_line};
use crate::scenario::{
    self, Diagnostic, ReadOutcome, Severity, StatedExpectation, StatedMargin, StatedText,
};
use crate::study::offered_load;

/// `deskload schema`
pub(super) fn print_schema(terminal: Terminal) -> ExitStatus {
    print_data(format!("{:#}\n", scenario::schema()).as_bytes(), terminal)
}

/// `deskload man`: a page for the program and one for each command.
pub(super) fn write_man_pages(folder: &Path, terminal: Terminal) -> ExitStatus {
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(CliArgs::command(), folder));
    match written {
        Ok(()) => {
            terminal.note(&format!("manual pages: {}", folder.display()));
            ExitStatus::Done
        }
        Err(error) => {
            terminal.error(&format!("cannot write into {}: {error}", folder.display()));
            ExitStatus::Failed
        }
    }
}

/// `deskload completions`
pub(super) fn print_completions(shell: Shell, terminal: Terminal) -> ExitStatus {
    print_data(completions(shell).as_bytes(), terminal)
}

/// A valid scenario.
pub(super) struct LoadedScenario {
    pub(super) plan: Plan,
    /// Names and bytes of all files that it was read from.
    pub(super) inputs: Vec<(String, Vec<u8>)>,
    /// The scenario with presets and overrides written out.
    pub(super) resolved: String,
    /// How many warnings were shown.
    warnings: usize,
    /// What the desk is expected to hold.
    pub(super) expectations: Vec<Expectation>,
    /// How much worse figures may become, as stated, and without a fault.
    pub(super) margins: Vec<StatedMargin>,
}

impl LoadedScenario {
    /// Whether the scenario may be used, with what it was warned of and so many warnings more.
    pub(super) fn judge_warnings(
        &self,
        more: usize,
        policy: WarningPolicy,
        source: &ScenarioSource,
        terminal: Terminal,
    ) -> Result<(), ExitStatus> {
        let warnings = self.warnings + more;
        if policy == WarningPolicy::Allow || warnings == 0 {
            return Ok(());
        }
        let plural = if warnings == 1 { "" } else { "s" };
        let name = source.display_name();
        terminal
            .error(&format!("{name} has {warnings} warning{plural}, which --deny-warnings denies"));
        Err(ExitStatus::Invalid)
    }

    /// Shows which groups get more work than they can do; how many there are.
    pub(super) fn warn_of_overloads(&self, terminal: Terminal) -> usize {
        let load = offered_load(&self.plan);
        if let Some(line) = overloads_line(&self.plan, &load) {
            terminal.note(&line);
        }
        overloads(&self.plan, &load).len()
    }
}

/// A scenario as it was read, before anything is shown.
pub(super) struct ReadScenarioFile {
    /// `None` where one of the diagnostics is an error.
    pub(super) loaded: Option<LoadedScenario>,
    /// What is shown: of the file, of its expectations, of its margins.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is beyond the number that is shown.
    pub(super) further: Vec<Diagnostic>,
}

impl ReadScenarioFile {
    /// Reads a scenario with its expectations and margins, and shows nothing.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub(super) fn read(
        source: &ScenarioSource,
        overrides: &[String],
        more_expectations: &[String],
    ) -> Result<Self, String> {
        let read = source.read(overrides)?;
        let ReadOutcome { plan, mut diagnostics, further, inputs, resolved, .. } = read;
        let Some(plan) = plan else {
            return Ok(Self { loaded: None, diagnostics, further });
        };
        let typed = more_expectations
            .iter()
            .map(|text| StatedExpectation { that: StatedText::typed("--expect", text), on: None });
        let stated: Vec<StatedExpectation> = read.expectations.into_iter().chain(typed).collect();
        let (expectations, faults) = decide::expectations_of(&plan, &stated);
        let (_, wrong_margins) = decide::judged_columns(&read.margins);
        diagnostics.extend(faults);
        diagnostics.extend(wrong_margins);
        let has_errors = diagnostics.iter().any(|fault| fault.severity == Severity::Error);
        let is_warning = |one: &&Diagnostic| one.severity == Severity::Warning;
        let warnings = diagnostics.iter().filter(is_warning).count();
        let margins = read.margins;
        let loaded = LoadedScenario { plan, inputs, resolved, warnings, expectations, margins };
        Ok(Self { loaded: (!has_errors).then_some(loaded), diagnostics, further })
    }
}

/// Reads a scenario and shows its diagnostics.
pub(super) fn load_scenario(
    source: &ScenarioSource,
    overrides: &[String],
    more_expectations: &[String],
    terminal: Terminal,
) -> Result<LoadedScenario, ExitStatus> {
    let read = ReadScenarioFile::read(source, overrides, more_expectations).map_err(|why| {
        terminal.error(&why);
        ExitStatus::Failed
    })?;
    terminal.diagnostics(&read.diagnostics);
    read.loaded.ok_or_else(|| {
        terminal.error(&format!("{} is invalid", source.display_name()));
        ExitStatus::Invalid
    })
}

/// Data on standard output.
pub(super) fn print_data(bytes: &[u8], terminal: Terminal) -> ExitStatus {
    match write_stdout(bytes) {
        Ok(()) => ExitStatus::Done,
        Err(error) => {
            terminal.error(&format!("cannot write to standard output: {error}"));
            ExitStatus::Failed
        }
    }
}

/// A page for people on standard output, in characters that the terminal shows.
pub(super) fn print_page(page: String, terminal: Terminal) -> ExitStatus {
    print_data(terminal.in_its_characters(page).as_bytes(), terminal)
}

/// Writes a report to its place, and says where `what` is then.
pub(super) fn write_report(
    place: PreparedFolder,
    files: &[ReportFile],
    completeness: Completeness,
    what: &str,
    signals: &StopSignals,
    terminal: Terminal,
) -> ExitStatus {
    let path = place.path().to_path_buf();
    let staged = place.stage(files, completeness);
    match staged.and_then(|staged| signals.put(&path, || staged.put())) {
        Ok(()) => {
            terminal.note(&format!("{what}: {}", path.display()));
            ExitStatus::Done
        }
        Err(why) => {
            terminal.error(&why.to_string());
            ExitStatus::Failed
        }
    }
}
