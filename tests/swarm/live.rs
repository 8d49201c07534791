//! Random desks on the wall clock, their roles dealt out to two arbiters: whatever overtakes what, no
//! session is lost and no limit, license or right broken.
//!
//! `SWARM_LIVE_COUNT` desks (12 unless told) from `SWARM_SEED` on, a quarter of a second each.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use deskload::base::Span;
use deskload::engine::live::{LiveEnd, LiveTask, run_live};
use deskload::plan::{Placement, Statistics};

use super::desk::Desk;
use super::from_environment;
use crate::scenario::MadeUp;

#[test]
fn random_desks_lose_nothing_on_the_wall_clock() {
    let first = from_environment("SWARM_SEED", 1);
    let mut sessions = 0;
    for seed in first..first + from_environment("SWARM_LIVE_COUNT", 12) {
        let desk = Desk::new(seed, &[]);
        let files: Vec<(&str, &[u8])> =
            desk.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let reading =
            deskload::scenario::read("swarm.toml", desk.text.as_bytes(), &MadeUp(&files), &[]);
        let plan = reading.plan.expect("desks of the swarm are valid").with_run(|run| {
            run.horizon = run.horizon.min(Span(24 * 3_600_000_000));
            run.warm_up = Span::ZERO;
            run.interval = run.horizon;
            run.statistics = Statistics::default();
        });
        let task = LiveTask {
            speed: plan.run.horizon.as_secs_f64() / 0.25,
            plan: Arc::new(plan),
            replication: 0,
            arbiters: 2,
            placement: Placement::Apart,
            mailbox_limit: 1_000_000,
            drain: Duration::ZERO,
            disturbances: Vec::new(),
            stop: Arc::new(AtomicBool::new(false)),
            memory_limit: u64::MAX,
        };
        let outcome = run_live(&task, &mut |_| {})
            .unwrap_or_else(|error| panic!("SWARM_SEED={seed} SWARM_LIVE_COUNT=1: {error:?}"));
        assert_eq!(outcome.end, LiveEnd::Finished, "SWARM_SEED={seed}");
        assert_eq!(outcome.over_assignments, 0, "SWARM_SEED={seed}");
        sessions += outcome.tally.counts.offered;
    }
    assert!(sessions > 0, "no session came to any of them");
}
