//! Who has which of the shifts of single days: rest, days in a row, days in a week.

use deskload::base::{HOUR, Span};
use deskload::plan::{WeeklyShift, WorkingTime};
use deskload::staffing::{LicenseNumbers, PersonOnRoster, StaffedDesk, person_rosters};
use deskload::{NoFiles, read};

use super::desk;
use super::exhaustive::choose;

/// A week of early, late and night shifts.
fn week(rules: &str) -> StaffedDesk {
    let shapes = format!(
        r#"
        [staffing]
        {rules}
        [[staffing.shifts]]
        name = "early"
        first_start = "06:00"
        length = "8h"
        [[staffing.shifts]]
        name = "late"
        first_start = "14:00"
        length = "8h"
        [[staffing.shifts]]
        name = "night"
        first_start = "22:00"
        length = "8h"
        "#
    );
    let text = super::small(3, 10, &shapes)
        .replace("horizon = \"6h\"", "horizon = \"7d\"")
        .replace("starts = \"mon 08:00\"", "starts = \"mon 00:00\"");
    desk(&text).0
}

/// The shift of a column: three of each day, in the order of the shapes.
fn shift(desk: &StaffedDesk, place: usize) -> WeeklyShift {
    let label = &desk.columns[place].label;
    let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .position(|day| label.contains(day))
        .expect("a day");
    let hour: u64 = label.rsplit(' ').next().expect("a time")[..2].parse().expect("an hour");
    WeeklyShift { from: Span((day as u64 * 24 + hour) * HOUR.0), length: Span(8 * HOUR.0) }
}

/// Rest and days of a person, worked out from nothing but hours of the week.
fn is_allowed(shifts: &[WeeklyShift], allowed: WorkingTime) -> bool {
    const HOURS: u64 = 7 * 24;
    let hour = |span: Span| span.0 / HOUR.0;
    let mut begins = [false; HOURS as usize];
    for shift in shifts {
        let at = hour(shift.from);
        if begins[at as usize] {
            return false;
        }
        begins[at as usize] = true;
        // Nothing else begins until it has ended and the rest is over.
        for later in 1..hour(shift.length) + hour(allowed.rest) {
            let at = (at + later) % HOURS;
            if shifts.iter().any(|other| hour(other.from) == at) {
                return false;
            }
        }
    }
    let on = |day: usize| begins[day % 7 * 24..day % 7 * 24 + 24].iter().filter(|it| **it).count();
    let one_a_day = (0..7).all(|day| on(day) <= 1);
    let rows = (0..7).map(|first| (0..7).take_while(|next| on(first + next) == 1).count());
    one_a_day
        && shifts.len() <= allowed.days_per_week as usize
        && rows.max().unwrap_or(0) <= allowed.days_in_a_row as usize
}

fn shifts_of(desk: &StaffedDesk, person: &PersonOnRoster) -> Vec<WeeklyShift> {
    person.columns.iter().map(|place| shift(desk, *place)).collect()
}

/// The fewest people, by trying everything.
fn fewest(shifts: &[WeeklyShift], allowed: WorkingTime) -> usize {
    fn goes(
        left: &[WeeklyShift],
        hands: &mut Vec<Vec<WeeklyShift>>,
        most: usize,
        allowed: WorkingTime,
    ) -> bool {
        let Some((first, rest)) = left.split_first() else { return true };
        for hand in 0..(hands.len() + 1).min(most) {
            if hand == hands.len() {
                hands.push(Vec::new());
            }
            hands[hand].push(*first);
            // Days in a row and rest only get worse by more shifts.
            if is_allowed(&hands[hand], allowed) && goes(rest, hands, most, allowed) {
                return true;
            }
            hands[hand].pop();
            if hands[hand].is_empty() {
                hands.pop();
            }
        }
        false
    }
    (0..).find(|most| goes(shifts, &mut Vec::new(), *most, allowed)).expect("one each")
}

fn rules(days_per_week: u32, days_in_a_row: u32, rest: u64) -> (String, WorkingTime) {
    let text = format!(
        "days_per_week = {days_per_week}\ndays_in_a_row = {days_in_a_row}\nrest = \"{rest}h\"\n"
    );
    let rest = Span(rest * HOUR.0);
    (text, WorkingTime { days_per_week, days_in_a_row, rest })
}

