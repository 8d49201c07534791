//! What `run` prints: the answer on one screen of 80 columns.
//!
//! Verdicts, the figures of each live chat and of the desk, the worst intervals, the tightest group, licenses,
//! routing rules, and what to be careful about. What is zero for the whole desk is left out. The tables with
//! every figure are in [`summary_text`](super::summary_text).

use std::fmt::Write as _;

use super::erlang::short_sheet_error;
use super::expectations::quantity;
use super::input_echo::{input_line, mean_on_duty};
use super::page::{
    TextStyle, WIDTH, aligned, bold_heading, fitted, push_wrapped, shortened, split_columns, width,
};
use super::scenario_overview::share_of_capacity;
use super::text::{TOO_WIDE_MARK, replications_in_words};
use super::{Manifest, finding_notes};
use crate::base::{Span, Time};
use crate::metrics::{Estimate, Row, Sheet, Unit};
use crate::plan::Plan;
use crate::study::{OfferedLoad, SheetError};

/// The figures of a live chat and of the desk: name of the column, label.
const FIGURES: [(&str, &str); 11] = [
    ("offered", "sessions"),
    ("refused", "refused"),
    ("service_level", "service level"),
    ("asa", "ASA"),
    ("abandon_rate", "abandoned"),
    ("transferred_share", "transferred"),
    ("lost_after_transfer", "left after it"),
    ("handle_time", "AHT"),
    ("concurrency", "concurrency"),
    ("occupancy", "occupancy"),
    ("slot_utilisation", "slot use"),
];

/// Figures that share a line where both say something: the first and the second, and the label of both.
const PAIRS: [(&str, &str, &str); 2] = [
    ("transferred_share", "lost_after_transfer", "transferred, left"),
    ("occupancy", "slot_utilisation", "occupancy, slot use"),
];

/// So many live chats have a column each; more have a line each.
const MAX_COLUMNS: usize = 2;

/// So many live chats, and so many rules, are listed.
const MAX_LINES: usize = 8;

/// So much of a service level decides about an operator more or fewer.
const ERROR_THAT_MATTERS: f64 = 0.05;

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct FirstScreen<'a> {
    pub manifest: &'a Manifest<'a>,
    pub plan: &'a Plan,
    pub sheets: &'a [Sheet],
    pub load: &'a OfferedLoad,
    /// What was found of the expectations, in lines.
    pub verdicts: &'a str,
    /// Where Erlang's formula would have been most wrong.
    pub erlang: Option<&'a SheetError>,
}

/// The page.
pub fn first_screen(page: &FirstScreen<'_>, style: TextStyle) -> String {
    let mut text = String::new();
    let name = style.heading(&shortened(page.manifest.scenario, 40));
    let (run, seed) = (&page.plan.run, page.manifest.seed);
    let replications = replications_in_words(page.manifest);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "{name}: {replications} of {}, seed {seed}", run.horizon);
    text.push_str(page.verdicts);
    push_wrapped(&mut text, &input_line(page.plan, page.load));
    text.push('\n');
    let figures = if page.plan.live_chats.len() <= MAX_COLUMNS {
        page.columns(style)
    } else {
        page.lines(style)
    };
    text.push_str(&figures);
    let facts: Vec<Vec<String>> =
        [page.worst_intervals(), page.tightest_group(), page.licenses(), page.rules()].concat();
    if !facts.is_empty() {
        let _ = write!(text, "\n{}", aligned(&facts));
    }
    page.close(&mut text);
    text
}

