//! Waiting in any place: in a queue, for a supervisor, for one operator.

use super::wait_queue::WaitQueue;
use crate::base::{Span, Time};
use crate::desk::message::{
    Abandoned, Class, EscalationRequest, Message, OperatorInput, Outbox, QueueFact, Queued, Ticket,
    TransferInput, WaitPlace,
};
use crate::desk::service_level;
use crate::desk::session::{Deadline, Session};
use crate::plan::{Plan, QueueOrder, Topic};
use crate::policy::queue_key;
use crate::workload::Ending;

/// Where a session waits, and by which rules.
#[derive(Clone, Copy)]
pub(in crate::desk) struct WaitRules<'a> {
    pub topic: &'a Topic,
    pub order: QueueOrder,
    pub place: WaitPlace,
}

/// The session begins to wait in a wait queue, or continues if it was given back: at its turn, as
/// long as there is patience. `due` makes the message to the owner when something is due with the
/// session.
pub(in crate::desk) fn start_waiting<O: Outbox>(
    wait_queue: &mut WaitQueue,
    now: Time,
    mut session: Box<Session>,
    rules: WaitRules<'_>,
    deadline_message: impl FnOnce(Ticket) -> Message,
    out: &mut O,
) -> Ticket {
    let WaitRules { topic, order, place } = rules;
    if !session.queued {
        session.queued = true;
        out.record_fact(QueueFact::Queued(Queued {
            session: session.id,
            live_chat: session.live_chat,
            place,
            topic: session.topic,
            age_from: session.age_from,
            priority: session.priority,
            sla_due: session.next_sla_due(),
        }));
    }
    session.resume_patience(now, topic);
    let due = session.next_sla_due();
    let turn = queue_key(order, session.priority, session.age_from, due, session.id);
    let ticket = wait_queue.join(session, turn);
    schedule_deadline(wait_queue, ticket, deadline_message, out);
    ticket
}

/// Sets the timer for what is due next with the session that has this ticket.
pub(in crate::desk) fn schedule_deadline<O: Outbox>(
    wait_queue: &mut WaitQueue,
    ticket: Ticket,
    deadline_message: impl FnOnce(Ticket) -> Message,
    out: &mut O,
) {
    if let Some(waiting) = wait_queue.get_mut(ticket)
        && let Some((at, class)) = waiting.session.next_due()
    {
        waiting.timer = Some(out.schedule(at, class, deadline_message(ticket)));
    }
}

/// What is due with the session that has this ticket. A client whose patience is over leaves;
/// otherwise, and where nothing is due any more, the session stays in the wait queue, and the owner
/// handles it and sets the next timer with [`schedule_deadline`].
pub(in crate::desk) fn take_due<O: Outbox>(
    wait_queue: &mut WaitQueue,
    now: Time,
    ticket: Ticket,
    place: WaitPlace,
    out: &mut O,
) -> DueEvent {
    let Some(waiting) = wait_queue.get_mut(ticket) else {
        return DueEvent::Nothing;
    };
    waiting.timer = None;
    if waiting.session.is_patience_over(now) && !waiting.session.has_due_before_patience(now) {
        if waiting.session.would_abandon_silently() {
            abandon_silently(&mut waiting.session, place, out);
            return DueEvent::Deadline(Deadline::SilentAbandonment);
        }
        abandon(wait_queue, ticket, place, out);
        return DueEvent::Abandoned;
    }
    waiting.session.pop_due_deadline(now).map_or(DueEvent::Nothing, DueEvent::Deadline)
}

/// What was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum DueEvent {
    /// Nothing any more.
    Nothing,
    /// The client's patience was over: the session ended.
    Abandoned,
    /// A deadline of the session.
    Deadline(Deadline),
}

/// The client leaves and the desk does not see it: the session keeps its place (theory: silent
/// abandonment).
fn abandon_silently<O: Outbox>(session: &mut Session, place: WaitPlace, out: &mut O) {
    session.abandon_silently();
    out.record_fact(QueueFact::AbandonedSilently(Abandoned {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
        answered: session.is_answered(),
    }));
}

/// The session ends without being taken over: the operator who stayed with its client may leave.
pub(super) fn end_warm_transfer<O: Outbox>(session: &mut Session, out: &mut O) {
    if let Some((sender, _)) = session.take_warm_transfer() {
        let parted = TransferInput::TakenOver(session.id, Span::ZERO);
        out.send(Message::Operator(sender, OperatorInput::Transfer(parted)));
    }
}

/// The session leaves a place where it waited, to wait or to be taken elsewhere.
pub(in crate::desk) fn report_moved<O: Outbox>(session: &Session, place: WaitPlace, out: &mut O) {
    out.record_fact(QueueFact::Moved {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
    });
}

fn abandon<O: Outbox>(wait_queue: &mut WaitQueue, ticket: Ticket, place: WaitPlace, out: &mut O) {
    let Some(waiting) = wait_queue.leave(ticket) else {
        return;
    };
    let mut session = waiting.session;
    end_warm_transfer(&mut session, out);
    out.record_fact(QueueFact::Abandoned(Abandoned {
        session: session.id,
        live_chat: session.live_chat,
        place,
        joined: session.joined,
        arrived: session.arrived,
        answered: session.is_answered(),
    }));
    out.retire(session, Ending::Abandoned);
}

/// The session leaves the wait queue and goes to the target of the escalation. Returns whether it
/// was still there.
pub(in crate::desk) fn escalate_waiting<O: Outbox>(
    wait_queue: &mut WaitQueue,
    now: Time,
    request: &EscalationRequest,
    plan: &Plan,
    ticket: Ticket,
    place: WaitPlace,
    out: &mut O,
) -> bool {
    let Some(waiting) = wait_queue.leave(ticket) else {
        return false;
    };
    if let Some(timer) = waiting.timer {
        out.cancel(timer);
    }
    let session = waiting.session;
    report_moved(&session, place, out);
    service_level::escalate_session(request, now, plan, session, out);
    true
}

impl Session {
    /// When something is due next with a session whose client waits, and the class of that timer.
    fn next_due(&self) -> Option<(Time, Class)> {
        let patience = self.patience_until().map(|until| (until, Class::Abandonment));
        let deadline = self.next_deadline().map(|(at, what)| (at, what.class()));
        patience.into_iter().chain(deadline).min()
    }

    /// A deadline is due that comes before the end of patience.
    fn has_due_before_patience(&self, now: Time) -> bool {
        self.patience_until().is_some_and(|until| {
            self.next_due().is_some_and(|due| due.0 <= now && due < (until, Class::Abandonment))
        })
    }
}
