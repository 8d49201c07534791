//! Who comes again, busy days and bursts, as the scenario may wrongly state them.

use deskload::plan::{Arrivals, CampaignSpread, PiecewiseLinear, RateShape};

use super::faults::{changed, check, read_text};
use super::rendered;

/// The arrivals of the desk of these tests replaced.
fn arriving(how: &str) -> String {
    changed("rate = \"30/h\"", how)
}

/// More about the live chat: after its arrivals and before its topics.
fn more(table: &str) -> String {
    changed("[[live_chats.topics]]", &format!("{table}\n\n[[live_chats.topics]]"))
}

#[test]
fn each_source_has_the_keys_that_belong_to_it() {
    check(
        &arriving("population = 20"),
        "missing-key",
        "population = ¦20",
        &["needs `think`", "exponential = \"8h\""],
    );
    check(
        &arriving("population = 20\nthink = \"0s\""),
        "out-of-range",
        "think = ¦\"0s\"",
        &["`think` is more than nothing"],
    );
    check(
        &arriving("rate = \"30/h\"\nthink = \"5m\""),
        "no-effect",
        "think = ¦\"5m\"",
        &["`think` does not belong to `rate`"],
    );
    check(
        &arriving("rate = \"30/h\"\nsine = { mean = \"30/h\", amplitude = 0.5 }"),
        "one-of",
        "[[live_chats.arrivals]]",
        &["exactly one of `rate`"],
    );
    check(
        &arriving(
            "campaign = { at = \"tue 10:00\", clients = 9, over = \"1h\" }\n\
             burst = { factor = 2, on = \"1m\", off = \"1m\" }",
        ),
        "no-effect",
        "{ factor = 2",
        &["`burst` does not belong to `campaign`"],
    );
    check(
        &arriving("rate = \"30/h\"\nburst = { factor = 2, on = \"0s\", off = \"1m\" }"),
        "out-of-range",
        "on = ¦\"0s\"",
        &["`on` is more than nothing"],
    );
}

#[test]
fn lines_that_repeat_fill_what_they_repeat_in() {
    let lines =
        |rest: &str| arriving(&format!("rates = [\"0/h\", \"36/h\"]\nevery = \"6h\"\n{rest}"));
    check(
        &lines("interpolation = \"linear\"\nrepeat = \"24h\""),
        "conflict",
        "repeat = ¦\"24h\"",
        &["2 lines of 6h, the last back to the first, last 12h", "repeat = \"12h\""],
    );
    let reading = read_text(&lines("interpolation = \"linear\"\nrepeat = \"12h\""));
    let plan = reading.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&reading)));
    let Arrivals::Varying(varying) = &plan.flows[0].arrivals else { panic!("a varying rate") };
    let RateShape::PiecewiseLinear(PiecewiseLinear { points, repeats, .. }) = &varying.shape else {
        panic!("lines")
    };
    assert_eq!((points.as_slice(), *repeats), ([0.0, 0.01].as_slice(), true));
}

#[test]
fn a_campaign_begins_in_the_week_that_it_says() {
    let campaign = |rest: &str| {
        arriving(&format!("campaign = {{ at = \"tue 10:00\", clients = 9, over = \"1h\"{rest} }}"))
    };
    let reading = read_text(&campaign(", spread = \"peak\""));
    let plan = reading.plan.as_ref().unwrap_or_else(|| panic!("{}", rendered(&reading)));
    let Arrivals::Campaign(found) = &plan.flows[0].arrivals else { panic!("a campaign") };
    assert_eq!((found.start.as_secs_f64(), found.spread), (34.0 * 3600.0, CampaignSpread::Peak));
    check(
        &campaign(", week = 2"),
        "never",
        "at = ¦\"tue 10:00\"",
        &["after the end of the run", "the run lasts 5d"],
    );
}

#[test]
fn busyness_that_changes_nothing_is_no_busyness() {
    check(
        &more("[live_chats.busyness]"),
        "no-effect",
        "[live_chats.busyness]",
        &["neither days nor intervals vary"],
    );
    check(
        &more("[live_chats.busyness]\nday = 0.2\ncorrelation = 0.5"),
        "needs",
        "correlation = ¦0.5",
        &["says how intervals vary, but they do not"],
    );
    let closed = more("[live_chats.busyness]\nday = 0.2")
        .replace("rate = \"30/h\"", "population = 5\nthink = \"5m\"");
    check(
        &closed,
        "no-effect",
        "[live_chats.busyness]",
        &["no source of arrivals here has a rate"],
    );
}

