//! What comes of a search: proved, infeasible, stopped; the same for any number of threads; and read
//! back from the scenario that it writes.

use deskload::decide::{Expectation, Verdict, expectations_of};
use deskload::report::TextStyle;
use deskload::scenario::{StatedExpectation, StatedText};
use deskload::staffing::{Ending, Goals, LicenseNumbers, SearchLimits, Staffed, StaffedDesk};
use deskload::{NoFiles, Options, read, run};

use super::{desk, options, search, small};

const EXPECT: &str = "[[expect]]\nthat = \"support.service_level >= 80%\"\n";

/// The answer, however its sentences are cut into lines.
fn said(desk: &StaffedDesk, goals: &Goals, found: &Staffed) -> String {
    let text = deskload::report::staffing_text(desk, goals, found, TextStyle::Plain);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_plan_is_read_back_by_run_and_holds_what_is_expected() {
    let (desk, goals) = desk(&small(9, 45, EXPECT));
    let found = search(&desk, &goals, SearchLimits { replications: 8, ..Default::default() }, 1);
    assert_eq!(found.ending, Ending::Proved);
    // 4.5 erlangs on operators who are worth 1.6 each: three are too few for 80 %, nine too many.
    assert_eq!(desk.heads(&found.counts), 4);
    let staffed = desk.scenario(&found.counts, &found.licenses);
    // As it is written, and as it was simulated.
    let again = read("staffed.toml", staffed.resolved.as_bytes(), &NoFiles, &[]);
    let plan = again.plan.expect("a sound scenario");
    assert_eq!(plan.operators.len(), 4);
    let (expectations, _) = expectations_of(&plan, &again.expectations);
    let tracked = deskload::decide::tracked_figures(&expectations);
    let plan = plan.with_run(|run| run.replications = 40);
    let outcome = run(&plan, &Options { tracked, ..options(1) }, &|_| {}).expect("a run");
    let judged =
        deskload::decide::judge(&expectations, &plan.run, &outcome.replication_values, 0.05);
    assert_eq!(judged[0].verdict, Verdict::Met);
}

/// What was typed with the command and what is usual are written too: `check` judges the plan by the same.
#[test]
fn the_plan_is_written_with_all_that_it_has_to_hold() {
    let stated = "[[expect]]\nthat = \"support.wait_p90 < 3m\"\non = \"90% of days\"\n";
    for (more, typed) in [("", &[][..]), (stated, &[]), (stated, &["support.service_level >= 80%"])]
    {
        let (desk, mut goals) = desk(&behind_transfers(more));
        let typed = typed
            .iter()
            .map(|text| StatedExpectation { that: StatedText::typed("--expect", text), on: None });
        let (typed, faults) = expectations_of(&desk.plan, &typed.collect::<Vec<_>>());
        assert!(faults.is_empty());
        let of_the_scenario = goals.expectations.len() - goals.usual;
        goals.expectations.splice(of_the_scenario..of_the_scenario, typed);
        let counts = desk.stated_counts().expect("counts");
        let written = desk.written(&counts, &LicenseNumbers::default(), &goals);
        let again = read("staffed.toml", written.as_bytes(), &NoFiles, &[]);
        let plan = again.plan.expect("a sound scenario");
        let (expectations, faults) = expectations_of(&plan, &again.expectations);
        assert!(faults.is_empty(), "{written}");
        let texts =
            |all: &[Expectation]| all.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&expectations), texts(&goals.expectations), "{written}");
        assert!(texts(&expectations).contains(&"groups.experts.wait < 60s".to_owned()));
        // Nothing is left to be added by a second search.
        assert_eq!(Goals::new(&plan, expectations).expect("goals").usual, 0);
    }
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads() {
    let (desk, goals) = desk(&small(5, 40, EXPECT));
    let limits = SearchLimits { replications: 6, ..Default::default() };
    assert_eq!(search(&desk, &goals, limits, 1), search(&desk, &goals, limits, 3));
}

