//! What `run --group` and `run --interval` print: one group, or the course of the day.

use std::fmt::Write as _;

use super::Manifest;
use super::first_screen::{plain, value, with_interval};
use super::page::{TextStyle, WIDTH, aligned, sanitized, split_columns, wrapped};
use super::text::replications_in_words;
use crate::metrics::{Row, Sheet};
use crate::plan::Plan;

/// The figures of each member of a group.
const MEMBER_FIGURES: [&str; 6] =
    ["taken", "handle_time", "occupancy", "concurrency", "concurrency_max", "online_hours"];

/// The columns of the course of the day.
const INTERVAL_FIGURES: [(&str, &str); 7] = [
    ("offered", "sessions"),
    ("service_level", "level"),
    ("asa", "ASA"),
    ("abandon_rate", "abandoned"),
    ("waiting", "waiting"),
    ("serving", "serving"),
    ("online", "Online"),
];

/// Everything that is known of a group: its figures with their definitions, its transfers, its members.
pub fn group_view(
    manifest: &Manifest<'_>,
    plan: &Plan,
    sheets: &[Sheet],
    group: &str,
    style: TextStyle,
) -> String {
    let sheet = |name: &str| sheets.iter().find(|sheet| sheet.name == name);
    let mut text = heading(manifest, style);
    let found = sheet("groups")
        .and_then(|sheet| Some((sheet, sheet.rows.iter().find(|row| row.keys[0] == group)?)));
    match found {
        Some((sheet, row)) => {
            let _ = write!(text, "\n{}\n{}", style.heading(&sanitized(group)), defined(sheet, row));
        }
        None => text.push_str("\nNo member of the group answers sessions.\n"),
    }
    if let Some(sheet) = sheet("transfers") {
        let rows = sheet.rows.iter().filter(|row| row.keys.iter().any(|key| key == group));
        let mut table =
            vec![["transfers", "sessions", "abandoned", "wait"].map(str::to_owned).to_vec()];
        table.extend(rows.map(|row| {
            let figures = ["transferred", "abandon_rate", "wait"];
            let label = sanitized(&format!("{} to {}", row.keys[0], row.keys[1]));
            let figures = figures.iter().map(|name| with_interval(sheet, row, name));
            [label].into_iter().chain(figures).collect()
        }));
        push_table(&mut text, &table, style);
    }
    if let Some(sheet) = sheet("operators") {
        let is_member = |row: &&Row| {
            plan.operators.iter().any(|one| {
                one.name == row.keys[0]
                    && one.groups.iter().any(|id| plan.groups[id.index()].name == group)
            })
        };
        let mut table = vec![
            ["members", "taken", "AHT", "occupancy", "concurrency", "most", "Online"]
                .map(str::to_owned)
                .to_vec(),
        ];
        table.extend(sheet.rows.iter().filter(is_member).map(|row| {
            let figures = MEMBER_FIGURES.iter().map(|name| plain(sheet, row, name));
            [sanitized(&row.keys[0])].into_iter().chain(figures).collect()
        }));
        push_table(&mut text, &table, style);
    }
    text
}

/// Each interval in which sessions came, by live chat.
pub fn interval_view(manifest: &Manifest<'_>, sheets: &[Sheet], style: TextStyle) -> String {
    let mut text = heading(manifest, style);
    let Some(sheet) = sheets.iter().find(|sheet| sheet.name == "intervals") else { return text };
    let mut chats: Vec<&str> = sheet.rows.iter().map(|row| row.keys[0].as_str()).collect();
    chats.dedup();
    for chat in chats {
        let came = |row: &&Row| {
            row.keys[0] == chat
                && value(sheet, row, "offered").is_some_and(|offered| offered.value > 0.0)
        };
        let headings = INTERVAL_FIGURES.iter().map(|(_, label)| (*label).to_owned());
        let mut table = vec![[sanitized(chat)].into_iter().chain(headings).collect::<Vec<_>>()];
        table.extend(sheet.rows.iter().filter(came).map(|row| {
            let at = row.keys.get(2).cloned().unwrap_or_default();
            let figures = INTERVAL_FIGURES.iter().map(|(name, _)| plain(sheet, row, name));
            [at].into_iter().chain(figures).collect()
        }));
        push_table(&mut text, &table, style);
    }
    text
}

fn heading(manifest: &Manifest<'_>, style: TextStyle) -> String {
    let name = style.heading(&sanitized(manifest.scenario));
    format!("{name}: {}, seed {}\n", replications_in_words(manifest), manifest.seed)
}

fn push_table(text: &mut String, table: &[Vec<String>], style: TextStyle) {
    if table.len() > 1 {
        let _ = write!(text, "\n{}", split_columns(table, 1, style));
    }
}

/// A line for each figure that is known and not zero, its definition beside it.
fn defined(sheet: &Sheet, row: &Row) -> String {
    let known = sheet
        .measures
        .iter()
        .filter(|column| value(sheet, row, column.name).is_some_and(|found| found.value != 0.0));
    let lines: Vec<Vec<String>> = known
        .clone()
        .map(|column| vec![format!("  {}", column.name), with_interval(sheet, row, column.name)])
        .collect();
    let figures = aligned(&lines);
    let width = figures.lines().map(|line| line.chars().count()).max().unwrap_or(0) + 2;
    let room = WIDTH.saturating_sub(width).max(24);
    let mut text = String::new();
    for (line, column) in figures.lines().zip(known) {
        for (place, part) in wrapped(column.definition, room).iter().enumerate() {
            let line = if place == 0 { line } else { "" };
            let _ = writeln!(text, "{line:<width$}{part}");
        }
    }
    text
}
