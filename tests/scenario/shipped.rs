//! The shipped scenarios.

use super::{read_file, rendered, scenarios, shipped};

#[test]
fn every_shipped_scenario_reads_without_a_word() {
    let files = shipped();
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        let reading = read_file(&file, &[]);
        assert!(reading.diagnostics.is_empty(), "{}\n{}", file.display(), rendered(&reading));
        assert!(reading.plan.is_some(), "{}", file.display());
    }
}

#[test]
fn the_two_desks_are_what_the_seed_document_describes() {
    let reading = read_file(&scenarios().join("internal-and-external.toml"), &[]);
    let plan = reading.plan.expect("a plan");
    assert_eq!(plan.live_chats.len(), 2);
    assert!(plan.live_chats[0].clients.as_ref().is_some_and(|groups| groups.len() == 2));
    assert!(plan.live_chats[1].clients.is_none());
    assert_eq!(plan.people.len(), 30);
    assert_eq!(plan.flows.len(), 3);
    assert_eq!(plan.supervisors.len(), 4);
    assert!(plan.supervisors.iter().all(|supervisor| supervisor.queues.len() == 2));
    // Supervisors distribute, so no operator looks at a common queue.
    assert!(plan.operators.iter().all(|operator| operator.queues.len() == 1));
    assert_eq!(reading.inputs.len(), 2);
}
