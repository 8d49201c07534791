//! A session that an operator has goes to another operator (rulebook E-S8): one of somebody who is
//! Offline, or who has too many.
//!
//! Nobody but the operators knows what they have on hand, so a search goes from one to the next,
//! within the instant, and comes back with the best that was found.

use std::sync::Arc;

use super::moving::say;
use super::{Watch, WatchInput};
use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, SupervisorId, Time};
use crate::desk::queue::{Queue, QueueInput};
use crate::desk::supervisor::Matter;
use crate::desk::{Fact, LiveChatInput, Message, Operator, OperatorInput, Outbox, Relief};
use crate::dist::Law;
use crate::plan::{Deed, Plan, QueueOwner, Skills};

/// A search for a session that somebody else should have.
#[derive(Debug)]
pub struct Search {
    /// For whom: a supervisor of this live chat, in this seat.
    watch: (LiveChatId, u32),
    /// Who is to be asked, the next one last.
    left: Vec<OperatorId>,
    /// About which others a supervisor reads already.
    others: Vec<Matter>,
    /// Who has too many, and how many.
    best: Option<(u32, Matter, Span)>,
}

/// An operator is to give a session to somebody else.
#[derive(Clone, Copy, Debug)]
pub struct Relay {
    session: SessionId,
    holder: OperatorId,
    /// Who gets it, once that is known.
    to: Option<OperatorId>,
    requires: Skills,
    supervisor: SupervisorId,
    watch: LiveChatId,
}

/// Whose sessions are looked at, in the order of the groups.
fn of(plan: &Plan, live_chat: LiveChatId, group: Option<GroupId>) -> Vec<OperatorId> {
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
    pub(super) fn search<O: Outbox>(&self, seat: u32, out: &mut O) {
        let Deed::Reassign { of: group, .. } = self.rules().deed else {
            return;
        };
        let mut left = of(&self.plan, self.live_chat, group);
        left.reverse();
        let watch = (self.live_chat, seat);
        let search = Search { watch, left, others: self.reading.clone(), best: None };
        search.go_on(out);
    }

    /// A supervisor has decided: whoever has the session is told, if it is still there.
    pub(super) fn reassign<O: Outbox>(
        &self,
        supervisor: SupervisorId,
        (holder, session): (OperatorId, SessionId),
        out: &mut O,
    ) {
        let (watch, requires) = (self.live_chat, Skills::default());
        let relay = Relay { session, holder, to: None, requires, supervisor, watch };
        relay.tell_holder(out);
    }
}

impl Search {
    fn go_on<O: Outbox>(mut self, out: &mut O) {
        if let Some(next) = self.left.pop() {
            out.send(Message::Operator(next, OperatorInput::Inspect(Box::new(self))));
            return;
        }
        let (watch, seat) = self.watch;
        let found = self.best.map(|(_, matter, reaction)| (matter, reaction));
        let picked = LiveChatInput::watch(WatchInput::Picked(seat, found));
        out.send(Message::LiveChat(watch, picked));
    }
}

impl Queue {
    /// Somebody here is to get a session that another operator has: the least occupied who is
    /// Online and, where that one has too many, would not have too many then.
    pub(in crate::desk) fn reassign<O: Outbox>(&mut self, relay: &Relay, out: &mut O) {
        let beyond = match self.watched(relay.watch).deed {
            Deed::Reassign { beyond: Some(beyond), .. } => beyond,
            _ => u32::MAX,
        };
        let may = |seat: u32, load: u32| {
            let member = self.members[seat as usize];
            let skills = self.plan.operators[member.index()].skills;
            member != relay.holder && load < beyond && relay.requires.are_among(skills)
        };
        let Some(seat) = self.roster.least_loaded(may) else {
            say(relay.watch, false, out);
            return;
        };
        let to = Some(self.members[seat as usize]);
        Relay { to, ..*relay }.tell_holder(out);
    }
}

impl Relay {
    fn tell_holder<O: Outbox>(self, out: &mut O) {
        let relay = OperatorInput::Relay(Box::new(self));
        out.send(Message::Operator(self.holder, relay));
    }
}

impl Operator {
    /// A supervisor looks for a session that somebody else should have: the one that has been on
    /// hand longest, of whoever has most.
    pub(in crate::desk) fn inspect<O: Outbox>(&mut self, mut search: Box<Search>, out: &mut O) {
        let (plan, count) = (Arc::clone(&self.plan), self.bench.sessions());
        let rules = plan.live_chats[search.watch.0.index()].watch.as_deref();
        let wanted = match rules.map(|rules| rules.deed) {
            Some(Deed::Reassign { beyond: Some(beyond), .. }) => count > beyond,
            _ => count > 0 && !self.presence.is_there(),
        };
        if let Some(rules) = rules.filter(|_| wanted)
            && search.best.is_none_or(|(most, ..)| count > most)
            && let Some((session, reaction)) = self.oldest(&search, &rules.reaction)
        {
            search.best = Some((count, Matter::OnHand(self.id, session), reaction));
        }
        search.go_on(out);
    }

    fn oldest(&mut self, search: &Search, reaction: &Law) -> Option<(SessionId, Span)> {
        let ids = self.bench.on_hand().into_iter().map(|(id, ..)| id);
        let unread: Vec<SessionId> =
            ids.filter(|id| !search.others.contains(&Matter::OnHand(self.id, *id))).collect();
        unread.into_iter().find_map(|id| {
            let session = &self.bench.find(id)?.session;
            let here = session.at == search.watch.0;
            here.then(|| (id, session.client.moved(reaction, session.stage)))
        })
    }

    /// A supervisor gives a session to somebody else: first somebody is found, then it goes there.
    pub(in crate::desk) fn relay<O: Outbox>(&mut self, now: Time, relay: &Relay, out: &mut O) {
        let Relay { session: id, supervisor, watch, .. } = *relay;
        let rules = self.plan.live_chats[watch.index()].watch.as_deref();
        let group = rules.and_then(|rules| rules.deed.to());
        let (Some(on_hand), Some(group)) = (self.bench.find(id), group) else {
            say(watch, true, out);
            return;
        };
        let Some(to) = relay.to else {
            let topic = &self.plan.topics[on_hand.session.topic.index()];
            let relay = Relay { requires: topic.requires, ..*relay };
            let find = QueueInput::Reassign(Box::new(relay));
            out.send(Message::queue(QueueOwner::Group(group), find));
            return;
        };
        say(watch, true, out);
        if let Some(mut session) = self.relieve(now, id, Relief::Supervisor, out) {
            out.fact(Fact::SawTo { session: id, supervisor, watch });
            session.let_in();
            out.send(Message::Operator(to, OperatorInput::Handed(session)));
            self.free_slot(now, out);
        }
    }
}
