//! Supervisors move sessions that wait: by the clock, or while too many do.

use super::{Case, desk};

/// Anna has a minute for each session; what waits for her may be moved to boris, who has nothing
/// else to do. Olga takes five seconds for that.
const CROWDED: &str = r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }

[[groups]]
name = "general"
members = ["anna"]
limit = 1

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
distribution = "group-queue"
watch = { every = "30s", reaction = "5s", to = "reserve" }
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;

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
            "arrived handed_on answered first_operator ended
             0       -         0        anna           60
             1       35        35       boris          95
             2       -         60       anna           120
             3       65        95       boris          155",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[
                ("acts", 2.0),
                ("moved", 2.0),
                ("handed_on", 0.0),
                ("withdrawn", 0.0),
                ("act_time", 5.0),
                ("attention_wait", 0.0),
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
            "arrived handed_on answered first_operator ended
             0       -         0        anna           60
             1       8         8        boris          68
             2       13        68       boris          128
             3       -         60       anna           120",
        )
        // The second act was due while olga did the first.
        .figures("supervisors", &["olga"], &[("acts", 2.0), ("attention_wait", 2.5)]);
}

#[test]
fn below_the_threshold_nobody_is_moved() {
    crowd(3, 1).write("support", "0 1 2 3").run().figures(
        "supervisors",
        &["olga"],
        &[("acts", 0.0), ("attention_wait", f64::NAN)],
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
            "arrived handed_on answered first_operator
             0       -         0        anna
             1       8         8        boris
             2       8         68       boris
             3       13        128      boris",
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
            "arrived handed_on answered first_operator
             0       -         0        anna
             1       -         60       anna",
        )
        .figures(
            "supervisors",
            &["olga"],
            &[("acts", 1.0), ("moved", 0.0), ("withdrawn", 1.0), ("act_time", 100.0)],
        );
}

#[test]
fn where_nobody_is_online_it_is_tried_again_later() {
    // Boris comes at 300. Tried at 30, 155, 280 and, with success, at 405.
    desk(CROWDED)
        .with(r#"shifts=[{ name = "late", from = "00:05", to = "02:00" }]"#)
        .with(r#"groups.reserve.shifts=["late"]"#)
        .with("live_chats.support.watch.retry=2m")
        .with("live_chats.support.topics.question.effort=600s")
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived handed_on answered first_operator
             0       -         0        anna
             1       410       410      boris",
        )
        .figures("supervisors", &["olga"], &[("acts", 4.0), ("moved", 1.0)]);
}

#[test]
fn one_who_is_to_be_moved_goes_on_losing_patience() {
    desk(CROWDED)
        .with("live_chats.support.topics.question.patience=32s")
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived handed_on outcome   ended
             0       -         closed    60
             1       -         abandoned 33
             2       -         abandoned 34",
        );
}

#[test]
fn who_distributes_and_watches_does_one_thing_at_a_time() {
    // Olga reads `sales` from 28 to 38, and only then looks at what was due at 30.
    let sales = r#"live_chats=[
        { name = "sales", channel = "whatsapp", operators = ["reserve"], supervisors = ["leads"], distribution = "supervisor", supervision = { reaction = "10s" }, arrivals = [{ replay = "sales.csv", column = "at" }], topics = [{ name = "order", effort = "60s" }] },
        { name = "support", channel = "telegram", operators = ["general", "reserve"], supervisors = ["leads"], distribution = "group-queue", watch = { every = "30s", reaction = "5s", to = "reserve" }, arrivals = [{ replay = "support.csv", column = "at" }], topics = [{ name = "question", effort = "60s" }] }]"#;
    desk(CROWDED)
        .with(&sales.replace('\n', " "))
        .write("sales", "28")
        .write("support", "0 1")
        .run()
        .sessions(
            "live_chat arrived handed_on answered
             support   0       -         0
             support   1       43        98
             sales     28      38        38",
        )
        .figures("supervisors", &["olga"], &[("acts", 2.0), ("attention_wait", 4.0)]);
}
