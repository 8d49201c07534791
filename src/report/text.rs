//! The summary as text: a planner's page on a terminal.
//!
//! A selection of figures, under the names that they have in the files, so that a reader can look
//! up the rest.

use std::fmt::Write as _;

use super::page::{TextStyle, aligned, sanitized};
use super::{Manifest, finding_notes, json};
use crate::metrics::{MAX_RELATIVE_HALF_WIDTH, MAX_SHARE_HALF_WIDTH, Row, Sheet, Unit};
use crate::plan::Run;

/// The figures of a live chat.
pub const LIVE_CHAT_FIGURES: [&str; 20] = [
    "offered",
    "answered",
    "abandoned",
    "refused",
    "open",
    "lost_after_transfer",
    "service_level",
    "service_level_answered",
    "service_level_offered",
    "service_level_removed",
    "abandon_rate",
    "asa",
    "wait_p50",
    "wait_p95",
    "wait_max",
    "common_wait",
    "transferred_share",
    "wait_after_transfer",
    "handle_time",
    "answer_to_close",
];

/// The figures of a group.
pub const GROUP_FIGURES: [&str; 7] =
    ["taken", "waited_share", "wait", "handle_time", "occupancy", "concurrency", "online_hours"];

/// The figures of a supervisor.
const SUPERVISOR_FIGURES: [&str; 4] = ["dispatched", "task_time", "utilisation", "online_hours"];

/// The figures of transfers.
const TRANSFER_FIGURES: [&str; 3] = ["transferred", "abandon_rate", "wait"];

/// The figures of licenses.
pub const LICENSE_FIGURES: [&str; 6] =
    ["bought", "peak", "held", "held_p95", "at_limit_share", "refused"];

/// The verdicts on expectations, the run, each live chat, then groups, transfers, supervisors and licenses. Figures that are
/// undefined for all are left out.
pub fn summary_text(
    manifest: &Manifest<'_>,
    run: &Run,
    sheets: &[Sheet],
    verdicts: &str,
    style: TextStyle,
) -> String {
    let mut text = String::new();
    let replications = replications_in_words(manifest);
    let heading = style.heading(&sanitized(manifest.scenario));
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "{heading}: {replications}, seed {}", manifest.seed);
    text.push_str(verdicts);
    for note in finding_notes(manifest.findings) {
        let _ = writeln!(text, "{}", note.text);
    }
    let sheet = |name: &str| sheets.iter().find(|sheet| sheet.name == name);
    if let Some(sheet) = sheet(json::SUMMARY_SHEET) {
        for row in &sheet.rows {
            live_chat(&mut text, sheet, row, style);
        }
    }
    let tables = [
        ("groups", &GROUP_FIGURES[..]),
        ("transfers", &TRANSFER_FIGURES[..]),
        ("supervisors", &SUPERVISOR_FIGURES[..]),
        ("licenses", &LICENSE_FIGURES[..]),
    ];
    for (name, wanted) in tables {
        if let Some(sheet) = sheet(name) {
            table(&mut text, sheet, wanted, style);
        }
    }
    // Before the legend, which contains the mark itself.
    let has_wide = text.contains(TOO_WIDE_MARK);
    text.push_str(&legend(manifest, run, has_wide));
    text
}

/// How many replications a report is of.
pub(super) fn replications_in_words(manifest: &Manifest<'_>) -> String {
    match (manifest.finished, manifest.requested, manifest.only_replication) {
        (1, 1, Some(only)) => format!("replication {only} alone"),
        (1, 1, None) => "1 replication".to_owned(),
        (finished, asked, _) if finished == asked => format!("{asked} replications"),
        (finished, asked, _) => format!("{finished} of {asked} replications: partial, interrupted"),
    }
}

/// The mark behind an interval that is too wide.
pub(super) const TOO_WIDE_MARK: &str = " (?)";

fn legend(manifest: &Manifest<'_>, run: &Run, has_wide: bool) -> String {
    let interval = if manifest.finished > 1 || manifest.findings.batches.is_some() {
        "± is half the width of a 95 % confidence interval. "
    } else {
        "One replication gives no interval: no figure is fit to decide by. "
    };
    let vague = if has_wide {
        format!(
            "(?) too wide to decide by: ± above {:.0} % of the figure, above {:.0} points of a share.\n",
            MAX_RELATIVE_HALF_WIDTH * 100.0,
            MAX_SHARE_HALF_WIDTH * 100.0
        )
    } else {
        String::new()
    };
    format!(
        "\n{interval}Counts are means of one replication.\n{vague}\
         N offered, R refused, A answered, B abandoned (B_s sooner than {}); A_T, B_T within {}.\n",
        run.short_abandon, run.answer_within
    )
}

