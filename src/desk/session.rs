//! One conversation, as it moves from owner to owner.

use crate::base::{ClientGroupId, LiveChatId, SessionId, Span, Time, TopicId};
use crate::plan::{PatienceAfterSwitch, Topic};
use crate::workload::Client;

/// A session. Whoever owns the box has it; nobody else can touch it.
#[derive(Debug)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Where it came.
    pub live_chat: LiveChatId,
    /// What about.
    pub topic: TopicId,
    /// Who writes.
    pub client: Client,
    /// The client's group; `None` for an external client.
    pub client_group: Option<ClientGroupId>,
    /// When it came.
    pub arrived: Time,
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
    patience: Patience,
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
        client_group: Option<ClientGroupId>,
        arrived: Time,
    ) -> Self {
        Self {
            id,
            live_chat,
            topic,
            client,
            client_group,
            arrived,
            age_from: arrived,
            stage: 0,
            next_rule: 0,
            answered: None,
            joined: arrived,
            queued: false,
            patience: Patience::Undrawn,
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
        let inherited = topic.patience_after_switch == PatienceAfterSwitch::Inherited;
        // One who never had to wait has nothing to inherit but the whole of it.
        if !inherited {
            self.patience = Patience::Undrawn;
        }
    }
}
