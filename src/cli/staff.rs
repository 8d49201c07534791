//! `deskload staff`: seek the least staff, print the answer, write the plan.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::commands::{LoadedScenario, load_scenario, print_page, write_report};
use super::intent::{PlanRequest, StaffRequest};
use super::journal::Journal;
use super::run::default_path;
use super::shard::{Cell, Cells};
use super::stop::StopSignals;
use super::terminal::Terminal;
use super::{ExitStatus, PreparedFolder, ReportFolder, memory};
use crate::decide::ALPHA;
use crate::metrics::RecordContent;
use crate::plan::{LicenseKind, Plan};
use crate::report::{self, Completeness, Manifest, PlanTexts, ReportFile, TextStyle, Workbook};
use crate::staffing::{
    self, Ending, Goals, KeptLooks, LookMemory, NoMemory, PlannedSearch, Progress, ProofRecords,
    SearchControl, SearchError, SearchLimits, Staffed, StaffedDesk,
};
use crate::study::{Findings, Options, RecordedReplications};

/// Replications of each plan that is tried, unless the scenario has fewer.
const USUAL_REPLICATIONS: u32 = 20;

/// A search that was planned, and where the replications of its proof come from.
pub(super) type ProofElsewhere<'a> = (&'a PlannedSearch, &'a dyn RecordedReplications);

/// Seeks, prints, writes.
pub(super) fn staff(
    request: &StaffRequest,
    signals: &StopSignals,
    terminal: Terminal,
    proof: Option<ProofElsewhere<'_>>,
) -> ExitStatus {
    let (desk, goals, inputs) = match understand(request, terminal) {
        Ok(understood) => understood,
        Err(exit) => return exit,
    };
    let limits = limits(request, &desk, &goals);
    let file = request.source.file_name();
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
        tables: request.tables,
        findings: &Findings::NONE,
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
    let sought = Sought { desk: &desk, goals: &goals, limits };
    let found = match proof {
        Some(proof) => search_with_records(&sought, request, signals, terminal, proof),
        None => {
            let prepared = prepared.as_ref();
            search_with_journal(&sought, request, &manifest, signals, terminal, prepared)
        }
    };
    let found = match found {
        Ok(found) => found,
        Err(why) => {
            terminal.error(&why);
            return ExitStatus::Failed;
        }
    };
    let written = prepared.map_or(ExitStatus::Done, |place| {
        let files = match files(&desk, &goals, &found, (&manifest, &request.report, limits)) {
            Ok(files) => files,
            Err(why) => {
                terminal.error(&why);
                return ExitStatus::Failed;
            }
        };
        // Also the best plan so far of a search that was stopped: `--resume` improves it.
        write_report(place, &files, Completeness::Complete, "plan", signals, terminal)
    });
    let page = report::staffing_text(&desk, &goals, &found, terminal.ink());
    let printed = print_page(page, terminal);
    let ended = match found.ending {
        Ending::Proved => ExitStatus::Done,
        Ending::Undecided => ExitStatus::InDoubt,
        Ending::OverBudget | Ending::Infeasible => ExitStatus::NotMet,
        Ending::Stopped => ExitStatus::Interrupted,
    };
    ended.max(written).max(printed)
}

/// Takes the steps of a search that was planned, and goes on after its proof.
fn search_with_records(
    sought: &Sought<'_>,
    request: &StaffRequest,
    signals: &StopSignals,
    terminal: Terminal,
    (planned, records): ProofElsewhere<'_>,
) -> Result<Staffed, String> {
    let Sought { desk, goals, limits } = *sought;
    let record = |replication| records.record(replication);
    ProofRecords::new(planned, desk, goals, limits, &record)
        .and_then(|memory| search(sought, request, signals, &memory, terminal, staffing::staff))
        .map_err(|error| error.to_string())
}

/// Seeks, and keeps what was simulated beside the place of the plan until the search is over.
fn search_with_journal(
    sought: &Sought<'_>,
    request: &StaffRequest,
    manifest: &Manifest<'_>,
    signals: &StopSignals,
    terminal: Terminal,
    prepared: Option<&PreparedFolder>,
) -> Result<Staffed, String> {
    let journal = journal(request, prepared, manifest, sought.limits)?;
    let memory: &dyn LookMemory = match &journal {
        Some(journal) => journal,
        None => &NoMemory,
    };
    let found = search(sought, request, signals, memory, terminal, staffing::staff)
        .map_err(|error| error.to_string())?;
    close_journal(journal, found.ending, terminal);
    Ok(found)
}

