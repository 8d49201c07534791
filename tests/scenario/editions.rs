//! What each edition forbids is refused under the rule that says so.

use deskload::base::{MINUTE, Span};
use deskload::plan::{BreakLogout, Edition};
use deskload::scenario::language::Kind;
use deskload::scenario::language::editions::{Gate, gate_of};
use deskload::scenario::{Diagnostic, read};

use super::every_key::{BASE, every_key, path_of, sample};
use super::faults::{DESK, changed, read_text};
use super::{MadeUp, rendered};

fn broken(text: &str, rule: &str, says: &str) {
    let reading = read_text(text);
    let all = rendered(&reading);
    assert!(reading.plan.is_none(), "{all}");
    let found = reading.diagnostics.iter().any(|fault| fault.code() == rule);
    assert!(found && all.contains(says) && all.contains(&format!("error[{rule}]")), "{all}");
}

/// The desk in the free edition: one live chat, who is first.
fn free() -> String {
    changed("name = \"chatdesk\"\nnamed_licenses = 10", "name = \"free\"")
}

fn second_chat(text: &str) -> String {
    let at = text.find("[[live_chats]]").expect("a live chat");
    let second = text[at..].replace("\"internal\"\nchannel", "\"second\"\nchannel");
    format!("{text}\n{second}")
}

#[test]
fn the_free_edition_has_one_live_chat_the_default_rule_and_groups_of_administration() {
    let reading = read_text(&free());
    assert!(reading.diagnostics.is_empty(), "{}", rendered(&reading));
    broken(&second_chat(&free()), "E-02", "one live chat only");
    let with = |keys: &str| free().replacen("supervisors =", &format!("{keys}\nsupervisors ="), 1);
    broken(&with("rules = [{ action = \"invite-all\" }]"), "E-03", "no routing rules");
    broken(&with("default_routing = \"group-queue\""), "E-03", "`group-queue`");
    // The group of a default routing that is not there is no second mistake.
    for (routing, faults) in
        [("default_routing = \"group-queue\"\n", "`group-queue`"), ("", "`default_group`")]
    {
        let reading = read_text(&with(&format!("{routing}default_group = \"general\"")));
        let said = rendered(&reading);
        assert!(reading.diagnostics.len() == 1 && said.contains(faults), "{said}");
    }
    broken(
        &with("default_routing = \"supervisor\"\nsupervision = { reaction = \"9s\" }"),
        "E-03",
        "`supervisor`",
    );
    let website =
        free().replace("channel = \"internal\"\nclients = [\"office\"]", "channel = \"website\"");
    broken(&website, "E-04", "`website`");
    let workspace =
        free().replacen("name = \"general\"", "name = \"general\"\ncreated_in = \"live-chats\"", 1);
    broken(&workspace, "E-08", "groups of Administration only");
    broken(&free().replace("\"free\"", "\"free\"\nnamed_licenses = 4"), "E-01", "no licenses");
    let unsupervised = free().replace("supervisors = [\"leads\"]\n", "");
    assert!(read_text(&unsupervised).plan.is_some());
}

#[test]
fn named_licenses_bound_the_users_in_groups() {
    broken(&changed("= 10", "= 3"), "E-L1", "4 users are in groups, but 3 named licenses");
    broken(&changed("named_licenses = 10\n", ""), "E-L1", "needs `named_licenses`");
    assert!(read_text(&changed("= 10", "= 4")).plan.is_some());
    // A user in two groups counts once.
    let twice = changed("= 10", "= 4").replace("[\"clara\"]", "[\"clara\", \"anna\"]");
    assert!(read_text(&twice).plan.is_some());
}

#[test]
fn service_2024_wants_a_license_for_each_operator_and_supervisor() {
    let with = |licenses: u32| {
        changed(
            "\"chatdesk\"\nnamed_licenses = 10",
            &format!("\"service-2024\"\nnamed_licenses = {licenses}"),
        )
    };
    broken(&with(3), "E-L2", "operators and supervisors need one each");
    assert!(read_text(&with(4)).plan.is_some());
    broken(
        &with(4).replace("= 4\n", "= 4\nconcurrent_licenses = 2\n"),
        "E-L3",
        "no concurrent licenses",
    );
}

