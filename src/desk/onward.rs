//! Where a session goes that waits too long: the steps of an overflow, and the way out.
//!
//! A session follows the overflow of the first queue in which it has to wait, wherever that leads,
//! until somebody takes it: the queues on the way do not add theirs. So no overflow goes in circles.

use super::waiting::{dismiss, move_on};
use super::{Deadline, Fact, FlowOut, GroupInput, LiveChatInput, Message, Outbox, Session, Where};
use crate::base::{QueueId, Time};
use crate::plan::{Onward, OverflowFrom, Plan, Resort, Step};

/// A session begins to wait in a queue with such rules.
pub(super) fn begin(plan: &Plan, queue: QueueId, now: Time, session: &mut Session) {
    let Some(onward) = &plan.queues[queue.index()].onward else {
        return;
    };
    if let Some(longest) = onward.max_wait {
        session.set_deadline(now + longest, Deadline::MaxWait);
    }
    if !onward.overflow.is_empty() && session.overflow().is_none() {
        session.follow(queue, 0);
        set(onward, 0, now, session);
    }
}

/// Sets the deadline for a step.
fn set(onward: &Onward, number: usize, now: Time, session: &mut Session) {
    if let Some(step) = onward.overflow.get(number) {
        let after = session.client.overflow(&step.after, session.stage, number);
        let at = match onward.overflow_from {
            OverflowFrom::Arrival => (session.age_from + after).max(now),
            OverflowFrom::QueueEntry => now + after,
        };
        session.set_deadline(at, Deadline::Overflow);
    }
}

/// The step that the session takes next.
fn step<'p>(plan: &'p Plan, session: &Session) -> Option<&'p Step> {
    let (queue, number) = session.overflow()?;
    plan.queues[queue.index()].onward.as_ref()?.overflow.get(number)
}

/// A session has waited too long in a place and leaves it.
pub(super) fn leave<O: Outbox>(
    plan: &Plan,
    session: Box<Session>,
    why: Deadline,
    place: Where,
    out: &mut O,
) {
    let to = match why {
        Deadline::Overflow => step(plan, &session).map_or(Resort::Missed, |step| step.to),
        _ => Resort::Missed,
    };
    match to {
        Resort::OfflineForm => flow_out(session, Some(place), FlowOut::OfflineForm, out),
        Resort::Missed => flow_out(session, Some(place), FlowOut::Missed, out),
        Resort::Group(_) | Resort::Common => {
            move_on(&session, place, out);
            send_on(plan, session, out);
        }
    }
}

/// A session that has left its place goes where the next step leads.
fn send_on<O: Outbox>(plan: &Plan, session: Box<Session>, out: &mut O) {
    match step(plan, &session).map_or(Resort::Missed, |step| step.to) {
        Resort::Group(group) => out.send(Message::Group(group, GroupInput::Overflow(session))),
        Resort::Common => {
            let live_chat = session.at;
            out.send(Message::LiveChat(live_chat, LiveChatInput::Overflow(session)));
        }
        Resort::OfflineForm => flow_out(session, None, FlowOut::OfflineForm, out),
        Resort::Missed => flow_out(session, None, FlowOut::Missed, out),
    }
}

/// A session has come by a step: it is let in, and its next step is set. `None`: nobody is Online,
/// and it went on.
pub(super) fn come<O: Outbox>(
    plan: &Plan,
    now: Time,
    mut session: Box<Session>,
    served: bool,
    out: &mut O,
) -> Option<Box<Session>> {
    let skipped = !served && step(plan, &session).is_some_and(|step| step.only_if_online);
    let Some((queue, number)) = session.overflow() else {
        return Some(session);
    };
    session.follow(queue, number + 1);
    if skipped {
        send_on(plan, session, out);
        return None;
    }
    if let Some(onward) = &plan.queues[queue.index()].onward {
        set(onward, number + 1, now, &mut session);
    }
    Some(session)
}

/// A session is sent away.
pub(super) fn flow_out<O: Outbox>(
    mut session: Box<Session>,
    place: Option<Where>,
    how: FlowOut,
    out: &mut O,
) {
    dismiss(&mut session, out);
    if session.is_gone() {
        vanish(session, place, out);
        return;
    }
    out.fact(Fact::FlowedOut {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
        answered: session.is_answered(),
        how,
    });
    out.retire(session);
}

/// A session whose client had left ends where nobody took it: it was counted when the client left.
pub(super) fn vanish<O: Outbox>(session: Box<Session>, place: Option<Where>, out: &mut O) {
    out.fact(Fact::Vanished { session: session.id, live_chat: session.live_chat, place });
    out.retire(session);
}
