//! A session changes hands: cold, warm, offered, across live chats, and back to the sender.

use super::{Case, desk};

/// Anna answers `support` for a minute and transfers all of it to the expert boris, who takes two.
/// On `direct` clients reach boris without her; there he takes 100 s. Clara is in reserve.
const EXPERT: &str = concat!(
    an_hour!(),
    general!(),
    experts!(),
    r#"
[[groups]]
name = "reserve"
members = ["clara"]
limit = 1

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general", "experts", "reserve"]
supervisors = ["leads"]
default_routing = "group-queue"
transfer_rules = { max_failed_transfers = 1 }
arrivals = [{ replay = "support.csv", column = "at" }]

[[live_chats.topics]]
name = "payroll"
effort = "60s"
effort_at = { experts = "120s" }
transfers = [{ from = "general", to = "experts", chance = "100%" }]

[[live_chats]]
name = "direct"
channel = "whatsapp"
operators = ["experts"]
supervisors = ["leads"]
default_routing = "group-queue"
arrivals = [{ replay = "direct.csv", column = "at" }]
topics = [{ name = "tax", effort = "100s" }]
"#
);

const TRANSFERS: &str = "live_chats.support.transfer_rules";
const PAYROLL: &str = "live_chats.support.topics.payroll";

pub(super) fn expert(how: &str) -> Case {
    desk(EXPERT).with(&format!("{TRANSFERS}.mode={how}"))
}

fn transferred(how: &str) -> Case {
    desk(EXPERT)
        .with(&format!("{PAYROLL}.transfers=[{{ from = \"general\", chance = \"100%\", {how} }}]"))
}

