//! Who is at the desk, read from a scenario's tree and written into it: a plan of staff is tried, and
//! written out, as the scenario with other people in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::source::{SourceSpan, SourceText};
use super::tree::{Entry, Node, Value};
use crate::base::{DAY, HOUR, MINUTE, SECOND, Span};
use crate::plan::{LicenseKind, PerLicenseKind};

/// The people of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRoster {
    /// The group.
    pub group: String,
    /// Its members, in their order.
    pub people: Vec<RosterPerson>,
}

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterPerson {
    /// As in the scenario.
    pub name: String,
    /// The shifts; `None`: always there.
    pub shifts: Option<Vec<String>>,
}

/// A shift that the scenario does not state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewShift {
    /// Its name, which must not be that of another.
    pub name: String,
    /// Its days, from Monday.
    pub days: [bool; 7],
    /// When it begins, in the day.
    pub from: Span,
    /// When it ends, in the day.
    pub to: Span,
    /// From when to when in the day its break is.
    pub pause: Option<(Span, Span)>,
}

/// Other people in a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Groups whose members are others than stated; all others keep theirs.
    pub groups: Vec<GroupRoster>,
    /// Shifts that their members have.
    pub shifts: Vec<NewShift>,
    /// Licenses bought of each kind, if other than stated.
    pub licenses: PerLicenseKind<Option<u32>>,
    /// What the desk is expected to hold beside what is stated.
    pub expectations: Vec<String>,
}

/// The groups whose members hold the named licenses, where the scenario says whose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedHolders {
    /// Those of the solution.
    pub solution: Option<Vec<String>>,
    /// Those of the platform.
    pub platform: Option<Vec<String>>,
}

/// Who holds the named licenses as the scenario states it.
pub(in crate::scenario) fn stated_holders(root: &Node) -> StatedHolders {
    let edition = root.get("edition");
    let group = |text: String| text.strip_prefix("group:").map(str::to_owned);
    let solution = edition.and_then(|edition| edition.get("named_holders")).map(texts);
    let platform = edition.and_then(|edition| edition.get("platform")?.get("priority_login"));
    StatedHolders {
        solution: solution.map(|words| words.into_iter().filter_map(group).collect()),
        platform: platform.map(texts),
    }
}

/// Who is at the desk as the scenario states it: all groups, in their order. Whatever is not sound
/// is passed over: the reader of the scenario reports it.
pub(in crate::scenario) fn stated(root: &Node) -> Vec<GroupRoster> {
    let items = |key| root.get(key).and_then(Node::items).unwrap_or_default();
    let people: BTreeMap<&str, &Node> =
        items("people").iter().filter_map(|one| Some((one.get("name")?.text()?, one))).collect();
    // For a user in several groups the first group of the file counts.
    let mut of_first: BTreeMap<String, Option<Vec<String>>> = BTreeMap::new();
    let mut found = Vec::new();
    for group in items("groups") {
        let Some(name) = group.get("name").and_then(Node::text) else { continue };
        let shifts = group.get("shifts").map(texts);
        let staff = staff_of(group);
        let of_place = |place: usize| match &staff {
            Some(staff) => shift_at(staff, place),
            None => shifts.clone(),
        };
        let person = |(place, name): (usize, String)| {
            let own = people.get(name.as_str()).and_then(|one| one.get("shifts")).map(texts);
            let shifts = own.or_else(|| of_place(place));
            let shifts = of_first.entry(name.clone()).or_insert(shifts).clone();
            RosterPerson { name, shifts }
        };
        found.push(GroupRoster {
            group: name.to_owned(),
            people: member_names(group, name).into_iter().enumerate().map(person).collect(),
        });
    }
    found
}

/// How many members work which shift; `None` where the group does not say.
fn staff_of(group: &Node) -> Option<Vec<(&str, usize)>> {
    let Value::Table(entries) = &group.get("staff")?.value else { return None };
    let number = |node: &Node| match node.value {
        Value::Number { integer: Some(whole), .. } => {
            usize::try_from(whole).unwrap_or(0).min(100_000)
        }
        _ => 0,
    };
    Some(entries.iter().map(|entry| (entry.key.as_str(), number(&entry.node))).collect())
}

/// The shift of the member at a place.
fn shift_at(staff: &[(&str, usize)], place: usize) -> Option<Vec<String>> {
    let mut before = 0;
    let shift = staff.iter().find(|(_, count)| {
        before += count;
        place < before
    });
    shift.map(|(name, _)| vec![(*name).to_owned()])
}

