//! What one fewer would do: the plan beside its neighbours, with the same clients, as differences.

use super::answer::SearchError;
use super::desk::Counts;
use super::licenses::one_person_fewer;
use super::look::Sample;
use super::proof::Proof;
use super::search::Search;
use crate::decide::{ALPHA, Judgement};
use crate::metrics::{Estimate, ReplicationValues, ValuePair, paired_difference, ratio_estimate};

/// What is one fewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeighbourStep {
    /// A person of this group.
    Person(String),
    /// A shift: of which group, and which.
    Shift(String, String),
    /// A concurrent license.
    ConcurrentLicense,
}

/// A plan beside the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// What is one fewer.
    pub step: NeighbourStep,
    /// What that saves.
    pub saves: f64,
    /// Each expectation, where it is nearest to failing: its figure with one fewer, and by how much that
    /// is more (paired). Of a percentile the share of lengths of time within the limit.
    pub changes: Vec<(f64, Estimate)>,
    /// Lost clients a replication: by how much more (paired).
    pub lost: Estimate,
}

/// More shifts than this are not shown one by one.
const MAX_SHIFTS: usize = 24;

/// The neighbours of a plan with the clients of its proof.
pub(super) fn neighbours(
    search: &mut Search<'_>,
    counts: &Counts,
    concurrent: Option<u32>,
    proof: &Proof,
) -> Result<Vec<Neighbour>, SearchError> {
    let replications = search.limits.replications.min(proof.look.replications);
    let sample = Sample { seed: proof.seed, first: 0, replications };
    let mut found = Vec::new();
    let judged = proof.judgements(search);
    let lines: Vec<usize> =
        search.goals.expectations.iter().map(|expectation| expectation.lines.len()).collect();
    for (step, fewer, licenses) in steps(search, counts, concurrent) {
        let Some(look) = search.fresh_look(&fewer, licenses, sample)? else { break };
        let bought = |licenses: Option<u32>| {
            search.desk.staffing.price_per_license * f64::from(licenses.unwrap_or(0))
        };
        let saves = search.desk.cost(counts) + bought(concurrent)
            - search.desk.cost(&fewer)
            - bought(licenses);
        let changes = changes(&lines, &judged, &proof.look.values, &look.values);
        let lost = change(&singles(&proof.look.lost), &singles(&look.lost)).1;
        found.push(Neighbour { step, saves, changes, lost });
    }
    Ok(found)
}

type Step = (NeighbourStep, Counts, Option<u32>);

fn steps(search: &Search<'_>, counts: &Counts, concurrent: Option<u32>) -> Vec<Step> {
    let desk = search.desk;
    let mut steps: Vec<Step> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    for fewer in one_person_fewer(search, counts) {
        let group = (0..desk.groups.len())
            .find(|group| desk.heads_of(&fewer, *group) < desk.heads_of(counts, *group));
        // One for each group is enough.
        if let Some(group) = group.filter(|group| !seen.contains(group)) {
            seen.push(group);
            let name = desk.groups[group].stated.group.clone();
            steps.push((NeighbourStep::Person(name), fewer, concurrent));
        }
    }
    for place in sample_of_shifts(search, counts) {
        let mut fewer = counts.clone();
        fewer[place] -= 1;
        let group = desk.columns[place].group;
        let known = steps.iter().any(|(_, other, _)| *other == fewer);
        if desk.has_member(&fewer, group) && !known {
            let name = desk.groups[group].stated.group.clone();
            let step = NeighbourStep::Shift(name, desk.columns[place].label.clone());
            steps.push((step, fewer, concurrent));
        }
    }
    if let Some(licenses) = concurrent.filter(|licenses| *licenses > 0) {
        steps.push((NeighbourStep::ConcurrentLicense, counts.clone(), Some(licenses - 1)));
    }
    steps
}

/// Shifts that are worked, evenly chosen from each group where there are many.
fn sample_of_shifts(search: &Search<'_>, counts: &Counts) -> Vec<usize> {
    let desk = search.desk;
    let each = (MAX_SHIFTS / desk.groups.len().max(1)).max(1);
    let of_group = |group: usize| {
        let worked: Vec<usize> = desk.columns_of(group).filter(|at| counts[*at] > 0).collect();
        let step = worked.len().div_ceil(each).max(1);
        worked.into_iter().step_by(step)
    };
    (0..desk.groups.len()).flat_map(of_group).collect()
}

/// Each expectation's figure in the neighbour, and the difference to the plan with the same clients.
fn changes(
    lines: &[usize],
    judged: &[Judgement],
    before: &[ReplicationValues],
    after: &[ReplicationValues],
) -> Vec<(f64, Estimate)> {
    let mut first = 0;
    // The values of an expectation's lines follow each other.
    let of_expectation = |(judgement, lines): (&Judgement, &usize)| {
        let worst = judgement.worst();
        let figure = first + worst.map_or(0, |line| line.line);
        let window = worst.and_then(|line| line.window).unwrap_or(0);
        first += lines;
        let pairs = |values: &[ReplicationValues]| -> Vec<ValuePair> {
            let pair = |one: &ReplicationValues| one.get(figure)?.get(window).copied();
            values.iter().map(|one| pair(one).unwrap_or_default()).collect()
        };
        change(&pairs(before), &pairs(after))
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
