//! The members of a queue who are Online, arranged so that the policy's choice is at hand.
//!
//! Ten thousand operators cost little more than a hundred: the members with a free slot are in a
//! [`Heap`] or, where ties are broken at random, among all ([`RandomTies`]).

mod heap;
mod random_ties;
mod tournament;

use crate::base::Time;
use crate::desk::message::{Seat, SlotCount};
use crate::plan::{Choice, Selection, TieBreak};
use crate::policy::{Candidate, Rank, looks_back, rank};
use heap::Heap;
use random_ties::RandomTies;

/// A contact counts from the next microsecond: an operator who has one is idle for less long than an
/// operator who came Online at the same instant.
#[inline]
fn contact_at(now: Time) -> u64 {
    now.0 + 1
}

/// The members of a queue, and which of them is next.
#[derive(Debug)]
pub struct Roster {
    selection: Selection,
    members: Box<[Member]>,
    /// Of each member, apart from what is counted: one byte instead of four.
    statuses: Box<[MemberStatus]>,
    /// What was before, of each member; none where the policy looks at the present alone.
    histories: Box<[MemberHistory]>,
    free: FreeMembers,
    online_count: u32,
    cut_off_count: u32,
    assignment_count: u64,
    /// The policy counts all choices of a member, whenever they were made.
    counts_lifetime: bool,
    /// The sessions of each member that came from this queue, if only these decide the choice.
    own_counts: Option<Box<[u32]>>,
}

/// The members with a free slot, by rank.
#[derive(Debug)]
enum FreeMembers {
    /// Equals in the order of the list.
    ListedTies(Heap),
    /// Equals at random.
    RandomTies(RandomTies),
}

/// Kept short, as its history is where nothing asks for it: a desk in which many operators serve many
/// live chats has a member for each of both.
#[derive(Clone, Copy, Debug)]
struct Member {
    load: u32,
    limit: u32,
}

/// The same as in [`Candidate`].
#[derive(Clone, Copy, Debug, Default)]
struct MemberHistory {
    last_contact: u64,
    chosen: u64,
}

/// What the desk shows of a member, and whether the member can act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MemberStatus {
    /// Takes nothing.
    Offline,
    /// Cut off, but shown Online: takes nothing, and is given what is pushed to one operator (rulebook
    /// E-O2, E-Q6).
    CutOff,
    /// Takes sessions.
    Online,
}

impl Roster {
    /// A roster of members with these limits, all Offline.
    pub fn new(selection: Selection, limits: impl Iterator<Item = Option<u32>>) -> Self {
        let members: Box<[Member]> =
            limits.map(|limit| Member { load: 0, limit: limit.unwrap_or(u32::MAX) }).collect();
        let remembered = if looks_back(selection) { members.len() } else { 0 };
        let free = match selection.tie_break {
            TieBreak::Random => FreeMembers::RandomTies(RandomTies::new(members.len())),
            TieBreak::LongestIdle | TieBreak::Listed => {
                FreeMembers::ListedTies(Heap::new(members.len()))
            }
        };
        let counts_lifetime = selection.choice == Choice::LifetimeCount;
        Self {
            selection,
            statuses: vec![MemberStatus::Offline; members.len()].into(),
            members,
            histories: vec![MemberHistory::default(); remembered].into(),
            free,
            online_count: 0,
            cut_off_count: 0,
            assignment_count: 0,
            counts_lifetime,
            own_counts: None,
        }
    }

    /// Only the sessions that come from this queue decide the choice from now on.
    pub fn count_own_sessions(&mut self) {
        self.own_counts = Some(vec![0; self.members.len()].into());
    }