/// A supervisor reads for two minutes, and no client waits that long.
#[test]
fn what_no_staff_can_hold_is_told_and_ends() {
    let text = small(3, 20, EXPECT)
        .replace("{ exponential = \"5m\" }", "\"30s\"")
        .replace("operators = [\"agents\"]", "operators = [\"agents\"]\nsupervisors = [\"lead\"]\ndefault_routing = \"supervisor\"\n[live_chats.supervision]\nreaction = \"2m\"\nto = \"agents\"\n")
        .replace("[[live_chats]]", "[[groups]]\nname = \"lead\"\ncreated_in = \"live-chats\"\ncount = 2\n\n[[live_chats]]")
        .replace("name = \"agents\"", "name = \"agents\"\ncreated_in = \"live-chats\"")
        .replace("[run]", "[edition]\nname = \"chatdesk\"\nnamed_licenses = 9\n\n[run]");
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 4, ..Default::default() }, 1);
    assert_eq!(found.ending, Ending::Infeasible);
    assert_eq!(found.judgements[0].verdict, Verdict::NotMet);
    // More than enough, and the fewest that there may be.
    assert_eq!((found.plans, found.broken_by_more.len()), (2, 0));
}

/// More people are less busy: that is no reason to say that no staff holds it.
#[test]
fn what_more_staff_breaks_is_said_to_be_that() {
    let text = small(9, 45, "[[expect]]\nthat = \"groups.agents.occupancy > 60%\"\n");
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 4, ..Default::default() }, 1);
    assert_eq!((found.ending, found.broken_by_more.as_slice()), (Ending::Infeasible, &[0][..]));
    let said = said(&desk, &goals, &found);
    assert!(
        said.starts_with("Nothing could be sought: what more staff breaks cannot be"),
        "{said}"
    );
}

/// Without a client nothing can be judged: that is no reason either.
#[test]
fn where_no_session_comes_nothing_is_said_of_staff() {
    let text = small(9, 0, EXPECT);
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 4, ..Default::default() }, 1);
    assert_eq!((found.ending, found.is_unmeasured()), (Ending::Undecided, true));
    let said = said(&desk, &goals, &found);
    assert!(said.starts_with("Nothing could be sought: no session comes"), "{said}");
}

/// Of four days not even all say that 95 of 100 are kept; of as many as that takes a plan is found, and one
/// that is not far from that of the long run.
#[test]
fn a_promise_of_days_is_sought_on_as_many_days_as_can_tell() {
    let promise = "[[expect]]\nthat = \"support.service_level >= 80% on 95% of days\"\n";
    let (desk, goals) = desk(&small(9, 45, promise));
    let few = SearchLimits { replications: 4, proof_replications: 8, ..Default::default() };
    let enough = goals.replications_for_days(&desk.plan).expect("a promise of days");
    // 0.16^(1/n) is 0.95 at n = 35.7.
    assert_eq!(enough, 72);
    let found =
        search(&desk, &goals, SearchLimits { replications: enough, ..Default::default() }, 1);
    assert_eq!((found.ending, desk.heads(&found.counts)), (Ending::Proved, 5));
    let certain = promise.replace("95%", "99.99999%");
    let (desk, goals) = super::desk(&small(9, 45, &certain));
    let found = search(&desk, &goals, few, 1);
    assert_eq!((found.ending, found.proof.is_none()), (Ending::Undecided, true));
    let said = said(&desk, &goals, &found);
    assert!(
        said.contains("4 replications are too few") && said.contains("--replications 16"),
        "{said}"
    );
}

#[test]
fn a_budget_of_plans_ends_the_search_with_the_best_so_far() {
    let (desk, goals) = desk(&small(9, 45, EXPECT));
    let limits = SearchLimits { replications: 4, max_plans: 2, ..Default::default() };
    let found = search(&desk, &goals, limits, 1);
    assert_eq!((found.ending, found.plans), (Ending::Stopped, 2));
    assert!(desk.heads(&found.counts) >= 4);
    let none = SearchLimits { max_plans: 0, ..limits };
    let found = search(&desk, &goals, none, 1);
    assert_eq!((found.ending, found.plans), (Ending::Stopped, 0));
    let said = said(&desk, &goals, &found);
    assert!(said.starts_with("It was stopped before any plan was simulated"), "{said}");
}

