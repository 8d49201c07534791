//! Which session is next, and who of several operators gets it.

use super::desk;

/// Two live chats, one urgent, whose sessions wait in the queue of the same group.
const TWO_PRIORITIES: &str = concat!(
    an_hour!(),
    r#"
[[groups]]
name = "operators"
members = ["anna"]
limit = 1
"#,
    leads!(),
    r#"
[[live_chats]]
name = "calm"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "calm.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", priority = "low" }]

[[live_chats]]
name = "urgent"
channel = "whatsapp"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "urgent.csv", column = "at" }]
topics = [{ name = "alarm", effort = "60s", priority = "high" }]
"#
);

#[test]
fn a_queue_is_first_in_first_out_whatever_the_priority() {
    desk(TWO_PRIORITIES).write("calm", "0 10 20").write("urgent", "30 40").run().sessions(
        "live_chat arrived answered
         calm      0       0
         calm      10      60
         calm      20      120
         urgent    30      180
         urgent    40      240",
    );
}

#[test]
fn with_priority_first_the_urgent_go_before_and_among_them_the_oldest() {
    desk(TWO_PRIORITIES)
        .with("groups.operators.order=priority-first")
        .write("calm", "0 10 20")
        .write("urgent", "30 40 100")
        .run()
        .sessions(
            "live_chat arrived answered
             calm      0       0
             calm      10      240
             calm      20      300
             urgent    30      60
             urgent    40      120
             urgent    100     180",
        );
}

/// Three operators with two slots each, who lose nothing by having two sessions.
const THREE: &str = r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }

[[groups]]
name = "operators"
members = ["anna", "boris", "clara"]
limit = 2
speeds = [1.0, 1.0]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["operators"]
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;

#[test]
fn listed_fills_the_first_of_the_list() {
    desk(THREE)
        .with("live_chats.support.selection=listed")
        .write("support", "0 1 2 61 62")
        .run()
        .sessions(
            "arrived first_operator ended
             0       anna           60
             1       anna           61
             2       boris          62
             61      anna           121
             62      anna           122",
        );
}

#[test]
fn least_occupied_spreads_the_sessions_and_asks_the_longest_idle_among_equals() {
    // At 65 all are idle; boris was done at 61, anna at 64, clara at 62.
    desk(THREE)
        .with("live_chats.support.selection=least-occupied")
        .write("support", "0 1 2 4 65 66 67")
        .run()
        .sessions(
            "arrived first_operator ended
             0       anna           60
             1       boris          61
             2       clara          62
             4       anna           64
             65      boris          125
             66      clara          126
             67      anna           127",
        );
}

#[test]
fn longest_idle_asks_whose_last_contact_is_longest_ago() {
    // No operator had a contact before: the list decides. Later the ends at 60, 65 and 70 do.
    desk(THREE)
        .with("live_chats.support.selection=longest-idle")
        .write("support", "0 5 10 75 76 77")
        .run()
        .sessions(
            "arrived first_operator ended
             0       anna           60
             5       boris          65
             10      clara          70
             75      anna           135
             76      boris          136
             77      clara          137",
        );
}

#[test]
fn round_robin_goes_round_whatever_the_load() {
    desk(THREE)
        .with("live_chats.support.selection=round-robin")
        .write("support", "0 1 2 3 100 101 102")
        .run()
        .sessions(
            "arrived first_operator
             0       anna
             1       boris
             2       clara
             3       anna
             100     boris
             101     clara
             102     anna",
        );
}

#[test]
fn most_spare_asks_who_has_the_most_free_slots() {
    // Clara has four slots: she gets two before she is level with the others.
    desk(THREE)
        .with("live_chats.support.selection=most-spare")
        .with("live_chats.support.tie=listed")
        .with("people.clara.limit=4")
        .write("support", "0 1 2 3 4")
        .run()
        .sessions("first_operator\n clara\n clara\n anna\n boris\n clara");
}

#[test]
fn random_is_anybody_with_a_free_slot_and_not_the_longest_idle() {
    // One session at a time, each soon after the other: the longest idle would be in turn.
    let instants: Vec<String> = (0..30).map(|i| (100 * i).to_string()).collect();
    let played = desk(THREE).write("support", &instants.join(" ")).run();
    let takers: Vec<&str> = played.cells("first_operator").concat();
    let again = takers.windows(2).filter(|pair| pair[0] == pair[1]).count();
    // One in three on average; that there is none has the chance (2/3)^29, 1 in 100,000.
    assert!(again > 0, "{takers:?}");
    for name in ["anna", "boris", "clara"] {
        assert!(takers.contains(&name), "{takers:?}");
    }
}

#[test]
fn a_score_is_waiting_and_what_priority_is_worth() {
    // High is three steps, low is one: two steps of 10 s before calm. The urgent of 30 counts like
    // one of 10, among the calm of 10 and 20; at the same score the calm, named first, is first.
    desk(TWO_PRIORITIES)
        .with("groups.operators.order=score")
        .with("groups.operators.queue.priority_worth=10s")
        .write("calm", "0 10 20")
        .write("urgent", "30 41")
        .run()
        .sessions(
            "live_chat arrived answered
             calm      0       0
             calm      10      60
             calm      20      180
             urgent    30      120
             urgent    41      240",
        );
}

