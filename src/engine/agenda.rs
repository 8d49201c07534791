//! What is to happen, by (instant, class, number): a total order, so no result hangs on luck.

use crate::base::Time;
use crate::desk::{AlarmId, Class, Message};

/// All that is due, in short blocks that are sorted and stand in order, the latest first: what is
/// next stands at the very end and costs nothing to find; what is entered moves a few dozen
/// neighbours at most, which is less than a heap compares.
///
/// What an alarm says lies in a slot. One that is called off leaves its slot at once, and its
/// place in the order is passed over when it comes up.
#[derive(Debug)]
pub(super) struct Agenda {
    #[expect(clippy::vec_box, reason = "a kilobyte each: dividing one must not move the others")]
    blocks: Vec<Box<Block>>,
    /// The latest of each block; of the first, anything later belongs there too.
    latest: Vec<Due>,
    /// Blocks that have run empty, for later.
    #[expect(clippy::vec_box, reason = "the boxes are what is kept")]
    spare: Vec<Box<Block>>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    number: u64,
    called_off: usize,
}

/// One comparison of one number orders both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Due {
    at: Time,
    /// From the top: two bits for the class, 38 for the number of the alarm, 24 for its slot. The
    /// number decides before the slot is looked at.
    order: u64,
}

impl Due {
    const SLOT_BITS: u32 = 24;
    const CLASS_SHIFT: u32 = 62;

    #[inline]
    fn key(self) -> u128 {
        u128::from(self.at.0) << 64 | u128::from(self.order)
    }

    #[inline]
    fn slot(self) -> usize {
        (self.order & ((1 << Self::SLOT_BITS) - 1)) as usize
    }

    /// The low bits of the number: they tell an alarm from others that were in its slot lately.
    #[inline]
    fn generation(self) -> u32 {
        (self.order >> Self::SLOT_BITS) as u32
    }
}

/// Some dues, the latest first. Behind them stands what is later than nothing.
#[derive(Clone, Debug)]
struct Block {
    len: usize,
    dues: [Due; Self::SIZE],
}

impl Block {
    /// A block has a place to spare: it is divided when it holds one less.
    const SIZE: usize = 64;

    fn new(dues: &[Due]) -> Box<Self> {
        let mut block = Self { len: 0, dues: [Due { at: Time::ZERO, order: 0 }; Self::SIZE] };
        block.refill(dues);
        Box::new(block)
    }

    fn refill(&mut self, dues: &[Due]) {
        self.truncate(0);
        self.dues[..dues.len()].copy_from_slice(dues);
        self.len = dues.len();
    }

    fn truncate(&mut self, len: usize) {
        self.dues[len..self.len].fill(Due { at: Time::ZERO, order: 0 });
        self.len = len;
    }

    #[inline]
    fn last(&self) -> Option<Due> {
        Some(self.dues[self.len.checked_sub(1)?])
    }

    #[inline]
    fn pop(&mut self) -> Option<Due> {
        let due = self.last()?;
        self.len -= 1;
        self.dues[self.len] = Due { at: Time::ZERO, order: 0 };
        Some(due)
    }

    /// Puts one in its place: a binary search in which no branch has to be guessed.
    #[inline]
    fn insert(&mut self, due: Due) {
        let mut place = 0;
        for bit in [5, 4, 3, 2, 1, 0] {
            let middle = place + (1 << bit) - 1;
            place |= usize::from(self.dues[middle % Self::SIZE].at > due.at) << bit;
        }
        // Few are due at the same instant.
        while self.dues[place].key() > due.key() {
            place += 1;
        }
        self.dues.copy_within(place..self.len, place + 1);
        self.dues[place] = due;
        self.len += 1;
    }
}

#[derive(Debug)]
struct Slot {
    /// The order of the alarm that lies here; zero if none does.
    order: u64,
    message: Option<Message>,
}

impl Default for Agenda {
    fn default() -> Self {
        Self {
            blocks: vec![Block::new(&[])],
            latest: vec![Due { at: Time::NEVER, order: u64::MAX }],
            spare: Vec::new(),
            slots: Vec::new(),
            free: Vec::new(),
            number: 0,
            called_off: 0,
        }
    }
}

impl Agenda {
    /// Enters something that is due.
    #[inline]
    pub(super) fn enter(&mut self, at: Time, class: Class, message: Message) -> AlarmId {
        self.number += 1;
        let slot = self.free.pop().unwrap_or_else(|| self.new_slot());
        let place = &mut self.slots[slot as usize];
        let class = (class as u64) << Due::CLASS_SHIFT;
        let order = class | self.number << Due::SLOT_BITS | u64::from(slot);
        *place = Slot { order, message: Some(message) };
        let due = Due { at, order };
        self.line_up(due);
        AlarmId { slot, generation: due.generation() }
    }

    /// Calls something off, unless it has come up already.
    #[inline]
    pub(super) fn call_off(&mut self, alarm: AlarmId) {
        let place = &mut self.slots[alarm.slot as usize];
        let due = Due { at: Time::NEVER, order: place.order };
        if place.order != 0 && due.generation() == alarm.generation {
            *place = Slot { order: 0, message: None };
            self.free.push(alarm.slot);
            self.called_off += 1;
            if self.called_off > 64 && self.called_off > self.slots.len() - self.free.len() {
                self.sweep();
            }
        }
    }

