//! The answer of `deskload erlang`: as text, as a table, as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::format_number;
use super::json::exact_number;
use super::page::{TextStyle, aligned, push_wrapped, sanitized, shortened, split_columns, wrapped};
use super::tables::{Cell, ReportTable, TableColumn};
use crate::base::Span;
use crate::metrics::Unit;
use crate::study::{ErlangAnswer, ErlangQuestion, ErlangRow, ErlangTarget, SheetError};

/// The columns after the number of operators, with their formulas' units.
const COLUMNS: [(&str, Kind); 9] = [
    ("service_level", Kind::Share),
    ("service_level_offered", Kind::Share),
    ("service_level_answered", Kind::Share),
    ("waited_share", Kind::Share),
    ("abandon_rate", Kind::Share),
    ("asa", Kind::Seconds),
    ("wait", Kind::Seconds),
    ("occupancy", Kind::Share),
    ("concurrency", Kind::Level),
];

#[derive(Clone, Copy)]
enum Kind {
    Share,
    Seconds,
    Level,
}

impl Kind {
    fn unit(self) -> &'static str {
        match self {
            Self::Share => Unit::Share.name(),
            Self::Seconds => Unit::Seconds.name(),
            Self::Level => Unit::Level.name(),
        }
    }

    fn text(self, value: f64) -> String {
        match self {
            Self::Share => format!("{:.1} %", value * 100.0),
            Self::Seconds => format!("{value:.1} s"),
            Self::Level => format!("{value:.2}"),
        }
    }
}

/// The names and figures of a line of the table.
fn figures(question: &ErlangQuestion, row: &ErlangRow) -> Vec<(&'static str, Kind, f64)> {
    match question.target {
        ErlangTarget::Refused(_) => vec![("refused_rate", Kind::Share, row.refused)],
        ErlangTarget::ServiceLevel { within, short, .. } => {
            let values = row.figures.map(|f| {
                [
                    f.service_level(within, short),
                    f.service_level_offered(within),
                    f.service_level_answered(within),
                    f.waited_share,
                    f.abandon_rate,
                    f.asa,
                    f.wait,
                    f.occupancy,
                    f.concurrency,
                ]
            });
            let values = values.unwrap_or([f64::NAN; 9]);
            COLUMNS
                .into_iter()
                .zip(values)
                .map(|((name, kind), value)| (name, kind, value))
                .collect()
        }
    }
}

fn seconds(value: f64) -> Span {
    Span((value * 1e6).round() as u64)
}

/// The answer as text.
pub fn erlang_text(question: &ErlangQuestion, answer: &ErlangAnswer, shrinkage: f64) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail, here and below.
    push_wrapped(&mut text, &desk_line(question, answer));
    push_wrapped(&mut text, &answer_line(question, answer, shrinkage));
    text.push('\n');
    text.push_str(&table(question, answer));
    if answer.rows.iter().any(|row| !row.exact) {
        text.push_str("Reckoned as if sessions were always spread evenly over the operators.\n");
    }
    if !answer.other_sheets.is_empty() {
        text.push_str("\nOther sheets say of the same figures:\n");
        text.push_str(&other_sheets(answer));
    }
    if let ErlangTarget::ServiceLevel { within, short, .. } = question.target {
        let (within, short) = (seconds(within), seconds(short));
        let _ = writeln!(
            text,
            "\nA answered, B abandoned (B_s sooner than {short}); A_T within {within}.\n\
             service_level A_T / (A + B - B_s), _offered A_T / (A + B), _answered A_T / A."
        );
    }
    text
}

