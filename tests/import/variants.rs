//! Exports in the many forms that help desks and public data sets have: what each comes to.

use deskload::history::{SessionOutcome, Timestamp};
use deskload::import::{Field, PROFILES, recognise};

use super::{ImportedSessions, Text, import_sessions, options};

/// Imports by the profile that takes any table, in the zone UTC.
fn read(text: &'static str, map: &[(&str, &str)]) -> ImportedSessions {
    let generic = PROFILES.iter().find(|it| it.name == "generic").expect("there");
    let mut options = options(Some("UTC"));
    options.map = map
        .iter()
        .map(|(column, word)| ((*column).to_owned(), Field::from_word(word).expect("a field")))
        .collect();
    import_sessions(&[&Text(text)], generic, &options, &mut |_| {})
        .unwrap_or_else(|why| panic!("{why}\n{text}"))
}

/// The outcome of each session, with seconds from its arrival until it was taken and ended.
fn each(imported: &ImportedSessions) -> Vec<String> {
    let one = |session: &deskload::history::Session| {
        let after = |at: Option<Timestamp>| {
            at.map_or_else(
                || "-".to_owned(),
                |at| format!("{}", at.duration_since(session.arrived_at).as_secs_f64()),
            )
        };
        let outcome = match session.outcome {
            SessionOutcome::Answered => "answered",
            SessionOutcome::Abandoned => "abandoned",
            SessionOutcome::Missed => "missed",
            SessionOutcome::Refused => "refused",
            SessionOutcome::Open => "open",
            _ => "other",
        };
        let (taken, closed) = (after(session.accepted_at), after(session.closed_at));
        format!("{} {outcome} {taken} {closed}", session.arrived_at)
    };
    imported.sessions.iter().map(one).collect()
}

#[test]
fn a_call_centre_with_flags_and_the_time_of_day_apart() {
    const CALLS: &str = "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,Satisfaction rating\n\
        ID0001,Diane,2021-01-01,09:12:58,Contract related,Y,Y,109,00:02:23,3\n\
        ID0002,Becky,2021-01-01,09:12:59,Technical Support,N,N,,,\n\
        ID0003,Stewart,2021-01-01,9:47:31,Contract related,Y,Y,10,00:02:22,3\n";
    let imported = read(CALLS, &[]);
    assert_eq!(
        each(&imported),
        [
            "2021-01-01T09:12:58Z answered 109 252",
            "2021-01-01T09:12:59Z missed - -",
            "2021-01-01T09:47:31Z answered 10 152",
        ]
    );
    for guess in ["`Time` is taken for clock", "`Answered (Y/N)` is taken for event"] {
        assert!(imported.notes.iter().any(|note| note == guess), "{:?}", imported.notes);
    }
    // The same as some programs write a date alone, and as workbooks have both.
    const MIDNIGHTS: &str = "Agent;Date;Time;Answered;Speed of answer;Talk duration\n\
        Diane;01.02.2021 00:00:00;9:12:58 AM;Yes;109;143\n\
        Diane;44228;0.5;No;;\n";
    assert_eq!(
        each(&read(MIDNIGHTS, &[])),
        ["2021-02-01T09:12:58Z answered 109 252", "2021-02-01T12:00:00Z missed - -"]
    );
}

