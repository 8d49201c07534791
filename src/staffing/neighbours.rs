//! What one fewer would do: the plan beside its neighbours, with the same clients, as differences.

use super::answer::SearchError;
use super::desk::{Counts, StaffedDesk};
use super::license_kinds::LicenseNumbers;
use super::licenses::one_person_fewer;
use super::look::Sample;
use super::proof::Proof;
use super::search::Search;
use crate::decide::{ALPHA, Judgement, Verdict};
use crate::metrics::{Estimate, ReplicationValues, ValuePair, paired_difference, ratio_estimate};
use crate::plan::{LicenseKind, PerLicenseKind};

/// What is one fewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeighbourStep {
    /// A person of this group.
    Person(String),
    /// A shift: of which group, and which.
    Shift(String, String),
    /// A license of this kind.
    License(LicenseKind),
}

/// A plan beside the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// What is one fewer.
    pub step: NeighbourStep,
    /// What that saves.
    pub saves: f64,
    /// Each expectation.
    pub changes: Vec<NeighbourChange>,
    /// Lost clients a replication: by how much more (paired).
    pub lost: Estimate,
}

/// An expectation with one fewer, in the line and window that is then nearest to failing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NeighbourChange {
    /// Its figure; of a percentile the share of lengths of time within the limit.
    pub value: f64,
    /// By how much that is more (paired).
    pub more: Estimate,
    /// Whether it is still met.
    pub verdict: Verdict,
}

/// More shifts than this are not shown one by one.
const MAX_SHIFTS: usize = 24;

/// The neighbours of a plan with the clients of its proof.
pub(super) fn neighbours(
    search: &mut Search<'_>,
    counts: &Counts,
    licenses: &LicenseNumbers,
    proof: &Proof,
) -> Result<Vec<Neighbour>, SearchError> {
    let replications = search.limits.replications.min(proof.look.replications);
    let sample = Sample { seed: proof.seed, first: 0, replications };
    let mut found = Vec::new();
    let lines: Vec<usize> =
        search.goals.expectations.iter().map(|expectation| expectation.lines.len()).collect();
    for (step, fewer, fewer_licenses) in steps(search, counts, licenses) {
        let Some(look) = search.fresh_look(&fewer, &fewer_licenses, sample)? else { break };
        let desk = search.desk;
        let saves = desk.total_cost(counts, licenses) - desk.total_cost(&fewer, &fewer_licenses);
        let judged = search.judge(&look, ALPHA);
        let changes = changes(&lines, &judged, &proof.look.values, &look.values);
        let lost = change(&singles(&proof.look.lost), &singles(&look.lost)).1;
        found.push(Neighbour { step, saves, changes, lost });
    }
    Ok(found)
}

type Step = (NeighbourStep, Counts, LicenseNumbers);

fn steps(search: &Search<'_>, counts: &Counts, licenses: &LicenseNumbers) -> Vec<Step> {
    let desk = search.desk;
    let mut steps: Vec<Step> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    for fewer in one_person_fewer(search, counts) {
        let kind = (0..desk.kinds.len())
            .find(|kind| desk.heads_of(&fewer, *kind) < desk.heads_of(counts, *kind));
        // One for each kind is enough.
        if let Some(kind) = kind.filter(|kind| !seen.contains(kind)) {
            seen.push(kind);
            let name = desk.kinds[kind].name.clone();
            let licenses = with_fewer_people(desk, &fewer, licenses);
            steps.push((NeighbourStep::Person(name), fewer, licenses));
        }
    }
    for place in sample_of_shifts(search, counts) {
        let mut fewer = counts.clone();
        fewer[place] -= 1;
        let kind = desk.columns[place].kind;
        let known = steps.iter().any(|(_, other, _)| *other == fewer);
        if desk.has_members(&fewer) && !known {
            let name = desk.kinds[kind].name.clone();
            let step = NeighbourStep::Shift(name, desk.columns[place].label.clone());
            let licenses = with_fewer_people(desk, &fewer, licenses);
            steps.push((step, fewer, licenses));
        }
    }
    for kind in LicenseKind::ALL {
        let free = kind.is_shared() || desk.chooses_named(kind.scope());
        if let Some(number) = licenses[kind].filter(|number| free && *number > 0) {
            let mut fewer = *licenses;
            fewer[kind] = Some(number - 1);
            // A platform without any license lets no one in: that is no scenario.
            if desk.plan_of(counts, &fewer).is_ok() {
                steps.push((NeighbourStep::License(kind), counts.clone(), fewer));
            }
        }
    }
    steps
}

/// The licenses of a plan for fewer people: named ones that have to be held are fewer, shared ones stay.
fn with_fewer_people(desk: &StaffedDesk, fewer: &Counts, all: &LicenseNumbers) -> LicenseNumbers {
    let held = desk.ample_licenses(fewer);
    PerLicenseKind::from_fn(|kind| {
        let stays = kind.is_shared() || desk.chooses_named(kind.scope());
        if stays { all[kind] } else { held[kind] }
    })
}

/// Shifts that are worked, evenly chosen from each group where there are many.
fn sample_of_shifts(search: &Search<'_>, counts: &Counts) -> Vec<usize> {
    let desk = search.desk;
    let each = (MAX_SHIFTS / desk.kinds.len().max(1)).max(1);
    let of_group = |group: usize| {
        let worked: Vec<usize> = desk.columns_of(group).filter(|at| counts[*at] > 0).collect();
        let step = worked.len().div_ceil(each).max(1);
        worked.into_iter().step_by(step)
    };
    (0..desk.kinds.len()).flat_map(of_group).collect()
}

/// Each expectation's figure in the neighbour, and the difference to the plan with the same clients.
fn changes(
    lines: &[usize],
    judged: &[Judgement],
    before: &[ReplicationValues],
    after: &[ReplicationValues],
) -> Vec<NeighbourChange> {
    let mut first = 0;
    // The values of an expectation's lines follow each other.
    let of_expectation = |(judgement, lines): (&Judgement, &usize)| {
        let worst = judgement.worst();
        let figure = first + worst.map_or(0, |line| line.line);
        let window = worst.and_then(|line| line.window);
        first += lines;
        let pairs = |values: &[ReplicationValues]| -> Vec<ValuePair> {
            let pair = |one: &ReplicationValues| {
                let windows = one.get(figure)?;
                // A promise of days is about all of them.
                let sum = || ValuePair {
                    sum: windows.iter().map(|pair| pair.sum).sum(),
                    count: windows.iter().map(|pair| pair.count).sum(),
                };
                window.map_or_else(|| Some(sum()), |window| windows.get(window).copied())
            };
            values.iter().map(|one| pair(one).unwrap_or_default()).collect()
        };
        let (value, more) = change(&pairs(before), &pairs(after));
        NeighbourChange { value, more, verdict: judgement.verdict }
    };
    judged.iter().zip(lines).map(of_expectation).collect()
}

/// The new value, and by how much that is more.
fn change(before: &[ValuePair], after: &[ValuePair]) -> (f64, Estimate) {
    let difference = paired_difference(after, before);
    let half_width = difference.half_width(ALPHA);
    (ratio_estimate(after).value, Estimate { value: difference.value, half_width })
}

fn singles(values: &[f64]) -> Vec<ValuePair> {
    values.iter().map(|value| ValuePair { sum: *value, count: 1.0 }).collect()
}
