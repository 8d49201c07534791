//! The desk: live chats, groups, people, queues, licenses.

use std::sync::Arc;

use super::{
    Attendance, Bot, Calendar, DialoguePolicy, IntakeMode, Platform, RoutingRule, Skills, Sla,
    WatchRule, WrapUpRules,
};
use crate::base::{ClientGroupId, GroupId, LiveChatId, OperatorId, PersonId, QueueId, Span, Time};
use crate::dist::Distribution;

/// Which product rules hold (rulebook E-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// No paid solution: one live chat, default routing, groups of Administration only.
    Free,
    /// The paid solution of the seed document: named licenses bound the groups.
    Chatdesk,
    /// Service up to 2024.4: named licenses for operators and supervisors.
    Service2024,
    /// Service from 2025: named and concurrent licenses, taken on going Online.
    Service2025,
}

/// The edition and what was bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Licensing {
    /// Whose rules hold.
    pub edition: Edition,
    /// Named licenses bought; `None` in an edition without licenses.
    pub named: Option<u32>,
    /// Concurrent licenses bought; `None` where going Online needs none.
    pub concurrent: Option<u32>,
    /// What somebody does who was refused.
    pub retry: LicenseRetry,
    /// When the licenses expire, and with them the bots (rulebook E-09); `None`: never.
    pub expires: Option<Time>,
    /// The most people Online at once, whatever their licenses; `None`: no bound.
    pub max_users_online: Option<u32>,
    /// Licenses of the platform; `None`: enough for everybody.
    pub platform: Option<Platform>,
}

/// What somebody does who was refused a license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseRetry {
    /// Stays Offline until the next shift or the end of the next break.
    No,
    /// Tries again after this long, as long as on duty.
    Every(Span),
    /// Waits in line; the first in line gets the next license that is given back.
    WaitInQueue,
    /// Tries again after this long, then twice as long, and so on up to the second.
    Backoff(Span, Span),
    /// Tries again after an exponential time with this mean: whoever is first wins.
    Random(Span),
}

/// Somebody who holds at most one license, whatever the parts (rulebook E-L9).
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// As the scenario names them.
    pub name: String,
    /// Holds a named license, so may always go Online.
    pub named: bool,
    /// Holds a named license of the platform, so may always log in to it.
    pub priority_login: bool,
}

/// A group of users.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// As the scenario names it.
    pub name: String,
    /// Its queue.
    pub queue: QueueId,
    /// Members who answer, in the order in which they are listed.
    pub operators: Vec<OperatorId>,
    /// Sessions at once up to which a member is given one from this group's queue, instead of the
    /// member's own limit. The inner `None`: no bound.
    pub cap: Option<Option<u32>>,
    /// Work after a session that a member ended, unless the topic says otherwise.
    pub wrap_up: Option<Distribution>,
    /// How far that keeps the member.
    pub wrap_up_rules: WrapUpRules,
}

/// What somebody is meant to do at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Not there.
    Off,
    /// There and answering.
    Work,
    /// Paid, away from the desk.
    Break,
}

/// How fast each of the sessions goes that an operator has at once.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeedCurve(Arc<[f64]>);

impl SpeedCurve {
    /// Speeds by level: the first for one session alone. `None` unless there is at least one and
    /// all lie in (0, 1].
    pub fn new(speeds: Vec<f64>) -> Option<Self> {
        let sound = !speeds.is_empty() && speeds.iter().all(|s| *s > 0.0 && *s <= 1.0);
        sound.then(|| Self(speeds.into()))
    }

    /// The speed of each of `level` sessions. Beyond the last stated level the operator as a whole
    /// gets no faster: that level's total is shared.
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

/// Somebody who answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// Who.
    pub person: PersonId,
    /// As the scenario names them.
    pub name: String,
    /// Where a member, in the order of the groups.
    pub groups: Vec<GroupId>,
    /// Sessions at once; `None`: as many as come.
    pub limit: Option<u32>,
    /// Units at once, where sessions weigh differently; `None`: only the limit counts.
    pub capacity: Option<u32>,
    /// How concurrency slows each of them.
    pub speeds: SpeedCurve,
    /// What this one can do that not everybody can.
    pub skills: Skills,
    /// When there.
    pub duty: Arc<Calendar<Duty>>,
    /// How the calendar is kept; `None`: as a matter of course.
    pub attendance: Option<Arc<Attendance>>,
    /// The queues that are served, the most preferred first: only such as a session can reach.
    pub queues: Vec<QueueId>,
}

/// Somebody who distributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Supervisor {
    /// Who.
    pub person: PersonId,
    /// As the scenario names them.
    pub name: String,
    /// When there.
    pub duty: Arc<Calendar<Duty>>,
    /// How the calendar is kept; `None`: as a matter of course.
    pub attendance: Option<Arc<Attendance>>,
    /// The common queues that are distributed, in the order of the live chats.
    pub queues: Vec<QueueId>,
    /// The live chats that are watched over, in their order.
    pub watched_live_chats: Vec<LiveChatId>,
    /// The live chats of which this is a supervisor, in their order.
    pub live_chats: Vec<LiveChatId>,
}

/// From when a switched session's age counts in the expert's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueAgeFrom {
    /// From its arrival at the desk.
    Arrival,
    /// From the switch.
    Transfer,
}

/// A communication line.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveChat {
    /// As the scenario names it.
    pub name: String,
    /// Through what clients write: `internal`, or messengers.
    pub channels: Vec<String>,
    /// Which users may write, through the internal channel; `None`: there is none.
    pub client_groups: Option<Vec<ClientGroupId>>,
    /// Who answers, in the order in which the scenario lists them.
    pub operator_groups: Vec<GroupId>,
    /// The common queue.
    pub queue: QueueId,
    /// Who takes sessions from the common queue.
    pub intake: IntakeMode,
    /// What its supervisors watch over.
    pub watch: Option<Box<WatchRule>>,
    /// When sessions are let in.
    pub opening_hours: Calendar<bool>,
    /// What becomes of those who come at another time.
    pub when_closed: WhenClosed,
    /// From when a switched session's age counts.
    pub queue_age_from: QueueAgeFrom,
    /// Tried from the top for every new session; when none applies, the common queue.
    pub rules: Vec<RoutingRule>,
    /// What it does about conversations that stop.
    pub dialogue_policy: DialoguePolicy,
    /// From here on the rules are the default: what happens to a session to which no rule of the
    /// scenario applies, and to one that a bot hands off.
    pub default_rules_from: u32,
    /// The service levels that rules attach.
    pub slas: Vec<Sla>,
    /// The bot that is attached.
    pub bot: Option<Bot>,
}

/// What becomes of a session that comes while its live chat is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenClosed {
    /// It is refused.
    Refuse,
    /// It waits until the live chat opens.
    WaitForOpening,
}
