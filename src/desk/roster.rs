//! The members of a queue who are Online, arranged so that the policy's choice is at hand.
//!
//! Ten thousand operators cost little more than a hundred: those with a free slot stand in a
//! [`Heap`], or, where equals draw lots, all stand in a tree that counts them ([`Lots`]).

mod heap;
mod tournament;

use crate::base::Time;
use crate::plan::{Choice, Selection, TieBreak};
use crate::policy::{Candidate, Rank, rank};
use heap::Heap;
use tournament::TournamentTree;

/// A contact counts from the next microsecond: an operator who has one is idle for less long than an
/// operator who came Online at the same instant.
#[inline]
fn contact_at(now: Time) -> u64 {
    now.0 + 1
}

/// A member's place in the queue's list.
pub(super) type Seat = u32;

#[derive(Debug)]
pub(super) struct Roster {
    selection: Selection,
    members: Vec<Member>,
    free: FreeMembers,
    online_count: u32,
    assignment_count: u64,
    /// A choice counts by itself, and not by when it fell.
    counts_lifetime: bool,
    /// The sessions of each member that came from this queue, where only these decide the choice.
    own_counts: Option<Box<[u32]>>,
}

/// Those with a free slot, by rank.
#[derive(Debug)]
enum FreeMembers {
    /// Equals as they are listed.
    ListedTies(Heap),
    /// Equals by lot.
    RandomTies(TournamentTree),
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
                    last_contact: 0,
                    chosen: 0,
                },
            })
            .collect();
        let free = match selection.tie_break {
            TieBreak::Random => FreeMembers::RandomTies(TournamentTree::new(members.len())),
            TieBreak::LongestIdle | TieBreak::Listed => {
                FreeMembers::ListedTies(Heap::new(members.len()))
            }
        };
        let counts_lifetime = selection.choice == Choice::LifetimeCount;
        Self {
            selection,
            members,
            free,
            online_count: 0,
            assignment_count: 0,
            counts_lifetime,
            own_counts: None,
        }
    }

    /// Only the sessions that come from this queue decide the choice.
    pub(super) fn count_own_sessions(&mut self) {
        self.own_counts = Some(vec![0; self.members.len()].into());
    }

    /// A member ended a session that came from this queue.
    pub(super) fn record_ended(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] = own[seat as usize].saturating_sub(1);
            self.update(seat);
        }
    }

    /// A member has a session again that came from this queue.
    pub(super) fn record_regained(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] += 1;
            self.update(seat);
        }
    }

    /// How many are Online.
    pub(super) fn online_count(&self) -> u32 {
        self.online_count
    }

    /// The contact for which a slot was reserved has begun.
    pub(super) fn record_contact(&mut self, now: Time, seat: Seat) {
        self.members[seat as usize].candidate.last_contact = contact_at(now);
        self.update(seat);
    }

    /// A member came Online with so much on hand.
    pub(super) fn enlist(&mut self, now: Time, seat: Seat, load: u32) {
        let member = &mut self.members[seat as usize];
        self.online_count += u32::from(!member.online);
        member.online = true;
        member.candidate.load = load;
        member.candidate.last_contact = now.0;
        self.update(seat);
    }

    /// A member takes nothing any more.
    pub(super) fn delist(&mut self, seat: Seat) {
        let member = &mut self.members[seat as usize];
        self.online_count -= u32::from(member.online);
        member.online = false;
        self.update(seat);
    }

    /// A member took one more from elsewhere.
    pub(super) fn take_slot(&mut self, now: Time, seat: Seat) {
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.load += 1;
        candidate.last_contact = contact_at(now);
        self.update(seat);
    }

    /// A member freed a slot.
    pub(super) fn free_slot(&mut self, now: Time, seat: Seat) {
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.load = candidate.load.saturating_sub(1);
        candidate.last_contact = contact_at(now);
        self.update(seat);
    }

    /// A member freed a slot and took another session into it at the same instant, while nobody
    /// else had a free one: a full member stays full, and nothing changes among those who are free.
    pub(super) fn replace_session(&mut self, now: Time, seat: Seat) {
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.last_contact = contact_at(now);
        self.count_assignment(seat);
    }

    /// The member is Online and has no free slot.
    pub(super) fn is_full(&self, seat: Seat) -> bool {
        let Member { online, candidate } = self.members[seat as usize];
        online && candidate.load == candidate.limit
    }

    /// What was given to a member came back, as if it had not been given.
    pub(super) fn undo_assign(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] = own[seat as usize].saturating_sub(1);
        }
        let candidate = &mut self.members[seat as usize].candidate;
        candidate.load = candidate.load.saturating_sub(1);
        candidate.chosen -= u64::from(self.counts_lifetime && candidate.chosen > 0);
        self.update(seat);
    }

    /// Somebody has a free slot.
    #[inline]
    pub(super) fn has_available(&self) -> bool {
        match &self.free {
            FreeMembers::ListedTies(heap) => heap.best().is_some(),
            FreeMembers::RandomTies(lots) => !lots.is_empty(),
        }
    }

    /// The policy's choice among those with a free slot; `lot` decides among equals where the
    /// policy draws lots.
    #[inline]
    pub(super) fn best(&self, tie_break: impl FnOnce() -> u64) -> Option<Seat> {
        match &self.free {
            FreeMembers::ListedTies(heap) => heap.best(),
            FreeMembers::RandomTies(lots) if lots.is_empty() => None,
            FreeMembers::RandomTies(lots) => Some(lots.draw(tie_break())),
        }
    }

    /// The same, and the chosen one has one more from now on.
    pub(super) fn reserve_best(&mut self, tie_break: impl FnOnce() -> u64) -> Option<Seat> {
        let seat = self.best(tie_break)?;
        self.reserve(seat);
        Some(seat)
    }

    /// The choice falls on this member, who has one more from now on.
    #[inline(always)]
    pub(super) fn assign(&mut self, now: Time, seat: Seat) {
        self.members[seat as usize].candidate.last_contact = contact_at(now);
        self.reserve(seat);
    }

    /// The same for something that is offered, or looked for: no contact has begun yet.
    #[inline(always)]
    pub(super) fn reserve(&mut self, seat: Seat) {
        self.members[seat as usize].candidate.load += 1;
        self.count_assignment(seat);
        self.update(seat);
    }

    #[inline]
    fn count_assignment(&mut self, seat: Seat) {
        self.assignment_count += 1;
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] += 1;
        }
        let chosen = &mut self.members[seat as usize].candidate.chosen;
        *chosen = if self.counts_lifetime { *chosen + 1 } else { self.assignment_count };
    }

    /// The policy's choice among those with a free slot whom `may` lets through, one of equals by
    /// lot where the policy draws lots. Nothing is taken yet.
    pub(super) fn find_best(&self, tie_break: u64, may: impl Fn(Seat) -> bool) -> Option<Seat> {
        // Mostly whoever is the best may. One who was drawn and may is as likely as any other
        // who may: (1 + (n - m) / m) / n = 1 / m.
        match &self.free {
            FreeMembers::ListedTies(heap) => {
                let best = heap.best()?;
                if may(best) { Some(best) } else { heap.best_where(may) }
            }
            FreeMembers::RandomTies(lots) if lots.is_empty() => None,
            FreeMembers::RandomTies(lots) => {
                let drawn = lots.draw(tie_break);
                if may(drawn) { Some(drawn) } else { lots.draw_where(tie_break, may) }
            }
        }
    }

    /// The least occupied of those with a free slot whom `may` lets through, whatever the queue's own
    /// rule, for sessions that are pushed to the least occupied (rulebook E-Q5). Looks at each member.
    pub(super) fn least_occupied(
        &self,
        tie_break: u64,
        may: impl Fn(Seat) -> bool,
    ) -> Option<Seat> {
        if self.selection.choice == Choice::LeastOccupied {
            return self.find_best(tie_break, may);
        }
        let selection = Selection { choice: Choice::LeastOccupied, ..self.selection };
        let free = (0..self.members.len() as Seat).filter(|seat| self.has_room(*seat) && may(*seat));
        let ranked: Vec<(Rank, Seat)> = free.map(|seat| (self.rank_by(selection, seat), seat)).collect();
        let (best, first) = *ranked.iter().min()?;
        if selection.tie_break != TieBreak::Random {
            return Some(first);
        }
        let equals: Vec<Seat> =
            ranked.iter().filter(|(rank, _)| *rank == best).map(|(_, seat)| *seat).collect();
        Some(equals[(tie_break % equals.len() as u64) as usize])
    }

    /// The member is Online and has a free slot.
    pub(super) fn has_room(&self, seat: Seat) -> bool {
        match &self.free {
            FreeMembers::ListedTies(heap) => heap.contains(seat),
            FreeMembers::RandomTies(lots) => lots.contains(seat),
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
    fn rank_by(&self, selection: Selection, seat: Seat) -> Rank {
        let candidate = self.members[seat as usize].candidate;
        match &self.own_counts {
            None => rank(selection, &candidate),
            Some(own) => rank(selection, &Candidate { load: own[seat as usize], ..candidate }),
        }
    }

    #[inline(always)]
    fn update(&mut self, seat: Seat) {
        let Member { online, candidate } = self.members[seat as usize];
        let takes = online && candidate.load < candidate.limit;
        let rank = if takes { self.rank_by(self.selection, seat) } else { Rank::LAST };
        match &mut self.free {
            FreeMembers::ListedTies(heap) => heap.set(seat, rank),
            FreeMembers::RandomTies(lots) => lots.set(seat, rank),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(choice: Choice, tie_break: TieBreak, members: usize) -> Roster {
        let mut roster =
            Roster::new(Selection { choice, tie_break }, (0..members).map(|_| Some(2)));
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
            let seat = roster
                .reserve_best(|| crate::base::StreamKey::root(draw).bits())
                .expect("somebody is free");
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
            for choice in [
                Choice::LeastOccupied,
                Choice::LongestIdle,
                Choice::RoundRobin,
                Choice::LifetimeCount,
            ] {
                let selection = Selection { choice, tie_break: TieBreak::LongestIdle };
                let mut roster = Roster::new(selection, (0..members).map(|i| Some(1 + i % 3)));
                for step in 0..2_000_u64 {
                    let key = crate::base::StreamKey::root(step);
                    let seat = (key.bits() % u64::from(members)) as Seat;
                    match key.child(1).bits() % 5 {
                        0 => roster.enlist(Time(step), seat, (key.child(2).bits() % 2) as u32),
                        1 => roster.delist(seat),
                        2 => roster.free_slot(Time(step), seat),
                        _ => {
                            let searched = search(&roster);
                            assert_eq!(roster.has_available(), searched.is_some());
                            assert_eq!(
                                roster.reserve_best(|| 0),
                                searched,
                                "{choice:?}, step {step}"
                            );
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
    fn offline_member_is_not_chosen() {
        let mut roster = roster(Choice::RoundRobin, TieBreak::Listed, 2);
        assert_eq!(roster.reserve_best(|| 0), Some(0));
        roster.delist(1);
        assert_eq!(
            (roster.online_count(), roster.reserve_best(|| 0), roster.reserve_best(|| 0)),
            (1, Some(0), None)
        );
    }
}
