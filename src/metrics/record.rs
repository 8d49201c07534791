//! One replication, put down where it ran, to be added to the others elsewhere: everything that a report,
//! a decision or a search for staff takes from it, and nothing that depends on other replications.

use std::fmt;
use std::sync::Arc;

use super::batches::batch_plan;
use super::figures::{Figure, record};
use super::recording::TallyRecorder;
use super::replication::Metrics;
use super::rows::{RowKeys, RowVisitor, mean_present, visit_rows};
use super::statistics::ValuePair;
use super::statistics::{TallyNumbers, TallyRecord, of_bits, to_bits};
use super::tracked::ReplicationValues;
use super::visits::VisitCounts;
use crate::plan::{LicenseKind, PerLicenseKind, Plan};

/// What is put down of a replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordContent {
    /// What it says about the tracked figures.
    Values,
    /// That, and what it adds to every sheet.
    Sheets,
    /// What it says about the tracked figures, and what a search for staff looks at.
    Staffing,
}

/// One replication, put down.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicationRecord {
    /// Messages that roles have handled.
    pub events: u64,
    /// Sessions that arrived.
    pub sessions: u64,
    /// What it says about the tracked figures.
    pub values: ReplicationValues,
    /// Clients who gave up or were not let in.
    pub lost_clients: u64,
    /// Of each kind of license how often one was refused, and the most that were held at once.
    pub licenses: PerLicenseKind<(u64, u32)>,
    /// Visits by group and interval, if they were counted.
    pub visits: Option<VisitCounts>,
    whole: TallyRecord,
    /// Of one long run: the mean number of sessions at the desk in each batch, and the batch.
    batches: Vec<(f64, TallyRecord)>,
}

/// A record is of another plan, or of another version of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherPlan;

impl fmt::Display for OtherPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the record of a replication is of another plan")
    }
}

impl std::error::Error for OtherPlan {}

/// Puts down replications of one plan.
#[derive(Clone, Debug)]
pub struct RecordMaker {
    content: RecordContent,
    plan: Arc<Plan>,
    /// The plan of its batches, if it has any.
    of_batches: Option<Arc<Plan>>,
    keys: RowKeys,
}

impl RecordMaker {
    /// Puts down so much of each replication of a plan.
    pub fn new(plan: &Arc<Plan>, content: RecordContent) -> Self {
        Self {
            content,
            plan: Arc::clone(plan),
            of_batches: plan.run.statistics.batches.map(|_| batch_plan(plan)),
            keys: RowKeys::new(plan),
        }
    }

    /// A replication that has ended, with its numbers of messages and of sessions that arrived.
    pub fn record(&self, mut metrics: Metrics, events: u64, sessions: u64) -> ReplicationRecord {
        let (whole, batches) = match self.content {
            RecordContent::Values | RecordContent::Staffing => Default::default(),
            RecordContent::Sheets => {
                let batches = match (&self.of_batches, metrics.batches.take()) {
                    (Some(plan), Some(collected)) => {
                        let of_batch =
                            |batch: TallyRecorder| (mean_present(&batch), self.tally(plan, &batch));
                        collected.into_finished().into_iter().map(of_batch).collect()
                    }
                    (None, _) | (_, None) => Vec::new(),
                };
                (self.tally(&self.plan, &metrics.recorder), batches)
            }
        };
        ReplicationRecord {
            events,
            sessions,
            values: metrics.take_values(),
            lost_clients: metrics.lost_clients(),
            licenses: PerLicenseKind::from_fn(|kind| metrics.licenses(kind)),
            visits: metrics.visits().cloned(),
            whole,
            batches,
        }
    }

    fn tally(&self, plan: &Plan, recorder: &TallyRecorder) -> TallyRecord {
        struct Recording(TallyRecord);
        impl RowVisitor for Recording {
            fn visit<T>(&mut self, figures: &[Figure<T>], tally: &T) {
                record(figures, tally, &mut self.0);
            }
        }
        let mut recording = Recording(TallyRecord::default());
        visit_rows(plan, &self.keys, recorder, &mut recording);
        recording.0
    }
}

/// As it is written.
type RecordNumbers = (
    (u64, u64, u64),
    [(u64, u32); LicenseKind::ALL.len()],
    Vec<Vec<(u64, u64)>>,
    Option<super::visits::VisitNumbers>,
    TallyNumbers,
    Vec<(u64, TallyNumbers)>,
);

impl ReplicationRecord {
    pub(super) fn whole(&self) -> &TallyRecord {
        &self.whole
    }

    pub(super) fn batches(&self) -> &[(f64, TallyRecord)] {
        &self.batches
    }

    /// As bytes: the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let pair = |pair: &ValuePair| (to_bits(pair.sum), to_bits(pair.count));
        let figure = |windows: &Vec<ValuePair>| windows.iter().map(pair).collect();
        let values = self.values.iter().map(figure).collect();
        let batches = self.batches.iter().map(|(mean, tally)| (to_bits(*mean), tally.to_numbers()));
        let numbers: RecordNumbers = (
            (self.events, self.sessions, self.lost_clients),
            LicenseKind::ALL.map(|kind| self.licenses[kind]),
            values,
            self.visits.as_ref().map(VisitCounts::to_numbers),
            self.whole.to_numbers(),
            batches.collect(),
        );
        postcard::to_allocvec(&numbers).expect("numbers can be written to memory")
    }

    /// The record that these are the bytes of.
    ///
    /// # Errors
    /// They are of something else.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, OtherPlan> {
        let (numbers, rest): (RecordNumbers, _) =
            postcard::take_from_bytes(bytes).map_err(|_| OtherPlan)?;
        if !rest.is_empty() {
            return Err(OtherPlan);
        }
        let ((events, sessions, lost_clients), licenses, values, visits, whole, batches) = numbers;
        let pair = |(sum, count)| ValuePair { sum: of_bits(sum), count: of_bits(count) };
        let figure = |windows: Vec<(u64, u64)>| windows.into_iter().map(pair).collect();
        let batch = |(mean, tally)| (of_bits(mean), TallyRecord::of_numbers(tally));
        Ok(Self {
            events,
            sessions,
            values: values.into_iter().map(figure).collect(),
            lost_clients,
            licenses: PerLicenseKind::from_fn(|kind| licenses[kind as usize]),
            visits: visits.map(VisitCounts::of_numbers),
            whole: TallyRecord::of_numbers(whole),
            batches: batches.into_iter().map(batch).collect(),
        })
    }
}