/// At least three, and no more than three, whatever the clients need.
#[test]
fn stated_bounds_are_kept() {
    let bounds = "[staffing]\n[[staffing.bounds]]\ngroup = \"agents\"\nmin = 3\n";
    let (desk, goals) = desk(&small(9, 4, &format!("{EXPECT}{bounds}")));
    let found = search(&desk, &goals, SearchLimits { replications: 4, ..Default::default() }, 1);
    assert_eq!(desk.heads(&found.counts), 3);
    let bounds = "[staffing]\n[[staffing.bounds]]\ngroup = \"agents\"\nmax = 3\n";
    let (desk, goals) = super::desk(&small(9, 60, &format!("{EXPECT}{bounds}")));
    let found = search(&desk, &goals, SearchLimits { replications: 4, ..Default::default() }, 1);
    assert_eq!((found.ending, desk.heads(&found.counts)), (Ending::Infeasible, 3));
}

/// Two people cost 12 hours; the third is worth the clients that would be lost without.
#[test]
fn a_price_of_lost_clients_is_weighed_against_hours() {
    let lax = "[[expect]]\nthat = \"support.service_level >= 10%\"\n";
    let people = |price: u32| {
        let prices = format!("[staffing]\nprice_per_hour = 1\nprice_per_lost_client = {price}\n");
        let (desk, goals) = desk(&small(9, 30, &format!("{lax}{prices}")));
        let limits = SearchLimits { replications: 6, ..Default::default() };
        desk.heads(&search(&desk, &goals, limits, 1).counts)
    };
    assert!(people(0) < people(50), "{} and {}", people(0), people(50));
}

/// Money for two where four are needed: the best use of it, and that it does not hold.
#[test]
fn a_budget_that_does_not_suffice_is_spent_as_well_as_it_can() {
    let prices = "[staffing]\nprice_per_hour = 1\nmax_cost = 12\n";
    let (desk, goals) = desk(&small(9, 45, &format!("{EXPECT}{prices}")));
    let found = search(&desk, &goals, SearchLimits { replications: 6, ..Default::default() }, 1);
    assert_eq!((found.ending, desk.heads(&found.counts)), (Ending::OverBudget, 2));
    assert_ne!(found.judgements[0].verdict, Verdict::Met);
}

/// One in ten sessions goes on to the experts, of whom no expectation speaks.
/// A desk whose agents hand a tenth of the sessions on to experts.
fn behind_transfers(expect: &str) -> String {
    let transfers = "transfers = [{ to = \"experts\", chance = \"10%\" }]\n";
    let text = small(9, 45, &format!("{transfers}{expect}")).replace(
        "[[live_chats]]\n",
        "[[groups]]\nname = \"experts\"\ncount = 5\nlimit = 2\n\n[[live_chats]]\n",
    );
    let text = text.replace(
        "operators = [\"agents\"]",
        "operators = [\"agents\", \"experts\"]\nsupervisors = [\"agents\"]\nrules = [{ action = \"invite-group\", group = \"agents\" }]",
    );
    format!("[edition]\nname = \"service-2025\"\nnamed_licenses = 40\n{text}")
}

#[test]
fn a_group_behind_transfers_is_never_left_without_an_expectation() {
    let text = behind_transfers(EXPECT);
    let limits = SearchLimits { replications: 4, proof_replications: 8, ..Default::default() };
    let added = |text: &str| {
        let (desk, goals) = desk(text);
        let found = search(&desk, &goals, limits, 1);
        let page = said(&desk, &goals, &found);
        let is_said = page.contains("so the usual is expected of it: groups.experts.wait < 60s");
        let texts: Vec<&str> = goals.usual_ones().iter().map(|one| one.text.as_str()).collect();
        assert_eq!(is_said, !texts.is_empty(), "{page}");
        assert!(!found.notes.iter().any(|note| note.contains("no expectation depends")), "{page}");
        texts.join(", ")
    };
    assert_eq!(added(&text), "groups.experts.wait < 60s");
    assert_eq!(added(&format!("{text}\n[[expect]]\nthat = \"groups.experts.wait < 2m\"\n")), "");
}

