//! Sessions that wait, in their order. A session whose client gives up leaves from any place.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::desk::message::{Ticket, TimerId};
use crate::desk::session::Session;
use crate::policy::QueueKey;

/// Sessions that wait. Slots are reused; a heap entry whose session has left is passed over.
#[derive(Debug, Default)]
pub struct WaitQueue {
    /// The sessions that came in turn, which are nearly all: no heap is needed for them.
    in_order: VecDeque<(QueueKey, Ticket)>,
    /// The sessions whose turn was before that of one that already waited.
    out_of_order: BinaryHeap<Reverse<(QueueKey, Ticket)>>,
    slots: Vec<WaitSlot>,
    free: Vec<u32>,
    waiting_count: u32,
    held_count: u32,
}

#[derive(Debug)]
struct WaitSlot {
    generation: u32,
    /// An operator is about to take the session: it is not given to another.
    held: bool,
    /// An entry of the order still refers to the session.
    has_entry: bool,
    waiting: Option<WaitingSession>,
}

/// Hundreds of thousands of sessions wait.
const _: () = assert!(size_of::<WaitSlot>() <= 40);

/// A session that waits.
#[derive(Debug)]
pub struct WaitingSession {
    /// The session that waits.
    pub session: Box<Session>,
    /// Fires when patience or a deadline ends.
    pub timer: Option<TimerId>,
    turn: QueueKey,
}

impl WaitQueue {
    /// No session waits.
    pub fn is_empty(&self) -> bool {
        self.waiting_count == 0
    }

    /// How many entries and slots are in memory, those of sessions that have left included.
    pub fn footprint(&self) -> (usize, usize) {
        (self.in_order.len() + self.out_of_order.len(), self.slots.len())
    }

    /// How many wait, held ones included.
    pub fn len(&self) -> u32 {
        self.waiting_count
    }

    /// Every session that waits is held.
    pub fn is_all_held(&self) -> bool {
        self.waiting_count == self.held_count
    }

    /// A session joins, at its turn.
    pub fn join(&mut self, session: Box<Session>, turn: QueueKey) -> Ticket {
        let waiting = Some(WaitingSession { session, timer: None, turn });
        let slot = self.free.pop().unwrap_or_else(|| {
            let free = WaitSlot { generation: 0, held: false, has_entry: false, waiting: None };
            self.slots.push(free);
            u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 sessions wait")
        });
        let place = &mut self.slots[slot as usize];
        let generation = place.generation;
        *place = WaitSlot { generation, held: false, has_entry: true, waiting };
        let ticket = Ticket { slot, generation };
        self.waiting_count += 1;
        self.insert_entry(turn, ticket);
        self.compact();
        ticket
    }

    fn insert_entry(&mut self, turn: QueueKey, ticket: Ticket) {
        if self.in_order.back().is_none_or(|(last, _)| *last < turn) {
            self.in_order.push_back((turn, ticket));
        } else {
            self.out_of_order.push(Reverse((turn, ticket)));
        }
    }

    /// The session with this ticket, if still there.
    pub fn get_mut(&mut self, ticket: Ticket) -> Option<&mut WaitingSession> {
        self.slot_mut(ticket)?.waiting.as_mut()
    }

    /// The slot of the session with this ticket, if still there.
    fn slot_mut(&mut self, ticket: Ticket) -> Option<&mut WaitSlot> {
        let slot = self.slots.get_mut(ticket.slot as usize)?;
        (slot.generation == ticket.generation && slot.waiting.is_some()).then_some(slot)
    }

    fn slot(&self, ticket: Ticket) -> Option<&WaitSlot> {
        let slot = self.slots.get(ticket.slot as usize)?;
        (slot.generation == ticket.generation && slot.waiting.is_some()).then_some(slot)
    }

    /// The session with this ticket leaves, if still there.
    pub fn leave(&mut self, ticket: Ticket) -> Option<WaitingSession> {
        let slot = self.slots.get_mut(ticket.slot as usize)?;
        if slot.generation != ticket.generation {
            return None;
        }
        let waiting = slot.waiting.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(ticket.slot);
        self.waiting_count -= 1;
        self.held_count -= u32::from(slot.held);
        Some(waiting)
    }

    /// The ticket of the next session in turn, which stays in the wait queue and is held.
    pub fn hold_next(&mut self) -> Option<Ticket> {
        let ticket = self.pop_next()?;
        if let Some(slot) = self.slot_mut(ticket) {
            (slot.held, slot.has_entry) = (true, false);
            self.held_count += 1;
        }
        Some(ticket)
    }

