//! What is to happen, by (instant, class, number): a total order, so no result hangs on luck.

use crate::base::Time;
use crate::desk::{Class, Message, TimerId};

/// All that is due: a heap in which each has four below. It is flat, the four lie in one line of a
/// processor's cache, and the least of them is found without a branch to be guessed.
///
/// What an alarm says lies in a slot. One that is called off leaves its slot at once, and its
/// place in the order is passed over when it comes up.
#[derive(Debug, Default)]
pub(super) struct EventQueue {
    /// The first stands at place 3, and below the one at place n stand four at places from 4 (n - 2)
    /// on. Behind the last stands what is never due.
    heap: Vec<HeapBlock>,
    len: usize,
    slots: Vec<EventSlot>,
    free: Vec<u32>,
    last_number: u64,
    cancelled: usize,
}

/// 54 bits for the instant, two for the class, 40 for the number of the timer and 32 for its slot, in this
/// order from the top. The number decides before the slot is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct EventKey {
    /// The instant, the class and the top of the number.
    high: u64,
    /// The rest of the number, and the slot.
    low: u64,
}

impl EventKey {
    const AT_SHIFT: u32 = 10;
    const CLASS_SHIFT: u32 = 8;
    /// All instants from here on are one: 570 years, and no run lasts longer than eleven.
    const LAST_INSTANT: u64 = (1 << 54) - 2;
    /// Numbers of timers are below this.
    const NUMBER_LIMIT: u64 = 1 << 40;

    #[inline]
    fn new(at: Time, class: Class, number: u64, slot: u32) -> Self {
        let at = at.0.min(Self::LAST_INSTANT) << Self::AT_SHIFT;
        Self {
            high: at | (class as u64) << Self::CLASS_SHIFT | number >> 32,
            low: number << 32 | u64::from(slot),
        }
    }

    #[inline]
    fn at(self) -> Time {
        let at = self.high >> Self::AT_SHIFT;
        if at >= Self::LAST_INSTANT { Time::NEVER } else { Time(at) }
    }

    #[inline]
    fn number(self) -> u64 {
        (self.high & 0xff) << 32 | self.low >> 32
    }

    #[inline]
    fn slot(self) -> usize {
        self.low as u32 as usize
    }

    /// One comparison of one number.
    #[inline]
    fn to_u128(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }
}

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct HeapBlock([EventKey; 4]);

impl HeapBlock {
    /// Never due, and no two of them at once.
    const NEVER: Self = Self([never_due(3), never_due(2), never_due(1), never_due(0)]);

    /// The place of the least. It is looked up and not chosen: which of four it is, is anybody's
    /// guess.
    #[inline]
    fn least_index(&self) -> usize {
        let [a, b, c, d] = self.0.map(|due| due.high);
        let (sooner, one) = if b < a { (b, 1) } else { (a, 0) };
        let (other_sooner, other) = if d < c { (d, 3) } else { (c, 2) };
        if (a == b) | (c == d) | (sooner == other_sooner) {
            return self.least_index_with_ties();
        }
        if other_sooner < sooner { other } else { one }
    }

    /// The same where several may be due at one instant.
    #[cold]
    fn least_index_with_ties(&self) -> usize {
        let places = self.0.iter().enumerate();
        places.min_by_key(|(_, due)| **due).map_or(0, |(place, _)| place)
    }
}

const fn never_due(sooner: u64) -> EventKey {
    EventKey { high: u64::MAX - sooner, low: u64::MAX }
}

#[derive(Debug)]
struct EventSlot {
    /// The number of the timer that lies here; zero if none does.
    number: u64,
    message: Option<Message>,
}

/// Where the first stands.
const ROOT: usize = 3;

impl EventQueue {
    /// Enters something that is due.
    #[inline]
    pub(super) fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId {
        self.last_number += 1;
        let slot = self.free.pop().unwrap_or_else(|| self.new_slot());
        let number = self.last_number;
        self.slots[slot as usize] = EventSlot { number, message: Some(message) };
        self.push(EventKey::new(at, class, number, slot));
        // The low bits of the number tell a timer from others that were in its slot lately.
        TimerId { slot, generation: number as u32 }
    }

