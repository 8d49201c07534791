//! The law that work is conserved: at no instant that passes does a session wait in a queue while
//! somebody who serves that queue is there with a free slot.
//!
//! Within an instant it may look so: the message that would give the session away is under way. So
//! a queue that looks wrong is a suspect, and is judged when time moves on.

use crate::base::{OperatorId, QueueId};
use crate::desk::{Fact, Misjudgement, SpamEvent, Where};
use crate::plan::{Duty, Intake, Operator, Plan, QueueOwner};

#[derive(Clone, Debug)]
pub(super) struct IdleWatch {
    operators: Vec<Hands>,
    /// The queues of each operator who serves several, or none.
    several: Vec<Box<[(QueueId, u32)]>>,
    queues: Vec<QueueState>,
    suspects: Vec<QueueId>,
    /// Who came to have room for a queue that is particular: each of its sessions is looked at.
    pub(super) roomy: Vec<(OperatorId, QueueId)>,
    /// There are such, or suspects.
    noted: bool,
}

/// What an operator has free. Kept short: it is looked at whenever somebody takes a session or
/// ends one, and ten thousand of them should lie close together.
#[derive(Clone, Debug)]
struct Hands {
    /// Sessions at once up to which one is given from the queue; of several, up to the most.
    limit: u32,
    load: u32,
    /// Sessions that pause and take no slot.
    put_by: u32,
    /// Takes something now, as all of the four say.
    ready: bool,
    online: bool,
    on_duty: bool,
    /// Takes nothing now, whatever the calendar says.
    paused: bool,
    /// Let an offer pass and is given nothing for a while.
    away: bool,
    /// Not all of several queues give up to the same number.
    capped: bool,
    /// Serves one queue, as most do; otherwise `several` says which.
    one: Option<QueueId>,
}

impl Hands {
    /// How many there are, and whether another one would be taken.
    fn takes(&self) -> Option<u32> {
        self.ready.then_some(self.load)
    }

