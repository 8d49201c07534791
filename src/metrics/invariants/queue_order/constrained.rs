//! Those who wait, each by itself, where not everybody may have each session: with skills, rings,
//! exclusions, weights, offers and operators who notice.
//!
//! What facts do not show counts in favour of the desk: who had a session before may be left
//! out for that, and how much an operator can still carry is not reckoned: where sessions weigh, an
//! operator is judged only by being idle with nothing on hand.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::{
    OrderCriteria, OrderKey, Overtaking, idling_violation, is_served_by_operators,
    overtaking_violation,
};
use crate::base::{OperatorId, QueueId, SessionId, Time, TopicId};
use crate::desk::{
    AbandonedInService, Accepted, ArrivalFact, BotFact, Fact, OfferEnd, OfferFact, QueueFact,
    Queued, ServiceFact, TransferFact, WaitPlace,
};
use crate::metrics::invariants::non_idling::NonIdlingCheck;
use crate::metrics::results::Violation;
use crate::plan::{MatchingRules, Plan, Skills};

#[derive(Clone, Debug)]
pub(in crate::metrics) struct ConstrainedOrderCheck {
    plan: Arc<Plan>,
    queues: Vec<CheckedQueue>,
    /// Where each stands who waits.
    positions: HashMap<SessionId, (QueueId, OrderKey)>,
    /// Who had a session, or did not want it.
    previous_operators: HashMap<SessionId, Vec<OperatorId>>,
    /// Of those passed over: the one, who was taken, when.
    suspects: Vec<(SessionId, SessionId)>,
    /// Up to where whom has been looked at for an operator at this instant: what comes to be had at
    /// an instant no session is passed over.
    scanned: Option<(Time, OperatorId, QueueId, OrderKey)>,
    /// Those who may have become able to be taken.
    newly_available: Vec<SessionId>,
    now: Time,
}

#[derive(Clone, Debug)]
struct CheckedQueue {
    order: BTreeMap<OrderKey, CheckedSession>,
    members: Vec<OperatorId>,
    rules: CheckedRules,
}

/// What of a queue's rules matters here.
#[derive(Clone, Copy, Debug)]
struct CheckedRules {
    served_by_operators: bool,
    relaxed_first: bool,
    prefers_last: bool,
    /// A free operator may be left so, to notice or to rest.
    allows_idling: bool,
}

#[derive(Clone, Copy, Debug)]
struct CheckedSession {
    joined: Time,
    /// When it last came to wait here, for more operators or for any.
    since: Time,
    requires: Skills,
    /// How often requirements were dropped.
    relaxations: u8,
    units: u32,
    offered: bool,
    /// An operator had it, or did not want it.
    had_operator: bool,
}

