//! What figures are called, and where they stand: `support.service_level`, `groups.it.occupancy`,
//! `licenses.concurrent.refused`, `transfers.general.it.wait`.
//!
//! A name is the sheet, the keys of the line, and the column; the sheet `live_chats` need not be said.
//! `*` stands for each line.

use std::ops::Range;
use std::sync::Arc;

use crate::metrics::{Column, ReplicationStats, Row, Sheet, SheetName, TrackedFigure, Unit};
use crate::plan::Plan;
use crate::scenario::did_you_mean;

/// A part of a name, and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePart {
    pub text: String,
    pub at: Range<usize>,
}

/// A figure that exists, in one or more lines.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedFigure {
    pub sheet: SheetName,
    /// The column's place among the measures of its sheet.
    pub column: usize,
    pub name: &'static str,
    pub unit: Unit,
    /// The lines: place in the sheet, and what it is called (`support`, `groups.it`).
    pub rows: Vec<(usize, String)>,
}

/// What is wrong with a part of a text, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    pub at: Range<usize>,
    pub code: &'static str,
    pub message: String,
    pub help: Option<String>,
}

/// The figures of a plan.
#[derive(Clone, Debug)]
pub struct Catalog {
    sheets: Vec<(SheetName, Sheet)>,
}

/// How many of a line's keys name it; the others only describe it.
fn naming_keys(sheet: SheetName) -> usize {
    match sheet {
        SheetName::LiveChats
        | SheetName::Groups
        | SheetName::Operators
        | SheetName::Supervisors
        | SheetName::Licenses => 1,
        SheetName::Channels | SheetName::Transfers => 2,
        SheetName::Sla => 3,
    }
}

/// What a line of the sheet is, in words.
fn line_word(sheet: SheetName) -> &'static str {
    match sheet {
        SheetName::LiveChats => "live chat",
        SheetName::Channels => "channel of a live chat",
        SheetName::Groups => "group",
        SheetName::Operators => "operator",
        SheetName::Supervisors => "supervisor",
        SheetName::Licenses => "kind of license",
        SheetName::Sla => "service level and standard",
        SheetName::Transfers => "pair of groups with transfers",
    }
}

/// One figure of one line, with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedFigure {
    pub tracked: TrackedFigure,
    /// The line, without its sheet.
    pub line: String,
    pub column: &'static str,
    pub unit: Unit,
}

impl Catalog {
    /// Every figure of every line.
    pub fn list(&self) -> Vec<ListedFigure> {
        let mut listed = Vec::new();
        for (sheet, lines) in self.sheets() {
            for (row, keys) in lines.rows.iter().enumerate() {
                let line = keys.keys[..naming_keys(sheet)].join(".");
                for (column, heading) in lines.measures.iter().enumerate() {
                    let tracked =
                        TrackedFigure { sheet, row, column, at_most: None, windows: None };
                    let unit = heading.unit.expect("a measure has a unit");
                    let (line, column) = (line.clone(), heading.name);
                    listed.push(ListedFigure { tracked, line, column, unit });
                }
            }
        }
        listed
    }

    /// All figures that a run of `plan` reports, by line.
    pub fn new(plan: &Plan) -> Self {
        let mut sheets = ReplicationStats::new(&Arc::new(plan.clone())).sheets(usize::MAX);
        let named = SheetName::ALL.into_iter().filter_map(|name| {
            let place = sheets.iter().position(|sheet| sheet.name == name.name())?;
            Some((name, sheets.swap_remove(place)))
        });
        Self { sheets: named.collect() }
    }

    fn sheet(&self, name: SheetName) -> &Sheet {
        let found = self.sheets.iter().find(|(known, _)| *known == name);
        &found.expect("a run has every sheet").1
    }

    /// The sheets, with their lines and columns.
    pub fn sheets(&self) -> impl Iterator<Item = (SheetName, &Sheet)> {
        self.sheets.iter().map(|(name, sheet)| (*name, sheet))
    }

