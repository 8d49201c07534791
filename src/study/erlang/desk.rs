//! A desk of typed figures: what so many operators give, and how many it takes.
//!
//! Flows are pooled before anything is rounded: what a sheet for each flow by itself would round up
//! is one desk here.

use super::chats::{ChatSlots, SlotsInUse, is_exact, solve_slots};
use super::erlang_a::OfferedWait;

/// The largest desk that is looked at.
const MAX_OPERATORS: u32 = 1_000_000;

/// A desk: what comes, and how it is worked off.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedDesk {
    /// Sessions a second, all flows together.
    pub arrivals: f64,
    /// Slots of an operator; the mean length is that of all flows together.
    pub slots: ChatSlots,
    /// How long a client waits before giving up, in seconds, on average (exponential); `None`: as
    /// long as it takes.
    pub mean_patience: Option<f64>,
}

/// What a number of operators gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeskFigures {
    /// The share of sessions that do not start at once.
    pub waited_share: f64,
    /// The share of sessions that are abandoned.
    pub abandon_rate: f64,
    /// The mean wait over all sessions, in seconds, abandoned ones included.
    pub wait: f64,
    /// The mean wait of the answered, in seconds.
    pub asa: f64,
    /// The share of time in which an operator has a session.
    pub occupancy: f64,
    /// Sessions of an operator who has any, on average.
    pub concurrency: f64,
    tail: WaitTail,
}

/// How long those wait who wait.
#[derive(Clone, Copy, Debug, PartialEq)]
enum WaitTail {
    /// As long as it takes: waits die out at this rate, 1/s.
    Endless(f64),
    /// Until they give up.
    Impatient(OfferedWait),
}

impl TypedDesk {
    /// What so many operators give; `None` where the queue would grow for ever.
    pub fn with(&self, operators: u32) -> Option<DeskFigures> {
        let SlotsInUse { full, sessions, busy } =
            solve_slots(&self.slots, self.arrivals, operators);
        // What ends in a second while every slot is taken.
        let service = f64::from(operators) * self.slots.end_rate(self.slots.limit);
        let (queue, waiting, tail) = match self.mean_patience {
            None if self.arrivals >= service => return None,
            None => {
                let ratio = self.arrivals / service;
                let queue = full * ratio / (1.0 - ratio);
                (queue, queue / (1.0 - ratio), WaitTail::Endless(service - self.arrivals))
            }
            Some(patience) => {
                let (queue, waiting) = self.queue_weights(full, service, 1.0 / patience);
                let impatience = 1.0 / patience;
                let wait = OfferedWait { arrivals: self.arrivals, service, impatience };
                (queue, waiting, WaitTail::Impatient(wait))
            }
        };
        let all = 1.0 + queue;
        let (operators, slots) = (f64::from(operators), f64::from(self.slots.limit));
        let waiting = waiting / all;
        let waited_share = (full + queue) / all;
        let abandon_rate = self.mean_patience.map_or(0.0, |mean| waiting / mean / self.arrivals);
        let busy = (busy + queue * operators) / all;
        let wait = waiting / self.arrivals;
        let asa = match tail {
            WaitTail::Endless(_) => wait,
            WaitTail::Impatient(offered) => {
                waited_share * offered.mean_of_stayed() / (1.0 - abandon_rate)
            }
        };
        Some(DeskFigures {
            waited_share,
            abandon_rate,
            wait,
            asa,
            occupancy: busy / operators,
            concurrency: (sessions + queue * operators * slots) / all / busy,
            tail,
        })
    }

    /// The weight of all states with a queue beside those without, and the same times its length.
    fn queue_weights(&self, full: f64, service: f64, impatience: f64) -> (f64, f64) {
        let (mut weight, mut queue, mut waiting) = (full, 0.0, 0.0);
        for length in 1..=u32::MAX {
            weight *= self.arrivals / (service + f64::from(length) * impatience);
            queue += weight;
            waiting += weight * f64::from(length);
            let falls = self.arrivals < service + f64::from(length) * impatience;
            if falls && weight * f64::from(length) <= queue * 1e-17 {
                break;
            }
        }
        (queue, waiting)
    }

    /// The share of sessions that so many operators refuse where no session may wait (Erlang B, with
    /// slots).
    pub fn refused(&self, operators: u32) -> f64 {
        solve_slots(&self.slots, self.arrivals, operators).full
    }

    /// The fewest operators with whom `meets` holds; `None` if no number does. Every larger number
    /// must meet it too.
    pub fn fewest(&self, meets: impl Fn(u32) -> bool) -> Option<u32> {
        let mut high = 1;
        while !meets(high) {
            high = high.checked_mul(2).filter(|high| *high <= MAX_OPERATORS)?;
        }
        let mut low = high / 2;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if meets(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high)
    }

    /// Offered load in erlangs: the operators whom the work would keep busy, one session at a time.
    pub fn load(&self) -> f64 {
        self.arrivals * self.slots.mean_length
    }

    /// Whether a desk of so many operators is solved exactly.
    pub fn is_exact(&self, operators: u32) -> bool {
        is_exact(self.slots.limit, operators)
    }

    /// The same desk where operators have one session at a time, each of this mean length.
    #[must_use]
    pub fn one_at_a_time(&self, mean_length: f64) -> Self {
        let slots = ChatSlots { limit: 1, mean_length, ..self.slots.clone() };
        Self { slots, ..self.clone() }
    }
}

impl DeskFigures {
    /// A_T / (A + B): the share of all sessions that are answered within `seconds`.
    pub fn service_level_offered(&self, seconds: f64) -> f64 {
        match self.tail {
            WaitTail::Endless(decay) => 1.0 - self.waited_share * (-decay * seconds).exp(),
            WaitTail::Impatient(wait) => {
                1.0 - self.waited_share + self.waited_share * wait.answered_within(seconds)
            }
        }
    }

    /// A_T / A: the share of the answered that are answered within `seconds`.
    pub fn service_level_answered(&self, seconds: f64) -> f64 {
        self.service_level_offered(seconds) / (1.0 - self.abandon_rate)
    }

    /// A_T / (A + B - B_s), where B_s gave up sooner than `short`.
    pub fn service_level(&self, seconds: f64, short: f64) -> f64 {
        self.service_level_offered(seconds) / (1.0 - self.abandoned_within(short))
    }

    /// The share of all sessions that are abandoned within `seconds`.
    pub fn abandoned_within(&self, seconds: f64) -> f64 {
        match self.tail {
            WaitTail::Endless(_) => 0.0,
            WaitTail::Impatient(wait) => self.waited_share * wait.abandoned_within(seconds),
        }
    }
}
