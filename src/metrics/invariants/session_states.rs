//! The states of sessions, in every run: what the facts say happened to a session can have happened
//! to it.
//!
//! Sessions of a flow are numbered, so their states lie side by side, one byte or two each, from
//! the oldest that has not ended. No search, and nothing to clean up.

use std::collections::HashMap;

use crate::base::SessionId;
use crate::desk::{
    AbandonedInService, ArrivalFact, BotFact, Fact, FalseSpamMarkEvent, IllegalTransition,
    QueueFact, ServiceFact, SessionEvent, SessionState, TransferFact,
};

/// The state of each session that has not ended.
#[derive(Clone, Debug, Default)]
pub struct SessionStates {
    flows: Vec<FlowStates>,
    /// Sessions whose number is far from those of the others.
    outliers: HashMap<SessionId, SessionState>,
}

/// A ring: the state of number n lies at n modulo the ring's length, which is a power of two.
#[derive(Clone, Debug)]
struct FlowStates {
    /// The number of the first one that is kept: those before have ended.
    first: u64,
    /// How many are kept.
    tracked: usize,
    ring: Box<[SessionState]>,
}

impl FlowStates {
    fn new() -> Self {
        Self { first: 0, tracked: 0, ring: vec![SessionState::NotArrived; 64].into() }
    }

    #[inline]
    fn state(&mut self, number: u64) -> &mut SessionState {
        let place = number as usize & (self.ring.len() - 1);
        &mut self.ring[place]
    }

    /// Where a number stands among those that are kept: the next is the first one beyond. Numbers
    /// that were there before wrap around to the very end.
    #[inline]
    fn offset(&self, number: u64) -> u64 {
        number.wrapping_sub(self.first)
    }

    /// Keeps one more, and those before it, who have not come yet.
    #[inline]
    fn grow_to(&mut self, number: u64) {
        let tracked = self.offset(number) as usize + 1;
        if tracked > self.ring.len() {
            self.widen(tracked);
        }
        for next in self.first + self.tracked as u64..=number {
            *self.state(next) = SessionState::NotArrived;
        }
        self.tracked = tracked;
    }

    #[cold]
    fn widen(&mut self, kept: usize) {
        let wider =
            Self { ring: vec![SessionState::NotArrived; kept.next_power_of_two()].into(), ..*self };
        let narrow = std::mem::replace(self, wider);
        for (number, state) in narrow.numbered() {
            *self.state(number) = state;
        }
    }

    /// Those at the front who have ended are kept no longer.
    fn drop_ended(&mut self) {
        while self.tracked > 0 && self.state(self.first).is_over() {
            self.first += 1;
            self.tracked -= 1;
        }
    }

    fn numbered(&self) -> impl Iterator<Item = (u64, SessionState)> + '_ {
        let numbers = self.first..self.first + self.tracked as u64;
        numbers.map(|number| (number, self.ring[number as usize & (self.ring.len() - 1)]))
    }
}

/// More than this between two sessions is no gap but another way to number.
const MAX_GAP: u64 = 1 << 16;

impl SessionStates {
    /// No session of any flow has come.
    pub fn new(flows: usize) -> Self {
        Self { flows: (0..flows).map(|_| FlowStates::new()).collect(), outliers: HashMap::new() }
    }

    /// Something happened to a session. Inlined where it is known what, so that little is left of
    /// the table of transitions.
    #[inline(always)]
    pub fn step(
        &mut self,
        session: SessionId,
        event: SessionEvent,
    ) -> Result<(), IllegalTransition> {
        let number = session.ordinal();
        let Some(flow) = self.flows.get_mut(session.flow().index()) else {
            return self.step_outlier(session, event);
        };
        if flow.offset(number) >= flow.tracked as u64 {
            if number < flow.first {
                return Err(IllegalTransition { from: SessionState::Closed, event });
            }
            if flow.offset(number) > flow.tracked as u64 + MAX_GAP {
                return self.step_outlier(session, event);
            }
            flow.grow_to(number);
        }
        let state = flow.state(number);
        let next = state.apply(event)?;
        *state = next;
        if next.is_over() && number == flow.first {
            flow.drop_ended();
        }
        Ok(())
    }

    #[cold]
    fn step_outlier(
        &mut self,
        session: SessionId,
        event: SessionEvent,
    ) -> Result<(), IllegalTransition> {
        let state = self.outliers.get(&session).copied().unwrap_or(SessionState::NotArrived);
        let next = state.apply(event)?;
        if next.is_over() {
            self.outliers.remove(&session);
        } else {
            self.outliers.insert(session, next);
        }
        Ok(())
    }

    /// How many sessions of a flow are kept in memory.
    pub fn tracked(&self, flow: usize) -> usize {
        self.flows[flow].tracked
    }

