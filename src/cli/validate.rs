//! `deskload validate`: what is wrong with scenarios, and what they amount to.

use super::args::ValidateFormat;
use super::commands::{ReadScenarioFile, load_scenario, print_data};
use super::intent::{ValidateRequest, WarningPolicy, cores};
use super::terminal::Terminal;
use super::{ExitStatus, memory};
use crate::plan::Plan;
use crate::report::{
    ReadScenario, diagnostics_github, diagnostics_json, memory_note, overloads, scenario_overview,
};
use crate::scenario::Severity;
use crate::study::{memory_estimate, offered_load};

/// The worst of all files decides the exit code.
pub(super) fn validate(request: &ValidateRequest, terminal: Terminal) -> ExitStatus {
    match request.format {
        ValidateFormat::Text => validate_for_people(request, terminal),
        ValidateFormat::Json => {
            let (scenarios, worst) = read_all(request);
            worst.max(print_data(&diagnostics_json(&scenarios), terminal))
        }
        ValidateFormat::Github => {
            let (scenarios, worst) = read_all(request);
            worst.max(print_data(diagnostics_github(&scenarios).as_bytes(), terminal))
        }
    }
}

fn validate_for_people(request: &ValidateRequest, terminal: Terminal) -> ExitStatus {
    let mut worst = ExitStatus::Done;
    let mut pages = Vec::new();
    for source in &request.sources {
        match load_scenario(source, &request.overrides, &[], terminal) {
            Ok(loaded) => {
                let load = offered_load(&loaded.plan);
                let overloaded = overloads(&loaded.plan, &load).len();
                note_memory(&loaded.plan, terminal);
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

/// What a run of it would take that is not printed again.
fn note_memory(plan: &Plan, terminal: Terminal) {
    let at_once = (cores() as u64).min(u64::from(plan.run.replications));
    let estimate = memory_estimate(plan, false);
    if let Some(note) = memory_note(&estimate, at_once, memory::budget(None).limit) {
        terminal.note(&note);
    }
}

/// Reads all scenarios, and says nothing; what the worst of them comes to.
fn read_all(request: &ValidateRequest) -> (Vec<ReadScenario>, ExitStatus) {
    let mut worst = ExitStatus::Done;
    let mut scenarios = Vec::new();
    for source in &request.sources {
        let (read, exit) = match ReadScenarioFile::read(source, &request.overrides, &[]) {
            Ok(read) => {
                let plan = read.loaded.map(|loaded| loaded.plan);
                let overloads =
                    plan.map(|plan| overloads(&plan, &offered_load(&plan))).unwrap_or_default();
                let more = read.diagnostics.into_iter().filter(|one| one.code() != "more");
                let scenario = ReadScenario {
                    file: source.display_name(),
                    unreadable: None,
                    diagnostics: more.chain(read.further).collect(),
                    overloads,
                };
                let exit = judge(&scenario, request.warnings);
                (scenario, exit)
            }
            Err(why) => {
                let (file, unreadable) = (source.display_name(), Some(why));
                let nothing = (Vec::new(), Vec::new());
                let (diagnostics, overloads) = nothing;
                (ReadScenario { file, unreadable, diagnostics, overloads }, ExitStatus::Failed)
            }
        };
        worst = worst.max(exit);
        scenarios.push(read);
    }
    (scenarios, worst)
}

fn judge(scenario: &ReadScenario, policy: WarningPolicy) -> ExitStatus {
    let warned = scenario.diagnostics.iter().any(|one| one.severity == Severity::Warning)
        || !scenario.overloads.is_empty();
    let denied = policy == WarningPolicy::Deny && warned;
    if scenario.is_valid() && !denied { ExitStatus::Done } else { ExitStatus::Invalid }
}
