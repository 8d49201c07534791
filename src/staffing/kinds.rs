//! Whose numbers are sought: the groups that are staffed, and the kinds of people in them. People are of
//! one kind who are members of the same groups: those of one group alone, and those of several.

use std::collections::BTreeMap;

use super::desk::{Counts, StaffedDesk};
use crate::base::GroupId;
use crate::scenario::{GroupRoster, Roster, RosterPerson, Severity};

/// A group whose staff is sought.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffedGroup {
    /// Its place in the plan.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Members whose number is not sought: they stay as they are.
    pub(super) fixed: Vec<RosterPerson>,
}

/// People who are members of the same groups, and whose number is sought.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffedKind {
    /// The name of their group; of several the names with a plus between.
    pub name: String,
    /// Those of the scenario.
    pub stated: Vec<RosterPerson>,
    /// Places of their groups among those that are staffed.
    pub groups: Vec<usize>,
}

/// What is sought, and what is worth a word about what is not.
#[derive(Debug, Default)]
pub(super) struct Sought {
    pub(super) groups: Vec<StaffedGroup>,
    pub(super) kinds: Vec<StaffedKind>,
    pub(super) notes: Vec<String>,
}

/// People of the scenario by the groups that they are in, as places in `stated`.
fn by_membership(stated: &[GroupRoster]) -> Vec<(Vec<usize>, Vec<RosterPerson>)> {
    let mut groups_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, group) in stated.iter().enumerate() {
        for person in &group.people {
            let groups = groups_of.entry(&person.name).or_default();
            if !groups.contains(&place) {
                groups.push(place);
            }
        }
    }
    let mut kinds: Vec<(Vec<usize>, Vec<RosterPerson>)> = Vec::new();
    for (place, group) in stated.iter().enumerate() {
        for person in &group.people {
            let groups = &groups_of[person.name.as_str()];
            if groups[0] != place {
                continue;
            }
            match kinds.iter_mut().find(|(known, _)| known == groups) {
                Some((_, people)) => people.push(person.clone()),
                None => kinds.push((groups.clone(), vec![person.clone()])),
            }
        }
    }
    // Those of one group alone come first, in the order of the groups.
    kinds.sort_by_key(|(groups, _)| (groups.len() > 1, groups[0]));
    kinds
}

impl StaffedDesk {
    /// Chooses whose numbers are sought: everyone in the groups that are wanted, but those who are in a group
    /// that is not, or without whom the scenario would be wrong.
    pub(super) fn sought(&self, stated: &[GroupRoster]) -> Sought {
        let wanted: Vec<Option<GroupId>> = stated.iter().map(|one| self.wanted(one)).collect();
        let mut sought = Sought::default();
        let mut fixed: Vec<Vec<RosterPerson>> = vec![Vec::new(); stated.len()];
        let mut kinds: Vec<(Vec<usize>, Vec<RosterPerson>)> = Vec::new();
        for (groups, people) in by_membership(stated) {
            if groups.iter().all(|group| wanted[*group].is_none()) {
                continue;
            }
            let why = match groups.iter().find(|group| wanted[**group].is_none()) {
                Some(other) => Some(format!("{} is not staffed", stated[*other].group)),
                None => self.fault_without(stated, &groups, &people).map(|fault| {
                    format!("with fewer of them the scenario would be wrong ({fault})")
                }),
            };
            match why {
                None => kinds.push((groups, people)),
                Some(why) => {
                    sought.notes.push(stay_note(stated, &groups, &people, &why));
                    groups.iter().for_each(|group| fixed[*group].extend(people.iter().cloned()));
                }
            }
        }
        let mut place_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (place, group) in stated.iter().enumerate() {
            let has_kind = kinds.iter().any(|(groups, _)| groups.contains(&place));
            if let Some(id) = wanted[place].filter(|_| has_kind) {
                place_of.insert(place, sought.groups.len());
                let (name, fixed) = (group.group.clone(), std::mem::take(&mut fixed[place]));
                sought.groups.push(StaffedGroup { id, name, fixed });
            }
        }
        sought.kinds = kinds
            .into_iter()
            .map(|(groups, people)| StaffedKind {
                name: kind_name(stated, &groups),
                stated: people,
                groups: groups.iter().map(|group| place_of[group]).collect(),
            })
            .collect();
        sought
    }

