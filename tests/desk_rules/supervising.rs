//! Supervisors read each session of the common queue and hand it on.

use super::{Case, Played, desk};

/// Olga takes ten seconds to hand a session on to anna or boris.
const SUPERVISED: &str = concat!(
    an_hour!(),
    pair!(),
    leads!(),
    r#"
[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "supervisor"
supervision = { reaction = "10s" }
selection = "listed"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]

[[live_chats]]
name = "sales"
channel = "whatsapp"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "supervisor"
supervision = { reaction = "10s" }
selection = "listed"
arrivals = [{ replay = "sales.csv", column = "at" }]
topics = [{ name = "order", effort = "60s" }]
"#
);

const PATIENCE: &str = "live_chats.support.topics.question.patience";

#[test]
fn a_supervisor_hands_on_one_after_the_other_in_the_order_in_which_they_came() {
    desk(SUPERVISED)
        .write("support", "0 5 7")
        .run()
        .sessions(
            "arrived dispatched supervisor answered wait first_operator ended
             0       10         olga       10       10   anna           70
             5       20         olga       20       15   boris          80
             7       30         olga       70       63   anna           130",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[
                ("tasks", 3.0),
                ("dispatched", 3.0),
                ("withdrawn", 0.0),
                ("task_time", 10.0),
                ("utilisation", 30.0 / 3600.0),
            ],
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("asa", 88.0 / 3.0),
                ("waited_share", 1.0),
                ("service_level", 2.0 / 3.0),
                // In the common queue for 10, 15 and 23 seconds, then one of them in the group's.
                ("common_visits", 3.0),
                ("common_wait", 16.0),
                ("waiting", 88.0 / 3600.0),
                ("common_waiting", 48.0 / 3600.0),
            ],
        )
        .figures("groups", &["operators"], &[("visits", 3.0), ("wait", 40.0 / 3.0)]);
}

