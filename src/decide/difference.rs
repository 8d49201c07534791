//! Differences between two desks: which way is better, how large a difference matters, and how sure
//! one is about many of them at once.

use super::expectation::parse_figure_name;
use super::figures::{Catalog, NamedFigure, TextFault};
use crate::metrics::{
    SheetName, StandardEstimate, TrackedFigure, Unit, ValuePair, independent_difference,
    paired_difference,
};
use crate::scenario::values::{parse_duration, parse_share};
use crate::scenario::{Diagnostic, StatedMargin, StatedText, did_you_mean};

/// Which way a figure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BetterWhen {
    Lower,
    Higher,
    /// Neither is better by itself.
    Neither,
}

impl BetterWhen {
    /// By how much a difference is for the worse: above zero, it is.
    pub fn harm(self, difference: f64) -> f64 {
        match self {
            Self::Lower | Self::Neither => difference,
            Self::Higher => -difference,
        }
    }
}

/// A column by which desks are judged, in every line of its sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JudgedColumn {
    pub sheet: SheetName,
    pub column: &'static str,
    pub better_when: BetterWhen,
    /// A difference that is no larger does not matter, unless the scenario says otherwise.
    pub margin: Margin,
    /// Whether it is looked at unless it is asked for.
    pub is_headline: bool,
}

/// How large a difference does not matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Margin {
    /// In the unit of the figure: seconds, or points of a share.
    Absolute(f64),
    /// A part of the figure, and never less than this in its unit.
    Relative { part: f64, least: f64 },
}

impl Margin {
    /// In the unit of the figure, of a figure that was so large.
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Absolute(margin) => margin,
            Self::Relative { part, least } => (part * value.abs()).max(least),
        }
    }
}

const POINT: Margin = Margin::Absolute(0.01);
const HALF_A_POINT: Margin = Margin::Absolute(0.005);
const FIVE_PERCENT: Margin = Margin::Relative { part: 0.05, least: 1.0 };
const TWO_POINTS: Margin = Margin::Absolute(0.02);

const fn judged(
    sheet: SheetName,
    column: &'static str,
    better_when: BetterWhen,
    margin: Margin,
    is_headline: bool,
) -> JudgedColumn {
    JudgedColumn { sheet, column, better_when, margin, is_headline }
}

use BetterWhen::{Higher, Lower};
use SheetName::{Groups, Licenses, LiveChats, Sla};

/// The columns by which desks are judged; the headline ones first.
pub const JUDGED_COLUMNS: [JudgedColumn; 25] = [
    judged(LiveChats, "service_level", Higher, POINT, true),
    judged(LiveChats, "asa", Lower, FIVE_PERCENT, true),
    judged(LiveChats, "wait_p95", Lower, FIVE_PERCENT, true),
    judged(LiveChats, "abandon_rate", Lower, HALF_A_POINT, true),
    judged(LiveChats, "refusal_rate", Lower, HALF_A_POINT, true),
    judged(LiveChats, "wait_after_transfer", Lower, FIVE_PERCENT, true),
    judged(Groups, "wait", Lower, FIVE_PERCENT, true),
    judged(Sla, "breached_share", Lower, POINT, true),
    judged(Licenses, "refused_share", Lower, POINT, true),
    judged(LiveChats, "service_level_answered", Higher, POINT, false),
    judged(LiveChats, "service_level_offered", Higher, POINT, false),
    judged(LiveChats, "service_level_removed", Higher, POINT, false),
    judged(LiveChats, "abandon_rate_net", Lower, HALF_A_POINT, false),
    judged(LiveChats, "waited_share", Lower, POINT, false),
    judged(LiveChats, "wait", Lower, FIVE_PERCENT, false),
    judged(LiveChats, "wait_p50", Lower, FIVE_PERCENT, false),
    judged(LiveChats, "wait_p90", Lower, FIVE_PERCENT, false),
    judged(LiveChats, "wait_p99", Lower, FIVE_PERCENT, false),
    judged(LiveChats, "handle_time", Lower, FIVE_PERCENT, false),
    judged(LiveChats, "answer_to_close", Lower, FIVE_PERCENT, false),
    judged(LiveChats, "duration", Lower, FIVE_PERCENT, false),
    judged(LiveChats, "frt_from_arrival", Lower, FIVE_PERCENT, false),
    judged(Groups, "occupancy", Lower, TWO_POINTS, false),
    judged(Groups, "slot_utilisation", Lower, TWO_POINTS, false),
    judged(Groups, "reply_time", Lower, FIVE_PERCENT, false),
];

