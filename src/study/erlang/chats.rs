//! Several chats at once: operators who have up to a limit of sessions, each of which goes slower
//! the more there are.
//!
//! A new session goes to the operator with the fewest. The state is how many operators have 0, 1, …
//! sessions; beyond that a queue. Sessions that wait are there only while every slot is taken, so the
//! queue is an excursion from one single state, and the rest is solved without it: exactly, where
//! the states can be counted, and otherwise as if sessions were always spread evenly, which they
//! nearly are at a large desk.

use std::collections::BTreeMap;

use crate::plan::SpeedCurve;

/// More states than this are not solved one by one.
const MAX_STATES: usize = 30_000;
/// Sweeps over all states; each halves the error at least, so that this is never reached.
const MAX_SWEEPS: u32 = 20_000;

/// The slots of a desk and the pace of the work in them.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatSlots {
    /// Sessions that an operator has at once, at most.
    pub limit: u32,
    /// How fast each goes, by their number.
    pub speeds: SpeedCurve,
    /// How long a session takes an operator who has no other, in seconds.
    pub mean_length: f64,
}

impl ChatSlots {
    /// The rate at which one of an operator's `level` sessions ends, all together.
    pub(super) fn end_rate(&self, level: u32) -> f64 {
        f64::from(level) * self.speeds.speed_at(level) / self.mean_length
    }
}

/// A desk without its queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SlotsInUse {
    /// The share of time in which every slot is taken, if no session waited.
    pub(super) full: f64,
    /// Sessions with operators, on average.
    pub(super) sessions: f64,
    /// Operators with a session, on average.
    pub(super) busy: f64,
}

/// Solves the slots of so many operators for `arrivals` a second that are lost where all are taken.
pub(super) fn solve_slots(slots: &ChatSlots, arrivals: f64, operators: u32) -> SlotsInUse {
    if operators == 0 || slots.limit == 0 {
        return SlotsInUse { full: 1.0, sessions: 0.0, busy: 0.0 };
    }
    match LevelStates::new(slots, operators) {
        Some(states) => states.solve(arrivals),
        None => solve_evenly(slots, arrivals, operators),
    }
}

/// Whether a desk of this size is solved state by state.
pub(super) fn is_exact(limit: u32, operators: u32) -> bool {
    count_states(limit, operators).is_some()
}

/// The ways to give `operators` each 0 to `limit` sessions: C(operators + limit, limit).
fn count_states(limit: u32, operators: u32) -> Option<usize> {
    let mut states = 1_usize;
    for step in 1..=limit as usize {
        states = states.checked_mul(operators as usize + step)? / step;
        if states > MAX_STATES {
            return None;
        }
    }
    Some(states)
}

/// As if sessions were always spread evenly.
fn solve_evenly(slots: &ChatSlots, arrivals: f64, operators: u32) -> SlotsInUse {
    let (n, most) = (u64::from(operators), u64::from(operators) * u64::from(slots.limit));
    let (mut weight, mut total, mut sessions, mut busy) = (1.0_f64, 1.0, 0.0, 0.0);
    for here in 1..=most {
        let (level, more) = ((here / n) as u32, here % n);
        let rate =
            (n - more) as f64 * slots.end_rate(level) + more as f64 * slots.end_rate(level + 1);
        weight *= arrivals / rate;
        total += weight;
        sessions += weight * here as f64;
        busy += weight * here.min(n) as f64;
        // The weights may leave the range of a float long before the last.
        if total > 1e200 {
            for sum in [&mut weight, &mut total, &mut sessions, &mut busy] {
                *sum /= 1e200;
            }
        }
    }
    SlotsInUse { full: weight / total, sessions: sessions / total, busy: busy / total }
}

/// Every state: how many operators have 0, 1, … sessions.
struct LevelStates {
    limit: u32,
    /// By the number of sessions; the last holds the one state in which every slot is taken.
    by_sessions: Vec<Vec<State>>,
}

struct State {
    operators_at: Vec<u32>,
    /// All that end a session here.
    end_rate: f64,
    /// Places, among those with one session fewer, from which an arrival leads here.
    arrivals_from: Vec<usize>,
    /// Places among those with one session more, and the rate at which an end there leads here.
    ends_from: Vec<(usize, f64)>,
}

