//! Clients who try again, and clients who return.

use super::{ONE_OPERATOR, desk};

#[test]
fn who_gave_up_tries_again_as_another_session_of_the_same_client() {
    desk(ONE_OPERATOR)
        .with("live_chats.support.topics.question.patience=20s")
        .with("live_chats.support.retrial={ chance = 1, delay = '30s' }")
        .write("support", "0 10")
        .run()
        .sessions(
            "session client contact attempt arrived outcome   answered ended
             0-0     0-0    1       1       0       closed    0        60
             0-1     0-1    1       1       10      abandoned -        30
             0-1.1   0-1    2       2       60      closed    60       120",
        )
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 3.0),
                ("retrials", 1.0),
                ("abandon_rate", 1.0 / 3.0),
                ("abandon_rate_first", 0.5),
                ("waited_share", 1.0 / 3.0),
                ("waited_share_first", 0.5),
                ("lost_share", 0.0),
                ("returning", 0.0),
            ],
        );
}

#[test]
fn at_most_so_many_attempts_are_made() {
    desk(ONE_OPERATOR)
        .with("live_chats.support.topics.question.effort=300s")
        .with("live_chats.support.topics.question.patience=20s")
        .with("live_chats.support.retrial={ chance = 1, delay = '30s', max_attempts = 2 }")
        .write("support", "0 10")
        .run()
        .sessions(
            "session attempt arrived outcome   ended
             0-0     1       0       closed    300
             0-1     1       10      abandoned 30
             0-1.1   2       60      abandoned 80
             0-1.2   3       110     abandoned 130",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("retrials", 2.0), ("lost_share", 0.5), ("abandon_rate", 0.75)],
        );
}

#[test]
fn who_was_refused_tries_again_only_where_that_is_said() {
    let refusing = || desk(ONE_OPERATOR).with("live_chats.support.queue_places=0");
    let rows =
        |again: &str| format!("session arrived outcome\n0-0 0 closed\n0-1 10 refused\n{again}");
    refusing()
        .with("live_chats.support.retrial={ chance = 1, delay = '55s' }")
        .write("support", "0 10")
        .run()
        .sessions(&rows(""));
    refusing()
        .with("live_chats.support.retrial={ chance = 1, delay = '55s', after = 'refusal' }")
        .write("support", "0 10")
        .run()
        .sessions(&rows("0-1.1 65 closed"))
        .figures("live_chats", &["support"], &[("lost_share", 0.0), ("refused", 1.0)]);
}

/// Anna is asked first; the client who wrote first returns forty seconds after the close, when she
/// has another session.
const TWO_OPERATORS: &str = r#"
run = { horizon = "170s", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }
shifts = [{ name = "all day", from = "00:00", to = "24:00" }]

[[groups]]
name = "first"
members = ["anna"]
limit = 1
shifts = ["all day"]

[[groups]]
name = "second"
members = ["boris"]
limit = 1

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["first", "second"]
supervisors = ["leads"]
selection = "listed"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
returns = { chance = 1, after = "40s" }
"#;

#[test]
fn who_returns_has_a_new_session_about_the_same() {
    desk(TWO_OPERATORS)
        .write("support", "0 70")
        .run()
        .sessions(
            "session contact attempt arrived first_operator answered ended
             0-0     1       1       0       anna           0        60
             0-1     1       1       70      anna           70       130
             0-0.1   2       1       100     boris          100      160",
        )
        .figures("live_chats", &["support"], &[("returning", 1.0), ("reopened", 0.0)]);
}

#[test]
fn a_session_that_is_opened_again_goes_to_the_operator_who_had_it() {
    let reopening = || {
        desk(TWO_OPERATORS)
            .with("live_chats.support.returns.on_return=reopen-to-last")
            .write("support", "0 70")
    };
    reopening()
        .run()
        .sessions(
            "session arrived first_operator answered
             0-0     0       anna           0
             0-1     70      anna           70
             0-0.1   100     anna           130",
        )
        .figures("live_chats", &["support"], &[("returning", 1.0), ("reopened", 1.0)]);
    // Offline, she does not get it: it is for those who serve the common queue.
    reopening().with("shifts.0.to=00:01").run().sessions(
        "session arrived first_operator answered
         0-0     0       anna           0
         0-1     70      boris          70
         0-0.1   100     boris          130",
    );
    // Too late, it is a new session.
    reopening().with("live_chats.support.returns.within=39s").run().sessions(
        "session arrived first_operator answered
         0-0     0       anna           0
         0-1     70      anna           70
         0-0.1   100     boris          100",
    );
    reopening().with("live_chats.support.returns.on_return=reopen-to-queue").run().sessions(
        "session arrived first_operator answered
         0-0     0       anna           0
         0-1     70      anna           70
         0-0.1   100     boris          100",
    );
}