/// Where little is expected one shift does, and in the other half the live chat is open without an operator.
#[test]
fn an_open_live_chat_without_an_operator_is_said() {
    let shifts = "shifts = [{ name = \"early\", from = \"08:00\", to = \"11:00\" }, \
                  { name = \"late\", from = \"11:00\", to = \"14:00\" }]\n";
    let is_said = |expected: &str| {
        let text = small(9, 45, &format!("[[expect]]\nthat = \"{expected}\"\n"));
        let text = text.replace("count = 9", "staff = { early = 5, late = 4 }");
        let (desk, goals) = desk(&format!("{shifts}{text}"));
        let limits = SearchLimits { replications: 8, ..Default::default() };
        let found = search(&desk, &goals, limits, 1);
        let begins =
            "with this plan live chat `support` is open while none of its operators is on duty";
        found.notes.iter().any(|note| note.starts_with(begins))
    };
    assert!(!is_said("support.service_level >= 80%"));
    assert!(is_said("support.offered > 1"));
}

/// A transfer to one operator by name needs that one: its group stays as it is, and the other is sought.
#[test]
fn a_group_of_which_the_scenario_names_a_member_stays_as_it_is() {
    let text = small(3, 20, EXPECT).replace(
        "[[live_chats]]",
        "[[groups]]\nname = \"experts\"\nmembers = [\"eva\", \"fred\"]\nlimit = 1\n\n[[live_chats]]",
    );
    let text = text.replace("operators = [\"agents\"]", "operators = [\"agents\", \"experts\"]");
    let text = text.replacen(
        "effort =",
        "transfers = [{ from = \"agents\", to = \"operator:fred\", chance = 0.2 }]\neffort =",
        1,
    );
    let (desk, _) = desk(&text);
    let groups: Vec<&str> = desk.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["agents"]);
    assert!(
        desk.notes.iter().any(|note| note.contains("group experts stays as it is")),
        "{:?}",
        desk.notes
    );
}

/// Work through whole nights: in the rounds by interval people are there from midnight to midnight.
#[test]
fn a_desk_that_never_closes_is_staffed_by_shifts() {
    let shapes = "[staffing]\nrest = \"11h\"\n[[staffing.shifts]]\nname = \"third\"\nfirst_start = \"06:00\"\n\
                  last_start = \"22:00\"\nstart_every = \"8h\"\nlength = \"8h\"\n";
    let text = small(9, 20, &format!("{EXPECT}{shapes}"))
        .replace("mon 08:00", "mon 00:00")
        .replace("horizon = \"6h\"", "horizon = \"3d\"");
    let (desk, goals) = desk(&text);
    let found = search(&desk, &goals, SearchLimits { replications: 4, ..Default::default() }, 1);
    assert_eq!(found.ending, Ending::Proved);
    // Some are there in each of the nine thirds, and none has two shifts that are less apart than the rest.
    assert!(found.counts.iter().filter(|count| **count > 0).count() >= 9, "{:?}", found.counts);
    let facts = deskload::staffing::roster_facts(&desk, &found.counts).expect("rest is asked for");
    assert!(
        facts.least_rest.is_none_or(|rest| rest >= desk.staffing.working_time.rest),
        "{facts:?}"
    );
}

/// Who works when stands in the answer, for shifts of the scenario too; hours that differ by day have none.
#[test]
fn the_answer_says_who_works_when() {
    let text = small(9, 45, EXPECT);
    let shifts = "[[shifts]]\nname = \"early\"\ndays = \"mon-fri\"\nfrom = \"08:10\"\nto = \"16:00\"\n\
                  [[shifts]]\nname = \"short\"\ndays = \"fri\"\nfrom = \"08:10\"\nto = \"12:00\"\n\
                  [[shifts]]\nname = \"long\"\ndays = \"mon\"\nfrom = \"08:10\"\nto = \"24:00\"\n";
    let text = text
        .replace("horizon = \"6h\"", "horizon = \"5d\"")
        .replace("[[groups]]", &format!("{shifts}[[groups]]"))
        .replace("count = 9", "staff = { early = 2, short = 1, long = 1 }");
    let (desk, goals) = desk(&text);
    let limits = SearchLimits { replications: 2, max_plans: 3, ..Default::default() };
    let found = search(&desk, &goals, limits, 1);
    let page = deskload::report::staffing_text(&desk, &goals, &found, TextStyle::Plain);
    assert!(page.contains("who works when"), "{page}");
    let line = |hours: &str| {
        let line = page.lines().find(|line| line.contains(hours));
        line.unwrap_or_else(|| panic!("no {hours}: {page}")).split_whitespace().collect::<Vec<_>>()
    };
    let early = line("08:10-16:00");
    assert!(early[2] == early[6] && early[2] != "-" && early[7..] == ["-", "-"], "{page}");
}