    fn has_room(&self) -> bool {
        self.takes().is_some_and(|load| load < self.limit)
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
        let limit = |operator: &Operator, queue: QueueId| {
            let own = operator.limit;
            let limit = match plan.queues[queue.index()].owner {
                QueueOwner::Group(group) => plan.groups[group.index()].cap.unwrap_or(own),
                QueueOwner::LiveChat(_) => own,
            };
            limit.unwrap_or(u32::MAX)
        };
        let queues = |operator: &Operator| -> Vec<(QueueId, u32)> {
            let given = operator.queues.iter().copied().filter(given);
            given.map(|queue| (queue, limit(operator, queue))).collect()
        };
        let hands = plan.operators.iter().map(|operator| {
            let queues = queues(operator);
            let limits = || queues.iter().map(|(_, limit)| *limit);
            Hands {
                one: queues.first().map(|(queue, _)| *queue).filter(|_| queues.len() == 1),
                limit: limits().max().unwrap_or(0),
                capped: limits().min() < limits().max(),
                load: 0,
                put_by: 0,
                ready: false,
                online: false,
                on_duty: false,
                away: false,
                paused: false,
            }
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
            roomy: Vec::new(),
            noted: false,
        }
    }

    /// The instant is over: which queue was left waiting in it?
    #[inline]
    pub(super) fn judge(&mut self) -> Option<QueueId> {
        if self.noted { self.look() } else { None }
    }

    /// Hears what happened. Inlined where the fact is known.
    #[inline(always)]
    pub(super) fn fact(&mut self, fact: Fact) {
        match fact {
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
                self.one_more(operator);
            }
            Fact::Switched { operator, .. }
            | Fact::Relieved { operator, .. }
            | Fact::Closed { operator, wraps_up: false, .. }
            | Fact::WrappedUp { operator, held_slot: true, .. }
            | Fact::FoundGone { operator, .. }
            | Fact::LeftInSession { operator, silently: false, .. } => self.one_less(operator),
            Fact::Paused { operator, frees_slot: true, .. } => {
                self.change(operator, |hands| {
                    hands.load = hands.load.saturating_sub(1);
                    hands.put_by += 1;
                });
            }
            Fact::Resumed { operator, freed_slot: true, .. } => {
                self.change(operator, |hands| {
                    hands.load += 1;
                    hands.put_by = hands.put_by.saturating_sub(1);
                });
            }
            // Spam takes no slot.
            Fact::Misjudged(Misjudgement { operator, what: SpamEvent::Marked, .. }) => {
                self.one_less(operator);
            }
            Fact::Misjudged(it) => self.one_more(it.operator),
            // A slot that is reserved is not free either.
            Fact::SlotKept { operator, .. } | Fact::OfferMade { operator, .. } => {
                self.one_more(operator);
            }
            Fact::SlotFreed { operator, .. } | Fact::OfferEnded { operator, .. } => {
                self.one_less(operator);
            }
            Fact::Responds { operator, again } => {
                self.change(operator, |hands| hands.away = !again);
            }
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
    }

    #[inline(never)]
    fn look(&mut self) -> Option<QueueId> {
        let guilty = |queue: &QueueId| {
            let state = self.queues[queue.index()];
            state.waiting > 0 && state.free > 0 && !state.particular
        };
        let found = self.suspects.iter().copied().find(guilty);
        self.suspects.clear();
        // Whoever looks at these has done so.
        self.roomy.clear();
        self.noted = false;
        found
    }

    #[inline]
    fn wait(&mut self, queue: QueueId, begins: bool) {
        let state = &mut self.queues[queue.index()];
        if begins {
            state.waiting += 1;
            if state.free > 0 {
                self.suspects.push(queue);
                self.noted = true;
            }
        } else {
            state.waiting = state.waiting.saturating_sub(1);
        }
    }

    /// A slot more is taken. Most of the time it is the last that matters.
    #[inline(always)]
    fn one_more(&mut self, operator: OperatorId) {
        let hands = &mut self.operators[operator.index()];
        let full_before = hands.load >= hands.limit;
        hands.load += 1;
        let load = hands.load;
        if hands.ready && !full_before && (load == hands.limit || hands.capped) {
            self.room_changed(operator, load - 1, load);
        }
    }

    /// A slot less is taken, if any is.
    #[inline(always)]
    fn one_less(&mut self, operator: OperatorId) {
        let hands = &mut self.operators[operator.index()];
        if hands.load == 0 {
            return;
        }
        let before = hands.load;
        hands.load -= 1;
        if hands.ready && (before == hands.limit || hands.capped) {
            self.room_changed(operator, before, before - 1);
        }
    }

    /// The load of somebody who takes something went from one to the other.
    #[inline(always)]
    fn room_changed(&mut self, operator: OperatorId, before: u32, after: u32) {
        match self.operators[operator.index()].one {
            Some(queue) => self.change_room(operator, queue, after < before),
            None => self.change_several(operator, Some(before), Some(after)),
        }
    }

    /// Something changes that changes seldom.
    fn change(&mut self, operator: OperatorId, change: impl FnOnce(&mut Hands)) {
        let hands = &mut self.operators[operator.index()];
        let (before, held) = (hands.has_room(), hands.takes());
        change(hands);
        hands.ready = hands.online && hands.on_duty && !hands.away && !hands.paused;
        let (after, holds) = (hands.has_room(), hands.takes());
        if before == after && !hands.capped {
            return;
        }
        if let Some(queue) = hands.one {
            self.change_room(operator, queue, after);
        } else {
            self.change_several(operator, held, holds);
        }
    }

    /// The load changed from one to the other; `None`: nothing is taken.
    #[inline(never)]
    fn change_several(&mut self, operator: OperatorId, held: Option<u32>, holds: Option<u32>) {
        for place in 0..self.several[operator.index()].len() {
            let (queue, limit) = self.several[operator.index()][place];
            let has_room = |load: Option<u32>| load.is_some_and(|load| load < limit);
            if has_room(held) != has_room(holds) {
                self.change_room(operator, queue, has_room(holds));
            }
        }
    }

    #[inline(always)]
    fn change_room(&mut self, operator: OperatorId, queue: QueueId, more: bool) {
        let state = &mut self.queues[queue.index()];
        if more {
            state.free += 1;
            if state.waiting > 0 && state.particular {
                self.roomy.push((operator, queue));
            } else if state.waiting > 0 {
                self.suspects.push(queue);
            }
            self.noted |= state.waiting > 0;
        } else {
            state.free -= 1;
        }
    }

    /// The operator may be given one more from this queue.
    pub(super) fn has_room(&self, operator: OperatorId, queue: QueueId) -> bool {
        let hands = &self.operators[operator.index()];
        let several = self.several[operator.index()].iter();
        let limit = match hands.one {
            Some(one) => (one == queue).then_some(hands.limit),
            None => several.clone().find(|(one, _)| *one == queue).map(|(_, limit)| *limit),
        };
        hands.takes().is_some_and(|load| limit.is_some_and(|limit| load < limit))
    }

    /// Not everybody with room may have each session of the queue.
    pub(super) fn is_particular(&self, queue: QueueId) -> bool {
        self.queues[queue.index()].particular
    }

    /// The operator has no session at all.
    pub(super) fn is_empty_handed(&self, operator: OperatorId) -> bool {
        let hands = &self.operators[operator.index()];
        hands.load == 0 && hands.put_by == 0
    }
}

/// A queue, empty.
fn judged(plan: &Plan, queue: usize) -> QueueState {
    QueueState { particular: !plan.is_plain(QueueId::from(queue)), ..QueueState::default() }
}
