//! Messages of conversations: when and by whom, never what.

use deskload::history::Author::{self, Bot, Client, Operator};
use deskload::import::{InputFile, Skip, recognise, recognise_all};

use super::{ImportedSessions, Sample, import_sessions, options};

fn together(names: &[&'static str]) -> (ImportedSessions, Vec<Skip>) {
    let files: Vec<Sample> = names.iter().map(|name| Sample(name)).collect();
    let files: Vec<&dyn InputFile> = files.iter().map(|file| file as &dyn InputFile).collect();
    let options = options(Some("UTC"));
    let profile = recognise_all(&files, &options).expect("known");
    let mut skips = Vec::new();
    let imported = import_sessions(&files, profile, &options, &mut |it| skips.push(it.clone()));
    (imported.expect("imported"), skips)
}

/// Seconds since the arrival of the first session, and who wrote.
fn of_first(imported: &ImportedSessions) -> Vec<(f64, Author)> {
    let first = &imported.sessions[0];
    let own = imported.messages.iter().filter(|message| message.session == first.id);
    own.map(|it| (it.at.duration_since(first.arrived_at).as_secs_f64(), it.from)).collect()
}

#[test]
fn lists_inside_of_conversations_are_their_messages() {
    let (intercom, _) = together(&["intercom.json"]);
    let expected = [(0.0, Client), (45.0, Operator), (200.0, Client), (260.0, Operator)];
    assert_eq!(of_first(&intercom), expected);
    let (zendesk, _) = together(&["zendesk-chat.json"]);
    let expected = [(0.0, Client), (1.0, Bot), (25.0, Operator), (120.0, Client)];
    assert_eq!(of_first(&zendesk), expected);
    // The agent joined ten seconds after the chat was asked for.
    let first = &zendesk.sessions[0];
    let taken = first.accepted_at.expect("it was taken");
    assert_eq!(taken.duration_since(first.arrived_at).as_secs(), 10);
}

#[test]
fn messages_from_a_file_of_their_own_find_their_sessions_in_whatever_order_files_are_named() {
    let expected =
        [(0.0, Client), (2.0, Bot), (35.5, Operator), (180.0, Client), (250.0, Operator)];
    for names in [
        ["rocketchat.json", "rocketchat-messages.json"],
        ["rocketchat-messages.json", "rocketchat.json"],
    ] {
        let (imported, skips) = together(&names);
        assert_eq!(of_first(&imported), expected);
        let reasons: Vec<(u64, &str)> =
            skips.iter().map(|skip| (skip.line, skip.reason.as_str())).collect();
        let expected = [
            (2, "it is no message: an event of the room"),
            (7, "the row was there before, with the same id"),
            (8, "its session is in none of the files"),
        ];
        assert_eq!(reasons, expected);
    }
}

#[test]
fn rows_of_the_table_messages_may_have_texts_over_several_lines() {
    let (imported, skips) = together(&["chatwoot-conversations.csv", "chatwoot-messages.csv"]);
    let expected =
        [(0.0, Client), (2.0, Bot), (45.0, Operator), (240.0, Client), (390.0, Operator)];
    assert_eq!(of_first(&imported), expected);
    let of_messages = skips.iter().filter(|skip| skip.file == "chatwoot-messages.csv");
    let lines: Vec<u64> = of_messages.map(|skip| skip.line).collect();
    // An activity, a private note, a row that is there twice, an unknown conversation; each takes two lines.
    assert_eq!(lines, [4, 10, 16, 20]);
}

#[test]
fn transcripts_give_messages_and_no_text() {
    let (imported, _) = together(&["amazon-connect.jsonl", "amazon-connect-transcripts.jsonl"]);
    let expected = [(0.1, Client), (40.0, Operator), (180.0, Client)];
    assert_eq!(of_first(&imported), expected);
    let first = &imported.sessions[0];
    let replied = first.first_reply_at.expect("an operator wrote");
    assert_eq!(replied.duration_since(first.arrived_at).as_secs(), 40);
}

#[test]
fn messages_without_sessions_are_told() {
    let file = Sample("rocketchat-messages.json");
    let options = options(Some("UTC"));
    let profile = recognise(&file, &options).expect("known").profile;
    let why = import_sessions(&[&file], profile, &options, &mut |_| {}).expect_err("no sessions");
    assert!(why.to_string().contains("no file has sessions"), "{why}");
}
