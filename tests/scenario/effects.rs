//! Nothing that is written is without effect in silence: every key of the language, once where it has
//! an effect and once where it has none.

use std::collections::BTreeSet;

use deskload::scenario::language::effects::{EFFECTS, Effect, effect_of};
use deskload::scenario::language::{Kind, Table, root, tables};
use deskload::scenario::{ReadOutcome, Severity, read};

use super::every_key::{every_key, path_of, sample};
use super::{MadeUp, rendered};

/// A desk in which nothing moves, nobody is away, and nothing is shared: a key that needs any of that
/// has no effect here.
const STILL: &str = r#"
[edition]
name = "chatdesk"
named_licenses = 9

[[shifts]]
name = "idle"
from = "08:00"
to = "16:00"

[[client_groups]]
name = "strangers"

[[groups]]
name = "ops"
members = ["anna", "boris"]
limit = 2
queue = { overflow = [{ after = "9m", action = "missed" }] }

[[groups]]
name = "leads"
members = ["olga"]

[[people]]
name = "olga"

[[live_chats]]
name = "desk"
channel = ["internal", "telegram"]
clients = ["office"]
operators = ["ops"]
supervisors = ["leads"]
sla = [{ name = "gold", hours = [{ from = "00:00" }], reaction = { within = "1m", breach = "to-least-occupied", group = "ops" }, exceptions = [{ week = 9, days = "tue" }] }]
rules = [{ when = { topic = "other" }, action = "least-occupied", group = "ops" }]

[[live_chats.arrivals]]
channel = "telegram"
rate = "30/h"

[[live_chats.topics]]
name = "payroll"
effort = { exponential = "6m" }
patience = "none"
wrap_up = "1m"

[[live_chats.topics]]
name = "other"
effort = { exponential = "6m" }
patience = "none"
wrap_up = "1m"

[[client_groups]]
name = "office"
"#;

/// A desk in which sessions move, operators come and go, and much is shared.
const LIVELY: &str = r#"
limit = 4
[edition]
name = "service-2025"
named_licenses = 2
concurrent_licenses = 9
enable_lines_sla = "on"
retry = "in-line"
expires = "4d"
platform = { named = 1, floating = 9, on_break = "stay", inactivity = "9m", tab_left_open = "9%" }

[run]
short_abandon = "3s"
max_transfers = 9

[[client_groups]]
name = "office"

[[shifts]]
name = "day"
from = "08:00"
to = "16:00"
breaks = [{ from = "12:00", to = "12:30" }]

[[groups]]
name = "ops"
members = ["anna", "boris"]
limit = 2
capacity = 4
ramp_up = { for = "9m", speed = "60%" }
connection = { uptime = "8h", downtime = "3m" }
when_offline = "requeue"
offline_grace = "2m"
skills = ["french"]
speeds = [1.0, 0.8]
shifts = ["day"]
absence = "2%"
lateness = "2m"
end_of_shift = "hand-back"
personal_queue_at_shift_end = "hand-back"
break_begins = "after-sessions"
late_break = "length"
cap = 3
selection = "least-occupied"
tie = "random"
order = "score"
queue_places = 30
wrap_up = "1m"
wrap_up_cap = "2m"
wrap_up_slot = "free"

[groups.queue]
priority_worth = "2m"
load = "own-queue"
rings = [{ stay = "1m" }]
relaxed_priority = "first"
offer = { accept = "4s" }
rate_limit = { sessions = 90 }
spacing = "1s"
prefer_last_operator = "1m"
overflow = [{ after = "5m", group = "experts", nobody_online = "skip" }, { after = "9m", action = "missed" }]
overflow_from = "queue-entry"
max_wait = "30m"
places_for_transferred = "plus-20-percent"
fallback = "experts"
nobody_online = "refuse"

[[groups]]
name = "experts"
members = ["clara", "dora"]
logins = { online = "2h", offline = "10m" }
queue = { reaction = "3s" }

