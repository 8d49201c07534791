//! One conversation, as it moves from owner to owner.

use super::Class;
use super::deadline::{Deadline, Deadlines};
use super::sla::Clocks;
use super::talk::Talk;
use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SessionId, Span, Time, TopicId};
use crate::plan::{PatienceAfterSwitch, Priority, QueueAge, Skills, Topic};
use crate::workload::{Client, Visit};

/// A session. Whoever owns the box has it; nobody else can touch it.
#[derive(Debug)]
#[repr(align(64))]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Where it came.
    pub live_chat: LiveChatId,
    /// Where it is dealt with now.
    pub at: LiveChatId,
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
    pub visit: Option<Box<Visit>>,
    /// From when its age counts in a queue.
    pub age_from: Time,
    /// How often it was switched.
    pub stage: u32,
    /// The next routing rule to try.
    pub(super) next_rule: u32,
    /// The one before applies, if whoever it names is there.
    pub(super) by_rule: bool,
    /// When it was first answered; [`Time::NEVER`] until then.
    answered: Time,
    /// The work at the first stage, where it was drawn ahead; otherwise [`Span::FOREVER`].
    effort: Span,
    /// When it joined the queue that it is in, or was last in.
    pub(super) joined: Time,
    /// It waits, or waited, in that queue.
    pub(super) queued: bool,
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
    avoids: Vec<OperatorId>,
    silence: Silence,
    talk: Option<Talk>,
    /// Who stays with the client until somebody takes it over, and by which switch.
    escort: Option<(OperatorId, usize)>,
    /// How many switches came to nothing.
    returns: u32,
    /// What is no longer required in the queue that it is in, and how many rings it has left.
    dropped: Skills,
    rings: u8,
    /// Who alone may have it for a while.
    only: Option<OperatorId>,
    /// The queue whose overflow it follows, and the next step.
    overflow: Option<(QueueId, usize)>,
    clocks: Option<Clocks>,
    /// It was somewhere already, so no full queue turns it away.
    let_in: bool,
    /// A bot had it, and could not help.
    handed_off: bool,
}

/// Whether the client tells when giving up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Silence {
    /// Yes.
    #[default]
    Tells,
    /// No: nobody would see it.
    WouldNotTell,
    /// The client has left, and nobody saw it.
    Gone,
}

/// How long the client still waits.
#[derive(Clone, Copy, Debug)]
enum Patience {
    /// Not drawn yet at this stage.
    Undrawn,
    /// For ever.
    Endless,
    /// So long, not counting time with an operator.
    Left(Span),
    /// Waiting, until then.
    Until(Time),
}

impl Session {
    /// A session that has just come.
    pub fn new(
        id: SessionId,
        live_chat: LiveChatId,
        topic: TopicId,
        client: Client,
        priority: Priority,
        arrived: Time,
    ) -> Self {
        Self {
            id,
            live_chat,
            at: live_chat,
            topic,
            client,
            priority,
            arrived,
            last_operator: None,
            returning: false,
            visit: None,
            age_from: arrived,
            stage: 0,
            next_rule: 0,
            by_rule: false,
            answered: Time::NEVER,
            effort: Span::FOREVER,
            joined: arrived,
            queued: false,
            work_left: 1.0,
            patience: Patience::Undrawn,
            extras: None,
        }
    }

    /// It is not the first message of a client, or not only that.
    pub fn come_again(&mut self, visit: Box<Visit>) {
        self.returning = visit.returning;
        self.last_operator = visit.last_operator;
        self.visit = Some(visit);
    }

    /// Draws ahead what is the same whoever answers and needed in nearly every session. To draw takes
    /// long; while a session comes other things can be done meanwhile, and later all would wait.
    #[inline]
    pub fn look_ahead(&mut self, topic: &Topic) {
        if topic.dialogue.is_none() && topic.effort_at.is_empty() {
            self.effort = self.client.effort(&topic.effort, 0);
        }
    }

    /// The work that it is at this stage in this group, alone with it.
    #[inline]
    pub(super) fn effort(&self, topic: &Topic, group: GroupId) -> Span {
        if self.stage == 0 && self.effort < Span::FOREVER {
            self.effort
        } else {
            self.client.effort(topic.effort_in(group), self.stage)
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
            self.leave_queue();
        }
    }

    /// What held in the queue that it was in holds no longer.
    fn leave_queue(&mut self) {
        if let Some(extras) = &mut self.extras {
            for what in [Deadline::MaxWait, Deadline::Ring, Deadline::LastOperator] {
                extras.deadlines.drop(what);
            }
            (extras.dropped, extras.rings, extras.only) = (Skills::default(), 0, None);
        }
    }

