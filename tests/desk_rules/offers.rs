//! The accept step: offered, accepted, declined, missed, withdrawn.

use super::desk;

/// Three operators with one slot each, asked in the order of the list, who need five seconds to
/// accept.
const RINGING: &str = r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }

[[groups]]
name = "operators"
members = ["anna", "boris", "clara"]
limit = 1

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["operators"]
selection = "listed"
queue = { offer = { accept = "5s" } }
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;

const OFFER: &str = "live_chats.support.queue.offer";

#[test]
fn an_offer_that_is_accepted_becomes_a_session() {
    desk(RINGING)
        .with("people.boris.limit=1")
        .write("support", "0 1 2 3")
        .run()
        .sessions(
            "arrived answered wait first_operator ended
             0       5        5    anna           65
             1       6        5    boris          66
             2       7        5    clara          67
             3       70       67   anna           130",
        )
        .figures(
            "operators",
            &["anna"],
            &[
                ("offers", 2.0),
                ("offers_missed", 0.0),
                ("acceptance_delay", 5.0),
                ("reserved_hours", 10.0 / 3600.0),
                // Two minutes of an hour: what is reserved is not occupied.
                ("occupancy", 120.0 / 3600.0),
            ],
        );
}

#[test]
fn a_missed_offer_goes_on_to_another_operator_at_the_old_age_and_never_back() {
    // Everybody takes too long: each is asked once, for ten seconds, the oldest session first.
    // The second session is offered to whom the first has left, and so on.
    desk(RINGING)
        .with(&format!("{OFFER}.timeout=4s"))
        .with(&format!("{OFFER}.reoffer=never"))
        .with("live_chats.support.topics.question.patience=30s")
        .write("support", "0")
        .run()
        .sessions("arrived outcome wait ended\n 0 abandoned 30 30")
        .figures("operators", &["anna"], &[("offers", 1.0), ("offers_missed", 1.0)])
        .figures("operators", &["boris"], &[("offers", 1.0), ("offers_missed", 1.0)])
        .figures(
            "operators",
            &["clara"],
            &[("offers", 1.0), ("offers_missed", 1.0), ("reserved_hours", 4.0 / 3600.0)],
        );
}

#[test]
fn a_missed_offer_comes_back_once_all_others_have_missed_it_as_often() {
    // Four seconds each: anna at 0 and 12, boris at 4 and 16, clara at 8; the client leaves at 20.
    desk(RINGING)
        .with(&format!("{OFFER}.timeout=4s"))
        .with("live_chats.support.topics.question.patience={ empirical = [\"20s\"] }")
        .write("support", "0")
        .run()
        .sessions("arrived outcome wait ended\n 0 abandoned 20 20")
        .figures("operators", &["anna"], &[("offers_missed", 2.0)])
        .figures("operators", &["boris"], &[("offers_missed", 1.0), ("offers_withdrawn", 1.0)])
        .figures("operators", &["clara"], &[("offers_missed", 1.0)]);
}

#[test]
fn with_one_operator_a_missed_offer_comes_again_after_the_penalty() {
    // Missed at 20, given nothing until 80, offered again: missed at 100, and so on.
    desk(RINGING)
        .with(&format!("{OFFER}={{ accept = \"25s\", timeout = \"20s\", penalty = \"1m\" }}"))
        .with("groups.operators.members=[\"anna\"]")
        .with("live_chats.support.topics.question.patience={ empirical = [\"200s\"] }")
        .write("support", "0")
        .run()
        .sessions("outcome ended\n abandoned 200")
        .figures("operators", &["anna"], &[("offers_missed", 3.0)]);
}

#[test]
fn at_once_the_selection_alone_decides_to_whom_a_missed_offer_goes() {
    // Anna stands first in the list: she is asked again and again.
    desk(RINGING)
        .with(&format!("{OFFER}.timeout=4s"))
        .with(&format!("{OFFER}.reoffer=at-once"))
        .with("live_chats.support.topics.question.patience={ empirical = [\"10s\"] }")
        .write("support", "0")
        .run()
        .figures("operators", &["anna"], &[("offers", 3.0), ("offers_missed", 2.0)])
        .figures("operators", &["boris"], &[("offers", 0.0)]);
}

#[test]
fn a_declined_offer_goes_to_the_next_and_the_one_behind_gets_the_slot() {
    // All decline for certain: 5 s each. While the first is offered to boris, anna is asked about
    // the second.
    desk(RINGING)
        .with(&format!("{OFFER}.decline=100%"))
        .with(&format!("{OFFER}.reoffer=never"))
        .with("groups.operators.members=[\"anna\", \"boris\"]")
        .with("live_chats.support.topics.question.patience=1m")
        .write("support", "0 1")
        .run()
        .sessions("arrived outcome ended\n 0 abandoned 60\n 1 abandoned 61")
        .figures(
            "operators",
            &["anna"],
            &[("offers", 2.0), ("offers_declined", 2.0), ("acceptance_delay", f64::NAN)],
        );
}

