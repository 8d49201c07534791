//! A supervisor gives a session that this operator has to another one: it is searched for, and
//! then given away.

use std::sync::Arc;

use super::Operator;
use crate::base::{SessionId, Span, Time};
use crate::desk::message::{
    Message, OperatorInput, Outbox, QueueInput, ReassignReason, ReassignRequest, ReassignSearch,
    SupervisorFact, TaskSubject,
};
use crate::desk::queue::{continue_search, report_action_done};
use crate::dist::Distribution;
use crate::plan::{QueueOwner, SupervisorAction};

impl Operator {
    /// A supervisor looks for a session that another operator should have: the one that has been on
    /// hand longest, of the operator who has most.
    pub(super) fn search_on_hand<O: Outbox>(
        &mut self,
        mut search: Box<ReassignSearch>,
        out: &mut O,
    ) {
        let (plan, count) = (Arc::clone(&self.plan), self.bench.session_count());
        let rules = plan.live_chats[search.watch.0.index()].watch.as_deref();
        let wanted = match rules.map(|rules| rules.action) {
            Some(SupervisorAction::Reassign { max_sessions: Some(beyond), .. }) => count > beyond,
            _ => count > 0 && !self.presence.is_online(),
        };
        if let Some(rules) = rules.filter(|_| wanted)
            && search.best.is_none_or(|(most, ..)| count > most)
            && let Some((session, reaction)) = self.oldest_on_hand(&search, &rules.reaction)
        {
            search.best = Some((count, TaskSubject::OnHand(self.id, session), reaction));
        }
        continue_search(*search, out);
    }

    fn oldest_on_hand(
        &mut self,
        search: &ReassignSearch,
        reaction: &Distribution,
    ) -> Option<(SessionId, Span)> {
        let ids = self.bench.on_hand().into_iter().map(|(id, ..)| id);
        let unread: Vec<SessionId> = ids
            .filter(|id| !search.being_read.contains(&TaskSubject::OnHand(self.id, *id)))
            .collect();
        unread.into_iter().find_map(|id| {
            let session = &self.bench.find(id)?.session;
            let here = session.current_live_chat == search.watch.0;
            here.then(|| (id, session.client.move_time(reaction, session.visit)))
        })
    }

    /// A supervisor gives a session to another operator: first that one is found, then it goes there.
    pub(super) fn handle_reassign_request<O: Outbox>(
        &mut self,
        now: Time,
        request: &ReassignRequest,
        out: &mut O,
    ) {
        let ReassignRequest { session: id, supervisor, watch, .. } = *request;
        let rules = self.plan.live_chats[watch.index()].watch.as_deref();
        let group = rules.and_then(|rules| rules.action.target_group());
        let (Some(on_hand), Some(group)) = (self.bench.find(id), group) else {
            report_action_done(watch, true, out);
            return;
        };
        let Some(to) = request.to else {
            let topic = &self.plan.topics[on_hand.session.topic.index()];
            let request = ReassignRequest { requires: topic.requires, ..*request };
            let find = QueueInput::Reassign(Box::new(request));
            out.send(Message::to_queue(QueueOwner::Group(group), find));
            return;
        };
        report_action_done(watch, true, out);
        if let Some(mut session) =
            self.take_for_reassignment(now, id, ReassignReason::Supervisor, out)
        {
            out.record_fact(SupervisorFact::Intervened { session: id, supervisor, watch });
            session.admit();
            out.send(Message::Operator(to, OperatorInput::AssignByName(session)));
            self.free_slot(now, out);
        }
    }
}
