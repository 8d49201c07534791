//! One client: what they want, how much work it is, how long they wait.

use crate::base::{GroupId, Key, Span, TopicId};
use crate::dist::{Law, Weighted};
use crate::plan::{Acceptance, Group, PatienceAfterSwitch, Topic};

/// The place of one client in the tree of random streams. A client carries no generator: each
/// wish is drawn from a stream of its own when somebody asks, and is the same whenever that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(Key);

/// One stream for each purpose. The numbers are part of what makes a run repeatable: never reuse.
#[derive(Clone, Copy)]
enum Purpose {
    Gap = 1,
    Topic = 2,
    Patience = 3,
    Effort = 4,
    WrapUp = 5,
    Switch = 6,
    Lot = 7,
    Dispatch = 8,
    Briefing = 60,
    Accept = 61,
    Decline = 62,
    Move = 63,
}

impl Client {
    /// The `ordinal`-th client of the flow whose place is `flow`.
    pub fn new(flow: Key, ordinal: u64) -> Self {
        Self(flow.child(ordinal))
    }

    #[inline]
    fn key(self, purpose: Purpose, stage: u32) -> Key {
        self.0.child(purpose as u64 | u64::from(stage) << 8)
    }

    #[inline]
    fn draw(self, purpose: Purpose, stage: u32, law: &Law) -> Span {
        law.sample(&mut self.key(purpose, stage).stream())
    }

    /// A length of time between this client and the one before, drawn from `law`.
    pub fn gap(self, law: &Law) -> Span {
        self.draw(Purpose::Gap, 0, law)
    }

    /// A uniform number in `[0, 1)` that decides when this client comes.
    pub fn moment(self) -> f64 {
        self.key(Purpose::Gap, 0).uniform()
    }

    /// What the session is about.
    pub fn topic(self, topics: &Weighted<TopicId>) -> TopicId {
        match topics.only() {
            Some(topic) => *topic,
            None => *topics.pick(self.key(Purpose::Topic, 0).uniform()),
        }
    }

    /// How long this client waits before giving up, `stage` switches after the arrival; `None`:
    /// for ever.
    pub fn patience(self, topic: &Topic, stage: u32) -> Option<Span> {
        let (law, stage) = match (&topic.patience_after_switch, stage) {
            (PatienceAfterSwitch::Law(law), 1..) => (Some(law), stage),
            // One who did not wait before the switch inherits the whole of the first.
            (PatienceAfterSwitch::Inherited, _) => (topic.patience.as_ref(), 0),
            _ => (topic.patience.as_ref(), stage),
        };
        law.map(|law| self.draw(Purpose::Patience, stage, law))
    }

    /// The work at `group`, in time alone with the session.
    #[inline]
    pub fn effort(self, topic: &Topic, group: GroupId, stage: u32) -> Span {
        let special = topic.effort_at.iter().find(|(at, _)| *at == group);
        let law = special.map_or(&topic.effort, |(_, law)| law);
        self.draw(Purpose::Effort, stage, law)
    }

    /// The work after the session.
    pub fn wrap_up(self, topic: &Topic, group: &Group, stage: u32) -> Span {
        let law = topic.wrap_up.as_ref().or(group.wrap_up.as_ref());
        law.map_or(Span::ZERO, |law| self.draw(Purpose::WrapUp, stage, law))
    }

    /// How the session goes on from `group`: the place of that switch among the topic's; `None`: it
    /// ends there.
    pub fn switch(self, topic: &Topic, group: GroupId, stage: u32) -> Option<usize> {
        if topic.switches.is_empty() {
            return None;
        }
        let switches = topic.switches.iter().enumerate();
        let mut leaving = switches.filter(|(_, switch)| switch.from == group).peekable();
        leaving.peek()?;
        let mut drawn = self.key(Purpose::Switch, stage).uniform();
        for (place, switch) in leaving {
            if drawn < switch.chance {
                return Some(place);
            }
            drawn -= switch.chance;
        }
        None
    }

    /// The lot that is drawn among equal operators.
    pub fn lot(self, stage: u32) -> u64 {
        self.key(Purpose::Lot, stage).bits()
    }

    /// How long the sender tells whoever takes over.
    pub fn briefing(self, law: &Law, stage: u32) -> Span {
        self.draw(Purpose::Briefing, stage, law)
    }

    /// The `attempt`-th of those who are asked to take the session over: how long they let the
    /// sender wait, and whether they will have it.
    pub fn answer(self, acceptance: &Acceptance, stage: u32, attempt: u32) -> (Span, bool) {
        let key = |purpose| self.key(purpose, stage).child(u64::from(attempt));
        let after = acceptance.accept.sample(&mut key(Purpose::Accept).stream());
        let willing = key(Purpose::Decline).uniform() >= acceptance.decline;
        match acceptance.timeout {
            Some(timeout) if timeout < after => (timeout, false),
            _ => (after, willing),
        }
    }

    /// How long a supervisor takes to move this session elsewhere.
    pub fn moved(self, reaction: &Law, stage: u32) -> Span {
        self.draw(Purpose::Move, stage, reaction)
    }

    /// How long a supervisor takes to hand this session on.
    pub fn dispatch(self, reaction: &Law) -> Span {
        self.draw(Purpose::Dispatch, 0, reaction)
    }
}
