//! Desks at random in shards: any number of them comes to what one process comes to.
//!
//! `SWARM_SHARDS_COUNT` desks (6 unless told) from `SWARM_SEED` on.

use std::sync::Arc;

use deskload::ReadOutcome;
use deskload::decide::expectations_of;
use deskload::metrics::{RecordContent, RecordMaker, ReplicationRecord};
use deskload::plan::Plan;
use deskload::staffing::{
    Goals, KeptLooks, NoMemory, PlannedSearch, ProofRecords, SearchControl, SearchLimits,
    StaffedDesk, proof_as_looked_at, search_until_proof, staff,
};
use deskload::study::Options;
use deskload::study::workers::{WorkOrder, Workers};

use super::desk::Desk;
use super::from_environment;
use crate::scenario::{MadeUp, without_old_names};
use crate::shard::identity::assert_identical;

fn read(desk: &Desk) -> ReadOutcome {
    let files: Vec<(&str, &[u8])> =
        desk.files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let text = desk.text.as_bytes();
    without_old_names(deskload::scenario::read("swarm.toml", text, &MadeUp(&files), &[]))
}

fn plan(desk: &Desk) -> Plan {
    let plan = read(desk).plan.expect("the swarm draws valid desks");
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

/// The desk with an expectation that some staff holds, if its staff can be sought.
fn staffed(desk: &mut Desk) -> Option<(StaffedDesk, Goals)> {
    if !desk.text.contains("expect") {
        desk.text.push_str("\n[[expect]]\nthat = \"*.service_level >= 1%\"\n");
    }
    let ReadOutcome { plan, inputs, expectations, .. } = read(desk);
    let plan = plan?.with_run(|run| run.replications = 2);
    let (expectations, _) = expectations_of(&plan, &expectations);
    let desk = StaffedDesk::new("swarm.toml", plan, inputs, &[]).ok()?;
    let goals = Goals::new(&desk.plan, expectations).ok()?;
    Some((desk, goals))
}

/// The replications of a proof as bytes, as shards put them down.
fn proof_put_down(desk: &StaffedDesk, goals: &Goals, search: &PlannedSearch) -> Vec<Vec<u8>> {
    let (plan, tracked) = proof_as_looked_at(desk, goals, &search.proof).expect("a plan");
    let maker = RecordMaker::new(&plan, RecordContent::Staffing);
    let (requested, options) = (LIMITS.proof_replications, Options::default());
    let order = WorkOrder {
        plan,
        first_replication: 0,
        requested,
        max_replications: requested,
        trace: options.trace.clone(),
        tracked,
    };
    let mut workers = Workers::start(order, &options).expect("threads start");
    let mut put_down = Vec::new();
    while let Some(finished) = workers.next(&options.stop, &|| {}).expect("it ends well") {
        let record = maker.record(finished.metrics, finished.events, finished.sessions);
        put_down.push(record.to_bytes());
        workers.mark_folded(requested);
        if put_down.len() == requested as usize {
            break;
        }
    }
    put_down
}

const LIMITS: SearchLimits =
    SearchLimits { replications: 2, proof_replications: 5, max_plans: 300 };

/// Of searches that come to a proof: those of large desks do not within so few plans, and many desks have no staff
/// to seek. So desks are drawn until a third as many as are asked for came to one.
#[test]
fn searches_for_staff_on_random_desks_come_to_the_same_with_a_proof_that_was_put_down() {
    let (first, count) =
        (from_environment("SWARM_SEED", 1), from_environment("SWARM_SHARDS_COUNT", 6));
    let (wanted, mut proved) = (count.div_ceil(3), 0);
    for seed in first..first + 40 * count {
        if proved == wanted {
            break;
        }
        let Some((desk, goals)) = staffed(&mut Desk::new(seed, &[])) else { continue };
        let options = Options { stop: Arc::default(), ..Options::default() };
        let kept = KeptLooks::default();
        let control = SearchControl { progress: &|_| {}, go_on: &|| true, memory: &kept };
        let found = search_until_proof(&desk, &goals, LIMITS, &options, control);
        let Ok(Some(proof)) = found else { continue };
        let search = PlannedSearch::read(&PlannedSearch::to_bytes(&proof, kept)).expect("bytes");
        let put_down = proof_put_down(&desk, &goals, &search);
        let record = |number: u32| {
            let bytes = put_down.get(number as usize).ok_or("there is no such replication")?;
            ReplicationRecord::of_bytes(bytes).map_err(|error| error.to_string())
        };
        let memory = ProofRecords::new(&search, &desk, &goals, LIMITS, &record).expect("a plan");
        let control = SearchControl { progress: &|_| {}, go_on: &|| true, memory: &memory };
        let merged = staff(&desk, &goals, LIMITS, &options, control);
        let control = SearchControl { memory: &NoMemory, ..control };
        let alone = staff(&desk, &goals, LIMITS, &options, control);
        // By their text: what is not a number is equal to itself.
        assert!(format!("{merged:?}") == format!("{alone:?}"), "SWARM_SEED={seed}: another answer");
        proved += 1;
    }
    assert!(proved > 0, "no desk from SWARM_SEED={first} on came to a proof");
}
