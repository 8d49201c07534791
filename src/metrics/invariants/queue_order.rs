//! The order of turns: a session that is taken out of a queue is the one whose turn it is, as the
//! queue's order says, among those that the operator may have. And where not every operator may have
//! each session, non-idling too: no session waits while an operator is free who may have that very
//! one.
//!
//! It is judged from facts, without a look at the queue itself. Nothing is wrong within an instant,
//! while messages are under way: a session has been passed over if it waited before the instant at
//! which a later one was taken, and waits after it.
//!
//! Where every operator may have each session no list of those that wait is needed. A session that
//! leaves a queue looks back: was one with a later turn taken out of it meanwhile? Of those taken
//! only the latest turns are remembered, each with all that came after it still earlier: one or two
//! entries.

mod constrained;

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{OperatorId, QueueId, SessionId, Time};
use crate::desk::{Accepted, FlowedOut, QueueFact, Queued, ServiceFact, WaitPlace};
use crate::metrics::results::Violation;
use crate::plan::{
    self, BotTime, CurrentOperatorEligibility, ModelLevel, Plan, Priority, QueueAgeFrom,
    QueueOrder, QueueOwner, SenderEligibility,
};
pub(super) use constrained::ConstrainedOrderCheck;

/// A place in a queue's order: the lowest is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct OrderKey {
    rank: i32,
    since: i64,
    session: SessionId,
}

impl OrderKey {
    /// As the scenario states it, and not as a queue computes it: the score is minutes waited plus
    /// minutes of priority; the session that has more is next.
    fn new(order: QueueOrder, session: SessionId, criteria: OrderCriteria) -> Self {
        let OrderCriteria { age_from, priority, due } = criteria;
        let (age, steps) = (age_from.0 as i64, priority as i64);
        let (rank, since) = match (order, due) {
            (QueueOrder::Fifo, _) => (0, age),
            (QueueOrder::PriorityFirst, _) => (-(steps as i32), age),
            (QueueOrder::Score(worth), _) => {
                (0, age.saturating_sub((worth.0 as i64).saturating_mul(steps)))
            }
            (QueueOrder::SlaDueFirst, Some(due)) => (0, due.0 as i64),
            (QueueOrder::SlaDueFirst, None) => (1, age),
        };
        Self { rank, since, session }
    }
}

/// What decides a session's turn.
#[derive(Clone, Copy, Debug)]
struct OrderCriteria {
    age_from: Time,
    priority: Priority,
    due: Option<Time>,
}

#[derive(Clone, Debug)]
pub(super) struct QueueOrderCheck {
    plan: Arc<Plan>,
    /// For each queue, the sessions taken out of it that an operator may have to hear of.
    taken: Vec<Vec<TakenSession>>,
    /// Everybody's turn is that of the arrival, and no fact but the last is needed.
    by_arrival: bool,
    /// Otherwise: the turns of those who wait in queues.
    positions: HashMap<SessionId, WaitPosition>,
    /// Those who were given away for less than an instant, and when: a session taken then did not
    /// pass them over.
    returned_at: HashMap<SessionId, Time>,
}

/// The turn of one who waits, and since when it is that.
#[derive(Clone, Copy, Debug)]
struct WaitPosition {
    queue: QueueId,
    key: OrderKey,
    since: Time,
}

#[derive(Clone, Copy, Debug)]
struct TakenSession {
    at: Time,
    key: OrderKey,
}

/// Operators take from it, and are not handed what supervisors have read.
fn is_served_by_operators(plan: &Plan, queue: QueueId) -> bool {
    match plan.queues[queue.index()].owner {
        QueueOwner::LiveChat(chat) => {
            plan.live_chats[chat.index()].intake == plan::IntakeMode::Operators
        }
        QueueOwner::Group(_) => true,
    }
}

/// Some may not have some sessions.
fn is_constrained(plan: &Plan) -> bool {
    let excludes_sender =
        |transfer: &plan::TransferRules| transfer.sender_eligibility == SenderEligibility::Excluded;
    let mut transfers = plan.topics.iter().flat_map(|topic| &topic.transfers);
    (0..plan.queues.len()).any(|queue| !plan.is_unconstrained(QueueId::from(queue)))
        || plan.live_chats.iter().any(|chat| chat.dialogue_policy.no_reply.is_some())
        || sla_targets(plan).any(|target| {
            matches!(
                target.on_breach,
                plan::BreachAction::AssignLeastOccupied(.., CurrentOperatorEligibility::Excluded)
            )
        })
        || transfers.any(|rule| rule.rules.as_deref().is_some_and(excludes_sender))
}

