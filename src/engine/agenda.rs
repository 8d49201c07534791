//! What is to happen, by (instant, class, number): a total order, so no result hangs on luck.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::Time;
use crate::desk::{AlarmId, Class, Message};

/// Entries lie in slots; the heap holds their order. An entry that is called off leaves its slot
/// at once, and its place in the heap is passed over when it comes up.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Reverse<Due>>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    number: u64,
    called_off: usize,
}

#[derive(Clone, Copy, Debug)]
struct Due {
    at: Time,
    /// The class in the top byte, the number of the alarm below it: no two are equal.
    order: u64,
    slot: u32,
    generation: u32,
}

impl Due {
    /// One comparison of one number orders both.
    fn key(&self) -> u128 {
        u128::from(self.at.0) << 64 | u128::from(self.order)
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

#[derive(Debug)]
struct Slot {
    generation: u32,
    message: Option<Message>,
}

impl Agenda {
    /// Enters something that is due.
    pub(super) fn enter(&mut self, at: Time, class: Class, message: Message) -> AlarmId {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, message: None });
            u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 alarms are set")
        });
        let place = &mut self.slots[slot as usize];
        place.message = Some(message);
        let generation = place.generation;
        self.number += 1;
        let order = (class as u64) << 56 | self.number;
        self.heap.push(Reverse(Due { at, order, slot, generation }));
        AlarmId { slot, generation }
    }

    /// Calls something off, unless it has come up already.
    pub(super) fn call_off(&mut self, alarm: AlarmId) {
        let place = &mut self.slots[alarm.slot as usize];
        if place.generation == alarm.generation && place.message.take().is_some() {
            place.generation = place.generation.wrapping_add(1);
            self.free.push(alarm.slot);
            self.called_off += 1;
            self.sweep();
        }
    }

    /// When the next is due.
    pub(super) fn next_at(&mut self) -> Option<Time> {
        while let Some(Reverse(due)) = self.heap.peek() {
            if self.slots[due.slot as usize].generation == due.generation {
                return Some(due.at);
            }
            self.heap.pop();
            self.called_off -= 1;
        }
        None
    }

    /// Takes the next.
    pub(super) fn pop(&mut self) -> Option<(Time, Message)> {
        while let Some(Reverse(due)) = self.heap.pop() {
            let place = &mut self.slots[due.slot as usize];
            if place.generation == due.generation
                && let Some(message) = place.message.take()
            {
                place.generation = place.generation.wrapping_add(1);
                self.free.push(due.slot);
                return Some((due.at, message));
            }
            self.called_off -= 1;
        }
        None
    }

    /// Alarms that are called off long before they are due would pile up.
    fn sweep(&mut self) {
        if self.called_off > 64 && self.called_off > self.heap.len() / 2 {
            let slots = &self.slots;
            let is_live =
                |due: &Reverse<Due>| slots[due.0.slot as usize].generation == due.0.generation;
            self.heap.retain(is_live);
            self.called_off = 0;
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

    fn whose(entry: Option<(Time, Message)>) -> Option<u32> {
        match entry {
            Some((_, Message::Operator(id, _))) => Some(id.0),
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
        assert_eq!(whose(agenda.pop()), Some(7));
    }
}
