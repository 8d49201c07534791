//! Random desks from the whole language: every law holds, both hosts agree to the byte, and so do
//! one job and several.
//!
//! `SWARM_COUNT` desks (60 unless told) from `SWARM_SEED` (1 unless told) on. A failure prints the
//! line that repeats it and the smallest scenario that still fails.

mod desk;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::report::{sessions, table};
use deskload::study::{Engine, Options, Outcome, run};

use crate::scenario::MadeUp;
use desk::{Desk, Feature};

fn from_environment(name: &str, otherwise: u64) -> u64 {
    let value = std::env::var(name);
    value.map_or(otherwise, |value| value.parse().unwrap_or_else(|_| panic!("{name}={value}")))
}

/// What is wrong with a desk, if anything.
fn fault(desk: &Desk) -> Option<String> {
    let files: Vec<(&str, &[u8])> =
        desk.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let reading =
        deskload::scenario::read("swarm.toml", desk.text.as_bytes(), &MadeUp(&files), &[]);
    let Some(plan) = reading.plan else {
        let said = reading.diagnostics.iter().fold(String::new(), |mut said, diagnostic| {
            let _ = write!(said, "{}", diagnostic.render(false));
            said
        });
        return Some(format!("the scenario is refused:\n{said}"));
    };
    let run = |engine, jobs| {
        let stop = Arc::new(AtomicBool::new(false));
        run(&plan, &Options { engine, jobs, trace: true, stop }, &|_| {})
            .map(|outcome| bytes(&outcome))
    };
    match (run(Engine::Inline, 1), run(Engine::Inline, 2), run(Engine::Actors, 1)) {
        (Err(law), ..) | (_, Err(law), _) | (_, _, Err(law)) => Some(law.to_string()),
        (Ok(one), Ok(two), _) if one != two => Some("jobs change the result".into()),
        (Ok(inline), _, Ok(actors)) if inline != actors => Some("the hosts differ".into()),
        _ => None,
    }
}

fn bytes(outcome: &Outcome) -> Vec<u8> {
    let mut all: Vec<u8> = outcome.sheets.iter().flat_map(table).collect();
    all.extend(sessions(outcome.sessions.as_deref().unwrap_or_default()));
    all
}

/// Leaves features out one after the other, as long as it still fails.
fn shrunk(seed: u64) -> Desk {
    let mut without: Vec<Feature> = Vec::new();
    for feature in Feature::ALL {
        without.push(feature);
        if fault(&Desk::new(seed, &without)).is_none() {
            without.pop();
        }
    }
    Desk::new(seed, &without)
}

#[test]
fn no_random_desk_breaks_a_law_or_tells_the_hosts_apart() {
    let (first, count) = (from_environment("SWARM_SEED", 1), from_environment("SWARM_COUNT", 60));
    let mut sessions_seen = 0;
    for seed in first..first + count {
        let desk = Desk::new(seed, &[]);
        if let Some(fault) = fault(&desk) {
            let small = shrunk(seed);
            let files = small
                .files
                .iter()
                .fold(String::new(), |all, (name, text)| all + &format!("\n# {name}\n{text}"));
            panic!(
                "{fault}\n\nSWARM_SEED={seed} SWARM_COUNT=1 cargo test --test desk swarm\n\n{}{files}",
                small.text
            );
        }
        sessions_seen += 1;
    }
    assert_eq!(sessions_seen, count);
}
