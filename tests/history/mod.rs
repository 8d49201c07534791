//! The canonical form of a desk's past: what is written is read back, what is wrong has a place.

use std::sync::Arc;

use deskload::history::{
    Author, EndedBy, HistoryRecord, HistoryZone, Message, RecordReader, RecordWriter, Session,
    SessionOutcome, Visit, header_text, parse_header,
};

fn moscow() -> HistoryZone {
    HistoryZone::named("Europe/Moscow").expect("a zone")
}

fn read<T: HistoryRecord>(text: &str) -> Result<Vec<T>, String> {
    let zone = moscow();
    let mut reader =
        RecordReader::<_, T>::open(text.as_bytes(), &zone).map_err(|e| e.to_string())?;
    let mut records = Vec::new();
    while let Some(record) = reader.next_record().map_err(|fault| fault.to_string())? {
        records.push(record);
    }
    Ok(records)
}

const HEAD: &str = "session_id,live_chat,arrived_at,accepted_at,closed_at,outcome,ended_by";

#[test]
fn a_session_without_the_columns_that_are_not_known_is_read() {
    let text = format!(
        "{HEAD}\n7,support,2026-10-05T08:00:00+03:00,2026-10-05T08:00:30+03:00,,answered,client\n"
    );
    let sessions: Vec<Session> = read(&text).expect("sound");
    let [session] = sessions.as_slice() else { panic!("one session: {sessions:?}") };
    assert_eq!(
        session.accepted_at.expect("known").duration_since(session.arrived_at).as_secs(),
        30
    );
    assert_eq!(session.ended_by, Some(EndedBy::Client));
    assert_eq!((session.closed_at, &session.operator), (None, &None));
}

#[test]
fn an_instant_without_an_offset_is_of_the_desks_zone() {
    let text = format!("{HEAD}\n7,support,2026-10-05 08:00:00,,,abandoned,\n");
    let sessions: Vec<Session> = read(&text).expect("sound");
    assert_eq!(sessions[0].arrived_at.to_string(), "2026-10-05T05:00:00Z");
}

#[test]
fn what_is_written_is_read_back() {
    let zone = moscow();
    let session = Session {
        id: Arc::from("1"),
        live_chat: Arc::from("one, \"two\""),
        channel: Some(Arc::from("telegram")),
        topic: None,
        arrived_at: "2026-10-05T05:00:00.25Z".parse().expect("an instant"),
        queue_left_at: None,
        accepted_at: None,
        first_reply_at: None,
        closed_at: Some("2026-10-05T05:10:00Z".parse().expect("an instant")),
        operator: None,
        group: Some(Arc::from("general")),
        outcome: SessionOutcome::Missed,
        ended_by: Some(EndedBy::Desk),
        transferred_from: None,
    };
    let mut writer = RecordWriter::begin(Vec::new(), &zone).expect("begun");
    writer.write(&session).expect("written");
    let text = String::from_utf8(writer.finish().expect("ended")).expect("UTF-8");
    assert!(text.contains("2026-10-05T08:00:00.25+03:00"), "{text}");
    assert_eq!(read::<Session>(&text), Ok(vec![session]));
}

#[test]
fn faults_have_a_file_a_line_and_a_cure() {
    let row = |cells: &str| read::<Session>(&format!("{HEAD}\n{cells}\n")).expect_err("a fault");
    let early = "1,a,2026-10-05T08:00:00Z,2026-10-05T07:00:00Z,,answered,";
    assert_eq!(
        row(early),
        "sessions.csv:2: accepted_at lies before arrived_at\n  help: a session arrives first; leave empty what is not known"
    );
    assert!(
        row("1,a,2026-10-05T08:00:00Z,2026-10-05T08:00:00Z,,abandoned,").contains("accepted_at")
    );
    assert!(row("1,a,yesterday,,,open,").contains("`yesterday` is no instant"));
    assert!(row("1,a,2026-10-05,,,open,").contains("no instant"));
    assert!(row("1,a,,,,open,").contains("`arrived_at` is empty"));
    assert!(row("1,a,2026-10-05T08:00:00Z,,,done,").contains("it is one of answered, abandoned"));
    assert!(row("1,a,2026-10-05T08:00:00Z,,").contains("5 cells, the header has 7"));
    let twice = "1,a,2026-10-05T08:00:00Z,,,open,\n1,a,2026-10-05T08:00:00Z,,,open,";
    assert!(row(twice).starts_with("sessions.csv:3: `1` stood in an earlier row"));
}

#[test]
fn a_header_that_is_not_that_of_the_file_is_told() {
    let head = |text: &str| read::<Visit>(text).expect_err("a fault");
    assert!(head("session_id,group\n").contains("the column `joined_at` is missing"));
    assert!(head("session_id,group,joined_at,name\n").contains("there is no column `name`"));
    assert!(head("session_id,group,group,joined_at\n").contains("stands twice"));
    assert!(
        read::<Message>("session_id,at,from\n1,2026-10-05T08:00:00Z,client\n")
            .is_ok_and(|messages| messages[0].from == Author::Client)
    );
}

#[test]
fn hours_that_a_clock_change_doubles_or_skips_need_an_offset() {
    let zone = HistoryZone::named("Europe/Berlin").expect("a zone");
    assert!(zone.parse("2026-10-25T02:30:00").is_err_and(|why| why.contains("twice")));
    assert!(zone.parse("2026-03-29T02:30:00").is_err_and(|why| why.contains("skip")));
    assert!(zone.parse("2026-10-25T02:30:00+01:00").is_ok());
}

#[test]
fn the_header_is_read_back_and_its_faults_are_told() {
    let text = "history = 1\ntime_zone = \"Europe/Moscow\"\nprofile = \"intercom\"\nsessions = 12\n\
                first = \"2026-10-05T08:00:00+03:00\"\n";
    let header = parse_header(text).expect("sound");
    assert_eq!((header.sessions, header.skipped, header.zone.name()), (12, 0, "Europe/Moscow"));
    assert_eq!(parse_header(&header_text(&header)), Ok(header));
    let line = |text: &str| parse_header(text).expect_err("a fault").line;
    assert_eq!(line("history = 1\ntime_zone = \"Mars\"\n"), 2);
    assert_eq!(line("history = 1\ntime_zone = \"UTC\"\nwho = 1\n"), 3);
    assert_eq!(line("history = 2\n"), 1);
    assert_eq!(line("history = 1\ntime_zone = \"UTC\"\n\nsessions = -1\n"), 4);
}