    /// The group in the plan, if its staff is to be sought.
    fn wanted(&self, roster: &GroupRoster) -> Option<GroupId> {
        let place = self.plan.groups.iter().position(|group| group.name == roster.group)?;
        let id = GroupId::from(place);
        let is_wanted = match &self.staffing.groups {
            Some(groups) => groups.contains(&id),
            None => !self.plan.groups[place].operators.is_empty(),
        };
        is_wanted.then_some(id)
    }

    /// What is wrong with the scenario without these people, the first of whom stay where a group would have
    /// no other member: others may be named by a rule or a transfer.
    fn fault_without(
        &self,
        stated: &[GroupRoster],
        groups: &[usize],
        people: &[RosterPerson],
    ) -> Option<String> {
        let is_of = |one: &&RosterPerson| people.iter().any(|person| person.name == one.name);
        let alone = |group: &usize| stated[*group].people.iter().all(|one| is_of(&one));
        let kept = usize::from(groups.iter().any(alone));
        let gone: Vec<&RosterPerson> = people.iter().skip(kept).collect();
        let rest = |group: &usize| {
            let rest = stated[*group].people.iter();
            let rest = rest.filter(|one| gone.iter().all(|gone| gone.name != one.name));
            GroupRoster { group: stated[*group].group.clone(), people: rest.cloned().collect() }
        };
        let roster = Roster { groups: groups.iter().map(rest).collect(), ..Roster::default() };
        let read = self.read_roster(&roster);
        let mut errors = read.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        errors.next().map(|error| error.message.clone())
    }

    /// The kinds of people who are members of a group.
    pub(super) fn kinds_of_group(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        let kinds = self.kinds.iter().enumerate();
        kinds.filter(move |(_, kind)| kind.groups.contains(&group)).map(|(place, _)| place)
    }

    /// Whether a group has members who are in other groups too, and whose number is sought.
    pub(super) fn shares_people(&self, group: usize) -> bool {
        self.kinds_of_group(group).any(|kind| self.kinds[kind].groups.len() > 1)
    }

    /// Whether each group has a member.
    pub(super) fn has_members(&self, counts: &Counts) -> bool {
        (0..self.groups.len()).all(|group| self.has_member(counts, group))
    }

    /// Whether a group has a member.
    pub(super) fn has_member(&self, counts: &Counts, group: usize) -> bool {
        let mut kinds = self.kinds_of_group(group);
        !self.groups[group].fixed.is_empty()
            || kinds.any(|kind| self.columns_of(kind).any(|place| counts[place] > 0))
    }
}

fn kind_name(stated: &[GroupRoster], groups: &[usize]) -> String {
    let names = groups.iter().map(|group| stated[*group].group.as_str());
    names.collect::<Vec<_>>().join("+")
}

/// Who stays as they are, and why.
fn stay_note(
    stated: &[GroupRoster],
    groups: &[usize],
    people: &[RosterPerson],
    why: &str,
) -> String {
    if let [group] = groups
        && people.len() == stated[*group].people.len()
    {
        return format!("group {} stays as it is: {why}", stated[*group].group);
    }
    const FEW: usize = 3;
    let names: Vec<&str> = people.iter().take(FEW).map(|person| person.name.as_str()).collect();
    let more = match people.len().saturating_sub(FEW) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let number = people.len();
    let names = names.join(", ");
    format!("{names}{more} of {} ({number}) stay as they are: {why}", kind_name(stated, groups))
}
