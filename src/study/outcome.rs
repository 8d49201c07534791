//! What a run gave: sheets of estimates, and what it found out about itself.

use super::precision::AchievedPrecision;
use super::warm_up::FoundWarmUp;
use crate::metrics::{BatchCheck, Estimate, ReplicationValues, SessionRow, Sheet};
use crate::plan::AtHorizon;

/// What a run gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Summary, intervals, live chats, channels, groups, operators, supervisors, licenses, service
    /// levels, transfers: the CSV files of a report, whose columns `reports/README.md` defines.
    pub sheets: Vec<Sheet>,
    /// Number of replications in the sheets: all those before the first that did not finish.
    pub finished: u32,
    /// Number of replications that were to be run: with a precision, as many as it took.
    pub requested: u32,
    /// Messages that roles have handled, over all replications.
    pub events: u64,
    /// Sessions that arrived, over all replications.
    pub sessions_offered: u64,
    /// With [`SessionTrace::Kept`](crate::SessionTrace::Kept): the rows of `sessions.csv`, replication
    /// after replication.
    pub sessions: Option<Vec<SessionRow>>,
    /// What each replication says about the figures of [`Options::tracked`](super::Options::tracked).
    #[doc(hidden)] // Its type is not at the root.
    pub replication_values: Vec<ReplicationValues>,
    /// What the run found out about its length and its intervals.
    pub findings: Findings,
}

impl Outcome {
    /// A figure of a live chat: a column of `live_chats.csv`, as `reports/README.md` defines it.
    /// `None` if there is no such live chat or no such column.
    ///
    /// ```
    /// use deskload::{NoFiles, Options, read, run};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = std::fs::read("scenarios/quickstart.toml")?;
    /// let plan = read("quickstart.toml", &text, &NoFiles, &[]).into_plan()?;
    /// let outcome = run(&plan, &Options::default(), &|_| {})?;
    ///
    /// let level = outcome.figure("support", "service_level").expect("a column of live_chats.csv");
    /// assert!(level.value > 0.8 && level.half_width < 0.05);
    /// assert_eq!(outcome.figure("support", "servce_level"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn figure(&self, live_chat: &str, column: &str) -> Option<Estimate> {
        self.sheet("live_chats")?.get(&[live_chat], column)
    }

    /// The sheet of this name, which is that of its file without `.csv`: `"groups"`,
    /// `"operators"`, `"licenses"`. Its figures are found by [`Sheet::get`].
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

/// What a run found out about its length and its intervals, where the scenario asks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// The warm-up that a pilot found.
    pub warm_up: Option<FoundWarmUp>,
    /// How precise the chosen figure is.
    pub precision: Option<AchievedPrecision>,
    /// Whether the batches of one long run may be treated like independent replications.
    pub batches: Option<BatchCheck>,
    /// How many sessions had no answer when a replication ended, if they were many.
    pub unanswered: Option<UnansweredAtEnd>,
    /// How often sessions were taken off operators' hands, if that was often.
    pub handed_round: Option<HandedRound>,
}

/// More sessions than may be passed over had no answer when a replication ended. Means and percentiles
/// of waits are of the others, who waited less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnansweredAtEnd {
    /// Those still without an answer, a replication.
    pub open: f64,
    /// Those that came, a replication.
    pub offered: f64,
    /// Whether the run was cut at its horizon, or a drain came to its bound.
    pub at_horizon: AtHorizon,
}

impl UnansweredAtEnd {
    /// Up to this part of those that came nothing is said of a run that is cut.
    const TOLERATED_SHARE: f64 = 0.01;

    /// Adds up the live chats of a sheet `live_chats`.
    pub(super) fn find(sheets: &[Sheet], at_horizon: AtHorizon) -> Option<Self> {
        let open = sum_over_live_chats(sheets, "open")?;
        let offered = sum_over_live_chats(sheets, "offered")?;
        // A drain ends when no session is left, unless it comes to its bound.
        let tolerated = match at_horizon {
            AtHorizon::Cut => Self::TOLERATED_SHARE * offered,
            AtHorizon::Drain => 0.0,
        };
        (open > tolerated).then_some(Self { open, offered, at_horizon })
    }
}

/// Sessions were taken off operators' hands again and again: they go round, and little is done for them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandedRound {
    /// Times that this happened, a replication.
    pub reassignments: f64,
    /// Sessions that came, a replication.
    pub offered: f64,
}

impl HandedRound {
    /// Up to so many times a session nothing is said.
    const TOLERATED: f64 = 5.0;

    /// Adds up the live chats of a sheet `live_chats`.
    pub(super) fn find(sheets: &[Sheet]) -> Option<Self> {
        let reassignments = sum_over_live_chats(sheets, "reassignments")?;
        let offered = sum_over_live_chats(sheets, "offered")?;
        let is_often = reassignments > Self::TOLERATED * offered;
        is_often.then_some(Self { reassignments, offered })
    }
}

fn sum_over_live_chats(sheets: &[Sheet], name: &str) -> Option<f64> {
    let sheet = sheets.iter().find(|sheet| sheet.name == "live_chats")?;
    let place = sheet.measures.iter().position(|column| column.name == name)?;
    Some(sheet.rows.iter().map(|row| row.values[place].value).sum())
}

impl Findings {
    /// Nothing was asked for, and nothing is odd.
    pub const NONE: Self = Self {
        warm_up: None,
        precision: None,
        batches: None,
        unanswered: None,
        handed_round: None,
    };

    /// Whether nothing that the scenario asks for is in doubt.
    pub fn all_met(&self) -> bool {
        self.warm_up.is_none_or(|found| !found.too_short)
            && self.precision.as_ref().is_none_or(|figure| figure.is_reached)
            && self.batches.is_none_or(|batches| !batches.is_correlated())
    }
}
