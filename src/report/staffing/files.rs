//! The files of a plan of staff: need and duty by interval, who works when, what one fewer would do,
//! and the scenario itself with these people.

use super::roster::{ShiftHours, shift_hours};
use super::tables::{figure_name, step_text};
use crate::base::{Span, Time};
use crate::metrics::week_time;
use crate::report::tables::{Cell, CsvDialect, ReportTable, TableColumn};
use crate::report::{PAGE_FILE, PLAN_WORKBOOK_FILE, ReportFile};
use crate::scenario::{days_in_words, time_of_day};
use crate::staffing::{
    Column as StaffColumn, Goals, PersonOnRoster, Staffed, StaffedDesk, person_rosters,
    rests_before,
};

/// The scenario with the people of the plan.
pub const STAFFED_FILE: &str = "staffed.toml";

/// Every file of a plan beside its manifest and the files that the scenario names.
pub const PLAN_FILES: [&str; 7] = [
    "plan.csv",
    "shifts.csv",
    "neighbours.csv",
    "answer.txt",
    PAGE_FILE,
    PLAN_WORKBOOK_FILE,
    STAFFED_FILE,
];

/// The texts of a plan: its answer, and its scenario.
#[derive(Clone, Copy, Debug)]
pub struct PlanTexts<'a> {
    pub staffed: &'a str,
    pub answer: &'a str,
}

/// The files of a plan.
pub fn plan_files(
    desk: &StaffedDesk,
    goals: &Goals,
    found: &Staffed,
    texts: PlanTexts<'_>,
    dialect: CsvDialect,
) -> Vec<ReportFile> {
    let tables = plan_tables(desk, goals, found)
        .into_iter()
        .map(|table| ReportFile { name: format!("{}.csv", table.name), bytes: table.csv(dialect) });
    let text = |name: &str, text: &str| ReportFile { name: name.to_owned(), bytes: text.into() };
    let texts = [text("answer.txt", texts.answer), text(STAFFED_FILE, texts.staffed)];
    tables.chain(texts).collect()
}

/// The tables of a plan: need and duty, who works when, what one fewer would do.
pub fn plan_tables<'a>(
    desk: &'a StaffedDesk,
    goals: &Goals,
    found: &'a Staffed,
) -> Vec<ReportTable<'a>> {
    vec![need_table(desk, found), shifts_table(desk, found), neighbours_table(goals, found)]
}

/// Need, duty and what is between them, by group and interval.
fn need_table<'a>(desk: &'a StaffedDesk, found: &'a Staffed) -> ReportTable<'a> {
    let run = &desk.plan.run;
    let duty = desk.on_duty(&found.counts);
    let replications = f64::from(found.look.replications.max(1));
    let number = |name: &str, unit| TableColumn::number(name, unit);
    let columns = vec![
        TableColumn::text("group"),
        number("starts", "s"),
        TableColumn::text("at"),
        number("need", "level"),
        number("scheduled", "level"),
        number("gap", "level"),
        number("visits", "count"),
        number("late_share", "share"),
        TableColumn::text("kind"),
    ];
    let mut rows: Vec<Vec<Cell<'a>>> = Vec::new();
    for (place, group) in desk.groups.iter().enumerate() {
        let cells = &found.look.visits[group.id.index()];
        for (interval, (visits, late)) in cells.iter().enumerate() {
            let starts = Span(interval as u64 * run.interval.0);
            let need = f64::from(found.need[place][interval]);
            let scheduled = duty[place][interval];
            let late = if *visits > 0.0 { late / visits } else { f64::NAN };
            let numbers = [need, scheduled, scheduled - need, visits / replications, late];
            let mut row = vec![
                Cell::text(group.name.as_str()),
                Cell::Number(starts.as_secs_f64()),
                Cell::text(week_time(run.week_offset, Time::ZERO + starts)),
            ];
            row.extend(numbers.map(Cell::Number));
            row.push(Cell::text("group"));
            rows.push(row);
        }
    }
    rows.extend(license_rows(desk, found));
    ReportTable { name: "plan", columns, rows: Box::new(rows.into_iter()) }
}

