//! What a plan of staff has to hold, and where it is short of it.

use std::sync::Arc;

use super::desk::DeskError;
use super::look::Look;
use super::search::FIRST_ALPHA;
use crate::base::{DAY, GroupId, Span};
use crate::decide::{self, Expectation, Judgement, LineJudgement, Promise, Verdict};
use crate::metrics::{
    ReplicationValues, SheetName, StandardEstimate, TrackedFigure, ValuePair, WindowLength,
    ratio_estimate, windows,
};
use crate::plan::{IntakeMode, Plan, RoutingAction, TransferTarget};
use crate::scenario::{StatedExpectation, StatedText};

/// What a plan of staff has to hold.
#[derive(Clone, Debug)]
pub struct Goals {
    /// As the scenario states them, then those that were typed, then the usual ones.
    pub expectations: Vec<Expectation>,
    /// So many at the end the scenario does not state: the usual ones.
    pub usual: usize,
    /// The share of clients who give up, of each live chat: told of every plan, whatever is expected.
    abandonment: Vec<TrackedFigure>,
}

/// Where a plan is short: a group, and in which of its intervals; `None`: in any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shortage {
    pub(super) group: usize,
    pub(super) intervals: Option<Vec<usize>>,
}

impl Goals {
    /// What the scenario expects; where that is nothing, the usual: 80 % of the sessions of each live
    /// chat answered in time, and a mean wait below that time in each group that gets transfers. That wait
    /// is expected too of a group that gets transfers and on which nothing depends that the scenario states:
    /// or the search would leave it without operators.
    ///
    /// # Errors
    /// The usual ones cannot be read, which would be a fault of this program.
    pub fn new(plan: &Plan, stated: Vec<Expectation>) -> Result<Self, DeskError> {
        let abandonment = abandon_rates(plan);
        if stated.is_empty() {
            let expectations = read_texts(plan, usual_texts(plan))?;
            return Ok(Self { usual: expectations.len(), expectations, abandonment });
        }
        let mut goals = Self { expectations: stated, usual: 0, abandonment };
        let open = goals.unjudged_groups(plan);
        let more = read_texts(plan, waits_after_transfers(plan, |group| open.contains(&group)))?;
        goals.usual = more.len();
        goals.expectations.extend(more);
        Ok(goals)
    }

    /// Those that the scenario does not state.
    pub fn usual_ones(&self) -> &[Expectation] {
        &self.expectations[self.expectations.len() - self.usual.min(self.expectations.len())..]
    }

    /// The fewest replications of a plan with which a search can tell that it keeps a promise of a share of
    /// days: with fewer not even all days kept would be enough. Twice as many as that takes, so that a day
    /// may fail. `None`: nothing of the kind is expected.
    pub fn replications_for_days(&self, plan: &Plan) -> Option<u32> {
        /// More are a matter of `--replications`.
        const MOST: f64 = 2_000.0;
        let share = |one: &Expectation| match one.promise {
            Promise::ShareOfDays(share) => Some(share),
            Promise::LongRun => None,
        };
        let share = self.expectations.iter().filter_map(share).reduce(f64::max)?;
        let days = windows(&plan.run, WindowLength::Day).len().max(1) as f64;
        // Where all of n days are kept, the share is at least (alpha/2)^(1/n) (Clopper and Pearson 1934).
        let least = (FIRST_ALPHA / 2.0).ln() / share.clamp(0.01, 0.999_999).ln();
        Some((2.0 * least / days).ceil().clamp(2.0, MOST) as u32)
    }

    /// The same with the lines of another plan: people have lines in sheets, and are others there.
    pub(super) fn of(&self, plan: &Plan) -> Result<Vec<Expectation>, DeskError> {
        let by_person =
            |one: &Expectation| matches!(one.sheet, SheetName::Operators | SheetName::Supervisors);
        if !self.expectations.iter().any(by_person) {
            return Ok(self.expectations.clone());
        }
        read_texts(plan, self.expectations.iter().map(|one| one.text.clone()).collect())
    }

    /// What has to be known of each replication of a plan with these expectations: their figures, then the shares
    /// of clients who give up.
    pub(super) fn tracked(&self, expectations: &[Expectation]) -> Arc<[TrackedFigure]> {
        let expected = decide::tracked_figures(expectations);
        expected.iter().chain(&self.abandonment).copied().collect()
    }

    /// The share of clients who give up, of each live chat in the order of the plan; none where nothing was
    /// simulated.
    pub fn abandonment(&self, look: &Look) -> Vec<StandardEstimate> {
        let chats = self.abandonment.len();
        let one = |chat: usize| {
            let pair = |values: &ReplicationValues| -> Option<ValuePair> {
                // Behind the figures of the expectations.
                let first = values.len().checked_sub(chats)?;
                values.get(first + chat)?.first().copied()
            };
            ratio_estimate(&look.values.iter().filter_map(pair).collect::<Vec<ValuePair>>())
        };
        if look.values.is_empty() { Vec::new() } else { (0..chats).map(one).collect() }
    }

