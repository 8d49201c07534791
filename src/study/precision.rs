//! How many replications it takes to know a figure so well.
//!
//! A sequential procedure: replications are added until half the width of the figure's 95 %
//! interval, by Student's t as if their number had been fixed, is no more than wanted (Law and
//! Kelton 1982; Law 2015, *Simulation Modeling and Analysis*, §9.4.1). As the aim goes to nothing
//! the interval covers the true value as often as it says (Chow and Robbins 1965).
//!
//! Its limit: whoever looks often and stops at a lucky look stops too soon, and the interval then
//! covers a little less often than 95 times of 100. So the first look is after ten replications at
//! the earliest, and from look to look the number grows by half: few looks, at places that are
//! fixed beforehand. They do not depend on `--jobs`, nor on how fast replications end.

use crate::base::LiveChatId;
use crate::metrics::ReplicationStats;
use crate::plan::{Plan, Precision};

/// A spread that was learned from fewer replications is not relied on.
const MIN_REPLICATIONS: u32 = 10;

/// After how many replications one looks next, having looked after `done` of them (none at first).
pub fn next_look(replications: u32, max_replications: u32, done: u32) -> u32 {
    let next = match done {
        0 => replications.max(MIN_REPLICATIONS),
        done => done.saturating_add((done / 2).max(MIN_REPLICATIONS)),
    };
    next.min(max_replications)
}

/// How precise the figure is.
#[derive(Clone, Debug, PartialEq)]
pub struct AchievedPrecision {
    /// What was wanted.
    pub aim: Precision,
    /// The vaguest of the live chats that count; `None` where the figure is defined for none.
    pub live_chat: Option<String>,
    /// Half the width of its interval: of a share in points, of anything else as a part of its
    /// value.
    pub half_width: f64,
    /// Whether that is as little as wanted.
    pub is_reached: bool,
    /// How many replications it took.
    pub replications: u32,
}

impl AchievedPrecision {
    /// How precise the figure is in the book as it stands. A live chat for which it is undefined
    /// (nobody came) does not count.
    pub(super) fn new(aim: &Precision, plan: &Plan, stats: &ReplicationStats) -> Self {
        let chats = (0..plan.live_chats.len()).map(LiveChatId::from);
        let wanted = chats.filter(|chat| aim.live_chat.is_none_or(|only| only == *chat));
        let imprecision = wanted.filter_map(|chat| {
            let (column, estimate) = stats.figure(chat, aim.figure)?;
            estimate.value.is_finite().then(|| (chat, estimate.imprecision(column.unit)))
        });
        // What cannot be told is vaguer than anything.
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
