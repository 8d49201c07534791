//! Sessions that were handed on, more than once: each source gives the stops that it knows, with who had them.

use deskload::fit::PastReader;
use deskload::history::{HistoryZone, VisitEnd};
use deskload::import::{InputFile, recognise_all};

use super::{ImportedSessions, Sample, Text, import_sessions, options};

fn together(files: &[&dyn InputFile]) -> ImportedSessions {
    let options = options(Some("UTC"));
    let profile = recognise_all(files, &options).expect("known");
    import_sessions(files, profile, &options, &mut |_| {}).expect("imported")
}

/// Of the visits of the session with this number: group, operator, seconds from the arrival until the queue was
/// joined and left, and how.
fn stops(imported: &ImportedSessions, number: usize) -> Vec<String> {
    let session = &imported.sessions[number];
    let after = |at: deskload::history::Timestamp| at.duration_since(session.arrived_at).as_secs();
    let own = imported.visits.iter().filter(|visit| visit.session == session.id);
    own.map(|visit| {
        let how = match visit.how {
            Some(VisitEnd::Taken) => "taken",
            Some(VisitEnd::Moved) => "moved",
            Some(VisitEnd::Abandoned) => "abandoned",
            Some(VisitEnd::Ended) => "ended",
            None => "?",
        };
        let group = visit.group.as_deref().unwrap_or("-");
        let operator = visit.operator.as_deref().unwrap_or("-");
        let left = visit.left_at.map_or_else(|| "?".to_owned(), |at| after(at).to_string());
        format!("{group} {operator} {} {left} {how}", after(visit.joined_at))
    })
    .collect()
}

#[test]
fn contacts_that_continue_one_another_are_one_session() {
    let imported = together(&[&Sample("amazon-connect-transfers.jsonl")]);
    assert_eq!(
        stops(&imported, 0),
        [
            "general operator-3 0 30 taken",
            "billing operator-2 300 360 taken",
            "experts operator-1 900 920 taken",
        ]
    );
    let first = &imported.sessions[0];
    assert_eq!(first.closed_at.expect("known").duration_since(first.arrived_at).as_secs(), 2_400);
    assert_eq!(first.operator.as_deref(), Some("operator-1"));
    assert_eq!(first.group.as_deref(), Some("general"));
    assert_eq!(first.transferred_from.as_deref(), Some("billing"));
    // Moved from queue to queue before any operator took it.
    let moved = ["general - 0 120 moved", "billing operator-2 120 180 taken"];
    assert_eq!(stops(&imported, 1), moved);
    assert!(imported.notes.iter().any(|note| note.starts_with("3 records are later parts")));
}

#[test]
fn segments_of_conversations_are_queues_and_agents() {
    let imported = together(&[&Sample("genesys-conversations.json")]);
    // It arrives when it joins the first queue; a third agent takes it without a queue.
    assert_eq!(
        stops(&imported, 0),
        [
            "q-general operator-2 0 60 taken",
            "q-billing operator-3 540 720 taken",
            "q-billing operator-1 1140 1140 taken",
        ]
    );
    let lost = ["q-general - 0 60 moved", "q-billing - 60 180 abandoned"];
    assert_eq!(stops(&imported, 1), lost);
}

#[test]
fn a_queue_log_tells_of_each_transfer() {
    let imported = together(&[&Sample("asterisk-table.csv")]);
    assert_eq!(
        stops(&imported, 0),
        [
            "general operator-2 0 20 taken",
            "billing operator-3 301 361 taken",
            "experts operator-1 600 660 taken",
        ]
    );
}

#[test]
fn who_joins_a_chat_has_it_from_then_on() {
    const CHATS: &str = r#"{"id":"z1","type":"chat","timestamp":"2026-10-05T05:00:00Z","started_by":"visitor","session":{"start_date":"2026-10-05T05:00:00Z"},"missed":false,"department_id":5,"duration":1800,"response_time":{"first":25},"agent_ids":["77","78"],"history":[{"type":"chat.memberjoin","timestamp":"2026-10-05T05:00:10Z","agent_id":"77"},{"type":"chat.msg","timestamp":"2026-10-05T05:00:25Z","sender_type":"Agent","agent_id":"77"},{"type":"chat.memberjoin","timestamp":"2026-10-05T05:10:00Z","agent_id":"78"},{"type":"chat.msg","timestamp":"2026-10-05T05:11:00Z","sender_type":"Agent","agent_id":"78"},{"type":"chat.memberjoin","timestamp":"2026-10-05T05:20:00Z","agent_id":"77"}],"engagements":[{"agent_id":"77","accepted":true,"timestamp":"2026-10-05T05:00:10Z","department_id":3},{"agent_id":"78","accepted":true,"timestamp":"2026-10-05T05:10:00Z","department_id":5}]}"#;
    let imported = together(&[&Text(CHATS)]);
    assert_eq!(
        stops(&imported, 0),
        ["3 operator-1 0 10 taken", "5 operator-2 600 600 taken", "5 operator-1 1200 1200 taken",]
    );
}