    /// What is said of each expectation; intervals leave out the truth with a chance of `alpha`.
    pub fn judge(&self, plan: &Plan, values: &[ReplicationValues], alpha: f64) -> Vec<Judgement> {
        match self.of(plan) {
            Ok(own) => decide::judge(&own, &plan.run, values, alpha),
            Err(_) => Vec::new(),
        }
    }

    /// The wait beyond which a visit is late, and the share of visits that may be: a guide for where
    /// staff is put, and not what is judged.
    pub(super) fn late(&self, plan: &Plan) -> (Span, f64) {
        let (mut after, mut share) = (plan.run.answer_within, 0.2_f64);
        let mut stated: Option<(Span, f64)> = None;
        for one in &self.expectations {
            let limit = Span((one.limit.clamp(0.0, 1e9) * 1e6).round() as u64);
            let own = match one.figure {
                "service_level" | "service_level_offered" | "service_level_answered" => {
                    Some((plan.run.answer_within, 1.0 - one.limit))
                }
                "abandon_rate" => Some((plan.run.answer_within, (one.limit * 2.0).min(0.5))),
                "wait" | "asa" | "wait_answered" => Some((limit, 0.2)),
                _ => one.percentile_share().map(|share| (limit, 1.0 - share)),
            };
            if let Some((span, late)) = own {
                let (known, least) = stated.unwrap_or((span, late));
                stated = Some((known.min(span), least.min(late)));
            }
        }
        if let Some((span, late)) = stated {
            (after, share) = (span, late.max(0.02));
        }
        (after, share)
    }

    /// The groups on which those expectations depend that are not met, and when.
    pub(super) fn shortages(&self, plan: &Plan, judged: &[Judgement]) -> Vec<Shortage> {
        let mut found: Vec<Shortage> = Vec::new();
        let expectations = self.of(plan).unwrap_or_default();
        for (expectation, judgement) in expectations.iter().zip(judged) {
            if judgement.verdict == Verdict::Met {
                continue;
            }
            for line in judgement.lines.iter().filter(|line| line.verdict != Verdict::Met) {
                let intervals = window_intervals(plan, expectation, line);
                for group in groups_of(plan, expectation, line.line) {
                    add_shortage(&mut found, group, &intervals);
                }
            }
            if judgement.lines.is_empty() {
                let all = 0..plan.groups.len();
                all.for_each(|group| add_shortage(&mut found, group, &None));
            }
        }
        found
    }

    /// The groups that no expectation depends on: the search cannot tell how many they need.
    pub(super) fn unjudged_groups(&self, plan: &Plan) -> Vec<usize> {
        let expectations = self.of(plan).unwrap_or_default();
        let mut judged = vec![false; plan.groups.len()];
        for expectation in &expectations {
            for line in 0..expectation.lines.len() {
                for group in groups_of(plan, expectation, line) {
                    judged[group] = true;
                }
            }
        }
        (0..judged.len()).filter(|group| !judged[*group]).collect()
    }
}

/// Where something is expected of a desk: the wait that is usually expected of each group that gets transfers,
/// of those on which nothing depends that is expected. Pairs of the group's name and the expectation.
pub fn unjudged_waits(plan: &Plan, expectations: &[Expectation]) -> Vec<(String, String)> {
    if expectations.is_empty() {
        return Vec::new();
    }
    let goals = Goals { expectations: expectations.to_vec(), usual: 0, abandonment: Vec::new() };
    let open = goals.unjudged_groups(plan).into_iter();
    let one = |group: usize| {
        let text = waits_after_transfers(plan, |other| other == group).pop()?;
        Some((plan.groups[group].name.clone(), text))
    };
    open.filter_map(one).collect()
}

fn abandon_rates(plan: &Plan) -> Vec<TrackedFigure> {
    let listed = decide::Catalog::new(plan).list().into_iter();
    let rates = listed.filter(|figure| {
        figure.tracked.sheet == SheetName::LiveChats && figure.column == "abandon_rate"
    });
    rates.map(|figure| figure.tracked).collect()
}

fn add_shortage(found: &mut Vec<Shortage>, group: usize, intervals: &Option<Vec<usize>>) {
    match found.iter_mut().find(|known| known.group == group) {
        None => found.push(Shortage { group, intervals: intervals.clone() }),
        Some(known) => match (&mut known.intervals, intervals) {
            (Some(known), Some(more)) => known.extend(more),
            (any, None) => *any = None,
            (None, Some(_)) => {}
        },
    }
}

fn read_texts(plan: &Plan, texts: Vec<String>) -> Result<Vec<Expectation>, DeskError> {
    let stated = texts
        .iter()
        .map(|text| StatedExpectation { that: StatedText::typed("plan of staff", text), on: None });
    let (sound, faults) = decide::expectations_of(plan, &stated.collect::<Vec<_>>());
    match faults.first() {
        None => Ok(sound),
        Some(fault) => Err(DeskError(format!("with other people: {}", fault.message))),
    }
}

