//! Sessions that came while their live chat was closed and wait for it to open.

use super::line::{Line, Ticket};
use super::waiting::{Due, due, move_on, remind, wait};
use super::{Class, LiveChatInput, Message, Outbox, Session, Where};
use crate::base::{LiveChatId, Time};
use crate::plan::{Order, Plan};

#[derive(Debug, Default)]
pub(super) struct Door {
    line: Line,
    /// When it opens: the alarm is set.
    opens: Option<Time>,
}

impl Door {
    pub(super) fn holds(&self) -> u32 {
        self.line.len()
    }

    /// A session finds the live chat closed.
    pub(super) fn join<O: Outbox>(
        &mut self,
        plan: &Plan,
        now: Time,
        mut session: Box<Session>,
        id: LiveChatId,
        out: &mut O,
    ) {
        session.join(now);
        if self.opens.is_none_or(|opens| opens <= now)
            && let Some((opens, true)) = plan.live_chats[id.index()].open.next_change(now)
        {
            self.opens = Some(opens);
            out.wake(opens, Class::Staff, Message::LiveChat(id, LiveChatInput::Open));
        }
        let topic = &plan.topics[session.topic.index()];
        let spot = (topic, Order::Fifo, Where::Door(id));
        wait(&mut self.line, now, session, spot, reminder(id), out);
    }

    /// The next who comes in.
    pub(super) fn next<O: Outbox>(&mut self, id: LiveChatId, out: &mut O) -> Option<Box<Session>> {
        let waiting = self.line.leave_next()?;
        if let Some(alarm) = waiting.alarm {
            out.cancel(alarm);
        }
        move_on(&waiting.session, Where::Door(id), out);
        Some(waiting.session)
    }

    /// Something is due with somebody who waits.
    pub(super) fn due<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        id: LiveChatId,
        out: &mut O,
    ) {
        if due(&mut self.line, now, ticket, Where::Door(id), out) != Due::GaveUp {
            remind(&mut self.line, ticket, reminder(id), out);
        }
    }
}

fn reminder(id: LiveChatId) -> impl Fn(Ticket) -> Message {
    move |ticket| Message::LiveChat(id, LiveChatInput::DueAtDoor(ticket))
}
