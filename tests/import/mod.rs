//! What other programs export becomes a history: the samples of `examples/imports`, and what a file
//! leaves open.

mod dirty;
mod legs;
mod messages;
mod staff;
mod variants;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use deskload::history::{
    HistoryZone, Message, RecordReader, Session, SessionOutcome, StaffTime, Visit, VisitEnd,
    parse_header,
};
use deskload::import::{
    Field, ImportError, ImportOptions, InputFile, OperatorNames, PROFILES, Profile, Shape, Skip,
    SkipCounts, import_intervals, recognise,
};
use deskload::table::ReadingOptions;
use deskload::table::times::DateOrder;

/// What an import gives, as lists.
#[derive(Debug)]
struct ImportedSessions {
    sessions: Vec<Session>,
    visits: Vec<Visit>,
    messages: Vec<Message>,
    staff: Vec<StaffTime>,
    read: u64,
    skipped: SkipCounts,
    notes: Vec<String>,
}

fn import_sessions(
    files: &[&dyn InputFile],
    profile: &'static Profile,
    options: &ImportOptions,
    on_skip: &mut dyn FnMut(&Skip),
) -> Result<ImportedSessions, ImportError> {
    let imported = deskload::import::import_sessions(files, profile, options, on_skip)?;
    Ok(ImportedSessions {
        sessions: imported.sessions().collect(),
        visits: imported.visits().collect(),
        messages: imported.messages().collect(),
        staff: imported.staff.clone(),
        read: imported.read,
        skipped: imported.skipped.clone(),
        notes: imported.notes.clone(),
    })
}

struct Sample(&'static str);

impl InputFile for Sample {
    fn name(&self) -> &str {
        self.0
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(File::open(samples().join(self.0))?))
    }
}

struct Text(&'static str);

impl InputFile for Text {
    fn name(&self) -> &'static str {
        "export.csv"
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(self.0.as_bytes()))
    }
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/imports")
}

fn options(zone: Option<&str>) -> ImportOptions {
    let zone = zone.map(|name| HistoryZone::named(name).expect("a zone"));
    ImportOptions {
        map: Vec::new(),
        outcomes: Vec::new(),
        zone,
        date_order: None,
        decimal: None,
        two_parts: None,
        reading: ReadingOptions::default(),
        live_chat: "support".to_owned(),
        start: Some("2026-01-05T09:00:00Z".parse().expect("an instant")),
        names: OperatorNames::Numbered,
    }
}

fn imported(
    file: &dyn InputFile,
    options: &ImportOptions,
) -> Result<(ImportedSessions, Vec<Skip>), String> {
    let profile = recognise(file, options).map_err(|why| why.to_string())?.profile;
    let mut skips = Vec::new();
    let result = import_sessions(&[file], profile, options, &mut |skip| skips.push(skip.clone()));
    result.map(|imported| (imported, skips)).map_err(|why| why.to_string())
}

fn sample(name: &'static str) -> (ImportedSessions, Vec<Skip>) {
    imported(&Sample(name), &options(Some("Europe/Moscow"))).expect("it is imported")
}

/// Seconds from the arrival.
fn after(session: &Session, at: Option<deskload::history::Timestamp>) -> Option<i64> {
    at.map(|at| at.duration_since(session.arrived_at).as_secs())
}

