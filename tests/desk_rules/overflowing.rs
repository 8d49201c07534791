//! Where sessions go that wait too long, find no operator, or come too early.

use super::desk;

/// A general group and two groups of experts; one session at a time, sixty seconds each.
pub const THREE_GROUPS: &str = concat!(
    an_hour!(),
    r#"
limit = 1

[[shifts]]
name = "late"
from = "00:10"
to = "01:00"

[[groups]]
name = "general"
members = ["anna"]
queue = {}

[[groups]]
name = "experts"
members = ["boris"]
queue = {}

[[groups]]
name = "reserve"
members = ["clara"]
queue = {}
"#,
    leads!(),
    r#"
[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general", "experts", "reserve"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#
);

const OVERFLOW: &str = "groups.general.queue.overflow";

#[test]
fn who_waits_too_long_overflows_to_the_next_group() {
    // The second is 20 s old at 21 and goes to boris; the third finds him busy and waits there,
    // until anna is free: but it is boris's queue now, and he is free at 81.
    desk(THREE_GROUPS)
        .with(&format!("{OVERFLOW}=[{{ after = \"20s\", group = \"experts\" }}]"))
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived answered wait first_operator ended
             0       0        0    anna           60
             1       21       20   boris          81
             2       81       79   boris          141",
        )
        .figures(
            "groups",
            &["general"],
            &[
                ("visits", 3.0),
                ("visits_answered", 1.0),
                ("visits_moved", 2.0),
                ("wait", 40.0 / 3.0),
            ],
        )
        .figures("groups", &["experts"], &[("visits", 2.0), ("visits_answered", 2.0)])
        .figures("live_chats", &["support"], &[("waited_share", 2.0 / 3.0), ("asa", 33.0)]);
}

#[test]
fn the_times_of_an_overflow_count_as_age_or_from_each_entry() {
    let chain = format!(
        "{OVERFLOW}=[{{ after = \"20s\", group = \"experts\" }}, \
         {{ after = \"30s\", action = \"missed\" }}]"
    );
    // Both groups are busy: the third is sent away at the age of 30 s.
    let busy = |from: &str| {
        desk(THREE_GROUPS)
            .with(&chain)
            .with(&format!("groups.general.queue.overflow_from={from}"))
            .write("support", "0 1 2")
            .run()
    };
    busy("arrival")
        .sessions(
            "arrived answered wait outcome    reason ended
             0       0        0    closed     -      60
             1       21       20   closed     -      81
             2       -        30   flowed-out missed 32",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("flowed_out", 1.0), ("offline_forms", 0.0), ("abandoned", 0.0), ("open", 0.0)],
        );
    // From each entry: 20 s in the first queue, 30 s more in the second.
    busy("queue-entry").sessions(
        "arrived answered wait outcome    reason ended
         0       0        0    closed     -      60
         1       21       20   closed     -      81
         2       -        50   flowed-out missed 52",
    );
}

#[test]
fn a_step_to_a_group_where_no_operator_is_online_can_be_left_out() {
    // Boris comes at 00:10. Without him the step is left out, and the next one is taken at once.
    let played = |word: &str| {
        desk(THREE_GROUPS)
            .with("groups.experts.shifts=[\"late\"]")
            .with(&format!(
                "{OVERFLOW}=[{{ after = \"20s\", group = \"experts\", nobody_online = \"{word}\" }}, \
                 {{ after = \"50s\", group = \"reserve\" }}]"
            ))
            .write("support", "0 1 600 601")
            .run()
    };
    played("skip").sessions(
        "arrived answered first_operator
         0       0        anna
         1       21       clara
         600     600      anna
         601     621      boris",
    );
    played("go").sessions(
        "arrived answered first_operator
         0       0        anna
         1       51       clara
         600     600      anna
         601     621      boris",
    );
}

#[test]
fn an_overflow_ends_in_the_common_queue_or_with_a_message_left() {
    let to = |action: &str| {
        desk(THREE_GROUPS)
            .with(&format!("{OVERFLOW}=[{{ after = \"20s\", action = \"{action}\" }}]"))
            .with("live_chats.support.selection=listed")
            .write("support", "0 1 2 3")
            .run()
    };
    // Everybody serves the common queue: the next two find boris and clara.
    to("common-queue").sessions(
        "arrived answered first_operator
         0       0        anna
         1       21       boris
         2       22       clara
         3       60       anna",
    );
    to("offline-form")
        .sessions(
            "arrived outcome    reason       ended
             0       closed     -            60
             1       flowed-out offline-form 21
             2       flowed-out offline-form 22
             3       flowed-out offline-form 23",
        )
        .figures("live_chats", &["support"], &[("flowed_out", 3.0), ("offline_forms", 3.0)]);
}

