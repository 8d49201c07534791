//! How many replications a stated precision takes.
//!
//! A sequential procedure: replications are added until half the width of the figure's 95 %
//! interval, by Student's t as if their number had been fixed, is no more than wanted (Law and
//! Kelton 1982; Law 2015, *Simulation Modeling and Analysis*, §9.4.1). As the aim goes to nothing
//! the interval covers the true value as often as it says (Chow and Robbins 1965).
//!
//! Its limit: a procedure that looks often and stops at a lucky look stops too soon, and the
//! interval then covers a little less often than 95 times of 100. So the first look is after ten
//! replications at the earliest, and from look to look the number grows by half: few looks, at
//! numbers that are fixed beforehand. They do not depend on `--jobs`, nor on how fast replications
//! end.

use crate::base::LiveChatId;
use crate::metrics::ReplicationStats;
use crate::plan::{Plan, Precision};

/// A variance that is estimated from fewer replications is not relied on.
const MIN_REPLICATIONS: u32 = 10;

/// The number of replications at the next look, after a look at `done` of them (zero at first).
pub fn next_look(replications: u32, max_replications: u32, done: u32) -> u32 {
    let next = match done {
        0 => replications.max(MIN_REPLICATIONS),
        done => done.saturating_add((done / 2).max(MIN_REPLICATIONS)),
    };
    next.min(max_replications)
}

/// How precise a figure is.
#[derive(Clone, Debug, PartialEq)]
pub struct AchievedPrecision {
    /// The precision that the scenario asks for.
    pub aim: Precision,
    /// The least precise of the live chats that count; `None` if the figure is defined for none.
    pub live_chat: Option<String>,
    /// Half the width of its interval: of a share in points, of anything else relative to its
    /// value.
    pub half_width: f64,
    /// Whether that is at most what the scenario asks for.
    pub is_reached: bool,
    /// The number of replications.
    pub replications: u32,
}

impl AchievedPrecision {
    /// The precision of the figure so far. A live chat for which it is undefined (no session
    /// arrived) does not count.
    pub(super) fn new(aim: &Precision, plan: &Plan, stats: &ReplicationStats) -> Self {
        let chats = (0..plan.live_chats.len()).map(LiveChatId::from);
        let wanted = chats.filter(|chat| aim.live_chat.is_none_or(|only| only == *chat));
        let imprecision = wanted.filter_map(|chat| {
            let (column, estimate) = stats.figure(chat, aim.figure)?;
            estimate.value.is_finite().then(|| (chat, estimate.imprecision(column.unit)))
        });
        // An interval that is undefined is the least precise of all.
        let rank = |value: f64| if value.is_nan() { f64::INFINITY } else { value };
        let least_precise = imprecision.reduce(|a, b| if rank(b.1) > rank(a.1) { b } else { a });
        Self {
            aim: aim.clone(),
            live_chat: least_precise.map(|(chat, _)| plan.live_chats[chat.index()].name.clone()),
            half_width: least_precise.map_or(f64::NAN, |(_, half_width)| half_width),
            is_reached: least_precise.is_some_and(|(_, half_width)| half_width <= aim.half_width),
            replications: stats.replications(),
        }
    }
}
