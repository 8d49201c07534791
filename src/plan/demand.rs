//! Which sessions arrive, and what they are about.

use super::{
    Calendar, Campaign, Channel, DialogueByGroup, FlowBehaviour, Population, SilentAbandonment,
    Skills, TransferRules, VaryingRate,
};
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, Span, Time, TopicId};
use crate::dist::{Distribution, Weighted};

/// A group of employees who may write to an internal live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientGroup {
    /// As named in the scenario.
    pub name: String,
}

/// A stream of arrivals at one live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub live_chat: LiveChatId,
    /// One of the live chat's channels.
    pub channel: Channel,
    /// `None` for external clients.
    pub client_group: Option<ClientGroupId>,
    pub arrivals: Arrivals,
    /// What the sessions are about, with weights.
    pub topics: Weighted<TopicId>,
    /// Where the flow's clients are in the tree of random streams. It is made from names, so that
    /// adding a live chat to the file changes no client here.
    pub key: u64,
    /// Retrials, repeat contacts, outages, spam.
    pub behaviour: Option<Box<FlowBehaviour>>,
    pub begun_by: BegunBy,
}

/// Who writes the first message of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BegunBy {
    #[default]
    Clients,
    /// An operator of this group, who has the session at once (rulebook E-C10).
    Operators(GroupId),
    /// A process that no user started: the session goes to the common queue (rulebook E-C12).
    System,
}

/// When sessions of a flow arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A Poisson process with a rate in sessions a second.
    Poisson(Calendar<f64>),
    /// A known number in each interval, at independent uniform instants of it. Of a number with a
    /// fraction, the fraction is the chance of one more.
    Counts(ArrivalCounts),
    /// Exactly at these instants, ascending.
    Replay(Vec<Time>),
    /// A Poisson process whose rate varies smoothly or at random.
    Varying(Box<VaryingRate>),
    /// A known number of clients within a stretch of time, once.
    Campaign(Campaign),
    /// The members of a finite population, again and again.
    Population(Population),
}

/// Numbers of arrivals in the intervals that the run falls into.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalCounts {
    /// The number in each interval of the table.
    pub table: Vec<f64>,
    /// The length of each interval.
    pub length: Span,
    /// The interval of the table in which the run begins.
    pub first_interval: usize,
    /// Whether the table repeats after its end; otherwise arrivals end there.
    pub repeats: bool,
}

impl ArrivalCounts {
    /// The number in the run's `interval`-th interval; `None` after the last.
    pub fn get(&self, interval: usize) -> Option<f64> {
        let place = self.first_interval + interval;
        let place = if self.repeats { place % self.table.len().max(1) } else { place };
        self.table.get(place).copied()
    }
}

/// The label that may decide a queue's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    /// No label.
    #[default]
    None,
    /// Before those without a label.
    Low,
    /// Before low.
    Medium,
    /// First.
    High,
}

/// What a session is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// As named in the scenario.
    pub name: String,
    pub live_chat: LiveChatId,
    pub priority: Priority,
    /// Skills that an operator needs.
    pub requires: Skills,
    /// Units of an operator's capacity that a session takes.
    pub units: u32,
    /// The operator's work, in time alone with the session.
    pub effort: Distribution,
    /// The work at particular groups, instead of `effort`.
    pub effort_by_group: Vec<(GroupId, Distribution)>,
    /// How long a client waits in queues before abandoning; `None`: for ever.
    pub patience: Option<Distribution>,
    /// The patience while waiting after a transfer.
    pub patience_after_transfer: PatienceAfterTransfer,
    /// Work after the session; `None`: as the group's.
    pub wrap_up: Option<Distribution>,
    /// Possible transfers, by the group that has the session.
    pub transfers: Vec<Transfer>,
    /// At the dialogue level, how conversations go.
    pub dialogue: Option<Box<DialogueByGroup>>,
    /// Some clients who abandon do so silently.
    pub silent_abandonment: Option<SilentAbandonment>,
    /// How work and patience differ by the time of arrival, if they do.
    pub by_time: Option<Box<TopicByTime>>,
}

/// Factors of what is drawn, by the time at which a session arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicByTime {
    /// Of the work, at all groups.
    pub effort: Calendar<f64>,
    pub patience: Calendar<f64>,
}

impl Topic {
    /// The factor of the work of a session that arrives then.
    pub fn effort_factor(&self, arrived: Time) -> f64 {
        self.by_time.as_ref().map_or(1.0, |by_time| by_time.effort.at(arrived))
    }

    /// The distribution of the work at a group.
    pub fn effort_for(&self, group: GroupId) -> &Distribution {
        let special = self.effort_by_group.iter().find(|(at, _)| *at == group);
        special.map_or(&self.effort, |(_, distribution)| distribution)
    }
}

/// How long a client waits after a transfer.
#[derive(Clone, Debug, PartialEq)]
pub enum PatienceAfterTransfer {
    /// A new draw from `patience`.
    Fresh,
    /// What is left of the first patience.
    Inherited,
    /// A draw from a distribution of its own.
    Distribution(Distribution),
}

/// A possible transfer: the operator who has the session hands it on with some chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// The group from which it is transferred.
    pub from: GroupId,
    pub to: TransferTarget,
    /// The chance, in (0, 1].
    pub chance: f64,
    /// How, if other than cold and queued by the live chat's rules.
    pub rules: Option<Box<TransferRules>>,
}

impl Transfer {
    /// All targets in the order in which they are tried.
    pub fn targets(&self) -> impl Iterator<Item = TransferTarget> {
        let next = self.rules.iter().flat_map(|rules| &rules.further_targets);
        std::iter::once(self.to).chain(next.copied())
    }
}

/// Where a transferred session goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferTarget {
    /// The queue of a group.
    Group(GroupId),
    /// One operator.
    Operator(OperatorId),
    /// The common queue of another live chat.
    LiveChat(LiveChatId),
    /// The bot of the session's live chat.
    Bot,
}
