//! The law of turns: whoever is taken out of a queue is the one whose turn it is, as the queue's
//! order says, among those whom the taker may have. And where not everybody may have each session,
//! the law of idle hands too: nobody waits while somebody is free who may have that very session.
//!
//! It is judged from facts, without a look at the queue's own line. Nothing is wrong within an
//! instant, while messages are under way: a session has been passed over if it waited before the
//! instant at which a later one was taken, and waits after it.
//!
//! Where everybody may have each session no list of those who wait is needed. Whoever leaves a queue
//! looks back: was one with a later turn taken out of it meanwhile? Of those taken only the latest
//! turns are remembered, each with all that came after it still earlier: one or two entries.

mod ledger;

use std::collections::HashMap;
use std::sync::Arc;

use super::law::Breach;
use crate::base::{OperatorId, QueueId, SessionId, Time};
use crate::desk::{Fact, Where};
use crate::plan::{self, Level, Order, Plan, Present, Priority, QueueAge, QueueOwner, Sender};
pub(super) use ledger::Ledger;

/// A place in a queue's order: the lowest is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rank: i32,
    since: i64,
    session: SessionId,
}

impl Key {
    /// As the scenario says it, and not as a queue reckons: the score is minutes waited plus
    /// minutes of priority, whoever has more is next.
    fn new(order: Order, session: SessionId, standing: Standing) -> Self {
        let Standing { age_from, priority, due } = standing;
        let (age, steps) = (age_from.0 as i64, priority as i64);
        let (rank, since) = match (order, due) {
            (Order::Fifo, _) => (0, age),
            (Order::PriorityFirst, _) => (-(steps as i32), age),
            (Order::Score(worth), _) => {
                (0, age.saturating_sub((worth.0 as i64).saturating_mul(steps)))
            }
            (Order::SlaDueFirst, Some(due)) => (0, due.0 as i64),
            (Order::SlaDueFirst, None) => (1, age),
        };
        Self { rank, since, session }
    }
}

/// What decides a session's turn.
#[derive(Clone, Copy, Debug)]
struct Standing {
    age_from: Time,
    priority: Priority,
    due: Option<Time>,
}

#[derive(Clone, Debug)]
pub(super) struct Turns {
    plan: Arc<Plan>,
    /// For each queue, those taken out of it of whom somebody may have to know.
    taken: Vec<Vec<Taken>>,
    /// Everybody's turn is that of the arrival, and no fact but the last is needed.
    by_arrival: bool,
    /// Otherwise: the turns of those who wait in queues.
    keys: HashMap<SessionId, Turn>,
    /// Those who were given away for less than an instant, and when: whoever was taken then did not
    /// pass them over.
    back: HashMap<SessionId, Time>,
}

/// The turn of one who waits, and since when it is that.
#[derive(Clone, Copy, Debug)]
struct Turn {
    key: Key,
    since: Time,
}

#[derive(Clone, Copy, Debug)]
struct Taken {
    at: Time,
    key: Key,
}

/// Operators take from it, and are not handed what supervisors have read.
fn is_served(plan: &Plan, queue: QueueId) -> bool {
    match plan.queues[queue.index()].owner {
        QueueOwner::LiveChat(chat) => {
            plan.live_chats[chat.index()].intake == plan::Intake::Operators
        }
        QueueOwner::Group(_) => true,
    }
}

/// Some may not have some sessions.
fn is_particular(plan: &Plan) -> bool {
    let excludes = |transfer: &plan::Transfer| transfer.sender == Sender::Excluded;
    let mut transfers = plan.topics.iter().flat_map(|topic| &topic.switches);
    (0..plan.queues.len()).any(|queue| !plan.is_plain(QueueId::from(queue)))
        || plan.live_chats.iter().any(|chat| chat.patrol.no_reply.is_some())
        || promises(plan).any(|promise| {
            matches!(promise.breach, plan::Breach::LeastOccupied(.., Present::Excluded))
        })
        || transfers.any(|switch| switch.transfer.as_deref().is_some_and(excludes))
}

fn promises(plan: &Plan) -> impl Iterator<Item = &plan::Promise> {
    let levels = plan.live_chats.iter().flat_map(|chat| &chat.slas);
    levels.flat_map(|level| level.promises.iter().flatten())
}

fn is_by_arrival(plan: &Plan) -> bool {
    let kept = |transfer: &plan::Transfer| transfer.queue_age == QueueAge::Kept;
    let mut switches = plan.topics.iter().flat_map(|topic| &topic.switches);
    plan.level() == Level::Session
        && plan.queues.iter().all(|queue| queue.order == Order::Fifo)
        && plan.live_chats.iter().all(|chat| chat.queue_age == QueueAge::Kept)
        && plan.topics.iter().all(|topic| topic.silence.is_none())
        && switches.all(|switch| switch.transfer.as_deref().is_none_or(kept))
}

