//! A supervisor: sees to one session at a time, reads it and hands it on.

use std::sync::Arc;

use super::intake::{self, IntakeInput};
use super::license::Asker;
use super::line::Ticket;
use super::presence::{Change, Owner, Presence, Turn};
use super::standing;
use super::watch::{self, WatchInput};
use super::{AlarmId, Class, Fact, LiveChatInput, Message, Outbox, Plea, Standing};
use crate::base::{LiveChatId, OperatorId, SessionId, Span, SupervisorId, Time};
use crate::plan::Plan;

/// What a supervisor is told.
#[derive(Debug)]
#[repr(u32)]
pub enum SupervisorInput {
    /// The calendar may have turned.
    LookAtCalendar,
    /// The pool granted a license.
    Granted,
    /// The pool refused one.
    Refused,
    /// Time to ask the pool for a license.
    Ask,
    /// Something happens to the supervisor's presence.
    Turn(Turn),
    /// A session waits to be read and decided on.
    Act(Box<Errand>),
    /// It was.
    Decide,
    /// The client of the one who waits with this ticket to be distributed left meanwhile.
    Withdrawn(LiveChatId, Ticket),
    /// How things stand with the same person, who is an operator as well.
    Follow(Standing),
    /// The mark of a session is to be taken back, whose operator is Offline.
    Unmark(Plea),
}

/// Something that a supervisor is to do.
#[derive(Clone, Copy, Debug)]
pub struct Errand {
    /// For which live chat.
    pub live_chat: LiveChatId,
    /// What.
    pub post: Post,
    /// With which session.
    pub matter: Matter,
    /// How long it takes.
    pub reaction: Span,
    /// From when it was to be done.
    pub asked: Time,
}

/// Which session an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// One that waits.
    Waiting(Ticket),
    /// One that an operator has.
    OnHand(OperatorId, SessionId),
}

/// For what a supervisor's attention is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// To distribute the common queue (rulebook E-S7).
    Intake,
    /// To do what a watch says with those who wait too long, or are too many, or are left alone.
    Watch,
}

/// What those who want a supervisor's attention are told.
#[derive(Clone, Copy, Debug)]
pub enum Attention {
    /// The supervisor in this seat is there, and does so many acts now.
    Enlist(u32, u32),
    /// The supervisor in this seat does no more.
    Delist(u32),
    /// The supervisor in this seat began an act elsewhere.
    Took(u32),
    /// The supervisor in this seat is free.
    Freed(u32),
    /// The supervisor in this seat cannot see to this session now.
    Declined(u32, Matter),
    /// The supervisor has decided on this session.
    Decided(SupervisorId, Matter),
}

/// Somebody who distributes and watches.
#[derive(Debug)]
pub struct Supervisor {
    plan: Arc<Plan>,
    pub(super) id: SupervisorId,
    /// `None` for somebody who is an operator as well: that part leads.
    presence: Option<Presence>,
    pub(super) leader: Option<OperatorId>,
    /// How things stand with such a person.
    pub(super) standing: Standing,
    /// Who wants attention. Whoever was served last stands last: they take turns, so that a busy
    /// one does not starve the others.
    pub(super) seats: Vec<Seat>,
    pub(super) act: Option<(Errand, AlarmId)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    live_chat: LiveChatId,
    post: Post,
    pub(super) seat: u32,
}

impl Seat {
    pub(super) fn tell<O: Outbox>(self, attention: Attention, out: &mut O) {
        let input = match self.post {
            Post::Intake => LiveChatInput::Intake(IntakeInput::Attention(attention)),
            Post::Watch => LiveChatInput::watch(WatchInput::Attention(attention)),
        };
        out.send(Message::LiveChat(self.live_chat, input));
    }

    pub(super) fn is(self, errand: &Errand) -> bool {
        self.live_chat == errand.live_chat && self.post == errand.post
    }
}

impl Supervisor {
    pub(super) fn all(plan: &Arc<Plan>, replication: u32) -> Vec<Self> {
        let mut seats = vec![Vec::new(); plan.supervisors.len()];
        let mut seat = |live_chat, post, members: Vec<SupervisorId>| {
            for (seat, member) in members.into_iter().enumerate() {
                seats[member.index()].push(Seat { live_chat, post, seat: seat as u32 });
            }
        };
        for live_chat in (0..plan.live_chats.len()).map(LiveChatId::from) {
            let queue = plan.live_chats[live_chat.index()].queue;
            seat(live_chat, Post::Intake, intake::members(plan, queue));
            seat(live_chat, Post::Watch, watch::members(plan, live_chat));
        }
        let leaders = standing::operators(plan);
        let supervisors = plan.supervisors.iter().zip(seats).enumerate();
        supervisors
            .map(|(i, (supervisor, seats))| {
                let id = SupervisorId::from(i);
                let owner = Owner {
                    person: supervisor.person,
                    asker: Asker::Supervisor(id),
                    duty: &supervisor.duty,
                    attendance: supervisor.attendance.as_ref(),
                };
                let leader = leaders[supervisor.person.index()];
                let presence = leader.is_none().then(|| Presence::new(plan, replication, owner));
                let (plan, standing) = (Arc::clone(plan), Standing::OFF);
                Self { plan, id, presence, leader, standing, seats, act: None }
            })
            .collect()
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, now: Time, input: SupervisorInput, out: &mut O) {
        let supervisor = self.id;
        match input {
            SupervisorInput::LookAtCalendar
            | SupervisorInput::Granted
            | SupervisorInput::Refused
            | SupervisorInput::Ask
            | SupervisorInput::Turn(_) => self.attend(now, input, out),
            SupervisorInput::Follow(standing) => self.follow(standing, out),
            SupervisorInput::Act(errand) => self.act(now, *errand, out),
            SupervisorInput::Decide => {
                if let Some((errand, _)) = self.act.take() {
                    if let Some(seat) = self.seats.iter().find(|seat| seat.is(&errand)) {
                        seat.tell(Attention::Decided(supervisor, errand.matter), out);
                    }
                    self.end(now, &errand, out);
                }
            }
            SupervisorInput::Unmark(plea) => self.unmark(plea, out),
            SupervisorInput::Withdrawn(chat, ticket) => {
                let intake = (chat, Post::Intake, Matter::Waiting(ticket));
                let is_it = |act: &Errand| (act.live_chat, act.post, act.matter) == intake;
                if let Some((errand, alarm)) = self.act.take_if(|(act, _)| is_it(act)) {
                    out.cancel(alarm);
                    self.end(now, &errand, out);
                }
            }
        }
    }

