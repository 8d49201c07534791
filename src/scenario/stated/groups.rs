//! `[[groups]]` and `[[people]]` as the scenario states them.

use super::attendance::{AttendanceKeys, read_attendance};
use super::by_time::{OnDuty, read_on_duty};
use super::dialogue;
use super::distributions::read_distribution;
use super::fields::Fields;
use super::queue::{QueueRules, read_queue_rules};
use super::run::RunSettings;
use crate::dist::Distribution;
use crate::plan::{SpeedCurve, WrapUpRules};
use crate::scenario::language::words::CreatedIn;
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::text::written_name::WrittenName;

/// A group of users.
#[derive(Debug)]
pub(in crate::scenario) struct Group {
    pub(in crate::scenario) name: WrittenName,
    pub(in crate::scenario) members: Vec<WrittenName>,
    /// So many members more, called after the group.
    pub(in crate::scenario) count: Option<u32>,
    /// How many members work which shift: the first of them the first shift, and so on.
    pub(in crate::scenario) staff: Option<Vec<(WrittenName, u32)>>,
    /// How many members are there at what time: the first of them.
    pub(in crate::scenario) on_duty: Option<OnDuty>,
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

/// How an operator works; `None`: not stated here.
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
pub(in crate::scenario) fn read_group(
    fields: &Fields<'_>,
    run: &RunSettings,
    files: &CsvFiles<'_>,
) -> Option<Group> {
    // Of interest to the rules of the editions alone.
    fields.written_word::<CreatedIn>("created_in");
    let members = fields.names("members").unwrap_or_default();
    let staff = read_staff(fields);
    let on_duty = read_on_duty(fields, run, files);
    let count = match (&staff, &on_duty) {
        (Some(staff), _) => count_beyond_members(fields, &members, staff),
        (None, Some(on_duty)) => count_of_on_duty(fields, &members, on_duty),
        (None, None) => read_count(fields, &members),
    };
    let (settings, queue) = (read_staff_settings(fields, files), read_queue_rules(fields, files));
    let cap = fields.limit("cap");
    let wrap_up = read_distribution(fields, "wrap_up", files);
    let after_work = dialogue::read_after_work(fields);
    let name = fields.name("name")?;
    Some(Group { name, members, count, staff, on_duty, settings, cap, queue, wrap_up, after_work })
}

/// How many members by number. Where members were stated, but not well, there is one: a group
/// without any member would be a second fault.
fn read_count(fields: &Fields<'_>, members: &[WrittenName]) -> Option<u32> {
    let count = fields.integer("count").and_then(|count| u32::try_from(count).ok());
    let nobody = match fields.node("members").map(|node| &node.value) {
        None => ["count", "staff", "on_duty"].iter().any(|key| fields.node(key).is_some()),
        Some(Value::List(items)) => members.is_empty() && !items.is_empty(),
        Some(_) => true,
    };
    count.or(nobody.then_some(1))
}

/// How many members work which shift, in the order of the file; `None` where none or not all of it is
/// sound.
fn read_staff(fields: &Fields<'_>) -> Option<Vec<(WrittenName, u32)>> {
    let node = fields.node("staff")?;
    let Value::Table(entries) = &node.value else {
        let message = format!("a table of shifts belongs here, not {}", node.kind());
        let help = "say how many members work which: staff = { early = 7, late = 7 }";
        fields.faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return None;
    };
    let number = |node: &Node| match node.value {
        Value::Number { integer: Some(whole), .. } => {
            u32::try_from(whole).ok().filter(|whole| *whole <= MAX_ON_SHIFT)
        }
        _ => None,
    };
    let read = entries.iter().map(|entry| {
        let shift = WrittenName { text: entry.key.clone(), at: entry.at.clone() };
        let found = number(&entry.node);
        if found.is_none() {
            let message = "a whole number of members belongs here";
            let help = format!("from 0 to {MAX_ON_SHIFT}: {} = 7", entry.key);
            fields
                .faults
                .add(Diagnostic::error("out-of-range", &entry.node.at, message).help(help));
        }
        Some((shift, found?))
    });
    let staff = read.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()?;
    if staff.iter().all(|(_, count)| *count == 0) {
        let fault = Diagnostic::error("empty", &node.at, "`staff` has no member on any shift");
        fields.faults.add(fault.help("say how many work which: staff = { early = 7, late = 7 }"));
        return None;
    }
    Some(staff)
}

/// The most members on one shift.
const MAX_ON_SHIFT: u32 = 100_000;

/// The members by number of a group that says how many work which shift.
fn count_beyond_members(
    fields: &Fields<'_>,
    members: &[WrittenName],
    staff: &[(WrittenName, u32)],
) -> Option<u32> {
    let all = staff.iter().fold(0_u32, |sum, (_, count)| sum.saturating_add(*count));
    let conflict = |key: &str, message: String, help: &str| {
        let fault = Diagnostic::error("conflict", fields.span(key), message).help(help);
        fields.faults.add(fault.with_related(fields.span("staff"), "here"));
    };
    if fields.node("count").is_some() {
        let message = format!("`staff` says how many members there are too: {all}");
        let one_more = staff.last().map_or(String::new(), |(shift, count)| {
            format!("; one more on a shift is `staff.{}={}`", shift.text, count.saturating_add(1))
        });
        conflict("count", message, &format!("leave `count` out{one_more}"));
    }
    if fields.node("shifts").is_some() {
        let message = "`staff` says too when members are there".to_owned();
        conflict(
            "shifts",
            message,
            "leave `shifts` out, or write a shift with all members in `staff`",
        );
    }
    let named = u32::try_from(members.len()).unwrap_or(u32::MAX);
    if named > all {
        let message = format!("{named} members are named, and `staff` has shifts for {all}");
        conflict("members", message, "the numbers of `staff` add up to at least all who are named");
    }
    Some(all.saturating_sub(named)).filter(|more| *more > 0)
}

/// The members by number of a group whose numbers on duty come from a table.
fn count_of_on_duty(fields: &Fields<'_>, members: &[WrittenName], on_duty: &OnDuty) -> Option<u32> {
    for key in ["staff", "shifts", "logins"] {
        if fields.node(key).is_some() {
            let message = format!("`on_duty` says when members are there, and so does `{key}`");
            let fault = Diagnostic::error("conflict", fields.span(key), message);
            fields.faults.add(fault.with_related(fields.span("on_duty"), "here"));
        }
    }
    let count = fields.integer("count").and_then(|count| u32::try_from(count).ok());
    let named = u32::try_from(members.len()).unwrap_or(u32::MAX);
    let stated = named.saturating_add(count.unwrap_or(0));
    let is_stated = fields.node("count").is_some() || fields.node("members").is_some();
    if is_stated && stated < on_duty.most {
        let message = format!(
            "{stated} members are stated, and the table has up to {} on duty at once",
            on_duty.most
        );
        let fault = Diagnostic::error("conflict", fields.span("on_duty"), message);
        fields
            .faults
            .add(fault.help("without `members` and `count` there are as many as it takes"));
    }
    if is_stated { count } else { Some(on_duty.most) }
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
