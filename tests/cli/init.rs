//! Scenarios to begin with: each is valid without a word, runs, and takes no other file's place.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn deskload(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words).current_dir(folder).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[track_caller]
fn done(folder: &Path, words: &[&str]) -> (String, String) {
    let output = deskload(folder, words);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{words:?}\n{err}");
    (out, err)
}

#[test]
fn each_template_is_valid_without_a_warning_and_runs() {
    let folder = tempfile::tempdir().expect("a directory");
    for template in ["chat", "experts", "internal-external", "load-test"] {
        done(folder.path(), &["init", "--template", template, template]);
        let place = folder.path().join(template);
        let scenario = fs::read_to_string(place.join("desk.toml")).expect("a scenario");
        // What editors read: https://taplo.tamasfe.dev/configuration/directives.html
        assert!(scenario.starts_with("#:schema ./deskload.schema.json\n"), "{scenario}");
        let schema = fs::read(place.join("deskload.schema.json")).expect("a schema");
        assert!(serde_json::from_slice::<serde_json::Value>(&schema).is_ok());
        let (page, said) = done(&place, &["validate", "desk.toml", "--deny-warnings"]);
        assert!(page.contains("no edition; none needed") && said.is_empty(), "{said}");
        let (page, said) = done(&place, &["run", "desk.toml", "--replications", "2"]);
        assert!(page.starts_with("desk: 2 replications of "), "{page}");
        assert_eq!(said, "report: reports/desk\n");
    }
}

#[test]
fn a_file_that_is_there_stays_and_nothing_is_written_beside_it() {
    let folder = tempfile::tempdir().expect("a directory");
    fs::write(folder.path().join("desk.csv"), "mine").expect("written");
    let output = deskload(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("desk.csv is there already"));
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    assert_eq!(fs::read(folder.path().join("desk.csv")).expect("a file"), b"mine");
}

#[test]
fn each_command_has_its_manual_page_with_examples() {
    let folder = tempfile::tempdir().expect("a directory");
    done(folder.path(), &["man", "pages"]);
    for command in
        ["run", "check", "compare", "sweep", "load", "validate", "staff", "erlang", "init", "shard"]
    {
        let path = folder.path().join(format!("pages/deskload-{command}.1"));
        let page = fs::read_to_string(path).expect(command);
        assert!(page.contains("Examples:"), "{command}");
    }
}