[[groups]]
name = "leads"
members = ["olga"]

[[people]]
name = "boris"
limit = 3
capacity = 5
ramp_up = { for = "5m", speed = "70%" }
when_offline = "close"
offline_grace = "3m"
skills = ["french"]
speeds = [1.0, 0.7]
end_of_shift = "own-sessions"
personal_queue_at_shift_end = "hand-back"
break_begins = "after-sessions"
late_break = "length"

[[live_chats]]
name = "desk"
channel = ["internal", "telegram"]
clients = ["office"]
operators = ["ops", "experts"]
supervisors = ["leads"]
open = [{ from = "06:00", to = "22:00" }]
closed = "queue"
queue_places = 40
selection = "least-occupied"
tie = "listed"
order = "priority-first"
queue_age = "reset"
default_routing = "pull"
transfer_rules = { mode = "cold", offline_operators = "hidden", max_failed_transfers = 2, across_live_chats = "allowed" }
watch = { every = "5m", reaction = "9s", action = "priority", priority = "low" }
bot = { time = "1m", containment = "20%", silent = "5%", auto_finish = "9m", at_shift_end = "yes" }
retrial = { chance = "20%", delay = "9m", after = "both", flow_outs = "counts", delay_if_closed = "from-opening" }
returns = { chance = "9%", after = "1h", on_return = "reopen-to-last", after_bot = "does-not-count" }
spam = { share = "2%", mark = "20s", blocklist_duration = "9h" }
sla = [{ name = "gold", hours = [{ from = "08:00", to = "20:00" }], exceptions = [{ week = 1, days = "tue" }], reaction = { within = "9m", breach = "to-least-occupied", group = "ops", nobody_online = "transfer" } }]

[[live_chats.rules]]
when = { tag = "money", priority = "high" }
action = "least-occupied"
group = "ops"
nobody_online = "wait"
sla = "gold"
set_priority = "high"

[[live_chats.rules]]
when = { topic = "other" }
action = "bot"

[[live_chats.rules]]
when = { first_session = "no" }
action = "operator"
operator = "anna"

[[live_chats.arrivals]]
channel = "telegram"
rate = "20/h"

[[live_chats.arrivals]]
channel = "internal"
rate = "5/h"

[[live_chats.topics]]
name = "payroll"
share = "60%"
effort = "4m"
effort_at = { experts = "9m" }
patience = { exponential = "9m" }
patience_after_transfer = "inherited"
silent = { chance = "9%", notice = "30s" }
units = 2
tags = ["money"]
priority = "low"
requires = ["french"]
transfers = [
    { to = "operator:clara", from = "ops", chance = "9%", on_failure = "return" },
    { to = "live_chat:second", from = "ops", chance = "9%" },
]

[[live_chats.topics]]
name = "other"
effort = "4m"
patience = "9m"

[[live_chats]]
name = "second"
channel = "mail"
operators = ["ops", "experts"]
supervisors = ["leads"]

[[live_chats.topics]]
name = "question"
effort = "4m"
patience = "9m"
"#;

/// A desk at the dialogue level.
const TALKING: &str = r#"
[edition]
name = "chatdesk"
named_licenses = 9
enable_lines_sla = "on"

[run]
level = "dialogue"

[[groups]]
name = "ops"
count = 3
limit = 2

[[groups]]
name = "leads"
count = 1

