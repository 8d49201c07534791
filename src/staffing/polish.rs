//! Single shifts are taken out and swapped as long as everything holds on the same clients.

use std::collections::BTreeSet;

use super::answer::SearchError;
use super::desk::{Counts, StaffedDesk};
use super::look::Look;
use super::search::Search;

/// Desks with no more columns than this are searched below the polished plan as well.
const FEW_COLUMNS: usize = 6;
/// And only if there are no more plans than this with as many people.
const FEW_PLANS: u64 = 20_000;
/// Plans below it that are simulated, at most.
const MAX_BELOW: u32 = 300;

/// No single removal, and no swap to a cheaper shift, is left when it returns.
/// `before` is a plan in which nothing could be spared when less was asked: only groups that have more
/// now are looked at again.
pub(super) fn polish(
    search: &mut Search<'_>,
    start: Counts,
    before: Option<&Counts>,
) -> Result<Counts, SearchError> {
    let desk = search.desk;
    let more = |place: usize| before.is_none_or(|before| start[place] > before[place]);
    let groups: BTreeSet<usize> = (0..start.len())
        .filter(|place| more(*place))
        .map(|place| desk.columns[place].kind)
        .collect();
    let fixed: BTreeSet<usize> =
        (0..start.len()).filter(|place| !groups.contains(&desk.columns[*place].kind)).collect();
    let mut counts = start;
    let mut failed: BTreeSet<(usize, usize)> = BTreeSet::new();
    loop {
        counts = removals(search, counts, &fixed)?;
        let Some(better) = swaps(search, &counts, &fixed, &mut failed)? else { break };
        counts = better;
    }
    if can_be_searched_below(&counts) {
        counts = search_below(search, counts)?;
    }
    Ok(counts)
}

/// The ways to share out as many people, or fewer, over the columns: C(people + columns, columns).
fn can_be_searched_below(counts: &Counts) -> bool {
    let people: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let columns = counts.len() as u64;
    let plans = (1..=columns).try_fold(1_u64, |plans, step| {
        Some(plans.checked_mul(people + step)? / step).filter(|plans| *plans <= FEW_PLANS)
    });
    counts.len() <= FEW_COLUMNS && plans.is_some()
}

/// Takes shifts out, several at once as long as that goes well.
fn removals(
    search: &mut Search<'_>,
    start: Counts,
    fixed: &BTreeSet<usize>,
) -> Result<Counts, SearchError> {
    let mut counts = start;
    // What cannot be spared in a plan cannot be spared in a smaller one either.
    let mut needed: BTreeSet<usize> = fixed.clone();
    let mut together = search.desk.kinds.len().max(1);
    while let Some(look) = search.look(&counts)? {
        let candidates = most_idle_first(search, &counts, &look, &needed);
        if candidates.is_empty() {
            break;
        }
        let chosen = &candidates[..together.min(candidates.len())];
        let mut fewer = counts.clone();
        chosen.iter().for_each(|place| fewer[*place] -= 1);
        let Some(holds) = is_good(search, &counts, &look, &fewer)? else { break };
        if holds {
            counts = fewer;
        } else if let [only] = chosen {
            needed.insert(*only);
        } else {
            together = (chosen.len() / 2).max(1);
        }
    }
    Ok(counts)
}

/// Whether a plan holds and costs less than another, lost clients and all.
fn is_good(
    search: &mut Search<'_>,
    now: &Counts,
    look: &Look,
    other: &Counts,
) -> Result<Option<bool>, SearchError> {
    let Some(holds) = search.holds(other)? else { return Ok(None) };
    if !holds {
        return Ok(Some(false));
    }
    let before = search.price(now, look);
    let Some(look) = search.look(other)? else { return Ok(None) };
    Ok(Some(search.price(other, &look) < before))
}

/// Columns from which one may be spared, those first that are paid most for the least work.
fn most_idle_first(
    search: &Search<'_>,
    counts: &Counts,
    look: &Look,
    needed: &BTreeSet<usize>,
) -> Vec<usize> {
    let desk = search.desk;
    let duty = desk.on_duty(counts);
    let spare = |place: &usize| {
        counts[*place] > 0 && !needed.contains(place) && may_leave(search, counts, &duty, *place)
    };
    let mut places: Vec<usize> = (0..counts.len()).filter(spare).collect();
    let rank = |place: &usize| lateness(desk, look, *place) / desk.columns[*place].cost.max(1e-9);
    places.sort_by(|a, b| rank(a).total_cmp(&rank(b)).then(a.cmp(b)));
    places
}

