//! Bots: they answer first, and leave to operators what is left.

use super::{Case, desk};

/// A bot that takes a hundred seconds, and behind it anna, who takes sixty.
const BOT: &str = concat!(
    an_hour!(),
    general!(),
    experts!(),
    leads!(),
    r#"
[[live_chats]]
name = "help"
channel = "telegram"
operators = ["general", "experts"]
supervisors = ["leads"]
selection = "listed"
arrivals = [{ replay = "help.csv", column = "at" }]
topics = [{ name = "question", effort = "60s", patience = "5m" }]
rules = [{ action = "bot" }]
bot = { time = "100s" }
"#
);

fn bot(settings: &str) -> Case {
    desk(BOT).with(&format!("live_chats.help.bot={{ time = \"100s\", {settings} }}"))
}

#[test]
fn a_bot_answers_as_many_at_once_as_come_and_closes_what_it_contains() {
    // E-S4, E-S14.
    bot("containment = 1.0")
        .write("help", "0 0 0 30")
        .run()
        .sessions(
            "outcome   answered ended with_bot
             contained -        100   100
             contained -        100   100
             contained -        100   100
             contained -        130   100",
        )
        .figures(
            "live_chats",
            &["help"],
            &[
                ("contained", 4.0),
                ("bot_sessions", 4.0),
                ("bot_share", 1.0),
                ("bot_closed", 4.0),
                ("bot_time", 100.0),
                ("with_bot", 400.0 / 3600.0),
                ("answered", 0.0),
                ("asa", f64::NAN),
            ],
        );
}

#[test]
fn whom_the_bot_hands_off_waits_in_the_queue_and_the_wait_begins_there() {
    // E-S11; a first reply is an operator's.
    bot("containment = 0")
        .write("help", "0 0 0")
        .run()
        .sessions(
            "answered wait first_operator ended with_bot
             100      0    anna           160   100
             100      0    boris          160   100
             160      60   anna           220   100",
        )
        .figures(
            "live_chats",
            &["help"],
            &[("bot_handed_off", 3.0), ("bot_share", 0.0), ("asa", 20.0), ("common_visits", 3.0)],
        );
}

