//! Exports as people have them: each is read right, or it is said what is wrong, where, and what to do about it.

use std::io::{self, Read};

use deskload::history::{Session, SessionOutcome, Timestamp};
use deskload::import::{Field, ImportOptions, InputFile, PROFILES, Skip, recognise};

use super::{ImportedSessions, Sample, import_sessions, options};

struct Bytes(Vec<u8>);

impl InputFile for Bytes {
    fn name(&self) -> &'static str {
        "export.csv"
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(io::Cursor::new(self.0.clone())))
    }
}

fn read_with(
    text: impl AsRef<[u8]>,
    options: &ImportOptions,
) -> Result<(ImportedSessions, Vec<(u64, String)>), String> {
    let generic = PROFILES.iter().find(|profile| profile.name == "generic").expect("there");
    let mut skips = Vec::new();
    let mut on_skip = |skip: &Skip| skips.push((skip.line, skip.reason.clone()));
    let file = Bytes(text.as_ref().to_vec());
    import_sessions(&[&file], generic, options, &mut on_skip)
        .map(|imported| (imported, skips))
        .map_err(|why| why.to_string())
}

fn read(text: impl AsRef<[u8]>) -> (ImportedSessions, Vec<(u64, String)>) {
    read_with(text, &options(Some("Europe/Berlin"))).expect("it is imported")
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().expect("an instant"))
}

/// Seconds from the arrival until it was taken and closed.
fn times(session: &Session) -> (Option<f64>, Option<f64>) {
    let after =
        |at: Option<Timestamp>| at.map(|at| at.duration_since(session.arrived_at).as_secs_f64());
    (after(session.accepted_at), after(session.closed_at))
}

#[test]
fn columns_in_another_order_and_quotes_with_line_breaks() {
    let (imported, skips) = read(
        "outcome,agent,closed_at,accepted_at,started_at,chat_id,note\n\
         answered,Anna,2026-10-05 08:10:00,2026-10-05 08:00:20,2026-10-05 08:00:00,1,\"a \"\"quoted\"\"\nnote\"\n\
         abandoned,,2026-10-05 08:03:00,,2026-10-05 08:01:00,2,\n",
    );
    assert_eq!(times(&imported.sessions[0]), (Some(20.0), Some(600.0)));
    assert_eq!(imported.sessions[1].outcome, SessionOutcome::Abandoned);
    assert!(skips.is_empty(), "{skips:?}");
}

#[test]
fn headings_of_another_language_are_mapped() {
    let mut options = options(Some("Europe/Berlin"));
    for (heading, field) in [
        ("Eingang", Field::ArrivedAt),
        ("Angenommen", Field::AcceptedAt),
        ("Ende", Field::ClosedAt),
        ("Mitarbeiter", Field::Operator),
        ("Warteschlange", Field::Group),
    ] {
        options.map.push((heading.to_owned(), field));
    }
    let text = "\u{feff}Nummer;Eingang;Angenommen;Ende;Mitarbeiter;Warteschlange\n\
                1;05.10.2026 08:00;05.10.2026 08:01;05.10.2026 08:15;Jürgen;Allgemein\n\
                2;05.10.2026 08:05;;05.10.2026 08:09;;Allgemein\n";
    let (imported, _) = read_with(text, &options).expect("imported");
    assert_eq!(times(&imported.sessions[0]), (Some(60.0), Some(900.0)));
    assert_eq!(imported.sessions[0].operator.as_deref(), Some("operator-1"));
    assert_eq!(imported.sessions[1].group.as_deref(), Some("Allgemein"));
    options.map.clear();
    let why = read_with(text, &options).expect_err("nothing is known");
    assert!(why.contains("--map COLUMN=arrived_at; the columns are Nummer, Eingang"), "{why}");
}

#[test]
fn rows_that_are_there_twice_count_once() {
    let (imported, skips) = read(
        "id,created_at,assigned_at,closed_at\n\
         7,2026-10-05 08:00,2026-10-05 08:01,2026-10-05 08:10\n\
         7,2026-10-05 08:00,2026-10-05 08:01,2026-10-05 08:10\n\
         8,2026-10-05 08:02,2026-10-05 08:03,2026-10-05 08:12\n",
    );
    assert_eq!(imported.sessions.len(), 2);
    assert_eq!(skips, [(2, "an older record of the same session".to_owned())]);
}

