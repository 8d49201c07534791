//! Which of several operators with a free slot gets a session: the one with the lowest rank.

mod least_occupied;
mod lifetime_count;
mod listed;
mod longest_idle;
mod most_occupied;
mod most_spare;
mod random;
mod round_robin;

use crate::plan::{Choice, Selection, TieBreak};

/// What is known of an operator with a free slot.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Sessions and wrap-ups at the moment.
    pub load: u32,
    /// Slots; `u32::MAX` where unlimited.
    pub limit: u32,
    /// When a session was last taken or ended, in microseconds.
    pub last_contact: u64,
    /// The number of the last assignment to this operator, or, where lifetimes are counted, the
    /// number of all; zero for none.
    pub chosen: u64,
}

/// The lowest is chosen: first by the rule, then by the tie-break. If both are equal the first in
/// the list is chosen, or any of them under [`TieBreak::Random`](crate::plan::TieBreak::Random).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u128);

impl Rank {
    /// Never chosen.
    pub const LAST: Self = Self(u128::MAX);

    /// Bounds of the two: microseconds are counted for 142 years.
    const MAX_COMPONENT: u64 = (1 << 52) - 1;

    /// By the rule; among those whom the rule ranks equal, by the tie-break.
    #[inline]
    fn new(rule: u64, tie_break: u64) -> Self {
        Self(
            u128::from(rule.min(Self::MAX_COMPONENT)) << 52
                | u128::from(tie_break.min(Self::MAX_COMPONENT)),
        )
    }

    /// What the rule says alone, which is all where ties are broken at random; for the last rank
    /// `u64::MAX`.
    #[inline]
    pub fn rule(self) -> u64 {
        (self.0 >> 52) as u64
    }

    /// One number that sorts those of equal rank as they are listed; its low 24 bits are the index
    /// in the list.
    #[inline]
    pub fn sort_key(self, place: u32) -> u128 {
        self.0 << 24 | u128::from(place)
    }
}

/// Whether a rank depends on what was before: the last contact, and who was chosen when. Else load and
/// limit say all.
pub fn looks_back(selection: Selection) -> bool {
    let by_rule = match selection.choice {
        Choice::LongestIdle | Choice::RoundRobin | Choice::LifetimeCount => true,
        Choice::LeastOccupied
        | Choice::MostOccupied
        | Choice::MostSpare
        | Choice::Random
        | Choice::Listed => false,
    };
    by_rule || selection.tie_break == TieBreak::LongestIdle
}

/// The rank of a candidate.
#[inline]
pub fn rank(selection: Selection, candidate: &Candidate) -> Rank {
    let rule = match selection.choice {
        Choice::LeastOccupied => least_occupied::rule(candidate),
        Choice::MostOccupied => most_occupied::rule(candidate),
        Choice::MostSpare => most_spare::rule(candidate),
        Choice::LongestIdle => longest_idle::rule(candidate),
        Choice::RoundRobin => round_robin::rule(candidate),
        Choice::LifetimeCount => lifetime_count::rule(candidate),
        Choice::Random => random::rule(candidate),
        Choice::Listed => listed::rule(candidate),
    };
    let tie_break = match selection.tie_break {
        TieBreak::LongestIdle => longest_idle::rule(candidate),
        TieBreak::Random | TieBreak::Listed => 0,
    };
    Rank::new(rule, tie_break)
}
