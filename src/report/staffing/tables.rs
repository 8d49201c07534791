//! The tables of the page.

use crate::base::{Span, Time};
use crate::decide::{Expectation, Verdict};
use crate::metrics::{Estimate, Unit, week_time};
use crate::plan::LicenseKind;
use crate::report::expectations::{quantity, verdict_mark};
use crate::report::format_number;
use crate::report::page::{aligned, flowing, sanitized};
use crate::staffing::{
    Counts, Goals, Neighbour, NeighbourChange, NeighbourStep, Staffed, StaffedDesk, depends_on,
};

pub(super) fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1} %", share * 100.0) } else { "-".to_owned() }
}

/// Hours of a full-time week.
const FULL_TIME: f64 = 40.0;
/// A run of less than a working week stands for the whole of it.
const WORKING_WEEK_HOURS: f64 = 5.0 * 24.0;

/// One line a group, and the sum.
pub(super) fn groups_table(desk: &StaffedDesk, found: &Staffed) -> String {
    aligned(&staff_rows(desk, found))
}

/// The heading, one row for each group, and the sum.
pub(in crate::report) fn staff_rows(desk: &StaffedDesk, found: &Staffed) -> Vec<Vec<String>> {
    let names = ["group", "people", "shifts", "hours", "FTE", "FTE paid", "before"];
    let mut lines = vec![names.map(str::to_owned).to_vec()];
    let weeks = (desk.plan.run.horizon.as_hours_f64() / WORKING_WEEK_HOURS).max(1.0).floor();
    let line = |name: String, heads: u32, counts: &Counts, before: usize| {
        let hours = desk.hours(counts);
        let fte = hours / FULL_TIME / weeks;
        vec![
            name,
            heads.to_string(),
            counts.iter().sum::<u32>().to_string(),
            format!("{hours:.1}"),
            format!("{fte:.2}"),
            format!("{:.2}", fte / (1.0 - desk.staffing.shrinkage)),
            before.to_string(),
        ]
    };
    let mut before = 0;
    for (place, kind) in desk.kinds.iter().enumerate() {
        let own = |at: usize| if desk.columns[at].kind == place { found.counts[at] } else { 0 };
        let counts: Counts = (0..found.counts.len()).map(own).collect();
        let stated = kind.stated.len();
        before += stated;
        let name = format!("  {}", sanitized(&kind.name));
        lines.push(line(name, desk.heads_of(&counts, place), &counts, stated));
    }
    if desk.kinds.len() > 1 {
        let heads = desk.heads(&found.counts);
        lines.push(line("  all".to_owned(), heads, &found.counts, before));
    }
    lines
}

/// A person of each group and a license, with what fails first; single shifts stand in the file.
pub(super) fn neighbours_table(goals: &Goals, neighbours: &[Neighbour]) -> String {
    flowing(&neighbour_rows(goals, neighbours))
}

/// The heading, and a row for each of them.
pub(in crate::report) fn neighbour_rows(
    goals: &Goals,
    neighbours: &[Neighbour],
) -> Vec<Vec<String>> {
    let names = ["  one fewer", "saves", "clients lost", "what fails first", ""];
    let mut lines = vec![names.map(str::to_owned).to_vec()];
    let persons = neighbours.iter().filter(|one| matches!(one.step, NeighbourStep::Person(_)));
    let single = persons.count() < 2;
    for one in neighbours {
        if matches!(one.step, NeighbourStep::Shift(..)) && !single {
            continue;
        }
        let (verdict, suffers) = match most_suffering(goals, one) {
            None => (String::new(), "nothing changes".to_owned()),
            Some((expectation, NeighbourChange { value, more, verdict })) => {
                let unit = unit_of(expectation);
                let (name, value) = (figure_name(expectation), quantity(value, unit));
                (
                    format!("{} {}", verdict_mark(verdict), then_in_words(verdict)),
                    format!("{name} {value} ({})", signed(more, unit)),
                )
            }
        };
        let saves = format_number((one.saves * 100.0).round() / 100.0);
        let lost = signed(one.lost, Unit::Count);
        lines.push(vec![format!("  {}", step_text(&one.step)), saves, lost, verdict, suffers]);
    }
    lines
}

/// What is one fewer, in words.
pub(super) fn step_text(step: &NeighbourStep) -> String {
    match step {
        NeighbourStep::Person(group) => format!("person of {}", sanitized(group)),
        NeighbourStep::Shift(group, shift) => {
            format!("{}: {}", sanitized(group), sanitized(shift))
        }
        NeighbourStep::License(kind) => license_words(*kind, 1).to_owned(),
    }
}

