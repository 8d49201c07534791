//! Who comes, and with what.

use super::{
    Calendar, Campaign, DialogueByGroup, FlowBehaviour, Population, SilentAbandonment, Skills,
    TransferRules, VaryingRate,
};
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, Span, Time, TopicId};
use crate::dist::{Distribution, Weighted};

/// A group of users who may write to an internal live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientGroup {
    /// As the scenario names it.
    pub name: String,
}

/// A stream of arrivals at one live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Where they write.
    pub live_chat: LiveChatId,
    /// Through what: one of the live chat's channels.
    pub channel: String,
    /// Who they are; `None` for external clients.
    pub client_group: Option<ClientGroupId>,
    /// When they come.
    pub arrivals: Arrivals,
    /// What they come with.
    pub topics: Weighted<TopicId>,
    /// The place of the flow's clients in the tree of random streams: made from names, so that
    /// another live chat in the file changes nobody here.
    pub key: u64,
    /// What they do besides coming once.
    pub behaviour: Option<Box<FlowBehaviour>>,
    /// Who writes first.
    pub begun_by: BegunBy,
}

/// Who writes the first message of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BegunBy {
    /// The client.
    #[default]
    Clients,
    /// An operator of this group, who has the session at once (rulebook E-C10).
    Operators(GroupId),
    /// A process that nobody started: it goes to the common queue (rulebook E-C12).
    System,
}

/// When clients come.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A Poisson process; the rate is in sessions a second.
    Poisson(Calendar<f64>),
    /// So many in each interval, at independent uniform instants of it.
    Counts(ArrivalCounts),
    /// Exactly at these instants, ascending.
    Replay(Vec<Time>),
    /// A Poisson process whose rate is more than steps.
    Varying(Box<VaryingRate>),
    /// So many within a stretch of time, once.
    Campaign(Campaign),
    /// The same people again and again.
    Population(Population),
}

/// How many come in each of the intervals that the run falls into.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalCounts {
    /// The number in each interval of the table.
    pub table: Vec<u32>,
    /// The length of each interval.
    pub length: Span,
    /// In which interval of the table the run begins.
    pub first_interval: usize,
    /// After the table's end it begins again; otherwise nobody comes any more.
    pub repeats: bool,
}

impl ArrivalCounts {
    /// The number in the run's `interval`-th interval; `None` after the last.
    pub fn get(&self, interval: usize) -> Option<u32> {
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
    /// As the scenario names it.
    pub name: String,
    /// Where it belongs.
    pub live_chat: LiveChatId,
    /// How urgent.
    pub priority: Priority,
    /// What an operator must be able to do.
    pub requires: Skills,
    /// What it takes of an operator's capacity.
    pub units: u32,
    /// The work of whoever answers, in time alone with the session.
    pub effort: Distribution,
    /// The work at particular groups, instead of `effort`.
    pub effort_by_group: Vec<(GroupId, Distribution)>,
    /// How long a client waits in queues before giving up; `None`: for ever.
    pub patience: Option<Distribution>,
    /// The same, while waiting after a switch.
    pub patience_after_transfer: PatienceAfterTransfer,
    /// Work after the session, instead of the group's.
    pub wrap_up: Option<Distribution>,
    /// Where the session may go on, by who has it.
    pub transfers: Vec<Transfer>,
    /// At the dialogue level, what conversations are like.
    pub dialogue: Option<Box<DialogueByGroup>>,
    /// Some who give up do not say so.
    pub silent_abandonment: Option<SilentAbandonment>,
}

impl Topic {
    /// The law of the work at a group.
    pub fn effort_for(&self, group: GroupId) -> &Distribution {
        let special = self.effort_by_group.iter().find(|(at, _)| *at == group);
        special.map_or(&self.effort, |(_, distribution)| distribution)
    }
}

/// How long a client waits for the expert.
#[derive(Clone, Debug, PartialEq)]
pub enum PatienceAfterTransfer {
    /// A new draw from `patience`.
    Fresh,
    /// What is left of the first.
    Inherited,
    /// A draw from a law of its own.
    Distribution(Distribution),
}

/// A chance that the one who has the session switches it.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Who has it.
    pub from: GroupId,
    /// Who gets it.
    pub to: TransferTarget,
    /// How likely, in (0, 1].
    pub chance: f64,
    /// How, where it is not simply put down and queued by the live chat's rules.
    pub rules: Option<Box<TransferRules>>,
}

impl Transfer {
    /// Who may get it, in the order in which they are tried.
    pub fn targets(&self) -> impl Iterator<Item = TransferTarget> {
        let next = self.rules.iter().flat_map(|rules| &rules.further_targets);
        std::iter::once(self.to).chain(next.copied())
    }
}

/// Who gets a switched session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferTarget {
    /// The queue of a group.
    Group(GroupId),
    /// One operator.
    Operator(OperatorId),
    /// Whoever serves the common queue of another live chat.
    LiveChat(LiveChatId),
    /// The bot of the session's live chat.
    Bot,
}
