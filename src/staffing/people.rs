//! From numbers on shifts to people: who works when.

use std::collections::BTreeSet;

use super::columns::Origin;
use super::dealing::dealt_days;
use super::desk::{Counts, StaffedDesk};
use super::kinds::StaffedKind;
use crate::base::Span;
use crate::plan::{WeeklyShift, longest_row};
use crate::scenario::{GroupRoster, NewShift, Roster, RosterPerson};

/// A person and the columns of the desk that are this person's shifts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOnRoster {
    /// As in the scenario that is written.
    pub name: String,
    /// The kind: the name of the group, or of the groups.
    pub group: String,
    /// The place of the kind.
    pub kind: usize,
    /// Places in the desk's columns.
    pub columns: Vec<usize>,
}

/// Everybody whose number is sought, kind by kind.
pub fn person_rosters(desk: &StaffedDesk, counts: &Counts) -> Vec<PersonOnRoster> {
    let mut all = Vec::new();
    let mut numbers = NewNames::default();
    for kind in 0..desk.kinds.len() {
        let mut hands = whole_weeks(desk, counts, kind);
        hands.extend(dealt_days(desk, counts, kind));
        let names = names_for(desk, kind, &hands, &mut numbers);
        let name = &desk.kinds[kind].name;
        all.extend(hands.into_iter().zip(names).map(|(columns, person)| PersonOnRoster {
            name: person,
            group: name.clone(),
            kind,
            columns,
        }));
    }
    all
}

/// One person for each shift that is a whole week's.
fn whole_weeks(desk: &StaffedDesk, counts: &Counts, kind: usize) -> Vec<Vec<usize>> {
    let whole = desk.columns_of(kind).filter(|place| desk.columns[*place].one_day().is_none());
    whole.flat_map(|place| (0..counts[place]).map(move |_| vec![place])).collect()
}

/// Names that were given to people whom the scenario does not have.
#[derive(Default)]
struct NewNames(BTreeSet<String>);

/// People of the scenario keep their names, and where they can their shifts; who is new is called
/// after the group.
fn names_for(
    desk: &StaffedDesk,
    kind: usize,
    hands: &[Vec<usize>],
    given: &mut NewNames,
) -> Vec<String> {
    let StaffedKind { name: kind_name, stated, .. } = &desk.kinds[kind];
    let mut left: Vec<&RosterPerson> = stated.iter().collect();
    let mut names: Vec<Option<String>> = vec![None; hands.len()];
    for (name, columns) in names.iter_mut().zip(hands) {
        let same =
            |person: &&RosterPerson| columns.len() == 1 && desk.columns[columns[0]].is_of(person);
        if let Some(place) = left.iter().position(same) {
            *name = Some(left.remove(place).name.clone());
        }
    }
    let taken = |name: &str| desk.plan.people.iter().any(|person| person.name == name);
    let mut left = left.into_iter();
    let mut number = stated.len();
    let mut new_name = || loop {
        number += 1;
        let name = format!("{kind_name}-{number}");
        if !taken(&name) && given.0.insert(name.clone()) {
            return name;
        }
    };
    let fill = |name: Option<String>| {
        name.or_else(|| left.next().map(|person| person.name.clone())).unwrap_or_else(&mut new_name)
    };
    names.into_iter().map(fill).collect()
}

/// The people of the scenario that is simulated and written.
pub(super) fn roster_of(desk: &StaffedDesk, counts: &Counts) -> Roster {
    let people = person_rosters(desk, counts);
    let shift_names = |columns: &[usize]| {
        let names = columns.iter().flat_map(|place| match &desk.columns[*place].origin {
            Origin::Stated(shifts) => shifts.clone().unwrap_or_default(),
            Origin::Shaped(shift, _) => vec![shift.name.clone()],
        });
        let always =
            columns.iter().any(|place| matches!(desk.columns[*place].origin, Origin::Stated(None)));
        (!always).then(|| names.collect())
    };
    let groups = desk.groups.iter().enumerate().map(|(place, group)| {
        let members = people.iter().filter(|one| desk.kinds[one.kind].groups.contains(&place));
        let members = members.map(|person| RosterPerson {
            name: person.name.clone(),
            shifts: shift_names(&person.columns),
        });
        let people = members.chain(group.fixed.iter().cloned()).collect();
        GroupRoster { group: group.name.clone(), people }
    });
    let shifts = desk.columns.iter().zip(counts).filter(|(_, count)| **count > 0);
    let mut new: Vec<NewShift> = Vec::new();
    for (column, _) in shifts {
        if let Origin::Shaped(shift, _) = &column.origin
            && !new.iter().any(|known| known.name == shift.name)
        {
            new.push(shift.clone());
        }
    }
    Roster { groups: groups.collect(), shifts: new, ..Roster::default() }
}

/// What the people of a roster have: how little rest, how many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterFacts {
    /// The least from the end of a person's shift to the next one; `None`: each has one shift a week.
    pub least_rest: Option<Span>,
    /// The most days in a week.
    pub most_days: usize,
    /// The most days in a row of a week that repeats itself.
    pub longest_row: u32,
    /// So few people would have these shifts if only days in a week were counted.
    pub people_without: u32,
}

/// The facts of a roster of shapes; `None`: rest and days in a row are not asked for.
pub fn roster_facts(desk: &StaffedDesk, counts: &Counts) -> Option<RosterFacts> {
    let allowed = desk.staffing.working_time;
    if desk.staffing.shapes.is_empty() || allowed.rest == Span::ZERO && allowed.days_in_a_row >= 7 {
        return None;
    }
    let mut facts =
        RosterFacts { least_rest: None, most_days: 0, longest_row: 0, people_without: 0 };
    for person in person_rosters(desk, counts) {
        let rests = rests_before(desk, &person).into_iter().flatten().flatten();
        facts.least_rest = facts.least_rest.into_iter().chain(rests).min();
        let mut days = [false; 7];
        let all = person.columns.iter().flat_map(|place| desk.columns[*place].weekly_shifts());
        all.for_each(|shift| days[shift.day()] = true);
        facts.most_days = facts.most_days.max(days.iter().filter(|on| **on).count());
        facts.longest_row = facts.longest_row.max(longest_row(days));
    }
    facts.people_without =
        (0..desk.kinds.len()).map(|kind| desk.heads_without_rest(counts, kind)).sum();
    Some(facts)
}

/// Of each of a person's columns, shift by shift: how long before it the shift before ended. `None`: there
/// is no other, or it is a shift of which the scenario has the times.
pub fn rests_before(desk: &StaffedDesk, person: &PersonOnRoster) -> Vec<Vec<Option<Span>>> {
    let weekly = |place: &usize| desk.columns[*place].weekly_shifts();
    let all: Vec<WeeklyShift> = person.columns.iter().flat_map(weekly).collect();
    let before = |shift: WeeklyShift| {
        let others = all.iter().filter(|other| **other != shift);
        others.filter_map(|other| other.rest_until(&shift)).min()
    };
    person.columns.iter().map(|place| weekly(place).into_iter().map(before).collect()).collect()
}
