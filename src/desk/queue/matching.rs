//! A constrained queue: which operator gets which session, where not every one may have each.
//!
//! Invariant: after each input no member who has a free slot, and is not about to take a session,
//! may have any of the sessions that wait. So a freed slot concerns one operator, and a session
//! that joins or is relaxed concerns that session; nothing else is looked at.

use std::collections::VecDeque;
use std::sync::Arc;

use super::offer::OpenOffer;
use super::pull::Claim;
use super::roster::Roster;
use super::waiting::schedule_deadline;
use super::{Queue, deadline_message, turn_away};
use crate::base::{OperatorId, QueueId, Time, name_key};
use crate::desk::message::{Class, Message, Outbox, QueueFact, QueueInput, Seat, Ticket};
use crate::desk::session::{Deadline, Session};
use crate::plan::{self, AssignmentPacing, Plan, Reoffer, Skills};
use crate::policy::QueueKey;

/// The state that only a constrained queue needs.
#[derive(Debug)]
pub(super) struct Matching {
    plan: Arc<Plan>,
    pub(super) rules: plan::MatchingRules,
    members: Vec<OperatorId>,
    skills: Vec<Skills>,
    /// The limit and the current sum of each member's units of load, as far as the queue knows.
    units: Vec<(u32, u32)>,
    /// When each member was given the last sessions, where that matters.
    assigned_at: Vec<VecDeque<Time>>,
    /// The members who may not be given another session yet: until the message that ends it, not
    /// until the time itself, or a session that arrives at that instant would go before those that
    /// wait.
    pace_blocked: Vec<bool>,
    pub(super) offers: Vec<OpenOffer>,
    pub(super) claims: Vec<Claim>,
}

