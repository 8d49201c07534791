//! Tables as a workbook: a worksheet for each, and before them one that says what it is about, with charts.
//!
//! Numbers are numbers and dates are dates, so that they are right in every locale. A text is never a formula:
//! it is a cell of the kind "text", and what would become a formula when it is typed again is marked as
//! Excel marks such a text (`quotePrefix`). The bytes depend on the tables alone.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, DocProperties, ExcelDateTime, Format,
    FormatAlign, XlsxError,
};

use super::{CI95, Cell, ReportTable, TableColumn};
use crate::base::visible;
use crate::report::{escape_formula, format_number};

/// Lines of a worksheet, the headings among them.
pub const MAX_WORKSHEET_ROWS: u64 = 1_048_576;

/// Columns of a worksheet.
pub const MAX_WORKSHEET_COLUMNS: u64 = 16_384;

/// Characters of a cell, by which Excel counts: those beyond the basic plane count twice.
const MAX_CELL: usize = 32_767;

/// Points of a line of a chart.
const MAX_POINTS: usize = 32_000;

/// Lines of a chart that can be seen apart at most.
const MAX_LINES: usize = 8;

/// What a workbook holds.
#[derive(Debug)]
pub struct WorkbookPage<'a> {
    /// What it is about: names and values.
    pub facts: Vec<(&'static str, String)>,
    pub tables: Vec<ReportTable<'a>>,
    /// Charts of one table.
    pub charts: Option<TableCharts>,
}

/// Charts of a table whose lines follow each other in time, for each value of its first column.
#[derive(Clone, Copy, Debug)]
pub struct TableCharts {
    pub table: &'static str,
    /// The columns that say when; the first that there is.
    pub categories: [&'static str; 2],
    /// For each chart its title, its column, and how its axis is written.
    pub charts: &'static [(&'static str, &'static str, &'static str)],
}

/// Why a table is in no workbook; `None`: a worksheet holds it.
pub fn too_large_for_worksheet(name: &str, rows: u64, columns: u64) -> Option<String> {
    let (what, most, found) = if rows >= MAX_WORKSHEET_ROWS {
        ("lines", MAX_WORKSHEET_ROWS - 1, rows)
    } else if columns > MAX_WORKSHEET_COLUMNS {
        ("columns", MAX_WORKSHEET_COLUMNS, columns)
    } else {
        return None;
    };
    Some(format!(
        "the table {name} would have {found} {what}, and a worksheet holds {most}: leave --xlsx out, or \
         make the table smaller (a longer `interval`, fewer figures)"
    ))
}

