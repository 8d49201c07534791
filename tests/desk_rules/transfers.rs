//! A session is transferred: to a group, to one operator, and back.

use super::{Case, desk};

/// Anna answers `support` for a minute and transfers all of it to the expert boris, who takes two.
/// On `direct` clients reach boris without her; there he takes 100 s.
const EXPERT: &str = concat!(
    an_hour!(),
    general!(),
    experts!(),
    leads!(),
    r#"
[[live_chats]]
name = "support"
channel = "telegram"
operators = ["general", "experts"]
supervisors = ["leads"]
default_routing = "group-queue"
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

const PAYROLL: &str = "live_chats.support.topics.payroll";
const TO_BORIS: &str = r#"[{ from = "general", to = "operator:boris", chance = "100%" }]"#;

fn transferred_to_boris() -> Case {
    desk(EXPERT).with(&format!("{PAYROLL}.transfers={TO_BORIS}"))
}

#[test]
fn a_transfer_frees_its_operator_at_once_and_without_wrap_up() {
    // General would wrap up for 15 s; experts do for 30, so the second waits from 120 to 210.
    desk(EXPERT)
        .with("groups.general.wrap_up=15s")
        .with("groups.experts.wrap_up=30s")
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived answered first_operator first_group path    wait_after_transfers last_operator last_group ended
             0       0        anna           general     experts 0                    boris         experts    180
             10      60       anna           general     experts 90                   boris         experts    330",
        )
        .figures("transfers", &["general", "experts"], &[
            ("transferred", 2.0), ("answered", 2.0), ("abandoned", 0.0), ("wait", 45.0),
        ])
        // Boris: 120 and 120, and 30 of wrap-up after each.
        .figures("groups", &["experts"], &[
            ("visits", 2.0), ("waited_share", 0.5), ("wait", 45.0), ("taken", 2.0), ("closed", 2.0),
            ("handle_time", 150.0), ("wrap_up", 30.0), ("concurrent_aht", 150.0),
        ])
        .figures("groups", &["general"], &[
            ("taken", 2.0), ("closed", 0.0), ("transferred", 2.0), ("handle_time", 60.0),
            ("concurrent_aht", 60.0), ("wrap_up", f64::NAN),
        ])
        .figures("live_chats", &["support"], &[
            ("transfer_rate", 1.0), ("transferred_share", 1.0), ("wait_after_transfer", 45.0),
            // First answer to close: 180 and 270. Arrival to close: 180 and 320.
            ("answer_to_close", 225.0), ("duration", 250.0),
            // Two of 60 by Anna, two of 150 by Boris.
            ("handle_time", 105.0),
        ]);
}

#[test]
fn a_transferred_session_keeps_its_age_in_the_experts_queue() {
    // Transferred at 80, but it came at 20, before the one who waits for boris since 30.
    desk(EXPERT).write("direct", "0 30").write("support", "20").run().sessions(
        "live_chat arrived answered wait_after_transfers ended
         direct    0       0        0                    100
         support   20      20       20                   220
         direct    30      220      0                    320",
    );
}

#[test]
fn where_queue_age_is_reset_it_queues_anew() {
    desk(EXPERT)
        .with("live_chats.support.queue_age=reset")
        .write("direct", "0 30")
        .write("support", "20")
        .run()
        .sessions(
            "live_chat arrived answered wait_after_transfers ended
             direct    0       0        0                    100
             support   20      20       120                  320
             direct    30      100      0                    200",
        );
}

/// Boris is busy until 400. Of two clients with 50 s of patience the first is answered at once and
/// transferred at 60; the second waits 40 s for anna and is transferred at 120.
fn boris_is_busy(after_transfer: &str) -> Case {
    desk(EXPERT)
        .with("live_chats.direct.topics.tax.effort=400s")
        .with(&format!("{PAYROLL}.patience=50s"))
        .with(&format!("{PAYROLL}.patience_after_transfer={after_transfer}"))
        .write("direct", "0")
        .write("support", "0 20")
}

#[test]
fn fresh_patience_begins_anew_with_the_transfer() {
    boris_is_busy("fresh").run().sessions(
        "live_chat wait outcome             wait_after_transfers ended
         support   0    lost-after-transfer 50                   110
         direct    0    closed              0                    400
         support   40   lost-after-transfer 50                   170",
    );
}

#[test]
fn inherited_patience_is_what_was_left() {
    boris_is_busy("inherited").run().sessions(
        "live_chat wait outcome             wait_after_transfers ended
         support   0    lost-after-transfer 50                   110
         direct    0    closed              0                    400
         support   40   lost-after-transfer 10                   130",
    );
}

#[test]
fn patience_after_a_transfer_may_have_a_distribution_of_its_own() {
    boris_is_busy("200s").run().sessions(
        "live_chat wait outcome             wait_after_transfers ended
         support   0    lost-after-transfer 200                  260
         direct    0    closed              0                    400
         support   40   lost-after-transfer 200                  320",
    );
}

