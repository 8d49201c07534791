//! The closed forms inverted: the fewest operators or licenses that meet a target.
//!
//! Each target is met by every larger number too (the shares are monotone in it), so the first that
//! meets it is the answer. Which service level is meant decides: at 500 erlangs the definitions lie
//! 33 operators apart.

use super::{ErlangA, ErlangC};

/// The largest answer: a target that no number meets ends here.
const MAX_SERVERS: u32 = 1_000_000;

fn first_meeting(from: u32, meets: impl Fn(u32) -> bool) -> Option<u32> {
    (from..=MAX_SERVERS).find(|number| meets(*number))
}

/// The fewest operators, licenses or queue places that refuse at most the share `refused` of an
/// offered
/// `load` (Erlang B).
pub fn erlang_b_servers(load: f64, refused: f64) -> Option<u32> {
    // One recursion for all numbers, not one for each.
    let mut b = 1.0;
    (0..=MAX_SERVERS).find(|n| {
        if *n > 0 {
            b = load * b / (f64::from(*n) + load * b);
        }
        b <= refused
    })
}

/// The fewest operators who answer at least the share `target` of all sessions within `seconds`,
/// where clients wait as long as it takes (Erlang C).
pub fn erlang_c_operators(
    arrivals: f64,
    mean_length: f64,
    target: f64,
    seconds: f64,
) -> Option<u32> {
    let enough = (arrivals * mean_length) as u32;
    first_meeting(enough.max(1), |operators| {
        ErlangC::new(arrivals, mean_length, operators)
            .is_some_and(|desk| desk.answered_within(seconds) >= target)
    })
}

/// The fewest operators with whom `meets` holds, where clients have an exponential patience
/// (Erlang A).
pub fn erlang_a_operators(
    arrivals: f64,
    mean_length: f64,
    mean_patience: f64,
    meets: impl Fn(&ErlangA) -> bool,
) -> Option<u32> {
    first_meeting(1, |operators| {
        meets(&ErlangA::new(arrivals, mean_length, operators, mean_patience))
    })
}

/// The share of attempts to log in that find all of `licenses` held by others, where `users` have
/// names, and each is logged out and logged in for these mean times (Engset 1918).
///
/// A user who tries sees the licenses as the others alone would hold them: the share of time in
/// which all are held with one user less. Holds for any distributions of both times.
pub fn engset(users: u32, licenses: u32, mean_away: f64, mean_session: f64) -> f64 {
    let others = users.saturating_sub(1);
    if licenses > others {
        return 0.0;
    }
    let load = mean_session / mean_away;
    (1..=licenses).fold(1.0, |blocked, held| {
        let comes = load * f64::from(others - held + 1) * blocked;
        comes / (f64::from(held) + comes)
    })
}

/// The fewest licenses with which at most the share `refused` of attempts finds none (Engset).
pub fn licenses_for(users: u32, mean_away: f64, mean_session: f64, refused: f64) -> u32 {
    let meets = |licenses: &u32| engset(users, *licenses, mean_away, mean_session) <= refused;
    (0..users).find(meets).unwrap_or(users)
}

/// How many sessions at once an operator should have so that most are closed, and at what rate:
/// `rates[i]` is the rate at which one of i + 1 sessions at once comes to its end. The fewest where
/// several are equal; `None` of no rates.
pub fn best_concurrency(rates: &[f64]) -> Option<(usize, f64)> {
    let levels = rates.iter().enumerate().map(|(place, rate)| (place + 1, *rate));
    let all = levels.map(|(level, rate)| (level, level as f64 * rate));
    all.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// The operators whom a flow of `arrivals` needs where everything runs as smoothly as a fluid and
/// the share `abandoned` may give up: the static planning problem of a single kind of session, whose
/// linear programme is this quotient. A lower bound: chance comes on top.
pub fn fluid_operators(arrivals: f64, abandoned: f64, rates: &[f64]) -> Option<f64> {
    best_concurrency(rates).map(|(_, rate)| arrivals * (1.0 - abandoned) / rate)
}