[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["ops"]
supervisors = ["leads"]
default_routing = "group-queue"
inactivity = { close = "30m" }
no_reply = { within = "9m" }
operator_inactivity = { notify = "9m" }
rules = [{ action = "invite-group", group = "ops", sla = "gold" }]
sla = [{ name = "gold", around_the_clock = "yes", response = { within = "9m" } }]
arrivals = [{ rate = "9/h" }]

[[live_chats.topics]]
name = "question"
patience = "9m"
dialogue = { rounds = { fixed = 3 }, reply = "1m", think = "1m" }
dialogue_at = { ops = { rounds = { fixed = 2 }, reply = "1m", think = "1m" } }
"#;

fn reading(text: &str, overrides: &[&str]) -> ReadOutcome {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    read("desk.toml", text.as_bytes(), &MadeUp(&[]), &overrides)
}

/// The warnings of a reading that something has no effect.
fn idle(reading: &ReadOutcome) -> Vec<&str> {
    let all = reading.diagnostics.iter();
    let idle = all.filter(|one| one.code() == "no-effect" && one.severity == Severity::Warning);
    idle.map(|one| one.message.as_str()).collect()
}

/// Where a key is written without effect: the overrides of the still desk that write it, and the table
/// where that is another than its usual one.
fn without_effect(table: &'static Table, key: &str) -> Vec<String> {
    let set = |text: &str| vec![text.to_owned()];
    let dialogue = "run.level=dialogue";
    let spoken = "live_chats.desk.topics.payroll.dialogue={ rounds = { fixed = 2 }, reply = '1m', think = '1m' }";
    let spoken2 = "live_chats.desk.topics.other.dialogue={ rounds = { fixed = 2 }, reply = '1m', think = '1m' }";
    let at_dialogue = |more: &str| {
        [dialogue, spoken, spoken2, more]
            .into_iter()
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let with = |first: &str, then: &str| vec![first.to_owned(), then.to_owned()];
    match (table.name, key) {
        ("scenario", "limit") => set("limit=7"),
        ("[[shifts]]" | "[[client_groups]]", "name") => Vec::new(),
        ("[edition]", "expires") => set("edition.expires=90d"),
        ("[edition]", "enable_lines_sla") => set("edition.enable_lines_sla=on"),
        ("[edition.platform]", "on_break") => {
            set("edition.platform={ floating = 9, on_break = 'stay' }")
        }
        // Of a group that only supervises.
        ("[[groups]]", "speeds") | ("[[people]]", "speeds") => {
            at_dialogue(&format!("{}speeds=[1.0, 0.9]", path_of(table).replace("anna", "olga")))
        }
        ("[[groups]]", "when_offline") => vec![
            "groups.leads.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "groups.leads.when_offline=close".to_owned(),
        ],
        ("[[people]]", "when_offline") => vec![
            "people.olga.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "people.olga.when_offline=close".to_owned(),
        ],
        ("[[groups]]", "limit" | "capacity" | "ramp_up" | "wrap_up") => {
            let field = table.field(key).expect("declared");
            let mut all = set(&format!("groups.leads.{key}={}", sample(table, field)));
            all.push("groups.leads.connection={ uptime = '8h', downtime = '3m' }".to_owned());
            all
        }
        ("[[groups]]", "offline_grace") => vec![
            "groups.leads.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "groups.leads.when_offline=close".to_owned(),
            "groups.leads.offline_grace=5m".to_owned(),
        ],
        ("[[people]]", "offline_grace") => vec![
            "people.olga.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "people.olga.when_offline=close".to_owned(),
            "people.olga.offline_grace=5m".to_owned(),
        ],
        ("[[groups]]", "shifts") => {
            with("people.olga.shifts=[\"idle\"]", "groups.leads.shifts=[\"idle\"]")
        }
        ("[[groups]]", "absence" | "lateness") => {
            let field = table.field(key).expect("declared");
            vec![
                "people.olga.shifts=[\"idle\"]".to_owned(),
                format!("people.olga.{key}={}", sample(table, field)),
                format!("groups.leads.{key}={}", sample(table, field)),
            ]
        }
        ("[[groups]]", "connection" | "logins") => {
            let field = table.field(key).expect("declared");
            with(
                &format!("people.olga.{key}={}", sample(table, field)),
                &format!("groups.leads.{key}={}", sample(table, field)),
            )
        }
        ("[[groups]]" | "[[people]]", "personal_queue_at_shift_end") => vec![
            format!("{}shifts=[\"idle\"]", path_of(table).replace("anna", "boris")),
            format!("{}{key}=wait", path_of(table).replace("anna", "boris")),
        ],
        ("[[groups]]", "tie" | "selection" | "order" | "cap" | "queue_places") => {
            let field = table.field(key).expect("declared");
            with("live_chats.desk.rules=[]", &format!("groups.ops.{key}={}", sample(table, field)))
        }
        ("[[groups]]", "wrap_up_cap" | "wrap_up_slot") => {
            let field = table.field(key).expect("declared");
            set(&format!("groups.leads.{key}={}", sample(table, field)))
        }
        ("[[people]]", _) => {
            let field = table.field(key).expect("declared");
            set(&format!("people.olga.{key}={}", sample(table, field)))
        }
        ("queue", "priority_worth") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "groups.ops.order=score".to_owned(),
            "groups.ops.queue.priority_worth=5m".to_owned(),
        ],
        ("queue", "load") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
            "groups.ops.queue.load=own-queue".to_owned(),
        ],
        ("queue", "overflow_from") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
            "groups.ops.queue.overflow=[{ after = '1m', action = 'missed' }]".to_owned(),
            "groups.ops.queue.overflow_from=queue-entry".to_owned(),
        ],
        ("queue", "relaxed_priority") => {
            with("groups.ops.queue.rings=[{ stay = '1m' }]", "groups.ops.queue.relaxed_priority=first")
        }
        ("queue", "places_for_transferred") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
            "groups.ops.queue_places=9".to_owned(),
            "groups.ops.queue.places_for_transferred=plus-20-percent".to_owned(),
        ],
        ("queue", "overflow") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "groups.ops.queue.overflow=[{ after = '1m', action = 'missed' }]".to_owned(),
        ],
        ("queue", "rings" | "prefer_last_operator") => {
            let field = table.field(key).expect("declared");
            set(&format!("groups.ops.queue.{key}={}", sample(table, field)))
        }
        ("queue", "fallback") => vec![
            "live_chats.desk.operators=[\"ops\", \"leads\"]".to_owned(),
            "groups.leads.limit=1".to_owned(),
            "groups.ops.queue.fallback=leads".to_owned(),
        ],
        ("queue", "nobody_online") => set("groups.ops.queue.nobody_online=refuse"),
        ("queue", _) => {
            let field = table.field(key).expect("declared");
            vec![
                "live_chats.desk.rules=[]".to_owned(),
                "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
                format!("groups.ops.queue.{key}={}", sample(table, field)),
            ]
        }
        ("overflow", "nobody_online") => vec![
            "live_chats.desk.operators=[\"ops\", \"leads\"]".to_owned(),
            "groups.leads.limit=1".to_owned(),
            "groups.ops.queue.overflow=[{ after = '1m', group = 'leads', nobody_online = 'skip' }, { after = '9m', action = 'missed' }]".to_owned(),
        ],
        ("[[live_chats]]", "queue_places" | "selection" | "tie" | "order") => {
            let field = table.field(key).expect("declared");
            with(
                "live_chats.desk.default_routing=group-queue",
                &format!("live_chats.desk.{key}={}", sample(table, field)),
            )
        }
        ("[[live_chats]]", "closed") => set("live_chats.desk.closed=queue"),
        ("[[live_chats]]", "queue_age") => {
            with("live_chats.desk.sla.gold.reaction.breach=none", "live_chats.desk.queue_age=reset")
        }
        ("[live_chats.transfer_rules]", _) => {
            let field = table.field(key).expect("declared");
            // With a transfer that is none of these.
            vec![
                "live_chats.desk.operators=[\"ops\", \"leads\"]".to_owned(),
                "groups.leads.limit=1".to_owned(),
                "live_chats.desk.topics.payroll.transfers=[{ to = 'leads', chance = '9%' }]".to_owned(),
                format!("live_chats.desk.transfer_rules.{key}={}", sample(table, field)),
            ]
        }
        ("[live_chats.bot]", "auto_finish") => {
            with("live_chats.desk.rules=[{ action = 'bot' }]", "live_chats.desk.bot={ time = '1m', auto_finish = '9m' }")
        }
        ("[live_chats.bot]", "at_shift_end") => {
            with("live_chats.desk.rules=[{ action = 'bot' }]", "live_chats.desk.bot={ time = '1m', at_shift_end = 'yes' }")
        }
        ("rules", "nobody_online") => set("live_chats.desk.rules.0.nobody_online=wait"),
        ("[[live_chats.sla]]", "name") | ("exceptions", "week") => Vec::new(),
        ("[[live_chats.sla]]", "response") => vec![
            "edition.enable_lines_sla=on".to_owned(),
            "live_chats.desk.rules.0.sla=gold".to_owned(),
            "live_chats.desk.sla.gold.response={ within = '5m' }".to_owned(),
        ],
        ("reaction, response, closing", "nobody_online") => {
            set("live_chats.desk.sla.gold.reaction.nobody_online=transfer")
        }
        ("[[live_chats.topics]]", "effort") => at_dialogue(""),
        ("[[live_chats.topics]]", "effort_at") => {
            at_dialogue("live_chats.desk.topics.payroll.effort_at={ ops = '5m' }")
        }
        ("[[live_chats.topics]]", "units") => set("live_chats.desk.topics.payroll.units=2"),
        ("[[live_chats.topics]]", "dialogue") => set(spoken),
        ("[[live_chats.topics]]", "dialogue_at") => {
            set("live_chats.desk.topics.payroll.dialogue_at={ ops = { rounds = { fixed = 2 }, reply = '1m', think = '1m' } }")
        }
        ("silent", "notice") => {
            let mut all: Vec<String> = at_dialogue("live_chats.desk.inactivity={ close = '9m' }");
            all.push("live_chats.desk.topics.payroll.patience=9m".to_owned());
            all.push("live_chats.desk.topics.payroll.silent={ chance = '9%', notice = '1m' }".to_owned());
            all
        }
        ("[[live_chats.topics]]", "silent") => {
            set("live_chats.desk.topics.payroll.silent={ chance = '9%', notice = '1m' }")
        }
        ("[[live_chats]]", "retrial") => with(
            "groups.ops.queue={}",
            "live_chats.desk.retrial={ chance = '9%', delay = '5m' }",
        ),
        ("[live_chats.retrial]", "flow_outs") => vec![
            "groups.ops.queue={}".to_owned(),
            "live_chats.desk.topics.payroll.patience=9m".to_owned(),
            "live_chats.desk.retrial={ chance = '9%', delay = '5m', flow_outs = 'counts' }".to_owned(),
        ],
        ("[live_chats.retrial]", "delay_if_closed") => vec![
            "live_chats.desk.topics.payroll.patience=9m".to_owned(),
            "live_chats.desk.retrial={ chance = '9%', delay = '5m', after = 'both', delay_if_closed = 'from-opening' }".to_owned(),
        ],
        ("[live_chats.returns]", "after_bot") => {
            set("live_chats.desk.returns={ chance = '9%', after = '5m', after_bot = 'does-not-count' }")
        }
        ("[live_chats.spam]", "blocklist_duration") => set(
            "live_chats.desk.spam={ share = '9%', mark = '1m', blocklist_chance = 0, blocklist_duration = '5h' }",
        ),
        ("[live_chats.watch]", "priority") => set(
            "live_chats.desk.watch={ every = '1m', reaction = '1s', action = 'priority', priority = 'low' }",
        ),
        (_, _) => {
            let field = table.field(key).expect("declared");
            set(&format!("{}{key}={}", path_of(table), sample(table, field)))
        }
    }
}

