//! The common queue of a live chat whose supervisors distribute: a supervisor reads each session,
//! which takes a while, and then dispatches it. The client waits all the time and may leave.

use std::sync::Arc;

use crate::base::{LiveChatId, OperatorId, QueueId, Span, SupervisorId, Time};
use crate::desk::message::{
    EscalationRequest, IntakeInput, LiveChatInput, Location, Message, OperatorInput, Outbox,
    QueueFact, QueueInput, RefusalReason, Seat, SlotCount, SupervisorInput, SupervisorTask,
    SupervisorUpdate, TaskKind, TaskSubject, Ticket, TransferAnswer, TransferInput, WaitPlace,
    intake_members, queue_members,
};
use crate::desk::queue::{
    DueEvent, Roster, WaitQueue, WaitRules, answer_transfer, escalate_waiting, overflow, refuse,
    schedule_deadline, selection, start_waiting, take_due,
};
use crate::desk::service_level;
use crate::desk::session::{Deadline, Session};
use crate::plan::{self, Choice, IntakeTrigger, Plan, QueueOwner, RoutingAction};

#[derive(Debug)]
pub(super) struct Intake {
    plan: Arc<Plan>,
    id: QueueId,
    live_chat: LiveChatId,
    members: Vec<SupervisorId>,
    roster: Roster,
    wait_queue: WaitQueue,
    /// Which supervisor reads which session.
    reviews: Vec<Review>,
    /// The operators of whom one must be free before a supervisor begins.
    gate: Option<Box<IntakeSlots>>,
}

#[derive(Debug)]
struct Review {
    ticket: Ticket,
    seat: Seat,
    supervisor: SupervisorId,
    /// The operator who reserves a slot.
    slot_operator: Option<OperatorId>,
    /// The supervisor has begun.
    begun: bool,
}

/// The operators to whom sessions are dispatched, and their slots.
#[derive(Debug)]
struct IntakeSlots {
    members: Vec<OperatorId>,
    roster: Roster,
    /// The limit and the current sum of each member's units of load.
    units: Vec<(u32, u32)>,
}

impl Intake {
    pub(super) fn new(plan: &Arc<Plan>, id: QueueId) -> Self {
        let members: Vec<SupervisorId> = intake_members(plan, id);
        // A supervisor reads one message at a time.
        let limits = members.iter().map(|_| Some(1));
        let queue = &plan.queues[id.index()];
        let live_chat = match queue.owner {
            QueueOwner::LiveChat(live_chat) => live_chat,
            QueueOwner::Group(_) => unreachable!("groups have no intake"),
        };
        let roster = Roster::new(selection(plan, id), limits);
        let (wait_queue, reviews) = (WaitQueue::default(), Vec::new());
        let gate = match plan.live_chats[live_chat.index()].intake {
            plan::IntakeMode::Supervisors {
                trigger: IntakeTrigger::OperatorFree, action, ..
            } => Some(Box::new(IntakeSlots::new(plan, id, action))),
            _ => None,
        };
        Self { plan: Arc::clone(plan), id, live_chat, members, roster, wait_queue, reviews, gate }
    }

    /// A supervisor is present.
    fn is_served(&self) -> bool {
        self.roster.online_count() > 0
    }

    /// Handles what members report to a queue, and what other roles ask it.
    pub(super) fn handle_queue_input<O: Outbox>(
        &mut self,
        now: Time,
        input: QueueInput,
        out: &mut O,
    ) {
        match (input, &mut self.gate) {
            (QueueInput::Probe(request), _) => {
                let answer =
                    if self.is_served() { TransferAnswer::Yes(None) } else { TransferAnswer::No };
                answer_transfer(&request, answer, out);
            }
            (QueueInput::RequestTransfer(request), _) => {
                answer_transfer(&request, TransferAnswer::No, out);
            }
            (QueueInput::Enlist(seat, load), Some(slots)) => {
                slots.roster.enlist(now, seat, load);
                self.start_reviews(out);
            }
            (QueueInput::Delist(seat) | QueueInput::CutOff(seat, _), Some(slots)) => {
                slots.roster.delist(seat);
            }
            (QueueInput::UnitsChanged(seat, used), Some(slots)) => {
                slots.units[seat as usize].1 = used;
                self.start_reviews(out);
            }
            (QueueInput::SlotTaken(seat), Some(slots)) => slots.roster.take_slot(now, seat),
            (QueueInput::SlotFreed(seat), Some(slots)) => {
                slots.roster.free_slot(now, seat);
                self.start_reviews(out);
            }
            _ => {}
        }
    }

