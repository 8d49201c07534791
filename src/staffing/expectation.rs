//! What a plan of staff has to hold, and whether it does on what was simulated.

use crate::base::{GroupId, LiveChatId, Span};
use crate::metrics::{Metrics, RatioEstimator, student_t_quantile};
use crate::plan::{IntakeMode, Plan, RoutingAction, TransferTarget};

/// What a plan of staff has to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// Of what.
    pub subject: Subject,
    /// Its name, for tables.
    pub name: String,
    /// The wait within which a session counts as answered in time.
    pub within: Span,
    /// So large a share at least.
    pub share: f64,
}

/// Whose waits are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The service level of a live chat: the first wait of its sessions.
    LiveChat(LiveChatId),
    /// The visits to a group, transferred sessions among them: those that were taken in time.
    Group(GroupId),
}

/// What a scenario without expectations is taken to expect.
const USUAL_SHARE: f64 = 0.8;

impl Expectation {
    /// What a plan without expectations of its own is held to: the service level of each live chat,
    /// and the same of each group to which sessions are transferred.
    pub fn of_plan(plan: &Plan) -> Vec<Self> {
        let usual = |subject, name: &str| Self {
            subject,
            name: name.to_owned(),
            within: plan.run.answer_within,
            share: USUAL_SHARE,
        };
        let chats = plan.live_chats.iter().enumerate();
        let chats = chats
            .map(|(place, chat)| usual(Subject::LiveChat(LiveChatId::from(place)), &chat.name));
        let groups = plan.groups.iter().enumerate().filter(|(place, group)| {
            let id = GroupId::from(*place);
            let mut transfers = plan.topics.iter().flat_map(|topic| &topic.transfers);
            let comes = transfers.any(|transfer| transfer.to == TransferTarget::Group(id));
            comes && !group.operators.is_empty()
        });
        let groups =
            groups.map(|(place, group)| usual(Subject::Group(GroupId::from(place)), &group.name));
        chats.chain(groups).collect()
    }

    /// As it is written.
    pub fn describe(&self) -> String {
        format!("{} >= {}%", self.figure(), self.share * 100.0)
    }

    /// What is looked at.
    pub fn figure(&self) -> String {
        match self.subject {
            Subject::LiveChat(_) => format!("{}.service_level", self.name),
            Subject::Group(_) => format!("groups.{}.taken_within {}", self.name, self.within),
        }
    }

    /// What one replication has to say about it.
    pub(super) fn sample(&self, metrics: &Metrics) -> (f64, f64) {
        match self.subject {
            Subject::LiveChat(live_chat) => metrics.service_level(live_chat),
            Subject::Group(group) => metrics.visits().map_or((0.0, 0.0), |counted| {
                let cells = counted.of_group(group.index()).iter();
                let (visits, late) =
                    cells.fold((0, 0), |sum, cell| (sum.0 + cell.visits, sum.1 + cell.late));
                (f64::from(visits - late), f64::from(visits))
            }),
        }
    }

    /// The groups whose staff it depends on in the first place.
    pub(super) fn groups(&self, plan: &Plan) -> Vec<usize> {
        match self.subject {
            Subject::Group(group) => vec![group.index()],
            Subject::LiveChat(live_chat) => first_groups(plan, live_chat.index()),
        }
    }

    /// The share of visits that may be late.
    pub(super) fn allowed_late(&self) -> f64 {
        1.0 - self.share
    }
}

/// Whether an expectation holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does, with 95 % confidence.
    Holds,
    /// It does not, with 95 % confidence.
    Fails,
    /// Too few replications to tell; a figure without any session too.
    Undecided,
}

/// An expectation and what was simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// As it is written.
    pub text: String,
    /// What is expected.
    pub target: f64,
    /// The estimate; NaN where there was no session.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// One-sided, with the confidence that was asked.
    pub verdict: Verdict,
}

impl Judgement {
    /// From the pairs of all replications.
    pub(super) fn new(expectation: &Expectation, pairs: &[(f64, f64)], confidence: f64) -> Self {
        let mut estimator = RatioEstimator::default();
        for (x, y) in pairs {
            estimator.add(*x, *y);
        }
        let estimate = estimator.ratio();
        let degrees = pairs.len().saturating_sub(1).max(1) as u64;
        let error = estimate.half_width / student_t_quantile(degrees);

        let reach = error * one_sided_quantile(degrees, confidence);
        let verdict = if estimate.value - reach >= expectation.share {
            Verdict::Holds
        } else if estimate.value + reach < expectation.share {
            Verdict::Fails
        } else {
            Verdict::Undecided
        };
        Self {
            text: expectation.describe(),
            target: expectation.share,
            value: estimate.value,
            error,
            verdict,
        }
    }

    /// Whether the estimate keeps so many standard errors above what is expected.
    pub(super) fn clears(&self, caution: f64) -> bool {
        // One replication tells no error.
        let error = if self.error.is_finite() { self.error } else { 0.0 };
        self.value - caution * error >= self.target
    }
}

/// The quantile of Student's t.
fn one_sided_quantile(degrees: u64, confidence: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, StudentsT};
    StudentsT::new(0.0, 1.0, degrees as f64).map_or(f64::NAN, |t| t.inverse_cdf(confidence))
}

/// The groups at which sessions of a live chat wait first: whoever distributes them, and whoever gets
/// them then.
fn first_groups(plan: &Plan, live_chat: usize) -> Vec<usize> {
    let chat = &plan.live_chats[live_chat];
    let mut groups: Vec<usize> = Vec::new();
    let mut actions: Vec<RoutingAction> = chat.rules.iter().map(|rule| rule.action).collect();
    let mut common = actions.is_empty() || actions.contains(&RoutingAction::CommonQueue);
    if let IntakeMode::Supervisors { action, .. } = &chat.intake {
        groups.extend(chat.supervisor_groups.iter().map(|group| group.index()));
        actions.push(*action);
        common = false;
    }
    if common {
        groups.extend(chat.operator_groups.iter().map(|group| group.index()));
    }
    groups.extend(chat.bot.iter().filter_map(|bot| bot.hand_off).map(GroupId::index));
    groups.extend(actions.into_iter().filter_map(|action| match action {
        RoutingAction::GroupQueue(group) | RoutingAction::LeastOccupied(group) => {
            Some(group.index())
        }
        RoutingAction::CommonQueue
        | RoutingAction::Operator(_)
        | RoutingAction::LastOperator
        | RoutingAction::Bot => None,
    }));
    groups.sort_unstable();
    groups.dedup();
    if groups.is_empty() {
        groups.extend(chat.operator_groups.iter().map(|group| group.index()));
    }
    groups
}
