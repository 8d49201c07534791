//! Who is who: people from the groups' members, and the parts that they play.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attendance::{AttendanceLayers, resolve_attendance};
use super::name_index::NameIndex;
use super::queue::skill_set;
use super::shifts::shifts_of_people;
use crate::base::{GroupId, OperatorId};
use crate::plan::{Attendance, Calendar, Duty, Skills, SpeedCurve};
use crate::scenario::language::MAX_SKILLS;
use crate::scenario::stated::fields::report_duplicates;
use crate::scenario::stated::groups::{DEFAULT_SPEEDS, Group, StaffSettings};
use crate::scenario::stated::hours;
use crate::scenario::stated::scenario::Scenario;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;

/// More people are a typing error.
pub(in crate::scenario) const MAX_PEOPLE: usize = 100_000;

/// A member of a group.
#[derive(Debug)]
pub(in crate::scenario) struct PersonDraft {
    pub(in crate::scenario) name: String,
    /// Where first mentioned.
    pub(in crate::scenario) at: SourceSpan,
    /// In the order of the file.
    pub(in crate::scenario) groups: Vec<usize>,
    limit: Option<u32>,
    pub(in crate::scenario) skills: Skills,
    pub(in crate::scenario) capacity: Option<u32>,
    speeds: SpeedCurve,
    duty: Arc<Calendar<Duty>>,
    attendance: Option<Arc<Attendance>>,
    pub(in crate::scenario) has_shifts: bool,
}

/// The groups that a live chat names.
#[derive(Debug)]
pub(in crate::scenario) struct LiveChatGroups {
    pub(in crate::scenario) operators: Vec<usize>,
    pub(in crate::scenario) supervisors: Vec<usize>,
}

/// Everybody, and who answers and supervises where.
#[derive(Debug)]
pub(in crate::scenario) struct StaffDraft<'a> {
    pub(in crate::scenario) groups: NameIndex<'a>,
    pub(in crate::scenario) people: Vec<PersonDraft>,
    /// Places in `people` by name.
    pub(in crate::scenario) person_by_name: BTreeMap<String, usize>,
    /// For each live chat.
    pub(in crate::scenario) live_chat_groups: Vec<LiveChatGroups>,
    /// For each group: answers somewhere, supervises somewhere.
    pub(in crate::scenario) is_operator_group: Vec<bool>,
    pub(in crate::scenario) is_supervisor_group: Vec<bool>,
    /// For each person.
    pub(in crate::scenario) operator_ids: Vec<Option<OperatorId>>,
    /// What groups and people are said to be able to do.
    pub(in crate::scenario) skills: NameIndex<'a>,
}

impl<'a> StaffDraft<'a> {
    pub(in crate::scenario) fn new(scenario: &'a Scenario, faults: &Faults) -> Self {
        let groups = NameIndex::new("group", scenario.groups.iter().map(|g| g.name.text.as_str()));
        let (mut people, person_by_name) = draft_people(scenario, faults);
        let skills = skill_names(scenario, faults);
        apply_settings(scenario, &mut people, &person_by_name, &skills, faults);
        let live_chat_groups: Vec<LiveChatGroups> = scenario
            .live_chats
            .iter()
            .map(|chat| LiveChatGroups {
                operators: groups.find_all(&chat.operators.0, faults),
                supervisors: groups.find_all(&chat.supervisors.0, faults),
            })
            .collect();
        let mut is_operator_group = vec![false; scenario.groups.len()];
        let mut is_supervisor_group = is_operator_group.clone();
        for team in &live_chat_groups {
            team.operators.iter().for_each(|group| is_operator_group[*group] = true);
            team.supervisors.iter().for_each(|group| is_supervisor_group[*group] = true);
        }
        let mut next = 0;
        let operator_ids = people
            .iter()
            .map(|draft| {
                let operator = draft.groups.iter().any(|group| is_operator_group[*group]);
                operator.then(|| {
                    next += 1;
                    OperatorId::from(next - 1)
                })
            })
            .collect();
        let mut staff = Self {
            groups,
            people,
            person_by_name,
            live_chat_groups,
            is_operator_group,
            is_supervisor_group,
            operator_ids,
            skills,
        };
        staff.set_attendance(scenario, faults);
        staff
    }

