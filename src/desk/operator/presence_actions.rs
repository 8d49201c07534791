//! An operator comes and goes: what that means for queues and for the sessions on hand.

use std::sync::Arc;

use super::Operator;
use super::extras::OperatorExtras;
use super::workbench::OnHand;
use crate::base::{GroupId, OperatorId, Time};
use crate::desk::message::{
    FlowOut, GroupInput, LiveChatInput, Message, OperatorFact, OperatorInput, Outbox,
    PositionPoolInput, QueueInput, ReassignReason, ServiceFact, WaitPlace,
};
use crate::desk::presence::PresenceAction;
use crate::desk::queue::{overflow::flow_out, report_moved};
use crate::desk::session::Session;
use crate::plan::{Calendar, Duty, PersonalQueueAtShiftEnd, QueueOwner, WhenOffline};
use crate::workload::Ending;

/// Whose positions are filled in turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct PoolMembership {
    pub(super) group: GroupId,
    /// Slots that were freed and of which the queues know nothing yet.
    unreported_freed_slots: u32,
}

/// Where a session goes that was taken off the operator's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HandBackTo {
    /// To the queue that it came from, or else to the group's.
    Origin,
    /// To the group's queue.
    Group,
}

impl PoolMembership {
    pub(super) fn new(group: GroupId) -> Self {
        Self { group, unreported_freed_slots: 0 }
    }
}

impl Operator {
    pub(super) fn apply_presence_action<O: Outbox>(
        &mut self,
        now: Time,
        action: PresenceAction,
        out: &mut O,
    ) {
        match action {
            PresenceAction::None => {}
            PresenceAction::Enlist => self.enlist(now, out),
            PresenceAction::Delist => {
                self.delist(out);
                self.notify_position_pool(PositionPoolInput::Unavailable(self.id), out);
                self.leave_if_done(now, out);
            }
            PresenceAction::HandBack => {
                self.delist(out);
                self.hand_back_sessions(now, ReassignReason::ShiftOver, HandBackTo::Origin, out);
                self.leave_if_done(now, out);
            }
            PresenceAction::EndPosition => {
                self.delist(out);
                self.end_position(now, out);
            }
            PresenceAction::Pause => {
                if self.is_cut_off() {
                    self.report_availability(false, out);
                    self.report_cut_off(out);
                } else {
                    self.delist(out);
                }
                self.update_speed_factor(now, out);
            }
            PresenceAction::Resume => {
                self.update_speed_factor(now, out);
                self.unmark_overdue(now, out);
            }
            PresenceAction::GoOffline => {
                self.delist(out);
                self.notify_position_pool(PositionPoolInput::Unavailable(self.id), out);
                self.go_offline(now, out);
                self.update_speed_factor(now, out);
                if self.has_unattended_sessions() {
                    self.presence.start_grace_period(now, out);
                }
            }
            PresenceAction::HandleUnattended => self.apply_when_offline(now, out),
        }
    }

    pub(super) fn enlist<O: Outbox>(&mut self, now: Time, out: &mut O) {
        self.report_availability(true, out);
        self.update_speed_factor(now, out);
        self.unmark_overdue(now, out);
        if self.extras.as_ref().is_some_and(|extras| extras.penalty_until.is_some()) {
            return;
        }
        // Those who wait for this operator alone come first; queues learn of what is left.
        self.take_from_personal_queue(now, out);
        let load = self.load();
        if self.presence.has_attendance_rules() {
            // While the operator was cut off they counted what waited by name.
            self.change_units(0, 0, out);
        }
        self.notify_queues(out, None, |seat| QueueInput::Enlist(seat, load));
        if let Some(membership) = self.pool_membership_mut() {
            membership.unreported_freed_slots = 0;
            self.notify_position_pool(PositionPoolInput::Unavailable(self.id), out);
            if self.is_idle() {
                self.notify_position_pool(PositionPoolInput::Idle(self.id), out);
            }
        }
    }

    fn delist<O: Outbox>(&self, out: &mut O) {
        self.report_availability(false, out);
        self.notify_queues(out, None, QueueInput::Delist);
    }

    /// Who keeps to the calendar says so by keeping to it.
    fn report_availability<O: Outbox>(&self, accepting: bool, out: &mut O) {
        if self.presence.has_attendance_rules() {
            out.record_fact(OperatorFact::AcceptingChanged { operator: self.id, accepting });
        }
    }