    /// How many sessions have come and not ended.
    pub fn count_open(&self) -> u64 {
        let is_open =
            |state: &&SessionState| **state != SessionState::NotArrived && !state.is_over();
        let in_order = self.flows.iter().flat_map(FlowStates::numbered).map(|(_, state)| state);
        let in_order = in_order.filter(|state| is_open(&state)).count();
        // A number of all of them: the order does not matter.
        (in_order + self.outliers.values().filter(is_open).count()) as u64
    }
}

// What a fact says about a session, if it is an event of its states.

#[inline(always)]
pub fn arrival_event(fact: ArrivalFact) -> Option<(SessionId, SessionEvent)> {
    match fact {
        ArrivalFact::Arrived { session, .. } => Some((session, SessionEvent::Arrive)),
        ArrivalFact::SpamArrived { session, blocked, .. } => {
            let event = if blocked { SessionEvent::MarkAsSpam } else { SessionEvent::Arrive };
            Some((session, event))
        }
        ArrivalFact::Refused { session, .. } => Some((session, SessionEvent::Refuse)),
        ArrivalFact::ClientReturned { .. }
        | ArrivalFact::Routed { .. }
        | ArrivalFact::RetrialScheduled { .. } => None,
    }
}

#[inline(always)]
pub fn queue_event(fact: QueueFact) -> Option<(SessionId, SessionEvent)> {
    match fact {
        QueueFact::Queued(queued) => Some((queued.session, SessionEvent::Queue)),
        QueueFact::Dispatched { session, .. } | QueueFact::Moved { session, .. } => {
            Some((session, SessionEvent::Queue))
        }
        QueueFact::FlowedOut(left) => Some((left.session, SessionEvent::Refuse)),
        QueueFact::Abandoned(left) => Some((left.session, SessionEvent::Abandon)),
        QueueFact::EndedAbandoned { session, .. } => Some((session, SessionEvent::Abandon)),
        // A client who leaves silently changes nothing: it is not known yet.
        QueueFact::AbandonedSilently(_)
        | QueueFact::Requeued { .. }
        | QueueFact::PriorityRaised { .. }
        | QueueFact::RequirementsRelaxed { .. }
        | QueueFact::Constrained { .. }
        | QueueFact::SentToFallback { .. } => None,
    }
}

#[inline(always)]
pub fn service_event(fact: ServiceFact) -> Option<(SessionId, SessionEvent)> {
    match fact {
        ServiceFact::Accepted(taken) => Some((taken.session, SessionEvent::Accept)),
        ServiceFact::AcceptedAbandoned { session, .. } => Some((session, SessionEvent::Accept)),
        ServiceFact::Closed(closed) => Some((closed.session, SessionEvent::Close)),
        // E-S18: a client who is seen to leave closes the session.
        ServiceFact::AbandonmentDiscovered { session, .. } => Some((session, SessionEvent::Close)),
        ServiceFact::AbandonedInService(AbandonedInService { session, silently, .. }) => {
            (!silently).then_some((session, SessionEvent::Close))
        }
        ServiceFact::FalseSpamMarkChanged(change) => {
            let event = match change.event {
                FalseSpamMarkEvent::Marked => SessionEvent::MarkAsSpam,
                FalseSpamMarkEvent::Unmarked { .. } => SessionEvent::UnmarkSpam,
            };
            Some((change.session, event))
        }
        ServiceFact::ClosedUnfinished { .. }
        | ServiceFact::WrapUpBegun { .. }
        | ServiceFact::WrapUpEnded { .. } => None,
    }
}

#[inline(always)]
pub fn transfer_event(fact: TransferFact) -> Option<(SessionId, SessionEvent)> {
    match fact {
        TransferFact::Transferred(sent) => Some((sent.session, SessionEvent::Reassign)),
        TransferFact::Reassigned(taken_off) => Some((taken_off.session, SessionEvent::Reassign)),
        TransferFact::Begun { .. }
        | TransferFact::Declined { .. }
        | TransferFact::Failed { .. }
        | TransferFact::SlotHeld { .. }
        | TransferFact::SlotReleased { .. } => None,
    }
}

#[inline(always)]
pub fn bot_event(fact: BotFact) -> Option<(SessionId, SessionEvent)> {
    match fact {
        BotFact::Accepted { session, .. } => Some((session, SessionEvent::BotAccept)),
        BotFact::HandedOff { session, .. } => Some((session, SessionEvent::HandOff)),
        BotFact::Closed { session, .. } => Some((session, SessionEvent::BotClose)),
        BotFact::AutoReplied { .. } => None,
    }
}

/// What a fact says about a session, whatever its group.
pub fn session_event(fact: Fact) -> Option<(SessionId, SessionEvent)> {
    match fact {
        Fact::Arrival(fact) => arrival_event(fact),
        Fact::Queue(fact) => queue_event(fact),
        Fact::Service(fact) => service_event(fact),
        Fact::Transfer(fact) => transfer_event(fact),
        Fact::Bot(fact) => bot_event(fact),
        Fact::Offer(_)
        | Fact::Dialogue(_)
        | Fact::Sla(_)
        | Fact::Operator(_)
        | Fact::Supervisor(_)
        | Fact::License(_) => None,
    }
}
