//! `deskload staff`: seek the least staff, print the answer, write the plan.

use std::sync::atomic::Ordering;

use super::ExitStatus;
use super::commands::{LoadedScenario, load_scenario, print_data};
use super::intent::StaffRequest;
use super::memory;
use super::stop::StopSignals;
use super::terminal::Terminal;
use crate::report;
use crate::staffing::{
    self, Ending, Expectation, Progress, SearchError, SearchLimits, StaffedDesk,
};
use crate::study::{Engine, Options};

/// Replications of each plan that is tried, unless the scenario has fewer.
const USUAL_REPLICATIONS: u32 = 20;

/// Seeks, prints, writes.
pub(super) fn staff(
    request: &StaffRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> ExitStatus {
    let LoadedScenario { plan, inputs, .. } =
        match load_scenario(&request.source, &request.overrides, terminal) {
            Ok(understood) => understood,
            Err(exit) => return exit,
        };
    let name = request.source.display_name();
    let desk = match StaffedDesk::new(&name, plan, inputs, &request.overrides) {
        Ok(desk) => desk,
        Err(error) => {
            terminal.error(&error.to_string());
            return ExitStatus::Invalid;
        }
    };
    let expectations = Expectation::of_plan(&desk.plan);
    let found = match search(&desk, &expectations, request, signals, terminal) {
        Ok(found) => found,
        Err(error) => {
            terminal.error(&error.to_string());
            return ExitStatus::Failed;
        }
    };
    let page = report::staffing_text(&desk, &expectations, &found, terminal.ink());
    let printed = print_data(page.as_bytes(), terminal);
    let ended = match found.ending {
        Ending::Proved => ExitStatus::Done,
        Ending::Undecided | Ending::OverBudget | Ending::Infeasible => ExitStatus::InDoubt,
        Ending::Stopped => ExitStatus::Interrupted,
    };
    ended.max(printed)
}

fn search(
    desk: &StaffedDesk,
    expectations: &[Expectation],
    request: &StaffRequest,
    signals: &StopSignals,
    terminal: Terminal,
) -> Result<staffing::Staffed, SearchError> {
    let options = Options {
        engine: Engine::Inline,
        jobs: request.jobs,
        trace: false,
        stop: signals.begin_work(),
        memory: memory::budget(None),
    };
    let stated = desk.plan.run.replications.clamp(2, USUAL_REPLICATIONS);
    let limits = SearchLimits {
        replications: request.replications.unwrap_or(stated),
        proof_replications: request.proof_replications,
        max_plans: request.max_plans,
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
    let found = staffing::staff(desk, expectations, limits, &options, &progress, &go_on);
    bar.finish_and_clear();
    found
}
