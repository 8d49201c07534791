//! The operator who is asked to take a session over, or is promised one: a slot is kept for it.

use super::extras::OperatorExtras;
use super::transfers::{Reservation, ReservationKey};
use super::{Operator, answering_group};
use crate::base::{GroupId, QueueId, SessionId, Time};
use crate::desk::message::{
    Class, IntakeInput, LiveChatInput, Message, OperatorInput, Outbox, QueueInput, SlotHoldReason,
    Ticket, TransferAnswer, TransferFact, TransferInput, TransferRequest, WaitPlace,
};
use crate::desk::queue::answer_transfer;
use crate::desk::session::Session;
use crate::plan::QueueOwner;

impl Operator {
    /// Another operator asks this one to take a session over.
    pub(super) fn consider_request<O: Outbox>(
        &mut self,
        now: Time,
        queue: Option<QueueId>,
        request: TransferRequest,
        out: &mut O,
    ) {
        let place = queue
            .and_then(|id| self.seats.iter().find(|queue_seat| queue_seat.queue == id))
            .copied();
        let limit = place.map_or(self.limit, |place| place.limit);
        let thinks =
            self.extras.iter().any(|it| it.transfers.reservation_key(request.session).is_some());
        // Only what queues give is bound by units.
        let fits = place.is_none() || self.has_units_for(request.units);
        if !self.has_room(limit) || !fits || request.sender == self.id || thinks {
            if let Some(place) = place {
                self.report_units(place, out);
                let undone = QueueInput::AssignmentUndone(self.slot_count(place));
                out.send(self.message_to_queue(place.queue, undone));
            }
            answer_transfer(&request, TransferAnswer::No, out);
            return;
        }
        let group = place.map(|place| place.group);
        let TransferRequest { sender, session, target_number, will_accept, units, .. } = request;
        let key = ReservationKey::Transfer(sender, session, target_number, will_accept);
        self.reserve_slot(now, key, group, units, queue, out);
        let asking =
            OperatorInput::Transfer(TransferInput::Considering(session, target_number, self.id));
        out.send(Message::Operator(sender, asking));
        let answer = OperatorInput::Transfer(TransferInput::AnswerDue(session));
        let timer = out.schedule(
            now + request.answer_delay,
            Class::Decision,
            Message::Operator(self.id, answer),
        );
        if let Some(reservation) =
            self.extras.as_mut().and_then(|extras| extras.transfers.reservations.last_mut())
        {
            reservation.answer_timer = Some(timer);
        }
    }

    /// Time to answer: yes, unless the operator will not have it, or has been called away.
    pub(super) fn answer_request<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Some(OperatorExtras { transfers, .. }) = self.extras.as_deref_mut() else {
            return;
        };
        let Some(key @ ReservationKey::Transfer(sender, session, target_number, will_accept)) =
            transfers.reservation_key(id)
        else {
            return;
        };
        let mut held =
            transfers.reservations.iter_mut().filter(|reservation| reservation.key == key);
        if let Some(reservation) = held.next() {
            reservation.answer_timer = None;
        }
        let yes = will_accept && self.is_available();
        let answer = if yes { TransferAnswer::Yes(Some(self.id)) } else { TransferAnswer::No };
        let answered =
            OperatorInput::Transfer(TransferInput::Answered(session, target_number, answer));
        out.send(Message::Operator(sender, answered));
        if !yes {
            self.release_reservation(now, key, out);
        }
    }

    pub(super) fn take_reserved<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        let id = session.id;
        let key = self.extras.as_ref().and_then(|extras| extras.transfers.reservation_key(id));
        let group = key.and_then(|promise| self.remove_reservation(promise, out)).flatten();
        let group = group
            .unwrap_or_else(|| answering_group(&self.plan, self.id, session.current_live_chat));
        if !self.presence.is_online() {
            self.change_units(0, 0, out);
            // Gone at once, after having said yes: it waits for the one who has promised.
            self.assign_by_name(now, session, out);
            return;
        }
        session.join(now);
        self.accept(now, session, WaitPlace::PersonalQueue(self.id), group, out);
    }

    /// A supervisor is about to hand on a session.
    pub(super) fn reserve_for_intake<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        ticket: Ticket,
        units: u32,
        out: &mut O,
    ) {
        let Some(&place) = self.seats.iter().find(|queue_seat| queue_seat.queue == queue) else {
            return;
        };
        let QueueOwner::LiveChat(live_chat) = self.plan.queues[queue.index()].owner else {
            return;
        };
        let answer = if self.has_room(place.limit) && self.has_units_for(units) {
            let key = ReservationKey::Intake(queue, ticket);
            self.reserve_slot(now, key, Some(place.group), units, Some(queue), out);
            IntakeInput::SlotReserved(ticket)
        } else {
            self.report_units(place, out);
            IntakeInput::NoSlot(self.slot_count(place), ticket)
        };
        out.send(Message::LiveChat(live_chat, LiveChatInput::Intake(answer)));
    }

    /// Keeps a slot, and so many units. The queue that chose this operator knows already.
    fn reserve_slot<O: Outbox>(
        &mut self,
        since: Time,
        key: ReservationKey,
        group: Option<GroupId>,
        units: u32,
        knows: Option<QueueId>,
        out: &mut O,
    ) {
        out.record_fact(TransferFact::SlotHeld {
            operator: self.id,
            reason: SlotHoldReason::Reservation,
        });
        let reserved = Reservation { key, group, since, units, answer_timer: None };
        self.extras_mut().transfers.reservations.push(reserved);
        self.change_units(units, 0, out);
        self.notify_queues(out, knows, QueueInput::SlotTaken);
    }

    /// Nothing comes into a slot that was kept, if it was.
    pub(super) fn release_reservation<O: Outbox>(
        &mut self,
        now: Time,
        key: ReservationKey,
        out: &mut O,
    ) {
        if self.remove_reservation(key, out).is_some() {
            self.change_units(0, 0, out);
            self.free_slot(now, out);
        }
    }

    /// Keeps a slot no longer, if it was kept; for which group. The caller says what is in
    /// use then.
    pub(super) fn remove_reservation<O: Outbox>(
        &mut self,
        key: ReservationKey,
        out: &mut O,
    ) -> Option<Option<GroupId>> {
        let reserved = &mut self.extras.as_mut()?.transfers.reservations;
        let index = reserved.iter().position(|one| one.key == key)?;
        let Reservation { group, since, units, answer_timer, .. } = reserved.remove(index);
        self.remove_units(units);
        if let Some(timer) = answer_timer {
            out.cancel(timer);
        }
        out.record_fact(TransferFact::SlotReleased {
            operator: self.id,
            reason: SlotHoldReason::Reservation,
            since,
        });
        Some(group)
    }
}
