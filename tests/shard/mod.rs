//! Work that is cut into shards: the plan, the file of a part, tasks of schedulers, scripts.

pub mod identity;
mod index;
mod scripts;

use std::io::Cursor;

use deskload::base::Span;
use deskload::shard::{
    PlanFault, PlannedCell, PlannedFile, PlannedSource, ShardPlan, Unit, WorkKind, frame, ranges,
    read_frame,
};
use deskload::study::FoundWarmUp;

fn cell(replications: u32) -> PlannedCell {
    PlannedCell {
        name: format!("desk of {replications}"),
        scenario_sha256: "00".to_owned(),
        seed: u64::MAX,
        replications,
        warm_up: None,
    }
}

fn plan(shards: u32, cells: Vec<PlannedCell>) -> ShardPlan {
    ShardPlan {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kind: WorkKind::Sweep,
        arguments: vec!["sweep".to_owned(), "a desk.toml".to_owned()],
        shards,
        sources: vec![PlannedSource {
            path: "a desk.toml".to_owned(),
            files: vec![PlannedFile { name: "a desk.toml".to_owned(), sha256: "ab".to_owned() }],
        }],
        baselines: vec![("b.json".to_owned(), None), ("c.json".to_owned(), Some("cd".to_owned()))],
        cells: cells.into(),
    }
}

#[test]
fn a_plan_is_read_as_it_was_written() {
    let found = FoundWarmUp { warm_up: Span(1_234_567), pilot: 5, too_short: true };
    let settled = PlannedCell { warm_up: Some(found), ..cell(4) };
    let plan = plan(3, vec![cell(3), settled]);
    assert_eq!(ShardPlan::read(&plan.bytes()), Ok(plan.clone()));
    let text = String::from_utf8(plan.bytes()).expect("text");
    let newer = text.replace(env!("CARGO_PKG_VERSION"), "99.0.0");
    let other = ShardPlan::read(newer.as_bytes());
    assert_eq!(other, Err(PlanFault::OtherVersion("99.0.0".to_owned())));
    for broken in [text.replace("\"units\": 7", "\"units\": 8"), "[]".to_owned(), String::new()] {
        assert!(matches!(ShardPlan::read(broken.as_bytes()), Err(PlanFault::Malformed(_))));
    }
}

/// Seven replications in three shards: 0 3 6, 1 4, 2 5.
#[test]
fn each_replication_is_run_by_one_shard_and_no_shard_has_two_more_than_another() {
    let plan = plan(3, vec![cell(3), cell(4)]);
    assert_eq!([1, 2, 3].map(|shard| plan.units_of_shard(shard)), [3, 2, 2]);
    let of_shard =
        |shard| (0..plan.units_of_shard(shard)).map(move |place| (shard, place)).collect();
    let all: Vec<(u32, u64)> = (1..=3).flat_map::<Vec<_>, _>(of_shard).collect();
    let mut numbers: Vec<u64> =
        all.iter().map(|(shard, place)| plan.number(*shard, *place)).collect();
    for (number, known) in numbers.iter().zip(&all) {
        assert_eq!(plan.place(*number), *known);
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(plan.unit(2), Some(Unit { cell: 0, replication: 2 }));
    assert_eq!(plan.unit(3), Some(Unit { cell: 1, replication: 0 }));
    assert_eq!((plan.unit(6).map(|unit| unit.replication), plan.unit(7)), (Some(3), None));
    assert_eq!([0, 1, 2].map(|cell| plan.start(cell)), [Some(0), Some(3), None]);
}

/// Also where cells of no replications lie among the others.
#[test]
fn the_replication_of_a_number_is_found_as_if_all_were_counted() {
    let plan = plan(1, [0, 3, 0, 0, 1, 5, 0].map(cell).to_vec());
    let mut counted = Vec::new();
    for (cell, planned) in plan.cells.iter().enumerate() {
        counted.extend((0..planned.replications).map(|replication| Unit { cell, replication }));
    }
    let found: Vec<Unit> = (0..plan.units()).filter_map(|number| plan.unit(number)).collect();
    assert_eq!(found, counted);
    assert_eq!((plan.unit(plan.units()), plan.unit(u64::MAX)), (None, None));
}

/// Numbers that no desk has, written by hand, are refused at once.
#[test]
fn a_plan_of_absurd_counts_is_refused() {
    let text = String::from_utf8(plan(3, vec![cell(7)]).bytes()).expect("text");
    for (from, to) in [
        ("\"shards\": 3", "\"shards\": 4294967295"),
        ("\"shards\": 3", "\"shards\": 0"),
        ("\"shards\": 3", "\"shards\": 1e99"),
        ("\"shards\": 3", "\"shards\": -1"),
        ("\"units\": 7", "\"units\": 18446744073709551615"),
        ("\"replications\": 7", "\"replications\": 4294967296"),
        ("\"replications\": 7", "\"replications\": 4294967295"),
    ] {
        assert!(text.contains(from), "{from}");
        let fault = ShardPlan::read(text.replace(from, to).as_bytes()).expect_err(to);
        assert!(matches!(fault, PlanFault::Malformed(_)), "{to}: {fault}");
    }
    // So deep that a reader that calls itself would end the program.
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    assert!(ShardPlan::read(deep.as_bytes()).is_err());
}

#[test]
fn a_record_that_is_cut_off_changed_or_of_another_replication_is_broken() {
    let bytes = frame(7, b"a record");
    let read = |bytes: &[u8], number| read_frame(&mut Cursor::new(bytes), number);
    assert_eq!(read(&bytes, 7).expect("it is whole"), b"a record");
    assert!(read(&bytes, 8).is_err());
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length], 7).is_err(), "{length} bytes");
    }
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        assert!(read(&changed, 7).is_err(), "byte {place}");
    }
}

#[test]
fn a_list_of_shards_is_written_as_schedulers_take_it() {
    assert_eq!(ranges(&[]), "");
    assert_eq!(ranges(&[2, 5]), "2,5");
    assert_eq!(ranges(&[1, 2, 3, 5, 6, 8, 9, 10, 11]), "1-3,5,6,8-11");
    assert_eq!(ranges(&[u32::MAX]), "4294967295");
}
