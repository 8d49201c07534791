//! What is to happen, by (instant, class, number): a total order, so no result hangs on luck.

use crate::base::Time;
use crate::desk::{AlarmId, Class, Message};

/// All that is due: a heap in which each has four below, so that it is flat, and the least of four
/// is found without a branch to be guessed.
///
/// What an alarm says lies in a slot. One that is called off leaves its slot at once, and its
/// place in the order is passed over when it comes up.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    /// The next first. Behind the last, up to a whole group of four, stands [`Due::NEVER`].
    heap: Vec<Due>,
    len: usize,
    slots: Vec<Slot>,
    free: Vec<u32>,
    number: u64,
    called_off: usize,
}

/// When, and from the top: two bits for the class, 38 for the number of the alarm, 24 for its slot.
/// The number decides before the slot is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due(u128);

impl Due {
    const NEVER: Self = Self(u128::MAX);
    const SLOT_BITS: u32 = 24;
    const CLASS_SHIFT: u32 = 62;

    #[inline]
    fn new(at: Time, order: u64) -> Self {
        Self(u128::from(at.0) << 64 | u128::from(order))
    }

    #[inline]
    fn at(self) -> Time {
        Time((self.0 >> 64) as u64)
    }

    #[inline]
    fn order(self) -> u64 {
        self.0 as u64
    }

    #[inline]
    fn slot(self) -> usize {
        self.0 as usize & ((1 << Self::SLOT_BITS) - 1)
    }
}

/// The low bits of the number: they tell an alarm from others that were in its slot lately.
#[inline]
fn generation(order: u64) -> u32 {
    (order >> Due::SLOT_BITS) as u32
}

#[derive(Debug)]
struct Slot {
    /// The order of the alarm that lies here; zero if none does.
    order: u64,
    message: Option<Message>,
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
        self.push(Due::new(at, order));
        AlarmId { slot, generation: generation(order) }
    }

    /// Calls something off, unless it has come up already.
    #[inline]
    pub(super) fn call_off(&mut self, alarm: AlarmId) {
        let place = &mut self.slots[alarm.slot as usize];
        if place.order != 0 && generation(place.order) == alarm.generation {
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
        while let Some(due) = self.heap.first() {
            if *due == Due::NEVER || self.slots[due.slot()].order == due.order() {
                return due.at();
            }
            self.drop_first();
            self.called_off -= 1;
        }
        Time::NEVER
    }

    /// Takes the next, at which [`Agenda::next_at`] has looked.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Message> {
        let due = *self.heap.first().filter(|due| **due != Due::NEVER)?;
        self.drop_first();
        let place = &mut self.slots[due.slot()];
        place.order = 0;
        self.free.push(due.slot() as u32);
        place.message.take()
    }

    #[inline]
    fn push(&mut self, due: Due) {
        let mut place = self.len;
        self.len += 1;
        if place >= self.heap.len() {
            let more = if place == 0 { 1 } else { 4 };
            self.heap.extend([Due::NEVER; 4].into_iter().take(more));
        }
        while place > 0 {
            let above = (place - 1) / 4;
            if self.heap[above] < due {
                break;
            }
            self.heap[place] = self.heap[above];
            place = above;
        }
        self.heap[place] = due;
    }

    /// The first leaves, and the last looks for a place from the top.
    fn drop_first(&mut self) {
        self.len -= 1;
        let due = std::mem::replace(&mut self.heap[self.len], Due::NEVER);
        if self.len == 0 {
            return;
        }
        let mut place = 0;
        // Looked up and not chosen: who is the least of four is anybody's guess.
        while let Some(four) = self.heap.get(4 * place + 1..4 * place + 5) {
            let one = usize::from(four[1] < four[0]);
            let other = 2 + usize::from(four[3] < four[2]);
            let which = if four[other] < four[one] { other } else { one };
            let least = four[which];
            if due <= least {
                break;
            }
            self.heap[place] = least;
            place = 4 * place + 1 + which;
        }
        self.heap[place] = due;
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
        let is_live = |due: &Due| self.slots[due.slot()].order == due.order();
        self.heap.truncate(self.len);
        self.heap.retain(is_live);
        // What is in order is a heap.
        self.heap.sort_unstable();
        self.len = self.heap.len();
        self.heap.resize(self.len.next_multiple_of(4) + 1, Due::NEVER);
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
        assert!(agenda.heap.len() < 200 && agenda.slots.len() < 4);
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