fn member_names(group: &Node, name: &str) -> Vec<String> {
    let mut names = group.get("members").map(texts).unwrap_or_default();
    if let Some(staff) = staff_of(group) {
        let all: usize = staff.iter().map(|(_, count)| count).sum();
        let more = all.min(100_000).saturating_sub(names.len());
        names.extend((1..=more).map(|number| format!("{name}-{number}")));
    } else if let Some(Value::Number { integer: Some(count), .. }) =
        group.get("count").map(|node| &node.value)
    {
        names.extend((1..=*count).take(100_000).map(|number| format!("{name}-{number}")));
    }
    names
}

fn texts(node: &Node) -> Vec<String> {
    let items = node.items().unwrap_or_default().iter();
    items.filter_map(|item| item.text().map(str::to_owned)).collect()
}

/// Writes a roster into the tree.
pub(in crate::scenario) fn apply(root: &mut Node, roster: &Roster, rank: usize) {
    let writer = Writer::new(rank);
    let before: BTreeSet<String> = stated(root)
        .into_iter()
        .filter(|group| roster.groups.iter().any(|new| new.group == group.group))
        .flat_map(|group| group.people.into_iter().map(|person| person.name))
        .collect();
    let mut own_shifts: BTreeMap<&str, Option<&Vec<String>>> = BTreeMap::new();
    for group in &roster.groups {
        let usual = usual_shifts(group);
        if let Some(node) = root.get_mut("groups").and_then(|all| all.named_mut(&group.group)) {
            writer.set_members(node, group, usual);
        }
        for person in &group.people {
            let own = person.shifts.as_ref().filter(|own| Some(*own) != usual);
            // Of who is in several groups the shifts are written if they are not the usual ones of any.
            let known = own_shifts.entry(&person.name).or_default();
            *known = own.or(*known);
        }
    }
    writer.set_people(root, &before, &own_shifts);
    writer.set_shifts(root, &roster.shifts);
    writer.add_expectations(root, &roster.expectations);
    for kind in LicenseKind::ALL {
        let (Some(number), Some(edition)) = (roster.licenses[kind], root.get_mut("edition")) else {
            continue;
        };
        let (table, key) = match kind {
            LicenseKind::Named => (Some(edition), "named_licenses"),
            LicenseKind::Concurrent => (Some(edition), "concurrent_licenses"),
            LicenseKind::PlatformNamed => (edition.get_mut("platform"), "named"),
            LicenseKind::PlatformFloating => (edition.get_mut("platform"), "floating"),
        };
        if let Some(table) = table {
            writer.set(table, key, writer.number(number));
        }
    }
}

