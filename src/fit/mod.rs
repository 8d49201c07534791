//! A desk fitted to its past, and held to what came after.
//!
//! - **Is given** the past of a desk as plain numbers ([`Past`]): when sessions came, how long they
//!   waited and how that ended, who had them when.
//! - **Gives** estimates with intervals ([`FittedDesk`]), a scenario that says them
//!   ([`scenario_files`]), and how often the days of a second part fell into what a simulation of them
//!   predicts ([`Backtest`]).
//! - **Owns** the estimators. Each is in a file that names the source of its formula.
//!
//! Opens no file; knows nothing of how exports look (that is `history`'s).

mod arrivals;
mod backtest;
mod conversation;
mod desk;
mod distribution;
mod drawn;
mod effort;
mod from_history;
mod optimum;
mod overdispersion;
mod past;
mod scenario;
mod shares;
mod staff;
mod strays;
mod survival;
mod unusual;
mod workload;

pub use arrivals::{
    DayCounts, FittedArrivals, FittedValue, SLOTS, SharedShape, TrendUse, UnusualDay, fit_arrivals,
    fit_arrivals_at, weekday,
};
pub use backtest::{
    Backtest, BacktestCell, BacktestOptions, BacktestWork, Calibration, LEVELS as PREDICTED_LEVELS,
    PredictedDay, PredictedFigure, backtest, bounds,
};
pub use conversation::{FittedConversation, fit_conversation};
pub use desk::{
    FitError, FittedDesk, FittedGroup, FittedLiveChat, FittedPatience, FittedTopic, fit_desk,
};
pub use distribution::{Family, LifetimeDistribution};
pub use drawn::drawn as drawn_desk;
pub use effort::{
    CellWork, FittedWork, LEVELS, Work, distribution_of, fit_work, uncensored_distribution,
};
pub use from_history::{PastReader, days_since_1970};
pub use overdispersion::DayVariance;
pub use past::{DutySpan, Fate, FromClient, Leg, LegEnd, Past, PastMessage, PastSession};
pub use scenario::{
    FitLevel, FittedFile, ScenarioOptions, StaffChoice, day_text, distribution_toml,
    distribution_words, scenario_files,
};
pub use shares::Share;
pub use staff::{DutySource, Turn, TypicalStaff, duty_spans, typical_staff};
pub use survival::{
    CurveStep, FittedDistribution, Spell, SpellEnd, Spike, equal_shares, fit_distribution,
    fit_distributions, kaplan_meier, spikes,
};
pub use unusual::unusual_days;
pub use workload::{GroupWork, group_work};
