//! A supervisor: reads the first message of one session at a time and hands it on.

use std::sync::Arc;

use super::intake::{IntakeInput, members};
use super::license::Asker;
use super::line::Ticket;
use super::presence::{Change, Owner, Presence, Turn};
use super::{AlarmId, Class, Fact, LiveChatInput, Message, Outbox};
use crate::base::{LiveChatId, QueueId, Span, SupervisorId, Time};
use crate::plan::{Plan, QueueOwner};

/// What a supervisor is told.
#[derive(Debug)]
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
    /// A session waits to be read; that takes so long.
    Read {
        /// In which common queue.
        queue: QueueId,
        /// Which session.
        ticket: Ticket,
        /// How long it takes.
        reaction: Span,
    },
    /// The session was read and decided on.
    Decide,
    /// The client left meanwhile.
    Withdrawn(Ticket),
}

/// Somebody who distributes.
#[derive(Debug)]
pub struct Supervisor {
    id: SupervisorId,
    presence: Presence,
    /// The common queues that are distributed, and the seat there. Whoever was served last stands
    /// last: live chats take turns, so that a busy one does not starve the others.
    seats: Vec<(LiveChatId, QueueId, u32)>,
    act: Option<Act>,
}

#[derive(Debug)]
struct Act {
    live_chat: LiveChatId,
    ticket: Ticket,
    alarm: AlarmId,
}

impl Supervisor {
    pub(super) fn all(plan: &Arc<Plan>, replication: u32) -> Vec<Self> {
        let mut seats = vec![Vec::new(); plan.supervisors.len()];
        for queue in (0..plan.live_chats.len()).map(QueueId::from) {
            let QueueOwner::LiveChat(live_chat) = plan.queues[queue.index()].owner else {
                continue;
            };
            for (seat, member) in members(plan, queue).into_iter().enumerate() {
                seats[member.index()].push((live_chat, queue, seat as u32));
            }
        }
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
                let presence = Presence::new(plan, replication, owner);
                Self { id, presence, seats, act: None }
            })
            .collect()
    }

    /// Told an input at an instant.
    pub fn handle<O: Outbox>(&mut self, now: Time, input: SupervisorInput, out: &mut O) {
        let supervisor = self.id;
        match input {
            SupervisorInput::LookAtCalendar => {
                let (duty, change) = self.presence.look_at_calendar(now, out);
                out.fact(Fact::SupervisorDuty { supervisor, duty });
                self.change(now, change, out);
            }
            SupervisorInput::Granted => {
                let change = self.presence.granted(now, out);
                if change == Change::Enlist {
                    out.fact(Fact::SupervisorOnline { supervisor });
                }
                self.change(now, change, out);
            }
            SupervisorInput::Refused => self.presence.refused(now, out),
            SupervisorInput::Ask => self.presence.ask(out),
            SupervisorInput::Turn(turn) => {
                let change = self.presence.turn(now, turn, out);
                self.change(now, change, out);
            }
            SupervisorInput::Read { queue, ticket, reaction } => {
                self.read(now, queue, ticket, reaction, out);
            }
            SupervisorInput::Decide => {
                if let Some(act) = self.act.take() {
                    let decided = IntakeInput::Decided(supervisor, act.ticket);
                    out.send(Message::LiveChat(act.live_chat, LiveChatInput::Intake(decided)));
                    self.end(now, true, out);
                }
            }
            SupervisorInput::Withdrawn(ticket) => {
                if let Some(act) = self.act.take_if(|act| act.ticket == ticket) {
                    out.cancel(act.alarm);
                    self.end(now, false, out);
                }
            }
        }
    }

    fn change<O: Outbox>(&mut self, now: Time, change: Change, out: &mut O) {
        match change {
            Change::None | Change::Thaw | Change::Unattended => {}
            Change::Enlist => {
                // Back before the last act ended: that one still takes the attention.
                let load = u32::from(self.act.is_some());
                self.tell(out, |seat| IntakeInput::Enlist(seat, load));
            }
            // What is in a head is not lost with the connection: an act that has begun is ended.
            Change::Freeze => self.tell(out, IntakeInput::Delist),
            Change::Delist | Change::HandBack | Change::Due | Change::Vanish => {
                self.tell(out, IntakeInput::Delist);
                self.leave_if_done(now, out);
            }
        }
    }

    fn tell<O: Outbox>(&self, out: &mut O, input: impl Fn(u32) -> IntakeInput) {
        for (live_chat, _, seat) in &self.seats {
            out.send(Message::LiveChat(*live_chat, LiveChatInput::Intake(input(*seat))));
        }
    }

    fn read<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        ticket: Ticket,
        reaction: Span,
        out: &mut O,
    ) {
        let Some(&(live_chat, _, seat)) = self.seats.iter().find(|(_, at, _)| *at == queue) else {
            return;
        };
        if self.act.is_some() || !self.presence.takes() {
            let declined = IntakeInput::Declined(seat, ticket);
            out.send(Message::LiveChat(live_chat, LiveChatInput::Intake(declined)));
            return;
        }
        let decide = Message::Supervisor(self.id, SupervisorInput::Decide);
        let alarm = out.wake(now + reaction, Class::Staff, decide);
        self.act = Some(Act { live_chat, ticket, alarm });
        self.seats.sort_by_key(|(_, at, _)| *at == queue);
        out.fact(Fact::ActBegun { supervisor: self.id });
        for (other, at, seat) in &self.seats {
            if *at != queue {
                let took = LiveChatInput::Intake(IntakeInput::Took(*seat));
                out.send(Message::LiveChat(*other, took));
            }
        }
    }

    fn end<O: Outbox>(&mut self, now: Time, handed_on: bool, out: &mut O) {
        out.fact(Fact::ActEnded { supervisor: self.id, handed_on });
        self.tell(out, IntakeInput::Freed);
        self.leave_if_done(now, out);
    }

    fn leave_if_done<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.act.is_none() && self.presence.done(now, out) {
            out.fact(Fact::SupervisorOffline { supervisor: self.id });
        }
    }
}
