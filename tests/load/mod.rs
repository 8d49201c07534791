//! Loads: what is asked for, what is measured, and what is found.
//!
//! Nothing here asserts how fast the machine is. Where time has a part in a result, the tolerance comes
//! from the lateness that the load itself measured.

mod fidelity;
mod files;
mod invariants;
mod limits;
mod plans;
mod search;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::load::{LoadError, LoadOptions, LoadReport, run_load};
use deskload::plan::Plan;
use deskload::study::MemoryBudget;
use deskload::{NoFiles, read};

fn plan(text: &str) -> Plan {
    plan_with(text, &[])
}

fn plan_with(text: &str, overrides: &[String]) -> Plan {
    let reading = read("desk.toml", text.as_bytes(), &NoFiles, overrides);
    let said: Vec<String> = reading.diagnostics.iter().map(|it| it.render(false)).collect();
    reading.plan.unwrap_or_else(|| panic!("{}", said.join("\n")))
}

fn options() -> LoadOptions {
    LoadOptions { stop: Arc::new(AtomicBool::new(false)), memory: MemoryBudget::UNLIMITED }
}

fn load(plan: &Plan) -> LoadReport {
    try_load(plan).unwrap_or_else(|error| panic!("{error:?}"))
}

fn try_load(plan: &Plan) -> Result<LoadReport, LoadError> {
    run_load(plan, &options(), &mut |_| {})
}

/// One live chat with one group of operators who serve one session at a time.
fn desk(operators: u32, rate: &str, effort: &str, patience: &str, load: &str) -> String {
    format!(
        "[run]\nhorizon = \"1h\"\nreplications = 1\n\
         [[groups]]\nname = \"operators\"\ncount = {operators}\nlimit = 1\n\
         [[live_chats]]\nname = \"support\"\nchannel = \"telegram\"\noperators = [\"operators\"]\n\
         [[live_chats.arrivals]]\nrate = \"{rate}\"\n\
         [[live_chats.topics]]\nname = \"question\"\neffort = {{ exponential = \"{effort}\" }}\n\
         patience = {{ exponential = \"{patience}\" }}\n\
         [load]\n{load}\n"
    )
}
