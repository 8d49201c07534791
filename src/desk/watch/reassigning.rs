//! A session that an operator has goes to another operator (rulebook E-S8): one of somebody who is
//! Offline, or who has too many.
//!
//! Nobody but the operators knows what they have on hand, so a search goes from one to the next,
//! within the instant, and comes back with the best that was found.

use std::sync::Arc;

use super::moving::report_action_done;
use super::{Watch, WatchInput};
use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, SupervisorId, Time};
use crate::desk::queue::{Queue, QueueInput};
use crate::desk::supervisor::TaskSubject;
use crate::desk::{
    LiveChatInput, Message, Operator, OperatorInput, Outbox, ReassignReason, SupervisorFact,
};
use crate::dist::Distribution;
use crate::plan::{Plan, QueueOwner, Skills, SupervisorAction};

/// A search for a session that somebody else should have.
#[derive(Debug)]
pub struct ReassignSearch {
    /// For whom: a supervisor of this live chat, in this seat.
    watch: (LiveChatId, u32),
    /// Who is to be asked, the next one last.
    remaining: Vec<OperatorId>,
    /// About which others a supervisor reads already.
    being_read: Vec<TaskSubject>,
    /// Who has too many, and how many.
    best: Option<(u32, TaskSubject, Span)>,
}

/// An operator is to give a session to somebody else.
#[derive(Clone, Copy, Debug)]
pub struct ReassignRequest {
    session: SessionId,
    current_operator: OperatorId,
    /// Who gets it, once that is known.
    to: Option<OperatorId>,
    requires: Skills,
    supervisor: SupervisorId,
    watch: LiveChatId,
}

/// Whose sessions are looked at, in the order of the groups.
fn operators_to_search(
    plan: &Plan,
    live_chat: LiveChatId,
    group: Option<GroupId>,
) -> Vec<OperatorId> {
    let groups = match &group {
        Some(group) => std::slice::from_ref(group),
        None => plan.live_chats[live_chat.index()].operator_groups.as_slice(),
    };
    let mut found: Vec<OperatorId> = Vec::new();
    for operator in groups.iter().flat_map(|group| &plan.groups[group.index()].operators) {
        if !found.contains(operator) {
            found.push(*operator);
        }
    }
    found
}

impl Watch {
    /// A supervisor looks for a session.
    pub(super) fn search_operators<O: Outbox>(&self, seat: u32, out: &mut O) {
        let SupervisorAction::Reassign { from, .. } = self.rules().action else {
            return;
        };
        let mut remaining = operators_to_search(&self.plan, self.live_chat, from);
        remaining.reverse();
        let watch = (self.live_chat, seat);
        let search =
            ReassignSearch { watch, remaining, being_read: self.being_read.clone(), best: None };
        search.continue_search(out);
    }

    /// A supervisor has decided: whoever has the session is told, if it is still there.
    pub(super) fn reassign<O: Outbox>(
        &self,
        supervisor: SupervisorId,
        (current_operator, session): (OperatorId, SessionId),
        out: &mut O,
    ) {
        let (watch, requires) = (self.live_chat, Skills::default());
        let request =
            ReassignRequest { session, current_operator, to: None, requires, supervisor, watch };
        request.send(out);
    }
}

impl ReassignSearch {
    fn continue_search<O: Outbox>(mut self, out: &mut O) {
        if let Some(next) = self.remaining.pop() {
            out.send(Message::Operator(next, OperatorInput::ReassignSearch(Box::new(self))));
            return;
        }
        let (watch, seat) = self.watch;
        let found = self.best.map(|(_, subject, reaction)| (subject, reaction));
        let picked = LiveChatInput::watch(WatchInput::Picked(seat, found));
        out.send(Message::LiveChat(watch, picked));
    }
}

impl Queue {
    /// Somebody here is to get a session that another operator has: the least occupied who is
    /// Online and, where that one has too many, would not have too many then.
    pub(in crate::desk) fn reassign<O: Outbox>(&mut self, request: &ReassignRequest, out: &mut O) {
        let beyond = match self.watch_rules(request.watch).action {
            SupervisorAction::Reassign { max_sessions: Some(beyond), .. } => beyond,
            _ => u32::MAX,
        };
        let may = |seat: u32, load: u32| {
            let member = self.members[seat as usize];
            let skills = self.plan.operators[member.index()].skills;
            member != request.current_operator
                && load < beyond
                && request.requires.is_subset_of(skills)
        };
        let Some(seat) = self.roster.least_loaded(may) else {
            report_action_done(request.watch, false, out);
            return;
        };
        let to = Some(self.members[seat as usize]);
        ReassignRequest { to, ..*request }.send(out);
    }
}

impl ReassignRequest {
    fn send<O: Outbox>(self, out: &mut O) {
        let message = OperatorInput::Reassign(Box::new(self));
        out.send(Message::Operator(self.current_operator, message));
    }
}

impl Operator {
    /// A supervisor looks for a session that somebody else should have: the one that has been on
    /// hand longest, of whoever has most.
    pub(in crate::desk) fn search_on_hand<O: Outbox>(
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
        search.continue_search(out);
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

    /// A supervisor gives a session to somebody else: first somebody is found, then it goes there.
    pub(in crate::desk) fn handle_reassign_request<O: Outbox>(
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
