//! Concurrent licenses: as few as change nothing.

use deskload::plan::LicenseKind;
use deskload::staffing::{Ending, SearchLimits, Staffed, StaffedDesk};
use deskload::{NoFiles, read};

use super::{desk, search, small};

const EXPECT: &str = "[[expect]]\nthat = \"support.service_level >= 80%\"\n";

/// All are there all the time, so that each needs one: four operators and their supervisor.
#[test]
fn people_who_are_there_together_need_a_license_each() {
    let edition =
        "[edition]\nname = \"service-2025\"\nnamed_licenses = 0\nconcurrent_licenses = 1\n";
    let text = small(9, 45, EXPECT)
        .replace("[run]", &format!("{edition}\n[run]"))
        .replace("name = \"agents\"", "name = \"agents\"\ncreated_in = \"live-chats\"")
        .replace(
            "[[live_chats]]",
            "[[groups]]\nname = \"lead\"\ncreated_in = \"live-chats\"\ncount = 1\n\n[[live_chats]]",
        )
        .replace("operators = [\"agents\"]", "operators = [\"agents\"]\nsupervisors = [\"lead\"]");
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 6, ..Default::default() }, 1);
    assert_eq!((desk.heads(&found.counts), found.licenses[LicenseKind::Concurrent]), (4, Some(5)));
}

/// Named licenses are held by each user of a group, the supervisor too.
#[test]
fn each_user_in_a_group_holds_a_named_license() {
    let text = small(9, 45, EXPECT)
        .replace("[run]", "[edition]\nname = \"chatdesk\"\nnamed_licenses = 20\n\n[run]")
        .replace("name = \"agents\"", "name = \"agents\"\ncreated_in = \"live-chats\"")
        .replace(
            "[[live_chats]]",
            "[[groups]]\nname = \"lead\"\ncreated_in = \"live-chats\"\ncount = 2\n\n[[live_chats]]",
        )
        .replace("operators = [\"agents\"]", "operators = [\"agents\"]\nsupervisors = [\"lead\"]");
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 6, ..Default::default() }, 1);
    assert_eq!(found.licenses[LicenseKind::Named], Some(4 + 2));
}

/// A desk with a supervisor, an edition and what may be had.
fn licensed(edition: &str, staffing: &str) -> (StaffedDesk, Staffed) {
    let text = small(9, 45, &format!("{EXPECT}{staffing}"))
        .replace("[run]", &format!("[edition]\n{edition}\n[run]"))
        .replace("name = \"agents\"", "name = \"agents\"\ncreated_in = \"live-chats\"")
        .replace(
            "[[live_chats]]",
            "[[groups]]\nname = \"lead\"\ncreated_in = \"live-chats\"\ncount = 1\n\n[[live_chats]]",
        )
        .replace("operators = [\"agents\"]", "operators = [\"agents\"]\nsupervisors = [\"lead\"]");
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 6, ..Default::default() }, 1);
    (desk, found)
}

const CHATDESK: &str = "name = \"chatdesk\"\nnamed_licenses = 100\n";
const SERVICE: &str = "name = \"service-2025\"\n";

/// What was bought of a kind by the plan that is written and read back.
fn written(desk: &StaffedDesk, found: &Staffed, kind: LicenseKind) -> Option<u32> {
    let text = desk.scenario(&found.counts, &found.licenses).resolved;
    let again = read("staffed.toml", text.as_bytes(), &NoFiles, &[]);
    again.plan.expect("a sound scenario").licensing.bought(kind)
}

/// However few were bought, four operators and their supervisor take five.
#[test]
fn floating_licenses_of_the_platform_are_as_few_as_change_nothing() {
    for bought in [2, 40] {
        let edition = format!("{CHATDESK}platform = {{ floating = {bought} }}\n");
        let (desk, found) = licensed(&edition, "");
        assert_eq!(found.ending, Ending::Proved);
        let kind = LicenseKind::PlatformFloating;
        assert_eq!((desk.heads(&found.counts), found.licenses[kind]), (4, Some(5)));
        assert_eq!(written(&desk, &found, kind), Some(5));
        // One fewer is looked at.
        let licenses: Vec<_> = found.neighbours.iter().map(|one| one.step.clone()).collect();
        assert!(licenses.contains(&deskload::staffing::NeighbourStep::License(kind)));
    }
}