#[test]
fn service_2025_says_who_holds_the_named_licenses() {
    let with = |keys: &str| {
        changed("\"chatdesk\"\nnamed_licenses = 10", &format!("\"service-2025\"\n{keys}"))
    };
    let named = |keys: &str| {
        let reading = read_text(&with(keys));
        let plan = reading.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&reading)));
        let named = plan.people.iter().filter(|person| person.named);
        let named: Vec<String> = named.map(|person| person.name.clone()).collect();
        (named, plan.licensing.concurrent)
    };
    let holders = "named_licenses = 3\nnamed_holders = [\"olga\", \"group:general\"]\nconcurrent_licenses = 5";
    assert_eq!(named(holders).0, ["anna", "boris", "olga"]);
    assert_eq!(named(holders).1, Some(5));
    assert_eq!(named("named_licenses = 2"), (vec!["anna".into(), "boris".into()], Some(0)));
    broken(
        &with("named_licenses = 1\nnamed_holders = [\"group:general\"]"),
        "E-L3",
        "2 people hold",
    );
    broken(
        &with("named_licenses = 1\nnamed_holders = [\"anja\"]"),
        "unknown-name",
        "did you mean `anna`?",
    );
    broken(&with("concurrent_licenses = 5"), "E-L3", "needs `named_licenses`");
}

#[test]
fn the_platform_has_named_licenses_floating_ones_or_both() {
    let with = |platform: &str| changed("= 10", &format!("= 10\nplatform = {{ {platform} }}"));
    let held = |platform: &str| {
        let reading = read_text(&with(platform));
        let plan = reading.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&reading)));
        let holders = plan.people.iter().filter(|person| person.priority_login);
        let platform = plan.licensing.platform.expect("a platform");
        let names: Vec<String> = holders.map(|person| person.name.clone()).collect();
        (platform.named, platform.floating, names.join(" "))
    };
    assert_eq!(held("floating = 3"), (0, 3, String::new()));
    assert_eq!(held("named = 4"), (4, 0, "anna boris clara olga".into()));
    // Where no group is named, the first people of the file hold what was bought.
    assert_eq!(held("named = 2, floating = 1"), (2, 1, "anna boris".into()));
    let groups = "priority_login = [\"leads\", \"experts\"]";
    assert_eq!(held(&format!("named = 2, floating = 1, {groups}")), (2, 1, "clara olga".into()));
    assert_eq!(held("named = 2, floating = 1, priority_login = []"), (2, 1, String::new()));
    let terms = "floating = 3, inactivity = \"30m\", tab_left_open = \"20%\", on_break = \"stay\"";
    let platform = read_text(&with(terms)).plan.expect("a plan").licensing.platform;
    let platform = platform.expect("a platform");
    assert_eq!((platform.inactivity, platform.tab_left_open), (Some(Span(30 * MINUTE.0)), 0.2));
    assert_eq!(platform.break_logout, BreakLogout::StayLoggedIn);
    assert_eq!(read_text(DESK).plan.expect("a plan").licensing.platform, None);
}