    fn update_speed_factor<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let extras = self.extras.as_mut();
        let returned = extras
            .is_some_and(|extras| std::mem::take(&mut extras.transfers.returned_while_offline));
        if self.presence.has_attendance_rules() || returned {
            self.bench.set_speed_factor(now, self.presence.speed_factor(now));
            self.resume_work(now, out);
        }
    }

    #[inline]
    pub(super) fn leave_if_done<O: Outbox>(&mut self, now: Time, out: &mut O) {
        // An operator who is Online and takes what comes stays, and no other waits for that one to go.
        if !self.presence.is_available() {
            self.leave_if_idle(now, out);
        }
    }

    fn leave_if_idle<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if !self.is_idle() {
            return;
        }
        debug_assert!(self.units().is_none_or(|units| units.used == 0), "nothing weighs something");
        if self.pool_membership().is_some() && self.presence.has_position_ended(now) {
            self.notify_position_pool(PositionPoolInput::Idle(self.id), out);
        } else {
            self.go_offline(now, out);
        }
    }

    fn go_offline<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.presence.finish_leaving(now, out) {
            out.record_fact(OperatorFact::WentOffline { operator: self.id });
        }
    }

    /// Takes every session off the operator's hands, in the order in which they were taken.
    fn hand_back_sessions<O: Outbox>(
        &mut self,
        now: Time,
        why: ReassignReason,
        back: HandBackTo,
        out: &mut O,
    ) {
        for (id, from, group) in self.bench.on_hand() {
            let Some(session) = self.take_for_reassignment(now, id, why, out) else {
                continue;
            };
            let live_chat = session.live_chat;
            let bot = self.plan.live_chats[live_chat.index()].bot.as_ref();
            if why == ReassignReason::ShiftOver && bot.is_some_and(|bot| bot.at_shift_end) {
                out.send(Message::LiveChat(live_chat, LiveChatInput::ToBot(session)));
                continue;
            }
            let owner = match (back, from) {
                (HandBackTo::Origin, WaitPlace::Queue(queue)) => {
                    self.plan.queues[queue.index()].owner
                }
                _ => QueueOwner::Group(group),
            };
            out.send(Message::to_queue(owner, QueueInput::Join(session)));
        }
    }

    /// The shift is over: those who wait for this operator by name may go to any operator then.
    pub(super) fn hand_back_personal_queue<O: Outbox>(&mut self, out: &mut O) {
        if self.presence.by_name() == PersonalQueueAtShiftEnd::Requeue {
            self.empty_personal_queue(out);
        }
    }

    /// Those who wait for this operator by name may go to any operator from now on.
    fn empty_personal_queue<O: Outbox>(&mut self, out: &mut O) {
        while let Some(waiting) =
            self.extras.as_mut().and_then(|extras| extras.personal_queue.leave_next())
        {
            if let Some(timer) = waiting.timer {
                out.cancel(timer);
            }
            let mut session = waiting.session;
            report_moved(&session, WaitPlace::PersonalQueue(self.id), out);
            session.admit();
            let group = self.answering_group_of(&session);
            self.report_left_personal_queue(session.pushed_from(), out);
            out.send(Message::to_queue(QueueOwner::Group(group), QueueInput::Join(session)));
        }
    }

    /// A session came back to an operator who is Offline: when the shift is over it goes where all went
    /// then.
    pub(super) fn handle_returned_session<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.presence.is_handing_back(now) {
            self.hand_back_sessions(now, ReassignReason::ShiftOver, HandBackTo::Origin, out);
        } else {
            self.presence.start_grace_period(now, out);
        }
    }

    /// The operator is not there to go on with these sessions.
    fn apply_when_offline<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let why = ReassignReason::WentOffline;
        match self.presence.when_offline() {
            // Those whose clients are silent do not matter yet.
            WhenOffline::Keep | WhenOffline::OnNextMessage(_) => {}
            WhenOffline::Requeue(_) => {
                self.hand_back_sessions(now, why, HandBackTo::Origin, out);
                self.empty_personal_queue(out);
            }
            WhenOffline::Reassign(_) => {
                self.hand_back_sessions(now, why, HandBackTo::Group, out);
                self.empty_personal_queue(out);
            }
            WhenOffline::Close(_) => {
                self.close_all_unattended(now, out);
                self.send_waiting_away(out);
            }
        }
    }

    /// There are sessions here, on hand or waiting for this operator alone.
    fn has_unattended_sessions(&self) -> bool {
        let waits = |extras: &OperatorExtras| !extras.personal_queue.is_empty();
        self.bench.session_count() > 0 || self.extras.as_deref().is_some_and(waits)
    }

    /// Those who wait for this operator alone are not answered any more.
    fn send_waiting_away<O: Outbox>(&mut self, out: &mut O) {
        while let Some(waiting) =
            self.extras.as_mut().and_then(|extras| extras.personal_queue.leave_next())
        {
            if let Some(timer) = waiting.timer {
                out.cancel(timer);
            }
            let pushed_from = waiting.session.pushed_from();
            let place = WaitPlace::PersonalQueue(self.id);
            flow_out(waiting.session, Some(place), FlowOut::Missed, out);
            self.report_left_personal_queue(pushed_from, out);
        }
    }

    fn close_all_unattended<O: Outbox>(&mut self, now: Time, out: &mut O) {
        for (id, _, _) in self.bench.on_hand() {
            self.resume(id, true, out);
            if let Some(OnHand { session, accepted, group, .. }) = self.remove_on_hand(now, id, out)
            {
                self.close_unattended(now, session, accepted, group, out);
            }
        }
        self.resume_work(now, out);
    }

    /// The desk closes a session whose operator is not there to do it.
    pub(super) fn close_unattended<O: Outbox>(
        &mut self,
        now: Time,
        mut session: Box<Session>,
        accepted: Time,
        group: GroupId,
        out: &mut O,
    ) {
        let (id, live_chat, arrived) = (session.id, session.live_chat, session.arrived);
        let operator = self.id;
        if session.is_abandoned() {
            out.record_fact(ServiceFact::AbandonmentDiscovered {
                session: id,
                live_chat,
                operator,
                group,
                accepted,
            });
            out.retire(session, Ending::Other);
            return;
        }
        session.stop_sla_clocks(now, &self.plan, out);
        out.record_fact(ServiceFact::ClosedUnfinished { live_chat, arrived });
        out.record_fact(self.closed_fact(&session, accepted, group, false));
        out.retire(session, Ending::Closed(operator));
    }

    pub(super) fn notify_position_pool<O: Outbox>(&self, input: PositionPoolInput, out: &mut O) {
        if let Some(membership) = self.pool_membership() {
            out.send(Message::Group(membership.group, GroupInput::PositionPool(input)));
        }
    }

    /// A slot is free. Of a crew, a member who has nothing on hand first hears whether to stay.
    pub(super) fn report_freed_slot<O: Outbox>(&mut self, out: &mut O) {
        let idle = self.is_idle();
        match self.pool_membership_mut() {
            Some(membership) if idle => {
                membership.unreported_freed_slots += 1;
                self.notify_position_pool(PositionPoolInput::Idle(self.id), out);
            }
            _ => self.notify_queues(out, None, QueueInput::SlotFreed),
        }
    }

    /// The operator's position has ended.
    fn end_position<O: Outbox>(&mut self, now: Time, out: &mut O) {
        if self.is_idle() {
            self.notify_position_pool(PositionPoolInput::Unavailable(self.id), out);
            self.go_offline(now, out);
        } else {
            let calendar = Arc::clone(self.presence.calendar());
            self.notify_position_pool(PositionPoolInput::PositionEnded(self.id, calendar), out);
        }
    }

    /// The crew lets the operator stay: queues may count on all that was freed.
    pub(super) fn keep_position<O: Outbox>(&mut self, out: &mut O) {
        let unreported = self
            .pool_membership_mut()
            .map_or(0, |crew| std::mem::take(&mut crew.unreported_freed_slots));
        if self.presence.is_available() {
            (0..unreported).for_each(|_| self.notify_queues(out, None, QueueInput::SlotFreed));
        }
    }

    /// The position of `due` has ended: this operator is to go instead, having nothing on hand.
    pub(super) fn relinquish_position<O: Outbox>(
        &mut self,
        now: Time,
        due: OperatorId,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) {
        let is_idle = self.is_idle();
        if due == self.id {
            if is_idle && self.presence.has_position_ended(now) {
                self.go_offline(now, out);
                return;
            }
            self.keep_position(out);
            if self.presence.has_position_ended(now) {
                self.end_position(now, out);
            }
        } else if is_idle && self.presence.is_available() {
            let previous = self.swap_calendar(now, calendar, out);
            let action = self.presence.reconcile(now, out);
            self.apply_presence_action(now, action, out);
            self.keep_position(out);
            out.send(Message::Operator(due, OperatorInput::TakeOverPosition(previous)));
        } else {
            self.keep_position(out);
            self.notify_position_pool(PositionPoolInput::PositionEnded(due, calendar), out);
        }
    }

    /// Another member went, and leaves this operator a position.
    pub(super) fn take_over_position<O: Outbox>(
        &mut self,
        now: Time,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) {
        self.swap_calendar(now, calendar, out);
        let action = self.presence.reconcile(now, out);
        self.apply_presence_action(now, action, out);
        if action == PresenceAction::None && self.presence.has_position_ended(now) {
            self.end_position(now, out);
        }
    }

    fn swap_calendar<O: Outbox>(
        &mut self,
        now: Time,
        calendar: Arc<Calendar<Duty>>,
        out: &mut O,
    ) -> Arc<Calendar<Duty>> {
        let duty = calendar.at(now);
        let previous = self.presence.swap_calendar(now, calendar, out);
        out.record_fact(OperatorFact::DutyChanged { operator: self.id, duty });
        previous
    }
}
