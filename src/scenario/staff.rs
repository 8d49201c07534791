//! `[[groups]]` and `[[people]]` as the scenario states them.

use super::attendance::{Manners, manners};
use super::csv_file::Tables;
use super::dialogue;
use super::fields::{Fields, Word};
use super::laws::law;
use super::queue::{QueueRules, queue};
use super::source::Place;
use super::tree::Value;
use crate::dist::Law;
use crate::plan::{AfterWork, SpeedCurve};

/// A group of users.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: Word,
    pub(super) created_in: Option<(&'static str, Place)>,
    pub(super) members: Vec<Word>,
    pub(super) count: Option<u32>,
    pub(super) habits: Habits,
    pub(super) cap: Option<Option<u32>>,
    pub(super) queue: QueueRules,
    pub(super) wrap_up: Option<Law>,
    pub(super) after_work: AfterWork,
}

/// One person who differs.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: Word,
    pub(super) habits: Habits,
}

/// How somebody works; `None`: not stated here.
#[derive(Debug)]
pub(super) struct Habits {
    pub(super) limit: Option<Option<u32>>,
    pub(super) speeds: Option<SpeedCurve>,
    pub(super) shifts: Option<Vec<Word>>,
    pub(super) skills: Option<Vec<Word>>,
    pub(super) manners: Manners,
    pub(super) capacity: Option<u32>,
}

/// How fast several sessions at once go unless the scenario says otherwise.
pub(super) const DEFAULT_SPEEDS: [f64; 5] = [1.0, 0.8, 0.62, 0.47, 0.36];

/// Reads one of `[[groups]]`.
pub(super) fn group(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Group> {
    let created_in =
        fields.written_word("created_in").map(|word| (word, fields.place("created_in").clone()));
    let members = fields.names("members").unwrap_or_default();
    let count = count(fields, &members);
    let (habits, queue) = (habits(fields, files), queue(fields, files));
    let cap = fields.limit("cap");
    let wrap_up = law(fields, "wrap_up", files);
    let after_work = dialogue::after_work(fields);
    let name = fields.name("name")?;
    Some(Group { name, created_in, members, count, habits, cap, queue, wrap_up, after_work })
}

/// How many members by number. Where members were stated, but not well, there is one: a group
/// without anybody would be a second fault.
fn count(fields: &Fields<'_>, members: &[Word]) -> Option<u32> {
    let count = fields.whole("count").and_then(|count| u32::try_from(count).ok());
    let nobody = match fields.node("members").map(|node| &node.value) {
        None => fields.node("count").is_some(),
        Some(Value::List(items)) => members.is_empty() && !items.is_empty(),
        Some(_) => true,
    };
    count.or(nobody.then_some(1))
}

/// Reads one of `[[people]]`.
pub(super) fn person(fields: &Fields<'_>, files: &Tables<'_>) -> Option<Person> {
    let habits = habits(fields, files);
    Some(Person { name: fields.name("name")?, habits })
}

fn habits(fields: &Fields<'_>, files: &Tables<'_>) -> Habits {
    Habits {
        limit: fields.limit("limit"),
        speeds: fields.speeds("speeds"),
        shifts: fields.names("shifts"),
        skills: fields.names("skills"),
        manners: manners(fields, files),
        capacity: fields.whole("capacity").and_then(|units| u32::try_from(units).ok()),
    }
}