#[test]
fn a_platform_that_a_user_can_never_log_in_to_is_refused() {
    let with = |platform: &str| changed("= 10", &format!("= 10\nplatform = {{ {platform} }}"));
    broken(&with(""), "E-L11", "without any license lets no user in");
    broken(&with("named = 0, floating = 0"), "E-L11", "platform = { named = 10, floating = 20 }");
    let general = "floating = 9, priority_login = [\"general\"]";
    broken(&with(&format!("named = 1, {general}")), "E-L11", "2 people may always log in, but 1");
    broken(&with(&format!("named = 1, {general}")), "E-L11", "rule E-L11: each of a priority");
    broken(&with(general), "E-L11", "but 0 named licenses of the platform were bought");
    broken(&with("named = 3"), "E-L11", "1 people hold no named license of the platform");
    let experts = "named = 9, priority_login = [\"experts\"]";
    broken(&with(experts), "E-L11", "3 people hold no named license of the platform");
    let misspelt = "named = 9, floating = 1, priority_login = [\"expert\"]";
    broken(&with(misspelt), "unknown-name", "did you mean `experts`?");
    let twice = "named = 9, floating = 1, priority_login = [\"experts\", \"experts\"]";
    broken(&with(twice), "duplicate", "listed twice");
    broken(&with("floating = 9, inactivity = \"0s\""), "out-of-range", "more than nothing");
    broken(&with("floating = 9, tab_left_open = \"120%\""), "bad-value", "%");
    broken(&with("floating = 9, on_break = \"go\""), "unknown-word", "`leave`, `stay`");
    // A faulty number is told once, and not also as a platform without licenses.
    let faulty = read_text(&with("floating = -1"));
    assert_eq!(faulty.diagnostics.len(), 1, "{}", rendered(&faulty));
}

#[test]
fn a_live_chat_has_operators_supervisors_and_the_clients_of_its_channel() {
    broken(
        &changed("operators = [\"general\", \"experts\"]", "operators = []"),
        "E-R2",
        "group of operators",
    );
    broken(&changed("supervisors = [\"leads\"]", ""), "E-R2", "group of supervisors");
    broken(&changed("clients = [\"office\"]", ""), "E-C2", "names the groups of clients");
    broken(
        &changed("clients = [\"office\"]", "clients = []"),
        "E-C2",
        "at least one group of clients",
    );
    broken(
        &changed("channel = \"internal\"", "channel = \"vk\""),
        "E-C2",
        "external and in no group",
    );
    let external = changed(
        "channel = \"internal\"\nclients = [\"office\"]",
        "channel = \"vk\"\naccount = \"desk\"",
    );
    assert!(read_text(&external).plan.is_some());
    broken(&second_chat(&external), "E-C4", "belongs to another live chat already");
    broken(&changed("clients =", "account = \"x\"\nclients ="), "E-C1", "no account");
}

#[test]
fn a_live_chat_may_have_several_channels_each_with_an_account_of_its_own() {
    let with = |channels: &str| {
        changed("channel = \"internal\"", channels)
            .replace("rate = \"30/h\"", "rate = \"30/h\"\nchannel = \"internal\"")
    };
    let several = |rest: &str| with(&format!("channel = [\"internal\", \"vk\", \"mail\"]\n{rest}"));
    let named = several("account = [\"desk\", \"desk@example.org\"]");
    assert!(read_text(&named).plan.is_some());
    broken(&several("account = \"desk\""), "E-C4", "one account for each external channel");
    broken(&second_chat(&named), "E-C4", "belongs to another live chat already");
    broken(&with("channel = [\"internal\", \"internal\"]"), "duplicate-name", "listed twice");
    broken(&with("channel = [\"internal\", \"vk-team\"]"), "unknown-word", "not a word");
    broken(&with("channel = []"), "empty", "names nothing");
}

#[test]
fn of_several_channels_a_source_says_which() {
    let source = |keys: &str| {
        changed("channel = \"internal\"", "channel = [\"internal\", \"vk\", \"mail\"]")
            .replace("rate = \"30/h\"", &format!("rate = \"30/h\"\n{keys}"))
    };
    assert!(read_text(&source("channel = \"mail\"")).plan.is_some());
    assert!(read_text(&source("client_group = \"office\"")).plan.is_some());
    broken(&source("begun_by = \"clients\""), "missing-key", "unclear which");
    broken(&source("channel = \"telegram\""), "unknown-name", "no channel of this live chat");
    broken(&source("channel = \"vk\"\nbegun_by = \"system\""), "E-C9", "only clients begin");
    broken(&source("channel = \"vk\"\nclient_group = \"office\""), "E-C2", "in no group");
}

