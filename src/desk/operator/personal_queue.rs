//! Sessions that wait for one operator alone: given to that operator by name, or pushed while the
//! operator is cut off but still shown Online (rulebook E-O2, E-Q6).

use std::sync::Arc;

use super::extras::OperatorExtras;
use super::{Operator, answering_group};
use crate::base::{GroupId, OperatorId, QueueId, Time};
use crate::desk::message::{
    LiveChatInput, Location, Message, OperatorInput, Outbox, QueueInput, Ticket, WaitPlace,
};
use crate::desk::queue::{
    DueEvent, WaitRules, report_moved, schedule_deadline, start_waiting, take_due,
};
use crate::desk::service_level;
use crate::desk::session::{Deadline, Session};
use crate::plan::QueueOrder;

impl Operator {
    pub(super) fn assign_by_name<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        session.join(now);
        self.accept_or_wait(now, session, out);
    }

    pub(super) fn accept_or_wait<O: Outbox>(
        &mut self,
        now: Time,
        session: Box<Session>,
        out: &mut O,
    ) {
        if self.has_room(self.limit) {
            let group = answering_group(&self.plan, self.id, session.current_live_chat);
            self.accept(now, session, WaitPlace::PersonalQueue(self.id), group, out);
            self.notify_queues(out, None, QueueInput::SlotTaken);
            return;
        }
        self.wait_by_name(now, session, out);
        if self.is_cut_off() {
            self.report_cut_off(out);
        }
    }

    fn wait_by_name<O: Outbox>(&mut self, now: Time, session: Box<Session>, out: &mut O) {
        let plan = Arc::clone(&self.plan);
        let topic = &plan.topics[session.topic.index()];
        let place = WaitPlace::PersonalQueue(self.id);
        let rules = WaitRules { topic, order: QueueOrder::Fifo, place };
        let id = self.id;
        start_waiting(
            &mut self.extras_mut().personal_queue,
            now,
            session,
            rules,
            deadline_message(id),
            out,
        );
    }

    /// Cut off, but shown Online.
    pub(super) fn is_cut_off(&self) -> bool {
        self.is_shown_available() && !self.presence.is_available()
    }

    /// A queue pushed a session here, as the least occupied who is shown Online: it waits for the
    /// connection.
    #[cold]
    pub(super) fn wait_for_connection<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        if session.queued {
            report_moved(&session, WaitPlace::Queue(queue), out);
        }
        session.join(now);
        session.set_pushed_from(queue);
        self.wait_by_name(now, session, out);
        self.report_cut_off(out);
    }

    /// Informs every queue that is served how many sessions this operator has who is cut off: what waits
    /// here alone is counted, because the desk shows it as this operator's.
    pub(super) fn report_cut_off<O: Outbox>(&mut self, out: &mut O) {
        let mut load = self.load();
        let mut units = self.units().map_or(0, |units| units.used);
        let weighs = self.units().is_some();
        if let Some(extras) = self.extras.as_deref_mut() {
            load += extras.personal_queue.len();
            for ticket in extras.personal_queue.tickets_where(|_| weighs) {
                let topic = extras.personal_queue.get_mut(ticket).map(|one| one.session.topic);
                let more = topic.map_or(0, |topic| self.plan.topics[topic.index()].units);
                units = units.saturating_add(more);
            }
        }
        if weighs {
            self.notify_queues(out, None, |seat| QueueInput::UnitsChanged(seat, units));
        }
        self.notify_queues(out, None, |seat| QueueInput::CutOff(seat, load));
    }

    /// The queue that pushed the session which waits here with this ticket, if one did.
    pub(super) fn pushed_from(&mut self, ticket: Ticket) -> Option<QueueId> {
        self.extras.as_deref_mut()?.personal_queue.get_mut(ticket)?.session.pushed_from()
    }

    /// A session that waited here alone went elsewhere, or ended.
    pub(super) fn report_left_personal_queue<O: Outbox>(
        &mut self,
        pushed_from: Option<QueueId>,
        out: &mut O,
    ) {
        if let Some(queue) = pushed_from {
            self.report_ended(WaitPlace::Queue(queue), out);
        }
        if self.is_cut_off() {
            self.report_cut_off(out);
        }
    }

    pub(super) fn handle_waiting_deadline<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        out: &mut O,
    ) {
        let pushed_from = self.pushed_from(ticket);
        let Some(OperatorExtras { personal_queue, .. }) = self.extras.as_deref_mut() else {
            return;
        };
        let place = WaitPlace::PersonalQueue(self.id);
        match take_due(personal_queue, now, ticket, place, out) {
            DueEvent::Abandoned => self.report_left_personal_queue(pushed_from, out),
            DueEvent::Nothing => {
                schedule_deadline(personal_queue, ticket, deadline_message(self.id), out);
            }
            DueEvent::Deadline(Deadline::LastOperator) => {
                if let Some(waiting) = personal_queue.leave(ticket) {
                    return_to_live_chat(waiting.session, place, out);
                    self.report_left_personal_queue(pushed_from, out);
                }
            }
            DueEvent::Deadline(deadline) => {
                let holder = Location::PersonalQueue(self.id, ticket);
                if let Some(waiting) = personal_queue.get_mut(ticket)
                    && let Some(escalation) = service_level::handle_sla_deadline(
                        &mut waiting.session,
                        &self.plan,
                        deadline,
                        holder,
                        out,
                    )
                {
                    self.escalate(now, &escalation, out);
                    return;
                }
                schedule_deadline(personal_queue, ticket, deadline_message(self.id), out);
            }
        }
    }

    /// Takes from those who wait for this operator alone, as far as there is room. Says how many.
    #[inline]
    pub(super) fn take_from_personal_queue<O: Outbox>(&mut self, now: Time, out: &mut O) -> u32 {
        // Mostly no session waits for one operator alone.
        if self.extras.is_some() { self.serve_personal_queue(now, out) } else { 0 }
    }

    pub(super) fn serve_personal_queue<O: Outbox>(&mut self, now: Time, out: &mut O) -> u32 {
        let mut taken = 0;
        while self.has_room(self.limit)
            && let Some(waiting) =
                self.extras.as_mut().and_then(|extras| extras.personal_queue.leave_next())
        {
            if let Some(timer) = waiting.timer {
                out.cancel(timer);
            }
            let group = self.answering_group_of(&waiting.session);
            self.accept(now, waiting.session, WaitPlace::PersonalQueue(self.id), group, out);
            taken += 1;
        }
        taken
    }
}

impl Operator {
    /// The group on behalf of which this operator answers a session that waits here alone.
    pub(super) fn answering_group_of(&self, session: &Session) -> GroupId {
        match session.pushed_from() {
            Some(queue) => self.queue_seat(queue).group,
            None => answering_group(&self.plan, self.id, session.current_live_chat),
        }
    }
}

/// A session has waited long enough for one operator: its live chat tries what comes next.
fn return_to_live_chat<O: Outbox>(session: Box<Session>, place: WaitPlace, out: &mut O) {
    report_moved(&session, place, out);
    let live_chat = session.live_chat;
    out.send(Message::LiveChat(live_chat, LiveChatInput::RuleNotApplicable(session)));
}

fn deadline_message(operator: OperatorId) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::Operator(operator, OperatorInput::WaitingDeadline(ticket))
}