#[test]
fn a_website_knows_no_client_again_and_employees_send_no_spam() {
    let returning = "[live_chats.returns]\nchance = 0.2\nafter = \"1h\"\n\
                     on_return = \"reopen-to-last\"";
    let internal = "channel = \"internal\"\nclients = [\"office\"]";
    let website = more(returning).replace(internal, "channel = \"website\"");
    check(&website, "E-C11", "on_return = ¦\"reopen-to-last\"", &["anonymous"]);
    check(
        &more("[live_chats.returns]\nchance = 0.2\nafter = \"1h\"\nwithin = \"2h\""),
        "no-effect",
        "within = ¦\"2h\"",
        &["belongs to `reopen-to-last`"],
    );
    check(
        &more("[live_chats.spam]\nshare = \"10%\"\nmark = \"20s\""),
        "E-B2",
        "[live_chats.spam]",
        &["internal users cannot be blocked"],
    );
    check(
        &more("[live_chats.retrial]\nchance = 0\ndelay = \"1m\""),
        "out-of-range",
        "chance = ¦0",
        &["never comes true"],
    );
    check(
        &more("[live_chats.retrial]\nchance = 0.5\ndelay = \"0s\""),
        "out-of-range",
        "delay = ¦\"0s\"",
        &["a second or more"],
    );
}

#[test]
fn a_whitelist_is_for_those_who_are_blocked() {
    let spam = |rest: &str| {
        let text = format!("[live_chats.spam]\nshare = \"10%\"\nmark = \"20s\"\n{rest}");
        let internal = "channel = \"internal\"\nclients = [\"office\"]";
        more(&text).replace(internal, "channel = \"telegram\"")
    };
    check(
        &spam("blocklist_chance = 0\nwhitelisted = 0.5"),
        "E-B1",
        "whitelisted = ¦0.5",
        &["no client is ever on the blocklist"],
    );
    check(
        &spam("mistakenly_blocked = 1.5"),
        "bad-value",
        "mistakenly_blocked = ¦1.5",
        &["a share lies between 0 and 1", "for 1.5 per cent write \"1.5%\""],
    );
    check(
        &spam("mistakenly_blocked = \"150%\""),
        "bad-value",
        "mistakenly_blocked = ¦\"150%\"",
        &["a share lies between 0 and 1", "a percentage of all is at most \"100%\""],
    );
}

#[test]
fn a_client_who_is_taken_for_spam_is_given_back_where_there_is_such_a_mark() {
    let spam = |rest: &str| {
        let text = format!("[live_chats.spam]\nshare = \"10%\"\nmark = \"20s\"\n{rest}");
        let internal = "channel = \"internal\"\nclients = [\"office\"]";
        more(&text).replace(internal, "channel = \"telegram\"")
    };
    check(
        &spam("false_spam = \"2%\""),
        "E-S15",
        "false_spam = ¦\"2%\"",
        &["needs `unmark_delay`", "exponential = \"10m\""],
    );
    check(
        &spam("unmark_delay = \"5m\""),
        "E-S15",
        "unmark_delay = ¦\"5m\"",
        &["no client is marked"],
    );
    check(
        &spam("false_spam = \"2%\"\nunmark_delay = \"0s\""),
        "out-of-range",
        "unmark_delay = ¦\"0s\"",
        &["more than nothing"],
    );
    // Sessions of the internal channel are never spam.
    check(
        &more(
            "[live_chats.spam]\nshare = \"10%\"\nmark = \"20s\"\nfalse_spam = 1\nunmark_delay = \"5m\"",
        ),
        "E-B2",
        "[live_chats.spam]",
        &["E-S15", "external channels"],
    );
}

#[test]
fn outages_do_not_overlap() {
    let two = "[[live_chats.outages]]\nfrom = \"mon 10:00\"\nlasts = \"2h\"\n\n\
               [[live_chats.outages]]\nfrom = \"mon 11:00\"\nlasts = \"2h\"";
    check(
        &more(two),
        "conflict",
        "lasts = \"2h\"\n\n¦[[live_chats.outages]]",
        &["begins before another ends", "still down because of this one"],
    );
    check(
        &more(
            "[[live_chats.outages]]\nfrom = \"mon 10:00\"\nlasts = \"2h\"\nreplay_window = \"1h\"",
        ),
        "no-effect",
        "replay_window = ¦\"1h\"",
        &["belongs to `messages = \"replay\"`"],
    );
}

