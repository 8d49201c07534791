//! An operator in two groups and two live chats.

use super::{Case, desk};

/// Anna is in both groups; each live chat has one.
const SHARED: &str = concat!(
    an_hour!(),
    r#"
[[groups]]
name = "first"
members = ["anna"]
limit = 1

[[groups]]
name = "second"
members = ["anna"]
"#,
    leads!(),
    r#"
[[live_chats]]
name = "a"
channel = "telegram"
operators = ["first"]
supervisors = ["leads"]
arrivals = [{ replay = "a.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]

[[live_chats]]
name = "b"
channel = "whatsapp"
operators = ["second"]
supervisors = ["leads"]
arrivals = [{ replay = "b.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#
);

fn shared(a: &str, b: &str) -> Case {
    desk(SHARED)
        .with(&format!("live_chats.a.default_routing={a}"))
        .with(&format!("live_chats.b.default_routing={b}"))
}

#[test]
fn queues_of_the_same_kind_are_served_in_their_order() {
    for kind in ["pull", "group-queue"] {
        shared(kind, kind).write("a", "0 10 20").write("b", "5 6").run().sessions(
            "live_chat arrived answered last_group
             a         0       0        first
             b         5       180      second
             b         6       240      second
             a         10      60       first
             a         20      120      first",
        );
    }
}

#[test]
fn queues_of_groups_are_served_before_common_ones() {
    shared("pull", "group-queue").write("a", "0 10").write("b", "15 16").run().sessions(
        "live_chat arrived answered
         a         0       0
         a         10      180
         b         15      60
         b         16      120",
    );
}

#[test]
fn two_queues_together_never_exceed_the_limit() {
    // At 60 both slots are free at once; the first group's queue has two for them.
    let played = shared("group-queue", "group-queue")
        .with("people.anna.limit=2")
        .with("people.anna.speeds=[1.0, 1.0]")
        .write("a", "0 0 0 30")
        .write("b", "0 0 30")
        .run();
    played
        .sessions(
            "live_chat arrived answered
             a         0       0
             a         0       0
             a         0       60
             b         0       120
             b         0       120
             a         30      60
             b         30      180",
        )
        .figures(
            "operators",
            &["anna"],
            &[
                ("concurrency_max", 2.0),
                ("taken", 7.0),
                ("occupancy", 240.0 / 3600.0),
                ("concurrency", 420.0 / 240.0),
                ("slot_utilisation", 420.0 / 7200.0),
            ],
        )
        // A member of two groups counts in both with all of the time.
        .figures("groups", &["first"], &[("taken", 4.0), ("occupancy", 240.0 / 3600.0)])
        .figures("groups", &["second"], &[("taken", 3.0), ("occupancy", 240.0 / 3600.0)]);
}

#[test]
fn load_from_one_queue_is_seen_in_the_other() {
    // Boris joins the second group. Anna is busy with a's session, so b's go to him.
    shared("group-queue", "least-occupied")
        .with(r#"groups.second.members=["anna", "boris"]"#)
        .with("people.anna.limit=2")
        .write("a", "0")
        .write("b", "1")
        .run()
        .sessions("live_chat first_operator\n a anna\n b boris");
}

#[test]
fn one_who_was_sent_back_stands_where_it_stood_and_its_patience_goes_on() {
    // At 60 and at 120 both queues give to anna's one slot, and b's first is sent back.
    shared("group-queue", "group-queue")
        .with("live_chats.b.topics.question.patience=150s")
        .write("a", "0 10 20")
        .write("b", "5 6 40")
        .run()
        .sessions(
            "live_chat arrived answered outcome   wait ended
             a         0       0        closed    0    60
             b         5       -        abandoned 150  155
             b         6       -        abandoned 150  156
             a         10      60       closed    50   120
             a         20      120      closed    100  180
             b         40      180      closed    140  240",
        );
}
