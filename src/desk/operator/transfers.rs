//! Slots that are busy without a session: while an operator is asked to take a session over,
//! while an expert is waited for, while a session is awaited that was promised to this operator.
//!
//! A switch that is more than putting a session down goes so:
//!
//! ```text
//! cold, warm   sender ─probe▸ target ─yes▸ sender ─session▸ queue; warm: slot blocked until taken
//! offered      sender ─ask▸ queue ─ask▸ operator, slot reserved ─answer▸ sender ─session▸ operator
//! ```
//!
//! The sender owns the session until an operator has said yes; a no sends the sender to the next
//! target, and after the last the scenario says what becomes of it. Where older offers stand the
//! next is asked while others still think; the first yes counts, and the others are informed.

use super::spam_marks::MarkedSession;
use super::{Operator, answering_group};
use crate::base::{GroupId, OperatorId, QueueId, SessionId, Span, Time};
use crate::desk::message::{
    Class, GroupInput, Message, OperatorInput, Outbox, QueueInput, Ticket, TimerId, TransferAnswer,
    TransferInput, WaitPlace,
};
use crate::desk::queue::answer_transfer;
use crate::desk::session::Session;
use crate::plan::{Plan, Transfer, TransferRules};

/// Busy slots without work.
#[derive(Debug, Default)]
pub(super) struct TransferState {
    pub(super) pending: Vec<PendingTransfer>,
    /// With what the session weighed.
    pub(super) warm_transfer_slots: Vec<(SessionId, Time, u32)>,
    pub(super) reservations: Vec<Reservation>,
    /// Sessions of clients that are marked as spam: they take no slot.
    pub(super) marked: Vec<MarkedSession>,
    /// One of them came back to an operator who was Offline, and whose work stands still for that.
    pub(super) returned_while_offline: bool,
}

/// A session whose work here is done, while another operator is asked to take it over.
#[derive(Debug)]
pub(super) struct PendingTransfer {
    pub(super) session: Box<Session>,
    pub(super) accepted: Time,
    pub(super) group: GroupId,
    /// Which of the topic's switches.
    pub(super) transfer_index: usize,
    /// Which of its targets is the newest to be asked.
    pub(super) target_index: usize,
    /// Those who have not answered, and who that is where it is known.
    pub(super) unanswered: Vec<(u32, Option<OperatorId>)>,
    /// When the next is asked although the newest has not answered.
    pub(super) next_request_timer: Option<TimerId>,
}

/// A slot for a session that is to come.
#[derive(Debug)]
pub(super) struct Reservation {
    pub(super) key: ReservationKey,
    /// On behalf of which group, where a queue chose this operator.
    pub(super) group: Option<GroupId>,
    pub(super) since: Time,
    /// What it weighs.
    pub(super) units: u32,
    /// When the answer is due.
    pub(super) answer_timer: Option<TimerId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReservationKey {
    /// To another operator, about a session, as the target of that number; the answer will be yes.
    Transfer(OperatorId, SessionId, u32, bool),
    /// To a supervisor.
    Intake(QueueId, Ticket),
}

impl TransferState {
    pub(super) fn slots_taken(&self) -> u32 {
        (self.pending.len() + self.warm_transfer_slots.len() + self.reservations.len()) as u32
    }

    pub(super) fn session_count(&self) -> u32 {
        (self.pending.len() + self.marked.len()) as u32
    }

    pub(super) fn find_marked(&mut self, id: SessionId) -> Option<&mut MarkedSession> {
        self.marked.iter_mut().find(|marked| marked.on_hand.session.id == id)
    }

    pub(super) fn remove_pending(&mut self, id: SessionId) -> Option<PendingTransfer> {
        let place = self.pending.iter().position(|pending| pending.session.id == id)?;
        Some(self.pending.remove(place))
    }