    /// Calls something off, unless it has come up already.
    #[inline]
    pub(super) fn cancel(&mut self, timer: TimerId) {
        let place = &mut self.slots[timer.slot as usize];
        if place.number != 0 && place.number as u32 == timer.generation {
            *place = EventSlot { number: 0, message: None };
            self.free.push(timer.slot);
            self.cancelled += 1;
            if self.cancelled > 64 && self.cancelled > self.slots.len() - self.free.len() {
                self.remove_cancelled();
            }
        }
    }

    /// There is no room for many more: of slots, or of numbers.
    pub(super) fn is_full(&self) -> bool {
        const MARGIN: u64 = 1 << 24;
        self.slots.len() as u64 > (1 << 32) - MARGIN
            || self.last_number > EventKey::NUMBER_LIMIT - MARGIN
    }

    /// How much memory it takes.
    pub(super) fn bytes(&self) -> u64 {
        let heap = self.heap.capacity() * size_of::<HeapBlock>();
        let slots = self.slots.capacity() * size_of::<EventSlot>();
        (heap + slots + self.free.capacity() * size_of::<u32>()) as u64
    }

    /// When the next is due; [`Time::NEVER`] if nothing is.
    #[inline]
    pub(super) fn next_at(&mut self) -> Time {
        while self.len > 0 {
            let key = self.key_at(ROOT);
            if self.slots[key.slot()].number == key.number() {
                return key.at();
            }
            self.remove_first();
            self.cancelled -= 1;
        }
        Time::NEVER
    }