/// Seeks up to where the proof begins, and gives what was found and simulated as the bytes of a file.
pub(super) fn plan_search(
    request: &StaffRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<Vec<u8>, ExitStatus> {
    let (desk, goals, _) = understand(request, terminal)?;
    let limits = limits(request, &desk, &goals);
    let sought = Sought { desk: &desk, goals: &goals, limits };
    let kept = KeptLooks::default();
    let stop = signals.begin_work();
    let found = search(&sought, request, signals, &kept, terminal, staffing::search_until_proof);
    let failed = |why: &str| {
        terminal.error(why);
        ExitStatus::Failed
    };
    match found.map_err(|error| failed(&error.to_string()))? {
        Some(proof) => Ok(PlannedSearch::to_bytes(&proof, kept)),
        None if stop.load(Ordering::Relaxed) => {
            terminal.error("interrupted: nothing is planned");
            Err(ExitStatus::Interrupted)
        }
        None => Err(failed(
            "the search ends without a proof, so that there is nothing to cut: run the command itself, which \
             says why",
        )),
    }
}

/// The replications of the proof of a planned search.
pub(super) fn cells(
    request: &StaffRequest,
    planned: &PlannedSearch,
    terminal: Terminal,
) -> Result<Cells, ExitStatus> {
    let (desk, goals, inputs) = understand(request, terminal)?;
    let (plan, tracked) =
        staffing::proof_as_looked_at(&desk, &goals, &planned.proof).map_err(|error| {
            terminal.error(&error.to_string());
            ExitStatus::Failed
        })?;
    Ok(Cells::known(vec![Cell {
        name: format!("proof of {}", plan.name),
        replications: limits(request, &desk, &goals).proof_replications.max(2),
        tracked,
        content: RecordContent::Staffing,
        inputs,
        plan: Plan::clone(&plan),
    }]))
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

fn limits(request: &StaffRequest, desk: &StaffedDesk, goals: &Goals) -> SearchLimits {
    let stated = desk.plan.run.replications.clamp(2, USUAL_REPLICATIONS);
    let stated = goals.replications_for_days(&desk.plan).unwrap_or(0).max(stated);
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

/// The desk, what is expected of it, and how long it is sought.
struct Sought<'a> {
    desk: &'a StaffedDesk,
    goals: &'a Goals,
    limits: SearchLimits,
}

/// A search to its end, or to where the proof begins.
type SearchFunction<T> =
    fn(&StaffedDesk, &Goals, SearchLimits, &Options, SearchControl<'_>) -> Result<T, SearchError>;

fn search<T>(
    sought: &Sought<'_>,
    request: &StaffRequest,
    signals: &StopSignals,
    memory: &dyn LookMemory,
    terminal: Terminal,
    seek: SearchFunction<T>,
) -> Result<T, SearchError> {
    let options = Options {
        jobs: request.jobs,
        stop: signals.begin_work(),
        memory: memory::budget(None),
        ..Options::default()
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
    let control = SearchControl { progress: &progress, go_on: &go_on, memory };
    let found = seek(sought.desk, sought.goals, sought.limits, &options, control);
    signals.end_work();
    bar.finish_and_clear();
    found
}

/// The command that comes to the same plan.
fn command(manifest: &Manifest<'_>, limits: SearchLimits) -> String {
    let usual = SearchLimits::default();
    let mut words = manifest.command();
    for (flag, own, usual) in [
        ("--proof", limits.proof_replications, usual.proof_replications),
        ("--plans", limits.max_plans, usual.max_plans),
    ] {
        if own != usual {
            words.push_str(&format!(" {flag} {own}"));
        }
    }
    words
}

/// The files of the plan, those that the scenario names among them, the manifest last.
fn files(
    desk: &StaffedDesk,
    goals: &Goals,
    found: &Staffed,
    (manifest, request, limits): (&Manifest<'_>, &PlanRequest, SearchLimits),
) -> Result<Vec<ReportFile>, String> {
    let mut staffed = desk.written(&found.counts, &found.licenses, goals);
    let mut copied = Vec::new();
    for (path, bytes) in &manifest.inputs[1..] {
        // Files of other folders come to lie beside the scenario.
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
        staffed = staffed.replace(&format!("\"{path}\""), &format!("\"{name}\""));
        copied.push(ReportFile { name, bytes: bytes.clone() });
    }
    let answer = report::staffing_text(desk, goals, found, TextStyle::Plain);
    let texts = PlanTexts { staffed: &staffed, answer: &answer };
    let mut files = report::plan_files(desk, goals, found, texts, manifest.tables.dialect);
    let command = command(manifest, limits);
    if request.has_page() {
        let bytes = report::staff_html(desk, goals, found, &command);
        files.push(ReportFile { name: report::PAGE_FILE.to_owned(), bytes });
    }
    if manifest.tables.workbook == Workbook::Written {
        let bytes = report::plan_workbook(desk, goals, found, manifest)?;
        files.push(ReportFile { name: report::PLAN_WORKBOOK_FILE.to_owned(), bytes });
    }
    let mut whole: Value = serde_json::from_slice(&manifest.bytes()).unwrap_or_default();
    whole["command"] = command.into();
    whole["copied"] = copied.iter().map(|file| Value::from(file.name.as_str())).collect();
    let rates = goals.abandonment(&found.look);
    let abandonment = desk.plan.live_chats.iter().zip(&rates).map(|(chat, rate)| {
        json!({
            "live_chat": chat.name,
            "abandon_rate": rate.value,
            "abandon_rate_ci95": rate.half_width(ALPHA),
        })
    });
    whole["staff"] = json!({
        "abandonment": abandonment.collect::<Vec<_>>(),
        "people": desk.heads(&found.counts),
        "cost": desk.total_cost(&found.counts, &found.licenses),
        "named_licenses": found.licenses[LicenseKind::Named],
        "concurrent_licenses": found.licenses[LicenseKind::Concurrent],
        "platform_named_licenses": found.licenses[LicenseKind::PlatformNamed],
        "platform_floating_licenses": found.licenses[LicenseKind::PlatformFloating],
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
    Ok(files)
}