#[test]
fn a_bank_with_dates_of_six_digits_and_outcomes_in_its_own_words() {
    const CALLS: &str = "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver\n\
        AA0101\t33116\t9664491.0\t2\tPS\t990101\t0:00:31\t0:00:36\t5\t0:00:36\t0:03:09\t153\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER\n\
        AA0101\t33117\t0.0\t0\tPS\t990101\t0:34:12\t0:34:23\t11\t0:00:00\t0:00:00\t0\tAGENT\t0:34:22\t0:36:21\t119\tMICHAL\n\
        AA0101\t33118\t0.0\t0\tNW\t990101\t6:55:20\t6:55:26\t6\t6:55:26\t6:55:43\t17\tPHANTOM\t0:00:00\t0:00:00\t0\tNO_SERVER\n";
    let map =
        [("date", "arrived_at"), ("vru_exit", "clock"), ("type", "topic"), ("server", "operator")];
    let imported = read(CALLS, &map);
    assert_eq!(
        each(&imported),
        [
            "1999-01-01T00:00:36Z abandoned - -",
            "1999-01-01T00:34:23Z answered 0 119",
            "1999-01-01T06:55:26Z open - -",
        ]
    );
    assert_eq!(
        imported.sessions[0].queue_left_at,
        Some("1999-01-01T00:03:09Z".parse().expect("an instant"))
    );
    // A word that is not known is reported, and may be stated.
    let note = imported.notes.iter().find(|note| note.contains("status that is not known"));
    assert!(note.is_some_and(|note| note.contains("`PHANTOM` 1")), "{:?}", imported.notes);
    let generic = PROFILES.iter().find(|it| it.name == "generic").expect("there");
    let mut stated = options(Some("UTC"));
    let field = |word: &str| Field::from_word(word).expect("a field");
    stated.map = map.iter().map(|(column, to)| ((*column).to_owned(), field(to))).collect();
    stated.outcomes = vec![("phantom".to_owned(), SessionOutcome::Abandoned)];
    let again = import_sessions(&[&Text(CALLS)], generic, &stated, &mut |_| {}).expect("read");
    assert_eq!(again.sessions[2].outcome, SessionOutcome::Abandoned);
    assert!(again.notes.iter().all(|note| !note.contains("not known")), "{:?}", again.notes);
}

#[test]
fn two_columns_may_be_one_instant() {
    const CHATS: &str = "Chat,Day,Begin,Taken,End\n\
        1,10/13/2026,8:00:00 AM,8:01:30 AM,8:20:00 AM\n\
        2,10/13/2026,11:59:00 PM,,11:59:30 PM\n";
    let map = [("Day+Begin", "arrived_at"), ("Day+Taken", "accepted_at"), ("Day+End", "closed_at")];
    assert_eq!(
        each(&read(CHATS, &map)),
        ["2026-10-13T08:00:00Z answered 90 1200", "2026-10-13T23:59:00Z missed - 30"]
    );
    const JSON: &str =
        r#"[{"id":1,"thread":{"day":"2026-10-13","at":"08:00:00"},"end":"2026-10-13T08:10:00Z"}]"#;
    let of_json = read(JSON, &[("thread.day+thread.at", "arrived_at"), ("end", "closed_at")]);
    assert_eq!(each(&of_json), ["2026-10-13T08:00:00Z missed - 600"]);
}

#[test]
fn a_heading_may_name_the_unit_of_its_numbers() {
    const CALLS: &str = "call_timestamp,call duration in minutes,wait time (ms),agent\n\
        2026-10-13 08:00:00,12,45000,Anna\n";
    let imported = read(CALLS, &[("wait time (ms)", "wait")]);
    assert_eq!(imported.sessions[0].closed_at.expect("known").to_string(), "2026-10-13T08:12:00Z");
    assert_eq!(imported.sessions[0].outcome, SessionOutcome::Answered, "an agent is named");
    let note = "plain numbers in `call duration in minutes` are minutes, as it says";
    assert!(imported.notes.iter().any(|it| it == note), "{:?}", imported.notes);
    assert_eq!(
        imported.sessions[0].queue_left_at.expect("known").to_string(),
        "2026-10-13T08:00:45Z"
    );
}

