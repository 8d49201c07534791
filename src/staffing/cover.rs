//! The cheapest shifts that cover a need: whole numbers on each, so that enough are on duty in every
//! interval (the set covering model of Dantzig 1954), solved group by group and day by day where these
//! are apart: groups that have people in common are solved together.

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
    for groups in groups_that_share(desk) {
        let sets = sets_of(desk, &groups);
        for part in parts_of(desk, &groups) {
            solve_part(desk, &part, &rows_of(desk, &part, &sets, need, most), &mut whole);
        }
    }
    for (group, needs) in need.iter().enumerate() {
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
    for place in desk.kinds_of_group(group).flat_map(|kind| desk.columns_of(kind)) {
        desk.columns[place].cover.iter().for_each(|(at, _)| reached[*at] = true);
    }
    reached
}

/// Groups that have people in common, directly or through others; most groups are alone.
fn groups_that_share(desk: &StaffedDesk) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = (0..desk.groups.len()).map(|group| vec![group]).collect();
    for kind in &desk.kinds {
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|one| one.iter().any(|group| kind.groups.contains(group)));
        all = apart;
        let mut joined: Vec<usize> = joined.drain(..).flatten().collect();
        joined.sort_unstable();
        all.push(joined);
    }
    all.sort();
    all
}

/// The sets of groups whose need is covered together: as who is in several groups is there for one of them at
/// a time, it takes as many people for each set as its groups need together (Hall 1935). Of many groups
/// those that have people in common, and all together.
fn sets_of(desk: &StaffedDesk, groups: &[usize]) -> Vec<Vec<usize>> {
    const FEW: usize = 4;
    if groups.len() <= FEW {
        let chosen = |bits: u32| {
            let of = groups.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
            of.map(|(_, group)| *group).collect()
        };
        return (1..1_u32 << groups.len()).map(chosen).collect();
    }
    let mut sets: Vec<Vec<usize>> = groups.iter().map(|group| vec![*group]).collect();
    let kinds = desk.kinds.iter().filter(|kind| kind.groups.iter().any(|one| groups.contains(one)));
    sets.extend(kinds.map(|kind| kind.groups.clone()));
    sets.push(groups.to_vec());
    sets.sort();
    sets.dedup();
    sets
}

/// Columns of these groups that share intervals, directly or through others.
fn parts_of(desk: &StaffedDesk, groups: &[usize]) -> Vec<Vec<usize>> {
    let mut part_of_interval: BTreeMap<usize, usize> = BTreeMap::new();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let is_here = |place: &usize| {
        let kind = &desk.kinds[desk.columns[*place].kind];
        kind.groups.iter().any(|group| groups.contains(group))
    };
    for place in (0..desk.columns.len()).filter(is_here) {
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

/// What some columns have to reach together in an interval, and may.
#[derive(Debug)]
struct Row {
    /// Columns, and which part of the interval each covers.
    terms: Vec<(usize, f64)>,
    need: u32,
    most: Option<u32>,
}

fn rows_of(
    desk: &StaffedDesk,
    part: &[usize],
    sets: &[Vec<usize>],
    need: &Need,
    most: &[Vec<Option<u32>>],
) -> Vec<Row> {
    let mut rows = Vec::new();
    for groups in sets {
        let mut terms: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        for place in part {
            let column = &desk.columns[*place];
            if desk.kinds[column.kind].groups.iter().any(|group| groups.contains(group)) {
                for (at, share) in &column.cover {
                    terms.entry(*at).or_default().push((*place, *share));
                }
            }
        }
        let row = |(at, terms): (usize, Vec<(usize, f64)>)| Row {
            terms,
            need: groups.iter().map(|group| need[*group][at]).sum(),
            most: if let [group] = groups.as_slice() { most[*group][at] } else { None },
        };
        rows.extend(terms.into_iter().map(row));
    }
    rows
}

fn solve_part(desk: &StaffedDesk, part: &[usize], rows: &[Row], whole: &mut Cover) {
    let highest = rows.iter().map(|row| row.need).max().unwrap_or(0);
    if highest == 0 {
        return;
    }
    let found = solve_exactly(desk, part, rows, highest, true)
        // With the most on duty as well there may be none: the least is what counts then.
        .or_else(|| solve_exactly(desk, part, rows, highest, false));
    match found {
        Some((counts, bound)) => {
            for (place, count) in part.iter().zip(&counts) {
                whole.counts[*place] = *count;
                whole.cost += desk.columns[*place].cost * f64::from(*count);
            }
            whole.at_least += bound;
        }
        None => greedily(desk, rows, whole),
    }
}

/// The numbers and a bound from below, in the order of `part`.
fn solve_exactly(
    desk: &StaffedDesk,
    part: &[usize],
    rows: &[Row],
    highest: u32,
    bounded: bool,
) -> Option<(Vec<u32>, f64)> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let upper = i32::try_from(highest).unwrap_or(i32::MAX).saturating_mul(2).max(1);
    let mut variables: BTreeMap<usize, Variable> = BTreeMap::new();
    for place in part {
        // Of shifts that cost nothing, the fewest.
        let cost = desk.columns[*place].cost.max(1e-6);
        variables.insert(*place, problem.add_integer_var(cost, (0, upper)));
    }
    for row in rows {
        let sum: Vec<(Variable, f64)> =
            row.terms.iter().map(|(place, share)| (variables[place], *share)).collect();
        if row.need > 0 {
            let need = f64::from(row.need).min(reach(&row.terms, upper));
            problem.add_constraint(&sum, ComparisonOp::Ge, need);
        }
        if let Some(most) = row.most.filter(|_| bounded) {
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
fn greedily(desk: &StaffedDesk, rows: &[Row], whole: &mut Cover) {
    let mut left: Vec<f64> = rows.iter().map(|row| f64::from(row.need)).collect();
    let mut covers: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for (row, of_row) in rows.iter().enumerate() {
        for (place, share) in &of_row.terms {
            covers.entry(*place).or_default().push((row, *share));
        }
    }
    loop {
        let gain = |place: &usize| {
            let gain: f64 = covers[place].iter().map(|(row, share)| share.min(left[*row])).sum();
            gain / desk.columns[*place].cost.max(1e-6)
        };
        let best = covers.keys().copied().max_by(|a, b| gain(a).total_cmp(&gain(b)));
        let Some(best) = best.filter(|place| gain(place) > 1e-9) else { break };
        whole.counts[best] += 1;
        whole.cost += desk.columns[best].cost;
        for (row, share) in &covers[&best] {
            left[*row] = (left[*row] - share).max(0.0);
        }
    }
}
