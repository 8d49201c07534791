//! Supervisors: how they distribute a common queue, and what else they watch over.

use super::{Priority, RoutingAction};
use crate::base::{GroupId, QueueId, Span, TopicId};
use crate::dist::Distribution;

/// How sessions leave the common queue of a live chat.
#[derive(Clone, Debug, PartialEq)]
pub enum IntakeMode {
    /// Operators take them.
    Operators,
    /// Supervisors dispatch each one.
    Supervisors {
        /// The time that one task takes.
        reaction: Distribution,
        /// Where they send a session whose topic goes nowhere else.
        action: RoutingAction,
        /// Where they send sessions of some topics, as far as they can tell what one is about.
        by_topic: Option<Box<DispatchByTopic>>,
        /// When they begin to read one.
        trigger: IntakeTrigger,
    },
}

/// Supervisors tell sessions by their topics: general ones are for one group, others for experts.
#[derive(Clone, Debug, PartialEq)]
pub struct DispatchByTopic {
    /// The topics of the live chat, each with where its sessions go.
    pub actions: Vec<(TopicId, RoutingAction)>,
    /// The share of sessions that are taken for what they are; any other is taken for another topic,
    /// each as likely.
    pub right_share: f64,
}

impl IntakeMode {
    /// Wherever supervisors send sessions; none where operators take them.
    pub fn actions(&self) -> impl Iterator<Item = RoutingAction> {
        let (always, by_topic) = match self {
            Self::Operators => (None, None),
            Self::Supervisors { action, by_topic, .. } => (Some(*action), by_topic.as_deref()),
        };
        let by_topic = by_topic.into_iter().flat_map(|by_topic| &by_topic.actions);
        always.into_iter().chain(by_topic.map(|(_, action)| *action))
    }

    /// Where supervisors send a session of this topic; `None` where operators take them. `misread` is
    /// the topic for which it is taken by mistake, counted among the others.
    pub fn action_for(&self, topic: TopicId, misread: Option<u64>) -> Option<RoutingAction> {
        let Self::Supervisors { action, by_topic, .. } = self else {
            return None;
        };
        let Some(by_topic) = by_topic else {
            return Some(*action);
        };
        let others = || by_topic.actions.iter().filter(|(other, _)| *other != topic);
        let mistaken = misread
            .filter(|_| others().next().is_some())
            .and_then(|place| others().nth((place % others().count() as u64) as usize));
        let found = mistaken.or_else(|| by_topic.actions.iter().find(|(other, _)| *other == topic));
        Some(found.map_or(*action, |(_, action)| *action))
    }
}

/// When a supervisor begins to read a session.
#[derive(Clone, Debug, Copy, PartialEq, Eq)]
pub enum IntakeTrigger {
    /// As soon as a session waits.
    Immediate,
    /// When an operator of the group has a free slot, which is reserved for the session.
    OperatorFree,
}

/// A watch: what supervisors do with sessions that wait for operators (rulebook E-S7, E-S9).
#[derive(Clone, Debug, PartialEq)]
pub struct WatchRule {
    /// The queue that is watched.
    pub queue: QueueId,
    /// When they act.
    pub trigger: WatchTrigger,
    /// The time that one task takes.
    pub reaction: Distribution,
    /// What they do with a session.
    pub action: SupervisorAction,
    /// A session that has waited less than this in the queue is left alone.
    pub min_wait: Span,
    /// The pause before the next try if no operator was Online who could get the session.
    pub retry: Span,
}

/// What a watching supervisor does with one session (rulebook E-R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupervisorAction {
    /// The next waiting session goes to the queue of this group (E-S7, E-S9).
    Move(GroupId),
    /// The next waiting session goes to the least occupied member of this group who is Online
    /// (E-S7).
    Assign(GroupId),
    /// A session that an operator has goes to another operator (E-S8).
    Reassign {
        /// Whose sessions: those of the members of this group; `None`: of any operator of the live
        /// chat.
        from: Option<GroupId>,
        /// The group among whose members the next operator is chosen.
        to: GroupId,
        /// Sessions are taken from operators who have more than this; `None`: from those who are
        /// Offline.
        max_sessions: Option<u32>,
    },
    /// The oldest waiting session with a lower priority gets this one.
    RaisePriority(Priority),
    /// The next waiting session goes to the bot of its live chat (E-S10).
    MoveToBot,
}

impl SupervisorAction {
    /// The group whose members get the sessions.
    pub fn target_group(self) -> Option<GroupId> {
        match self {
            Self::Move(to) | Self::Assign(to) | Self::Reassign { to, .. } => Some(to),
            Self::RaisePriority(_) | Self::MoveToBot => None,
        }
    }
}

/// When supervisors act on a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchTrigger {
    /// Periodically, with this interval.
    Every(Span),
    /// Session by session, from when more than `above` wait until fewer than `below` do.
    Backlog {
        /// The action starts above this number of waiting sessions.
        above: u32,
        /// The action ends below this number.
        below: u32,
    },
}