impl Matching {
    pub(super) fn new(plan: &Arc<Plan>, queue: QueueId, members: &[OperatorId]) -> Self {
        let rules = plan.queues[queue.index()].matching.as_deref().cloned().unwrap_or_default();
        let skills = members.iter().map(|member| plan.operators[member.index()].skills).collect();
        let capacity = |member: &OperatorId| plan.operators[member.index()].capacity;
        let units = members.iter().map(|member| (capacity(member).unwrap_or(u32::MAX), 0));
        let paced = if rules.pacing.is_unlimited() { 0 } else { members.len() };
        Self {
            plan: Arc::clone(plan),
            rules,
            members: members.to_vec(),
            skills,
            units: units.collect(),
            assigned_at: vec![VecDeque::new(); paced],
            pace_blocked: vec![false; paced],
            offers: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// The session may be given to the member in this seat now, if there is a free slot.
    pub(super) fn can_assign(&self, seat: Seat, session: &Session) -> bool {
        let operator = self.members[seat as usize];
        let topic = &self.plan.topics[session.topic.index()];
        session.required_skills(topic).is_subset_of(self.skills[seat as usize])
            && session.restricted_to().is_none_or(|only| only == operator)
            && !session.excluded_operators().contains(&operator)
            && !self.is_pace_blocked(seat)
            && self.has_units_for(seat, topic.units)
    }

    /// The session was not offered to this member yet, or may be offered to the same one again.
    fn can_reoffer(&self, roster: &Roster, seat: Seat, session: &Session) -> bool {
        let times = session.unaccepted_offers_of(self.members[seat as usize]);
        let Some(offer) = self.rules.offer.as_ref().filter(|_| times > 0) else {
            return true;
        };
        match offer.reoffer {
            Reoffer::Never => false,
            Reoffer::AtOnce => true,
            Reoffer::AfterOthers => {
                let mut others = (0..self.members.len() as Seat).filter(|other| *other != seat);
                others.all(|other| {
                    session.unaccepted_offers_of(self.members[other as usize]) >= times
                        || !roster.takes_sessions(other)
                        || !self.can_assign(other, session)
                })
            }
        }
    }

    pub(super) fn has_units_for(&self, seat: Seat, more: u32) -> bool {
        let (most, used) = self.units[seat as usize];
        used.saturating_add(more) <= most
    }

    /// The units of load that a session takes.
    pub(super) fn units_of(&self, session: &Session) -> u32 {
        self.plan.topics[session.topic.index()].units
    }

    /// Adds units of load to what the member was given.
    pub(super) fn add_units(&mut self, seat: Seat, more: u32) {
        let (_, used) = &mut self.units[seat as usize];
        *used = used.saturating_add(more);
    }

    fn is_pace_blocked(&self, seat: Seat) -> bool {
        self.pace_blocked.get(seat as usize).is_some_and(|rests| *rests)
    }

    /// Ends the block if it is time, unless the member was given another session meanwhile.
    fn update_pace_block(&mut self, now: Time, seat: Seat) {
        let rests = self.ready_at(seat) > now;
        if let Some(resting) = self.pace_blocked.get_mut(seat as usize) {
            *resting = rests;
        }
    }

    /// From when the member may be given a session again.
    fn ready_at(&self, seat: Seat) -> Time {
        let Some(given) = self.assigned_at.get(seat as usize) else {
            return Time::ZERO;
        };
        let AssignmentPacing { rate, min_spacing } = self.rules.pacing;
        let spaced = min_spacing.and_then(|spacing| Some(*given.back()? + spacing));
        let rated = rate.and_then(|(most, per)| {
            let first = given.len().checked_sub(most as usize)?;
            Some(*given.get(first)? + per)
        });
        spaced.max(rated).unwrap_or(Time::ZERO)
    }

    /// Records that the member was given a session. Returns from when there may be another, if not
    /// at once.
    fn record_assignment(&mut self, now: Time, seat: Seat) -> Option<Time> {
        let most = self.rules.pacing.rate.map_or(1, |(most, _)| most as usize);
        let given = self.assigned_at.get_mut(seat as usize)?;
        given.push_back(now);
        if given.len() > most {
            given.pop_front();
        }
        self.update_pace_block(now, seat);
        Some(self.ready_at(seat)).filter(|ready| *ready > now)
    }

    /// The key of the member's name, for the client's random draws that depend on this member.
    pub(super) fn member_key(&self, seat: Seat) -> u64 {
        let operator = self.members[seat as usize];
        name_key(&self.plan.operators[operator.index()].name)
    }

    pub(super) fn member(&self, seat: Seat) -> OperatorId {
        self.members[seat as usize]
    }

    /// Takes the units of a session that came back off the member's load.
    pub(super) fn remove_units(&mut self, seat: Seat, less: u32) {
        let (_, used) = &mut self.units[seat as usize];
        *used = used.saturating_sub(less);
    }

    /// The policy's choice among the members who may have the session.
    fn choose_seat(&self, roster: &Roster, session: &Session) -> Option<Seat> {
        let tie_break = session.client.tie_break(session.visit);
        let may = |seat| self.can_assign(seat, session) && self.can_reoffer(roster, seat, session);
        if session.to_least_occupied {
            // What is offered needs an operator who can answer.
            let answers = |seat| self.rules.offer.is_none() || roster.takes_sessions(seat);
            return roster.least_occupied(tie_break, |seat| may(seat) && answers(seat));
        }
        roster.find_best(tie_break, may)
    }

    /// A session that an operator had before waits for the same operator first.
    fn restrict_to_last(&self, now: Time, roster: &Roster, session: &mut Session) {
        let (Some(patience), Some(last)) = (self.rules.prefer_last_operator, session.last_operator)
        else {
            return;
        };
        let Some(seat) = self.members.iter().position(|member| *member == last) else {
            return;
        };
        let seat = seat as Seat;
        let could = roster.is_online(seat) && self.can_assign(seat, session);
        if could && (roster.has_room(seat) || patience.0 > 0) {
            session.restrict_to(Some(last));
            session.set_deadline(now + patience, Deadline::LastOperator);
        }
    }

    /// The first ring begins, if anything is required.
    pub(super) fn start_ring(&self, now: Time, session: &mut Session) {
        let topic = &self.plan.topics[session.topic.index()];
        let number = session.rings_exited();
        if let Some(ring) = self.rules.rings.get(usize::from(number))
            && session.required_skills(topic) != Skills::default()
        {
            let stay = session.client.ring_duration(&ring.duration, session.visit, number);
            session.set_deadline(now + stay, Deadline::Ring);
        }
    }
}

impl Queue {
    /// The queue is constrained from now on.
    pub(super) fn make_constrained<O: Outbox>(&mut self, out: &mut O) -> &mut Matching {
        let Self { plan, id, members, matching, .. } = self;
        matching.get_or_insert_with(|| {
            out.record_fact(QueueFact::Constrained { queue: *id });
            Box::new(Matching::new(plan, *id, members))
        })
    }

    /// Handles an input while the queue is constrained.
    pub(super) fn handle_constrained<O: Outbox>(
        &mut self,
        now: Time,
        input: QueueInput,
        out: &mut O,
    ) {
        match input {
            QueueInput::Join(session) => self.join_constrained(now, session, out),
            QueueInput::Requeue(slots, session) => {
                self.roster.undo_refused(slots);
                self.report_requeued(session.id, out);
                let ticket = self.enqueue(now, session, out);
                self.match_session(now, ticket, out);
            }
            QueueInput::WaitingDeadline(ticket) => self.handle_deadline(now, ticket, out),
            QueueInput::Escalate(request) => self.escalate(now, &request, out),
            QueueInput::Enlist(seat, load) => {
                self.roster.enlist(now, seat, load);
                self.match_member(now, seat, out);
            }
            QueueInput::Delist(seat) => {
                self.roster.delist(seat);
                self.withdraw_from(now, seat, out);
                self.lift_restrictions_to(now, seat, out);
            }
            QueueInput::CutOff(seat, load) => {
                self.roster.cut_off(seat, load);
                self.withdraw_from(now, seat, out);
                let pushed = self.wait_queue.tickets_where(|session| session.to_least_occupied);
                pushed.into_iter().for_each(|ticket| self.match_session(now, ticket, out));
            }
            QueueInput::SlotTaken(seat) => self.roster.take_slot(now, seat),
            QueueInput::SlotFreed(seat) => {
                self.roster.free_slot(now, seat);
                self.match_member(now, seat, out);
            }
            QueueInput::UnitsChanged(seat, used) => {
                if let Some(matching) = &mut self.matching {
                    matching.units[seat as usize].1 = used;
                }
                self.match_member(now, seat, out);
            }
            QueueInput::SessionEnded(seat) => self.roster.record_ended(seat),
            QueueInput::SessionRegained(seat) => self.roster.record_regained(seat),
            QueueInput::PaceElapsed(seat) => {
                if let Some(matching) = &mut self.matching {
                    matching.update_pace_block(now, seat);
                }
                self.match_member(now, seat, out);
            }
            QueueInput::OfferEnded(ticket) => self.end_offer(now, ticket, out),
            QueueInput::NoSlot(slots, ticket) => self.handle_no_slot(now, slots, ticket, out),
            QueueInput::Claim => self.complete_claim(now, out),
            request => self.handle_request(now, request, out),
        }
    }

    fn join_constrained<O: Outbox>(&mut self, now: Time, mut session: Box<Session>, out: &mut O) {
        session.join(now);
        let matching = self.make_constrained(out);
        let rules = &matching.rules;
        // What is pushed to the least occupied is that operator's at once (rulebook E-S3, E-Q5). If all
        // are at their limits it waits its turn, and operators take it as they take the others.
        let pulled = rules.reaction.is_some() && !session.to_least_occupied;
        let at_once = !pulled && rules.offer.is_none();
        let Self { roster, matching: Some(matching), .. } = self else {
            return;
        };
        matching.restrict_to_last(now, roster, &mut session);
        match matching.choose_seat(roster, &session) {
            Some(seat) if at_once => self.assign_to_seat(now, seat, session, out),
            None if self.is_full(&session) => turn_away(session, out),
            _ => {
                let ticket = self.enqueue(now, session, out);
                self.match_session(now, ticket, out);
            }
        }
    }

    /// A member may have become able to have the session with this ticket.
    pub(super) fn match_session<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Self { roster, wait_queue, matching: Some(matching), .. } = self else {
            return;
        };
        if wait_queue.is_held(ticket) {
            return;
        }
        if matching.rules.reaction.is_some() {
            self.start_claims(now, ticket, out);
            return;
        }
        let Some(waiting) = wait_queue.get_mut(ticket) else {
            return;
        };
        if let Some(seat) = matching.choose_seat(roster, &waiting.session) {
            self.offer_or_assign(now, seat, ticket, out);
        }
    }

    /// The member in this seat may have become able to have sessions that wait.
    pub(super) fn match_member<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        let mut last_tried = None;
        while let Some((turn, ticket)) = self.first_match_for(seat, last_tried) {
            // A session that the member could not have before stays out of reach after one more
            // assignment.
            last_tried = Some((turn, ticket));
            let Some(matching) = &self.matching else {
                return;
            };
            if matching.rules.reaction.is_some() {
                self.start_claim(now, seat, ticket, out);
                return;
            }
            self.offer_or_assign(now, seat, ticket, out);
        }
    }

