//! A valid scenario as plain data: names are already indices into lists, and nothing here can be
//! wrong.
//!
//! [`Plan`] is built by [`Plan::new`] alone, which refuses [`PlanParts`] that do not fit together.
//! The scenario reader reports faults in the user's words long before; the check here is the
//! proof for the rooms below, which validate nothing again. No text, no files.

mod bot;
mod calendar;
mod channel;
mod check;
mod condition;
mod demand;
mod desk;
mod dialogue;
mod flow_behaviour;
mod license_kind;
mod load;
mod platform;
mod queue;
mod rates;
mod routing;
mod routing_words;
mod run;
mod scale;
mod sla;
mod staff;
mod staffing;
mod supervision;
mod transfer;
mod working_hours;
mod working_time;

use std::cmp::Reverse;
use std::ops::Deref;

use crate::base::{OperatorId, QueueId, SessionId};

pub use bot::Bot;
pub use calendar::Calendar;
pub use channel::{Channel, WritesFirst};
pub use check::PlanError;
pub use condition::{RoutingContext, is_met};
pub use demand::{
    ArrivalCounts, Arrivals, BegunBy, ClientGroup, Flow, PatienceAfterTransfer, Priority, Topic,
    TopicByTime, Transfer, TransferTarget,
};
pub use desk::{
    BotTime, Duty, Edition, Group, LicenseRetry, Licensing, LiveChat, Operator, Person,
    QueueAgeFrom, SpeedCurve, Supervisor, WhenClosed,
};
pub use dialogue::{
    ClientInactivity, Dialogue, DialogueByGroup, DialoguePolicy, Hold, InactivityWarning,
    ModelLevel, NoReplyRule, OperatorInactivity, Rounds, SilentAbandonment, WrapUpRules,
};
pub use flow_behaviour::{
    FalseSpamMark, FlowBehaviour, Outage, RepeatContact, Retrial, ReturnMode, Spam,
};
pub use license_kind::{LicenseKind, LicenseScope, PerLicenseKind};
pub use load::{
    Claims, Disturbance, DisturbanceKind, FailingRole, LoadSettings, LoadShape, Placement,
};
pub use platform::{BreakLogout, Platform};
pub use queue::{
    AssignmentPacing, Choice, IfNobodyOnline, MatchingRules, Offer, Overflow, OverflowCountedFrom,
    OverflowStep, OverflowTarget, Queue, QueueOrder, QueueOwner, Reoffer, Ring, Selection, Skills,
    TieBreak,
};
pub use rates::{
    Burst, Busyness, Campaign, CampaignSpread, PiecewiseLinear, Population, RatePiece, RateShape,
    SineWave, VaryingRate,
};
pub use routing::{RoutingAction, RoutingCondition, RoutingRule};
pub use routing_words::{rule_action, rule_condition};
pub use run::{AtHorizon, Precision, Run, Statistics, WarmUp};
pub use scale::{Scale, ScaleError};
pub use sla::{BreachAction, CurrentOperatorEligibility, IfTargetOffline, Sla, SlaGoal, SlaMetric};
pub use staff::{
    Attendance, BreakTiming, Connection, EndOfShift, PersonalQueueAtShiftEnd, RampUp, RandomLogins,
    WhenOffline,
};
pub use staffing::{ShiftBreak, ShiftRepeats, ShiftShape, StaffBound, Staffing};
pub use supervision::{
    DispatchByTopic, IntakeMode, IntakeTrigger, SupervisorAction, WatchRule, WatchTrigger,
};
pub use transfer::{
    IfNotTaken, PendingOffers, SenderEligibility, TransferAcceptance, TransferMode, TransferRules,
};
pub use working_hours::WorkingHours;
pub use working_time::{WeeklyShift, WorkingTime, longest_row};

