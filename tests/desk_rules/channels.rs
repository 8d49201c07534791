//! What comes through a channel, or does not: outages, campaigns, spam.

use super::{Case, ONE_OPERATOR, desk};

const DOWN: &str = "live_chats.support.outages=[{ from = 'mon 00:01', lasts = '1m' }]";

#[test]
fn telegram_delivers_all_at_once_what_was_written_while_it_was_down() {
    desk(ONE_OPERATOR).with(DOWN).write("support", "0 70 80 119 120").run().sessions(
        "session written arrived wait answered ended
         0-0     0       0       0    0        60
         0-4     120     120     0    120      180
         0-1     70      120     60   180      240
         0-2     80      120     120  240      300
         0-3     119     120     180  300      360",
    );
}

#[test]
fn what_is_too_old_at_the_reconnect_is_lost() {
    desk(ONE_OPERATOR)
        .with(DOWN)
        .with("live_chats.support.outages.0.replay_window=45s")
        .write("support", "70 80")
        .run()
        .sessions(
            "session written arrived outcome reason
             0-0     70      70      refused channel-down
             0-1     80      120     closed  -",
        );
}

#[test]
fn whatsapp_loses_what_was_written_while_it_was_down() {
    desk(ONE_OPERATOR)
        .with(DOWN)
        .with("live_chats.support.channel=whatsapp")
        .write("support", "59 60 119 120")
        .run()
        .sessions(
            "written arrived outcome reason
             59      59      closed  -
             60      60      refused channel-down
             119     119     refused channel-down
             120     120     closed  -",
        )
        .figures("live_chats", &["support"], &[("refused", 2.0), ("refused_channel_down", 2.0)]);
}

#[test]
fn who_tries_again_while_the_channel_is_down_comes_when_it_is_up() {
    desk(ONE_OPERATOR)
        .with("live_chats.support.topics.question.patience=20s")
        .with("live_chats.support.retrial={ chance = 1, delay = '40s' }")
        .with(DOWN)
        .write("support", "0 10")
        .run()
        .sessions(
            "session written arrived outcome   answered
             0-0     0       0       closed    0
             0-1     10      10      abandoned -
             0-1.1   70      120     closed    120",
        );
}

/// Each message is spam of the same sender, which an operator marks after twenty seconds.
const SPAM: &str = "live_chats.support.spam={ share = 1, senders = 1, mark = '20s' }";

/// With an edition that has the mark (rule E-04).
fn marking() -> Case {
    desk(ONE_OPERATOR)
        .with("edition={ name = 'chatdesk', named_licenses = 9 }")
        .with("live_chats.support.supervisors=['operators']")
}

#[test]
fn spam_takes_time_until_it_is_marked_and_its_sender_is_then_blocked() {
    marking()
        .with(SPAM)
        .write("support", "0 10 50")
        .run()
        .sessions(
            "arrived outcome reason  topic answered ended
             0       spam    marked  spam  0        20
             10      spam    marked  spam  20       40
             50      spam    blocked spam  -        50",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("offered", 0.0), ("spam", 3.0), ("spam_blocked", 1.0), ("answered", 0.0)],
        )
        .figures("groups", &["operators"], &[("taken", 2.0), ("occupancy", 40.0 / 3600.0)]);
}

#[test]
fn an_entry_of_the_blocklist_may_expire_and_may_be_there_from_the_start() {
    marking()
        .with(SPAM)
        .with("live_chats.support.spam.blocklist_duration=25s")
        .write("support", "0 44 45")
        .run()
        .sessions(
            "arrived outcome reason  ended
             0       spam    marked  20
             44      spam    blocked 44
             45      spam    marked  65",
        );
    marking()
        .with(SPAM)
        .with("live_chats.support.spam.blocked=1")
        .write("support", "0")
        .run()
        .sessions("arrived reason answered\n0 blocked -");
    // No employee is ever put on the list, and wrap-up is for clients.
    marking()
        .with(SPAM)
        .with("live_chats.support.spam.blocklist_chance=0")
        .with("groups.operators.wrap_up=30s")
        .write("support", "0 10 50")
        .run()
        .sessions("arrived answered ended\n0 0 20\n10 20 40\n50 50 70");
}

#[test]
fn who_is_on_the_whitelist_too_is_let_in() {
    // E-B1: white beats black, be it from the start or after the mark.
    for blocked in ["0", "1"] {
        marking()
            .with(SPAM)
            .with(&format!("live_chats.support.spam.blocked={blocked}"))
            .with("live_chats.support.spam.whitelisted=1")
            .write("support", "0 50")
            .run()
            .sessions(
                "arrived outcome reason answered ended
                 0       spam    marked 0        20
                 50      spam    marked 50       70",
            )
            .figures("live_chats", &["support"], &[("spam", 2.0), ("spam_blocked", 0.0)]);
    }
    // Two senders, both blocked: one of them is let in, each time the same.
    let played = marking()
        .with("live_chats.support.spam={ share = 1, senders = 2, mark = '20s', blocked = 1 }")
        .with("live_chats.support.spam.whitelisted=0.5")
        .write("support", "0 100 200 300 400 500 600 700 800 900")
        .run();
    let blocked = played.figure("live_chats", &["support"], "spam_blocked");
    assert!(blocked > 0.0 && blocked < 10.0, "{blocked} of 10");
}