impl FirstScreen<'_> {
    fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// The lines of the live chats, and of the desk where there are several.
    fn rows(&self) -> Vec<(String, &Sheet, &Row)> {
        let chats = self.sheet("live_chats").into_iter();
        let chats = chats.flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row)));
        let mut rows: Vec<_> =
            chats.map(|(sheet, row)| (shortened(&row.keys[0], 16), sheet, row)).collect();
        if let (Some(desk), true) = (self.sheet("desk"), rows.len() > 1) {
            rows.truncate(MAX_LINES);
            rows.extend(desk.rows.first().map(|row| ("total".to_owned(), desk, row)));
        }
        rows
    }

    /// The figures that say something: defined for some line, and not zero for all.
    fn figures<'r>(
        &self,
        rows: &'r [(String, &Sheet, &Row)],
    ) -> impl Iterator<Item = (&'static str, String)> + use<'r> {
        let within = format!("service level in {}", self.plan.run.answer_within);
        let of_groups = self.has_transfers();
        FIGURES.into_iter().filter_map(move |(name, label)| {
            let says = |(_, sheet, row): &(String, &Sheet, &Row)| {
                value(sheet, row, name).is_some_and(|found| found.value != 0.0)
            };
            let label = match name {
                "service_level" => within.clone(),
                "handle_time" if of_groups => "AHT, all groups".to_owned(),
                _ => label.to_owned(),
            };
            rows.iter().any(says).then_some((name, label))
        })
    }

    /// A line for each figure or pair of them, a column for each live chat.
    fn columns(&self, style: TextStyle) -> String {
        let rows = self.rows();
        let table = |pairs: Intervals| self.figure_table(&rows, pairs);
        let fits = |table: &Vec<Vec<String>>| width(&aligned(table)) <= WIDTH;
        let found =
            [Intervals::OfAll, Intervals::OfSingleFigures].map(table).into_iter().find(fits);
        found.map_or_else(|| self.lines(style), |table| bold_heading(&aligned(&table), style))
    }

    fn figure_table(&self, rows: &[(String, &Sheet, &Row)], pairs: Intervals) -> Vec<Vec<String>> {
        let heading = [String::new()].into_iter().chain(rows.iter().map(|(name, ..)| name.clone()));
        let mut table: Vec<Vec<String>> = vec![heading.collect()];
        let figures: Vec<_> = self.figures(rows).collect();
        let shown = |wanted: &str| figures.iter().any(|(name, _)| *name == wanted);
        for (name, label) in &figures {
            if PAIRS.iter().any(|(first, second, ..)| name == second && shown(first)) {
                continue;
            }
            let pair = PAIRS.iter().find(|(first, second, ..)| name == first && shown(second));
            let cell = |(_, sheet, row): &(String, &Sheet, &Row)| match (pair, pairs) {
                (None, _) => with_interval(sheet, row, name),
                (Some((_, second, _)), Intervals::OfAll) => {
                    [name, second].map(|name| with_interval(sheet, row, name)).join(", ")
                }
                (Some((_, second, _)), Intervals::OfSingleFigures) => {
                    [name, second].map(|name| marked(sheet, row, name)).join(", ")
                }
            };
            let label = pair.map_or(label.as_str(), |(_, _, label)| label);
            table.push([label.to_owned()].into_iter().chain(rows.iter().map(cell)).collect());
        }
        table
    }

    /// A line for each live chat, a column for each figure; in as many tables as their width takes.
    fn lines(&self, style: TextStyle) -> String {
        let rows = self.rows();
        let short = |(name, label): &(&str, String)| match *name {
            "service_level" => format!("SL {}", self.plan.run.answer_within),
            "transferred_share" => "transf.".to_owned(),
            "lost_after_transfer" => "left".to_owned(),
            "abandon_rate" => "aband.".to_owned(),
            "concurrency" => "conc.".to_owned(),
            "occupancy" => "occup.".to_owned(),
            "slot_utilisation" => "slots".to_owned(),
            "handle_time" => "AHT".to_owned(),
            _ => label.clone(),
        };
        let labels: Vec<Vec<String>> = [vec![String::new()]]
            .into_iter()
            .chain(rows.iter().map(|(label, ..)| vec![shortened(label, 14)]))
            .collect();
        let mut table = labels;
        for figure in self.figures(&rows) {
            let cells = rows.iter().map(|(_, sheet, row)| with_interval(sheet, row, figure.0));
            let column = [short(&figure)].into_iter().chain(cells);
            table.iter_mut().zip(column).for_each(|(line, cell)| line.push(cell));
        }
        let more = self.plan.live_chats.len().saturating_sub(MAX_LINES);
        let more =
            if more > 0 { format!("and {more} more: live_chats.csv\n") } else { String::new() };
        split_columns(&table, 1, style) + &more
    }

    fn worst_label(&self) -> String {
        format!("worst {}", self.plan.run.interval)
    }

    /// A line for each interval with the most sessions that were not answered in time.
    fn worst_intervals(&self) -> Vec<Vec<String>> {
        let Some(sheet) = self.sheet("intervals") else { return Vec::new() };
        let line = |(place, row): (usize, &Row)| {
            let label = if place == 0 { self.worst_label() } else { String::new() };
            let chat = if self.plan.live_chats.len() > 1 {
                format!("{}: ", shortened(&row.keys[0], 9))
            } else {
                String::new()
            };
            let figure = |name| plain(sheet, row, name);
            vec![
                label,
                format!(
                    "{} {chat}{} in time, ASA {}, {} came, {} Online",
                    capitalized(row.keys.get(2).map_or("", String::as_str)),
                    figure("service_level"),
                    figure("asa"),
                    figure("offered"),
                    figure("online"),
                ),
            ]
        };
        worst_rows(sheet).into_iter().enumerate().map(line).collect()
    }

    fn has_transfers(&self) -> bool {
        self.plan.topics.iter().any(|topic| !topic.transfers.is_empty())
    }

    /// The group with the most work for its capacity, and what clients of its queue saw.
    fn tightest_group(&self) -> Vec<Vec<String>> {
        let Some((place, tightest)) = self.load.tightest_group() else {
            return Vec::new();
        };
        let group = &self.plan.groups[place];
        let load = share_of_capacity(self.plan, &tightest);
        let seen = self.sheet("groups").and_then(|sheet| {
            let row = sheet.rows.iter().find(|row| row.keys[0] == group.name)?;
            let has_visits = value(sheet, row, "visits").is_some_and(|visits| visits.value > 0.0);
            let waited = plain(sheet, row, "waited_share");
            has_visits.then(|| format!("; {waited} wait, mean {}", plain(sheet, row, "wait")))
        });
        let name = shortened(&group.name, 12);
        vec![vec!["tightest".to_owned(), format!("{name}: {load}{}", seen.unwrap_or_default())]]
    }

    /// The kinds that were bought.
    fn licenses(&self) -> Vec<Vec<String>> {
        let Some(sheet) = self.sheet("licenses") else { return Vec::new() };
        let bought = sheet.rows.iter().filter_map(|row| {
            let bought = value(sheet, row, "bought").filter(|found| found.value.is_finite())?;
            let refused = value(sheet, row, "refused").is_some_and(|found| found.value > 0.0);
            let refused = if refused {
                format!("{} refused", with_interval(sheet, row, "refused"))
            } else {
                "none refused".to_owned()
            };
            let used = plain(sheet, row, "peak");
            let bought = quantity(bought.value, Unit::Count);
            Some(format!("{}: {used} of {bought} used at most, {refused}", row.keys[0]))
        });
        let label = |place: usize| if place == 0 { "licenses" } else { "" };
        let lines = bought.enumerate().map(|(place, line)| vec![label(place).to_owned(), line]);
        lines.collect()
    }

    /// How many sessions each routing rule took.
    fn rules(&self) -> Vec<Vec<String>> {
        let Some(sheet) = self.sheet("rules").filter(|sheet| !sheet.rows.is_empty()) else {
            return Vec::new();
        };
        let several = self.plan.live_chats.len() > 1;
        // The label of the worst intervals is the widest there is.
        let beside = " ".repeat(self.worst_label().chars().count());
        let mut table: Vec<Vec<String>> = Vec::new();
        for row in sheet.rows.iter().take(MAX_LINES) {
            let chat =
                if several { format!("{} ", shortened(&row.keys[0], 12)) } else { String::new() };
            table.push(vec![
                beside.clone(),
                format!("{chat}{}", row.keys[1]),
                plain(sheet, row, "routed"),
                shortened(&row.keys[2], 24),
                shortened(&row.keys[3], 24),
            ]);
        }
        let page = fitted(&table, &[3, 4]);
        let mut lines: Vec<String> =
            page.lines().map(|line| line[beside.len()..].trim_start().to_owned()).collect();
        if let more @ 1.. = sheet.rows.len().saturating_sub(MAX_LINES) {
            lines.push(format!("and {more} more: rules.csv"));
        }
        let label = |place: usize| if place == 0 { "by rule" } else { "" };
        let labelled = lines.into_iter().enumerate();
        labelled.map(|(place, line)| vec![label(place).to_owned(), line]).collect()
    }

    /// Whether a line of the worst intervals has more operators Online than the shifts bring there.
    fn shows_more_online_than_on_duty(&self) -> bool {
        let Some(sheet) = self.sheet("intervals") else { return false };
        let is_more = |row: &&Row| {
            let chat = self.plan.live_chats.iter().find(|chat| chat.name == row.keys[0])?;
            let starts = row.keys.get(1)?.parse::<f64>().ok()?;
            let from = Time::ZERO + Span((starts * 1e6).round() as u64);
            let end = from + self.plan.run.interval;
            let online = value(sheet, row, "online")?.value;
            Some(online > mean_on_duty(self.plan, chat, from, end) + 0.05)
        };
        worst_rows(sheet).iter().any(|row| is_more(row).unwrap_or(false))
    }

    /// What was found about the run itself, and where there is more.
    fn close(&self, text: &mut String) {
        let mut notes: Vec<String> =
            finding_notes(self.manifest.findings).into_iter().map(|note| note.text).collect();
        // What a sheet would have said is worth a line where it leads to another decision.
        let error = self.erlang.filter(|found| found.error().abs() >= ERROR_THAT_MATTERS);
        if let Some(error) = error {
            notes.push(short_sheet_error(error, self.plan.run.answer_within));
        }
        if self.shows_more_online_than_on_duty() {
            notes.push("Online: also who ends sessions after a shift or in a break.".to_owned());
        }
        if text.contains(TOO_WIDE_MARK) {
            notes.push("(?): too wide to decide by; more replications narrow it.".to_owned());
        }
        let interval = if self.manifest.finished > 1 || self.manifest.findings.batches.is_some() {
            "±: half of a 95 % interval. "
        } else {
            "One replication has no intervals: no figure is fit to decide by. "
        };
        notes.push(format!("{interval}More: --verbose, --group NAME, --interval."));
        text.push('\n');
        notes.iter().for_each(|note| push_wrapped(text, note));
    }
}

