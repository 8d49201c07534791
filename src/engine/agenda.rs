//! What is to happen, by (instant, class, number): a total order, so no result hangs on luck.

use crate::base::Time;
use crate::desk::{AlarmId, Class, Message};

/// All that is due: a heap in which each has four below. It is flat, the four lie in one line of a
/// processor's cache, and the least of them is found without a branch to be guessed.
///
/// What an alarm says lies in a slot. One that is called off leaves its slot at once, and its
/// place in the order is passed over when it comes up.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    /// The first stands at place 3, and below the one at place n stand four at places from 4 (n - 2)
    /// on. Behind the last stands what is never due.
    heap: Vec<Four>,
    len: usize,
    slots: Vec<Slot>,
    free: Vec<u32>,
    number: u64,
    called_off: usize,
}

/// When, and then from the top: two bits for the class, 38 for the number of the alarm, 24 for its
/// slot. The number decides before the slot is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: Time,
    order: u64,
}

impl Due {
    const SLOT_BITS: u32 = 24;
    const CLASS_SHIFT: u32 = 62;

    #[inline]
    fn slot(self) -> usize {
        (self.order & ((1 << Self::SLOT_BITS) - 1)) as usize
    }

    /// One comparison of one number.
    #[inline]
    fn key(self) -> u128 {
        u128::from(self.at.0) << 64 | u128::from(self.order)
    }
}

/// The low bits of the number: they tell an alarm from others that were in its slot lately.
#[inline]
fn generation(order: u64) -> u32 {
    (order >> Due::SLOT_BITS) as u32
}

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Four([Due; 4]);

impl Four {
    /// Never due, and no two of them at once.
    const NEVER: Self = Self([never(3), never(2), never(1), never(0)]);

    /// The place of the least. It is looked up and not chosen: which of four it is, is anybody's
    /// guess.
    #[inline]
    fn least(&self) -> usize {
        let [a, b, c, d] = self.0.map(|due| due.at.0);
        let (sooner, one) = if b < a { (b, 1) } else { (a, 0) };
        let (other_sooner, other) = if d < c { (d, 3) } else { (c, 2) };
        if (a == b) | (c == d) | (sooner == other_sooner) {
            return self.least_at_once();
        }
        if other_sooner < sooner { other } else { one }
    }

    /// The same where several may be due at one instant.
    #[cold]
    fn least_at_once(&self) -> usize {
        let places = self.0.iter().enumerate();
        places.min_by_key(|(_, due)| **due).map_or(0, |(place, _)| place)
    }
}

const fn never(sooner: u64) -> Due {
    Due { at: Time(u64::MAX - sooner), order: u64::MAX }
}

#[derive(Debug)]
struct Slot {
    /// The order of the alarm that lies here; zero if none does.
    order: u64,
    message: Option<Message>,
}

/// Where the first stands.
const FIRST: usize = 3;

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
        self.push(Due { at, order });
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
        while self.len > 0 {
            let due = self.at(FIRST);
            if self.slots[due.slot()].order == due.order {
                return due.at;
            }
            self.drop_first();
            self.called_off -= 1;
        }
        Time::NEVER
    }

    /// Takes the next, at which [`Agenda::next_at`] has looked.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Message> {
        if self.len == 0 {
            return None;
        }
        let due = self.at(FIRST);
        self.drop_first();
        let place = &mut self.slots[due.slot()];
        place.order = 0;
        self.free.push(due.slot() as u32);
        place.message.take()
    }

    #[inline]
    fn at(&self, place: usize) -> Due {
        self.heap[place / 4].0[place % 4]
    }

    #[inline]
    fn put(&mut self, place: usize, due: Due) {
        self.heap[place / 4].0[place % 4] = due;
    }

    #[inline]
    fn push(&mut self, due: Due) {
        let mut place = FIRST + self.len;
        self.len += 1;
        if place / 4 == self.heap.len() {
            self.heap.push(Four::NEVER);
        }
        while place > FIRST {
            let above = place / 4 + 2;
            let other = self.at(above);
            if other.key() < due.key() {
                break;
            }
            self.put(place, other);
            place = above;
        }
        self.put(place, due);
    }

    /// The first leaves, and the last looks for a place from the top.
    fn drop_first(&mut self) {
        self.len -= 1;
        let last = FIRST + self.len;
        let due = self.at(last);
        self.put(last, Four::NEVER.0[last % 4]);
        if self.len == 0 {
            return;
        }
        let (mut four, mut lane) = (0, FIRST);
        while let Some(below) = self.heap.get(4 * four + lane - 2) {
            let which = below.least();
            let least = below.0[which];
            if due.key() <= least.key() {
                break;
            }
            self.heap[four].0[lane % 4] = least;
            (four, lane) = (4 * four + lane - 2, which);
        }
        self.heap[four].0[lane % 4] = due;
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
        let dues = self.heap.iter().flat_map(|four| four.0).skip(FIRST).take(self.len);
        let is_live = |due: &Due| self.slots[due.slot()].order == due.order;
        let live: Vec<Due> = dues.filter(is_live).collect();
        (self.heap, self.len, self.called_off) = (Vec::new(), 0, 0);
        for due in live {
            self.push(due);
        }
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