    /// When the next is due; [`Time::NEVER`] if nothing is.
    #[inline]
    pub(super) fn next_at(&mut self) -> Time {
        while let Some(block) = self.blocks.last_mut() {
            if let Some(due) = block.last() {
                if self.slots[due.slot()].order == due.order {
                    return due.at;
                }
                block.pop();
                self.called_off -= 1;
            } else if self.blocks.len() > 1 {
                self.latest.pop();
                self.spare.extend(self.blocks.pop());
            } else {
                break;
            }
        }
        Time::NEVER
    }

    /// Takes the next, at which [`Agenda::next_at`] has looked.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Message> {
        let due = self.blocks.last_mut()?.pop()?;
        let place = &mut self.slots[due.slot()];
        place.order = 0;
        self.free.push(due.slot() as u32);
        place.message.take()
    }

    #[inline]
    fn line_up(&mut self, due: Due) {
        // The first block takes whatever is later than its latest, too.
        let later = |other: &Due| other.key() > due.key();
        let which = self.latest[1..].partition_point(later);
        let block = &mut self.blocks[which];
        block.insert(due);
        if block.len == Block::SIZE - 1 {
            self.split(which);
        }
    }

    /// A full block becomes two.
    #[cold]
    fn split(&mut self, which: usize) {
        let mut sooner = self.spare.pop().unwrap_or_else(|| Block::new(&[]));
        let full = &mut self.blocks[which];
        sooner.refill(&full.dues[Block::SIZE / 2..full.len]);
        full.truncate(Block::SIZE / 2);
        self.latest.insert(which + 1, sooner.dues[0]);
        self.blocks.insert(which + 1, sooner);
    }

    #[cold]
    fn new_slot(&mut self) -> u32 {
        assert!(self.slots.len() < 1 << Due::SLOT_BITS, "fewer than 2^24 alarms are set");
        self.slots.push(Slot { order: 0, message: None });
        self.slots.len() as u32 - 1
    }

    /// Alarms that are called off long before they are due would pile up.
    #[cold]
    fn sweep(&mut self) {
        let is_live = |due: &Due| self.slots[due.slot()].order == due.order;
        let dues = self.blocks.iter().flat_map(|block| &block.dues[..block.len]);
        let live: Vec<Due> = dues.copied().filter(is_live).collect();
        // Half full, so that what is entered next splits nothing. There is always a first block.
        let parts = live.chunks(Block::SIZE / 2).chain(live.is_empty().then_some([].as_slice()));
        self.blocks = parts.map(Block::new).collect();
        self.latest = self.blocks.iter().map(|block| block.dues[0]).collect();
        self.called_off = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::OperatorId;
    use crate::desk::OperatorInput;

    fn to(operator: u32) -> Message {
        Message::Operator(OperatorId(operator), OperatorInput::Done)
    }

    fn whose(entry: Option<Message>) -> Option<u32> {
        match entry {
            Some(Message::Operator(id, _)) => Some(id.0),
            _ => None,
        }
    }

    #[test]
    fn at_one_instant_departures_go_before_abandonments_before_staff() {
        let mut agenda = Agenda::default();
        for (who, class) in [Class::Staff, Class::Abandonment, Class::Departure].iter().enumerate()
        {
            agenda.enter(Time(5), *class, to(who as u32));
        }
        agenda.enter(Time(4), Class::Staff, to(9));
        let order: Vec<_> = std::iter::from_fn(|| whose(agenda.pop())).collect();
        assert_eq!(order, [9, 2, 1, 0]);
    }

    #[test]
    fn what_is_called_off_never_comes_up_and_does_not_pile_up() {
        let mut agenda = Agenda::default();
        agenda.enter(Time(1_000_000), Class::Staff, to(7));
        for at in 0..10_000 {
            let alarm = agenda.enter(Time(at), Class::Departure, to(0));
            agenda.call_off(alarm);
            agenda.call_off(alarm);
        }
        let entries: usize = agenda.blocks.iter().map(|block| block.len).sum();
        assert!(entries < 200 && agenda.slots.len() < 4);
        assert_eq!((agenda.next_at(), whose(agenda.pop())), (Time(1_000_000), Some(7)));
        assert_eq!((agenda.next_at(), whose(agenda.pop())), (Time::NEVER, None));
    }

    /// Against a plain search, over random alarms, some of which are called off.
    #[test]
    fn it_finds_what_a_search_would_find() {
        let mut agenda = Agenda::default();
        let mut pending: Vec<(u64, u32, AlarmId)> = Vec::new();
        for step in 0..20_000_u32 {
            let key = crate::base::Key::root(u64::from(step));
            // First it fills up, over many blocks; then it empties.
            let odds = if step < 10_000 { 6 } else { 3 };
            if key.bits() % 10 < odds {
                let at = key.child(1).bits() % 5_000;
                let alarm = agenda.enter(Time(at), Class::Departure, to(step));
                pending.push((at, step, alarm));
            } else if key.bits() % 10 == 9 && !pending.is_empty() {
                let place = key.child(2).bits() as usize % pending.len();
                agenda.call_off(pending.swap_remove(place).2);
            } else {
                let first = pending.iter().enumerate().min_by_key(|(_, (at, step, _))| (at, step));
                let place = first.map(|(place, _)| place);
                let searched = place.map(|place| pending.swap_remove(place));
                assert_eq!(agenda.next_at().0, searched.map_or(u64::MAX, |(at, ..)| at));
                assert_eq!(whose(agenda.pop()), searched.map(|(_, who, _)| who));
            }
        }
    }
}
