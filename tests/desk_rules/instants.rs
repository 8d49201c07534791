//! Two things at one instant: work that ends comes first, then shifts, then what people do, then what
//! clients write, then clocks that run out (patience, service levels, other limits), then arrivals.
//!
//! Each pair of kinds meets on a desk where the order shows in what becomes of a session. (That the
//! order is the same whatever is set first, `engine::future_events` tests.)

use super::{Case, desk};

/// Anna takes one session at a time, a minute each. What comes by mail goes to her group, which has no
/// place to wait unless a case gives it some; what comes by telegram is read by olga.
const DESK: &str = r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9, enable_lines_sla = "on" }
shifts = [
    { name = "first-minute", from = "00:00", to = "00:01" },
    { name = "from-one", from = "00:01", to = "02:00" },
]
groups = [
    { name = "front", members = ["anna"], limit = 1, queue_places = 9 },
    { name = "experts", members = ["xenia"], limit = 1 },
    { name = "leads", members = ["olga"] },
]

[[live_chats]]
name = "support"
channel = ["telegram", "mail"]
operators = ["front", "experts"]
supervisors = ["leads"]
default_routing = "supervisor"
supervision = { reaction = "60s", to = "front" }
rules = [{ when = { channel = "mail" }, action = "invite-group", group = "front", sla = "gold" }]
sla = [{ name = "gold", around_the_clock = "yes", closing = { within = "9h" } }]
arrivals = [
    { channel = "telegram", replay = "telegram.csv", column = "at" },
    { channel = "mail", replay = "mail.csv", column = "at" },
]
topics = [{ name = "question", effort = "60s" }]
"#;

/// Clients write by mail at these seconds.
fn mail(at: &str) -> Case {
    desk(DESK).write("mail", at)
}

/// Olga begins to read at 0 and decides at 60; by mail others write at these seconds.
fn read_until_60(at: &str) -> Case {
    mail(at).write("telegram", "0")
}

const NO_PLACE: &str = "groups.front.queue_places=0";
const ONE_PLACE: &str = "groups.front.queue_places=1";
const FROM_ONE: &str = r#"groups.front.shifts=["from-one"]"#;
const FIRST_MINUTE: &str = r#"groups.front.shifts=["first-minute"]"#;

fn patience(span: &str) -> String {
    format!("live_chats.support.topics.question.patience={span}")
}

fn max_wait(span: &str) -> String {
    format!("groups.front.queue.max_wait={span}")
}

fn reaction(goal: &str) -> String {
    format!(
        "live_chats.support.sla=[{{ name = \"gold\", around_the_clock = \"yes\", reaction = {{ {goal} }} }}]"
    )
}

