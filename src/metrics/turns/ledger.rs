//! Those who wait, each by itself, where not everybody may have each session: with skills, rings,
//! exclusions, weights, offers and operators who notice.
//!
//! What cannot be told from facts counts in favour of the desk: who had a session before may be left
//! out for that, and how much an operator can still carry is not reckoned: where sessions weigh, an
//! operator is judged only by being idle with nothing on hand.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Key, Standing, is_served, left_waiting, passed_over};
use crate::base::{OperatorId, QueueId, SessionId, Time, TopicId};
use crate::desk::{Fact, OfferEnd, Where};
use crate::metrics::idle::IdleWatch;
use crate::metrics::law::Breach;
use crate::plan::{Matching, Plan, Skills};

#[derive(Clone, Debug)]
pub(super) struct Ledger {
    plan: Arc<Plan>,
    queues: Vec<Queue>,
    waiting: HashMap<SessionId, Waiting>,
    /// Who had a session, or did not want it.
    had: HashMap<SessionId, Vec<OperatorId>>,
    /// Of those passed over: the one, who was taken, when.
    suspects: Vec<(SessionId, SessionId)>,
    /// Those who may have become able to be taken.
    ready: Vec<SessionId>,
    now: Time,
}

#[derive(Clone, Debug)]
struct Queue {
    order: BTreeSet<Key>,
    members: Vec<OperatorId>,
    rules: Rules,
}

/// What of a queue's rules matters here.
#[derive(Clone, Copy, Debug)]
struct Rules {
    served: bool,
    relaxed_first: bool,
    prefers_last: bool,
    /// Somebody who is free may be left so, to notice or to rest.
    lets_idle: bool,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    queue: QueueId,
    key: Key,
    joined: Time,
    /// When it last came to wait here, for more people or for anybody.
    since: Time,
    requires: Skills,
    /// How often requirements were dropped.
    rings: u8,
    units: u32,
    offered: bool,
}