/// Licenses of a kind, in words.
pub(super) fn license_words(kind: LicenseKind, number: u32) -> &'static str {
    match (kind, number) {
        (LicenseKind::Named, 1) => "named license",
        (LicenseKind::Named, _) => "named licenses",
        (LicenseKind::Concurrent, 1) => "concurrent license",
        (LicenseKind::Concurrent, _) => "concurrent licenses",
        (LicenseKind::PlatformNamed, 1) => "named license of the platform",
        (LicenseKind::PlatformNamed, _) => "named licenses of the platform",
        (LicenseKind::PlatformFloating, 1) => "floating license of the platform",
        (LicenseKind::PlatformFloating, _) => "floating licenses of the platform",
    }
}

/// The figure of an expectation, as it is named; of a percentile it is a share.
pub(super) fn figure_name(expectation: &Expectation) -> String {
    let label = expectation.lines.first().map_or("", |line| line.label.as_str());
    let name = format!("{}.{}", sanitized(label), expectation.figure);
    match expectation.percentile_share() {
        Some(share) if share < 1.0 => format!("{name} in time"),
        _ => name,
    }
}

/// Of a percentile the share that is in time is what is compared.
pub(super) fn unit_of(expectation: &Expectation) -> Unit {
    match expectation.percentile_share() {
        Some(share) if share < 1.0 => Unit::Share,
        _ => expectation.unit,
    }
}

/// The expectation with the worst verdict; of several the one that changes by most of its own half widths.
fn most_suffering<'g>(
    goals: &'g Goals,
    neighbour: &Neighbour,
) -> Option<(&'g Expectation, NeighbourChange)> {
    let weight = |change: &Estimate| {
        let width = if change.half_width > 0.0 { change.half_width } else { f64::INFINITY };
        change.value.abs() / width
    };
    let both = goals.expectations.iter().zip(&neighbour.changes);
    let changed = both.filter(|(_, one)| one.more.value.abs() > 1e-9 && weight(&one.more) > 0.0);
    let most = changed.max_by(|(_, a), (_, b)| {
        a.verdict.cmp(&b.verdict).then(weight(&a.more).total_cmp(&weight(&b.more)))
    });
    most.map(|(expectation, change)| (expectation, *change))
}

/// What becomes of an expectation with one fewer.
fn then_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "still met",
        Verdict::Undecided => "undecided",
        Verdict::NotMet => "not met",
    }
}

fn signed(change: Estimate, unit: Unit) -> String {
    let sign = if change.value >= 0.0 { "+" } else { "-" };
    let text = |value: f64| match unit {
        Unit::Share => format!("{:.1}", value * 100.0),
        _ => quantity(value, unit),
    };
    format!("{sign}{} ± {}", text(change.value.abs()), text(change.half_width))
}

/// An interval in which visits of a group are late.
struct LateInterval {
    /// Of the visits.
    share: f64,
    /// The place of the group in the plan.
    group: usize,
    name: String,
    interval: usize,
    at: String,
    /// In a run, on average.
    visits: f64,
}

/// The groups and intervals with late visits, the largest share first.
fn late_intervals(desk: &StaffedDesk, found: &Staffed) -> Vec<LateInterval> {
    let run = &desk.plan.run;
    let replications = f64::from(found.look.replications.max(1));
    let mut all: Vec<LateInterval> = Vec::new();
    for group in &desk.groups {
        for (interval, (visits, late)) in found.look.visits[group.id.index()].iter().enumerate() {
            // Of a visit now and then a share says nothing.
            if visits / replications >= 1.0 && *late > 0.0 {
                let starts = Time::ZERO + Span(interval as u64 * run.interval.0);
                all.push(LateInterval {
                    share: late / visits,
                    group: group.id.index(),
                    name: sanitized(&group.name),
                    interval,
                    at: week_time(run.week_offset, starts),
                    visits: visits / replications,
                });
            }
        }
    }
    all.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.interval.cmp(&b.interval)));
    all
}

/// The share of late visits in the worst interval of the groups on which an expectation depends, and when.
pub(super) fn worst_interval(
    desk: &StaffedDesk,
    found: &Staffed,
    expectation: &Expectation,
) -> Option<(f64, String)> {
    let depends = |one: &LateInterval| depends_on(&desk.plan, expectation, one.group);
    let worst = late_intervals(desk, found).into_iter().find(depends)?;
    Some((worst.share, worst.at))
}

/// The five groups and intervals with the largest share of late visits.
pub(super) fn late_table(desk: &StaffedDesk, found: &Staffed) -> String {
    const MOST: usize = 5;
    let line = |one: &LateInterval| {
        vec![
            format!("  {}", one.at),
            one.name.clone(),
            format!("{} late", percent(one.share)),
            format!("of {:.1} visits", one.visits),
        ]
    };
    aligned(&late_intervals(desk, found).iter().take(MOST).map(line).collect::<Vec<_>>())
}
