//! What a scenario states of a table beside it: `format`, and `where` for its rows.

use super::fields::Fields;
use crate::scenario::text::csv_files::FileFormat;
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::table_rows::RowFilter;
use crate::scenario::text::tree::{Node, Value};
use crate::scenario::text::written_name::WrittenName;
use crate::table::decoding::is_encoding;
use crate::table::times::TimeOptions;
use crate::table::{Comments, ReadingOptions};

/// Reads `format`; without it everything is found out.
pub(in crate::scenario) fn read_format(fields: &Fields<'_>) -> FileFormat {
    let Some(table) = fields.table("format") else { return FileFormat::default() };
    let encoding = table.text("encoding").filter(|name| {
        let known = is_encoding(name);
        if !known {
            let message = "there is no such encoding";
            let help = "the usual ones are \"utf-8\", \"utf-16le\" and \"windows-1251\"";
            let fault = Diagnostic::error("bad-value", table.span("encoding"), message);
            table.faults.add(fault.help(help));
        }
        known
    });
    FileFormat {
        reading: ReadingOptions {
            encoding: encoding.map(str::to_owned),
            separator: table.written_word("separator"),
            sheet: table.text("sheet").map(str::to_owned),
            header: table.word("header"),
            comments: Comments::Hash,
        },
        times: TimeOptions {
            date_order: table.written_word("date_order"),
            numbers: table.written_word("times"),
        },
        decimal: table.written_word("decimal"),
        lengths: table.written_word("lengths"),
        unit: table.written_word("unit").unwrap_or_default(),
    }
}

/// Reads `where`: columns with the texts that a row must have in them.
pub(in crate::scenario) fn read_filters(fields: &Fields<'_>) -> Vec<RowFilter> {
    let Some(node) = fields.node("where") else { return Vec::new() };
    let Value::Table(entries) = &node.value else {
        let message = format!("a table of columns belongs here, not {}", node.kind());
        let help = "where = { queue = \"sales\" }";
        fields.faults.add(Diagnostic::error("kind", &node.at, message).help(help));
        return Vec::new();
    };
    let filter = |key: &str, node: &Node| {
        let nodes = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let values = nodes.iter().filter_map(|node| match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number { integer: Some(whole), .. } => Some(whole.to_string()),
            _ => {
                fields.faults.error("kind", &node.at, "a text in quotes belongs here");
                None
            }
        });
        let values = values.collect();
        RowFilter { column: WrittenName { text: key.to_owned(), at: node.at.clone() }, values }
    };
    entries.iter().map(|entry| filter(&entry.key, &entry.node)).collect()
}
