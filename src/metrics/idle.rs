//! The law that work is conserved: at no instant that passes does a session wait in a queue while
//! somebody who serves that queue is there with a free slot.
//!
//! Within an instant it may look so: the message that would give the session away is under way. So
//! a queue that looks wrong is a suspect, and is judged when time moves on.

use crate::base::{OperatorId, QueueId, Time};
use crate::desk::{Fact, Where};
use crate::plan::{Duty, Intake, Operator, Plan, QueueOwner};

#[derive(Clone, Debug)]
pub(super) struct IdleWatch {
    operators: Vec<Hands>,
    /// The queues of each operator who serves several, or none.
    several: Vec<Box<[QueueId]>>,
    queues: Vec<QueueState>,
    suspects: Vec<QueueId>,
    now: Time,
}

/// What an operator has free. Kept short: it is looked at whenever somebody takes a session or
/// ends one, and ten thousand of them should lie close together.
#[derive(Clone, Debug)]
struct Hands {
    limit: u32,
    load: u32,
    online: bool,
    on_duty: bool,
    /// Takes nothing now, whatever the calendar says.
    paused: bool,
    /// Let an offer pass and is given nothing for a while.
    away: bool,
    /// Serves one queue, as most do; otherwise `several` says which.
    one: Option<QueueId>,
}

