//! `sessions.csv` is written while sessions end, and has them in the order in which they came.

use std::fs;

use csv::StringRecord;
use deskload::cli::folder::trace_file::TraceFile;
use deskload::metrics::{SessionRow, SessionSink};
use deskload::report::{SessionLines, sessions_csv};

/// A row with a cell that makes it so long, and one that needs quotes.
fn row(replication: u32, arrival: u64, length: usize) -> SessionRow {
    let cells = [arrival.to_string(), "x".repeat(length), "a, \"b\"".to_owned()];
    SessionRow {
        replication,
        cells: StringRecord::from(cells.to_vec()),
        transferred_at: Vec::new(),
        replied_at: Vec::new(),
    }
}

/// An order of the numbers below `count` that has little to do with their own.
fn shuffled(count: u64) -> impl Iterator<Item = u64> {
    // 7919 is a prime that divides no count of these tests.
    (0..count).map(move |number| number * 7919 % count)
}

#[test]
fn rows_are_in_the_order_of_arrivals_however_sessions_end() {
    let folder = tempfile::tempdir().expect("a directory");
    let file = TraceFile::create(folder.path(), "sessions.csv", SessionLines::default())
        .expect("it is writable");
    // Six chunks of two MiB; one that stays in memory; none at all.
    let lengths = |arrival: u64| if arrival.is_multiple_of(100) { 20_000 } else { 1_000 };
    let counts = [10_000, 50, 0];
    let mut spools: Vec<_> = (0..3).map(|replication| file.begin(replication)).collect();
    for (replication, count) in (0..).zip(counts) {
        for arrival in shuffled(count) {
            let row = row(replication, arrival, lengths(arrival));
            spools[replication as usize].put(arrival, &row.cells);
        }
    }
    // What was given up leaves no trace.
    let given_up = file.begin(1);
    drop(given_up);
    for spool in spools {
        spool.complete();
    }
    file.finish().expect("the disk is well");
    let rows = (0..).zip(counts).flat_map(|(replication, count)| {
        (0..count).map(move |arrival| row(replication, arrival, lengths(arrival)))
    });
    let expected = sessions_csv(&rows.collect::<Vec<_>>());
    let written = fs::read(folder.path().join("sessions.csv")).expect("it is there");
    assert!(written == expected, "{} bytes instead of {}", written.len(), expected.len());
    assert_eq!(fs::read_dir(folder.path()).expect("a directory").count(), 1);
}

#[test]
fn a_file_of_another_run_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a directory");
    fs::write(folder.path().join("sessions.csv"), "mine").expect("written");
    TraceFile::create(folder.path(), "sessions.csv", SessionLines::default())
        .expect_err("it is there");
}
