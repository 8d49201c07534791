//! The witness of a replication in which a law is known to break: it keeps what happened to the
//! sessions that the law is about, and the last that happened at all.
//!
//! No run pays for it. A replication repeats itself to the bit, so one that broke a law is run again
//! with a witness.

use std::collections::VecDeque;

use crate::base::{SessionId, Time};
use crate::desk::{
    Abandoned, AbandonedInService, Accepted, ArrivalFact, BotFact, Closed, DialogueFact, Fact,
    FalseSpamMarkChange, FlowedOut, OfferFact, QueueFact, Queued, Reassigned, Replied, ServiceFact,
    SlaFact, SupervisorFact, TransferFact, Transferred,
};

#[derive(Clone, Debug)]
pub(super) struct FlightRecorder {
    sessions: Vec<SessionId>,
    /// Of those, what is no longer among the last.
    relevant: Vec<(Time, Fact)>,
    recent: VecDeque<(Time, Fact)>,
}

impl FlightRecorder {
    /// So many of the last facts are kept.
    const MAX_RECENT: usize = 400;

    pub(super) fn new(sessions: &[SessionId]) -> Self {
        let recent = VecDeque::with_capacity(Self::MAX_RECENT);
        Self { sessions: sessions.to_vec(), relevant: Vec::new(), recent }
    }

    pub(super) fn observe(&mut self, now: Time, fact: &Fact) {
        if self.recent.len() == Self::MAX_RECENT
            && let Some(oldest) = self.recent.pop_front()
            && session_of(&oldest.1).is_some_and(|session| self.sessions.contains(&session))
        {
            self.relevant.push(oldest);
        }
        self.recent.push_back((now, *fact));
    }

    /// Everything that was kept, in order.
    pub(super) fn into_facts(self) -> Vec<(Time, Fact)> {
        self.relevant.into_iter().chain(self.recent).collect()
    }
}

/// The session that a fact is about.
fn session_of(fact: &Fact) -> Option<SessionId> {
    match *fact {
        Fact::Arrival(ArrivalFact::Arrived { session, .. })
        | Fact::Arrival(ArrivalFact::ClientReturned { session, .. })
        | Fact::Arrival(ArrivalFact::SpamArrived { session, .. })
        | Fact::Arrival(ArrivalFact::Refused { session, .. })
        | Fact::Queue(QueueFact::Queued(Queued { session, .. }))
        | Fact::Queue(QueueFact::Dispatched { session, .. })
        | Fact::Queue(QueueFact::Moved { session, .. })
        | Fact::Queue(QueueFact::FlowedOut(FlowedOut { session, .. }))
        | Fact::Queue(QueueFact::SentToFallback { session, .. })
        | Fact::Queue(QueueFact::RequirementsRelaxed { session, .. })
        | Fact::Queue(QueueFact::PriorityRaised { session, .. })
        | Fact::Supervisor(SupervisorFact::Intervened { session, .. })
        | Fact::Queue(QueueFact::Requeued { session, .. })
        | Fact::Offer(OfferFact::Made { session, .. })
        | Fact::Offer(OfferFact::Ended { session, .. })
        | Fact::Service(ServiceFact::Accepted(Accepted { session, .. }))
        | Fact::Queue(QueueFact::Abandoned(Abandoned { session, .. }))
        | Fact::Sla(SlaFact { session, .. })
        | Fact::Bot(BotFact::Accepted { session, .. })
        | Fact::Bot(BotFact::HandedOff { session, .. })
        | Fact::Bot(BotFact::Closed { session, .. })
        | Fact::Transfer(TransferFact::Transferred(Transferred { session, .. }))
        | Fact::Transfer(TransferFact::Reassigned(Reassigned { session, .. }))
        | Fact::Service(ServiceFact::FalseSpamMarkChanged(FalseSpamMarkChange {
            session, ..
        }))
        | Fact::Service(ServiceFact::Closed(Closed { session, .. }))
        | Fact::Queue(QueueFact::AbandonedSilently(Abandoned { session, .. }))
        | Fact::Service(ServiceFact::AcceptedAbandoned { session, .. })
        | Fact::Queue(QueueFact::EndedAbandoned { session, .. })
        | Fact::Service(ServiceFact::AbandonmentDiscovered { session, .. })
        | Fact::Service(ServiceFact::AbandonedInService(AbandonedInService { session, .. }))
        | Fact::Dialogue(DialogueFact::Replied(Replied { session, .. }))
        | Fact::Dialogue(DialogueFact::Paused { session, .. })
        | Fact::Dialogue(DialogueFact::Resumed { session, .. })
        | Fact::Dialogue(DialogueFact::TimedOut { session, .. }) => Some(session),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FlowId, LiveChatId, TopicId};

    #[test]
    fn it_keeps_all_facts_of_some_sessions_and_the_recent_ones_of_all() {
        let id = |number| SessionId::new(FlowId(0), number);
        let mut recorder = FlightRecorder::new(&[id(3), id(990)]);
        for number in 0..1_000 {
            let session = id(number);
            let (live_chat, topic) = (LiveChatId(0), TopicId(0));
            recorder.observe(
                Time(number),
                &Fact::Arrival(ArrivalFact::Arrived { session, live_chat, topic }),
            );
        }
        let kept = recorder.into_facts();
        let last: Vec<u64> = (600..1_000).collect();
        let times: Vec<u64> = kept.iter().map(|(at, _)| at.0).collect();
        assert_eq!(times[0], 3);
        assert_eq!(times[1..], last);
    }
}
