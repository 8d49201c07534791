//! A session that waits gets a higher priority, and with it, where the queue's order looks at that,
//! an earlier turn.

use super::moving::say;
use crate::base::{LiveChatId, SupervisorId, Time};
use crate::desk::line::Ticket;
use crate::desk::queue::Queue;
use crate::desk::{Fact, Outbox};
use crate::plan::Priority;
use crate::policy::turn;

impl Queue {
    /// The one who has been at the desk longest of those with a lower priority whom no other reads.
    pub(super) fn longest_below(
        &mut self,
        now: Time,
        (watch, priority): (LiveChatId, Priority),
        others: &[Ticket],
    ) -> Option<Ticket> {
        let waited = self.watched(watch).waited;
        let may = |session: &crate::desk::Session| {
            session.priority < priority && session.joined + waited <= now
        };
        let found = self.line.all(may).into_iter().filter(|ticket| !others.contains(ticket));
        let aged = found.filter_map(|ticket| {
            let session = &self.line.get_mut(ticket)?.session;
            Some((session.age_from, session.id, ticket))
        });
        aged.min().map(|(.., ticket)| ticket)
    }

    pub(super) fn raise<O: Outbox>(
        &mut self,
        ticket: Ticket,
        priority: Priority,
        (supervisor, watch): (SupervisorId, LiveChatId),
        out: &mut O,
    ) {
        say(watch, true, out);
        let order = self.plan.queues[self.id.index()].order;
        let Some(waiting) = self.line.get_mut(ticket) else {
            return;
        };
        let session = &mut waiting.session;
        session.priority = priority;
        let (id, age_from, due) = (session.id, session.age_from, session.promised());
        let raised = turn(order, priority, (age_from, due), id);
        out.fact(Fact::SawTo { session: id, supervisor, watch });
        out.fact(Fact::Raised { session: id, queue: self.id, age_from, priority, due });
        self.line.advance(ticket, |turn| turn.raised(raised));
    }
}
