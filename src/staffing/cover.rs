//! The cheapest shifts that cover a need: whole numbers on each, so that enough are on duty in every
//! interval (the set covering model of Dantzig 1954), solved group by group and day by day where these
//! are apart.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};

use super::desk::{Counts, StaffedDesk};
use super::need::Need;

/// Branches that are looked at for one part, so that the answer depends on no clock.
const MAX_NODES: u64 = 3_000;
/// A part is good enough within this share of the least.
const GOOD_ENOUGH: f64 = 0.01;

/// A covering.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// So many on each shift.
    pub counts: Counts,
    /// What it costs.
    pub cost: f64,
    /// No covering of this need costs less than this.
    pub at_least: f64,
    /// Needs that no shift reaches, by group and interval.
    pub unreachable: Vec<(usize, usize)>,
}

/// Covers a need as cheaply as it can; `most` bounds how many are on duty.
pub(super) fn cover(desk: &StaffedDesk, need: &Need, most: &[Vec<Option<u32>>]) -> Cover {
    let mut whole = Cover {
        counts: vec![0; desk.columns.len()],
        cost: 0.0,
        at_least: 0.0,
        unreachable: Vec::new(),
    };
    for (group, needs) in need.iter().enumerate() {
        for part in parts_of(desk, group) {
            solve_part(desk, &part, (needs, &most[group]), &mut whole);
        }
        let reached: Vec<bool> = reached_intervals(desk, group, needs.len());
        let out = needs.iter().zip(reached).enumerate();
        whole.unreachable.extend(
            out.filter(|(_, (need, reached))| **need > 0 && !reached).map(|(at, _)| (group, at)),
        );
    }
    whole
}

fn reached_intervals(desk: &StaffedDesk, group: usize, intervals: usize) -> Vec<bool> {
    let mut reached = vec![false; intervals];
    for place in desk.columns_of(group) {
        desk.columns[place].cover.iter().for_each(|(at, _)| reached[*at] = true);
    }
    reached
}

/// Columns of a group that share intervals, directly or through others.
fn parts_of(desk: &StaffedDesk, group: usize) -> Vec<Vec<usize>> {
    let mut part_of_interval: BTreeMap<usize, usize> = BTreeMap::new();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for place in desk.columns_of(group) {
        let intervals = desk.columns[place].cover.iter().map(|(at, _)| *at);
        let mut joined: Vec<usize> =
            intervals.clone().filter_map(|at| part_of_interval.get(&at).copied()).collect();
        joined.sort_unstable();
        joined.dedup();
        let into = joined.first().copied().unwrap_or_else(|| {
            parts.push(Vec::new());
            parts.len() - 1
        });
        for other in joined.into_iter().skip(1) {
            let moved = std::mem::take(&mut parts[other]);
            for column in &moved {
                for (at, _) in &desk.columns[*column].cover {
                    part_of_interval.insert(*at, into);
                }
            }
            parts[into].extend(moved);
        }
        parts[into].push(place);
        intervals.for_each(|at| {
            part_of_interval.insert(at, into);
        });
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn solve_part(
    desk: &StaffedDesk,
    part: &[usize],
    (needs, most): (&[u32], &[Option<u32>]),
    whole: &mut Cover,
) {
    let mut rows: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for place in part {
        for (at, share) in &desk.columns[*place].cover {
            rows.entry(*at).or_default().push((*place, *share));
        }
    }
    if rows.keys().all(|at| needs[*at] == 0) {
        return;
    }
    let highest = rows.keys().map(|at| needs[*at]).max().unwrap_or(0);
    let found = solve_exactly(desk, part, &rows, (needs, most), highest)
        // With the most on duty as well there may be none: the least is what counts then.
        .or_else(|| solve_exactly(desk, part, &rows, (needs, &vec![None; most.len()]), highest));
    match found {
        Some((counts, bound)) => {
            for (place, count) in part.iter().zip(&counts) {
                whole.counts[*place] = *count;
                whole.cost += desk.columns[*place].cost * f64::from(*count);
            }
            whole.at_least += bound;
        }
        None => greedily(desk, &rows, needs, whole),
    }
}

/// The numbers and a bound from below, in the order of `part`.
fn solve_exactly(
    desk: &StaffedDesk,
    part: &[usize],
    rows: &BTreeMap<usize, Vec<(usize, f64)>>,
    (needs, most): (&[u32], &[Option<u32>]),
    highest: u32,
) -> Option<(Vec<u32>, f64)> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let upper = i32::try_from(highest).unwrap_or(i32::MAX).saturating_mul(2).max(1);
    let mut variables: BTreeMap<usize, Variable> = BTreeMap::new();
    for place in part {
        // Of shifts that cost nothing, the fewest.
        let cost = desk.columns[*place].cost.max(1e-6);
        variables.insert(*place, problem.add_integer_var(cost, (0, upper)));
    }
    for (at, terms) in rows {
        let sum: Vec<(Variable, f64)> =
            terms.iter().map(|(place, share)| (variables[place], *share)).collect();
        if needs[*at] > 0 {
            problem.add_constraint(
                &sum,
                ComparisonOp::Ge,
                f64::from(needs[*at]).min(reach(terms, upper)),
            );
        }
        if let Some(most) = most[*at] {
            problem.add_constraint(&sum, ComparisonOp::Le, f64::from(most));
        }
    }
    let mut options = SolveOptions::default();
    options.mip_gap = GOOD_ENOUGH;
    options.node_limit = Some(MAX_NODES);
    let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
    let number = |place: &usize| solution.var_value(variables[place]).round().max(0.0) as u32;
    let bound = solution.stats().best_bound.unwrap_or_else(|| solution.objective());
    Some((part.iter().map(number).collect(), bound))
}

/// What all columns of a row reach together.
fn reach(terms: &[(usize, f64)], upper: i32) -> f64 {
    terms.iter().map(|(_, share)| share * f64::from(upper)).sum()
}

/// One shift after the other, each time the one that covers most for its cost.
fn greedily(
    desk: &StaffedDesk,
    rows: &BTreeMap<usize, Vec<(usize, f64)>>,
    needs: &[u32],
    whole: &mut Cover,
) {
    let mut left: BTreeMap<usize, f64> =
        rows.keys().map(|at| (*at, f64::from(needs[*at]))).collect();
    let columns: Vec<usize> = {
        let mut all: Vec<usize> = rows.values().flatten().map(|(place, _)| *place).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    loop {
        let gain = |place: &usize| {
            let cover = desk.columns[*place].cover.iter();
            let gain: f64 =
                cover.map(|(at, share)| share.min(left.get(at).copied().unwrap_or(0.0))).sum();
            gain / desk.columns[*place].cost.max(1e-6)
        };
        let best = columns.iter().copied().max_by(|a, b| gain(a).total_cmp(&gain(b)));
        let Some(best) = best.filter(|place| gain(place) > 1e-9) else { break };
        whole.counts[best] += 1;
        whole.cost += desk.columns[best].cost;
        for (at, share) in &desk.columns[best].cover {
            if let Some(left) = left.get_mut(at) {
                *left = (*left - share).max(0.0);
            }
        }
    }
}
