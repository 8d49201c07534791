//! Who of a group is chosen.

use deskload::base::{StreamKey, Time};
use deskload::desk::{Roster, Seat, SlotCount};
use deskload::plan::{Choice, Selection, TieBreak};
use deskload::policy::rank;

fn roster(choice: Choice, tie_break: TieBreak, members: usize) -> Roster {
    let mut roster = Roster::new(Selection { choice, tie_break }, (0..members).map(|_| Some(2)));
    for seat in 0..members {
        roster.enlist(Time::ZERO, seat as Seat, 0);
    }
    roster
}

#[test]
fn least_occupied_is_chosen_until_all_are_full() {
    let mut roster = roster(Choice::LeastOccupied, TieBreak::Listed, 3);
    let chosen: Vec<_> = std::iter::from_fn(|| roster.reserve_best(|| 0)).collect();
    assert_eq!(chosen, [0, 1, 2, 0, 1, 2]);
    assert!(!roster.has_available());
    roster.free_slot(Time(9), 1);
    assert_eq!(roster.reserve_best(|| 0), Some(1));
}

#[test]
fn random_ties_are_uniform_among_equals() {
    let mut counts = [0_u32; 5];
    for draw in 0..10_000_u64 {
        let mut roster = roster(Choice::LeastOccupied, TieBreak::Random, 5);
        roster.take_slot(Time::ZERO, 2);
        let seat =
            roster.reserve_best(|| StreamKey::root(draw).bits()).expect("an operator is free");
        counts[seat as usize] += 1;
    }
    assert_eq!(counts[2], 0);
    // Binomial(10,000, 1/4): standard deviation 43; five of them.
    for seat in [0, 1, 3, 4] {
        assert!(counts[seat].abs_diff(2_500) < 217, "{counts:?}");
    }
}

/// Against a plain search, for every rule, over random changes.
#[test]
fn heap_agrees_with_linear_search() {
    for members in [1, 2, 3, 50, 100, 129] {
        for choice in
            [Choice::LeastOccupied, Choice::LongestIdle, Choice::RoundRobin, Choice::LifetimeCount]
        {
            let selection = Selection { choice, tie_break: TieBreak::LongestIdle };
            let mut roster = Roster::new(selection, (0..members).map(|i| Some(1 + i % 3)));
            for step in 0..2_000_u64 {
                let key = StreamKey::root(step);
                let seat = (key.bits() % u64::from(members)) as Seat;
                match key.child(1).bits() % 5 {
                    0 => roster.enlist(Time(step), seat, (key.child(2).bits() % 2) as u32),
                    1 => roster.delist(seat),
                    2 => roster.free_slot(Time(step), seat),
                    _ => {
                        let searched = search(&roster, members, selection);
                        assert_eq!(roster.has_available(), searched.is_some());
                        assert_eq!(roster.reserve_best(|| 0), searched, "{choice:?}, step {step}");
                    }
                }
            }
        }
    }
}

fn search(roster: &Roster, members: u32, selection: Selection) -> Option<Seat> {
    let ranked = (0..members).filter_map(|seat| {
        let candidate = roster.candidate(seat)?;
        Some((rank(selection, &candidate), seat))
    });
    ranked.min().map(|(_, seat)| seat)
}

#[test]
fn offline_member_is_not_chosen() {
    let mut roster = roster(Choice::RoundRobin, TieBreak::Listed, 2);
    assert_eq!(roster.reserve_best(|| 0), Some(0));
    roster.delist(1);
    assert_eq!(
        (roster.online_count(), roster.reserve_best(|| 0), roster.reserve_best(|| 0)),
        (1, Some(0), None)
    );
}

/// A session that is on its way to a member who goes and comes back is not in the number that the member then says.
#[test]
fn a_member_who_refuses_is_given_no_other_until_a_slot_is_free() {
    let mut roster = roster(Choice::LeastOccupied, TieBreak::Listed, 1);
    let full = SlotCount { seat: 0, taken: 2 };
    assert_eq!((roster.reserve_best(|| 0), roster.reserve_best(|| 0)), (Some(0), Some(0)));
    roster.delist(0);
    roster.enlist(Time(1), 0, 0);
    let mut refused = 0;
    while roster.reserve_best(|| 0).is_some() {
        refused += 1;
        roster.undo_refused(full);
        assert!(refused < 3, "a member without a free slot is given sessions for ever");
    }
    roster.free_slot(Time(2), 0);
    assert_eq!(roster.reserve_best(|| 0), Some(0));
}
