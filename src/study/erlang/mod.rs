//! Closed forms of the queues that a simple desk is: what the simulation is checked against, and
//! what a planner's spreadsheet would say.
//!
//! Sessions arrive as a Poisson process and last exponentially long; each operator has one at a
//! time. Rates are per second, times in seconds, loads in erlangs (arrival rate × mean length).
//! `staffing` turns them round: the fewest operators or licenses that meet a target.

mod answer;
mod chats;
mod desk;
mod erlang_a;
mod sheet_error;
mod staffing;

pub use answer::{
    ErlangAnswer, ErlangQuestion, ErlangRow, ErlangTarget, OtherSheet, OtherSheetKind,
    ServiceLevelKind,
};
pub use chats::ChatSlots;
pub use desk::{DeskFigures, TypedDesk};
pub use erlang_a::ErlangA;
pub use sheet_error::{SheetError, worst_sheet_error};
pub use staffing::{
    best_concurrency, engset, erlang_a_operators, erlang_b_servers, erlang_c_operators,
    fluid_operators, licenses_for,
};

/// The share of sessions refused by `servers` without a queue at an offered `load` (Erlang B).
///
/// B(0) = 1, B(n) = aB(n−1) / (n + aB(n−1)); Erlang 1917. Holds for any distribution of the length.
pub fn erlang_b(load: f64, servers: u32) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b))
}

/// A desk whose clients wait as long as it takes (M/M/n, Erlang C).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangC {
    /// The share of sessions that wait.
    pub waited_share: f64,
    /// The mean wait over all sessions, in seconds.
    pub wait: f64,
    /// The rate at which waits die out, 1/s: P(W > t) = `waited_share` · exp(−`decay` · t).
    pub decay: f64,
    /// The share of time in which an operator is busy.
    pub occupancy: f64,
}

impl ErlangC {
    /// `None` where the load is not below the number of operators: the queue would grow for ever.
    pub fn new(arrivals: f64, mean_length: f64, operators: u32) -> Option<Self> {
        let load = arrivals * mean_length;
        let occupancy = load / f64::from(operators);
        if occupancy >= 1.0 {
            return None;
        }
        let b = erlang_b(load, operators);
        let waited_share = b / (1.0 - occupancy * (1.0 - b));
        let decay = f64::from(operators) / mean_length - arrivals;
        Some(Self { waited_share, wait: waited_share / decay, decay, occupancy })
    }

    /// The share of sessions answered within `seconds`.
    pub fn answered_within(&self, seconds: f64) -> f64 {
        1.0 - self.waited_share * (-self.decay * seconds).exp()
    }

    /// The wait that the `share` of all sessions does not exceed.
    pub fn wait_quantile(&self, share: f64) -> f64 {
        (self.waited_share / (1.0 - share)).ln().max(0.0) / self.decay
    }

    /// The standard deviation of the wait over all sessions, in seconds.
    pub fn wait_deviation(&self) -> f64 {
        (self.waited_share * (2.0 - self.waited_share)).sqrt() / self.decay
    }
}