/// Which way a figure is better.
pub fn better_when(sheet: SheetName, column: &str) -> BetterWhen {
    let known = JUDGED_COLUMNS.iter().find(|one| one.sheet == sheet && one.column == column);
    known.map_or(BetterWhen::Neither, |one| one.better_when)
}

/// Reads `[margins]`, or what is written with `--margin`: the columns that are judged with the margins
/// of each, and what is wrong with the others. A column that is named is judged.
pub fn judged_columns(stated: &[StatedMargin]) -> (Vec<JudgedColumn>, Vec<Diagnostic>) {
    let mut columns: Vec<JudgedColumn> =
        JUDGED_COLUMNS.into_iter().filter(|column| column.is_headline).collect();
    let mut faults = Vec::new();
    for one in stated {
        match read_margin(one) {
            Ok(found) => {
                columns.retain(|known| known.column != one.figure.text());
                columns.extend(found);
            }
            Err(fault) => faults.push(*fault),
        }
    }
    (columns, faults)
}

fn read_margin(stated: &StatedMargin) -> Result<Vec<JudgedColumn>, Box<Diagnostic>> {
    let name = stated.figure.text();
    let named: Vec<JudgedColumn> =
        JUDGED_COLUMNS.into_iter().filter(|column| column.column == name).collect();
    if named.is_empty() {
        let names = JUDGED_COLUMNS.map(|column| column.column);
        let help = did_you_mean(name, names).unwrap_or_else(|| {
            let mut names = names.to_vec();
            names.dedup();
            format!("the figures are {}", names.join(", "))
        });
        let message = format!("desks are not judged by a figure `{name}`");
        let whole = 0..name.len();
        return Err(Box::new(stated.figure.error(whole, "unknown-name", message, Some(help))));
    }
    named.into_iter().map(|column| with_margin(column, &stated.margin)).collect()
}

fn with_margin(column: JudgedColumn, text: &StatedText) -> Result<JudgedColumn, Box<Diagnostic>> {
    let written = text.text();
    let refuse = |message: String, help: String| {
        Box::new(text.error(0..written.len(), "bad-value", message, Some(help)))
    };
    let is_share = matches!(column.margin, Margin::Absolute(_));
    let margin = if is_share {
        parse_share(written).map(Margin::Absolute)
    } else if written.trim_end().ends_with('%') {
        parse_share(written).map(|part| Margin::Relative { part, least: 0.0 })
    } else {
        parse_duration(written).map(|span| Margin::Absolute(span.as_secs_f64()))
    };
    match margin {
        Ok(margin) => Ok(JudgedColumn { margin, ..column }),
        Err(error) if is_share => Err(refuse(error.problem, error.help)),
        Err(error) => {
            let help = format!("write \"5%\" of the figure, or a length of time; {}", error.help);
            Err(refuse(error.problem, help))
        }
    }
}

/// A figure of one line by which desks are judged.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedFigure {
    pub sheet: SheetName,
    pub row: usize,
    pub column: usize,
    /// `support.service_level`.
    pub name: String,
    pub unit: Unit,
    pub better_when: BetterWhen,
    pub margin: Margin,
}

impl JudgedFigure {
    /// A percentile, or the longest: each replication has its own, and they are averaged.
    pub fn is_percentile(&self) -> bool {
        self.sheet.percentile_share(self.column).is_some()
    }

    /// What has to be known of each replication: the figure of the whole run.
    pub fn tracked(&self) -> TrackedFigure {
        let (sheet, row, column) = (self.sheet, self.row, self.column);
        TrackedFigure { sheet, row, column, at_most: None, windows: None }
    }

    /// The line that it is of: `support`, `groups.it`.
    pub fn line(&self) -> &str {
        self.name.rsplit_once('.').map_or("", |(line, _)| line)
    }
}

