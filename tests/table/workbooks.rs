//! Sheets of workbooks.

use std::io::{Cursor, Write};

use deskload::table::ReadingOptions;
use deskload::table::rows::RowReader;

use super::{cells, row};

/// A workbook of these sheets, each with the XML of its rows. Style 1 is a date with a time, 2 a time
/// of day, 3 a length of time.
pub fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        archive.start_file(name, options).expect("an entry");
        archive.write_all(text.as_bytes()).expect("written");
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut names, mut relations) = (String::new(), String::new());
    for (number, (name, rows)) in sheets.iter().enumerate() {
        let file = format!("worksheets/sheet{number}.xml");
        names += &format!(r#"<sheet name="{name}" sheetId="{}" r:id="r{number}"/>"#, number + 1);
        relations +=
            &format!(r#"<Relationship Id="r{number}" Type="{office}/worksheet" Target="{file}"/>"#);
        let sheet =
            format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#);
        add(&format!("xl/{file}"), &sheet);
    }
    let styles = format!(
        r#"<styleSheet xmlns="{main}"><numFmts count="3"><numFmt numFmtId="170" formatCode="yyyy-mm-dd hh:mm"/><numFmt numFmtId="171" formatCode="hh:mm"/><numFmt numFmtId="172" formatCode="[h]:mm:ss"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/></cellXfs></styleSheet>"#
    );
    add("xl/styles.xml", &styles);
    relations += &format!(r#"<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/>"#);
    let relations = format!(r#"<Relationships xmlns="{package}">{relations}</Relationships>"#);
    add("xl/_rels/workbook.xml.rels", &relations);
    let root = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="w" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    add("_rels/.rels", &root);
    let book = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>"#
    );
    add("xl/workbook.xml", &book);
    archive.finish().expect("an archive").into_inner()
}

fn text(cell: &str, words: &str) -> String {
    format!(r#"<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>"#)
}

#[test]
fn dates_times_and_lengths_of_a_sheet_are_read_by_their_format() {
    let header = [text("A1", "from"), text("B1", "n, all"), text("C1", "aht")].concat();
    let rows = format!(
        r#"<row r="1">{header}</row><row r="3"><c r="A3" s="1"><v>46300.354166666664</v></c><c r="B3"><v>3.5</v></c><c r="C3" s="3"><v>1.003125</v></c></row><row r="4"><c r="A4" s="2"><v>0.375</v></c><c r="B4"><v>4</v></c></row>"#
    );
    let found = cells(&workbook(&[("Data", &rows)]), &ReadingOptions::default(), &[]);
    assert_eq!(
        found,
        [
            row(0, &["from", "n, all", "aht"]),
            row(3, &["2026-10-05T08:30:00", "3.5", "24:04:30"]),
            row(4, &["9:00:00", "4", ""]),
        ]
    );
}

#[test]
fn a_sheet_is_chosen_by_name_and_asked_for_if_there_are_several() {
    let rows = format!(r#"<row r="1">{}</row>"#, text("A1", "n"));
    let book = workbook(&[("One", &rows), ("Two", &rows)]);
    let open = |sheet: Option<&str>| {
        let options = ReadingOptions { sheet: sheet.map(str::to_owned), ..Default::default() };
        RowReader::open(&book[..], &options, &[]).map(|rows| rows.header().to_vec())
    };
    let asked = open(None).expect_err("two sheets").problem;
    assert_eq!(asked, "the workbook has 2 sheets: say which with sheet = \"One\" or \"Two\"");
    assert_eq!(open(Some("Two")), Ok(vec!["n".to_owned()]));
    let wrong = open(Some("Three")).expect_err("no such sheet").problem;
    assert_eq!(wrong, "the workbook has no sheet \"Three\": its sheets are \"One\", \"Two\"");
}

#[test]
fn what_is_no_workbook_is_said_so() {
    let fault = RowReader::open(&b"PK\x03\x04 and no more"[..], &ReadingOptions::default(), &[])
        .expect_err("broken");
    assert!(fault.problem.starts_with("the workbook cannot be read:"), "{fault:?}");
}