    /// It waits no longer, and no queue sends it on.
    fn stay(&mut self) {
        self.leave_queue();
        if let Some(extras) = &mut self.extras {
            extras.deadlines.drop(Deadline::Overflow);
            extras.overflow = None;
        }
    }

    /// The client begins to wait, or goes on waiting in another queue of the same stage: until
    /// when? [`Time::NEVER`] for one who does not give up.
    pub(super) fn wait(&mut self, now: Time, topic: &Topic) -> Time {
        // In company nobody loses patience.
        if self.extras.as_ref().is_some_and(|extras| extras.escort.is_some()) {
            return Time::NEVER;
        }
        if let Patience::Undrawn = self.patience {
            let drawn = self.client.patience(topic, self.stage);
            self.patience = drawn.map_or(Patience::Endless, Patience::Left);
            if topic.silence.is_some() && self.client.is_silent(topic) {
                let extras = self.extras.get_or_insert_default();
                if extras.silence == Silence::Tells {
                    extras.silence = Silence::WouldNotTell;
                }
            }
        }
        if let Patience::Left(left) = self.patience {
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
    pub(super) fn is_attended(&mut self, now: Time) {
        if let Patience::Until(until) = self.patience {
            self.patience = Patience::Left(until.since(now));
        }
    }

    /// The desk writes first: whoever is to answer knows of no wait.
    pub(super) fn is_expected_by_nobody(&mut self) {
        self.patience = Patience::Endless;
    }

    /// The client waits no longer.
    pub(super) fn gives_up(&self, now: Time) -> bool {
        matches!(self.patience, Patience::Until(until) if until <= now)
    }

    /// The client would leave without a word.
    pub(super) fn leaves_silently(&self) -> bool {
        self.extras.as_ref().is_some_and(|extras| extras.silence == Silence::WouldNotTell)
    }

    /// The client has left without a word.
    pub(super) fn fall_silent(&mut self) {
        self.extras.get_or_insert_default().silence = Silence::Gone;
        self.patience = Patience::Endless;
    }

    /// The client has left, and nobody saw it.
    #[inline]
    pub(super) fn is_gone(&self) -> bool {
        self.extras.as_ref().is_some_and(|extras| extras.silence == Silence::Gone)
    }

    /// It came and has been with nobody yet: one that a full queue may turn away.
    pub(super) fn is_new(&self) -> bool {
        let let_in = self.extras.as_ref().is_some_and(|extras| extras.let_in);
        self.stage == 0
            && !self.is_answered()
            && !let_in
            && !self.is_gone()
            && self.overflow().is_none()
    }

    /// From now on no full queue turns it away.
    pub(super) fn let_in(&mut self) {
        self.extras.get_or_insert_default().let_in = true;
    }

    /// A bot hands it off.
    pub(super) fn hand_off(&mut self) {
        self.let_in();
        self.extras.get_or_insert_default().handed_off = true;
    }

    /// A bot had it, and could not help.
    pub(super) fn was_handed_off(&self) -> bool {
        self.extras.as_ref().is_some_and(|extras| extras.handed_off)
    }

    /// The clocks of its service level.
    #[inline]
    pub(super) fn clocks(&mut self) -> Option<&mut Clocks> {
        self.extras.as_mut()?.clocks.as_mut()
    }

    /// It gets a service level.
    pub(super) fn set_clocks(&mut self, clocks: Clocks) {
        self.extras.get_or_insert_default().clocks = Some(clocks);
    }

    /// The conversation so far with whoever has, or had, it at this stage.
    pub(super) fn talk(&mut self) -> Option<&mut Talk> {
        self.extras.as_mut()?.talk.as_mut()
    }

    /// A conversation begins.
    pub(super) fn begin_talk(&mut self, talk: Talk) {
        self.extras.get_or_insert_default().talk = Some(talk);
    }

    /// Its first deadline, and when that is.
    pub(super) fn next_deadline(&self) -> Option<(Time, Deadline)> {
        self.extras.as_ref()?.deadlines.next()
    }

    /// When this is due, if it is.
    pub(super) fn deadline(&self, what: Deadline) -> Option<Time> {
        self.extras.as_ref()?.deadlines.when(what)
    }

    /// Sets a deadline. Whoever owns the session sees to its alarm.
    pub(super) fn set_deadline(&mut self, at: Time, what: Deadline) {
        self.extras.get_or_insert_default().deadlines.set(at, what);
    }

    /// Drops the deadlines of a kind. Whoever owns the session sees to its alarm.
    pub(super) fn drop_deadline(&mut self, what: Deadline) {
        if let Some(extras) = &mut self.extras {
            extras.deadlines.drop(what);
        }
    }

    /// Takes the first deadline off, if it is due.
    pub(super) fn due(&mut self, now: Time) -> Option<Deadline> {
        self.extras.as_mut()?.deadlines.due(now)
    }

    /// It is not given to this operator again.
    pub(super) fn avoid(&mut self, operator: OperatorId) {
        let avoids = &mut self.extras.get_or_insert_default().avoids;
        if !avoids.contains(&operator) {
            avoids.push(operator);
        }
    }

    /// Those to whom it is not given.
    pub(super) fn avoids(&self) -> &[OperatorId] {
        self.extras.as_ref().map_or(&[], |extras| &extras.avoids)
    }

    /// What was due while nobody looked is due now.
    pub(super) fn catch_up(&mut self, now: Time) {
        if let Some(extras) = &mut self.extras {
            extras.deadlines.catch_up(now);
        }
    }

    /// An operator stays with the client until somebody takes it over.
    pub(super) fn escort(&mut self, operator: OperatorId, switch: usize) {
        self.extras.get_or_insert_default().escort = Some((operator, switch));
    }

    /// Whoever stayed with the client may go.
    #[inline]
    pub(super) fn part(&mut self) -> Option<(OperatorId, usize)> {
        self.extras.as_mut()?.escort.take()
    }

    /// How many switches came to nothing.
    pub(super) fn returns(&self) -> u32 {
        self.extras.as_ref().map_or(0, |extras| extras.returns)
    }

    /// A switch came to nothing: whoever has it does the work of the next stage.
    pub(super) fn come_back(&mut self) {
        self.stage += 1;
        self.work_left = 1.0;
        let extras = self.extras.get_or_insert_default();
        extras.returns += 1;
        extras.talk = None;
        extras.deadlines.drop(Deadline::Mark);
    }

    /// It has been with somebody else before.
    pub(super) fn was_switched(&self) -> bool {
        self.stage > self.returns()
    }

    /// From when its age counts after a switch at `now`.
    pub(super) fn age_from_switch(&mut self, queue_age: QueueAge, now: Time) {
        if queue_age == QueueAge::Reset {
            self.age_from = now;
        }
    }

    /// What an operator must be able to do to get it from the queue that it is in.
    pub(super) fn requires(&self, topic: &Topic) -> Skills {
        match &self.extras {
            Some(extras) => topic.requires.without(extras.dropped),
            None => topic.requires,
        }
    }

    /// These are no longer required: it leaves a ring.
    pub(super) fn relax(&mut self, drop: Skills) {
        let extras = self.extras.get_or_insert_default();
        extras.dropped = extras.dropped.with(drop);
        extras.rings += 1;
    }

    /// How many rings it has left in the queue that it is in.
    pub(super) fn rings_left(&self) -> u8 {
        self.extras.as_ref().map_or(0, |extras| extras.rings)
    }

    /// Nobody but this operator may have it for a while; `None`: anybody may.
    pub(super) fn keep_for(&mut self, operator: Option<OperatorId>) {
        self.extras.get_or_insert_default().only = operator;
    }

    /// Who alone may have it.
    pub(super) fn kept_for(&self) -> Option<OperatorId> {
        self.extras.as_ref()?.only
    }

    /// The queue whose overflow it follows, and the next step.
    pub(super) fn overflow(&self) -> Option<(QueueId, usize)> {
        self.extras.as_ref()?.overflow
    }

    /// It follows the overflow of a queue from this step on.
    pub(super) fn follow(&mut self, queue: QueueId, step: usize) {
        self.extras.get_or_insert_default().overflow = Some((queue, step));
    }

    /// When the first of its service level's clocks that run is over, if any ever is.
    pub(super) fn promised(&self) -> Option<Time> {
        self.extras.as_ref()?.clocks.as_ref()?.next()
    }

    /// An operator has it now: the client no longer waits.
    pub(super) fn accept(&mut self, now: Time) {
        if self.extras.is_some() {
            self.stay();
        }
        if !self.is_gone() {
            self.answered = self.answered.min(now);
        }
        self.is_attended(now);
    }

    /// It is switched: one stage further.
    pub(super) fn switch(&mut self, topic: &Topic) {
        self.stage += 1;
        if let Some(extras) = &mut self.extras {
            extras.talk = None;
            extras.deadlines.drop(Deadline::Mark);
        }
        self.work_left = 1.0;
        let inherited = topic.patience_after_switch == PatienceAfterSwitch::Inherited;
        // One who never had to wait has nothing to inherit but the whole of it.
        if !inherited {
            self.patience = Patience::Undrawn;
        }
    }
}
