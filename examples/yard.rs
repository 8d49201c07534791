use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ev {
    Done,
    GiveUp(u32, u32),
    Arrive,
}
fn main() {
    let sessions: u64 = 1_000_000;
    let n = 100;
    let t0 = std::time::Instant::now();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut exp = |mean: f64| {
        let x: f64 = Exp1.sample(&mut rng);
        (x * mean * 1e6) as u64
    };
    let mut heap: BinaryHeap<Reverse<(u64, u64, Ev)>> = BinaryHeap::new();
    let mut seq = 0u64;
    let mut queue: VecDeque<u32> = VecDeque::new();
    let mut slab: Vec<(u32, u64, bool)> = vec![];
    let mut free: Vec<u32> = vec![];
    let mut busy = 0;
    let mut arrived = 0u64;
    let mut ab = 0u64;
    let mut wait = 0u64;
    heap.push(Reverse((exp(3.6), 0, Ev::Arrive)));
    while let Some(Reverse((now, _, ev))) = heap.pop() {
        match ev {
            Ev::Arrive => {
                arrived += 1;
                if arrived < sessions {
                    seq += 1;
                    heap.push(Reverse((now + exp(3.6), seq, Ev::Arrive)));
                }
                if busy < n {
                    busy += 1;
                    seq += 1;
                    heap.push(Reverse((now + exp(360.0), seq, Ev::Done)));
                } else {
                    let s = free.pop().unwrap_or_else(|| {
                        slab.push((0, 0, false));
                        slab.len() as u32 - 1
                    });
                    slab[s as usize].1 = now;
                    slab[s as usize].2 = true;
                    queue.push_back(s);
                    seq += 1;
                    heap.push(Reverse((
                        now + exp(120.0),
                        seq,
                        Ev::GiveUp(s, slab[s as usize].0),
                    )));
                }
            }
            Ev::Done => {
                busy -= 1;
                while let Some(s) = queue.pop_front() {
                    let e = &mut slab[s as usize];
                    let live = e.2;
                    e.0 += 1;
                    if live {
                        e.2 = false;
                        wait += now - e.1;
                    }
                    free.push(s);
                    if live {
                        busy += 1;
                        seq += 1;
                        heap.push(Reverse((now + exp(360.0), seq, Ev::Done)));
                        break;
                    }
                }
            }
            Ev::GiveUp(s, g) => {
                let e = &mut slab[s as usize];
                if e.0 == g && e.2 {
                    e.2 = false;
                    ab += 1;
                    wait += now - e.1;
                }
            }
        }
    }
    let e = t0.elapsed();
    println!(
        "yard {:.1} ns/session p_ab {:.5} wait {:.3}",
        e.as_nanos() as f64 / sessions as f64,
        ab as f64 / sessions as f64,
        wait as f64 / sessions as f64 / 1e6
    );
}