/// What a scenario without expectations is held to.
fn usual_texts(plan: &Plan) -> Vec<String> {
    let chats = plan.live_chats.iter();
    let chats = chats.map(|chat| format!("{}.service_level >= 80%", figure_part(&chat.name)));
    chats.chain(waits_after_transfers(plan, |_| true)).collect()
}

/// A mean wait within the time to answer, in those of the groups that get transfers.
fn waits_after_transfers(plan: &Plan, wanted: impl Fn(usize) -> bool) -> Vec<String> {
    let gets_transfers = |group: usize| {
        let mut transfers = plan.topics.iter().flat_map(|topic| &topic.transfers);
        transfers
            .any(|transfer| matches!(transfer.to, TransferTarget::Group(to) if to.index() == group))
    };
    let groups = plan.groups.iter().enumerate();
    let experts = groups.filter(|(place, group)| {
        wanted(*place) && gets_transfers(*place) && !group.operators.is_empty()
    });
    let within = plan.run.answer_within.as_secs_f64();
    let experts =
        experts.map(|(_, group)| format!("groups.{}.wait < {within}s", figure_part(&group.name)));
    experts.collect()
}

/// A name as a part of a figure's name: in quotes where it is not plain.
pub(super) fn figure_part(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.chars().all(plain) { name.to_owned() } else { format!("\"{name}\"") }
}

/// The intervals of the window in which a line is short.
fn window_intervals(
    plan: &Plan,
    expectation: &Expectation,
    line: &LineJudgement,
) -> Option<Vec<usize>> {
    let kind = expectation.windows?;
    let window = *windows(&plan.run, kind).get(line.window?)?;
    let length = plan.run.interval.0;
    let first = (window.from.0 / length) as usize;
    let last = window.to.0.div_ceil(length) as usize;
    // What waits in an interval may have come before it.
    let from = match kind {
        WindowLength::Interval => first.saturating_sub(1),
        WindowLength::Day => first,
    };
    debug_assert!(length <= DAY.0 || last > first);
    Some((from..last).collect())
}

/// Whether some line of an expectation depends on a group, which is given by its place in the plan.
pub fn depends_on(plan: &Plan, expectation: &Expectation, group: usize) -> bool {
    let lines = 0..expectation.lines.len();
    lines.into_iter().any(|line| groups_of(plan, expectation, line).contains(&group))
}

/// The groups that can mend a line of an expectation, by its place there.
fn groups_of(plan: &Plan, expectation: &Expectation, line: usize) -> Vec<usize> {
    let row = expectation.lines.get(line).map_or(0, |line| line.row);
    let chat_groups = |chat: usize| match expectation.figure {
        // What comes after the first answer depends on the other groups too.
        "service_level"
        | "service_level_offered"
        | "service_level_answered"
        | "service_level_removed"
        | "asa"
        | "wait"
        | "abandon_rate"
        | "wait_p50"
        | "wait_p90"
        | "wait_p95"
        | "wait_p99"
        | "wait_max"
        | "common_wait"
        | "waited_share" => first_groups(plan, chat),
        // Transferred sessions go past the supervisors.
        "wait_after_transfer" | "lost_after_transfer" | "handle_time" | "answer_to_close" => {
            let groups = &plan.live_chats[chat].operator_groups;
            groups.iter().map(|group| group.index()).collect()
        }
        _ => all_groups(plan, chat),
    };
    match expectation.sheet {
        SheetName::LiveChats => chat_groups(row),
        SheetName::Channels => {
            plan.channels().nth(row).map(|(chat, _)| chat_groups(chat)).unwrap_or_default()
        }
        SheetName::Groups => {
            let answering = plan.groups.iter().enumerate();
            let mut answering = answering.filter(|(_, group)| !group.operators.is_empty());
            answering.nth(row).map(|(place, _)| place).into_iter().collect()
        }
        SheetName::Supervisors => {
            let chats = plan.live_chats.iter().flat_map(|chat| &chat.supervisor_groups);
            chats.map(|group| group.index()).collect()
        }
        SheetName::Operators | SheetName::Licenses | SheetName::Sla | SheetName::Transfers => {
            (0..plan.groups.len()).collect()
        }
    }
}

fn all_groups(plan: &Plan, chat: usize) -> Vec<usize> {
    let chat = &plan.live_chats[chat];
    let groups = chat.operator_groups.iter().chain(&chat.supervisor_groups);
    groups.map(|group| group.index()).collect()
}

/// The groups at which sessions of a live chat wait first: the group that distributes them, and those that get
/// them then.
fn first_groups(plan: &Plan, live_chat: usize) -> Vec<usize> {
    let chat = &plan.live_chats[live_chat];
    let mut groups: Vec<usize> = Vec::new();
    let mut actions: Vec<RoutingAction> = chat.rules.iter().map(|rule| rule.action).collect();
    let mut common = actions.is_empty() || actions.contains(&RoutingAction::CommonQueue);
    if let IntakeMode::Supervisors { .. } = &chat.intake {
        groups.extend(chat.supervisor_groups.iter().map(|group| group.index()));
        actions.extend(chat.intake.actions());
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
    if groups.is_empty() { all_groups(plan, live_chat) } else { groups }
}