/// Which figures of a table have their intervals.
#[derive(Clone, Copy)]
enum Intervals {
    OfAll,
    /// Of two that share a line there is no room for them.
    OfSingleFigures,
}

/// The intervals with the most sessions that were not answered in time.
fn worst_rows(sheet: &Sheet) -> Vec<&Row> {
    let late = |row: &&Row| {
        let of = |name| value(sheet, row, name).map_or(0.0, |found| found.value);
        let level = value(sheet, row, "service_level").filter(|found| found.value.is_finite());
        level.map_or(0.0, |level| (1.0 - level.value) * (of("offered") - of("refused")))
    };
    let mut worst: Vec<&Row> = sheet.rows.iter().filter(|row| late(row) > 0.05).collect();
    worst.sort_by(|one, other| late(other).total_cmp(&late(one)));
    worst.truncate(3);
    worst
}

/// `Mon 09:00`, as everywhere on the page.
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

fn place(sheet: &Sheet, name: &str) -> Option<usize> {
    sheet.measures.iter().position(|column| column.name == name)
}

pub(super) fn value(sheet: &Sheet, row: &Row, name: &str) -> Option<Estimate> {
    let found = row.values[place(sheet, name)?];
    found.value.is_finite().then_some(found)
}

/// Counts are whole where they are large, and lengths of time have minutes: `53m46s`.
fn written(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Count if value.abs() >= 10.0 => format!("{value:.0}"),
        Unit::Seconds => length_of_time(value),
        _ => quantity(value, unit),
    }
}