#[test]
fn a_session_that_is_opened_again_passes_no_rule() {
    let ruled = || {
        desk(TWO_OPERATORS)
            .with("live_chats.support.rules=[{ action = 'operator', operator = 'anna' }]")
            .write("support", "0 70")
    };
    ruled().run().sessions(
        "session arrived first_operator answered
         0-0     0       anna           0
         0-1     70      anna           70
         0-0.1   100     anna           130",
    );
    ruled().with("live_chats.support.returns.on_return=reopen-to-queue").run().sessions(
        "session arrived first_operator answered
         0-0     0       anna           0
         0-1     70      anna           70
         0-0.1   100     boris          100",
    );
}

#[test]
fn a_session_that_is_opened_again_is_distributed_even_if_a_rule_takes_all_new_ones() {
    desk(TWO_OPERATORS)
        .with("live_chats.support.rules=[{ action = 'invite-group', group = 'first' }]")
        .with("live_chats.support.default_routing=group-queue")
        .with("live_chats.support.default_group=second")
        .with("live_chats.support.returns.on_return=reopen-to-queue")
        .write("support", "0 70")
        .run()
        .sessions(
            "session arrived first_operator answered
             0-0     0       anna           0
             0-1     70      anna           70
             0-0.1   100     boris          100",
        );
}

#[test]
fn who_was_sent_away_tries_again_and_who_left_a_message_does_not() {
    let rows =
        |again: &str| format!("session arrived outcome\n0-0 0 closed\n0-1 10 flowed-out\n{again}");
    let sent_away = |action: &str, retrial: &str| {
        desk(ONE_OPERATOR)
            .with("edition={ name = \"chatdesk\", named_licenses = 9 }")
            .with("live_chats.support.supervisors=[\"operators\"]")
            .with(&format!(
                "live_chats.support.queue={{ overflow = [{{ after = '20s', action = '{action}' }}] }}"
            ))
            .with(&format!("live_chats.support.retrial={{ chance = 1, delay = '45s'{retrial} }}"))
            .write("support", "0 10")
    };
    // Sent away at 30.
    sent_away("missed", "").run().sessions(&rows("0-1.1 75 closed")).figures(
        "live_chats",
        &["support"],
        &[("flowed_out", 1.0), ("retrials", 1.0), ("lost_share", 0.0)],
    );
    for (action, retrial) in [("missed", ", flow_outs = 'does-not-count'"), ("offline-form", "")] {
        sent_away(action, retrial).run().sessions(&rows("")).figures(
            "live_chats",
            &["support"],
            &[("retrials", 0.0), ("lost_share", 0.5)],
        );
    }
    sent_away("missed", ", after = 'refusal'").run().sessions(&rows(""));
}

#[test]
fn who_found_it_closed_may_come_back_when_it_opens() {
    // It opens after two minutes; the client writes at 10.
    for (from, again) in [
        ("from-refusal", "0-0.1 40 refused\n0-0.2 70 refused"),
        ("from-opening", "0-0.1 150 closed"),
    ] {
        desk(ONE_OPERATOR)
            .with("live_chats.support.open=[{ from = '00:02', to = '01:00' }]")
            .with(&format!(
                "live_chats.support.retrial={{ chance = 1, delay = '30s', after = 'both', max_attempts = 2, delay_if_closed = '{from}' }}"
            ))
            .write("support", "10")
            .run()
            .sessions(&format!("session arrived outcome\n0-0 10 refused\n{again}"));
    }
}

#[test]
fn who_gave_up_waiting_for_a_reply_tries_again() {
    desk(ONE_OPERATOR)
        .with("run.level=dialogue")
        .with(
            "live_chats.support.topics.question.dialogue={ rounds = { fixed = 1 }, reply = '60s', think = '9s', reply_patience = '20s' }",
        )
        .with("live_chats.support.retrial={ chance = 1, delay = '30s', max_attempts = 1 }")
        .write("support", "0")
        .run()
        .sessions(
            "session arrived outcome              ended
             0-0     0       abandoned-in-service 20
             0-0.1   50      abandoned-in-service 70",
        );
}

#[test]
fn whom_a_bot_closed_returns_too_unless_that_does_not_count() {
    let contained = |returns: &str| {
        desk(TWO_OPERATORS)
            .with("run.horizon=175s")
            .with("live_chats.support.rules=[{ action = 'bot' }]")
            .with("live_chats.support.bot={ time = '10s', containment = 1.0 }")
            .with(&format!("live_chats.support.returns={{ chance = 1, after = '100s'{returns} }}"))
            .write("support", "0")
            .run()
    };
    contained("").sessions(
        "session arrived outcome   ended
         0-0     0       contained 10
         0-0.1   110     contained 120",
    );
    contained(", after_bot = 'does-not-count'").sessions(
        "session arrived outcome   ended
         0-0     0       contained 10",
    );
    // No operator had the session whom it could be opened for: it is distributed.
    contained(", on_return = 'reopen-to-last'").sessions(
        "session arrived outcome   ended
         0-0     0       contained 10
         0-0.1   110     closed    170",
    );
}