#[test]
fn who_is_taken_in_time_does_not_overflow_and_who_gives_up_leaves() {
    desk(THREE_GROUPS)
        .with(&format!("{OVERFLOW}=[{{ after = \"70s\", group = \"experts\" }}]"))
        .with("live_chats.support.topics.question.patience=80s")
        .write("support", "0 1 2 3 4")
        .run()
        .sessions(
            "arrived answered outcome   first_operator ended
             0       0        closed    anna           60
             1       60       closed    anna           120
             2       72       closed    boris          132
             3       -        abandoned -              83
             4       -        abandoned -              84",
        );
}

#[test]
fn a_longest_wait_sends_away_the_client_who_is_still_there() {
    desk(THREE_GROUPS)
        .with("groups.general.queue.max_wait=59s")
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived outcome    reason wait ended
             0       closed     -      0    60
             1       closed     -      59   120
             2       flowed-out missed 59   61",
        );
}

#[test]
fn a_transferred_session_is_let_in_up_to_a_fifth_above_the_places() {
    // Anna transfers each session to boris, who takes a minute; she takes a second. Five places,
    // so six may wait for him: the eighth session finds none.
    let played = |word: &str| {
        desk(THREE_GROUPS)
            .with("groups.experts.queue_places=5")
            .with(&format!("groups.experts.queue.places_for_transferred={word}"))
            .with("live_chats.support.topics.question.effort_at={ general = \"1s\" }")
            .with(
                "live_chats.support.topics.question.transfers=\
                 [{ from = \"general\", to = \"experts\", chance = 1 }]",
            )
            .write("support", "0 1 2 3 4 5 6 7")
            .run()
    };
    played("plus-20-percent").sessions(
        "arrived outcome             ended
         0       closed              61
         1       closed              121
         2       closed              181
         3       closed              241
         4       closed              301
         5       closed              361
         6       closed              421
         7       lost-after-transfer 8",
    );
    played("unlimited").sessions("ended\n 61\n 121\n 181\n 241\n 301\n 361\n 421\n 481");
}

#[test]
fn where_no_operator_is_online_the_next_fallback_answers() {
    // Boris comes at 00:10, so does anna; until then it is clara who answers.
    let played = desk(THREE_GROUPS)
        .with("groups.general.shifts=[\"late\"]")
        .with("groups.experts.shifts=[\"late\"]")
        .with("groups.general.queue.fallback=experts")
        .with("groups.experts.queue.fallback=reserve")
        .write("support", "0 1 700")
        .run();
    played
        .sessions(
            "arrived answered first_operator
             0       0        clara
             1       60       clara
             700     700      anna",
        )
        .figures("groups", &["general"], &[("fallbacks", 2.0), ("visits", 1.0)])
        .figures("groups", &["experts"], &[("fallbacks", 2.0), ("visits", 0.0)]);
}

#[test]
fn with_nobody_online_anywhere_a_session_waits_where_it_began_or_is_refused() {
    let played = |word: &str| {
        desk(THREE_GROUPS)
            .with("groups.general.shifts=[\"late\"]")
            .with("groups.experts.shifts=[\"late\"]")
            .with("groups.general.queue.fallback=experts")
            .with(&format!("groups.general.queue.nobody_online={word}"))
            .write("support", "0 700")
            .run()
    };
    played("queue").sessions("arrived answered first_operator\n 0 600 anna\n 700 700 anna");
    played("refuse")
        .sessions(
            "arrived outcome reason         first_operator
             0       refused nobody-online  -
             700     closed  -              anna",
        )
        .figures("live_chats", &["support"], &[("refused_nobody_online", 1.0), ("refused", 1.0)]);
}

#[test]
fn who_comes_too_early_waits_for_the_opening_or_is_refused() {
    // It opens at 00:10; the second gives up before that.
    let played = |word: &str| {
        desk(THREE_GROUPS)
            .with("live_chats.support.open=[{ from = \"00:10\", to = \"00:30\" }]")
            .with(&format!("live_chats.support.closed={word}"))
            .with("live_chats.support.topics.question.patience=500s")
            .write("support", "50 90 150 200 610 1900")
            .run()
    };
    played("queue")
        .sessions(
            "arrived answered wait outcome   ended
             50      -        500  abandoned 550
             90      -        500  abandoned 590
             150     600      450  closed    660
             200     660      460  closed    720
             610     720      110  closed    780
             1900    -        500  abandoned 2400",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("waited_for_opening", 2.0),
                ("opening_burst", 2.0),
                ("asa_after_opening", 30.0),
                ("refused_closed", 0.0),
            ],
        )
        // In the group's queue the wait begins with the opening.
        .figures("groups", &["general"], &[("wait_answered", (0.0 + 60.0 + 110.0) / 3.0)]);
    played("refuse").figures("live_chats", &["support"], &[("refused_closed", 5.0)]);
}
