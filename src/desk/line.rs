//! Sessions that wait, in their order. Somebody who gives up leaves from anywhere in the line.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{AlarmId, Session};
use crate::policy::Turn;

/// Where a session stands, to be found without a search. Worthless once it has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    slot: u32,
    generation: u32,
}

/// Sessions that wait. Places are reused; a heap entry whose session has left is passed over.
#[derive(Debug, Default)]
pub(super) struct Line {
    turns: BinaryHeap<Reverse<(Turn, u32, u32)>>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    waiting: u32,
    held: u32,
}

#[derive(Debug)]
struct Slot {
    generation: u32,
    waiting: Option<Waiting>,
}

/// A session that waits.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) session: Box<Session>,
    pub(super) alarm: Option<AlarmId>,
    turn: Turn,
    /// Somebody is about to take it: it is nobody else's turn to.
    held: bool,
}

impl Line {
    /// How many wait, held ones included.
    pub(super) fn len(&self) -> u32 {
        self.waiting
    }

    /// Nobody waits who is not held.
    pub(super) fn is_idle(&self) -> bool {
        self.waiting == self.held
    }

    /// A session joins, at its turn.
    pub(super) fn join(&mut self, session: Box<Session>, turn: Turn) -> Ticket {
        let waiting = Waiting { session, alarm: None, turn, held: false };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, waiting: None });
            u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 sessions wait")
        });
        let place = &mut self.slots[slot as usize];
        place.waiting = Some(waiting);
        let ticket = Ticket { slot, generation: place.generation };
        self.waiting += 1;
        self.turns.push(Reverse((turn, slot, ticket.generation)));
        self.sweep();
        ticket
    }

    /// The one who holds the ticket, if still there.
    pub(super) fn get_mut(&mut self, ticket: Ticket) -> Option<&mut Waiting> {
        let slot = self.slots.get_mut(ticket.slot as usize)?;
        slot.waiting.as_mut().filter(|_| slot.generation == ticket.generation)
    }

    /// The one who holds the ticket leaves, if still there.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Option<Waiting> {
        let slot = self.slots.get_mut(ticket.slot as usize)?;
        if slot.generation != ticket.generation {
            return None;
        }
        let waiting = slot.waiting.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(ticket.slot);
        self.waiting -= 1;
        self.held -= u32::from(waiting.held);
        Some(waiting)
    }

    /// The ticket of the next in turn, who stays in the line and is held.
    pub(super) fn hold_next(&mut self) -> Option<Ticket> {
        let ticket = self.next()?;
        if let Some(waiting) = self.get_mut(ticket) {
            waiting.held = true;
            self.held += 1;
        }
        Some(ticket)
    }

    /// One who was held is anybody's again.
    pub(super) fn release(&mut self, ticket: Ticket) {
        let Some(waiting) = self.get_mut(ticket) else { return };
        if std::mem::take(&mut waiting.held) {
            let turn = waiting.turn;
            self.held -= 1;
            self.turns.push(Reverse((turn, ticket.slot, ticket.generation)));
        }
    }

    /// The next in turn leaves.
    pub(super) fn leave_next(&mut self) -> Option<Waiting> {
        let ticket = self.next()?;
        self.leave(ticket)
    }

    fn next(&mut self) -> Option<Ticket> {
        while let Some(Reverse((_, slot, generation))) = self.turns.pop() {
            let ticket = Ticket { slot, generation };
            if self.get_mut(ticket).is_some() {
                return Some(ticket);
            }
        }
        None
    }

    /// Where many give up and few are taken, entries of the gone would pile up.
    fn sweep(&mut self) {
        if self.turns.len() > 64 && self.turns.len() > 2 * self.waiting as usize {
            let slots = &self.slots;
            self.turns.retain(|Reverse((_, slot, generation))| {
                let slot = &slots[*slot as usize];
                slot.generation == *generation && slot.waiting.as_ref().is_some_and(|w| !w.held)
            });
        }
    }
}