    /// A member ended a session that came from this queue.
    pub fn record_ended(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] = own[seat as usize].saturating_sub(1);
            self.update(seat);
        }
    }

    /// A member has a session again that came from this queue.
    pub fn record_regained(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] += 1;
            self.update(seat);
        }
    }

    /// How many are shown Online.
    pub fn online_count(&self) -> u32 {
        self.online_count
    }

    /// The contact for which a slot was reserved has begun.
    pub(super) fn record_contact(&mut self, now: Time, seat: Seat) {
        self.note_contact(seat, contact_at(now));
        self.update(seat);
    }

    /// A member's last contact, where it counts.
    #[inline]
    fn note_contact(&mut self, seat: Seat, at: u64) {
        if let Some(history) = self.histories.get_mut(seat as usize) {
            history.last_contact = at;
        }
    }

    /// A member came Online with so much on hand.
    pub fn enlist(&mut self, now: Time, seat: Seat, load: u32) {
        self.set_status(seat, MemberStatus::Online);
        self.members[seat as usize].load = load;
        self.note_contact(seat, now.0);
        self.update(seat);
    }

    /// A member is cut off but shown Online, with so many sessions, those included that wait for that
    /// member alone.
    pub fn cut_off(&mut self, seat: Seat, load: u32) {
        self.set_status(seat, MemberStatus::CutOff);
        self.members[seat as usize].load = load;
        self.update(seat);
    }

    /// A member takes no more sessions.
    pub fn delist(&mut self, seat: Seat) {
        self.set_status(seat, MemberStatus::Offline);
        self.update(seat);
    }

    fn set_status(&mut self, seat: Seat, status: MemberStatus) {
        let is_shown = |status| u32::from(status != MemberStatus::Offline);
        let before = std::mem::replace(&mut self.statuses[seat as usize], status);
        self.online_count = self.online_count + is_shown(status) - is_shown(before);
        let is_cut_off = |status| u32::from(status == MemberStatus::CutOff);
        self.cut_off_count = self.cut_off_count + is_cut_off(status) - is_cut_off(before);
    }

    /// A member took one more from elsewhere.
    pub fn take_slot(&mut self, now: Time, seat: Seat) {
        self.members[seat as usize].load += 1;
        self.note_contact(seat, contact_at(now));
        self.update(seat);
    }

    /// A member freed a slot.
    pub fn free_slot(&mut self, now: Time, seat: Seat) {
        self.drop_slot(seat);
        self.note_contact(seat, contact_at(now));
        self.update(seat);
    }

    /// A member freed a slot and took another session into it at the same instant, while no other
    /// member had a free slot: a full member stays full, and nothing changes among the free ones.
    pub fn replace_session(&mut self, now: Time, seat: Seat) {
        self.note_contact(seat, contact_at(now));
        self.count_assignment(seat);
    }

    /// The member is Online and has no free slot.
    pub fn is_full(&self, seat: Seat) -> bool {
        let Member { load, limit } = self.members[seat as usize];
        self.takes_sessions(seat) && load == limit
    }

    /// A member refused a session, as if it had not been given. A member has at least as many as it says: what was
    /// on its way when it came Online was not in the number of then. Without that a member who is believed to have
    /// room would be given the same session for ever.
    pub fn undo_refused(&mut self, slots: SlotCount) {
        self.undo_assign(slots.seat);
        let load = &mut self.members[slots.seat as usize].load;
        if *load < slots.taken {
            *load = slots.taken;
            self.update(slots.seat);
        }
    }

    /// A session given to a member came back, as if it had not been given.
    pub fn undo_assign(&mut self, seat: Seat) {
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] = own[seat as usize].saturating_sub(1);
        }
        self.drop_slot(seat);
        if self.counts_lifetime {
            let chosen = &mut self.histories[seat as usize].chosen;
            *chosen = chosen.saturating_sub(1);
        }
        self.update(seat);
    }

    /// A member has a free slot.
    #[inline]
    pub fn has_available(&self) -> bool {
        match &self.free {
            FreeMembers::ListedTies(heap) => heap.best().is_some(),
            FreeMembers::RandomTies(ties) => !ties.is_empty(),
        }
    }

    /// The policy's choice among the members with a free slot; `tie_break` decides among equals
    /// where ties are broken at random.
    #[inline]
    pub fn best(&self, tie_break: impl FnOnce() -> u64) -> Option<Seat> {
        match &self.free {
            FreeMembers::ListedTies(heap) => heap.best(),
            FreeMembers::RandomTies(ties) if ties.is_empty() => None,
            FreeMembers::RandomTies(ties) => ties.draw(tie_break()),
        }
    }

    /// The same, and the chosen one has one more from now on.
    pub fn reserve_best(&mut self, tie_break: impl FnOnce() -> u64) -> Option<Seat> {
        let seat = self.best(tie_break)?;
        self.reserve(seat);
        Some(seat)
    }

    /// Chooses this member, who has one more session from now on.
    #[inline(always)]
    pub fn assign(&mut self, now: Time, seat: Seat) {
        self.note_contact(seat, contact_at(now));
        self.reserve(seat);
    }

    /// The same for something that is offered, or looked for: no contact has begun yet.
    #[inline(always)]
    pub fn reserve(&mut self, seat: Seat) {
        self.members[seat as usize].load += 1;
        self.count_assignment(seat);
        self.update(seat);
    }

    #[inline]
    fn count_assignment(&mut self, seat: Seat) {
        self.assignment_count += 1;
        if let Some(own) = &mut self.own_counts {
            own[seat as usize] += 1;
        }
        if let Some(MemberHistory { chosen, .. }) = self.histories.get_mut(seat as usize) {
            *chosen = if self.counts_lifetime { *chosen + 1 } else { self.assignment_count };
        }
    }

    /// The policy's choice among the members with a free slot that `may` accepts; ties are broken
    /// as by the policy. No slot is taken yet.
    pub fn find_best(&self, tie_break: u64, may: impl Fn(Seat) -> bool) -> Option<Seat> {
        // Mostly `may` accepts the best. A member drawn first and accepted is as likely as any
        // other accepted one: (1 + (n - m) / m) / n = 1 / m.
        match &self.free {
            FreeMembers::ListedTies(heap) => {
                let best = heap.best()?;
                if may(best) { Some(best) } else { heap.best_where(may) }
            }
            FreeMembers::RandomTies(ties) => {
                let drawn = ties.draw(tie_break)?;
                if may(drawn) { Some(drawn) } else { ties.draw_where(tie_break, may) }
            }
        }
    }

    /// The least occupied of those shown Online with a free slot whom `may` lets through, whatever the
    /// queue's own rule, for sessions that are pushed to the least occupied (rulebook E-Q5). An operator
    /// who is cut off is among them as long as the status says Online. Looks at each member.
    pub(super) fn least_occupied(
        &self,
        tie_break: u64,
        may: impl Fn(Seat) -> bool,
    ) -> Option<Seat> {
        if self.selection.choice == Choice::LeastOccupied && self.cut_off_count == 0 {
            return self.find_best(tie_break, may);
        }
        let selection = Selection { choice: Choice::LeastOccupied, ..self.selection };
        let free = (0..self.members.len() as Seat)
            .filter(|seat| self.is_open_to_push(*seat) && may(*seat));
        let ranked: Vec<(Rank, Seat)> =
            free.map(|seat| (self.rank_by(selection, seat), seat)).collect();
        let (best, first) = *ranked.iter().min()?;
        if selection.tie_break != TieBreak::Random {
            return Some(first);
        }
        let equals: Vec<Seat> =
            ranked.iter().filter(|(rank, _)| *rank == best).map(|(_, seat)| *seat).collect();
        Some(equals[(tie_break % equals.len() as u64) as usize])
    }

    /// What is pushed to one operator may go to this member: shown Online, with a free slot.
    fn is_open_to_push(&self, seat: Seat) -> bool {
        self.is_online(seat) && self.has_free_slot(seat)
    }

    /// The member takes sessions and has a free slot.
    pub fn has_room(&self, seat: Seat) -> bool {
        match &self.free {
            FreeMembers::ListedTies(heap) => heap.contains(seat),
            FreeMembers::RandomTies(ties) => ties.contains(seat),
        }
    }

    /// What the policy sees of a member who is Online and has a free slot.
    pub fn candidate(&self, seat: Seat) -> Option<Candidate> {
        self.is_available(seat).then(|| self.seen(seat))
    }

    /// The member is Online and has a free slot.
    #[inline]
    fn is_available(&self, seat: Seat) -> bool {
        self.takes_sessions(seat) && self.has_free_slot(seat)
    }

    #[inline]
    fn has_free_slot(&self, seat: Seat) -> bool {
        let Member { load, limit } = self.members[seat as usize];
        load < limit
    }

    /// What the policy sees of a member.
    #[inline]
    fn seen(&self, seat: Seat) -> Candidate {
        let Member { load, limit } = self.members[seat as usize];
        let history = self.histories.get(seat as usize).copied().unwrap_or_default();
        Candidate { load, limit, last_contact: history.last_contact, chosen: history.chosen }
    }

    #[inline]
    fn drop_slot(&mut self, seat: Seat) {
        let load = &mut self.members[seat as usize].load;
        *load = load.saturating_sub(1);
    }

    /// The member takes sessions, as far as there is a free slot.
    pub fn takes_sessions(&self, seat: Seat) -> bool {
        self.statuses[seat as usize] == MemberStatus::Online
    }

    /// The member is shown Online.
    pub fn is_online(&self, seat: Seat) -> bool {
        self.statuses[seat as usize] != MemberStatus::Offline
    }

    /// The member shown Online with the fewest sessions, with a free slot or without, that `may`,
    /// called with the seat and that number, accepts; the first of equals.
    pub fn least_loaded(&self, may: impl Fn(Seat, u32) -> bool) -> Option<Seat> {
        let seats = (0..self.members.len() as Seat).filter(|seat| self.is_online(*seat));
        let loads = seats.map(|seat| (self.members[seat as usize].load, seat));
        loads.filter(|(load, seat)| may(*seat, *load)).min().map(|(_, seat)| seat)
    }

    /// The member who begins a session: the policy's choice among those with a free slot or, if
    /// there is none, who has the fewest sessions of those who can act.
    pub(super) fn best_to_begin(&self, tie_break: u64) -> Option<Seat> {
        self.find_best(tie_break, |_| true)
            .or_else(|| self.least_loaded(|seat, _| self.takes_sessions(seat)))
    }

    #[inline]
    fn rank_by(&self, selection: Selection, seat: Seat) -> Rank {
        let candidate = self.seen(seat);
        match &self.own_counts {
            None => rank(selection, &candidate),
            Some(own) => rank(selection, &Candidate { load: own[seat as usize], ..candidate }),
        }
    }

    #[inline(always)]
    fn update(&mut self, seat: Seat) {
        let takes = self.is_available(seat);
        let rank = if takes { self.rank_by(self.selection, seat) } else { Rank::LAST };
        match &mut self.free {
            FreeMembers::ListedTies(heap) => heap.set(seat, rank),
            FreeMembers::RandomTies(ties) => ties.set(seat, rank),
        }
    }
}
