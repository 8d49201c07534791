//! The timers of one arbiter, in desk time: one structure for all its roles, beside which one sleep of
//! the arbiter is enough.
//!
//! actix keeps a list of timers with each actor and looks at all of it whenever a message comes; this
//! is a heap of what is due, and slots that hold the messages.
//!
//! A timer that is due goes to its role through the mailbox, where other messages may be before it.
//! One of those may cancel it. So a timer keeps its slot until its role takes it, and is as good as
//! cancelled if the slot is no longer its own by then.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::Time;
use crate::desk::{Class, Message, TimerId};

/// What is due, and when: instant, class, number of the timer, slot.
type DueKey = (Time, Class, u64, u32);

/// The timers of one arbiter.
#[derive(Debug, Default)]
pub struct LiveTimers {
    due: BinaryHeap<Reverse<DueKey>>,
    slots: Vec<TimerSlot>,
    free: Vec<u32>,
    last_number: u64,
    /// Keys in the heap whose timers were cancelled.
    cancelled: usize,
}

#[derive(Debug)]
struct TimerSlot {
    /// The number of the timer that has this slot; zero if none has.
    number: u64,
    /// What is to be sent; `None` once it is under way.
    message: Option<Message>,
}

impl LiveTimers {
    /// Adds a timer.
    pub fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId {
        self.last_number += 1;
        let number = self.last_number;
        let timer = TimerSlot { number, message: Some(message) };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = timer;
                slot
            }
            None => {
                self.slots.push(timer);
                u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 timers at once")
            }
        };
        self.due.push(Reverse((at, class, number, slot)));
        // The low bits tell a timer from those that had its slot shortly before.
        TimerId::new(slot, number as u32)
    }

    /// Cancels a timer, unless its role has taken it already.
    pub fn cancel(&mut self, timer: TimerId) {
        if let Some(message) = self.free_slot(timer) {
            self.cancelled += usize::from(message.is_some());
            if self.cancelled > 64 && self.cancelled > self.due.len() / 2 {
                self.forget_cancelled();
            }
        }
    }

    /// The role takes a timer that has come by its mailbox. Says whether it still stands.
    pub fn take(&mut self, timer: TimerId) -> bool {
        self.free_slot(timer).is_some()
    }

    /// When the first timer is due; [`Time::NEVER`] if there is none.
    pub fn next_at(&mut self) -> Time {
        while let Some(Reverse((at, _, number, slot))) = self.due.peek() {
            if self.slots[*slot as usize].number == *number {
                return *at;
            }
            self.due.pop();
            self.cancelled -= 1;
        }
        Time::NEVER
    }

    /// The first timer that is due by now, when it was due, and what is to be sent.
    pub fn pop_due(&mut self, now: Time) -> Option<(TimerId, Time, Message)> {
        if self.next_at() > now {
            return None;
        }
        let Reverse((at, _, number, slot)) = self.due.pop()?;
        let message = self.slots[slot as usize].message.take()?;
        Some((TimerId::new(slot, number as u32), at, message))
    }

    /// How many timers are set.
    pub fn len(&self) -> usize {
        self.due.len() - self.cancelled
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The slot of a timer is free from now on; what was in it, if it was that timer's.
    fn free_slot(&mut self, timer: TimerId) -> Option<Option<Message>> {
        let slot = self.slots.get_mut(timer.slot() as usize)?;
        if slot.number == 0 || slot.number as u32 != timer.generation {
            return None;
        }
        slot.number = 0;
        self.free.push(timer.slot());
        Some(slot.message.take())
    }

    /// Keys of timers that are cancelled long before they are due would accumulate.
    #[cold]
    fn forget_cancelled(&mut self) {
        let slots = &self.slots;
        self.due.retain(|Reverse((_, _, number, slot))| slots[*slot as usize].number == *number);
        self.cancelled = 0;
    }
}
