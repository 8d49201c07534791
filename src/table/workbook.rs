//! Workbooks (xlsx): one sheet becomes CSV, one line for each row.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::date_time::day_number_as_date_time;

/// The most bytes that a workbook may unpack to.
const MAX_UNPACKED: u128 = 1 << 30;
/// The most bytes of a sheet as text.
const MAX_TEXT: usize = 256 << 20;

/// Whether these are the first bytes of a zip archive, which a workbook is.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// The cells of a sheet as comma-separated text: dates in ISO form, times of day and lengths as
/// `h:mm:ss`, numbers with a decimal point. Line breaks within cells become blanks, so that a line is a
/// row of the sheet.
pub(super) fn sheet_as_csv(bytes: &[u8], sheet: Option<&str>) -> Result<String, String> {
    let cannot = |why: &dyn std::fmt::Display| format!("the workbook cannot be read: {why}");
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|why| cannot(&why))?;
    if archive.decompressed_size().is_none_or(|size| size > MAX_UNPACKED) {
        return Err("the workbook unpacks to more than 1 GiB: save its sheet as CSV".to_owned());
    }
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|why| cannot(&why))?;
    let name = chosen_sheet(&workbook.sheet_names(), sheet)?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(|why| cannot(&why))?;
    let mut text = String::new();
    let (mut row, mut column, mut width) = (0, 0, 0);
    while let Some(cell) = cells.next_cell().map_err(|why| cannot(&why))? {
        let (cell_row, cell_column) = cell.get_position();
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        if cell_row > 10_000_000 || text.len() > MAX_TEXT {
            return Err("the sheet has more than 256 MiB of text: save a part of it".to_owned());
        }
        while row < cell_row {
            // A row ends with its last cell, a line with the last column.
            let missing = if column == 0 { 0 } else { width - column };
            text.extend(std::iter::repeat_n(',', missing as usize));
            text.push('\n');
            (row, column) = (row + 1, 0);
        }
        while column < cell_column {
            text.push(',');
            column += 1;
        }
        width = width.max(column);
        write_cell(&mut text, cell.get_value());
    }
    let missing = if column == 0 { 0 } else { width - column };
    text.extend(std::iter::repeat_n(',', missing as usize));
    text.push('\n');
    Ok(text)
}

fn chosen_sheet(names: &[String], wanted: Option<&str>) -> Result<String, String> {
    let quoted: Vec<String> = names.iter().take(10).map(|name| format!("\"{name}\"")).collect();
    match (wanted, names) {
        (Some(wanted), _) => names.iter().find(|name| *name == wanted).cloned().ok_or_else(|| {
            format!("the workbook has no sheet \"{wanted}\": its sheets are {}", quoted.join(", "))
        }),
        (None, [only]) => Ok(only.clone()),
        (None, []) => Err("the workbook has no sheets".to_owned()),
        (None, _) => Err(format!(
            "the workbook has {} sheets: say which with sheet = {}",
            names.len(),
            quoted.join(" or ")
        )),
    }
}

fn write_cell(text: &mut String, value: &DataRef<'_>) {
    match value {
        DataRef::Empty => {}
        DataRef::Int(number) => text.push_str(&number.to_string()),
        DataRef::Float(number) => text.push_str(&number.to_string()),
        DataRef::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        DataRef::DateTime(stamp) => text.push_str(&excel_time(stamp)),
        DataRef::String(words) => write_quoted(text, words),
        DataRef::SharedString(words) => write_quoted(text, words),
        DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => write_quoted(text, words),
        DataRef::Error(error) => write_quoted(text, &error.to_string()),
    }
}

/// A cell with a format of time: below one day it is a time of day or a length.
fn excel_time(stamp: &ExcelDateTime) -> String {
    let value = stamp.as_f64();
    if stamp.is_duration() || (0.0..1.0).contains(&value) {
        let seconds = (value * 86_400.0).round().max(0.0) as u64;
        return format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
    let (year, ..) = stamp.to_ymd_hms_milli();
    // The two epochs of Excel are four years and a day apart.
    let of_1904 = day_number_as_date_time(value).is_none_or(|date| date.year() != year as i16)
        && day_number_as_date_time(value + 1_462.0).is_some_and(|date| date.year() == year as i16);
    match day_number_as_date_time(if of_1904 { value + 1_462.0 } else { value }) {
        Some(date) => date.to_string(),
        None => value.to_string(),
    }
}

fn write_quoted(text: &mut String, words: &str) {
    text.push('"');
    for letter in words.chars() {
        match letter {
            '"' => text.push_str("\"\""),
            '\r' | '\n' => text.push(' '),
            other => text.push(other),
        }
    }
    text.push('"');
}