#[test]
fn several_ways_to_write_times_in_one_column() {
    let (imported, _) = read(
        "id,created_at,closed_at\n1,2026-10-05 08:00:00,2026-10-05 08:10:00\n\
         2,05.10.2026 08:05,05.10.2026 08:20\n3,1791187800,1791188400\n4,5 Oct 2026 11:00,5 Oct 2026 11:05\n",
    );
    let arrived: Vec<Option<Timestamp>> =
        imported.sessions.iter().map(|it| Some(it.arrived_at)).collect();
    let expected = [
        at("2026-10-05T06:00:00Z"),
        at("2026-10-05T06:05:00Z"),
        at("2026-10-05T08:10:00Z"),
        at("2026-10-05T09:00:00Z"),
    ];
    assert_eq!(arrived, expected);
}

#[test]
fn utf_16_is_seen_and_another_encoding_is_asked_for() {
    let text = "id\tcreated_at\tclosed_at\tassignee\n1\t2026-10-05 08:00\t2026-10-05 08:10\tАнна\n";
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let (imported, _) = read(&bytes);
    assert_eq!(times(&imported.sessions[0]), (None, Some(600.0)));
    // «Анна» in windows-1251.
    let bytes =
        b"id;created_at;closed_at;assignee\n1;05.10.2026 08:00;05.10.2026 08:10;\xc0\xed\xed\xe0\n";
    let mut options = options(Some("Europe/Moscow"));
    options.names = deskload::import::OperatorNames::Kept;
    let skipped = read_with(bytes, &options);
    let why = match skipped {
        Err(why) => why,
        Ok((imported, skips)) => format!("{} sessions, {skips:?}", imported.sessions.len()),
    };
    assert!(why.contains("UTF-8") && why.contains("--encoding"), "{why}");
    options.reading.encoding = Some("windows-1251".to_owned());
    let (imported, _) = read_with(bytes, &options).expect("stated");
    assert_eq!(imported.sessions[0].operator.as_deref(), Some("Анна"));
}

#[test]
fn decimal_commas_and_negative_lengths() {
    let (imported, skips) = read(
        "chat_id;started_at;wait_s;handle_s;agent\n1;2026-10-05 08:00:00;12,5;300;Anna\n\
         2;2026-10-05 08:01:00;-3;300;Anna\n3;2026-10-05 08:02:00;5;-60;Anna\n4;2026-10-05 08:03:00;;;\n",
    );
    assert_eq!(times(&imported.sessions[0]), (Some(12.5), Some(312.5)));
    assert_eq!(times(&imported.sessions[1]), (None, None));
    assert_eq!(times(&imported.sessions[2]), (Some(5.0), None));
    let left_empty = |line: u64, field: &str| {
        (line, format!("{field} is no length of time, or negative: it is left empty"))
    };
    assert_eq!(skips, [left_empty(3, "wait"), left_empty(4, "service_time")]);
    // The rows are sessions all the same, and the summary tells of them.
    assert_eq!((imported.sessions.len(), imported.skipped.total()), (4, 0));
    assert!(imported.notes.iter().any(|note| note.starts_with("2 rows have a length")));
}

#[test]
fn sessions_without_an_end() {
    let (imported, skips) = read(
        "id,created_at,assigned_at,closed_at,assignee\n1,2026-10-05 08:00,2026-10-05 08:01,,Anna\n\
         2,2026-10-05 08:02,,,\n3,2026-10-05 08:03,2026-10-05 08:04,-,Anna\n",
    );
    use SessionOutcome::{Answered, Open};
    let outcomes: Vec<SessionOutcome> = imported.sessions.iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Answered, Open, Answered]);
    assert!(imported.sessions.iter().all(|it| it.closed_at.is_none()) && skips.is_empty());
}

