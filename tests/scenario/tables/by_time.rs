//! Effort, patience and staff by the time of day, as forecasts and plans of staff have them.

use deskload::base::{HOUR, MINUTE, Span, Time};
use deskload::plan::{Duty, Plan};
use deskload::scenario::read;
use deskload::{Options, run};

use super::super::MadeUp;
use super::{plan_of, refused};

/// One operator; a client at 08:10 and one at 09:10 on the first day; each topic key as given.
fn desk(group: &str, topic: &str) -> String {
    format!(
        r#"
[run]
horizon = "1d"
replications = 2
[[groups]]
name = "ops"
{group}
limit = 1
[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["ops"]
[[live_chats.arrivals]]
replay = "log.csv"
column = "at"
[[live_chats.topics]]
name = "question"
{topic}
"#
    )
}

const LOG: (&str, &[u8]) = ("log.csv", b"at\n08:10:00\n09:10:00\n");

fn reading(group: &str, topic: &str, csv: &str, overrides: &[&str]) -> deskload::ReadOutcome {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let files = [LOG, ("in.csv", csv.as_bytes())];
    read("desk.toml", desk(group, topic).as_bytes(), &MadeUp(&files), &overrides)
}

fn figure(plan: &Plan, column: &str) -> f64 {
    let outcome = run(plan, &Options::default(), &|_| {}).expect("a run");
    outcome.figure("desk", column).expect("a column").value
}

#[test]
fn effort_is_scaled_to_the_mean_of_the_interval_of_arrival() {
    let topic = "effort = \"1m\"\npatience = \"9m\"\neffort_by_time = { csv = \"in.csv\" }";
    let csv = "from,AHT\n08:00,0:02:00\n08:30,\n09:00,0:05:00\n09:30,0:05:00\n";
    let plan = plan_of(reading("count = 1", topic, csv, &[]));
    // (120 s + 300 s) / 2.
    assert!((figure(&plan, "handle_time") - 210.0).abs() < 1e-6);
    let at = |minutes: u64| plan.topics[0].effort_factor(Time::ZERO + Span(minutes * MINUTE.0));
    assert_eq!((at(490), at(515), at(550), at(0)), (2.0, 1.0, 5.0, 1.0));
}

#[test]
fn a_weekday_weighs_its_dates_by_their_sessions() {
    let csv = "date,time,AHT,Offered\n2026-10-05,08:00,60,10\n2026-10-05,08:30,60,10\n\
               2026-10-12,08:00,240,30\n2026-10-12,08:30,60,0\n";
    let factors = |keys: &str| {
        let topic = format!(
            "effort = \"1m\"\npatience = \"9m\"\neffort_by_time = {{ csv = \"in.csv\", column = \"AHT\"{keys} }}"
        );
        let plan = plan_of(reading("count = 1", &topic, csv, &[]));
        let at = |minutes: u64| plan.topics[0].effort_factor(Time::ZERO + Span(minutes * MINUTE.0));
        (at(485), at(515))
    };
    // Alike: (60 + 240) / 2 over a minute; weighed: (10 × 60 + 30 × 240) / 40.
    assert_eq!(factors(""), (2.5, 1.0));
    assert_eq!(factors(", weight = \"Offered\""), (3.25, 1.0));
    let topic = "effort = \"1m\"\npatience = \"9m\"\neffort_by_time = { csv = \"in.csv\", column = \"AHT\", weight = \"Chats\" }";
    refused(&reading("count = 1", topic, csv, &[]), &["Chats"]);
}

#[test]
fn the_work_that_arrives_is_that_of_its_time() {
    let topic = "effort = \"1m\"\npatience = \"9m\"\neffort_by_time = { csv = \"in.csv\" }";
    let csv = "from,AHT\n08:00,120\n09:00,300\n";
    let plan = plan_of(reading("count = 1", topic, csv, &[]));
    // (120 s + 300 s) in 86,400 s.
    let offered = deskload::study::offered_load(&plan).desk.offered;
    assert!((offered - 420.0 / 86_400.0).abs() < 1e-9, "{offered}");
}

#[test]
fn patience_is_scaled_to_the_mean_of_the_interval_of_arrival() {
    // No operator is on duty: both clients wait as long as they will.
    let topic = "effort = \"1m\"\npatience = \"1m\"\npatience_by_time = { csv = \"in.csv\" }";
    let group = "count = 1\nshifts = [\"late\"]";
    let shift = "[[shifts]]\nname = \"late\"\nfrom = \"20:00\"\nto = \"21:00\"\n";
    let csv = "from,patience\n08:00,2m\n09:00,4m\n";
    let text = format!("{}{shift}", desk(group, topic));
    let files = [LOG, ("in.csv", csv.as_bytes())];
    let plan = plan_of(read("desk.toml", text.as_bytes(), &MadeUp(&files), &[]));
    assert!((figure(&plan, "wait_max") - 240.0).abs() < 1e-6);
}

#[test]
fn what_is_scaled_must_be_stated() {
    let csv = "from,patience\n08:00,2m\n09:00,4m\n";
    let none = "effort = \"1m\"\npatience = \"none\"\npatience_by_time = { csv = \"in.csv\" }";
    refused(&reading("count = 1", none, csv, &[]), &["scales `patience`, which is not stated"]);
    let zero = "from,AHT\n08:00,0\n09:00,60\n";
    let topic = "effort = \"1m\"\npatience = \"9m\"\neffort_by_time = { csv = \"in.csv\" }";
    refused(&reading("count = 1", topic, zero, &[]), &["a mean effort of nothing"]);
    refused(
        &reading("count = 1", topic, "from,AHT\n08:00,3:20\n09:00,4:10\n", &[]),
        &["in.csv:2:7", "hours and minutes, or minutes and seconds"],
    );
}

/// How many operators are on duty so long after the start of the run.
fn on_duty(plan: &Plan, after: Span) -> usize {
    let at = Time::ZERO + after;
    plan.operators.iter().filter(|one| one.duty.at(at) == Duty::Work).count()
}

const TOPIC: &str = "effort = \"1m\"\npatience = \"9m\"";

#[test]
fn as_many_members_are_on_duty_as_the_table_says() {
    let csv = "from,Agents\n08:00,2\n08:30,3\n09:00,0\n09:30,1\n";
    let plan = plan_of(reading("on_duty = { csv = \"in.csv\" }", TOPIC, csv, &[]));
    assert_eq!(plan.operators.len(), 3);
    let at = |hours: u64, minutes: u64| on_duty(&plan, Span(hours * HOUR.0 + minutes * MINUTE.0));
    assert_eq!([at(7, 59), at(8, 0), at(8, 45), at(9, 10), at(9, 30)], [0, 2, 3, 0, 1]);
    // The next day is the same.
    assert_eq!(at(24 + 8, 45), 3);
}

#[test]
fn numbers_on_duty_may_be_of_dates() {
    let csv = "Date,Time,Agents\n2026-10-05,08:00,1\n2026-10-05,09:00,2\n2026-10-06,08:00,2\n";
    let group = "on_duty = { csv = \"in.csv\", column = \"Agents\" }";
    let undated = reading(group, TOPIC, csv, &[]);
    refused(&undated, &["a table with dates needs the date at which the run begins"]);
    let plan =
        plan_of(reading(group, TOPIC, csv, &["run.starts=\"2026-10-05 08:30\"", "run.horizon=2d"]));
    let at = |minutes: u64| on_duty(&plan, Span(minutes * MINUTE.0));
    assert_eq!([at(0), at(30), at(90), at(24 * 60)], [1, 2, 0, 2]);
}

#[test]
fn numbers_on_duty_contradict_too_few_members_and_shifts() {
    let csv = "from,Agents\n08:00,2\n08:30,3\n";
    let group = |keys: &str| format!("on_duty = {{ csv = \"in.csv\" }}\n{keys}");
    let few = reading(&group("count = 2"), TOPIC, csv, &[]);
    refused(&few, &["2 members are stated, and the table has up to 3 on duty at once"]);
    let enough = reading(&group("count = 5"), TOPIC, csv, &[]);
    assert_eq!(plan_of(enough).operators.len(), 5);
    let half = "from,Agents\n08:00,2.5\n08:30,3\n";
    refused(&reading(&group(""), TOPIC, half, &[]), &["members on duty are whole numbers"]);
    let none = reading(&group(""), TOPIC, "from,Agents\n08:00,0\n08:30,0\n", &[]);
    refused(&none, &["no member is ever on duty"]);
}
