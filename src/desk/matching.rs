//! A queue that is particular: who gets which session, where not everybody may have each.
//!
//! Promise: after each input nobody who has a free slot, and is not about to take a session, may
//! have any of those who wait. So a slot that is freed concerns one operator, and a session that
//! joins or is relaxed concerns that session; nothing else is looked at.

use std::collections::VecDeque;
use std::sync::Arc;

use super::line::Ticket;
use super::offer::UnderWay;
use super::pull::Claim;
use super::queue::{Queue, QueueInput, reminder, turn_away};
use super::roster::{Roster, Seat};
use super::waiting::remind;
use super::{Class, Deadline, Fact, Message, Outbox, Session};
use crate::base::{OperatorId, QueueId, Time, name_key};
use crate::plan::{self, Pace, Plan, Skills};
use crate::policy::Turn;

/// What a queue needs to be particular.
#[derive(Debug)]
pub(super) struct Matching {
    plan: Arc<Plan>,
    pub(super) rules: plan::Matching,
    members: Vec<OperatorId>,
    skills: Vec<Skills>,
    /// What each member's sessions may weigh, and weigh, as far as the queue knows.
    units: Vec<(u32, u32)>,
    /// When each member was given the last sessions, where that matters.
    given: Vec<VecDeque<Time>>,
    /// Who may not be given another one yet: until it is told so, not until it is time, or whoever
    /// happens to come at that instant would go before those who wait.
    resting: Vec<bool>,
    pub(super) offers: Vec<UnderWay>,
    pub(super) claims: Vec<Claim>,
}