    /// How everybody keeps to their shifts: each key by itself, a person's own word first.
    fn set_attendance(&mut self, scenario: &Scenario, faults: &Faults) {
        let own: BTreeMap<&str, &StaffSettings> =
            scenario.people.iter().map(|one| (one.name.text.as_str(), &one.settings)).collect();
        let reported = RefCell::new(BTreeSet::new());
        // Those of the same groups who have no word of their own are alike.
        let mut alike: BTreeMap<(Vec<usize>, bool), Option<Arc<Attendance>>> = BTreeMap::new();
        for place in 0..self.people.len() {
            let draft = &self.people[place];
            let of_group = |group: &usize| {
                (Some(GroupId::from(*group)), &scenario.groups[*group].settings.attendance)
            };
            let word = own.get(draft.name.as_str()).map(|settings| (None, &settings.attendance));
            let find = || {
                let who = AttendanceLayers {
                    layers: word.into_iter().chain(draft.groups.iter().map(of_group)).collect(),
                    has_shifts: draft.has_shifts,
                    edition: scenario.edition_settings.edition,
                    level: scenario.level,
                    reported: &reported,
                };
                resolve_attendance(&who, faults).map(Arc::new)
            };
            let attendance = match word {
                Some(_) => find(),
                None => {
                    let key = (draft.groups.clone(), draft.has_shifts);
                    alike.entry(key).or_insert_with(find).clone()
                }
            };
            self.people[place].attendance = attendance;
        }
    }

    /// Plays no part: a member of groups that no live chat names.
    pub(in crate::scenario) fn has_no_role(&self, person: usize) -> bool {
        let groups = &self.people[person].groups;
        !groups
            .iter()
            .any(|group| self.is_operator_group[*group] || self.is_supervisor_group[*group])
    }
}

impl PersonDraft {
    pub(in crate::scenario) fn limit(&self) -> Option<u32> {
        self.limit
    }

    pub(in crate::scenario) fn speeds(&self) -> SpeedCurve {
        self.speeds.clone()
    }

    pub(in crate::scenario) fn attendance(&self) -> Option<Arc<Attendance>> {
        self.attendance.clone()
    }

    pub(in crate::scenario) fn duty(&self) -> Arc<Calendar<Duty>> {
        Arc::clone(&self.duty)
    }
}

fn draft_people(
    scenario: &Scenario,
    faults: &Faults,
) -> (Vec<PersonDraft>, BTreeMap<String, usize>) {
    let speeds = default_speeds();
    let always = Arc::new(Calendar::always(Duty::Work));
    let mut people: Vec<PersonDraft> = Vec::new();
    let mut by_name = BTreeMap::new();
    for (place, group) in scenario.groups.iter().enumerate() {
        report_duplicates(&group.members, "member", faults);
        if group.members.is_empty() && group.count.is_none() {
            let message = format!("group {} has no members", group.name.quoted());
            let help = "name them: members = [\"anna\", \"boris\"], or say how many: count = 12, or on which \
                        shifts: staff = { early = 7, late = 7 }";
            faults.add(Diagnostic::error("empty", &group.name.at, message).help(help));
        }
        for (name, at) in member_names(group) {
            if people.len() >= MAX_PEOPLE {
                faults.error("too-many", at, "more than 100,000 people are in groups");
                return (people, by_name);
            }
            let who = *by_name.entry(name.clone()).or_insert_with(|| {
                let (speeds, duty) = (speeds.clone(), Arc::clone(&always));
                let (at, groups, limit) = (at.clone(), Vec::new(), scenario.limit);
                let (skills, attendance, has_shifts) = (Skills::default(), None, false);
                people.push(PersonDraft {
                    name,
                    at,
                    groups,
                    limit,
                    skills,
                    capacity: None,
                    speeds,
                    duty,
                    attendance,
                    has_shifts,
                });
                people.len() - 1
            });
            if people[who].groups.last() != Some(&place) {
                people[who].groups.push(place);
            }
        }
    }
    (people, by_name)
}

/// All members of a group in their order, each with the place where it is mentioned.
pub(super) fn member_names(group: &Group) -> impl Iterator<Item = (String, &SourceSpan)> {
    let named = group.members.iter().map(|word| (word.text.clone(), &word.at));
    let numbered = (1..=group.count.unwrap_or(0))
        .map(|number| (format!("{}-{number}", group.name.text), &group.name.at));
    named.chain(numbered)
}