/// A length in seconds: `21.4 s`, `1m24s`, `53m46s`, `2h05m`.
pub(super) fn length_of_time(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "-".to_owned();
    }
    let whole = seconds.abs().round() as u64;
    match whole {
        0 if seconds > 0.0 && seconds < 0.1 => format!("{:.0} ms", seconds * 1_000.0),
        0..60 => quantity(seconds, Unit::Seconds),
        60..3_600 => format!("{}m{:02}s", whole / 60, whole % 60),
        _ => format!("{}h{:02}m", whole / 3_600, whole % 3_600 / 60),
    }
}

pub(super) fn plain(sheet: &Sheet, row: &Row, name: &str) -> String {
    let unit = place(sheet, name).and_then(|place| sheet.measures[place].unit);
    match (value(sheet, row, name), unit) {
        (Some(found), Some(unit)) => written(found.value, unit),
        _ => "-".to_owned(),
    }
}

/// A value without its interval, and the mark where that is too wide.
fn marked(sheet: &Sheet, row: &Row, name: &str) -> String {
    let is_wide = place(sheet, name).is_some_and(|place| sheet.is_too_wide(row, place));
    let mark = if is_wide { TOO_WIDE_MARK } else { "" };
    format!("{}{mark}", plain(sheet, row, name))
}

/// `93.8 ± 0.6 %`, `11m06s ± 6.2 s`.
pub(super) fn with_interval(sheet: &Sheet, row: &Row, name: &str) -> String {
    let (Some(found), Some(place)) = (value(sheet, row, name), place(sheet, name)) else {
        return "-".to_owned();
    };
    let unit = sheet.measures[place].unit.unwrap_or(Unit::Count);
    if !found.half_width.is_finite() || found.half_width == 0.0 {
        return written(found.value, unit);
    }
    let mark = if sheet.is_too_wide(row, place) { TOO_WIDE_MARK } else { "" };
    let (value, around) = (written(found.value, unit), written(found.half_width, unit));
    // One unit for both where it is the same.
    let shared =
        [" %", " s", " h"].into_iter().find(|it| value.ends_with(it) && around.ends_with(it));
    match shared {
        Some(unit) => {
            let value = value.trim_end_matches(unit);
            format!("{value} ± {around}{mark}")
        }
        None => format!("{value} ± {around}{mark}"),
    }
}