    /// The promise about a session.
    pub(super) fn reservation_key(&self, id: SessionId) -> Option<ReservationKey> {
        let mut promises = self.reservations.iter().map(|reserved| reserved.key);
        promises.find(
            |promise| matches!(promise, ReservationKey::Transfer(_, about, ..) if *about == id),
        )
    }
}

impl PendingTransfer {
    /// A session whose work is done is to be switched so.
    pub(super) fn new(
        session: Box<Session>,
        accepted: Time,
        group: GroupId,
        transfer_index: usize,
    ) -> Self {
        Self {
            session,
            accepted,
            group,
            transfer_index,
            target_index: 0,
            unanswered: Vec::new(),
            next_request_timer: None,
        }
    }

    pub(super) fn transfer<'p>(&self, plan: &'p Plan) -> &'p Transfer {
        &plan.topics[self.session.topic.index()].transfers[self.transfer_index]
    }

    pub(super) fn rules<'p>(&self, plan: &'p Plan) -> &'p TransferRules {
        let rules = self.transfer(plan).rules.as_deref();
        rules.expect("only a switch with more to it is kept pending")
    }
}

impl Operator {
    pub(super) fn handle_transfer_input<O: Outbox>(
        &mut self,
        now: Time,
        input: TransferInput,
        out: &mut O,
    ) {
        match input {
            TransferInput::Probe(request) => {
                let answer = if self.is_shown_available() {
                    TransferAnswer::Yes(None)
                } else {
                    TransferAnswer::No
                };
                answer_transfer(&request, answer, out);
            }
            TransferInput::Request(queue, request) => {
                self.consider_request(now, queue, *request, out);
            }
            TransferInput::AnswerDue(session) => self.answer_request(now, session, out),
            TransferInput::Considering(session, number, who) => {
                self.record_considering(session, number, who, out);
            }
            TransferInput::Answered(session, number, answer) => {
                self.handle_answer(now, session, number, answer, out);
            }
            TransferInput::RequestNext(session, number) => {
                self.request_next(now, session, number, out);
            }
            TransferInput::Withdraw(session) => {
                let key = self
                    .extras
                    .as_ref()
                    .and_then(|extras| extras.transfers.reservation_key(session));
                if let Some(key) = key {
                    self.release_reservation(now, key, out);
                }
            }
            TransferInput::TakeReserved(session) => self.take_reserved(now, session, out),
            TransferInput::TakenOver(session, briefing) => {
                let briefed = TransferInput::BriefingOver(session);
                if briefing == Span::ZERO {
                    self.handle_transfer_input(now, briefed, out);
                } else {
                    let briefed = Message::Operator(self.id, OperatorInput::Transfer(briefed));
                    out.schedule(now + briefing, Class::Departure, briefed);
                }
            }
            TransferInput::BriefingOver(session) => self.end_briefing(now, session, out),
            TransferInput::Reserve(queue, ticket, units) => {
                self.reserve_for_intake(now, queue, ticket, units, out);
            }
            TransferInput::Release(queue, ticket) => {
                self.release_reservation(now, ReservationKey::Intake(queue, ticket), out);
            }
            TransferInput::Fulfill(queue, ticket, mut session) => {
                let group =
                    self.remove_reservation(ReservationKey::Intake(queue, ticket), out).flatten();
                let group = group.unwrap_or_else(|| {
                    answering_group(&self.plan, self.id, session.current_live_chat)
                });
                if !self.presence.is_online() {
                    self.change_units(0, 0, out);
                    // Gone at once, while the supervisor was reading: any operator of the group may.
                    let join = GroupInput::Queue(QueueInput::Join(session));
                    out.send(Message::Group(group, join));
                    return;
                }
                session.join(now);
                self.accept(now, session, WaitPlace::PersonalQueue(self.id), group, out);
            }
            TransferInput::SpamDeadline(session) => self.handle_spam_deadline(now, session, out),
            TransferInput::Unmarked(session, by) => self.unmark(now, session, Some(by), out),
        }
    }
}
