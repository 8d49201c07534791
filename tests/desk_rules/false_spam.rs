//! Sessions of clients that their operator takes for spam, and gives back (rules E-S15, E-A5).

use super::{Case, desk};

/// Anna has one slot, and boris, where he is there, another; a session is a minute's work. Hardly any
/// message is spam; a mark takes twenty seconds.
const DESK: &str = r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9, enable_lines_sla = "on" }
shifts = [
    { name = "first", from = "00:00", to = "00:02" },
    { name = "second", from = "00:05", to = "00:30" },
    { name = "late", from = "00:40", to = "00:50" },
]
client_groups = [{ name = "office" }]

[[groups]]
name = "operators"
members = ["anna"]
limit = 1
speeds = [1.0, 1.0]
selection = "listed"

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = ["internal", "telegram"]
clients = ["office"]
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [
    { channel = "telegram", replay = "support.csv", column = "at" },
    { client_group = "office", replay = "office.csv", column = "at" },
]
topics = [{ name = "question", effort = "60s", dialogue = { rounds = { fixed = 2 }, reply = "10s", think = "30s" } }]
spam = { share = 0.000001, mark = "20s", false_spam = 1, unmark_delay = "1m" }
"#;

fn unmarked_after(unmark: &str) -> Case {
    desk(DESK).with(&format!("live_chats.support.spam.unmark_delay={unmark}"))
}

fn gold(case: Case, standard: &str) -> Case {
    case.with(&format!(
        "live_chats.support.sla=[{{ name = 'gold', around_the_clock = 'yes', {standard} }}]"
    ))
    .with(
        "live_chats.support.rules=[{ action = 'invite-group', group = 'operators', sla = 'gold' }]",
    )
}

#[test]
fn what_is_marked_frees_its_slot_and_comes_back_above_the_limit() {
    // 40 seconds are left of each at the mark. From 140 on anna has both.
    unmarked_after("100s")
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived answered ended outcome false_spam_time last_operator
             0       0        160   closed  100             anna
             10      20       180   closed  100             anna",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 2.0),
                ("answered", 2.0),
                ("reassignments", 0.0),
                ("spam", 0.0),
                ("false_spam", 2.0),
                ("false_spam_unmarked", 2.0),
                ("false_spam_time", 100.0),
            ],
        )
        .figures(
            "operators",
            &["anna"],
            &[("taken", 2.0), ("concurrency_max", 2.0), ("occupancy", 100.0 / 3600.0)],
        );
}

#[test]
fn what_is_never_given_back_is_still_one_session_that_was_answered() {
    unmarked_after("2h")
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived answered ended outcome reason     false_spam_time
             0       0        -     open    false-spam 0
             10      20       -     open    false-spam 0",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("answered", 2.0),
                ("closed", 0.0),
                ("false_spam", 2.0),
                ("false_spam_unmarked", 0.0),
                ("false_spam_time", f64::NAN),
            ],
        );
}

