//! Sessions that weigh differently: what is kept for a session that is to come, and after one that is
//! over, is kept with its units.

use super::supervising::gated;
use super::transfer_modes::{expert, offered};
use super::{Case, desk};

/// Anna carries ten: a heavy session weighs six, a light one four; each is a minute's work, and half a
/// minute of wrap-up.
const WEIGHTS: &str = concat!(
    an_hour!(),
    r#"
[[groups]]
name = "operators"
members = ["anna"]
limit = 3
speeds = [1.0, 1.0, 1.0]
capacity = 10
wrap_up = "30s"
"#,
    leads!(),
    r#"
[[live_chats]]
name = "heavy"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "heavy.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", units = 6, dialogue = { rounds = { fixed = 1 }, reply = "60s", think = "1s" } }]

[[live_chats]]
name = "light"
channel = "whatsapp"
operators = ["operators"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "light.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", units = 4, dialogue = { rounds = { fixed = 1 }, reply = "60s", think = "1s" } }]
"#
);

fn weights() -> Case {
    desk(WEIGHTS).write("heavy", "0 1").write("light", "2")
}

#[test]
fn wrap_up_keeps_what_the_session_weighed() {
    weights().run().sessions(
        "live_chat arrived answered ended
         heavy     0       0        60
         heavy     1       90       150
         light     2       2        62",
    );
    // No slot, no units.
    weights().with("groups.operators.wrap_up_slot=free").run().sessions(
        "live_chat arrived answered ended
         heavy     0       0        60
         heavy     1       60       120
         light     2       2        62",
    );
    // One reply after the other, and the wrap-ups between them.
    weights().with("run.level=dialogue").run().sessions(
        "live_chat arrived answered ended
         heavy     0       0        60
         heavy     1       90       240
         light     2       2        150",
    );
}

/// Behind the gate: boris carries ten and anna five, both as many sessions as come.
fn gate() -> Case {
    gated()
        .with("groups.operators.limit=3")
        .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
        .with("people=[{ name = 'anna', capacity = 5 }, { name = 'boris', capacity = 10 }]")
        .with("live_chats.support.topics.question.units=6")
        .with("live_chats.sales.topics.order.units=4")
}

#[test]
fn a_supervisor_begins_with_a_weighty_one_when_an_operator_has_room_for_it() {
    // Anna never has. The second waits until boris ends the first at 70; she could have had it
    // twice as far as slots go.
    gate().write("support", "0 1").write("sales", "2").run().sessions(
        "live_chat arrived dispatched answered first_operator ended
         support   0       10         10       boris          70
         support   1       80         80       boris          140
         sales     2       20         20       anna           80",
    );
}

#[test]
fn what_is_kept_for_a_weighty_one_is_kept_from_others() {
    // From 0 to 10 six of boris's ten are kept, and from then on in use: of two light ones he
    // carries one.
    gate()
        .with("groups.operators.members=[\"boris\"]")
        .with("people=[{ name = 'boris', capacity = 10 }]")
        .with("groups.leads.members=[\"olga\", \"paul\"]")
        .write("support", "0")
        .write("sales", "1 2")
        .run()
        .sessions(
            "live_chat arrived dispatched answered ended
             support   0       10         10       70
             sales     1       11         11       71
             sales     2       80         80       140",
        );
    // The client of 0 leaves at 4, and with that the room is there for the next.
    gate()
        .with("groups.operators.members=[\"boris\"]")
        .with("people=[{ name = 'boris', capacity = 10 }]")
        .with("live_chats.support.topics.question.patience=4s")
        .with("live_chats.support.topics.question.units=8")
        .write("support", "0")
        .write("sales", "1")
        .run()
        .sessions(
            "live_chat arrived dispatched answered outcome
             support   0       -          -        abandoned
             sales     1       14         14       closed",
        );
}

