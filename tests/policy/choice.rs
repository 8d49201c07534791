//! Which of the available operators is chosen.

use deskload::plan::{Choice, Selection, TieBreak};
use deskload::policy::{Candidate, rank};

const IDLE: Candidate = Candidate { load: 0, limit: 2, last_contact: 900, chosen: 8 };
const BUSY: Candidate = Candidate { load: 1, limit: 4, last_contact: 100, chosen: 3 };

fn first(choice: Choice) -> &'static str {
    let selection = Selection { choice, tie_break: TieBreak::Listed };
    match rank(selection, &IDLE).cmp(&rank(selection, &BUSY)) {
        std::cmp::Ordering::Less => "idle",
        std::cmp::Ordering::Equal => "either",
        std::cmp::Ordering::Greater => "busy",
    }
}

#[test]
fn each_rule_prefers_its_candidate() {
    assert_eq!(first(Choice::LeastOccupied), "idle");
    assert_eq!(first(Choice::MostSpare), "busy");
    assert_eq!(first(Choice::LongestIdle), "busy");
    assert_eq!(first(Choice::RoundRobin), "busy");
    assert_eq!(first(Choice::LifetimeCount), "busy");
    assert_eq!(first(Choice::Random), "either");
    assert_eq!(first(Choice::Listed), "either");
}

#[test]
fn among_equals_the_tie_decides() {
    let tired = Candidate { last_contact: 5, ..IDLE };
    let selection = Selection { choice: Choice::LeastOccupied, tie_break: TieBreak::LongestIdle };
    assert!(rank(selection, &tired) < rank(selection, &IDLE));
}