/// Everything that a run needs to know. Read through [`Plan`].
#[derive(Clone, Debug, PartialEq)]
pub struct PlanParts {
    /// The scenario's name, also the name of its report directory.
    pub name: String,
    /// One line of free text.
    pub description: String,
    /// Horizon, seed, replications, thresholds.
    pub run: Run,
    /// Edition and licenses.
    pub licensing: Licensing,
    /// Each user who is an operator, a supervisor or both.
    pub people: Vec<Person>,
    /// Groups of clients that may write.
    pub client_groups: Vec<ClientGroup>,
    /// Groups of users.
    pub groups: Vec<Group>,
    /// The operators, in the order in which the scenario names them.
    pub operators: Vec<Operator>,
    /// The supervisors, in the order in which the scenario names them.
    pub supervisors: Vec<Supervisor>,
    /// First the common queue of each live chat, in their order, then that of each group, in
    /// their order.
    pub queues: Vec<Queue>,
    /// The live chats.
    pub live_chats: Vec<LiveChat>,
    /// Who has the last word on whether a slot is free; other than atomic in some loads alone.
    pub claims: Claims,
    /// How the desk is loaded in real time.
    pub load: LoadSettings,
    /// The streams of arrivals.
    pub flows: Vec<Flow>,
    /// The topics of all live chats.
    pub topics: Vec<Topic>,
    /// From what staff may be made; a run passes it over.
    pub staffing: Option<Box<Staffing>>,
}

impl PlanParts {
    /// Whether any operator with a free slot is given the next session of this queue at once.
    pub fn is_unconstrained(&self, queue: QueueId) -> bool {
        let anything = |topic: &Topic| topic.requires == Skills::default();
        let anyhow = |operator: &Operator| operator.capacity.is_none();
        self.queues[queue.index()].is_unconstrained()
            && self.topics.iter().all(anything)
            && self.operators.iter().all(anyhow)
    }

    /// Operators of a group begin this session themselves (rulebook E-C10).
    #[inline]
    pub fn is_begun_by_operators(&self, session: SessionId) -> bool {
        matches!(self.flows[session.flow().index()].begun_by, BegunBy::Operators(_))
    }

    /// The most sessions that this operator may have at once, whatever queue they come from;
    /// `None`: no bound.
    pub fn session_limit(&self, operator: OperatorId) -> Option<u32> {
        let operator = &self.operators[operator.index()];
        let caps = operator.groups.iter().filter_map(|group| self.groups[group.index()].cap);
        caps.chain([operator.limit]).min_by_key(|limit| Reverse(limit.unwrap_or(u32::MAX)))?
    }
}

/// A scenario that is known to be valid.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan(PlanParts);

impl Plan {
    /// Checks that the parts fit together.
    ///
    /// # Errors
    /// The first misfit: an index outside of its list, a live chat without operators, a rate that
    /// is not a number.
    pub fn new(parts: PlanParts) -> Result<Self, PlanError> {
        check::check(&parts)?;
        Ok(Self(parts))
    }

    /// Each channel of each live chat: the live chat's index, and the channel.
    pub fn channels(&self) -> impl Iterator<Item = (usize, Channel)> {
        let chats = self.0.live_chats.iter().enumerate();
        chats.flat_map(|(place, chat)| chat.channels.iter().map(move |one| (place, *one)))
    }

    /// How closely the work on a session is followed; the same for all topics.
    pub fn model_level(&self) -> ModelLevel {
        let dialogue = self.0.topics.first().is_some_and(|topic| topic.dialogue.is_some());
        if dialogue { ModelLevel::Dialogue } else { ModelLevel::Session }
    }

    /// The parts, to be made another plan of.
    pub fn into_parts(self) -> PlanParts {
        self.0
    }

    /// The same desk with other run settings: nothing else about it can change.
    #[must_use]
    pub fn with_run(mut self, change: impl FnOnce(&mut Run)) -> Self {
        change(&mut self.0.run);
        self
    }
}

impl Deref for Plan {
    type Target = PlanParts;
    fn deref(&self) -> &PlanParts {
        &self.0
    }
}