#[test]
fn rules_name_groups_of_their_live_chat() {
    let rule = |rule: &str| changed("supervisors =", &format!("rules = [{rule}]\nsupervisors ="));
    broken(
        &rule("{ action = \"invite-group\", group = \"leads\" }"),
        "E-Q4",
        "`leads` is not among the operators",
    );
    broken(
        &rule("{ action = \"operator\", operator = \"olga\" }"),
        "E-Q4",
        "no operator of live chat",
    );
    assert!(
        read_text(&rule(
            "{ when = { topic = \"payroll\" }, action = \"operator\", operator = \"anna\" }"
        ))
        .plan
        .is_some()
    );
    assert!(read_text(DESK).plan.is_some());
}

const LEVEL: &str =
    "{ name = \"gold\", around_the_clock = \"yes\", reaction = { within = \"5m\" } }";

#[test]
fn the_free_edition_has_no_service_levels_bots_or_second_account() {
    let with = |keys: &str| free().replacen("supervisors =", &format!("{keys}\nsupervisors ="), 1);
    broken(&with(&format!("sla = [{LEVEL}]")), "E-04", "no service levels");
    broken(&with("bot = { time = \"2m\" }"), "E-04", "no bots");
    let flag = free().replace("\"free\"", "\"free\"\nenable_lines_sla = \"on\"");
    broken(&flag, "E-04", "no service levels");
    broken(&free().replace("\"free\"", "\"free\"\nexpires = \"5d\""), "E-09", "no license");
    let external =
        free().replace("channel = \"internal\"\nclients = [\"office\"]", "channel = \"telegram\"");
    assert!(read_text(&external).plan.is_some());
    let spam = "spam = { share = 0.1, mark = \"20s\" }";
    let spammed = external.replacen("supervisors =", &format!("{spam}\nsupervisors ="), 1);
    broken(&spammed, "E-04", "no spam mark and no blocklist");
    broken(
        &second_chat(&external.replace("[\"office\"]", "[]")),
        "E-05",
        "one account of `telegram`",
    );
}

/// Rules E-C1, E-C4 and E-05: several accounts of a messenger, where that is paid for.
#[test]
fn a_live_chat_has_several_accounts_of_a_messenger_in_a_paid_edition() {
    let on = |edition: &str, channels: &str, more: &str| {
        let text = if edition == "free" { free() } else { DESK.to_owned() };
        text.replace(
            "channel = \"internal\"\nclients = [\"office\"]",
            &format!("channel = [{channels}]\n{more}"),
        )
        .replace("rate = \"30/h\"", "rate = \"30/h\"\nchannel = \"telegram\"")
    };
    let two = "\"telegram\", \"telegram\"";
    let accounts = "account = [\"one\", \"two\"]";
    for more in ["", accounts] {
        let outcome = read_text(&on("chatdesk", two, more));
        let plan = outcome.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
        // One channel through which clients write, whatever account they write to.
        assert_eq!(plan.live_chats[0].channels, [deskload::plan::Channel::Telegram]);
        broken(&on("free", two, more), "E-05", "one account of `telegram` only");
    }
    let three = "\"telegram\", \"whatsapp\", \"telegram\"";
    let names = "account = [\"one\", \"1\", \"two\"]";
    assert!(read_text(&on("chatdesk", three, names)).plan.is_some());
    broken(&on("chatdesk", three, accounts), "E-C4", "one account for each external channel");
    broken(&on("chatdesk", two, "account = [\"one\", \"one\"]"), "E-C4", "is listed twice");
    // Of these a live chat has one.
    let single = [("mail", "E-C4"), ("website", "E-05")];
    for (channel, rule) in single {
        let twice = format!("\"telegram\", \"{channel}\", \"{channel}\"");
        broken(&on("chatdesk", &twice, ""), rule, &format!("`{channel}` is listed twice"));
    }
}

