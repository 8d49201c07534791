//! A supervisor reads a session that waits and decides on it: it goes to the queue of another group
//! (rulebook E-S7, E-S9).

use super::to_bot::{can_go_to_bot, send_to_bot};
use crate::base::{LiveChatId, Span, SupervisorId, Time};
use crate::desk::message::{
    LiveChatInput, Message, Outbox, QueueFact, QueueInput, SupervisorFact, SupervisorMove,
    TaskKind, TaskSubject, Ticket, WaitPlace, WatchInput,
};
use crate::desk::queue::Queue;
use crate::plan::{self, QueueOwner, SupervisorAction};

/// Records that a session which a supervisor moves has left its queue for good.
pub(super) fn report_moved<O: Outbox>(moving: &SupervisorMove, out: &mut O) {
    let session = &moving.session;
    out.record_fact(QueueFact::Dispatched {
        session: session.id,
        live_chat: session.live_chat,
        place: WaitPlace::Queue(moving.from),
        joined: session.joined,
        arrived: session.arrived,
        supervisor: moving.supervisor,
        task: TaskKind::Watch,
    });
    out.record_fact(SupervisorFact::Intervened {
        session: session.id,
        supervisor: moving.supervisor,
        watch: moving.watch,
    });
}

/// Reports whether the action is settled: it is not if no operator was Online who could get the
/// session.
pub(in crate::desk) fn report_action_done<O: Outbox>(watch: LiveChatId, done: bool, out: &mut O) {
    let moved = LiveChatInput::watch(WatchInput::ActionDone(done));
    out.send(Message::LiveChat(watch, moved));
}

impl Queue {
    /// The rule by which supervisors of a live chat watch over this queue.
    pub(super) fn watch_rules(&self, by: LiveChatId) -> &plan::WatchRule {
        let watch = self.plan.live_chats[by.index()].watch.as_deref();
        watch.expect("only a live chat with a watch rule looks at queues")
    }

    /// A supervisor begins to read the next session that no other reads. It stays where it is, and
    /// any operator may take it.
    pub(in crate::desk::queue) fn pick_for_watch<O: Outbox>(
        &mut self,
        now: Time,
        watch: LiveChatId,
        seat: u32,
        being_read: &[Ticket],
        out: &mut O,
    ) {
        let found = match self.watch_rules(watch).action {
            SupervisorAction::RaisePriority(priority) => {
                self.oldest_below_priority(now, watch, priority, being_read)
            }
            SupervisorAction::Move(_)
            | SupervisorAction::Assign(_)
            | SupervisorAction::MoveToBot
            | SupervisorAction::Reassign { .. } => self.next_watched(now, watch, being_read),
        };
        let reading = found.and_then(|ticket| {
            let session = &self.wait_queue.get_mut(ticket)?.session;
            let reaction = &self.plan.live_chats[watch.index()].watch.as_ref()?.reaction;
            let reaction: Span = session.client.move_time(reaction, session.visit);
            Some((TaskSubject::Waiting(ticket), reaction))
        });
        let picked = LiveChatInput::watch(WatchInput::Picked(seat, reading));
        out.send(Message::LiveChat(watch, picked));
    }

    /// The next session in turn that no other supervisor reads.
    fn next_watched(
        &mut self,
        now: Time,
        watch: LiveChatId,
        being_read: &[Ticket],
    ) -> Option<Ticket> {
        let mut skipped = Vec::new();
        let mut found = None;
        while found.is_none()
            && let Some(ticket) = self.wait_queue.hold_next()
        {
            skipped.push(ticket);
            let is_match = !being_read.contains(&ticket) && self.matches_watch(now, watch, ticket);
            found = Some(ticket).filter(|_| is_match);
        }
        for ticket in skipped {
            self.wait_queue.release(ticket);
        }
        found
    }

    fn matches_watch(&mut self, now: Time, watch: LiveChatId, ticket: Ticket) -> bool {
        let rules = self.watch_rules(watch);
        let (waited, to_bot) = (rules.min_wait, rules.action == SupervisorAction::MoveToBot);
        let Some(waiting) = self.wait_queue.get_mut(ticket) else {
            return false;
        };
        let session = &waiting.session;
        session.joined + waited <= now && (!to_bot || can_go_to_bot(&self.plan, now, session))
    }

    /// A supervisor has decided on a session that waits here; it may be gone.
    pub(in crate::desk::queue) fn apply_watch_decision<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        supervisor: SupervisorId,
        watch: LiveChatId,
        out: &mut O,
    ) {
        let deed = self.watch_rules(watch).action;
        if let SupervisorAction::RaisePriority(priority) = deed {
            self.raise_priority(ticket, priority, supervisor, watch, out);
            return;
        }
        let Some(waiting) = self.wait_queue.leave(ticket) else {
            report_action_done(watch, true, out);
            return;
        };
        if let Some(timer) = waiting.timer {
            out.cancel(timer);
        }
        let moving = SupervisorMove { session: waiting.session, from: self.id, supervisor, watch };
        match deed.target_group() {
            Some(to) => {
                let receive = QueueInput::Receive(Box::new(moving));
                out.send(Message::to_queue(QueueOwner::Group(to), receive));
            }
            None => send_to_bot(moving, out),
        }
        self.handle_departure(now, ticket, out);
    }

    /// A supervisor brings a session that waited elsewhere; it goes back if no operator is Online
    /// here who could get it.
    pub(in crate::desk::queue) fn receive_moved<O: Outbox>(
        &mut self,
        now: Time,
        moving: SupervisorMove,
        out: &mut O,
    ) {
        if let SupervisorAction::Assign(_) = self.watch_rules(moving.watch).action {
            self.assign_by_supervisor(moving, out);
            return;
        }
        let served = self.is_served();
        report_action_done(moving.watch, served, out);
        if served {
            report_moved(&moving, out);
            self.handle(now, QueueInput::Join(moving.session), out);
        } else {
            self.send_back(moving, out);
        }
    }

    pub(super) fn send_back<O: Outbox>(&self, moving: SupervisorMove, out: &mut O) {
        let owner = self.plan.queues[moving.from.index()].owner;
        out.send(Message::to_queue(owner, QueueInput::MoveFailed(moving.session)));
    }
}