    pub(super) fn session_count(&self) -> u32 {
        self.wait_queue.len()
    }

    /// Returns the session on which a supervisor has decided, if any.
    pub(super) fn handle<O: Outbox>(
        &mut self,
        now: Time,
        input: IntakeInput,
        out: &mut O,
    ) -> Option<Box<Session>> {
        match input {
            IntakeInput::Supervisor(attention) => {
                return self.handle_supervisor_update(now, attention, out);
            }
            IntakeInput::Escalate(request) => self.escalate(now, &request, out),
            IntakeInput::SlotReserved(ticket) => self.begin_review(ticket, out),
            IntakeInput::NoSlot(slots, ticket) => {
                if let Some(gate) = &mut self.gate {
                    gate.roster.undo_refused(slots);
                }
                if let Some(reading) = self.end_review(ticket) {
                    self.roster.undo_assign(reading.seat);
                    self.wait_queue.release(ticket);
                }
                self.start_reviews(out);
            }
            IntakeInput::WaitingDeadline(ticket) => self.handle_deadline(now, ticket, out),
        }
        None
    }

    fn handle_supervisor_update<O: Outbox>(
        &mut self,
        now: Time,
        attention: SupervisorUpdate,
        out: &mut O,
    ) -> Option<Box<Session>> {
        match attention {
            SupervisorUpdate::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.start_reviews(out);
            }
            SupervisorUpdate::Delist(seat) => self.roster.delist(seat),
            SupervisorUpdate::StartedElsewhere(seat) => self.roster.take_slot(now, seat),
            SupervisorUpdate::Freed(seat) => {
                self.roster.free_slot(now, seat);
                self.start_reviews(out);
            }
            // The intake distributes only sessions that wait.
            SupervisorUpdate::Declined { subject: TaskSubject::OnHand(..), .. }
            | SupervisorUpdate::Decided(_, TaskSubject::OnHand(..)) => {}
            SupervisorUpdate::Declined { seat, is_busy, subject: TaskSubject::Waiting(ticket) } => {
                self.roster.undo_refused(SlotCount { seat, taken: u32::from(is_busy) });
                if let Some(reading) = self.end_review(ticket) {
                    self.release_slot(&reading, out);
                }
                self.wait_queue.release(ticket);
                self.start_reviews(out);
            }
            SupervisorUpdate::Decided(supervisor, TaskSubject::Waiting(ticket)) => {
                return self.finish_review(supervisor, ticket, out);
            }
        }
        None
    }

    /// Ends the review of the session with this ticket.
    fn end_review(&mut self, ticket: Ticket) -> Option<Review> {
        let place = self.reviews.iter().position(|reading| reading.ticket == ticket)?;
        Some(self.reviews.swap_remove(place))
    }

    /// Frees the slot that was reserved for the session.
    fn release_slot<O: Outbox>(&self, reading: &Review, out: &mut O) {
        if let Some(operator) = reading.slot_operator {
            let release = TransferInput::Release(self.id, reading.ticket);
            out.send(Message::Operator(operator, OperatorInput::Transfer(release)));
        }
    }

    /// The supervisor begins to read.
    fn begin_review<O: Outbox>(&mut self, ticket: Ticket, out: &mut O) {
        let Some(reading) = self.reviews.iter_mut().find(|reading| reading.ticket == ticket) else {
            return;
        };
        let Some(waiting) = self.wait_queue.get_mut(ticket) else {
            return;
        };
        reading.begun = true;
        let session = &waiting.session;
        let reaction = match &self.plan.live_chats[self.live_chat.index()].intake {
            plan::IntakeMode::Supervisors { reaction, .. } => {
                session.client.dispatch_time(reaction)
            }
            plan::IntakeMode::Operators => Span::ZERO,
        };
        let (live_chat, kind, requested) = (self.live_chat, TaskKind::Intake, session.joined);
        let subject = TaskSubject::Waiting(ticket);
        let task = SupervisorTask { live_chat, kind, subject, reaction, requested };
        out.send(Message::Supervisor(
            reading.supervisor,
            SupervisorInput::StartTask(Box::new(task)),
        ));
    }

    pub(super) fn join<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        let queue = &self.plan.queues[self.id.index()];
        if session.is_new()
            && queue.max_waiting.is_some_and(|places| self.wait_queue.len() >= places)
        {
            refuse(session, RefusalReason::QueueFull, out);
            return;
        }
        session.join(now);
        let topic = &self.plan.topics[session.topic.index()];
        let rules = WaitRules { topic, order: queue.order, place: WaitPlace::Queue(self.id) };
        overflow::begin(&self.plan, self.id, now, &mut session);
        start_waiting(
            &mut self.wait_queue,
            now,
            session,
            rules,
            deadline_message(self.live_chat),
            out,
        );
        self.start_reviews(out);
    }

    /// Lets free supervisors read the next messages, as far as a slot can be reserved for them; a
    /// session that takes fewer units may pass one for which there is no room.
    fn start_reviews<O: Outbox>(&mut self, out: &mut O) {
        let mut oversized = Vec::new();
        while self.roster.has_available()
            && !self.wait_queue.is_all_held()
            && self.gate.as_ref().is_none_or(|slots| slots.roster.has_available())
            && let Some(ticket) = self.wait_queue.hold_next()
        {
            if !self.try_start_review(ticket, out) {
                oversized.push(ticket);
            }
        }
        for ticket in oversized {
            self.wait_queue.release(ticket);
        }
    }

    /// A supervisor begins to read this session, unless no operator has room for it.
    fn try_start_review<O: Outbox>(&mut self, ticket: Ticket, out: &mut O) -> bool {
        let Some(waiting) = self.wait_queue.get_mut(ticket) else {
            return false;
        };
        let session = &waiting.session;
        let tie_break = session.client.tie_break(session.visit);
        let units = self.plan.topics[session.topic.index()].units;
        let slot = self.gate.as_mut().map(|slots| slots.reserve_slot(tie_break, units));
        if slot == Some(None) {
            return false;
        }
        let Some(seat) = self.roster.reserve_best(|| tie_break) else {
            return false;
        };
        let (supervisor, slot_operator) = (self.members[seat as usize], slot.flatten());
        self.reviews.push(Review { ticket, seat, supervisor, slot_operator, begun: false });
        match slot_operator {
            Some(operator) => {
                let reserve = TransferInput::Reserve(self.id, ticket, units);
                out.send(Message::Operator(operator, OperatorInput::Transfer(reserve)));
            }
            None => self.begin_review(ticket, out),
        }
        true
    }

    fn finish_review<O: Outbox>(
        &mut self,
        supervisor: SupervisorId,
        ticket: Ticket,
        out: &mut O,
    ) -> Option<Box<Session>> {
        let reading = self.end_review(ticket);
        let waiting = self.wait_queue.leave(ticket)?;
        if let Some(timer) = waiting.timer {
            out.cancel(timer);
        }
        let session = waiting.session;
        out.record_fact(QueueFact::Dispatched {
            session: session.id,
            live_chat: session.live_chat,
            place: WaitPlace::Queue(self.id),
            joined: session.joined,
            arrived: session.arrived,
            supervisor,
            task: TaskKind::Intake,
        });
        if let Some(operator) = reading.and_then(|reading| reading.slot_operator) {
            let redeem = TransferInput::Fulfill(self.id, ticket, session);
            out.send(Message::Operator(operator, OperatorInput::Transfer(redeem)));
            return None;
        }
        Some(session)
    }

    fn handle_deadline<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let place = WaitPlace::Queue(self.id);
        match take_due(&mut self.wait_queue, now, ticket, place, out) {
            DueEvent::Abandoned => self.cancel_review(ticket, out),
            DueEvent::Deadline(why @ (Deadline::Overflow | Deadline::MaxWait)) => {
                if let Some(waiting) = self.wait_queue.leave(ticket) {
                    overflow::leave_wait_place(&self.plan, waiting.session, why, place, out);
                }
                self.cancel_review(ticket, out);
            }
            DueEvent::Nothing => schedule_deadline(
                &mut self.wait_queue,
                ticket,
                deadline_message(self.live_chat),
                out,
            ),
            DueEvent::Deadline(deadline) => {
                let location = Location::Intake(self.live_chat, ticket);
                if let Some(waiting) = self.wait_queue.get_mut(ticket)
                    && let Some(request) = service_level::handle_sla_deadline(
                        &mut waiting.session,
                        &self.plan,
                        deadline,
                        location,
                        out,
                    )
                {
                    self.escalate(now, &request, out);
                    return;
                }
                schedule_deadline(
                    &mut self.wait_queue,
                    ticket,
                    deadline_message(self.live_chat),
                    out,
                );
            }
        }
    }

    fn escalate<O: Outbox>(&mut self, now: Time, request: &EscalationRequest, out: &mut O) {
        if let Location::Intake(_, ticket) = request.location {
            let place = WaitPlace::Queue(self.id);
            if escalate_waiting(&mut self.wait_queue, now, request, &self.plan, ticket, place, out)
            {
                self.cancel_review(ticket, out);
            }
        }
    }

    /// The supervisor need not read this session any more.
    fn cancel_review<O: Outbox>(&mut self, ticket: Ticket, out: &mut O) {
        let Some(reading) = self.end_review(ticket) else {
            return;
        };
        self.release_slot(&reading, out);
        if reading.begun {
            let withdrawn = SupervisorInput::SessionWithdrawn(self.live_chat, ticket);
            out.send(Message::Supervisor(reading.supervisor, withdrawn));
        } else {
            self.roster.undo_assign(reading.seat);
        }
    }
}

