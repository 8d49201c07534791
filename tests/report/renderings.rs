//! One hand-made outcome, as every format shows it.

use deskload::base::{DAY, HOUR, MINUTE, SECOND, Span};
use deskload::metrics::{
    BatchCheck, Column, Estimate, Row, SESSION_COLUMNS, SessionRow, Sheet, Unit,
};
use deskload::plan::{AtHorizon, Precision, Run, Statistics};
use deskload::report::{
    self, ColumnChoice, CsvDialect, Manifest, TableForm, TableOptions, TextStyle,
};
use deskload::study::{
    AchievedPrecision, Findings, FoundWarmUp, HandedRound, Outcome, UnansweredAtEnd,
};

const KEYS: &[Column] = &[Column { name: "live_chat", unit: None, definition: "its name" }];

fn measured(value: f64, half_width: f64) -> Estimate {
    Estimate { value, half_width }
}

fn sheet() -> Sheet {
    let column = |name, unit| Column { name, unit: Some(unit), definition: "a / b" };
    let none = measured(f64::NAN, f64::NAN);
    Sheet {
        name: "live_chats",
        keys: KEYS,
        measures: vec![
            column("offered", Unit::Count),
            column("service_level", Unit::Share),
            column("asa", Unit::Seconds),
        ],
        rows: vec![
            Row {
                keys: vec!["internal".to_owned()],
                values: vec![measured(1200.5, 10.25), measured(0.8125, 0.01), measured(12.0, 0.5)],
            },
            Row {
                keys: vec!["=cmd|'/c calc'!A0".to_owned()],
                values: vec![measured(0.0, 0.0), none, none],
            },
        ],
        rows_left_out: false,
    }
}

fn outcome() -> Outcome {
    let cells = vec!["-1"; SESSION_COLUMNS.len()].into();
    Outcome {
        sheets: vec![sheet()],
        finished: 20,
        requested: 20,
        events: 0,
        sessions_offered: 0,
        sessions: Some(vec![SessionRow {
            replication: 3,
            cells,
            transferred_at: Vec::new(),
            replied_at: Vec::new(),
        }]),
        replication_values: Vec::new(),
        findings: Findings::NONE,
    }
}

pub fn with_manifest<T>(use_it: impl FnOnce(&Manifest<'_>) -> T) -> T {
    let inputs = [("desk.toml".to_owned(), b"name = 'desk'".to_vec())];
    use_it(&Manifest {
        command_name: "run",
        scenario: "desk",
        file: "desk.toml",
        inputs: &inputs,
        overrides: &["run.seed=9".to_owned(), "edition=\"free\"".to_owned()],
        seed: 9,
        replications: 20,
        only_replication: None,
        requested: 20,
        finished: 20,
        trace: true,
        replication_values: false,
        tables: TableOptions::default(),
        findings: &Findings::NONE,
        expectations: &[],
        verdicts: None,
    })
}

#[test]
fn a_sheet_is_keys_and_measures_each_with_its_interval() {
    let csv = String::from_utf8(report::sheet_csv(&sheet())).expect("text");
    assert_eq!(
        csv,
        "live_chat,offered,offered_ci95,service_level,service_level_ci95,asa,asa_ci95,too_wide\n\
         internal,1200.5,10.25,0.8125,0.01,12,0.5,\n\
         '=cmd|'/c calc'!A0,0,0,,,,,\n"
    );
}

#[test]
fn the_sessions_of_a_trace_are_disarmed_too() {
    let rows = outcome().sessions.expect("a trace");
    let csv = String::from_utf8(report::sessions_csv(&rows)).expect("text");
    let line = csv.lines().nth(1).expect("a session");
    assert!(line.starts_with("3,'-1"), "{line}");
}

#[test]
fn a_report_is_one_file_a_sheet_the_trace_and_the_manifest() {
    let files = with_manifest(|manifest| {
        let how = TableForm { choice: ColumnChoice::All, dialect: CsvDialect::Standard };
        report::files(&outcome(), &[], Vec::new(), manifest, how)
    });
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["live_chats.csv", "sessions.csv", "manifest.json"]);
}

#[test]
fn the_manifest_says_which_run_it_was_and_how_to_repeat_it() {
    let text = with_manifest(|manifest| String::from_utf8(manifest.bytes()).expect("text"));
    let expected = r#"{
  "deskload": "VERSION",
  "scenario": "desk",
  "scenario_sha256": "HASH",
  "seed": 9,
  "replications": {
    "requested": 20,
    "finished": 20
  },
  "partial": false,
  "trace": true,
  "command": "deskload run desk.toml --set 'edition=\"free\"' --seed 9 --replications 20 --trace"
}
"#;
    let hash = text.split('"').find(|word| word.len() == 64).expect("a hash");
    let expected = expected.replace("VERSION", env!("CARGO_PKG_VERSION")).replace("HASH", hash);
    assert_eq!(text, expected);
}

