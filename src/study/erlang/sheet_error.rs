//! What the usual sheet would have said of a desk that was simulated: Erlang A or C, interval by
//! interval, from the counts that a planner has.
//!
//! Sessions an interval, operators' time a session and the operators Online are those of the run itself,
//! so that what is left between the two is what the formula does not know: several sessions at once,
//! transfers, supervisors, a load that goes on from one interval to the next.

use std::collections::{BTreeMap, HashMap};

use super::{ErlangA, ErlangC};
use crate::metrics::{Estimate, Sheet};
use crate::plan::{Flow, IntakeMode, Plan};

/// What a sheet would have said of the service level of a live chat.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetError {
    /// The live chat.
    pub live_chat: String,
    /// Whether its clients give up, so that it is Erlang A.
    pub impatient: bool,
    /// What the sheet says.
    pub says: f64,
    /// What was simulated.
    pub simulated: Estimate,
    /// What of the desk the formula does not know.
    pub unknown_to_it: Vec<&'static str>,
}

/// So many states of a queue are looked at, of all live chats together, some seconds' work: with extreme
/// patience there may be any number of them, and there may be any number of intervals.
const MAX_STATES: f64 = 200_000_000.0;

/// To integrate over the waits of one interval takes as long as to look at so many states.
const STATES_OF_AN_INTERVAL: f64 = 2_000.0;

/// A difference below this is none.
const MIN_ERROR: f64 = 0.01;

impl SheetError {
    /// By how much the sheet says too much.
    pub fn error(&self) -> f64 {
        self.says - self.simulated.value
    }
}

/// The live chat of which a sheet would have been most wrong; `None` if of none by more than the
/// simulation is uncertain, or where to find that out would take long.
pub fn worst_sheet_error(plan: &Plan, sheets: &[Sheet]) -> Option<SheetError> {
    let sheet = |name: &str| sheets.iter().find(|sheet| sheet.name == name);
    let (chats, intervals) = (sheet("live_chats")?, sheet("intervals")?);
    let by_chat = intervals_by_chat(intervals)?;
    let mut states = 0.0;
    let errors = plan.live_chats.iter().enumerate().filter_map(|(place, chat)| {
        let simulated = chats.get(&[&chat.name], "service_level")?;
        let length = operator_time(chats, &chat.name)?;
        // Of a live chat of which no session was closed there is nothing to say.
        if !length.is_finite() || length <= 0.0 {
            return None;
        }
        let patience = mean_patience(plan, place);
        let intervals = by_chat.get(chat.name.as_str())?;
        let says = sheet_service_level(plan, intervals, length, patience, &mut states)?;
        let found = SheetError {
            live_chat: chat.name.clone(),
            impatient: patience.is_some(),
            says,
            simulated,
            unknown_to_it: unknown_to_erlang(plan, place),
        };
        // A single replication has no interval: its difference may be chance.
        let far = found.error().abs() > simulated.half_width.max(MIN_ERROR);
        far.then_some(found)
    });
    let worst = errors.max_by(|a, b| a.error().abs().total_cmp(&b.error().abs()));
    // Which is the worst is known when all were looked at.
    worst.filter(|_| states <= MAX_STATES)
}

/// Operators' time a session, in seconds: the handle time of all who had it.
fn operator_time(chats: &Sheet, live_chat: &str) -> Option<f64> {
    let handle_time = chats.get(&[live_chat], "handle_time")?.value;
    let transfers = chats.get(&[live_chat], "transfer_rate")?.value;
    Some(handle_time * (1.0 + transfers))
}

/// What a sheet knows of an interval.
#[derive(Clone, Copy, Debug)]
struct IntervalCounts {
    /// Sessions that were let in.
    sessions: f64,
    /// Operators Online, on average.
    operators: f64,
}

/// Intervals in which sessions came, by the name of the live chat.
fn intervals_by_chat(intervals: &Sheet) -> Option<BTreeMap<&str, Vec<IntervalCounts>>> {
    let column = |name: &str| intervals.measures.iter().position(|column| column.name == name);
    let (offered, refused, online) = (column("offered")?, column("refused")?, column("online")?);
    let mut by_chat: BTreeMap<&str, Vec<IntervalCounts>> = BTreeMap::new();
    for row in &intervals.rows {
        let sessions = row.values[offered].value - row.values[refused].value;
        let operators = row.values[online].value;
        if sessions > 0.0 && operators.is_finite() {
            let counts = IntervalCounts { sessions, operators };
            by_chat.entry(&row.keys[0]).or_default().push(counts);
        }
    }
    Some(by_chat)
}

