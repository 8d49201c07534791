//! How much memory a run takes, reckoned from its plan before it begins.
//!
//! What a plan holds is counted: operators, the queues that they serve, live chats and intervals. The bytes of each
//! were measured on whole processes, and are right to about a third. The sessions that are at the desk at once
//! are arithmetic over means ([`most_sessions`]).

use super::load::{most_sessions, sessions_by_flow};
use crate::engine;
use crate::plan::Plan;

/// What a run takes, about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MemoryEstimate {
    /// Bytes of the program, the plan and the figures of all replications.
    pub shared: u64,
    /// Bytes of each replication that runs at the same time as others, without its sessions.
    pub replication: u64,
    /// The most sessions that are at the desk at once in one replication.
    pub sessions: f64,
    /// Bytes of these sessions.
    pub session_bytes: u64,
}

/// The program without a scenario.
const PROGRAM: u64 = 14 << 20;
/// Of an operator: once, and in each replication.
const OPERATOR: (u64, u64) = (4_500, 1_500);
/// Of each queue that an operator serves, in each replication.
const MEMBERSHIP: u64 = 60;
/// Of a live chat: once, and in each replication.
const LIVE_CHAT: (u64, u64) = (44_000, 10_000);
/// The same for the percentiles of one that has more sessions than are kept one by one.
const PERCENTILES: (u64, u64) = (100_000, 100_000);
const MANY_SESSIONS: f64 = 512.0;
/// Of an interval of a live chat: once, and in each replication.
const INTERVAL: (u64, u64) = (1_750, 200);

/// What a run of this plan takes; `traced`: with a row for each session.
pub fn memory_estimate(plan: &Plan, traced: bool) -> MemoryEstimate {
    let (shared, replication) = fixed_bytes(plan);
    let sessions = most_sessions(plan);
    let session_bytes = (sessions * engine::session_bytes(traced) as f64) as u64;
    MemoryEstimate { shared, replication, sessions, session_bytes }
}

/// What is taken whatever happens: once, and by each replication at the same time.
pub(super) fn fixed_bytes(plan: &Plan) -> (u64, u64) {
    let count = |number: usize| number as u64;
    let (operators, live_chats) = (count(plan.operators.len()), count(plan.live_chats.len()));
    let memberships: usize = plan.operators.iter().map(|operator| operator.queues.len()).sum();
    let intervals = live_chats.saturating_mul(count(plan.run.interval_count()));
    let mut sessions = vec![0.0; plan.live_chats.len()];
    for (flow, expected) in plan.flows.iter().zip(sessions_by_flow(plan)) {
        sessions[flow.live_chat.index()] += expected;
    }
    let busy = count(sessions.into_iter().filter(|number| *number > MANY_SESSIONS).count());
    let all = |of: fn((u64, u64)) -> u64| {
        operators * of(OPERATOR)
            + live_chats * of(LIVE_CHAT)
            + busy * of(PERCENTILES)
            + intervals.saturating_mul(of(INTERVAL))
    };
    (PROGRAM + all(|(once, _)| once), count(memberships) * MEMBERSHIP + all(|(_, each)| each))
}

impl MemoryEstimate {
    /// All of it, with so many replications at the same time.
    pub fn total(&self, at_once: u64) -> u64 {
        let each = self.replication.saturating_add(self.session_bytes);
        self.shared.saturating_add(each.saturating_mul(at_once))
    }
}
