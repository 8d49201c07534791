//! The desk: live chats, groups, people, queues, licenses.

use std::sync::Arc;

use super::{
    Attendance, Bot, Calendar, Channel, DialoguePolicy, IntakeMode, Platform, RoutingRule, Skills,
    Sla, WatchRule, WrapUpRules,
};
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, PersonId, QueueId, Span, Time};
use crate::dist::Distribution;

/// Which rules of the product hold (rulebook E-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// No product's rules: a desk without licenses and without limits of an edition.
    None,
    /// No paid solution: one live chat, default routing, groups of Administration only.
    Free,
    /// The paid solution of the source document: named licenses bound the groups.
    Chatdesk,
    /// Service up to 2024.4: named licenses for operators and supervisors.
    Service2024,
    /// Service from 2025: named and concurrent licenses, taken on going Online.
    Service2025,
}

/// The edition and the licenses bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Licensing {
    pub edition: Edition,
    /// Named licenses bought; `None` in an edition without licenses.
    pub named: Option<u32>,
    /// Concurrent licenses bought; `None` where going Online needs none.
    pub concurrent: Option<u32>,
    /// What a user does whose request for a license was denied.
    pub retry: LicenseRetry,
    /// When the licenses expire, and with them the bots (rulebook E-09); `None`: never.
    pub expires: Option<Time>,
    /// The most users Online at once, whatever their licenses; `None`: no bound.
    pub max_users_online: Option<u32>,
    /// Licenses of the platform; `None`: enough for all users.
    pub platform: Option<Platform>,
}

/// What a user does whose request for a license was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseRetry {
    /// Stays Offline until the next shift or the end of the next break.
    No,
    /// Tries again after this long, as long as on duty.
    Every(Span),
    /// Waits in a queue for the next license that is given back.
    WaitInQueue,
    /// Tries again after this long, then twice as long, and so on up to the second length.
    Backoff(Span, Span),
    /// Tries again after an exponential time with this mean.
    Random(Span),
}

/// A user, who holds at most one license, whatever the roles (rulebook E-L9).
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// As named in the scenario.
    pub name: String,
    /// Holds a named license, so may always go Online.
    pub named: bool,
    /// Holds a named license of the platform, so may always log in to it.
    pub priority_login: bool,
}

/// A group of users.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// As named in the scenario.
    pub name: String,
    pub queue: QueueId,
    /// Its operators, in the order in which they are listed.
    pub operators: Vec<OperatorId>,
    /// The number of sessions up to which a member is given one from this group's queue, instead of
    /// the member's own limit. The inner `None`: no bound.
    pub cap: Option<Option<u32>>,
    /// Work after a session that a member closed, unless the topic says otherwise.
    pub wrap_up: Option<Distribution>,
    /// Bounds of that work.
    pub wrap_up_rules: WrapUpRules,
}

/// What a user is meant to do at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Not at work.
    Off,
    /// At work and answering.
    Work,
    /// At work, but away from the desk.
    Break,
}

/// How fast each of an operator's sessions advances, by the number of them.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeedCurve(Arc<[f64]>);

impl SpeedCurve {
    /// Speeds by number of sessions: the first for one session alone. `None` unless there is at
    /// least one and all lie in (0, 1].
    pub fn new(speeds: Vec<f64>) -> Option<Self> {
        let sound = !speeds.is_empty() && speeds.iter().all(|s| *s > 0.0 && *s <= 1.0);
        sound.then(|| Self(speeds.into()))
    }

    /// The speed of each of `level` sessions. Beyond the last stated level the total of that level
    /// is shared: more sessions make the operator no faster.
    pub fn speed_at(&self, level: u32) -> f64 {
        let stated = self.0.len();
        match (level as usize).checked_sub(1) {
            None => 1.0,
            Some(place) if place < stated => self.0[place],
            Some(_) => self.0[stated - 1] * stated as f64 / f64::from(level),
        }
    }

