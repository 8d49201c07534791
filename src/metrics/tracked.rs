//! Single figures, replication by replication: what decisions are made from.
//!
//! A sheet holds estimates over all replications. To compare two desks, or to hold a figure against a
//! limit, one needs what each replication says; and, for a promise that is kept by the day, what each
//! day says. Which figures are wanted is stated before the run.

use std::sync::Arc;

use super::figures::{
    ColumnQuery, channels, groups, licenses, live_chats, operators, percentile_share, sla,
    supervisors, transfers, value_pair,
};
use super::recording::TallyRecorder;
use super::rows::RowKeys;
use super::statistics::ValuePair;
use super::tallies::TransferTally;
use super::windows::{WindowLength, Windows, windows};
use crate::base::{Span, Time};
use crate::desk::Fact;
use crate::plan::{Plan, SlaMetric};

/// The sheets of which figures can be tracked: those with a line for each thing at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetName {
    LiveChats,
    Channels,
    Groups,
    Operators,
    Supervisors,
    Licenses,
    Sla,
    Transfers,
}

impl SheetName {
    pub const ALL: [Self; 8] = [
        Self::LiveChats,
        Self::Channels,
        Self::Groups,
        Self::Operators,
        Self::Supervisors,
        Self::Licenses,
        Self::Sla,
        Self::Transfers,
    ];

    /// That of its file, without `.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Self::LiveChats => "live_chats",
            Self::Channels => "channels",
            Self::Groups => "groups",
            Self::Operators => "operators",
            Self::Supervisors => "supervisors",
            Self::Licenses => "licenses",
            Self::Sla => "sla",
            Self::Transfers => "transfers",
        }
    }

    /// Of a column that is a percentile, its share: 0.95 for `wait_p95`, 1 for `wait_max`. `None`
    /// for any other column.
    pub fn percentile_share(self, column: usize) -> Option<f64> {
        match self {
            Self::LiveChats => percentile_share(live_chats::FIGURES, column),
            Self::Channels => percentile_share(channels::FIGURES, column),
            Self::Groups => percentile_share(groups::FIGURES, column),
            Self::Operators => percentile_share(operators::FIGURES, column),
            Self::Supervisors => percentile_share(supervisors::FIGURES, column),
            Self::Licenses => percentile_share(licenses::FIGURES, column),
            Self::Sla => percentile_share(sla::FIGURES, column),
            Self::Transfers => percentile_share(transfers::FIGURES, column),
        }
    }
}

/// A figure that is wanted of each replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackedFigure {
    pub sheet: SheetName,
    /// The line: its place among the rows of the sheet.
    pub row: usize,
    /// The column: its place among the measures of the sheet.
    pub column: usize,
    /// Of a percentile: which share of the lengths of time is at most so long.
    pub at_most: Option<Span>,
    /// `None`: of the whole run, otherwise of each window.
    pub windows: Option<WindowLength>,
}

/// What one replication says about the tracked figures, in their order: one pair for the whole run, or
/// one for each window.
pub type ReplicationValues = Vec<Vec<ValuePair>>;

/// The tracked figures of one replication, as it goes on.
#[derive(Clone, Debug)]
pub(super) struct Tracking {
    figures: Arc<[TrackedFigure]>,
    lines: RowKeys,
    values: ReplicationValues,
    windows: Vec<(WindowLength, Windows)>,
}

impl Tracking {
    pub(super) fn new(plan: &Arc<Plan>, figures: &Arc<[TrackedFigure]>) -> Self {
        let length = |figure: &TrackedFigure| match figure.windows {
            None => 1,
            Some(kind) => windows(&plan.run, kind).len(),
        };
        let kinds = [WindowLength::Interval, WindowLength::Day];
        let needed =
            kinds.into_iter().filter(|kind| figures.iter().any(|one| one.windows == Some(*kind)));
        Self {
            values: figures.iter().map(|one| vec![ValuePair::default(); length(one)]).collect(),
            figures: Arc::clone(figures),
            lines: RowKeys::new(plan),
            windows: needed.map(|kind| (kind, Windows::new(plan, kind))).collect(),
        }
    }

    /// Whether it has to be told each fact.
    pub(super) fn has_windows(&self) -> bool {
        !self.windows.is_empty()
    }

    pub(super) fn observe(&mut self, now: Time, fact: Fact) {
        for (kind, windows) in &mut self.windows {
            let (lines, figures, values) = (&self.lines, &self.figures, &mut self.values);
            windows.observe(now, fact, &mut |number, recorder| {
                record_window(lines, figures, values, *kind, number, recorder);
            });
        }
    }

    /// The run is over: all values are known.
    pub(super) fn finish(mut self, end: Time, recorder: &TallyRecorder) -> ReplicationValues {
        for (kind, windows) in &mut self.windows {
            let (lines, figures, values) = (&self.lines, &self.figures, &mut self.values);
            windows.finish(end, |number, recorder| {
                record_window(lines, figures, values, *kind, number, recorder);
            });
        }
        for (figure, values) in self.figures.iter().zip(&mut self.values) {
            if figure.windows.is_none() {
                values[0] = pair_of(&self.lines, figure, recorder);
            }
        }
        self.values
    }
}

fn record_window(
    lines: &RowKeys,
    figures: &[TrackedFigure],
    values: &mut ReplicationValues,
    kind: WindowLength,
    number: usize,
    recorder: &TallyRecorder,
) {
    for (figure, values) in figures.iter().zip(values) {
        if figure.windows == Some(kind) {
            values[number] = pair_of(lines, figure, recorder);
        }
    }
}

/// What was recorded about one figure.
fn pair_of(lines: &RowKeys, figure: &TrackedFigure, recorder: &TallyRecorder) -> ValuePair {
    let query = ColumnQuery { column: figure.column, at_most: figure.at_most };
    let row = figure.row;
    match figure.sheet {
        SheetName::LiveChats => value_pair(live_chats::FIGURES, query, &recorder.chats[row]),
        SheetName::Channels => {
            let outcomes = match &recorder.by_channel {
                Some(channels) => channels.of_channel(row),
                None => &recorder.chats[row].outcomes,
            };
            value_pair(channels::FIGURES, query, outcomes)
        }
        SheetName::Groups => {
            value_pair(groups::FIGURES, query, &recorder.groups[lines.groups[row]])
        }
        SheetName::Operators => value_pair(operators::FIGURES, query, &recorder.operators[row]),
        SheetName::Supervisors => {
            value_pair(supervisors::FIGURES, query, &recorder.supervisors[row])
        }
        SheetName::Licenses => {
            value_pair(licenses::FIGURES, query, recorder.licenses.of_kind(lines.licenses[row]))
        }
        SheetName::Sla => {
            let level = &recorder.slas[row / SlaMetric::ALL.len()];
            let standard = level.standards[row % SlaMetric::ALL.len()];
            value_pair(sla::FIGURES, query, &(level.attached, standard))
        }
        SheetName::Transfers => {
            let none = TransferTally::default();
            let tally = recorder.transfers.get(&lines.transfers[row]).unwrap_or(&none);
            value_pair(transfers::FIGURES, query, tally)
        }
    }
}
