//! Sessions that are far from all others in time: a stamp of zero, a mistyped year. One of them would make a profile of
//! decades of empty days.

use super::past::{Past, PastSession};
use super::scenario::day_text;

/// Days without a session that part a past.
const GAP: i64 = 28;
/// Of so many sessions, a part with fewer than one is no part of the past.
const FEW: usize = 20;

/// Without the first and the last parts of a past that few sessions are in, which is noted.
pub(super) fn without_strays(past: Past) -> Past {
    let mut days: Vec<i64> = past.sessions.iter().map(PastSession::day).collect();
    days.sort_unstable();
    let parts: Vec<&[i64]> = days.chunk_by(|a, b| b - a <= GAP).collect();
    let mut large = parts.iter().filter(|part| part.len() * FEW >= days.len());
    let Some(first) = large.next() else { return past };
    let last = large.next_back().unwrap_or(first);
    let (Some(first), Some(last)) = (first.first(), last.last()) else { return past };
    let strays: Vec<i64> = days.iter().copied().filter(|day| day < first || day > last).collect();
    let (Some(earliest), Some(latest)) = (strays.first(), strays.last()) else { return past };
    let note = format!(
        "{} sessions, from {} to {}, lie more than {GAP} days before or after all others: they are left out, as their dates are hardly right.",
        strays.len(),
        day_text(*earliest),
        day_text(*latest)
    );
    let mut rest = past.between(*first, *last);
    rest.notes.push(note);
    rest
}
