//! Every key of the language, written into one desk: where each table stands in it, and a value for
//! each key. Tests that walk the whole language start from here.

use deskload::scenario::language::{Field, Kind, Need, Table, tables};

/// A desk in which each list of tables has an entry.
pub const BASE: &str = r#"
limit = "unlimited"
expect = [{ that = "desk.service_level >= 1%" }]

[edition]
name = "service-2025"
named_licenses = 40
enable_lines_sla = "on"

[staffing]
shifts = [{ name = "day", first_start = "08:00", length = "8h" }]
bounds = [{ group = "ops", min = 1 }]

[[client_groups]]
name = "office"

[[shifts]]
name = "early"
from = "08:00"
to = "16:00"
breaks = [{ from = "12:00", to = "12:30" }]

[[groups]]
name = "ops"
members = ["anna", "boris"]
queue = { rings = [{ stay = "1m" }], overflow = [{ after = "9m", action = "missed" }] }

[[groups]]
name = "experts"
members = ["clara"]

[[groups]]
name = "leads"
members = ["olga"]

[[people]]
name = "anna"

[[live_chats]]
name = "desk"
channel = ["internal", "telegram"]
clients = ["office"]
operators = ["ops", "experts"]
supervisors = ["leads"]
default_routing = "group-queue"
open = [{ from = "00:00" }]
queue = { max_wait = "9h" }
bot = { time = "1m" }
rules = [{ action = "invite-all", when = {} }]
sla = [{ name = "gold", reaction = { within = "1m" }, exceptions = [{ week = 1, days = "tue" }] }]
outages = [{ from = "tue 10:00", lasts = "1h" }]

[[live_chats.arrivals]]
channel = "telegram"
rate = "30/h"
hours = [{ from = "00:00" }]

[[live_chats.topics]]
name = "payroll"
effort = { exponential = "6m" }
patience = { mixture = [{ weight = 1, distribution = "9m" }] }
transfers = [{ to = "experts", chance = "80%" }]
"#;

/// Where a table stands in the desk, as the path of an override.
pub fn path_of(table: &Table) -> &'static str {
    let chat = |rest: &'static str| rest;
    match table.name {
        "scenario" => "",
        "[[expect]]" => "expect.0.",
        "[scale]" => "scale.",
        "[staffing]" => "staffing.",
        "[[staffing.shifts]]" => "staffing.shifts.0.",
        "break" => "staffing.shifts.0.break.",
        "[[staffing.bounds]]" => "staffing.bounds.0.",
        "[load]" => "load.",
        "[[load.disturbances]]" => "load.disturbances.0.",
        "[edition]" => "edition.",
        "[edition.platform]" => "edition.platform.",
        "[run]" => "run.",
        "[[client_groups]]" => "client_groups.office.",
        "[[shifts]]" => "shifts.early.",
        "breaks" => "shifts.early.breaks.0.",
        "cycle" => "shifts.early.cycle.",
        "[[groups]]" => "groups.ops.",
        "[[people]]" => "people.anna.",
        "ramp_up" => "groups.ops.ramp_up.",
        "connection" => "groups.ops.connection.",
        "logins" => "groups.ops.logins.",
        "queue" => "groups.ops.queue.",
        "offer" => "groups.ops.queue.offer.",
        "rings" => "groups.ops.queue.rings.0.",
        "rate_limit" => "groups.ops.queue.rate_limit.",
        "overflow" => "groups.ops.queue.overflow.0.",
        "[[live_chats]]" => "live_chats.desk.",
        "open" => "live_chats.desk.open.0.",
        "[live_chats.supervision]" => "live_chats.desk.supervision.",
        "[live_chats.watch]" => "live_chats.desk.watch.",
        "[live_chats.transfer_rules]" => "live_chats.desk.transfer_rules.",
        "rules" => "live_chats.desk.rules.0.",
        "when" => "live_chats.desk.rules.0.when.",
        "inactivity" => "live_chats.desk.inactivity.",
        "no_reply" => "live_chats.desk.no_reply.",
        "operator_inactivity" => "live_chats.desk.operator_inactivity.",
        "[[live_chats.sla]]" => "live_chats.desk.sla.gold.",
        "exceptions" => "live_chats.desk.sla.gold.exceptions.0.",
        "reaction, response, closing" => "live_chats.desk.sla.gold.reaction.",
        "[live_chats.bot]" => "live_chats.desk.bot.",
        "[[live_chats.arrivals]]" => "live_chats.desk.arrivals.0.",
        "sine" => "live_chats.desk.arrivals.0.sine.",
        "campaign" => "live_chats.desk.arrivals.0.campaign.",
        "burst" => "live_chats.desk.arrivals.0.burst.",
        "by_time" => "live_chats.desk.topics.payroll.effort_by_time.",
        "format" => "live_chats.desk.arrivals.0.format.",
        "day_profile" => "live_chats.desk.arrivals.0.day_profile.",
        "[[live_chats.topics]]" => "live_chats.desk.topics.payroll.",
        "dialogue" => "live_chats.desk.topics.payroll.dialogue.",
        "rounds" => "live_chats.desk.topics.payroll.dialogue.rounds.",
        "hold" => "live_chats.desk.topics.payroll.dialogue.hold.",
        "silent" => "live_chats.desk.topics.payroll.silent.",
        "transfers" => "live_chats.desk.topics.payroll.transfers.0.",
        "[live_chats.busyness]" => "live_chats.desk.busyness.",
        "[live_chats.retrial]" => "live_chats.desk.retrial.",
        "[live_chats.returns]" => "live_chats.desk.returns.",
        "[[live_chats.outages]]" => "live_chats.desk.outages.0.",
        "[live_chats.spam]" => "live_chats.desk.spam.",
        "distribution" => chat("live_chats.desk.topics.payroll.effort."),
        "lognormal, gamma" => chat("live_chats.desk.topics.payroll.effort.gamma."),
        "erlang" => chat("live_chats.desk.topics.payroll.effort.erlang."),
        "weibull" => chat("live_chats.desk.topics.payroll.effort.weibull."),
        "uniform" => chat("live_chats.desk.topics.payroll.effort.uniform."),
        "empirical" => chat("live_chats.desk.topics.payroll.effort.empirical."),
        "mixture" => chat("live_chats.desk.topics.payroll.patience.mixture.0."),
        other => panic!("the desk of every key has no place for {other}"),
    }
}

