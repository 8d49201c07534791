//! What to write instead of a key or a value that does not belong where it stands.

use crate::scenario::language::{Kind, Table, synonym_of};
use crate::scenario::text::diagnostic::{Faults, quoted};
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::text::values::ALWAYS_HELP;

/// For a key that a table does not have: what to write, and the key of this table that is meant, where
/// there is one.
pub(super) fn for_unknown_key(
    key: &str,
    table: &'static Table,
    faults: &Faults,
) -> (String, Option<&'static str>) {
    if let Some(synonym) = synonym_of(table, key) {
        let is_here = synonym.table == table.name;
        let place = if is_here { String::new() } else { where_it_is(synonym.table) };
        let note =
            if synonym.note.is_empty() { String::new() } else { format!(" ({})", synonym.note) };
        let help = format!("write `{}`{place}{note}", synonym.key);
        return (help, is_here.then_some(synonym.key));
    }
    match faults.most_like(key, table.fields.iter().map(|field| field.key)) {
        Some(likely) => (format!("did you mean {}?", quoted(likely)), Some(likely)),
        None => (format!("its keys are {}", list_keys(table)), None),
    }
}

/// Whether a value may be what belongs at a key: no table is made of a number.
pub(super) fn may_be(node: &Node, key: &str, table: &Table) -> bool {
    let wants_table = table
        .field(key)
        .is_some_and(|field| matches!(field.kind, Kind::Table(_) | Kind::Tables(_)));
    !wants_table || matches!(node.value, Value::Table(_) | Value::List(_))
}

fn where_it_is(table: &str) -> String {
    match table {
        "scenario" => " at the top of the file".to_owned(),
        "open" => " in [[live_chats.open]]".to_owned(),
        other => format!(" in {other}"),
    }
}

/// For a value where a table belongs.
pub(super) fn for_no_table(node: &Node, table: &Table) -> String {
    match &node.value {
        Value::List(_) if node.at.text().starts_with("[[") => {
            let heading = node.at.text().trim_start_matches('[').trim_end_matches(']');
            format!("write `[{heading}]`: there is one of it")
        }
        Value::List(items) if items.len() == 1 => {
            format!("leave the brackets around it out: there is one {}", table.name)
        }
        Value::Text(text) if table.field("name").is_some() && text.len() < 60 => {
            format!("write `{}`, and below it `name = \"{text}\"`", table.name)
        }
        Value::Text(_)
        | Value::Number { .. }
        | Value::Boolean
        | Value::DateTime(_)
        | Value::List(_)
        | Value::Table(_) => format!("{} has the keys {}", table.name, list_keys(table)),
    }
}

/// For a table where a list of tables belongs: two brackets instead of one.
pub(super) fn for_one_of_many(table: &Table, node: &Node) -> String {
    let heading = node.at.text();
    match heading.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(name) if !name.contains(['\n', '[']) => {
            format!("write `[[{name}]]`: there may be several, each under such a heading")
        }
        _ => format!("it is a list of {}: write [{{ … }}], with brackets around it", table.name),
    }
}

/// For a value where a list belongs.
pub(super) fn for_no_list(node: &Node, kind: Option<&'static Kind>) -> Option<String> {
    let Value::Text(text) = &node.value else { return None };
    match kind {
        Some(Kind::Tables(table)) if table.field("from").is_some() && table.name == "open" => {
            let always = text.trim() == "24/7" || text.eq_ignore_ascii_case("always");
            let left_out = "leave it out: a live chat without hours is always open";
            let hours = "for instance [{ days = \"mon-fri\", from = \"09:00\", to = \"18:00\" }]";
            let help = if always { format!("{left_out}; {ALWAYS_HELP}") } else { hours.to_owned() };
            Some(help)
        }
        Some(Kind::Tables(table)) => Some(format!("it is a list of tables {}", table.name)),
        _ if text.len() < 60 => Some(format!("write [{}]", quoted(text).replace('`', "\""))),
        _ => None,
    }
}

/// For a list of days: one text.
pub(super) fn for_listed_days(node: &Node) -> Option<String> {
    let days: Vec<&str> = node.items()?.iter().map(|day| day.text().unwrap_or("…")).collect();
    let short = days.len() <= 7 && days.iter().all(|day| day.len() < 12);
    Some(format!("write \"{}\"", if short { days.join(",") } else { "mon,wed,fri".to_owned() }))
}

/// All keys of a table, for a message.
pub(super) fn list_keys(table: &Table) -> String {
    let keys: Vec<String> = table.fields.iter().map(|field| format!("`{}`", field.key)).collect();
    keys.join(", ")
}
