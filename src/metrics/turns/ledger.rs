//! Those who wait, each by itself, where not everybody may have each session: with skills, rings,
//! exclusions, weights, offers and operators who notice.
//!
//! What cannot be told from facts counts in favour of the desk: who had a session before may be left
//! out for that, and how much an operator can still carry is not reckoned: where sessions weigh, an
//! operator is judged only by being idle with nothing on hand.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use super::{Key, Standing, is_served, left_waiting, passed_over};
use crate::base::{OperatorId, QueueId, SessionId, Time, TopicId};
use crate::desk::{Fact, OfferEnd, Where};
use crate::metrics::idle::IdleWatch;
use crate::metrics::law::Breach;
use crate::plan::{Matching, Plan, Skills};

#[derive(Clone, Debug)]
pub(in crate::metrics) struct Ledger {
    plan: Arc<Plan>,
    queues: Vec<Queue>,
    /// Where each stands who waits.
    places: HashMap<SessionId, (QueueId, Key)>,
    /// Who had a session, or did not want it.
    had: HashMap<SessionId, Vec<OperatorId>>,
    /// Of those passed over: the one, who was taken, when.
    suspects: Vec<(SessionId, SessionId)>,
    /// Up to where whom has been looked at for an operator at this instant: what comes to be had at
    /// an instant is nobody passed over.
    looked_at: Option<(Time, OperatorId, QueueId, Key)>,
    /// Those who may have become able to be taken.
    ready: Vec<SessionId>,
    now: Time,
}

