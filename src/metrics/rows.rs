//! The lines of a report's sheets, and which tally of a replication each is made from: gone through in one
//! order, by whatever adds tallies up and by whatever puts them down.

use super::figures::{
    Figure, channels, desk, groups, intervals, licenses, live_chats, operators, rules, sla,
    supervisors, transfers,
};
use super::recording::{TallyRecorder, TargetKey, target_key};
use super::tallies::{DeskTally, LiveChatTally, TransferTally};
use crate::base::{GroupId, Span};
use crate::plan::{LicenseKind, Plan, Run};

/// What the lines of those sheets are about of which the place of a line is not that of its tally.
#[derive(Clone, Debug)]
pub(super) struct RowKeys {
    /// Groups without operators have no line.
    pub(super) groups: Vec<usize>,
    pub(super) licenses: Vec<LicenseKind>,
    pub(super) transfers: Vec<(GroupId, TargetKey)>,
}

impl RowKeys {
    pub(super) fn new(plan: &Plan) -> Self {
        let groups = plan.groups.iter().enumerate();
        let answering = groups.filter(|(_, group)| !group.operators.is_empty());
        let rules = plan.topics.iter().flat_map(|topic| &topic.transfers);
        let keys = rules.flat_map(|rule| rule.targets().map(|to| (rule.from, target_key(to))));
        let mut transfers: Vec<_> = keys.collect();
        transfers.sort_unstable();
        transfers.dedup();
        Self {
            groups: answering.map(|(place, _)| place).collect(),
            licenses: plan.licensing.reported_kinds().collect(),
            transfers,
        }
    }
}

/// The rules of live chats that have any of their own: the place of the live chat and that of the rule,
/// the default routing after the last.
pub(super) fn listed_rules(plan: &Plan) -> impl Iterator<Item = (usize, usize)> {
    let chats = plan.live_chats.iter().enumerate().filter(|(_, chat)| chat.default_rules_from > 0);
    chats.flat_map(|(place, chat)| {
        (0..=chat.default_rules_from as usize).map(move |rule| (place, rule))
    })
}

/// Is shown each line of the sheets with its tally.
pub(super) trait RowVisitor {
    fn visit<T>(&mut self, figures: &[Figure<T>], tally: &T);
}

/// Goes through all lines that a replication (or a batch of one) adds to.
pub(super) fn visit_rows(
    plan: &Plan,
    keys: &RowKeys,
    recorder: &TallyRecorder,
    visitor: &mut impl RowVisitor,
) {
    fn all<T>(visitor: &mut impl RowVisitor, figures: &[Figure<T>], tallies: &[T]) {
        tallies.iter().for_each(|tally| visitor.visit(figures, tally));
    }
    all(visitor, live_chats::FIGURES, &recorder.chats);
    for place in 0..plan.channels().count() {
        // Where each live chat has one channel its outcomes are those of the live chat.
        let outcomes = match &recorder.by_channel {
            Some(channels) => channels.of_channel(place),
            None => &recorder.chats[place].outcomes,
        };
        visitor.visit(channels::FIGURES, outcomes);
    }
    all(visitor, groups::FIGURES, &recorder.groups);
    all(visitor, operators::FIGURES, &recorder.operators);
    all(visitor, supervisors::FIGURES, &recorder.supervisors);
    for level in &recorder.slas {
        for standard in &level.standards {
            visitor.visit(sla::FIGURES, &(level.attached, *standard));
        }
    }
    visit_intervals(plan, recorder, visitor);
    for kind in &keys.licenses {
        visitor.visit(licenses::FIGURES, recorder.licenses.of_kind(*kind));
    }
    for pair in &keys.transfers {
        let none = TransferTally::default();
        visitor.visit(transfers::FIGURES, recorder.transfers.get(pair).unwrap_or(&none));
    }
    for (chat, place) in listed_rules(plan) {
        visitor.visit(rules::FIGURES, &recorder.chats[chat].rule(place));
    }
    visitor.visit(desk::FIGURES, &DeskTally::new(&recorder.chats, &recorder.operators));
}

fn visit_intervals(plan: &Plan, recorder: &TallyRecorder, visitor: &mut impl RowVisitor) {
    let (chats, count) = (plan.live_chats.len(), plan.run.interval_count());
    for chat in 0..chats {
        let mut before = [0.0; 3];
        for interval in 0..count {
            let integrals = recorder.intervals.integrals()[interval * chats + chat];
            let areas = std::array::from_fn(|i| integrals[i] - before[i]);
            before = integrals;
            let cut = intervals::IntervalTally {
                outcomes: recorder.intervals.of_live_chat(chat)[interval],
                integrals: areas,
                seconds: measured_span(&plan.run, interval).as_secs_f64(),
            };
            visitor.visit(intervals::FIGURES, &cut);
        }
    }
}

/// How much of an interval lies in the measured window.
pub(super) fn measured_span(run: &Run, interval: usize) -> Span {
    let from = Span(run.interval.0 * interval as u64).max(run.warm_up);
    let to = Span(run.interval.0 * (interval as u64 + 1)).min(run.horizon);
    to.saturating_sub(from)
}

/// Sessions at the desk on average, in a batch of a run.
pub(super) fn mean_present(batch: &TallyRecorder) -> f64 {
    let at = |chat: &LiveChatTally| chat.waiting.seconds() + chat.serving.seconds();
    let seconds = batch.chats.iter().map(|chat| chat.seconds).fold(0.0, f64::max);
    batch.chats.iter().map(at).sum::<f64>() / seconds
}