#[test]
fn who_gives_up_after_a_transfer_was_answered_and_is_not_abandoned() {
    boris_is_busy("fresh")
        .run()
        .figures(
            "live_chats",
            &["support"],
            &[
                ("offered", 2.0),
                ("answered", 2.0),
                ("abandoned", 0.0),
                ("closed", 0.0),
                ("lost_after_transfer", 2.0),
                ("abandon_rate", 0.0),
                ("service_level", 1.0),
                ("asa", 20.0),
                ("wait_after_transfer", 50.0),
                ("answer_to_close", f64::NAN),
                // Of the operator who had it before.
                ("handle_time", 60.0),
            ],
        )
        .figures(
            "transfers",
            &["general", "experts"],
            &[
                ("transferred", 2.0),
                ("answered", 0.0),
                ("abandoned", 2.0),
                ("abandon_rate", 1.0),
                ("wait", 50.0),
            ],
        )
        .figures("groups", &["experts"], &[("visits", 3.0), ("visits_abandoned", 2.0)]);
}

#[test]
fn a_transfer_to_one_operator_waits_for_that_one() {
    // Boris is busy until 100; clara, an expert too, is not asked.
    transferred_to_boris()
        .with(r#"groups.experts.members=["boris", "clara"]"#)
        .with("groups.experts.selection=listed")
        .write("direct", "0")
        .write("support", "0 300")
        .run()
        .sessions(
            "live_chat path  first_operator wait_after_transfers last_operator last_group ended
             support   boris anna           40                   boris         experts    220
             direct    -     boris          0                    boris         experts    100
             support   boris anna           0                    boris         experts    480",
        )
        .figures("transfers", &["general", "boris"], &[("transferred", 2.0), ("wait", 20.0)]);
}

#[test]
fn those_who_wait_for_one_operator_alone_go_before_the_groups_queue() {
    // The second on `direct` is older, but could be answered by any expert.
    transferred_to_boris().write("direct", "0 5").write("support", "10").run().sessions(
        "live_chat arrived answered wait_after_transfers ended
         direct    0       0        0                    100
         direct    5       220      0                    320
         support   10      10       30                   220",
    );
}

#[test]
fn a_transfer_to_an_operator_who_is_offline_waits_for_the_next_shift() {
    transferred_to_boris()
        .with(r#"shifts=[{ name = "late", from = "00:05", to = "02:00" }]"#)
        .with(r#"groups.experts.shifts=["late"]"#)
        .write("support", "0 100")
        .run()
        .sessions(
            "arrived answered wait_after_transfers ended
             0       0        240                  420
             100     100      260                  540",
        );
}

#[test]
fn an_expert_may_transfer_a_session_back() {
    let both = r#"[
        { from = "general", to = "experts", chance = "100%" },
        { from = "experts", to = "general", chance = "100%" }]"#;
    desk(EXPERT)
        .with(&format!("{PAYROLL}.transfers={}", both.replace('\n', " ")))
        .with("run.max_transfers=3")
        .write("support", "0 70")
        .run()
        // Anna has the second until 130; the first comes back at 180 and goes on at 240. Boris
        // has the second until 300, so the first waits for 60 s, and the second is back at 300.
        .sessions(
            "arrived transfers path                    wait_after_transfers last_operator ended
             0       3         experts>general>experts 60                   boris         420
             70      3         experts>general>experts 110                  boris         540",
        )
        .figures("live_chats", &["support"], &[("transfer_rate", 3.0), ("transferred_share", 1.0)]);
}

#[test]
fn beyond_max_transfers_a_session_is_closed_instead() {
    desk(EXPERT).with("run.max_transfers=0").write("support", "0").run().sessions(
        "transfers path last_operator ended
         0         -    anna          60",
    );
}

#[test]
fn a_transferred_session_is_let_in_where_the_queue_has_no_place() {
    desk(EXPERT)
        .with("groups.experts.queue_places=0")
        .write("direct", "0 70")
        .write("support", "0")
        .run()
        .sessions(
            "live_chat arrived outcome reason     wait_after_transfers ended
             support   0       closed  -          40                   220
             direct    0       closed  -          0                    100
             direct    70      refused queue-full 0                    70",
        );
}

#[test]
fn who_is_in_both_groups_may_get_a_session_back_and_serves_the_first_group_first() {
    // At 60 anna prefers the new session in general's queue; then the transferred ones, by age.
    desk(EXPERT)
        .with(r#"groups.experts.members=["anna"]"#)
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived answered wait_after_transfers last_operator last_group ended
             0       0        60                   anna          experts    240
             10      60       120                  anna          experts    360",
        );
}

#[test]
fn who_transfers_a_session_to_herself_goes_on_with_it() {
    // It waits for no other operator, so the one in the queue has no claim to the slot.
    let to_herself = r#"[{ from = "general", to = "operator:anna", chance = "100%" }]"#;
    desk(EXPERT)
        .with(&format!("{PAYROLL}.transfers={to_herself}"))
        .with("run.max_transfers=1")
        .write("support", "0 10")
        .run()
        .sessions(
            "arrived answered path wait_after_transfers ended
             0       0        anna 0                    120
             10      120      anna 0                    240",
        );
}
