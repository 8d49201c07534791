//! Random desks from the whole language: every invariant holds, both hosts agree to the byte, and so do
//! one job and several.
//!
//! One desk for each core at a time, each run in the loop by one job and on actors by two.
//!
//! `SWARM_COUNT` desks (60 unless told) from `SWARM_SEED` (1 unless told) on. A failure prints the
//! line that repeats it and the smallest scenario that still fails. Where `SWARM_DIRECTORY` names a
//! directory the desks are written there and not run: seeds for the fuzzers, and desks on which two
//! builds are compared (`tests/swarm/compare-builds.sh`).

pub mod desk;
mod live;
mod shards;

use std::fmt::{self, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use deskload::SessionTrace;
use deskload::base::Time;
use deskload::desk::Fact;
use deskload::metrics::InvariantViolation;
use deskload::report::{sessions_csv, sheet_csv};
use deskload::study::{Engine, MemoryBudget, Options, Outcome, RunError, run};

use crate::metrics::told_by_hidden_columns;
use crate::scenario::{MadeUp, without_old_names};
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

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Refused(why) | Self::Broken(why)) = self;
        f.write_str(why)
    }
}

/// The invariant, and the end of what led there.
fn told(violated: &InvariantViolation) -> String {
    let facts = &violated.violation.facts;
    let (earlier, last) = facts.split_at(facts.len().saturating_sub(30));
    let about = |fact: &&(Time, Fact)| {
        let text = format!("{fact:?}");
        violated
            .violation
            .sessions
            .iter()
            .any(|session| text.contains(&format!("session: {session}, ")))
    };
    let facts = earlier.iter().filter(about).chain(last);
    facts.fold(violated.to_string(), |text, (at, fact)| format!("{text}\n{at} {fact:?}"))
}

/// How many sessions came to a desk, or what is wrong with it.
fn try_out(desk: &Desk) -> Result<u64, Fault> {
    let files: Vec<(&str, &[u8])> =
        desk.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let text = desk.text.as_bytes();
    let reading =
        without_old_names(deskload::scenario::read("swarm.toml", text, &MadeUp(&files), &[]));
    let Some(plan) = reading.plan else {
        let said = reading.diagnostics.iter().fold(String::new(), |mut said, diagnostic| {
            let _ = write!(said, "{}", diagnostic.render(false));
            said
        });
        return Err(Fault::Refused(said));
    };
    let run = |engine, jobs| {
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
        .map_err(|error| match error {
            RunError::Violation(violated) => Fault::Broken(told(&violated)),
            error => Fault::Broken(error.to_string()),
        })
    };
    let inline = run(Engine::Inline, 1)?;
    told_by_hidden_columns(&plan, &inline.sheets).map_err(Fault::Broken)?;
    let (offered, loop_gave) = (inline.sessions_offered, bytes(&inline));
    if loop_gave != bytes(&run(Engine::Actors, 2)?) {
        // One run for both: which of them it is that makes a difference is found out here.
        let what = if loop_gave == bytes(&run(Engine::Actors, 1)?) {
            "jobs change the result"
        } else {
            "the hosts differ"
        };
        return Err(Fault::Broken(what.into()));
    }
    Ok(offered)
}

fn bytes(outcome: &Outcome) -> Vec<u8> {
    let mut all: Vec<u8> = outcome.sheets.iter().flat_map(sheet_csv).collect();
    all.extend(sessions_csv(outcome.sessions.as_deref().unwrap_or_default()));
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

/// Keeps the scenario of a desk with the files that it names, in a directory of its own.
fn keep(directory: &Path, seed: u64, desk: &Desk) {
    let directory = directory.join(seed.to_string());
    std::fs::create_dir_all(&directory).expect("a directory that can be written to");
    let scenario = ("swarm.toml", &desk.text);
    let files = desk.files.iter().map(|(name, text)| (name.as_str(), text));
    for (name, text) in files.chain([scenario]) {
        std::fs::write(directory.join(name), text).expect("a directory that can be written to");
    }
}

/// Writes the desks instead of running them, where a directory is named for it.
fn kept(first: u64, count: u64) -> bool {
    let Some(directory) = std::env::var_os("SWARM_DIRECTORY") else {
        return false;
    };
    for seed in first..first + count {
        keep(Path::new(&directory), seed, &Desk::new(seed, &[]));
    }
    true
}

#[test]
fn no_random_desk_breaks_an_invariant_or_differs_between_hosts() {
    let (first, count) = (from_environment("SWARM_SEED", 1), from_environment("SWARM_COUNT", 60));
    if kept(first, count) {
        return;
    }
    // A desk each for every thread, the next one as soon as one is done.
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64).min(count);
    let (next, sessions) = (AtomicU64::new(first), AtomicU64::new(0));
    let faults: Vec<(u64, Fault)> = std::thread::scope(|scope| {
        let work = || {
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= first + count {
                    return None;
                }
                let desk = Desk::new(seed, &[]);
                match try_out(&desk) {
                    Ok(came) => sessions.fetch_add(came, Ordering::Relaxed),
                    Err(fault) => {
                        // The others finish what they have begun.
                        next.store(first + count, Ordering::Relaxed);
                        return Some((seed, fault));
                    }
                };
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().expect("a desk")).collect()
    });
    if let Some((seed, fault)) = faults.into_iter().min_by_key(|(seed, _)| *seed) {
        let Desk { text, files } = shrunk(seed, &fault);
        panic!(
            "{fault}\n\nSWARM_SEED={seed} SWARM_COUNT=1 cargo test --test desk swarm\n\n\
             {text}\n{files:#?}"
        );
    }
    let sessions = sessions.into_inner();
    // Thirty hours at two sessions an hour or more, twice: a swarm that simulates nothing would
    // find nothing.
    assert!(sessions > 100 * count, "only {sessions} sessions in {count} desks");
}
