//! Concurrent licenses: as few as change nothing.

use deskload::staffing::{Ending, SearchLimits};

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
    assert_eq!((desk.heads(&found.counts), found.concurrent), (4, Some(5)));
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
    assert_eq!(desk.named_licenses(&found.counts), Some(4 + 2));
}

/// Two may be logged in to the platform, and the work takes five: no number of people helps, and that is said.
#[test]
fn licenses_of_the_platform_that_bind_are_named_where_nothing_holds() {
    let edition = "[edition]\nname = \"chatdesk\"\nnamed_licenses = 100\n\
                   platform = { floating = 2 }\n\n[run]";
    let text = small(9, 60, EXPECT)
        .replace("[run]", edition)
        .replace("name = \"agents\"", "name = \"agents\"\ncreated_in = \"live-chats\"")
        .replace(
            "[[live_chats]]",
            "[[groups]]\nname = \"lead\"\ncreated_in = \"live-chats\"\ncount = 1\n\n[[live_chats]]",
        )
        .replace("operators = [\"agents\"]", "operators = [\"agents\"]\nsupervisors = [\"lead\"]");
    let (desk, goals) = desk(&text);
    let limits = SearchLimits { replications: 4, ..Default::default() };
    let found = search(&desk, &goals, limits, 1);
    assert_eq!(found.ending, Ending::Infeasible);
    let said = found.notes.join("\n");
    assert!(said.contains("more staff does not help here") && said.contains("floating"), "{said}");
}