    /// The first session in turn that is not held and that `may` accepts, of all or of those after
    /// a given one. All stay.
    pub fn first_match(
        &mut self,
        behind: Option<(QueueKey, Ticket)>,
        may: impl Fn(&Session) -> bool,
    ) -> Option<(QueueKey, Ticket)> {
        self.merge_out_of_order();
        let from = behind.map_or(0, |last| self.in_order.partition_point(|one| *one <= last));
        let mut places = self.in_order.range(from..);
        let found = places.find(|(turn, ticket)| {
            let waiting = self.slots[ticket.slot as usize].waiting.as_ref();
            // A session whose turn has changed has two entries, and the first one counts.
            self.is_available(*ticket)
                && waiting.is_some_and(|w| w.turn == *turn && may(&w.session))
        });
        found.copied()
    }

    /// The tickets of all sessions that `whose` accepts, in turn, held ones included.
    pub fn tickets_where(&mut self, whose: impl Fn(&Session) -> bool) -> Vec<Ticket> {
        let slots = self.slots.iter().enumerate();
        let mut found: Vec<(QueueKey, Ticket)> = slots
            .filter_map(|(place, slot)| {
                let waiting = slot.waiting.as_ref().filter(|waiting| whose(&waiting.session))?;
                Some((waiting.turn, Ticket { slot: place as u32, generation: slot.generation }))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, ticket)| ticket).collect()
    }

    /// Sessions out of turn are few where a search goes beyond the first.
    fn merge_out_of_order(&mut self) {
        while let Some(Reverse(entry)) = self.out_of_order.pop() {
            let place = self.in_order.partition_point(|other| *other < entry);
            self.in_order.insert(place, entry);
        }
        while self.in_order.front().is_some_and(|(_, ticket)| self.slot(*ticket).is_none()) {
            self.in_order.pop_front();
        }
    }

    /// The session with this ticket stays in the wait queue and is held.
    pub fn hold(&mut self, ticket: Ticket) {
        if let Some(slot) = self.slot_mut(ticket)
            && !std::mem::replace(&mut slot.held, true)
        {
            self.held_count += 1;
        }
    }

    /// The session with this ticket is held.
    pub fn is_held(&self, ticket: Ticket) -> bool {
        self.slot(ticket).is_some_and(|slot| slot.held)
    }

    /// The session with this ticket moves ahead to an earlier turn.
    pub fn move_ahead(&mut self, ticket: Ticket, turn: impl Fn(QueueKey) -> QueueKey) {
        let Some(waiting) = self.get_mut(ticket) else {
            return;
        };
        let turn = turn(waiting.turn);
        waiting.turn = turn;
        self.insert_entry(turn, ticket);
    }

    /// A session that was held can be given to any operator again.
    pub fn release(&mut self, ticket: Ticket) {
        let Some(slot) = self.slot_mut(ticket) else {
            return;
        };
        if std::mem::take(&mut slot.held) {
            let had_entry = std::mem::replace(&mut slot.has_entry, true);
            let turn = slot.waiting.as_ref().map(|waiting| waiting.turn);
            self.held_count -= 1;
            if let (false, Some(turn)) = (had_entry, turn) {
                self.insert_entry(turn, ticket);
            }
        }
    }

    /// The next session in turn leaves.
    pub fn leave_next(&mut self) -> Option<WaitingSession> {
        let ticket = self.pop_next()?;
        self.leave(ticket)
    }

    fn pop_next(&mut self) -> Option<Ticket> {
        loop {
            let heap_is_next = match (self.in_order.front(), self.out_of_order.peek()) {
                (Some((front, _)), Some(Reverse((top, _)))) => top < front,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => return None,
            };
            let (_, ticket) = if heap_is_next {
                self.out_of_order.pop().map(|Reverse(entry)| entry)
            } else {
                self.in_order.pop_front()
            }?;
            if self.is_available(ticket) {
                return Some(ticket);
            }
            // A held session is passed over, and needs a new entry when it is released.
            if let Some(held) = self.slot_mut(ticket) {
                held.has_entry = false;
            }
        }
    }

    fn is_available(&self, ticket: Ticket) -> bool {
        self.slot(ticket).is_some_and(|slot| !slot.held)
    }

    /// Where many clients give up and few are served, entries of sessions that left would pile up.
    fn compact(&mut self) {
        let entries = self.in_order.len() + self.out_of_order.len();
        if entries > 64 && entries > 2 * self.waiting_count as usize {
            let mut in_turn = std::mem::take(&mut self.in_order);
            let mut ahead = std::mem::take(&mut self.out_of_order);
            // Sessions that are held are still there.
            in_turn.retain(|(_, ticket)| self.slot(*ticket).is_some());
            ahead.retain(|Reverse((_, ticket))| self.slot(*ticket).is_some());
            (self.in_order, self.out_of_order) = (in_turn, ahead);
        }
    }
}
