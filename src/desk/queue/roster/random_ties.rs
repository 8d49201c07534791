//! Members with a free slot, where ties are broken at random: each of the best is as likely.

use super::tournament::TournamentTree;
use crate::base::StreamKey;
use crate::desk::message::Seat;
use crate::policy::Rank;

/// What the rule says of a seat: the lowest is chosen. Of a rank that is all, where ties are broken at
/// random, and in half the bytes: a desk may have a million seats.
pub(super) type RuleValue = u64;

/// Of a seat that takes no session.
pub(super) const NOT_FREE: RuleValue = RuleValue::MAX;

/// What the rule says of each seat. The best are looked for among few members one by one, among many in
/// a tree that counts equals; both name the same seat for the same draw.
#[derive(Debug)]
pub(super) struct RandomTies {
    /// [`NOT_FREE`] for a seat that takes no session.
    values: Box<[RuleValue]>,
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
        Self { values: vec![NOT_FREE; members].into(), free_count: 0, tree }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.free_count == 0
    }

    pub(super) fn contains(&self, seat: Seat) -> bool {
        self.values[seat as usize] != NOT_FREE
    }

    /// One of the best seats, chosen by `tie_break`; `None` where no seat takes sessions.
    pub(super) fn draw(&self, tie_break: u64) -> Option<Seat> {
        if self.is_empty() {
            return None;
        }
        Some(match &self.tree {
            Some(tree) => tree.draw(&self.values, tie_break),
            None => self.draw_from_list(tie_break),
        })
    }

    fn draw_from_list(&self, tie_break: u64) -> Seat {
        let (mut best, mut first, mut equals) = (NOT_FREE, 0, 0);
        for (seat, value) in self.values.iter().enumerate() {
            if *value < best {
                (best, first, equals) = (*value, seat, 1);
            } else if *value == best {
                equals += 1;
            }
        }
        let skip = nth_of(tie_break, equals);
        let mut alike = (first..self.values.len()).filter(|seat| self.values[*seat] == best);
        alike.nth(skip).unwrap_or(first) as Seat
    }

    /// One of the best seats that `may` accepts, at random.
    pub(super) fn draw_where(&self, tie_break: u64, may: impl Fn(Seat) -> bool) -> Option<Seat> {
        let seats = (0..self.values.len() as Seat).filter(|seat| self.contains(*seat));
        let willing: Vec<Seat> = seats.filter(|seat| may(*seat)).collect();
        let value = |seat: &Seat| self.values[*seat as usize];
        let best = willing.iter().map(value).min()?;
        let equals: Vec<Seat> = willing.into_iter().filter(|seat| value(seat) == best).collect();
        let again = StreamKey::root(tie_break).bits();
        Some(equals[nth_of(again, equals.len() as u32)])
    }

    /// Sets the member's rank; a member with the last rank has no free slot.
    pub(super) fn set(&mut self, seat: Seat, rank: Rank) {
        let value = rank.rule();
        let before = std::mem::replace(&mut self.values[seat as usize], value);
        let is_free = |value| u32::from(value != NOT_FREE);
        self.free_count = self.free_count + is_free(value) - is_free(before);
        if let Some(tree) = &mut self.tree
            && value != before
        {
            tree.update(&self.values, seat);
        }
    }
}

/// A place among so many, each as likely for random bits.
pub(super) fn nth_of(bits: u64, count: u32) -> usize {
    ((u128::from(bits) * u128::from(count)) >> 64) as usize
}