#[derive(Clone, Debug)]
struct Queue {
    order: BTreeMap<Key, Waiting>,
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
    joined: Time,
    /// When it last came to wait here, for more people or for anybody.
    since: Time,
    requires: Skills,
    /// How often requirements were dropped.
    rings: u8,
    units: u32,
    offered: bool,
    /// Somebody had it, or did not want it.
    had: bool,
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
                Queue { order: BTreeMap::new(), members: Vec::new(), rules }
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
            places: HashMap::new(),
            had: HashMap::new(),
            suspects: Vec::new(),
            looked_at: None,
            ready: Vec::new(),
            now: Time::ZERO,
        }
    }

    /// It is another instant from now on, and what was passed over in the one before is judged.
    pub(in crate::metrics) fn turn_to(
        &mut self,
        now: Time,
        idle: &mut IdleWatch,
    ) -> Option<Box<Breach>> {
        let found = self.judge(idle);
        self.now = now;
        found
    }

    /// Hears what happened, before anybody else does.
    pub(in crate::metrics) fn fact(&mut self, now: Time, fact: Fact) {
        match fact {
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
                if let Some((_, waiting)) = self.find(session) {
                    waiting.offered = true;
                }
            }
            Fact::OfferEnded { session, operator, how, .. } => {
                self.offer_ended(session, operator, how);
            }
            Fact::CameBack { session, .. } => {
                if let Some((_, waiting)) = self.find(session) {
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
                self.had_by(session, Some(operator));
            }
            Fact::CameAgain { session, .. } => self.had_by(session, None),
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
    }

    fn joins(&mut self, queue: QueueId, what: (SessionId, TopicId), standing: Standing) {
        let (session, topic) = what;
        let order = self.plan.queues[queue.index()].order;
        let key = Key::new(order, session, standing);
        let topic = &self.plan.topics[topic.index()];
        let waiting = Waiting {
            joined: self.now,
            since: self.now,
            requires: topic.requires,
            rings: 0,
            units: topic.units,
            offered: false,
            had: self.had.contains_key(&session),
        };
        self.places.insert(session, (queue, key));
        self.queues[queue.index()].order.insert(key, waiting);
        self.ready.push(session);
    }

    fn leaves(&mut self, session: SessionId) {
        if let Some((queue, key)) = self.places.remove(&session) {
            self.queues[queue.index()].order.remove(&key);
        }
    }

    /// Where and as what it waits, if it does.
    fn find(&mut self, session: SessionId) -> Option<(QueueId, &mut Waiting)> {
        let (queue, key) = self.places.get(&session)?;
        Some((*queue, self.queues[queue.index()].order.get_mut(key)?))
    }

    /// From now on its turn is another one.
    fn line_up(&mut self, session: SessionId, turn: impl FnOnce(Key) -> Key) {
        let Some((queue, key)) = self.places.get_mut(&session) else { return };
        let order = &mut self.queues[queue.index()].order;
        if let Some(waiting) = order.remove(key) {
            *key = turn(*key);
            order.insert(*key, waiting);
        }
    }

    /// From now on more may have it.
    fn relaxed(&mut self, session: SessionId, before: u8) {
        let now = self.now;
        let plan = Arc::clone(&self.plan);
        let Some((queue, waiting)) = self.find(session) else { return };
        let rules = plan.queues[queue.index()].matching.as_deref();
        if let Some(ring) = rules.and_then(|rules| rules.rings.get(usize::from(before))) {
            waiting.requires = waiting.requires.without(ring.drop);
        }
        (waiting.rings, waiting.since) = (before + 1, now);
        if self.queues[queue.index()].rules.relaxed_first {
            // Ahead of everybody, and of those who were relaxed less often.
            self.line_up(session, |key| Key { rank: -1_001 - i32::from(before), ..key });
        }
        self.ready.push(session);
    }

    /// Its turn is this one now; who is ahead of everybody already stays there.
    fn raised(&mut self, session: SessionId, key: Key) {
        let now = self.now;
        if let Some((_, waiting)) = self.find(session) {
            waiting.since = now;
            self.line_up(session, |before| Key { rank: before.rank.min(key.rank), ..key });
        }
    }

    /// It was this operator's, or somebody's who is not told.
    fn had_by(&mut self, session: SessionId, operator: Option<OperatorId>) {
        self.had.entry(session).or_default().extend(operator);
        if let Some((_, waiting)) = self.find(session) {
            waiting.had = true;
        }
    }

    fn offer_ended(&mut self, session: SessionId, operator: OperatorId, how: OfferEnd) {
        let now = self.now;
        if matches!(how, OfferEnd::Declined | OfferEnd::Missed) {
            self.had_by(session, Some(operator));
        }
        let Some((_, waiting)) = self.find(session) else { return };
        if how != OfferEnd::Accepted {
            (waiting.offered, waiting.since) = (false, now);
            self.ready.push(session);
        }
    }

    /// An operator is given a session: was it somebody else's turn, whom the operator may have?
    fn takes(&mut self, session: SessionId, operator: OperatorId) {
        let Some(&(place, key)) = self.places.get(&session) else { return };
        let queue = &self.queues[place.index()];
        if queue.order[&key].offered {
            // That was judged when it was offered.
            return;
        }
        let from = match self.looked_at {
            Some((at, who, at_queue, up_to))
                if (at, who, at_queue) == (self.now, operator, place) && up_to <= key =>
            {
                Bound::Included(up_to)
            }
            _ => Bound::Unbounded,
        };
        let mut ahead = queue.order.range((from, Bound::Excluded(key)));
        let passed =
            ahead.find(|other| other.1.since < self.now && self.may(operator, place, *other));
        self.looked_at = Some((self.now, operator, place, key));
        if let Some((key, _)) = passed
            && queue.rules.served
            && self.plan.operators[operator.index()].capacity.is_none()
        {
            self.suspects.push((key.session, session));
        }
    }

    /// The operator may have the one who waits, as far as that one goes.
    fn may(&self, operator: OperatorId, queue: QueueId, (key, waiting): (&Key, &Waiting)) -> bool {
        !waiting.offered
            && waiting.requires.are_among(self.plan.operators[operator.index()].skills)
            // One who is kept for somebody is nobody else's.
            && !(waiting.had
                && (self.queues[queue.index()].rules.prefers_last
                    || self.had[&key.session].contains(&operator)))
    }

    /// The instant is over.
    fn judge(&mut self, idle: &mut IdleWatch) -> Option<Box<Breach>> {
        let mut found = None;
        for (session, later) in std::mem::take(&mut self.suspects) {
            let now = self.now;
            let Some((queue, waiting)) = self.find(session) else { continue };
            if waiting.since < now && !waiting.offered {
                let joined = waiting.joined;
                let (one, other) = ((session, joined), (later, self.now));
                found.get_or_insert_with(|| passed_over(&self.plan, self.now, queue, one, other));
            }
        }
        let mut ready = std::mem::take(&mut self.ready);
        for session in ready.drain(..) {
            let Some((queue, key)) = self.places.get(&session) else { continue };
            if !idle.is_particular(*queue) {
                continue;
            }
            let (queue, Queue { order, members, .. }) = (*queue, &self.queues[queue.index()]);
            let one = (key, &order[key]);
            let mut members = members.iter().copied();
            if let Some(operator) = members.find(|member| self.idles(*member, queue, one, idle)) {
                found.get_or_insert_with(|| {
                    left_waiting(&self.plan, self.now, queue, session, operator)
                });
            }
        }
        self.ready = ready;
        let mut roomy = std::mem::take(&mut idle.roomy);
        for (operator, queue) in roomy.drain(..) {
            let mut order = self.queues[queue.index()].order.iter();
            if idle.has_room(operator, queue)
                && let Some((key, _)) = order.find(|one| self.idles(operator, queue, *one, idle))
            {
                found.get_or_insert_with(|| {
                    left_waiting(&self.plan, self.now, queue, key.session, operator)
                });
            }
        }
        idle.roomy = roomy;
        found
    }

    /// The operator is free and may have the one who waits.
    fn idles(
        &self,
        operator: OperatorId,
        queue: QueueId,
        one: (&Key, &Waiting),
        idle: &IdleWatch,
    ) -> bool {
        let rules = self.queues[queue.index()].rules;
        let light = match self.plan.operators[operator.index()].capacity {
            None => true,
            Some(most) => idle.is_empty_handed(operator) && one.1.units <= most,
        };
        rules.served
            && !rules.lets_idle
            && light
            && idle.has_room(operator, queue)
            && self.may(operator, queue, one)
    }
}