#[test]
fn headings_and_times_of_many_programs() {
    const EXPECTED: [&str; 2] =
        ["2026-10-13T08:00:00Z answered 60 600", "2026-10-13T09:00:00Z abandoned - 120"];
    for text in [
        // Semicolons, German forms, a mark of the byte order.
        "\u{feff}Chat ID;Created at;Wait;Duration;Agent name;Status\n1;13.10.2026 08:00;0:01:00;0:10:00;Anna;answered\n2;13.10.2026 09:00;0:02:00;0:02:00;;abandoned\n",
        // Unix seconds and milliseconds.
        "id,started_at,wait,duration,agent,outcome\n1,1791878400,60,600,Anna,Served\n2,1791882000,120,120,,Dropped\n",
        "id,started_at,wait,duration,agent,outcome\n1,1791878400000,60,600,Anna,Served\n2,1791882000000,120,120,,Left\n",
        // Day numbers, fractions of a day are minutes here.
        "id\tstart time\twait time\tcall duration\tassigned to\tdisposition\n1\t46308.3333333333\t1 min\t10 min\tAnna\tANSWERED\n2\t46308.375\t2 min\t2 min\t\tABANDON\n",
        // Months by name, 12-hour clock, flags of abandonment.
        "Interaction ID,Start Time,Queue Time,Duration,Agent,Abandoned\n1,\"Oct 13, 2026 8:00 AM\",1m,10m,Anna,NO\n2,\"Oct 13, 2026 9:00 AM\",2m,2m,,YES\n",
        // An offset from UTC, ISO lengths.
        "conversation_id|conversation started at|wait|duration|agent|result\n1|2026-10-13T11:00:00+03:00|PT1M|PT10M|Anna|completed\n2|2026-10-13T12:00:00+03:00|PT2M|PT2M||hung up\n",
        // Lines above the headings, and a total.
        "Report of chats\n13 October 2026\n\nID,Created,Wait,Duration,Agent,Status\n1,2026-10-13 08:00,60,600,Anna,closed\n2,2026-10-13 09:00,120,120,,left\nTotal,,180,720,,\n",
        // Units and zones in brackets.
        "Session Start (UTC),Chat Duration (mins),Wait Time [secs],Agent Name,Chat Outcome\n10/13/2026 8:00 AM,10,60,Ann,Completed\n10/13/2026 9:00 AM,2,120,,Left\n",
        // Russian words.
        "id;start;wait;duration;agent;status\n1;13.10.2026 08:00:00;00:01:00;00:10:00;Анна;Закрыта\n2;13.10.2026 09:00:00;00:02:00;00:02:00;;ПОТЕРЯНА\n",
    ] {
        assert_eq!(each(&read(text, &[])), EXPECTED, "{text}");
    }
}

#[test]
fn columns_that_nothing_was_taken_from_are_listed() {
    let imported = read("id,start,Browser,mood\n1,2026-10-13 08:00:00,x,good\n", &[]);
    assert!(
        imported.notes.iter().any(|note| note == "not used: Browser, mood"),
        "{:?}",
        imported.notes
    );
}

#[test]
fn a_queue_log_that_was_rotated_begins_with_any_event() {
    for first in ["ABANDON|1|1|60", "EXITWITHTIMEOUT|1|1|60", "TRANSFER|1|2|3", "PAUSEALL|"] {
        let text: &'static str = format!(
            "1791176300|1791176000.1|support|SIP/1|{first}\n1791176400|1791176400.9|support|NONE|ENTERQUEUE||7|1\n1791176412|1791176400.9|support|SIP/101|CONNECT|12|x|2\n"
        )
        .leak();
        let found = recognise(&Text(text), &options(None)).expect("known").profile;
        assert_eq!(found.name, "asterisk");
        let imported = import_sessions(&[&Text(text)], found, &options(Some("UTC")), &mut |_| {});
        assert_eq!(each(&imported.expect("read"))[0], "2026-10-05T05:00:00Z answered 12 -");
    }
}

#[test]
fn what_cannot_be_read_is_skipped_with_a_cure() {
    let generic = PROFILES.iter().find(|it| it.name == "generic").expect("there");
    for (text, says) in [
        ("id,start,end\n1,08:00,08:10\n", "a time has no date: if it stands in another column"),
        ("id,date\n1,2026-10-13\n", "a date has no time of day: if it stands in another column"),
    ] {
        let mut skips = Vec::new();
        let imported =
            import_sessions(&[&Text(text)], generic, &options(Some("UTC")), &mut |skip| {
                skips.push(skip.clone());
            })
            .expect("read");
        assert!(imported.sessions.is_empty());
        assert!(skips[0].reason.contains(says) && skips[0].line == 2, "{skips:?}");
        assert!(skips[0].reason.contains("--map"), "{skips:?}");
    }
}

#[test]
fn plain_lengths_of_genesys_cloud_are_milliseconds() {
    const VIEW: &str = "Conversation ID,Media Type,Users,Date,Duration,Queue,Total Queue,Total Handle,Abandoned\n\
        g-1,message,Anna,10/13/26 8:00:00 AM,750000,General,30000,720000,NO\n\
        g-2,message,,10/13/26 8:01:00 AM,120500,General,120500,0,YES\n";
    let genesys = PROFILES.iter().find(|it| it.name == "genesys-cloud").expect("there");
    let imported = import_sessions(&[&Text(VIEW)], genesys, &options(Some("UTC")), &mut |_| {});
    let imported = imported.expect("it is imported");
    assert_eq!(
        each(&imported),
        ["2026-10-13T08:00:00Z answered 30 750", "2026-10-13T08:01:00Z abandoned - 120.5"]
    );
}
