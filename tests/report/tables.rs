//! Tables in every form: the dialects of CSV, the columns of a scenario, workbooks.

use std::io::{Cursor, Read as _};

use calamine::{Data, Range, Reader as _, Xlsx};
use deskload::report::{
    Cell, ColumnChoice, CsvDialect, MAX_WORKSHEET_ROWS, Manifest, ReportTable, TableColumn,
    TableOptions, WorkbookPage, run_workbook, sheet_table, too_large_for_worksheet, workbook,
};
use deskload::study::{self, Findings, Options, Outcome};
use deskload::{NoFiles, Plan, read};

const DESK: &str = r#"
edition = { name = "none" }

[run]
starts = 2026-10-05 08:00:00
horizon = "4h"
interval = "30m"
replications = 3

[[groups]]
name = "it"
count = 3
limit = 2

[[live_chats]]
name = "=cmd|'/C calc'!A0"
channel = "telegram"
operators = ["it"]
arrivals = [{ rate = "20/h" }]
topics = [{ name = "question", effort = { exponential = "5m" }, patience = { exponential = "4m" } }]

[[live_chats]]
name = "sales, abroad"
channel = "telegram"
operators = ["it"]
arrivals = [{ rate = "10/h" }]
topics = [{ name = "order", effort = "3m", patience = { exponential = "4m" } }]
"#;

fn plan(text: &str, overrides: &[&str]) -> Plan {
    let overrides: Vec<String> = overrides.iter().map(|&one| one.to_owned()).collect();
    read("desk.toml", text.as_bytes(), &NoFiles, &overrides).plan.expect("a valid desk")
}

fn outcome(plan: &Plan) -> Outcome {
    study::run(plan, &Options::default(), &|_| {}).expect("it runs")
}

fn telling(plan: &Plan) -> ColumnChoice<'_> {
    TableOptions::default().choice(plan, plan.run.replications)
}

fn csv_of(outcome: &Outcome, sheet: &str, choice: ColumnChoice<'_>, dialect: CsvDialect) -> String {
    let sheet = outcome.sheets.iter().find(|one| one.name == sheet).expect("a sheet");
    String::from_utf8(sheet_table(sheet, choice).csv(dialect)).expect("text")
}

fn headings(outcome: &Outcome, sheet: &str, choice: ColumnChoice<'_>) -> Vec<String> {
    let csv = csv_of(outcome, sheet, choice, CsvDialect::Standard);
    csv.lines().next().expect("headings").split(',').map(str::to_owned).collect()
}

fn workbook_of(plan: &Plan, outcome: &Outcome) -> Vec<u8> {
    let manifest = Manifest {
        command_name: "run",
        scenario: &plan.name,
        file: "desk.toml",
        inputs: &[],
        overrides: &[],
        seed: plan.run.seed,
        replications: plan.run.replications,
        only_replication: None,
        requested: plan.run.replications,
        finished: outcome.finished,
        trace: false,
        replication_values: false,
        tables: TableOptions::default(),
        findings: &Findings::NONE,
        expectations: &[],
        verdicts: None,
    };
    run_workbook(outcome, &manifest, telling(plan)).expect("a workbook")
}

fn worksheet(bytes: &[u8], name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("xlsx");
    book.worksheet_range(name).expect(name)
}

/// A file within a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

#[test]
fn excel_of_half_of_europe_reads_numbers_as_numbers() {
    let plan = plan(DESK, &[]);
    let outcome = outcome(&plan);
    let standard = csv_of(&outcome, "intervals", telling(&plan), CsvDialect::Standard);
    let european = csv_of(&outcome, "intervals", telling(&plan), CsvDialect::ExcelEu);
    let european = european.strip_prefix('\u{feff}').expect("the mark by which Excel knows UTF-8");
    let reader = |text: &str, delimiter| -> Vec<Vec<String>> {
        let text = text.to_owned();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .from_reader(text.as_bytes());
        reader
            .records()
            .map(|record| record.expect("a record").iter().map(str::to_owned).collect())
            .collect()
    };
    let (standard, european) = (reader(&standard, b','), reader(european, b';'));
    assert_eq!(standard.len(), european.len());
    let mut decimals = 0;
    for (line, other) in standard.iter().zip(&european) {
        for (cell, twin) in line.iter().zip(other) {
            if cell.parse::<f64>().is_ok() {
                assert_eq!(cell.replace('.', ","), *twin);
                decimals += usize::from(twin.contains(','));
            } else {
                assert_eq!(cell, twin);
            }
        }
    }
    assert!(decimals > 50, "{decimals} numbers with decimals");
}

