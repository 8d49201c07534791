//! Who of several operators with a free slot gets a session: the lowest rank.

mod least_occupied;
mod lifetime_count;
mod listed;
mod longest_idle;
mod most_occupied;
mod most_spare;
mod random;
mod round_robin;

use crate::plan::{Choice, Selection, TieBreak};

/// What is known of somebody with a free slot.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Sessions and wrap-ups now.
    pub load: u32,
    /// Slots; `u32::MAX` where unlimited.
    pub limit: u32,
    /// When a session was last taken or ended, in microseconds.
    pub last_contact: u64,
    /// The number of the last choice that fell on this one, or, where lifetimes are counted, how
    /// many did; zero if none did.
    pub chosen: u64,
}

/// The lower, the sooner chosen: first by the rule, then by the tie. Where both are equal the
/// first in the list is chosen, or, under [`Tie::Random`], anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u128);

impl Rank {
    /// Never chosen.
    pub const LAST: Self = Self(u128::MAX);

    /// What each of the two may come to: microseconds are counted for 142 years.
    const MAX_COMPONENT: u64 = (1 << 52) - 1;

    /// By the rule; among those whom the rule holds equal, by the tie.
    #[inline]
    fn new(rule: u64, tie_break: u64) -> Self {
        Self(
            u128::from(rule.min(Self::MAX_COMPONENT)) << 52
                | u128::from(tie_break.min(Self::MAX_COMPONENT)),
        )
    }

    /// One number by which those of equal rank follow each other as they are listed; its low 24
    /// bits are the place in the list.
    #[inline]
    pub fn sort_key(self, place: u32) -> u128 {
        self.0 << 24 | u128::from(place)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(first(Choice::MostOccupied), "busy");
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
        let selection =
            Selection { choice: Choice::LeastOccupied, tie_break: TieBreak::LongestIdle };
        assert!(rank(selection, &tired) < rank(selection, &IDLE));
    }
}