impl Matching {
    pub(super) fn new(plan: &Arc<Plan>, queue: QueueId, members: &[OperatorId]) -> Self {
        let rules = plan.queues[queue.index()].matching.as_deref().cloned().unwrap_or_default();
        let skills = members.iter().map(|member| plan.operators[member.index()].skills).collect();
        let capacity = |member: &OperatorId| plan.operators[member.index()].capacity;
        let units = members.iter().map(|member| (capacity(member).unwrap_or(u32::MAX), 0));
        let paced = if rules.pace.is_free() { 0 } else { members.len() };
        Self {
            plan: Arc::clone(plan),
            rules,
            members: members.to_vec(),
            skills,
            units: units.collect(),
            given: vec![VecDeque::new(); paced],
            resting: vec![false; paced],
            offers: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// The session may be given to the member in this seat now, if there is a free slot.
    pub(super) fn may(&self, seat: Seat, session: &Session) -> bool {
        let operator = self.members[seat as usize];
        let topic = &self.plan.topics[session.topic.index()];
        session.requires(topic).are_among(self.skills[seat as usize])
            && session.kept_for().is_none_or(|only| only == operator)
            && !session.avoids().contains(&operator)
            && !self.rests(seat)
            && self.fits(seat, topic.units)
    }

    pub(super) fn fits(&self, seat: Seat, more: u32) -> bool {
        let (most, used) = self.units[seat as usize];
        used.saturating_add(more) <= most
    }

    /// What a session weighs.
    pub(super) fn units(&self, session: &Session) -> u32 {
        self.plan.topics[session.topic.index()].units
    }

    /// The member is given something that weighs so much.
    pub(super) fn weigh(&mut self, seat: Seat, more: u32) {
        let (_, used) = &mut self.units[seat as usize];
        *used = used.saturating_add(more);
    }

    fn rests(&self, seat: Seat) -> bool {
        self.resting.get(seat as usize).is_some_and(|rests| *rests)
    }

    /// It is time, unless the member was given another one meanwhile.
    fn rested(&mut self, now: Time, seat: Seat) {
        let rests = self.ready(seat) > now;
        if let Some(resting) = self.resting.get_mut(seat as usize) {
            *resting = rests;
        }
    }

    /// From when the member may be given a session again.
    fn ready(&self, seat: Seat) -> Time {
        let Some(given) = self.given.get(seat as usize) else {
            return Time::ZERO;
        };
        let Pace { rate, spacing } = self.rules.pace;
        let spaced = spacing.and_then(|spacing| Some(*given.back()? + spacing));
        let rated = rate.and_then(|(most, per)| {
            let first = given.len().checked_sub(most as usize)?;
            Some(*given.get(first)? + per)
        });
        spaced.max(rated).unwrap_or(Time::ZERO)
    }

    /// The member was given a session. Says from when there may be another one, if not at once.
    fn gave(&mut self, now: Time, seat: Seat) -> Option<Time> {
        let most = self.rules.pace.rate.map_or(1, |(most, _)| most as usize);
        let given = self.given.get_mut(seat as usize)?;
        given.push_back(now);
        if given.len() > most {
            given.pop_front();
        }
        self.rested(now, seat);
        Some(self.ready(seat)).filter(|ready| *ready > now)
    }

    /// The key of a member's name, for what the client is drawn to meet with this member.
    pub(super) fn key(&self, seat: Seat) -> u64 {
        let operator = self.members[seat as usize];
        name_key(&self.plan.operators[operator.index()].name)
    }

    pub(super) fn member(&self, seat: Seat) -> OperatorId {
        self.members[seat as usize]
    }

    /// What was given to the member, and weighs so much, came back.
    pub(super) fn lighten(&mut self, seat: Seat, less: u32) {
        let (_, used) = &mut self.units[seat as usize];
        *used = used.saturating_sub(less);
    }

    /// Whom the policy chooses among those who may have the session.
    fn pick(&self, roster: &Roster, session: &Session) -> Option<Seat> {
        roster.find(session.client.lot(session.stage), |seat| self.may(seat, session))
    }

    /// A session that somebody had before waits for the same operator first.
    fn keep_for_last(&self, now: Time, roster: &Roster, session: &mut Session) {
        let (Some(patience), Some(last)) = (self.rules.prefer_last, session.last_operator) else {
            return;
        };
        let Some(seat) = self.members.iter().position(|member| *member == last) else {
            return;
        };
        let seat = seat as Seat;
        let could = roster.is_online(seat) && self.may(seat, session);
        if could && (roster.has_room(seat) || patience.0 > 0) {
            session.keep_for(Some(last));
            session.set_deadline(now + patience, Deadline::LastOperator);
        }
    }

    /// The first ring begins, if anything is required.
    pub(super) fn begin_ring(&self, now: Time, session: &mut Session) {
        let topic = &self.plan.topics[session.topic.index()];
        let number = session.rings_left();
        if let Some(ring) = self.rules.rings.get(usize::from(number))
            && session.requires(topic) != Skills::default()
        {
            let stay = session.client.stay(&ring.stay, session.stage, number);
            session.set_deadline(now + stay, Deadline::Ring);
        }
    }
}

impl Queue {
    /// From now on it is particular.
    pub(super) fn grow_particular<O: Outbox>(&mut self, out: &mut O) -> &mut Matching {
        let Self { plan, id, members, matching, .. } = self;
        matching.get_or_insert_with(|| {
            out.fact(Fact::Particular { queue: *id });
            Box::new(Matching::new(plan, *id, members))
        })
    }

    /// Told an input while it is particular.
    pub(super) fn match_up<O: Outbox>(&mut self, now: Time, input: QueueInput, out: &mut O) {
        match input {
            QueueInput::Join(session) => self.match_newcomer(now, session, out),
            QueueInput::Return(seat, session) => {
                self.roster.untook(seat);
                self.came_back(session.id, out);
                let ticket = self.queue(now, session, out);
                self.place(now, ticket, out);
            }
            QueueInput::Due(ticket) => self.due(now, ticket, out),
            QueueInput::Fetch(call) => self.fetch(now, &call, out),
            QueueInput::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.serve(now, seat, out);
            }
            QueueInput::Delist(seat) => self.excuse(now, seat, out),
            QueueInput::Took(seat) => self.roster.took(seat),
            QueueInput::Freed(seat) => {
                self.roster.freed(now, seat);
                self.serve(now, seat, out);
            }
            QueueInput::Units(seat, used) => {
                if let Some(matching) = &mut self.matching {
                    matching.units[seat as usize].1 = used;
                }
                self.serve(now, seat, out);
            }
            QueueInput::Ended(seat) => self.roster.ended(seat),
            QueueInput::Regained(seat) => self.roster.regained(seat),
            QueueInput::Again(seat) => {
                if let Some(matching) = &mut self.matching {
                    matching.rested(now, seat);
                }
                self.serve(now, seat, out);
            }
            QueueInput::OfferOver(ticket) => self.offer_over(now, ticket, out),
            QueueInput::NoRoom(seat, ticket) => self.no_room(now, seat, ticket, out),
            QueueInput::Claim => self.claim(now, out),
            request => self.requested(now, request, out),
        }
    }

    fn match_newcomer<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.join(now);
        let matching = self.grow_particular(out);
        let rules = &matching.rules;
        let at_once = rules.reaction.is_none() && rules.offer.is_none();
        let Self { roster, matching: Some(matching), .. } = self else {
            return;
        };
        matching.keep_for_last(now, roster, &mut session);
        match matching.pick(roster, &session) {
            Some(seat) if at_once => self.give_to(now, seat, session, out),
            None if self.is_full(&session) => turn_away(session, out),
            _ => {
                let ticket = self.queue(now, session, out);
                self.place(now, ticket, out);
            }
        }
    }

