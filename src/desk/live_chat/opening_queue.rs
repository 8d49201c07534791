//! Sessions that arrived while their live chat was closed and wait for it to open.

use crate::base::{LiveChatId, Time};
use crate::desk::message::{Class, LiveChatInput, Message, Outbox, Ticket, WaitPlace};
use crate::desk::queue::{
    DueEvent, WaitQueue, WaitRules, report_moved, schedule_deadline, start_waiting, take_due,
};
use crate::desk::session::Session;
use crate::plan::{Plan, QueueOrder};

#[derive(Debug, Default)]
pub(super) struct OpeningQueue {
    wait_queue: WaitQueue,
    /// When it opens, if the timer is set.
    opens_at: Option<Time>,
}

impl OpeningQueue {
    pub(super) fn session_count(&self) -> u32 {
        self.wait_queue.len()
    }

    /// A session joins because the live chat is closed.
    pub(super) fn join<O: Outbox>(
        &mut self,
        plan: &Plan,
        now: Time,
        mut session: Box<Session>,
        id: LiveChatId,
        out: &mut O,
    ) {
        session.join(now);
        if self.opens_at.is_none_or(|opens| opens <= now)
            && let Some((opens, true)) = plan.live_chats[id.index()].opening_hours.next_change(now)
        {
            self.opens_at = Some(opens);
            out.schedule(opens, Class::Staff, Message::LiveChat(id, LiveChatInput::Open));
        }
        let topic = &plan.topics[session.topic.index()];
        let place = WaitPlace::OpeningQueue(id);
        let rules = WaitRules { topic, order: QueueOrder::Fifo, place };
        start_waiting(&mut self.wait_queue, now, session, rules, deadline_message(id), out);
    }

    /// Takes out the next session that is let in.
    pub(super) fn leave_next<O: Outbox>(
        &mut self,
        id: LiveChatId,
        out: &mut O,
    ) -> Option<Box<Session>> {
        let waiting = self.wait_queue.leave_next()?;
        if let Some(timer) = waiting.timer {
            out.cancel(timer);
        }
        report_moved(&waiting.session, WaitPlace::OpeningQueue(id), out);
        Some(waiting.session)
    }

    /// Something is due with a session that waits.
    pub(super) fn handle_deadline<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        id: LiveChatId,
        out: &mut O,
    ) {
        if take_due(&mut self.wait_queue, now, ticket, WaitPlace::OpeningQueue(id), out)
            != DueEvent::Abandoned
        {
            schedule_deadline(&mut self.wait_queue, ticket, deadline_message(id), out);
        }
    }
}

fn deadline_message(id: LiveChatId) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::LiveChat(id, LiveChatInput::OpeningQueueDeadline(ticket))
}