#[test]
fn a_reservation_is_released_when_the_client_leaves() {
    // The first leaves at 3: the second, who had to wait for a slot, is offered then.
    desk(RINGING)
        .with("groups.operators.members=[\"anna\"]")
        .with("live_chats.support.topics.question.patience={ empirical = [\"3s\"] }")
        .write("support", "0 1 2")
        .run()
        .sessions(
            "arrived outcome   ended
             0       abandoned 3
             1       abandoned 4
             2       abandoned 5",
        )
        .figures(
            "operators",
            &["anna"],
            &[("offers", 3.0), ("offers_withdrawn", 3.0), ("reserved_hours", 5.0 / 3600.0)],
        );
}

#[test]
fn an_operator_who_accepts_as_patience_ends_is_in_time() {
    desk(RINGING)
        .with("live_chats.support.topics.question.patience=5s")
        .write("support", "0")
        .run()
        .sessions("outcome answered\n closed 5");
}

#[test]
fn who_let_an_offer_pass_is_given_nothing_for_a_while() {
    // Anna lets the first pass at 4 and is away until 24; boris too, from 8 to 28.
    desk(RINGING)
        .with(&format!("{OFFER}.timeout=4s"))
        .with(&format!("{OFFER}.penalty=20s"))
        .with(&format!("{OFFER}.reoffer=never"))
        .with("groups.operators.members=[\"anna\", \"boris\"]")
        .with("live_chats.support.topics.question.patience=50s")
        .write("support", "0 9 25")
        .run()
        .sessions(
            "arrived outcome   ended
             0       abandoned 50
             9       abandoned 59
             25      abandoned 75",
        )
        // 0 to 4; away to 24: the second from 24 to 28; away to 48: the third from 48 to 52.
        .figures("operators", &["anna"], &[("offers", 3.0), ("offers_missed", 3.0)])
        // 4 to 8; away to 28: the second from 28 to 32, then the third from 52 to 56.
        .figures(
            "operators",
            &["boris"],
            &[("offers", 3.0), ("offers_missed", 3.0), ("reserved_hours", 12.0 / 3600.0)],
        );
}

#[test]
fn an_offer_keeps_the_slot_from_the_operators_other_queues() {
    // Anna serves the group's queue, where sessions are offered, and the common queue of another
    // live chat: who writes there while she is asked waits.
    const TWO_QUEUES: &str = r#"
        run = { horizon = "1h", replications = 1 }
        edition = { name = "chatdesk", named_licenses = 9 }

        [[groups]]
        name = "operators"
        members = ["anna"]
        limit = 1
        queue = { offer = { accept = "10s" } }

        [[groups]]
        name = "leads"
        members = ["olga"]

        [[live_chats]]
        name = "offered"
        channel = "telegram"
        operators = ["operators"]
        supervisors = ["leads"]
        default_routing = "group-queue"
        arrivals = [{ replay = "offered.csv", column = "at" }]
        topics = [{ name = "question", effort = "60s", patience = "1h" }]

        [[live_chats]]
        name = "given"
        channel = "whatsapp"
        operators = ["operators"]
        supervisors = ["leads"]
        arrivals = [{ replay = "given.csv", column = "at" }]
        topics = [{ name = "question", effort = "60s" }]
    "#;
    desk(TWO_QUEUES).write("offered", "0").write("given", "5").run().sessions(
        "live_chat arrived answered
         offered   0       10
         given     5       70",
    );
    // Where the client leaves the offer, the other queue has the slot at once.
    desk(TWO_QUEUES)
        .with("live_chats.offered.topics.question.patience=7s")
        .write("offered", "0")
        .write("given", "5")
        .run()
        .sessions(
            "live_chat arrived answered ended
             offered   0       -        7
             given     5       7        67",
        );
}

#[test]
fn who_goes_offline_is_asked_no_longer() {
    // The shift ends a minute in; the offer of 58 goes to boris, who is not the same again.
    desk(RINGING)
        .with("shifts=[{ name = \"short\", from = \"00:00\", to = \"00:01\" }]")
        .with("people.anna.shifts=[\"short\"]")
        .write("support", "58")
        .run()
        .sessions("arrived answered first_operator\n 58 65 boris")
        .figures("operators", &["anna"], &[("offers", 1.0), ("offers_withdrawn", 1.0)])
        .figures("operators", &["anna"], &[("online_hours", 60.0 / 3600.0)]);
}
