//! What the supervisors of a live chat watch over: a queue, or what operators have on hand,
//! periodically or while too many sessions wait. What is then done with a session is decided by the
//! queue where it waits, or by the operator who has it.

use std::sync::Arc;

use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, SupervisorId, Time};
use crate::desk::message::{
    Class, LiveChatInput, Message, Outbox, QueueInput, ReassignRequest, ReassignSearch, SlotCount,
    SupervisorInput, SupervisorTask, SupervisorUpdate, TaskKind, TaskSubject, WatchInput,
    watch_members,
};
use crate::desk::queue::{Roster, continue_search, send_reassign_request};
use crate::plan::{
    self, Choice, Plan, Selection, Skills, SupervisorAction, TieBreak, WatchTrigger,
};

#[derive(Debug)]
pub(super) struct Watch {
    plan: Arc<Plan>,
    live_chat: LiveChatId,
    members: Vec<SupervisorId>,
    roster: Roster,
    crowded: bool,
    /// From when tasks are to be done; periodically one at a time.
    due_since: Option<Time>,
    state: WatchState,
    being_read: Vec<TaskSubject>,
}

/// Why no supervisor begins a task that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WatchState {
    /// The next free supervisor will begin it.
    Ready,
    /// The queue has been asked for the next session: the answer comes at this same instant.
    Searching,
    /// Every session that waits is being read.
    Exhausted,
    /// No operator was Online who could get a session.
    Retrying,
}

impl Watch {
    pub(super) fn new(plan: &Arc<Plan>, live_chat: LiveChatId) -> Self {
        let members = watch_members(plan, live_chat);
        // The supervisor who has been idle for longest.
        let selection =
            Selection { choice: Choice::LeastOccupied, tie_break: TieBreak::LongestIdle };
        let roster = Roster::new(selection, members.iter().map(|_| Some(1)));
        Self {
            plan: Arc::clone(plan),
            live_chat,
            members,
            roster,
            crowded: false,
            due_since: None,
            state: WatchState::Ready,
            being_read: Vec::new(),
        }
    }

    pub(super) fn handle<O: Outbox>(&mut self, now: Time, input: WatchInput, out: &mut O) {
        match input {
            WatchInput::Begin => self.schedule_tick(now, out),
            WatchInput::Tick => {
                self.schedule_tick(now, out);
                // Sessions on hand can be reassigned even if none waits.
                if self.crowded || matches!(self.rules().action, SupervisorAction::Reassign { .. })
                {
                    self.due_since.get_or_insert(now);
                    self.resume_if_exhausted();
                }
            }
            WatchInput::Retry => self.state = WatchState::Ready,
            WatchInput::Crowded(crowded) => {
                self.crowded = crowded;
                self.due_since = match self.rules().trigger {
                    WatchTrigger::Backlog { .. } if crowded => Some(now),
                    _ => None,
                };
                self.resume_if_exhausted();
            }
            WatchInput::Picked(seat, picked) => self.handle_picked(now, seat, picked, out),
            WatchInput::ActionDone(done) => {
                if !done && self.state != WatchState::Retrying {
                    self.state = WatchState::Retrying;
                    let retry = LiveChatInput::watch(WatchInput::Retry);
                    let at = now + self.rules().retry;
                    out.schedule(at, Class::Timeout, Message::LiveChat(self.live_chat, retry));
                }
            }
            WatchInput::Supervisor(update) => self.handle_supervisor_update(now, update, out),
        }
        self.start_search(out);
    }

    fn rules(&self) -> &plan::WatchRule {
        let watch = self.plan.live_chats[self.live_chat.index()].watch.as_deref();
        watch.expect("only a live chat with a watch rule has a watch")
    }

    fn schedule_tick<O: Outbox>(&self, now: Time, out: &mut O) {
        if let WatchTrigger::Every(period) = self.rules().trigger {
            let tick = LiveChatInput::watch(WatchInput::Tick);
            out.schedule(now + period, Class::Timeout, Message::LiveChat(self.live_chat, tick));
        }
    }

