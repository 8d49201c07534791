//! Supervisors move sessions that wait: by the clock, or while too many do.

use super::{Case, desk};

/// Anna has a minute for each session; what waits for her may be moved to boris, who has nothing
/// else to do. Olga takes five seconds for that.
const CROWDED: &str = concat!(
    an_hour!(),
    general!(),
    r#"
[[groups]]
name = "reserve"
members = ["boris"]
limit = 1

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general", "reserve"]
supervisors = ["leads"]
default_routing = "group-queue"
watch = { every = "30s", reaction = "5s", to = "reserve" }
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#
);

fn crowd(above: u32, below: u32) -> Case {
    desk(CROWDED).with(&format!(
        "live_chats.support.watch={{ above = {above}, below = {below}, reaction = \"5s\", to = \"reserve\" }}"
    ))
}

#[test]
fn by_the_clock_the_one_who_waits_longest_is_moved() {
    // At 60 anna takes the third herself; boris is busy until 95.
    desk(CROWDED)
        .write("support", "0 1 2 3")
        .run()
        .sessions(
            "arrived dispatched answered first_operator ended
             0       -          0        anna           60
             1       35         35       boris          95
             2       -          60       anna           120
             3       65         95       boris          155",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[
                ("tasks", 2.0),
                ("moved", 2.0),
                ("dispatched", 0.0),
                ("withdrawn", 0.0),
                ("task_time", 5.0),
                ("task_wait", 0.0),
                ("utilisation", 10.0 / 3600.0),
            ],
        );
}

#[test]
fn a_crowd_switches_it_on_and_off_at_different_lengths() {
    // Three wait from 3 on. Two are left at 8, which is not yet fewer than two; one at 13.
    crowd(2, 2)
        .write("support", "0 1 2 3")
        .run()
        .sessions(
            "arrived dispatched answered first_operator ended
             0       -          0        anna           60
             1       8          8        boris          68
             2       13         68       boris          128
             3       -          60       anna           120",
        )
        // The second act was due while olga did the first.
        .figures("supervisors", &["olga"], &[("tasks", 2.0), ("task_wait", 2.5)]);
}

#[test]
fn below_the_threshold_no_session_is_moved() {
    crowd(3, 1).write("support", "0 1 2 3").run().figures(
        "supervisors",
        &["olga"],
        &[("tasks", 0.0), ("task_wait", f64::NAN)],
    );
}

#[test]
fn several_supervisors_share_the_work() {
    // At 3 each begins with one; both end at 8, and one of them goes on with the last.
    crowd(2, 1)
        .with(r#"groups.leads.members=["olga", "pavel"]"#)
        .write("support", "0 1 2 3")
        .run()
        .sessions(
            "arrived dispatched answered first_operator
             0       -          0        anna
             1       8          8        boris
             2       8          68       boris
             3       13         128      boris",
        )
        .figures("supervisors", &["olga"], &[("moved", 2.0)])
        .figures("supervisors", &["pavel"], &[("moved", 1.0)]);
}

#[test]
fn an_act_is_in_vain_where_an_operator_was_quicker() {
    desk(CROWDED)
        .with("live_chats.support.watch.reaction=100s")
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived dispatched answered first_operator
             0       -          0        anna
             1       -          60       anna",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[("tasks", 1.0), ("moved", 0.0), ("withdrawn", 1.0), ("task_time", 100.0)],
        );
}

#[test]
fn where_no_operator_is_online_it_is_tried_again_later() {
    // Boris comes at 300. Tried at 30, 155, 280 and, with success, at 405.
    desk(CROWDED)
        .with(r#"shifts=[{ name = "late", from = "00:05", to = "02:00" }]"#)
        .with(r#"groups.reserve.shifts=["late"]"#)
        .with("live_chats.support.watch.retry=2m")
        .with("live_chats.support.topics.question.effort=600s")
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived dispatched answered first_operator
             0       -          0        anna
             1       410        410      boris",
        )
        .figures("supervisors", &["olga"], &[("tasks", 4.0), ("moved", 1.0)]);
}

#[test]
fn one_who_is_to_be_moved_goes_on_losing_patience() {
    desk(CROWDED)
        .with("live_chats.support.topics.question.patience=32s")
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived dispatched outcome   ended
             0       -          closed    60
             1       -          abandoned 33
             2       -          abandoned 34",
        );
}

#[test]
fn who_distributes_and_watches_does_one_thing_at_a_time() {
    // Olga reads `sales` from 28 to 38, and only then looks at what was due at 30.
    let sales = r#"live_chats=[
        { name = "sales", channel = "whatsapp", operators = ["reserve"], supervisors = ["leads"], default_routing = "supervisor", supervision = { reaction = "10s" }, arrivals = [{ replay = "sales.csv", column = "at" }], topics = [{ name = "order", effort = "60s" }] },
        { name = "support", channel = "telegram", operators = ["general", "reserve"], supervisors = ["leads"], default_routing = "group-queue", watch = { every = "30s", reaction = "5s", to = "reserve" }, arrivals = [{ replay = "support.csv", column = "at" }], topics = [{ name = "question", effort = "60s" }] }]"#;
    desk(CROWDED)
        .with(&sales.replace('\n', " "))
        .write("sales", "28")
        .write("support", "0 1")
        .run()
        .sessions(
            "live_chat arrived dispatched answered
             support   0       -          0
             support   1       43         98
             sales     28      38         38",
        )
        .figures("supervisors", &["olga"], &[("tasks", 2.0), ("task_wait", 4.0)]);
}