impl IntakeSlots {
    fn new(plan: &Plan, queue: QueueId, action: RoutingAction) -> Self {
        let (RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group)) = action
        else {
            unreachable!("the plan was checked");
        };
        let members = queue_members(plan, queue);
        let limits = members.iter().map(|member| plan.operators[member.index()].limit);
        let of_group = plan.groups[group.index()].queue;
        let mut selection = selection(plan, of_group);
        if let RoutingAction::LeastOccupied(_) = action {
            selection.choice = Choice::LeastOccupied;
        }
        let roster = Roster::new(selection, limits);
        let capacity = |member: &OperatorId| plan.operators[member.index()].capacity;
        let units = members.iter().map(|member| (capacity(member).unwrap_or(u32::MAX), 0));
        Self { units: units.collect(), members, roster }
    }

    /// Chooses the operator who reserves a slot for a session with so many units, and counts it.
    fn reserve_slot(&mut self, tie_break: u64, more: u32) -> Option<OperatorId> {
        let fits = |(most, used): (u32, u32)| used.saturating_add(more) <= most;
        let seat = self.roster.find_best(tie_break, |seat| fits(self.units[seat as usize]))?;
        self.roster.reserve(seat);
        let (_, used) = &mut self.units[seat as usize];
        *used = used.saturating_add(more);
        Some(self.members[seat as usize])
    }
}

fn deadline_message(live_chat: LiveChatId) -> impl Fn(Ticket) -> Message {
    move |ticket| {
        Message::LiveChat(live_chat, LiveChatInput::Intake(IntakeInput::WaitingDeadline(ticket)))
    }
}
