//! How fast sessions go on that share an operator with others.

use deskload::dist::Distribution;
use deskload::plan::Dialogue;
use deskload::plan::Rounds;
use deskload::study::concurrency_speeds;

fn dialogue(rounds: f64, reply: f64, think: f64) -> Dialogue {
    let exponential = |mean| Distribution::exponential(mean).expect("a distribution");
    Dialogue {
        rounds: Rounds::Geometric(rounds),
        reply: exponential(reply),
        first_reply: None,
        think: exponential(think),
        patience: None,
        hold: None,
    }
}

/// With two conversations of mostly thinking hardly anybody waits; with replies alone the
/// operator's time is shared.
#[test]
fn thinking_is_what_makes_room_for_others() {
    let of = |reply, think| concurrency_speeds(&dialogue(5.0, reply, think), 3);
    assert!((of(1.0, 1e4)[2] - 1.0).abs() < 1e-3);
    assert!((of(1e4, 1.0)[2] - 1.0 / 3.0).abs() < 1e-3);
    let single = concurrency_speeds(&dialogue(1.0, 40.0, 60.0), 3);
    assert!((single[1] - 0.5).abs() < 1e-12);
}

/// Two at once, by hand. Reply 40 s, thinking 60 s after 17 of 20 replies: a = 40 / 51. One
/// alone: writes a / (1 + a) of the time. Two: (2a + 2a²) / (1 + 2a + 2a²), shared by two.
#[test]
fn two_at_once_by_hand() {
    let a: f64 = 40.0 / 51.0;
    let alone = a / (1.0 + a);
    let two = (2.0 * a + 2.0 * a * a) / (1.0 + 2.0 * a + 2.0 * a * a) / 2.0;
    let speeds = concurrency_speeds(&dialogue(20.0 / 3.0, 40.0, 60.0), 2);
    assert!((speeds[0] - 1.0).abs() < 1e-12 && (speeds[1] - two / alone).abs() < 1e-12);
}

/// The speeds that hold unless a scenario says otherwise are about those of conversations in
/// which a reply takes as long as the client's thinking.
#[test]
fn the_default_speeds_are_those_of_replies_as_long_as_the_thinking() {
    let speeds = concurrency_speeds(&dialogue(20.0 / 3.0, 48.0, 52.0), 5);
    for (speed, default) in speeds.iter().zip([1.0, 0.8, 0.62, 0.47, 0.36]) {
        assert!((speed - default).abs() < 0.03, "{speeds:?}");
    }
}
