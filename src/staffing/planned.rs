//! A search whose first proof other machines run: what it has simulated up to there is written down, the
//! replications of the proof are put down elsewhere, and the process that has all of them takes the same steps again, and
//! comes to the same answer.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::answer::{SearchError, SearchLimits};
use super::desk::StaffedDesk;
use super::goals::Goals;
use super::look::{Look, Sample, looked_at};
use super::memory::{LookMemory, line_to_look, look_to_line};
use super::proof::{ProofPlan, samples};
use super::trials::{look_key, with_warm_up_of_all};
use crate::base::Span;
use crate::metrics::{ReplicationRecord, TrackedFigure};
use crate::plan::{LicenseKind, PerLicenseKind, Plan};
use crate::study::RunError;

/// Keeps every look of a search.
#[derive(Debug, Default)]
pub struct KeptLooks(RefCell<Vec<String>>);

impl LookMemory for KeptLooks {
    fn recall(&self, _: &str) -> Result<Option<Look>, SearchError> {
        Ok(None)
    }

    fn remember(&self, key: &str, look: &Look) {
        self.0.borrow_mut().push(look_to_line(key, look));
    }
}

/// A search up to its first proof.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedSearch {
    /// What is to be proved.
    pub proof: ProofPlan,
    /// What was simulated to find it.
    known: BTreeMap<String, Look>,
}

impl PlannedSearch {
    /// The bytes of a file: what is to be proved, then the looks that were kept, a line each.
    pub fn to_bytes(proof: &ProofPlan, kept: KeptLooks) -> Vec<u8> {
        let head = json!({
            "counts": proof.counts,
            "licenses": LicenseKind::ALL.map(|kind| proof.licenses[kind]),
            "seed": proof.seed,
            "warm_up": proof.warm_up.map(|span| span.0),
        });
        let mut text = format!("{head}\n");
        for line in kept.0.into_inner() {
            text.push_str(&line);
            text.push('\n');
        }
        text.into_bytes()
    }

    /// What such bytes say; `None`: they are of something else.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(bytes).ok()?.lines();
        let head: Value = serde_json::from_str(lines.next()?).ok()?;
        let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
        let proof = ProofPlan {
            counts: head["counts"].as_array()?.iter().map(number).collect::<Option<_>>()?,
            licenses: {
                let all: [Option<u32>; LicenseKind::ALL.len()] =
                    serde_json::from_value(head["licenses"].clone()).ok()?;
                PerLicenseKind::from_fn(|kind| all[kind as usize])
            },
            seed: head["seed"].as_u64()?,
            warm_up: match &head["warm_up"] {
                Value::Null => None,
                value => Some(Span(value.as_u64()?)),
            },
        };
        Some(Self { proof, known: lines.map(line_to_look).collect::<Option<_>>()? })
    }
}

/// The plan that is proved as it is run, and the figures of which each replication's values are wanted.
///
/// # Errors
/// The scenario cannot have such people.
pub fn proof_as_looked_at(
    desk: &StaffedDesk,
    goals: &Goals,
    proof: &ProofPlan,
) -> Result<(Arc<Plan>, Arc<[TrackedFigure]>), SearchError> {
    if proof.counts.len() != desk.columns.len() {
        return Err(super::DeskError("the proof is of another desk".to_owned()).into());
    }
    let plan = desk.plan_of(&proof.counts, &proof.licenses)?;
    looked_at(with_warm_up_of_all(plan, proof.warm_up), goals, proof.seed)
}

/// Gives the replication of this number of a proof.
type RecordReader<'a> = &'a dyn Fn(u32) -> Result<ReplicationRecord, String>;

/// Recalls what a planned search has simulated, and makes looks of the replications of its proof.
pub struct ProofRecords<'a> {
    known: &'a BTreeMap<String, Look>,
    plan: Arc<Plan>,
    samples: Vec<(String, Sample)>,
    record: RecordReader<'a>,
}

impl fmt::Debug for ProofRecords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProofRecords").field("samples", &self.samples).finish_non_exhaustive()
    }
}

impl<'a> ProofRecords<'a> {
    /// The looks of a search with these limits.
    ///
    /// # Errors
    /// The scenario cannot have such people.
    pub fn new(
        search: &'a PlannedSearch,
        desk: &StaffedDesk,
        goals: &Goals,
        limits: SearchLimits,
        record: RecordReader<'a>,
    ) -> Result<Self, SearchError> {
        let PlannedSearch { proof, known } = search;
        let (plan, _) = proof_as_looked_at(desk, goals, proof)?;
        let named = |sample: Sample| (look_key(&proof.counts, &proof.licenses, sample), sample);
        let samples = samples(limits, proof.seed).into_iter().map(named).collect();
        Ok(Self { known, plan, samples, record })
    }
}

impl LookMemory for ProofRecords<'_> {
    fn recall(&self, key: &str) -> Result<Option<Look>, SearchError> {
        if let Some(look) = self.known.get(key) {
            return Ok(Some(look.clone()));
        }
        let Some((_, sample)) = self.samples.iter().find(|(known, _)| known == key) else {
            return Ok(None);
        };
        let mut look = Look::nothing(&self.plan);
        for replication in sample.first..sample.first + sample.replications {
            let record = (self.record)(replication)
                .map_err(|why| SearchError::Run(RunError::Record(why)))?;
            look.add(&self.plan, record);
        }
        Ok(Some(look))
    }

    fn remember(&self, _: &str, _: &Look) {}
}