#[test]
fn a_client_who_is_on_the_blocklist_by_mistake_is_kept_out_and_counts_apart() {
    // Hardly any real spam; it would have another topic.
    marking()
        .with("live_chats.support.spam={ share = 0.000001, mark = '20s', mistakenly_blocked = 1 }")
        .with("live_chats.support.retrial={ chance = 1, delay = '40s' }")
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived outcome reason   topic    answered ended
             0       spam    mistaken question -        0
             10      spam    mistaken question -        10",
        )
        .figures(
            "live_chats",
            &["support"],
            &[("offered", 0.0), ("spam", 2.0), ("spam_blocked", 2.0), ("spam_mistaken", 2.0)],
        )
        .figures("groups", &["operators"], &[("taken", 0.0), ("occupancy", 0.0)]);
    // Some of the clients, and no others, are missing: the rest is answered as ever.
    let played = marking()
        .with(
            "live_chats.support.spam={ share = 0.000001, mark = '20s', mistakenly_blocked = 0.5 }",
        )
        .write("support", "0 100 200 300 400 500 600 700 800 900")
        .run();
    let count = |column| played.figure("live_chats", &["support"], column);
    assert_eq!(count("spam_mistaken") + count("answered"), 10.0);
    assert!(count("spam_mistaken") > 0.0 && count("answered") > 0.0);
}

#[test]
fn a_campaign_brings_exactly_as_many_within_its_time() {
    for spread in ["even", "falling", "peak"] {
        let campaign = format!(
            "live_chats.support.arrivals=[{{ campaign = {{ at = 'mon 00:10', clients = 600, \
             over = '2m', spread = '{spread}' }} }}]"
        );
        let played = marking().with("run.interval=1m").with(&campaign).run();
        played.figures("live_chats", &["support"], &[("offered", 600.0)]);
        let come = |at| played.figure("intervals", &["support", at], "offered");
        let (first, second) = (come("600"), come("660"));
        assert_eq!(first + second, 600.0, "{spread}");
        // 300 of 600 come in each half, or 450 in the first where they fall: five standard errors.
        let half = if spread == "falling" { 450.0 } else { 300.0 };
        assert!((first - half).abs() < 62.0, "{spread}: {first}");
    }
}

/// Anna answers employees and clients who write by Telegram or WhatsApp, a minute each.
const THREE_CHANNELS: &str = concat!(
    an_hour!(),
    r#"
client_groups = [{ name = "office" }, { name = "factory" }]

[[groups]]
name = "operators"
members = ["anna"]
limit = 1
"#,
    experts!(),
    r#"
[[live_chats]]
name = "desk"
channel = ["internal", "telegram", "whatsapp"]
clients = ["office"]
operators = ["operators", "experts"]
supervisors = ["experts"]
default_routing = "group-queue"
rules = [{ when = { channel = "whatsapp" }, action = "invite-group", group = "experts" }]
arrivals = [
    { client_group = "office", replay = "office.csv", column = "at" },
    { channel = "telegram", replay = "telegram.csv", column = "at" },
    { channel = "whatsapp", replay = "whatsapp.csv", column = "at" },
    { client_group = "factory", replay = "factory.csv", column = "at" },
]
topics = [{ name = "question", effort = "60s" }]
"#
);

#[test]
fn several_channels_of_a_live_chat_share_its_operators_and_are_told_apart() {
    // E-C1, E-C2: from outside anybody may write, of the users those of the groups alone.
    desk(THREE_CHANNELS)
        .write("office", "0")
        .write("telegram", "10")
        .write("whatsapp", "20")
        .write("factory", "30")
        .run()
        .sessions(
            "channel  arrived outcome reason        first_operator answered
             internal 0       closed  -             anna           0
             telegram 10      closed  -             anna           60
             whatsapp 20      closed  -             boris          20
             internal 30      refused not-permitted -              -",
        )
        .figures("channels", &["desk", "internal"], &[("offered", 2.0), ("refused", 1.0)])
        .figures("channels", &["desk", "telegram"], &[("answered", 1.0), ("asa", 50.0)])
        .figures("channels", &["desk", "whatsapp"], &[("answered", 1.0), ("asa", 0.0)])
        .figures("live_chats", &["desk"], &[("offered", 4.0), ("answered", 3.0)]);
}

#[test]
fn an_outage_keeps_one_channel_down_or_all_and_each_in_its_way() {
    // E-C13: Telegram keeps what is written, WhatsApp loses it.
    let written = |outage: &str| {
        desk(THREE_CHANNELS)
            .with(&format!("live_chats.desk.outages=[{{ {outage} }}]"))
            .write("telegram", "70")
            .write("whatsapp", "80")
            .run()
    };
    written("from = 'mon 00:01', lasts = '1m'").sessions(
        "channel  arrived outcome reason
         whatsapp 80      refused channel-down
         telegram 120     closed  -",
    );
    written("from = 'mon 00:01', lasts = '1m', channel = 'telegram'").sessions(
        "channel  arrived outcome reason
         whatsapp 80      closed  -
         telegram 120     closed  -",
    );
}

#[test]
fn a_second_channel_changes_no_client_who_writes_through_the_first() {
    let one = |channel: &str| {
        desk(ONE_OPERATOR)
            .with(&format!("live_chats.support.channel={channel}"))
            .with("live_chats.support.arrivals=[{ channel = 'telegram', rate = '30/h' }]")
            .with("live_chats.support.topics.question.effort={ exponential = '30s' }")
            .run()
    };
    // Not only when they come: also what they bring, so that every instant is the same.
    let (alone, beside) = (one("telegram"), one("[\"telegram\", \"whatsapp\"]"));
    let columns = "session arrived answered ended";
    assert_eq!(alone.cells(columns), beside.cells(columns));
}