    fn handle_supervisor_update<O: Outbox>(
        &mut self,
        now: Time,
        update: SupervisorUpdate,
        out: &mut O,
    ) {
        match update {
            SupervisorUpdate::Enlist(seat, load) => self.roster.enlist(now, seat, load),
            SupervisorUpdate::Delist(seat) => self.roster.delist(seat),
            SupervisorUpdate::StartedElsewhere(seat) => self.roster.take_slot(now, seat),
            SupervisorUpdate::Freed(seat) => self.roster.free_slot(now, seat),
            SupervisorUpdate::Declined { seat, is_busy, subject } => {
                self.roster.undo_refused(SlotCount { seat, taken: u32::from(is_busy) });
                self.being_read.retain(|read| *read != subject);
                self.resume_if_exhausted();
            }
            SupervisorUpdate::Decided(supervisor, subject) => {
                self.being_read.retain(|read| *read != subject);
                self.resume_if_exhausted();
                match subject {
                    TaskSubject::Waiting(ticket) => {
                        let watch = self.live_chat;
                        let input = QueueInput::Move { ticket, supervisor, watch };
                        let owner = self.plan.queues[self.rules().queue.index()].owner;
                        out.send(Message::to_queue(owner, input));
                    }
                    TaskSubject::OnHand(operator, session) => {
                        self.reassign(supervisor, operator, session, out);
                    }
                }
            }
        }
    }

    /// There may be something to do now.
    fn resume_if_exhausted(&mut self) {
        if self.state == WatchState::Exhausted {
            self.state = WatchState::Ready;
        }
    }

    /// Lets a free supervisor look for the next session.
    fn start_search<O: Outbox>(&mut self, out: &mut O) {
        if self.due_since.is_none() || self.state != WatchState::Ready {
            return;
        }
        let Some(seat) = self.roster.reserve_best(|| 0) else {
            return;
        };
        self.state = WatchState::Searching;
        if let SupervisorAction::Reassign { .. } = self.rules().action {
            self.search_operators(seat, out);
            return;
        }
        let waiting_ticket = |read: &TaskSubject| match *read {
            TaskSubject::Waiting(ticket) => Some(ticket),
            TaskSubject::OnHand(..) => None,
        };
        let tickets_being_read = self.being_read.iter().filter_map(waiting_ticket).collect();
        let input = QueueInput::Pick(self.live_chat, seat, tickets_being_read);
        let owner = self.plan.queues[self.rules().queue.index()].owner;
        out.send(Message::to_queue(owner, input));
    }

    fn handle_picked<O: Outbox>(
        &mut self,
        now: Time,
        seat: u32,
        picked: Option<(TaskSubject, Span)>,
        out: &mut O,
    ) {
        if self.state == WatchState::Searching {
            self.state = WatchState::Ready;
        }
        let by_the_clock = matches!(self.rules().trigger, WatchTrigger::Every(_));
        let due = if by_the_clock { self.due_since.take() } else { self.due_since };
        let (Some((subject, reaction)), Some(requested)) = (picked, due) else {
            self.roster.undo_assign(seat);
            if self.state == WatchState::Ready {
                self.state = WatchState::Exhausted;
            }
            return;
        };
        self.being_read.push(subject);
        let task = SupervisorTask {
            live_chat: self.live_chat,
            kind: TaskKind::Watch,
            subject,
            reaction,
            requested,
        };
        let supervisor = self.members[seat as usize];
        out.send(Message::Supervisor(supervisor, SupervisorInput::StartTask(Box::new(task))));
        if !by_the_clock {
            self.due_since = Some(now);
        }
    }
}

impl Watch {
    /// A supervisor searches the operators for a session to reassign.
    fn search_operators<O: Outbox>(&self, seat: u32, out: &mut O) {
        let SupervisorAction::Reassign { from, .. } = self.rules().action else {
            return;
        };
        let mut remaining = operators_to_search(&self.plan, self.live_chat, from);
        remaining.reverse();
        let watch = (self.live_chat, seat);
        let search =
            ReassignSearch { watch, remaining, being_read: self.being_read.clone(), best: None };
        continue_search(search, out);
    }

    /// A supervisor has decided: the request goes to the operator who has the session.
    fn reassign<O: Outbox>(
        &self,
        supervisor: SupervisorId,
        current_operator: OperatorId,
        session: SessionId,
        out: &mut O,
    ) {
        let (watch, requires) = (self.live_chat, Skills::default());
        let request =
            ReassignRequest { session, current_operator, to: None, requires, supervisor, watch };
        send_reassign_request(request, out);
    }
}

/// The operators whose sessions are searched, in the order of the groups.
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
