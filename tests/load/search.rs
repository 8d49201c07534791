//! The highest rate.

use deskload::load::{FindMax, Limit, Verdict, find_max};

use super::{desk, options, plan};

/// Four operators with a minute of work a session serve four a minute: at speed 600 that is 40 a second
/// by the wall clock. Below that nearly no one waits half a minute, far above it nearly all do, up to
/// their patience of five. So whatever the machine, what is found lies between a quarter and three
/// times of it.
#[test]
fn the_highest_rate_is_found_between_one_that_is_good_and_one_that_is_not() {
    let scenario = plan(&desk(
        4,
        "60/h",
        "1m",
        "5m",
        "speed = 600\nduration = \"1s\"\nsettle = \"300ms\"\ndrain = \"0s\"",
    ));
    let limit = Limit::parse("wait.p50 < 30s").expect("a limit");
    let wanted = FindMax { limit, start: 10.0, highest: 10_000.0 };
    let found = find_max(&scenario, &wanted, &options(), (&mut |_| (), &mut |_| ()))
        .unwrap_or_else(|error| panic!("{error:?}"));
    let (good, bad) = (found.last_good.expect("a good rate"), found.first_bad.expect("a bad one"));
    assert!((10.0..120.0).contains(&good), "{found:?}");
    assert!(bad > good, "{found:?}");
    // What was accepted was held three times, and was good each time.
    let held = found.plateaus.iter().filter(|plateau| plateau.rate == good);
    assert!(held.clone().count() >= 3 && held.clone().all(|it| it.verdict == Verdict::Good));
    let failed = found.plateaus.iter().filter(|plateau| plateau.rate == bad);
    assert!(failed.clone().any(|it| it.verdict != Verdict::Good), "{found:?}");
}

/// Where nothing fulfils a limit, that is what is found.
#[test]
fn where_no_rate_is_good_none_is_found() {
    let scenario = plan(&desk(
        1,
        "60/h",
        "1m",
        "5m",
        "speed = 600\nduration = \"400ms\"\nsettle = \"100ms\"\ndrain = \"0s\"",
    ));
    let limit = Limit::parse("routing.max < 1us").expect("a limit");
    let wanted = FindMax { limit, start: 64.0, highest: 10_000.0 };
    let found = find_max(&scenario, &wanted, &options(), (&mut |_| (), &mut |_| ()))
        .unwrap_or_else(|error| panic!("{error:?}"));
    // No thread of any machine hands a session on within a microsecond; with few sessions a plateau
    // may have none at all, and one without any keeps to every limit.
    let empty = |rate: f64| found.plateaus.iter().any(|it| it.rate == rate && it.value.is_none());
    assert!(found.last_good.is_none_or(empty), "{found:?}");
}