/// The figures that a text names, with the margins of `columns`, or a usual one.
///
/// # Errors
/// What the text does not name.
pub fn named_figures(
    catalog: &Catalog,
    text: &StatedText,
    columns: &[JudgedColumn],
) -> Result<Vec<JudgedFigure>, Box<Diagnostic>> {
    let refuse =
        |fault: TextFault| Box::new(text.error(fault.at, fault.code, fault.message, fault.help));
    let parts = parse_figure_name(text.text()).map_err(refuse)?;
    let figure = catalog.find(&parts).map_err(refuse)?;
    Ok(judged_lines(&figure, columns))
}

/// The lines of a figure, with the margin of its column, or a usual one.
fn judged_lines(figure: &NamedFigure, columns: &[JudgedColumn]) -> Vec<JudgedFigure> {
    let known = columns.iter().chain(&JUDGED_COLUMNS);
    let known =
        known.into_iter().find(|one| one.sheet == figure.sheet && one.column == figure.name);
    let margin = known.map_or_else(|| usual_margin(figure.unit), |one| one.margin);
    figures_of(figure, better_when(figure.sheet, figure.name), margin)
}

/// What does not matter of a figure by which desks are not judged.
fn usual_margin(unit: Unit) -> Margin {
    match unit {
        Unit::Share => POINT,
        Unit::Seconds => FIVE_PERCENT,
        Unit::Count | Unit::Hours | Unit::Level | Unit::PerHour | Unit::Mixed => {
            Margin::Relative { part: 0.05, least: 0.0 }
        }
    }
}

impl Catalog {
    /// Where a figure of another plan stands in this one; `None` where this one has no such line.
    pub fn tracked(&self, figure: &JudgedFigure) -> Option<TrackedFigure> {
        let row = self.row_of(figure.sheet, figure.line())?;
        Some(TrackedFigure { row, ..figure.tracked() })
    }

    /// Every figure of every line, but for the longest of all, which grows with the replications.
    pub fn all_figures(&self, columns: &[JudgedColumn]) -> Vec<JudgedFigure> {
        let mut figures = Vec::new();
        for (sheet, name) in self.all_columns() {
            if let Some(figure) = self.of_all_lines(sheet, name)
                && sheet.percentile_share(figure.column) != Some(1.0)
            {
                figures.extend(judged_lines(&figure, columns));
            }
        }
        figures
    }
}

/// The figures of a plan in these columns, line by line.
pub fn judged_figures(catalog: &Catalog, columns: &[JudgedColumn]) -> Vec<JudgedFigure> {
    let of_column = |column: &JudgedColumn| {
        let found = catalog.of_all_lines(column.sheet, column.column);
        let figures = found.map(|figure| figures_of(&figure, column.better_when, column.margin));
        figures.unwrap_or_default()
    };
    columns.iter().flat_map(of_column).collect()
}

/// The figures of the lines of a named figure.
pub fn figures_of(
    figure: &NamedFigure,
    better_when: BetterWhen,
    margin: Margin,
) -> Vec<JudgedFigure> {
    let one = |(row, label): &(usize, String)| JudgedFigure {
        sheet: figure.sheet,
        row: *row,
        column: figure.column,
        name: format!("{label}.{}", figure.name),
        unit: figure.unit,
        better_when,
        margin,
    };
    figure.rows.iter().map(one).collect()
}

/// Whether two desks met the same clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// The same clients came in the same replication: differences are taken replication by replication.
    Paired,
    /// Other clients came.
    Independent,
}

/// The difference of a figure between two desks.
pub fn difference(new: &[ValuePair], old: &[ValuePair], pairing: Pairing) -> StandardEstimate {
    match pairing {
        Pairing::Paired => paired_difference(new, old),
        Pairing::Independent => independent_difference(new, old),
    }
}

/// P-values that hold together (Holm 1979, *Scandinavian Journal of Statistics* 6:65): where those
/// below a level are called significant, the chance that any of them is so by accident is at most that
/// level. Where nothing is known, which is no number, nothing is shown: 1.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let known = |p: &f64| if p.is_nan() { 1.0 } else { *p };
    let p_values: Vec<f64> = p_values.iter().map(known).collect();
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut most = 0.0_f64;
    for (rank, place) in order.iter().enumerate() {
        let left = (p_values.len() - rank) as f64;
        most = most.max((p_values[*place] * left).min(1.0));
        adjusted[*place] = most;
    }
    adjusted
}
