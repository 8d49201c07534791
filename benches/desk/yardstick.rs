//! The yardstick: Erlang-A written by hand, an event loop that does nothing but this model.
//!
//! The heap of the standard library, one event for each arrival, departure and abandonment; an
//! abandonment is cancelled by generation. No metrics beyond the two sums that show that the model
//! is the same. What a general simulator costs is measured against this.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// Events, in the order in which they are handled at one instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Departure,
    Abandonment { slot: u32, generation: u32 },
    Arrival,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    generation: u32,
    since: u64,
    waits: bool,
}

/// What the model counts.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) abandoned: u64,
    /// All waits, in microseconds.
    pub(crate) waited: u64,
}

struct Loop {
    draws: Xoshiro256PlusPlus,
    heap: BinaryHeap<Reverse<(u64, u64, Event)>>,
    number: u64,
    queue: VecDeque<u32>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    outcome: Outcome,
}

impl Loop {
    fn schedule(&mut self, now: u64, mean: f64, event: Event) {
        let one: f64 = Exp1.sample(&mut self.draws);
        self.heap.push(Reverse((now + (one * mean * 1e6) as u64, self.number, event)));
        self.number += 1;
    }

    fn wait(&mut self, now: u64, patience: f64) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() as u32 - 1
        });
        let place = &mut self.slots[slot as usize];
        (place.since, place.waits) = (now, true);
        let generation = place.generation;
        self.queue.push_back(slot);
        self.schedule(now, patience, Event::Abandonment { slot, generation });
    }

    fn serve_next(&mut self, now: u64) -> bool {
        while let Some(slot) = self.queue.pop_front() {
            let place = &mut self.slots[slot as usize];
            let waits = std::mem::take(&mut place.waits);
            place.generation += 1;
            self.free.push(slot);
            if waits {
                self.outcome.waited += now - place.since;
                return true;
            }
        }
        false
    }

    fn abandon(&mut self, now: u64, slot: u32, generation: u32) {
        let place = &mut self.slots[slot as usize];
        if place.generation == generation && place.waits {
            place.waits = false;
            self.outcome.abandoned += 1;
            self.outcome.waited += now - place.since;
        }
    }
}

/// Runs the model with so many sessions at so many operators; the means are in seconds.
pub(crate) fn run(operators: u32, sessions: u64, gap: f64, work: f64, patience: f64) -> Outcome {
    let mut desk = Loop {
        draws: Xoshiro256PlusPlus::seed_from_u64(1),
        heap: BinaryHeap::new(),
        number: 0,
        queue: VecDeque::new(),
        slots: Vec::new(),
        free: Vec::new(),
        outcome: Outcome::default(),
    };
    let mut busy = 0;
    let mut arrived = 0;
    desk.schedule(0, gap, Event::Arrival);
    while let Some(Reverse((now, _, event))) = desk.heap.pop() {
        match event {
            Event::Arrival => {
                arrived += 1;
                if arrived < sessions {
                    desk.schedule(now, gap, Event::Arrival);
                }
                if busy < operators {
                    busy += 1;
                    desk.schedule(now, work, Event::Departure);
                } else {
                    desk.wait(now, patience);
                }
            }
            Event::Departure if desk.serve_next(now) => desk.schedule(now, work, Event::Departure),
            Event::Departure => busy -= 1,
            Event::Abandonment { slot, generation } => desk.abandon(now, slot, generation),
        }
    }
    desk.outcome
}
