//! Sessions that wait for one operator alone.

use std::sync::Arc;

use super::extras::OperatorExtras;
use super::{Operator, answering_group};
use crate::base::{OperatorId, Time};
use crate::desk::message::{
    LiveChatInput, Location, Message, OperatorInput, Outbox, QueueInput, Ticket, WaitPlace,
};
use crate::desk::queue::{DueEvent, report_moved, schedule_deadline, start_waiting, take_due};
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
        let plan = Arc::clone(&self.plan);
        let topic = &plan.topics[session.topic.index()];
        let spot = (topic, QueueOrder::Fifo, WaitPlace::PersonalQueue(self.id));
        let id = self.id;
        start_waiting(
            &mut self.extras_mut().personal_queue,
            now,
            session,
            spot,
            deadline_message(id),
            out,
        );
    }

    pub(super) fn handle_waiting_deadline<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        out: &mut O,
    ) {
        let Some(OperatorExtras { personal_queue, .. }) = self.extras.as_deref_mut() else {
            return;
        };
        let place = WaitPlace::PersonalQueue(self.id);
        match take_due(personal_queue, now, ticket, place, out) {
            DueEvent::Abandoned => {}
            DueEvent::Nothing => {
                schedule_deadline(personal_queue, ticket, deadline_message(self.id), out);
            }
            DueEvent::Deadline(Deadline::LastOperator) => {
                if let Some(waiting) = personal_queue.leave(ticket) {
                    return_to_live_chat(waiting.session, place, out);
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
        // Mostly nobody waits for one operator alone.
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
            let group = answering_group(&self.plan, self.id, waiting.session.current_live_chat);
            self.accept(now, waiting.session, WaitPlace::PersonalQueue(self.id), group, out);
            taken += 1;
        }
        taken
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