#[test]
fn on_some_channels_only_clients_begin() {
    let outreach = |who: &str| arriving(&format!("rate = \"30/h\"\nbegun_by = \"{who}\""));
    assert!(read_text(&outreach("group:general")).plan.is_some());
    let website = outreach("group:general")
        .replace("channel = \"internal\"\nclients = [\"office\"]", "channel = \"website\"");
    check(&website, "E-C9", "begun_by = ¦\"group:general\"", &["only clients begin"]);
    check(&outreach("general"), "unknown-word", "begun_by = ¦\"general\"", &["\"group:general\""]);
    check(&outreach("group:leads"), "E-C10", "begun_by = ¦\"group:leads\"", &["not among"]);
}

/// Rule E-C9, for every channel and both who may begin beside clients.
#[test]
fn on_each_channel_those_begin_who_may() {
    let others = ["whatsapp", "telegram", "mail", "custom"];
    for who in ["group:general", "system"] {
        for channel in ["viber", "vk", "website", "telegram-bot", "vk-teams"].iter().chain(&others)
        {
            let text = arriving(&format!("rate = \"30/h\"\nbegun_by = \"{who}\"")).replace(
                "channel = \"internal\"\nclients = [\"office\"]",
                &format!("channel = \"{channel}\""),
            );
            let known = text.replace("begun_by", "known_clients = \"yes\"\nbegun_by");
            let refused = |text: &str| {
                let outcome = read_text(text);
                let said = outcome.diagnostics.iter().any(|one| one.code() == "E-C9");
                assert_eq!(said, outcome.plan.is_none(), "{channel}\n{}", rendered(&outcome));
                said
            };
            let never = ["viber", "vk", "website"].contains(channel);
            assert_eq!(refused(&text), !others.contains(channel), "{who} on {channel}");
            // Visitors of a website are not known again, which is a fault of its own.
            if *channel != "website" {
                assert_eq!(refused(&known), never, "known, {who} on {channel}");
            }
        }
    }
    let website = arriving("rate = \"30/h\"\nknown_clients = \"yes\"")
        .replace("channel = \"internal\"\nclients = [\"office\"]", "channel = \"website\"");
    check(&website, "E-C11", "known_clients = ¦\"yes\"", &["none is known from before"]);
}

#[test]
fn what_never_counts_as_failed_is_not_passed_over() {
    let retrial = |keys: &str| {
        changed(
            "supervisors =",
            &format!("retrial = {{ chance = 0.5, delay = \"5m\", {keys} }}\nsupervisors ="),
        )
    };
    let sent = retrial("after = \"refusal\", flow_outs = \"counts\"");
    check(&sent, "no-effect", "\"counts\"", &["only refusals"]);
    let closed = retrial("after = \"abandonment\", delay_if_closed = \"from-opening\"");
    check(&closed, "no-effect", "\"from-opening\"", &["being refused"]);
}

#[test]
fn who_is_reminded_and_when_is_said_in_full() {
    let idle = |keys: &str| changed("supervisors =", &format!("{keys}\nsupervisors ="));
    let silent = |keys: &str| idle(&format!("inactivity = {{ {keys} }}"));
    check(&silent("remind_after = \"5m\""), "needs", "\"5m\"", &["never comes"]);
    check(
        &silent("close = \"5m\", remind_after = \"5m1s\""),
        "wrong-order",
        "\"5m1s\"",
        &["closed already"],
    );
    check(
        &silent("close = \"5m\", reminder_response_time = \"9s\""),
        "needs",
        "\"9s\"",
        &["remind_after"],
    );
    let wakes = silent("close = \"5m\", remind_after = \"4m\", reminder_response = 0.77");
    check(&wakes, "missing-key", "0.77", &["reminder_response_time"]);
    let unanswered =
        silent("close = \"5m\", remind_after = \"4m\", reminder_response_time = \"9s\"");
    check(&unanswered, "needs", "\"9s\"", &["no client answers the reminder"]);
    let operator = idle("operator_inactivity = { notify = \"6m\", close = \"5m\" }");
    check(&operator, "wrong-order", "\"5m\"", &["before it is noticed"]);
}
