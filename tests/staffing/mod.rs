//! The search for staff: what it finds is written, read back and judged by others than itself.

mod cover;
mod dealing;
mod exhaustive;
mod kinds;
mod licenses;
mod plans;
mod resuming;
mod rosters;
mod swarm;

use std::sync::Arc;

use deskload::decide::expectations_of;
use deskload::staffing::{
    Goals, NoMemory, SearchControl, SearchLimits, Staffed, StaffedDesk, staff,
};
use deskload::study::Options;
use deskload::{NoFiles, ReadOutcome, read};

/// A desk from its text.
pub fn desk(text: &str) -> (StaffedDesk, Goals) {
    let ReadOutcome { plan, diagnostics, inputs, expectations, .. } =
        read("desk.toml", text.as_bytes(), &NoFiles, &[]);
    let shown: Vec<String> = diagnostics.iter().map(|one| one.render(false)).collect();
    let plan = plan.unwrap_or_else(|| panic!("{}", shown.join("\n")));
    let (expectations, faults) = expectations_of(&plan, &expectations);
    assert!(faults.is_empty(), "{}", faults[0].render(false));
    let desk = StaffedDesk::new("desk.toml", plan, inputs, &[]).expect("a desk");
    let goals = Goals::new(&desk.plan, expectations).expect("goals");
    (desk, goals)
}

pub fn options(jobs: usize) -> Options {
    Options { jobs, stop: Arc::default(), ..Options::default() }
}

pub fn search(desk: &StaffedDesk, goals: &Goals, limits: SearchLimits, jobs: usize) -> Staffed {
    let control = SearchControl { progress: &|_| {}, go_on: &|| true, memory: &NoMemory };
    staff(desk, goals, limits, &options(jobs), control).expect("a plan of staff")
}

/// Simulates what was found again, with clients that neither the search nor the proof has seen: everything that is
/// expected holds on average.
pub fn holds_with_other_clients(desk: &StaffedDesk, goals: &Goals, found: &Staffed) -> bool {
    let plan = desk.plan_of(&found.counts, &found.licenses).expect("a plan");
    let plan = plan.with_run(|run| (run.seed, run.replications) = (987_654_321, 150));
    let tracked = deskload::decide::tracked_figures(&goals.expectations);
    let outcome = deskload::run(&plan, &Options { tracked, ..options(1) }, &|_| {});
    let values = outcome.expect("a run").replication_values;
    let judged = goals.judge(&plan, &values, 0.05);
    judged.iter().all(|one| one.worst().is_some_and(|line| line.shortfall <= 0.0))
}

/// One chat, one group of `count`, half a working day; so many sessions an hour of six minutes.
pub fn small(count: u32, per_hour: u32, more: &str) -> String {
    format!(
        r#"
        [run]
        starts = "mon 08:00"
        horizon = "6h"
        replications = 8
        answer_within = "60s"

        [[groups]]
        name = "agents"
        count = {count}
        limit = 2
        speeds = [1.0, 0.8]

        [[live_chats]]
        name = "support"
        channel = "telegram"
        operators = ["agents"]

        [[live_chats.arrivals]]
        rate = "{per_hour}/h"

        [[live_chats.topics]]
        name = "question"
        effort = {{ exponential = "6m" }}
        patience = {{ exponential = "5m" }}
        {more}
        "#
    )
}
