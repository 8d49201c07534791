//! Text → (plan, diagnostics). Finds every fault at once and never panics, for any bytes.
//!
//! Reads no file itself: what a scenario names beside it comes through [`Files`].

mod arrivals;
mod assemble;
mod attendance;
mod bot;
mod channels;
mod client_behaviour;
mod codes;
mod csv_files;
mod dead_rules;
mod diagnostic;
mod dialogue;
mod distributions;
mod editions;
mod fields;
mod flows;
mod groups;
mod hours;
mod invalid;
pub mod language;
mod limits;
mod lints;
mod live_chats;
mod name_index;
mod no_files;
mod overflow;
mod overrides;
mod people;
mod platform;
mod preset;
mod queue;
mod renames;
mod resolved;
mod routing;
mod rules;
mod run;
mod schema;
mod sla;
mod source;
mod statistics;
mod supervision;
mod topics;
mod transfer_rules;
mod tree;
#[doc(hidden)]
pub mod values;

pub use codes::CODES;
pub use csv_files::MAX_CSV_BYTES;
pub use diagnostic::{Diagnostic, Severity};
pub use invalid::InvalidScenario;
pub use limits::{Limit, limits, limits_table};
pub use no_files::NoFiles;
pub use schema::schema;
pub use statistics::PRECISION_FIGURES;

use csv_files::CsvFiles;
use diagnostic::Faults;
use fields::{Fields, WrittenName};
use source::{SourceSpan, SourceText};
use tree::{Node, Value};

use crate::plan::{ModelLevel, Plan, Run};

/// Where files named in a scenario come from.
pub trait Files {
    /// The bytes of the file at a path relative to the scenario file.
    ///
    /// # Errors
    /// Why it cannot be read, in words for the user.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// What came of reading a scenario.
#[derive(Debug)]
pub struct ReadOutcome {
    /// There is a plan if and only if no diagnostic is an error.
    pub plan: Option<Plan>,
    /// Errors and warnings, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// The names and bytes of all files that went into the plan, the scenario itself first: what a
    /// hash of the scenario is made of.
    pub inputs: Vec<(String, Vec<u8>)>,
    /// The scenario with its overrides applied and its presets written out: TOML that reads to the
    /// same plan.
    pub resolved: String,
}

/// Reads the scenario `text`, which the user calls `name`; each of `overrides` reads
/// `path.to.key=value`.
pub fn read(name: &str, text: &[u8], files: &dyn Files, overrides: &[String]) -> ReadOutcome {
    let faults = Faults::default();
    let tables = CsvFiles::new(files);
    let (plan, resolved) = read_plan(name, text, &tables, overrides, &faults).unwrap_or_default();
    let plan = plan.filter(|_| !faults.has_errors());
    let mut inputs = vec![(name.to_owned(), text.to_vec())];
    inputs.extend(tables.inputs());
    ReadOutcome { plan, diagnostics: faults.into_sorted(), inputs, resolved }
}

/// A scenario as stated: names are still words.
#[derive(Debug)]
struct Scenario {
    name: String,
    description: String,
    at: SourceSpan,
    run: Run,
    level: ModelLevel,
    statistics_at: statistics::StatisticsSpans,
    edition_settings: run::EditionSettings,
    client_groups: Vec<WrittenName>,
    shifts: Vec<hours::Shift>,
    limit: Option<u32>,
    groups: Vec<groups::Group>,
    people: Vec<groups::Person>,
    live_chats: Vec<live_chats::LiveChat>,
}

/// A longer text is no scenario.
pub const MAX_BYTES: usize = 4 << 20;

fn read_plan(
    name: &str,
    bytes: &[u8],
    tables: &CsvFiles<'_>,
    overrides: &[String],
    faults: &Faults,
) -> Option<(Option<Plan>, String)> {
    let source = SourceText::new(name, decode_text(name, bytes, faults)?, 0);
    let mut root = tree::parse_document(&source, faults)?;
    // Half a file leads to faults that its other half would not have: they are not reported.
    let broken = faults.has_errors();
    renames::apply(&mut root, &language::ROOT, faults);
    overrides::apply(&mut root, overrides, OVERRIDES_RANK, faults);
    if !limits::check_lengths(&root, faults) {
        return None;
    }
    preset::expand(&mut root, PRESETS_RANK, faults);
    let scenario = read_scenario(name, &root, tables, faults);
    let whole = scenario.as_ref().filter(|_| !broken);
    let plan = whole.and_then(|scenario| assemble::assemble(scenario, faults));
    let name = scenario.as_ref().map_or("", |scenario| &scenario.name);
    Some((plan, resolved::to_toml(name, &root)))
}

/// Overrides stand after all files.
const OVERRIDES_RANK: usize = 1 << 32;
/// Presets stand after all overrides.
const PRESETS_RANK: usize = 1 << 48;

/// The text without what editors put before it.
fn decode_text(name: &str, bytes: &[u8], faults: &Faults) -> Option<String> {
    let refuse = |text: String, at: usize, message: &str, help: &str| {
        let place = SourceSpan::new(&SourceText::new(name, text, 0), at..at + 1);
        faults.add(Diagnostic::error("utf-8", &place, message).help(help));
        None
    };
    if bytes.len() > MAX_BYTES {
        let help = "data belong in CSV files that the scenario names";
        let place = SourceSpan::new(&SourceText::new(name, String::new(), 0), 0..0);
        let fault = Diagnostic::error("too-long", &place, "the file is larger than 4 MiB");
        faults.add(fault.help(help));
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => {
            let help = "scenarios/quickstart.toml is a small scenario to start from";
            refuse(text.to_owned(), 0, "the file is empty", help)
        }
        Ok(text) => Some(text.to_owned()),
        Err(error) => {
            let lossy = String::from_utf8_lossy(bytes).into_owned();
            let message = "the file is not UTF-8 from here on";
            refuse(lossy, error.valid_up_to(), message, "save it with the encoding UTF-8")
        }
    }
}

fn read_scenario(
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
    run.statistics.precision = statistics::read_precision(&run_fields, &run, &live_chats);
    Some(Scenario {
        name: scenario_name(name, &fields),
        description: fields.text("description").unwrap_or_default().to_owned(),
        at: root.at.clone(),
        level,
        edition_settings,
        client_groups: client_groups.iter().filter_map(|table| table.name("name")).collect(),
        shifts: fields.tables("shifts").iter().filter_map(hours::read_shift).collect(),
        limit: fields.limit("limit").flatten(),
        groups: read_tables(&fields, "groups", |table| groups::read_group(table, tables)),
        people: read_tables(&fields, "people", |table| groups::read_person(table, tables)),
        live_chats,
        statistics_at: statistics::StatisticsSpans {
            warm_up: run_fields.span("warm_up").clone(),
            batches: run_fields.span("batches").clone(),
        },
        run,
    })
}

fn read_tables<'a, T>(
    fields: &Fields<'a>,
    key: &str,
    read: impl Fn(&Fields<'a>) -> Option<T>,
) -> Vec<T> {
    let read: Vec<T> = fields.tables(key).iter().filter_map(read).collect();
    let nothing = fields.items(key).is_some_and(<[Node]>::is_empty);
    if nothing && key != "people" {
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
