//! The whole file, as stated.

use super::expectations::{StatedExpectation, StatedMargin, read_expectations, read_margins};
use super::fields::Fields;
use super::scale::{StatedScale, read_scale};
use super::{dialogue, groups, hours, live_chats, load, run, staffing, statistics};
use crate::plan::{ModelLevel, Run};
use crate::scenario::language;
use crate::scenario::text::csv_files::CsvFiles;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::text::written_name::WrittenName;

/// A scenario as stated: names are still words.
#[derive(Debug)]
pub(in crate::scenario) struct Scenario {
    pub(in crate::scenario) name: String,
    pub(in crate::scenario) description: String,
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) run: Run,
    pub(in crate::scenario) load: load::LoadKeys,
    pub(in crate::scenario) level: ModelLevel,
    pub(in crate::scenario) statistics_at: statistics::StatisticsSpans,
    pub(in crate::scenario) edition_settings: run::EditionSettings,
    pub(in crate::scenario) client_groups: Vec<WrittenName>,
    pub(in crate::scenario) shifts: Vec<hours::Shift>,
    pub(in crate::scenario) limit: Option<u32>,
    /// A limit for all was said, be it none.
    pub(in crate::scenario) limit_written: bool,
    pub(in crate::scenario) groups: Vec<groups::Group>,
    pub(in crate::scenario) people: Vec<groups::Person>,
    pub(in crate::scenario) live_chats: Vec<live_chats::LiveChat>,
    pub(in crate::scenario) scale: StatedScale,
    pub(in crate::scenario) staffing: Option<staffing::Staffing>,
    pub(in crate::scenario) expectations: Vec<StatedExpectation>,
    pub(in crate::scenario) margins: Vec<StatedMargin>,
}

/// Reads the whole file.
pub(in crate::scenario) fn read_scenario(
    name: &str,
    root: &Node,
    tables: &CsvFiles<'_>,
    faults: &Faults,
) -> Option<Scenario> {
    let fields = Fields::open(root, &language::ROOT, faults)?;
    let empty = Node { at: root.at.clone(), value: Value::Table(Vec::new()) };
    let or_empty = |key, table| fields.table(key).or_else(|| Fields::open(&empty, table, faults));
    let run_fields = or_empty("run", &language::RUN)?;
    let level = dialogue::read_level(&run_fields);
    let mut run = run::read_run(&run_fields);
    let edition_settings = run::read_edition(&or_empty("edition", &language::EDITION)?);
    let client_groups = fields.tables("client_groups");
    let live_chats =
        read_tables(&fields, "live_chats", |table| live_chats::read_live_chat(table, &run, tables));
    run.run.statistics.precision = statistics::read_precision(&run_fields, &run, &live_chats);
    Some(Scenario {
        name: scenario_name(name, &fields),
        description: fields.text("description").unwrap_or_default().to_owned(),
        at: root.at.clone(),
        load: load::read_load(&or_empty("load", &language::LOAD)?),
        level,
        edition_settings,
        client_groups: client_groups.iter().filter_map(|table| table.name("name")).collect(),
        shifts: fields
            .tables("shifts")
            .iter()
            .filter_map(|table| hours::read_shift(table, &run))
            .collect(),
        limit: fields.limit("limit").flatten(),
        limit_written: fields.node("limit").is_some(),
        groups: read_tables(&fields, "groups", |table| groups::read_group(table, &run, tables)),
        people: read_tables(&fields, "people", |table| groups::read_person(table, tables)),
        live_chats,
        scale: read_scale(&or_empty("scale", &language::SCALE)?),
        staffing: fields.table("staffing").map(|table| staffing::read_staffing(&table)),
        expectations: read_expectations(&fields),
        margins: read_margins(&fields),
        statistics_at: statistics::StatisticsSpans {
            warm_up: run_fields.span("warm_up").clone(),
            batches: run_fields.span("batches").clone(),
        },
        run: run.run,
    })
}

fn read_tables<'a, T>(
    fields: &Fields<'a>,
    key: &str,
    read: impl Fn(&Fields<'a>) -> Option<T>,
) -> Vec<T> {
    let read: Vec<T> = fields.tables(key).iter().filter_map(read).collect();
    let nothing = fields.items(key).is_some_and(<[Node]>::is_empty);
    if nothing && key != "people" && key != "expect" {
        fields.faults.error("empty", fields.span(key), format!("`{key}` has no entry"));
    }
    read
}

/// The scenario's name is also a directory's, so it is made of letters that every system takes.
fn scenario_name(file: &str, fields: &Fields<'_>) -> String {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if let Some(word) = fields.name("name") {
        if !word.text.chars().all(fits) || word.text.len() > 64 {
            let message = format!("{} cannot be a scenario's name", word.quoted());
            let help = "use up to 64 of a-z, 0-9, - and _: it also names the report directory";
            fields.faults.add(Diagnostic::error("bad-name", &word.at, message).help(help));
        }
        return word.text;
    }
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let letters = stem.chars().take(64).map(|c| c.to_ascii_lowercase());
    let stem: String = letters.map(|c| if fits(c) { c } else { '-' }).collect();
    if stem.trim_matches('-').is_empty() { "scenario".to_owned() } else { stem }
}
