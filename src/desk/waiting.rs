//! Waiting, wherever it is: in a queue, for a supervisor, for one operator.

use super::deadline::Deadline;
use super::line::{Line, Ticket};
use super::{AsideInput, Fact, Message, OperatorInput, Outbox, Session, Where};
use crate::base::{Span, Time};
use crate::plan::{Order, Topic};
use crate::policy::turn;

/// The session begins to wait in a line, or, if it was given back, goes on: at its turn, as long as
/// there is patience. `due` is what the line's owner is told when something is due with it.
pub(super) fn wait<O: Outbox>(
    line: &mut Line,
    now: Time,
    mut session: Box<Session>,
    (topic, order, place): (&Topic, Order, Where),
    due: impl FnOnce(Ticket) -> Message,
    out: &mut O,
) -> Ticket {
    if !session.queued {
        session.queued = true;
        out.fact(Fact::Queued {
            session: session.id,
            live_chat: session.live_chat,
            place,
            topic: session.topic,
            age_from: session.age_from,
            priority: session.priority,
            due: session.promised(),
        });
    }
    session.wait(now, topic);
    let times = (session.age_from, session.promised());
    let turn = turn(order, session.priority, times, session.id);
    let ticket = line.join(session, turn);
    remind(line, ticket, due, out);
    ticket
}

/// Sets the alarm for what is due next with the one who holds the ticket.
pub(super) fn remind<O: Outbox>(
    line: &mut Line,
    ticket: Ticket,
    due: impl FnOnce(Ticket) -> Message,
    out: &mut O,
) {
    if let Some(waiting) = line.get_mut(ticket)
        && let Some((at, class)) = waiting.session.next_due()
    {
        waiting.alarm = Some(out.wake(at, class, due(ticket)));
    }
}

/// What is due with the one who holds the ticket. A client whose patience is over leaves; for
/// anything else, and where nothing is due any more, the session stays in the line, and its owner,
/// who sees to that, sets the next alarm with [`remind`].
pub(super) fn due<O: Outbox>(
    line: &mut Line,
    now: Time,
    ticket: Ticket,
    place: Where,
    out: &mut O,
) -> Due {
    let Some(waiting) = line.get_mut(ticket) else {
        return Due::Nothing;
    };
    waiting.alarm = None;
    if waiting.session.gives_up(now) {
        if waiting.session.leaves_silently() {
            fall_silent(&mut waiting.session, place, out);
            return Due::Deadline(Deadline::Silent);
        }
        give_up(line, ticket, place, out);
        return Due::GaveUp;
    }
    waiting.session.due(now).map_or(Due::Nothing, Due::Deadline)
}

/// What was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing any more.
    Nothing,
    /// The client's patience was over: the session ended.
    GaveUp,
    /// A deadline of the session.
    Deadline(Deadline),
}

/// The client leaves and nobody sees it: the session keeps its place (theory: silent abandonment).
fn fall_silent<O: Outbox>(session: &mut Session, place: Where, out: &mut O) {
    session.fall_silent();
    out.fact(Fact::FellSilent {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
        answered: session.is_answered(),
    });
}

/// The session ends without being taken over: whoever stayed with its client may go.
pub(super) fn dismiss<O: Outbox>(session: &mut Session, out: &mut O) {
    if let Some((sender, _)) = session.part() {
        let parted = AsideInput::TakenOver(session.id, Span::ZERO);
        out.send(Message::Operator(sender, OperatorInput::Aside(parted)));
    }
}

/// The session leaves a place where it waited, to wait or to be taken elsewhere.
pub(super) fn move_on<O: Outbox>(session: &Session, place: Where, out: &mut O) {
    out.fact(Fact::Moved {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
    });
}

fn give_up<O: Outbox>(line: &mut Line, ticket: Ticket, place: Where, out: &mut O) {
    let Some(waiting) = line.leave(ticket) else {
        return;
    };
    let mut session = waiting.session;
    dismiss(&mut session, out);
    out.fact(Fact::Abandoned {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
        answered: session.is_answered(),
    });
    out.retire(session);
}
