//! Shards that are killed, run twice at once, torn, exchanged, or of a plan that was written by hand.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::shards::Place;

const MERGE: [&str; 4] = ["shard", "merge", "--plan", "shards"];

fn shard_run(shard: &str) -> [&str; 6] {
    ["shard", "run", "--plan", "shards", "--shard", shard]
}

fn start(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
}

/// At moments that differ from round to round; what is left is always gone on from.
#[test]
#[expect(clippy::disallowed_methods, reason = "processes are killed at moments of the clock")]
fn shards_that_are_killed_at_any_moment_come_to_the_report_of_one_process() {
    let run = ["run", "desk.toml", "--replications", "120", "--format", "csv", "--no-report"];
    let place = Place::new();
    let alone = place.ends(0, &run).0;
    place.plan(3, &run);
    for round in 0..12_u64 {
        let shards = ["1/3", "2/3", "3/3"].map(|shard| start(place.command(&shard_run(shard))));
        for (mut child, more) in shards.into_iter().zip([3, 11, 7]) {
            sleep(Duration::from_millis((round * more) % 40));
            // One that has ended already cannot be killed.
            let _ = child.kill();
            child.wait().expect("it ends");
        }
        place.ends(0, &["shard", "status", "--plan", "shards"]);
    }
    for shard in ["1/3", "2/3", "3/3"] {
        place.run_shard(shard);
    }
    assert_eq!(place.ends(0, &MERGE).0, alone);
}

#[test]
fn of_two_processes_at_one_shard_one_is_refused_or_finds_it_done() {
    let run = ["run", "desk.toml", "--replications", "60", "--format", "csv", "--no-report"];
    let place = Place::new();
    let alone = place.ends(0, &run).0;
    place.plan(1, &run);
    let both = [(), ()].map(|()| start(place.command(&shard_run("1/1"))));
    let ended = both.map(|child| child.wait_with_output().expect("it ends"));
    let mut done = 0;
    for output in ended {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => done += 1,
            Some(1) => assert!(said.contains("another process is at work on shard 1"), "{said}"),
            other => panic!("{other:?}: {said}"),
        }
    }
    assert!(done >= 1);
    assert_eq!(place.ends(0, &MERGE).0, alone);
}

/// Its records are whole, and are not run again.
#[test]
fn a_shard_that_was_ended_before_its_manifest_was_written_keeps_its_records() {
    let place = Place::new();
    place.plan(2, &["run", "desk.toml", "--no-report"]);
    place.run_shard("1/2");
    let part = place.part("0001-of-0002");
    let whole = fs::read(part.join("records.bin")).expect("records");
    fs::remove_file(part.join("manifest.json")).expect("removed");
    assert!(place.run_shard("1/2").contains("3 replications were done before"));
    assert_eq!(whole, fs::read(part.join("records.bin")).expect("records"));
}

#[test]
fn what_lies_in_the_place_of_a_part_is_corrupt_and_the_shard_is_run_anew() {
    let place = Place::new();
    place.plan(1, &["run", "desk.toml", "--no-report"]);
    place.run_shard("1/1");
    let part = place.part("0001-of-0001");
    let whole = fs::read(part.join("records.bin")).expect("records");
    let again = |what: &str| {
        let status = place.ends(0, &["shard", "status", "--plan", "shards"]).0;
        assert!(status.contains("1 corrupt\ncorrupt: 1\n"), "{what}: {status}");
        let merged = place.ends(1, &MERGE).1;
        assert!(merged.contains("run the shard again"), "{what}: {merged}");
        assert!(place.run_shard("1/1").contains("it is run anew"), "{what}");
        assert_eq!(whole, fs::read(part.join("records.bin")).expect("records"), "{what}");
    };
    let manifest = fs::read_to_string(part.join("manifest.json")).expect("a manifest");
    fs::write(part.join("manifest.json"), &manifest[..manifest.len() / 2]).expect("written");
    again("a manifest that is torn");
    fs::write(part.join("records.bin"), &whole[..whole.len() - 9]).expect("written");
    again("records that are torn");
    fs::remove_file(part.join("records.bin")).expect("removed");
    again("no records");
    fs::remove_file(part.join("records.bin")).expect("removed");
    fs::create_dir(part.join("records.bin")).expect("a folder");
    again("a folder in the place of records");
    fs::remove_file(part.join("manifest.json")).expect("removed");
    fs::create_dir(part.join("manifest.json")).expect("a folder");
    again("a folder in the place of the manifest");
    fs::remove_dir_all(&part).expect("removed");
    fs::write(&part, "a file").expect("written");
    again("a file in the place of the part");
}