/// What most members have, the first of several; `None` if any is always there.
fn usual_shifts(group: &GroupRoster) -> Option<&Vec<String>> {
    let mut counts: Vec<(&Vec<String>, usize)> = Vec::new();
    for person in &group.people {
        let shifts = person.shifts.as_ref()?;
        match counts.iter_mut().find(|(known, _)| *known == shifts) {
            Some((_, count)) => *count += 1,
            None => counts.push((shifts, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(shifts, _)| shifts)
}

/// Makes nodes that stand in no file.
struct Writer {
    at: SourceSpan,
}

impl Writer {
    fn new(rank: usize) -> Self {
        let source: Arc<SourceText> = SourceText::new("plan of staff", String::new(), rank);
        Self { at: SourceSpan::new(&source, 0..0) }
    }

    fn node(&self, value: Value) -> Node {
        Node { at: self.at.clone(), value }
    }

    fn text(&self, text: &str) -> Node {
        self.node(Value::Text(text.to_owned()))
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t String>) -> Node {
        self.node(Value::List(texts.into_iter().map(|text| self.text(text)).collect()))
    }

    fn number(&self, number: u32) -> Node {
        let integer = Some(i64::from(number));
        self.node(Value::Number { value: f64::from(number), integer })
    }

    fn table(&self, entries: Vec<(&str, Node)>) -> Node {
        let entry =
            |(key, node): (&str, Node)| Entry { key: key.to_owned(), at: self.at.clone(), node };
        self.node(Value::Table(entries.into_iter().map(entry).collect()))
    }

    fn set(&self, table: &mut Node, key: &str, new: Node) {
        table.remove(key);
        if let Value::Table(entries) = &mut table.value {
            entries.push(Entry { key: key.to_owned(), at: self.at.clone(), node: new });
        }
    }

    fn set_members(&self, node: &mut Node, group: &GroupRoster, usual: Option<&Vec<String>>) {
        node.remove("count");
        self.set(node, "members", self.texts(group.people.iter().map(|person| &person.name)));
        node.remove("shifts");
        node.remove("staff");
        if let Some(shifts) = usual {
            self.set(node, "shifts", self.texts(shifts));
        }
    }

    /// Who is no longer there goes, who has shifts of their own gets them.
    fn set_people(
        &self,
        root: &mut Node,
        before: &BTreeSet<String>,
        own_shifts: &BTreeMap<&str, Option<&Vec<String>>>,
    ) {
        let mut people = match root.get("people").map(|node| &node.value) {
            Some(Value::List(items)) => items.clone(),
            _ => Vec::new(),
        };
        let name = |one: &Node| one.get("name").and_then(Node::text).map(str::to_owned);
        people.retain(|one| {
            let name = name(one).unwrap_or_default();
            !before.contains(&name) || own_shifts.contains_key(name.as_str())
        });
        let mut known = BTreeSet::new();
        for one in &mut people {
            let Some(name) = name(one) else { continue };
            if let Some(own) = own_shifts.get(name.as_str()) {
                one.remove("shifts");
                if let Some(shifts) = own {
                    self.set(one, "shifts", self.texts(*shifts));
                }
            }
            known.insert(name);
        }
        for (name, own) in own_shifts {
            if let Some(shifts) = own
                && !known.contains(*name)
            {
                let shifts = self.texts(*shifts);
                people.push(self.table(vec![("name", self.text(name)), ("shifts", shifts)]));
            }
        }
        // An entry that says nothing but the name.
        people.retain(|one| !matches!(&one.value, Value::Table(entries) if entries.len() == 1));
        self.set_list(root, "people", people);
    }

    /// A list without entries is left out: it would be a fault.
    fn set_list(&self, root: &mut Node, key: &str, items: Vec<Node>) {
        if items.is_empty() {
            root.remove(key);
            return;
        }
        let list = self.node(Value::List(items));
        match root.get_mut(key) {
            Some(node) => *node = list,
            None => self.set(root, key, list),
        }
    }

    /// The new shifts, and of the old ones those that an operator still has.
    fn set_shifts(&self, root: &mut Node, new: &[NewShift]) {
        let mut used: BTreeSet<String> = BTreeSet::new();
        for key in ["groups", "people"] {
            for one in root.get(key).and_then(Node::items).unwrap_or_default() {
                used.extend(one.get("shifts").map(texts).unwrap_or_default());
                let staff = staff_of(one).unwrap_or_default();
                used.extend(staff.into_iter().map(|(shift, _)| shift.to_owned()));
            }
        }
        let mut shifts: Vec<Node> =
            root.get("shifts").and_then(Node::items).unwrap_or_default().to_vec();
        let name = |one: &Node| one.get("name").and_then(Node::text).map(str::to_owned);
        shifts.retain(|one| {
            let name = name(one).unwrap_or_default();
            used.contains(&name) && !new.iter().any(|shift| shift.name == name)
        });
        let wanted = new.iter().filter(|shift| used.contains(&shift.name));
        shifts.extend(wanted.map(|shift| self.shift(shift)));
        self.set_list(root, "shifts", shifts);
    }

    fn add_expectations(&self, root: &mut Node, more: &[String]) {
        let stated = root.get("expect").and_then(Node::items).unwrap_or_default();
        let that = |text: &String| self.table(vec![("that", self.text(text))]);
        let all = stated.iter().cloned().chain(more.iter().map(that)).collect();
        self.set_list(root, "expect", all);
    }

    fn shift(&self, shift: &NewShift) -> Node {
        // From midnight to midnight is a day, and not no time at all.
        let to = if shift.to == DAY { "24:00".to_owned() } else { time_of_day(shift.to) };
        let mut entries = vec![
            ("name", self.text(&shift.name)),
            ("days", self.text(&days_in_words(shift.days))),
            ("from", self.text(&time_of_day(shift.from))),
            ("to", self.text(&to)),
        ];
        if let Some((from, to)) = shift.pause {
            let pause = self.table(vec![
                ("from", self.text(&time_of_day(from))),
                ("to", self.text(&time_of_day(to))),
            ]);
            entries.push(("breaks", self.node(Value::List(vec![pause]))));
        }
        self.table(entries)
    }
}

/// `mon,tue`, as the language reads it.
pub fn days_in_words(days: [bool; 7]) -> String {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let chosen: Vec<&str> =
        names.iter().zip(days).filter(|(_, on)| *on).map(|(name, _)| *name).collect();
    if chosen.len() == 7 { "every day".to_owned() } else { chosen.join(",") }
}

/// `09:30`; what is beyond midnight is of the next day.
pub fn time_of_day(time: Span) -> String {
    let time = Span(time.0 % DAY.0);
    let (hour, minute, second) =
        (time.0 / HOUR.0, time.0 % HOUR.0 / MINUTE.0, time.0 % MINUTE.0 / SECOND.0);
    if second == 0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    }
}