impl LevelStates {
    fn new(slots: &ChatSlots, operators: u32) -> Option<Self> {
        count_states(slots.limit, operators)?;
        let limit = slots.limit as usize;
        let mut by_sessions: Vec<Vec<State>> = Vec::new();
        by_sessions.resize_with(operators as usize * limit + 1, Vec::new);
        let mut places = BTreeMap::new();
        let mut add = |operators_at: &[u32]| {
            let counted = operators_at.iter().zip(0_u32..);
            let sessions = counted.clone().map(|(number, level)| number * level).sum::<u32>();
            let ends =
                counted.map(|(number, level)| f64::from(*number) * slots.end_rate(level)).sum();
            let alike = &mut by_sessions[sessions as usize];
            places.insert(operators_at.to_vec(), alike.len());
            alike.push(State {
                operators_at: operators_at.to_vec(),
                end_rate: ends,
                arrivals_from: Vec::new(),
                ends_from: Vec::new(),
            });
        };
        each_split(&mut vec![0; limit + 1], limit, operators, &mut add);
        for sessions in 0..by_sessions.len() - 1 {
            for place in 0..by_sessions[sessions].len() {
                let mut to = by_sessions[sessions][place].operators_at.clone();
                let fewest = to[..limit].iter().position(|number| *number > 0)?;
                to[fewest] -= 1;
                to[fewest + 1] += 1;
                by_sessions[sessions + 1][places[&to]].arrivals_from.push(place);
            }
            for place in 0..by_sessions[sessions + 1].len() {
                let from = by_sessions[sessions + 1][place].operators_at.clone();
                for level in (1..=limit).filter(|level| from[*level] > 0) {
                    let mut to = from.clone();
                    to[level] -= 1;
                    to[level - 1] += 1;
                    let rate = f64::from(from[level]) * slots.end_rate(level as u32);
                    by_sessions[sessions][places[&to]].ends_from.push((place, rate));
                }
            }
        }
        Some(Self { limit: slots.limit, by_sessions })
    }

    /// Gauss-Seidel over the states, with the share of each number of sessions set right before each
    /// sweep by the cut between it and the next (aggregation and disaggregation; Koury, McAllister
    /// and Stewart 1984).
    fn solve(&self, arrivals: f64) -> SlotsInUse {
        let mut shares: Vec<Vec<f64>> =
            self.by_sessions.iter().map(|alike| vec![1.0; alike.len()]).collect();
        for _ in 0..MAX_SWEEPS {
            self.balance_cuts(arrivals, &mut shares);
            if self.sweep(arrivals, &mut shares) < 1e-13 {
                break;
            }
        }
        self.balance_cuts(arrivals, &mut shares);
        let mut used = SlotsInUse { full: 0.0, sessions: 0.0, busy: 0.0 };
        for (sessions, (alike, shares)) in self.by_sessions.iter().zip(&shares).enumerate() {
            for (state, share) in alike.iter().zip(shares) {
                let idle = state.operators_at[0];
                let all: u32 = state.operators_at.iter().sum();
                used.sessions += share * sessions as f64;
                used.busy += share * f64::from(all - idle);
            }
        }
        used.full = shares.last().and_then(|last| last.first()).copied().unwrap_or(1.0);
        debug_assert!(self.limit > 0);
        used
    }

    /// As many go up from each number of sessions as come down to it.
    fn balance_cuts(&self, arrivals: f64, shares: &mut [Vec<f64>]) {
        let mut weight = 1.0_f64;
        let mut weights = vec![weight];
        for (alike, shares) in self.by_sessions.iter().zip(shares.iter()).skip(1) {
            let total: f64 = shares.iter().sum();
            let ends = alike.iter().zip(shares).map(|(state, share)| state.end_rate * share);
            weight *= arrivals * total / ends.sum::<f64>();
            weights.push(weight);
            if weight > 1e200 {
                weights.iter_mut().for_each(|each| *each /= 1e200);
                weight /= 1e200;
            }
        }
        let all: f64 = weights.iter().sum();
        for (shares, weight) in shares.iter_mut().zip(weights) {
            let total: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share *= weight / all / total);
        }
    }

    /// One sweep; returns the largest change, as a part of what its number of sessions has.
    fn sweep(&self, arrivals: f64, shares: &mut [Vec<f64>]) -> f64 {
        let last = self.by_sessions.len() - 1;
        let mut change = 0.0_f64;
        for sessions in 0..=last {
            let total: f64 = shares[sessions].iter().sum();
            for (place, state) in self.by_sessions[sessions].iter().enumerate() {
                let mut inflow = 0.0;
                for from in &state.arrivals_from {
                    inflow += arrivals * shares[sessions - 1][*from];
                }
                for (from, rate) in &state.ends_from {
                    inflow += rate * shares[sessions + 1][*from];
                }
                let outflow = state.end_rate + if sessions < last { arrivals } else { 0.0 };
                let new = inflow / outflow;
                // What is as rare as this is not looked at, and a share of nothing could never grow
                // again.
                change = change.max((new - shares[sessions][place]).abs() / total.max(1e-60));
                shares[sessions][place] = new.max(1e-90);
            }
        }
        change
    }
}

/// Calls `add` with every way to split so many operators over the levels up to `level`.
fn each_split(split: &mut Vec<u32>, level: usize, left: u32, add: &mut impl FnMut(&[u32])) {
    if level == 0 {
        split[0] = left;
        add(split);
        return;
    }
    for number in 0..=left {
        split[level] = number;
        each_split(split, level - 1, left - number, add);
    }
    split[level] = 0;
}
