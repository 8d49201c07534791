//! The page that `run` prints: what stands on it, and that it fits a terminal.

use deskload::engine::Engine;
use deskload::plan::Plan;
use deskload::report::{
    FirstScreen, Manifest, TableOptions, TextStyle, first_screen, group_view, input_echo,
    interval_view, overloads_line, scenario_overview,
};
use deskload::study::{self, Options, Outcome};
use deskload::{NoFiles, read};

/// One operator for 40 sessions of six minutes an hour, four hours long; rules by topic.
fn desk(name: &str, chats: usize) -> String {
    let mut text = format!(
        "name = \"{name}\"\n[edition]\nname = \"chatdesk\"\nnamed_licenses = 9\n[run]\nstarts = \"mon 09:00\"\n\
         horizon = \"4h\"\nat_horizon = \"drain\"\nreplications = 3\n[[groups]]\nname = \"{name}\"\ncount = 2\nlimit = 2\n\
         [[groups]]\nname = \"leads\"\nmembers = [\"olga\"]\n"
    );
    for chat in 0..chats {
        text.push_str(&format!(
            "[[live_chats]]\nname = \"{chat}-{name}\"\nchannel = \"telegram\"\noperators = [\"{name}\"]\n\
             supervisors = [\"leads\"]\ndefault_routing = \"group-queue\"\n\
             rules = [{{ when = {{ topic = \"first {chat}\" }}, action = \"least-occupied\", group = \"{name}\" }}]\n\
             arrivals = [{{ rate = \"40/h\" }}]\n\
             topics = [{{ name = \"first {chat}\", share = \"25%\", effort = \"6m\", patience = \"5m\" }},\n\
             {{ name = \"second {chat}\", share = \"75%\", effort = \"2m\", patience = \"5m\" }}]\n"
        ));
    }
    text
}

struct Ran {
    plan: Plan,
    outcome: Outcome,
}

fn run(text: &str) -> Ran {
    let outcome = read("desk.toml", text.as_bytes(), &NoFiles, &[]);
    let plan = outcome.plan.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let options = Options { engine: Engine::Inline, jobs: 1, ..Options::default() };
    let outcome = study::run(&plan, &options, &|_| ()).expect("no invariant is violated");
    Ran { plan, outcome }
}

