//! Which shifts each person works.

use std::collections::BTreeMap;

use super::name_index::NameIndex;
use super::people::{PersonDraft, member_names};
use crate::scenario::stated::groups::{Group, StaffSettings};
use crate::scenario::stated::hours;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::written_name::WrittenName;

/// What a group says of its members' shifts: places in the list of shifts.
#[derive(Debug)]
enum GroupShifts {
    /// Nothing.
    Unsaid,
    /// Each member works all of these.
    All(Vec<usize>),
    /// The shift of each member, by place in the scenario's list of people.
    Each(BTreeMap<usize, Vec<usize>>),
}

/// The shifts of each person, as places in the scenario's list; `None`: always there. A person's own word
/// counts first, then that of the first group which has one.
pub(super) fn shifts_of_people(
    scenario: &Scenario,
    people: &[PersonDraft],
    by_name: &BTreeMap<String, usize>,
    own: &[Option<&StaffSettings>],
    faults: &Faults,
) -> Vec<Option<Vec<usize>>> {
    let names =
        NameIndex::new("shift", scenario.shifts.iter().map(|shift| shift.name.text.as_str()));
    let find = |words: &[WrittenName]| {
        if let Some(beyond) = words.get(hours::MAX_SHIFTS) {
            faults.error("too-many", &beyond.at, "no user has more than 50 shifts");
        }
        names.find_all(&words[..words.len().min(hours::MAX_SHIFTS)], faults)
    };
    let of_group = |group: &Group| match (&group.staff, &group.settings.shifts) {
        (Some(staff), _) => {
            // All names are looked up, also those that no member is left for.
            let found: Vec<_> = staff
                .iter()
                .map(|(shift, count)| (find(std::slice::from_ref(shift)), count))
                .collect();
            let works = found
                .into_iter()
                .flat_map(|(shift, count)| std::iter::repeat_n(shift, *count as usize));
            let members = member_names(group).filter_map(|(name, _)| by_name.get(&name).copied());
            GroupShifts::Each(members.zip(works).collect())
        }
        (None, Some(words)) => GroupShifts::All(find(words)),
        (None, None) => GroupShifts::Unsaid,
    };
    let of_groups: Vec<GroupShifts> = scenario.groups.iter().map(of_group).collect();
    let each = people.iter().enumerate().zip(own).map(|((who, draft), own)| {
        let of_group = draft.groups.iter().find_map(|group| match &of_groups[*group] {
            GroupShifts::Unsaid => None,
            GroupShifts::All(shifts) => Some((*group, shifts)),
            GroupShifts::Each(each) => each.get(&who).map(|shifts| (*group, shifts)),
        });
        let own = own.and_then(|own| own.shifts.as_deref());
        if let (Some(_), Some((group, _))) = (own, of_group) {
            check_not_said_twice(&scenario.groups[group], draft, scenario, faults);
        }
        own.map(&find).or_else(|| of_group.map(|(_, shifts)| shifts.clone()))
    });
    each.collect()
}

/// A number of members on a shift would not be what it says where one of them has shifts of their own.
fn check_not_said_twice(group: &Group, draft: &PersonDraft, scenario: &Scenario, faults: &Faults) {
    if group.staff.is_none() {
        return;
    }
    let person = scenario.people.iter().find(|person| person.name.text == draft.name);
    if let Some(person) = person {
        let message = format!(
            "{} has shifts here, and the `staff` of group {} counts all its members",
            person.name.quoted(),
            group.name.quoted()
        );
        let fault = Diagnostic::error("conflict", &person.name.at, message)
            .help("leave `shifts` out here, or write the group with `shifts` instead of `staff`");
        faults.add(fault.with_related(&group.name.at, "the group"));
    }
}
