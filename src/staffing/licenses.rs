//! Licenses: the fewest of each kind, and the best use of those, or of the money, that there is.

use super::answer::SearchError;
use super::desk::{Counts, StaffedDesk};
use super::license_kinds::{LicenseNumbers, SCOPES, kinds};
use super::look::Look;
use super::people::person_rosters;
use super::search::Search;
use crate::plan::{LicenseKind, PerLicenseKind};

/// The fewest licenses with which nothing changes: no user is refused one, and everything holds. The
/// split into named and shared ones is the cheapest by who is on duty when; shared ones are bisected, as
/// with the same clients more licenses never do harm.
pub(super) fn fewest(
    search: &mut Search<'_>,
    counts: &Counts,
) -> Result<LicenseNumbers, SearchError> {
    let mut numbers = split(search.desk, counts)?;
    let Some(ample) = search.look_with(counts, &numbers)? else {
        return Ok(taken(search.desk, counts, &Look::nothing(&search.desk.plan)));
    };
    for kind in LicenseKind::ALL {
        if numbers[kind].is_some() && kind.is_shared() {
            numbers[kind] =
                Some(fewest_shared(search, counts, kind, numbers, ample.licenses[kind].1)?);
        }
    }
    Ok(numbers)
}

/// Named licenses as they are held or as is cheapest; of the shared ones enough.
fn split(desk: &StaffedDesk, counts: &Counts) -> Result<LicenseNumbers, SearchError> {
    let mut numbers = desk.ample_licenses(counts);
    for scope in SCOPES.into_iter().filter(|scope| desk.chooses_named(*scope)) {
        numbers[kinds(scope).0] = Some(desk.cheapest_named(counts, scope)?);
    }
    Ok(numbers)
}

/// The fewest of one shared kind, of which so many were in use at once when there were enough.
fn fewest_shared(
    search: &mut Search<'_>,
    counts: &Counts,
    kind: LicenseKind,
    mut numbers: LicenseNumbers,
    peak: u32,
) -> Result<u32, SearchError> {
    let (mut low, mut high) = (None, peak);
    // `low` is too few, `high` is enough: with the peak of those clients no login is ever refused.
    while low.map_or(high > 0, |low: u32| high - low > 1) {
        let middle = low.map_or(high / 2, |low| low + (high - low) / 2);
        numbers[kind] = Some(middle);
        // Without any, users who hold no named one could never log in: that is no scenario.
        if middle == 0 && search.desk.plan_of(counts, &numbers).is_err() {
            low = Some(middle);
            continue;
        }
        let Some(look) = search.look_with(counts, &numbers)? else { break };
        if look.licenses[kind].0 == 0 && search.is_met(&look, search.alpha) {
            high = middle;
        } else {
            low = Some(middle);
        }
        if low.is_none() && high == 0 {
            break;
        }
    }
    Ok(high)
}

/// Named licenses as they have to be held, and shared ones as many as were in use at once; where that is not
/// known one for each person.
pub(super) fn taken(desk: &StaffedDesk, counts: &Counts, look: &Look) -> LicenseNumbers {
    let ample = desk.ample_licenses(counts);
    let heads = desk.heads(counts);
    PerLicenseKind::from_fn(|kind| {
        let shared = if look.replications > 0 { look.licenses[kind].1 } else { heads };
        ample[kind].map(|named| if kind.is_shared() { shared } else { named })
    })
}

/// The best plan that licenses and money suffice for; `None`: they suffice for all that is wanted.
pub(super) fn within_budget(
    search: &mut Search<'_>,
    counts: &Counts,
    licenses: &LicenseNumbers,
) -> Result<Option<(Counts, LicenseNumbers)>, SearchError> {
    if fits(search.desk, counts, licenses) {
        return Ok(None);
    }
    let (mut counts, mut licenses) = (counts.clone(), *licenses);
    while !fits(search.desk, &counts, &licenses) {
        let Some(fewer) = least_harm(search, &counts)? else { break };
        counts = fewer;
        let numbers = split(search.desk, &counts)?;
        let look = search.look_with(&counts, &numbers)?;
        let most = |kind| look.as_ref().map_or(licenses[kind], |look| Some(look.licenses[kind].1));
        licenses = PerLicenseKind::from_fn(|kind: LicenseKind| match numbers[kind] {
            Some(_) if kind.is_shared() => most(kind),
            named => named,
        });
    }
    Ok(Some((counts, licenses)))
}

fn fits(desk: &StaffedDesk, counts: &Counts, licenses: &LicenseNumbers) -> bool {
    let enough = |scope| {
        let (own, shared) = kinds(scope);
        let all = licenses[own].unwrap_or(0) + licenses[shared].unwrap_or(0);
        desk.staffing.max_licenses_of(scope).is_none_or(|most| all <= most)
    };
    let cost = desk.total_cost(counts, licenses);
    SCOPES.into_iter().all(enough) && desk.staffing.max_cost.is_none_or(|most| cost <= most + 1e-9)
}

/// The plan without one person, whichever group can spare one with the least harm: late visits for
/// what that saves. `None`: no member can go, or no time is left.
fn least_harm(search: &mut Search<'_>, counts: &Counts) -> Result<Option<Counts>, SearchError> {
    let Some(before) = search.look(counts)? else { return Ok(None) };
    let late = |look: &Look| look.visits.iter().flatten().map(|(_, late)| late).sum::<f64>();
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

/// For each kind of people that may be one fewer, the plan without each of the different hands of shifts.
pub(super) fn one_person_fewer(search: &Search<'_>, counts: &Counts) -> Vec<Counts> {
    let desk = search.desk;
    let people = person_rosters(desk, counts);
    let mut plans: Vec<Counts> = Vec::new();
    for place in 0..desk.kinds.len() {
        // Hands of single days are much alike: the last is as good as any.
        let hands = people.iter().rev().filter(|person| person.kind == place);
        for person in hands.take(8) {
            let mut fewer = counts.clone();
            person.columns.iter().for_each(|column| fewer[*column] -= 1);
            let shrinks = desk.heads_of(&fewer, place) < desk.heads_of(counts, place);
            let whole = desk.has_members(&fewer) && search.keeps_bounds(&fewer);
            if shrinks && whole && !plans.contains(&fewer) {
                plans.push(fewer);
            }
        }
    }
    plans
}