#[test]
fn every_row_of_effects_is_about_a_key_and_no_key_has_two() {
    let mut seen = BTreeSet::new();
    for (table, keys, effect) in EFFECTS {
        let declared = tables().into_iter().find(|one| one.name == *table).expect("a table");
        for key in *keys {
            assert!(declared.field(key).is_some(), "{table} has no {key}");
            assert!(seen.insert((table, key)), "{table} {key} has two rows");
        }
        assert!(!effect.why_not().is_empty());
    }
    assert!(seen.len() > 90, "{}", seen.len());
}

#[test]
fn every_key_that_depends_on_the_rest_is_warned_of_where_it_has_no_effect() {
    let mut silent = Vec::new();
    for (table, field) in every_key() {
        let effect = effect_of(table, field.key);
        if effect == Effect::Always {
            continue;
        }
        let overrides = without_effect(table, field.key);
        let overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
        let outcome = reading(STILL, &overrides);
        let named = |said: &str| {
            said.contains(&format!("`{}`", field.key))
                || (field.key == "name"
                    && ["`idle`", "`strangers`", "`gold`"].iter().any(|name| said.contains(name)))
        };
        let said = idle(&outcome);
        let found = said.iter().any(|said| named(said) && said.contains(effect.why_not()));
        if outcome.plan.is_none() || !found {
            let why = if outcome.plan.is_none() { rendered(&outcome) } else { said.join("\n") };
            silent.push(format!("{} {}: {overrides:?}\n{why}\n", table.name, field.key));
        }
    }
    assert!(silent.is_empty(), "{} keys are silent:\n{}", silent.len(), silent.join("\n"));
}

