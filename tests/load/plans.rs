//! The plan of a load.

use deskload::base::{Span, Time};
use deskload::load::{LoadError, LoadOptions, loaded_plan, run_load};
use deskload::plan::{Arrivals, Claims};
use deskload::study::{MemoryBudget, sessions_by_flow};

use super::{desk, options, plan, plan_with};
use crate::scenario::{read_file, scenarios};

#[test]
fn without_a_rate_the_sessions_are_those_of_the_scenario() {
    let scenario = plan(&desk(4, "60/h", "3m", "5m", "speed = 600\nsettle = \"1s\""));
    let loaded = loaded_plan(&scenario).expect("a plan");
    // An hour at 600 seconds a second lasts six; the first of them is not measured.
    assert_eq!(loaded.load.duration, Some(Span(6_000_000)));
    assert_eq!(loaded.run.horizon, Span(3_600_000_000));
    assert_eq!(loaded.run.warm_up, Span(600_000_000));
    assert_eq!(loaded.flows, scenario.flows);
}

/// 200 a second by the wall clock for ten seconds are 2,000 sessions, whatever the speed.
#[test]
fn a_rate_is_one_of_the_wall_clock_and_keeps_the_mix_of_the_scenario() {
    let path = scenarios().join("internal-and-external.toml");
    let scenario =
        read_file(&path, &["load.rate=\"200/s\"", "load.duration=\"10s\"", "load.speed=60"])
            .plan
            .expect("a plan");
    let before = sessions_by_flow(&scenario);
    let loaded = loaded_plan(&scenario).expect("a plan");
    let after = sessions_by_flow(&loaded);
    let total: f64 = after.iter().sum();
    let returning = total / 2_000.0;
    assert!((0.999..1.5).contains(&returning), "{total}");
    let share = |all: &[f64], place: usize| all[place] / all.iter().sum::<f64>();
    for place in 0..before.len() {
        let (was, is) = (share(&before, place), share(&after, place));
        // A week's mix, not that of the ten minutes that are loaded.
        assert!((was - is).abs() < 0.02, "flow {place}: {was} became {is}");
    }
}

#[test]
fn shapes_have_their_course() {
    let rate_at = |shape: &str, second: u64| {
        let load = format!("rate = \"100/s\"\nduration = \"10s\"\nshape = \"{shape}\"\nspeed = 10");
        let loaded = loaded_plan(&plan(&desk(4, "60/h", "3m", "5m", &load))).expect("a plan");
        // Ten seconds of desk time a second: a tenth of the rate.
        match &loaded.flows[0].arrivals {
            Arrivals::Poisson(rate) => rate.at(Time(second * 10_000_000)) * 10.0,
            Arrivals::Varying(varying) => {
                let (piece, _) = varying.shape.piece(Time(second * 10_000_000));
                piece.expected_arrivals(1e-6) * 1e6 * 10.0
            }
            other => panic!("{other:?}"),
        }
    };
    let course = |shape| [1, 3, 5, 7, 9].map(|second| rate_at(shape, second).round() as u32);
    assert_eq!(course("constant"), [100; 5]);
    assert_eq!(course("ramp"), [10, 30, 50, 70, 90]);
    assert_eq!(course("steps"), [20, 40, 60, 80, 100]);
    assert_eq!(course("spike"), [20, 20, 100, 20, 20]);
}

#[test]
fn what_cannot_be_loaded_is_refused_with_a_reason() {
    let refused =
        |load: &str| loaded_plan(&plan(&desk(4, "60/h", "3m", "5m", load))).expect_err(load);
    let too_short = refused("speed = 3600");
    assert!(too_short.contains("lasts 1s and settles for 2s"), "{too_short}");
    let late = refused(
        "duration = \"5s\"\n[[load.disturbances]]\nkind = \"stall\"\nat = \"6s\"\nfor = \"1s\"",
    );
    assert!(late.contains("begins at 6s"), "{late}");
    let silent = plan_with(&desk(4, "0/h", "3m", "5m", "rate = \"5/s\""), &[]);
    assert!(loaded_plan(&silent).expect_err("no session").contains("no session comes"));
}

#[test]
fn a_run_reads_nothing_of_a_load() {
    let with = plan(&desk(4, "60/h", "3m", "5m", "claims = \"read-then-write\"\nspeed = 60"));
    assert_eq!((with.claims, with.load.claims), (Claims::Atomic, Claims::ReadThenWrite));
    assert_eq!(loaded_plan(&with).expect("a plan").claims, Claims::ReadThenWrite);
}

/// With no patience all sessions may be there at once: 1,000 a second for an hour are 3.6 million, at
/// more than a kilobyte each.
#[test]
fn a_load_that_memory_does_not_allow_is_not_begun() {
    let text = desk(4, "60/h", "3m", "5m", "rate = \"1000/s\"\nduration = \"1h\"");
    let patient = text.replace("patience = { exponential = \"5m\" }\n", "");
    let memory = MemoryBudget { limit: 1 << 30, ..MemoryBudget::UNLIMITED };
    let options = LoadOptions { memory, ..options() };
    match run_load(&plan(&patient), &options, &mut |_| {}) {
        Err(LoadError::TooLarge { needed, limit }) => assert!(needed > limit && limit == 1 << 30),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_wrong_about_a_load_is_told_where_it_stands() {
    let codes = |load: &str| {
        let text = desk(4, "60/h", "3m", "5m", load);
        let reading = deskload::read("desk.toml", text.as_bytes(), &deskload::NoFiles, &[]);
        assert!(reading.plan.is_none(), "{load}");
        reading.diagnostics.iter().map(|it| it.code().to_owned()).collect::<Vec<_>>()
    };
    let one = |rest: &str| format!("[[load.disturbances]]\nat = \"1s\"\nfor = \"1s\"\n{rest}");
    assert_eq!(codes("rate = \"0/s\""), ["out-of-range"]);
    assert_eq!(codes("shape = \"ramp\""), ["out-of-range"]);
    assert_eq!(codes("duration = \"2s\""), ["out-of-range"]);
    assert_eq!(codes(&one("kind = \"stall\"\narbiter = 1")), ["out-of-range"]);
    assert_eq!(codes(&one("kind = \"stall\"\nfactor = 2")), ["no-effect"]);
    assert_eq!(codes(&one("kind = \"revoke\"")), ["missing-key"]);
    assert_eq!(codes(&one("kind = \"fail\"\nrole = \"group\"")), ["missing-key"]);
    assert_eq!(codes(&one("kind = \"disconnect\"\ngroup = \"operator\"")), ["unknown-name"]);
}