#[test]
fn it_comes_back_to_the_operator_who_had_it_and_not_to_who_is_free() {
    // Boris has nothing to do all the time.
    unmarked_after("60s")
        .with(r#"groups.operators.members=["anna", "boris"]"#)
        .write("support", "0 30")
        .run()
        .sessions(
            "answered ended first_operator last_operator
             0        120   anna           anna
             30       150   anna           anna",
        )
        .figures("operators", &["boris"], &[("taken", 0.0)]);
}

#[test]
fn members_of_a_population_and_those_to_whom_the_desk_writes_are_never_taken_for_spam() {
    for source in [
        "population = 1, think = '500s'",
        "begun_by = 'system', replay = 'support.csv', column = 'at'",
    ] {
        let played = unmarked_after("60s")
            .with(&format!("live_chats.support.arrivals=[{{ channel = 'telegram', {source} }}]"))
            .write("support", "500 1000")
            .run();
        let closed = played.figure("live_chats", &["support"], "closed");
        assert!(closed >= 2.0, "{source}: {closed}");
        played.figures("live_chats", &["support"], &[("false_spam", 0.0)]);
    }
}

#[test]
fn a_queue_that_counts_its_own_sessions_counts_it_again() {
    // The first is marked from 20 to 50, the second from 50 to 80: at 30 anna has none of this queue,
    // at 60 she has one, and at 200 none again.
    unmarked_after("30s")
        .with(r#"groups.operators.members=["anna", "boris"]"#)
        .with("groups.operators.limit=3")
        .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
        .with("groups.operators.selection=least-occupied")
        .with("groups.operators.tie=listed")
        .with("groups.operators.queue.load=own-queue")
        .write("support", "0 30 60 200")
        .run()
        .sessions(
            "arrived first_operator
             0       anna
             30      anna
             60      boris
             200     anna",
        );
}

#[test]
fn employees_are_never_taken_for_spam() {
    unmarked_after("60s").write("support", "0").write("office", "200").run().sessions(
        "channel  arrived ended false_spam_time
         telegram 0       120   60
         internal 200     260   0",
    );
}

#[test]
fn what_is_done_in_time_is_not_marked() {
    unmarked_after("60s")
        .with("live_chats.support.topics.question.effort=20s")
        .write("support", "0")
        .run()
        .sessions("ended false_spam_time\n 20 0")
        .figures("live_chats", &["support"], &[("false_spam", 0.0)]);
}

/// Anna's shift ends at 120, ten seconds after the mark, and the next begins at 300.
fn between_two_shifts() -> Case {
    unmarked_after("60s")
        .with(r#"people=[{ name = "anna", shifts = ["first", "second"] }]"#)
        .write("support", "90")
}

#[test]
fn a_supervisor_takes_back_the_mark_of_an_operator_who_is_offline_and_the_session_waits_there() {
    // E-S17: the session is anna's, who is there again at 300 and has 40 seconds to do.
    let online = (120.0 + 1_500.0) / 3_600.0;
    between_two_shifts()
        .run()
        .sessions("answered ended false_spam_time last_operator\n 90 340 60 anna")
        .figures(
            "operators",
            &["anna"],
            &[("online_hours", online), ("occupancy", 60.0 / 1_620.0)],
        );
    // E-R7: a user who is Offline takes nothing back.
    between_two_shifts()
        .with(r#"groups.leads.shifts=["late"]"#)
        .run()
        .sessions("answered ended false_spam_time last_operator\n 90 340 190 anna");
    // Of two supervisors the second is Online.
    between_two_shifts()
        .with(r#"groups.leads.members=["olga", "paul"]"#)
        .with(r#"people=[{ name = "anna", shifts = ["first", "second"] }, { name = "olga", shifts = ["late"] }]"#)
        .run()
        .sessions("answered ended false_spam_time\n 90 340 60");
}

#[test]
fn what_comes_back_to_an_operator_who_is_offline_is_seen_to_like_what_was_left_behind() {
    unmarked_after("60s")
        .with(r#"groups.operators.members=["anna", "boris"]"#)
        .with(r#"shifts=[{ name = "duty", from = "00:00", to = "00:30", breaks = [{ from = "00:02", to = "00:10" }] }]"#)
        .with(r#"people=[{ name = "anna", shifts = ["duty"], break_begins = "at-once", when_offline = "requeue", offline_grace = "30s" }]"#)
        .write("support", "90")
        .run()
        // Back at 170, in the queue at 200, and boris has 40 seconds to do.
        .sessions("answered ended false_spam_time first_operator last_operator\n 90 240 60 anna boris");
}

#[test]
fn what_comes_back_after_a_shift_whose_sessions_were_handed_back_is_handed_back() {
    between_two_shifts()
        .with(r#"groups.operators.members=["anna", "boris"]"#)
        .with("people.anna.end_of_shift=hand-back")
        .run()
        .sessions("answered ended false_spam_time last_operator\n 90 210 60 boris")
        .figures("live_chats", &["support"], &[("reassignments", 1.0)]);
}

#[test]
fn clocks_go_on_and_no_user_is_informed() {
    // E-A5. Broken at 30, while it is marked: boris, who should get it then, does not.
    let case = unmarked_after("60s").with(r#"groups.operators.members=["anna", "boris"]"#);
    let closing =
        "closing = { within = '30s', remind = '5s', breach = 'to-operator', operator = 'boris' }";
    gold(case, closing)
        .write("support", "0")
        .run()
        .sessions("ended last_operator breached\n 120 anna closing")
        .figures(
            "sla",
            &["support", "gold", "closing"],
            &[("breached", 1.0), ("overrun", 90.0), ("escalated", 0.0), ("reminded", 0.0)],
        );
    // Never given back, it is broken all the same.
    gold(unmarked_after("2h"), "closing = { within = '30s' }")
        .write("support", "0")
        .run()
        .sessions("ended breached\n - closing")
        .figures("sla", &["support", "gold", "closing"], &[("breached", 1.0)]);
}

fn talk(unmark: &str) -> Case {
    unmarked_after(unmark).with("run.level=dialogue").write("support", "100")
}

#[test]
fn a_conversation_goes_on_where_it_was() {
    // The first reply at 110, marked at 120, the client writes at 140.
    talk("25s").run().sessions(
        "first_reply replies longest_reply ended false_spam_time
         110         2       15            155   25",
    );
    // Given back before the client writes.
    talk("15s").run().sessions("longest_reply ended false_spam_time\n 10 150 15");
}

#[test]
fn the_client_waits_for_a_reply_as_long_as_ever_and_is_found_to_have_left() {
    let patient = |unmark| {
        talk(unmark).with("live_chats.support.topics.question.dialogue.reply_patience=12s")
    };
    // The client writes at 140 and waits until 152.
    patient("21s").run().sessions("outcome ended\n closed 151");
    patient("25s").run().sessions("outcome ended\n abandoned-in-service 152");
    patient("40s")
        .run()
        .sessions("outcome ended false_spam_time\n abandoned-in-service 160 40")
        .figures(
            "live_chats",
            &["support"],
            &[("abandoned_in_service", 1.0), ("false_spam_unmarked", 1.0)],
        );
    // Marked at 102 in the middle of the first reply, which is begun anew.
    let early = |unmark| patient(unmark).with("live_chats.support.spam.mark=2s");
    early("1s").run().sessions("outcome ended\n abandoned-in-service 112");
    early("30s").run().sessions("outcome ended\n abandoned-in-service 132");
}

#[test]
fn the_clock_of_a_response_begins_when_the_client_writes_though_no_operator_looks() {
    gold(talk("40s"), "response = { within = '10s' }")
        .run()
        .sessions("replies ended breached\n 2 170 response")
        .figures("sla", &["support", "gold", "response"], &[("breached", 1.0), ("overrun", 20.0)]);
}
