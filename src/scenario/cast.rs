//! Who is who: people from the groups' members, and the parts that they play.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Scenario;
use super::attendance::{Who, resolve};
use super::diagnostic::{Diagnostic, Faults, did_you_mean};
use super::fields::unique;
use super::hours;
use super::language::MOST_SKILLS;
use super::names::Names;
use super::queue::set;
use super::source::Place;
use super::staff::{DEFAULT_SPEEDS, Habits};
use crate::base::{GroupId, OperatorId};
use crate::plan::{Attendance, Calendar, Duty, Skills, SpeedCurve};

/// More people are a typing error.
pub(super) const MOST_PEOPLE: usize = 100_000;

/// Somebody in a group.
#[derive(Debug)]
pub(super) struct Somebody {
    pub(super) name: String,
    /// Where first mentioned.
    pub(super) at: Place,
    /// In the order of the file.
    pub(super) groups: Vec<usize>,
    limit: Option<u32>,
    pub(super) skills: Skills,
    pub(super) capacity: Option<u32>,
    speeds: SpeedCurve,
    duty: Arc<Calendar<Duty>>,
    attendance: Option<Arc<Attendance>>,
    has_shifts: bool,
}

/// The groups that a live chat names.
#[derive(Debug)]
pub(super) struct Team {
    pub(super) operators: Vec<usize>,
    pub(super) supervisors: Vec<usize>,
}

/// Everybody, and who answers and supervises where.
#[derive(Debug)]
pub(super) struct Cast<'a> {
    pub(super) groups: Names<'a>,
    pub(super) people: Vec<Somebody>,
    /// Places in `people` by name.
    pub(super) by_name: BTreeMap<String, usize>,
    /// For each live chat.
    pub(super) teams: Vec<Team>,
    /// For each group: answers somewhere, supervises somewhere.
    pub(super) answers: Vec<bool>,
    pub(super) supervises: Vec<bool>,
    /// For each person.
    pub(super) operator_of: Vec<Option<OperatorId>>,
    /// What groups and people are said to be able to do.
    pub(super) skills: Names<'a>,
}

impl<'a> Cast<'a> {
    pub(super) fn new(scenario: &'a Scenario, faults: &Faults) -> Self {
        let groups = Names::new("group", scenario.groups.iter().map(|g| g.name.text.as_str()));
        let (mut people, by_name) = people(scenario, faults);
        let skills = skills(scenario, faults);
        habits(scenario, &mut people, (&by_name, &skills), faults);
        let teams: Vec<Team> = scenario
            .live_chats
            .iter()
            .map(|chat| Team {
                operators: groups.find_all(&chat.operators.0, faults),
                supervisors: groups.find_all(&chat.supervisors.0, faults),
            })
            .collect();
        let mut answers = vec![false; scenario.groups.len()];
        let mut supervises = answers.clone();
        for team in &teams {
            team.operators.iter().for_each(|group| answers[*group] = true);
            team.supervisors.iter().for_each(|group| supervises[*group] = true);
        }
        let mut next = 0;
        let operator_of = people
            .iter()
            .map(|somebody| {
                let operator = somebody.groups.iter().any(|group| answers[*group]);
                operator.then(|| {
                    next += 1;
                    OperatorId::from(next - 1)
                })
            })
            .collect();
        let mut cast =
            Self { groups, people, by_name, teams, answers, supervises, operator_of, skills };
        cast.attend(scenario, faults);
        cast
    }