    /// Something happens to the presence.
    fn attend<O: Outbox>(&mut self, now: Time, input: SupervisorInput, out: &mut O) {
        let Some(presence) = &mut self.presence else {
            return;
        };
        let supervisor = self.id;
        let change = match input {
            SupervisorInput::LookAtCalendar => {
                let (duty, change) = presence.look_at_calendar(now, out);
                out.fact(Fact::SupervisorDuty { supervisor, duty });
                change
            }
            SupervisorInput::Granted => {
                let change = presence.granted(now, out);
                if change == Change::Enlist {
                    out.fact(Fact::SupervisorOnline { supervisor });
                }
                change
            }
            SupervisorInput::Refused => return presence.refused(now, out),
            SupervisorInput::Ask => return presence.ask(out),
            SupervisorInput::Turn(turn) => presence.turn(now, turn, out),
            _ => return,
        };
        self.change(now, change, out);
    }

    fn change<O: Outbox>(&mut self, now: Time, change: Change, out: &mut O) {
        match change {
            Change::None | Change::Thaw | Change::Unattended => {}
            Change::Enlist => self.enlist(out),
            // What is in a head is not lost with the connection: an act that has begun is ended.
            Change::Freeze => self.tell(out, Attention::Delist),
            Change::Delist | Change::HandBack | Change::Due | Change::Vanish => {
                self.tell(out, Attention::Delist);
                self.leave_if_done(now, out);
            }
        }
    }

    pub(super) fn enlist<O: Outbox>(&self, out: &mut O) {
        // Back before the last act ended: that one still takes the attention.
        let load = u32::from(self.act.is_some());
        self.tell(out, |seat| Attention::Enlist(seat, load));
    }

    /// May do something with sessions.
    fn acts(&self) -> bool {
        self.presence.as_ref().map_or(self.standing.acts, Presence::acts)
    }

    /// Takes new ones.
    fn takes(&self) -> bool {
        self.presence.as_ref().map_or(self.standing.takes, Presence::takes)
    }

    pub(super) fn tell<O: Outbox>(&self, out: &mut O, attention: impl Fn(u32) -> Attention) {
        for seat in &self.seats {
            seat.tell(attention(seat.seat), out);
        }
    }

    fn act<O: Outbox>(&mut self, now: Time, errand: Errand, out: &mut O) {
        let Some(&here) = self.seats.iter().find(|seat| seat.is(&errand)) else {
            return;
        };
        if self.act.is_some() || !self.takes() {
            here.tell(Attention::Declined(here.seat, errand.matter), out);
            return;
        }
        let decide = Message::Supervisor(self.id, SupervisorInput::Decide);
        let alarm = out.wake(now + errand.reaction, Class::Staff, decide);
        self.act = Some((errand, alarm));
        self.seats.sort_by_key(|seat| seat.is(&errand));
        self.tell_leader(true, out);
        let Errand { live_chat, post: act, asked, .. } = errand;
        out.fact(Fact::ActBegun { supervisor: self.id, live_chat, act, asked });
        for seat in self.seats.iter().filter(|seat| !seat.is(&errand)) {
            seat.tell(Attention::Took(seat.seat), out);
        }
    }

    /// Takes a mark back, which needs no attention to speak of; or the next supervisor does.
    fn unmark<O: Outbox>(&self, plea: Plea, out: &mut O) {
        if self.acts() {
            plea.grant(self.id, out);
        } else if let Some(next) = next_of(&self.plan, plea.live_chat, Some(self.id)) {
            out.send(Message::Supervisor(next, SupervisorInput::Unmark(plea)));
        }
    }

    fn end<O: Outbox>(&mut self, now: Time, errand: &Errand, out: &mut O) {
        let (supervisor, live_chat, act) = (self.id, errand.live_chat, errand.post);
        out.fact(Fact::ActEnded { supervisor, live_chat, act });
        self.tell(out, Attention::Freed);
        self.tell_leader(false, out);
        self.leave_if_done(now, out);
    }

    fn leave_if_done<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let Some(presence) = &mut self.presence else {
            return;
        };
        if self.act.is_none() && presence.done(now, out) {
            out.fact(Fact::SupervisorOffline { supervisor: self.id });
        }
    }
}

/// The first supervisor of a live chat, or the first after one.
pub(super) fn next_of(
    plan: &Plan,
    live_chat: LiveChatId,
    after: Option<SupervisorId>,
) -> Option<SupervisorId> {
    let from = after.map_or(0, |after| after.index() + 1);
    let supervises =
        |id: &SupervisorId| plan.supervisors[id.index()].live_chats.contains(&live_chat);
    (from..plan.supervisors.len()).map(SupervisorId::from).find(supervises)
}
