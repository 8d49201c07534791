//! All replications together: one after the other, in their order, into sheets.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::batches::batch_plan;
use super::figures::{
    Figure, RowEstimator, channels, columns, desk, groups, intervals, licenses, live_chats,
    operators, rules, sla, supervisors, transfers,
};
use super::record::{OtherPlan, ReplicationRecord};
use super::recording::{TallyRecorder, TargetKey, target_key};
use super::replication::Metrics;
use super::results::{Column, Estimate, Row, Sheet, Unit};
use super::rows::{RowKeys, RowVisitor, listed_rules, mean_present, measured_span, visit_rows};
use super::session_row::SessionRow;
use super::statistics::BatchCheck;
use super::statistics::TallyRecord;
use super::trace::Trace;
use crate::base::{DAY, GroupId, HOUR, LiveChatId, MINUTE, SECOND, Span, Time, WEEK};
use crate::plan::{
    Edition, LicenseKind, Plan, RoutingAction, Run, SlaMetric, TransferTarget, rule_action,
    rule_condition,
};
use crate::table::date_time_text;

/// Everything measured so far.
#[derive(Debug)]
pub struct ReplicationStats {
    plan: Arc<Plan>,
    replications: u32,
    desk: RowEstimator,
    chats: Vec<RowEstimator>,
    /// For each live chat with rules, one more than it has.
    rules: Vec<RowEstimator>,
    channels: Vec<RowEstimator>,
    intervals: Vec<RowEstimator>,
    groups: Vec<RowEstimator>,
    operators: Vec<RowEstimator>,
    supervisors: Vec<RowEstimator>,
    licenses: Vec<(LicenseKind, RowEstimator)>,
    /// Three lines for each service level.
    slas: Vec<RowEstimator>,
    transfers: BTreeMap<(GroupId, TargetKey), (TransferTarget, RowEstimator)>,
    /// What its lines are about.
    keys: Arc<RowKeys>,
    /// One run in batches: the same of those.
    batches: Option<Box<BatchStats>>,
}

/// What the batches of one run measured, as if they were replications.
#[derive(Debug)]
struct BatchStats {
    stats: ReplicationStats,
    /// Sessions at the desk on average, batch after batch.
    mean_present: Vec<f64>,
}

fn blank_sheet<T>(name: &'static str, keys: &'static [Column], figures: &[Figure<T>]) -> Sheet {
    Sheet { name, keys, measures: columns(figures), rows: Vec::new(), rows_left_out: false }
}

/// Sheets that get their rows, one after the other.
struct RowFiller {
    sheets: Vec<Sheet>,
    /// A sheet with more estimates gets none.
    most_cells: usize,
}

impl RowFiller {
    fn fill(&mut self, name: &str, rows: impl Iterator<Item = Row>) {
        let Some(sheet) = self.sheets.iter_mut().find(|sheet| sheet.name == name) else { return };
        // Of rows whose number is not known, and of those that are filtered, there are as many as there may be.
        let (least, most) = rows.size_hint();
        let cells = most.unwrap_or(least).saturating_mul(sheet.measures.len());
        if cells <= self.most_cells {
            sheet.rows = rows.collect();
        } else {
            sheet.rows_left_out = true;
        }
    }
}

const SUMMARY_KEYS: &[Column] = &[
    Column { name: "live_chat", unit: None, definition: "the live chat's name" },
    Column { name: "figure", unit: None, definition: "a column of live_chats.csv" },
    Column { name: "unit", unit: None, definition: "count, share, s, level, …" },
];

const SUMMARY_VALUE: Column = Column {
    name: "value",
    unit: Some(Unit::Mixed),
    definition: "the figure, as defined for live_chats.csv",
};

/// Every sheet that a run gives, without lines: the headings and what they mean.
pub fn blank_sheets() -> Vec<Sheet> {
    vec![
        Sheet {
            name: "summary",
            keys: SUMMARY_KEYS,
            measures: vec![SUMMARY_VALUE],
            rows: Vec::new(),
            rows_left_out: false,
        },
        blank_sheet("intervals", intervals::KEYS, intervals::FIGURES),
        blank_sheet("desk", desk::KEYS, desk::FIGURES),
        blank_sheet("live_chats", live_chats::KEYS, live_chats::FIGURES),
        blank_sheet("rules", rules::KEYS, rules::FIGURES),
        blank_sheet("channels", channels::KEYS, channels::FIGURES),
        blank_sheet("groups", groups::KEYS, groups::FIGURES),
        blank_sheet("operators", operators::KEYS, operators::FIGURES),
        blank_sheet("supervisors", supervisors::KEYS, supervisors::FIGURES),
        blank_sheet("licenses", licenses::KEYS, licenses::FIGURES),
        blank_sheet("sla", sla::KEYS, sla::FIGURES),
        blank_sheet("transfers", transfers::KEYS, transfers::FIGURES),
    ]
}

