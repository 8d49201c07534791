//! Who waits, for how long, and who goes first at one and the same instant.

use super::{ONE_OPERATOR, desk};

const QUESTION: &str = "live_chats.support.topics.question";

fn patience(length: &str) -> String {
    format!("{QUESTION}.patience={length}")
}

#[test]
fn who_came_first_is_answered_first() {
    desk(ONE_OPERATOR).write("support", "0 10 20 200").run().sessions(
        "arrived answered wait first_operator outcome ended
         0       0        0    anna           closed  60
         10      60       50   anna           closed  120
         20      120      100  anna           closed  180
         200     200      0    anna           closed  260",
    );
}

#[test]
fn two_at_once_go_slower_and_what_is_left_of_the_work_is_rescaled() {
    // Alone until 30: half of the first is done. From then on both at half speed: the first needs
    // 60 s for its other half and ends at 90; the second has 30 left and is alone.
    desk(ONE_OPERATOR)
        .with("groups.operators.limit=2")
        .with("groups.operators.speeds=[1.0, 0.5]")
        .write("support", "0 30 40")
        .run()
        .sessions(
            "arrived answered wait ended
             0       0        0    90
             30      30       0    150
             40      90       50   180",
        );
}

#[test]
fn beyond_the_last_speed_the_total_is_shared() {
    // Two at 0.75 are 1.5 in all; three get 0.5 each: 60 s of work take 120 s.
    desk(ONE_OPERATOR)
        .with("groups.operators.limit=unlimited")
        .with("groups.operators.speeds=[1.0, 0.75]")
        .write("support", "0 0 0")
        .run()
        .sessions(
            "arrived answered ended
             0       0        120
             0       0        120
             0       0        120",
        )
        .figures(
            "operators",
            &["anna"],
            &[("concurrency", 3.0), ("concurrency_max", 3.0), ("slot_utilisation", f64::NAN)],
        );
}

#[test]
fn wrap_up_keeps_the_slot() {
    desk(ONE_OPERATOR)
        .with("groups.operators.wrap_up=15s")
        .write("support", "0 10 135")
        .run()
        .sessions(
            "arrived answered wait ended
             0       0        0    60
             10      75       65   135
             135     150      15   210",
        );
}

#[test]
fn a_topics_wrap_up_goes_before_the_groups() {
    desk(ONE_OPERATOR)
        .with("groups.operators.wrap_up=15s")
        .with(&format!("{QUESTION}.wrap_up=5s"))
        .write("support", "0 10")
        .run()
        .sessions("answered\n 0\n 65");
}

#[test]
fn wrap_up_beside_a_session_slows_it_like_another_session() {
    // Both at half speed until 120: both sessions are done. Two wrap-ups of 10 s take 20 s.
    desk(ONE_OPERATOR)
        .with("groups.operators.limit=2")
        .with("groups.operators.speeds=[1.0, 0.5]")
        .with("groups.operators.wrap_up=10s")
        .write("support", "0 0 5")
        .run()
        .sessions(
            "arrived answered ended
             0       0        120
             0       0        120
             5       140      200",
        );
}

#[test]
fn patience_runs_while_waiting_and_stops_when_an_operator_takes_the_session() {
    // Patience 30 s, service 60 s: no client leaves an operator.
    desk(ONE_OPERATOR).with(&patience("30s")).write("support", "0 20 35 70").run().sessions(
        "arrived answered wait outcome   ended
         0       0        0    closed    60
         20      -        30   abandoned 50
         35      60       25   closed    120
         70      -        30   abandoned 100",
    );
}

#[test]
fn who_finds_a_free_slot_never_gives_up_even_without_any_patience() {
    desk(ONE_OPERATOR).with(&patience("0s")).write("support", "0 10 60 60").run().sessions(
        "arrived answered wait outcome   ended
         0       0        0    closed    60
         10      -        0    abandoned 10
         60      60       0    closed    120
         60      -        0    abandoned 60",
    );
}

#[test]
fn at_one_instant_a_departure_goes_before_an_abandonment() {
    // The second's patience ends at 60, when anna is done with the first.
    desk(ONE_OPERATOR).with(&patience("40s")).write("support", "0 20").run().sessions(
        "arrived answered wait outcome ended
         0       0        0    closed  60
         20      60       40   closed  120",
    );
}

#[test]
fn at_one_instant_a_departure_goes_before_an_arrival() {
    desk(ONE_OPERATOR)
        .with("groups.operators.queue_places=0")
        .with("live_chats.support.queue_places=0")
        .write("support", "0 59 60")
        .run()
        .sessions(
            "arrived answered outcome reason
             0       0        closed  -
             59      -        refused queue-full
             60      60       closed  -",
        );
}

#[test]
fn at_one_instant_an_abandonment_goes_before_an_arrival() {
    // One place to wait. Its holder gives up at 40: who comes at 39 finds it taken, at 40 free.
    desk(ONE_OPERATOR)
        .with("live_chats.support.queue_places=1")
        .with(&patience("30s"))
        .write("support", "0 10 39 40")
        .run()
        .sessions(
            "arrived answered wait outcome   reason     ended
             0       0        0    closed    -          60
             10      -        30   abandoned -          40
             39      -        -    refused   queue-full 39
             40      60       20   closed    -          120",
        );
}

#[test]
fn one_who_waited_goes_before_one_who_comes_as_a_slot_is_freed() {
    desk(ONE_OPERATOR).write("support", "0 30 60").run().sessions(
        "arrived answered
         0       0
         30      60
         60      120",
    );
}

#[test]
fn of_two_who_come_at_one_instant_the_first_in_the_file_goes_first() {
    desk(ONE_OPERATOR).write("support", "0 10 10 10").run().sessions(
        "session arrived answered
         0-0     0       0
         0-1     10      60
         0-2     10      120
         0-3     10      180",
    );
}