/// Members of the groups of `priority_login` hold a named license of the platform, however many they are;
/// without floating ones everybody does.
#[test]
fn named_licenses_of_the_platform_are_as_many_as_have_to_hold_one() {
    let number = |platform: &str| {
        let (desk, found) = licensed(&format!("{CHATDESK}platform = {platform}\n"), "");
        let both = [LicenseKind::PlatformNamed, LicenseKind::PlatformFloating];
        assert_eq!(
            both.map(|kind| written(&desk, &found, kind).unwrap_or(0)),
            both.map(|kind| found.licenses[kind].unwrap_or(0))
        );
        both.map(|kind| found.licenses[kind])
    };
    let by_group = "{ named = 9, floating = 9, priority_login = [\"agents\"] }";
    assert_eq!(number(by_group), [Some(4), Some(1)]);
    assert_eq!(number("{ named = 30 }"), [Some(5), None]);
}

/// Where nothing says whose they are, the cheaper kind is bought: all five are there all the time.
#[test]
fn the_split_into_named_and_shared_licenses_is_the_cheapest() {
    let platform = format!("{CHATDESK}platform = {{ named = 1, floating = 30 }}\n");
    let prices = |named: u32, floating: u32| {
        let staffing = format!(
            "[staffing]\nprice_per_platform_license = {named}\nprice_per_floating_license = {floating}\n"
        );
        let (_, found) = licensed(&platform, &staffing);
        [LicenseKind::PlatformNamed, LicenseKind::PlatformFloating].map(|kind| found.licenses[kind])
    };
    assert_eq!(prices(10, 30), [Some(5), Some(0)]);
    assert_eq!(prices(30, 10), [Some(0), Some(5)]);
    let service = format!("{SERVICE}named_licenses = 1\nconcurrent_licenses = 9\n");
    let solution = |named: u32, concurrent: u32| {
        let staffing = format!(
            "[staffing]\nprice_per_license = {named}\nprice_per_concurrent_license = {concurrent}\n"
        );
        let (desk, found) = licensed(&service, &staffing);
        let money = desk.total_cost(&found.counts, &found.licenses);
        assert!((money - (24.0 + 5.0 * f64::from(named.min(concurrent)))).abs() < 1e-9, "{money}");
        [LicenseKind::Named, LicenseKind::Concurrent].map(|kind| found.licenses[kind])
    };
    assert_eq!(solution(3, 4), [Some(5), Some(0)]);
    assert_eq!(solution(4, 3), [Some(0), Some(5)]);
}

/// Licenses of the platform for three, or money for three of them.
#[test]
fn a_budget_of_licenses_of_the_platform_is_kept() {
    let edition = format!("{CHATDESK}platform = {{ floating = 9 }}\n");
    let (desk, found) = licensed(&edition, "[staffing]\nmax_platform_licenses = 3\n");
    assert_eq!((found.ending, desk.heads(&found.counts)), (Ending::OverBudget, 2));
    assert_eq!(found.licenses[LicenseKind::PlatformFloating], Some(3));
    // 6 hours and a license of 100 each, and one for the supervisor.
    let prices = "[staffing]\nprice_per_platform_license = 100\nmax_cost = 420\n";
    let (desk, found) = licensed(&edition, prices);
    assert_eq!((found.ending, desk.heads(&found.counts)), (Ending::OverBudget, 3));
    assert_eq!(found.licenses[LicenseKind::PlatformFloating], Some(4));
}

/// Two may be Online whatever their licenses, and the work takes five: no number of people helps, and that
/// is said.
#[test]
fn a_bound_that_is_not_sought_is_named_where_nothing_holds() {
    let (_, found) = licensed(&format!("{CHATDESK}users_at_once = 2\n"), "");
    assert_eq!(found.ending, Ending::Infeasible);
    let said = found.notes.join("\n");
    assert!(said.contains("more staff does not help here"), "{said}");
}
