//! Keys and words of earlier versions are read as what they are called now.

use deskload::scenario::language::{Kind, RENAMED, Renamed, Table, tables};
use deskload::scenario::{Diagnostic, PRECISION_FIGURES, ReadOutcome, Severity, read};

use super::faults::DESK;
use super::{MadeUp, rendered};

/// As earlier versions had it, in nearly all tables that were renamed.
const OLD: &str = r#"
run = { max_switches = 4, precision = "5%", precision_of = "support.wait_after_switch" }
edition = { name = "chatdesk", named_licenses = 20, enable_lines_sla = "on" }
shifts = [{ name = "day", from = "08:00", to = "18:00" }]
people = [{ name = "anna", late = "1m", break_keeps = "clock", end_of_shift_by_name = "wait" }]

[[groups]]
name = "general"
members = ["anna", "boris"]
shifts = ["day"]
late = { mixture = [{ weight = 1, law = "1m" }, { weight = 2, law = "2m" }] }
break_keeps = "length"
end_of_shift_by_name = "hand-back"
connection = { holds = "8h", lost = "3m" }
queue_places = 9

[groups.queue]
rings = [{ stay = "9s" }]
relaxed = "in-turn"
places_for_switched = "a-fifth-more"
fallback = "experts"
when_offline = "refuse"
overflow = [
    { after = "9s", group = "experts", if_nobody_online = "skip" },
    { after = "20s", action = "missed" },
]

[[groups]]
name = "experts"
members = ["clara"]

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = ["telegram", "mail"]
operators = ["general", "experts"]
supervisors = ["leads"]
distribution = "least-occupied"
distribute_to = "general"
transfers = { how = "offered", accept = "9s", timeout = "20s", older_offers = "stand", sender = "may-get-it", if_not_taken = "queue", max_returns = 2, cross_line = "allowed" }
watch = { every = "5m", reaction = "9s", act = "assign", to = "experts", waited = "30s" }
bot = { time = "30s", contains = "20%" }
rules = [{ action = "invite-all", sla = "gold" }]
sla = [{ name = "gold", around_the_clock = "yes", reaction = { within = "5m", breach = "to-least-occupied", group = "experts", present_operator = "may-get-it", nobody_online = "hand-over" } }]
arrivals = [{ channel = "mail", rates = ["1/h", "9/h"], every = "1h", between = "lines" }]
outages = [{ from = "mon 10:00", lasts = "10m", channel = "mail", then = "replay", replay_last = "5m" }]
spam = { share = "5%", mark = "20s", listed = "50%", listed_for = "1d", mistaken = "1%", misjudged = "2%", unmark = "10m" }
retrial = { chance = "50%", delay = "5m", after = "both", at_most = 3, sent_away = "counts", found_closed = "from-then" }
inactivity = { close = "9m", warn = "5m", wakes = "50%", wakes_after = "9s" }
no_reply = { within = "3m", again = "once" }
operator_idle = { notify = "5m" }

[[live_chats.topics]]
name = "question"
effort = "6m"
patience = "5m"
patience_after_switch = "inherited"
switches = [{ from = "general", to = "experts", chance = "20%", how = "offered", older_offers = "withdrawn", sender = "excluded", if_not_taken = "return" }]

[[live_chats]]
name = "sales"
channel = "telegram"
operators = ["general", "experts"]
supervisors = ["leads"]
distribution = "supervisor"
supervision = { reaction = "9s", how = "group-queue" }
watch = { every = "5m", reaction = "9s", act = "reassign", beyond = 2 }
topics = [{ name = "order", effort = "6m" }]
arrivals = [{ rate = "9/h" }]
"#;

fn reading(text: &str, overrides: &[&str]) -> ReadOutcome {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    read("desk.toml", text.as_bytes(), &MadeUp(&[]), &overrides)
}

fn renamed(reading: &ReadOutcome) -> Vec<&Diagnostic> {
    reading.diagnostics.iter().filter(|one| one.code() == "renamed").collect()
}

fn table_called(name: &str) -> &'static Table {
    let found = tables().into_iter().find(|table| table.name == name);
    found.unwrap_or_else(|| panic!("the language has no table {name}"))
}