/// Of each kind of license how many people need at once, and how many there are.
fn license_rows<'a>(desk: &StaffedDesk, found: &Staffed) -> Vec<Vec<Cell<'a>>> {
    let run = &desk.plan.run;
    // The plan was simulated: it can be had.
    let kinds = desk.licenses_on_duty(&found.counts, &found.licenses).unwrap_or_default();
    let mut rows = Vec::new();
    for (kind, needed) in kinds {
        let bought = f64::from(found.licenses[kind].unwrap_or(0));
        for (interval, need) in needed.into_iter().enumerate() {
            let starts = Span(interval as u64 * run.interval.0);
            let need = f64::from(need);
            let mut row = vec![
                Cell::text(kind.name()),
                Cell::Number(starts.as_secs_f64()),
                Cell::text(week_time(run.week_offset, Time::ZERO + starts)),
            ];
            row.extend([need, bought, bought - need, f64::NAN, f64::NAN].map(Cell::Number));
            row.push(Cell::text("license"));
            rows.push(row);
        }
    }
    rows
}

/// Days, beginning, end and break of a shift; hours that differ from day to day are left out.
fn shift_times(desk: &StaffedDesk, column: &StaffColumn) -> [String; 5] {
    let ShiftHours { days, hours, pause } = shift_hours(desk, column);
    let both = |times: Option<(Span, Span)>| {
        times.map_or([const { String::new() }; 2], |(from, to)| [from, to].map(time_of_day))
    };
    let ([from, to], [pause_from, pause_to]) = (both(hours), both(pause));
    [days_in_words(days), from, to, pause_from, pause_to]
}

/// Who works when: one line for each person and shift.
fn shifts_table<'a>(desk: &'a StaffedDesk, found: &'a Staffed) -> ReportTable<'a> {
    let mut columns = ["group", "person", "shift", "days", "from", "to", "break_from", "break_to"]
        .map(TableColumn::text)
        .to_vec();
    columns.push(TableColumn::number("hours", "h"));
    columns.push(TableColumn::number("cost", ""));
    columns.push(TableColumn::number("rest_before", "h"));
    let of_person = move |person: PersonOnRoster| {
        let rests = rests_before(desk, &person);
        let columns = person.columns.into_iter().map(|place| &desk.columns[place]);
        let row = move |(column, rests): (&'a StaffColumn, Vec<Option<Span>>)| {
            let rest = rests.into_iter().flatten().min().map_or(f64::NAN, Span::as_hours_f64);
            let times = shift_times(desk, column);
            let names = [person.group.clone(), person.name.clone(), column.label.clone()];
            let texts = names.into_iter().chain(times).map(Cell::text);
            texts.chain([column.hours, column.cost, rest].map(Cell::Number)).collect()
        };
        columns.zip(rests).map(row).collect::<Vec<Vec<Cell<'a>>>>()
    };
    let rows = person_rosters(desk, &found.counts).into_iter().flat_map(of_person);
    ReportTable { name: "shifts", columns, rows: Box::new(rows) }
}

/// What one fewer would do, with all that is expected.
fn neighbours_table<'a>(goals: &Goals, found: &'a Staffed) -> ReportTable<'a> {
    let number = |name: String| TableColumn::number(name, "");
    let mut columns = vec![TableColumn::text("one_fewer")];
    columns.extend(["saves", "lost_clients", "lost_clients_ci95"].map(|it| number(it.to_owned())));
    for expectation in &goals.expectations {
        let name = figure_name(expectation).replace(' ', "_");
        columns.extend(["", "_change", "_change_ci95"].map(|end| number(format!("{name}{end}"))));
        columns.push(TableColumn::text(format!("{name}_verdict")));
    }
    let rows = found.neighbours.iter().map(|one| {
        let numbers = [one.saves, one.lost.value, one.lost.half_width];
        let mut row = vec![Cell::text(step_text(&one.step))];
        row.extend(numbers.map(Cell::Number));
        for change in &one.changes {
            let numbers = [change.value, change.more.value, change.more.half_width];
            row.extend(numbers.map(Cell::Number));
            row.push(Cell::text(change.verdict.name()));
        }
        row
    });
    ReportTable { name: "neighbours", columns, rows: Box::new(rows) }
}