impl ConstrainedOrderCheck {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        let mut queues: Vec<CheckedQueue> = (0..plan.queues.len())
            .map(|place| {
                let matching = plan.queues[place].matching.as_deref();
                let is = |rule: fn(&MatchingRules) -> bool| matching.is_some_and(rule);
                let rules = CheckedRules {
                    served_by_operators: is_served_by_operators(plan, QueueId::from(place)),
                    relaxed_first: is(|rules| rules.relaxed_first),
                    prefers_last: is(|rules| rules.prefer_last_operator.is_some()),
                    allows_idling: is(|rules| {
                        rules.reaction.is_some() || !rules.pacing.is_unlimited()
                    }),
                };
                CheckedQueue { order: BTreeMap::new(), members: Vec::new(), rules }
            })
            .collect();
        for (place, operator) in plan.operators.iter().enumerate() {
            for queue in &operator.queues {
                queues[queue.index()].members.push(OperatorId::from(place));
            }
        }
        Self {
            plan: Arc::clone(plan),
            queues,
            positions: HashMap::new(),
            previous_operators: HashMap::new(),
            suspects: Vec::new(),
            scanned: None,
            newly_available: Vec::new(),
            now: Time::ZERO,
        }
    }

    /// It is another instant from now on, and what was passed over in the one before is judged.
    pub(in crate::metrics) fn advance_to(
        &mut self,
        now: Time,
        non_idling: &mut NonIdlingCheck,
    ) -> Option<Box<Violation>> {
        let found = self.check_instant(non_idling);
        self.now = now;
        found
    }

    /// Something happened. To be called before [`NonIdlingCheck`] observes it.
    pub(in crate::metrics) fn observe(&mut self, now: Time, fact: Fact) {
        match fact {
            Fact::Arrival(fact) => self.observe_arrival(fact),
            Fact::Queue(fact) => self.observe_queue(now, fact),
            Fact::Offer(fact) => self.observe_offer(fact),
            Fact::Service(fact) => self.observe_service(fact),
            Fact::Transfer(fact) => self.observe_transfer(fact),
            Fact::Bot(fact) => self.observe_bot(fact),
            Fact::Dialogue(_)
            | Fact::Sla(_)
            | Fact::Operator(_)
            | Fact::Supervisor(_)
            | Fact::License(_) => {}
        }
    }

    fn observe_arrival(&mut self, fact: ArrivalFact) {
        match fact {
            ArrivalFact::ClientReturned { session, .. } => {
                self.record_previous_operator(session, None);
            }
            ArrivalFact::Refused { session, .. } => self.forget(session),
            ArrivalFact::Arrived { .. }
            | ArrivalFact::SpamArrived { .. }
            | ArrivalFact::Routed { .. }
            | ArrivalFact::RetrialScheduled { .. } => {}
        }
    }

    fn observe_queue(&mut self, now: Time, fact: QueueFact) {
        match fact {
            QueueFact::Queued(Queued {
                session,
                place,
                topic,
                age_from,
                priority,
                sla_due,
                ..
            }) => {
                if let WaitPlace::Queue(queue) = place {
                    let criteria = OrderCriteria { age_from, priority, due: sla_due };
                    self.record_joined(queue, (session, topic), criteria);
                }
            }
            QueueFact::Requeued { session, .. } => {
                if let Some((_, waiting)) = self.waiting_session(session) {
                    waiting.since = now;
                }
            }
            QueueFact::PriorityRaised { session, queue, age_from, priority, sla_due } => {
                let order = self.plan.queues[queue.index()].order;
                let criteria = OrderCriteria { age_from, priority, due: sla_due };
                self.record_raised(session, OrderKey::new(order, session, criteria));
            }
            QueueFact::RequirementsRelaxed { session, earlier_relaxations, .. } => {
                self.record_relaxed(session, earlier_relaxations);
            }
            QueueFact::Dispatched { session, .. } | QueueFact::Moved { session, .. } => {
                self.remove(session);
            }
            QueueFact::Abandoned(left) => self.forget(left.session),
            QueueFact::FlowedOut(left) => self.forget(left.session),
            QueueFact::EndedAbandoned { session, .. } => self.forget(session),
            QueueFact::Constrained { .. }
            | QueueFact::SentToFallback { .. }
            | QueueFact::AbandonedSilently(_) => {}
        }
    }

    fn observe_offer(&mut self, fact: OfferFact) {
        match fact {
            OfferFact::Made { session, operator } => {
                self.check_taken(session, operator);
                if let Some((_, waiting)) = self.waiting_session(session) {
                    waiting.offered = true;
                }
            }
            OfferFact::Ended { session, operator, end, .. } => {
                self.record_offer_ended(session, operator, end);
            }
            OfferFact::ClaimFailed { .. } | OfferFact::PenaltyChanged { .. } => {}
        }
    }

    fn observe_service(&mut self, fact: ServiceFact) {
        match fact {
            ServiceFact::Accepted(Accepted { session, place, queued, operator, .. })
            | ServiceFact::AcceptedAbandoned { session, place, queued, operator, .. } => {
                if queued && place.queue().is_some() {
                    self.check_taken(session, operator);
                    self.remove(session);
                }
                // Who had it before may have it again, once another operator has had it.
                self.previous_operators.remove(&session);
            }
            ServiceFact::Closed(closed) => self.forget(closed.session),
            ServiceFact::AbandonmentDiscovered { session, .. } => self.forget(session),
            ServiceFact::AbandonedInService(AbandonedInService { session, silently, .. }) => {
                if !silently {
                    self.forget(session);
                }
            }
            ServiceFact::ClosedUnfinished { .. }
            | ServiceFact::FalseSpamMarkChanged(_)
            | ServiceFact::WrapUpBegun { .. }
            | ServiceFact::WrapUpEnded { .. } => {}
        }
    }

    fn observe_transfer(&mut self, fact: TransferFact) {
        match fact {
            TransferFact::Transferred(sent) => {
                self.record_previous_operator(sent.session, Some(sent.operator));
            }
            TransferFact::Reassigned(taken_off) => {
                self.record_previous_operator(taken_off.session, Some(taken_off.operator));
            }
            TransferFact::Begun { .. }
            | TransferFact::Declined { .. }
            | TransferFact::Failed { .. }
            | TransferFact::SlotHeld { .. }
            | TransferFact::SlotReleased { .. } => {}
        }
    }

    fn observe_bot(&mut self, fact: BotFact) {
        match fact {
            BotFact::Closed { session, .. } => self.forget(session),
            BotFact::Accepted { .. } | BotFact::HandedOff { .. } | BotFact::AutoReplied { .. } => {}
        }
    }

    /// A session ended.
    fn forget(&mut self, session: SessionId) {
        self.remove(session);
        self.previous_operators.remove(&session);
    }

    fn record_joined(
        &mut self,
        queue: QueueId,
        what: (SessionId, TopicId),
        criteria: OrderCriteria,
    ) {
        let (session, topic) = what;
        let order = self.plan.queues[queue.index()].order;
        let key = OrderKey::new(order, session, criteria);
        let topic = &self.plan.topics[topic.index()];
        let waiting = CheckedSession {
            joined: self.now,
            since: self.now,
            requires: topic.requires,
            relaxations: 0,
            units: topic.units,
            offered: false,
            had_operator: self.previous_operators.contains_key(&session),
        };
        self.positions.insert(session, (queue, key));
        self.queues[queue.index()].order.insert(key, waiting);
        self.newly_available.push(session);
    }

    fn remove(&mut self, session: SessionId) {
        if let Some((queue, key)) = self.positions.remove(&session) {
            self.queues[queue.index()].order.remove(&key);
        }
    }

    /// Where and as what it waits, if it does.
    fn waiting_session(&mut self, session: SessionId) -> Option<(QueueId, &mut CheckedSession)> {
        let (queue, key) = self.positions.get(&session)?;
        Some((*queue, self.queues[queue.index()].order.get_mut(key)?))
    }

    /// From now on its turn is another one.
    fn reposition(&mut self, session: SessionId, new_key: impl FnOnce(OrderKey) -> OrderKey) {
        let Some((queue, key)) = self.positions.get_mut(&session) else { return };
        let order = &mut self.queues[queue.index()].order;
        if let Some(waiting) = order.remove(key) {
            *key = new_key(*key);
            order.insert(*key, waiting);
        }
    }

    /// From now on more may have it.
    fn record_relaxed(&mut self, session: SessionId, before: u8) {
        let now = self.now;
        let plan = Arc::clone(&self.plan);
        let Some((queue, waiting)) = self.waiting_session(session) else { return };
        let rules = plan.queues[queue.index()].matching.as_deref();
        if let Some(ring) = rules.and_then(|rules| rules.rings.get(usize::from(before))) {
            waiting.requires = waiting.requires.without(ring.dropped_skills);
        }
        (waiting.relaxations, waiting.since) = (before + 1, now);
        if self.queues[queue.index()].rules.relaxed_first {
            // Ahead of everybody, and of those who were relaxed less often.
            self.reposition(session, |key| OrderKey { rank: -1_001 - i32::from(before), ..key });
        }
        self.newly_available.push(session);
    }

    /// Its turn is this one now; who is ahead of everybody already stays there.
    fn record_raised(&mut self, session: SessionId, key: OrderKey) {
        let now = self.now;
        if let Some((_, waiting)) = self.waiting_session(session) {
            waiting.since = now;
            self.reposition(session, |before| OrderKey { rank: before.rank.min(key.rank), ..key });
        }
    }

    /// It was this operator's, or that of an operator who is not named.
    fn record_previous_operator(&mut self, session: SessionId, operator: Option<OperatorId>) {
        self.previous_operators.entry(session).or_default().extend(operator);
        if let Some((_, waiting)) = self.waiting_session(session) {
            waiting.had_operator = true;
        }
    }

    fn record_offer_ended(&mut self, session: SessionId, operator: OperatorId, how: OfferEnd) {
        let now = self.now;
        if matches!(how, OfferEnd::Declined | OfferEnd::Missed) {
            self.record_previous_operator(session, Some(operator));
        }
        let Some((_, waiting)) = self.waiting_session(session) else { return };
        if how != OfferEnd::Accepted {
            (waiting.offered, waiting.since) = (false, now);
            self.newly_available.push(session);
        }
    }

    /// An operator is given a session: was it the turn of another session that the operator may have?
    fn check_taken(&mut self, session: SessionId, operator: OperatorId) {
        let Some(&(place, key)) = self.positions.get(&session) else { return };
        let queue = &self.queues[place.index()];
        if queue.order[&key].offered {
            // That was judged when it was offered.
            return;
        }
        let from = match self.scanned {
            Some((at, who, at_queue, up_to))
                if (at, who, at_queue) == (self.now, operator, place) && up_to <= key =>
            {
                Bound::Included(up_to)
            }
            _ => Bound::Unbounded,
        };
        let mut ahead = queue.order.range((from, Bound::Excluded(key)));
        let overtaken = ahead.find(|(key, other)| {
            other.since < self.now && self.may_take(operator, place, key, other)
        });
        self.scanned = Some((self.now, operator, place, key));
        if let Some((key, _)) = overtaken
            && queue.rules.served_by_operators
            && self.plan.operators[operator.index()].capacity.is_none()
        {
            self.suspects.push((key.session, session));
        }
    }

    /// The operator may have the one who waits, as far as that one goes.
    fn may_take(
        &self,
        operator: OperatorId,
        queue: QueueId,
        key: &OrderKey,
        waiting: &CheckedSession,
    ) -> bool {
        !waiting.offered
            && waiting.requires.is_subset_of(self.plan.operators[operator.index()].skills)
            // A session that is kept for one operator is no other's.
            && !(waiting.had_operator
                && (self.queues[queue.index()].rules.prefers_last
                    || self.previous_operators[&key.session].contains(&operator)))
    }

    /// The instant is over.
    fn check_instant(&mut self, non_idling: &mut NonIdlingCheck) -> Option<Box<Violation>> {
        let mut found = None;
        for (session, later) in std::mem::take(&mut self.suspects) {
            let now = self.now;
            let Some((queue, waiting)) = self.waiting_session(session) else { continue };
            if waiting.since < now && !waiting.offered {
                let joined = waiting.joined;
                let seen = Overtaking { session, joined, later, at: now };
                found.get_or_insert_with(|| overtaking_violation(&self.plan, now, queue, &seen));
            }
        }
        let mut newly_available = std::mem::take(&mut self.newly_available);
        for session in newly_available.drain(..) {
            let Some((queue, key)) = self.positions.get(&session) else { continue };
            if !non_idling.is_constrained(*queue) {
                continue;
            }
            let (queue, CheckedQueue { order, members, .. }) =
                (*queue, &self.queues[queue.index()]);
            let waiting = &order[key];
            let mut members = members.iter().copied();
            if let Some(operator) =
                members.find(|member| self.is_idling(*member, queue, key, waiting, non_idling))
            {
                found.get_or_insert_with(|| {
                    idling_violation(&self.plan, self.now, queue, session, operator)
                });
            }
        }
        self.newly_available = newly_available;
        let mut newly_free = std::mem::take(&mut non_idling.newly_free);
        for (operator, queue) in newly_free.drain(..) {
            let mut order = self.queues[queue.index()].order.iter();
            if non_idling.has_room(operator, queue)
                && let Some((key, _)) =
                    order.find(|(key, one)| self.is_idling(operator, queue, key, one, non_idling))
            {
                found.get_or_insert_with(|| {
                    idling_violation(&self.plan, self.now, queue, key.session, operator)
                });
            }
        }
        non_idling.newly_free = newly_free;
        found
    }

    /// The operator is free and may have the one who waits.
    fn is_idling(
        &self,
        operator: OperatorId,
        queue: QueueId,
        key: &OrderKey,
        waiting: &CheckedSession,
        non_idling: &NonIdlingCheck,
    ) -> bool {
        let rules = self.queues[queue.index()].rules;
        let has_capacity = match self.plan.operators[operator.index()].capacity {
            None => true,
            Some(most) => non_idling.has_no_session(operator) && waiting.units <= most,
        };
        rules.served_by_operators
            && !rules.allows_idling
            && has_capacity
            && non_idling.has_room(operator, queue)
            && self.may_take(operator, queue, key, waiting)
    }
}