#[test]
fn a_table_has_the_columns_that_say_something_about_the_scenario() {
    let plan = plan(DESK, &[]);
    let first = outcome(&plan);
    let all = headings(&first, "live_chats", ColumnChoice::All);
    let telling_columns = headings(&first, "live_chats", telling(&plan));
    assert!(telling_columns.len() * 2 < all.len(), "{} of {}", telling_columns.len(), all.len());
    assert!(telling_columns.iter().all(|name| all.contains(name)));
    for absent in ["bot_time", "reply_time", "spam", "forecasts", "transferred_share", "retrials"] {
        assert!(all.contains(&absent.to_owned()), "{absent} is no column");
        assert!(!telling_columns.contains(&absent.to_owned()), "{absent}");
    }
    // A maximum is seen, not estimated.
    assert!(telling_columns.contains(&"wait_max".to_owned()));
    assert!(!telling_columns.contains(&"wait_max_ci95".to_owned()));
    // The seed has no part in it, nor has what was seen.
    let other = self::plan(DESK, &["run.seed=77", "live_chats.0.arrivals.0.rate=\"0.1/h\""]);
    for sheet in &first.sheets {
        let columns = headings(&first, sheet.name, telling(&plan));
        let others = headings(&outcome(&other), sheet.name, telling(&other));
        assert_eq!(columns, others, "{}", sheet.name);
    }
    // A line for each figure of the summary.
    let summary = csv_of(&first, "summary", telling(&plan), CsvDialect::Standard);
    assert!(!summary.contains(",bot_time,") && summary.contains(",asa,"), "{summary}");
    // One replication has no interval.
    let alone = self::plan(DESK, &["run.replications=1"]);
    let columns = headings(&outcome(&alone), "live_chats", telling(&alone));
    assert!(columns.iter().all(|name| !name.ends_with("_ci95")), "{columns:?}");
}

#[test]
fn what_a_desk_has_brings_its_columns() {
    let with = |change: &str, sheet: &str, column: &str| {
        let plan = plan(DESK, &[change]);
        let columns = headings(&outcome(&plan), sheet, telling(&plan));
        assert!(columns.contains(&column.to_owned()), "{change}: {columns:?}");
    };
    with("run.forecasts=\"all\"", "live_chats", "forecast_online_error");
    with("groups.it.wrap_up=\"1m\"", "groups", "wrap_up");
    with("run.starts=2026-10-05 08:00:00", "intervals", "date");
}

#[test]
fn a_run_that_begins_on_a_date_says_dates() {
    let dated = plan(DESK, &[]);
    let csv = csv_of(&outcome(&dated), "intervals", telling(&dated), CsvDialect::Standard);
    assert!(csv.contains(",1800,mon 08:30,2026-10-05 08:30,"), "{csv}");
    let undated = plan(DESK, &["run.starts=\"mon 08:00\""]);
    let columns = headings(&outcome(&undated), "intervals", telling(&undated));
    assert_eq!(columns[..4], ["live_chat", "starts", "at", "offered"]);
}

