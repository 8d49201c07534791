//! How many members of a group work which shift.

use deskload::base::{HOUR, Span, Time};
use deskload::plan::Duty;
use deskload::scenario::stated_roster;

use super::effects::reading;
use super::faults::check;
use super::rendered;

const DESK: &str = r#"
limit = 2
[[shifts]]
name = "early"
from = "06:00"
to = "14:00"

[[shifts]]
name = "late"
from = "14:00"
to = "22:00"

[[groups]]
name = "general"
members = ["anna", "boris"]
staff = { early = 3, late = 1 }

[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["general"]
open = [{ from = "06:00", to = "22:00" }]
arrivals = [{ rate = "9/h" }]
topics = [{ name = "question", effort = "5m", patience = "9m" }]
"#;

/// Names of all operators, with `early` or `late` by when they are on duty.
fn shifts(text: &str, overrides: &[&str]) -> Vec<String> {
    let outcome = reading(text, overrides);
    let plan = outcome.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    let at = |hour: u64| Time::ZERO + Span(hour * HOUR.0);
    let of = |operator: &deskload::plan::Operator| match (
        operator.duty.at(at(7)),
        operator.duty.at(at(15)),
    ) {
        (Duty::Work, Duty::Work) => "always",
        (Duty::Work, _) => "early",
        (_, Duty::Work) => "late",
        _ => "never",
    };
    plan.operators.iter().map(|one| format!("{} {}", one.name, of(one))).collect()
}

#[test]
fn members_work_the_shifts_in_their_order_and_the_rest_is_called_after_the_group() {
    let four = ["anna early", "boris early", "general-1 early", "general-2 late"];
    assert_eq!(shifts(DESK, &[]), four);
    let three = ["anna early", "boris late", "general-1 late"];
    let fewer = ["groups.general.staff.early=1", "groups.general.staff.late=2"];
    assert_eq!(shifts(DESK, &fewer), three);
    let unnamed = DESK.replace("members = [\"anna\", \"boris\"]\n", "");
    let numbered = ["general-1 early", "general-2 early", "general-3 early", "general-4 late"];
    assert_eq!(shifts(&unnamed, &[]), numbered);
    let none_late = ["anna early", "boris early", "general-1 early"];
    assert_eq!(shifts(DESK, &["groups.general.staff.late=0", "shifts.late.days=sun"]), none_late);
}

#[test]
fn a_search_for_staff_begins_with_the_people_that_are_stated() {
    let people = &stated_roster("desk.toml", DESK.as_bytes(), &[])[0].people;
    let found: Vec<String> = people
        .iter()
        .map(|one| format!("{} {}", one.name, one.shifts.as_ref().expect("a shift").join("+")))
        .collect();
    assert_eq!(found, shifts(DESK, &[]));
}

#[test]
fn what_contradicts_the_numbers_is_an_error_with_its_place() {
    let with = |old: &str, new: &str| DESK.replacen(old, new, 1);
    let count = with("staff =", "count = 2\nstaff =");
    check(
        &count,
        "conflict",
        "count = ¦2",
        &["how many members there are too: 4", "one more on a shift is `staff.late=2`"],
    );
    let twice = with("staff =", "shifts = [\"early\"]\nstaff =");
    check(&twice, "conflict", "shifts = ¦[\"early\"]", &["says too when members are there"]);
    let few = with("{ early = 3, late = 1 }", "{ early = 1 }").replace("2\n[[", "2\n# x\n[[");
    let few = few.replace("[[shifts]]\nname = \"late\"\nfrom = \"14:00\"\nto = \"22:00\"\n", "");
    check(&few, "conflict", "members = ¦[", &["2 members are named", "has shifts for 1"]);
    let no_member = with("{ early = 3, late = 1 }", "{ early = 0, late = 0 }");
    check(&no_member, "empty", "staff = ¦{", &["no member on any shift"]);
    let unknown = with("late = 1", "night = 1, late = 1");
    check(&unknown, "unknown-name", "¦night", &["there is no shift `night`"]);
    let half = with("late = 1", "late = 1.5");
    check(&half, "out-of-range", "late = ¦1.5", &["a whole number of members", "late = 7"]);
    let list = with("{ early = 3, late = 1 }", "[3, 1]");
    check(&list, "kind", "staff = ¦[", &["a table of shifts belongs here, not a list"]);
    let own = format!("{DESK}\n[[people]]\nname = \"anna\"\nshifts = [\"late\"]\n");
    check(&own, "conflict", "[[people]]\nname = ¦\"anna\"", &["counts all its members"]);
}

#[test]
fn a_member_of_an_earlier_group_keeps_its_word_and_that_is_warned_of() {
    let second =
        "[[groups]]\nname = \"first\"\nmembers = [\"anna\"]\nshifts = [\"late\"]\n\n[[groups]]";
    let text =
        DESK.replacen("[[groups]]", second, 1).replace("[\"general\"]", "[\"first\", \"general\"]");
    assert_eq!(shifts(&text, &[])[0], "anna late");
    check(
        &text,
        "no-effect",
        "staff = { early = 3, late = 1 }",
        &["`staff`", "`anna`", "shifts = …"],
    );
}