#[test]
fn a_room_is_handed_on_to_a_department_and_to_an_agent() {
    const ROOMS: &str = r#"{"_id":"r1","ts":"2026-10-05T05:00:00Z","departmentId":"second","servedBy":{"_id":"u-boris","ts":"2026-10-05T05:12:00Z"},"closedAt":"2026-10-05T05:30:00Z","closer":"user"}"#;
    const MESSAGES: &str = r#"{"_id":"m1","rid":"r1","ts":"2026-10-05T05:00:00Z","token":"t","u":{"_id":"v","username":"guest"}}
{"_id":"m2","rid":"r1","ts":"2026-10-05T05:01:00Z","u":{"_id":"u-anna","username":"anna"}}
{"_id":"m3","rid":"r1","ts":"2026-10-05T05:05:00Z","t":"livechat_transfer_history","u":{"_id":"u-anna","username":"anna"},"transferData":{"scope":"department","previousDepartment":"first","nextDepartment":{"_id":"second","name":"Second"}}}
{"_id":"m4","rid":"r1","ts":"2026-10-05T05:06:00Z","u":{"_id":"u-clara","username":"clara"}}
{"_id":"m5","rid":"r1","ts":"2026-10-05T05:12:00Z","t":"livechat_transfer_history","u":{"_id":"u-clara","username":"clara"},"transferData":{"scope":"agent","previousDepartment":"second","transferredTo":{"_id":"u-boris","username":"boris"}}}
{"_id":"m6","rid":"r1","ts":"2026-10-05T05:13:00Z","u":{"_id":"u-boris","username":"boris"}}
{"_id":"m7","rid":"r1","ts":"2026-10-05T05:14:00Z","u":{"_id":"u-clara","username":"clara"}}"#;
    let imported = together(&[&Text(ROOMS), &Text(MESSAGES)]);
    assert_eq!(
        stops(&imported, 0),
        [
            "first operator-2 0 60 taken",
            "second operator-3 300 300 taken",
            "second operator-1 720 720 taken",
        ]
    );
    assert_eq!(imported.sessions[0].transferred_from.as_deref(), Some("second"));
}

#[test]
fn the_operator_who_replies_has_the_conversation_from_the_question_on() {
    const EVENTS: &str = "id,name,value,event_start_time,event_end_time,inbox_id,user_id,conversation_id\n\
        1,first_response,45,2026-10-05 05:00:00,2026-10-05 05:00:45,1,3,1\n\
        2,reply_time,60,2026-10-05 05:02:00,2026-10-05 05:03:00,1,3,1\n\
        3,reply_time,60,2026-10-05 05:10:00,2026-10-05 05:11:00,1,4,1\n\
        4,reply_time,60,2026-10-05 05:20:00,2026-10-05 05:21:00,1,5,1\n\
        5,conversation_resolved,1800,2026-10-05 05:00:00,2026-10-05 05:30:00,1,5,1\n";
    let imported = together(&[&Text(EVENTS)]);
    assert_eq!(
        stops(&imported, 0),
        ["- operator-2 0 45 taken", "- operator-3 600 600 taken", "- operator-1 1200 1200 taken",]
    );
}

#[test]
fn assignments_of_a_conversation_are_its_stops() {
    const CONVERSATIONS: &str = r#"{"id":"i-1","created_at":1791176400,"state":"closed","admin_assignee_id":13,"team_assignee_id":6,"statistics":{"first_contact_reply_at":1791176400,"first_assignment_at":1791176420,"first_admin_reply_at":1791176445,"last_close_at":1791178200},"conversation_parts":{"conversation_parts":[{"part_type":"assignment","created_at":1791176410,"author":{"type":"bot","id":"1"},"assigned_to":{"type":"team","id":"5"}},{"part_type":"assignment","created_at":1791176420,"author":{"type":"bot","id":"1"},"assigned_to":{"type":"admin","id":"11"}},{"part_type":"comment","created_at":1791176445,"author":{"type":"admin","id":"11"}},{"part_type":"assignment","created_at":1791177000,"author":{"type":"admin","id":"11"},"assigned_to":{"type":"team","id":"6"}},{"part_type":"assignment","created_at":1791177060,"author":{"type":"bot","id":"1"},"assigned_to":{"type":"admin","id":"12"}},{"part_type":"assignment","created_at":1791177600,"author":{"type":"admin","id":"12"},"assigned_to":{"type":"admin","id":"13"}}]}}"#;
    let imported = together(&[&Text(CONVERSATIONS)]);
    assert_eq!(
        stops(&imported, 0),
        ["5 operator-2 0 20 taken", "6 operator-3 600 600 taken", "6 operator-1 1200 1200 taken",]
    );
}