fn has_word(renamed: &Renamed, key: &str, word: &str) -> bool {
    let table = table_called(renamed.table);
    let field = table.field(key).unwrap_or_else(|| panic!("{renamed:?}: no such key"));
    match field.kind {
        Kind::Keyword(words) => words.contains(&word),
        Kind::Text => PRECISION_FIGURES.contains(&word),
        _ => panic!("{renamed:?}: no words are written there"),
    }
}

#[test]
fn each_new_name_exists_and_no_old_one_does() {
    for renamed in &RENAMED {
        let exists = |name: &str| match renamed.at_key {
            None => table_called(renamed.table).field(name).is_some(),
            Some(key) => has_word(renamed, key, name),
        };
        assert!(exists(renamed.new), "{renamed:?}");
        assert!(!exists(renamed.old), "{renamed:?}");
    }
}

#[test]
fn a_scenario_of_earlier_versions_reads_to_the_plan_of_the_new_names() {
    let old = reading(OLD, &[]);
    let errors = old.diagnostics.iter().any(|one| one.severity == Severity::Error);
    assert!(!errors, "{}", rendered(&old));
    let new = reading(&old.resolved, &[]);
    assert!(renamed(&new).is_empty(), "{}", rendered(&new));
    let plans = [old.plan, new.plan].map(|plan| format!("{:?}", plan.expect("a plan")));
    assert_eq!(plans[0], plans[1]);
    // Each that OLD writes is warned of once, and what it does not write is known.
    let missing: Vec<&Renamed> = RENAMED.iter().filter(|one| !is_written_in_old(one)).collect();
    assert!(missing.len() <= 3, "{missing:?}");
}

/// The old name is written, as a key or in quotes.
fn is_written_in_old(renamed: &Renamed) -> bool {
    match renamed.at_key {
        None => OLD.contains(&format!("{} = ", renamed.old)),
        Some(_) => OLD.contains(&format!("{}\"", renamed.old)),
    }
}

#[test]
fn a_warning_shows_the_place_and_both_names() {
    let old = DESK.replace("transfers = [", "switches = [");
    let reading = reading(&old, &[]);
    assert!(reading.plan.is_some());
    let [warning] = renamed(&reading)[..] else { panic!("{}", rendered(&reading)) };
    let line = old.lines().position(|line| line.starts_with("switches")).expect("a line");
    assert_eq!((warning.line(), warning.column()), (line + 1, 1));
    assert_eq!(warning.message, "`switches` is called `transfers` now");
    assert!(rendered(&reading).starts_with("warning[renamed]"));
}

#[test]
fn an_old_name_in_an_override_changes_what_the_file_says_under_the_new_one() {
    let chance = "live_chats.0.topics.payroll.switches.0.chance=0";
    let rules = "live_chats.internal.transfers={ how = \"warm\" }";
    let words = "live_chats.internal.transfers.sender=may-get-it";
    let reading = reading(DESK, &[chance, rules, words]);
    let plan = reading.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&reading)));
    assert!(plan.topics[0].transfers.is_empty());
    let warnings: Vec<(&str, usize, &str)> = renamed(&reading)
        .into_iter()
        .map(|one| (one.file(), one.column(), one.message.as_str()))
        .collect();
    assert_eq!(
        warnings,
        [
            ("--set", 29, "`switches` is called `transfers` now"),
            ("--set", 21, "`transfers` is called `transfer_rules` now"),
            ("--set", 33, "`how` is called `mode` now"),
            ("--set", 21, "`transfers` is called `transfer_rules` now"),
            ("--set", 38, "`may-get-it` is called `eligible` now"),
        ]
    );
}

#[test]
fn a_new_key_that_is_the_old_name_of_another_table_is_no_warning() {
    let reading = reading(DESK, &["live_chats.internal.topics.payroll.transfers.0.chance=0.5"]);
    assert!(renamed(&reading).is_empty(), "{}", rendered(&reading));
}

#[test]
fn a_key_under_both_names_is_an_error_with_both_places() {
    let both = DESK.replace("transfers = [", "switches = []\ntransfers = [");
    let reading = reading(&both, &[]);
    assert!(reading.plan.is_none());
    let all = rendered(&reading);
    let [error] = &reading.diagnostics[..] else { panic!("{all}") };
    assert_eq!(error.severity, Severity::Error);
    assert_eq!(error.code(), "duplicate");
    assert!(
        all.contains("`switches` is called `transfers` now, and both are written here"),
        "{all}"
    );
    assert!(all.contains("switches = []") && all.contains("the new name"), "{all}");
}