#[test]
fn behind_a_gate_a_lighter_one_goes_past_one_for_which_there_is_no_room() {
    // Boris has six of ten from 10 on. Of those who wait the first heavy one stands back.
    let played = gate()
        .with("groups.operators.members=[\"boris\"]")
        .with("people=[{ name = 'boris', capacity = 10 }]")
        .with("live_chats.support.topics=[{ name = 'heavy', share = 0.5, effort = '60s', units = 6 }, { name = 'light', share = 0.5, effort = '60s', units = 4 }]")
        .with("run.seed=2")
        .write("support", "0 1 2 3")
        .run();
    // At 20 and at 80 boris is full again, and at 70 it is the heavy one's turn.
    played.sessions(
        "topic arrived dispatched answered ended
         heavy 0       10         10       70
         heavy 1       80         80       140
         light 2       20         20       80
         light 3       90         90       150",
    );
}

/// Boris carries ten in two slots; whatever comes to him weighs six.
fn to_boris(case: Case) -> Case {
    case.with("groups.experts.limit=2")
        .with("groups.experts.speeds=[1.0, 1.0]")
        .with("groups.experts.capacity=10")
        .with("live_chats.support.topics.payroll.units=6")
        .with("live_chats.direct.topics.tax.units=6")
}

#[test]
fn an_operator_without_room_for_it_does_not_take_a_session_over() {
    // Boris has one of six from 0 to 100, and a free slot.
    to_boris(offered(r#", next = ["reserve"]"#))
        .write("direct", "0")
        .write("support", "10")
        .run()
        .sessions(
            "live_chat answered last_operator wait_after_transfers ended
         direct    0        boris         0                    100
         support   10       clara         0                    140",
        );
    to_boris(offered(r#", on_failure = "queue""#))
        .write("direct", "0")
        .write("support", "10")
        .run()
        .sessions(
            "live_chat answered last_operator wait_after_transfers ended
             direct    0        boris         0                    100
             support   10       boris         30                   220",
        );
}

#[test]
fn room_is_kept_while_an_operator_thinks_about_it() {
    // Asked at 60, boris says yes at 70, and has the session until 190.
    let case = || to_boris(offered("")).write("support", "0").write("direct", "65");
    case().run().sessions(
        "live_chat answered last_operator ended
         support   0        boris         190
         direct    190      boris         290",
    );
    case().with("groups.experts.capacity=12").run().sessions(
        "live_chat answered last_operator ended
         support   0        boris         190
         direct    65       boris         165",
    );
    // He says no at 70, and has room for the other from then on.
    to_boris(offered(r#", decline = "100%""#))
        .write("support", "0")
        .write("direct", "65")
        .run()
        .sessions(
            "live_chat answered last_operator ended
             support   0        anna          130
             direct    70       boris         170",
        );
}

/// Anna carries ten in two slots.
fn from_anna(case: Case) -> Case {
    case.with("groups.general.limit=2")
        .with("groups.general.speeds=[1.0, 1.0]")
        .with("groups.general.capacity=10")
        .with("live_chats.support.topics.payroll.units=6")
}

#[test]
fn an_operator_who_keeps_a_slot_for_a_transfer_keeps_the_room_as_well() {
    // Her work on the first is done at 60; boris takes it over at 70. He has it when he is asked for
    // the second, at 130, and anna goes on with that one.
    from_anna(offered("")).write("support", "0 5").run().sessions(
        "arrived answered path    last_operator ended
         0       0        experts boris         190
         5       70       -       anna          190",
    );
    // Boris is busy until 100, and anna stays with the client until then.
    from_anna(expert("warm")).write("direct", "0").write("support", "0 5").run().sessions(
        "live_chat arrived answered ended
         support   0       0        220
         direct    0       0        100
         support   5       100      340",
    );
}

#[test]
fn what_is_cut_short_weighs_nothing_any_more() {
    // Declined at 70, when anna is away: she is back at 300, and has all of her room.
    from_anna(offered(r#", decline = "100%", on_failure = "close""#))
        .with(r#"shifts=[{ name = "day", from = "00:00", to = "02:00", breaks = [{ from = "00:01", to = "00:05" }] }]"#)
        .with(r#"groups.general.shifts=["day"]"#)
        .with("groups.general.break_begins=at-once")
        .write("support", "0 400")
        .run()
        .sessions("answered last_operator ended\n 0 anna 70\n 400 anna 470")
        .figures("live_chats", &["support"], &[("closed", 2.0), ("closed_unfinished", 1.0)]);
}
