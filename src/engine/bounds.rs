//! What ends a replication before its time: a stop from outside, a bound that it reaches, and roles
//! that answer each other for ever.
//!
//! A replication is told of its causes (an arrival, or an event that comes due) and counts its
//! messages. From one cause follow messages, from those further ones, and so on, round after round,
//! all at one instant. How many messages there are in a round is the scenario's affair; how many
//! rounds follow from one cause is not: that is bounded by what the roles have on hand, or the
//! roles talk in a circle. That alone is a fault of this program. An instant at which too much
//! happens, and sessions that do not fit into memory, are reported as what they are.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ReplicationTask;
use crate::base::Time;

/// A bound of this program that a scenario reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundReached {
    /// A replication takes more memory than there is for it.
    Memory {
        /// The simulated instant at which it was reached.
        at: Time,
        /// The sessions that are at the desk then.
        sessions: u64,
        /// The clients that are to write again.
        clients: u64,
        /// What they take, about.
        bytes: u64,
        /// What there is.
        limit: u64,
    },
    /// More happens at one instant than can be waited for.
    CrowdedInstant {
        /// The simulated instant at which it was reached.
        at: Time,
        /// Messages that roles were given at that instant.
        messages: u64,
        /// The sessions that are at the desk then.
        sessions: u64,
    },
    /// Timers were set so often that there is no number left for another.
    Timers {
        /// The simulated instant at which it was reached.
        at: Time,
        /// The sessions that are at the desk then.
        sessions: u64,
    },
}

impl fmt::Display for BoundReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory { at, sessions, clients, bytes, limit } => write!(
                f,
                "at {at} there are {sessions} sessions at the desk and {clients} clients who are \
                 to write again: they take {} MiB of memory, and a replication may take {} MiB. \
                 Let fewer wait (`queue_places`, shorter `patience`, more operators), run fewer \
                 replications at once (--jobs), or allow more (--memory)",
                bytes >> 20,
                limit >> 20
            ),
            Self::CrowdedInstant { at, messages, sessions } => write!(
                f,
                "at {at} too much happens at one instant: {messages} messages so far, with \
                 {sessions} sessions at the desk. Spread arrivals over a longer time, and let \
                 nothing that repeats take no time at all (think times, retries, log-ins)"
            ),
            Self::Timers { at, sessions } => write!(
                f,
                "at {at}, with {sessions} sessions at the desk, five hundred thousand million timers \
                 have been set: shorten the `horizon`, and run more replications instead"
            ),
        }
    }
}

/// Why a replication ends before its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarlyEnd {
    /// It was asked to stop.
    Stopped,
    /// Roles answer each other for ever.
    TalkInCircle,
    /// A scenario reaches a bound.
    Bound(BoundReached),
}

/// What a replication holds, where that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Holdings {
    /// The present instant.
    pub now: Time,
    /// Sessions at the desk.
    pub sessions: u64,
    /// Clients who are to write again.
    pub clients: u64,
    /// The memory that all of it takes, about.
    pub bytes: u64,
    /// No further timers can be set.
    pub timers_are_full: bool,
    /// Messages of the present instant that are still to be given to roles.
    pub pending_messages: u64,
}

/// What a session takes that waits or is served, its place in a queue and in the metrics included.
const SESSION_BYTES: u64 = 210;
/// What a session takes on top of that where its row is being gathered.
const TRACED_BYTES: u64 = 450;
/// What the timer of a session takes.
const TIMER_BYTES: u64 = 60;

/// What a session at the desk takes with its timer; `traced`: with its row.
pub fn session_bytes(traced: bool) -> u64 {
    untimed_bytes(traced) + TIMER_BYTES
}

/// The same without the timer: events are counted where they are.
fn untimed_bytes(traced: bool) -> u64 {
    SESSION_BYTES + if traced { TRACED_BYTES } else { 0 }
}

/// The bounds of one replication, and how near to them it is.
#[derive(Debug)]
pub struct Bounds {
    stop: Arc<AtomicBool>,
    memory_limit: u64,
    /// What a session at the desk takes.
    session_bytes: u64,
    /// Roles of the desk.
    roles: u64,
    /// How many messages there had been before the present instant.
    instant_began: u64,
    /// How many there have to be until the next look, at a cause and in between.
    next_look: u64,
    next_look_within: u64,
    /// Rounds since the last cause, from the first look on.
    rounds: u64,
    end: Option<EarlyEnd>,
}