/// Desks that move, share and vary: each is free of warnings about effects, and together they write
/// every key that depends on the rest.
fn lively_desks() -> Vec<(String, ReadOutcome)> {
    let mut desks: Vec<(String, ReadOutcome)> = super::shipped()
        .into_iter()
        .filter(|path| !path.to_string_lossy().contains("exact"))
        .map(|path| (path.display().to_string(), super::read_file(&path, &[])))
        .collect();
    desks.push(("lively".to_owned(), reading(LIVELY, &[])));
    desks.push(("talking".to_owned(), reading(TALKING, &[])));
    desks
}

#[test]
fn every_key_that_depends_on_the_rest_is_not_warned_of_where_it_has_an_effect() {
    let mut written = BTreeSet::new();
    for (name, outcome) in lively_desks() {
        assert!(outcome.plan.is_some(), "{name}\n{}", rendered(&outcome));
        assert!(idle(&outcome).is_empty(), "{name}\n{}", rendered(&outcome));
        let document = toml::de::DeTable::parse(&outcome.resolved).expect("resolved is TOML");
        collect_keys(root(), document.get_ref(), &mut written);
    }
    let missing: Vec<(&str, &str)> = every_key()
        .filter(|(table, field)| effect_of(table, field.key) != Effect::Always)
        .map(|(table, field)| (table.name, field.key))
        .filter(|key| !written.contains(key))
        .collect();
    assert!(missing.is_empty(), "no desk of this test writes {missing:?}");
}

/// The keys of a table and of all below, each with the name of its table.
fn collect_keys(
    table: &'static Table,
    node: &toml::de::DeTable<'_>,
    found: &mut BTreeSet<(&'static str, &'static str)>,
) {
    for (key, value) in node {
        let Some(field) = table.field(key.get_ref()) else { continue };
        found.insert((table.name, field.key));
        let Some(below) = field.kind.table() else { continue };
        let mut nodes = vec![value.get_ref()];
        while let Some(node) = nodes.pop() {
            match node {
                toml::de::DeValue::Array(items) => {
                    nodes.extend(items.iter().map(|one| one.get_ref()))
                }
                toml::de::DeValue::Table(names) if matches!(field.kind, Kind::Map(_)) => {
                    for (_, each) in names {
                        if let toml::de::DeValue::Table(inner) = each.get_ref() {
                            collect_keys(below, inner, found);
                        }
                    }
                }
                toml::de::DeValue::Table(inner) => collect_keys(below, inner, found),
                _ => {}
            }
        }
    }
}