#[test]
fn each_sample_is_recognised_and_gives_the_rows_that_it_has() {
    // File, profile, rows read, sessions, skipped.
    let expected = [
        ("amazon-connect.jsonl", "amazon-connect", 9, 5, 4),
        ("amazon-connect.csv", "amazon-connect", 9, 5, 4),
        ("amazon-connect-transfers.jsonl", "amazon-connect", 6, 2, 1),
        ("asterisk-queue_log", "asterisk", 23, 5, 3),
        ("asterisk-table.csv", "asterisk-table", 10, 1, 0),
        ("chatwoot-conversations.csv", "chatwoot", 6, 4, 2),
        ("chatwoot-reporting-events.csv", "chatwoot-events", 7, 3, 2),
        ("deskload-sessions.csv", "deskload", 104, 49, 55),
        ("dynamics-365.csv", "dynamics-365", 4, 3, 0),
        ("elma365-sessions.csv", "elma365", 7, 4, 3),
        ("elma365-sessions.xlsx", "elma365", 5, 3, 2),
        ("genesys-cloud.csv", "genesys-cloud", 5, 3, 2),
        ("genesys-conversations.json", "genesys-conversations", 4, 2, 2),
        ("intercom.json", "intercom", 4, 4, 0),
        ("rocketchat.json", "rocketchat", 4, 4, 0),
        ("zendesk-chat.json", "zendesk-chat", 6, 3, 3),
        ("zendesk-queue-events.json", "zendesk-queue-events", 10, 3, 3),
    ];
    for (name, profile, read, sessions, skipped) in expected {
        let found = recognise(&Sample(name), &options(None)).expect("known").profile;
        assert_eq!(found.name, profile, "{name}");
        let (imported, skips) = sample(name);
        let counts = (imported.read, imported.sessions.len(), imported.skipped.total());
        assert_eq!(counts, (read, sessions, skipped), "{name}: {:?}", imported.skipped);
        assert_eq!(skips.len() as u64, skipped, "{name}: each skip has its line");
        assert!(skips.iter().all(|skip| skip.line > 0 && skip.file == name), "{skips:?}");
    }
}

#[test]
fn a_table_of_any_source_is_read_by_the_profile_that_takes_all() {
    let generic = PROFILES.iter().find(|profile| profile.name == "generic").expect("there");
    let mut skips = Vec::new();
    let files: [&dyn InputFile; 1] = [&Sample("generic.csv")];
    let zone = options(Some("Europe/Moscow"));
    let imported = import_sessions(&files, generic, &zone, &mut |skip| skips.push(skip.clone()));
    let imported = imported.expect("imported");
    assert_eq!((imported.read, imported.sessions.len()), (4, 3));
    assert_eq!((skips.len(), skips[0].line), (1, 5));
    assert!(skips[0].reason.contains("arrived_at"), "{skips:?}");
    // 12,5 s of waiting and 300 s of work.
    let first = &imported.sessions[0];
    let seconds = |at: Option<deskload::history::Timestamp>| {
        at.map(|at| at.duration_since(first.arrived_at).as_secs_f64())
    };
    assert_eq!(seconds(first.accepted_at), Some(12.5));
    assert_eq!(seconds(first.closed_at), Some(312.5));
}

#[test]
fn every_profile_has_a_sample() {
    let page = fs::read_to_string(samples().join("README.md")).expect("the list of samples");
    for profile in PROFILES {
        let of_profile = |line: &&str| line.contains(&format!("| `{}` |", profile.name));
        let row = page.lines().find(of_profile).unwrap_or_else(|| panic!("{}", profile.name));
        let file = row.split('`').nth(1).expect("a file");
        assert!(samples().join(file).exists(), "{file}");
    }
}

#[test]
fn of_a_contact_that_is_delivered_several_times_the_newest_record_holds() {
    let (imported, skips) = sample("amazon-connect.jsonl");
    let third = &imported.sessions[2];
    assert_eq!(after(third, third.accepted_at), Some(30));
    // 05:02:10 to 05:20:00; the record that came later, but is older, says 05:15:00.
    assert_eq!(after(third, third.closed_at), Some(1070));
    let older: Vec<u64> =
        skips.iter().filter(|skip| skip.reason.contains("older")).map(|skip| skip.line).collect();
    assert_eq!(older, [1, 5]);
    assert_eq!(imported.sessions[1].outcome, SessionOutcome::Abandoned);
    assert_eq!(after(&imported.sessions[1], imported.sessions[1].queue_left_at), Some(120));
}

#[test]
fn json_and_csv_of_the_same_records_give_the_same_sessions() {
    assert_eq!(sample("amazon-connect.jsonl").0.sessions, sample("amazon-connect.csv").0.sessions);
}