    /// How everybody keeps to their shifts: each key by itself, a person's own word first.
    fn attend(&mut self, scenario: &Scenario, faults: &Faults) {
        let own: BTreeMap<&str, &Habits> =
            scenario.people.iter().map(|one| (one.name.text.as_str(), &one.habits)).collect();
        let told = RefCell::new(BTreeSet::new());
        // Those of the same groups who have no word of their own are alike.
        let mut alike: BTreeMap<(Vec<usize>, bool), Option<Arc<Attendance>>> = BTreeMap::new();
        for place in 0..self.people.len() {
            let somebody = &self.people[place];
            let of_group = |group: &usize| {
                (Some(GroupId::from(*group)), &scenario.groups[*group].habits.manners)
            };
            let word = own.get(somebody.name.as_str()).map(|habits| (None, &habits.manners));
            let find = || {
                let who = Who {
                    layers: word.into_iter().chain(somebody.groups.iter().map(of_group)).collect(),
                    has_shifts: somebody.has_shifts,
                    edition: scenario.bought.edition,
                    level: scenario.level,
                    told: &told,
                };
                resolve(&who, faults).map(Arc::new)
            };
            let attendance = match word {
                Some(_) => find(),
                None => {
                    let key = (somebody.groups.clone(), somebody.has_shifts);
                    alike.entry(key).or_insert_with(find).clone()
                }
            };
            self.people[place].attendance = attendance;
        }
    }

    /// Plays no part: a member of groups that no live chat names.
    pub(super) fn idle(&self, person: usize) -> bool {
        let groups = &self.people[person].groups;
        !groups.iter().any(|group| self.answers[*group] || self.supervises[*group])
    }
}

impl Somebody {
    pub(super) fn limit(&self) -> Option<u32> {
        self.limit
    }

    pub(super) fn speeds(&self) -> SpeedCurve {
        self.speeds.clone()
    }

    pub(super) fn attendance(&self) -> Option<Arc<Attendance>> {
        self.attendance.clone()
    }

    pub(super) fn duty(&self) -> Arc<Calendar<Duty>> {
        Arc::clone(&self.duty)
    }
}

