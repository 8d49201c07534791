//! The members of a queue who are Online, arranged so that the policy's choice is at hand.
//!
//! Ten thousand operators cost little more than a hundred: those with a free slot stand in a
//! [`Heap`], or, where equals draw lots, all stand in a tree that counts them ([`Lots`]).

mod heap;
mod lots;

use crate::base::Time;
use crate::plan::{Choice, Selection, Tie};
use crate::policy::{Candidate, Rank, rank};
use heap::Heap;
use lots::Lots;

/// A member's place in the queue's list.
pub(super) type Seat = u32;

#[derive(Debug)]
pub(super) struct Roster {
    selection: Selection,
    members: Vec<Member>,
    free: Free,
    online: u32,
    choices: u64,
    /// A choice counts by itself, and not by when it fell.
    lifetimes: bool,
    /// The sessions of each member that came from this queue, where only these decide the choice.
    own: Option<Box<[u32]>>,
}

/// Those with a free slot, by rank.
#[derive(Debug)]
enum Free {
    /// Equals as they are listed.
    Listed(Heap),
    /// Equals by lot.
    ByLot(Lots),
}

#[derive(Clone, Copy, Debug)]
struct Member {
    online: bool,
    candidate: Candidate,
}

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
        let free = match selection.tie {
            Tie::Random => Free::ByLot(Lots::new(members.len())),
            Tie::LongestIdle | Tie::Listed => Free::Listed(Heap::new(members.len())),
        };
        let lifetimes = selection.choice == Choice::LifetimeCount;
        Self { selection, members, free, online: 0, choices: 0, lifetimes, own: None }
    }

    /// Only the sessions that come from this queue decide the choice.
    pub(super) fn count_own(&mut self) {
        self.own = Some(vec![0; self.members.len()].into());
    }

    /// A member ended a session that came from this queue.
    pub(super) fn ended(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own {
            own[seat as usize] = own[seat as usize].saturating_sub(1);
            self.update(seat);
        }
    }

    /// A member has a session again that came from this queue.
    pub(super) fn regained(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own {
            own[seat as usize] += 1;
            self.update(seat);
        }
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

    /// A member freed a slot and took another session into it at the same instant, while nobody
    /// else had a free one: a full member stays full, and nothing changes among those who are free.
    pub(super) fn replaced(&mut self, now: Time, seat: Seat) {
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.freed = now.0;
        self.count_choice(seat);
    }

    /// The member is Online and has no free slot.
    pub(super) fn is_full(&self, seat: Seat) -> bool {
        let Member { online, candidate } = self.members[seat as usize];
        online && candidate.load == candidate.limit
    }

    /// What was given to a member came back, as if it had not been given.
    pub(super) fn untook(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own {
            own[seat as usize] = own[seat as usize].saturating_sub(1);
        }
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.load = candidate.load.saturating_sub(1);
        candidate.chosen -= u64::from(self.lifetimes && candidate.chosen > 0);
        self.update(seat);
    }

    /// Somebody has a free slot.
    #[inline]
    pub(super) fn available(&self) -> bool {
        match &self.free {
            Free::Listed(heap) => heap.best().is_some(),
            Free::ByLot(lots) => !lots.is_empty(),
        }
    }

    /// The policy's choice among those with a free slot; `lot` decides among equals where the
    /// policy draws lots.
    #[inline]
    pub(super) fn choice(&self, lot: impl FnOnce() -> u64) -> Option<Seat> {
        match &self.free {
            Free::Listed(heap) => heap.best(),
            Free::ByLot(lots) if lots.is_empty() => None,
            Free::ByLot(lots) => Some(lots.draw(lot())),
        }
    }

    /// The same, and the chosen one has one more from now on.
    pub(super) fn choose(&mut self, lot: impl FnOnce() -> u64) -> Option<Seat> {
        let seat = self.choice(lot)?;
        self.take(seat);
        Some(seat)
    }

    /// The choice falls on this member, who has one more from now on.
    #[inline(always)]
    pub(super) fn take(&mut self, seat: Seat) {
        self.members[seat as usize].candidate.load += 1;
        self.count_choice(seat);
        self.update(seat);
    }

    #[inline]
    fn count_choice(&mut self, seat: Seat) {
        self.choices += 1;
        if let Some(own) = &mut self.own {
            own[seat as usize] += 1;
        }
        let chosen = &mut self.members[seat as usize].candidate.chosen;
        *chosen = if self.lifetimes { *chosen + 1 } else { self.choices };
    }

    /// The policy's choice among those with a free slot whom `may` lets through, one of equals by
    /// lot where the policy draws lots. Nothing is taken yet.
    pub(super) fn find(&self, lot: u64, may: impl Fn(Seat) -> bool) -> Option<Seat> {
        // Mostly whoever is the best may. One who was drawn and may is as likely as any other
        // who may: (1 + (n - m) / m) / n = 1 / m.
        match &self.free {
            Free::Listed(heap) => {
                let best = heap.best()?;
                if may(best) { Some(best) } else { heap.best_who(may) }
            }
            Free::ByLot(lots) if lots.is_empty() => None,
            Free::ByLot(lots) => {
                let drawn = lots.draw(lot);
                if may(drawn) { Some(drawn) } else { lots.draw_who(lot, may) }
            }
        }
    }

    /// The member is Online and has a free slot.
    pub(super) fn has_room(&self, seat: Seat) -> bool {
        match &self.free {
            Free::Listed(heap) => heap.holds(seat),
            Free::ByLot(lots) => lots.holds(seat),
        }
    }

    /// The member is Online.
    pub(super) fn is_online(&self, seat: Seat) -> bool {
        self.members[seat as usize].online
    }

    /// Whoever of those Online has the fewest, with a free slot or without, and whom `may`, told the
    /// seat and how many, lets through; the first of equals.
    pub(super) fn least_loaded(&self, may: impl Fn(Seat, u32) -> bool) -> Option<Seat> {
        let seats = self.members.iter().zip(0..).filter(|(member, _)| member.online);
        let loads = seats.map(|(member, seat)| (member.candidate.load, seat));
        loads.filter(|(load, seat)| may(*seat, *load)).min().map(|(_, seat)| seat)
    }

    #[inline]
    fn rank(&self, seat: Seat, candidate: Candidate) -> Rank {
        match &self.own {
            None => rank(self.selection, &candidate),
            Some(own) => {
                let load = own[seat as usize];
                rank(self.selection, &Candidate { load, ..candidate })
            }
        }
    }

    #[inline(always)]
    fn update(&mut self, seat: Seat) {
        let Member { online, candidate } = self.members[seat as usize];
        let takes = online && candidate.load < candidate.limit;
        let rank = if takes { self.rank(seat, candidate) } else { Rank::LAST };
        match &mut self.free {
            Free::Listed(heap) => heap.set(seat, rank),
            Free::ByLot(lots) => lots.set(seat, rank),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let chosen: Vec<_> = std::iter::from_fn(|| roster.choose(|| 0)).collect();
        assert_eq!(chosen, [0, 1, 2, 0, 1, 2]);
        assert!(!roster.available());
        roster.freed(Time(9), 1);
        assert_eq!(roster.choose(|| 0), Some(1));
    }

    #[test]
    fn lots_fall_on_equals_alone_and_on_all_of_them_alike() {
        let mut counts = [0_u32; 5];
        for draw in 0..10_000_u64 {
            let mut roster = roster(Choice::LeastOccupied, Tie::Random, 5);
            roster.took(2);
            let seat =
                roster.choose(|| crate::base::Key::root(draw).bits()).expect("somebody is free");
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
    fn the_heap_chooses_whom_a_search_would_choose() {
        for members in [1, 2, 3, 50, 100, 129] {
            for choice in [
                Choice::LeastOccupied,
                Choice::LongestIdle,
                Choice::RoundRobin,
                Choice::LifetimeCount,
            ] {
                let selection = Selection { choice, tie: Tie::LongestIdle };
                let mut roster = Roster::new(selection, (0..members).map(|i| Some(1 + i % 3)));
                for step in 0..2_000_u64 {
                    let key = crate::base::Key::root(step);
                    let seat = (key.bits() % u64::from(members)) as Seat;
                    match key.child(1).bits() % 5 {
                        0 => roster.enlist(Time(step), seat, (key.child(2).bits() % 2) as u32),
                        1 => roster.delist(seat),
                        2 => roster.freed(Time(step), seat),
                        _ => {
                            let searched = search(&roster);
                            assert_eq!(roster.available(), searched.is_some());
                            assert_eq!(roster.choose(|| 0), searched, "{choice:?}, step {step}");
                        }
                    }
                }
            }
        }
    }

    fn search(roster: &Roster) -> Option<Seat> {
        let members = roster.members.iter().enumerate();
        let takes = |(_, m): &(usize, &Member)| m.online && m.candidate.load < m.candidate.limit;
        let ranked = members.filter(takes).map(|(i, m)| (rank(roster.selection, &m.candidate), i));
        ranked.min().map(|(_, seat)| seat as Seat)
    }

    #[test]
    fn who_is_offline_is_not_chosen() {
        let mut roster = roster(Choice::RoundRobin, Tie::Listed, 2);
        assert_eq!(roster.choose(|| 0), Some(0));
        roster.delist(1);
        assert_eq!((roster.online(), roster.choose(|| 0), roster.choose(|| 0)), (1, Some(0), None));
    }
}