/// Every key of the language in every edition: refused where the table of editions says so, with its
/// rule, and permitted in all other cases.
#[test]
fn each_edition_permits_what_the_table_says_and_no_less() {
    let editions = [
        Edition::Free,
        Edition::Chatdesk,
        Edition::Service2024,
        Edition::Service2025,
        Edition::None,
    ];
    let names = ["free", "chatdesk", "service-2024", "service-2025", "none"];
    let (mut refused, mut permitted) = (0, 0);
    for (table, field) in every_key() {
        let values = match field.kind {
            Kind::Keyword(words) => words.iter().map(|word| format!("\"{word}\"")).collect(),
            Kind::OneOrMore(Kind::Keyword(words)) => {
                words.iter().map(|word| format!("[\"{word}\"]")).collect()
            }
            _ => vec![sample(table, field)],
        };
        for value in values {
            for (edition, name) in editions.into_iter().zip(names) {
                if (table.name, field.key) == ("[edition]", "name") {
                    continue;
                }
                let overrides = [
                    format!("edition={{ name = \"{name}\" }}"),
                    format!("{}{}={value}", path_of(table), field.key),
                ];
                let files = MadeUp(&[("file.csv", b"word\n5m\n")]);
                // Beside a default routing that is refused its group is no second fault.
                let base = match field.key {
                    "default_group" => BASE.replace("default_routing", "# default_routing"),
                    _ => BASE.to_owned(),
                };
                let outcome = read("desk.toml", base.as_bytes(), &files, &overrides);
                // The key's own faults, not those of the desk around it.
                let place = overrides[1].find('=').expect("an assignment") + 1;
                let rules: Vec<&str> = outcome
                    .diagnostics
                    .iter()
                    .filter(|one| one.file() == "--set" && one.column() > place)
                    .filter(|one| one.message.starts_with("the edition `"))
                    .map(Diagnostic::code)
                    .collect();
                let gate = gate_of(table, field.key, edition);
                let harmless = |gate: &&Gate| {
                    !gate.harmless.iter().any(|word| value.contains(&format!("\"{word}\"")))
                };
                match gate.filter(harmless) {
                    Some(gate) => {
                        assert_eq!(rules, [gate.rule], "{overrides:?}\n{}", rendered(&outcome));
                        refused += 1;
                    }
                    None => {
                        assert!(rules.is_empty(), "{overrides:?}\n{}", rendered(&outcome));
                        permitted += 1;
                    }
                }
            }
        }
    }
    assert!(refused > 40 && permitted > 1_500, "{refused} {permitted}");
}

#[test]
fn the_free_edition_distributes_by_who_is_first_alone() {
    let with = |keys: &str| free().replacen("supervisors =", &format!("{keys}\nsupervisors ="), 1);
    let watch = "watch = { every = \"1m\", action = \"assign\", reaction = \"5s\" }";
    for other in [
        "default_routing = \"supervisor\"\nsupervision = { reaction = \"5s\" }",
        "default_routing = \"least-occupied\"",
        "selection = \"least-occupied\"",
        watch,
        "queue = { offer = { accept = \"5s\" } }",
        "queue = { overflow = [{ after = \"5m\", group = \"experts\" }] }",
        "rules = [{ action = \"invite-all\" }]",
        "preset = \"zendesk\"",
    ] {
        broken(&with(other), "E-03", "the edition `free` has no");
    }
    for same in
        ["selection = \"random\"", "default_routing = \"pull\"", "queue = { reaction = \"5s\" }"]
    {
        assert!(read_text(&with(same)).plan.is_some(), "{same}");
    }
}

#[test]
fn rules_attach_service_levels_where_the_flag_is_on() {
    let attaching = |edition: &str| {
        let rules = format!(
            "sla = [{LEVEL}]\nrules = [{{ action = \"invite-all\", sla = \"gold\" }}]\nsupervisors ="
        );
        changed("supervisors =", &rules).replace("= 10\n", &format!("= 10\n{edition}\n"))
    };
    broken(&attaching(""), "E-10", "`enableLinesSLA` is off");
    broken(&attaching("enable_lines_sla = \"off\""), "E-10", "`enableLinesSLA` is off");
    assert!(read_text(&attaching("enable_lines_sla = \"on\"")).plan.is_some());
    assert!(read_text(&attaching("enable_lines_sla = \"on\"\nexpires = \"2d\"")).plan.is_some());
}
