//! Non-idling, or work conservation: at no instant that passes does a session wait in a queue while
//! an operator who serves that queue is there with a free slot.
//!
//! Within an instant it may look so: the message that would give the session away is under way. So
//! a queue that looks wrong is a suspect, and is judged when time moves on.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{OperatorId, QueueId};
use crate::desk::{
    AbandonedInService, Accepted, Closed, DialogueFact, FalseSpamMarkChange, FalseSpamMarkEvent,
    FlowedOut, OfferFact, OperatorFact, QueueFact, Queued, Reassigned, ServiceFact, TransferFact,
    Transferred, WaitPlace,
};
use crate::plan::{Duty, IntakeMode, Operator, Plan, QueueOwner};

#[derive(Clone, Debug)]
pub(super) struct NonIdlingCheck {
    operators: Vec<FreeSlots>,
    /// The queues of each operator. Operators who are alike share them: a
    /// thousand may serve a thousand live chats.
    queues_of: Vec<Arc<[(QueueId, u32)]>>,
    queues: Vec<IdlingState>,
    suspects: Vec<QueueId>,
    /// Who came to have room for a queue that is particular: each of its sessions is looked at.
    pub(super) newly_free: Vec<(OperatorId, QueueId)>,
    /// There are such, or suspects.
    has_pending: bool,
}

/// What an operator has free. Kept short: it is looked at whenever an operator takes a session or
/// ends one, and ten thousand of them should lie close together.
#[derive(Clone, Debug)]
struct FreeSlots {
    /// Sessions at once up to which one is given from the queue; of several, up to the most.
    limit: u32,
    load: u32,
    /// Sessions that pause and take no slot.
    paused_sessions: u32,
    /// Takes something now, as all of the four say.
    available: bool,
    online: bool,
    on_duty: bool,
    /// Takes nothing now, whatever the calendar says.
    not_ready: bool,
    /// Let an offer pass and is given nothing for a while.
    unresponsive: bool,
    /// Not all of several queues give up to the same number.
    limits_differ: bool,
    /// Serves one queue, as most do; otherwise `several` says which.
    only_queue: Option<QueueId>,
}

impl FreeSlots {
    /// How many there are, and whether another one would be taken.
    fn load_if_available(&self) -> Option<u32> {
        self.available.then_some(self.load)
    }