fn people(scenario: &Scenario, faults: &Faults) -> (Vec<Somebody>, BTreeMap<String, usize>) {
    let speeds = default_speeds();
    let always = Arc::new(Calendar::always(Duty::Work));
    let mut people: Vec<Somebody> = Vec::new();
    let mut by_name = BTreeMap::new();
    for (place, group) in scenario.groups.iter().enumerate() {
        unique(&group.members, "member", faults);
        if group.members.is_empty() && group.count.is_none() {
            let message = format!("group {} has no members", group.name.quoted());
            let help = "name them: members = [\"anna\", \"boris\"], or say how many: count = 12";
            faults.add(Diagnostic::error("value", &group.name.at, message).help(help));
        }
        let named = group.members.iter().map(|word| (word.text.clone(), &word.at));
        let numbered = (1..=group.count.unwrap_or(0))
            .map(|number| (format!("{}-{number}", group.name.text), &group.name.at));
        for (name, at) in named.chain(numbered) {
            if people.len() >= MOST_PEOPLE {
                faults.error("value", at, "more than 100,000 people are in groups");
                return (people, by_name);
            }
            let who = *by_name.entry(name.clone()).or_insert_with(|| {
                let (speeds, duty) = (speeds.clone(), Arc::clone(&always));
                let (at, groups, limit) = (at.clone(), Vec::new(), scenario.limit);
                let (skills, attendance, has_shifts) = (Skills::default(), None, false);
                people.push(Somebody {
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

/// Every skill that somebody is said to have: those whom none has are misspelt.
fn skills<'a>(scenario: &'a Scenario, faults: &Faults) -> Names<'a> {
    let habits = scenario.groups.iter().map(|group| &group.habits);
    let habits = habits.chain(scenario.people.iter().map(|person| &person.habits));
    let listed: Vec<_> = habits.filter_map(|habits| habits.skills.as_ref()).collect();
    listed.iter().for_each(|words| unique(*words, "skill", faults));
    let words = listed.into_iter().flatten();
    let mut distinct: Vec<&str> = Vec::new();
    for word in words {
        if distinct.contains(&word.text.as_str()) {
            continue;
        }
        if distinct.len() == MOST_SKILLS {
            let message = format!("a scenario names at most {MOST_SKILLS} skills");
            faults.error("value", &word.at, message);
            break;
        }
        distinct.push(&word.text);
    }
    Names::new("skill", distinct)
}

/// A person's own skills, or else those of all of the person's groups.
fn skills_of<'a>(
    own: Option<&Habits>,
    groups: impl Iterator<Item = &'a Habits>,
    skills: &Names<'_>,
    faults: &Faults,
) -> Skills {
    if let Some(words) = own.and_then(|own| own.skills.as_ref()) {
        return set(skills, words, faults);
    }
    let known = |word: &super::fields::Word| skills.get(&word.text);
    let places = groups.flat_map(|habits| habits.skills.iter().flatten()).filter_map(known);
    places.fold(Skills::default(), |set, place| set.with(Skills(1 << place)))
}

fn default_speeds() -> SpeedCurve {
    // The curve is sound, so the other arm is never taken.
    SpeedCurve::new(DEFAULT_SPEEDS.to_vec())
        .or_else(|| SpeedCurve::new(vec![1.0]))
        .expect("full speed is a speed")
}

/// A person's own word counts first, then that of the first group which has one.
fn habits(
    scenario: &Scenario,
    people: &mut [Somebody],
    (by_name, skills): (&BTreeMap<String, usize>, &Names<'_>),
    faults: &Faults,
) {
    let mut own: Vec<Option<&Habits>> = vec![None; people.len()];
    for person in &scenario.people {
        match by_name.get(&person.name.text) {
            Some(place) => own[*place] = Some(&person.habits),
            None => {
                let message = format!("{} is in no group", person.name.quoted());
                let help = did_you_mean(&person.name.text, by_name.keys().map(String::as_str));
                let fault = Diagnostic::error("unknown-name", &person.name.at, message);
                faults.add(fault.maybe_help(help));
            }
        }
    }
    let names = Names::new("shift", scenario.shifts.iter().map(|shift| shift.name.text.as_str()));
    let mut find = |habits: &Habits| {
        let words = habits.shifts.as_ref()?;
        if let Some(beyond) = words.get(hours::MOST_SHIFTS) {
            faults.error("value", &beyond.at, "nobody has more than 50 shifts");
        }
        Some(names.find_all(&words[..words.len().min(hours::MOST_SHIFTS)], faults))
    };
    let of_groups: Vec<_> = scenario.groups.iter().map(|group| find(&group.habits)).collect();
    let mut calendars: BTreeMap<Vec<usize>, Arc<Calendar<Duty>>> = BTreeMap::new();
    for (somebody, own) in people.iter_mut().zip(own) {
        let groups = || somebody.groups.iter().map(|group| &scenario.groups[*group].habits);
        let mut layers = own.into_iter().chain(groups());
        if let Some(limit) = layers.find_map(|habits| habits.limit) {
            somebody.limit = limit;
        }
        let mut layers = own.into_iter().chain(groups());
        somebody.capacity = layers.find_map(|habits| habits.capacity);
        somebody.skills = skills_of(own, groups(), skills, faults);
        let mut layers = own.into_iter().chain(groups());
        if let Some(speeds) = layers.find_map(|habits| habits.speeds.clone()) {
            somebody.speeds = speeds;
        }
        let shifts = own
            .and_then(&mut find)
            .or_else(|| somebody.groups.iter().find_map(|group| of_groups[*group].clone()));
        if let Some(shifts) = shifts {
            let duty = calendars.entry(shifts).or_insert_with_key(|shifts| {
                let shifts: Vec<_> = shifts.iter().map(|place| &scenario.shifts[*place]).collect();
                let duty = hours::duty(&shifts, scenario.run.starts);
                Arc::new(duty.unwrap_or_else(|| Calendar::always(Duty::Off)))
            });
            somebody.duty = Arc::clone(duty);
            somebody.has_shifts = true;
        }
    }
}
