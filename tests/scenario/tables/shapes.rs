//! Tables in other shapes: times across, two columns of times, filters, encodings, workbooks.

use super::{COUNTS, counts, plan_of, rate_at, refused, says, with, with_files};
use crate::table::workbooks::workbook;

const PLAIN: &str = "csv = \"in.csv\"\nkind = \"counts\"";

#[test]
fn the_only_other_column_needs_no_name() {
    let csv = "from,Sessions offered\n08:00,3\n08:30,4\n";
    says(&with(PLAIN, csv), &["note[guessed]", "column = \"Sessions offered\""]);
    assert_eq!(counts(with(PLAIN, csv))(8, 30), 4.0);
    let several = "from,Offered,AHT\n08:00,3,250\n08:30,4,260\n";
    assert_eq!(counts(with(PLAIN, several))(8, 30), 4.0);
    let unknown = "from,blue,green\n08:00,3,250\n";
    refused(&with(PLAIN, unknown), &["`csv` needs `column`", "one of \"blue\", \"green\""]);
}

#[test]
fn a_date_and_a_time_may_stand_in_two_columns() {
    let csv = "Date,Time,Calls\n06.11.2023,08:00,3\n06.11.2023,08:30,4\n";
    says(&with(PLAIN, csv), &["from = [\"Date\", \"Time\"], column = \"Calls\""]);
    assert_eq!(counts(with(PLAIN, csv))(8, 30), 4.0);
    let weekly = "Weekday;Hour;Calls\nTuesday;8;3\nTuesday;9;4\n";
    assert_eq!(counts(with(PLAIN, weekly))(24 + 9, 0), 4.0);
}

#[test]
fn times_may_stand_across_one_row_a_skill() {
    let csv = "skill,08:00,08:30,09:00\nsales,3,4,5\nbilling,1,2,\n";
    let keys = format!("{PLAIN}\nwhere = {{ skill = \"billing\" }}");
    let at = counts(with(&keys, csv));
    assert_eq!((at(8, 0), at(8, 30), at(9, 0)), (1.0, 2.0, 0.0));
    refused(&with(PLAIN, csv), &["several rows with times across", "where = { skill = \"…\" }"]);
    let none = format!("{PLAIN}\nwhere = {{ skill = \"returns\" }}");
    refused(&with(&none, csv), &["no row of `in.csv` passes `where`"]);
}

#[test]
fn times_may_stand_across_one_row_a_day() {
    let csv = "Day;8:00 AM;9:00 AM\nMonday;3;4\nTuesday;5;6\n";
    let at = counts(with(PLAIN, csv));
    assert_eq!((at(9, 0), at(24 + 8, 0)), (4.0, 5.0));
}

#[test]
fn days_may_stand_across_one_row_an_interval() {
    let csv = "Interval;Mon;Tue;Total\n08:00-08:30;3;5;8\n08:30-09:00;4;;4\nTotal;7;5;12\n";
    let at = counts(with(PLAIN, csv));
    assert_eq!((at(8, 0), at(8, 30), at(24 + 8, 0), at(24 + 8, 30)), (3.0, 4.0, 5.0, 0.0));
    // Whatever the times are called, and with days that are dates: 6 November 2023 is a Monday.
    for (first, second) in [("06.11.2023", "07.11.2023"), ("Montag", "Dienstag")] {
        let csv = format!("Halbe Stunde,{first},{second}\n08:00,3,5\n08:30,4,6\n");
        let at = counts(with(PLAIN, &csv));
        assert_eq!((at(8, 30), at(24 + 8, 0)), (4.0, 5.0), "{first}");
    }
    let open = "from,1/2/2026,2/2/2026\n08:00,3,5\n";
    refused(&with(PLAIN, open), &["the headings of `in.csv`", "format = { date_order ="]);
    // A column that is named is one column, as before.
    let one = format!("{PLAIN}\ncolumn = \"Tue\"\ndays = \"tue\"");
    assert_eq!(counts(with(&one, csv))(24 + 8, 0), 5.0);
    // A heading that is no day is a day that was misspelt.
    let misspelt = "Interval;Mon;Tue;Wedn;Total\n08:00;3;5;7;15\n";
    says(
        &with(PLAIN, misspelt),
        &["warning[no-effect]", "headings of `in.csv` that are no days are not read: `Wedn`"],
    );
    let none = "Interval;Mon;Tue\nlunch;3;5\n";
    refused(&with(PLAIN, none), &["in.csv:2:1", "`lunch` is no time"]);
}

#[test]
fn means_of_intervals_are_rates_about_which_chance_moves() {
    let csv = "from,n\n08:00,3\n08:30,4.5\n";
    let plan = plan_of(with("csv = \"in.csv\"\nkind = \"mean-counts\"", csv));
    assert_eq!(rate_at(&plan, 8.5), 9.0);
}

#[test]
fn only_rows_with_a_text_count() {
    let csv = "from,queue,n\n08:00,sales,3\n08:00,vip,1\n08:30,sales,4\n";
    refused(&with(COUNTS, csv), &["in.csv:3:1", "`08:00` is there twice", "where ="]);
    let keys = format!("{COUNTS}\nwhere = {{ queue = \"sales\" }}");
    assert_eq!(counts(with(&keys, csv))(8, 0), 3.0);
}

