//! From the records of a history to a past.

use deskload::fit::{DutySource, DutySpan, Fate, LegEnd, Past, PastReader, typical_staff};
use deskload::history::{
    HistoryRecord, HistoryZone, Message, RecordReader, Session, StaffTime, Visit,
};

fn each<T: HistoryRecord>(text: &str, zone: &HistoryZone, take: &mut dyn FnMut(&T)) {
    let mut reader = RecordReader::<_, T>::open(text.as_bytes(), zone).expect("a heading");
    while let Some(record) = reader.next_record().expect("a row") {
        take(&record);
    }
}

fn read(sessions: &str, visits: &str, messages: &str, staff: &str) -> Past {
    let zone = HistoryZone::named("Europe/Moscow").expect("there is such a zone");
    let mut reader = PastReader::new(zone.clone());
    each::<Session>(sessions, &zone, &mut |it| reader.add_session(it));
    each::<Visit>(visits, &zone, &mut |it| reader.add_visit(it));
    each::<Message>(messages, &zone, &mut |it| reader.add_message(it));
    each::<StaffTime>(staff, &zone, &mut |it| reader.add_staff_time(it));
    reader.finish()
}

const SESSIONS: &str = "session_id,live_chat,channel,topic,arrived_at,queue_left_at,accepted_at,first_reply_at,closed_at,operator,group,outcome,ended_by,transferred_from
s1,support,telegram,bill,2026-10-05T00:30:00+03:00,,2026-10-05T00:30:20+03:00,,2026-10-05T00:40:00+03:00,vera,experts,answered,,general
s2,support,telegram,bill,2026-10-05T09:00:00+03:00,2026-10-05T09:01:00+03:00,,,2026-10-05T09:01:00+03:00,,general,abandoned,client,
s3,support,website,,2026-10-05T09:00:00+03:00,,,,,,,refused,,
";
const VISITS: &str = "session_id,group,joined_at,left_at,how,operator
s1,general,2026-10-05T00:30:00+03:00,2026-10-05T00:30:20+03:00,taken,olga
s1,experts,2026-10-05T00:32:00+03:00,2026-10-05T00:35:00+03:00,taken,
";
const MESSAGES: &str = "session_id,at,from\ns1,2026-10-05T00:30:00+03:00,client\n";
const STAFF: &str = "operator,group,from,until,status\nolga,general,2026-10-05T08:00:00+03:00,2026-10-05T16:00:00+03:00,online\nolga,general,2026-10-05T12:00:00+03:00,2026-10-05T12:30:00+03:00,away\n";

#[test]
fn days_and_hours_are_those_of_the_desk_and_visits_become_legs() {
    let past = read(SESSIONS, VISITS, MESSAGES, STAFF);
    assert_eq!(past.sessions.len(), 2, "the refused one is left out");
    let moved = past.sessions.iter().find(|it| it.legs.len() == 2).expect("one was transferred");
    // Half past midnight in Moscow is the day before in UTC.
    assert_eq!((moved.day(), moved.offset), (20_731, 10_800.0));
    assert_eq!(moved.wait, Some(20.0));
    // With olga from 00:30:20 to 00:32:00, then three minutes in a queue, then with vera until the end.
    let seconds = |leg: usize| {
        let leg = moved.legs[leg];
        leg.left.zip(leg.taken).map(|(left, taken)| left - taken)
    };
    assert_eq!((seconds(0), seconds(1)), (Some(100.0), Some(300.0)));
    assert!(moved.legs.iter().all(|leg| leg.operator.is_some() && leg.end == LegEnd::Taken));
    let left = past.sessions.iter().find(|it| it.fate == Fate::Abandoned).expect("one gave up");
    assert_eq!(left.wait, Some(60.0));
    // Time away is no duty: from 08:00 to 12:00, and from 12:30 to 16:00.
    let hours: Vec<f64> = past.duty.iter().map(|span| (span.to - span.from) / 3_600.0).collect();
    assert_eq!(hours, [4.0, 3.5]);
    assert_eq!(past.messages.len(), 1);
    assert!(
        past.notes.iter().any(|note| note.contains("1 sessions were refused")),
        "{:?}",
        past.notes
    );
}

#[test]
fn a_transfer_without_visits_counts_as_one_and_its_times_as_no_work() {
    let past = read(
        SESSIONS,
        VISITS.lines().next().expect("a heading"),
        "session_id,at,from\n",
        "operator,from,until,status\n",
    );
    let moved = &past.sessions.iter().find(|it| it.fate == Fate::Answered).expect("one was taken");
    assert_eq!(past.groups[moved.legs[0].group], "general");
    assert!(moved.legs.iter().all(|leg| leg.left.is_none()));
}

