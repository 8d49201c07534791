//! The flight recorder of a replication in which an invariant is known not to hold: it keeps what
//! happened to the sessions concerned, and the last that happened at all.
//!
//! No run pays for it. A replication repeats itself to the bit, so one with a violation is run again
//! with a flight recorder.

use std::collections::VecDeque;

use crate::base::{SessionId, Time};
use crate::desk::{
    ArrivalFact, BotFact, DialogueFact, Fact, OfferFact, QueueFact, ServiceFact, SupervisorFact,
    TransferFact,
};

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

    pub fn new(sessions: &[SessionId]) -> Self {
        let recent = VecDeque::with_capacity(Self::MAX_RECENT);
        Self { sessions: sessions.to_vec(), relevant: Vec::new(), recent }
    }

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
    match fact {
        Fact::Arrival(fact) => session_of_arrival(fact),
        Fact::Queue(fact) => session_of_queue_fact(fact),
        Fact::Offer(fact) => session_of_offer(fact),
        Fact::Service(fact) => session_of_service(fact),
        Fact::Transfer(fact) => session_of_transfer(fact),
        Fact::Dialogue(fact) => session_of_dialogue(fact),
        Fact::Bot(fact) => session_of_bot_fact(fact),
        Fact::Sla(change) => Some(change.session),
        Fact::Supervisor(fact) => session_of_supervision(fact),
        Fact::Operator(_) | Fact::License(_) => None,
    }
}

fn session_of_arrival(fact: &ArrivalFact) -> Option<SessionId> {
    match fact {
        ArrivalFact::Arrived { session, .. }
        | ArrivalFact::ClientReturned { session, .. }
        | ArrivalFact::SpamArrived { session, .. }
        | ArrivalFact::Routed { session, .. }
        | ArrivalFact::Refused { session, .. } => Some(*session),
        ArrivalFact::RetrialScheduled { .. } => None,
    }
}

fn session_of_queue_fact(fact: &QueueFact) -> Option<SessionId> {
    match fact {
        QueueFact::Queued(queued) => Some(queued.session),
        QueueFact::FlowedOut(left) => Some(left.session),
        QueueFact::Abandoned(left) | QueueFact::AbandonedSilently(left) => Some(left.session),
        QueueFact::Requeued { session, .. }
        | QueueFact::PriorityRaised { session, .. }
        | QueueFact::RequirementsRelaxed { session, .. }
        | QueueFact::Dispatched { session, .. }
        | QueueFact::Moved { session, .. }
        | QueueFact::SentToFallback { session, .. }
        | QueueFact::EndedAbandoned { session, .. } => Some(*session),
        QueueFact::Constrained { .. } => None,
    }
}

fn session_of_offer(fact: &OfferFact) -> Option<SessionId> {
    match fact {
        OfferFact::Made { session, .. } | OfferFact::Ended { session, .. } => Some(*session),
        OfferFact::ClaimFailed { .. } | OfferFact::PenaltyChanged { .. } => None,
    }
}

fn session_of_service(fact: &ServiceFact) -> Option<SessionId> {
    match fact {
        ServiceFact::Accepted(taken) => Some(taken.session),
        ServiceFact::Closed(closed) => Some(closed.session),
        ServiceFact::AbandonedInService(left) => Some(left.session),
        ServiceFact::FalseSpamMarkChanged(change) => Some(change.session),
        ServiceFact::AcceptedAbandoned { session, .. }
        | ServiceFact::AbandonmentDiscovered { session, .. } => Some(*session),
        ServiceFact::ClosedUnfinished { .. }
        | ServiceFact::WrapUpBegun { .. }
        | ServiceFact::WrapUpEnded { .. } => None,
    }
}

fn session_of_transfer(fact: &TransferFact) -> Option<SessionId> {
    match fact {
        TransferFact::Transferred(sent) => Some(sent.session),
        TransferFact::Reassigned(taken_off) => Some(taken_off.session),
        TransferFact::Begun { .. }
        | TransferFact::Declined { .. }
        | TransferFact::Failed { .. }
        | TransferFact::SlotHeld { .. }
        | TransferFact::SlotReleased { .. } => None,
    }
}

fn session_of_dialogue(fact: &DialogueFact) -> Option<SessionId> {
    match fact {
        DialogueFact::Replied(reply) => Some(reply.session),
        DialogueFact::Paused { session, .. }
        | DialogueFact::Resumed { session, .. }
        | DialogueFact::TimedOut { session, .. } => Some(*session),
        DialogueFact::ReplyBegun { .. }
        | DialogueFact::ReplyCancelled { .. }
        | DialogueFact::IdleReminderSent { .. } => None,
    }
}

fn session_of_bot_fact(fact: &BotFact) -> Option<SessionId> {
    match fact {
        BotFact::Accepted { session, .. }
        | BotFact::HandedOff { session, .. }
        | BotFact::Closed { session, .. } => Some(*session),
        BotFact::AutoReplied { .. } => None,
    }
}

fn session_of_supervision(fact: &SupervisorFact) -> Option<SessionId> {
    match fact {
        SupervisorFact::Intervened { session, .. } => Some(*session),
        SupervisorFact::DutyChanged { .. }
        | SupervisorFact::WentOnline { .. }
        | SupervisorFact::WentOffline { .. }
        | SupervisorFact::TaskBegun { .. }
        | SupervisorFact::TaskEnded { .. } => None,
    }
}
