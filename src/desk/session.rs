//! One conversation, as it moves from owner to owner.

use super::Class;
use super::deadline::{Deadline, Deadlines};
use crate::base::{ClientGroupId, LiveChatId, OperatorId, SessionId, Span, Time, TopicId};
use crate::plan::{PatienceAfterSwitch, Priority, QueueAge, Topic};
use crate::workload::Client;

/// A session. Whoever owns the box has it; nobody else can touch it.
#[derive(Debug)]
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
    /// The client's group; `None` for an external client.
    pub client_group: Option<ClientGroupId>,
    /// How urgent.
    pub priority: Priority,
    /// When it came.
    pub arrived: Time,
    /// Who had it last.
    pub last_operator: Option<OperatorId>,
    /// From when its age counts in a queue.
    pub age_from: Time,
    /// How often it was switched.
    pub stage: u32,
    /// The next routing rule to try.
    pub(super) next_rule: u32,
    /// When it was first answered.
    pub(super) answered: Option<Time>,
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
    /// Who stays with the client until somebody takes it over, and by which switch.
    escort: Option<(OperatorId, usize)>,
    /// How many switches came to nothing.
    returns: u32,
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
        (client, client_group): (Client, Option<ClientGroupId>),
        priority: Priority,
        arrived: Time,
    ) -> Self {
        Self {
            id,
            live_chat,
            at: live_chat,
            topic,
            client,
            client_group,
            priority,
            arrived,
            last_operator: None,
            age_from: arrived,
            stage: 0,
            next_rule: 0,
            answered: None,
            joined: arrived,
            queued: false,
            work_left: 1.0,
            patience: Patience::Undrawn,
            extras: None,
        }
    }

    /// It joins a queue and does not yet wait there.
    pub(super) fn join(&mut self, now: Time) {
        self.joined = now;
        self.queued = false;
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
            (Some((until, _)), Some(at)) if at < until => Some((at, Class::Staff)),
            (None, Some(at)) => Some((at, Class::Staff)),
            (patience, _) => patience,
        }
    }

    /// The client waits no longer.
    pub(super) fn gives_up(&self, now: Time) -> bool {
        matches!(self.patience, Patience::Until(until) if until <= now)
    }

    /// When its first deadline is.
    pub(super) fn next_deadline(&self) -> Option<Time> {
        self.extras.as_ref()?.deadlines.next()
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
        self.extras.get_or_insert_default().returns += 1;
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

    /// An operator has it now: the client no longer waits.
    pub(super) fn accept(&mut self, now: Time) {
        self.answered.get_or_insert(now);
        if let Patience::Until(until) = self.patience {
            self.patience = Patience::Left(until.since(now));
        }
    }

    /// It is switched: one stage further.
    pub(super) fn switch(&mut self, topic: &Topic) {
        self.stage += 1;
        self.work_left = 1.0;
        let inherited = topic.patience_after_switch == PatienceAfterSwitch::Inherited;
        // One who never had to wait has nothing to inherit but the whole of it.
        if !inherited {
            self.patience = Patience::Undrawn;
        }
    }
}
