//! How a scenario is run and measured.

use crate::base::{LiveChatId, Span};

/// Run settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What clients would be told about their wait is compared with the wait.
    pub forecasts: bool,
    /// How far into the week (from Monday 00:00) the run begins.
    pub week_offset: Span,
    /// Arrivals end and levels are measured until here.
    pub horizon: Span,
    /// Sessions that arrive before this, and levels before it, are not measured.
    pub warm_up: Span,
    /// The length of an interval in `intervals.csv`.
    pub interval: Span,
    /// The root of all randomness.
    pub seed: u64,
    /// Independent repetitions, at least one.
    pub replications: u32,
    /// What happens to sessions that are still there at the horizon.
    pub at_horizon: AtHorizon,
    /// The service level's threshold: answered within this wait counts.
    pub answer_within: Span,
    /// Who gives up sooner than this is a short abandonment.
    pub short_abandon: Span,
    /// No session is switched more often than this.
    pub max_transfers: u32,
    /// How much is simulated, where the run itself decides, and how its intervals are made.
    pub statistics: Statistics,
}

/// What the run itself finds out about its length, and what its intervals come from. By default
/// nothing: a stated warm-up, so many replications, intervals from those.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Who says how long the warm-up is.
    pub warm_up: WarmUp,
    /// Replications are added until a figure is known so well.
    pub precision: Option<Precision>,
    /// One long run: its window is cut into so many batches, and intervals come from them.
    pub batches: Option<u32>,
}

/// Who says how long the warm-up is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WarmUp {
    /// [`Run::warm_up`].
    #[default]
    Fixed,
    /// A pilot, by MSER-5; [`Run::warm_up`] is nothing until then.
    Mser5,
}

/// How well a figure shall be known.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Half the width of the 95 % interval: of a share in the same unit, of anything else as a part
    /// of its value.
    pub half_width: f64,
    /// The figure: a column of `live_chats.csv`.
    pub figure: &'static str,
    /// Of which live chat; `None`: of each.
    pub live_chat: Option<LiveChatId>,
    /// No more replications than this.
    pub max_replications: u32,
}

impl Run {
    /// The longest that a drain goes on beyond the horizon: what is open then stays open. A desk
    /// that nobody serves would otherwise be waited for without end.
    pub const MAX_DRAIN: Span = Span(4 * 7 * 24 * 3_600_000_000);

    /// How many intervals the horizon holds, the last perhaps cut short.
    pub fn interval_count(&self) -> usize {
        usize::try_from(self.horizon.0.div_ceil(self.interval.0.max(1))).unwrap_or(usize::MAX)
    }
}

/// What happens to sessions that are still there at the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtHorizon {
    /// The run stops; they are counted as open.
    Cut,
    /// Nobody new comes; the run goes on until all are gone.
    Drain,
}
