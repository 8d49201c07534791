//! `--set path.to.key=value`.

use deskload::base::{HOUR, Span};
use deskload::plan::Plan;
use deskload::scenario::{ReadOutcome, read};

use super::faults::DESK;
use super::{MadeUp, rendered, without_old_names};

fn set(overrides: &[&str]) -> ReadOutcome {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    without_old_names(read("desk.toml", DESK.as_bytes(), &MadeUp(&[]), &overrides))
}

fn plan(overrides: &[&str]) -> Plan {
    let reading = set(overrides);
    let all = rendered(&reading);
    reading.plan.unwrap_or_else(|| panic!("{all}"))
}

#[test]
fn a_key_is_changed_or_added() {
    let plan = plan(&[
        "run.seed=7",
        "run.horizon=12h",
        "name = desk-2",
        "groups.general.limit=4",
        "groups.1.limit = \"unlimited\"",
    ]);
    assert_eq!(plan.run.seed, 7);
    assert_eq!(plan.run.horizon, Span(12 * HOUR.0));
    assert_eq!(plan.name, "desk-2");
    assert_eq!(plan.operators[0].limit, Some(4));
    assert_eq!(plan.operators[2].limit, None);
}

#[test]
fn a_later_override_wins_and_lists_are_addressed_by_name_or_place() {
    let plan = plan(&[
        "live_chats.internal.arrivals.0.rate=36/h",
        "live_chats.0.topics.payroll.transfers.0.chance=0",
        "groups.general.members=[\"anna\", \"zoe\"]",
        "run.seed=1",
        "run.seed=2",
        "shifts.early.from=09:00",
    ]);
    assert_eq!(plan.run.seed, 2);
    assert_eq!(plan.operators[1].name, "zoe");
    assert!(plan.topics[0].transfers.is_empty());
}

#[test]
fn a_person_without_an_entry_gets_one() {
    let plan = plan(&["people.boris.limit=1"]);
    assert_eq!(plan.operators[1].limit, Some(1));
    assert!(rendered(&set(&["people.boriss.limit=1"])).contains("did you mean `boris`?"));
}

#[test]
fn faults_of_an_override_are_shown_like_those_of_a_file() {
    let says = |text: &str, column: usize, fragment: &str| {
        let reading = set(&[text]);
        let all = rendered(&reading);
        assert!(reading.plan.is_none(), "{all}");
        let fault = &reading.diagnostics[0];
        assert_eq!((fault.file(), fault.line(), fault.column()), ("--set", 1, column), "{all}");
        assert!(all.contains(fragment), "{all}");
    };
    says("run.seeed=7", 5, "did you mean `seed`?");
    says("run.seed=x", 10, "a whole number belongs here, not text");
    says("groups.genral.limit=4", 8, "did you mean `general`?");
    says("groups.9.limit=4", 8, "count from 0 to 2");
    says("run", 1, "has no `=`");
    says("=3", 1, "a part of the path is empty");
    says("run..seed=3", 5, "a part of the path is empty");
    says("edition.named_licenses=1", 24, "E-L1");
    says("groups.general.members=[anna]", 24, "the value is no TOML");
    // In TOML `+1` is the number 1.
    says("groups.general.limit=+1", 22, "write the number that comes of it");
    says("scale.volume=+10%", 14, "write the number that comes of it");
}

#[test]
fn an_override_mends_a_fault_of_the_file() {
    let faulty = DESK.replace("named_licenses = 10", "named_licenses = 1");
    let overrides = ["edition.named_licenses=4".to_owned()];
    let reading = read("desk.toml", faulty.as_bytes(), &MadeUp(&[]), &overrides);
    assert!(reading.plan.is_some(), "{}", rendered(&reading));
}