#[test]
fn events_of_a_session_are_put_together_and_give_its_visits() {
    let (imported, _) = sample("asterisk-queue_log");
    let first = &imported.sessions[0];
    assert_eq!(
        (after(first, first.accepted_at), after(first, first.closed_at)),
        (Some(12), Some(300))
    );
    let ends: Vec<Option<VisitEnd>> = imported.visits.iter().map(|visit| visit.how).collect();
    let expected = [VisitEnd::Taken, VisitEnd::Abandoned, VisitEnd::Ended, VisitEnd::Taken];
    assert_eq!(ends[..4], expected.map(Some));
    // A call that was transferred has two stops, and each has its operator.
    let of = |place: usize| {
        let visit: &Visit = &imported.visits[place];
        (visit.group.as_deref().unwrap_or(""), visit.operator.as_deref(), visit.how)
    };
    let taken = Some(VisitEnd::Taken);
    assert_eq!(of(4), ("support", Some("operator-1"), taken));
    assert_eq!(of(5), ("billing", Some("operator-2"), taken));
    let (imported, _) = sample("zendesk-queue-events.json");
    let moved = &imported.visits[1];
    assert_eq!((moved.group.as_deref(), moved.how), (Some("q-1"), Some(VisitEnd::Moved)));
    assert_eq!(after(&imported.sessions[1], imported.sessions[1].accepted_at), Some(130));
}

#[test]
fn lengths_of_time_become_instants() {
    let (imported, _) = sample("chatwoot-conversations.csv");
    let second = &imported.sessions[1];
    assert_eq!(after(second, second.first_reply_at), Some(90));
    assert_eq!(after(second, second.closed_at), Some(1500));
    assert_eq!(imported.sessions[3].outcome, SessionOutcome::Open);
}

#[test]
fn forecasts_become_tables_by_interval() {
    let table = |name: &'static str| {
        let file = Sample(name);
        let options = options(Some("Europe/Moscow"));
        let profile = recognise(&file, &options).expect("known").profile;
        assert!(matches!(profile.shape, Shape::Intervals(_)), "{name}");
        import_intervals(&[&file], profile, &options, &mut |_| {}).expect("imported")
    };
    let connect = table("amazon-connect-forecast.csv");
    assert_eq!(connect.queues, ["billing CHAT", "general CHAT"]);
    // 05:30 UTC is 08:30 in Moscow; of an interval that is there twice the later row holds.
    assert_eq!(connect.rows[1].0.to_string(), "2026-10-05T08:30:00");
    assert_eq!(connect.rows[1].1[1].expect("a cell").offered, 33.0);
    let genesys = table("genesys-wfm.csv");
    // 3000 s of 10 sessions.
    assert_eq!(genesys.rows[0].1[0].expect("a cell").handle_time, Some(300.0));
    assert_eq!(genesys.rows[2].1[0].expect("a cell").handle_time, None);
    let iex = table("iex.txt");
    assert_eq!(iex.rows[0].0.to_string(), "2026-10-13T08:00:00");
    assert_eq!((iex.rows.len(), iex.skipped.total()), (2, 1));
}

#[test]
fn a_date_that_may_be_two_days_is_asked_about() {
    const CSV: &str =
        "Conversation ID,Media Type,Queue,Total Queue,Date\n1,chat,a,0:00:05,1/2/2026 8:00 AM\n";
    let mut options = options(Some("UTC"));
    let why = imported(&Text(CSV), &options).expect_err("open");
    assert!(why.contains("arrived_at: `1/2/2026 8:00 AM` may have the day or the month"), "{why}");
    assert!(why.contains("--date-order day-first"), "{why}");
    options.date_order = Some(DateOrder::MonthFirst);
    let (imported, _) = imported(&Text(CSV), &options).expect("stated");
    assert_eq!(imported.sessions[0].arrived_at.to_string(), "2026-01-02T08:00:00Z");
}

#[test]
fn a_clock_without_a_zone_is_asked_about() {
    let why = imported(&Sample("elma365-sessions.csv"), &options(None)).expect_err("open");
    assert!(why.starts_with("elma365-sessions.csv:4: arrived_at has no offset"), "{why}");
    assert!(why.contains("--time-zone"), "{why}");
}

