//! Which profile a file is of.

use std::io::{Cursor, Read};

use super::json::{self, JsonRecords};
use super::profile::Profile;
use super::profiles::PROFILES;
use super::records::reading_options;
use super::{ImportError, ImportOptions, InputFile};
use crate::table::columns;
use crate::table::rows::RowReader;

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
    let mut head = Vec::new();
    let mut input = file.open().map_err(|why| error(why.to_string(), "name a file".to_owned()))?;
    let read = input.by_ref().take(256 << 10).read_to_end(&mut head);
    read.map_err(|why| error(why.to_string(), "name a file that can be read".to_owned()))?;
    let known: Vec<bool> = if JsonRecords::is_json(&head) {
        let mut records = JsonRecords::open(
            file.open().map_err(|why| error(why.to_string(), "name a file".to_owned()))?,
        )
        .map_err(|why| error(why, "export one JSON object a line, or CSV".to_owned()))?;
        let first = records.next_object().1.ok().flatten().unwrap_or_default();
        let has = |path: &&str| json::has(&first, path);
        PROFILES
            .iter()
            .map(|profile| is_known(profile) && profile.known_by.iter().all(&has))
            .collect()
    } else {
        PROFILES.iter().map(|profile| fits_table(profile, file, &head, options)).collect()
    };
    let fitting = PROFILES.iter().zip(known).filter(|(_, fits)| *fits);
    let best = fitting
        .map(|(profile, _)| *profile)
        .max_by_key(|profile| (profile.known_by.len(), profile.first_row.is_some()));
    best.map(|profile| Recognised { profile }).ok_or_else(|| {
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
        return first.is_some_and(|row| words.contains(&row.cell(column - 1)));
    }
    is_known(profile) && wanted.iter().all(|names| columns::find(rows.header(), names).is_ok())
}