/// A service level leaves out who gives up at once: the share is told where nothing is expected of it, too.
#[test]
fn the_clients_who_give_up_are_told_whatever_is_expected() {
    let limits = SearchLimits { replications: 8, ..Default::default() };
    let words = |expect: &str| {
        let (desk, goals) = desk(&small(9, 45, expect));
        let found = search(&desk, &goals, limits, 1);
        let rates = goals.abandonment(&found.look);
        // Lost clients a replication, of 45/h x 6 h.
        let share = found.look.lost_clients() / (45.0 * 6.0);
        assert!((rates[0].value - share).abs() < 0.01, "{} and {share}", rates[0].value);
        let html = deskload::report::staff_html(&desk, &goals, &found, "deskload staff");
        assert!(String::from_utf8(html).expect("text").contains("Clients who give up: support "));
        said(&desk, &goals, &found)
    };
    let hint = "; nothing is expected of that (--expect '*.abandon_rate < 5%').";
    let page = words(EXPECT);
    assert!(page.contains("Clients who give up: support ") && page.contains(hint), "{page}");
    let page = words(&format!("{EXPECT}\n[[expect]]\nthat = \"support.abandon_rate < 90%\"\n"));
    assert!(page.contains("Clients who give up: support ") && !page.contains(hint), "{page}");
}

/// With one fewer the one expectation is named that is then not met, and not one that changes more and holds.
#[test]
fn the_expectation_that_fails_with_one_fewer_is_named() {
    let expect = format!("{EXPECT}\n[[expect]]\nthat = \"support.abandon_rate < 90%\"\n");
    let (desk, goals) = desk(&small(9, 45, &expect));
    let found = search(&desk, &goals, SearchLimits { replications: 8, ..Default::default() }, 1);
    assert_eq!(found.ending, Ending::Proved);
    let fewer = &found.neighbours[0];
    let verdicts: Vec<Verdict> = fewer.changes.iter().map(|change| change.verdict).collect();
    assert_eq!(verdicts, [Verdict::NotMet, Verdict::Met]);
    let page = deskload::report::staffing_text(&desk, &goals, &found, TextStyle::Plain);
    let mut lines = page.lines().skip_while(|line| !line.contains("person of agents"));
    let both = [lines.next(), lines.next()].map(|line| line.expect("a line"));
    assert!(both[0].ends_with("\u{2717} not met"), "{page}");
    assert!(both[1].starts_with("      support.service_level "), "{page}");
    let html = deskload::report::staff_html(&desk, &goals, &found, "deskload staff");
    assert!(String::from_utf8(html).expect("text").contains("\u{2717} not met"));
}

/// 9 people of 6 hours at 20 an hour cost 1080; of a plan of 4 it is 480. Without shifts their cost is not known.
#[test]
fn the_cost_of_todays_staff_stands_beside_that_of_the_plan() {
    let shift = "shifts = [\"day\"]\n";
    let prices = "[staffing]\nprice_per_hour = 20\n[[shifts]]\nname = \"day\"\ndays = \"mon\"\nfrom = \"08:00\"\nto = \"14:00\"\n";
    let always = small(9, 45, &format!("{EXPECT}{prices}"));
    let in_shifts = always.replacen("count = 9\n", &format!("count = 9\n{shift}"), 1);
    let limits = SearchLimits { replications: 8, ..Default::default() };
    let page = |text: &str| {
        let (desk, goals) = desk(text);
        let found = search(&desk, &goals, limits, 1);
        said(&desk, &goals, &found)
    };
    let text = page(&in_shifts);
    let first = "It takes 4 people, at a cost of 480 in 6 hours; today's 9 people cost 1080.";
    assert!(text.starts_with(first), "{text}");
    assert!(
        text.contains("Cost in 6 hours: 480, 600 less than today's staff; in the unit of"),
        "{text}"
    );
    assert!(!page(&always).contains("today's"));
}
