//! One conversation, as it moves from owner to owner.

use super::Class;
use super::deadline::{Deadline, Deadlines};
use super::dialogue_state::DialogueState;
use super::sla::SlaClocks;
use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SessionId, Span, Time, TopicId};
use crate::plan::{PatienceAfterTransfer, Priority, QueueAgeFrom, Skills, Topic};
use crate::workload::{Client, ContactHistory};

/// A session. Whoever owns the box has it; nobody else can touch it.
#[derive(Debug)]
#[repr(align(64))]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Where it came.
    pub live_chat: LiveChatId,
    /// Where it is dealt with now.
    pub current_live_chat: LiveChatId,
    /// What about.
    pub topic: TopicId,
    /// Who writes.
    pub client: Client,
    /// How urgent.
    pub priority: Priority,
    /// When it came.
    pub arrived: Time,
    /// Who had it last.
    pub last_operator: Option<OperatorId>,
    /// The desk knows that this client has written before.
    pub returning: bool,
    /// What it brought that is more than a first message.
    pub history: Option<Box<ContactHistory>>,
    /// From when its age counts in a queue.
    pub age_from: Time,
    /// How often it was switched.
    pub visit: u32,
    /// The next routing rule to try.
    pub(super) next_rule: u32,
    /// The one before applies, if whoever it names is there.
    pub(super) rule_pending: bool,
    /// When it was first answered; [`Time::NEVER`] until then.
    answered: Time,
    /// The work at the first stage, where it was drawn ahead; otherwise [`Span::FOREVER`].
    drawn_effort: Span,
    /// When it joined the queue that it is in, or was last in.
    pub(super) joined: Time,
    /// It waits, or waited, in that queue.
    pub(super) queued: bool,
    /// It is pushed to the least occupied operator of the group, whatever the group's selection.
    pub(super) to_least_occupied: bool,
    /// The share of this stage's work that is still to do: less than one where somebody had begun
    /// it and was relieved of it.
    pub(super) work_left: f64,
    patience: Patience,
    extras: Option<Box<Extras>>,
}

/// What most sessions do without.
#[derive(Debug, Default)]
struct Extras {
    deadlines: Deadlines,
    excluded: Vec<OperatorId>,
    abandonment: AbandonmentState,
    dialogue: Option<DialogueState>,
    /// Operators who did not accept it in the queue that it is in, and how often.
    unaccepted_offers: Vec<(OperatorId, u32)>,
    /// Who stays with the client until somebody takes it over, and by which switch.
    warm_transfer: Option<(OperatorId, usize)>,
    /// How many switches came to nothing.
    failed_transfers: u32,
    /// What is no longer required in the queue that it is in, and how many rings it has left.
    dropped_skills: Skills,
    rings_exited: u8,
    /// Who alone may have it for a while.
    restricted_to: Option<OperatorId>,
    /// The queue whose overflow it follows, and the next step.
    overflow: Option<(QueueId, usize)>,
    sla_clocks: Option<SlaClocks>,
    /// It was somewhere already, so no full queue turns it away.
    admitted: bool,
    /// A bot had it, and could not help.
    bot_handed_off: bool,
}

/// Whether the client tells when giving up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum AbandonmentState {
    /// Yes.
    #[default]
    Visible,
    /// No: nobody would see it.
    Silent,
    /// The client has left, and nobody saw it.
    SilentlyAbandoned,
}

/// How long the client still waits.
#[derive(Clone, Copy, Debug)]
enum Patience {
    /// Not drawn yet at this stage.
    Undrawn,
    /// For ever.
    Infinite,
    /// So long, not counting time with an operator.
    Remaining(Span),
    /// Waiting, until then.
    Until(Time),
}

