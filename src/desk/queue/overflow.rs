//! Where a session goes that waits too long: the steps of an overflow, and its end.
//!
//! A session follows the overflow of the first queue in which it has to wait, wherever that leads,
//! until an operator or bot takes it: the queues on the way do not add theirs. So no overflow goes
//! in circles.

use super::waiting::{end_warm_transfer, report_moved};
use crate::base::{QueueId, Time};
use crate::desk::message::{
    FlowOut, FlowedOut, GroupInput, LiveChatInput, Message, Outbox, QueueFact, WaitPlace,
};
use crate::desk::session::{Deadline, Session};
use crate::plan::{Overflow, OverflowCountedFrom, OverflowStep, OverflowTarget, Plan};
use crate::workload::Ending;

/// A session begins to wait in a queue, which may have overflow rules.
pub(in crate::desk) fn begin(plan: &Plan, queue: QueueId, now: Time, session: &mut Session) {
    let Some(overflow_rules) = &plan.queues[queue.index()].overflow else {
        return;
    };
    if let Some(longest) = overflow_rules.max_wait {
        session.set_deadline(now + longest, Deadline::MaxWait);
    }
    if !overflow_rules.steps.is_empty() && session.overflow().is_none() {
        session.follow_overflow(queue, 0);
        set_step_deadline(overflow_rules, 0, now, session);
    }
}

/// Sets the deadline for a step.
fn set_step_deadline(overflow_rules: &Overflow, number: usize, now: Time, session: &mut Session) {
    if let Some(step) = overflow_rules.steps.get(number) {
        let after = session.client.overflow_delay(&step.after, session.visit, number);
        let at = match overflow_rules.counted_from {
            OverflowCountedFrom::Arrival => (session.age_from + after).max(now),
            OverflowCountedFrom::QueueEntry => now + after,
        };
        session.set_deadline(at, Deadline::Overflow);
    }
}

/// The step that the session takes next.
fn next_step<'p>(plan: &'p Plan, session: &Session) -> Option<&'p OverflowStep> {
    let (queue, number) = session.overflow()?;
    plan.queues[queue.index()].overflow.as_ref()?.steps.get(number)
}

/// A session has waited too long in a place and leaves it.
pub(in crate::desk) fn leave_wait_place<O: Outbox>(
    plan: &Plan,
    session: Box<Session>,
    why: Deadline,
    place: WaitPlace,
    out: &mut O,
) {
    let to = match why {
        Deadline::Overflow => {
            next_step(plan, &session).map_or(OverflowTarget::Missed, |step| step.target)
        }
        _ => OverflowTarget::Missed,
    };
    match to {
        OverflowTarget::OfflineForm => flow_out(session, Some(place), FlowOut::OfflineForm, out),
        OverflowTarget::Missed => flow_out(session, Some(place), FlowOut::Missed, out),
        OverflowTarget::Group(_) | OverflowTarget::CommonQueue => {
            report_moved(&session, place, out);
            follow_step(plan, session, out);
        }
    }
}

/// A session that has left its place goes where the next step leads.
fn follow_step<O: Outbox>(plan: &Plan, session: Box<Session>, out: &mut O) {
    match next_step(plan, &session).map_or(OverflowTarget::Missed, |step| step.target) {
        OverflowTarget::Group(group) => {
            out.send(Message::Group(group, GroupInput::Overflow(session)));
        }
        OverflowTarget::CommonQueue => {
            let live_chat = session.current_live_chat;
            out.send(Message::LiveChat(live_chat, LiveChatInput::Overflow(session)));
        }
        OverflowTarget::OfflineForm => flow_out(session, None, FlowOut::OfflineForm, out),
        OverflowTarget::Missed => flow_out(session, None, FlowOut::Missed, out),
    }
}

/// A session has arrived by an overflow step: it is let in, and its next step is set. `None`: no
/// operator is Online, and it went on.
pub(in crate::desk) fn admit<O: Outbox>(
    plan: &Plan,
    now: Time,
    mut session: Box<Session>,
    served: bool,
    out: &mut O,
) -> Option<Box<Session>> {
    let skipped = !served && next_step(plan, &session).is_some_and(|step| step.only_if_online);
    let Some((queue, number)) = session.overflow() else {
        return Some(session);
    };
    session.to_least_occupied = false;
    session.follow_overflow(queue, number + 1);
    if skipped {
        follow_step(plan, session, out);
        return None;
    }
    if let Some(overflow_rules) = &plan.queues[queue.index()].overflow {
        set_step_deadline(overflow_rules, number + 1, now, &mut session);
    }
    Some(session)
}

/// Sends a session away.
pub(in crate::desk) fn flow_out<O: Outbox>(
    mut session: Box<Session>,
    place: Option<WaitPlace>,
    kind: FlowOut,
    out: &mut O,
) {
    end_warm_transfer(&mut session, out);
    if session.is_abandoned() {
        end_abandoned(session, place, out);
        return;
    }
    out.record_fact(QueueFact::FlowedOut(FlowedOut {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
        answered: session.is_answered(),
        kind,
    }));
    let ending = match kind {
        FlowOut::Missed => Ending::FlowedOut,
        FlowOut::OfflineForm => Ending::Other,
    };
    out.retire(session, ending);
}

/// Ends a session whose client had left and that no operator took: it was counted when the client
/// left.
pub(in crate::desk) fn end_abandoned<O: Outbox>(
    session: Box<Session>,
    place: Option<WaitPlace>,
    out: &mut O,
) {
    out.record_fact(QueueFact::EndedAbandoned {
        session: session.id,
        live_chat: session.live_chat,
        place,
    });
    out.retire(session, Ending::Other);
}