#[test]
fn a_bot_hands_off_to_the_group_that_it_was_told() {
    // E-S12: and no rule is tried again.
    bot(r#"hand_off_to = "experts""#)
        .write("help", "0 0")
        .run()
        .sessions("answered first_operator\n 100 boris\n 160 boris");
}

#[test]
fn without_a_group_it_takes_the_way_of_the_distribution() {
    bot("containment = 0")
        .with(r#"live_chats.help.default_routing="group-queue""#)
        .with(r#"live_chats.help.default_group="experts""#)
        .write("help", "0 0")
        .run()
        .sessions("answered first_operator\n 100 boris\n 160 boris");
    bot("containment = 0")
        .with(r#"live_chats.help.default_routing="supervisor""#)
        .with(r#"live_chats.help.supervision={ reaction = "9s" }"#)
        .write("help", "0 0")
        .run()
        .sessions("answered supervisor\n 109 olga\n 169 olga");
}

#[test]
fn a_client_who_stops_writing_is_noticed_after_a_while() {
    bot(r#"silent = 1.0, auto_finish = "10m""#)
        .write("help", "0 7")
        .run()
        .sessions("outcome ended\n contained 700\n contained 707")
        .figures("live_chats", &["help"], &[("bot_auto_finished", 2.0), ("bot_closed", 2.0)]);
}

#[test]
fn no_client_gives_up_while_a_bot_answers() {
    bot("containment = 0")
        .with("live_chats.help.topics.question.patience=50s")
        .write("help", "0 0 0")
        .run()
        .sessions(
            "outcome   wait
             closed    0
             closed    0
             abandoned 50",
        );
}

#[test]
fn with_the_licenses_bots_expire() {
    // E-09: who is with the bot is handed off, and no other session is given to it.
    bot("containment = 1.0")
        .with("edition.expires=50s")
        .write("help", "0 49 50 51")
        .run()
        .sessions(
            "answered first_operator with_bot
             50       anna           50
             50       boris          1
             110      anna           0
             110      boris          0",
        );
}

#[test]
fn an_operator_moves_a_session_to_the_bot() {
    // E-S10. Anna did her part, so it is an answered session, and closed.
    bot("containment = 1.0")
        .with("live_chats.help.rules=[]")
        .with(r#"live_chats.help.topics.question.transfers=[{ to = "bot", chance = 1.0 }]"#)
        .write("help", "0")
        .run()
        .sessions("outcome answered ended path with_bot\n closed 0 160 bot 100")
        .figures(
            "live_chats",
            &["help"],
            &[
                ("contained", 0.0),
                ("closed", 1.0),
                ("bot_closed", 1.0),
                // Anna's part alone, and with the bot's.
                ("handle_time", 60.0),
                ("answer_to_close", 160.0),
            ],
        )
        .figures("transfers", &["general", "bot"], &[("transferred", 1.0), ("answered", 1.0)]);
}

#[test]
fn and_gets_it_back_if_the_bot_cannot_help() {
    let both = r#"live_chats.help.topics.question.transfers=[{ from = "general", to = "bot", chance = 1.0 }]"#;
    bot(r#"hand_off_to = "experts""#)
        .with("live_chats.help.rules=[]")
        .with(both)
        .write("help", "0")
        .run()
        .sessions("answered last_operator ended with_bot\n 0 boris 220 100")
        .figures("live_chats", &["help"], &[("asa", 0.0), ("bot_handed_off", 1.0)]);
}

#[test]
fn at_the_end_of_a_shift_the_bot_may_take_over() {
    let ends = |keeps: &str| {
        bot(&format!("containment = 1.0{keeps}"))
            .with("live_chats.help.rules=[]")
            .with("live_chats.help.operators=[\"general\"]")
            .with("shifts=[{ name = \"short\", from = \"00:00\", to = \"00:01\" }]")
            .with(r#"groups.general.shifts=["short"]"#)
            .with(r#"groups.general.end_of_shift="hand-back""#)
            .with("live_chats.help.topics.question.effort=100s")
            .write("help", "0")
            .run()
    };
    ends(r#", at_shift_end = "yes""#).sessions("outcome ended with_bot\n closed 160 100");
    // Otherwise no operator is there, and after five minutes the client gives up.
    ends("").sessions("outcome ended with_bot\n lost-after-transfer 360 0");
}

#[test]
fn a_service_level_takes_a_session_from_the_bot() {
    let promised = |goal: &str, time: &str| {
        bot("containment = 1.0")
            .with("edition.enable_lines_sla=on")
            .with(&format!(
                r#"live_chats.help.sla=[{{ name = "gold", around_the_clock = "yes", {goal} = {{ within = "30s", breach = "to-group", group = "experts" }} }}]"#
            ))
            .with(r#"live_chats.help.rules=[{ action = "bot", sla = "gold" }]"#)
            .with(&format!("live_chats.help.bot_time={time}"))
            .write("help", "0")
            .run()
    };
    let taken = |breached: &str| {
        format!("answered first_operator with_bot breached\n 30 boris 30 {breached}")
    };
    promised("reaction", "included").sessions(&taken("reaction"));
    promised("closing", "excluded").sessions(&taken("closing"));
    // Where its time does not count, the bot has reacted.
    promised("reaction", "excluded").sessions("outcome with_bot breached\n contained 100 -");
}

/// One client talks to the bot for five minutes from 0 on, another writes to a live chat without a bot
/// at 240; their operator comes at 600 and needs ten seconds for each.
const TWO_WAYS: &str = r#"
run = { horizon = "3h", replications = 1, at_horizon = "drain" }
edition = { name = "chatdesk", named_licenses = 9, enable_lines_sla = "on" }
shifts = [{ name = "late", from = "00:10", to = "12:00" }]
groups = [
    { name = "ops", count = 1, limit = 1, shifts = ["late"] },
    { name = "leads", count = 1 },
]

[[live_chats]]
name = "viabot"
channel = "website"
operators = ["ops"]
supervisors = ["leads"]
default_routing = "group-queue"
rules = [{ action = "bot" }]
bot = { time = "5m" }
arrivals = [{ replay = "viabot.csv", column = "at" }]
topics = [{ name = "viabot", effort = "10s" }]

[[live_chats]]
name = "direct"
channel = "website"
operators = ["ops"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "direct.csv", column = "at" }]
topics = [{ name = "direct", effort = "10s" }]
"#;

#[test]
fn time_with_a_bot_counts_in_a_sessions_age_where_that_is_said() {
    let two = || desk(TWO_WAYS).write("viabot", "0").write("direct", "240");
    // From the hand-off at 300: the other has waited longer.
    let handed_off = "live_chat answered wait\n viabot 610 310\n direct 600 360";
    two().run().sessions(handed_off);
    // Whether a transfer keeps the age is another matter.
    two().with("live_chats.viabot.queue_age=reset").run().sessions(handed_off);
    two()
        .with("live_chats.viabot.bot_time=included")
        .run()
        .sessions("live_chat answered wait\n viabot 600 600\n direct 610 370")
        .figures("live_chats", &["viabot"], &[("asa", 600.0), ("wait_max", 600.0)]);
}

#[test]
fn overflow_that_counts_from_the_arrival_counts_by_the_same_age() {
    let case = |from: &str, time: &str| {
        desk(TWO_WAYS)
            .write("viabot", "0")
            .with(r#"groups.ops.queue.overflow=[{ after = "3m", action = "missed" }]"#)
            .with(&format!("groups.ops.queue.overflow_from={from}"))
            .with(&format!("live_chats.viabot.bot_time={time}"))
            .run()
    };
    // Three minutes after the hand-off; or three minutes are over when it comes.
    case("arrival", "excluded").sessions("outcome ended wait\n flowed-out 480 180");
    case("arrival", "included").sessions("outcome ended wait\n flowed-out 300 300");
    case("queue-entry", "excluded").sessions("outcome ended\n flowed-out 480");
    case("queue-entry", "included").sessions("outcome ended\n flowed-out 480");
}

#[test]
fn the_reaction_that_is_promised_counts_by_the_same_age() {
    // Six minutes after the hand-off at 300 are over at 660, six after the arrival at 360.
    let case = |within: &str, time: &str| {
        desk(TWO_WAYS)
            .write("viabot", "0")
            .with(r#"live_chats.viabot.rules=[{ action = "bot", sla = "gold" }]"#)
            .with(&format!(
                r#"live_chats.viabot.sla=[{{ name = "gold", around_the_clock = "yes", reaction = {{ within = "{within}", remind = "2m" }} }}]"#
            ))
            .with(&format!("live_chats.viabot.bot_time={time}"))
            .run()
    };
    let reaction = ["viabot", "gold", "reaction"];
    case("6m", "excluded").sessions("answered breached\n 600 -").figures(
        "sla",
        &reaction,
        &[("met", 1.0), ("reminded", 1.0)],
    );
    case("6m", "included").sessions("answered breached\n 600 reaction").figures(
        "sla",
        &reaction,
        &[("breached", 1.0), ("overrun", 240.0), ("reminded", 1.0)],
    );
    // What is left when the bot takes it is left when it hands it off.
    case("299s", "excluded").sessions("breached\n reaction");
    case("300s", "excluded").sessions("breached\n -");
}

#[test]
fn a_reaction_that_only_a_bot_gave_is_met() {
    desk(TWO_WAYS)
        .write("viabot", "0")
        .with(r#"live_chats.viabot.rules=[{ action = "bot", sla = "gold" }]"#)
        .with(r#"live_chats.viabot.bot={ time = "5m", containment = "100%" }"#)
        .with(r#"live_chats.viabot.sla=[{ name = "gold", around_the_clock = "yes", reaction = { within = "1m" } }]"#)
        .run()
        .sessions("outcome breached\n contained -")
        .figures("sla", &["viabot", "gold", "reaction"], &[("met", 1.0)]);
}