    /// The first session in turn that this member may have, if there is a free slot, of all or of
    /// those after a given one.
    pub(super) fn first_match_for(
        &mut self,
        seat: Seat,
        behind: Option<(QueueKey, Ticket)>,
    ) -> Option<(QueueKey, Ticket)> {
        let Self { roster, wait_queue, matching: Some(matching), .. } = self else {
            return None;
        };
        if wait_queue.is_all_held() || !roster.has_room(seat) {
            return None;
        }
        wait_queue.first_match(behind, |session| {
            matching.can_assign(seat, session) && matching.can_reoffer(roster, seat, session)
        })
    }

    fn offer_or_assign<O: Outbox>(&mut self, now: Time, seat: Seat, ticket: Ticket, out: &mut O) {
        if self.matching.as_ref().is_some_and(|matching| matching.rules.offer.is_some()) {
            self.make_offer(now, ticket, seat, out);
        } else {
            self.assign_ticket(now, seat, ticket, out);
        }
    }

    /// Assigns the session with this ticket to the member in this seat.
    pub(super) fn assign_ticket<O: Outbox>(
        &mut self,
        now: Time,
        seat: Seat,
        ticket: Ticket,
        out: &mut O,
    ) {
        let Some(waiting) = self.wait_queue.leave(ticket) else {
            return;
        };
        if let Some(timer) = waiting.timer {
            out.cancel(timer);
        }
        self.assign_to_seat(now, seat, waiting.session, out);
    }

