//! Whoever is asked to take a session over, or is promised one: a slot is kept for it.

use super::aside::{Answer, AsideInput, Promise, Request, Reserved};
use super::special::Special;
use super::{Operator, OperatorInput, group_at};
use crate::base::{GroupId, QueueId, SessionId, Time};
use crate::desk::intake::IntakeInput;
use crate::desk::line::Ticket;
use crate::desk::queue::QueueInput;
use crate::desk::{Class, Fact, Kept, LiveChatInput, Message, Outbox, Session, Where};
use crate::plan::QueueOwner;

impl Operator {
    /// Somebody asks this operator to take a session over.
    pub(super) fn asked<O: Outbox>(
        &mut self,
        now: Time,
        queue: Option<QueueId>,
        request: Request,
        out: &mut O,
    ) {
        let place = queue.and_then(|id| self.seats.iter().find(|place| place.queue == id)).copied();
        let limit = place.map_or(self.limit, |place| place.limit);
        let thinks = self.special.iter().any(|it| it.aside.promise(request.session).is_some());
        // Only what queues give is bound by units.
        let fits = place.is_none() || self.fits(request.units);
        if !self.has_room(limit) || !fits || request.sender == self.id || thinks {
            if let Some(place) = place {
                self.say_units(place, out);
                out.send(Message::queue(place.owner, QueueInput::Untook(place.seat)));
            }
            request.answer(Answer::No, out);
            return;
        }
        let group = place.map(|place| place.group);
        let Request { sender, session, number, willing, units, .. } = request;
        let promise = Promise::Operator(sender, session, number, willing);
        self.keep(now, promise, (group, units), queue, out);
        let asking = OperatorInput::Aside(AsideInput::Asking(session, number, self.id));
        out.send(Message::Operator(sender, asking));
        let answer = OperatorInput::Aside(AsideInput::Answer(session));
        let alarm = out.wake(now + request.after, Class::Staff, Message::Operator(self.id, answer));
        if let Some(kept) =
            self.special.as_mut().and_then(|special| special.aside.reserved.last_mut())
        {
            kept.answer = Some(alarm);
        }
    }

    /// Time to answer: yes, unless the operator will not have it, or has been called away.
    pub(super) fn answer<O: Outbox>(&mut self, now: Time, id: SessionId, out: &mut O) {
        let Some(Special { aside, .. }) = self.special.as_deref_mut() else {
            return;
        };
        let Some(promise @ Promise::Operator(sender, session, number, willing)) = aside.promise(id)
        else {
            return;
        };
        let mut kept = aside.reserved.iter_mut().filter(|kept| kept.promise == promise);
        if let Some(kept) = kept.next() {
            kept.answer = None;
        }
        let yes = willing && self.takes();
        let answer = if yes { Answer::Yes(Some(self.id)) } else { Answer::No };
        let answered = OperatorInput::Aside(AsideInput::Answered(session, number, answer));
        out.send(Message::Operator(sender, answered));
        if !yes {
            self.release(now, promise, out);
        }
    }

    pub(super) fn take_promised<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        out: &mut O,
    ) {
        let id = session.id;
        let promise = self.special.as_ref().and_then(|special| special.aside.promise(id));
        let group = promise.and_then(|promise| self.unreserve(promise, out)).flatten();
        let group = group.unwrap_or_else(|| group_at(&self.plan, self.id, session.at));
        if !self.presence.is_there() {
            self.weigh(0, 0, out);
            // Gone at once, after having said yes: it waits for the one who has promised.
            self.handed(now, session, out);
            return;
        }
        session.join(now);
        self.accept(now, session, Where::Operator(self.id), group, out);
    }

    /// A supervisor is about to hand on a session.
    pub(super) fn keep_for<O: Outbox>(
        &mut self,
        now: Time,
        queue: QueueId,
        (ticket, units): (Ticket, u32),
        out: &mut O,
    ) {
        let Some(&place) = self.seats.iter().find(|place| place.queue == queue) else {
            return;
        };
        let QueueOwner::LiveChat(live_chat) = place.owner else {
            return;
        };
        let answer = if self.has_room(place.limit) && self.fits(units) {
            let promise = Promise::Intake(queue, ticket);
            self.keep(now, promise, (Some(place.group), units), Some(queue), out);
            IntakeInput::Reserved(ticket)
        } else {
            self.say_units(place, out);
            IntakeInput::NoSlot(place.seat, ticket)
        };
        out.send(Message::LiveChat(live_chat, LiveChatInput::Intake(answer)));
    }

    /// Keeps a slot, and so many units. The queue that chose this operator knows already.
    fn keep<O: Outbox>(
        &mut self,
        now: Time,
        promise: Promise,
        (group, units): (Option<GroupId>, u32),
        knows: Option<QueueId>,
        out: &mut O,
    ) {
        out.fact(Fact::SlotKept { operator: self.id, why: Kept::Reserved });
        let reserved = Reserved { promise, group, since: now, units, answer: None };
        self.special().aside.reserved.push(reserved);
        self.weigh(units, 0, out);
        self.tell(out, knows, QueueInput::Took);
    }

    /// Nothing comes into a slot that was kept, if it was.
    pub(super) fn release<O: Outbox>(&mut self, now: Time, promise: Promise, out: &mut O) {
        if self.unreserve(promise, out).is_some() {
            self.weigh(0, 0, out);
            self.free_slot(now, out);
        }
    }

    /// Keeps a slot no longer, if it was kept; for which group. Whoever calls this says what is in
    /// use then.
    pub(super) fn unreserve<O: Outbox>(
        &mut self,
        promise: Promise,
        out: &mut O,
    ) -> Option<Option<GroupId>> {
        let reserved = &mut self.special.as_mut()?.aside.reserved;
        let place = reserved.iter().position(|one| one.promise == promise)?;
        let Reserved { group, since, units, answer, .. } = reserved.remove(place);
        self.lighten(units);
        if let Some(alarm) = answer {
            out.cancel(alarm);
        }
        out.fact(Fact::SlotFreed { operator: self.id, why: Kept::Reserved, since });
        Some(group)
    }
}
