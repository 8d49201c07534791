//! From the records of a history to a past.

use deskload::fit::{Fate, LegEnd, Past, PastReader};
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
    assert_eq!(past.duty.len(), 1, "time away is no duty");
    assert_eq!((past.duty[0].to - past.duty[0].from) / 3_600.0, 8.0);
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