/// Each shift is one person's, each person's week is allowed, and hardly ever is there one too many.
#[test]
fn shifts_are_dealt_out_to_the_fewest_who_may_have_them() {
    let (mut state, mut weeks, mut one_more) = (7, 0, 0);
    for (per_week, in_a_row, rest) in
        [(5, 7, 0), (5, 7, 11), (4, 2, 11), (5, 3, 16), (6, 7, 36), (7, 6, 12)]
    {
        let (text, allowed) = rules(per_week, in_a_row, rest);
        let desk = week(&text);
        assert_eq!(desk.columns.len(), 21, "a night shift over the end of the week is one of them");
        for _ in 0..25 {
            let counts: Vec<u32> =
                (0..21).map(|_| u32::from(choose(&mut state, 100) < 45)).collect();
            let people = person_rosters(&desk, &counts);
            let mut dealt = vec![0; 21];
            people.iter().flat_map(|one| &one.columns).for_each(|place| dealt[*place] += 1);
            assert_eq!(dealt, counts);
            for person in &people {
                assert!(is_allowed(&shifts_of(&desk, person), allowed), "{text} {person:?}");
            }
            assert_eq!(desk.heads(&counts) as usize, people.len());
            let mut all: Vec<WeeklyShift> = (0..21)
                .filter(|place| counts[*place] == 1)
                .map(|place| shift(&desk, place))
                .collect();
            all.sort_by_key(|shift| shift.from);
            let least = fewest(&all, allowed);
            assert!(people.len() <= least + 1, "{text} {} for {least}: {counts:?}", people.len());
            one_more += usize::from(people.len() > least);
            weeks += 1;
        }
    }
    assert!(one_more * 20 <= weeks, "one too many in {one_more} of {weeks} weeks");
}

/// Ten early and ten late shifts a day with 11 hours of rest between them.
#[test]
fn many_people_keep_their_rest_too() {
    let (text, allowed) = rules(5, 5, 11);
    let desk = week(&text);
    let counts = vec![10; 14].into_iter().chain([4; 7]).collect();
    let people = person_rosters(&desk, &counts);
    assert!(people.iter().all(|one| is_allowed(&shifts_of(&desk, one), allowed)));
    // 168 shifts of at most five a week are 33.6 people.
    assert_eq!(people.len(), 34);
}

/// What the roster says is what the scenario that is written has.
#[test]
fn the_scenario_that_is_written_has_the_rest() {
    let (text, allowed) = rules(4, 3, 12);
    let desk = week(&text);
    let counts = (0..21).map(|place| 1 + place % 3).collect();
    let written = desk.scenario(&counts, &LicenseNumbers::default()).resolved;
    let plan = read("staffed.toml", written.as_bytes(), &NoFiles, &[]).plan.expect("a plan");
    assert_eq!(plan.operators.len() as u32, desk.heads(&counts));
    let staffing = plan.staffing.as_ref().expect("what may be worked");
    assert_eq!(staffing.working_time, allowed);
    for operator in &plan.operators {
        let (mut at, mut begins, mut ended) = (deskload::base::Time::ZERO, 0, None);
        while let Some((next, _)) = operator.duty.next_change(at) {
            if next.0 >= 2 * deskload::base::WEEK.0 {
                break;
            }
            match operator.duty.at(next) {
                deskload::plan::Duty::Work => {
                    begins += 1;
                    let rest = ended.map_or(allowed.rest, |ended| next.since(ended));
                    assert!(rest >= allowed.rest, "{} rests {rest} before {next}", operator.name);
                }
                _ => ended = Some(next),
            }
            at = next;
        }
        assert!(begins <= 8, "{begins} shifts in two weeks");
    }
}

#[test]
fn what_no_person_may_work_is_a_fault_with_its_place() {
    let shape = |rules: &str, more: &str| {
        let text = super::small(
            3,
            10,
            &format!(
                "[staffing]\n{rules}\n[[staffing.shifts]]\nname = \"day\"\nfirst_start = \"08:00\"\n{more}\n"
            ),
        );
        let read = read("desk.toml", text.as_bytes(), &NoFiles, &[]);
        assert!(read.plan.is_none(), "{rules} {more}");
        read.diagnostics.iter().map(|one| one.render(false)).collect::<Vec<_>>().join("\n")
    };
    for (rules, more, says) in [
        ("rest = \"6d20h\"", "length = \"8h\"", "no rest of 6d20h within a week"),
        ("", "length = \"8h\"\nrepeats = \"all-days\"", "at most 5 days a week"),
        (
            "days_per_week = 6\ndays_in_a_row = 4",
            "length = \"8h\"\nrepeats = \"all-days\"\ndays = \"mon-fri\"",
            "4 in a row",
        ),
        (
            "rest = \"17h\"",
            "length = \"8h\"\nrepeats = \"all-days\"\ndays = \"mon-fri\"",
            "between two days of this shift lie 16h, less than the `rest` of 17h",
        ),
        ("rest = \"-1h\"", "length = \"8h\"", "rest"),
        ("rest = 11", "length = \"8h\"", "rest"),
        ("days_in_a_row = 0", "length = \"8h\"", "1 to 7"),
        ("days_in_a_row = 8", "length = \"8h\"", "1 to 7"),
    ] {
        let said = shape(rules, more);
        assert!(said.contains(says) && said.contains("desk.toml:"), "{rules} {more}: {said}");
    }
}

#[test]
fn rest_without_shapes_of_shifts_is_said_to_have_no_effect() {
    let text = super::small(3, 10, "[staffing]\nrest = \"11h\"\n");
    let read = read("desk.toml", text.as_bytes(), &NoFiles, &[]);
    assert!(read.plan.is_some());
    let said: Vec<String> = read.diagnostics.iter().map(|one| one.render(false)).collect();
    assert!(said.iter().any(|one| one.contains("`rest` has no effect")), "{said:?}");
}