/// Every skill that an operator is said to have: one that none has is misspelt.
fn skill_names<'a>(scenario: &'a Scenario, faults: &Faults) -> NameIndex<'a> {
    let settings = scenario.groups.iter().map(|group| &group.settings);
    let settings = settings.chain(scenario.people.iter().map(|person| &person.settings));
    let listed: Vec<_> = settings.filter_map(|settings| settings.skills.as_ref()).collect();
    listed.iter().for_each(|words| report_duplicates(*words, "skill", faults));
    let words = listed.into_iter().flatten();
    let mut distinct: Vec<&str> = Vec::new();
    for word in words {
        if distinct.contains(&word.text.as_str()) {
            continue;
        }
        if distinct.len() == MAX_SKILLS {
            let message = format!("a scenario names at most {MAX_SKILLS} skills");
            faults.error("too-many", &word.at, message);
            break;
        }
        distinct.push(&word.text);
    }
    NameIndex::new("skill", distinct)
}

/// A person's own skills, or else those of all of the person's groups.
fn skills_of_person<'a>(
    own: Option<&StaffSettings>,
    groups: impl Iterator<Item = &'a StaffSettings>,
    skills: &NameIndex<'_>,
    faults: &Faults,
) -> Skills {
    if let Some(words) = own.and_then(|own| own.skills.as_ref()) {
        return skill_set(skills, words, faults);
    }
    let known = |word: &crate::scenario::text::written_name::WrittenName| skills.get(&word.text);
    let places = groups.flat_map(|settings| settings.skills.iter().flatten()).filter_map(known);
    places.fold(Skills::default(), |set, place| set.union(Skills(1 << place)))
}

fn default_speeds() -> SpeedCurve {
    // The curve is sound, so the other arm is never taken.
    SpeedCurve::new(DEFAULT_SPEEDS.to_vec())
        .or_else(|| SpeedCurve::new(vec![1.0]))
        .expect("full speed is a speed")
}

/// Of a group whose numbers on duty come from a table, the first members are there. Who is in an
/// earlier group of that kind is there with that one.
fn set_numbers_on_duty(
    scenario: &Scenario,
    people: &mut [PersonDraft],
    by_name: &BTreeMap<String, usize>,
) {
    for group in &scenario.groups {
        let Some(on_duty) = &group.on_duty else { continue };
        for ((name, _), member) in member_names(group).zip(0_u32..) {
            let Some(place) = by_name.get(&name) else { continue };
            let draft = &mut people[*place];
            if !draft.has_shifts {
                draft.duty = Arc::new(on_duty.duty_of(member));
                draft.has_shifts = true;
            }
        }
    }
}

/// A person's own word counts first, then that of the first group which has one.
fn apply_settings(
    scenario: &Scenario,
    people: &mut [PersonDraft],
    by_name: &BTreeMap<String, usize>,
    skills: &NameIndex<'_>,
    faults: &Faults,
) {
    let mut own: Vec<Option<&StaffSettings>> = vec![None; people.len()];
    for person in &scenario.people {
        match by_name.get(&person.name.text) {
            Some(place) => own[*place] = Some(&person.settings),
            None => {
                let message = format!("{} is in no group", person.name.quoted());
                let help =
                    faults.did_you_mean(&person.name.text, by_name.keys().map(String::as_str));
                let fault = Diagnostic::error("unknown-name", &person.name.at, message);
                faults.add(fault.help_if_some(help));
            }
        }
    }
    let shifts_of = shifts_of_people(scenario, people, by_name, &own, faults);
    set_numbers_on_duty(scenario, people, by_name);
    let mut calendars: BTreeMap<Vec<usize>, Arc<Calendar<Duty>>> = BTreeMap::new();
    for ((draft, own), shifts) in people.iter_mut().zip(own).zip(shifts_of) {
        let groups = || draft.groups.iter().map(|group| &scenario.groups[*group].settings);
        let mut layers = own.into_iter().chain(groups());
        if let Some(limit) = layers.find_map(|settings| settings.limit) {
            draft.limit = limit;
        }
        let mut layers = own.into_iter().chain(groups());
        draft.capacity = layers.find_map(|settings| settings.capacity);
        draft.skills = skills_of_person(own, groups(), skills, faults);
        let mut layers = own.into_iter().chain(groups());
        if let Some(speeds) = layers.find_map(|settings| settings.speeds.clone()) {
            draft.speeds = speeds;
        }
        if let Some(shifts) = shifts {
            let duty = calendars.entry(shifts).or_insert_with_key(|shifts| {
                let shifts: Vec<_> = shifts.iter().map(|place| &scenario.shifts[*place]).collect();
                let duty = hours::duty_calendar(&shifts, &scenario.run);
                Arc::new(duty.unwrap_or_else(|| Calendar::always(Duty::Off)))
            });
            draft.duty = Arc::clone(duty);
            draft.has_shifts = true;
        }
    }
}