/// The bytes of a workbook.
///
/// # Errors
/// Why there is none: a table is larger than a worksheet.
pub fn workbook(page: WorkbookPage<'_>) -> Result<Vec<u8>, String> {
    let in_words = |error: XlsxError| format!("the workbook cannot be made: {error}");
    let mut book = rust_xlsxwriter::Workbook::new();
    // Bytes depend on no clock.
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(in_words)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let formats = Formats::new();
    book.add_worksheet().set_name("overview").map_err(in_words)?;
    let mut meanings: Vec<(&'static str, TableColumn)> = Vec::new();
    let mut lines: Vec<(&'static str, u32)> = Vec::new();
    let mut charted = None;
    for table in page.tables {
        let name = table.name;
        meanings.extend(table.columns.iter().map(|column| (name, column.clone())));
        let sheet = book.add_worksheet().set_name(name).map_err(in_words)?;
        let written = write_table(sheet, table, &formats).map_err(in_words)?;
        lines.push((name, written.rows));
        if page.charts.is_some_and(|charts| charts.table == name) {
            charted = Some(written);
        }
    }
    if meanings.iter().any(|(_, column)| !column.definition.is_empty()) {
        let sheet = book.add_worksheet().set_name("columns").map_err(in_words)?;
        write_table(sheet, meaning_table(meanings), &formats).map_err(in_words)?;
    }
    let overview = book.worksheet_from_index(0).map_err(in_words)?;
    overview.set_column_width(0, 22).map_err(in_words)?;
    overview.set_column_width(1, 60).map_err(in_words)?;
    let mut row = 0;
    for (name, value) in &page.facts {
        overview.write_string_with_format(row, 0, *name, &formats.heading).map_err(in_words)?;
        write_text(overview, row, 1, value, &formats).map_err(in_words)?;
        row += 1;
    }
    row += 1;
    for (name, count) in &lines {
        let (count, plural) = (*count, if *count == 1 { "" } else { "s" });
        overview.write_string_with_format(row, 0, *name, &formats.heading).map_err(in_words)?;
        overview.write_string(row, 1, format!("{count} line{plural}")).map_err(in_words)?;
        row += 1;
    }
    if let (Some(wanted), Some(table)) = (page.charts, charted) {
        insert_charts(overview, row + 1, wanted, &table).map_err(in_words)?;
    }
    book.save_to_buffer().map_err(in_words)
}

/// What each column means.
fn meaning_table(meanings: Vec<(&'static str, TableColumn)>) -> ReportTable<'static> {
    let columns = ["table", "column", "unit", "meaning"].map(TableColumn::text).to_vec();
    let explained = meanings.into_iter().filter(|(_, column)| !column.name.ends_with(CI95));
    let rows = explained.map(|(table, column)| {
        let TableColumn { name, unit, definition } = column;
        vec![Cell::text(table), Cell::text(name), Cell::text(unit), Cell::text(definition)]
    });
    ReportTable { name: "columns", columns, rows: Box::new(rows) }
}

struct Formats {
    heading: Format,
    text: Format,
    /// A text that would be a formula if it were typed.
    quoted: Format,
    date_time: Format,
    /// By the unit of a column.
    numbers: BTreeMap<&'static str, Format>,
    number: Format,
}

impl Formats {
    fn new() -> Self {
        let number = |code: &str| Format::new().set_num_format(code);
        let wide = ["s", "h", "1/h", "ms", "MiB", "1/s", "count"];
        let mut numbers: BTreeMap<&'static str, Format> =
            wide.map(|unit| (unit, number("#,##0.0##"))).into();
        numbers.insert("share", number("0.0%"));
        numbers.insert("level", number("#,##0.00"));
        Self {
            heading: Format::new().set_bold().set_align(FormatAlign::Top),
            text: Format::new(),
            quoted: Format::new().set_quote_prefix(),
            date_time: number("yyyy-mm-dd hh:mm"),
            numbers,
            number: Format::new(),
        }
    }

    fn of_column(&self, column: &TableColumn) -> &Format {
        self.numbers.get(column.unit).unwrap_or(&self.number)
    }
}

/// A table as it was written.
struct WrittenTable {
    columns: Vec<TableColumn>,
    rows: u32,
    /// The first and the last line of each stretch of lines with the same first cell.
    stretches: Vec<(u32, u32)>,
}

/// Headings in the first line, which stays where it is when one scrolls.
fn write_table(
    sheet: &mut rust_xlsxwriter::Worksheet,
    table: ReportTable<'_>,
    formats: &Formats,
) -> Result<WrittenTable, XlsxError> {
    let columns = table.columns;
    let mut widths: Vec<usize> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let heading = heading(column);
        widths.push(heading.chars().count() + 3);
        let place = u16::try_from(place).unwrap_or(u16::MAX);
        sheet.write_string_with_format(0, place, shortened(&heading), &formats.heading)?;
    }
    let (mut row, mut first_cell) = (0, None);
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    for cells in table.rows {
        row += 1;
        for (place, cell) in cells.iter().enumerate() {
            let column = u16::try_from(place).unwrap_or(u16::MAX);
            write_cell(sheet, row, column, cell, columns.get(place), formats)?;
            if let (Cell::Text(text), Some(width)) = (cell, widths.get_mut(place)) {
                *width = (text.chars().count() + 2).max(*width);
            }
        }
        let first = cells.into_iter().next();
        match stretches.last_mut() {
            Some(last) if first == first_cell => last.1 = row,
            _ => stretches.push((row, row)),
        }
        first_cell = first;
    }
    for (place, width) in widths.iter().enumerate() {
        let place = u16::try_from(place).unwrap_or(u16::MAX);
        sheet.set_column_width(place, (*width).clamp(8, 60) as f64)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    if let Some(last) = u16::try_from(columns.len()).ok().and_then(|count| count.checked_sub(1)) {
        sheet.autofilter(0, 0, row, last)?;
    }
    Ok(WrittenTable { columns, rows: row, stretches })
}

/// The name with its unit, where the cells do not show it.
fn heading(column: &TableColumn) -> String {
    let name = visible(&column.name);
    match column.unit {
        "" | "count" | "share" | "level" | "see unit" | "0 or 1" => name.into_owned(),
        unit => format!("{name} ({unit})"),
    }
}

fn write_cell(
    sheet: &mut rust_xlsxwriter::Worksheet,
    row: u32,
    place: u16,
    cell: &Cell<'_>,
    column: Option<&TableColumn>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => write_text(sheet, row, place, text, formats)?,
        Cell::Number(number) => {
            // The digits of the CSV file, so that the two hold the same figure.
            if let Ok(number) = format_number(*number).parse::<f64>() {
                let format = column.map_or(&formats.number, |it| formats.of_column(it));
                sheet.write_number_with_format(row, place, number, format)?;
            }
        }
        Cell::DateTime(text) => match ExcelDateTime::parse_from_str(text) {
            Ok(at) => {
                sheet.write_datetime_with_format(row, place, &at, &formats.date_time)?;
            }
            // Excel knows no days before 1900 and after 9999.
            Err(_) => write_text(sheet, row, place, text, formats)?,
        },
    }
    Ok(())
}

fn write_text(
    sheet: &mut rust_xlsxwriter::Worksheet,
    row: u32,
    place: u16,
    text: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let shown = visible(text);
    let begins_formula = escape_formula(text).len() > shown.len();
    let format = if begins_formula { &formats.quoted } else { &formats.text };
    if !shown.is_empty() {
        sheet.write_string_with_format(row, place, shortened(&shown), format)?;
    }
    Ok(())
}

/// A text that a cell holds; what is cut off is said.
fn shortened(text: &str) -> String {
    let length: usize = text.chars().map(char::len_utf16).sum();
    if length <= MAX_CELL {
        return text.to_owned();
    }
    let note = format!("\u{2026} (cut: a cell holds {MAX_CELL} characters, and this has {length})");
    let mut left = MAX_CELL - note.chars().count();
    let mut short: String = text
        .chars()
        .take_while(|letter| match left.checked_sub(letter.len_utf16()) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        })
        .collect();
    short.push_str(&note);
    short
}

/// The charts one below the other, a line for each stretch of lines.
fn insert_charts(
    overview: &mut rust_xlsxwriter::Worksheet,
    from_row: u32,
    wanted: TableCharts,
    table: &WrittenTable,
) -> Result<(), XlsxError> {
    let place_of = |name: &str| {
        let place = table.columns.iter().position(|column| column.name == name)?;
        u16::try_from(place).ok()
    };
    let Some(categories) = wanted.categories.iter().find_map(|name| place_of(name)) else {
        return Ok(());
    };
    let mut row = from_row;
    let shown = table.stretches.iter().take(MAX_LINES);
    let points = |(first, last): (u32, u32)| (first, last.min(first + MAX_POINTS as u32 - 1));
    if table.stretches.len() > MAX_LINES {
        let all = table.stretches.len();
        let note = format!("The charts show the first {MAX_LINES} of {all}.");
        overview.write_string(row, 0, note)?;
        row += 1;
    }
    if table.stretches.iter().any(|stretch| points(*stretch) != *stretch) {
        let note = format!("The charts show the first {MAX_POINTS} intervals.");
        overview.write_string(row, 0, note)?;
        row += 1;
    }
    for (title, column, number_format) in wanted.charts {
        let Some(place) = place_of(column) else { continue };
        let mut chart = Chart::new_line();
        for (first, last) in shown.clone().copied().map(points) {
            let mut line = ChartFormat::new();
            line.set_line(ChartLine::new().set_width(1.5));
            // The name is that of a cell: a name of a scenario is no formula.
            chart
                .add_series()
                .set_name((wanted.table, first, 0))
                .set_categories((wanted.table, first, categories, last, categories))
                .set_values((wanted.table, first, place, last, place))
                .set_format(&mut line);
        }
        chart.title().set_name(*title);
        chart.legend().set_position(ChartLegendPosition::Bottom);
        chart.y_axis().set_num_format(*number_format).set_min(0.0);
        chart.set_width(960).set_height(300);
        chart.set_alt_text(format!("{title}: the figures are in the worksheet {}", wanted.table));
        overview.insert_chart(row, 0, &chart)?;
        row += 16;
    }
    Ok(())
}
