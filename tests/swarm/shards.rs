//! Desks at random in shards: any number of them comes to what one process comes to.
//!
//! `SWARM_SHARDS_COUNT` desks (6 unless told) from `SWARM_SEED` on.

use deskload::plan::Plan;

use super::desk::Desk;
use super::from_environment;
use crate::scenario::{MadeUp, without_old_names};
use crate::shard::identity::assert_identical;

fn plan(desk: &Desk) -> Plan {
    let files: Vec<(&str, &[u8])> =
        desk.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let text = desk.text.as_bytes();
    let reading =
        without_old_names(deskload::scenario::read("swarm.toml", text, &MadeUp(&files), &[]));
    let plan = reading.plan.expect("the swarm draws valid desks");
    // Few replications of a desk at random are a second's work.
    plan.with_run(|run| run.replications = run.replications.clamp(1, 5))
}

#[test]
fn random_desks_come_to_the_same_bytes_in_any_number_of_shards() {
    let (first, count) =
        (from_environment("SWARM_SEED", 1), from_environment("SWARM_SHARDS_COUNT", 6));
    for seed in first..first + count {
        let shards = 1 + u32::try_from(seed % 4).expect("a small number");
        let repeated = format!("SWARM_SEED={seed} SWARM_SHARDS_COUNT=1, in {shards} shards");
        assert_identical(&plan(&Desk::new(seed, &[])), shards, &repeated);
    }
}