    fn assign_to_seat<O: Outbox>(
        &mut self,
        now: Time,
        seat: Seat,
        session: Box<Session>,
        out: &mut O,
    ) {
        self.roster.assign(now, seat);
        if let Some(matching) = &mut self.matching {
            let units = matching.units_of(&session);
            matching.add_units(seat, units);
        }
        self.pace_assignment(now, seat, out);
        self.send_assignment(seat, session, out);
    }

    /// Where the pace of assignments is limited, the next may come only later.
    pub(super) fn pace_assignment<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        let ready =
            self.matching.as_mut().and_then(|matching| matching.record_assignment(now, seat));
        if let Some(ready) = ready {
            let again = Message::to_queue(self.owner(), QueueInput::PaceElapsed(seat));
            out.schedule(ready, Class::Staff, again);
        }
    }

    /// The member in this seat can take nothing: what is offered there, and what the member was about
    /// to claim, any other may have.
    fn withdraw_from<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        let Some(matching) = &mut self.matching else {
            return;
        };
        matching.claims.retain(|claim| {
            if claim.seat == seat {
                out.cancel(claim.timer);
            }
            claim.seat != seat
        });
        let of_seat = |offer: &&OpenOffer| offer.seat == seat;
        let offered: Vec<Ticket> =
            matching.offers.iter().filter(of_seat).map(|offer| offer.ticket).collect();
        for ticket in offered {
            self.withdraw_offer(ticket, out);
            self.wait_queue.release(ticket);
            self.match_session(now, ticket, out);
        }
    }

    /// The member in this seat is Offline: any other may have what waits for that member first.
    fn lift_restrictions_to<O: Outbox>(&mut self, now: Time, seat: Seat, out: &mut O) {
        let operator = self.members[seat as usize];
        let prefers_last = self
            .matching
            .as_ref()
            .is_some_and(|matching| matching.rules.prefer_last_operator.is_some());
        if prefers_last {
            for ticket in
                self.wait_queue.tickets_where(|session| session.restricted_to() == Some(operator))
            {
                self.lift_restriction(now, ticket, out);
            }
        }
    }

    /// Any member may have the session with this ticket.
    fn lift_restriction<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        if let Some(waiting) = self.wait_queue.get_mut(ticket) {
            waiting.session.restrict_to(None);
            waiting.session.drop_deadline(Deadline::LastOperator);
            self.match_session(now, ticket, out);
        }
    }

    /// A deadline that changes which members may have the session with this ticket.
    pub(super) fn handle_match_deadline<O: Outbox>(
        &mut self,
        now: Time,
        ticket: Ticket,
        what: Deadline,
        out: &mut O,
    ) {
        match what {
            Deadline::Ring => self.relax(now, ticket, out),
            _ => self.lift_restriction(now, ticket, out),
        }
        let owner = self.owner();
        schedule_deadline(&mut self.wait_queue, ticket, deadline_message(owner), out);
    }

    /// The session with this ticket leaves a ring.
    fn relax<O: Outbox>(&mut self, now: Time, ticket: Ticket, out: &mut O) {
        let Self { wait_queue, matching: Some(matching), .. } = self else {
            return;
        };
        let Some(waiting) = wait_queue.get_mut(ticket) else {
            return;
        };
        let session = &mut waiting.session;
        let earlier_relaxations = session.rings_exited();
        let Some(ring) = matching.rules.rings.get(usize::from(earlier_relaxations)) else {
            return;
        };
        session.relax(ring.dropped_skills);
        let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
        out.record_fact(QueueFact::RequirementsRelaxed {
            session: id,
            live_chat,
            arrived,
            earlier_relaxations,
        });
        matching.start_ring(now, session);
        if matching.rules.relaxed_first {
            wait_queue.move_ahead(ticket, |turn| turn.moved_ahead(earlier_relaxations + 1));
        }
        self.match_session(now, ticket, out);
    }
}
