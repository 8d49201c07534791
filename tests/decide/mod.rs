//! Decisions: expectations, their verdicts, baselines and regressions.

mod grammar;
mod numbers;
mod proof;
mod regressions;
mod verdicts;
mod windows;

use deskload::decide::{Catalog, Expectation, expectations_of};
use deskload::metrics::ReplicationValues;
use deskload::plan::Plan;
use deskload::scenario::{Diagnostic, StatedExpectation, StatedText};

use crate::scenario::{MadeUp, rendered};

/// A desk with a line in each of the sheets: a service level, two channels, a transfer.
const DESK: &str = r#"
[run]
starts = "mon 00:00"
horizon = "2d"
interval = "1h"
replications = 3

[edition]
name = "service-2025"
named_licenses = 20
enable_lines_sla = "on"

[[groups]]
name = "general"
members = ["anna", "boris"]
limit = 2
speeds = [1.0, 0.8]

[[groups]]
name = "second line"
members = ["clara"]

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = ["telegram", "whatsapp"]
account = ["bot", "number"]
operators = ["general", "second line"]
supervisors = ["leads"]
rules = [{ action = "invite-group", group = "general", sla = "gold" }]

[[live_chats.sla]]
name = "gold"
around_the_clock = "yes"
reaction = { within = "2m" }

[[live_chats.arrivals]]
channel = "telegram"
rate = "12/h"

[[live_chats.arrivals]]
channel = "whatsapp"
rate = "8/h"

[[live_chats.topics]]
name = "payroll"
effort = { exponential = "5m" }
patience = { exponential = "10m" }
transfers = [{ to = "second line", chance = "20%" }]
"#;

fn plan_of(text: &str) -> Plan {
    let reading = deskload::scenario::read("desk.toml", text.as_bytes(), &MadeUp(&[]), &[]);
    let said = rendered(&reading);
    reading.plan.unwrap_or_else(|| panic!("{said}"))
}

fn typed(texts: &[&str]) -> Vec<StatedExpectation> {
    let one =
        |text: &&str| StatedExpectation { that: StatedText::typed("--expect", text), on: None };
    texts.iter().map(one).collect()
}

/// Sound expectations of a plan.
#[track_caller]
fn expected(plan: &Plan, texts: &[&str]) -> Vec<Expectation> {
    let (expectations, faults) = expectations_of(plan, &typed(texts));
    assert!(faults.is_empty(), "{}", said(&faults));
    expectations
}

fn said(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| fault.render(false) + "\n").collect()
}

/// Values of one figure of the whole run, from the sums and counts of replications.
fn whole_runs(pairs: &[(f64, f64)]) -> Vec<ReplicationValues> {
    pairs.iter().map(|pair| vec![vec![pair_of(*pair)]]).collect()
}

fn pair_of((sum, count): (f64, f64)) -> deskload::metrics::ValuePair {
    deskload::metrics::ValuePair { sum, count }
}

/// The catalog of the desk above.
fn catalog() -> Catalog {
    Catalog::new(&plan_of(DESK))
}