#[test]
fn a_workbook_holds_the_figures_of_the_csv_files_as_numbers_and_dates() {
    let plan = plan(DESK, &[]);
    let outcome = outcome(&plan);
    let bytes = workbook_of(&plan, &outcome);
    for sheet in outcome.sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let table = sheet_table(sheet, telling(&plan));
        let (columns, rows): (_, Vec<_>) = (table.columns, table.rows.collect());
        let range = worksheet(&bytes, sheet.name);
        assert_eq!(range.height(), rows.len() + 1, "{}", sheet.name);
        let at = |row: usize, place: usize| range.get_value((row as u32, place as u32));
        for (place, column) in columns.iter().enumerate() {
            let heading = at(0, place).expect("a heading").to_string();
            assert!(heading.starts_with(&column.name), "{heading}");
            assert_eq!(heading.ends_with(" (s)"), column.unit == "s", "{heading}");
        }
        for (row, cells) in rows.iter().enumerate() {
            for (place, cell) in cells.iter().enumerate() {
                let found = at(row + 1, place).unwrap_or(&Data::Empty);
                match (cell, found) {
                    (Cell::Number(value), Data::Float(number)) => {
                        assert!((value - number).abs() <= 5.1e-7, "{value} is {number}");
                    }
                    (Cell::Number(value), Data::Empty) => assert!(!value.is_finite()),
                    (Cell::Text(text), Data::String(found)) => assert_eq!(text, found),
                    (Cell::Text(text), Data::Empty) => assert_eq!(text, ""),
                    (Cell::DateTime(text), Data::DateTime(at)) => {
                        let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
                        let said = format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}");
                        assert_eq!(*text, said);
                    }
                    (cell, found) => panic!("{}: {cell:?} became {found:?}", sheet.name),
                }
            }
        }
    }
}

#[test]
fn a_workbook_has_charts_and_headings_that_stay_and_its_bytes_are_stable() {
    let plan = plan(DESK, &[]);
    let outcome = outcome(&plan);
    let bytes = workbook_of(&plan, &outcome);
    assert_eq!(bytes, workbook_of(&plan, &outcome));
    let properties = part(&bytes, "docProps/core.xml");
    assert!(properties.contains("2000-01-01T00:00:00Z"), "{properties}");
    let chart = part(&bytes, "xl/charts/chart1.xml");
    assert_eq!(chart.matches("<c:ser>").count(), 2, "a line for each live chat");
    assert!(chart.contains("<c:f>intervals!$A$2</c:f>"), "a name is that of a cell: {chart}");
    assert!(chart.contains("<c:f>intervals!$D$2:$D$9</c:f>"), "eight half-hours: {chart}");
    let overview = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(overview.contains("<drawing "), "the charts are on the first sheet");
    let intervals = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(intervals.contains("ySplit=\"1\"") && intervals.contains("state=\"frozen\""));
    for number in 1..=20 {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
        let name = format!("xl/worksheets/sheet{number}.xml");
        if archive.by_name(&name).is_ok() {
            assert!(!part(&bytes, &name).contains("<f>"), "a formula in {name}");
        }
    }
}

#[test]
fn no_text_of_a_scenario_is_run_or_hidden_in_a_workbook() {
    let texts = ["=1+2", "@SUM(A1)", "x\u{202e}gpj.exe", "\u{200b}=1+4", "_x0041_", "a\u{1}b"];
    let long = "\u{1f600}".repeat(20_000);
    let cells = texts.iter().copied().chain([long.as_str()]);
    let rows: Vec<Vec<Cell<'_>>> = cells.map(|text| vec![Cell::text(text)]).collect();
    let table = ReportTable {
        name: "names",
        columns: vec![TableColumn::text("name")],
        rows: Box::new(rows.into_iter()),
    };
    let facts = vec![("scenario", "=1+1".to_owned())];
    let page = WorkbookPage { facts, tables: vec![table], charts: None };
    let bytes = workbook(page).expect("a workbook");
    let range = worksheet(&bytes, "names");
    let found: Vec<String> = (1..range.height()).map(|row| range[(row, 0)].to_string()).collect();
    assert_eq!(found[..5], ["=1+2", "@SUM(A1)", "x\\u{202e}gpj.exe", "\\u{200b}=1+4", "_x0041_"]);
    assert_eq!(found[5], "a\\u{1}b");
    assert!(found[6].ends_with("(cut: a cell holds 32767 characters, and this has 40000)"));
    assert!(found[6].encode_utf16().count() <= 32_767);
    assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("<f>"));
    // Typed again, it stays a text.
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
}

#[test]
fn what_a_worksheet_does_not_hold_is_said_with_the_way_out() {
    assert_eq!(too_large_for_worksheet("cells", MAX_WORKSHEET_ROWS - 1, 10), None);
    let why = too_large_for_worksheet("cells", MAX_WORKSHEET_ROWS, 10).expect("too long");
    assert!(why.contains("1048576 lines") && why.contains("--xlsx"), "{why}");
    assert!(too_large_for_worksheet("cells", 1, 16_385).is_some_and(|why| why.contains("columns")));
}
