//! `deskload staff`: seek the least staff, print the answer, write the plan.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::commands::{LoadedScenario, load_scenario, print_data, write_report};
use super::intent::{PlanRequest, StaffRequest};
use super::journal::Journal;
use super::run::default_path;
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, PreparedFolder, ReportFolder, memory};
use crate::metrics::SessionTrace;
use crate::report::{self, Completeness, Manifest, ReportFile, TextStyle};
use crate::staffing::{
    self, Ending, Goals, LookMemory, NoMemory, Progress, SearchError, SearchLimits, Staffed,
    StaffedDesk,
};
use crate::study::{Engine, Findings, Options, ReplicationSource};

/// Replications of each plan that is tried, unless the scenario has fewer.
const USUAL_REPLICATIONS: u32 = 20;

/// Seeks, prints, writes.
pub(super) fn staff(
    request: &StaffRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> ExitStatus {
    let (desk, goals, inputs) = match understand(request, terminal) {
        Ok(understood) => understood,
        Err(exit) => return exit,
    };
    let limits = limits(request, &desk);
    let file = request.source.file_name();
    let nothing = Findings::default();
    let manifest = Manifest {
        command_name: "staff",
        scenario: &desk.plan.name,
        file: &file,
        inputs: &inputs,
        overrides: &request.overrides,
        seed: desk.plan.run.seed,
        replications: limits.replications,
        only_replication: None,
        requested: limits.replications,
        finished: limits.replications,
        trace: false,
        replication_values: false,
        findings: &nothing,
        expectations: &request.expectations,
        verdicts: None,
    };
    let prepared = match prepare(request, &desk) {
        Ok(prepared) => prepared,
        Err(why) => {
            terminal.error(&why);
            return ExitStatus::Failed;
        }
    };
    let journal = match journal(request, prepared.as_ref(), &manifest, limits) {
        Ok(journal) => journal,
        Err(why) => {
            terminal.error(&why);
            return ExitStatus::Failed;
        }
    };
    let memory: &dyn LookMemory = match &journal {
        Some(journal) => journal,
        None => &NoMemory,
    };
    let found = match search(&desk, &goals, limits, request, (signals, memory), terminal) {
        Ok(found) => found,
        Err(error) => {
            terminal.error(&error.to_string());
            return ExitStatus::Failed;
        }
    };
    close_journal(journal, found.ending, terminal);
    let written = prepared.map_or(ExitStatus::Done, |place| {
        let files = files(&desk, &goals, &found, (&manifest, &request.report));
        // Also the best plan so far of a search that was stopped: `--resume` improves it.
        write_report(place, &files, Completeness::Complete, "plan", terminal)
    });
    let page = report::staffing_text(&desk, &goals, &found, terminal.ink());
    let printed = print_data(page.as_bytes(), terminal);
    let ended = match found.ending {
        Ending::Proved => ExitStatus::Done,
        Ending::Undecided => ExitStatus::InDoubt,
        Ending::OverBudget | Ending::Infeasible => ExitStatus::NotMet,
        Ending::Stopped => ExitStatus::Interrupted,
    };
    ended.max(written).max(printed)
}

/// The files that a scenario was read from.
type Inputs = Vec<(String, Vec<u8>)>;

/// The desk, what is expected of it, and the files that it was read from.
fn understand(
    request: &StaffRequest,
    terminal: Terminal,
) -> Result<(StaffedDesk, Goals, Inputs), ExitStatus> {
    let LoadedScenario { plan, inputs, expectations, .. } =
        load_scenario(&request.source, &request.overrides, &request.expectations, terminal)?;
    let name = request.source.display_name();
    let desk = StaffedDesk::new(&name, plan, inputs.clone(), &request.overrides);
    let understood = desk.and_then(|desk| Ok((Goals::new(&desk.plan, expectations)?, desk)));
    match understood {
        Ok((goals, desk)) => Ok((desk, goals, inputs)),
        Err(error) => {
            terminal.error(&error.to_string());
            Err(ExitStatus::Invalid)
        }
    }
}

/// What was stopped may be resumed; of what is over nothing is left.
fn close_journal(journal: Option<Journal>, ending: Ending, terminal: Terminal) {
    let fault = match (journal, ending) {
        (Some(journal), Ending::Stopped) => journal.into_fault(),
        (Some(journal), _) => journal.remove(),
        (None, _) => None,
    };
    if let Some(fault) = fault {
        terminal.warning(&fault);
    }
}

fn limits(request: &StaffRequest, desk: &StaffedDesk) -> SearchLimits {
    let stated = desk.plan.run.replications.clamp(2, USUAL_REPLICATIONS);
    SearchLimits {
        replications: request.replications.unwrap_or(stated),
        proof_replications: request.proof_replications,
        max_plans: request.max_plans,
    }
}

fn prepare(request: &StaffRequest, desk: &StaffedDesk) -> Result<Option<PreparedFolder>, String> {
    let PlanRequest::Directory { path, .. } = &request.report else { return Ok(None) };
    let usual = || default_path(&format!("{}-staff", desk.plan.name));
    let folder = ReportFolder::new(path.clone().unwrap_or_else(usual));
    folder.prepare().map(Some).map_err(|why| why.to_string())
}

/// The journal beside the place of the plan, if there is one.
fn journal(
    request: &StaffRequest,
    prepared: Option<&PreparedFolder>,
    manifest: &Manifest<'_>,
    limits: SearchLimits,
) -> Result<Option<Journal>, String> {
    let (PlanRequest::Directory { resumption, .. }, Some(place)) = (&request.report, prepared)
    else {
        return Ok(None);
    };
    let identity = json!({
        "deskload": env!("CARGO_PKG_VERSION"),
        "scenario_sha256": report::fingerprint(manifest.inputs),
        "overrides": manifest.overrides,
        "expectations": manifest.expectations,
        "replications": limits.replications,
    });
    Journal::open(place.path(), &identity.to_string(), *resumption).map(Some)
}

fn search(
    desk: &StaffedDesk,
    goals: &Goals,
    limits: SearchLimits,
    request: &StaffRequest,
    (signals, memory): (&StopSignals, &dyn LookMemory),
    terminal: Terminal,
) -> Result<Staffed, SearchError> {
    let options = Options {
        engine: Engine::Inline,
        jobs: request.jobs,
        trace: SessionTrace::Off,
        tracked: Arc::default(),
        stop: signals.begin_work(),
        memory: memory::budget(None),
        source: ReplicationSource::Simulated,
    };
    let bar = terminal.search();
    let progress = |now: Progress| {
        bar.set_position(u64::from(now.plans));
        let cost = now.cost.map_or(String::new(), |cost| format!(", {cost:.2} so far"));
        let left = request.budget.map_or(String::new(), |budget| {
            let left = (budget - bar.elapsed().as_secs_f64()).max(0.0);
            format!(", {left:.0} s left")
        });
        bar.set_message(format!("{}{cost}{left}", report::phase_in_words(now.phase)));
        bar.tick();
    };
    let go_on = || {
        let spent = bar.elapsed().as_secs_f64();
        !options.stop.load(Ordering::Relaxed) && request.budget.is_none_or(|budget| spent < budget)
    };
    let found = staffing::staff(desk, goals, limits, &options, &progress, (&go_on, memory));
    bar.finish_and_clear();
    found
}

/// The files of the plan, those that the scenario names among them, the manifest last.
fn files(
    desk: &StaffedDesk,
    goals: &Goals,
    found: &Staffed,
    (manifest, request): (&Manifest<'_>, &PlanRequest),
) -> Vec<ReportFile> {
    let mut staffed = desk.scenario(&found.counts, found.concurrent).resolved;
    let mut copied = Vec::new();
    for (path, bytes) in &manifest.inputs[1..] {
        // Files of other folders come to lie beside the scenario.
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
        staffed = staffed.replace(&format!("\"{path}\""), &format!("\"{name}\""));
        copied.push(ReportFile { name, bytes: bytes.clone() });
    }
    let answer = report::staffing_text(desk, goals, found, TextStyle::Plain);
    let mut files = report::plan_files(desk, goals, found, (&staffed, &answer));
    if request.has_page() {
        let bytes = report::staff_html(desk, goals, found);
        files.push(ReportFile { name: report::PAGE_FILE.to_owned(), bytes });
    }
    let mut whole: Value = serde_json::from_slice(&manifest.bytes()).unwrap_or_default();
    whole["copied"] = copied.iter().map(|file| Value::from(file.name.as_str())).collect();
    whole["staff"] = json!({
        "people": desk.heads(&found.counts),
        "cost": report::total_cost(desk, found),
        "named_licenses": desk.named_licenses(&found.counts),
        "concurrent_licenses": found.concurrent,
        "plans": found.plans,
        "proof_seed": found.proof.as_ref().map(|proof| proof.seed),
        "proof_replications": found.proof.as_ref().map(|proof| proof.look.replications),
        "proved": found.ending == Ending::Proved,
    });
    files.extend(copied);
    files.push(ReportFile {
        name: report::MANIFEST_FILE.to_owned(),
        bytes: format!("{whole:#}\n").into_bytes(),
    });
    files
}
