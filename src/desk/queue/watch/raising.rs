//! A session that waits gets a higher priority, and with it an earlier turn where the order of the
//! queue depends on the priority.

use super::moving::report_action_done;
use crate::base::{LiveChatId, SupervisorId, Time};
use crate::desk::message::{Outbox, QueueFact, SupervisorFact, Ticket};
use crate::desk::queue::Queue;
use crate::desk::session::Session;
use crate::plan::Priority;
use crate::policy::queue_key;

impl Queue {
    /// The session longest at the desk of those with a lower priority that no other supervisor
    /// reads.
    pub(super) fn oldest_below_priority(
        &mut self,
        now: Time,
        watch: LiveChatId,
        priority: Priority,
        being_read: &[Ticket],
    ) -> Option<Ticket> {
        let waited = self.watch_rules(watch).min_wait;
        let may = |session: &Session| session.priority < priority && session.joined + waited <= now;
        let found = self
            .wait_queue
            .tickets_where(may)
            .into_iter()
            .filter(|ticket| !being_read.contains(ticket));
        let aged = found.filter_map(|ticket| {
            let session = &self.wait_queue.get_mut(ticket)?.session;
            Some((session.age_from, session.id, ticket))
        });
        aged.min().map(|(.., ticket)| ticket)
    }

    pub(super) fn raise_priority<O: Outbox>(
        &mut self,
        ticket: Ticket,
        priority: Priority,
        supervisor: SupervisorId,
        watch: LiveChatId,
        out: &mut O,
    ) {
        report_action_done(watch, true, out);
        let order = self.plan.queues[self.id.index()].order;
        let Some(waiting) = self.wait_queue.get_mut(ticket) else {
            return;
        };
        let session = &mut waiting.session;
        session.priority = priority;
        let (id, age_from, sla_due) = (session.id, session.age_from, session.next_sla_due());
        let raised = queue_key(order, priority, age_from, sla_due, id);
        out.record_fact(SupervisorFact::Intervened { session: id, supervisor, watch });
        out.record_fact(QueueFact::PriorityRaised {
            session: id,
            queue: self.id,
            age_from,
            priority,
            sla_due,
        });
        self.wait_queue.move_ahead(ticket, |turn| turn.with_raised_priority(raised));
    }
}
