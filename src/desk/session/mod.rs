//! A session: one client's conversation with the desk, from arrival to its end.
//!
//! - **Owns** what a session carries wherever it is: its client, priority and patience, its
//!   deadlines, the clocks of its service level, the state of the dialogue, and the table of the
//!   states that a session passes through.
//! - **Inputs**: none. The role that holds the box calls its methods.
//! - **Sends** nothing, and **records** nothing: a session knows neither messages nor facts. What a
//!   session does with either is in the modules that depend on this one, as further `impl Session`
//!   blocks.

mod deadline;
mod dialogue_state;
mod extras;
mod patience;
mod routing;
mod sla_clocks;
mod state;

pub use deadline::Deadline;
pub(super) use dialogue_state::{Awaiting, DialogueState};
pub(super) use routing::{RoutingProgress, RoutingState};
pub(super) use sla_clocks::SlaClocks;
pub use state::{IllegalTransition, SessionEvent, SessionState, StateBeforeSpam};

use crate::base::{GroupId, LiveChatId, OperatorId, SessionId, Span, Time, TopicId};
use crate::plan::{PatienceAfterTransfer, Priority, Skills, Topic};
use crate::workload::{Client, ContactHistory};
use extras::{AbandonmentState, Extras};
use patience::{Patience, PatienceState};

/// A session. Only the role that owns the box can change it.
#[derive(Debug)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// Where it arrived.
    pub live_chat: LiveChatId,
    /// Where it is handled now.
    pub current_live_chat: LiveChatId,
    /// What the client asks about.
    pub topic: TopicId,
    /// The client who writes.
    pub client: Client,
    /// How urgent it is.
    pub priority: Priority,
    /// When it arrived.
    pub arrived: Time,
    /// The operator who had it last.
    pub last_operator: Option<OperatorId>,
    /// Earlier contacts of the client, or how this one differs from a first message.
    pub history: Option<Box<ContactHistory>>,
    /// From when its age counts in a queue.
    pub age_from: Time,
    /// How often it was transferred.
    pub visit: u32,
    /// How far it has come with the routing rules.
    pub(super) routing: RoutingProgress,
    /// The rule that was tried last applies, if the operator or group it names is Online.
    pub(super) rule_pending: bool,
    /// When it was first answered; [`Time::NEVER`] before that.
    answered: Time,
    /// The work of the first visit, if it was drawn in advance; otherwise [`Span::FOREVER`].
    drawn_effort: Span,
    /// When it joined the queue in which it waits, or waited last.
    pub(super) joined: Time,
    /// It waits, or waited, in a queue.
    pub(super) queued: bool,
    /// It is pushed to the least occupied operator of the group, whatever the group's selection.
    pub(in crate::desk) to_least_occupied: bool,
    /// The share of this visit's work still to do: less than one if an operator had begun the work
    /// and the session was taken off that operator.
    pub(super) work_left: f64,
    patience: Patience,
    extras: Option<Box<Extras>>,
}

/// Sessions are moved, reset and waited for by the hundred thousand: one takes 120 bytes, which the allocator
/// makes 128, and what few have is among the extras.
const _: () = assert!(size_of::<Session>() <= 120);

impl Session {
    /// A session that has just arrived.
    pub fn new(
        id: SessionId,
        current_live_chat: LiveChatId,
        topic: TopicId,
        client: Client,
        priority: Priority,
        arrived: Time,
    ) -> Self {
        Self {
            id,
            live_chat: current_live_chat,
            current_live_chat,
            topic,
            client,
            priority,
            arrived,
            last_operator: None,
            history: None,
            age_from: arrived,
            visit: 0,
            routing: RoutingProgress::BEGIN,
            rule_pending: false,
            answered: Time::NEVER,
            drawn_effort: Span::FOREVER,
            joined: arrived,
            queued: false,
            to_least_occupied: false,
            work_left: 1.0,
            patience: Patience::UNDRAWN,
            extras: None,
        }
    }

    /// The desk takes it in now, later than its client wrote.
    pub fn taken_in_at(&mut self, now: Time) {
        (self.arrived, self.age_from, self.joined) = (now, now, now);
    }

    /// Adds the client's earlier contacts, or how this one differs from a first message.
    pub fn set_history(&mut self, history: Box<ContactHistory>) {
        self.last_operator = history.last_operator;
        self.history = Some(history);
    }

    /// Draws in advance what nearly every session needs, and what is the same for every operator.
    /// Drawing takes long: the processor can overlap it with other work while a session arrives,
    /// but later everything else would wait for it.
    #[inline]
    pub fn predraw_effort(&mut self, topic: &Topic) {
        if topic.dialogue.is_none() && topic.effort_by_group.is_empty() {
            self.drawn_effort = self.at_its_time(topic, self.client.effort(&topic.effort, 0));
        }
    }

    /// The work of this visit in this group, for an operator who has no other session.
    #[inline]
    pub(super) fn effort(&self, topic: &Topic, group: GroupId) -> Span {
        if self.visit == 0 && self.drawn_effort < Span::FOREVER {
            self.drawn_effort
        } else {
            self.at_its_time(topic, self.client.effort(topic.effort_for(group), self.visit))
        }
    }

    /// The work of a topic whose sessions are longer at some times of the day.
    #[inline]
    fn at_its_time(&self, topic: &Topic, effort: Span) -> Span {
        match &topic.by_time {
            Some(by_time) => times(effort, by_time.effort.at(self.arrived)),
            None => effort,
        }
    }

    /// The desk knows that this client has written before.
    pub fn is_returning(&self) -> bool {
        self.history.as_ref().is_some_and(|history| history.is_returning)
    }