#[test]
fn messages_by_hand_may_name_who_wrote() {
    const SESSIONS: &str = "session_id,arrived_at,accepted_at,closed_at,operator,group\n\
        s,2026-10-05 08:00:00,2026-10-05 08:01:00,2026-10-05 08:30:00,Boris,second\n";
    const MESSAGES: &str = "session_id,at,from,operator\n\
        s,2026-10-05 08:00:00,client,\n\
        s,2026-10-05 08:02:00,operator,Anna\n\
        s,2026-10-05 08:09:00,client,\n\
        s,2026-10-05 08:10:00,operator,Boris\n\
        s,2026-10-05 08:11:00,operator,Anna\n";
    let generic = deskload::import::PROFILES.iter().find(|it| it.name == "generic").expect("there");
    let files: [&dyn InputFile; 2] = [&Text(SESSIONS), &Text(MESSAGES)];
    let imported = import_sessions(&files, generic, &options(Some("UTC")), &mut |_| {});
    let imported = imported.expect("imported");
    // From the question that the first reply of the second answers; two who write in turns have it together.
    let expected = ["second operator-2 0 60 taken", "second operator-1 540 540 taken"];
    assert_eq!(stops(&imported, 0), expected);
}

#[test]
fn several_names_in_a_cell_are_those_who_had_it_one_after_another() {
    const INTERACTIONS: &str = "Conversation ID,Media Type,Users,Date,Duration,Queue,Total Queue,Total Handle,Abandoned\n\
        g-1,message,Anna; Boris,10/13/26 8:00:00 AM,0:12:30,General; Billing,0:00:30,0:12:00,NO\n\
        g-2,message,Boris,10/13/26 8:10:00 AM,0:12:30,Billing,0:00:30,0:12:00,NO\n";
    let imported = together(&[&Text(INTERACTIONS)]);
    let of = |number: usize| {
        let session = &imported.sessions[number];
        let name = |name: &Option<std::sync::Arc<str>>| name.as_deref().unwrap_or("-").to_owned();
        [name(&session.group), name(&session.operator), name(&session.transferred_from)]
    };
    assert_eq!(of(0), ["General", "operator-1", "General"]);
    assert_eq!(of(1), ["Billing", "operator-1", "-"]);
}

#[test]
fn fit_counts_the_work_of_every_stop() {
    let imported = together(&[&Sample("genesys-conversations.json")]);
    let mut reader = PastReader::new(HistoryZone::named("UTC").expect("a zone"));
    imported.sessions.iter().for_each(|session| reader.add_session(session));
    imported.visits.iter().for_each(|visit| reader.add_visit(visit));
    let past = reader.finish();
    let session = &past.sessions[0];
    let work = session.legs.iter().map(|leg| {
        let operator = leg.operator.expect("known");
        (operator, leg.left.expect("known") - leg.taken.expect("known"))
    });
    let work: Vec<(usize, f64)> = work.collect();
    assert_eq!(work.iter().map(|(_, length)| *length).collect::<Vec<_>>(), [480.0, 420.0, 1_200.0]);
    let mut operators: Vec<usize> = work.iter().map(|(operator, _)| *operator).collect();
    operators.sort_unstable();
    operators.dedup();
    assert_eq!(operators.len(), 3);
}

#[test]
fn a_session_of_a_trace_that_was_lost_after_its_transfer_has_its_stops() {
    const TRACE: &str = "replication,session,live_chat,outcome,arrived,answered,first_operator,first_group,transfers,path,\
        wait_after_transfers,last_operator,last_group,ended,transferred_at\n\
        0,0-0,desk,closed,0.000000,10,ann,general,1,experts,20,eve,experts,400,100\n\
        0,0-1,desk,lost-after-transfer,60,70,ann,general,1,experts,30,ann,general,230,200\n\
        0,0-2,desk,lost-after-transfer,80,90,ann,general,1,eve,30,ann,general,240,210\n";
    let deskload =
        deskload::import::PROFILES.iter().find(|it| it.name == "deskload").expect("there");
    let mut options = options(Some("UTC"));
    options.start = Some("2026-10-05T08:00:00Z".parse().expect("an instant"));
    let imported = import_sessions(&[&Text(TRACE)], deskload, &options, &mut |_| {});
    let imported = imported.expect("it is imported");
    let taken = ["general operator-2 0 10 taken", "experts operator-1 100 120 taken"];
    assert_eq!(stops(&imported, 0), taken);
    let lost = ["general operator-2 0 10 taken", "experts - 140 170 abandoned"];
    assert_eq!(stops(&imported, 1), lost);
    // No group has this name: it is an operator's.
    assert!(stops(&imported, 2).is_empty());
}
