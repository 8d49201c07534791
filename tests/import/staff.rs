//! Times of duty from events of operators and from stretches.

use deskload::history::StaffStatus::{self, Away, Online};
use deskload::import::{InputFile, recognise};

use super::{ImportedSessions, Sample, Text, import_sessions, options};

fn together(files: &[&dyn InputFile]) -> ImportedSessions {
    let options = options(Some("UTC"));
    let profile = recognise(files[0], &options).expect("known").profile;
    import_sessions(files, profile, &options, &mut |_| {}).expect("imported")
}

fn stretches(imported: &ImportedSessions) -> Vec<(String, i64, StaffStatus)> {
    let of = |it: &deskload::history::StaffTime| {
        let minutes = it.until.duration_since(it.from).as_secs() / 60;
        (it.operator.to_string(), minutes, it.status)
    };
    imported.staff.iter().map(of).collect()
}

#[test]
fn members_of_a_queue_are_on_duty_and_away_while_they_pause() {
    let imported = together(&[&Sample("asterisk-queue_log")]);
    // Added at :31, paused from :720 to :1620 of the same count of seconds, removed at :2800.
    let minutes = |from: i64, until: i64| (until - from) / 60;
    let one = |from, until, status| ("operator-1".to_owned(), minutes(from, until), status);
    let expected = [one(391, 720, Online), one(720, 1_620, Away), one(1_620, 2_800, Online)];
    assert_eq!(stretches(&imported), expected);
    assert_eq!(imported.staff[0].group.as_deref(), Some("support"));
}

#[test]
fn events_of_agents_become_stretches_of_the_same_operators_as_in_sessions() {
    let files: [&dyn InputFile; 2] =
        [&Sample("amazon-connect.jsonl"), &Sample("amazon-connect-agent-events.jsonl")];
    let imported = together(&files);
    // 04:55 to 09:00, lunch until 09:30, then until 13:00.
    let own = |minutes, status| ("operator-1".to_owned(), minutes, status);
    assert_eq!(stretches(&imported), [own(245, Online), own(30, Away), own(210, Online)]);
    assert_eq!(imported.sessions[0].operator.as_deref(), Some("operator-1"));
}

#[test]
fn stretches_of_a_day_are_read_from_lists() {
    let files: [&dyn InputFile; 2] =
        [&Sample("rocketchat.json"), &Sample("rocketchat-agent-activity.json")];
    let imported = together(&files);
    let own = |minutes| ("operator-1".to_owned(), minutes, Online);
    assert_eq!(stretches(&imported), [own(215), own(235)]);
}

#[test]
fn a_table_of_duty_by_hand_goes_with_any_source() {
    const STAFF: &str = "operator,group,from,until,status\n\
        Ivanova,chat-general,2026-10-05 04:00,2026-10-05 12:00,online\n\
        Ivanova,chat-general,2026-10-05 12:00,2026-10-05 11:00,online\n\
        Nobody,chat-general,2026-10-05 04:00,2026-10-05 12:00,asleep\n";
    let mut skips = Vec::new();
    let options = options(Some("UTC"));
    let files: [&dyn InputFile; 2] = [&Sample("amazon-connect.jsonl"), &Text(STAFF)];
    let profile = recognise(files[0], &options).expect("known").profile;
    let imported = import_sessions(&files, profile, &options, &mut |it| skips.push(it.clone()));
    let imported = imported.expect("imported");
    assert_eq!(stretches(&imported), [("operator-1".to_owned(), 480, Online)]);
    let own = skips.iter().filter(|skip| skip.file == "export.csv");
    let reasons: Vec<&str> = own.map(|skip| skip.reason.as_str()).collect();
    assert_eq!(reasons, ["it ends before it begins", "status is neither online nor away"]);
}