#[test]
fn a_log_without_a_header_is_filtered_by_the_number_of_a_column() {
    let log = "1699257600|a1|sales|NONE|ENTERQUEUE||55\n1699257609|a1|sales|op1|CONNECT|9|x\n";
    let keys = "replay = \"in.csv\"\ncolumn = \"1\"\nwhere = { 5 = \"ENTERQUEUE\" }\n\
                format = { header = \"none\" }";
    let plan = plan_of(with(keys, log));
    let deskload::plan::Arrivals::Replay(instants) = &plan.flows[0].arrivals else { panic!() };
    // 1699257600 is Monday 2023-11-06 08:00 UTC.
    assert_eq!(instants[..], [deskload::base::Time(8 * deskload::base::HOUR.0)]);
}

#[test]
fn utf_16_and_code_pages_are_read() {
    let text = "from\tn\r\n08:00\t3\r\n08:30\t4\r\n";
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(counts(with_files(COUNTS, &[("in.csv", &wide)], &[]))(8, 30), 4.0);
    // "время;n" in the code page of Russian Windows.
    let cyrillic = b"\xe2\xf0\xe5\xec\xff;n\n08:00;3\n08:30;4\n";
    let plain = with_files(COUNTS, &[("in.csv", cyrillic)], &[]);
    refused(&plain, &["in.csv:1:1", "encoding = \"windows-1251\""]);
    let stated = format!("{COUNTS}\nformat = {{ encoding = \"windows-1251\" }}");
    assert_eq!(counts(with_files(&stated, &[("in.csv", cyrillic)], &[]))(8, 30), 4.0);
}

#[test]
fn a_sheet_of_a_workbook_is_a_table() {
    let text = |cell: &str, words: &str| {
        format!(r#"<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>"#)
    };
    let header = [text("A1", "Interval"), text("B1", "Calls")].concat();
    // Day 45236 of Excel is 2023-11-06; a third of a day is eight o'clock.
    let rows = format!(
        r#"<row r="1">{header}</row><row r="2"><c r="A2" s="1"><v>45236.333333333336</v></c><c r="B2"><v>3</v></c></row><row r="3"><c r="A3" s="1"><v>45236.354166666664</v></c><c r="B3"><v>4</v></c></row>"#
    );
    let book = workbook(&[("Notes", ""), ("Data", &rows)]);
    let keys = "csv = \"in.xlsx\"\nkind = \"counts\"";
    let files: [(&str, &[u8]); 1] = [("in.xlsx", &book)];
    refused(&with_files(keys, &files, &[]), &["2 sheets", "sheet = \"Notes\" or \"Data\""]);
    let stated = format!("{keys}\nformat = {{ sheet = \"Data\" }}");
    assert_eq!(counts(with_files(&stated, &files, &[]))(8, 30), 4.0);
}

#[test]
fn lines_above_the_header_are_passed_over_and_told() {
    let csv = "Reporting period 2023-11-06\n\nfrom,n\n08:00,3\n08:30,4\n";
    says(&with(COUNTS, csv), &["note[skipped]", "named on line 3"]);
    assert_eq!(counts(with(COUNTS, csv))(8, 30), 4.0);
}

#[test]
fn many_faults_of_a_file_are_counted() {
    let rows: String = (0..1_500).map(|row| format!("{row}x,1\n")).collect();
    let reading = with(COUNTS, &format!("from,n\n{rows}"));
    refused(&reading, &["in.csv:2:1", "and 1,480 more faults"]);
}

#[test]
fn excel_day_numbers_and_day_fractions_are_times() {
    let keys = "csv = \"in.csv\"\ncolumn = \"n\"\nkind = \"rate-per-hour\"";
    let plan = plan_of(with(keys, "from,n\n0.333333333,3\n0.354166667,4.5\n"));
    assert!((rate_at(&plan, 8.75) - 4.5).abs() < 1e-9);
    let dated = plan_of(with(keys, "from,n\n45237.333333333,3\n45237.354166667,4.5\n"));
    assert!((rate_at(&dated, 32.75) - 4.5).abs() < 1e-9);
}

#[test]
fn a_log_of_numbers_that_may_be_days_or_seconds_is_asked_about() {
    // Day 46300 is 2026-10-05; as seconds it is 12:51:40 of the first day.
    let csv = "at\n46300.375\n46301.5\n";
    let keys = "replay = \"in.csv\"\ncolumn = \"at\"";
    refused(&with(keys, csv), &["in.csv:2:1", "a day of a spreadsheet", "\"excel-days\""]);
    let hours = |format: &str| {
        let plan = plan_of(with(&format!("{keys}\nformat = {{ {format} }}"), csv));
        let deskload::plan::Arrivals::Replay(instants) = &plan.flows[0].arrivals else { panic!() };
        instants.iter().map(|at| at.0 as f64 / 3.6e9).collect::<Vec<f64>>()
    };
    assert_eq!(hours("times = \"excel-days\""), [9.0, 36.0]);
    assert!((hours("unit = \"s\"")[0] - 46_300.375 / 3_600.0).abs() < 1e-9);
    // Others are seconds without a question.
    assert!(matches!(
        plan_of(with(keys, "at\n46300.375\n90000\n")).flows[0].arrivals,
        deskload::plan::Arrivals::Replay(_)
    ));
}
