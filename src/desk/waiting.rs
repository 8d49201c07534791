//! Waiting, wherever it is: in a queue, for a supervisor, for one operator.

use super::line::{Line, Ticket};
use super::{Class, Fact, Message, Outbox, Session, Where};
use crate::base::Time;
use crate::plan::{Order, Topic};
use crate::policy::turn;

/// The session begins to wait in a line, or, if it was given back, goes on: at its turn, as long as
/// there is patience. `patience_over` is what the line's owner is told when there is none left.
pub(super) fn wait<O: Outbox>(
    line: &mut Line,
    now: Time,
    mut session: Box<Session>,
    (topic, order, place): (&Topic, Order, Where),
    patience_over: impl FnOnce(Ticket) -> Message,
    out: &mut O,
) {
    if !session.queued {
        session.queued = true;
        let (id, live_chat) = (session.id, session.live_chat);
        out.fact(Fact::Queued { session: id, live_chat, place });
    }
    let until = session.wait(now, topic);
    let turn = turn(order, topic.priority, session.age_from, session.id);
    let ticket = line.join(session, turn);
    if until < Time::NEVER {
        let alarm = out.wake(until, Class::Abandonment, patience_over(ticket));
        if let Some(waiting) = line.get_mut(ticket) {
            waiting.alarm = Some(alarm);
        }
    }
}

/// The client who holds the ticket gives up, if still waiting. Says whether.
pub(super) fn give_up<O: Outbox>(
    line: &mut Line,
    ticket: Ticket,
    place: Where,
    out: &mut O,
) -> bool {
    let Some(waiting) = line.leave(ticket) else {
        return false;
    };
    let session = waiting.session;
    out.fact(Fact::Abandoned {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
        answered: session.answered.is_some(),
    });
    out.retire(session);
    true
}