fn rule_keys(plan: &Plan, chat: usize, place: usize) -> Vec<String> {
    let chat = &plan.live_chats[chat];
    let is_default = place >= chat.default_rules_from as usize;
    let number = if is_default { "default".to_owned() } else { (place + 1).to_string() };
    let (when, action) = match chat.rules.get(place) {
        Some(rule) => (rule_condition(plan, &rule.condition), rule_action(plan, chat, rule.action)),
        None => ("any session".to_owned(), rule_action(plan, chat, RoutingAction::CommonQueue)),
    };
    vec![chat.name.clone(), number, when, action]
}

impl ReplicationStats {
    /// An empty book for a plan.
    pub fn new(plan: &Arc<Plan>) -> Self {
        let mut stats = Self::empty(plan, None);
        stats.batches = plan.run.statistics.batches.map(|number| {
            let stats = Self::empty(&batch_plan(plan), Some(number));
            Box::new(BatchStats { stats, mean_present: Vec::new() })
        });
        stats
    }

    fn empty(plan: &Arc<Plan>, batches: Option<u32>) -> Self {
        fn row<T>(batches: Option<u32>, figures: &[Figure<T>]) -> RowEstimator {
            match batches {
                None => RowEstimator::new(figures),
                Some(number) => RowEstimator::of_batches(figures, number),
            }
        }
        fn folds<T>(batches: Option<u32>, n: usize, figures: &[Figure<T>]) -> Vec<RowEstimator> {
            vec![row(batches, figures); n]
        }
        let intervals = plan.live_chats.len() * plan.run.interval_count();
        let rules = plan.topics.iter().flat_map(|topic| &topic.transfers);
        Self {
            plan: Arc::clone(plan),
            replications: 0,
            desk: row(batches, desk::FIGURES),
            chats: folds(batches, plan.live_chats.len(), live_chats::FIGURES),
            rules: folds(batches, listed_rules(plan).count(), rules::FIGURES),
            channels: folds(batches, plan.channels().count(), channels::FIGURES),
            intervals: folds(batches, intervals, intervals::FIGURES),
            groups: folds(batches, plan.groups.len(), groups::FIGURES),
            operators: folds(batches, plan.operators.len(), operators::FIGURES),
            supervisors: folds(batches, plan.supervisors.len(), supervisors::FIGURES),
            licenses: plan
                .licensing
                .reported_kinds()
                .map(|kind| (kind, row(batches, licenses::FIGURES)))
                .collect(),
            slas: folds(
                batches,
                SlaMetric::ALL.len()
                    * plan.live_chats.iter().map(|chat| chat.slas.len()).sum::<usize>(),
                sla::FIGURES,
            ),
            transfers: rules
                .flat_map(|rule| rule.targets().map(|to| (rule.from, to)))
                .map(|(from, to)| {
                    let row = row(batches, transfers::FIGURES);
                    ((from, target_key(to)), (to, row))
                })
                .collect(),
            keys: Arc::new(RowKeys::new(plan)),
            batches: None,
        }
    }

    /// Adds the next replication; gives its sessions' rows back, if they were kept.
    pub fn add(&mut self, mut metrics: Metrics) -> Vec<SessionRow> {
        if let (Some(own), Some(collected)) = (&mut self.batches, metrics.batches.take()) {
            for batch in collected.into_finished() {
                own.mean_present.push(mean_present(&batch));
                own.stats.add_recorded(&batch);
            }
        }
        self.add_recorded(&metrics.recorder);
        metrics.trace.map(Trace::into_rows).unwrap_or_default()
    }

    /// Adds a replication that was put down where it ran: the same as [`Self::add`] with its metrics.
    ///
    /// # Errors
    /// The record is of another plan.
    pub fn add_record(&mut self, record: &ReplicationRecord) -> Result<(), OtherPlan> {
        if let Some(own) = &mut self.batches {
            for (mean_present, batch) in record.batches() {
                own.mean_present.push(*mean_present);
                own.stats.add_tally_record(batch)?;
            }
        }
        self.add_tally_record(record.whole())
    }

    fn add_tally_record(&mut self, record: &TallyRecord) -> Result<(), OtherPlan> {
        let mut reader = record.reader();
        for row in self.rows_mut() {
            row.add_recorded(&mut reader).ok_or(OtherPlan)?;
        }
        self.replications += 1;
        if reader.is_at_end() { Ok(()) } else { Err(OtherPlan) }
    }

