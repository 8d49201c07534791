//! Who may have which session: skills and rings, the last operator, pace.

use super::desk;

/// Anna speaks German, boris does not; who needs it says so.
const SKILLS: &str = concat!(
    an_hour!(),
    pair!(),
    r#"
[[people]]
name = "anna"
skills = ["german"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["operators"]
selection = "listed"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", requires = ["german"] }]
"#
);

/// The same with a second live chat, where everybody is understood.
const TWO_LANGUAGES: &str = concat!(
    an_hour!(),
    r#"
[[groups]]
name = "operators"
members = ["boris", "anna"]
limit = 1
selection = "listed"
"#,
    leads!(),
    r#"
[[people]]
name = "anna"
skills = ["german"]

[[live_chats]]
name = "german"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "german.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", requires = ["german"] }]

[[live_chats]]
name = "any"
channel = "whatsapp"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "any.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#
);

#[test]
fn a_session_waits_for_the_operator_who_has_the_skill_while_others_are_idle() {
    desk(SKILLS).write("support", "0 1 2").run().sessions(
        "arrived answered first_operator
         0       0        anna
         1       60       anna
         2       120      anna",
    );
}

#[test]
fn one_who_needs_nothing_goes_past_one_who_has_to_wait() {
    // Anna is busy from 0 on; the second german waits for her, while boris takes the others.
    desk(TWO_LANGUAGES).write("german", "0 1 2").write("any", "3 4").run().sessions(
        "live_chat arrived answered first_operator
         german    0       0        anna
         german    1       60       anna
         german    2       120      anna
         any       3       3        boris
         any       4       63       boris",
    );
}

#[test]
fn a_ring_ends_and_then_anybody_may_have_the_session() {
    desk(SKILLS)
        .with("live_chats.support.queue.rings=[{ stay = \"20s\" }]")
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived answered first_operator
             0       0        anna
             1       21       boris
             2       60       anna",
        )
        .figures("live_chats", &["support"], &[("relaxed_share", 2.0 / 3.0)]);
}

#[test]
fn rings_drop_one_requirement_after_the_other() {
    // No operator has both. Who knows invoices is enough after 10 s, and any operator after 30 s more.
    let rings = "live_chats.support.queue.rings=\
         [{ stay = \"10s\", drop = [\"german\"] }, { stay = \"30s\", drop = [\"invoices\"] }]";
    desk(SKILLS)
        .with("people.boris.skills=[\"invoices\"]")
        .with("live_chats.support.topics.question.requires=[\"german\", \"invoices\"]")
        .with(rings)
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived answered first_operator
             0       10       boris
             1       41       anna",
        );
}

#[test]
fn a_relaxed_session_keeps_its_turn_or_goes_first() {
    // Boris is idle from 60 on. The german of 1 may be his from 31 on; the other came before it.
    let played = |word: &str| {
        desk(TWO_LANGUAGES)
            .with("groups.operators.queue.rings=[{ stay = \"20s\" }]")
            .with(&format!("groups.operators.queue.relaxed_priority={word}"))
            .write("any", "0 1 2")
            .write("german", "3")
            .run()
    };
    // Both are busy with the first two. At 60 boris is free, then anna.
    played("unchanged").sessions(
        "live_chat arrived answered first_operator
         any       0       0        boris
         any       1       1        anna
         any       2       60       boris
         german    3       61       anna",
    );
    played("first").sessions(
        "live_chat arrived answered first_operator
         any       0       0        boris
         any       1       1        anna
         any       2       61       anna
         german    3       60       boris",
    );
}

/// A session comes back to the group from which it was transferred: general, expert, general.
const BACK: &str = r#"
run = { horizon = "1h", replications = 1, max_transfers = 2 }
edition = { name = "chatdesk", named_licenses = 9 }
limit = 1

[[groups]]
name = "general"
members = ["anna", "boris"]
selection = "listed"
tie = "listed"
queue = { prefer_last_operator = "30s" }

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general", "leads"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "support.csv", column = "at" }]

[[live_chats.topics]]
name = "question"
effort = "60s"
"#;

#[test]
fn what_no_operator_had_before_goes_to_the_one_who_is_chosen() {
    desk(BACK).write("support", "0 1 2").run().sessions(
        "arrived answered first_operator
         0       0        anna
         1       1        boris
         2       60       anna",
    );
}

/// Two teams that hand sessions to each other: the operator who has one last is preferred by the queue to
/// which the session returns only if a member, so the pair share a member.
const SAME_TEAM: &str = r#"
run = { horizon = "1h", replications = 1, max_transfers = 1 }
edition = { name = "chatdesk", named_licenses = 9 }
limit = 1

[[groups]]
name = "first"
members = ["boris"]

[[groups]]
name = "second"
members = ["anna", "boris", "clara"]
selection = "listed"
queue = { prefer_last_operator = "30s" }

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["first", "second"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "support.csv", column = "at" }]

[[live_chats.topics]]
name = "question"
effort = "60s"
effort_at = { first = "10s" }
transfers = [{ from = "first", to = "second", chance = 1 }]
"#;

#[test]
fn a_session_goes_to_the_operator_who_had_it_last_if_there_is_a_free_slot() {
    // Boris has it for 10 s as one of the first group, and again as one of the second, though
    // anna is first in the list.
    desk(SAME_TEAM).write("support", "0").run().sessions(
        "answered first_operator last_operator last_group ended
         0        boris          boris         second     70",
    );
}

