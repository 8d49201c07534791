//! From numbers on shifts to people and back to a scenario.

use deskload::scenario::{GroupRoster, Roster, RosterPerson, read_staffed, stated_roster};
use deskload::staffing::{LicenseNumbers, person_rosters};
use deskload::{NoFiles, read};

use super::{desk, small};

const SHAPES: &str = r#"
    [staffing]
    days_per_week = 5
    [[staffing.shifts]]
    name = "half"
    days = "mon-wed"
    first_start = "08:00"
    last_start = "10:00"
    start_every = "1h"
    length = "4h"
    break = { length = "30m", earliest = "2h" }
"#;

#[test]
fn a_shape_gives_a_shift_for_each_day_start_and_break_that_the_run_has() {
    let (desk, _) = desk(&small(3, 10, SHAPES));
    // The run is Monday from 08:00 to 14:00: the shifts of the other days lie outside of it.
    let labels: Vec<&str> = desk.columns.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "half mon 08:00, break 10:00",
            "half mon 09:00, break 11:00",
            "half mon 10:00, break 12:00"
        ]
    );
    // 09:00 to 13:00 without 11:00 to 11:30, in half hours from 08:00.
    let covered: Vec<usize> = desk.columns[1].cover.iter().map(|(interval, _)| *interval).collect();
    assert_eq!(covered, [2, 3, 4, 5, 7, 8, 9]);
    assert!((desk.columns[1].hours - 4.0).abs() < 1e-9);
}

#[test]
fn shifts_of_single_days_are_dealt_out_in_turn_one_a_day() {
    let text = small(3, 10, SHAPES).replace("horizon = \"6h\"", "horizon = \"3d\"");
    let (desk, _) = desk(&text);
    assert_eq!(desk.columns.len(), 9);
    // Two on Monday, one on Tuesday, three on Wednesday: three people with two shifts each.
    let counts = vec![2, 0, 0, 1, 0, 0, 1, 1, 1];
    assert_eq!((desk.heads(&counts), desk.hours(&counts).round() as u32), (3, 24));
    let people = person_rosters(&desk, &counts);
    assert!(people.iter().all(|person| person.columns.len() == 2));
    for person in &people {
        let days: Vec<usize> = person.columns.iter().map(|place| place / 3).collect();
        assert!(days[0] != days[1], "{people:?}");
    }
    // A week of one day only: each shift is another person's.
    let one_day = text.replace("days_per_week = 5", "days_per_week = 1");
    let (desk, _) = super::desk(&one_day);
    assert_eq!(desk.heads(&counts), 6);
}

#[test]
fn the_scenario_of_a_plan_reads_to_the_plan_that_was_simulated() {
    let text = small(3, 10, SHAPES).replace("horizon = \"6h\"", "horizon = \"3d\"");
    let (desk, _) = desk(&text);
    let counts = vec![1, 1, 0, 1, 0, 1, 1, 1, 1];
    let simulated = desk.plan_of(&counts, &LicenseNumbers::default()).expect("a plan");
    let written = desk.scenario(&counts, &LicenseNumbers::default()).resolved;
    let again = read("desk.toml", written.as_bytes(), &NoFiles, &[]).plan.expect("a plan");
    assert_eq!(again, simulated);
    // On duty are as many as the columns say.
    let duty = desk.on_duty(&counts);
    for (interval, on_duty) in duty[0].iter().enumerate() {
        let at = deskload::base::Time(interval as u64 * 1_800_000_000);
        let there = simulated.operators.iter();
        let there =
            there.filter(|operator| operator.duty.at(at) == deskload::plan::Duty::Work).count();
        assert!((there as f64 - on_duty).abs() < 1e-9, "interval {interval}: {there}, {on_duty}");
    }
}

#[test]
fn people_of_the_scenario_keep_their_names_and_what_is_said_of_them() {
    let text = small(3, 10, "[[people]]\nname = \"agents-2\"\nlimit = 1\n");
    let stated = stated_roster("desk.toml", text.as_bytes(), &[]);
    let names: Vec<&str> = stated[0].people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["agents-1", "agents-2", "agents-3"]);
    let person = |name: &str| RosterPerson { name: name.to_owned(), shifts: None };
    let roster = |names: &[&str]| Roster {
        groups: vec![GroupRoster {
            group: "agents".to_owned(),
            people: names.iter().map(|name| person(name)).collect(),
        }],
        ..Roster::default()
    };
    let plan = |names: &[&str]| {
        let read = read_staffed("desk.toml", text.as_bytes(), &NoFiles, &[], &roster(names));
        read.plan.expect("a plan")
    };
    let limits = |names: &[&str]| -> Vec<Option<u32>> {
        plan(names).operators.iter().map(|operator| operator.limit).collect()
    };
    assert_eq!(limits(&["agents-1", "agents-2", "new"]), [Some(2), Some(1), Some(2)]);
    // Who is gone is gone from `[[people]]` too: it would be a fault there.
    assert_eq!(limits(&["agents-1"]), [Some(2)]);
}

#[test]
fn faults_of_staffing_are_told_where_they_stand() {
    let wrong = [
        ("first_start = \"08:00\"", "first_start = \"11:00\"", "is before the first"),
        ("length = \"4h\"\n", "length = \"25h\"\n", "shorter than a day"),
        ("earliest = \"2h\"", "earliest = \"4h\"", "not within the shift"),
        ("start_every = \"1h\"", "start_every = \"1s\"", "too small"),
        ("[[staffing.shifts]]", "groups = [\"nobody\"]\n[[staffing.shifts]]", "there is no group"),
        ("days_per_week = 5", "shrinkage = \"100%\"", "on duty"),
        ("first_start = \"08:00\"", "first_start = \"24:00\"", "first_start = \"24:00\""),
        ("days_per_week = 5", "groups = []", "leave `groups` out"),
        ("name = \"half\"", "name = \"half\"\ngroups = []", "leave `groups` out"),
        (
            "[[staffing.shifts]]",
            "[[staffing.bounds]]\ngroup = \"agents\"\nmin = 4\n[[staffing.bounds]]\n\
             group = \"agents\"\ndays = \"mon\"\nmax = 3\n[[staffing.shifts]]",
            "at the same time at least 4",
        ),
    ];
    for (right, wrong, says) in wrong {
        let text = small(3, 10, SHAPES).replace(right, wrong);
        let read = read("desk.toml", text.as_bytes(), &NoFiles, &[]);
        let told = read.diagnostics.iter().any(|one| one.render(false).contains(says));
        assert!(told && read.plan.is_none(), "{wrong}: {:?}", read.diagnostics);
    }
}