    /// Adds what was recorded in one replication, or in one batch.
    fn add_recorded(&mut self, recorder: &TallyRecorder) {
        /// Each line of the sheets takes its tally.
        struct Adding<I>(I);
        impl<'a, I: Iterator<Item = &'a mut RowEstimator>> RowVisitor for Adding<I> {
            fn visit<T>(&mut self, figures: &[Figure<T>], tally: &T) {
                let row = self.0.next().expect("there is a line for each tally");
                row.add(figures, tally);
            }
        }
        let (plan, keys) = (Arc::clone(&self.plan), Arc::clone(&self.keys));
        visit_rows(&plan, &keys, recorder, &mut Adding(self.rows_mut()));
        self.replications += 1;
    }

    /// Every line, in the order of [`visit_rows`].
    fn rows_mut(&mut self) -> impl Iterator<Item = &mut RowEstimator> {
        let licenses = self.licenses.iter_mut().map(|(_, row)| row);
        let transfers = self.transfers.values_mut().map(|(_, row)| row);
        let lists = [
            &mut self.chats,
            &mut self.channels,
            &mut self.groups,
            &mut self.operators,
            &mut self.supervisors,
            &mut self.slas,
            &mut self.intervals,
        ];
        let of_lists = lists.into_iter().flatten();
        of_lists.chain(licenses).chain(transfers).chain(&mut self.rules).chain([&mut self.desk])
    }

    /// A figure of a live chat so far; `None` where there is none of this name.
    pub fn figure(&self, live_chat: LiveChatId, name: &str) -> Option<(Column, Estimate)> {
        let columns = columns(live_chats::FIGURES);
        let place = columns.iter().position(|column| column.name == name)?;
        let estimates = self.chats.get(live_chat.index())?.estimates();
        Some((columns[place], estimates[place]))
    }

    /// With batches: whether they tell as much as replications would.
    pub fn batch_check(&self) -> Option<BatchCheck> {
        self.batches.as_ref().map(|batches| BatchCheck::new(&batches.mean_present))
    }

    /// How many replications it holds.
    pub fn replications(&self) -> u32 {
        self.replications
    }

    /// The sheets of all replications together; with batches, the figures are those of the whole
    /// run, and their intervals those of the batches. A sheet that would have more than `most_cells`
    /// estimates has no rows.
    pub fn sheets(&self, most_cells: usize) -> Vec<Sheet> {
        let mut sheets = self.replication_sheets(most_cells);
        let Some(batches) = &self.batches else { return sheets };
        let batch_sheets = batches.stats.replication_sheets(most_cells);
        let comparable =
            sheets.iter_mut().zip(&batch_sheets).filter(|(own, _)| own.name != "intervals");
        for (own, theirs) in comparable {
            let rows = own.rows.iter_mut().zip(&theirs.rows);
            for (value, batched) in
                rows.flat_map(|(own, row)| own.values.iter_mut().zip(&row.values))
            {
                value.half_width = batched.half_width;
            }
        }
        sheets
    }