#[test]
fn where_nothing_is_promised_the_order_by_promises_is_first_in_first_out() {
    desk(TWO_PRIORITIES)
        .with("groups.operators.order=sla-due-first")
        .write("calm", "0 20")
        .write("urgent", "10 30")
        .run()
        .sessions("live_chat answered\n calm 0\n urgent 60\n calm 120\n urgent 180");
}

#[test]
fn who_comes_late_is_flooded_where_lifetimes_are_counted() {
    // Clara comes at 00:10 with nothing to her name: she gets all until she has as many as the
    // others, though they are idle.
    desk(THREE)
        .with("shifts=[{ name = \"late\", from = \"00:10\", to = \"01:00\" }]")
        .with("people.clara.shifts=[\"late\"]")
        .with("live_chats.support.selection=lifetime-count")
        .with("live_chats.support.tie=listed")
        .with("groups.operators.limit=9")
        .write("support", "0 1 2 3 4 5 700 701 702 703 704")
        .run()
        .sessions(
            "first_operator
             anna
             boris
             anna
             boris
             anna
             boris
             clara
             clara
             clara
             anna
             boris",
        );
}

#[test]
fn whose_service_level_is_due_soonest_goes_first() {
    // Anna takes the first at once. The others are due at 165, 140 and 170.
    let within = |time: &str| {
        format!(
            "[{{ name = \"level\", around_the_clock = \"yes\", reaction = {{ within = \"{time}\" }} }}]"
        )
    };
    let rule = "[{ action = \"invite-group\", group = \"operators\", sla = \"level\" }]";
    desk(TWO_PRIORITIES)
        .with("edition.enable_lines_sla=on")
        .with("groups.operators.order=sla-due-first")
        .with(&format!("live_chats.calm.sla={}", within("100s")))
        .with(&format!("live_chats.urgent.sla={}", within("70s")))
        .with(&format!("live_chats.calm.rules={rule}"))
        .with(&format!("live_chats.urgent.rules={rule}"))
        .write("calm", "60 65")
        .write("urgent", "70 100")
        .run()
        .sessions(
            "live_chat arrived answered
             calm      60      60
             calm      65      180
             urgent    70      120
             urgent    100     240",
        );
}

/// A push to the least occupied of a group whose own selection is another one (rules E-Q5, E-A4, E-S7).
const PUSHED: &str = r#"
edition = { name = "service-2025", named_licenses = 9, enable_lines_sla = "on" }
run = { horizon = "1h", replications = 1, at_horizon = "drain" }

[[groups]]
name = "operators"
members = ["anna", "boris"]
selection = "listed"

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "600s" }]
"#;

const ALTERNATING: &str = "arrived first_operator
                           100     anna
                           110     boris
                           120     anna
                           130     boris";

#[test]
fn least_occupied_by_default_routing_whatever_the_selection() {
    let pushed = desk(PUSHED).with("live_chats.support.default_routing=least-occupied");
    pushed.write("support", "100 110 120 130").run().sessions(ALTERNATING);
}

#[test]
fn least_occupied_by_a_rule_whatever_the_selection() {
    let rule = "live_chats.support.rules=[{action=\"least-occupied\",group=\"operators\"}]";
    desk(PUSHED).with(rule).write("support", "100 110 120 130").run().sessions(ALTERNATING);
}

#[test]
fn least_occupied_by_a_supervisor_whatever_the_selection() {
    let supervision = "live_chats.support.supervision={reaction=\"1s\",action=\"least-occupied\"}";
    desk(PUSHED)
        .with("live_chats.support.default_routing=supervisor")
        .with(supervision)
        .write("support", "100 110 120 130")
        .run()
        .sessions(ALTERNATING);
    // The same where the supervisor begins only when an operator keeps a slot.
    desk(PUSHED)
        .with("live_chats.support.default_routing=supervisor")
        .with(supervision)
        .with("live_chats.support.supervision.begin=operator-free")
        .write("support", "100 110 120 130")
        .run()
        .sessions(ALTERNATING);
}

#[test]
fn a_push_leaves_the_selection_of_other_sessions_as_it_is() {
    let rules = "live_chats.support.rules=[{when={topic=\"question\"},action=\"invite-group\",\
                 group=\"operators\"}]";
    desk(PUSHED).with(rules).write("support", "100 110 120 130").run().sessions(
        "arrived first_operator
         100     anna
         110     anna
         120     anna
         130     anna",
    );
}

#[test]
fn longest_idle_counts_from_the_last_contact_begun_or_ended() {
    // No session ends: with three slots each, who took one is last.
    desk(THREE)
        .with("live_chats.support.selection=longest-idle")
        .with("live_chats.support.topics.question.effort=3600s")
        .write("support", "100 200 300 400 500 600")
        .run()
        .sessions(
            "arrived first_operator
             100     anna
             200     boris
             300     clara
             400     anna
             500     boris
             600     clara",
        );
}

#[test]
fn most_occupied_packs() {
    // The first operator is filled before the second gets any, and again after one has ended.
    desk(THREE)
        .with("live_chats.support.selection=most-occupied")
        .with("live_chats.support.tie=listed")
        .write("support", "0 1 2 59 61")
        .run()
        .sessions(
            "arrived first_operator ended
             0       anna           60
             1       anna           61
             2       boris          62
             59      boris          119
             61      anna           121",
        );
}
