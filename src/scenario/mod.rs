//! Text → (plan, diagnostics). Finds every fault at once and never panics, for any bytes.
//!
//! Four steps, each in a room of its own, beside the [`language`] in which a scenario is written:
//! `text` makes bytes a tree with places, `stated` reads what the file states while names are still
//! words, `resolved` makes names places in the lists of a plan, and `checked` holds what the edition
//! forbids and what is hardly meant. A step knows those before it and none after it.
//!
//! Reads no file itself: what a scenario names beside it comes through [`Files`].

mod checked;
mod invalid;
pub mod language;
mod resolved;
mod stated;
mod text;

pub use checked::limits::{Limit, limits, limits_table};
pub use invalid::InvalidScenario;
pub use language::scales_a_whole_desk;
pub use language::schema::schema;
pub use stated::expectations::{StatedExpectation, StatedMargin, StatedText};
pub use stated::groups::DEFAULT_SPEEDS;
pub use stated::statistics::PRECISION_FIGURES;
pub use text::codes::CODES;
pub use text::csv_files::MAX_CSV_BYTES;
pub use text::decode::MAX_BYTES;
#[doc(hidden)] // For texts of the scenario whose meaning is not known here.
pub use text::diagnostic::did_you_mean;
pub use text::diagnostic::{Diagnostic, RelatedPlace, Severity};
pub use text::files::{Files, NoFiles};
#[doc(hidden)] // For comparisons.
pub use text::preset::{PresetPlace, preset_overrides};
pub use text::roster::{
    GroupRoster, NewShift, Roster, RosterPerson, StatedHolders, days_in_words, time_of_day,
};
#[doc(hidden)]
pub use text::values;

use stated::scenario::{Scenario, read_scenario};
use text::csv_files::CsvFiles;
use text::diagnostic::Faults;
use text::source::SourceText;
use text::tree::Node;

use crate::plan::Plan;

/// What came of reading a scenario.
#[derive(Debug)]
pub struct ReadOutcome {
    /// There is a plan if and only if no diagnostic is an error.
    pub plan: Option<Plan>,
    /// Errors and warnings, in the order of the file; where there are more than twenty, errors first,
    /// and how many more there are.
    pub diagnostics: Vec<Diagnostic>,
    /// Those beyond the first twenty, up to 2,000 in all: for programs, which do not tire.
    pub further: Vec<Diagnostic>,
    /// The names and bytes of all files that went into the plan, the scenario itself first: what a
    /// hash of the scenario is made of.
    pub inputs: Vec<(String, Vec<u8>)>,
    /// The scenario with its overrides applied and its presets written out: TOML that reads to the
    /// same plan.
    pub resolved: String,
    /// What the desk is expected to hold, as stated.
    #[doc(hidden)] // Their meaning is not known here.
    pub expectations: Vec<StatedExpectation>,
    /// How much worse figures may become, as stated.
    #[doc(hidden)]
    pub margins: Vec<StatedMargin>,
}

/// Reads the scenario `text`, which the user calls `name`; each of `overrides` reads
/// `path.to.key=value`.
pub fn read(name: &str, text: &[u8], files: &dyn Files, overrides: &[String]) -> ReadOutcome {
    read_staffed(name, text, files, overrides, &Roster::default())
}

/// The same with other people at the desk than the text states.
pub fn read_staffed(
    name: &str,
    text: &[u8],
    files: &dyn Files,
    overrides: &[String],
    roster: &Roster,
) -> ReadOutcome {
    let faults = Faults::default();
    let tables = CsvFiles::new(files);
    let read = read_plan(name, text, &tables, overrides, roster, &faults).unwrap_or_default();
    let PlanReading { plan, resolved, expectations, margins } = read;
    let plan = plan.filter(|_| !faults.has_errors());
    let mut inputs = vec![(name.to_owned(), text.to_vec())];
    inputs.extend(tables.inputs());
    let (diagnostics, further) = faults.into_sorted();
    ReadOutcome { plan, diagnostics, further, inputs, resolved, expectations, margins }
}

#[derive(Default)]
struct PlanReading {
    plan: Option<Plan>,
    resolved: String,
    expectations: Vec<StatedExpectation>,
    margins: Vec<StatedMargin>,
}

fn read_plan(
    name: &str,
    bytes: &[u8],
    tables: &CsvFiles<'_>,
    overrides: &[String],
    roster: &Roster,
    faults: &Faults,
) -> Option<PlanReading> {
    let source = SourceText::new(name, text::decode::decode_text(name, bytes, faults)?, 0);
    let mut root = text::tree::parse_document(&source, faults)?;
    // Half a file leads to faults that its other half would not have: they are not reported.
    let broken = faults.has_errors();
    text::renames::apply(&mut root, &language::ROOT, faults);
    text::overrides::apply(&mut root, overrides, OVERRIDES_RANK, faults);
    if *roster != Roster::default() {
        text::roster::apply(&mut root, roster, ROSTER_RANK);
    }
    if !checked::limits::check_lengths(&root, faults) {
        return None;
    }
    text::preset::expand(&mut root, faults);
    let scenario = read_scenario(name, &root, tables, faults);
    let whole = scenario.as_ref().filter(|_| !broken);
    let plan = whole.and_then(|scenario| resolve_and_check(&root, scenario, faults));
    let name = scenario.as_ref().map_or("", |scenario| &scenario.name);
    let resolved = text::written_out::to_toml(name, &root);
    let (expectations, margins) =
        scenario.map(|scenario| (scenario.expectations, scenario.margins)).unwrap_or_default();
    Some(PlanReading { plan, resolved, expectations, margins })
}

/// Who is at the desk as the text and its overrides state it: every group with its people, in the
/// order of the file. Nothing of a text that cannot be read.
pub fn stated_roster(name: &str, text: &[u8], overrides: &[String]) -> Vec<GroupRoster> {
    stated_root(name, text, overrides).as_ref().map(text::roster::stated).unwrap_or_default()
}

/// Whose the named licenses are as the text and its overrides state it.
pub fn stated_holders(name: &str, text: &[u8], overrides: &[String]) -> StatedHolders {
    let root = stated_root(name, text, overrides);
    root.as_ref().map(text::roster::stated_holders).unwrap_or_default()
}

fn stated_root(name: &str, text: &[u8], overrides: &[String]) -> Option<Node> {
    let faults = Faults::default();
    let text = text::decode::decode_text(name, text, &faults)?;
    let mut root = text::tree::parse_document(&SourceText::new(name, text, 0), &faults)?;
    text::renames::apply(&mut root, &language::ROOT, &faults);
    text::overrides::apply(&mut root, overrides, OVERRIDES_RANK, &faults);
    Some(root)
}

/// Overrides stand after all files.
const OVERRIDES_RANK: usize = 1 << 32;
/// A plan of staff stands after all overrides.
const ROSTER_RANK: usize = 1 << 40;

/// The plan, if nothing is wrong.
fn resolve_and_check(root: &Node, scenario: &Scenario, faults: &Faults) -> Option<Plan> {
    resolved::duplicates::report_duplicate_names(scenario, faults);
    let staff = resolved::people::StaffDraft::new(scenario, faults);
    checked::editions::check_edition(root, scenario, &staff, faults);
    let mut parts = resolved::assemble::assemble(scenario, &staff, faults)?;
    scenario.scale.apply(&mut parts, faults);
    checked::lints::check_all(root, scenario, &staff, &parts, faults);
    checked::fit::fit_together(scenario, parts, faults)
}
