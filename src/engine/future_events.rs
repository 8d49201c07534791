//! Future events in the order of (instant, class, number). The order is total: two events are never
//! equal, so no result depends on how the heap happens to be arranged.

use crate::base::Time;
use crate::desk::{Class, Message, TimerId};

/// A heap in which each entry has four children. It is flat, the four children lie in one cache line,
/// and the least of them is found without a branch that the processor must predict.
///
/// The heap holds keys; the message of an event lies in a slot. A cancelled event leaves its slot at
/// once, and its key is skipped when it comes to the top.
#[derive(Debug, Default)]
pub struct FutureEvents {
    /// The root is at place 3, and the children of place n are at the four places from 4 (n - 2) on.
    /// Places after the last entry hold keys that are never due.
    heap: Vec<HeapBlock>,
    len: usize,
    slots: Vec<EventSlot>,
    free: Vec<u32>,
    last_number: u64,
    cancelled: usize,
}

/// When an event is due, and its rank among those of the same instant: from the top, 54 bits for the
/// instant, three for the class, 39 for the number of the event and 32 for its slot. Numbers differ, so
/// the slot never decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct EventKey {
    /// The instant, the class and the top of the number.
    high: u64,
    /// The rest of the number, and the slot.
    low: u64,
}

impl EventKey {
    const AT_SHIFT: u32 = 10;
    const CLASS_SHIFT: u32 = 7;
    /// The last instant at which an event can be due: 570 years, and no run lasts longer than eleven.
    /// What is due later, or never, is kept here: before the places of the heap that hold nothing.
    const LAST_INSTANT: u64 = (1 << 54) - 2;
    /// Numbers of events are below this.
    const NUMBER_LIMIT: u64 = 1 << 39;

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
        (self.high & 0x7f) << 32 | self.low >> 32
    }

    #[inline]
    fn slot(self) -> usize {
        self.low as u32 as usize
    }

    /// A key as one number, so that keys are compared at once.
    #[inline]
    fn to_u128(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }
}

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct HeapBlock([EventKey; 4]);

impl HeapBlock {
    /// Keys that are never due, each at an instant of its own.
    const NEVER: Self = Self([never_due(3), never_due(2), never_due(1), never_due(0)]);

    /// The place of the least. No branch chooses it, because none could be predicted: each of the
    /// four is as likely as the others.
    #[inline]
    fn least_index(&self) -> usize {
        let [a, b, c, d] = &self.0;
        let (a, b, c, d) = (a.high, b.high, c.high, d.high);
        let (sooner, one) = if b < a { (b, 1) } else { (a, 0) };
        let (other_sooner, other) = if d < c { (d, 3) } else { (c, 2) };
        if (a == b) | (c == d) | (sooner == other_sooner) {
            return self.least_index_with_ties();
        }
        if other_sooner < sooner { other } else { one }
    }

    /// The same where several are due at one instant.
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
    /// The number of the event that uses this slot; zero if none does.
    number: u64,
    message: Option<Message>,
}

/// The place of the first event.
const ROOT: usize = 3;

impl FutureEvents {
    /// Adds an event.
    #[inline]
    pub fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId {
        self.last_number += 1;
        let slot = self.free.pop().unwrap_or_else(|| self.new_slot());
        let number = self.last_number;
        self.slots[slot as usize] = EventSlot { number, message: Some(message) };
        self.push(EventKey::new(at, class, number, slot));
        // The low bits of the number tell an event from those that used its slot shortly before.
        TimerId { slot, generation: number as u32 }
    }

    /// Cancels an event, unless it was taken already.
    #[inline]
    pub fn cancel(&mut self, timer: TimerId) {
        let place = &mut self.slots[timer.slot as usize];
        if place.number != 0 && place.number as u32 == timer.generation {
            *place = EventSlot { number: 0, message: None };
            self.free.push(timer.slot);
            self.cancelled += 1;
            if self.cancelled > 16 && 2 * self.cancelled > self.len {
                self.remove_cancelled();
            }
        }
    }

    /// How many blocks of the heap and slots are in memory, those of cancelled events included.
    pub fn footprint(&self) -> (usize, usize) {
        (self.heap.len(), self.slots.len())
    }

    /// An empty queue whose next event has the number after this one.
    pub fn numbered_from(last_number: u64) -> Self {
        Self { last_number, ..Self::default() }
    }

    /// Whether there is no room for many more events: of slots, or of numbers.
    pub fn is_full(&self) -> bool {
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

    /// When the first event is due; [`Time::NEVER`] if there is none.
    #[inline]
    pub fn next_at(&mut self) -> Time {
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

    /// Takes the first event. [`Self::next_at`] goes before, which skips cancelled ones.
    #[inline]
    pub fn pop(&mut self) -> Option<Message> {
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

    /// Removes the root; the last key moves down from the root to its place.
    fn remove_first(&mut self) {
        self.len -= 1;
        let last = ROOT + self.len;
        let key = self.key_at(last);
        self.set_key(last, HeapBlock::NEVER.0[last % 4]);
        if self.len == 0 {
            return;
        }
        self.sift_down(ROOT, key);
    }

    /// Puts a key at a place, or, if it is due later than what is below, moves it down.
    #[inline]
    fn sift_down(&mut self, place: usize, key: EventKey) {
        let (mut block, mut lane) = (place / 4, place % 4);
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

    /// Keys of events that are cancelled long before they are due would accumulate, and the heap would
    /// be deeper for them.
    #[cold]
    fn remove_cancelled(&mut self) {
        let keys = ROOT..ROOT + self.len;
        let mut kept = ROOT;
        for place in keys.clone() {
            let key = self.key_at(place);
            if self.slots[key.slot()].number == key.number() {
                self.set_key(kept, key);
                kept += 1;
            }
        }
        for place in kept..keys.end {
            self.set_key(place, HeapBlock::NEVER.0[place % 4]);
        }
        self.heap.truncate(kept.div_ceil(4));
        (self.len, self.cancelled) = (kept - ROOT, 0);
        // From the last entry that has children up to the root, each moves down to its place.
        for place in (ROOT..kept.div_ceil(4) + 2).rev() {
            self.sift_down(place, self.key_at(place));
        }
    }
}
