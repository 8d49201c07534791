//! Members with a free slot in a heap, where ties are broken by the order of the list.

use crate::desk::message::Seat;
use crate::policy::Rank;

/// A heap of the members with a free slot only: on a busy desk it is small, however many operators
/// there are.
#[derive(Debug)]
pub(super) struct Heap {
    /// A binary heap, the best first: no entry is better than its parent.
    free: Vec<Entry>,
    /// The index of each seat in the heap.
    positions: Vec<u32>,
}

/// A rank and, in the low bits, a seat: the lower, the sooner chosen; of equals the one listed
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry(u128);

impl Entry {
    #[inline]
    fn new(rank: Rank, seat: Seat) -> Self {
        Self(rank.sort_key(seat))
    }

    #[inline]
    fn seat(self) -> Seat {
        self.0 as Seat & (Seat::MAX >> 8)
    }
}

/// The position of a seat without a free slot.
const NO_POSITION: u32 = u32::MAX;

impl Heap {
    /// An empty heap for so many members.
    pub(super) fn new(members: usize) -> Self {
        assert!(members < 1 << 24, "fewer than 2^24 operators serve a queue");
        Self { free: Vec::new(), positions: vec![NO_POSITION; members] }
    }

    #[inline]
    pub(super) fn best(&self) -> Option<Seat> {
        self.free.first().map(|entry| entry.seat())
    }

    #[inline]
    pub(super) fn contains(&self, seat: Seat) -> bool {
        self.positions[seat as usize] != NO_POSITION
    }

    /// The best of the seats that `may` accepts.
    pub(super) fn best_where(&self, may: impl Fn(Seat) -> bool) -> Option<Seat> {
        let willing = self.free.iter().filter(|entry| may(entry.seat()));
        willing.min().map(|entry| entry.seat())
    }

    /// Sets the member's rank; a member with the last rank has no free slot.
    #[inline]
    pub(super) fn set(&mut self, seat: Seat, rank: Rank) {
        let place = self.positions[seat as usize];
        if rank == Rank::LAST {
            if place != NO_POSITION {
                self.remove(place as usize);
                self.positions[seat as usize] = NO_POSITION;
            }
        } else if place == NO_POSITION {
            let entry = Entry::new(rank, seat);
            self.free.push(entry);
            self.sift_up(self.free.len() - 1, entry);
        } else {
            self.sift(place as usize, Entry::new(rank, seat));
        }
    }

    /// The last entry takes the place of the one that is removed.
    #[inline]
    fn remove(&mut self, place: usize) {
        if let Some(last) = self.free.pop()
            && place < self.free.len()
        {
            self.sift(place, last);
        }
    }

    /// Puts an entry at a position and moves it up or down to where it belongs.
    #[inline(always)]
    fn sift(&mut self, place: usize, entry: Entry) {
        if place > 0 && entry < self.free[(place - 1) / 2] {
            self.sift_up(place, entry);
        } else {
            self.sift_down(place, entry);
        }
    }

    #[inline(always)]
    fn sift_up(&mut self, mut place: usize, entry: Entry) {
        while place > 0 {
            let above = (place - 1) / 2;
            let other = self.free[above];
            if other < entry {
                break;
            }
            self.put(place, other);
            place = above;
        }
        self.put(place, entry);
    }

    #[inline]
    fn sift_down(&mut self, mut place: usize, entry: Entry) {
        loop {
            let left = 2 * place + 1;
            let Some(mut better) = self.free.get(left).copied() else { break };
            let mut below = left;
            if let Some(right) = self.free.get(left + 1)
                && *right < better
            {
                (better, below) = (*right, left + 1);
            }
            if entry < better {
                break;
            }
            self.put(place, better);
            place = below;
        }
        self.put(place, entry);
    }

    #[inline]
    fn put(&mut self, place: usize, entry: Entry) {
        self.free[place] = entry;
        self.positions[entry.seat() as usize] = place as u32;
    }
}