    /// The stated speeds.
    pub fn speeds(&self) -> &[f64] {
        &self.0
    }
}

/// A user who answers sessions.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    pub person: PersonId,
    /// As named in the scenario.
    pub name: String,
    /// The groups of which this is a member, in their order.
    pub groups: Vec<GroupId>,
    /// The most sessions at once; `None`: no bound.
    pub limit: Option<u32>,
    /// The most units at once, where sessions differ in units; `None`: only the limit counts.
    pub capacity: Option<u32>,
    /// How fast sessions advance, by their number.
    pub speeds: SpeedCurve,
    /// Skills that sessions may require.
    pub skills: Skills,
    /// When at work.
    pub duty: Arc<Calendar<Duty>>,
    /// Absence, lateness and so on; `None`: comes and goes exactly by the calendar.
    pub attendance: Option<Arc<Attendance>>,
    /// The queues that are served, the most preferred first; only queues that a session can reach.
    pub queues: Vec<QueueId>,
}

/// A user who distributes sessions and watches over queues.
#[derive(Clone, Debug, PartialEq)]
pub struct Supervisor {
    pub person: PersonId,
    /// As named in the scenario.
    pub name: String,
    /// When at work.
    pub duty: Arc<Calendar<Duty>>,
    /// Absence, lateness and so on; `None`: comes and goes exactly by the calendar.
    pub attendance: Option<Arc<Attendance>>,
    /// The common queues that are distributed, in the order of the live chats.
    pub queues: Vec<QueueId>,
    /// The live chats that are watched over, in their order.
    pub watched_live_chats: Vec<LiveChatId>,
    /// The live chats of which this is a supervisor, in their order.
    pub live_chats: Vec<LiveChatId>,
}

/// From when a transferred session's age counts in the queue that it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueAgeFrom {
    /// From its arrival at the desk.
    Arrival,
    /// From the transfer.
    Transfer,
}

/// Whether the time that a bot has a session counts in the session's age: for its turn in a queue, for
/// overflow counted from the arrival, for the reaction that a service level promises, and as a wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BotTime {
    /// The age is the time for which the client has waited for an operator.
    #[default]
    Excluded,
    /// The age is the time since the arrival.
    Included,
}

/// A communication line.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveChat {
    /// As named in the scenario.
    pub name: String,
    /// How clients reach it: `internal`, or messengers.
    pub channels: Vec<Channel>,
    /// The client groups that may write through the internal channel; `None`: there is none.
    pub client_groups: Option<Vec<ClientGroupId>>,
    /// The groups that answer, in the order of the scenario.
    pub operator_groups: Vec<GroupId>,
    /// The groups that supervise it, in the order of the scenario.
    pub supervisor_groups: Vec<GroupId>,
    pub queue: QueueId,
    /// How sessions leave the common queue.
    pub intake: IntakeMode,
    /// What its supervisors watch over.
    pub watch: Option<Box<WatchRule>>,
    /// Opening hours.
    pub opening_hours: Calendar<bool>,
    /// What becomes of sessions that arrive while it is closed.
    pub when_closed: WhenClosed,
    /// From when a transferred session's age counts.
    pub queue_age_from: QueueAgeFrom,
    /// Whether time with a bot counts in a session's age.
    pub bot_time: BotTime,
    /// Tried from the top for every new session; when none applies, the common queue.
    pub rules: Vec<RoutingRule>,
    /// What it does about conversations that stop.
    pub dialogue_policy: DialoguePolicy,
    /// The index of the first rule of the default routing: for sessions to which no rule of the
    /// scenario applies, and for those that a bot hands off.
    pub default_rules_from: u32,
    /// The service levels that rules attach.
    pub slas: Vec<Sla>,
    /// The bot that answers first.
    pub bot: Option<Bot>,
}

/// What becomes of a session that arrives while its live chat is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenClosed {
    /// It is refused.
    Refuse,
    /// It waits until the live chat opens.
    WaitForOpening,
}