    /// Takes the next, at which [`Agenda::next_at`] has looked.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Message> {
        if self.len == 0 {
            return None;
        }
        let key = self.key_at(ROOT);
        self.remove_first();
        let place = &mut self.slots[key.slot()];
        place.number = 0;
        self.free.push(key.slot() as u32);
        place.message.take()
    }

    #[inline]
    fn key_at(&self, place: usize) -> EventKey {
        self.heap[place / 4].0[place % 4]
    }

    #[inline]
    fn set_key(&mut self, place: usize, key: EventKey) {
        self.heap[place / 4].0[place % 4] = key;
    }

    #[inline]
    fn push(&mut self, key: EventKey) {
        let mut place = ROOT + self.len;
        self.len += 1;
        if place / 4 == self.heap.len() {
            self.heap.push(HeapBlock::NEVER);
        }
        while place > ROOT {
            let above = place / 4 + 2;
            let other = self.key_at(above);
            if other.to_u128() < key.to_u128() {
                break;
            }
            self.set_key(place, other);
            place = above;
        }
        self.set_key(place, key);
    }

    /// The first leaves, and the last looks for a place from the top.
    fn remove_first(&mut self) {
        self.len -= 1;
        let last = ROOT + self.len;
        let key = self.key_at(last);
        self.set_key(last, HeapBlock::NEVER.0[last % 4]);
        if self.len == 0 {
            return;
        }
        let (mut block, mut lane) = (0, ROOT);
        while let Some(below) = self.heap.get(4 * block + lane - 2) {
            let which = below.least_index();
            let least = below.0[which];
            if key.to_u128() <= least.to_u128() {
                break;
            }
            self.heap[block].0[lane % 4] = least;
            (block, lane) = (4 * block + lane - 2, which);
        }
        self.heap[block].0[lane % 4] = key;
    }

    #[cold]
    fn new_slot(&mut self) -> u32 {
        let slot = u32::try_from(self.slots.len()).expect("`is_full` was asked before");
        self.slots.push(EventSlot { number: 0, message: None });
        slot
    }

    /// Alarms that are called off long before they are due would pile up.
    #[cold]
    fn remove_cancelled(&mut self) {
        let keys = self.heap.iter().flat_map(|block| block.0).skip(ROOT).take(self.len);
        let is_live = |key: &EventKey| self.slots[key.slot()].number == key.number();
        let live: Vec<EventKey> = keys.filter(is_live).collect();
        (self.heap, self.len, self.cancelled) = (Vec::new(), 0, 0);
        for key in live {
            self.push(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::OperatorId;
    use crate::desk::OperatorInput;

    fn to(operator: u32) -> Message {
        Message::Operator(OperatorId(operator), OperatorInput::WorkDone)
    }

    fn operator_of(entry: Option<Message>) -> Option<u32> {
        match entry {
            Some(Message::Operator(id, _)) => Some(id.0),
            _ => None,
        }
    }

    #[test]
    fn at_one_instant_departures_go_before_abandonments_before_staff() {
        let mut event_queue = EventQueue::default();
        for (who, class) in [Class::Staff, Class::Abandonment, Class::Departure].iter().enumerate()
        {
            event_queue.schedule(Time(5), *class, to(who as u32));
        }
        event_queue.schedule(Time(4), Class::Staff, to(9));
        let order: Vec<_> = std::iter::from_fn(|| operator_of(event_queue.pop())).collect();
        assert_eq!(order, [9, 2, 1, 0]);
    }

    #[test]
    fn cancelled_events_never_fire_and_do_not_accumulate() {
        let mut event_queue = EventQueue::default();
        event_queue.schedule(Time(1_000_000), Class::Staff, to(7));
        for at in 0..10_000 {
            let timer = event_queue.schedule(Time(at), Class::Departure, to(0));
            event_queue.cancel(timer);
            event_queue.cancel(timer);
        }
        assert!(event_queue.heap.len() < 200 && event_queue.slots.len() < 4);
        assert_eq!(
            (event_queue.next_at(), operator_of(event_queue.pop())),
            (Time(1_000_000), Some(7))
        );
        assert_eq!((event_queue.next_at(), operator_of(event_queue.pop())), (Time::NEVER, None));
    }

    #[test]
    fn what_is_due_beyond_the_last_instant_is_never_due() {
        let mut event_queue = EventQueue::default();
        event_queue.schedule(Time(u64::MAX), Class::Departure, to(1));
        event_queue.schedule(Time(1 << 60), Class::Staff, to(2));
        assert_eq!(event_queue.next_at(), Time::NEVER);
        event_queue.schedule(Time(1 << 50), Class::Staff, to(3));
        assert_eq!(event_queue.next_at(), Time(1 << 50));
    }

    #[test]
    fn numbers_beyond_32_bits_keep_their_order() {
        let mut event_queue =
            EventQueue { last_number: u64::from(u32::MAX) - 2, ..EventQueue::default() };
        let timers: Vec<_> =
            (0..6).map(|who| event_queue.schedule(Time(5), Class::Staff, to(who))).collect();
        event_queue.cancel(timers[4]);
        let order = std::iter::from_fn(|| {
            event_queue.next_at();
            operator_of(event_queue.pop())
        });
        assert_eq!(order.collect::<Vec<_>>(), [0, 1, 2, 3, 5]);
        assert!(!event_queue.is_full());
        event_queue.last_number = EventKey::NUMBER_LIMIT - 1;
        assert!(event_queue.is_full());
    }

    /// Against a plain search, over random alarms, some of which are called off.
    #[test]
    fn events_come_in_the_order_of_a_linear_search() {
        let mut event_queue = EventQueue::default();
        let mut pending: Vec<(u64, u32, TimerId)> = Vec::new();
        for step in 0..20_000_u32 {
            let key = crate::base::StreamKey::root(u64::from(step));
            // First it fills up, over many blocks; then it empties.
            let odds = if step < 10_000 { 6 } else { 3 };
            if key.bits() % 10 < odds {
                let at = key.child(1).bits() % 5_000;
                let timer = event_queue.schedule(Time(at), Class::Departure, to(step));
                pending.push((at, step, timer));
            } else if key.bits() % 10 == 9 && !pending.is_empty() {
                let place = key.child(2).bits() as usize % pending.len();
                event_queue.cancel(pending.swap_remove(place).2);
            } else {
                let first = pending.iter().enumerate().min_by_key(|(_, (at, step, _))| (at, step));
                let place = first.map(|(place, _)| place);
                let searched = place.map(|place| pending.swap_remove(place));
                assert_eq!(event_queue.next_at().0, searched.map_or(u64::MAX, |(at, ..)| at));
                assert_eq!(operator_of(event_queue.pop()), searched.map(|(_, who, _)| who));
            }
        }
    }
}
