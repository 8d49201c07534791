//! The manifest: how a report is made again, and what a later run reads in it.

use deskload::report::{Completeness, Manifest, OldReport, TableOptions, command};
use deskload::study::Findings;

fn manifest<'a>(inputs: &'a [(String, Vec<u8>)], finished: u32) -> Manifest<'a> {
    Manifest {
        command_name: "run",
        scenario: "desk",
        file: "desk.toml",
        inputs,
        overrides: &[],
        seed: 7,
        replications: 10,
        only_replication: None,
        requested: 10,
        finished,
        trace: false,
        replication_values: false,
        tables: TableOptions::default(),
        findings: &Findings::NONE,
        expectations: &[],
        verdicts: None,
    }
}

#[test]
fn the_command_is_canonical_and_survives_a_shell() {
    let overrides =
        ["run.seed=3".to_owned(), "groups.it.members=4".to_owned(), "name=it's \"new\"".to_owned()];
    assert_eq!(
        command("my desk.toml", &overrides, 3, 20),
        r#"deskload run 'my desk.toml' --set groups.it.members=4 --set 'name=it'\''s "new"' --seed 3 --replications 20"#
    );
}

#[test]
fn only_the_content_of_a_scenario_reaches_its_hash() {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let fingerprint = |inputs: &[(String, Vec<u8>)]| {
        let whole: serde_json::Value =
            serde_json::from_slice(&manifest(inputs, 10).bytes()).expect("JSON");
        whole["scenario_sha256"].as_str().expect("a hash").to_owned()
    };
    let one = fingerprint(&[file("a.toml", "x"), file("rates.csv", "1")]);
    assert_eq!(one, fingerprint(&[file("/b/c.toml", "x"), file("rates.csv", "1")]));
    assert_ne!(one, fingerprint(&[file("a.toml", "x"), file("rates.csv", "2")]));
    assert_ne!(one, fingerprint(&[file("a.toml", "x"), file("rate.csv", "s1")]));
    assert_eq!(one.len(), 64);
}

#[test]
fn a_manifest_says_how_far_its_run_came_and_one_of_another_program_nothing() {
    let inputs = [("desk.toml".to_owned(), b"x".to_vec())];
    let read = |finished| {
        OldReport::read(&manifest(&inputs, finished).bytes()).expect("ours").completeness
    };
    assert_eq!(read(10), Completeness::Complete);
    assert_eq!(read(4), Completeness::Partial);
    assert_eq!(OldReport::read(br#"{"name": "a web page"}"#), None);
    assert_eq!(OldReport::read(b"not json"), None);
}