    /// A figure of every line of a sheet; `None` where there is no such column.
    pub fn of_all_lines(&self, sheet: SheetName, column: &str) -> Option<NamedFigure> {
        let place = self.sheet(sheet).measures.iter().position(|known| known.name == column)?;
        let rows = self.sheet(sheet).rows.iter().enumerate();
        let rows = rows.map(|(place, row)| (place, label(sheet, row))).collect();
        Some(self.named(sheet, place, rows))
    }

    /// Every column of every sheet.
    pub fn all_columns(&self) -> Vec<(SheetName, &'static str)> {
        let of_sheet = |(name, sheet): &(SheetName, Sheet)| {
            let name = *name;
            sheet.measures.iter().map(move |column| (name, column.name)).collect::<Vec<_>>()
        };
        self.sheets.iter().flat_map(of_sheet).collect()
    }

    /// Where the line of this name stands; `None` where there is none.
    pub fn row_of(&self, sheet: SheetName, line: &str) -> Option<usize> {
        self.sheet(sheet).rows.iter().position(|row| label(sheet, row) == line)
    }

    /// A figure of one line.
    pub fn of_line(&self, sheet: SheetName, row: usize, column: usize) -> NamedFigure {
        let rows = vec![(row, label(sheet, &self.sheet(sheet).rows[row]))];
        self.named(sheet, column, rows)
    }

    fn named(&self, sheet: SheetName, column: usize, rows: Vec<(usize, String)>) -> NamedFigure {
        let Column { name, unit, .. } = self.sheet(sheet).measures[column];
        let unit = unit.expect("a measure has a unit");
        NamedFigure { sheet, column, name, unit, rows }
    }

    /// What a name means.
    ///
    /// # Errors
    /// The part that names nothing, and what comes nearest to it.
    pub fn find(&self, parts: &[NamePart]) -> Result<NamedFigure, TextFault> {
        let (sheet, keys, column) = self.split(parts)?;
        let wanted = naming_keys(sheet);
        if keys.len() != wanted {
            return Err(self.wrong_number_of_parts(sheet, parts, keys.len()));
        }
        let rows: Vec<(usize, &Row)> = self.sheet(sheet).rows.iter().enumerate().collect();
        let rows = self.matching(sheet, rows, keys)?;
        let place = self.column(sheet, column)?;
        let rows = rows.into_iter().map(|(place, row)| (place, label(sheet, row))).collect();
        Ok(self.named(sheet, place, rows))
    }