/// Each interval by itself, weighed by the sessions that came in it; of equal ones one is reckoned.
fn sheet_service_level(
    plan: &Plan,
    intervals: &[IntervalCounts],
    length: f64,
    patience: Option<f64>,
    states: &mut f64,
) -> Option<f64> {
    let (mut in_time, mut all) = (0.0, 0.0);
    let mut known: HashMap<(u64, u64), f64> = HashMap::new();
    for IntervalCounts { sessions, operators } in intervals.iter().copied() {
        let counts = (sessions.to_bits(), operators.to_bits());
        let level = if let Some(level) = known.get(&counts) {
            *level
        } else {
            let arrivals = sessions / plan.run.interval.as_secs_f64();
            let waiting = patience.map_or(0.0, |patience| arrivals * patience);
            *states += STATES_OF_AN_INTERVAL + operators + waiting;
            if *states > MAX_STATES {
                return None;
            }
            let level = level_between(plan, arrivals, length, patience, operators);
            known.insert(counts, level);
            level
        };
        in_time += sessions * level;
        all += sessions;
    }
    (all > 0.0).then(|| in_time / all)
}

/// Between the two whole numbers of operators, in proportion.
fn level_between(
    plan: &Plan,
    arrivals: f64,
    length: f64,
    patience: Option<f64>,
    operators: f64,
) -> f64 {
    let (within, short) =
        (plan.run.answer_within.as_secs_f64(), plan.run.short_abandon.as_secs_f64());
    let level = |operators: u32| match (operators, patience) {
        (0, _) => 0.0,
        (_, Some(patience)) => {
            let desk = ErlangA::new(arrivals, length, operators, patience);
            desk.answered_within(within) / (1.0 - desk.abandoned_within(short))
        }
        (_, None) => ErlangC::new(arrivals, length, operators)
            .map_or(0.0, |desk| desk.answered_within(within)),
    };
    let (whole, rest) = (operators.floor(), operators.fract());
    let low = level(whole as u32);
    if rest > 1e-9 { low + rest * (level(whole as u32 + 1) - low) } else { low }
}

/// The mean patience of those who write to a live chat; `None`: some wait as long as it takes.
fn mean_patience(plan: &Plan, live_chat: usize) -> Option<f64> {
    let flows = plan.flows.iter().filter(|flow| flow.live_chat.index() == live_chat);
    let shares = |flow: &Flow| {
        let shares = flow.topics.shares().map(|(topic, share)| {
            let patience = plan.topics[topic.index()].patience.as_ref()?.mean();
            Some((patience * share, share))
        });
        shares.collect::<Option<Vec<_>>>()
    };
    let all: Vec<(f64, f64)> = flows.map(shares).collect::<Option<Vec<_>>>()?.concat();
    let (patience, share) = all.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let mean = patience / share;
    (mean.is_finite() && mean > 0.0).then_some(mean)
}

fn unknown_to_erlang(plan: &Plan, live_chat: usize) -> Vec<&'static str> {
    let chat = &plan.live_chats[live_chat];
    let mut operators =
        chat.operator_groups.iter().flat_map(|group| &plan.groups[group.index()].operators);
    let several = operators.any(|id| plan.session_limit(*id) != Some(1));
    let mut topics = plan.topics.iter().filter(|topic| topic.live_chat.index() == live_chat);
    let transfers = topics.any(|topic| !topic.transfers.is_empty());
    let supervised = matches!(chat.intake, IntakeMode::Supervisors { .. });
    let reasons = [
        (several, "several sessions at once"),
        (transfers, "transfers"),
        (supervised, "supervisors"),
    ];
    let known: Vec<&str> =
        reasons.iter().filter(|(there, _)| *there).map(|(_, words)| *words).collect();
    if known.is_empty() { vec!["how the load changes"] } else { known }
}
