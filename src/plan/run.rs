//! How a scenario is run and measured.

use crate::base::{LiveChatId, Span};

/// Run settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Whether the wait that clients would be promised in advance is compared with their actual
    /// wait.
    pub forecasts: bool,
    /// The start of the run within a week, from Monday 00:00.
    pub week_offset: Span,
    /// That Monday as a number of days since 1970-01-01, where the start is a date.
    pub first_monday: Option<i64>,
    /// Arrivals end here, and so does the measurement of levels.
    pub horizon: Span,
    /// Sessions that arrive before this, and levels before it, are not measured.
    pub warm_up: Span,
    /// The length of an interval in `intervals.csv`.
    pub interval: Span,
    /// The root of all randomness.
    pub seed: u64,
    /// Independent repetitions, at least one.
    pub replications: u32,
    pub at_horizon: AtHorizon,
    /// The service level's threshold: sessions answered within this wait count.
    pub answer_within: Span,
    /// A client who abandons sooner than this is a short abandonment.
    pub short_abandon: Span,
    /// The most transfers of one session.
    pub max_transfers: u32,
    /// What the run decides about its own length, and how its intervals are made.
    pub statistics: Statistics,
}

/// What the run finds out about its own length, and what its intervals come from. By default: a
/// stated warm-up, a stated number of replications, and intervals from those.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Where the length of the warm-up comes from.
    pub warm_up: WarmUp,
    /// If given, replications are added until a figure is this precise.
    pub precision: Option<Precision>,
    /// If given, there is one long run whose window is cut into this many batches, and intervals
    /// come from them.
    pub batches: Option<u32>,
    /// If given, visits are counted by group and interval, those that wait longer than this apart:
    /// where a search for staff finds what it lacks.
    pub late_visits: Option<Span>,
    /// If given, the most replications that are added until all is decided that is asked.
    pub max_replications: Option<u32>,
}

/// Where the length of the warm-up comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WarmUp {
    /// Stated: [`Run::warm_up`].
    #[default]
    Fixed,
    /// Found by a pilot with MSER-5; [`Run::warm_up`] is zero until then.
    Mser5,
}

/// How precise a figure is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Half the width of the 95 % interval: of a share in the same unit, of anything else as a part
    /// of its value.
    pub half_width: f64,
    /// The figure: a column of `live_chats.csv`.
    pub figure: &'static str,
    /// The live chat; `None`: each of them.
    pub live_chat: Option<LiveChatId>,
    /// The most replications.
    pub max_replications: u32,
}

impl Run {
    /// The longest drain beyond the horizon; sessions that are still there stay open. Otherwise a
    /// desk without operators would never end.
    pub const MAX_DRAIN: Span = Span(4 * 7 * 24 * 3_600_000_000);

    /// The number of intervals in the horizon; the last may be shorter.
    pub fn interval_count(&self) -> usize {
        usize::try_from(self.horizon.0.div_ceil(self.interval.0.max(1))).unwrap_or(usize::MAX)
    }
}

/// What happens to sessions that are still there at the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtHorizon {
    /// The run stops; they are counted as open.
    Cut,
    /// No new sessions arrive; the run goes on until all are gone.
    Drain,
}