#[test]
fn who_has_a_break_is_one_person_with_two_turns() {
    let days = 20_731..20_731 + 14;
    let span = |operator: usize, day: i64, from: f64, to: f64| {
        let start = day as f64 * 86_400.0;
        DutySpan { operator, group: 0, from: start + from * 3_600.0, to: start + to * 3_600.0 }
    };
    let mut spans = Vec::new();
    for day in days.clone() {
        // Two people; their breaks overlap for half an hour.
        spans.extend([span(0, day, 8.0, 12.0), span(0, day, 13.0, 17.0)]);
        spans.extend([span(1, day, 9.0, 12.5), span(1, day, 13.5, 18.0)]);
    }
    let days: Vec<i64> = days.collect();
    let staff = typical_staff(&spans, DutySource::Listed, 0, &days);
    assert_eq!(staff.positions.len(), 2, "{:?}", staff.positions);
    // 8 + 8 hours on each of seven days.
    assert_eq!((staff.hours_seen, staff.hours_stated), (112.0, 112.0));
    let on_monday: Vec<(u32, u32)> = staff
        .positions
        .iter()
        .flatten()
        .filter(|turn| turn.weekday == 0)
        .map(|turn| (turn.from, turn.to))
        .collect();
    let minutes = |hour: f64| (hour * 60.0) as u32;
    for turn in [(8.0, 12.0), (9.0, 12.5), (13.0, 17.0), (13.5, 18.0)] {
        assert!(on_monday.contains(&(minutes(turn.0), minutes(turn.1))), "{on_monday:?}");
    }
}

#[test]
fn the_first_reply_is_taken_for_the_instant_at_which_a_session_was_taken_where_nothing_else_says_it()
 {
    // Not in the order of arrival, as files made by hand may be.
    const SESSIONS: &str = "session_id,live_chat,arrived_at,first_reply_at,closed_at,operator,outcome\n\
        late,support,2026-10-05T10:00:00+03:00,2026-10-05T10:01:30+03:00,2026-10-05T10:10:00+03:00,vera,answered\n\
        early,support,2026-10-05T09:00:00+03:00,2026-10-05T09:02:00+03:00,2026-10-05T09:05:00+03:00,vera,answered\n\
        lost,support,2026-10-05T11:00:00+03:00,,,,missed\n";
    const MESSAGES: &str = "session_id,at,from\nlate,2026-10-05T10:00:00+03:00,client\n";
    let past = read(
        SESSIONS,
        "session_id,group,joined_at,left_at,how,operator\n",
        MESSAGES,
        "operator,group,from,until,status\n",
    );
    let of = |place: usize| {
        let session = &past.sessions[place];
        let leg = &session.legs[0];
        (session.wait, leg.taken.zip(leg.left).map(|(taken, left)| left - taken))
    };
    assert_eq!(of(0), (Some(120.0), Some(180.0)));
    assert_eq!(of(1), (Some(90.0), Some(510.0)));
    assert_eq!(of(2), (None, None));
    assert_eq!(past.messages[0].session, 1, "messages keep their session");
    let says = |what: &str| past.notes.iter().any(|note| note.contains(what));
    assert!(says("2 sessions have no instant at which they were taken"), "{:?}", past.notes);
    assert!(says("1 sessions were given up after a wait that is not known"), "{:?}", past.notes);
}

#[test]
fn a_few_sessions_of_another_year_are_left_out_and_told() {
    let mut rows = "session_id,live_chat,arrived_at,outcome\n".to_owned();
    for day in 1..=30 {
        rows.push_str(&format!("s{day},support,2026-09-{day:02}T09:00:00+03:00,missed\n"));
    }
    // A month of rest that many sessions came after belongs to the past.
    for day in 1..=5 {
        rows.push_str(&format!("w{day},support,2026-11-{day:02}T09:00:00+03:00,missed\n"));
    }
    rows.push_str("zero,support,1970-01-01T03:00:00+03:00,missed\n");
    let messages = "session_id,at,from\nzero,1970-01-01T03:00:00+03:00,client\ns2,2026-09-02T09:00:00+03:00,client\n";
    let past = read(
        &rows,
        "session_id,group,joined_at,left_at,how,operator\n",
        messages,
        "operator,group,from,until,status\n",
    );
    assert_eq!(past.sessions.len(), 35);
    assert_eq!(past.messages.len(), 1);
    assert_eq!(past.messages[0].session, 1, "messages keep their session");
    let told = "1 sessions, from 1970-01-01 to 1970-01-01, lie more than 28 days";
    assert!(past.notes.iter().any(|note| note.starts_with(told)), "{:?}", past.notes);
}
