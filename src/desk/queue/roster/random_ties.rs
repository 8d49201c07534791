//! Members with a free slot, where ties are broken at random: each of the best is as likely.

use super::tournament::TournamentTree;
use crate::base::StreamKey;
use crate::desk::message::Seat;
use crate::policy::Rank;

/// The rank of each seat. The best are looked for among few members one by one, among many in a tree
/// that counts equals; both name the same seat for the same draw.
#[derive(Debug)]
pub(super) struct RandomTies {
    /// [`Rank::LAST`] for a seat that takes no session.
    ranks: Vec<Rank>,
    /// How many seats take sessions.
    free_count: u32,
    tree: Option<TournamentTree>,
}

impl RandomTies {
    /// To look at so many members takes fewer steps than to keep a tree.
    const FEW: usize = 16;

    /// So many members, none of whom has a free slot.
    pub(super) fn new(members: usize) -> Self {
        let tree = (members > Self::FEW).then(|| TournamentTree::new(members));
        Self { ranks: vec![Rank::LAST; members], free_count: 0, tree }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.free_count == 0
    }

    pub(super) fn contains(&self, seat: Seat) -> bool {
        self.ranks[seat as usize] != Rank::LAST
    }

    /// One of the best seats, chosen by `tie_break`; `None` where no seat takes sessions.
    pub(super) fn draw(&self, tie_break: u64) -> Option<Seat> {
        if self.is_empty() {
            return None;
        }
        Some(match &self.tree {
            Some(tree) => tree.draw(tie_break),
            None => self.draw_from_list(tie_break),
        })
    }

    fn draw_from_list(&self, tie_break: u64) -> Seat {
        let (mut best, mut first, mut equals) = (Rank::LAST, 0, 0);
        for (seat, rank) in self.ranks.iter().enumerate() {
            if *rank < best {
                (best, first, equals) = (*rank, seat, 1);
            } else if *rank == best {
                equals += 1;
            }
        }
        let skip = nth_of(tie_break, equals);
        let mut alike = (first..self.ranks.len()).filter(|seat| self.ranks[*seat] == best);
        alike.nth(skip).unwrap_or(first) as Seat
    }

    /// One of the best seats that `may` accepts, at random.
    pub(super) fn draw_where(&self, tie_break: u64, may: impl Fn(Seat) -> bool) -> Option<Seat> {
        let seats = (0..self.ranks.len() as Seat).filter(|seat| self.contains(*seat));
        let willing: Vec<Seat> = seats.filter(|seat| may(*seat)).collect();
        let rank = |seat: &Seat| self.ranks[*seat as usize];
        let best = willing.iter().map(rank).min()?;
        let equals: Vec<Seat> = willing.into_iter().filter(|seat| rank(seat) == best).collect();
        let again = StreamKey::root(tie_break).bits();
        Some(equals[nth_of(again, equals.len() as u32)])
    }

    /// Sets the member's rank; a member with the last rank has no free slot.
    pub(super) fn set(&mut self, seat: Seat, rank: Rank) {
        let before = std::mem::replace(&mut self.ranks[seat as usize], rank);
        let is_free = |rank| u32::from(rank != Rank::LAST);
        self.free_count = self.free_count + is_free(rank) - is_free(before);
        if let Some(tree) = &mut self.tree {
            tree.set(seat, rank);
        }
    }
}

/// A place among so many, each as likely for random bits.
pub(super) fn nth_of(bits: u64, count: u32) -> usize {
    ((u128::from(bits) * u128::from(count)) >> 64) as usize
}
