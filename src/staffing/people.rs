//! From numbers on shifts to people: who works when.
//!
//! Shifts of single days are dealt out in turn, so that each has as many as the next one, one a day,
//! and no more in a week than are allowed. Rest between the shifts of two days is not looked at.

use super::columns::Origin;
use super::desk::{Counts, StaffedDesk};
use crate::scenario::{GroupRoster, NewShift, Roster, RosterPerson};

/// A person and the columns of the desk that are this person's shifts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOnRoster {
    /// As in the scenario that is written.
    pub name: String,
    /// The group.
    pub group: String,
    /// Places in the desk's columns.
    pub columns: Vec<usize>,
}

/// Everybody in the groups whose staff is sought, group by group.
pub fn person_rosters(desk: &StaffedDesk, counts: &Counts) -> Vec<PersonOnRoster> {
    let mut all = Vec::new();
    for group in 0..desk.groups.len() {
        let mut hands = whole_weeks(desk, counts, group);
        hands.extend(dealt_days(desk, counts, group, hands.len()));
        let names = names_for(desk, group, &hands);
        let name = &desk.groups[group].stated.group;
        all.extend(hands.into_iter().zip(names).map(|(columns, person)| PersonOnRoster {
            name: person,
            group: name.clone(),
            columns,
        }));
    }
    all
}

/// One person for each shift that is a whole week's.
fn whole_weeks(desk: &StaffedDesk, counts: &Counts, group: usize) -> Vec<Vec<usize>> {
    let whole = desk.columns_of(group).filter(|place| desk.columns[*place].one_day().is_none());
    whole.flat_map(|place| (0..counts[place]).map(move |_| vec![place])).collect()
}

fn dealt_days(desk: &StaffedDesk, counts: &Counts, group: usize, before: usize) -> Vec<Vec<usize>> {
    let people = desk.heads_of(counts, group) as usize - before;
    let mut hands = vec![Vec::new(); people];
    let mut next = 0;
    for day in 0..7 {
        let of_day =
            desk.columns_of(group).filter(|place| desk.columns[*place].one_day() == Some(day));
        for place in of_day {
            for _ in 0..counts[place] {
                hands[next % people].push(place);
                next += 1;
            }
        }
    }
    hands
}

/// People of the scenario keep their names, and where they can their shifts; who is new is called
/// after the group.
fn names_for(desk: &StaffedDesk, group: usize, hands: &[Vec<usize>]) -> Vec<String> {
    let stated = &desk.groups[group].stated;
    let mut left: Vec<&RosterPerson> = stated.people.iter().collect();
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
    let mut number = stated.people.len();
    let new_name = |number: &mut usize| loop {
        *number += 1;
        let name = format!("{}-{number}", stated.group);
        if !taken(&name) {
            return name;
        }
    };
    let fill = |name: Option<String>| {
        name.or_else(|| left.next().map(|person| person.name.clone()))
            .unwrap_or_else(|| new_name(&mut number))
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
    let groups = desk.groups.iter().map(|group| {
        let members = people.iter().filter(|person| person.group == group.stated.group);
        let people = members.map(|person| RosterPerson {
            name: person.name.clone(),
            shifts: shift_names(&person.columns),
        });
        GroupRoster { group: group.stated.group.clone(), people: people.collect() }
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
    Roster {
        groups: groups.collect(),
        shifts: new,
        named_licenses: None,
        concurrent_licenses: None,
    }
}
