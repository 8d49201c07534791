//! `[[groups]]` and `[[people]]` as the scenario states them.

use super::attendance::{AttendanceKeys, read_attendance};
use super::dialogue;
use super::distributions::read_distribution;
use super::fields::Fields;
use super::queue::{QueueRules, read_queue_rules};
use crate::dist::Distribution;
use crate::plan::{SpeedCurve, WrapUpRules};
use crate::scenario::language::words::CreatedIn;
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::tree::Value;
use crate::scenario::text::written_name::WrittenName;

/// A group of users.
#[derive(Debug)]
pub(in crate::scenario) struct Group {
    pub(in crate::scenario) name: WrittenName,
    pub(in crate::scenario) members: Vec<WrittenName>,
    pub(in crate::scenario) count: Option<u32>,
    pub(in crate::scenario) settings: StaffSettings,
    pub(in crate::scenario) cap: Option<Option<u32>>,
    pub(in crate::scenario) queue: QueueRules,
    pub(in crate::scenario) wrap_up: Option<Distribution>,
    pub(in crate::scenario) after_work: WrapUpRules,
}

/// One person who differs.
#[derive(Debug)]
pub(in crate::scenario) struct Person {
    pub(in crate::scenario) name: WrittenName,
    pub(in crate::scenario) settings: StaffSettings,
}

/// How somebody works; `None`: not stated here.
#[derive(Debug)]
pub(in crate::scenario) struct StaffSettings {
    pub(in crate::scenario) limit: Option<Option<u32>>,
    pub(in crate::scenario) speeds: Option<SpeedCurve>,
    pub(in crate::scenario) shifts: Option<Vec<WrittenName>>,
    pub(in crate::scenario) skills: Option<Vec<WrittenName>>,
    pub(in crate::scenario) attendance: AttendanceKeys,
    pub(in crate::scenario) capacity: Option<u32>,
}

/// How fast several sessions at once go unless the scenario says otherwise.
pub const DEFAULT_SPEEDS: [f64; 5] = [1.0, 0.8, 0.62, 0.47, 0.36];

/// Reads one of `[[groups]]`.
pub(in crate::scenario) fn read_group(fields: &Fields<'_>, files: &CsvFiles<'_>) -> Option<Group> {
    // Of interest to the rules of the editions alone.
    fields.written_word::<CreatedIn>("created_in");
    let members = fields.names("members").unwrap_or_default();
    let count = read_count(fields, &members);
    let (settings, queue) = (read_staff_settings(fields, files), read_queue_rules(fields, files));
    let cap = fields.limit("cap");
    let wrap_up = read_distribution(fields, "wrap_up", files);
    let after_work = dialogue::read_after_work(fields);
    let name = fields.name("name")?;
    Some(Group { name, members, count, settings, cap, queue, wrap_up, after_work })
}

/// How many members by number. Where members were stated, but not well, there is one: a group
/// without anybody would be a second fault.
fn read_count(fields: &Fields<'_>, members: &[WrittenName]) -> Option<u32> {
    let count = fields.integer("count").and_then(|count| u32::try_from(count).ok());
    let nobody = match fields.node("members").map(|node| &node.value) {
        None => fields.node("count").is_some(),
        Some(Value::List(items)) => members.is_empty() && !items.is_empty(),
        Some(_) => true,
    };
    count.or(nobody.then_some(1))
}

/// Reads one of `[[people]]`.
pub(in crate::scenario) fn read_person(
    fields: &Fields<'_>,
    files: &CsvFiles<'_>,
) -> Option<Person> {
    let settings = read_staff_settings(fields, files);
    Some(Person { name: fields.name("name")?, settings })
}

fn read_staff_settings(fields: &Fields<'_>, files: &CsvFiles<'_>) -> StaffSettings {
    StaffSettings {
        limit: fields.limit("limit"),
        speeds: fields.speeds("speeds"),
        shifts: fields.names("shifts"),
        skills: fields.names("skills"),
        attendance: read_attendance(fields, files),
        capacity: fields.integer("capacity").and_then(|units| u32::try_from(units).ok()),
    }
}
