//! Licenses: the fewest concurrent ones, and the best use of those, or of the money, that there is.

use super::answer::SearchError;
use super::desk::Counts;
use super::people::person_rosters;
use super::search::Search;

/// The fewest concurrent licenses with which nothing changes: no user is refused one, and everything
/// holds. By bisection, as with the same clients more licenses never do harm. `None`: there are no
/// such licenses.
pub(super) fn fewest_concurrent(
    search: &mut Search<'_>,
    counts: &Counts,
) -> Result<Option<u32>, SearchError> {
    if search.desk.plan.licensing.concurrent.is_none() {
        return Ok(None);
    }
    let Some(ample) = search.look(counts)? else { return Ok(Some(search.desk.heads(counts))) };
    let (mut low, mut high) = (None, ample.license_peak);
    // `low` is too few, `high` is enough: with the peak of those clients no login is ever refused.
    while low.map_or(high > 0, |low: u32| high - low > 1) {
        let middle = low.map_or(high / 2, |low| low + (high - low) / 2);
        let Some(look) = search.look_with(counts, Some(middle))? else { break };
        if look.refused_logins == 0 && search.is_met(&look, search.alpha) {
            high = middle;
        } else {
            low = Some(middle);
        }
        if low.is_none() && high == 0 {
            break;
        }
    }
    Ok(Some(high))
}

/// The best plan that licenses and money suffice for; `None`: they suffice for all that is wanted.
pub(super) fn within_budget(
    search: &mut Search<'_>,
    counts: &Counts,
    concurrent: Option<u32>,
) -> Result<Option<(Counts, Option<u32>)>, SearchError> {
    if fits(search, counts, concurrent) {
        return Ok(None);
    }
    let (mut counts, mut concurrent) = (counts.clone(), concurrent);
    while !fits(search, &counts, concurrent) {
        let Some(fewer) = least_harm(search, &counts)? else { break };
        counts = fewer;
        concurrent = fewest_or_fewer(search, &counts, concurrent)?;
    }
    Ok(Some((counts, concurrent)))
}

/// As many as the budget has, where the plan could use more.
fn fewest_or_fewer(
    search: &mut Search<'_>,
    counts: &Counts,
    before: Option<u32>,
) -> Result<Option<u32>, SearchError> {
    if before.is_none() {
        return Ok(None);
    }
    let peak = search.look(counts)?.map(|look| look.license_peak);
    Ok(peak.or(before))
}

fn fits(search: &Search<'_>, counts: &Counts, concurrent: Option<u32>) -> bool {
    let desk = search.desk;
    let licenses = desk.named_licenses(counts).unwrap_or(0) + concurrent.unwrap_or(0);
    let cost =
        desk.cost(counts) + desk.staffing.price_per_license * f64::from(concurrent.unwrap_or(0));
    desk.staffing.max_licenses.is_none_or(|most| licenses <= most)
        && desk.staffing.max_cost.is_none_or(|most| cost <= most + 1e-9)
}

/// The plan without one person, whichever group can spare one with the least harm: late visits for
/// what that saves. `None`: no member can go, or no time is left.
fn least_harm(search: &mut Search<'_>, counts: &Counts) -> Result<Option<Counts>, SearchError> {
    let Some(before) = search.look(counts)? else { return Ok(None) };
    let late = |look: &super::Look| look.visits.iter().flatten().map(|(_, late)| late).sum::<f64>();
    let mut best: Option<(f64, Counts)> = None;
    for fewer in one_person_fewer(search, counts) {
        let Some(look) = search.look(&fewer)? else { return Ok(None) };
        let saved = (search.desk.cost(counts) - search.desk.cost(&fewer)).max(1e-9);
        let harm = (late(&look) - late(&before)) / saved;
        if best.as_ref().is_none_or(|(least, _)| harm < *least) {
            best = Some((harm, fewer));
        }
    }
    Ok(best.map(|(_, counts)| counts))
}

/// For each group that has more than one, the plan without each of the different hands of shifts.
pub(super) fn one_person_fewer(search: &Search<'_>, counts: &Counts) -> Vec<Counts> {
    let desk = search.desk;
    let people = person_rosters(desk, counts);
    let mut plans: Vec<Counts> = Vec::new();
    for (place, group) in desk.groups.iter().enumerate() {
        if desk.heads_of(counts, place) < 2 {
            continue;
        }
        // Hands of single days are much alike: the last is as good as any.
        let hands = people.iter().rev().filter(|person| person.group == group.stated.group);
        for person in hands.take(8) {
            let mut fewer = counts.clone();
            person.columns.iter().for_each(|column| fewer[*column] -= 1);
            let shrinks = desk.heads_of(&fewer, place) < desk.heads_of(counts, place);
            if shrinks && !plans.contains(&fewer) && search.keeps_bounds(&fewer) {
                plans.push(fewer);
            }
        }
    }
    plans
}