impl Session {
    /// A session that has just come.
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
            returning: false,
            history: None,
            age_from: arrived,
            visit: 0,
            next_rule: 0,
            rule_pending: false,
            answered: Time::NEVER,
            drawn_effort: Span::FOREVER,
            joined: arrived,
            queued: false,
            to_least_occupied: false,
            work_left: 1.0,
            patience: Patience::Undrawn,
            extras: None,
        }
    }

    /// It is not the first message of a client, or not only that.
    pub fn set_history(&mut self, history: Box<ContactHistory>) {
        self.returning = history.is_returning;
        self.last_operator = history.last_operator;
        self.history = Some(history);
    }

    /// Draws ahead what is the same whoever answers and needed in nearly every session. To draw takes
    /// long; while a session comes other things can be done meanwhile, and later all would wait.
    #[inline]
    pub fn predraw_effort(&mut self, topic: &Topic) {
        if topic.dialogue.is_none() && topic.effort_by_group.is_empty() {
            self.drawn_effort = self.client.effort(&topic.effort, 0);
        }
    }

    /// The work that it is at this stage in this group, alone with it.
    #[inline]
    pub(super) fn effort(&self, topic: &Topic, group: GroupId) -> Span {
        if self.visit == 0 && self.drawn_effort < Span::FOREVER {
            self.drawn_effort
        } else {
            self.client.effort(topic.effort_for(group), self.visit)
        }
    }

    /// An operator has, or had, it.
    pub fn is_answered(&self) -> bool {
        self.answered < Time::NEVER
    }

    /// When an operator first had it.
    pub(super) fn answered(&self) -> Option<Time> {
        self.is_answered().then_some(self.answered)
    }

    /// It joins a queue and does not yet wait there.
    pub(super) fn join(&mut self, now: Time) {
        self.joined = now;
        self.queued = false;
        if self.extras.is_some() {
            self.clear_queue_state();
        }
    }

    /// What held in the queue that it was in holds no longer.
    fn clear_queue_state(&mut self) {
        if let Some(extras) = &mut self.extras {
            for what in [Deadline::MaxWait, Deadline::Ring, Deadline::LastOperator] {
                extras.deadlines.clear(what);
            }
            (extras.dropped_skills, extras.rings_exited, extras.restricted_to) =
                (Skills::default(), 0, None);
            extras.unaccepted_offers.clear();
        }
    }

    /// It waits no longer, and no queue sends it on.
    fn clear_wait_state(&mut self) {
        self.clear_queue_state();
        if let Some(extras) = &mut self.extras {
            extras.deadlines.clear(Deadline::Overflow);
            extras.overflow = None;
        }
    }

    /// The client begins to wait, or goes on waiting in another queue of the same stage: until
    /// when? [`Time::NEVER`] for one who does not give up.
    pub(super) fn resume_patience(&mut self, now: Time, topic: &Topic) -> Time {
        // In company nobody loses patience.
        if self.extras.as_ref().is_some_and(|extras| extras.warm_transfer.is_some()) {
            return Time::NEVER;
        }
        if let Patience::Undrawn = self.patience {
            let drawn = self.client.patience(topic, self.visit);
            self.patience = drawn.map_or(Patience::Infinite, Patience::Remaining);
            if topic.silent_abandonment.is_some() && self.client.is_silent(topic) {
                let extras = self.extras.get_or_insert_default();
                if extras.abandonment == AbandonmentState::Visible {
                    extras.abandonment = AbandonmentState::Silent;
                }
            }
        }
        if let Patience::Remaining(left) = self.patience {
            self.patience = Patience::Until(now + left);
        }
        match self.patience {
            Patience::Until(until) => until,
            _ => Time::NEVER,
        }
    }

    /// When something is due with it in a place where the client waits, and of what class that is.
    pub(super) fn next_due(&self) -> Option<(Time, Class)> {
        let patience = match self.patience {
            Patience::Until(until) => Some((until, Class::Abandonment)),
            _ => None,
        };
        match (patience, self.next_deadline()) {
            (Some((until, _)), Some((at, what))) if at < until => Some((at, what.class())),
            (None, Some((at, what))) => Some((at, what.class())),
            (patience, _) => patience,
        }
    }

    /// Somebody attends to the client, who does not wait meanwhile.
    pub(super) fn pause_patience(&mut self, now: Time) {
        if let Patience::Until(until) = self.patience {
            self.patience = Patience::Remaining(until.since(now));
        }
    }

    /// The desk writes first: whoever is to answer knows of no wait.
    pub(super) fn disable_patience(&mut self) {
        self.patience = Patience::Infinite;
    }

    /// The client waits no longer.
    pub(super) fn is_patience_over(&self, now: Time) -> bool {
        matches!(self.patience, Patience::Until(until) if until <= now)
    }

    /// The client would leave without a word.
    pub(super) fn would_abandon_silently(&self) -> bool {
        self.extras.as_ref().is_some_and(|extras| extras.abandonment == AbandonmentState::Silent)
    }

    /// The client has left without a word.
    pub(super) fn abandon_silently(&mut self) {
        self.extras.get_or_insert_default().abandonment = AbandonmentState::SilentlyAbandoned;
        self.patience = Patience::Infinite;
    }

    /// The client has left, and nobody saw it.
    #[inline]
    pub(super) fn is_abandoned(&self) -> bool {
        self.extras
            .as_ref()
            .is_some_and(|extras| extras.abandonment == AbandonmentState::SilentlyAbandoned)
    }

    /// It came and has been with nobody yet: one that a full queue may turn away.
    pub(super) fn is_new(&self) -> bool {
        let let_in = self.extras.as_ref().is_some_and(|extras| extras.admitted);
        self.visit == 0
            && !self.is_answered()
            && !let_in
            && !self.is_abandoned()
            && self.overflow().is_none()
    }

    /// From now on no full queue turns it away.
    pub(super) fn admit(&mut self) {
        self.extras.get_or_insert_default().admitted = true;
    }

    /// A bot hands it off.
    pub(super) fn mark_handed_off(&mut self) {
        self.admit();
        self.extras.get_or_insert_default().bot_handed_off = true;
    }

    /// A bot had it, and could not help.
    pub(super) fn was_handed_off(&self) -> bool {
        self.extras.as_ref().is_some_and(|extras| extras.bot_handed_off)
    }

    /// The clocks of its service level.
    #[inline]
    pub(super) fn sla_clocks(&mut self) -> Option<&mut SlaClocks> {
        self.extras.as_mut()?.sla_clocks.as_mut()
    }

    /// It gets a service level.
    pub(super) fn set_sla_clocks(&mut self, clocks: SlaClocks) {
        self.extras.get_or_insert_default().sla_clocks = Some(clocks);
    }

    /// The conversation so far with whoever has, or had, it at this stage.
    pub(super) fn dialogue(&mut self) -> Option<&mut DialogueState> {
        self.extras.as_mut()?.dialogue.as_mut()
    }

    /// A conversation begins.
    pub(super) fn begin_dialogue(&mut self, talk: DialogueState) {
        self.extras.get_or_insert_default().dialogue = Some(talk);
    }

    /// Its first deadline, and when that is.
    pub(super) fn next_deadline(&self) -> Option<(Time, Deadline)> {
        self.extras.as_ref()?.deadlines.first()
    }

    /// When this is due, if it is.
    pub(super) fn deadline_time(&self, what: Deadline) -> Option<Time> {
        self.extras.as_ref()?.deadlines.time_of(what)
    }

    /// Sets a deadline. Whoever owns the session sees to its alarm.
    pub(super) fn set_deadline(&mut self, at: Time, what: Deadline) {
        self.extras.get_or_insert_default().deadlines.set(at, what);
    }

    /// Drops the deadlines of a kind. Whoever owns the session sees to its alarm.
    pub(super) fn drop_deadline(&mut self, what: Deadline) {
        if let Some(extras) = &mut self.extras {
            extras.deadlines.clear(what);
        }
    }

    /// Takes the first deadline off, if it is due.
    pub(super) fn pop_due_deadline(&mut self, now: Time) -> Option<Deadline> {
        self.extras.as_mut()?.deadlines.pop_due(now)
    }

    /// It is not given to this operator again.
    pub(super) fn exclude(&mut self, operator: OperatorId) {
        let excluded = &mut self.extras.get_or_insert_default().excluded;
        if !excluded.contains(&operator) {
            excluded.push(operator);
        }
    }

    /// The operator did not accept it.
    pub(super) fn record_unaccepted_offer(&mut self, operator: OperatorId) {
        let offers = &mut self.extras.get_or_insert_default().unaccepted_offers;
        match offers.iter_mut().find(|(one, _)| *one == operator) {
            Some((_, times)) => *times += 1,
            None => offers.push((operator, 1)),
        }
    }

    /// How often the operator did not accept it.
    pub(super) fn unaccepted_offers_of(&self, operator: OperatorId) -> u32 {
        let offers = self.extras.as_ref().map_or(&[][..], |extras| &extras.unaccepted_offers);
        offers.iter().find(|(one, _)| *one == operator).map_or(0, |(_, times)| *times)
    }

    /// Those to whom it is not given.
    pub(super) fn excluded_operators(&self) -> &[OperatorId] {
        self.extras.as_ref().map_or(&[], |extras| &extras.excluded)
    }

    /// What was due while nobody looked is due now.
    pub(super) fn postpone_overdue_deadlines(&mut self, now: Time) {
        if let Some(extras) = &mut self.extras {
            extras.deadlines.postpone_overdue(now);
        }
    }

    /// An operator stays with the client until somebody takes it over.
    pub(super) fn set_warm_transfer(&mut self, operator: OperatorId, transfer: usize) {
        self.extras.get_or_insert_default().warm_transfer = Some((operator, transfer));
    }

    /// Whoever stayed with the client may go.
    #[inline]
    pub(super) fn take_warm_transfer(&mut self) -> Option<(OperatorId, usize)> {
        self.extras.as_mut()?.warm_transfer.take()
    }

    /// How many switches came to nothing.
    pub(super) fn failed_transfers(&self) -> u32 {
        self.extras.as_ref().map_or(0, |extras| extras.failed_transfers)
    }

    /// A switch came to nothing: whoever has it does the work of the next stage.
    pub(super) fn fail_transfer(&mut self) {
        self.visit += 1;
        self.work_left = 1.0;
        let extras = self.extras.get_or_insert_default();
        extras.failed_transfers += 1;
        extras.dialogue = None;
        extras.deadlines.clear(Deadline::SpamMark);
    }

    /// It has been with somebody else before.
    pub(super) fn was_transferred(&self) -> bool {
        self.visit > self.failed_transfers()
    }

    /// From when its age counts after a switch at `now`.
    pub(super) fn set_age_after_transfer(&mut self, queue_age: QueueAgeFrom, now: Time) {
        if queue_age == QueueAgeFrom::Transfer {
            self.age_from = now;
        }
    }

    /// What an operator must be able to do to get it from the queue that it is in.
    pub(super) fn required_skills(&self, topic: &Topic) -> Skills {
        match &self.extras {
            Some(extras) => topic.requires.without(extras.dropped_skills),
            None => topic.requires,
        }
    }

    /// These are no longer required: it leaves a ring.
    pub(super) fn relax(&mut self, drop: Skills) {
        let extras = self.extras.get_or_insert_default();
        extras.dropped_skills = extras.dropped_skills.union(drop);
        extras.rings_exited += 1;
    }

    /// How many rings it has left in the queue that it is in.
    pub(super) fn rings_exited(&self) -> u8 {
        self.extras.as_ref().map_or(0, |extras| extras.rings_exited)
    }

    /// Nobody but this operator may have it for a while; `None`: anybody may.
    pub(super) fn restrict_to(&mut self, operator: Option<OperatorId>) {
        self.extras.get_or_insert_default().restricted_to = operator;
    }

    /// Who alone may have it.
    pub(super) fn restricted_to(&self) -> Option<OperatorId> {
        self.extras.as_ref()?.restricted_to
    }

    /// The queue whose overflow it follows, and the next step.
    pub(super) fn overflow(&self) -> Option<(QueueId, usize)> {
        self.extras.as_ref()?.overflow
    }

    /// It follows the overflow of a queue from this step on.
    pub(super) fn follow_overflow(&mut self, queue: QueueId, step: usize) {
        self.extras.get_or_insert_default().overflow = Some((queue, step));
    }

    /// When the first of its service level's clocks that run is over, if any ever is.
    pub(super) fn next_sla_due(&self) -> Option<Time> {
        self.extras.as_ref()?.sla_clocks.as_ref()?.next_due()
    }

    /// An operator has it now: the client no longer waits.
    pub(super) fn accept(&mut self, now: Time) {
        if self.extras.is_some() {
            self.clear_wait_state();
        }
        if !self.is_abandoned() {
            self.answered = self.answered.min(now);
        }
        self.to_least_occupied = false;
        self.pause_patience(now);
    }

    /// It is switched: one stage further.
    pub(super) fn transfer(&mut self, topic: &Topic) {
        self.visit += 1;
        if let Some(extras) = &mut self.extras {
            extras.dialogue = None;
            extras.deadlines.clear(Deadline::SpamMark);
        }
        self.work_left = 1.0;
        let inherited = topic.patience_after_transfer == PatienceAfterTransfer::Inherited;
        // One who never had to wait has nothing to inherit but the whole of it.
        if !inherited {
            self.patience = Patience::Undrawn;
        }
    }
}