    fn has_room(&self) -> bool {
        self.load_if_available().is_some_and(|load| load < self.limit)
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct IdlingState {
    waiting: u32,
    /// Operators who serve it and have room.
    free_operators: u32,
    /// Not everybody with room may have each session: nothing is proved by an idle one.
    constrained: bool,
}

impl NonIdlingCheck {
    pub(super) fn new(plan: &Plan) -> Self {
        // Where supervisors distribute, they give sessions away and not the queue.
        let given = |queue: &QueueId| match plan.queues[queue.index()].owner {
            QueueOwner::LiveChat(chat) => {
                plan.live_chats[chat.index()].intake == IntakeMode::Operators
            }
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
        let mut shared: BTreeMap<_, Arc<[(QueueId, u32)]>> = BTreeMap::new();
        let queues_of: Vec<Arc<[(QueueId, u32)]>> = (plan.operators.iter())
            .map(|it| {
                let alike = shared.entry((it.limit, &it.queues));
                Arc::clone(alike.or_insert_with(|| queues(it).into()))
            })
            .collect();
        let slots = queues_of.iter().map(|queues| {
            let limits = || queues.iter().map(|(_, limit)| *limit);
            FreeSlots {
                only_queue: queues.first().map(|(queue, _)| *queue).filter(|_| queues.len() == 1),
                limit: limits().max().unwrap_or(0),
                limits_differ: limits().min() < limits().max(),
                load: 0,
                paused_sessions: 0,
                available: false,
                online: false,
                on_duty: false,
                unresponsive: false,
                not_ready: false,
            }
        });
        Self {
            operators: slots.collect(),
            queues_of,
            queues: (0..plan.queues.len()).map(|queue| empty_queue(plan, queue)).collect(),
            suspects: Vec::new(),
            newly_free: Vec::new(),
            has_pending: false,
        }
    }

    /// The instant is over: which queue was left waiting in it?
    #[inline]
    pub(super) fn check_instant(&mut self) -> Option<QueueId> {
        if self.has_pending { self.find_idling() } else { None }
    }

    #[inline(always)]
    pub(super) fn observe_queue(&mut self, fact: QueueFact) {
        match fact {
            QueueFact::Queued(Queued { place, .. }) => self.change_waiting(place, true),
            QueueFact::Abandoned(left) => self.change_waiting(left.place, false),
            QueueFact::Dispatched { place, .. } | QueueFact::Moved { place, .. } => {
                self.change_waiting(place, false);
            }
            QueueFact::FlowedOut(FlowedOut { place, .. })
            | QueueFact::EndedAbandoned { place, .. } => {
                if let Some(place) = place {
                    self.change_waiting(place, false);
                }
            }
            QueueFact::Constrained { queue } => self.queues[queue.index()].constrained = true,
            QueueFact::Requeued { .. }
            | QueueFact::PriorityRaised { .. }
            | QueueFact::RequirementsRelaxed { .. }
            | QueueFact::SentToFallback { .. }
            | QueueFact::AbandonedSilently(_) => {}
        }
    }

    /// A slot that is reserved is not free either.
    #[inline(always)]
    pub(super) fn observe_offer(&mut self, fact: OfferFact) {
        match fact {
            OfferFact::Made { operator, .. } => self.add_load(operator),
            OfferFact::Ended { operator, .. } => self.remove_load(operator),
            OfferFact::PenaltyChanged { operator, over } => {
                self.update_operator(operator, |slots| slots.unresponsive = !over);
            }
            OfferFact::ClaimFailed { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_service(&mut self, fact: ServiceFact) {
        match fact {
            ServiceFact::Accepted(Accepted { place, queued, operator, .. })
            | ServiceFact::AcceptedAbandoned { place, queued, operator, .. } => {
                if queued {
                    self.change_waiting(place, false);
                }
                self.add_load(operator);
            }
            ServiceFact::Closed(Closed { operator, wraps_up, .. }) => {
                if !wraps_up {
                    self.remove_load(operator);
                }
            }
            ServiceFact::WrapUpEnded { operator, held_slot, .. } => {
                if held_slot {
                    self.remove_load(operator);
                }
            }
            ServiceFact::AbandonmentDiscovered { operator, .. } => self.remove_load(operator),
            ServiceFact::AbandonedInService(AbandonedInService { operator, silently, .. }) => {
                if !silently {
                    self.remove_load(operator);
                }
            }
            // Spam takes no slot.
            ServiceFact::FalseSpamMarkChanged(FalseSpamMarkChange { operator, event, .. }) => {
                match event {
                    FalseSpamMarkEvent::Marked => self.remove_load(operator),
                    FalseSpamMarkEvent::Unmarked { .. } => self.add_load(operator),
                }
            }
            ServiceFact::ClosedUnfinished { .. } | ServiceFact::WrapUpBegun { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_transfer(&mut self, fact: TransferFact) {
        match fact {
            TransferFact::Transferred(Transferred { operator, .. })
            | TransferFact::Reassigned(Reassigned { operator, .. })
            | TransferFact::SlotReleased { operator, .. } => self.remove_load(operator),
            TransferFact::SlotHeld { operator, .. } => self.add_load(operator),
            TransferFact::Begun { .. }
            | TransferFact::Declined { .. }
            | TransferFact::Failed { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_dialogue(&mut self, fact: DialogueFact) {
        match fact {
            DialogueFact::Paused { operator, frees_slot, .. } => {
                if frees_slot {
                    self.update_operator(operator, |slots| {
                        slots.load = slots.load.saturating_sub(1);
                        slots.paused_sessions += 1;
                    });
                }
            }
            DialogueFact::Resumed { operator, freed_slot, .. } => {
                if freed_slot {
                    self.update_operator(operator, |slots| {
                        slots.load += 1;
                        slots.paused_sessions = slots.paused_sessions.saturating_sub(1);
                    });
                }
            }
            DialogueFact::ReplyBegun { .. }
            | DialogueFact::ReplyCancelled { .. }
            | DialogueFact::Replied(_)
            | DialogueFact::TimedOut { .. }
            | DialogueFact::IdleReminderSent { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_operator(&mut self, fact: OperatorFact) {
        match fact {
            OperatorFact::DutyChanged { operator, duty } => {
                self.update_operator(operator, |slots| slots.on_duty = duty == Duty::Work);
            }
            OperatorFact::AcceptingChanged { operator, accepting } => {
                self.update_operator(operator, |slots| slots.not_ready = !accepting);
            }
            OperatorFact::WentOnline { operator } => {
                self.update_operator(operator, |slots| slots.online = true);
            }
            OperatorFact::WentOffline { operator } => {
                self.update_operator(operator, |slots| slots.online = false);
            }
            OperatorFact::BecameUnavailable { .. } | OperatorFact::LicenseLackChanged { .. } => {}
        }
    }

    #[inline(never)]
    fn find_idling(&mut self) -> Option<QueueId> {
        let is_idling = |queue: &QueueId| {
            let state = self.queues[queue.index()];
            state.waiting > 0 && state.free_operators > 0 && !state.constrained
        };
        let found = self.suspects.iter().copied().find(is_idling);
        self.suspects.clear();
        // Those that look at these have done so.
        self.newly_free.clear();
        self.has_pending = false;
        found
    }

    /// One more waits in a queue, or one less.
    #[inline]
    fn change_waiting(&mut self, place: WaitPlace, begins: bool) {
        let Some(queue) = place.queue() else { return };
        let state = &mut self.queues[queue.index()];
        if begins {
            state.waiting += 1;
            if state.free_operators > 0 {
                self.suspects.push(queue);
                self.has_pending = true;
            }
        } else {
            state.waiting = state.waiting.saturating_sub(1);
        }
    }

    /// A slot more is taken. Most of the time it is the last that matters.
    #[inline(always)]
    fn add_load(&mut self, operator: OperatorId) {
        let slots = &mut self.operators[operator.index()];
        let full_before = slots.load >= slots.limit;
        slots.load += 1;
        let load = slots.load;
        if slots.available && !full_before && (load == slots.limit || slots.limits_differ) {
            self.load_changed(operator, load - 1, load);
        }
    }

    /// A slot less is taken, if any is.
    #[inline(always)]
    fn remove_load(&mut self, operator: OperatorId) {
        let slots = &mut self.operators[operator.index()];
        if slots.load == 0 {
            return;
        }
        let before = slots.load;
        slots.load -= 1;
        if slots.available && (before == slots.limit || slots.limits_differ) {
            self.load_changed(operator, before, before - 1);
        }
    }

    /// The load of an operator who takes sessions went from one to the other.
    #[inline(always)]
    fn load_changed(&mut self, operator: OperatorId, before: u32, after: u32) {
        match self.operators[operator.index()].only_queue {
            Some(queue) => self.update_free_operators(operator, queue, after < before),
            None => self.update_several_queues(operator, Some(before), Some(after)),
        }
    }

    /// Something changes that changes seldom.
    fn update_operator(&mut self, operator: OperatorId, change: impl FnOnce(&mut FreeSlots)) {
        let slots = &mut self.operators[operator.index()];
        let (before, held) = (slots.has_room(), slots.load_if_available());
        change(slots);
        slots.available = slots.online && slots.on_duty && !slots.unresponsive && !slots.not_ready;
        let (after, holds) = (slots.has_room(), slots.load_if_available());
        if before == after && !slots.limits_differ {
            return;
        }
        if let Some(queue) = slots.only_queue {
            self.update_free_operators(operator, queue, after);
        } else {
            self.update_several_queues(operator, held, holds);
        }
    }

    /// The load changed from one to the other; `None`: nothing is taken.
    #[inline(never)]
    fn update_several_queues(
        &mut self,
        operator: OperatorId,
        held: Option<u32>,
        holds: Option<u32>,
    ) {
        for place in 0..self.queues_of[operator.index()].len() {
            let (queue, limit) = self.queues_of[operator.index()][place];
            let has_room = |load: Option<u32>| load.is_some_and(|load| load < limit);
            if has_room(held) != has_room(holds) {
                self.update_free_operators(operator, queue, has_room(holds));
            }
        }
    }

    #[inline(always)]
    fn update_free_operators(&mut self, operator: OperatorId, queue: QueueId, more: bool) {
        let state = &mut self.queues[queue.index()];
        if more {
            state.free_operators += 1;
            if state.waiting > 0 && state.constrained {
                self.newly_free.push((operator, queue));
            } else if state.waiting > 0 {
                self.suspects.push(queue);
            }
            self.has_pending |= state.waiting > 0;
        } else {
            state.free_operators -= 1;
        }
    }

    /// The operator may be given one more from this queue.
    pub(super) fn has_room(&self, operator: OperatorId, queue: QueueId) -> bool {
        let slots = &self.operators[operator.index()];
        let several = self.queues_of[operator.index()].iter();
        let limit = match slots.only_queue {
            Some(one) => (one == queue).then_some(slots.limit),
            None => several.clone().find(|(one, _)| *one == queue).map(|(_, limit)| *limit),
        };
        slots.load_if_available().is_some_and(|load| limit.is_some_and(|limit| load < limit))
    }

    /// Not everybody with room may have each session of the queue.
    pub(super) fn is_constrained(&self, queue: QueueId) -> bool {
        self.queues[queue.index()].constrained
    }

    /// The operator has no session at all.
    pub(super) fn has_no_session(&self, operator: OperatorId) -> bool {
        let slots = &self.operators[operator.index()];
        slots.load == 0 && slots.paused_sessions == 0
    }
}

/// A queue, empty.
fn empty_queue(plan: &Plan, queue: usize) -> IdlingState {
    IdlingState {
        constrained: !plan.is_unconstrained(QueueId::from(queue)),
        ..IdlingState::default()
    }
}