    fn replication_sheets(&self, most_cells: usize) -> Vec<Sheet> {
        let plan = &self.plan;
        let mut sheets = RowFiller { sheets: blank_sheets(), most_cells };
        let row = |keys: Vec<String>, fold: &RowEstimator| Row { keys, values: fold.estimates() };
        let chats = plan.live_chats.iter().zip(&self.chats);
        sheets.fill("summary", self.summary());
        sheets.fill("desk", [row(vec![plan.name.clone()], &self.desk)].into_iter());
        let rules = listed_rules(plan).zip(&self.rules);
        sheets.fill(
            "rules",
            rules.map(|((chat, place), fold)| row(rule_keys(plan, chat, place), fold)),
        );
        sheets.fill("live_chats", chats.map(|(chat, fold)| row(vec![chat.name.clone()], fold)));
        let channels = plan.channels().zip(&self.channels).map(|((chat, channel), fold)| {
            row(vec![plan.live_chats[chat].name.clone(), channel.to_string()], fold)
        });
        sheets.fill("channels", channels);
        sheets.fill("intervals", self.interval_rows());
        let groups = plan.groups.iter().zip(&self.groups);
        let answering = groups.filter(|(group, _)| !group.operators.is_empty());
        sheets.fill("groups", answering.map(|(group, fold)| row(vec![group.name.clone()], fold)));
        let operators = plan.operators.iter().zip(&self.operators).map(|(operator, fold)| {
            let groups = operator.groups.iter().map(|id| plan.groups[id.index()].name.as_str());
            row(vec![operator.name.clone(), groups.collect::<Vec<_>>().join(" ")], fold)
        });
        sheets.fill("operators", operators);
        let supervisors = plan.supervisors.iter().zip(&self.supervisors).map(|(who, fold)| {
            let chats = who.queues.iter().map(|id| plan.queues[id.index()].name.as_str());
            row(vec![who.name.clone(), chats.collect::<Vec<_>>().join(" ")], fold)
        });
        sheets.fill("supervisors", supervisors);
        let edition = match plan.licensing.edition {
            Edition::None => "none",
            Edition::Free => "free",
            Edition::Chatdesk => "chatdesk",
            Edition::Service2024 => "service-2024",
            Edition::Service2025 => "service-2025",
        };
        let licenses = self
            .licenses
            .iter()
            .map(|(kind, fold)| row(vec![kind.name().to_owned(), edition.to_owned()], fold));
        sheets.fill("licenses", licenses);
        let levels = plan.live_chats.iter().flat_map(|chat| {
            chat.slas.iter().flat_map(|sla| {
                SlaMetric::ALL.map(|one| [chat.name.as_str(), &sla.name, one.name()])
            })
        });
        let levels = levels.zip(&self.slas);
        sheets.fill("sla", levels.map(|(keys, fold)| row(keys.map(str::to_owned).into(), fold)));
        let transfers = self.transfers.iter().map(|((from, _), (to, fold))| {
            let to = match to {
                TransferTarget::Group(id) => plan.groups[id.index()].name.clone(),
                TransferTarget::Operator(id) => plan.operators[id.index()].name.clone(),
                TransferTarget::LiveChat(id) => plan.live_chats[id.index()].name.clone(),
                TransferTarget::Bot => "bot".to_owned(),
            };
            row(vec![plan.groups[from.index()].name.clone(), to], fold)
        });
        sheets.fill("transfers", transfers);
        sheets.sheets
    }

    fn summary(&self) -> impl Iterator<Item = Row> {
        let headings = columns(live_chats::FIGURES);
        let of_chat = move |(chat, fold): (&crate::plan::LiveChat, &RowEstimator)| {
            let lines = headings.iter().zip(fold.estimates()).map(|(column, estimate)| {
                let unit = column.unit.map_or("", Unit::name);
                let keys = [chat.name.as_str(), column.name, unit].map(str::to_owned);
                Row { keys: keys.into(), values: vec![estimate] }
            });
            lines.collect::<Vec<_>>()
        };
        self.plan.live_chats.iter().zip(&self.chats).flat_map(of_chat)
    }

    fn interval_rows(&self) -> impl Iterator<Item = Row> {
        let count = self.plan.run.interval_count();
        let places = self.intervals.iter().enumerate();
        let is_measured = move |place| measured_span(&self.plan.run, place % count) > Span::ZERO;
        let measured = places.filter(move |(place, _)| is_measured(*place));
        let row = move |(place, fold): (usize, &RowEstimator)| {
            let starts = Span(self.plan.run.interval.0 * (place % count) as u64);
            let chat = &self.plan.live_chats[place / count];
            let at = week_time(self.plan.run.week_offset, Time::ZERO + starts);
            let seconds = decimal_seconds(starts);
            let date = date_text(&self.plan.run, starts);
            Row { keys: vec![chat.name.clone(), seconds, at, date], values: fold.estimates() }
        };
        measured.map(row)
    }
}

/// Empty where the start of the run is no date.
fn date_text(run: &Run, since_start: Span) -> String {
    let since_monday = run.week_offset + since_start;
    let text = run.first_monday.and_then(|monday| date_time_text(monday, since_monday));
    text.unwrap_or_default()
}

fn decimal_seconds(span: Span) -> String {
    let (whole, rest) = (span.0 / SECOND.0, span.0 % SECOND.0);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:06}") }
}

/// `mon 09:30` of the run's first week, `mon+1 09:30` of the next, for a run that `starts` so long
/// after Monday 00:00.
pub fn week_time(starts: Span, at: Time) -> String {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let since_monday = starts.0 + at.0;
    let (week, rest) = (since_monday / WEEK.0, since_monday % WEEK.0);
    let (day, rest) = (days[(rest / DAY.0) as usize], rest % DAY.0);
    let (hour, minute) = (rest / HOUR.0, rest % HOUR.0 / MINUTE.0);
    let week = if week == 0 { String::new() } else { format!("+{week}") };
    format!("{day}{week} {hour:02}:{minute:02}")
}
