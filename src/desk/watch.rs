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

pub use moving::Moving;
pub use reassigning::{Relay, Search};

use std::sync::Arc;

use super::queue::QueueInput;
use super::roster::Roster;
use super::supervisor::{Attention, Errand, Matter, Post, SupervisorInput};
use super::{Class, LiveChatInput, Message, Outbox};
use crate::base::{LiveChatId, Span, SupervisorId, Time};
use crate::plan::{self, Choice, Deed, Plan, Selection, Tie, When};

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
    Picked(u32, Option<(Matter, Span)>),
    /// It was done, or the session was gone already; not so, if nobody was Online who could get it.
    Moved(bool),
    /// Everything about supervisors.
    Attention(Attention),
}

#[derive(Debug)]
pub(super) struct Watch {
    plan: Arc<Plan>,
    live_chat: LiveChatId,
    members: Vec<SupervisorId>,
    roster: Roster,
    crowded: bool,
    /// From when acts are to be done; by the clock one at a time.
    due: Option<Time>,
    rest: Rest,
    reading: Vec<Matter>,
}

/// Why nobody begins an act that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// Somebody does as soon as free.
    No,
    /// The queue has been asked who is next: the answer comes at this same instant.
    Asking,
    /// All who wait are being read about.
    Nothing,
    /// Nobody was Online who could get one.
    Retrying,
}

/// The supervisors who watch, in the plan's order.
pub(super) fn members(plan: &Plan, live_chat: LiveChatId) -> Vec<SupervisorId> {
    let watches = |id: &SupervisorId| plan.supervisors[id.index()].watches.contains(&live_chat);
    (0..plan.supervisors.len()).map(SupervisorId::from).filter(watches).collect()
}

impl Watch {
    pub(super) fn new(plan: &Arc<Plan>, live_chat: LiveChatId) -> Self {
        let members = members(plan, live_chat);
        // Whoever has had nothing to do for longest.
        let selection = Selection { choice: Choice::LeastOccupied, tie: Tie::LongestIdle };
        let roster = Roster::new(selection, members.iter().map(|_| Some(1)));
        Self {
            plan: Arc::clone(plan),
            live_chat,
            members,
            roster,
            crowded: false,
            due: None,
            rest: Rest::No,
            reading: Vec::new(),
        }
    }

    pub(super) fn handle<O: Outbox>(&mut self, now: Time, input: WatchInput, out: &mut O) {
        match input {
            WatchInput::Begin => self.set_clock(now, out),
            WatchInput::Tick => {
                self.set_clock(now, out);
                // Sessions on hand are there whoever waits.
                if self.crowded || matches!(self.rules().deed, Deed::Reassign { .. }) {
                    self.due.get_or_insert(now);
                    self.look_again();
                }
            }
            WatchInput::Retry => self.rest = Rest::No,
            WatchInput::Crowded(crowded) => {
                self.crowded = crowded;
                self.due = match self.rules().when {
                    When::Crowded { .. } if crowded => Some(now),
                    _ => None,
                };
                self.look_again();
            }
            WatchInput::Picked(seat, picked) => self.picked(now, seat, picked, out),
            WatchInput::Moved(moved) => {
                if !moved && self.rest != Rest::Retrying {
                    self.rest = Rest::Retrying;
                    let retry = LiveChatInput::watch(WatchInput::Retry);
                    let at = now + self.rules().retry;
                    out.wake(at, Class::Staff, Message::LiveChat(self.live_chat, retry));
                }
            }
            WatchInput::Attention(attention) => self.attention(now, attention, out),
        }
        self.give(out);
    }

    fn rules(&self) -> &plan::Watch {
        let watch = self.plan.live_chats[self.live_chat.index()].watch.as_deref();
        watch.expect("only a live chat that is watched over has a watch")
    }

    fn set_clock<O: Outbox>(&self, now: Time, out: &mut O) {
        if let When::Every(period) = self.rules().when {
            let tick = LiveChatInput::watch(WatchInput::Tick);
            out.wake(now + period, Class::Staff, Message::LiveChat(self.live_chat, tick));
        }
    }

    fn attention<O: Outbox>(&mut self, now: Time, attention: Attention, out: &mut O) {
        match attention {
            Attention::Enlist(seat, load) => self.roster.enlist(now, seat, load),
            Attention::Delist(seat) => self.roster.delist(seat),
            Attention::Took(seat) => self.roster.took(seat),
            Attention::Freed(seat) => self.roster.freed(now, seat),
            Attention::Declined(seat, matter) => {
                self.roster.untook(seat);
                self.reading.retain(|read| *read != matter);
                self.look_again();
            }
            Attention::Decided(supervisor, matter) => {
                self.reading.retain(|read| *read != matter);
                self.look_again();
                match matter {
                    Matter::Waiting(ticket) => {
                        let input = QueueInput::Move(ticket, (supervisor, self.live_chat));
                        let owner = self.plan.queues[self.rules().queue.index()].owner;
                        out.send(Message::queue(owner, input));
                    }
                    Matter::OnHand(operator, session) => {
                        self.reassign(supervisor, (operator, session), out);
                    }
                }
            }
        }
    }

    /// There may be something to do now.
    fn look_again(&mut self) {
        if self.rest == Rest::Nothing {
            self.rest = Rest::No;
        }
    }

    /// Lets a free supervisor look for the next session.
    fn give<O: Outbox>(&mut self, out: &mut O) {
        if self.due.is_none() || self.rest != Rest::No {
            return;
        }
        let Some(seat) = self.roster.choose(|| 0) else {
            return;
        };
        self.rest = Rest::Asking;
        if let Deed::Reassign { .. } = self.rules().deed {
            self.search(seat, out);
            return;
        }
        let waiting = |read: &Matter| match *read {
            Matter::Waiting(ticket) => Some(ticket),
            Matter::OnHand(..) => None,
        };
        let others = self.reading.iter().filter_map(waiting).collect();
        let input = QueueInput::Pick(self.live_chat, seat, others);
        let owner = self.plan.queues[self.rules().queue.index()].owner;
        out.send(Message::queue(owner, input));
    }

    fn picked<O: Outbox>(
        &mut self,
        now: Time,
        seat: u32,
        picked: Option<(Matter, Span)>,
        out: &mut O,
    ) {
        if self.rest == Rest::Asking {
            self.rest = Rest::No;
        }
        let by_the_clock = matches!(self.rules().when, When::Every(_));
        let due = if by_the_clock { self.due.take() } else { self.due };
        let (Some((matter, reaction)), Some(asked)) = (picked, due) else {
            self.roster.untook(seat);
            if self.rest == Rest::No {
                self.rest = Rest::Nothing;
            }
            return;
        };
        self.reading.push(matter);
        let errand =
            Errand { live_chat: self.live_chat, post: Post::Watch, matter, reaction, asked };
        let supervisor = self.members[seat as usize];
        out.send(Message::Supervisor(supervisor, SupervisorInput::Act(Box::new(errand))));
        if !by_the_clock {
            self.due = Some(now);
        }
    }
}