#[test]
fn it_waits_so_long_for_the_last_operator_and_then_anybody_may_have_it() {
    // As boris's slot is freed at 10 his own first queue is asked before the second: he takes the
    // session of 1, for 10 s, and then the first again: 10 s of waiting. The session of 1 comes
    // back at 20, when boris is busy with the first until 80: after 30 s anna has it.
    desk(SAME_TEAM).write("support", "0 1").run().sessions(
        "arrived answered wait_after_transfers last_operator ended
         0       0        10                   boris         80
         1       10       30                   anna          110",
    );
}

#[test]
fn no_operator_gets_more_than_so_many_within_a_time() {
    const PACE: &str = "live_chats.support.queue.rate_limit={ sessions = 2, per = \"5m\" }";
    // Anna has her two at 0 and 70, boris at 1 and 80; anna again 300 s after her first.
    desk(SKILLS)
        .with("live_chats.support.topics.question.requires=[]")
        .with(PACE)
        .write("support", "0 1 70 80 150 160")
        .run()
        .sessions(
            "arrived answered first_operator
             0       0        anna
             1       1        boris
             70      70       anna
             80      80       boris
             150     300      anna
             160     301      boris",
        );
}

#[test]
fn after_one_session_an_operator_gets_the_next_no_sooner() {
    desk(SKILLS)
        .with("live_chats.support.topics.question.requires=[]")
        .with("groups.operators.limit=3")
        .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
        .with("live_chats.support.queue.spacing=20s")
        .write("support", "0 1 2 3")
        .run()
        .sessions(
            "arrived answered first_operator
             0       0        anna
             1       1        boris
             2       20       anna
             3       21       boris",
        );
}

#[test]
fn who_is_relaxed_when_an_operator_has_rested_does_not_go_before_those_whose_turn_it_is() {
    // At 20 two things happen: no session asks for German any more, and Boris may be given another one.
    // The urgent one is first, whichever of the two is heard of first.
    desk(TWO_LANGUAGES)
        .with("groups.operators.members=[\"boris\"]")
        .with("groups.leads.members=[\"olga\", \"anna\"]")
        .with("groups.operators.limit=3")
        .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
        .with("groups.operators.order=priority-first")
        .with("groups.operators.queue.spacing=20s")
        .with("groups.operators.queue.rings=[{ stay = \"20s\", drop = [\"german\"] }]")
        .with("live_chats.any.topics.question.priority=high")
        .write("german", "0")
        .write("any", "0 1")
        .run()
        .sessions(
            "live_chat arrived answered
             german    0       40
             any       0       0
             any       1       20",
        );
}

#[test]
fn what_weighs_more_than_is_left_waits_and_what_weighs_less_goes_past() {
    // Anna carries ten. The first weighs six, the next too, and has to wait; four go past it.
    desk(TWO_LANGUAGES)
        .with("groups.operators.members=[\"anna\"]")
        .with("groups.operators.limit=unlimited")
        .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
        .with("groups.operators.capacity=10")
        .with("live_chats.german.topics.question.units=6")
        .with("live_chats.any.topics.question.units=4")
        .write("german", "0 1")
        .write("any", "2 3 4")
        .run()
        .sessions(
            "live_chat arrived answered
             german    0       0
             german    1       60
             any       2       2
             any       3       62
             any       4       120",
        );
}

#[test]
fn the_least_occupied_may_be_so_everywhere_or_in_this_queue_alone() {
    // Boris has a session of the common queue. At 61 the operator who took the german of 1 is free again.
    let played = |load: &str| {
        desk(TWO_LANGUAGES)
            .with("groups.operators.limit=3")
            .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
            .with("groups.operators.selection=least-occupied")
            .with("groups.operators.tie=listed")
            .with(&format!("groups.operators.queue.load={load}"))
            .with("live_chats.german.topics.question.requires=[]")
            .with("live_chats.any.default_routing=pull")
            .with("live_chats.any.selection=listed")
            .write("any", "0")
            .write("german", "1 2 61")
            .run()
    };
    let takers = |names: [&str; 3]| {
        format!(
            "live_chat first_operator\n any boris\n german {}\n german {}\n german {}",
            names[0], names[1], names[2]
        )
    };
    played("everywhere").sessions(&takers(["anna", "boris", "anna"]));
    played("own-queue").sessions(&takers(["boris", "anna", "boris"]));
}

#[test]
fn a_rule_that_names_an_operator_waits_for_a_free_slot_and_then_the_next_one_is_tried() {
    let played = |wait: &str| {
        desk(super::overflowing::THREE_GROUPS)
            .with(&format!(
                "live_chats.support.rules=\
                 [{{ action = \"operator\", operator = \"boris\", wait = \"{wait}\" }}]"
            ))
            .write("support", "0 1 2 50")
            .run()
    };
    // Boris is busy until 60. After 20 s the sessions of 1 and 2 go to the general group, that of
    // 50 has boris after ten.
    played("20s").sessions(
        "arrived answered wait first_operator
         0       0        0    boris
         1       21       20   anna
         2       81       79   anna
         50      60       10   boris",
    );
    played("0s").sessions(
        "arrived answered wait first_operator
         0       0        0    boris
         1       1        0    anna
         2       61       59   anna
         50      121      71   anna",
    );
}

#[test]
fn who_gives_up_waiting_for_one_operator_does_not_come_to_the_next_rule() {
    desk(super::overflowing::THREE_GROUPS)
        .with(
            "live_chats.support.rules=\
             [{ action = \"operator\", operator = \"boris\", wait = \"20s\" }]",
        )
        .with("live_chats.support.topics.question.patience=15s")
        .write("support", "0 1")
        .run()
        .sessions("arrived outcome ended\n 0 closed 60\n 1 abandoned 16");
}