/// Anna and boris take an hour to notice that a client waits.
const ACTS: &str = concat!(
    an_hour!(),
    r#"
[[groups]]
name = "general"
members = ["anna", "boris"]
limit = 2
speeds = [1.0]
queue = { reaction = "1h" }
"#,
    leads!(),
    r#"
[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general"]
supervisors = ["leads"]
default_routing = "group-queue"
watch = { every = "30s", reaction = "5s", action = "assign" }
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#
);

#[test]
fn an_assigned_session_goes_to_the_least_occupied_whatever_the_limit() {
    // No operator takes anything of their own accord. With one slot each the third waits for anna by
    // name, who is the first of two who are equally occupied.
    desk(ACTS)
        .with("groups.general.limit=1")
        .with("live_chats.support.topics.question.effort=600s")
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived dispatched answered first_operator ended
             0       35         35       anna           635
             1       65         65       boris          665
             2       95         635      anna           1235",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[("tasks", 3.0), ("assigned", 3.0), ("moved", 0.0), ("withdrawn", 0.0)],
        );
}

#[test]
fn who_has_not_waited_long_enough_is_let_be() {
    desk(ACTS)
        .with("live_chats.support.watch.min_wait=50s")
        .write("support", "0 31")
        .run()
        .sessions(
            "arrived dispatched answered first_operator
             0       65         65       anna
             31      95         95       boris",
        )
        .figures("supervisors", &["olga"], &[("tasks", 2.0)]);
}

/// Sessions are pushed to anna, who may have many, until boris comes at 100.
const PILE: &str = concat!(
    an_hour!(),
    r#"
shifts = [{ name = "late", from = "00:01", to = "02:00" }]

[[groups]]
name = "general"
members = ["anna", "boris"]
speeds = [1.0, 1.0, 1.0, 1.0]
"#,
    leads!(),
    r#"
[[people]]
name = "boris"
shifts = ["late"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general"]
supervisors = ["leads"]
default_routing = "least-occupied"
default_group = "general"
watch = { every = "25s", reaction = "5s", action = "reassign", max_sessions = 2 }
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "300s" }]
"#
);

#[test]
fn of_too_many_the_oldest_goes_to_an_operator_who_has_fewer() {
    // Tried in vain from 25 to 30, and again a minute later, from 90 to 95, when boris is there.
    desk(PILE)
        .write("support", "0 1 2 3")
        .run()
        .sessions(
            "arrived dispatched answered first_operator last_operator ended
             0       95         0        anna           boris         300
             1       105        1        anna           boris         301
             2       -          2        anna           anna          302
             3       -          3        anna           anna          303",
        )
        .figures("supervisors", &["olga"], &[("reassigned", 2.0), ("tasks", 3.0)]);
}

#[test]
fn sessions_of_an_operator_who_is_offline_go_to_one_who_is_not() {
    // Anna goes on her break at 60 with two on hand, and leaves them.
    desk(PILE)
        .with(r#"shifts=[{ name = "late", from = "00:01", to = "02:00" }, { name = "early", from = "00:00", to = "00:30", breaks = [{ from = "00:02", to = "00:29" }] }]"#)
        .with(r#"people=[{ name = "boris", shifts = ["late"] }, { name = "anna", shifts = ["early"], break_begins = "at-once" }]"#)
        .with(r#"live_chats.support.watch={ every = "25s", reaction = "5s", action = "reassign" }"#)
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived dispatched last_operator ended
             0       130        boris         310
             1       155        boris         336",
        )
        .figures("supervisors", &["olga"], &[("reassigned", 2.0), ("tasks", 2.0)]);
}

#[test]
fn who_waits_longest_is_given_a_priority_that_counts() {
    // A client who comes after the first minute is urgent, and would go before the one who came at 1;
    // that one is read about from 30 to 35 and then as urgent, and older.
    let raised = |act: &str| {
        desk(ACTS)
            .with(r#"groups.general.members=["anna"]"#)
            .with("groups.general.limit=1")
            .with("groups.general.order=priority-first")
            .with("groups.general.queue={}")
            .with("live_chats.support.topics.question.effort=100s")
            .with(&format!("live_chats.support.watch={{ every = \"30s\", reaction = \"5s\", {act} }}"))
            .with(r#"live_chats.support.rules=[{ when = { from = "00:01" }, action = "invite-group", group = "general", set_priority = "medium" }]"#)
            .write("support", "0 1 61")
            .run()
    };
    raised(r#"action = "priority", priority = "medium""#)
        .sessions(
            "arrived answered
             0       0
             1       100
             61      200",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[("priority_raised", 1.0), ("tasks", 1.0), ("withdrawn", 0.0)],
        );
    raised(r#"action = "priority", priority = "low""#).sessions(
        "arrived answered
         0       0
         1       200
         61      100",
    );
}

#[test]
fn a_supervisor_gives_to_the_bot_what_it_has_not_had() {
    desk(ACTS)
        .with(r#"live_chats.support.bot={ time = "20s", containment = 0 }"#)
        .with(
            r#"live_chats.support.watch={ above = 1, below = 1, reaction = "5s", action = "to-bot" }"#,
        )
        .with("groups.general.queue={}")
        .with("groups.general.members=[\"anna\"]")
        .with("groups.general.limit=1")
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived dispatched answered ended
             0       -          0        60
             1       7          60       120
             2       12         120      180",
        )
        .figures("supervisors", &["olga"], &[("to_bot", 2.0), ("tasks", 2.0)]);
}