/// Bounds allow it, and each group keeps a member.
fn may_leave(search: &Search<'_>, counts: &Counts, duty: &[Vec<f64>], place: usize) -> bool {
    let desk = search.desk;
    let column = &desk.columns[place];
    let groups = &desk.kinds[column.kind].groups;
    let mut fewer = counts.clone();
    fewer[place] -= 1;
    groups.iter().all(|group| {
        desk.has_member(&fewer, *group)
            && column.cover.iter().all(|(interval, part)| {
                f64::from(search.least[*group][*interval]) <= duty[*group][*interval] - part + 1e-9
            })
    })
}

/// The share of late visits in the intervals that a column covers.
fn lateness(desk: &StaffedDesk, look: &Look, place: usize) -> f64 {
    let column = &desk.columns[place];
    let groups = desk.kinds[column.kind].groups.iter().map(|group| desk.groups[*group].id.index());
    let cells = groups.flat_map(|group| {
        column.cover.iter().map(move |(interval, part)| (part, look.visits[group][*interval]))
    });
    let sum =
        cells.fold((0.0, 0.0), |sum, (part, cell)| (sum.0 + part * cell.0, sum.1 + part * cell.1));
    // A shift without any visit is of no use at all.
    if sum.0 > 0.0 { (sum.1 + 1e-3) / sum.0 } else { 0.0 }
}

/// The column that meets most late visits for its cost, of any group but those in which more was of no
/// help.
pub(super) fn most_wanted(
    search: &Search<'_>,
    counts: &Counts,
    look: &Look,
    of_no_help: &BTreeSet<usize>,
) -> Option<usize> {
    let desk = search.desk;
    let duty = desk.on_duty(counts);
    let shortages = search.shortages(look);
    let gain = |place: &usize| {
        let column = &desk.columns[*place];
        if of_no_help.contains(&column.kind) {
            return 0.0;
        }
        let groups = &desk.kinds[column.kind].groups;
        let late: f64 = groups
            .iter()
            .map(|group| {
                let id = desk.groups[*group].id.index();
                let Some(short) = shortages.iter().find(|one| one.group == id) else { return 0.0 };
                let cells = &look.visits[id];
                let is_here = |at: &usize| {
                    short.intervals.as_ref().is_none_or(|intervals| intervals.contains(at))
                };
                // Where no session was late it is the load that counts: it may be the operators' that is
                // expected.
                let cover = column.cover.iter().filter(|(at, _)| is_here(at));
                cover.map(|(at, part)| part * (cells[*at].1 + 1e-3 * cells[*at].0)).sum::<f64>()
            })
            .sum();
        let fits = groups.iter().all(|group| {
            column.cover.iter().all(|(interval, part)| {
                let most = search.most[*group][*interval];
                most.is_none_or(|most| duty[*group][*interval] + part <= f64::from(most) + 1e-9)
            })
        });
        if fits { late / column.cost.max(1e-9) } else { 0.0 }
    };
    let best = (0..counts.len()).max_by(|a, b| gain(a).total_cmp(&gain(b)).then(b.cmp(a)));
    best.filter(|place| gain(place) > 0.0)
}

/// The plan with shifts swapped for cheaper ones of the same group, one after the other; `None`: no
/// such swap holds. What failed once is not tried again: the plan has only become smaller.
fn swaps(
    search: &mut Search<'_>,
    start: &Counts,
    fixed: &BTreeSet<usize>,
    failed: &mut BTreeSet<(usize, usize)>,
) -> Result<Option<Counts>, SearchError> {
    let mut counts = start.clone();
    for place in (0..start.len()).filter(|place| !fixed.contains(place)) {
        for cheaper in cheaper_alternatives(search.desk, place) {
            if counts[place] == 0 || failed.contains(&(place, cheaper)) {
                continue;
            }
            let mut swapped = counts.clone();
            swapped[place] -= 1;
            swapped[cheaper] += 1;
            let Some(look) = search.look(&counts)? else { return Ok(None) };
            let good = search.keeps_bounds(&swapped)
                && match is_good(search, &counts, &look, &swapped)? {
                    None => return Ok(None),
                    Some(good) => good,
                };
            if good {
                counts = swapped;
            } else {
                failed.insert((place, cheaper));
            }
        }
    }
    Ok((counts != *start).then_some(counts))
}

