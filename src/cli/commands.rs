//! The commands that simulate nothing.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::intent::{ValidateRequest, WarningPolicy};
use super::scenario_source::ScenarioSource;
use super::terminal::{Terminal, write_stdout};
use super::{CliArgs, ExitStatus, PreparedFolder};
use crate::decide::{self, Expectation};
use crate::plan::Plan;
use crate::report::{Completeness, ReportFile, overloads, scenario_overview};
use crate::scenario::{
    self, Diagnostic, ReadOutcome, Severity, StatedExpectation, StatedMargin, StatedText,
};
use crate::study::offered_load;

/// `deskload validate`: the worst of all files decides the exit code.
pub(super) fn validate(request: &ValidateRequest, terminal: Terminal) -> ExitStatus {
    let mut worst = ExitStatus::Done;
    let mut pages = Vec::new();
    for source in &request.sources {
        match load_scenario(source, &request.overrides, &[], terminal) {
            Ok(loaded) => {
                let load = offered_load(&loaded.plan);
                let overloaded = overloads(&loaded.plan, &load).len();
                let exit = loaded.judge_warnings(overloaded, request.warnings, source, terminal);
                worst = worst.max(exit.err().unwrap_or(ExitStatus::Done));
                pages.push(if request.resolved {
                    loaded.resolved
                } else {
                    scenario_overview(&loaded.plan, &load)
                });
            }
            Err(exit) => worst = worst.max(exit),
        }
    }
    let page = pages.join("\n");
    // A scenario that is written out is data.
    let page = if request.resolved { page } else { terminal.in_its_characters(page) };
    worst.max(print_data(page.as_bytes(), terminal))
}

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
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CliArgs::command(), "deskload", &mut script);
    print_data(&script, terminal)
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

    /// Shows which groups get more work than they can do, as `validate` does; how many there are.
    pub(super) fn warn_of_overloads(&self, terminal: Terminal) -> usize {
        let overloads = overloads(&self.plan, &offered_load(&self.plan));
        overloads.iter().for_each(|one| terminal.note(&format!("Overload: {one}")));
        overloads.len()
    }
}

/// Reads a scenario and shows its diagnostics.
pub(super) fn load_scenario(
    source: &ScenarioSource,
    overrides: &[String],
    more_expectations: &[String],
    terminal: Terminal,
) -> Result<LoadedScenario, ExitStatus> {
    let ReadOutcome { plan, diagnostics, inputs, resolved, expectations: stated, margins } =
        source.read(overrides).map_err(|why| {
            terminal.error(&why);
            ExitStatus::Failed
        })?;
    terminal.diagnostics(&diagnostics);
    let invalid = || {
        terminal.error(&format!("{} is invalid", source.display_name()));
        ExitStatus::Invalid
    };
    let plan = plan.ok_or_else(invalid)?;
    let typed = more_expectations
        .iter()
        .map(|text| StatedExpectation { that: StatedText::typed("--expect", text), on: None });
    let stated: Vec<StatedExpectation> = stated.into_iter().chain(typed).collect();
    let (expectations, faults) = decide::expectations_of(&plan, &stated);
    terminal.diagnostics(&faults);
    let (_, wrong_margins) = decide::judged_columns(&margins);
    terminal.diagnostics(&wrong_margins);
    if faults.iter().chain(&wrong_margins).any(|fault| fault.severity == Severity::Error) {
        return Err(invalid());
    }
    let is_warning = |one: &&Diagnostic| one.severity == Severity::Warning;
    let warnings = diagnostics.iter().chain(&faults).filter(is_warning).count();
    Ok(LoadedScenario { plan, inputs, resolved, warnings, expectations, margins })
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

/// Writes a report to its place, and says where `what` is then.
pub(super) fn write_report(
    place: PreparedFolder,
    files: &[ReportFile],
    completeness: Completeness,
    what: &str,
    terminal: Terminal,
) -> ExitStatus {
    let path = place.path().to_path_buf();
    match place.write(files, completeness) {
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
