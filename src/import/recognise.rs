//! Which profile a file is of.

use std::io::{Cursor, Read};

use serde_json::{Map, Value};

use super::json::{self, JsonRecords};
use super::profile::{Profile, Shape};
use super::profiles::{BESIDE_ANY, PROFILES};
use super::records::reading_options;
use super::{ImportError, ImportOptions, InputFile};
use crate::table::columns;
use crate::table::rows::{Row, RowReader};

/// What a file was recognised as.
#[derive(Clone, Copy, Debug)]
pub struct Recognised {
    pub profile: &'static Profile,
}

/// The profile of a file: the one all of whose telling columns it has, of several the one with most.
///
/// # Errors
/// If no profile fits.
pub fn recognise(file: &dyn InputFile, options: &ImportOptions) -> Result<Recognised, ImportError> {
    let error = |problem: String, help: String| ImportError {
        place: file.name().to_owned(),
        problem,
        help,
    };
    let head = head_of(file)?;
    let content = Content::of(file, head)?;
    let fitting = PROFILES.iter().filter(|profile| {
        content.fits(profile, options) || profile.beside.iter().any(|it| content.fits(it, options))
    });
    let telling = |profile: &Profile| {
        let own = std::iter::once(profile).chain(profile.beside.iter().copied());
        let fitting = own.filter(|table| content.fits(table, options));
        fitting.map(|table| (table.known_by.len(), table.first_row.is_some())).max()
    };
    let best = fitting.copied().max_by_key(|profile| telling(profile));
    best.map(|profile| Recognised { profile }).ok_or_else(|| {
        if content.is_of_another_encoding(options) {
            return error(
                "its first lines are not in UTF-8".to_owned(),
                "say what they are in: --encoding windows-1251 (Cyrillic), --encoding windows-1252 (Western European)".to_owned(),
            );
        }
        let names: Vec<&str> = PROFILES.iter().map(|profile| profile.name).collect();
        error(
            "its columns are those of no source that is known".to_owned(),
            format!(
                "say which it is with --profile ({}), or which columns are what: --profile generic --map \"Created on\"=arrived_at",
                names.join(", ")
            ),
        )
    })
}

/// The profile of all files: that of the file with sessions, or of the first, to which the others belong.
///
/// # Errors
/// If a file is of no source that is known, or of another one than a file before it.
pub fn recognise_all(
    files: &[&dyn InputFile],
    options: &ImportOptions,
) -> Result<&'static Profile, ImportError> {
    let mut found: Option<&'static Profile> = None;
    let mut beside = Vec::new();
    for file in files {
        let content = Content::of(*file, head_of(*file)?)?;
        let main = PROFILES.iter().filter(|profile| content.fits(profile, options));
        match (main.max_by_key(|it| (it.known_by.len(), it.first_row.is_some())), found) {
            (Some(own), Some(first)) if own.name != first.name => {
                return Err(ImportError {
                    place: file.name().to_owned(),
                    problem: format!(
                        "it is of {}, and a file before it of {}",
                        own.name, first.name
                    ),
                    help: "import each source by itself, or say which it is with --profile"
                        .to_owned(),
                });
            }
            (Some(own), _) => found = Some(own),
            (None, _) => beside.push(*file),
        }
    }
    for file in beside {
        let belongs = match found {
            Some(profile) => table_of(file, profile, options)?.shape != Shape::Sessions,
            None => false,
        };
        if !belongs {
            let own = recognise(file, options)?.profile;
            found = Some(found.unwrap_or(own));
        }
    }
    found.ok_or_else(|| ImportError {
        place: "import".to_owned(),
        problem: "there is no file".to_owned(),
        help: "name one".to_owned(),
    })
}

/// Which table of a source a file holds: that of its sessions, unless it is known as one that lies beside them.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn table_of(
    file: &dyn InputFile,
    profile: &'static Profile,
    options: &ImportOptions,
) -> Result<&'static Profile, ImportError> {
    let content = Content::of(file, head_of(file)?)?;
    if content.fits(profile, options) {
        return Ok(profile);
    }
    let mut beside = profile.beside.iter().chain(BESIDE_ANY);
    Ok(beside.find(|table| content.fits(table, options)).copied().unwrap_or(profile))
}

fn head_of(file: &dyn InputFile) -> Result<Vec<u8>, ImportError> {
    let error = |why: std::io::Error, help: &str| ImportError {
        place: file.name().to_owned(),
        problem: why.to_string(),
        help: help.to_owned(),
    };
    let mut head = Vec::new();
    let mut input = file.open().map_err(|why| error(why, "name a file"))?;
    let read = input.by_ref().take(256 << 10).read_to_end(&mut head);
    read.map_err(|why| error(why, "name a file that can be read"))?;
    Ok(head)
}

/// What a file begins with.
struct Content<'f> {
    file: &'f dyn InputFile,
    head: Vec<u8>,
    /// The first record, if it is JSON.
    first: Option<Map<String, Value>>,
}

impl<'f> Content<'f> {
    fn of(file: &'f dyn InputFile, head: Vec<u8>) -> Result<Self, ImportError> {
        let error = |problem: String, help: &str| ImportError {
            place: file.name().to_owned(),
            problem,
            help: help.to_owned(),
        };
        let first = if JsonRecords::is_json(&head) {
            let input = file.open().map_err(|why| error(why.to_string(), "name a file"))?;
            let mut records = JsonRecords::open(input)
                .map_err(|why| error(why, "export one JSON object a line, or CSV"))?;
            Some(records.next_object().1.ok().flatten().unwrap_or_default())
        } else {
            None
        };
        Ok(Self { file, head, first })
    }

    /// Whether the first lines are in another encoding than UTF-8, and none is stated.
    fn is_of_another_encoding(&self, options: &ImportOptions) -> bool {
        let begin = &self.head[..self.head.len().min(4_096)];
        let is_wrong =
            |text: &[u8]| std::str::from_utf8(text).is_err_and(|why| why.error_len().is_some());
        options.reading.encoding.is_none()
            && self.first.is_none()
            && !begin.starts_with(b"PK")
            && !begin.contains(&0)
            && is_wrong(begin)
    }

    fn fits(&self, profile: &Profile, options: &ImportOptions) -> bool {
        match &self.first {
            Some(first) => {
                is_known(profile) && profile.known_by.iter().all(|path| json::has(first, path))
            }
            None => fits_table(profile, self.file, &self.head, options),
        }
    }
}

fn is_known(profile: &Profile) -> bool {
    !profile.known_by.is_empty()
}

fn fits_table(
    profile: &Profile,
    file: &dyn InputFile,
    head: &[u8],
    options: &ImportOptions,
) -> bool {
    let reading = reading_options(profile, &options.reading);
    let wanted: Vec<&[&str]> = profile.known_by.iter().map(std::slice::from_ref).collect();
    // A workbook is of use as a whole only.
    let input: Box<dyn Read> = if head.starts_with(b"PK") {
        match file.open() {
            Ok(input) => input,
            Err(_) => return false,
        }
    } else {
        Box::new(Cursor::new(head.to_vec()))
    };
    let Ok(mut rows) = RowReader::open(input, &reading, &wanted) else { return false };
    if let Some((column, words)) = profile.first_row {
        let first = rows.next_row().ok().flatten();
        let cell = |row: Row<'_>| words.iter().any(|list| list.contains(&row.cell(column - 1)));
        return first.is_some_and(cell);
    }
    is_known(profile) && wanted.iter().all(|names| columns::find(rows.header(), names).is_ok())
}