/// The few cheaper columns of the same kind that cover most of the same intervals.
fn cheaper_alternatives(desk: &StaffedDesk, place: usize) -> Vec<usize> {
    const FEW: usize = 2;
    let column = &desk.columns[place];
    let covered: BTreeSet<usize> = column.cover.iter().map(|(interval, _)| *interval).collect();
    let common = |other: &usize| {
        let cover = desk.columns[*other].cover.iter();
        cover.filter(|(interval, _)| covered.contains(interval)).map(|(_, part)| part).sum::<f64>()
    };
    let cheaper = desk
        .columns_of(column.kind)
        .filter(|other| desk.columns[*other].cost < column.cost - 1e-9 && common(other) > 0.0);
    let mut cheaper: Vec<usize> = cheaper.collect();
    cheaper.sort_by(|a, b| common(b).total_cmp(&common(a)).then(a.cmp(b)));
    cheaper.truncate(FEW);
    cheaper
}

/// Of a desk with few columns, every cheaper plan that is not below one that is known to fail: from
/// the dearest down, so that each that fails rules out most.
fn search_below(search: &mut Search<'_>, start: Counts) -> Result<Counts, SearchError> {
    let mut best = start;
    let mut failing: Vec<Counts> = Vec::new();
    for place in 0..best.len() {
        let mut fewer = best.clone();
        if fewer[place] > 0 {
            fewer[place] -= 1;
            failing.push(fewer);
        }
    }
    for _ in 0..MAX_BELOW {
        let Some(next) = dearest_below(search, &best, &failing) else { break };
        match search.holds(&next)? {
            None => break,
            Some(true) => best = next,
            Some(false) => failing.push(next),
        }
    }
    Ok(best)
}

/// The dearest plan that is cheaper than `best` and not below any that fails.
fn dearest_below(search: &Search<'_>, best: &Counts, failing: &[Counts]) -> Option<Counts> {
    let desk = search.desk;
    let limit = desk.cost(best);
    let mut found: Option<(f64, Counts)> = None;
    let mut counts = vec![0; best.len()];
    each_plan(desk, limit, &mut counts, 0, &mut |counts| {
        let cost = desk.cost(counts);
        let ruled_out = || {
            failing.iter().any(|known| counts.iter().zip(known).all(|(one, other)| one <= other))
        };
        let dearer = found.as_ref().is_none_or(|(other, _)| cost > *other);
        if dearer && desk.has_members(counts) && !ruled_out() && search.keeps_bounds(counts) {
            found = Some((cost, counts.clone()));
        }
    });
    found.map(|(_, counts)| counts)
}

/// Calls `visit` with every plan that costs less than `limit`.
fn each_plan(
    desk: &StaffedDesk,
    limit: f64,
    counts: &mut Counts,
    from: usize,
    visit: &mut impl FnMut(&Counts),
) {
    if from == counts.len() {
        visit(counts);
        return;
    }
    while desk.cost(counts) < limit - 1e-9 && counts[from] <= 200 {
        each_plan(desk, limit, counts, from + 1, visit);
        counts[from] += 1;
    }
    counts[from] = 0;
}

impl Search<'_> {
    /// Whether enough, and not too many, are on duty everywhere.
    pub(super) fn keeps_bounds(&self, counts: &Counts) -> bool {
        let duty = self.desk.on_duty(counts);
        duty.iter().zip(&self.least).zip(&self.most).all(|((duty, least), most)| {
            duty.iter().zip(least).zip(most).all(|((duty, least), most)| {
                *duty + 1e-9 >= f64::from(*least)
                    && most.is_none_or(|most| *duty <= f64::from(most) + 1e-9)
            })
        })
    }
}
