//! What a session comes to when all its rows are read.

use super::compact::Micros;
use super::partial::Partial;
use crate::history::SessionOutcome;

/// In microseconds.
const MINUTE: i64 = 60_000_000;

/// Puts lengths and instants together; when the session arrived, or why it gives nothing.
pub(super) fn settle(
    partial: &mut Partial,
    not_arrived: &'static str,
) -> Result<Micros, &'static str> {
    let after = |at: Option<Micros>, length: Option<Micros>| at?.after(length?);
    let Some(arrived) = partial.arrived_at else {
        return Err(not_arrived);
    };
    let waited = after(Some(arrived), partial.wait);
    partial.first_reply_at =
        partial.first_reply_at.or_else(|| after(Some(arrived), partial.reply_after));
    let untaken = partial.outcome.is_some_and(|outcome| outcome != SessionOutcome::Answered);
    if partial.accepted_at.is_some() || (partial.first_reply_at.is_some() && !untaken) {
        partial.outcome = Some(SessionOutcome::Answered);
    }
    let is_answered = partial.outcome == Some(SessionOutcome::Answered);
    if is_answered {
        partial.accepted_at = partial.accepted_at.or(waited);
    }
    // Of a session that was handed on, some sources keep the last acceptance only: who replied had it.
    if let Some(replied) = partial.first_reply_at.filter(|at| *at >= arrived) {
        partial.accepted_at = partial.accepted_at.map(|accepted| accepted.min(replied));
    }
    let closed = after(Some(arrived), partial.duration);
    let served = after(partial.accepted_at, partial.service_time);
    let ended = closed.or(served);
    partial.closed_at = partial.closed_at.or(ended);
    if partial.outcome.is_none() && partial.closed_at.is_some() {
        partial.outcome = Some(SessionOutcome::Missed);
    }
    let left = if is_answered { partial.accepted_at } else { waited.or(partial.closed_at) };
    partial.queue_left_at = partial.queue_left_at.or(left);
    let steps = [partial.queue_left_at, partial.accepted_at, partial.first_reply_at];
    let last = steps.into_iter().flatten().max();
    if let (Some(closed), Some(last)) = (partial.closed_at, last)
        && is_cut_to_minutes(closed, last)
    {
        partial.closed_at = Some(ended.filter(|ended| *ended >= last).unwrap_or(last));
    }
    let before = |at: Option<Micros>, than: Micros| at.is_some_and(|at| at < than);
    let instants =
        [partial.queue_left_at, partial.accepted_at, partial.first_reply_at, partial.closed_at];
    if instants.iter().any(|at| before(*at, arrived)) {
        return Err("something happened before its arrival");
    }
    if [partial.accepted_at, partial.first_reply_at]
        .iter()
        .flatten()
        .any(|at| before(partial.closed_at, *at))
    {
        return Err("it was closed before it was taken or replied to");
    }
    if let (Some(left), Some(closed)) = (partial.queue_left_at, partial.closed_at)
        && closed < left
    {
        // Two clocks, or two ways to round.
        if left.get() - closed.get() >= MINUTE {
            return Err("it left the queue after it was closed");
        }
        partial.queue_left_at = Some(closed);
    }
    Ok(arrived)
}

/// Whether an end only seems to be before something else because its seconds are not told.
fn is_cut_to_minutes(closed: Micros, last: Micros) -> bool {
    closed < last && closed.get() % MINUTE == 0 && last.get() - closed.get() < MINUTE
}