#[test]
fn json_holds_the_digits_of_the_csv_and_null_where_nothing_is_known() {
    let bytes = with_manifest(|manifest| report::json(manifest, &[sheet()]));
    let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(json["seed"], 9);
    assert_eq!(json["summary"][0]["live_chat"], "internal");
    assert_eq!(json["sheets"]["live_chats"], json["summary"]);
    assert_eq!(json["summary"][0]["offered"]["value"], serde_json::json!(1200.5));
    assert_eq!(json["summary"][0]["asa"]["value"], serde_json::json!(12));
    assert!(json["summary"][1]["asa"]["ci95"].is_null());
}

fn run() -> Run {
    Run {
        forecasts: false,
        week_offset: Span::ZERO,
        first_monday: None,
        horizon: DAY,
        warm_up: Span::ZERO,
        interval: HOUR,
        seed: 9,
        replications: 20,
        at_horizon: AtHorizon::Cut,
        answer_within: MINUTE,
        short_abandon: Span(5 * SECOND.0),
        max_transfers: 3,
        statistics: Statistics::default(),
    }
}

#[test]
fn people_read_aligned_figures_with_units_intervals_and_what_they_mean() {
    let text = with_manifest(|manifest| {
        report::summary_text(manifest, &run(), &[sheet()], "", TextStyle::Plain)
    });
    assert_eq!(
        text,
        "\
desk: 20 replications, seed 9

internal
  offered            1200.5  ± 10.2   a / b
  service_level        81.2  ± 1.0 %  a / b
  asa                  12.0  ± 0.5 s  a / b

=cmd|'/c calc'!A0
  offered           0    a / b

± is half the width of a 95 % confidence interval. Counts are means of one replication.
N offered, R refused, A answered, B abandoned (B_s sooner than 5s); A_T, B_T within 1m.
"
    );
}