/// A value for a key, as TOML.
pub fn sample(table: &Table, field: &Field) -> String {
    let own = match (table.name, field.key) {
        ("[[people]]", "name") => "\"anna\"",
        ("[[groups]]", "name") => "\"ops\"",
        ("[[live_chats.topics]]", "name") => "\"payroll\"",
        ("[[live_chats.sla]]", "name") => "\"gold\"",
        ("rules", "sla") => "\"gold\"",
        ("[[groups]]", "members") => "[\"anna\", \"boris\"]",
        ("[[live_chats]]", "operators") => "[\"ops\", \"experts\"]",
        ("[[live_chats]]", "supervisors") => "[\"leads\"]",
        ("[[live_chats]]", "clients") => "[\"office\"]",
        ("[[live_chats]]", "channel") => "[\"internal\", \"telegram\"]",
        ("[[live_chats.arrivals]]", "begun_by") => "\"group:ops\"",
        ("[[live_chats.arrivals]]" | "when", "client_group") => "\"office\"",
        ("[[live_chats.arrivals]]", "channel") => "\"telegram\"",
        ("[[live_chats.outages]]" | "when", "channel") => "\"telegram\"",
        ("when", "topic") => "\"payroll\"",
        (_, "dates" | "except") | ("cycle", "from") => "\"2026-12-25\"",
        ("format", "encoding") => "\"utf-8\"",
        ("[[live_chats.arrivals]]" | "by_time", "time_zone") => "\"UTC\"",
        ("transfers", "next") => "[\"experts\"]",
        ("transfers", "to") => "\"experts\"",
        ("transfers", "from") => "\"ops\"",
        ("overflow" | "queue", "group" | "fallback") => "\"experts\"",
        ("[edition]", "named_holders") => "[\"anna\"]",
        ("[edition.platform]", "priority_login") => "[\"leads\"]",
        ("uniform", "high") => "\"9m\"",
        ("[run]", "precision_of") => "\"wait\"",
        (_, "shifts") => "[\"early\"]",
        (_, "staff") => "{ early = 2 }",
        (_, "operator") => "\"anna\"",
        (_, "group" | "to" | "from" | "default_group" | "hand_off_to")
            if matches!(field.kind, Kind::Name) =>
        {
            "\"ops\""
        }
        (_, "requires" | "skills" | "drop") => "[\"french\"]",
        (_, "speeds") => "[1.0, 0.8]",
        _ => return of_kind(&field.kind),
    };
    own.to_owned()
}

fn of_kind(kind: &Kind) -> String {
    let text = match kind {
        Kind::Text | Kind::Name => "\"word\"",
        Kind::Path => "\"file.csv\"",
        Kind::Keyword(words) => return format!("\"{}\"", words.last().expect("a word")),
        Kind::Integer { min, .. } => return min.max(&1).to_string(),
        Kind::Limit => "3",
        Kind::Number { min, max } => return format!("{:?}", f64::midpoint(*min, max.min(1.0))),
        Kind::Duration | Kind::Distribution | Kind::AfterTransfer | Kind::Patience => "\"5m\"",
        Kind::WarmUp => "\"5m\"",
        Kind::Factor => "\"110%\"",
        Kind::Share => "\"40%\"",
        Kind::Rate => "\"30/h\"",
        Kind::TimeOfDay => "\"10:00\"",
        Kind::WeekTime | Kind::WeekTimeOrDate => "\"tue 10:00\"",
        Kind::Days => "\"mon-fri\"",
        Kind::Retry => "\"every 5m\"",
        Kind::Sample => "[\"5m\"]",
        Kind::List(each) | Kind::OneOrMore(each) => return format!("[{}]", of_kind(each)),
        Kind::Table(table) => return of_table(table),
        Kind::Tables(table) => return format!("[{}]", of_table(table)),
        Kind::NameOrNames => "\"ops\"",
        Kind::Map(each) => return format!("{{ ops = {} }}", of_kind(each)),
    };
    text.to_owned()
}

/// A table with the keys that it needs.
fn of_table(table: &Table) -> String {
    let needed = table.fields.iter().filter(|field| field.need == Need::Required);
    let mut pairs: Vec<String> =
        needed.map(|field| format!("{} = {}", field.key, sample(table, field))).collect();
    if table.one_of && pairs.is_empty() {
        let first = &table.fields[0];
        pairs.push(format!("{} = {}", first.key, sample(table, first)));
    }
    format!("{{ {} }}", pairs.join(", "))
}

/// Every key of the language with its table.
pub fn every_key() -> impl Iterator<Item = (&'static Table, &'static Field)> {
    tables().into_iter().flat_map(|table| table.fields.iter().map(move |field| (table, field)))
}