fn sla_targets(plan: &Plan) -> impl Iterator<Item = &plan::SlaGoal> {
    let levels = plan.live_chats.iter().flat_map(|chat| &chat.slas);
    levels.flat_map(|level| level.goals.iter().flatten())
}

fn is_ordered_by_arrival(plan: &Plan) -> bool {
    let keeps_age =
        |transfer: &plan::TransferRules| transfer.queue_age_from == QueueAgeFrom::Arrival;
    let mut rules = plan.topics.iter().flat_map(|topic| &topic.transfers);
    plan.model_level() == ModelLevel::Session
        && plan.queues.iter().all(|queue| queue.order == QueueOrder::Fifo)
        && plan.live_chats.iter().all(|chat| chat.queue_age_from == QueueAgeFrom::Arrival)
        && plan
            .live_chats
            .iter()
            .all(|chat| chat.bot.is_none() || chat.bot_time == BotTime::Included)
        && plan.topics.iter().all(|topic| topic.silent_abandonment.is_none())
        && rules.all(|rule| rule.rules.as_deref().is_none_or(keeps_age))
}

impl QueueOrderCheck {
    /// The check, or, where not every operator may have each session, the one that looks at each.
    pub(super) fn for_plan(
        plan: &Arc<Plan>,
    ) -> (Option<Box<Self>>, Option<Box<ConstrainedOrderCheck>>) {
        if is_constrained(plan) {
            return (None, Some(Box::new(ConstrainedOrderCheck::new(plan))));
        }
        let check = Self {
            plan: Arc::clone(plan),
            taken: vec![Vec::new(); plan.queues.len()],
            by_arrival: is_ordered_by_arrival(plan),
            positions: HashMap::new(),
            returned_at: HashMap::new(),
        };
        (Some(Box::new(check)), None)
    }

    #[inline(always)]
    pub(super) fn observe_queue(&mut self, now: Time, fact: QueueFact) -> Option<Box<Violation>> {
        match fact {
            QueueFact::Queued(Queued { session, place, age_from, priority, sla_due, .. }) => {
                let criteria = OrderCriteria { age_from, priority, due: sla_due };
                self.set_position(now, session, place.queue()?, criteria);
                None
            }
            QueueFact::PriorityRaised { session, queue, age_from, priority, sla_due } => {
                let criteria = OrderCriteria { age_from, priority, due: sla_due };
                self.set_position(now, session, queue, criteria);
                None
            }
            QueueFact::Requeued { session, .. } => {
                self.returned_at.insert(session, now);
                None
            }
            QueueFact::Abandoned(left) => {
                let position =
                    self.take_position(left.session, left.arrived, left.joined, left.place)?;
                self.check_leaving(now, position)
            }
            QueueFact::Moved { session, place, joined, arrived, .. }
            | QueueFact::Dispatched { session, place, joined, arrived, .. } => {
                let position = self.take_position(session, arrived, joined, place)?;
                self.check_leaving(now, position)
            }
            QueueFact::FlowedOut(FlowedOut { session, place, joined, arrived, .. }) => {
                let position = self.take_position(session, arrived, joined, place?)?;
                self.check_leaving(now, position)
            }
            QueueFact::EndedAbandoned { session, .. } => {
                self.positions.remove(&session);
                None
            }
            QueueFact::RequirementsRelaxed { .. }
            | QueueFact::Constrained { .. }
            | QueueFact::SentToFallback { .. }
            | QueueFact::AbandonedSilently(_) => None,
        }
    }

