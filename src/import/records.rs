//! The rows of a file, each as the cells of the fields of a profile.

use std::io::{Cursor, Read};

use serde_json::{Map, Value};

use super::fields::{Field, FieldKind};
use super::json::{self, JsonFault, JsonRecords};
use super::profile::{Headings, Profile};
use super::{ImportError, ImportOptions, InputFile};
use crate::table::columns::{self, Likeness, NoColumn};
use crate::table::lengths::LengthUnit;
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
    /// Units of plain numbers that headings name.
    pub(super) units: Vec<(Field, LengthUnit)>,
    pub(super) separator: Separator,
    /// What was taken for what, where that is a guess.
    pub(super) guesses: Vec<String>,
}

enum Source {
    /// The columns of each field: of several the cells are put together.
    Table {
        rows: Box<RowReader<'static>>,
        places: Vec<(usize, Vec<usize>)>,
    },
    Json {
        records: JsonRecords,
        paths: Vec<(usize, Vec<String>)>,
        object: Map<String, Value>,
    },
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
            let (units, guesses) = (Vec::new(), Vec::new());
            return Ok(Self { source, cells, found, units, separator, guesses });
        }
        let texts: Vec<Vec<&str>> =
            names.iter().map(|(_, names)| names.iter().map(String::as_str).collect()).collect();
        let wanted: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
        let reading = reading_options(profile, &options.reading);
        let rows = RowReader::open(input, &reading, &wanted).map_err(|fault| {
            error(format!("line {}: {}", fault.line, fault.problem), &help_of(&fault))
        })?;
        let mut found = Vec::new();
        let mut units = Vec::new();
        let mut places = Vec::new();
        let mut guesses = Vec::new();
        for ((field, _), names) in names.iter().zip(&texts) {
            let of_field = columns_of(*field, names, rows.header(), options, profile.headings)
                .map_err(|(problem, help)| error(problem, &help))?;
            let Some((columns, likeness)) = of_field else { continue };
            found.push(*field);
            let headings: Vec<&str> =
                columns.iter().map(|place| rows.header()[*place].as_str()).collect();
            let heading = headings.join("+");
            if profile.headings == Headings::Guessed && likeness == Likeness::Synonym {
                guesses.push(format!("`{heading}` is taken for {}", field.word()));
            }
            if let Some(unit) = unit_in(&heading).filter(|_| field.kind() == FieldKind::Length) {
                units.push((*field, unit));
                if unit != LengthUnit::Seconds {
                    let unit = unit_word(unit);
                    guesses.push(format!("plain numbers in `{heading}` are {unit}, as it says"));
                }
            }
            places.push((field.place(), columns));
        }
        if profile.headings == Headings::Guessed {
            guesses.extend(unused(rows.header(), &places));
        }
        let separator = rows.separator();
        Ok(Self {
            source: Source::Table { rows: Box::new(rows), places },
            cells,
            found,
            units,
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
                    for (field, columns) in places.iter() {
                        let cell = &mut self.cells[*field];
                        cell.clear();
                        // Half an instant is none.
                        if columns.len() < 2
                            || columns.iter().all(|column| !row.cell(*column).is_empty())
                        {
                            columns.iter().for_each(|column| push_part(cell, row.cell(*column)));
                        }
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
                            let _ = names.iter().any(|name| push_joined(&object, name, cell));
                        }
                        *present = object;
                        Ok(Next::Row(number))
                    }
                }
            }
        }
    }

    /// The JSON record that was read.
    pub(super) fn object(&self) -> Option<&Map<String, Value>> {
        match &self.source {
            Source::Table { .. } => None,
            Source::Json { object, .. } => Some(object),
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

/// Places of columns, and how near their headings are to the names of their field.
type FieldColumns = (Vec<usize>, Likeness);

/// The columns that are taken for a field, and how near their headings are to its names; `None` if there are none.
/// `--map Date+Time=arrived_at` names two.
fn columns_of(
    field: Field,
    names: &[&str],
    header: &[String],
    options: &ImportOptions,
    headings_are: Headings,
) -> Result<Option<FieldColumns>, (String, String)> {
    let several = |_| (format!("several columns may be {}", field.word()), help_of_several(field));
    match columns::find(header, names) {
        Ok(column) => return Ok(Some((vec![column.place], column.likeness))),
        Err(NoColumn::Missing) => {}
        Err(NoColumn::Several(places)) => return Err(several(places)),
    }
    let is_mapped = options.map.iter().any(|(_, to)| *to == field);
    if headings_are == Headings::Guessed && !is_mapped {
        // Units and zones stand in brackets: `Wait time (sec)`.
        let plain: Vec<&str> =
            header.iter().map(|it| it.split(['(', '[']).next().unwrap_or("")).collect();
        let is_taken = |place: usize| options.map.iter().any(|(it, _)| *it == header[place]);
        return match columns::find(&plain, names) {
            Ok(column) if !is_taken(column.place) => {
                Ok(Some((vec![column.place], Likeness::Synonym)))
            }
            Ok(_) | Err(NoColumn::Missing) => Ok(None),
            Err(NoColumn::Several(places)) => Err(several(places)),
        };
    }
    let Some((mapped, _)) = options.map.iter().find(|(_, to)| *to == field) else {
        return Ok(None);
    };
    let parts = mapped.split('+').map(str::trim).map(|part| columns::find(header, &[part]));
    let parts: Result<Vec<usize>, NoColumn> = parts.map(|it| it.map(|it| it.place)).collect();
    parts.map(|places| Some((places, Likeness::Same))).map_err(|_| {
        let help = format!("the columns are {}", headings(header));
        (format!("there is no column `{mapped}`"), help)
    })
}

fn help_of_several(field: Field) -> String {
    format!("say which with --map COLUMN={}", field.word())
}

/// The columns that nothing was taken from, to be reported.
fn unused(header: &[String], places: &[(usize, Vec<usize>)]) -> Option<String> {
    let is_used = |place: &usize| places.iter().any(|(_, columns)| columns.contains(place));
    let unused = (0..header.len()).filter(|place| !is_used(place) && !header[*place].is_empty());
    let unused: Vec<String> = unused.map(|place| header[place].clone()).collect();
    (!unused.is_empty()).then(|| format!("not used: {}", headings(&unused)))
}

/// The same in JSON.
fn push_joined(object: &Map<String, Value>, path: &str, cell: &mut String) -> bool {
    if json::push_text(object, path, cell) {
        return true;
    }
    if !path.contains('+') {
        return false;
    }
    for part in path.split('+') {
        let mut value = String::new();
        if !json::push_text(object, part.trim(), &mut value) {
            cell.clear();
            return false;
        }
        push_part(cell, &value);
    }
    true
}

/// The unit that a heading names: `Wait (min)`, `call duration in minutes`, `queue_ms`.
fn unit_in(heading: &str) -> Option<LengthUnit> {
    let lower = heading.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let last = words.next_back()?;
    // `mm:ss` and `hh:mm:ss` say how cells are written, not what numbers are.
    match last {
        "ms" | "msec" | "millis" | "milliseconds" | "inmillis" | "мс" => {
            Some(LengthUnit::Milliseconds)
        }
        "s" | "sec" | "secs" | "seconds" | "сек" | "секунд" | "секунды" => {
            Some(LengthUnit::Seconds)
        }
        "min" | "mins" | "minutes" | "мин" | "минут" | "минуты" => {
            Some(LengthUnit::Minutes)
        }
        "hours" | "hrs" | "ч" | "час" | "часов" => Some(LengthUnit::Hours),
        _ => None,
    }
}

fn unit_word(unit: LengthUnit) -> &'static str {
    match unit {
        LengthUnit::Milliseconds => "milliseconds",
        LengthUnit::Seconds => "seconds",
        LengthUnit::Minutes => "minutes",
        LengthUnit::Hours => "hours",
        LengthUnit::Days => "days",
    }
}

/// Puts a date and a time of day that stand apart together. Eight digits that begin with no year are
/// month, day and year, as NICE IEX writes them.
fn join_clock(cells: &mut Cells) {
    let clock = std::mem::take(&mut cells[Field::Clock.place()]);
    if clock.is_empty() {
        return;
    }
    let is_session = cells[Field::At.place()].is_empty();
    let date = &mut cells[if is_session { Field::ArrivedAt } else { Field::At }.place()];
    // Programs that know no dates alone write the midnight that begins them.
    for midnight in [" 00:00:00.000", " 00:00:00", "T00:00:00", " 00:00", " 0:00:00", " 0:00"] {
        if date.ends_with(midnight) {
            date.truncate(date.len() - midnight.len());
            break;
        }
    }
    // Beside an instant a column of times of day is of something else.
    if date.contains(':') {
        return;
    }
    let digits = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    if digits && !date.starts_with("19") && !date.starts_with("20") {
        *date = format!("{}-{}-{}", &date[4..], &date[..2], &date[2..4]);
    }
    push_part(date, &clock);
}

/// Puts a date and a time of day together; in workbooks both are day numbers, whose sum they are.
fn push_part(cell: &mut String, part: &str) {
    let number = |text: &str| text.parse::<f64>().ok().filter(|it| it.is_finite());
    match (number(cell), number(part)) {
        (Some(day), Some(clock))
            if day >= 1.0 && day.fract() == 0.0 && (0.0..1.0).contains(&clock) =>
        {
            *cell = (day + clock).to_string();
        }
        _ => {
            if !cell.is_empty() && !part.is_empty() {
                cell.push(' ');
            }
            cell.push_str(part);
        }
    }
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
