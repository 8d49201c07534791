//! The yardstick of two tiers, written by hand as the other one is: 60 operators, of whose sessions a quarter goes on
//! to one of three groups of ten experts. The desk of `benches/two-tier.toml`.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use rand_distr::{Distribution, Exp1, StandardUniform};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// Seconds: between two arrivals, of work at each tier, of patience.
const GAP: f64 = 60.0 / 13.0;
const WORK: [f64; 2] = [240.0, 480.0];
const PATIENCE: f64 = 180.0;

/// Events, in the order in which they are handled at one instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Departure { pool: u32 },
    Abandonment { slot: u32, generation: u32 },
    Arrival,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    generation: u32,
    pool: u32,
    since: u64,
    waits: bool,
}

struct Pool {
    free: u32,
    queue: VecDeque<u32>,
}

struct Loop {
    draws: Xoshiro256PlusPlus,
    heap: BinaryHeap<Reverse<(u64, u64, Event)>>,
    number: u64,
    /// The first tier, then three groups of experts.
    pools: [Pool; 4],
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// All waits, in microseconds.
    waited: u64,
}

impl Loop {
    fn schedule(&mut self, now: u64, mean: f64, event: Event) {
        let one: f64 = Exp1.sample(&mut self.draws);
        self.heap.push(Reverse((now + (one * mean * 1e6) as u64, self.number, event)));
        self.number += 1;
    }

    fn serve(&mut self, now: u64, pool: u32) {
        self.schedule(now, WORK[usize::from(pool > 0)], Event::Departure { pool });
    }

    fn join(&mut self, now: u64, pool: u32) {
        if self.pools[pool as usize].free > 0 {
            self.pools[pool as usize].free -= 1;
            self.serve(now, pool);
            return;
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() as u32 - 1
        });
        let place = &mut self.slots[slot as usize];
        (place.since, place.pool, place.waits) = (now, pool, true);
        let generation = place.generation;
        self.pools[pool as usize].queue.push_back(slot);
        self.schedule(now, PATIENCE, Event::Abandonment { slot, generation });
    }

    fn depart(&mut self, now: u64, pool: u32) {
        let uniform: f64 = StandardUniform.sample(&mut self.draws);
        if pool == 0 && uniform < 0.25 {
            self.join(now, 1 + (uniform * 12.0) as u32);
        }
        while let Some(slot) = self.pools[pool as usize].queue.pop_front() {
            let place = &mut self.slots[slot as usize];
            let waits = std::mem::take(&mut place.waits);
            place.generation += 1;
            self.free.push(slot);
            if waits {
                self.waited += now - place.since;
                self.serve(now, pool);
                return;
            }
        }
        self.pools[pool as usize].free += 1;
    }

    fn abandon(&mut self, now: u64, slot: u32, generation: u32) {
        let place = &mut self.slots[slot as usize];
        if place.generation == generation && place.waits {
            place.waits = false;
            self.waited += now - place.since;
        }
    }
}

/// Runs the model with so many sessions. The sum of all waits shows that it is the same.
pub(crate) fn run(sessions: u64) -> u64 {
    let pool = |free| Pool { free, queue: VecDeque::new() };
    let mut desk = Loop {
        draws: Xoshiro256PlusPlus::seed_from_u64(1),
        heap: BinaryHeap::new(),
        number: 0,
        pools: [pool(60), pool(10), pool(10), pool(10)],
        slots: Vec::new(),
        free: Vec::new(),
        waited: 0,
    };
    let mut arrived = 0;
    desk.schedule(0, GAP, Event::Arrival);
    while let Some(Reverse((now, _, event))) = desk.heap.pop() {
        match event {
            Event::Arrival => {
                arrived += 1;
                if arrived < sessions {
                    desk.schedule(now, GAP, Event::Arrival);
                }
                desk.join(now, 0);
            }
            Event::Departure { pool } => desk.depart(now, pool),
            Event::Abandonment { slot, generation } => desk.abandon(now, slot, generation),
        }
    }
    desk.waited
}