    /// The sheet, the keys of the line, and the column.
    fn split<'p>(
        &self,
        parts: &'p [NamePart],
    ) -> Result<(SheetName, &'p [NamePart], &'p NamePart), TextFault> {
        let whole = whole(parts);
        let Some((column, before)) = parts.split_last().filter(|(_, before)| !before.is_empty())
        else {
            return Err(TextFault {
                at: whole,
                code: "unknown-name",
                message: "a figure is named with what it is about".to_owned(),
                help: Some(format!("write {}", self.example(parts))),
            });
        };
        let first = &before[0];
        let sheet = SheetName::ALL.into_iter().find(|sheet| sheet.name() == first.text);
        match sheet {
            Some(sheet) if before.len() > 1 => Ok((sheet, &before[1..], column)),
            None if before.len() > 1 => {
                let names = SheetName::ALL.map(SheetName::name);
                let fault = unknown(first, "sheet", names.into_iter());
                let all = || format!("the sheets are {}", names.join(", "));
                Err(TextFault { help: Some(fault.help.unwrap_or_else(all)), ..fault })
            }
            Some(_) | None => Ok((SheetName::LiveChats, before, column)),
        }
    }

    fn example(&self, parts: &[NamePart]) -> String {
        let chats = self.sheet(SheetName::LiveChats);
        let chat = chats.rows.first().map_or("support", |row| row.keys[0].as_str());
        let figure = parts.first().map_or("service_level", |part| part.text.as_str());
        let known = chats.measures.iter().any(|column| column.name == figure);
        format!("`{chat}.{}`", if known { figure } else { "service_level" })
    }

    fn wrong_number_of_parts(
        &self,
        sheet: SheetName,
        parts: &[NamePart],
        number: usize,
    ) -> TextFault {
        let keys = self.sheet(sheet).keys.iter().take(naming_keys(sheet));
        let keys: Vec<String> = keys.map(|column| format!("<{}>", column.name)).collect();
        TextFault {
            at: whole(parts),
            code: "unknown-name",
            message: format!(
                "a line of {} is named by {}, not by {number} names",
                sheet.name(),
                keys.join(" and ")
            ),
            help: Some(format!("write {}.{}.<figure>", sheet.name(), keys.join("."))),
        }
    }

    /// The lines whose keys these are; a key that no line has is refused.
    fn matching<'s>(
        &self,
        sheet: SheetName,
        mut rows: Vec<(usize, &'s Row)>,
        keys: &[NamePart],
    ) -> Result<Vec<(usize, &'s Row)>, TextFault> {
        let every = "*";
        for (place, key) in keys.iter().enumerate() {
            let matches = |row: &Row| key.text == every || row.keys[place] == key.text;
            let left: Vec<(usize, &Row)> =
                rows.iter().copied().filter(|(_, row)| matches(row)).collect();
            if left.is_empty() {
                let names = rows.iter().map(|(_, row)| row.keys[place].as_str());
                let fault = unknown(key, line_word(sheet), names);
                return Err(self.with_other_sheet(sheet, key, fault));
            }
            rows = left;
        }
        Ok(rows)
    }

    /// Where a group is meant and its sheet is not said.
    fn with_other_sheet(&self, sheet: SheetName, key: &NamePart, fault: TextFault) -> TextFault {
        let named = |(name, other): (SheetName, &Sheet)| {
            let has_it = other.rows.iter().any(|row| row.keys[0] == key.text);
            (name != sheet && naming_keys(name) == 1 && has_it).then_some(name)
        };
        match self.sheets().find_map(named) {
            Some(name) => {
                let help = format!(
                    "of the {} write `{}.{}.<figure>`",
                    line_word(name),
                    name.name(),
                    key.text
                );
                TextFault { help: Some(help), ..fault }
            }
            None => fault,
        }
    }

    fn column(&self, sheet: SheetName, part: &NamePart) -> Result<usize, TextFault> {
        let columns = &self.sheet(sheet).measures;
        let place = columns.iter().position(|column| column.name == part.text);
        place.ok_or_else(|| {
            let own = unknown(part, "figure", columns.iter().map(|column| column.name));
            let elsewhere = self.sheets().find(|(name, other)| {
                *name != sheet && other.measures.iter().any(|column| column.name == part.text)
            });
            let message = format!("{} has no figure `{}`", sheet.name(), part.text);
            let help = match (own.help, elsewhere) {
                (help, None) => help,
                (help, Some((name, _))) => {
                    let there = format!("{} has one", name.name());
                    Some(help.map_or(there.clone(), |help| format!("{help} Or: {there}")))
                }
            };
            TextFault { message, help, ..unknown(part, "figure", std::iter::empty()) }
        })
    }
}

/// What a line is called where it is expected something of: so that no two lines are called the same.
fn label(sheet: SheetName, row: &Row) -> String {
    let keys: Vec<String> = row.keys[..naming_keys(sheet)].iter().map(|key| quoted(key)).collect();
    let keys = keys.join(".");
    match sheet {
        SheetName::LiveChats => keys,
        _ => format!("{}.{keys}", sheet.name()),
    }
}

/// In quotes where it would be read as something else without them.
fn quoted(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_".contains(letter);
    if name.chars().all(is_plain) { name.to_owned() } else { format!("\"{name}\"") }
}

/// From the first part to the last.
pub fn whole(parts: &[NamePart]) -> Range<usize> {
    let start = parts.first().map_or(0, |part| part.at.start);
    start..parts.last().map_or(start, |part| part.at.end)
}

fn unknown<'n>(part: &NamePart, what: &str, known: impl Iterator<Item = &'n str>) -> TextFault {
    let help = did_you_mean(&part.text, known);
    TextFault {
        at: part.at.clone(),
        code: "unknown-name",
        message: format!("there is no {what} `{}`", part.text),
        help,
    }
}
