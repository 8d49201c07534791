//! The rows of a file, each as the cells of the fields of a profile.

use std::io::{Cursor, Read};

use serde_json::{Map, Value};

use super::fields::Field;
use super::json::{self, JsonFault, JsonRecords};
use super::profile::{Headings, Profile};
use super::{ImportError, ImportOptions, InputFile};
use crate::table::columns::{self, Likeness, NoColumn};
use crate::table::rows::RowReader;
use crate::table::{Comments, Header, ReadingOptions, Separator, TableFault};

/// The cells of a row by field; empty where the source has none.
pub(super) type Cells = [String; Field::COUNT];

/// Reads the rows of a file.
pub(super) struct Records {
    source: Source,
    cells: Cells,
    /// Fields that have a column. In JSON all that the profile names.
    pub(super) found: Vec<Field>,
    pub(super) separator: Separator,
    /// What was taken for what, where that is a guess.
    pub(super) guesses: Vec<String>,
}

enum Source {
    Table { rows: Box<RowReader<'static>>, places: Vec<(usize, usize)> },
    Json { records: JsonRecords, paths: Vec<(usize, Vec<String>)>, object: Map<String, Value> },
}

/// What comes next in a file.
pub(super) enum Next {
    /// A row at this line; its cells are in [`Records::cells`].
    Row(u64),
    /// Nothing can be made of the row.
    Skip(u64, String),
    End,
}

/// The names that the column of a field may have: those that the user maps before the profile's.
pub(super) fn names_of(profile: &Profile, options: &ImportOptions, field: Field) -> Vec<String> {
    let mapped = options.map.iter().filter(|(_, to)| *to == field);
    let mapped: Vec<String> = mapped.map(|(heading, _)| heading.clone()).collect();
    if !mapped.is_empty() {
        return mapped;
    }
    let taken = |name: &&&str| !options.map.iter().any(|(heading, _)| heading == **name);
    let own = profile.columns.iter().find(|(of, _)| *of == field);
    own.map_or_else(Vec::new, |(_, names)| {
        names.iter().filter(taken).map(|name| (*name).to_owned()).collect()
    })
}

/// How tables of a profile are read.
pub(super) fn reading_options(profile: &Profile, stated: &ReadingOptions) -> ReadingOptions {
    let mut options = stated.clone();
    // A heading may begin with `#`, and comments are not what exports have.
    options.comments = Comments::None;
    if profile.first_row.is_some() {
        options.header = Header::None;
        options.separator = Some(options.separator.unwrap_or(Separator::Pipe));
    }
    options
}

impl Records {
    pub(super) fn open(
        file: &dyn InputFile,
        profile: &Profile,
        options: &ImportOptions,
    ) -> Result<Self, ImportError> {
        let names: Vec<(Field, Vec<String>)> = Field::all()
            .map(|field| (field, names_of(profile, options, field)))
            .filter(|(_, names)| !names.is_empty())
            .collect();
        let error = |problem: String, help: &str| ImportError {
            place: file.name().to_owned(),
            problem,
            help: help.to_owned(),
        };
        let mut input = file.open().map_err(|why| error(why.to_string(), "name a file"))?;
        let mut head = Vec::new();
        let read = input.by_ref().take(256).read_to_end(&mut head);
        read.map_err(|why| error(why.to_string(), "name a file that can be read"))?;
        let is_json = JsonRecords::is_json(&head);
        let input: Box<dyn Read> = Box::new(Cursor::new(head).chain(input));
        let cells = std::array::from_fn(|_| String::new());
        if is_json {
            let records = JsonRecords::open(input)
                .map_err(|why| error(why, "export one JSON object a line, or CSV"))?;
            let found = names.iter().map(|(field, _)| *field).collect();
            let paths = names.into_iter().map(|(field, paths)| (field.place(), paths)).collect();
            let source = Source::Json { records, paths, object: Map::new() };
            let separator = Separator::Comma;
            return Ok(Self { source, cells, found, separator, guesses: Vec::new() });
        }
        let texts: Vec<Vec<&str>> =
            names.iter().map(|(_, names)| names.iter().map(String::as_str).collect()).collect();
        let wanted: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
        let reading = reading_options(profile, &options.reading);
        let rows = RowReader::open(input, &reading, &wanted).map_err(|fault| {
            error(format!("line {}: {}", fault.line, fault.problem), &help_of(&fault))
        })?;
        let mut found = Vec::new();
        let mut places = Vec::new();
        let mut guesses = Vec::new();
        for ((field, _), names) in names.iter().zip(&texts) {
            match columns::find(rows.header(), names) {
                Ok(column) => {
                    found.push(*field);
                    places.push((field.place(), column.place));
                    let is_guess = profile.headings == Headings::Guessed
                        && column.likeness == Likeness::Synonym;
                    if is_guess {
                        let heading = &rows.header()[column.place];
                        guesses.push(format!("`{heading}` is taken for {}", field.word()));
                    }
                }
                Err(NoColumn::Missing) => {
                    if let Some((heading, _)) = options.map.iter().find(|(_, to)| to == field) {
                        let help = format!("the columns are {}", headings(rows.header()));
                        return Err(error(format!("there is no column `{heading}`"), &help));
                    }
                }
                Err(NoColumn::Several(_)) => {
                    let problem = format!("several columns may be {}", field.word());
                    let help = format!("say which with --map COLUMN={}", field.word());
                    return Err(error(problem, &help));
                }
            }
        }
        let separator = rows.separator();
        Ok(Self {
            source: Source::Table { rows: Box::new(rows), places },
            cells,
            found,
            separator,
            guesses,
        })
    }

