//! The members of a queue who are Online, arranged so that the policy's choice is at hand.
//!
//! A tournament tree over the seats: each inner node knows the better of its two halves and how
//! many there are alike. A change costs log₂(seats) comparisons, the choice itself nothing; so
//! ten thousand operators cost little more than a hundred.

use crate::base::Time;
use crate::plan::{Selection, Tie};
use crate::policy::{Candidate, Rank, rank};

/// A member's place in the queue's list.
pub(super) type Seat = u32;

#[derive(Debug)]
pub(super) struct Roster {
    selection: Selection,
    members: Vec<Member>,
    /// A heap-shaped tree: node 1 is the root, the leaves begin at `nodes.len() / 2`.
    nodes: Vec<Node>,
    online: u32,
    choices: u64,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    online: bool,
    candidate: Candidate,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    best: Rank,
    seat: Seat,
    /// How many below share the best rank.
    alike: u32,
}

const NOBODY: Node = Node { best: Rank::LAST, seat: Seat::MAX, alike: 0 };

impl Roster {
    /// A roster of members with these limits, all Offline.
    pub(super) fn new(selection: Selection, limits: impl Iterator<Item = Option<u32>>) -> Self {
        let members: Vec<Member> = limits
            .map(|limit| Member {
                online: false,
                candidate: Candidate {
                    load: 0,
                    limit: limit.unwrap_or(u32::MAX),
                    freed: 0,
                    chosen: 0,
                },
            })
            .collect();
        let leaves = members.len().next_power_of_two();
        Self { selection, members, nodes: vec![NOBODY; 2 * leaves], online: 0, choices: 0 }
    }

    /// How many are Online.
    pub(super) fn online(&self) -> u32 {
        self.online
    }

    /// A member came Online with so much on hand.
    pub(super) fn enlist(&mut self, now: Time, seat: Seat, load: u32) {
        let member = &mut self.members[seat as usize];
        self.online += u32::from(!member.online);
        member.online = true;
        member.candidate.load = load;
        member.candidate.freed = now.0;
        self.update(seat);
    }

    /// A member takes nothing any more.
    pub(super) fn delist(&mut self, seat: Seat) {
        let member = &mut self.members[seat as usize];
        self.online -= u32::from(member.online);
        member.online = false;
        self.update(seat);
    }

    /// A member took one more.
    pub(super) fn took(&mut self, seat: Seat) {
        self.members[seat as usize].candidate.load += 1;
        self.update(seat);
    }

    /// A member freed a slot.
    pub(super) fn freed(&mut self, now: Time, seat: Seat) {
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.load = candidate.load.saturating_sub(1);
        candidate.freed = now.0;
        self.update(seat);
    }

    /// What was given to a member came back, as if it had not been given.
    pub(super) fn untook(&mut self, seat: Seat) {
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.load = candidate.load.saturating_sub(1);
        self.update(seat);
    }

    /// Somebody has a free slot.
    pub(super) fn available(&self) -> bool {
        self.nodes[1].alike > 0
    }

    /// The policy's choice among those with a free slot; `lot` decides among equals where the
    /// policy draws lots. The chosen one has one more from now on.
    pub(super) fn choose(&mut self, lot: u64) -> Option<Seat> {
        let root = self.nodes[1];
        if root.alike == 0 {
            return None;
        }
        let seat = if self.selection.tie == Tie::Random {
            self.draw(root, lot)
        } else {
            root.seat
        };
        self.choices += 1;
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.load += 1;
        candidate.chosen = self.choices;
        self.update(seat);
        Some(seat)
    }

    /// The k-th of those alike, k drawn by the lot: each half knows how many it holds.
    fn draw(&self, root: Node, lot: u64) -> Seat {
        let wide = u128::from(lot) * u128::from(root.alike);
        let mut skip = (wide >> 64) as u32;
        let mut place = 1;
        while place < self.nodes.len() / 2 {
            place *= 2;
            let left = self.nodes[place];
            let held = if left.best == root.best { left.alike } else { 0 };
            if skip >= held {
                skip -= held;
                place += 1;
            }
        }
        self.nodes[place].seat
    }

    fn update(&mut self, seat: Seat) {
        let Member { online, candidate } = self.members[seat as usize];
        let mut place = self.nodes.len() / 2 + seat as usize;
        self.nodes[place] = if online && candidate.load < candidate.limit {
            Node { best: rank(self.selection, &candidate), seat, alike: 1 }
        } else {
            NOBODY
        };
        while place > 1 {
            let (left, right) = (self.nodes[place & !1], self.nodes[place | 1]);
            place /= 2;
            self.nodes[place] = match left.best.cmp(&right.best) {
                std::cmp::Ordering::Less => left,
                std::cmp::Ordering::Greater => right,
                // The left half holds the lower seats.
                std::cmp::Ordering::Equal => Node { alike: left.alike + right.alike, ..left },
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Choice;

    fn roster(choice: Choice, tie: Tie, members: usize) -> Roster {
        let mut roster = Roster::new(Selection { choice, tie }, (0..members).map(|_| Some(2)));
        for seat in 0..members {
            roster.enlist(Time::ZERO, seat as Seat, 0);
        }
        roster
    }

    #[test]
    fn the_least_occupied_is_chosen_until_all_are_full() {
        let mut roster = roster(Choice::LeastOccupied, Tie::Listed, 3);
        let chosen: Vec<_> = std::iter::from_fn(|| roster.choose(0)).collect();
        assert_eq!(chosen, [0, 1, 2, 0, 1, 2]);
        assert!(!roster.available());
        roster.freed(Time(9), 1);
        assert_eq!(roster.choose(0), Some(1));
    }

    #[test]
    fn lots_fall_on_equals_alone_and_on_all_of_them_alike() {
        let mut counts = [0_u32; 5];
        for draw in 0..10_000_u64 {
            let mut roster = roster(Choice::LeastOccupied, Tie::Random, 5);
            roster.took(2);
            let seat = roster.choose(crate::base::Key::root(draw).bits()).expect("somebody is free");
            counts[seat as usize] += 1;
        }
        assert_eq!(counts[2], 0);
        // Binomial(10,000, 1/4): standard deviation 43; five of them.
        for seat in [0, 1, 3, 4] {
            assert!(counts[seat].abs_diff(2_500) < 217, "{counts:?}");
        }
    }

    #[test]
    fn who_is_offline_is_not_chosen() {
        let mut roster = roster(Choice::RoundRobin, Tie::Listed, 2);
        assert_eq!(roster.choose(0), Some(0));
        roster.delist(1);
        assert_eq!((roster.online(), roster.choose(0), roster.choose(0)), (1, Some(0), None));
    }
}
