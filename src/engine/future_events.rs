//! Future events in the order of (instant, class, number). The order is total: two events are never
//! equal, so no result depends on how the tree happens to be arranged.

use crate::base::Time;
use crate::desk::{Class, Message, TimerId};

/// A tournament tree over the slots of events: each node names the slot below it whose event is due first. An
/// event keeps its slot until it is taken or cancelled. Most events win against few others: to add or to cancel
/// one changes about two nodes. Only where the first is taken, all nodes between its slot and the root change.
#[derive(Debug, Default)]
pub struct FutureEvents {
    /// By slot; [`EventKey::NEVER`] where there is no event. Their number is even.
    keys: Vec<EventKey>,
    /// By slot, as far as slots were ever in use.
    messages: Vec<Option<Message>>,
    /// By node, as many as there are slots: below node n are the nodes 2n and 2n + 1, and the slots follow the
    /// last node as if they were nodes.
    winners: Vec<u32>,
    /// Slots that were in use and are not.
    free: Vec<u32>,
    last_number: u64,
}

/// When an event is due, and its rank among those of the same instant: from the top, 54 bits for the
/// instant, three for the class, 39 for the number of the event. Packed, as ten million clients may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, packed(4))]
struct EventKey {
    /// The instant, the class and the top of the number.
    high: u64,
    /// The rest of the number.
    low: u32,
}

impl EventKey {
    const AT_SHIFT: u32 = 10;
    const CLASS_SHIFT: u32 = 7;
    /// The last instant at which an event can be due: 570 years, and no run lasts longer than eleven.
    /// What is due later, or never, is kept here: before the slots without an event.
    const LAST_INSTANT: u64 = (1 << 54) - 2;
    /// Numbers of events are below this.
    const NUMBER_LIMIT: u64 = 1 << 39;
    /// Of a slot without an event.
    const NEVER: Self = Self { high: u64::MAX, low: u32::MAX };

    #[inline]
    fn new(at: Time, class: Class, number: u64) -> Self {
        let at = at.0.min(Self::LAST_INSTANT) << Self::AT_SHIFT;
        let high = at | (class as u64) << Self::CLASS_SHIFT | number >> 32;
        Self { high, low: number as u32 }
    }

    #[inline]
    fn at(self) -> Time {
        let at = self.high >> Self::AT_SHIFT;
        if at >= Self::LAST_INSTANT { Time::NEVER } else { Time(at) }
    }

    /// Whether it is due before the other. At one instant few are, so numbers are rarely asked.
    #[inline]
    fn is_before(self, other: Self) -> bool {
        let (high, other_high) = (self.high, other.high);
        if high == other_high { self.has_lower_number(other) } else { high < other_high }
    }

    #[cold]
    fn has_lower_number(self, other: Self) -> bool {
        self.low < other.low
    }
}

/// The node below which all slots are.
const ROOT: usize = 1;
/// What is named at the place before the root, which is no node.
const NO_SLOT: u32 = u32::MAX;

impl FutureEvents {
    /// Adds an event.
    #[inline]
    pub fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId {
        self.last_number += 1;
        let key = EventKey::new(at, class, self.last_number);
        let slot = self.free.pop().unwrap_or_else(|| self.new_slot());
        self.messages[slot as usize] = Some(message);
        let mut place = self.node_above(slot);
        while place >= ROOT && key.is_before(self.key(self.winners[place])) {
            self.winners[place] = slot;
            place /= 2;
        }
        self.keys[slot as usize] = key;
        // The low bits of the number tell an event from those that used its slot shortly before.
        TimerId::new(slot, self.last_number as u32)
    }

    /// Cancels an event, unless it was taken already.
    #[inline]
    pub fn cancel(&mut self, timer: TimerId) {
        let slot = timer.slot();
        let key = self.key(slot);
        if key != EventKey::NEVER && key.low == timer.generation {
            self.messages[slot as usize] = None;
            self.free_slot(slot);
        }
    }

    /// How many slots are in memory.
    pub fn footprint(&self) -> usize {
        self.keys.len()
    }

    /// An empty queue whose next event has the number after this one.
    pub fn numbered_from(last_number: u64) -> Self {
        Self { last_number, ..Self::default() }
    }

    /// Whether there is no room for many more events: of slots, or of numbers.
    pub fn is_full(&self) -> bool {
        const MARGIN: u64 = 1 << 24;
        self.messages.len() as u64 > (1 << 31) - MARGIN
            || self.last_number > EventKey::NUMBER_LIMIT - MARGIN
    }

    /// How much memory it takes.
    pub(super) fn bytes(&self) -> u64 {
        let keys = self.keys.capacity() * size_of::<EventKey>();
        let messages = self.messages.capacity() * size_of::<Option<Message>>();
        let slots = self.winners.capacity() + self.free.capacity();
        (keys + messages + slots * size_of::<u32>()) as u64
    }

    /// When the first event is due; [`Time::NEVER`] if there is none.
    #[inline]
    pub fn next_at(&self) -> Time {
        self.winners.get(ROOT).map_or(Time::NEVER, |first| self.key(*first).at())
    }

    /// Takes the first event.
    #[inline]
    pub fn pop(&mut self) -> Option<Message> {
        let first = *self.winners.get(ROOT)?;
        let message = self.messages.get_mut(first as usize)?.take();
        if message.is_some() {
            self.free_slot(first);
        }
        message
    }

    #[inline]
    fn key(&self, slot: u32) -> EventKey {
        self.keys[slot as usize]
    }

    #[inline]
    fn node_above(&self, slot: u32) -> usize {
        (self.keys.len() + slot as usize) / 2
    }

    /// There is no event in a slot any more: where it has won, another slot wins.
    #[inline]
    fn free_slot(&mut self, slot: u32) {
        self.keys[slot as usize] = EventKey::NEVER;
        self.free.push(slot);
        let (mut winner, mut key) = (slot, EventKey::NEVER);
        let mut other = slot ^ 1;
        let mut place = self.node_above(slot);
        let (keys, winners) = (self.keys.as_slice(), self.winners.as_mut_slice());
        while winners[place] == slot {
            let other_key = keys[other as usize];
            if other_key.is_before(key) {
                (winner, key) = (other, other_key);
            }
            winners[place] = winner;
            other = winners[place ^ 1];
            place /= 2;
        }
    }

    #[cold]
    fn new_slot(&mut self) -> u32 {
        let slot = self.messages.len();
        if slot == self.keys.len() {
            self.widen();
        }
        self.messages.push(None);
        u32::try_from(slot).expect("`is_full` was asked before")
    }

    /// Makes room for an eighth more events, or for a few, and finds all winners anew. What it makes room for takes
    /// memory from then on.
    fn widen(&mut self) {
        let slots = self.keys.len() + (self.keys.len() / 8).next_multiple_of(2).max(32);
        self.keys.reserve_exact(slots - self.keys.len());
        self.keys.resize(slots, EventKey::NEVER);
        self.winners.reserve_exact(slots - self.winners.len());
        self.winners.resize(slots, NO_SLOT);
        for place in (ROOT..slots).rev() {
            let below = 2 * place;
            let [left, right] = if below < slots {
                [self.winners[below], self.winners[below + 1]]
            } else {
                [below - slots, below - slots + 1].map(|slot| slot as u32)
            };
            let is_right = self.key(right).is_before(self.key(left));
            self.winners[place] = if is_right { right } else { left };
        }
    }
}
