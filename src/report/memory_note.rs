//! What a run is going to take, said before it begins.

use super::page::within_width;
use crate::study::MemoryEstimate;

/// What takes less is not worth a word.
const WORTH_A_WORD: u64 = 256 << 20;

/// How much memory a run takes with so many replications at the same time, about, and what it is for; `None` where
/// that is little. `limit`: so many bytes it may take.
pub fn memory_note(estimate: &MemoryEstimate, at_once: u64, limit: u64) -> Option<String> {
    let total = estimate.total(at_once);
    if total < WORTH_A_WORD && total <= limit {
        return None;
    }
    let mebibytes = |bytes: u64| bytes >> 20;
    let mut note = format!(
        "memory: about {} MiB, with at most {:.0} sessions at the desk at once in each of {at_once} replications \
         that run at the same time",
        mebibytes(total),
        estimate.sessions
    );
    if total > limit {
        note += &format!(
            "; {} MiB may be, and where that is reached the run ends with exit code 106: let fewer wait \
             (`queue_places`, shorter `patience`, more operators), run fewer replications at once (--jobs), or \
             allow more (--memory)",
            mebibytes(limit)
        );
    }
    Some(within_width(&note, 2).trim_end().to_owned())
}
