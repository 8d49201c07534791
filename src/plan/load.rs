//! How a desk is loaded in real time: what `[load]` says. A run in virtual time reads none of it.

use crate::base::{GroupId, LiveChatId, Span};

/// The settings of a load.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadSettings {
    /// Seconds of desk time that pass in a second.
    pub speed: f64,
    /// Threads that run roles.
    pub arbiters: u32,
    pub placement: Placement,
    /// Sessions a second of the wall clock; `None`: those of the scenario, at its speed.
    pub rate: Option<f64>,
    pub shape: LoadShape,
    /// How long sessions are sent, by the wall clock; `None`: until the scenario's horizon.
    pub duration: Option<Span>,
    /// The beginning that is not measured, by the wall clock.
    pub settle: Span,
    /// How long sessions may take to leave once no more come, by the wall clock.
    pub drain: Span,
    /// The most messages in the mailbox of a live chat: sessions beyond are turned away.
    pub mailbox: u32,
    pub claims: Claims,
    pub disturbances: Vec<Disturbance>,
}

impl Default for LoadSettings {
    fn default() -> Self {
        Self {
            speed: 1.0,
            arbiters: 1,
            placement: Placement::default(),
            rate: None,
            shape: LoadShape::default(),
            duration: None,
            settle: Span(2_000_000),
            drain: Span(10_000_000),
            mailbox: 10_000,
            claims: Claims::default(),
            disturbances: Vec::new(),
        }
    }
}

/// How roles are divided among arbiters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// A live chat stays with its groups, operators and supervisors.
    #[default]
    Together,
    /// Roles are dealt out one after the other.
    Apart,
}

/// The course of the rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoadShape {
    /// The same all the time.
    #[default]
    Constant,
    /// From nothing to the rate in a straight line.
    Ramp,
    /// A fifth of the rate, two fifths, and so on, each for a fifth of the time.
    Steps,
    /// A fifth of the rate, and all of it in the fifth of the time that is in the middle.
    Spike,
}

impl LoadShape {
    /// The stretches of a course, as (share of the time, share of the rate at its start and end).
    pub fn stretches(self) -> Vec<(f64, [f64; 2])> {
        let even = |share: f64| (0.2, [share, share]);
        match self {
            Self::Constant => vec![(1.0, [1.0, 1.0])],
            Self::Ramp => vec![(1.0, [0.0, 1.0])],
            Self::Steps => [0.2, 0.4, 0.6, 0.8, 1.0].map(even).to_vec(),
            Self::Spike => [0.2, 0.2, 1.0, 0.2, 0.2].map(even).to_vec(),
        }
    }
}

/// Who has the last word on whether a slot is free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Claims {
    /// The operator: a session that finds no free slot goes back to its queue.
    #[default]
    Atomic,
    /// The queue, by what it last heard: two queues may fill one slot. As desks do that read a load
    /// and write an assignment in two steps.
    ReadThenWrite,
}

/// Something that is done to the desk while it works.
#[derive(Clone, Debug, PartialEq)]
pub struct Disturbance {
    pub what: DisturbanceKind,
    /// When it begins, by the wall clock.
    pub at: Span,
    /// How long it lasts, by the wall clock.
    pub length: Span,
}

/// What is done to a desk.
#[derive(Clone, Debug, PartialEq)]
pub enum DisturbanceKind {
    /// This share of a group's operators, or of all, loses the connection.
    Disconnect { group: Option<GroupId>, share: f64 },
    /// An arbiter does nothing.
    Stall { arbiter: u32 },
    /// An actor fails, and is replaced at the end.
    Fail(FailingRole),
    /// So many concurrent licenses are taken back.
    Revoke { licenses: u32 },
    /// The channels of a live chat, or of all, deliver nothing, and everything at the end.
    Outage { live_chat: Option<LiveChatId> },
    /// Supervisors take so many times as long.
    SlowSupervisors { factor: f64 },
}

/// Whose actor fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailingRole {
    LiveChat(LiveChatId),
    Group(GroupId),
    /// All operators of a group.
    OperatorsOf(GroupId),
    LicensePool,
}
