//! What the supervisors of a live chat watch over: a queue, or what operators have on hand, by the
//! clock or while too many wait. What they then do with a session is a file each.
//!
//! Each act takes a supervisor's attention for a while, during which the session stays where it is
//! and anybody's: if it is gone when the supervisor has decided, the act was in vain.

mod assigning;
mod moving;
mod raising;
mod reassigning;
mod to_bot;

pub use moving::SupervisorMove;
pub use reassigning::{ReassignRequest, ReassignSearch};

use std::sync::Arc;

use super::queue::QueueInput;
use super::roster::Roster;
use super::supervisor::{SupervisorInput, SupervisorTask, SupervisorUpdate, TaskKind, TaskSubject};
use super::{Class, LiveChatInput, Message, Outbox};
use crate::base::{LiveChatId, Span, SupervisorId, Time};
use crate::plan::{self, Choice, Plan, Selection, SupervisorAction, TieBreak, WatchTrigger};

/// What a watch is told.
#[derive(Debug)]
pub enum WatchInput {
    /// The run begins.
    Begin,
    /// The clock says that it is time.
    Tick,
    /// Time to try again.
    Retry,
    /// The queue has become crowded, or no longer is.
    Crowded(bool),
    /// What the supervisor in this seat begins to read, and how long that takes; nothing, if nobody
    /// is there whom no other reads.
    Picked(u32, Option<(TaskSubject, Span)>),
    /// It was done, or the session was gone already; not so, if nobody was Online who could get it.
    ActionDone(bool),
    /// Everything about supervisors.
    Supervisor(SupervisorUpdate),
}

#[derive(Debug)]
pub(super) struct Watch {
    plan: Arc<Plan>,
    live_chat: LiveChatId,
    members: Vec<SupervisorId>,
    roster: Roster,
    crowded: bool,
    /// From when acts are to be done; by the clock one at a time.
    due_since: Option<Time>,
    state: WatchState,
    being_read: Vec<TaskSubject>,
}

/// Why nobody begins an act that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WatchState {
    /// Somebody does as soon as free.
    Ready,
    /// The queue has been asked who is next: the answer comes at this same instant.
    Searching,
    /// All who wait are being read about.
    Exhausted,
    /// Nobody was Online who could get one.
    Retrying,
}

/// The supervisors who watch, in the plan's order.
pub(super) fn members(plan: &Plan, live_chat: LiveChatId) -> Vec<SupervisorId> {
    let watches =
        |id: &SupervisorId| plan.supervisors[id.index()].watched_live_chats.contains(&live_chat);
    (0..plan.supervisors.len()).map(SupervisorId::from).filter(watches).collect()
}

impl Watch {
    pub(super) fn new(plan: &Arc<Plan>, live_chat: LiveChatId) -> Self {
        let members = members(plan, live_chat);
        // Whoever has had nothing to do for longest.
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
                // Sessions on hand are there whoever waits.
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
                    out.schedule(at, Class::Staff, Message::LiveChat(self.live_chat, retry));
                }
            }
            WatchInput::Supervisor(update) => self.handle_supervisor_update(now, update, out),
        }
        self.start_search(out);
    }

    fn rules(&self) -> &plan::WatchRule {
        let watch = self.plan.live_chats[self.live_chat.index()].watch.as_deref();
        watch.expect("only a live chat that is watched over has a watch")
    }

    fn schedule_tick<O: Outbox>(&self, now: Time, out: &mut O) {
        if let WatchTrigger::Every(period) = self.rules().trigger {
            let tick = LiveChatInput::watch(WatchInput::Tick);
            out.schedule(now + period, Class::Staff, Message::LiveChat(self.live_chat, tick));
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
            SupervisorUpdate::Declined(seat, subject) => {
                self.roster.undo_assign(seat);
                self.being_read.retain(|read| *read != subject);
                self.resume_if_exhausted();
            }
            SupervisorUpdate::Decided(supervisor, subject) => {
                self.being_read.retain(|read| *read != subject);
                self.resume_if_exhausted();
                match subject {
                    TaskSubject::Waiting(ticket) => {
                        let input = QueueInput::Move(ticket, (supervisor, self.live_chat));
                        let owner = self.plan.queues[self.rules().queue.index()].owner;
                        out.send(Message::to_queue(owner, input));
                    }
                    TaskSubject::OnHand(operator, session) => {
                        self.reassign(supervisor, (operator, session), out);
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