impl Hands {
    fn has_room(&self) -> bool {
        self.online && self.on_duty && !self.away && !self.paused && self.load < self.limit
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct QueueState {
    waiting: u32,
    /// Operators who serve it and have room.
    free: u32,
    /// Not everybody with room may have each session: nothing is proved by an idle one.
    particular: bool,
}

impl IdleWatch {
    pub(super) fn new(plan: &Plan) -> Self {
        // Where supervisors distribute, they give sessions away and not the queue.
        let given = |queue: &QueueId| match plan.queues[queue.index()].owner {
            QueueOwner::LiveChat(chat) => plan.live_chats[chat.index()].intake == Intake::Operators,
            QueueOwner::Group(_) => true,
        };
        let queues = |operator: &Operator| -> Vec<QueueId> {
            operator.queues.iter().copied().filter(given).collect()
        };
        let hands = plan.operators.iter().map(|operator| Hands {
            one: queues(operator).first().copied().filter(|_| queues(operator).len() == 1),
            limit: operator.limit.unwrap_or(u32::MAX),
            load: 0,
            online: false,
            on_duty: false,
            away: false,
            paused: false,
        });
        let several = plan.operators.iter().map(|operator| match queues(operator).as_slice() {
            [_] => Box::default(),
            queues => queues.into(),
        });
        Self {
            operators: hands.collect(),
            several: several.collect(),
            queues: (0..plan.queues.len()).map(|queue| judged(plan, queue)).collect(),
            suspects: Vec::new(),
            now: Time::ZERO,
        }
    }

    /// Hears what happened; says which queue was left waiting in the instant before. Inlined where
    /// the fact is known.
    #[inline(always)]
    pub(super) fn fact(&mut self, now: Time, fact: &Fact) -> Option<QueueId> {
        let suspected = now > self.now && !self.suspects.is_empty();
        let found = if suspected { self.judge() } else { None };
        self.now = now;
        match *fact {
            Fact::Queued { place: Where::Queue(queue), .. } => self.wait(queue, true),
            Fact::HandedOn { place: Where::Queue(queue), .. }
            | Fact::Moved { place: Where::Queue(queue), .. }
            | Fact::FlowedOut { place: Some(Where::Queue(queue)), .. }
            | Fact::Vanished { place: Some(Where::Queue(queue)), .. }
            | Fact::Abandoned { place: Where::Queue(queue), .. } => self.wait(queue, false),
            Fact::Accepted { place, queued, operator, .. }
            | Fact::TakenInVain { place, queued, operator, .. } => {
                if let (Where::Queue(queue), true) = (place, queued) {
                    self.wait(queue, false);
                }
                self.change(operator, |hands| hands.load += 1);
            }
            Fact::Switched { operator, .. }
            | Fact::Relieved { operator, .. }
            | Fact::Closed { operator, wraps_up: false, .. }
            | Fact::WrappedUp { operator, held_slot: true, .. }
            | Fact::FoundGone { operator, .. }
            | Fact::LeftInSession { operator, silently: false, .. }
            | Fact::Paused { operator, frees_slot: true, .. } => {
                self.change(operator, |hands| hands.load = hands.load.saturating_sub(1));
            }
            Fact::Resumed { operator, freed_slot: true, .. } | Fact::SlotKept { operator, .. } => {
                self.change(operator, |hands| hands.load += 1);
            }
            Fact::SlotFreed { operator, .. } => {
                self.change(operator, |hands| hands.load = hands.load.saturating_sub(1));
            }
            // A slot that is reserved is not free.
            Fact::OfferMade { operator, .. } => self.change(operator, |hands| hands.load += 1),
            Fact::OfferEnded { operator, .. } => {
                self.change(operator, |hands| hands.load = hands.load.saturating_sub(1));
            }
            Fact::NotResponding { operator } => self.change(operator, |hands| hands.away = true),
            Fact::Responding { operator } => self.change(operator, |hands| hands.away = false),
            Fact::Particular { queue } => self.queues[queue.index()].particular = true,
            Fact::OperatorDuty { operator, duty } => {
                self.change(operator, |hands| hands.on_duty = duty == Duty::Work);
            }
            Fact::OperatorTakes { operator, takes } => {
                self.change(operator, |hands| hands.paused = !takes);
            }
            Fact::OperatorOnline { operator } => self.change(operator, |hands| hands.online = true),
            Fact::OperatorOffline { operator } => {
                self.change(operator, |hands| hands.online = false);
            }
            _ => {}
        }
        found
    }

    #[inline(never)]
    fn judge(&mut self) -> Option<QueueId> {
        let guilty = |queue: &QueueId| {
            let state = self.queues[queue.index()];
            state.waiting > 0 && state.free > 0 && !state.particular
        };
        let found = self.suspects.iter().copied().find(guilty);
        self.suspects.clear();
        found
    }

    #[inline]
    fn wait(&mut self, queue: QueueId, begins: bool) {
        let state = &mut self.queues[queue.index()];
        if begins {
            state.waiting += 1;
            if state.free > 0 {
                self.suspects.push(queue);
            }
        } else {
            state.waiting = state.waiting.saturating_sub(1);
        }
    }

    #[inline]
    fn change(&mut self, operator: OperatorId, change: impl FnOnce(&mut Hands)) {
        let hands = &mut self.operators[operator.index()];
        let before = hands.has_room();
        change(hands);
        let after = hands.has_room();
        if before == after {
            return;
        }
        if let Some(queue) = hands.one {
            self.change_room(queue, after);
        } else {
            self.change_several(operator, after);
        }
    }

    #[inline(never)]
    fn change_several(&mut self, operator: OperatorId, more: bool) {
        for place in 0..self.several[operator.index()].len() {
            self.change_room(self.several[operator.index()][place], more);
        }
    }

    #[inline]
    fn change_room(&mut self, queue: QueueId, more: bool) {
        let state = &mut self.queues[queue.index()];
        if more {
            state.free += 1;
            if state.waiting > 0 {
                self.suspects.push(queue);
            }
        } else {
            state.free -= 1;
        }
    }
}

/// A queue, empty. One whose group has a cap of its own takes or leaves operators by that.
fn judged(plan: &Plan, queue: usize) -> QueueState {
    let capped = match plan.queues[queue].owner {
        QueueOwner::Group(group) => plan.groups[group.index()].cap.is_some(),
        QueueOwner::LiveChat(_) => false,
    };
    let particular = capped || !plan.is_plain(QueueId::from(queue));
    QueueState { particular, ..QueueState::default() }
}