    /// Somebody may have become able to have the one with this ticket.
    pub(super) fn place<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Self { roster, line, matching: Some(matching), .. } = self else {
            return;
        };
        if line.is_held(ticket) {
            return;
        }
        if matching.rules.reaction.is_some() {
            self.notice(now, ticket, out);
            return;
        }
        let Some(waiting) = line.get_mut(ticket) else {
            return;
        };
        if let Some(seat) = matching.pick(roster, &waiting.session) {
            self.hand_over(now, seat, ticket, out);
        }
    }

    /// Somebody in this seat may have become able to have some who wait.
    pub(super) fn serve<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        let mut passed = None;
        while let Some((turn, ticket)) = self.first_for(seat, passed) {
            // Whoever could not be had before cannot be had after one more was given.
            passed = Some((turn, ticket));
            let Some(matching) = &self.matching else {
                return;
            };
            if matching.rules.reaction.is_some() {
                self.begin_claim(now, seat, ticket, out);
                return;
            }
            self.hand_over(now, seat, ticket, out);
        }
    }

    /// The first in turn whom this member may have, if there is a free slot, of all or of those
    /// behind somebody.
    pub(super) fn first_for(
        &mut self,
        seat: Seat,
        behind: Option<(Turn, Ticket)>,
    ) -> Option<(Turn, Ticket)> {
        let Self { roster, line, matching: Some(matching), .. } = self else {
            return None;
        };
        if line.is_idle() || !roster.has_room(seat) {
            return None;
        }
        line.first(behind, |session| matching.may(seat, session))
    }

    fn hand_over<O: Outbox>(&mut self, now: Time, seat: Seat, ticket: Ticket, out: &mut O) {
        if self.matching.as_ref().is_some_and(|matching| matching.rules.offer.is_some()) {
            self.offer(now, ticket, seat, out);
        } else {
            self.take_out(now, seat, ticket, out);
        }
    }

    /// The one with this ticket goes to the member in this seat.
    pub(super) fn take_out<O: Outbox>(
        &mut self,
        now: Time,
        seat: Seat,
        ticket: Ticket,
        out: &mut O,
    ) {
        let Some(waiting) = self.line.leave(ticket) else {
            return;
        };
        if let Some(alarm) = waiting.alarm {
            out.cancel(alarm);
        }
        self.give_to(now, seat, waiting.session, out);
    }

    fn give_to<O: Outbox>(&mut self, now: Time, seat: Seat, session: Box<Session>, out: &mut O) {
        self.roster.take(seat);
        if let Some(matching) = &mut self.matching {
            let units = matching.units(&session);
            matching.weigh(seat, units);
        }
        self.count_given(now, seat, out);
        self.assign(seat, session, out);
    }

    /// Where it matters how fast sessions follow each other: the next may come later only.
    pub(super) fn count_given<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        let ready = self.matching.as_mut().and_then(|matching| matching.gave(now, seat));
        if let Some(ready) = ready {
            let again = Message::queue(self.owner(), QueueInput::Again(seat));
            out.wake(ready, Class::Staff, again);
        }
    }

    /// The member in this seat takes nothing any more.
    fn excuse<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        self.roster.delist(seat);
        let Some(matching) = &mut self.matching else {
            return;
        };
        matching.claims.retain(|claim| {
            if claim.seat == seat {
                out.cancel(claim.alarm);
            }
            claim.seat != seat
        });
        let operator = matching.member(seat);
        let kept = matching.rules.prefer_last.is_some();
        let of_seat = |offer: &&UnderWay| offer.seat == seat;
        let offered: Vec<Ticket> =
            matching.offers.iter().filter(of_seat).map(|offer| offer.ticket).collect();
        for ticket in offered {
            self.withdraw(ticket, out);
            self.line.release(ticket);
            self.place(now, ticket, out);
        }
        if kept {
            for ticket in self.line.all(|session| session.kept_for() == Some(operator)) {
                self.keep_no_longer(now, ticket, out);
            }
        }
    }

    /// Anybody may have the one with this ticket.
    fn keep_no_longer<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        if let Some(waiting) = self.line.get_mut(ticket) {
            waiting.session.keep_for(None);
            waiting.session.drop_deadline(Deadline::LastOperator);
            self.place(now, ticket, out);
        }
    }

    /// A deadline that changes who may have the one with this ticket.
    pub(super) fn widen<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        what: Deadline,
        out: &mut O,
    ) {
        match what {
            Deadline::Ring => self.relax(now, ticket, out),
            _ => self.keep_no_longer(now, ticket, out),
        }
        let owner = self.owner();
        remind(&mut self.line, ticket, reminder(owner), out);
    }

    /// The one with this ticket leaves a ring.
    fn relax<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Self { line, matching: Some(matching), .. } = self else {
            return;
        };
        let Some(waiting) = line.get_mut(ticket) else {
            return;
        };
        let session = &mut waiting.session;
        let before = session.rings_left();
        let Some(ring) = matching.rules.rings.get(usize::from(before)) else {
            return;
        };
        session.relax(ring.drop);
        let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
        out.fact(Fact::Relaxed { session: id, live_chat, arrived, before });
        matching.begin_ring(now, session);
        if matching.rules.relaxed_first {
            line.advance(ticket, |turn| turn.ahead(before + 1));
        }
        self.place(now, ticket, out);
    }
}
