//! The hosts: the same roles must give the same bytes, on each host and however many at once.

mod bounds;
mod failing;
mod future_events;
mod live;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::report::{sessions_csv, sheet_csv};
use deskload::study::{Engine, MemoryBudget, Options, Outcome, run};

use crate::scenario::{read_file, rendered, shipped};

/// A shipped scenario, cut to a length that a test can wait for.
const SHORT: [&str; 2] = ["run.replications=3", "run.at_horizon=\"cut\""];

fn outcome(file: &Path, engine: Engine, jobs: usize, overrides: &[&str]) -> Outcome {
    let reading = read_file(file, overrides);
    let said = rendered(&reading);
    let plan = reading.plan.unwrap_or_else(|| panic!("{}: {said}", file.display()));
    let stop = Arc::new(AtomicBool::new(false));
    run(
        &plan,
        &Options {
            engine,
            jobs,
            trace: SessionTrace::Kept,
            stop,
            memory: MemoryBudget::UNLIMITED,
            ..Options::default()
        },
        &|_| {},
    )
    .expect("every invariant holds")
}

/// Everything that would be written, as bytes.
fn bytes(outcome: &Outcome) -> Vec<u8> {
    let mut all: Vec<u8> = outcome.sheets.iter().flat_map(sheet_csv).collect();
    all.extend(sessions_csv(outcome.sessions.as_deref().expect("traced")));
    all
}

/// Theory scenarios are busy for days: some hours of each are enough here.
fn cut(file: &Path) -> Vec<&'static str> {
    let mut overrides = SHORT.to_vec();
    if file.components().any(|part| part.as_os_str() == "theory") {
        overrides.extend(["run.horizon=\"3h\"", "run.warm_up=\"1h\""]);
    }
    overrides
}

#[test]
fn actors_and_the_loop_give_the_same_bytes_for_every_shipped_scenario() {
    for file in shipped() {
        let overrides = cut(&file);
        let actors = outcome(&file, Engine::Actors, 2, &overrides);
        let inline = outcome(&file, Engine::Inline, 1, &overrides);
        assert_eq!(actors.events, inline.events, "{}", file.display());
        assert!(actors.sessions_offered > 0, "{} tests nothing", file.display());
        assert!(bytes(&actors) == bytes(&inline), "{}: the hosts differ", file.display());
    }
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    let file = crate::scenario::scenarios().join("internal-and-external.toml");
    let overrides = ["run.replications=5", "run.horizon=\"1d\""];
    let one = outcome(&file, Engine::Inline, 1, &overrides);
    let many = outcome(&file, Engine::Inline, 4, &overrides);
    assert!(bytes(&one) == bytes(&many));
}

#[test]
fn another_seed_is_another_run_and_the_same_seed_the_same() {
    let file = crate::scenario::scenarios().join("quickstart.toml");
    let with =
        |seed: &str| bytes(&outcome(&file, Engine::Inline, 1, &["run.replications=1", seed]));
    assert!(with("run.seed=7") == with("run.seed=7"));
    assert!(with("run.seed=7") != with("run.seed=8"));
}

/// Within their bounds these draw instants beyond the largest time, which are never reached.
#[test]
fn instants_beyond_all_time_are_never_reached() {
    let heavy = [
        "{ weibull = { shape = 0.05, scale = \"36600d\" } }",
        "{ weibull = { shape = 0.05, scale = \"120s\" } }",
        "{ lognormal = { mean = \"36600d\", cv = 100 } }",
        "{ gamma = { mean = \"36600d\", cv = 100 } }",
        "{ exponential = \"36600d\" }",
        "\"36600d\"",
    ];
    let text = |patience: &str, effort: &str, end: &str| {
        format!(
            "[run]\nhorizon = \"6h\"\nreplications = 2\nat_horizon = \"{end}\"\n\
             [[groups]]\nname = \"g\"\ncount = 2\nlimit = 2\n\
             [[live_chats]]\nname = \"c\"\nchannel = \"telegram\"\noperators = [\"g\"]\n\
             [[live_chats.arrivals]]\nrate = \"60/h\"\n\
             [[live_chats.arrivals]]\npopulation = 30\nthink = {effort}\n\
             [[live_chats.topics]]\nname = \"t\"\neffort = {effort}\npatience = {patience}\n\
             wrap_up = {patience}\n"
        )
    };
    for heavy in heavy {
        for (patience, effort) in [(heavy, "\"10m\""), (heavy, heavy), ("\"10m\"", heavy)] {
            for end in ["cut", "drain"] {
                let reading = deskload::scenario::read(
                    "heavy.toml",
                    text(patience, effort, end).as_bytes(),
                    &crate::scenario::MadeUp(&[]),
                    &[],
                );
                let found = rendered(&reading);
                let plan = reading.plan.unwrap_or_else(|| panic!("{found}"));
                let both = [(Engine::Inline, 1), (Engine::Actors, 2)].map(|(engine, jobs)| {
                    let stop = Arc::new(AtomicBool::new(false));
                    let options = Options {
                        engine,
                        jobs,
                        trace: SessionTrace::Kept,
                        stop,
                        ..Options::default()
                    };
                    run(&plan, &options, &|_| {})
                        .unwrap_or_else(|broken| panic!("{heavy}: {broken}"))
                });
                assert_eq!(both[0].finished, 2, "{heavy}");
                assert!(bytes(&both[0]) == bytes(&both[1]), "{heavy}: the hosts differ");
            }
        }
    }
}