#[test]
fn a_column_may_be_mapped_and_a_wrong_one_is_told_with_those_that_there_are() {
    const CSV: &str = "Nr;Kam;Weg\n1;2026-10-05 08:00;Telegram\n";
    assert!(imported(&Text(CSV), &options(None)).is_err_and(|why| why.contains("--map")));
    let generic = PROFILES.iter().find(|profile| profile.name == "generic").expect("there");
    let mut options = options(Some("Europe/Berlin"));
    options.map = vec![("Kam".to_owned(), Field::ArrivedAt), ("Weg".to_owned(), Field::Channel)];
    let run =
        |options: &ImportOptions| import_sessions(&[&Text(CSV)], generic, options, &mut |_| {});
    let imported = run(&options).expect("imported");
    assert_eq!(imported.sessions[0].channel.as_deref(), Some("telegram"));
    options.map[1].0 = "Wege".to_owned();
    let why = run(&options).expect_err("no such column").to_string();
    assert!(why.contains("no column `Wege`") && why.contains("Nr, Kam, Weg"), "{why}");
}

fn deskload(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_deskload"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it starts")
}

#[test]
fn names_and_texts_are_not_copied_and_a_second_import_replaces_the_first() {
    let folder = tempfile::tempdir().expect("a directory");
    let file = samples().join("elma365-sessions.csv");
    let file = file.to_str().expect("UTF-8");
    let arguments = ["import", file, "--time-zone", "Europe/Moscow", "-o", "past"];
    for _ in 0..2 {
        let output = deskload(&arguments, folder.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let past = folder.path().join("past");
    let names = ["Иванов", "Смирнова", "Волков", "0a1"];
    for entry in fs::read_dir(&past).expect("written") {
        let text = fs::read_to_string(entry.expect("a file").path()).expect("text");
        assert!(names.iter().all(|name| !text.contains(name)), "{text}");
    }
    let header = fs::read_to_string(past.join("history.toml")).expect("written");
    let header = parse_header(&header).expect("sound");
    assert_eq!((header.sessions, header.read, header.skipped), (4, 7, 3));
    let sessions = File::open(past.join("sessions.csv")).expect("written");
    let mut reader = RecordReader::<_, Session>::open(sessions, &header.zone).expect("sound");
    let first = reader.next_record().expect("sound").expect("one");
    assert_eq!(first.operator.as_deref(), Some("operator-1"));
    fs::write(past.join("notes.txt"), "mine").expect("written");
    let output = deskload(&arguments, folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("it holds notes.txt"));
    let kept = deskload(
        &["import", file, "--time-zone", "UTC", "--keep-names", "-o", "named"],
        folder.path(),
    );
    assert!(kept.status.success());
    let text = fs::read_to_string(folder.path().join("named/sessions.csv")).expect("written");
    assert!(text.contains("Смирнова Анна") && !text.contains("Иванов"), "{text}");
}

#[test]
fn what_a_forecast_becomes_is_read_by_a_scenario() {
    let folder = tempfile::tempdir().expect("a directory");
    let file = samples().join("amazon-connect-forecast.csv");
    let file = file.to_str().expect("UTF-8");
    let arguments = ["import", file, "--time-zone", "Europe/Moscow", "-o", "forecast", "--quiet"];
    let output = deskload(&arguments, folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scenario = r#"
[run]
starts = "2026-10-05"
horizon = "1d"
[[groups]]
name = "ops"
count = 3
[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["ops"]
[[live_chats.arrivals]]
csv = "forecast/arrivals.csv"
column = "general CHAT"
kind = "counts"
history = "days"
[[live_chats.topics]]
name = "question"
effort = "5m"
effort_by_time = { csv = "forecast/handle_times.csv", column = "general CHAT" }
patience = "9m"
"#;
    fs::write(folder.path().join("desk.toml"), scenario).expect("written");
    let output = deskload(&["validate", "desk.toml"], folder.path());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    // 24 and 33 sessions in the two half-hours.
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("57 sessions in 1d"), "{text}");
}