#[test]
fn midnight_and_both_clock_changes() {
    let (imported, skips) = read(
        "id,created_at,assigned_at,closed_at\n\
         1,2026-10-24 23:59:30,2026-10-25 00:00:10,2026-10-25 00:10:00\n\
         2,2026-10-25 02:30:00,2026-10-25 02:31:00,2026-10-25 03:05:00\n\
         3,2026-10-25 02:55:00,2026-10-25 02:05:00,2026-10-25 02:20:00\n\
         4,2026-03-29 02:30:00,2026-03-29 03:31:00,2026-03-29 03:40:00\n",
    );
    assert!(skips.is_empty(), "{skips:?}");
    let of = |place: usize| times(&imported.sessions[place]);
    // In spring the clock goes from 02:00 to 03:00: 02:30 is 03:30.
    assert_eq!(of(0), (Some(60.0), Some(600.0)));
    assert_eq!(of(1), (Some(40.0), Some(630.0)));
    // 03:05 is an hour and 35 minutes after the first 02:30.
    assert_eq!(of(2), (Some(60.0), Some(5_700.0)));
    // Taken at the second 02:05, ten minutes after the first 02:55.
    assert_eq!(of(3), (Some(600.0), Some(1_500.0)));
    assert!(imported.notes.iter().any(|note| note.contains("6 times lie where the clock")));
}

#[test]
fn a_workbook_with_merged_cells_above_its_headings() {
    let file = Sample("elma365-sessions.xlsx");
    let options = options(Some("Europe/Moscow"));
    let profile = recognise(&file, &options).expect("known").profile;
    let imported = import_sessions(&[&file], profile, &options, &mut |_| {}).expect("imported");
    assert_eq!(imported.sessions.len(), 3);
    assert_eq!(times(&imported.sessions[0]), (Some(41.0), Some(813.0)));
    assert_eq!(imported.sessions[2].outcome, SessionOutcome::Missed);
}

#[test]
fn rows_that_cannot_be_read_say_why_with_their_lines() {
    let (_, skips) = read(
        "id,created_at,closed_at\n1,2026-10-05 08:00\n2,2026-10-05 08:00,2026-10-05 08:10,extra\n\
         3,,2026-10-05 08:10\n4,2026-10-05,2026-10-05 08:10\n5,2026-13-45 08:00,2026-10-05 08:10\n",
    );
    let mut lines: Vec<u64> = skips.iter().map(|(line, _)| *line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [2, 3, 4, 5, 6], "{skips:?}");
    // A quotation mark that is not closed takes the rest of the file with it.
    let (_, skips) = read(
        "id,created_at,closed_at\n1,2026-10-05 08:00,\"2026-10-05 08:10\n2,2026-10-05 08:02,2026-10-05 08:12\n",
    );
    assert_eq!(skips.len(), 1);
    assert!(skips[0].1.contains("a quotation mark is missing"), "{skips:?}");
}

#[test]
fn headings_of_another_encoding_are_no_unknown_source() {
    // «Дата создания;Оператор» in windows-1251.
    let bytes = b"\xc4\xe0\xf2\xe0 \xf1\xee\xe7\xe4\xe0\xed\xe8\xff;\xce\xef\xe5\xf0\xe0\xf2\xee\xf0\n05.10.2026 08:00;A\n";
    let mut options = options(Some("Europe/Moscow"));
    let file = Bytes(bytes.to_vec());
    let why = recognise(&file, &options).expect_err("nothing can be read").to_string();
    assert!(why.contains("not in UTF-8") && why.contains("--encoding windows-1251"), "{why}");
    options.reading.encoding = Some("windows-1251".to_owned());
    let found = recognise(&file, &options).map(|found| found.profile.name);
    assert!(!matches!(&found, Err(why) if why.to_string().contains("UTF-8")), "{found:?}");
}

#[test]
fn an_end_whose_seconds_are_not_told_is_not_before_what_has_seconds() {
    let (imported, skips) = read(
        "id,created_at,closed_at,wait_s,agent\n1,2026-10-05 08:00,2026-10-05 08:00,20,Anna\n\
         2,2026-10-05 08:01,2026-10-05 08:01,75,Anna\n3,2026-10-05 08:02:30,2026-10-05 08:02:40,20,Anna\n",
    );
    assert_eq!(times(&imported.sessions[0]), (Some(20.0), Some(20.0)));
    let reason = "it was closed before it was taken or replied to".to_owned();
    assert_eq!(skips, [(3, reason.clone()), (4, reason)]);
}

#[test]
fn a_wait_that_is_longer_than_the_session_is_told() {
    let (imported, skips) = read(
        "id,created_at,closed_at,wait_s,outcome\n1,2026-10-05 08:00:00,2026-10-05 08:00:10,500,abandoned\n",
    );
    assert!(imported.sessions.is_empty());
    assert_eq!(skips, [(2, "it left the queue after it was closed".to_owned())]);
}
