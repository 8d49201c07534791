//! From replies to speeds: the speed curve at the session level that a dialogue amounts to.

use crate::plan::Dialogue;

/// How fast each of 1, 2, … `levels` conversations at once goes, relative to one alone, if all slots
/// are taken: what `speeds` would say of an operator at the session level.
///
/// One operator who writes one reply at a time for clients who think in between is the machine
/// repair model (Palm 1947; Cox and Smith 1961, Queues, ch. 4): with exponential distributions the
/// number of messages that wait is a birth-death process, whatever the order of the replies. A
/// conversation that ends makes room for the next, whose first message is there at once.
///
/// Exact for exponential distributions and geometric rounds; otherwise by means, an approximation.
pub fn concurrency_speeds(dialogue: &Dialogue, levels: u32) -> Vec<f64> {
    let rounds = dialogue.rounds.mean();
    // After a reply the client thinks, unless that was the last.
    let goes_on = 1.0 - 1.0 / rounds;
    let reply = dialogue.mean_work() / rounds;
    let think = dialogue.think.mean();
    let rate = |level: u32| {
        let mut weight = 1.0;
        let mut all = 1.0;
        for waiting in 0..level {
            // A client writes; or, downwards, a reply after which a client thinks.
            weight *= f64::from(level - waiting) * reply / (think * goes_on);
            all += weight;
        }
        // In conversations of one round no client thinks: the operator is never idle.
        let writes = if think * goes_on > 0.0 { 1.0 - 1.0 / all } else { 1.0 };
        writes / f64::from(level)
    };
    (1..=levels).map(|level| rate(level) / rate(1)).collect()
}