#[test]
fn two_supervisors_share_the_work() {
    desk(SUPERVISED)
        .with(r#"groups.leads.members=["olga", "pavel"]"#)
        .write("support", "0 5 7 40")
        .run()
        .sessions(
            "arrived dispatched supervisor
             0       10         olga
             5       15         pavel
             7       20         olga
             40      50         olga",
        );
}

#[test]
fn who_gives_up_while_being_read_frees_the_supervisor_at_once() {
    // The second is read from 10 on and gives up at 17; the third is read from 18 on.
    desk(SUPERVISED)
        .with(&format!("{PATIENCE}=12s"))
        .write("support", "0 5 18")
        .run()
        .sessions(
            "arrived dispatched answered wait outcome   ended
             0       10         10       10   closed    70
             5       -          -        12   abandoned 17
             18      28         28       10   closed    88",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[("tasks", 3.0), ("dispatched", 2.0), ("withdrawn", 1.0), ("task_time", 9.0)],
        );
}

#[test]
fn the_next_in_line_is_read_as_soon_as_the_supervisor_is_freed() {
    // At 4 olga turns from the first to the other live chat's.
    desk(SUPERVISED)
        .with(&format!("{PATIENCE}=4s"))
        .write("support", "0")
        .write("sales", "2")
        .run()
        .sessions(
            "live_chat arrived dispatched outcome   ended
             support   0       -          abandoned 4
             sales     2       14         closed    74",
        );
}

#[test]
fn an_act_that_ends_as_patience_ends_is_in_time() {
    desk(SUPERVISED).with(&format!("{PATIENCE}=10s")).write("support", "0").run().sessions(
        "dispatched outcome ended
         10         closed  70",
    );
    desk(SUPERVISED).with(&format!("{PATIENCE}=9s")).write("support", "0").run().sessions(
        "dispatched outcome   ended
         -          abandoned 9",
    );
}

#[test]
fn patience_goes_on_in_the_queue_after_a_supervisor_handed_the_session_on() {
    // Handed on at 30, while both operators are busy until 70: from 12 on it is 40 s in all.
    desk(SUPERVISED).with(&format!("{PATIENCE}=40s")).write("support", "0 0 12").run().sessions(
        "arrived dispatched answered wait outcome   ended
             0       10         10       10   closed    70
             0       20         20       20   closed    80
             12      30         -        40   abandoned 52",
    );
}

#[test]
fn a_supervisor_of_two_live_chats_does_one_act_at_a_time() {
    desk(SUPERVISED).write("support", "0").write("sales", "5 6").run().sessions(
        "live_chat arrived dispatched
         support   0       10
         sales     5       20
         sales     6       30",
    );
}

#[test]
fn off_duty_no_supervisor_reads_and_the_last_act_is_ended() {
    // On duty from 60 to 120: the first waits, the second is read until 125, the third is not.
    desk(SUPERVISED)
        .with(r#"shifts=[{ name = "short", from = "00:01", to = "00:02" }]"#)
        .with(r#"groups.leads.shifts=["short"]"#)
        .write("support", "0 115 119")
        .run()
        .sessions(
            "arrived dispatched outcome
             0       70         closed
             115     125        closed
             119     -          open",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[("duty_hours", 60.0 / 3600.0), ("online_hours", 65.0 / 3600.0), ("tasks", 2.0)],
        );
}

#[test]
fn handed_on_to_a_group_where_no_operator_is_online_it_waits_there() {
    for how in ["least-occupied", "group-queue"] {
        desk(SUPERVISED)
            .with(r#"shifts=[{ name = "late", from = "00:05", to = "02:00" }]"#)
            .with(r#"groups.operators.shifts=["late"]"#)
            .with(&format!("live_chats.support.supervision.action={how}"))
            .write("support", "0")
            .run()
            .sessions(
                "dispatched answered ended
                 10         300      360",
            )
            .figures("supervisors", &["olga"], &[("tasks", 1.0)]);
    }
}

#[test]
fn a_rule_that_applies_goes_past_the_supervisor() {
    desk(SUPERVISED)
        .with(r#"live_chats.support.rules=[{ action = "invite-group", group = "operators" }]"#)
        .write("support", "0")
        .write("sales", "0")
        .run()
        .sessions(
            "live_chat dispatched answered
             support   -          0
             sales     10         10",
        );
}

#[test]
fn who_is_operator_and_supervisor_does_both_and_holds_one_license() {
    desk(SUPERVISED)
        .with(r#"groups.leads.members=["anna"]"#)
        .write("support", "0 0 0")
        .run()
        .sessions(
            "dispatched supervisor answered first_operator
             10         anna       10       anna
             20         anna       20       boris
             30         anna       70       anna",
        )
        .figures("licenses", &["named"], &[("peak", 2.0), ("taken", 2.0), ("held", 2.0)]);
}

#[test]
fn who_is_handed_on_to_a_queue_without_a_place_is_refused_there() {
    // The group lets no session wait, and both operators are busy when the third is handed on.
    desk(SUPERVISED)
        .with("groups.operators.queue_places=0")
        .write("support", "0 0 0")
        .run()
        .sessions(
            "dispatched outcome reason     ended
             10         closed  -          70
             20         closed  -          80
             30         refused queue-full 30",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("refused_queue_full", 1.0), ("waiting", 60.0 / 3600.0), ("asa", 15.0)],
        );
}

/// Olga begins only when an operator has a free slot.
pub(super) fn gated() -> Case {
    desk(SUPERVISED)
        .with("live_chats.support.supervision.begin=operator-free")
        .with("live_chats.sales.supervision.begin=operator-free")
}

#[test]
fn behind_a_gate_a_supervisor_begins_when_an_operator_is_free() {
    // No operator is free from 20 to 70: the third is read from then on.
    gated()
        .write("support", "0 5 7")
        .run()
        .sessions(
            "arrived dispatched answered first_operator ended
             0       10         10       anna           70
             5       20         20       boris          80
             7       80         80       anna           140",
        )
        // Anna's slot is reserved from 0 to 10 and from 70 to 80, boris's from 10 to 20.
        .figures("operators", &["anna"], &[("occupancy_held", 20.0 / 3600.0)])
        .figures("operators", &["boris"], &[("occupancy_held", 10.0 / 3600.0)])
        .figures(
            "live_chats",
            &["support"],
            // Unread: 5 s of the second, 63 s of the third.
            &[("common_unread", 68.0 / 3600.0), ("common_read_immediately", 1.0 / 3.0)],
        )
        .figures("supervisors", &["olga"], &[("task_wait", 68.0 / 3.0)]);
}

#[test]
fn a_reservation_is_released_when_the_client_leaves() {
    gated()
        .with(r#"groups.operators.members=["anna"]"#)
        .with(&format!("{PATIENCE}=4s"))
        .write("support", "0")
        .write("sales", "2")
        .run()
        .sessions(
            "live_chat arrived dispatched answered outcome   ended
             support   0       -          -        abandoned 4
             sales     2       14         14       closed    74",
        )
        .figures("operators", &["anna"], &[("occupancy_held", 14.0 / 3600.0)]);
}

#[test]
fn a_reserved_slot_is_for_no_other_session() {
    // A third live chat's session comes at 5, while anna's slot is kept until 10.
    let distributed = "default_routing = \"supervisor\"\nsupervision = { reaction = \"10s\" }\n";
    let (support, sales) = SUPERVISED.split_once("name = \"sales\"").expect("two live chats");
    let pulled = sales.replace(distributed, "");
    desk(&format!("{support}name = \"sales\"{pulled}"))
        .with("live_chats.support.supervision.begin=operator-free")
        .with(r#"groups.operators.members=["anna"]"#)
        .write("support", "0")
        .write("sales", "5")
        .run()
        .sessions(
            "live_chat answered ended
             support   10       70
             sales     70       130",
        );
}

/// Olga reads each session for ten seconds and hands it on: payroll to accounting, all else to the
/// general group, as the source document has it.
const BY_TOPIC: &str = r#"
run = { horizon = "30h", replications = 1, at_horizon = "drain" }
edition = { name = "chatdesk", named_licenses = 9, enable_lines_sla = "on" }
groups = [
    { name = "general", members = ["anna"] },
    { name = "accounting", members = ["boris"] },
    { name = "leads", members = ["olga"] },
]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general", "accounting"]
supervisors = ["leads"]
default_routing = "supervisor"
supervision = { reaction = "10s", to = { payroll = "accounting" } }
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [
    { name = "payroll", effort = "20s", share = "40%" },
    { name = "password", effort = "20s", share = "30%" },
    { name = "parking", effort = "20s", share = "30%" },
]
"#;

/// So many sessions, one a minute.
fn by_topic(sessions: u32) -> Case {
    let minutes: Vec<String> = (0..sessions).map(|minute| (60 * minute).to_string()).collect();
    desk(BY_TOPIC).write("support", &minutes.join(" "))
}

/// How many sessions of payroll, and of all else, went to accounting and to the general group.
fn handed_on(played: &Played) -> [[usize; 2]; 2] {
    let rows = played.cells("topic first_group supervisor");
    assert!(rows.iter().all(|row| row[2] == "olga"), "each session is read");
    let of = |payroll: bool, group: &str| {
        rows.iter().filter(|row| (row[0] == "payroll") == payroll && row[1] == group).count()
    };
    [true, false].map(|payroll| ["accounting", "general"].map(|group| of(payroll, group)))
}

#[test]
fn supervisors_distribute_between_the_general_group_and_experts() {
    let [[right, wrong], [taken, left]] = handed_on(&by_topic(60).run());
    assert_eq!((wrong, taken), (0, 0));
    assert!(right > 0 && left > 0 && right + left == 60, "{right} {left}");
    let queues = by_topic(60).with("live_chats.support.supervision.action=group-queue").run();
    assert_eq!(handed_on(&queues), [[right, 0], [0, left]], "the same clients came");
}

#[test]
fn a_supervisor_who_misreads_takes_a_session_for_another_topic() {
    // Nothing is taken for what it is: payroll never goes to accounting, and of all else half does.
    let [[right, wrong], [taken, left]] =
        handed_on(&by_topic(1_500).with("live_chats.support.supervision.reads_topic=0%").run());
    assert_eq!((right, wrong + taken + left), (0, 1_500));
    let others = (taken + left) as f64;
    let error = (0.25 / others).sqrt();
    assert!((taken as f64 / others - 0.5).abs() < 4.0 * error, "{taken} of {others}");
    // One in ten is misread.
    let [[right, wrong], _] =
        handed_on(&by_topic(1_500).with("live_chats.support.supervision.reads_topic=90%").run());
    let all = (right + wrong) as f64;
    assert!((right as f64 / all - 0.9).abs() < 4.0 * (0.09 / all).sqrt(), "{right} of {all}");
}

#[test]
fn rules_and_supervisors_go_together() {
    // A rule gives payroll a service level, and leaves it to the supervisor, who hands it on.
    let played = by_topic(60)
        .with(r#"live_chats.support.sla=[{ name = "gold", around_the_clock = "yes", reaction = { within = "1m" } }]"#)
        .with(r#"live_chats.support.rules=[{ when = { topic = "payroll" }, action = "invite-all", sla = "gold" }]"#)
        .run();
    let [[right, wrong], [taken, _]] = handed_on(&played);
    assert_eq!((wrong, taken), (0, 0));
    let attached = played.figure("sla", &["support", "gold", "reaction"], "attached");
    assert_eq!(attached, right as f64);
}
