//! What a desk of typed figures takes and gives, and what the sheets in use would say of it.

use std::collections::BTreeSet;

use super::chats::ChatSlots;
use super::desk::{DeskFigures, TypedDesk};
use crate::plan::SpeedCurve;

/// What a desk is to give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ErlangTarget {
    /// A service level.
    ServiceLevel {
        /// So large a share.
        share: f64,
        /// Answered within so many seconds.
        within: f64,
        /// Who gives up sooner is a short abandonment.
        short: f64,
        /// Which definition is meant.
        by: ServiceLevelKind,
    },
    /// No session waits, and no more than this share is refused.
    Refused(f64),
}

/// Which service level is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceLevelKind {
    /// A_T / (A + B - B_s).
    WithoutShortAbandons,
    /// A_T / (A + B).
    Offered,
    /// A_T / A.
    Answered,
}

impl ServiceLevelKind {
    /// As the columns of reports are called.
    pub fn name(self) -> &'static str {
        match self {
            Self::WithoutShortAbandons => "service_level",
            Self::Offered => "service_level_offered",
            Self::Answered => "service_level_answered",
        }
    }

    /// The service level of a desk.
    pub fn of(self, figures: &DeskFigures, within: f64, short: f64) -> f64 {
        match self {
            Self::WithoutShortAbandons => figures.service_level(within, short),
            Self::Offered => figures.service_level_offered(within),
            Self::Answered => figures.service_level_answered(within),
        }
    }
}

/// A question about a desk of typed figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ErlangQuestion {
    /// Sessions a second and mean length in seconds of each flow.
    pub flows: Vec<(f64, f64)>,
    /// Mean patience in seconds; `None`: clients wait as long as it takes.
    pub patience: Option<f64>,
    /// Sessions of an operator at once.
    pub limit: u32,
    /// How fast each goes, by their number.
    pub speeds: SpeedCurve,
    /// What is wanted of the desk.
    pub target: ErlangTarget,
    /// What so many operators give is asked.
    pub operators: Option<u32>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ErlangAnswer {
    /// All flows together.
    pub desk: TypedDesk,
    /// The fewest operators who meet the target; `None`: no number does.
    pub fewest: Option<u32>,
    /// Numbers around the one in question, and what each gives.
    pub rows: Vec<ErlangRow>,
    /// What other sheets say of the same desk.
    pub other_sheets: Vec<OtherSheet>,
}

/// What a number of operators gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangRow {
    /// So many operators.
    pub operators: u32,
    /// `None`: the queue would grow for ever.
    pub figures: Option<DeskFigures>,
    /// The share refused, if no session may wait.
    pub refused: f64,
    /// Whether the target is met.
    pub meets: bool,
    /// Whether it was solved state by state, and not as if sessions were always spread evenly.
    pub exact: bool,
}

/// What another sheet says of the same desk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherSheet {
    /// How it reckons.
    pub kind: OtherSheetKind,
    /// The operators that it asks for.
    pub operators: Option<u32>,
}

/// How a sheet reckons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherSheetKind {
    /// Erlang C: one session at a time, clients wait as long as it takes.
    ErlangC,
    /// Erlang A: one session at a time.
    ErlangA,
    /// Erlang C with the mean length divided by the limit.
    LengthDividedByLimit,
    /// Each flow by itself, rounded up, and then added up.
    EachFlowByItself,
}

impl OtherSheetKind {
    /// In words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::ErlangC => "Erlang C, one session at a time",
            Self::ErlangA => "Erlang A, one session at a time",
            Self::LengthDividedByLimit => "Erlang C, the length divided by the limit",
            Self::EachFlowByItself => "each flow by itself, added up",
        }
    }
}

impl ErlangQuestion {
    fn desk(&self, flows: &[(f64, f64)]) -> TypedDesk {
        let arrivals: f64 = flows.iter().map(|(rate, _)| rate).sum();
        let load: f64 = flows.iter().map(|(rate, length)| rate * length).sum();
        let slots = ChatSlots {
            limit: self.limit,
            speeds: self.speeds.clone(),
            mean_length: load / arrivals,
        };
        TypedDesk { arrivals, slots, mean_patience: self.patience }
    }

    fn meets(&self, desk: &TypedDesk, operators: u32) -> bool {
        match self.target {
            ErlangTarget::ServiceLevel { share, within, short, by } => {
                let figures = desk.with(operators);
                figures.is_some_and(|figures| by.of(&figures, within, short) >= share)
            }
            ErlangTarget::Refused(share) => desk.refused(operators) <= share,
        }
    }

    fn fewest(&self, desk: &TypedDesk) -> Option<u32> {
        desk.fewest(|operators| self.meets(desk, operators))
    }

    /// Answers it.
    pub fn answer(&self) -> ErlangAnswer {
        let desk = self.desk(&self.flows);
        let fewest = self.fewest(&desk);
        let row = |operators| ErlangRow {
            operators,
            figures: match self.target {
                ErlangTarget::ServiceLevel { .. } => desk.with(operators),
                ErlangTarget::Refused(_) => None,
            },
            refused: desk.refused(operators),
            meets: self.meets(&desk, operators),
            exact: desk.is_exact(operators),
        };
        // What was asked and what it takes, with their neighbours.
        let middles = [self.operators, fewest].into_iter().flatten();
        let around = middles.flat_map(|middle| middle.saturating_sub(1).max(1)..=middle + 1);
        let rows = around.collect::<BTreeSet<u32>>().into_iter().map(row).collect();
        ErlangAnswer { rows, fewest, other_sheets: self.other_sheets(&desk), desk }
    }

    fn other_sheets(&self, desk: &TypedDesk) -> Vec<OtherSheet> {
        let length = desk.slots.mean_length;
        let mut sheets = Vec::new();
        let mut add = |kind, operators| sheets.push(OtherSheet { kind, operators });
        let several = self.limit > 1;
        let waits = matches!(self.target, ErlangTarget::ServiceLevel { .. });
        let patient = |length| TypedDesk { mean_patience: None, ..desk.one_at_a_time(length) };
        if waits && (several || self.patience.is_some()) {
            add(OtherSheetKind::ErlangC, self.fewest(&patient(length)));
        }
        if waits && several && self.patience.is_some() {
            add(OtherSheetKind::ErlangA, self.fewest(&desk.one_at_a_time(length)));
        }
        if waits && several {
            let shorter = patient(length / f64::from(self.limit));
            add(OtherSheetKind::LengthDividedByLimit, self.fewest(&shorter));
        }
        if self.flows.len() > 1 {
            let each = self.flows.iter().map(|flow| self.fewest(&self.desk(&[*flow])));
            add(OtherSheetKind::EachFlowByItself, each.sum());
        }
        sheets
    }
}