impl Bounds {
    /// Messages between two looks.
    const LOOK_EVERY: u64 = 4096;
    /// So many messages may follow from one cause before their rounds are counted.
    const UNCOUNTED: u64 = 1 << 16;
    /// At one instant: about ten seconds of work.
    const MAX_PER_INSTANT: u64 = 100_000_000;
    /// A drain takes at most so many times the messages of what was before the horizon …
    pub(super) const DRAIN_FACTOR: u64 = 2;
    /// … or so many, if that is more: a second of work.
    pub(super) const MIN_DRAIN_MESSAGES: u64 = 1_000_000;
    /// Nothing has happened yet.
    pub fn new(task: &ReplicationTask) -> Self {
        let plan = &task.plan;
        let roles = plan.live_chats.len()
            + plan.groups.len()
            + plan.operators.len()
            + plan.supervisors.len()
            + 1;
        Self {
            stop: Arc::clone(&task.stop),
            memory_limit: task.memory_limit,
            session_bytes: untimed_bytes(task.trace.is_on()),
            roles: roles as u64,
            instant_began: 0,
            next_look: 0,
            next_look_within: Self::UNCOUNTED,
            rounds: 0,
            end: None,
        }
    }

    /// After so many messages it is time for [`Bounds::look_within`].
    #[inline(always)]
    pub fn must_look_within(&self, messages: u64) -> bool {
        messages > self.next_look_within
    }

    /// After so many messages it is time for [`Bounds::look`].
    #[inline(always)]
    pub fn must_look(&self, messages: u64) -> bool {
        messages >= self.next_look
    }

    /// After so many messages comes one of which the roles are not the cause.
    #[inline(always)]
    pub fn note_cause(&mut self, messages: u64) {
        self.next_look_within = messages + Self::UNCOUNTED;
        self.rounds = 0;
    }

    /// After so many messages time moves on.
    #[inline(always)]
    pub fn note_instant(&mut self, messages: u64) {
        self.instant_began = messages;
    }

    /// Whether the replication goes on, between two causes.
    #[cold]
    pub fn look(&mut self, messages: u64, holdings: &Holdings) -> bool {
        self.next_look = messages + Self::LOOK_EVERY;
        self.check(messages, holdings);
        self.end.is_none()
    }

    /// Whether the replication goes on, within what follows from one cause: the first time after
    /// many messages, and then after each round.
    #[cold]
    pub fn look_within(&mut self, messages: u64, holdings: &Holdings) -> bool {
        self.rounds += 1;
        self.next_look_within = messages + holdings.pending_messages.max(1) - 1;
        self.check(messages, holdings);
        // Sessions may be handed out one after the other, each to one operator after the other who
        // declines.
        if self.rounds > 1_000_000 + 1_000 * (self.roles + holdings.sessions) {
            self.end.get_or_insert(EarlyEnd::TalkInCircle);
        }
        self.end.is_none()
    }

    fn check(&mut self, messages: u64, holdings: &Holdings) {
        let &Holdings { now: at, sessions, clients, bytes, .. } = holdings;
        let bytes = bytes + sessions * self.session_bytes;
        let at_instant = messages - self.instant_began;
        let end = if self.stop.load(Ordering::Relaxed) {
            EarlyEnd::Stopped
        } else if bytes > self.memory_limit {
            let limit = self.memory_limit;
            EarlyEnd::Bound(BoundReached::Memory { at, sessions, clients, bytes, limit })
        } else if at_instant > Self::MAX_PER_INSTANT {
            EarlyEnd::Bound(BoundReached::CrowdedInstant { at, messages: at_instant, sessions })
        } else if holdings.timers_are_full {
            EarlyEnd::Bound(BoundReached::Timers { at, sessions })
        } else {
            return;
        };
        self.end = Some(end);
    }

    /// Why the replication ended before its time, if it did. One that was stopped while arrivals
    /// were drawn seems to have none left: the flag says.
    pub fn early_end(&mut self) -> Option<EarlyEnd> {
        match self.end.take() {
            None if self.stop.load(Ordering::Relaxed) => Some(EarlyEnd::Stopped),
            end => end,
        }
    }

    /// Whether it was decided to end.
    #[inline(always)]
    pub fn is_ended(&self) -> bool {
        self.end.is_some()
    }
}