/// What was typed.
fn desk_line(question: &ErlangQuestion, answer: &ErlangAnswer) -> String {
    let desk = &answer.desk;
    let flows = match question.flows.len() {
        1 => String::new(),
        number => format!(" in {number} flows"),
    };
    let per_hour = format_number((desk.arrivals * 3_600_000.0).round() / 1_000.0);
    let length = seconds((desk.slots.mean_length * 10.0).round() / 10.0);
    let at_once = match question.limit {
        1 => "one session at a time".to_owned(),
        limit => {
            let speeds = (1..=limit).map(|level| question.speeds.speed_at(level));
            let speeds: Vec<String> =
                speeds.map(|speed| format_number((speed * 100.0).round() / 100.0)).collect();
            format!("up to {limit} sessions at once, at speeds {}", speeds.join(" "))
        }
    };
    let patience = match (question.target, question.patience) {
        (ErlangTarget::Refused(_), _) => "no session waits".to_owned(),
        (_, None) => "clients wait as long as it takes".to_owned(),
        (_, Some(mean)) => format!("clients give up after {} on average", seconds(mean)),
    };
    let load = desk.load();
    format!("{per_hour}/h{flows} x {length} = {load:.2} erlangs; {at_once}; {patience}.")
}

/// What it takes, or what the typed number gives.
fn answer_line(question: &ErlangQuestion, answer: &ErlangAnswer, shrinkage: f64) -> String {
    let target = match question.target {
        ErlangTarget::ServiceLevel { share, within, by, .. } => {
            format!("{} {} within {}", by.name(), Kind::Share.text(share), seconds(within))
        }
        ErlangTarget::Refused(share) => {
            format!("{} taken at once", Kind::Share.text(1.0 - share))
        }
    };
    let fewest = match answer.fewest {
        None => return format!("No number of operators gives {target}."),
        Some(1) => "1 operator gives at least".to_owned(),
        Some(fewest) => format!("{fewest} operators give at least"),
    };
    let paid = match answer.fewest {
        Some(fewest) if shrinkage > 0.0 => {
            let paid = f64::from(fewest) / (1.0 - shrinkage);
            format!("; with {} shrinkage that is {paid:.2} paid", Kind::Share.text(shrinkage))
        }
        _ => String::new(),
    };
    let Some(asked) = question.operators else { return format!("{fewest} {target}{paid}.") };
    let row = answer.rows.iter().find(|row| row.operators == asked);
    let given = match row {
        Some(row)
            if row.figures.is_none()
                && matches!(question.target, ErlangTarget::ServiceLevel { .. }) =>
        {
            "a queue that grows for ever".to_owned()
        }
        Some(row) => gives(question, row),
        None => String::new(),
    };
    let verb = if asked == 1 { "operator gives" } else { "operators give" };
    format!("{asked} {verb} {given}. {fewest} {target}{paid}.")
}

/// The figure that the target is about, in words.
fn gives(question: &ErlangQuestion, row: &ErlangRow) -> String {
    let wanted = match question.target {
        ErlangTarget::ServiceLevel { by, .. } => by.name(),
        ErlangTarget::Refused(_) => "refused_rate",
    };
    let all = figures(question, row);
    let found = all.iter().find(|(name, ..)| *name == wanted);
    found.map_or_else(String::new, |(name, kind, value)| format!("{name} {}", kind.text(*value)))
}

fn table(question: &ErlangQuestion, answer: &ErlangAnswer) -> String {
    let mut lines = Vec::new();
    for row in &answer.rows {
        let figures = figures(question, row);
        if lines.is_empty() {
            let names = figures.iter().map(|(name, ..)| (*name).to_owned());
            lines.push(std::iter::once("operators".to_owned()).chain(names).collect::<Vec<_>>());
        }
        let mark = if row.meets { "" } else { " (too few)" };
        let cells =
            figures.iter().map(
                |(_, kind, value)| {
                    if value.is_finite() { kind.text(*value) } else { "-".to_owned() }
                },
            );
        let first = format!("{}{mark}", row.operators);
        lines.push(std::iter::once(first).chain(cells).collect());
    }
    split_columns(&lines, 1, TextStyle::Plain)
}