fn boris_comes_at_five(case: Case) -> Case {
    case.with(r#"shifts=[{ name = "late", from = "00:05", to = "02:00" }]"#)
        .with(r#"groups.experts.shifts=["late"]"#)
}

#[test]
fn in_a_warm_transfer_the_sender_is_blocked_until_the_expert_takes_over() {
    expert("warm")
        .write("direct", "0")
        .write("support", "0 10")
        .run()
        .sessions(
            "live_chat arrived answered wait_after_transfers last_operator ended
             support   0       0        40                   boris         220
             direct    0       0        0                    boris         100
             support   10      100      60                   boris         340",
        )
        // With a client from 0 to 60 and from 100 to 160, blocked from 60 to 100 and 160 to 220.
        .figures(
            "operators",
            &["anna"],
            &[
                ("taken", 2.0),
                ("occupancy", 120.0 / 3600.0),
                ("occupancy_held", 100.0 / 3600.0),
                ("occupancy_total", 220.0 / 3600.0),
                ("handle_time", 60.0),
            ],
        )
        .figures("transfers", &["general", "experts"], &[("transferred", 2.0), ("wait", 50.0)]);
}

#[test]
fn the_briefing_is_work_for_both() {
    // Boris takes the first at 100 and, with the 15 s, has it until 235; anna is free at 115.
    expert("warm")
        .with(&format!("{TRANSFERS}.briefing=15s"))
        .write("direct", "0")
        .write("support", "0 10")
        .run()
        .sessions(
            "live_chat arrived answered wait_after_transfers ended
             support   0       0        40                   235
             direct    0       0        0                    100
             support   10      115      60                   370",
        )
        .figures(
            "operators",
            &["anna"],
            &[("occupancy", 120.0 / 3600.0), ("occupancy_held", 130.0 / 3600.0)],
        );
}

#[test]
fn in_company_no_client_loses_patience() {
    for (how, outcome, ended) in [("warm", "closed", 220), ("cold", "lost-after-transfer", 90)] {
        expert(how)
            .with(&format!("{PAYROLL}.patience=30s"))
            .write("direct", "0")
            .write("support", "0")
            .run()
            .sessions(&format!(
                "live_chat outcome   ended
                 support   {outcome} {ended}
                 direct    closed    100"
            ));
    }
}

#[test]
fn a_blocked_operator_leaves_when_the_expert_has_come() {
    // Anna's shift ends at 60 as she is done; boris comes at 300.
    boris_comes_at_five(expert("warm"))
        .with(r#"shifts=[{ name = "late", from = "00:05", to = "02:00" }, { name = "short", from = "00:00", to = "00:01" }]"#)
        .with(r#"groups.general.shifts=["short"]"#)
        .write("support", "0")
        .run()
        .sessions(
            "answered wait_after_transfers ended
             0        240                  420",
        )
        .figures("operators", &["anna"], &[("online_hours", 300.0 / 3600.0)]);
}

/// Boris takes ten seconds to answer.
pub(super) fn offered(more: &str) -> Case {
    transferred(&format!("to = \"experts\", mode = \"offered\", accept = \"10s\"{more}"))
}

#[test]
fn an_offered_session_stays_with_the_sender_until_it_is_accepted() {
    // The second is offered at 130, when boris has the first: anna goes on with it, and closes it
    // where she would transfer it again.
    offered("")
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived answered path    wait_after_transfers last_operator outcome ended
             0       0        experts 0                    boris         closed  190
             10      70       -       0                    anna          closed  190",
        )
        .figures(
            "transfers",
            &["general", "experts"],
            &[("transferred", 1.0), ("answered", 1.0), ("declined", 1.0), ("failed", 1.0)],
        )
        // Reserved from 60 to 70.
        .figures("operators", &["boris"], &[("occupancy_held", 10.0 / 3600.0), ("taken", 1.0)])
        .figures("operators", &["anna"], &[("handle_time", 95.0), ("taken", 2.0)]);
}

#[test]
fn no_answer_in_time_is_a_no_and_frees_the_reserved_slot() {
    // Offered from 60 to 80, and boris would have needed until 90. Meanwhile no other session gets him.
    transferred(r#"to = "experts", mode = "offered", accept = "30s", timeout = "20s""#)
        .write("direct", "65")
        .write("support", "0")
        .run()
        .sessions(
            "live_chat arrived answered last_operator ended
             support   0       0        anna          140
             direct    65      80       boris         180",
        );
}

#[test]
fn who_declines_leaves_the_session_to_the_next_target() {
    offered(r#", decline = "100%", next = ["reserve"], on_failure = "close""#)
        .write("support", "0")
        .run()
        .sessions(
            "path outcome ended
             -    closed  80",
        )
        .figures("transfers", &["general", "experts"], &[("declined", 1.0), ("failed", 1.0)])
        .figures("transfers", &["general", "reserve"], &[("declined", 1.0), ("failed", 0.0)]);
}

/// Boris answers at 70; anna's break begins before that, on the minute.
fn anna_has_gone(case: Case) -> Case {
    let breaks = r#"breaks = [{ from = "00:01", to = "00:05" }]"#;
    case.with(&format!(r#"shifts=[{{ name = "day", from = "00:00", to = "02:00", {breaks} }}]"#))
        .with(r#"groups.general.shifts=["day"]"#)
        .with("groups.general.break_begins=at-once")
        .with("groups.general.wrap_up=30s")
        .write("support", "0")
}

#[test]
fn what_no_operator_accepts_is_cut_short_where_its_sender_has_gone_offline() {
    anna_has_gone(offered(r#", decline = "100%", on_failure = "close""#))
        .run()
        .sessions(
            "path last_operator outcome ended
             -    anna          closed  70",
        )
        .figures("live_chats", &["support"], &[("closed", 1.0), ("closed_unfinished", 1.0)]);
}

#[test]
fn what_was_asked_for_while_online_is_carried_out() {
    for more in ["", r#", decline = "100%", on_failure = "queue""#] {
        anna_has_gone(offered(more)).run().sessions(
            "path    last_operator outcome ended
             experts boris         closed  190",
        );
    }
}

#[test]
fn what_no_operator_accepts_may_wait_for_the_first_target() {
    // Declined at 70, put into boris's queue: he has it from then on.
    offered(r#", decline = "100%", on_failure = "queue""#).write("support", "0").run().sessions(
        "path    last_operator ended
         experts boris         190",
    );
}

#[test]
fn where_no_operator_of_the_target_is_online_the_next_is_tried() {
    boris_comes_at_five(transferred(r#"to = "experts", next = ["operator:clara"]"#))
        .write("support", "0")
        .run()
        .sessions(
            "path  last_operator ended
             clara clara         120",
        )
        .figures("transfers", &["general", "experts"], &[("transferred", 0.0), ("failed", 0.0)])
        .figures("transfers", &["general", "clara"], &[("transferred", 1.0), ("answered", 1.0)]);
}

#[test]
fn what_no_operator_takes_waits_returns_or_is_closed() {
    for (what, path, operator, ended) in [
        ("queue", "experts", "boris", 420),
        ("return", "-", "anna", 120),
        ("close", "-", "anna", 60),
    ] {
        boris_comes_at_five(desk(EXPERT))
            .with(&format!("{TRANSFERS}.on_failure={what}"))
            .write("support", "0")
            .run()
            .sessions(&format!(
                "path   last_operator outcome ended
                 {path} {operator}    closed  {ended}"
            ));
    }
}

#[test]
fn a_session_returns_so_often_and_is_then_closed() {
    boris_comes_at_five(desk(EXPERT))
        .with(&format!("{TRANSFERS}.on_failure=return"))
        .with(&format!("{TRANSFERS}.max_failed_transfers=3"))
        .write("support", "0")
        .run()
        .sessions(
            "path last_operator transfers ended
             -    anna          0         240",
        )
        .figures("transfers", &["general", "experts"], &[("failed", 3.0)]);
}

#[test]
fn an_operator_who_is_hidden_while_offline_gets_nothing() {
    // Rule E-T2: by default the session waits for boris's shift.
    for (offline, operator, ended) in [("shown", "boris", 420), ("hidden", "anna", 120)] {
        boris_comes_at_five(transferred(r#"to = "operator:boris""#))
            .with(&format!("{TRANSFERS}.offline_operators={offline}"))
            .write("support", "0")
            .run()
            .sessions(&format!(
                "last_operator ended
                 {operator}    {ended}"
            ));
    }
}

#[test]
fn a_transfer_may_reset_the_age_that_the_live_chat_keeps() {
    transferred(r#"to = "experts", queue_age = "reset""#)
        .write("direct", "0 30")
        .write("support", "20")
        .run()
        .sessions(
            "live_chat arrived wait_after_transfers ended
             direct    0       0                    100
             support   20      120                  320
             direct    30      0                    200",
        );
}

#[test]
fn a_session_may_cross_to_another_live_chat_where_that_is_allowed() {
    // It waits in the common queue of `direct`, and is still a session of `support`.
    transferred(r#"to = "live_chat:direct""#)
        .with(&format!("{TRANSFERS}.across_live_chats=allowed"))
        .write("support", "0")
        .run()
        .sessions(
            "live_chat path   last_operator last_group ended
             support   direct boris         experts    180",
        )
        .figures("transfers", &["general", "direct"], &[("transferred", 1.0), ("answered", 1.0)])
        .figures("live_chats", &["direct"], &[("offered", 0.0), ("common_visits", 1.0)]);
}

#[test]
fn supervisors_of_another_live_chat_hand_on_what_was_transferred_there() {
    transferred(r#"to = "live_chat:direct""#)
        .with(&format!("{TRANSFERS}.across_live_chats=allowed"))
        .with("live_chats.direct.default_routing=supervisor")
        .with(r#"live_chats.direct.supervision={ reaction = "10s" }"#)
        .write("support", "0")
        .run()
        .sessions(
            "live_chat dispatched last_operator ended
             support   70         boris         190",
        );
}

#[test]
fn who_is_the_target_of_her_own_transfer_is_not_blocked_by_it() {
    transferred(r#"to = "operator:anna", mode = "warm""#)
        .with("run.max_transfers=1")
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived answered path ended
             0       0        anna 120
             10      120      anna 240",
        );
}

/// Boris needs 45 s to answer; from 20 s on clara is asked, who needs 45 s too. Both would accept.
fn twice_offered(more: &str) -> Case {
    transferred(&format!(
        r#"to = "experts", next = ["reserve"], mode = "offered", accept = "45s", timeout = "20s"{more}"#
    ))
    .write("direct", "85")
}

#[test]
fn a_newer_offer_replaces_the_older() {
    // Boris, asked at 60, is free at 80 for a client who writes at 85; clara does not answer from 80
    // to 100 either.
    twice_offered("")
        .write("support", "0")
        .run()
        .sessions(
            "live_chat arrived answered path last_operator ended
             support   0       0        -    anna          160
             direct    85      85       -    boris         185",
        )
        .figures("transfers", &["general", "experts"], &[("declined", 1.0), ("failed", 1.0)])
        .figures("transfers", &["general", "reserve"], &[("declined", 1.0)]);
}

#[test]
fn where_older_offers_stand_the_first_yes_counts_and_frees_the_others() {
    // Boris says yes at 105, which frees clara's slot, kept since 80.
    twice_offered(r#", pending_offers = "keep""#)
        .write("support", "0")
        .run()
        .sessions(
            "live_chat arrived answered path    last_operator ended
             support   0       0        experts boris         225
             direct    85      225      -       boris         325",
        )
        .figures("transfers", &["general", "experts"], &[("declined", 0.0), ("failed", 0.0)])
        .figures("transfers", &["general", "reserve"], &[("declined", 0.0), ("transferred", 0.0)])
        .figures("operators", &["clara"], &[("occupancy_held", 25.0 / 3600.0), ("taken", 0.0)]);
}

#[test]
fn an_offer_that_stands_may_still_be_declined() {
    // Both decline, at 105 and 125; then there is no operator left to be asked.
    twice_offered(r#", pending_offers = "keep", decline = "100%""#)
        .write("support", "0")
        .run()
        .sessions(
            "live_chat arrived answered path last_operator ended
             support   0       0        -    anna          185
             direct    85      105      -    boris         205",
        )
        .figures("transfers", &["general", "experts"], &[("declined", 1.0), ("failed", 1.0)])
        .figures("transfers", &["general", "reserve"], &[("declined", 1.0)]);
}

/// Anna is an expert too, and so a member of the group to which she transfers.
fn among_experts(members: &str, keys: &str) -> Case {
    transferred(&format!("to = \"experts\", {keys}"))
        .with(&format!("groups.experts.members=[{members}]"))
        .with("groups.experts.selection=listed")
}

#[test]
fn a_sender_who_is_excluded_does_not_get_it_back() {
    // Boris has another client until 100; anna is free at 60.
    for (sender, operator, ended) in [("eligible", "anna", 180), ("excluded", "boris", 220)] {
        among_experts(r#""boris", "anna""#, &format!("sender = \"{sender}\""))
            .write("support", "0")
            .write("direct", "0")
            .run()
            .sessions(&format!(
                "live_chat path    last_operator ended
                 support   experts {operator}    {ended}
                 direct    -       boris         100"
            ));
    }
}

#[test]
fn a_sender_whose_offer_no_operator_accepts_is_excluded_from_the_queue_too() {
    // Only boris is asked, from 60 to 70, and declines. Another client has him then, until 170.
    for (sender, operator, ended) in [("eligible", "anna", 190), ("excluded", "boris", 290)] {
        among_experts(
            r#""boris", "anna""#,
            &format!(
                r#"mode = "offered", accept = "10s", decline = "100%", on_failure = "queue", sender = "{sender}""#
            ),
        )
        .write("support", "0")
        .write("direct", "65")
        .run()
        .sessions(&format!(
            "live_chat answered path    last_operator ended
             support   0        experts {operator}    {ended}
             direct    70       -       boris         170"
        ));
    }
}
