//! The two levels of service against each other: what the dialogue level follows reply by reply, the
//! session level says with a curve of speeds.

use deskload::study::concurrency_speeds;

use super::{Figure, agree, desk, group, read_file, scenarios};

/// The speeds of one operator with up to three conversations: those of case MS-03.
fn speeds() -> Vec<f64> {
    let reading = read_file(&scenarios().join("theory/exact/ms-03.toml"), &[]);
    let plan = reading.plan.expect("a sound scenario");
    let dialogues = plan.topics[0].dialogue.as_ref().expect("the dialogue level");
    concurrency_speeds(&dialogues.default, 3)
}

/// Alone a session of MS-03 takes 20/3 replies of 40 s and one fewer minutes of thinking.
const ALONE: f64 = 40.0 * 20.0 / 3.0 + 60.0 * 17.0 / 3.0;
/// What is measured of each replication, in seconds.
const MEASURED: f64 = 375.0 * 3600.0;

/// So many clients write that every slot is taken: sessions are closed at the rate of the level.
#[test]
fn an_operator_with_all_slots_taken_goes_at_the_speed_of_the_level() {
    for (level, speed) in (1..).zip(speeds()) {
        let closed = MEASURED * f64::from(level) * speed / ALONE;
        let limit = format!("groups.operators.limit={level}");
        let overrides = ["live_chats.desk.arrivals.0.rate=120/h", limit.as_str()];
        agree("exact/ms-03.toml", &overrides, &[group("closed", closed)]);
    }
}

/// Sessions in the system as a birth-death process: λ up, and down what the operator closes at the
/// level and who gives up.
fn chain(speeds: &[f64]) -> [f64; 4] {
    let (arrivals, patience) = (10.0 / 3600.0, 300.0);
    let slots = speeds.len();
    let mut weight = 1.0;
    let (mut all, mut full, mut serving, mut waiting) = (1.0, 0.0, 0.0, 0.0);
    for here in 1..200 {
        let served = here.min(slots);
        let beyond = (here - served) as f64;
        let closing = served as f64 * speeds[served - 1] / ALONE;
        weight *= arrivals / (closing + beyond / patience);
        all += weight;
        serving += weight * served as f64;
        waiting += weight * beyond;
        full += if here >= slots { weight } else { 0.0 };
    }
    let wait = waiting / all / arrivals;
    [full / all, wait / patience, wait, serving / all]
}

#[test]
fn a_desk_at_the_session_level_with_the_speeds_of_a_dialogue_is_nearly_the_same_desk() {
    let speeds = speeds();
    let found = chain(&speeds);
    // MS-03 itself, solved reply by reply: within half a percent.
    let exact = [0.331_149_542_7, 0.187_821_847_9, 56.346_554_36, 1.768_279_918];
    for (found, exact) in found.iter().zip(exact) {
        assert!((found / exact - 1.0).abs() < 0.005, "{found} is not near {exact}");
    }
    let curve = format!("groups.operators.speeds={speeds:?}");
    let effort = format!("live_chats.desk.topics.anything.effort={{ exponential = \"{ALONE}s\" }}");
    let more = "run.replications=160";
    let overrides = ["run.level=session", more, curve.as_str(), effort.as_str()];
    let names = ["waited_share", "abandon_rate", "wait", "serving"];
    let figures: Vec<Figure> =
        names.iter().zip(found).map(|(name, exact)| desk(name, exact)).collect();
    agree("exact/ms-03.toml", &overrides, &figures);
}