/// One line a figure, with its definition beside it.
fn live_chat(text: &mut String, sheet: &Sheet, row: &Row, style: TextStyle) {
    let lines: Vec<Vec<String>> = column_indices(sheet, &LIVE_CHAT_FIGURES)
        .filter(|place| row.values[*place].value.is_finite())
        .map(|place| {
            let column = &sheet.measures[place];
            let mut line = vec![format!("  {}", column.name)];
            line.extend(FormattedFigure::new(sheet, row, place).cells());
            line.push(column.definition.to_owned());
            line
        })
        .collect();
    let _ = write!(text, "\n{}\n{}", style.heading(&row_label(row)), aligned(&lines));
}

/// One line a row of the sheet.
fn table(text: &mut String, sheet: &Sheet, wanted: &[&str], style: TextStyle) {
    // An undefined number of bought licenses: the edition has no such licenses.
    let rows: Vec<&Row> = match sheet.measures.iter().position(|column| column.name == "bought") {
        Some(place) => {
            sheet.rows.iter().filter(|row| row.values[place].value.is_finite()).collect()
        }
        None => sheet.rows.iter().collect(),
    };
    let is_defined = |place: &usize| rows.iter().any(|row| row.values[*place].value.is_finite());
    let places: Vec<usize> = column_indices(sheet, wanted).filter(is_defined).collect();
    if places.is_empty() {
        return;
    }
    let mut heading = vec![sheet.name.to_owned()];
    heading.extend(places.iter().map(|place| sheet.measures[*place].name.to_owned()));
    let lines = rows.iter().map(|row| {
        let figures = places.iter().map(|place| FormattedFigure::new(sheet, row, *place).short());
        std::iter::once(row_label(row)).chain(figures).collect()
    });
    let page = aligned(&std::iter::once(heading).chain(lines).collect::<Vec<_>>());
    let (first, rest) = page.split_once('\n').unwrap_or((&page, ""));
    let _ = write!(text, "\n{}\n{rest}", style.heading(first));
}

/// The indices of the wanted columns, in the wanted order.
fn column_indices<'a>(sheet: &'a Sheet, wanted: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
    wanted.iter().filter_map(|name| sheet.measures.iter().position(|column| column.name == *name))
}

fn row_label(row: &Row) -> String {
    sanitized(&row.keys.join(", "))
}

/// One figure as text.
struct FormattedFigure {
    value: Option<String>,
    half_width: Option<String>,
    unit: &'static str,
    mark: &'static str,
}

impl FormattedFigure {
    fn new(sheet: &Sheet, row: &Row, place: usize) -> Self {
        let estimate = row.values[place];
        let is_wide = estimate.half_width.is_finite() && sheet.is_too_wide(row, place);
        let mark = if is_wide { TOO_WIDE_MARK } else { "" };
        let (scale, decimals, unit) = match sheet.measures[place].unit {
            Some(Unit::Share) => (100.0, 1, "%"),
            Some(Unit::Seconds) => (1.0, 1, "s"),
            Some(Unit::Hours) => (1.0, 1, "h"),
            Some(Unit::PerHour) => (1.0, 1, "/h"),
            Some(Unit::Level) => (1.0, 2, ""),
            Some(Unit::Count | Unit::Mixed) | None => (1.0, 1, ""),
        };
        let written = |value: f64| {
            // Whole counts stay whole: 14 licenses, not 14.0.
            let whole = unit.is_empty() && value.fract() == 0.0 && estimate.value.fract() == 0.0;
            let decimals = if whole { 0 } else { decimals };
            value.is_finite().then(|| format!("{:.decimals$}", value * scale))
        };
        // What never varies needs no interval: licenses bought, no sessions refused.
        let varies = estimate.half_width != 0.0;
        let half_width = written(estimate.half_width).filter(|_| varies);
        Self { value: written(estimate.value), half_width, unit, mark }
    }

    /// Value, interval and unit, each in a column of its own.
    fn cells(&self) -> [String; 2] {
        let Some(value) = &self.value else { return [format!("{:>10}", "-"), String::new()] };
        let around =
            self.half_width.as_ref().map_or(String::new(), |around| format!("± {around} "));
        let interval = format!("{around}{}", self.unit);
        [format!("{value:>10}"), format!("{}{}", interval.trim_end(), self.mark)]
    }

    /// All in one cell.
    fn short(&self) -> String {
        let Some(value) = &self.value else { return "-".to_owned() };
        let around =
            self.half_width.as_ref().map_or(String::new(), |around| format!(" ± {around}"));
        let figure = format!("{value}{around} {}", self.unit);
        format!("{}{}", figure.trim_end(), self.mark)
    }
}