    /// What the file has of a field that was missed, to be reported.
    pub(super) fn headings(&self) -> String {
        match &self.source {
            Source::Table { rows, .. } => headings(rows.header()),
            Source::Json { .. } => "those of its JSON objects".to_owned(),
        }
    }

    pub(super) fn cells(&self) -> &Cells {
        &self.cells
    }

    /// The next row.
    ///
    /// # Errors
    /// If the rest of the file cannot be read.
    pub(super) fn next(&mut self) -> Result<Next, String> {
        match &mut self.source {
            Source::Table { rows, places } => match rows.next_row() {
                Ok(None) => Ok(Next::End),
                Ok(Some(row)) => {
                    for (field, place) in places.iter() {
                        self.cells[*field].clear();
                        self.cells[*field].push_str(row.cell(*place));
                    }
                    join_clock(&mut self.cells);
                    Ok(Next::Row(row.line))
                }
                Err(fault) => Ok(Next::Skip(fault.line, fault.problem)),
            },
            Source::Json { records, paths, object: present } => {
                let (number, read) = records.next_object();
                match read {
                    Ok(None) => Ok(Next::End),
                    Err(JsonFault::Record(why)) => Ok(Next::Skip(number, why.to_owned())),
                    Err(JsonFault::File(why)) => Err(why),
                    Ok(Some(object)) => {
                        for (field, names) in paths.iter() {
                            let cell = &mut self.cells[*field];
                            cell.clear();
                            let _ = names.iter().any(|name| json::push_text(&object, name, cell));
                        }
                        *present = object;
                        Ok(Next::Row(number))
                    }
                }
            }
        }
    }

    /// A list in the JSON record that was read; empty where there is none.
    pub(super) fn take_list(&mut self, path: &str) -> Vec<Value> {
        match &mut self.source {
            Source::Table { .. } => Vec::new(),
            Source::Json { object, .. } => json::take_list(object, path),
        }
    }

    /// Rows of totals that were passed over: the line of the first, and how many.
    pub(super) fn totals(&self) -> Option<(u64, u64)> {
        match &self.source {
            Source::Table { rows, .. } => {
                rows.skipped().first_total.map(|line| (line, rows.skipped().totals))
            }
            Source::Json { .. } => None,
        }
    }
}

/// Puts a date and a time of day that stand apart together. Eight digits that begin with no year are
/// month, day and year, as NICE IEX writes them.
fn join_clock(cells: &mut Cells) {
    let clock = std::mem::take(&mut cells[Field::Clock.place()]);
    if clock.is_empty() {
        return;
    }
    let date = &mut cells[Field::At.place()];
    let digits = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    if digits && !date.starts_with("19") && !date.starts_with("20") {
        *date = format!("{}-{}-{}", &date[4..], &date[..2], &date[2..4]);
    }
    date.push(' ');
    date.push_str(&clock);
}

/// What to do about a table that cannot be read, as the command line has it.
fn help_of(fault: &TableFault) -> String {
    fault.help.replace("state its encoding", "state it, such as --encoding windows-1251")
}

/// Headings as a message shows them; not all of very many.
fn headings(header: &[String]) -> String {
    let mut shown: Vec<&str> = header.iter().take(30).map(String::as_str).collect();
    if header.len() > shown.len() {
        shown.push("…");
    }
    shown.join(", ")
}