impl Ran {
    fn with_manifest<T>(&self, use_it: impl FnOnce(&Manifest<'_>) -> T) -> T {
        use_it(&Manifest {
            command_name: "run",
            scenario: &self.plan.name,
            file: "desk.toml",
            inputs: &[],
            overrides: &[],
            seed: 1,
            replications: 3,
            only_replication: None,
            requested: self.outcome.requested,
            finished: self.outcome.finished,
            trace: false,
            replication_values: false,
            tables: TableOptions::default(),
            findings: &self.outcome.findings,
            expectations: &[],
            verdicts: None,
        })
    }

    fn page(&self) -> String {
        let load = study::offered_load(&self.plan);
        self.with_manifest(|manifest| {
            let sheets = &self.outcome.sheets;
            let page = FirstScreen {
                manifest,
                plan: &self.plan,
                sheets,
                load: &load,
                verdicts: "",
                erlang: None,
            };
            first_screen(&page, TextStyle::Plain)
        })
    }
}

#[test]
fn the_answer_stands_on_one_screen() {
    let page = run(&desk("general", 2)).page();
    for words in [
        "general: 3 replications of 4h, seed 1\n",
        // 2 x 40/h x 4 h; 0.25 x 6 m + 0.75 x 2 m.
        "Input: 320 sessions, 80 an hour; mean effort 3m00s, patience always 5m00s; 2\noperators.",
        "0-general  ",
        "  total\n",
        "\nsessions  ",
        "\nservice level in 1m  ",
        "\nASA  ",
        "\nabandoned  ",
        "\nAHT  ",
        "\nconcurrency  ",
        "\noccupancy, slot use  ",
        "\nworst 30m  Mon ",
        "\ntightest   general: ",
        "\nlicenses   named: 3 of 9 used at most, none refused\n",
        "\nby rule    0-general 1        45   topic first 0  least-occupied general\n",
        "\n           0-general default  117  any session    group-queue general\n",
        "--verbose",
    ] {
        assert!(page.contains(words), "{words:?} is missing:\n{page}");
    }
    // No session is refused or transferred.
    assert!(!page.contains("\nrefused") && !page.contains("\ntransferred"), "{page}");
    assert!(page.lines().count() <= 25, "{page}");
}

#[test]
fn no_line_is_wider_than_eighty_columns_whatever_the_names() {
    let long = "a-group-with-a-name-that-goes-on-and-on";
    for chats in [1, 2, 3, 11] {
        let ran = run(&desk(long, chats).replace("horizon = \"4h\"", "horizon = \"1h\""));
        let page = ran.page();
        for line in page.lines() {
            assert!(line.chars().count() < 80, "{} columns:\n{line}", line.chars().count());
        }
        assert!(chats == 1 || page.contains("\ntotal") || page.contains("  total\n"), "{page}");
        assert!(page.matches('±').count() > 6, "intervals are shown, however many chats:\n{page}");
        let overview = scenario_overview(&ran.plan, &study::offered_load(&ran.plan));
        for line in overview.lines() {
            assert!(line.chars().count() < 80, "{} columns:\n{line}", line.chars().count());
        }
    }
}

#[test]
fn groups_that_get_too_much_work_are_named_in_one_sentence() {
    let line = |text: &str| {
        let plan = read("desk.toml", text.as_bytes(), &NoFiles, &[]).plan.expect("a plan");
        overloads_line(&plan, &study::offered_load(&plan))
    };
    // Agents go at eleven; 40/h x 50 % x 6 min = 2 erlangs come to one expert with one session at a time.
    let one_expert = HANDED_ON.replace("count = 3\nlimit = 2", "count = 1\nlimit = 1");
    let both =
        "Overload: agents: no operator on duty Mon 11:00, experts 200 % of capacity Mon\n09:00.";
    assert_eq!(line(&one_expert).as_deref(), Some(both));
    // 120/h x 2 min = 4 erlangs to agents who can do two, 6 erlangs to experts.
    let always = one_expert.replace("40/h", "120/h").replace("shifts = [\"short\"]", "limit = 1");
    let always = always.replacen("limit = 2\n", "", 1);
    let both = "Overload: agents 200 % of capacity Mon 09:00, experts 600 % Mon 09:00.";
    assert_eq!(line(&always).as_deref(), Some(both));
    assert_eq!(line(&desk("general", 1).replace("40/h", "4/h")), None);
}

#[test]
fn the_rules_of_a_live_chat_take_its_sessions_between_them() {
    let ran = run(&desk("general", 1));
    let sheet =
        |name: &str| ran.outcome.sheets.iter().find(|sheet| sheet.name == name).expect("it");
    let (rules, chats) = (sheet("rules"), sheet("live_chats"));
    let offered = chats.measures.iter().position(|column| column.name == "offered").expect("it");
    let taken: f64 = rules.rows.iter().map(|row| row.values[0].value).sum();
    assert!((taken - chats.rows[0].values[offered].value).abs() < 1e-9);
    // A quarter of about 160 sessions in three replications: σ of the share is 2 points.
    let share = rules.rows[0].values[1].value;
    assert!((share - 0.25).abs() < 0.08, "{share}");
    let keys = ["0-general", "1", "topic first 0", "least-occupied general"];
    assert_eq!(rules.rows[0].keys, keys);
    let keys = ["0-general", "default", "any session", "group-queue general"];
    assert_eq!(rules.rows[1].keys, keys);
    // A desk without rules has no lines: all sessions go one way.
    let plain = desk("general", 1);
    let plain: String = plain
        .lines()
        .filter(|line| !line.starts_with("rules"))
        .map(|line| format!("{line}\n"))
        .collect();
    let plain = run(&plain);
    assert!(
        plain.outcome.sheets.iter().any(|sheet| sheet.name == "rules" && sheet.rows.is_empty())
    );
}

#[test]
fn the_desk_is_the_sum_of_its_live_chats_and_has_each_operator_once() {
    let ran = run(&desk("general", 2));
    let sheet =
        |name: &str| ran.outcome.sheets.iter().find(|sheet| sheet.name == name).expect("it");
    let figure = |sheet: &deskload::metrics::Sheet, row: usize, name: &str| {
        let place = sheet.measures.iter().position(|column| column.name == name).expect(name);
        sheet.rows[row].values[place].value
    };
    let (chats, total, groups) = (sheet("live_chats"), sheet("desk"), sheet("groups"));
    let sum = figure(chats, 0, "offered") + figure(chats, 1, "offered");
    assert!((figure(total, 0, "offered") - sum).abs() < 1e-9);
    // One group answers both live chats, so all three have the same operators.
    for name in ["occupancy", "concurrency", "slot_utilisation"] {
        let of_group = figure(groups, 0, name);
        for found in [figure(total, 0, name), figure(chats, 0, name), figure(chats, 1, name)] {
            assert!((found - of_group).abs() < 1e-9, "{name}");
        }
    }
}

#[test]
fn a_group_and_the_course_of_the_day_can_be_looked_at_alone() {
    let ran = run(&desk("general", 1));
    let sheets = &ran.outcome.sheets;
    let page = ran.with_manifest(|manifest| {
        group_view(manifest, &ran.plan, sheets, "general", TextStyle::Plain)
    });
    for words in ["\n  taken ", "\nmembers ", "\ngeneral-1 ", "\ngeneral-2 "] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(page.lines().all(|line| line.chars().count() < 80), "{page}");
    let page = ran.with_manifest(|manifest| interval_view(manifest, sheets, TextStyle::Plain));
    // Four hours in halves.
    assert_eq!(page.lines().filter(|line| line.starts_with("mon ")).count(), 8, "{page}");
}

#[test]
fn the_input_is_said_in_words_with_people_by_the_hour() {
    let text = desk("general", 1)
        .replace("count = 2", "staff = { early = 2, late = 1 }")
        .replace("starts = \"mon 09:00\"\nhorizon = \"4h\"", "horizon = \"7d\"")
        + "[[shifts]]\nname = \"early\"\ndays = \"mon-fri\"\nfrom = \"08:00\"\nto = \"12:00\"\n\
           [[shifts]]\nname = \"late\"\ndays = \"mon-sat\"\nfrom = \"10:00\"\nto = \"14:00\"\n";
    let outcome = read("desk.toml", text.as_bytes(), &NoFiles, &[]);
    let plan = outcome.plan.expect("a plan");
    let echo = input_echo(&plan, &study::offered_load(&plan));
    // 40/h x 168 h; five shifts of four hours, or six.
    for line in [
        "0-general  6720 sessions in 7d, 960 a day; mean effort 3m00s, patience always",
        "operators  3, 20.0 to 24.0 hours each in 7d",
        "on duty, hour  08  09  10  11  12  13",
        "Mon-Fri         2   2   3   3   1   1",
        "Sat             0   0   1   1   1   1",
        "Sun             0   0   0   0   0   0",
    ] {
        assert!(echo.lines().any(|it| it == line), "{line}\n{echo}");
    }
}

/// Agents hand half of the sessions of two minutes on to experts, who take six minutes more.
const HANDED_ON: &str = "name = \"handed-on\"\n[edition]\nname = \"none\"\n[run]\nstarts = \"mon 09:00\"\nhorizon = \"4h\"\n\
    replications = 3\n[[shifts]]\nname = \"short\"\ndays = \"mon\"\nfrom = \"09:00\"\nto = \"11:00\"\n\
    [[groups]]\nname = \"agents\"\ncount = 2\nlimit = 2\nshifts = [\"short\"]\n\
    [[groups]]\nname = \"experts\"\ncount = 3\nlimit = 2\n\
    [[live_chats]]\nname = \"chat\"\nchannel = \"website\"\noperators = [\"agents\", \"experts\"]\n\
    default_routing = \"group-queue\"\ndefault_group = \"agents\"\narrivals = [{ rate = \"40/h\" }]\n\
    topics = [{ name = \"special\", effort = \"2m\", effort_at = { experts = \"6m\" }, patience = \"5m\", \
    transfers = [{ from = \"agents\", to = \"experts\", chance = \"50%\" }] }]\n";

#[test]
fn what_a_handle_time_mixes_is_said_and_transfers_have_one_line() {
    // One expert with one session at a time: clients leave the queue of experts.
    let left = run(&HANDED_ON.replace("count = 3\nlimit = 2", "count = 1\nlimit = 1")).page();
    assert!(left.contains("\ntransferred, left  "), "{left}");
    let page = run(HANDED_ON).page();
    for words in ["\nAHT, all groups  ", "\ntransferred  "] {
        assert!(page.contains(words), "{words:?} is missing:\n{page}");
    }
    // Operators end sessions after eleven, which the intervals with the most waits show.
    assert!(
        page.contains("\nOnline: also who ends sessions after a shift or in a break.\n"),
        "{page}"
    );
    assert!(!run(&desk("general", 1)).page().contains("Online: also"));
}

#[test]
fn the_input_says_how_sessions_go_from_group_to_group() {
    let echo = |text: &str| {
        let plan = read("desk.toml", text.as_bytes(), &NoFiles, &[]).plan.expect("a plan");
        let echo = input_echo(&plan, &study::offered_load(&plan));
        echo.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let one = echo(HANDED_ON);
    // Two minutes, and six more for half of them.
    assert!(one.contains("effort always 2m00s at first, 5m00s with transfers,"), "{one}");
    assert!(
        one.contains(
            "; new sessions go to agents transfers 50 % of special from agents to experts"
        ),
        "{one}"
    );
    // At the first group, whatever the effort is elsewhere.
    let own = HANDED_ON.replace(
        "effort = \"2m\", effort_at = {",
        "effort = \"9m\", effort_at = { agents = \"2m\",",
    );
    assert!(
        echo(&own).contains("effort always 2m00s at first, 5m00s with transfers,"),
        "{}",
        echo(&own)
    );
    let both = echo(
        &HANDED_ON.replace("default_routing = \"group-queue\"\ndefault_group = \"agents\"\n", ""),
    );
    let all = "new sessions go to any of agents, experts (to agents alone with `default_routing = \"group-queue\"`, \
               `default_group = \"agents\"`)";
    assert!(both.contains(all), "{both}");
    // With one group there is nothing to say.
    let plain = echo(&desk("general", 1));
    assert!(!plain.contains("new sessions") && !plain.contains("transfers"), "{plain}");
}
