//! The shipped scenarios.

use deskload::scenario::Diagnostic;

use super::{read_file, rendered, scenarios, shipped};

#[test]
fn a_shipped_scenario_is_warned_of_nothing_but_what_its_comment_announces() {
    let files = shipped();
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        let reading = read_file(&file, &[]);
        let text = std::fs::read_to_string(&file).expect("readable");
        // A comment line of the file: `# warns: license-cover, unserved`.
        let announced = text.lines().find_map(|line| line.strip_prefix("# warns: "));
        let mut codes: Vec<&str> = reading.diagnostics.iter().map(Diagnostic::code).collect();
        codes.sort_unstable();
        codes.dedup();
        let said = codes.join(", ");
        assert_eq!(said, announced.unwrap_or(""), "{}\n{}", file.display(), rendered(&reading));
        assert!(reading.plan.is_some(), "{}", file.display());
    }
}

#[test]
fn the_two_desks_are_what_the_seed_document_describes() {
    let reading = read_file(&scenarios().join("internal-and-external.toml"), &[]);
    let plan = reading.plan.expect("a plan");
    assert_eq!(plan.live_chats.len(), 2);
    assert!(plan.live_chats[0].client_groups.as_ref().is_some_and(|groups| groups.len() == 2));
    assert!(plan.live_chats[1].client_groups.is_none());
    assert_eq!(plan.people.len(), 30);
    assert_eq!(plan.flows.len(), 3);
    assert_eq!(plan.supervisors.len(), 4);
    assert!(plan.supervisors.iter().all(|supervisor| supervisor.queues.len() == 2));
    // Supervisors distribute, so no operator looks at a common queue.
    assert!(plan.operators.iter().all(|operator| operator.queues.len() == 1));
    assert_eq!(reading.inputs.len(), 2);
}
