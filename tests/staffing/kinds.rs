//! People who are members of several groups: their numbers are sought too.

use deskload::plan::LicenseKind;
use deskload::staffing::{Ending, LicenseNumbers, SearchLimits, holds_on_sample};
use deskload::{NoFiles, read};

use super::{desk, holds_with_other_clients, options, search};

/// Two live chats, each with a group of its own; `members` of sales and of it; so many sessions an hour.
fn two_chats(sales: &str, it: &str, per_hour: u32, more: &str) -> String {
    format!(
        r#"
        [run]
        starts = "mon 08:00"
        horizon = "4h"
        replications = 6
        answer_within = "60s"
        [edition]
        name = "chatdesk"
        named_licenses = 100
        [[groups]]
        name = "sales"
        created_in = "live-chats"
        members = [{sales}]
        limit = 1
        [[groups]]
        name = "it"
        created_in = "live-chats"
        members = [{it}]
        limit = 1
        [[groups]]
        name = "lead"
        created_in = "live-chats"
        members = ["olga"]
        [[live_chats]]
        name = "shop"
        channel = "telegram"
        supervisors = ["lead"]
        operators = ["sales"]
        default_routing = "group-queue"
        default_group = "sales"
        [[live_chats.arrivals]]
        rate = "{per_hour}/h"
        [[live_chats.topics]]
        name = "order"
        effort = {{ exponential = "6m" }}
        patience = {{ exponential = "5m" }}
        [[live_chats]]
        name = "help"
        channel = "telegram"
        supervisors = ["lead"]
        operators = ["it"]
        default_routing = "group-queue"
        default_group = "it"
        [[live_chats.arrivals]]
        rate = "{per_hour}/h"
        [[live_chats.topics]]
        name = "fault"
        effort = {{ exponential = "6m" }}
        patience = {{ exponential = "5m" }}
        [[expect]]
        that = "shop.service_level >= 75%"
        [[expect]]
        that = "help.service_level >= 75%"
        {more}
        "#
    )
}

fn names(prefix: &str, count: usize) -> String {
    let names: Vec<String> = (1..=count).map(|one| format!("\"{prefix}{one}\"")).collect();
    names.join(", ")
}

/// Each of the three kinds by itself, and no plan is cheaper than the one that is found.
#[test]
fn no_plan_with_people_of_two_groups_is_cheaper_than_the_one_that_is_found() {
    const MOST: u32 = 4;
    let limits = SearchLimits { replications: 4, proof_replications: 0, ..Default::default() };
    for per_hour in [5, 9] {
        let sales = format!("{}, {}", names("s", 2), names("both", 2));
        let it = format!("{}, {}", names("both", 2), names("i", 2));
        let (desk, goals) = desk(&two_chats(&sales, &it, per_hour, ""));
        let kinds: Vec<&str> = desk.kinds.iter().map(|kind| kind.name.as_str()).collect();
        assert_eq!((kinds, desk.groups.len()), (vec!["sales", "it", "sales+it"], 2));
        let found = search(&desk, &goals, limits, 1);
        assert_ne!(found.ending, Ending::Infeasible);
        let heads = desk.heads(&found.counts);
        for place in 0..(MOST + 1).pow(3) {
            let counts = vec![
                place % (MOST + 1),
                place / (MOST + 1) % (MOST + 1),
                place / (MOST + 1).pow(2),
            ];
            let whole = counts[0] + counts[2] > 0 && counts[1] + counts[2] > 0;
            if whole && desk.heads(&counts) < heads {
                let holds = holds_on_sample(&desk, &goals, limits, &options(1), &counts);
                assert!(!holds.expect("a look"), "{counts:?} holds, found was {:?}", found.counts);
            }
        }
    }
}

/// Everyone is in both groups: fewer are enough than where each is in one.
#[test]
fn people_who_are_all_in_two_groups_are_sought_and_written() {
    let limits = SearchLimits { replications: 6, ..Default::default() };
    let heads = |sales: &str, it: &str| {
        let (desk, goals) = desk(&two_chats(sales, it, 12, ""));
        let found = search(&desk, &goals, limits, 1);
        assert_eq!(found.ending, Ending::Proved);
        assert!(holds_with_other_clients(&desk, &goals, &found));
        let text = desk.scenario(&found.counts, &found.licenses).resolved;
        let plan = read("staffed.toml", text.as_bytes(), &NoFiles, &[]).plan.expect("a plan");
        let heads = desk.heads(&found.counts);
        assert_eq!(plan.operators.len() as u32, heads);
        assert_eq!(found.licenses[LicenseKind::Named], Some(heads + 1));
        (heads, plan)
    };
    let (apart, plan) = heads(&names("s", 3), &names("i", 3));
    assert!(plan.operators.iter().all(|operator| operator.queues.len() < 3));
    let (shared, plan) = heads(&names("both", 3), &names("both", 3));
    assert!(shared < apart, "{shared} and {apart}");
    let members = |group: usize| plan.groups[group].operators.clone();
    assert_eq!((members(0), members(0).len() as u32), (members(1), shared));
}

/// Shifts by day with rest: those in both groups have the same shifts in each of them.
#[test]
fn people_of_two_groups_have_shifts_and_rest_as_everyone() {
    let staffing = r#"
        [staffing]
        rest = "11h"
        [[staffing.shifts]]
        name = "half"
        first_start = "06:00"
        last_start = "18:00"
        start_every = "6h"
        length = "6h"
    "#;
    let sales = format!("{}, {}", names("s", 1), names("both", 1));
    let it = format!("{}, {}", names("both", 1), names("i", 1));
    let text = two_chats(&sales, &it, 6, staffing).replace("horizon = \"4h\"", "horizon = \"3d\"");
    let (desk, _) = desk(&text);
    let counts: Vec<u32> = (0..desk.columns.len() as u32).map(|place| 1 + place % 2).collect();
    let plan = desk.plan_of(&counts, &LicenseNumbers::default()).expect("a plan");
    assert_eq!(plan.operators.len() as u32, desk.heads(&counts));
    let duty = desk.on_duty(&counts);
    for (group, duty) in duty.iter().enumerate() {
        for (interval, on_duty) in duty.iter().enumerate() {
            let at = deskload::base::Time(interval as u64 * plan.run.interval.0);
            let operators = plan.groups[group].operators.iter();
            let there = operators.filter(|operator| {
                plan.operators[operator.index()].duty.at(at) == deskload::plan::Duty::Work
            });
            assert!((there.count() as f64 - on_duty).abs() < 1e-9, "group {group}, {interval}");
        }
    }
}

/// Who distributes as well stays, and the others of the group are sought.
#[test]
fn who_is_in_a_group_that_is_not_staffed_stays_and_is_named() {
    let text = two_chats(&names("s", 3), &names("i", 3), 12, "")
        .replace("members = [\"olga\"]", "members = [\"olga\", \"s1\"]");
    let (desk, goals) = desk(&text);
    let said = desk.notes.join("\n");
    assert!(said.contains("s1 of sales+lead (1) stay as they are: lead is not staffed"), "{said}");
    let found = search(&desk, &goals, SearchLimits { replications: 6, ..Default::default() }, 1);
    assert_eq!(found.ending, Ending::Proved);
    let plan = desk.plan_of(&found.counts, &found.licenses).expect("a plan");
    assert!(plan.people.iter().any(|person| person.name == "s1"));
    assert_eq!(plan.operators.len() as u32, desk.heads(&found.counts) + 1);
}