#[test]
fn work_that_ends_makes_room_before_all_else() {
    // Anna is done at 60.
    // The shift ends: she takes the one who waits and stays for it.
    mail("0 10").with(FIRST_MINUTE).run().sessions("answered\n 0\n 60");
    // Another shift begins: the first in turn is hers, and boris has the next.
    mail("0 10 20")
        .with(r#"groups.front.members=["anna", "boris"]"#)
        .with(r#"people=[{ name = "boris", shifts = ["from-one"] }]"#)
        .run()
        .sessions("answered first_operator\n 0 anna\n 60 anna\n 60 boris");
    // A supervisor decides: there is a place for it.
    mail("0")
        .write("telegram", "10")
        .with(r#"live_chats.support.supervision={ reaction = "50s", to = "front" }"#)
        .with(NO_PLACE)
        .run()
        .sessions("arrived outcome answered\n 0 closed 0\n 10 closed 60");
    // Patience ends, the service level runs out, the longest wait is over.
    mail("0 10").with(&patience("50s")).run().sessions("answered\n 0\n 60");
    mail("0 10").with(&reaction(r#"within = "50s""#)).run().sessions("breached\n -\n -");
    mail("0 10").with(&max_wait("50s")).run().sessions("answered\n 0\n 60");
    // Another client writes.
    mail("0 60").with(NO_PLACE).run().sessions("answered\n 0\n 60");
}

#[test]
fn shifts_begin_and_end_before_people_act_and_before_clocks_run_out() {
    // A supervisor decides as the operator's shift begins, and as it ends.
    read_until_60("").with(NO_PLACE).with(FROM_ONE).run().sessions("answered\n 60");
    read_until_60("").with(NO_PLACE).with(FIRST_MINUTE).run().sessions("reason\n queue-full");
    // Patience ends, the service level runs out, the longest wait is over as the shift begins.
    mail("0").with(FROM_ONE).with(&patience("60s")).run().sessions("answered\n 60");
    mail("0").with(FROM_ONE).with(&reaction(r#"within = "60s""#)).run().sessions("breached\n -");
    mail("0").with(FROM_ONE).with(&max_wait("60s")).run().sessions("answered\n 60");
    // A client writes.
    mail("60").with(NO_PLACE).with(FROM_ONE).run().sessions("outcome\n closed");
    mail("60").with(NO_PLACE).with(FIRST_MINUTE).run().sessions("reason\n queue-full");
}

#[test]
fn who_acts_at_the_very_instant_is_in_time() {
    // The supervisor decides at 60.
    read_until_60("").with(&patience("60s")).run().sessions("answered\n 60");
    read_until_60("")
        .with(&reaction(r#"within = "60s""#))
        .with(r#"live_chats.support.rules=[{ action = "invite-all", sla = "gold" }]"#)
        .run()
        .sessions("answered breached\n 60 -");
    read_until_60("")
        .with(r#"live_chats.support.queue={ max_wait = "60s" }"#)
        .run()
        .sessions("answered\n 60");
    // The common queue has one place, which is free for the client who writes at 60.
    mail("")
        .write("telegram", "0 60")
        .with("live_chats.support.queue_places=1")
        .run()
        .sessions("arrived answered\n 0 60\n 60 120");
    // An operator sees at 60 that a session waits, as its patience ends or another client writes.
    let pull = |at: &str| mail(at).with(r#"groups.front.queue.reaction="60s""#);
    pull("0").with(&patience("60s")).run().sessions("answered\n 60");
    pull("0 60").with(ONE_PLACE).run().sessions("arrived outcome\n 0 closed\n 60 closed");
}

#[test]
fn patience_ends_before_other_clocks_and_before_others_write() {
    mail("0 10")
        .with(&patience("30s"))
        .with(&reaction(r#"within = "30s""#))
        .run()
        .sessions("outcome breached\n closed -\n abandoned -");
    mail("0 10")
        .with(&patience("30s"))
        .with(&max_wait("30s"))
        .run()
        .sessions("outcome\n closed\n abandoned");
    mail("0 10 40")
        .with(&patience("30s"))
        .with(ONE_PLACE)
        .run()
        .sessions("outcome\n closed\n abandoned\n closed");
}

#[test]
fn a_service_level_runs_out_before_other_limits_and_before_others_write() {
    let breach = reaction(r#"within = "30s", breach = "to-group", group = "experts""#);
    mail("0 10")
        .with(&breach)
        .with(&max_wait("30s"))
        .run()
        .sessions("answered first_operator\n 0 anna\n 40 xenia");
    mail("0 10 40")
        .with(&breach)
        .with(ONE_PLACE)
        .run()
        .sessions("answered first_operator\n 0 anna\n 40 xenia\n 60 anna");
}

#[test]
fn other_limits_are_over_before_others_write() {
    mail("0 10 40")
        .with(&max_wait("30s"))
        .with(ONE_PLACE)
        .run()
        .sessions("outcome\n closed\n flowed-out\n closed");
}

/// At the dialogue level: two rounds, ten seconds a reply, and a minute until the client writes again.
fn talk(at: &str) -> Case {
    mail(at)
        .with("run.level=dialogue")
        .with("groups.front.limit=2")
        .with(r#"live_chats.support.topics=[{ name = "question", dialogue = { rounds = { fixed = 2 }, reply = "10s", think = "60s" } }]"#)
}

#[test]
fn who_writes_at_the_very_instant_is_in_time_too() {
    // The reply is written at 10, the client writes again at 70.
    // A reply as the client's patience for it ends, and as the operator is to have replied.
    let dialogue = "live_chats.support.topics.question.dialogue";
    talk("0")
        .with(&format!("{dialogue}.reply_patience=10s"))
        .run()
        .sessions("outcome ended\n closed 80");
    talk("0")
        .with(r#"live_chats.support.no_reply={ within = "10s" }"#)
        .run()
        .sessions("outcome ended\n closed 80");
    // A message as the silent client's session is to be closed.
    talk("0")
        .with(r#"live_chats.support.inactivity={ close = "60s" }"#)
        .run()
        .sessions("outcome ended\n closed 80")
        .figures("live_chats", &["support"], &[("timed_out", 0.0)]);
    // A message before another client's first: she replies to it first, at 80, and then at 90.
    talk("0 70").run().sessions("ended\n 80\n 160");
}

/// One operator with a shift, a service level in these hours, one session or two: what is breached.
fn promised(horizon: &str, level: &str, shift: &str, at: &str) -> Case {
    desk(&format!(
        r#"
edition = {{ name = "service-2024", named_licenses = 9, enable_lines_sla = "on" }}
run = {{ horizon = "{horizon}", replications = 1, at_horizon = "drain" }}
shifts = [{{ name = "x", {shift} }}]
groups = [
    {{ name = "ops", count = 1, limit = 1, shifts = ["x"] }},
    {{ name = "leads", count = 1 }},
]

[[live_chats]]
name = "s"
channel = "website"
operators = ["ops"]
supervisors = ["leads"]
rules = [{{ action = "invite-group", group = "ops", sla = "gold" }}]
sla = [{{ name = "gold", {level} }}]
arrivals = [{{ replay = "s.csv", column = "at" }}]
topics = [{{ name = "q", effort = "5m" }}]
"#
    ))
    .write("s", at)
}

#[test]
fn an_answer_at_the_very_instant_is_in_time_whatever_brings_it() {
    // A shift that begins after five minutes, with and without the client's patience ending as well.
    let around = r#"around_the_clock = "yes", reaction = { within = "5m" }"#;
    let late = r#"from = "00:05", to = "12:00""#;
    promised("1h", around, late, "0").run().sessions("answered breached\n 300 -");
    promised("1h", around, late, "0")
        .with("live_chats.s.topics.q.patience=5m")
        .run()
        .sessions("answered breached\n 300 -");
    // A slot that is freed after five minutes; closed after ten, which is what is promised.
    let both = r#"reaction = { within = "5m" }, closing = { within = "10m" }"#;
    for hours in [r#"around_the_clock = "yes""#, r#"hours = [{ from = "00:00", to = "12:00" }]"#] {
        promised("1h", &format!("{hours}, {both}"), r#"from = "00:00", to = "12:00""#, "0 0")
            .run()
            .sessions("answered ended breached\n 0 300 -\n 300 600 -");
    }
    // Half past twelve in the lunch break: five minutes of working time are over at 13:35.
    let lunch = |within: &str| {
        format!(
            r#"hours = [{{ from = "08:00", to = "12:00" }}, {{ from = "13:30", to = "18:00" }}], reaction = {{ within = "{within}" }}"#
        )
    };
    for (within, from, breached) in
        [("5m", "13:35", "-"), ("301s", "13:35", "-"), ("5m", "13:36", "reaction")]
    {
        promised("1d", &lunch(within), &format!(r#"from = "{from}", to = "18:00""#), "45000")
            .run()
            .sessions(&format!("breached\n {breached}"));
    }
    // Friday 16:50: of half an hour ten minutes pass on Friday, twenty on Monday.
    let week = r#"hours = [{ days = "mon-fri", from = "08:00", to = "17:00" }], reaction = { within = "30m" }"#;
    for (from, breached) in [("08:20", "-"), ("08:21", "reaction")] {
        let monday = format!(r#"days = "mon", from = "{from}", to = "17:00""#);
        promised("7d", week, &monday, "406200").run().sessions(&format!("breached\n {breached}"));
    }
}
