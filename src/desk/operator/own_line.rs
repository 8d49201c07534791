//! Sessions that wait for one operator alone.

use std::sync::Arc;

use super::special::Special;
use super::{Operator, OperatorInput, group_at};
use crate::base::{OperatorId, Time};
use crate::desk::line::Ticket;
use crate::desk::queue::QueueInput;
use crate::desk::sla::{self, Holder};
use crate::desk::waiting::{Due, due, move_on, remind, wait};
use crate::desk::{Deadline, LiveChatInput, Message, Outbox, Session, Where};
use crate::plan::Order;

impl Operator {
    pub(super) fn handed<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.join(now);
        self.handed_or_wait(now, session, out);
    }

    pub(in crate::desk) fn handed_or_wait<O: Outbox>(
        &mut self,
        now: Time,
        session: Box<Session>,
        out: &mut O,
    ) {
        if self.has_room(self.limit) {
            let group = group_at(&self.plan, self.id, session.at);
            self.accept(now, session, Where::Operator(self.id), group, out);
            self.tell(out, None, QueueInput::Took);
            return;
        }
        let plan = Arc::clone(&self.plan);
        let topic = &plan.topics[session.topic.index()];
        let spot = (topic, Order::Fifo, Where::Operator(self.id));
        let id = self.id;
        wait(&mut self.special().own, now, session, spot, reminder(id), out);
    }

    pub(super) fn due_in_line<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Some(Special { own, .. }) = self.special.as_deref_mut() else {
            return;
        };
        let place = Where::Operator(self.id);
        match due(own, now, ticket, place, out) {
            Due::GaveUp => {}
            Due::Nothing => remind(own, ticket, reminder(self.id), out),
            Due::Deadline(Deadline::LastOperator) => {
                if let Some(waiting) = own.leave(ticket) {
                    waited_long_enough(waiting.session, place, out);
                }
            }
            Due::Deadline(deadline) => {
                let holder = Holder::Line(self.id, ticket);
                if let Some(waiting) = own.get_mut(ticket)
                    && let Some(call) =
                        sla::due(&mut waiting.session, &self.plan, deadline, holder, out)
                {
                    self.fetch(now, &call, out);
                    return;
                }
                remind(own, ticket, reminder(self.id), out);
            }
        }
    }

    /// Takes from those who wait for this operator alone, as far as there is room. Says how many.
    #[inline]
    pub(in crate::desk) fn take_own<O: Outbox>(&mut self, now: Time, out: &mut O) -> u32 {
        // Mostly nobody waits for one operator alone.
        if self.special.is_some() { self.take_waiting(now, out) } else { 0 }
    }

    pub(super) fn take_waiting<O: Outbox>(&mut self, now: Time, out: &mut O) -> u32 {
        let mut taken = 0;
        while self.has_room(self.limit)
            && let Some(waiting) =
                self.special.as_mut().and_then(|special| special.own.leave_next())
        {
            if let Some(alarm) = waiting.alarm {
                out.cancel(alarm);
            }
            let group = group_at(&self.plan, self.id, waiting.session.at);
            self.accept(now, waiting.session, Where::Operator(self.id), group, out);
            taken += 1;
        }
        taken
    }
}

/// A session has waited long enough for one operator: its live chat tries what comes next.
fn waited_long_enough<O: Outbox>(session: Box<Session>, place: Where, out: &mut O) {
    move_on(&session, place, out);
    let live_chat = session.live_chat;
    out.send(Message::LiveChat(live_chat, LiveChatInput::NotApplicable(session)));
}

fn reminder(operator: OperatorId) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::Operator(operator, OperatorInput::DueInLine(ticket))
}
