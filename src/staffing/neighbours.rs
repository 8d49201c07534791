//! What one fewer would do: the plan beside its neighbours, with the same clients, as differences.

use super::desk::Counts;
use super::expectation::Expectation;
use super::licenses::one_person_fewer;
use super::look::{Look, Sample};
use super::proof::Proof;
use super::search::{Search, SearchError};
use crate::metrics::{Estimate, student_t_quantile};

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
    /// Each expectation: its figure with one fewer, and by how much that is more (paired).
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
    for (step, fewer, licenses) in steps(search, counts, concurrent) {
        let Some(look) = search.fresh_look(&fewer, licenses, sample)? else { break };
        let bought = |licenses: Option<u32>| {
            search.desk.staffing.price_per_license * f64::from(licenses.unwrap_or(0))
        };
        let saves = search.desk.cost(counts) + bought(concurrent)
            - search.desk.cost(&fewer)
            - bought(licenses);
        let changes = changes(search.expectations, &proof.look, &look);
        let lost = paired(&proof.look.lost, &look.lost);
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
        if desk.heads_of(&fewer, group) > 0 && !known {
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
fn changes(expectations: &[Expectation], plan: &Look, neighbour: &Look) -> Vec<(f64, Estimate)> {
    let both = plan.samples.iter().zip(&neighbour.samples).take(expectations.len());
    both.map(|(before, after)| {
        let before = &before[..after.len().min(before.len())];
        let (old, old_parts) = linearised(before);
        let (new, new_parts) = linearised(after);
        let parts: Vec<f64> = new_parts.iter().zip(old_parts).map(|(new, old)| new - old).collect();
        (new, Estimate { value: new - old, half_width: half_width(&parts) })
    })
    .collect()
}

/// The ratio of the sums, and what each replication adds to its deviation (the delta method).
fn linearised(pairs: &[(f64, f64)]) -> (f64, Vec<f64>) {
    let n = pairs.len() as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let ratio = x / y;
    (ratio, pairs.iter().map(|(x, per)| (x - ratio * per) / (y / n)).collect())
}

fn paired(before: &[f64], after: &[f64]) -> Estimate {
    let differences: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
    let value = differences.iter().sum::<f64>() / differences.len() as f64;
    Estimate { value, half_width: half_width(&differences) }
}

/// Half the width of the 95 % interval of a mean.
fn half_width(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    if n < 2.0 {
        return f64::NAN;
    }
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    student_t_quantile(n as u64 - 1) * (variance / n).sqrt()
}
