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

/// How a desk fails.
#[derive(Debug, PartialEq)]
enum Fault {
    Refused(String),
    Broken(String),
}

/// How many sessions came to a desk, or what is wrong with it.
fn try_out(desk: &Desk) -> Result<u64, Fault> {
    let files: Vec<(&str, &[u8])> =
        desk.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let reading =
        deskload::scenario::read("swarm.toml", desk.text.as_bytes(), &MadeUp(&files), &[]);
    let Some(plan) = reading.plan else {
        let said = reading.diagnostics.iter().fold(String::new(), |mut said, diagnostic| {
            let _ = write!(said, "{}", diagnostic.render(false));
            said
        });
        return Err(Fault::Refused(said));
    };
    let run = |engine, jobs| {
        let stop = Arc::new(AtomicBool::new(false));
        run(&plan, &Options { engine, jobs, trace: true, stop }, &|_| {})
            .map_err(|law| Fault::Broken(law.to_string()))
    };
    let inline = run(Engine::Inline, 1)?;
    if bytes(&inline) != bytes(&run(Engine::Inline, 2)?) {
        return Err(Fault::Broken("jobs change the result".into()));
    }
    if bytes(&inline) != bytes(&run(Engine::Actors, 1)?) {
        return Err(Fault::Broken("the hosts differ".into()));
    }
    Ok(inline.sessions_offered)
}

fn bytes(outcome: &Outcome) -> Vec<u8> {
    let mut all: Vec<u8> = outcome.sheets.iter().flat_map(table).collect();
    all.extend(sessions(outcome.sessions.as_deref().unwrap_or_default()));
    all
}

/// Leaves features out one after the other, as long as it still fails in the same way.
fn shrunk(seed: u64, fault: &Fault) -> Desk {
    let mut without: Vec<Feature> = Vec::new();
    for feature in Feature::ALL {
        without.push(feature);
        let still = try_out(&Desk::new(seed, &without));
        let alike = matches!(
            (&still, fault),
            (Err(Fault::Refused(_)), Fault::Refused(_)) | (Err(Fault::Broken(_)), Fault::Broken(_))
        );
        if !alike {
            without.pop();
        }
    }
    Desk::new(seed, &without)
}

#[test]
fn no_random_desk_breaks_a_law_or_tells_the_hosts_apart() {
    let (first, count) = (from_environment("SWARM_SEED", 1), from_environment("SWARM_COUNT", 60));
    let mut sessions = 0;
    for seed in first..first + count {
        match try_out(&Desk::new(seed, &[])) {
            Ok(came) => sessions += came,
            Err(fault) => {
                let Desk { text, files } = shrunk(seed, &fault);
                panic!(
                    "{fault:?}\n\nSWARM_SEED={seed} SWARM_COUNT=1 cargo test --test desk swarm\n\n\
                     {text}\n{files:#?}"
                );
            }
        }
    }
    // Thirty hours at five sessions an hour or more, twice: a swarm that simulates nothing would
    // find nothing.
    assert!(sessions > 200 * count, "only {sessions} sessions in {count} desks");
}
