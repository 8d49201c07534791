//! The witness of a replication in which a law is known to break: it keeps what happened to the
//! sessions that the law is about, and the last that happened at all.
//!
//! No run pays for it. A replication repeats itself to the bit, so one that broke a law is run again
//! with a witness.

use std::collections::VecDeque;

use crate::base::{SessionId, Time};
use crate::desk::{Fact, FalseSpamMarkChange};

/// All facts of a few sessions, and the latest ones of all.
#[derive(Clone, Debug)]
pub struct FlightRecorder {
    sessions: Vec<SessionId>,
    /// Of those, what is no longer among the last.
    relevant: Vec<(Time, Fact)>,
    recent: VecDeque<(Time, Fact)>,
}

impl FlightRecorder {
    /// So many of the last facts are kept.
    const MAX_RECENT: usize = 400;

    /// With nothing recorded, and the sessions whose facts are all kept.
    pub fn new(sessions: &[SessionId]) -> Self {
        let recent = VecDeque::with_capacity(Self::MAX_RECENT);
        Self { sessions: sessions.to_vec(), relevant: Vec::new(), recent }
    }

    /// Keeps a fact; an old one makes room for it.
    pub fn observe(&mut self, now: Time, fact: &Fact) {
        if self.recent.len() == Self::MAX_RECENT
            && let Some(oldest) = self.recent.pop_front()
            && session_of(&oldest.1).is_some_and(|session| self.sessions.contains(&session))
        {
            self.relevant.push(oldest);
        }
        self.recent.push_back((now, *fact));
    }

    /// Everything that was kept, in order.
    pub fn into_facts(self) -> Vec<(Time, Fact)> {
        self.relevant.into_iter().chain(self.recent).collect()
    }
}

/// The session that a fact is about.
fn session_of(fact: &Fact) -> Option<SessionId> {
    match *fact {
        Fact::Arrived { session, .. }
        | Fact::ClientReturned { session, .. }
        | Fact::SpamArrived { session, .. }
        | Fact::Refused { session, .. }
        | Fact::Queued { session, .. }
        | Fact::Dispatched { session, .. }
        | Fact::Moved { session, .. }
        | Fact::FlowedOut { session, .. }
        | Fact::SentToFallback { session, .. }
        | Fact::RequirementsRelaxed { session, .. }
        | Fact::PriorityRaised { session, .. }
        | Fact::SupervisorIntervened { session, .. }
        | Fact::Requeued { session, .. }
        | Fact::OfferMade { session, .. }
        | Fact::OfferEnded { session, .. }
        | Fact::Accepted { session, .. }
        | Fact::Abandoned { session, .. }
        | Fact::SlaChanged { session, .. }
        | Fact::BotAccepted { session, .. }
        | Fact::BotHandedOff { session, .. }
        | Fact::BotClosed { session, .. }
        | Fact::Transferred { session, .. }
        | Fact::Reassigned { session, .. }
        | Fact::FalseSpamMarkChanged(FalseSpamMarkChange { session, .. })
        | Fact::Closed { session, .. }
        | Fact::AbandonedSilently { session, .. }
        | Fact::AcceptedAbandoned { session, .. }
        | Fact::EndedAbandoned { session, .. }
        | Fact::AbandonmentDiscovered { session, .. }
        | Fact::AbandonedInService { session, .. }
        | Fact::Replied { session, .. }
        | Fact::Paused { session, .. }
        | Fact::Resumed { session, .. }
        | Fact::TimedOut { session, .. } => Some(session),
        _ => None,
    }
}
