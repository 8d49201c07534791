//! All members in a tree that counts equals, where ties are broken at random.

use super::random_ties::nth_of;
use crate::desk::message::Seat;
use crate::policy::Rank;

/// A tournament tree over the seats: each inner node has the better of its two halves and the
/// number of its equals. A change costs log₂(seats) comparisons, and so does a draw.
#[derive(Debug)]
pub(super) struct TournamentTree {
    /// The rank of each seat; [`Rank::LAST`] for one that takes no session, and for the seats that
    /// fill up the last row of the tree.
    ranks: Vec<Rank>,
    /// A heap-shaped tree of the best seats: node 1 is the root, the leaves would begin at
    /// `ranks.len()`.
    best: Vec<Seat>,
    /// How many seats below share the best rank.
    tie_counts: Vec<u32>,
}

impl TournamentTree {
    /// A tree of so many members, none of whom has a free slot.
    pub(super) fn new(members: usize) -> Self {
        let leaves = members.next_power_of_two().max(2);
        // Each match is won by its lowest seat.
        let mut best = vec![0; 2 * leaves];
        for place in (1..2 * leaves).rev() {
            best[place] = if place >= leaves { (place - leaves) as Seat } else { best[2 * place] };
        }
        Self { ranks: vec![Rank::LAST; leaves], best, tie_counts: vec![0; 2 * leaves] }
    }

    /// The k-th of the best seats, of whom there is one at least; k drawn from `tie_break`: each half knows how many it holds.
    pub(super) fn draw(&self, tie_break: u64) -> Seat {
        let rank = self.rank_at(1);
        let mut skip = nth_of(tie_break, self.tie_counts[1]) as u32;
        let mut place = 1;
        while place < self.ranks.len() {
            place *= 2;
            let held = if self.rank_at(place) == rank { self.tie_counts[place] } else { 0 };
            if skip >= held {
                skip -= held;
                place += 1;
            }
        }
        self.best[place]
    }

    /// Sets the member's rank; a member with the last rank has no free slot.
    pub(super) fn set(&mut self, seat: Seat, rank: Rank) {
        self.ranks[seat as usize] = rank;
        let mut place = self.ranks.len() + seat as usize;
        self.tie_counts[place] = u32::from(rank != Rank::LAST);
        while place > 1 {
            let (left, right) = (place & !1, place | 1);
            place /= 2;
            let order = self.rank_at(left).cmp(&self.rank_at(right));
            let (best, alike) = match order {
                std::cmp::Ordering::Less => (left, self.tie_counts[left]),
                std::cmp::Ordering::Greater => (right, self.tie_counts[right]),
                std::cmp::Ordering::Equal => (left, self.tie_counts[left] + self.tie_counts[right]),
            };
            self.best[place] = self.best[best];
            self.tie_counts[place] = alike;
        }
    }

    fn rank_at(&self, place: usize) -> Rank {
        self.ranks[self.best[place] as usize]
    }
}