    /// An operator has it, or had it.
    pub fn is_answered(&self) -> bool {
        self.answered < Time::NEVER
    }

    /// When an operator first had it.
    pub(super) fn answered(&self) -> Option<Time> {
        self.is_answered().then_some(self.answered)
    }

    /// Prepares it to join a queue; it does not wait there yet.
    pub(super) fn join(&mut self, now: Time) {
        self.joined = now;
        self.queued = false;
        if self.extras.is_some() {
            self.clear_queue_state();
        }
    }

    /// Clears what applied only in the queue that it was in.
    fn clear_queue_state(&mut self) {
        if let Some(extras) = &mut self.extras {
            for what in [Deadline::MaxWait, Deadline::Ring, Deadline::LastOperator] {
                extras.deadlines.clear(what);
            }
            (extras.dropped_skills, extras.rings_exited, extras.restricted_to) =
                (Skills::default(), 0, None);
            extras.unaccepted_offers.clear();
            extras.pushed_from = None;
        }
    }

    /// Clears what applied only while it waited.
    fn clear_wait_state(&mut self) {
        self.clear_queue_state();
        if let Some(extras) = &mut self.extras {
            extras.deadlines.clear(Deadline::Overflow);
            extras.overflow = None;
        }
    }

    /// The client begins to wait, or continues to wait in another queue during the same visit.
    /// Returns when patience ends; [`Time::NEVER`] for a client who does not give up.
    pub(super) fn resume_patience(&mut self, now: Time, topic: &Topic) -> Time {
        // A client with whom an operator stays does not lose patience.
        if self.extras.as_ref().is_some_and(|extras| extras.warm_transfer.is_some()) {
            return Time::NEVER;
        }
        if self.patience == Patience::UNDRAWN {
            let mut drawn = self.client.patience(topic, self.visit);
            if let (Some(drawn), Some(by_time)) = (&mut drawn, &topic.by_time) {
                *drawn = times(*drawn, by_time.patience.at(self.arrived));
            }
            self.patience = drawn.map_or(Patience::INFINITE, Patience::remaining);
            if topic.silent_abandonment.is_some() && self.client.is_silent(topic) {
                let extras = self.extras.get_or_insert_default();
                if extras.abandonment == AbandonmentState::Visible {
                    extras.abandonment = AbandonmentState::Silent;
                }
            }
        }
        if let PatienceState::Remaining(left) = self.patience.state() {
            self.patience = Patience::until(now + left);
        }
        self.patience_until().unwrap_or(Time::NEVER)
    }

    /// When the client gives up, if that is known; it is while the session waits.
    pub(super) fn patience_until(&self) -> Option<Time> {
        match self.patience.state() {
            PatienceState::Until(until) => Some(until),
            PatienceState::Undrawn | PatienceState::Infinite | PatienceState::Remaining(_) => None,
        }
    }

    /// The client is attended to and does not wait meanwhile.
    pub(super) fn pause_patience(&mut self, now: Time) {
        if let Some(until) = self.patience_until() {
            self.patience = Patience::remaining(until.since(now));
        }
    }

    /// The desk writes first, so the client does not wait for an answer.
    pub(super) fn disable_patience(&mut self) {
        self.patience = Patience::INFINITE;
    }

    /// The client's patience is over.
    pub(super) fn is_patience_over(&self, now: Time) -> bool {
        self.patience_until().is_some_and(|until| until <= now)
    }

    /// The client would leave without a message.
    pub(super) fn would_abandon_silently(&self) -> bool {
        self.extras.as_ref().is_some_and(|extras| extras.abandonment == AbandonmentState::Silent)
    }

    /// The client has left without a message.
    pub(super) fn abandon_silently(&mut self) {
        self.extras.get_or_insert_default().abandonment = AbandonmentState::SilentlyAbandoned;
        self.patience = Patience::INFINITE;
    }

    /// The client has left, and the desk does not see it.
    #[inline]
    pub(super) fn is_abandoned(&self) -> bool {
        self.extras
            .as_ref()
            .is_some_and(|extras| extras.abandonment == AbandonmentState::SilentlyAbandoned)
    }

    /// It has just arrived and was never admitted: a full queue may turn it away.
    pub(super) fn is_new(&self) -> bool {
        let let_in = self.extras.as_ref().is_some_and(|extras| extras.admitted);
        self.visit == 0
            && !self.is_answered()
            && !let_in
            && !self.is_abandoned()
            && self.overflow().is_none()
    }

    /// An operator has it now: the client no longer waits.
    pub(super) fn accept(&mut self, now: Time) {
        if self.extras.is_some() {
            self.clear_wait_state();
            self.clear_exclusions();
        }
        if !self.is_abandoned() {
            self.answered = self.answered.min(now);
        }
        self.to_least_occupied = false;
        self.pause_patience(now);
    }

    /// It is transferred: the next visit begins.
    pub(super) fn transfer(&mut self, topic: &Topic) {
        self.visit += 1;
        if let Some(extras) = &mut self.extras {
            extras.dialogue = None;
            extras.deadlines.clear(Deadline::SpamMark);
        }
        self.work_left = 1.0;
        let inherited = topic.patience_after_transfer == PatienceAfterTransfer::Inherited;
        // A client who never had to wait inherits the whole of the patience.
        if !inherited {
            self.patience = Patience::UNDRAWN;
        }
    }
}

fn times(length: Span, factor: f64) -> Span {
    Span::from_micros_f64(length.as_micros_f64() * factor + 0.5)
}
