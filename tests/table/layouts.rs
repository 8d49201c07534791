//! Encodings, separators, headers, and what is passed over.

use deskload::table::columns::{FoundColumn, Likeness, NoColumn, find};
use deskload::table::rows::{RowReader, Skipped};
use deskload::table::{Comments, FaultList, Header, ReadingOptions, Separator, TableFault};

use super::{cells, row, table};

#[test]
fn each_separator_is_found_out() {
    for sign in [",", ";", "\t", "|"] {
        let text = format!("from{sign}n\n08:00{sign}3\n08:30{sign}4\n");
        let expected = [row(0, &["from", "n"]), row(2, &["08:00", "3"]), row(3, &["08:30", "4"])];
        assert_eq!(table(&text), expected, "{sign:?}");
    }
}

#[test]
fn decimal_commas_do_not_pass_for_separators() {
    let text = "from;n\n08:00;3,5\n08:30;4,5\n";
    assert_eq!(table(text)[1], row(2, &["08:00", "3,5"]));
}

#[test]
fn a_separator_may_be_stated() {
    let options =
        ReadingOptions { separator: Some(Separator::Semicolon), ..ReadingOptions::default() };
    let found = cells(b"a,b;c,d\n1,2;3,4\n", &options, &[]);
    assert_eq!(found[1], row(2, &["1,2", "3,4"]));
}

#[test]
fn text_in_utf_16_is_read_with_and_without_a_mark() {
    let text = "from,n\n08:00,3\n";
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let marked = format!("\u{feff}{text}");
    for bytes in [little(text), big(text), little(&marked), big(&marked), marked.into_bytes()] {
        let found = cells(&bytes, &ReadingOptions::default(), &[]);
        assert_eq!(found, [row(0, &["from", "n"]), row(2, &["08:00", "3"])]);
    }
}

#[test]
fn a_code_page_is_read_where_it_is_stated() {
    let options =
        ReadingOptions { encoding: Some("windows-1251".to_owned()), ..ReadingOptions::default() };
    // "Имя,n" in that code page.
    let found = cells(b"\xc8\xec\xff,n\na,1\n", &options, &[]);
    assert_eq!(found[0], row(0, &["Имя", "n"]));
    let options =
        ReadingOptions { encoding: Some("latin-99".to_owned()), ..ReadingOptions::default() };
    let fault = RowReader::open(&b"a,b\n"[..], &options, &[]).expect_err("no such encoding");
    assert!(fault.problem.contains("no encoding latin-99"), "{fault:?}");
}

#[test]
fn lines_above_the_header_blank_rows_and_totals_are_counted() {
    let text =
        "Reporting period 2026-10-05 to 2026-10-06\n\nfrom,n\n08:00,3\n,\n08:30,4\nTotal,7\n";
    let mut rows =
        RowReader::open(text.as_bytes(), &ReadingOptions::default(), &[&["from"]]).expect("table");
    let mut lines = Vec::new();
    while let Some(row) = rows.next_row().expect("sound") {
        lines.push(row.line);
    }
    assert_eq!(lines, [4, 6]);
    let expected = Skipped { header_line: Some(3), blank: 1, totals: 1, first_total: Some(7) };
    assert_eq!(*rows.skipped(), expected);
}

#[test]
fn a_preamble_with_more_cells_does_not_hide_wanted_columns() {
    let text = "a,b,c\nx,y,z\nfrom,n\n08:00,3\n08:30,4\n";
    let found = cells(text.as_bytes(), &ReadingOptions::default(), &[&["from"], &["n"]]);
    assert_eq!(found[1], row(4, &["08:00", "3"]));
}

#[test]
fn lines_count_comments_blank_lines_and_breaks_within_quotes() {
    let text = "# made by hand\r\nname,n\r\n\r\n\"two\r\nlines\",1\r\n# between\r\nb,2\r\n";
    let found = table(text);
    assert_eq!(found[1].0, 4);
    assert_eq!(found[2], row(7, &["b", "2"]));
}

#[test]
fn a_heading_with_a_hash_is_kept_if_there_are_no_comments() {
    let options = ReadingOptions { comments: Comments::None, ..ReadingOptions::default() };
    assert_eq!(cells(b"#,n\n1,2\n", &options, &[])[0], row(0, &["#", "n"]));
}

#[test]
fn a_file_without_a_header_has_numbered_columns_and_rows_of_any_length() {
    let options = ReadingOptions { header: Header::None, ..ReadingOptions::default() };
    let log = b"1792000000|a|sales|NONE|ENTERQUEUE||55\n1792000009|a|sales|op|CONNECT|9\n";
    let found = cells(log, &options, &[]);
    assert_eq!(found[0], row(0, &["1", "2", "3", "4", "5", "6", "7"]));
    assert_eq!(found[1].0, 1);
    assert_eq!(found[2], row(2, &["1792000009", "a", "sales", "op", "CONNECT", "9"]));
}

#[test]
fn a_row_of_another_length_is_a_fault_at_its_line_and_reading_goes_on() {
    let text = "a,b\n1,2\n3\n4,5,\n6,7,8\n9,10\n";
    let mut rows = RowReader::open(text.as_bytes(), &ReadingOptions::default(), &[]).expect("ok");
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    loop {
        match rows.next_row() {
            Ok(Some(row)) => lines.push(row.line),
            Ok(None) => break,
            Err(fault) => faults.push((fault.line, fault.problem)),
        }
    }
    assert_eq!(lines, [2, 4, 6]);
    let says = |line, cells| (line, format!("this row has {cells} cells, the header has 2"));
    assert_eq!(faults, [says(3, 1), says(5, 3)]);
}

#[test]
fn an_empty_file_is_a_fault() {
    let fault = RowReader::open(&b""[..], &ReadingOptions::default(), &[]).expect_err("empty");
    assert_eq!(fault.problem, "the file is empty");
}

#[test]
fn columns_are_found_by_name_then_spelling_then_synonym() {
    let header = ["Start Time", "Offered", "calls", "Calls"];
    let found = |place, likeness| Ok(FoundColumn { place, likeness });
    assert_eq!(find(&header, &["calls"]), found(2, Likeness::Same));
    assert_eq!(find(&header, &["start_time"]), found(0, Likeness::Spelling));
    assert_eq!(find(&header, &["from", "interval", "starttime"]), found(0, Likeness::Synonym));
    assert_eq!(find(&header, &["CALLS"]), Err(NoColumn::Several(vec![2, 3])));
    assert_eq!(find(&header, &["wait"]), Err(NoColumn::Missing));
}

#[test]
fn twenty_faults_are_kept_and_the_rest_counted() {
    let mut faults = FaultList::default();
    for line in 1..=1_500 {
        let (problem, help) = (String::new(), String::new());
        faults.add(TableFault { line, byte: 0, problem, help });
    }
    assert_eq!((faults.kept().len(), faults.more()), (20, 1_480));
}

#[test]
fn a_hundred_thousand_rows_are_read_one_at_a_time() {
    let mut text = String::from("from,n\n");
    for _ in 0..100_000 {
        text.push_str("2026-10-05 08:00:00,3\n");
    }
    let mut rows = RowReader::open(text.as_bytes(), &ReadingOptions::default(), &[]).expect("ok");
    let mut last = 0;
    while let Some(row) = rows.next_row().expect("sound") {
        last = row.line;
    }
    assert_eq!(last, 100_001);
}