impl Ledger {
    pub(super) fn new(plan: &Arc<Plan>) -> Self {
        let mut queues: Vec<Queue> = (0..plan.queues.len())
            .map(|place| {
                let matching = plan.queues[place].matching.as_deref();
                let is = |rule: fn(&Matching) -> bool| matching.is_some_and(rule);
                let rules = Rules {
                    served: is_served(plan, QueueId::from(place)),
                    relaxed_first: is(|rules| rules.relaxed_first),
                    prefers_last: is(|rules| rules.prefer_last.is_some()),
                    lets_idle: is(|rules| rules.reaction.is_some() || !rules.pace.is_free()),
                };
                Queue { order: BTreeSet::new(), members: Vec::new(), rules }
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
            waiting: HashMap::new(),
            had: HashMap::new(),
            suspects: Vec::new(),
            ready: Vec::new(),
            now: Time::ZERO,
        }
    }

    #[inline(never)]
    pub(super) fn fact(&mut self, now: Time, fact: &Fact, idle: &mut IdleWatch) -> Option<Breach> {
        let found = if now > self.now { self.judge(idle) } else { None };
        self.now = now;
        match *fact {
            Fact::Queued {
                session,
                place: Where::Queue(queue),
                topic,
                age_from,
                priority,
                due,
                ..
            } => {
                self.joins(queue, (session, topic), Standing { age_from, priority, due });
            }
            Fact::Accepted { session, place: Where::Queue(_), queued: true, operator, .. }
            | Fact::TakenInVain {
                session, place: Where::Queue(_), queued: true, operator, ..
            } => {
                self.takes(session, operator);
                self.leaves(session);
            }
            Fact::OfferMade { session, operator } => {
                self.takes(session, operator);
                if let Some(waiting) = self.waiting.get_mut(&session) {
                    waiting.offered = true;
                }
            }
            Fact::OfferEnded { session, operator, how, .. } => {
                self.offer_ended(session, operator, how);
            }
            Fact::CameBack { session, .. } => {
                if let Some(waiting) = self.waiting.get_mut(&session) {
                    waiting.since = now;
                }
            }
            Fact::Raised { session, queue, age_from, priority, due } => {
                let order = self.plan.queues[queue.index()].order;
                self.raised(
                    session,
                    Key::new(order, session, Standing { age_from, priority, due }),
                );
            }
            Fact::Relaxed { session, before, .. } => self.relaxed(session, before),
            Fact::HandedOn { session, .. } | Fact::Moved { session, .. } => self.leaves(session),
            Fact::Switched { session, operator, .. } | Fact::Relieved { session, operator, .. } => {
                self.had.entry(session).or_default().push(operator);
            }
            Fact::CameAgain { session, .. } => {
                self.had.entry(session).or_default();
            }
            Fact::Abandoned { session, .. }
            | Fact::FlowedOut { session, .. }
            | Fact::Vanished { session, .. }
            | Fact::Refused { session, .. }
            | Fact::Closed { session, .. }
            | Fact::FoundGone { session, .. }
            | Fact::LeftInSession { session, silently: false, .. }
            | Fact::BotClosed { session, .. } => {
                self.leaves(session);
                self.had.remove(&session);
            }
            _ => {}
        }
        found
    }

    fn joins(&mut self, queue: QueueId, what: (SessionId, TopicId), standing: Standing) {
        let (session, topic) = what;
        let order = self.plan.queues[queue.index()].order;
        let key = Key::new(order, session, standing);
        let topic = &self.plan.topics[topic.index()];
        let waiting = Waiting {
            queue,
            key,
            joined: self.now,
            since: self.now,
            requires: topic.requires,
            rings: 0,
            units: topic.units,
            offered: false,
        };
        self.waiting.insert(session, waiting);
        self.queues[queue.index()].order.insert(key);
        self.ready.push(session);
    }

    fn leaves(&mut self, session: SessionId) {
        if let Some(waiting) = self.waiting.remove(&session) {
            self.queues[waiting.queue.index()].order.remove(&waiting.key);
        }
    }

    /// From now on more may have it.
    fn relaxed(&mut self, session: SessionId, before: u8) {
        let Some(waiting) = self.waiting.get_mut(&session) else { return };
        let queue = &mut self.queues[waiting.queue.index()];
        let rules = self.plan.queues[waiting.queue.index()].matching.as_deref();
        if let Some(ring) = rules.and_then(|rules| rules.rings.get(usize::from(before))) {
            waiting.requires = waiting.requires.without(ring.drop);
        }
        waiting.rings = before + 1;
        if queue.rules.relaxed_first {
            queue.order.remove(&waiting.key);
            // Ahead of everybody, and of those who were relaxed less often.
            waiting.key.rank = -1_000 - i32::from(waiting.rings);
            queue.order.insert(waiting.key);
        }
        waiting.since = self.now;
        self.ready.push(session);
    }

    /// Its turn is this one now, unless it is ahead of everybody already.
    fn raised(&mut self, session: SessionId, key: Key) {
        let Some(waiting) = self.waiting.get_mut(&session) else { return };
        let queue = &mut self.queues[waiting.queue.index()];
        queue.order.remove(&waiting.key);
        waiting.key = waiting.key.min(key);
        waiting.since = self.now;
        queue.order.insert(waiting.key);
    }

    fn offer_ended(&mut self, session: SessionId, operator: OperatorId, how: OfferEnd) {
        if matches!(how, OfferEnd::Declined | OfferEnd::Missed) {
            self.had.entry(session).or_default().push(operator);
        }
        if how != OfferEnd::Accepted
            && let Some(waiting) = self.waiting.get_mut(&session)
        {
            (waiting.offered, waiting.since) = (false, self.now);
            self.ready.push(session);
        }
    }

    /// An operator is given a session: was it somebody else's turn, whom the operator may have?
    fn takes(&mut self, session: SessionId, operator: OperatorId) {
        let Some(taken) = self.waiting.get(&session) else { return };
        if taken.offered {
            // That was judged when it was offered.
            return;
        }
        let queue = &self.queues[taken.queue.index()];
        let mut ahead = queue.order.range(..taken.key);
        let passed = ahead.find(|key| {
            let other = &self.waiting[&key.session];
            other.since < self.now && self.may(operator, other)
        });
        if let Some(key) = passed
            && queue.rules.served
            && self.plan.operators[operator.index()].capacity.is_none()
        {
            self.suspects.push((key.session, session));
        }
    }

    /// The operator may have the one who waits, as far as that one goes.
    fn may(&self, operator: OperatorId, waiting: &Waiting) -> bool {
        let had = self.had.get(&waiting.key.session);
        !waiting.offered
            && waiting.requires.are_among(self.plan.operators[operator.index()].skills)
            && had.is_none_or(|had| {
                // One who is kept for somebody is nobody else's.
                !had.contains(&operator) && !self.queues[waiting.queue.index()].rules.prefers_last
            })
    }

    /// The instant is over.
    fn judge(&mut self, idle: &mut IdleWatch) -> Option<Breach> {
        let mut found = None;
        for (session, later) in std::mem::take(&mut self.suspects) {
            let Some(waiting) = self.waiting.get(&session) else { continue };
            if waiting.since < self.now && !waiting.offered {
                let (queue, joined) = (waiting.queue, waiting.joined);
                let (one, other) = ((session, joined), (later, self.now));
                found.get_or_insert_with(|| passed_over(&self.plan, self.now, queue, one, other));
            }
        }
        let mut ready = std::mem::take(&mut self.ready);
        for session in ready.drain(..) {
            let Some(waiting) = self.waiting.get(&session) else { continue };
            if !idle.is_particular(waiting.queue) {
                continue;
            }
            let mut members = self.queues[waiting.queue.index()].members.iter().copied();
            if let Some(operator) = members.find(|member| self.idles(*member, waiting, idle)) {
                let queue = waiting.queue;
                found.get_or_insert_with(|| {
                    left_waiting(&self.plan, self.now, queue, session, operator)
                });
            }
        }
        self.ready = ready;
        let mut roomy = std::mem::take(&mut idle.roomy);
        for (operator, queue) in roomy.drain(..) {
            let mut order = self.queues[queue.index()].order.iter();
            let left = order.find(|key| self.idles(operator, &self.waiting[&key.session], idle));
            if let Some(key) = left {
                found.get_or_insert_with(|| {
                    left_waiting(&self.plan, self.now, queue, key.session, operator)
                });
            }
        }
        idle.roomy = roomy;
        found
    }

    /// The operator is free and may have the one who waits.
    fn idles(&self, operator: OperatorId, waiting: &Waiting, idle: &IdleWatch) -> bool {
        let rules = self.queues[waiting.queue.index()].rules;
        let light = match self.plan.operators[operator.index()].capacity {
            None => true,
            Some(most) => idle.is_empty_handed(operator) && waiting.units <= most,
        };
        rules.served
            && !rules.lets_idle
            && light
            && idle.has_room(operator, waiting.queue)
            && self.may(operator, waiting)
    }
}
