//! Clients who are silent: inactive sessions, sessions on hold, clients who left without a word.

use super::dialogue::talk;
use super::{ONE_OPERATOR, desk};

fn question(change: &str) -> String {
    format!("live_chats.support.topics.question.{change}")
}

#[test]
fn an_inactive_session_frees_its_slot_and_takes_it_again_above_the_limit() {
    // The first is inactive from 20 to 40; the second takes the slot at 20 and keeps it until 60,
    // while the first takes a second one at 40 and ends at 50.
    talk()
        .with("groups.operators.limit=1")
        .with("live_chats.support.inactivity={ after = \"10s\", slot = \"released\" }")
        .with(&question("dialogue.rounds={ fixed = 2 }"))
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived answered wait first_reply ended
             0       0        0    10          50
             1       20       19   30          70",
        )
        .figures(
            "operators",
            &["anna"],
            &[("concurrency_max", 2.0), ("inactive", 40.0 / 3600.0), ("occupancy", 60.0 / 3600.0)],
        );
}

#[test]
fn an_inactive_session_that_keeps_its_slot_is_only_counted() {
    talk()
        .with("groups.operators.limit=1")
        .with("live_chats.support.inactivity={ after = \"10s\" }")
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived answered ended
             0       0        50
             1       50       100",
        )
        .figures("operators", &["anna"], &[("inactive", 40.0 / 3600.0), ("concurrency_max", 1.0)]);
}

#[test]
fn a_client_who_is_silent_for_too_long_finds_the_session_closed() {
    talk()
        .with("live_chats.support.inactivity={ close = \"25s\" }")
        .write("support", "0")
        .run()
        .sessions("outcome reason replies ended\n closed timeout 1 35")
        .figures("live_chats", &["support"], &[("closed", 1.0), ("timed_out", 1.0)]);
}

#[test]
fn an_inactive_session_may_return_to_the_operator_who_is_next() {
    // Shared inbox: anna and boris reply to whichever message is next.
    talk()
        .with("groups.operators.members=[\"anna\", \"boris\"]")
        .with("groups.operators.limit=1")
        .with("groups.operators.selection=round-robin")
        .with("live_chats.support.inactivity={ after = \"0s\", slot = \"released\", returns_to = \"queue\" }")
        .write("support", "0")
        .run()
        .sessions("first_operator last_operator replies ended\n anna boris 2 50")
        .figures("groups", &["operators"], &[("taken", 2.0), ("inactive", 30.0 / 3600.0)]);
}

#[test]
fn a_session_on_hold_takes_no_slot_until_the_client_writes() {
    let held = |time: &str| {
        talk()
            .with("groups.operators.limit=1")
            .with(&question(&format!(
                "dialogue.hold={{ chance = 1.0, time = \"{time}\", close = \"100s\" }}"
            )))
            .write("support", "0 1")
            .run()
    };
    held("60s")
        .sessions(
            "arrived answered outcome ended
             0       0        closed  80
             1       10       closed  90",
        )
        .figures("operators", &["anna"], &[("on_hold", 120.0 / 3600.0)]);
    held("200s").sessions(
        "arrived reason  ended
         0       timeout 110
         1       timeout 120",
    );
}

/// Session level: silent clients give up after 30 s, and it takes 20 s to notice.
#[test]
fn who_left_without_a_word_keeps_the_place_until_an_operator_notices() {
    let played = desk(ONE_OPERATOR)
        .with(&question("patience=30s"))
        .with(&question("silent={ chance = 1.0, notice = \"20s\" }"))
        .write("support", "0 10 45")
        .run();
    // The second leaves at 40 and is found gone from 60 to 80, while the third waits.
    played
        .sessions(
            "arrived answered outcome   reason ended
             0       0        closed    -      60
             10      -        abandoned silent 40
             45      -        abandoned silent 75",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("answered", 1.0),
                ("abandoned", 2.0),
                ("silent_abandoned", 2.0),
                ("silent_abandon_rate", 2.0 / 3.0),
                ("wait_abandoned", 30.0),
                // 10 to 60, and 45 to 80; of those, 40 to 60 and 75 to 80 with no operator there.
                ("waiting", (50.0 + 35.0) / 3600.0),
                ("waiting_abandoned", 25.0 / 3600.0),
                ("serving", 100.0 / 3600.0),
                ("serving_abandoned", 40.0 / 3600.0),
            ],
        )
        .figures("groups", &["operators"], &[("taken", 1.0), ("accepted_abandoned", 2.0)])
        .figures("operators", &["anna"], &[("occupancy", 100.0 / 3600.0)]);
}

#[test]
fn the_silent_keep_their_place_in_a_queue_with_few() {
    desk(ONE_OPERATOR)
        .with("live_chats.support.queue_places=1")
        .with(&question("patience=30s"))
        .with(&question("silent={ chance = 1.0, notice = \"20s\" }"))
        .write("support", "0 10 50")
        .run()
        .sessions(
            "arrived outcome   reason
             0       closed    -
             10      abandoned silent
             50      refused   queue-full",
        );
}

#[test]
fn at_the_dialogue_level_only_inactivity_tells_that_a_client_left() {
    // The second leaves the queue at 31. Anna takes it at 50, replies in vain until 60, and closes
    // it at 100.
    talk()
        .with("groups.operators.limit=1")
        .with("live_chats.support.inactivity={ close = \"40s\" }")
        .with(&question("patience=30s"))
        .with(&question("silent={ chance = 1.0 }"))
        .write("support", "0 1 95")
        .run()
        .sessions(
            "arrived answered outcome   reason replies ended
             0       0        closed    -      2       50
             1       -        abandoned silent 0       31
             95      100      closed    -      2       150",
        )
        .figures("live_chats", &["support"], &[("replies", 5.0), ("frt_from_accept", 10.0)]);
}

