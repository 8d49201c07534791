//! Iterative staffing: every interval of every group is moved at once by what was simulated, on staff
//! that comes and goes with the interval; shifts come later.

use std::collections::BTreeMap;

use super::desk::StaffedDesk;
use super::look::Look;
use super::need::Need;
use crate::base::{DAY, Span, WEEK};
use crate::plan::PerLicenseKind;
use crate::scenario::{GroupRoster, NewShift, Roster, RosterPerson};

/// A person with more shifts than this cannot be read; gaps between them are filled until they fit.
const MAX_SHIFTS: usize = 50;

/// Staff of which so many are on duty in each interval, none longer than needed: the k-th member of
/// a group is there whenever k are needed.
pub(super) fn roster_by_interval(desk: &StaffedDesk, need: &Need) -> Roster {
    let mut shifts: BTreeMap<String, NewShift> = BTreeMap::new();
    let mut groups = Vec::new();
    for (place, (group, needs)) in desk.groups.iter().zip(need).enumerate() {
        // Those who are in several groups come with the shifts.
        let own = desk.kinds_of_group(place).find(|kind| desk.kinds[*kind].groups.len() == 1);
        let needs = by_week(desk, needs);
        let most = needs.iter().copied().max().unwrap_or(0).max(1);
        let person = |number: u32| {
            let wanted: Vec<bool> = needs.iter().map(|need| *need >= number).collect();
            let mut names = Vec::new();
            for shift in shifts_of(desk, wanted) {
                names.push(shift.name.clone());
                shifts.insert(shift.name.clone(), shift);
            }
            let stated = own.and_then(|kind| desk.kinds[kind].stated.get(number as usize - 1));
            let name = stated
                .map_or_else(|| format!("{}+{number}", group.name), |person| person.name.clone());
            RosterPerson { name, shifts: Some(names) }
        };
        let mut people: Vec<RosterPerson> = (1..=most).map(person).collect();
        // A group without any need still has to have a member.
        people.retain(|one| one.shifts.as_ref().is_some_and(|shifts| !shifts.is_empty()));
        people.extend(group.fixed.iter().cloned());
        if people.is_empty() {
            let kinds = desk.kinds_of_group(place).map(|kind| &desk.kinds[kind].stated);
            people.extend(kinds.flatten().next().cloned());
        }
        groups.push(GroupRoster { group: group.name.clone(), people });
    }
    let heads: usize = groups.iter().map(|group| group.people.len()).sum();
    let users = u32::try_from(desk.plan.people.len() + heads).unwrap_or(u32::MAX);
    // More than enough of each kind.
    let ample = desk.ample_licenses(&vec![0; desk.columns.len()]);
    let licenses = PerLicenseKind::from_fn(|kind| {
        let free = !kind.is_shared() && desk.chooses_named(kind.scope());
        ample[kind].map(|_| if free { 0 } else { users })
    });
    Roster { groups, shifts: shifts.into_values().collect(), licenses, expectations: Vec::new() }
}

/// The need of a week that repeats, from Monday: of several weeks the largest.
fn by_week(desk: &StaffedDesk, needs: &[u32]) -> Vec<u32> {
    let run = &desk.plan.run;
    let slots = WEEK.0.div_ceil(run.interval.0) as usize;
    let mut week = vec![0; slots];
    for (interval, need) in needs.iter().enumerate() {
        let at = (run.week_offset.0 + interval as u64 * run.interval.0) % WEEK.0;
        let slot = &mut week[(at / run.interval.0) as usize];
        *slot = (*slot).max(*need);
    }
    week
}

/// Stretches of the week, cut at midnight.
fn shifts_of(desk: &StaffedDesk, mut wanted: Vec<bool>) -> Vec<NewShift> {
    let length = desk.plan.run.interval.0;
    let mut gap = 1;
    loop {
        let shifts = cut_at_midnight(&wanted, length);
        if shifts.len() <= MAX_SHIFTS || gap > wanted.len() {
            return shifts;
        }
        fill_gaps(&mut wanted, gap);
        gap += 1;
    }
}

fn fill_gaps(wanted: &mut [bool], width: usize) {
    let mut last: Option<usize> = None;
    for place in 0..wanted.len() {
        if wanted[place] {
            if let Some(last) = last
                && place - last - 1 <= width
            {
                wanted[last..place].fill(true);
            }
            last = Some(place);
        }
    }
}

fn cut_at_midnight(wanted: &[bool], length: u64) -> Vec<NewShift> {
    let mut shifts = Vec::new();
    let mut from: Option<u64> = None;
    for slot in 0..=wanted.len() {
        let at = slot as u64 * length;
        let on = wanted.get(slot).copied().unwrap_or(false);
        if let Some(start) = from
            && (!on || at.is_multiple_of(DAY.0))
        {
            let day = (start / DAY.0) as usize;
            let (begin, end) = (Span(start % DAY.0), Span(at.min(WEEK.0) - day as u64 * DAY.0));
            shifts.push(NewShift {
                name: format!("d{day}-{}-{}", begin.0 / 1_000_000, end.0 / 1_000_000),
                days: std::array::from_fn(|one| one == day),
                from: begin,
                to: end,
                pause: None,
            });
            from = None;
        }
        if on && from.is_none() {
            from = Some(at);
        }
    }
    shifts
}

/// What was learnt of the need of each interval.
#[derive(Debug)]
pub(super) struct Moves {
    /// Below this a need was too small.
    least: Need,
}

impl Moves {
    pub(super) fn new(need: &Need) -> Self {
        Self { least: need.iter().map(|needs| vec![0; needs.len()]).collect() }
    }

    /// Moves every need by what was simulated with it; says whether any moved.
    pub(super) fn apply(
        &mut self,
        desk: &StaffedDesk,
        look: &Look,
        allowed_late: f64,
        need: &mut Need,
    ) -> bool {
        let mut moved = false;
        for (place, group) in desk.groups.iter().enumerate() {
            let cells = &look.visits[group.id.index()];
            for (interval, (visits, late)) in cells.iter().enumerate() {
                let (need, least) = (&mut need[place][interval], &mut self.least[place][interval]);
                let before = *need;
                if *visits < 1.0 {
                    *need = (*least).min(*need);
                } else if late / visits > allowed_late {
                    let excess = late / visits - allowed_late;
                    let step = (f64::from(*need) * excess / 2.0).round().max(1.0);
                    *need += step as u32;
                    *least = (*least).max(before + 1);
                } else if late / visits < allowed_late / 2.0 && *need > (*least).max(1) {
                    let step = (*need / 10).max(1);
                    *need = (*need - step).max(*least).max(1);
                }
                moved |= *need != before;
            }
        }
        moved
    }
}
