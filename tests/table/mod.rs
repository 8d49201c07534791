//! Tables as people have them: what is read of them, and what is asked.

mod layouts;
mod numbers;
mod times;
pub mod workbooks;

use deskload::table::ReadingOptions;
use deskload::table::rows::RowReader;

/// The header and the cells of a table, each row with its line.
fn cells(bytes: &[u8], options: &ReadingOptions, wanted: &[&[&str]]) -> Vec<(u64, Vec<String>)> {
    let mut rows = RowReader::open(bytes, options, wanted).expect("a table");
    let mut found = vec![(0, rows.header().to_vec())];
    while let Some(row) = rows.next_row().expect("sound rows") {
        found.push((row.line, row.cells().map(str::to_owned).collect()));
    }
    found
}

/// The same of a text whose layout is found out.
fn table(text: &str) -> Vec<(u64, Vec<String>)> {
    cells(text.as_bytes(), &ReadingOptions::default(), &[])
}

fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}