#[test]
fn a_client_may_leave_a_conversation_without_a_word() {
    // Patience for a reply ends at 5; anna writes on until 10 and closes it at 50.
    talk()
        .with("live_chats.support.inactivity={ close = \"40s\" }")
        .with(&question("dialogue.reply_patience=5s"))
        .with(&question("silent={ chance = 1.0 }"))
        .write("support", "0")
        .run()
        .sessions("outcome reason ended\n abandoned-in-service silent 5")
        .figures(
            "live_chats",
            &["support"],
            &[
                ("abandoned_in_service", 1.0),
                ("serving", 50.0 / 3600.0),
                ("serving_abandoned", 45.0 / 3600.0),
            ],
        );
}

#[test]
fn wrap_up_is_broken_off_at_its_cap_and_may_leave_the_slot_free() {
    let case = |slot: &str| {
        desk(ONE_OPERATOR)
            .with("groups.operators.wrap_up=90s")
            .with("groups.operators.wrap_up_cap=30s")
            .with(&format!("groups.operators.wrap_up_slot={slot}"))
            .with("groups.operators.speeds=[1.0, 0.5]")
            .write("support", "0 1")
            .run()
    };
    case("busy").sessions("arrived answered ended\n 0 0 60\n 1 90 150").figures(
        "groups",
        &["operators"],
        &[("wrap_up", 30.0), ("slot_utilisation", 0.05)],
    );
    // The second begins at once, and goes at half speed while the first is wrapped up, which takes
    // twice as long as well.
    case("free").sessions("arrived answered ended\n 0 0 60\n 1 60 150").figures(
        "groups",
        &["operators"],
        &[("wrap_up", 45.0), ("occupancy", 180.0 / 3600.0), ("slot_utilisation", 150.0 / 3600.0)],
    );
}

#[test]
fn at_the_dialogue_level_wrap_up_takes_attention_with_or_without_the_slot() {
    let case = |slot: &str| {
        talk()
            .with("groups.operators.limit=1")
            .with("groups.operators.wrap_up=15s")
            .with(&format!("groups.operators.wrap_up_slot={slot}"))
            .with(&question("dialogue.rounds={ fixed = 1 }"))
            .write("support", "0 1")
            .run()
    };
    case("busy").sessions("answered first_reply ended\n 0 10 10\n 25 35 35");
    case("free").sessions("answered first_reply ended\n 0 10 10\n 10 35 35");
}

/// The client needs so long for the second message; the session is closed after a minute.
fn reminded(think: &str, more: &str) -> super::Played {
    talk()
        .with(&question(&format!("dialogue.think={think}")))
        .with(&format!(
            "live_chats.support.inactivity={{ close = \"60s\", remind_after = \"25s\"{more} }}"
        ))
        .write("support", "0")
        .run()
}

#[test]
fn a_client_may_answer_a_reminder() {
    // The reply is there at 10, the reminder at 35.
    let chat = |played: &super::Played, answered: f64| {
        let figures = [("reminded", 1.0), ("reminders_answered", answered)];
        played.figures("live_chats", &["support"], &figures);
    };
    let wakes = ", reminder_response = \"100%\", reminder_response_time = \"5s\"";
    let played = reminded("200s", wakes);
    played.sessions("reason replies ended\n - 2 50");
    chat(&played, 1.0);
    let played = reminded("200s", "");
    played.sessions("reason replies ended\n timeout 1 70");
    chat(&played, 0.0);
    // Who writes at 38 anyway is not made to write by it; who would at 40 does not write later than that.
    let played = reminded("28s", wakes);
    played.sessions("reason replies ended\n - 2 48");
    chat(&played, 0.0);
    // Nor who writes too late.
    let played =
        reminded("200s", ", reminder_response = \"100%\", reminder_response_time = \"40s\"");
    played.sessions("reason replies ended\n timeout 1 70");
    // Who has written before is not reminded.
    reminded("20s", wakes).figures("live_chats", &["support"], &[("reminded", 0.0)]);
}

fn operator_idle(rule: &str) -> super::Case {
    talk().with(&format!("live_chats.support.operator_inactivity={{ {rule} }}"))
}

#[test]
fn a_session_in_which_the_operator_writes_nothing_is_closed() {
    // Anna writes one reply after the other; she is at the second when that session is closed.
    operator_idle("notify = \"30s\", close = \"60s\"")
        .with(&question("dialogue.reply=60500ms"))
        .write("support", "0 1")
        .run()
        .sessions(
            "arrived outcome reason        replies ended
             0       closed  operator-idle 0       60
             1       closed  operator-idle 0       61",
        )
        .figures("live_chats", &["support"], &[("operator_idle", 2.0), ("timed_out", 2.0)])
        .figures("operators", &["anna"], &[("occupancy", 61.0 / 3600.0)]);
}

#[test]
fn each_own_reply_counts_anew_and_a_hold_does_not_count() {
    // Replies at 10 and, to the message at 40, at 50.
    for (close, reason, ended) in [("39s", "operator-idle", 49), ("41s", "-", 50)] {
        operator_idle(&format!("close = \"{close}\""))
            .write("support", "0")
            .run()
            .sessions(&format!("reason ended\n {reason} {ended}"));
    }
    operator_idle("close = \"39s\"")
        .with(&question("dialogue.hold={ chance = 1.0, time = \"60s\", close = \"100s\" }"))
        .write("support", "0")
        .run()
        .sessions("reason ended\n - 80");
}