    #[inline(always)]
    pub(super) fn observe_service(
        &mut self,
        now: Time,
        fact: ServiceFact,
    ) -> Option<Box<Violation>> {
        match fact {
            ServiceFact::Accepted(Accepted { session, place, queued, joined, arrived, .. }) => {
                if !queued {
                    return None;
                }
                let position = self.take_position(session, arrived, joined, place)?;
                let violation = self.check_leaving(now, position);
                self.record_taken(now, position);
                violation
            }
            ServiceFact::AcceptedAbandoned { session, .. } => {
                self.positions.remove(&session);
                None
            }
            ServiceFact::Closed(_)
            | ServiceFact::ClosedUnfinished { .. }
            | ServiceFact::AbandonedInService(_)
            | ServiceFact::AbandonmentDiscovered { .. }
            | ServiceFact::FalseSpamMarkChanged(_)
            | ServiceFact::WrapUpBegun { .. }
            | ServiceFact::WrapUpEnded { .. } => None,
        }
    }

    /// A session has this turn in a queue from now on.
    #[inline]
    fn set_position(
        &mut self,
        since: Time,
        session: SessionId,
        queue: QueueId,
        criteria: OrderCriteria,
    ) {
        if !self.by_arrival {
            let order = self.plan.queues[queue.index()].order;
            let key = OrderKey::new(order, session, criteria);
            self.positions.insert(session, WaitPosition { queue, key, since });
        }
    }

    /// The turn of one who leaves.
    #[inline(always)]
    fn take_position(
        &mut self,
        session: SessionId,
        arrived: Time,
        since: Time,
        place: WaitPlace,
    ) -> Option<WaitPosition> {
        let queue = place.queue()?;
        let position = if self.by_arrival {
            let key = OrderKey { rank: 0, since: arrived.0 as i64, session };
            WaitPosition { queue, key, since }
        } else {
            WaitPosition { queue, ..self.positions.remove(&session)? }
        };
        let returned_at =
            if self.returned_at.is_empty() { None } else { self.returned_at.remove(&session) };
        Some(WaitPosition {
            since: returned_at.map_or(position.since, |at| position.since.max(at)),
            ..position
        })
    }

    /// One with this turn leaves.
    #[inline]
    fn check_leaving(
        &self,
        now: Time,
        WaitPosition { queue, key, since }: WaitPosition,
    ) -> Option<Box<Violation>> {
        let taken = &self.taken[queue.index()];
        // The latest turns first, and each taken sooner than those behind it.
        let meanwhile = taken.iter().find(|taken| taken.at > since)?;
        if meanwhile.key < key || meanwhile.at == now || !is_served_by_operators(&self.plan, queue)
        {
            return None;
        }
        let (later, at) = (meanwhile.key.session, meanwhile.at);
        let seen = Overtaking { session: key.session, joined: since, later, at };
        Some(overtaking_violation(&self.plan, now, queue, &seen))
    }

    /// An operator takes the one with this turn.
    #[inline]
    fn record_taken(&mut self, at: Time, WaitPosition { queue, key, .. }: WaitPosition) {
        let taken = &mut self.taken[queue.index()];
        while taken.last().is_some_and(|earlier| earlier.key < key) {
            taken.pop();
        }
        // Of so many the first have been of no use for long.
        if taken.len() == 256 {
            taken.drain(..128);
        }
        taken.push(TakenSession { at, key });
    }
}

/// A session that was taken although it was the turn of another.
struct Overtaking {
    /// Whose turn it was, and since when it had waited.
    session: SessionId,
    joined: Time,
    /// Which was taken instead, and when.
    later: SessionId,
    at: Time,
}

#[cold]
fn overtaking_violation(
    plan: &Plan,
    now: Time,
    queue: QueueId,
    seen: &Overtaking,
) -> Box<Violation> {
    let Overtaking { session, joined, later, at } = *seen;
    let name = &plan.queues[queue.index()].name;
    let invariant = format!(
        "turns: session {later} was taken from queue {name} at {at} while it was the turn of \
         session {session}, which had waited since {joined}"
    );
    Box::new(Violation::new(now, invariant).about([session, later]))
}

#[cold]
fn idling_violation(
    plan: &Plan,
    now: Time,
    queue: QueueId,
    session: SessionId,
    operator: OperatorId,
) -> Box<Violation> {
    let name = &plan.queues[queue.index()].name;
    let operator = &plan.operators[operator.index()].name;
    let invariant = format!(
        "idle hands: session {session} waited in queue {name} while {operator}, who may have it, \
         was free"
    );
    Box::new(Violation::new(now, invariant).about([session]))
}