#[test]
fn a_part_of_another_plan_is_an_error_and_stays() {
    let place = Place::new();
    let words = |out, seed| {
        let plan = ["shard", "plan", "--shards", "2", "--out", out, "--"];
        [&plan[..], &["run", "desk.toml", "--no-report", "--seed", seed]].concat()
    };
    place.ends(0, &words("other", "2"));
    place.ends(0, &words("shards", "1"));
    place.ends(0, &["shard", "run", "--plan", "other", "--shard", "1/2"]);
    place.run_shard("2/2");
    let theirs = place.path().join("other/parts/0001-of-0002");
    fs::rename(theirs, place.part("0001-of-0002")).expect("renamed");
    assert!(place.ends(1, &MERGE).1.contains("it is of another plan"));
    assert!(place.ends(1, &shard_run("1/2")).1.contains("it is of another plan"));
    let status = place.ends(0, &["shard", "status", "--plan", "shards"]).0;
    assert!(
        status.contains("of another plan: 1\n") && !status.contains("submit again"),
        "{status}"
    );
    assert!(place.part("0001-of-0002/records.bin").is_file());
}

/// The number of replications of a shard is bounded by what its command asks for.
#[test]
fn a_plan_that_was_changed_by_hand_is_refused_before_anything_is_run() {
    let place = Place::new();
    place.plan(2, &["run", "desk.toml", "--no-report"]);
    let path = place.path().join("shards/plan.json");
    let text = fs::read_to_string(&path).expect("a plan");
    let refused = |says: &str, changes: &[(&str, &str)]| {
        let mut changed = text.clone();
        for (from, to) in changes {
            assert!(changed.contains(from), "{from}");
            changed = changed.replace(from, to);
        }
        fs::write(&path, changed).expect("written");
        let said = place.ends(1, &shard_run("1/2")).1;
        assert!(said.contains(says), "{changes:?}: {said}");
        place.ends(1, &MERGE);
        // What it can say of such a plan, it says.
        let status = place.run(&["shard", "status", "--plan", "shards"]).status.code();
        assert!(matches!(status, Some(0 | 1)), "{changes:?}: {status:?}");
    };
    let four_billion = ("\"replications\": 6", "\"replications\": 4294967295");
    refused(
        "is not what the plan says of it",
        &[four_billion, ("\"units\": 6", "\"units\": 4294967295")],
    );
    refused("is not what the plan says of it", &[("\"seed\": ", "\"seed\": 1")]);
    refused("`shards` is no number of 1 to", &[("\"shards\": 2", "\"shards\": 4294967295")]);
    refused("its number of units is not", &[four_billion]);
    refused("`cells` is incomplete", &[("\"replications\": 6", "\"replications\": -6")]);
    refused("it is not JSON", &[("{", "[")]);
    refused(
        "all shards of a plan are run and merged by the version",
        &[("\"deskload\": \"", "\"deskload\": \"9")],
    );
    refused("a scenario has no file", &[("\"files\": [", "\"files\": [], \"old\": [")]);
    refused(
        "the command of the plan",
        &[("\"run\",\n    \"desk.toml\"", "\"run\",\n    \"--nothing\"")],
    );
}

#[test]
fn what_cannot_be_written_is_an_error_with_its_place() {
    let place = Place::new();
    place.plan(1, &["run", "desk.toml", "--no-report"]);
    fs::remove_dir(place.path().join("shards/parts")).expect("removed");
    fs::write(place.path().join("shards/parts"), "a file").expect("written");
    let said = place.ends(1, &shard_run("1/1")).1;
    assert!(said.contains("cannot write shards/parts"), "{said}");
    place.ends(1, &MERGE);
}