impl Turns {
    /// The law, and, where not everybody may have each session, the ledger that keeps it instead.
    pub(super) fn or_ledger(plan: &Arc<Plan>) -> (Option<Box<Self>>, Option<Box<Ledger>>) {
        if is_particular(plan) {
            return (None, Some(Box::new(Ledger::new(plan))));
        }
        let turns = Self {
            plan: Arc::clone(plan),
            taken: vec![Vec::new(); plan.queues.len()],
            by_arrival: is_by_arrival(plan),
            keys: HashMap::new(),
            back: HashMap::new(),
        };
        (Some(Box::new(turns)), None)
    }

    /// Hears what happened. Inlined where the fact is known.
    #[inline(always)]
    pub(super) fn fact(&mut self, now: Time, fact: Fact) -> Option<Box<Breach>> {
        match fact {
            Fact::Queued {
                session, place: Where::Queue(queue), age_from, priority, due, ..
            } if !self.by_arrival => {
                let order = self.plan.queues[queue.index()].order;
                let key = Key::new(order, session, Standing { age_from, priority, due });
                self.keys.insert(session, Turn { key, since: now });
                None
            }
            Fact::CameBack { session, .. } => {
                self.back.insert(session, now);
                None
            }
            Fact::Raised { session, queue, age_from, priority, due } if !self.by_arrival => {
                let order = self.plan.queues[queue.index()].order;
                let key = Key::new(order, session, Standing { age_from, priority, due });
                self.keys.insert(session, Turn { key, since: now });
                None
            }
            Fact::Accepted {
                session,
                place: Where::Queue(queue),
                queued: true,
                joined,
                arrived,
                ..
            } => {
                let turn = self.turn(session, (arrived, joined))?;
                let passed_over = self.leaves(now, turn, queue);
                self.takes(now, turn.key, queue);
                passed_over
            }
            Fact::Abandoned { session, place: Where::Queue(queue), joined, arrived, .. }
            | Fact::Moved { session, place: Where::Queue(queue), joined, arrived, .. }
            | Fact::HandedOn { session, place: Where::Queue(queue), joined, arrived, .. }
            | Fact::FlowedOut {
                session, place: Some(Where::Queue(queue)), joined, arrived, ..
            } => {
                let turn = self.turn(session, (arrived, joined))?;
                self.leaves(now, turn, queue)
            }
            Fact::TakenInVain { session, .. } | Fact::Vanished { session, .. } => {
                self.keys.remove(&session);
                None
            }
            _ => None,
        }
    }

    /// The turn of one who leaves.
    #[inline(always)]
    fn turn(&mut self, session: SessionId, (arrived, joined): (Time, Time)) -> Option<Turn> {
        let turn = if self.by_arrival {
            let key = Key { rank: 0, since: arrived.0 as i64, session };
            Turn { key, since: joined }
        } else {
            self.keys.remove(&session)?
        };
        let back = if self.back.is_empty() { None } else { self.back.remove(&session) };
        Some(Turn { since: back.map_or(turn.since, |at| turn.since.max(at)), ..turn })
    }

    /// One with this turn leaves.
    #[inline]
    fn leaves(&self, now: Time, Turn { key, since }: Turn, queue: QueueId) -> Option<Box<Breach>> {
        let taken = &self.taken[queue.index()];
        // The latest turns first, and each taken sooner than those behind it.
        let meanwhile = taken.iter().find(|taken| taken.at > since)?;
        if meanwhile.key < key || meanwhile.at == now || !is_served(&self.plan, queue) {
            return None;
        }
        let (later, at) = (meanwhile.key.session, meanwhile.at);
        Some(passed_over(&self.plan, now, queue, (key.session, since), (later, at)))
    }

    /// An operator takes the one with this turn.
    #[inline]
    fn takes(&mut self, now: Time, key: Key, queue: QueueId) {
        let taken = &mut self.taken[queue.index()];
        while taken.last().is_some_and(|earlier| earlier.key < key) {
            taken.pop();
        }
        // Of so many the first have been of no use for long.
        if taken.len() == 256 {
            taken.drain(..128);
        }
        taken.push(Taken { at: now, key });
    }
}

#[cold]
fn passed_over(
    plan: &Plan,
    now: Time,
    queue: QueueId,
    (session, joined): (SessionId, Time),
    (later, at): (SessionId, Time),
) -> Box<Breach> {
    let name = &plan.queues[queue.index()].name;
    let law = format!(
        "turns: session {later} was taken from queue {name} at {at} while it was the turn of \
         session {session}, which had waited since {joined}"
    );
    Box::new(Breach::new(now, law).about([session, later]))
}

#[cold]
fn left_waiting(
    plan: &Plan,
    now: Time,
    queue: QueueId,
    session: SessionId,
    operator: OperatorId,
) -> Box<Breach> {
    let name = &plan.queues[queue.index()].name;
    let operator = &plan.operators[operator.index()].name;
    let law = format!(
        "idle hands: session {session} waited in queue {name} while {operator}, who may have it, \
         was free"
    );
    Box::new(Breach::new(now, law).about([session]))
}