#[test]
fn a_name_moves_no_cursor_on_the_terminal() {
    let mut sheet = sheet();
    sheet.rows[0].keys[0] = "\u{1b}[2Jgone".to_owned();
    let text = with_manifest(|manifest| {
        report::summary_text(manifest, &run(), &[sheet], "", TextStyle::Plain)
    });
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn an_interrupted_run_says_so_first() {
    let text = with_manifest(|manifest| {
        let manifest = Manifest { finished: 3, ..*manifest };
        report::summary_text(&manifest, &run(), &[], "", TextStyle::Ansi)
    });
    assert!(text.starts_with("\u{1b}[1mdesk\u{1b}[0m: 3 of 20 replications: partial"), "{text}");
}

#[test]
fn what_a_run_found_out_stands_under_its_name_and_in_the_manifest() {
    let findings = Findings {
        warm_up: Some(FoundWarmUp { warm_up: HOUR, pilot: 5, too_short: false }),
        precision: Some(AchievedPrecision {
            aim: Precision {
                half_width: 0.01,
                figure: "wait",
                live_chat: None,
                max_replications: 1_000,
            },
            live_chat: Some("internal".to_owned()),
            half_width: 0.024,
            is_reached: false,
            replications: 1_000,
        }),
        batches: Some(BatchCheck { batches: 20, autocorrelation: 0.5, bound: 0.37 }),
        unanswered: Some(UnansweredAtEnd {
            open: 12.0,
            offered: 400.0,
            at_horizon: AtHorizon::Cut,
        }),
        handed_round: Some(HandedRound { reassignments: 4_800.0, offered: 400.0 }),
    };
    let (page, manifest) = with_manifest(|manifest| {
        let manifest = Manifest { findings: &findings, ..*manifest };
        (report::summary_text(&manifest, &run(), &[], "", TextStyle::Plain), manifest.bytes())
    });
    let lines: Vec<&str> = page.lines().collect();
    assert_eq!(
        lines[1..6],
        [
            "warm-up: 1h, found by MSER-5 in 5 replications of a pilot",
            "precision: not reached: wait of internal ± 2.40 % after 1000 replications, wanted \
             1.00 %; raise max_replications or the horizon",
            "batches: neighbours among the 20 resemble each other (correlation 0.50, above 0.37): \
             intervals are too narrow; take a longer run or fewer batches",
            "open: 3.0 % of the sessions had no answer when the run ended: means and percentiles of \
             waits are those of the others, who waited less; raise the horizon, or set at_horizon = \
             \"drain\"",
            "reassigned: sessions were taken off operators' hands 12 times each, on average: they go \
             round, and little is done for them; allow more time (`no_reply`), fewer at once (`limit`), \
             or let clients give up (`patience`)",
        ]
    );
    let json: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(json["warm_up"]["seconds"], 3600);
    assert_eq!(json["precision"]["is"], 0.024);
    assert_eq!(json["batches"]["correlated"], true);
    let sound: Vec<bool> =
        report::finding_notes(&findings).iter().map(|doubt| doubt.is_met).collect();
    assert_eq!(json["unanswered_at_end"]["open"], 12.0);
    assert_eq!(json["unanswered_at_end"]["after_drain"], false);
    assert_eq!(json["handed_round"]["reassignments"], 4_800.0);
    assert_eq!(sound, [true, false, false, false, false]);
}

#[test]
fn a_drain_that_came_to_its_bound_is_said() {
    let unanswered = UnansweredAtEnd { open: 3.0, offered: 1200.0, at_horizon: AtHorizon::Drain };
    let findings = Findings { unanswered: Some(unanswered), ..Findings::NONE };
    let notes = report::finding_notes(&findings);
    let text = "open: 3.0 sessions (0.25 %) had no answer when the drain came to its bound";
    assert!(notes[0].text.starts_with(text), "{}", notes[0].text);
}

#[test]
fn a_wide_interval_is_marked_where_people_and_scripts_read_it() {
    let mut sheet = sheet();
    // A share by points, everything else by tenths of itself.
    sheet.rows[0].values =
        vec![measured(1200.5, 121.0), measured(0.8125, 0.02), measured(12.0, 1.3)];
    let text = with_manifest(|manifest| {
        report::summary_text(manifest, &run(), std::slice::from_ref(&sheet), "", TextStyle::Plain)
    });
    assert!(text.contains("offered            1200.5  ± 121.0 (?)  a / b\n"), "{text}");
    assert!(text.contains("service_level        81.2  ± 2.0 %      a / b\n"), "{text}");
    assert!(text.contains("asa                  12.0  ± 1.3 s (?)  a / b\n"), "{text}");
    assert!(text.contains("\n(?) too wide to decide by"), "{text}");
    let csv = String::from_utf8(report::sheet_csv(&sheet)).expect("text");
    assert_eq!(csv.lines().nth(1), Some("internal,1200.5,121,0.8125,0.02,12,1.3,offered asa"));
    let json = with_manifest(|manifest| report::json(manifest, &[sheet]));
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["summary"][0]["asa"]["too_wide"], true);
    assert_eq!(json["summary"][0]["service_level"]["too_wide"], false);
    assert_eq!(json["summary"][1]["asa"]["too_wide"], false, "what is undefined is not vague");
}

/// Names that a spreadsheet would run or that would turn a line round, wherever it splits lines.
#[test]
fn no_name_is_a_formula_in_any_dialect_of_csv() {
    let names = [
        "=1+2",
        "＝1+3",
        "\u{200b}=1+4",
        "\u{feff}=1+5",
        "x\u{202e}gpj.exe",
        "\u{2066}iso",
        "q\"=1",
        "-2+3",
        "+4",
        "＠s",
        "x;@SUM(1+1)*cmd|' /C calc'!A0;y",
        "a;=1+1;b",
        "a,=1",
        "a;\"=1\"",
        "a|=1",
        "a; ＋1",
    ];
    let mut sheet = sheet();
    let value = sheet.rows[0].values.clone();
    sheet.rows = names
        .iter()
        .map(|name| Row { keys: vec![(*name).to_owned()], values: value.clone() })
        .collect();
    let bytes = report::sheet_csv(&sheet);
    let text = String::from_utf8(bytes).expect("text");
    assert!(!text.contains(['\u{200b}', '\u{feff}', '\u{202e}', '\u{2066}']), "{text}");
    for delimiter in *b",;\t|" {
        for quoting in [true, false] {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .quoting(quoting)
                .flexible(true)
                .has_headers(false)
                .from_reader(text.as_bytes());
            for record in reader.records() {
                for cell in &record.expect("readable") {
                    let bare = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
                    let is_formula = bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
                    assert!(!is_formula, "{cell:?} split at {:?}", char::from(delimiter));
                }
            }
        }
    }
}