/// How far each lies from the answer.
fn other_sheets(answer: &ErlangAnswer) -> String {
    let lines = answer.other_sheets.iter().map(|sheet| {
        let (number, far) = match (sheet.operators, answer.fewest) {
            (None, _) => ("no number is enough".to_owned(), String::new()),
            (Some(number), None) => (number.to_string(), String::new()),
            (Some(number), Some(fewest)) => {
                let far = i64::from(number) - i64::from(fewest);
                let far = match far {
                    0 => "the same".to_owned(),
                    far if far > 0 => format!("{far} too many"),
                    far => format!("{} too few", -far),
                };
                (number.to_string(), far)
            }
        };
        vec![format!("  {}", sheet.kind.describe()), number, far]
    });
    aligned(&lines.collect::<Vec<_>>())
}

/// The rows of the answer as a table.
pub fn erlang_table(question: &ErlangQuestion, answer: &ErlangAnswer) -> ReportTable<'static> {
    let rows: Vec<_> = answer.rows.iter().map(|row| (row, figures(question, row))).collect();
    let mut columns = vec![TableColumn::number("operators", "count"), TableColumn::text("meets")];
    columns.extend(rows.iter().take(1).flat_map(|(_, figures)| {
        figures.iter().map(|(name, kind, _)| TableColumn::number(*name, kind.unit()))
    }));
    let cells = |(row, figures): (&ErlangRow, Vec<(&'static str, Kind, f64)>)| {
        let own = [Cell::Number(f64::from(row.operators)), Cell::text(row.meets.to_string())];
        own.into_iter().chain(figures.into_iter().map(|(.., value)| Cell::Number(value))).collect()
    };
    let rows: Vec<Vec<Cell<'static>>> = rows.into_iter().map(cells).collect();
    ReportTable { name: "erlang", columns, rows: Box::new(rows.into_iter()) }
}

/// The answer as JSON.
pub fn erlang_json(question: &ErlangQuestion, answer: &ErlangAnswer, shrinkage: f64) -> String {
    let row = |row: &ErlangRow| {
        let mut object = json!({
            "operators": row.operators, "meets": row.meets, "exact": row.exact,
        });
        for (name, _, value) in figures(question, row) {
            object[name] = exact_number(value);
        }
        object
    };
    let sheets = answer
        .other_sheets
        .iter()
        .map(|sheet| json!({ "sheet": sheet.kind.describe(), "operators": sheet.operators }));
    let paid = answer.fewest.map(|fewest| f64::from(fewest) / (1.0 - shrinkage));
    let whole = json!({
        "erlangs": exact_number(answer.desk.load()),
        "operators": answer.fewest,
        "paid": paid.map_or(Value::Null, exact_number),
        "rows": answer.rows.iter().map(row).collect::<Vec<_>>(),
        "other_sheets": sheets.collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

/// What the usual sheet would have said of a desk that was simulated; nothing where that is right.
pub fn sheet_error_line(error: Option<&SheetError>, within: Span) -> String {
    let Some(found) = error else { return String::new() };
    format!("\n{}\n", wrapped(&sheet_error_sentence(found, within), 79).join("\n"))
}

/// The same in one sentence.
fn sheet_error_sentence(found: &SheetError, within: Span) -> String {
    format!(
        "Erlang {}, interval by interval, says service level {} of {} within {within}, {}: it does not know {}.",
        formula(found),
        Kind::Share.text(found.says),
        sanitized(&found.live_chat),
        points_off(found),
        found.unknown_to_it.join(", "),
    )
}

/// The same in a line.
pub(super) fn short_sheet_error(found: &SheetError, within: Span) -> String {
    format!(
        "Erlang {} by interval says {} of {} within {within}: {}.",
        formula(found),
        Kind::Share.text(found.says),
        shortened(&found.live_chat, 16),
        points_off(found)
    )
}

fn formula(found: &SheetError) -> &'static str {
    if found.impatient { "A" } else { "C" }
}

fn points_off(found: &SheetError) -> String {
    let points = found.error() * 100.0;
    format!("{:.1} points too {}", points.abs(), if points > 0.0 { "many" } else { "few" })
}
