//! Records from JSON: one object a line, objects one after another, or a document with a list of them.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use serde_json::{Map, Value};

/// The most bytes of a document that is read as a whole, and of a line.
pub(super) const MAX_DOCUMENT_BYTES: u64 = 256 << 20;

/// Reads objects from JSON.
pub(super) struct JsonRecords {
    state: State,
    /// The number of the line, or of the record in a document.
    number: u64,
}

enum State {
    Lines { reader: Box<dyn BufRead>, line: String },
    Document(std::vec::IntoIter<Value>),
}

/// What keeps a record from being read.
pub(super) enum JsonFault {
    /// This record only.
    Record(&'static str),
    /// The whole file.
    File(String),
}

impl JsonRecords {
    /// Whether a file begins as JSON does.
    pub(super) fn is_json(head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
        matches!(first, Some(b'{' | b'['))
    }

    /// Begins to read. One object a line is read line by line, all else as a whole.
    pub(super) fn open(input: Box<dyn Read>) -> Result<Self, String> {
        let mut reader = BufReader::new(input);
        let mut first = String::new();
        let in_words = |why: io::Error| why.to_string();
        read_line(&mut reader, &mut first).map_err(in_words)?;
        let text = first.trim_start_matches('\u{feff}');
        if let Ok(Value::Object(object)) = serde_json::from_str::<Value>(text)
            && list_of(&object).is_none()
        {
            let again = Cursor::new(text.to_owned().into_bytes()).chain(reader);
            let reader = Box::new(BufReader::new(again));
            return Ok(Self { state: State::Lines { reader, line: String::new() }, number: 0 });
        }
        let mut document = text.to_owned();
        reader.take(MAX_DOCUMENT_BYTES).read_to_string(&mut document).map_err(in_words)?;
        if document.len() as u64 >= MAX_DOCUMENT_BYTES {
            let why = "a JSON document may have 256 MiB: write one object a line, without bound";
            return Err(why.to_owned());
        }
        let mut records = Vec::new();
        for value in serde_json::Deserializer::from_str(&document).into_iter::<Value>() {
            match value.map_err(|why| format!("it is no JSON: {why}"))? {
                Value::Array(list) => records.extend(list),
                Value::Object(mut object) => match list_of(&object) {
                    Some(key) => {
                        if let Some(Value::Array(list)) = object.remove(&key) {
                            records.extend(list);
                        }
                    }
                    None => records.push(Value::Object(object)),
                },
                _ => return Err("a record is a JSON object".to_owned()),
            }
        }
        Ok(Self { state: State::Document(records.into_iter()), number: 0 })
    }

    /// The next record with its number; `None` after the last.
    pub(super) fn next_object(&mut self) -> (u64, Result<Option<Map<String, Value>>, JsonFault>) {
        let value = match &mut self.state {
            State::Document(records) => {
                self.number += 1;
                records.next()
            }
            State::Lines { reader, line } => loop {
                self.number += 1;
                match read_line(reader, line) {
                    Err(why) => return (self.number, Err(JsonFault::File(why.to_string()))),
                    Ok(0) => break None,
                    Ok(_) if line.trim().is_empty() => {}
                    Ok(_) => match serde_json::from_str(line) {
                        Ok(value) => break Some(value),
                        Err(_) => {
                            return (self.number, Err(JsonFault::Record("the line is no JSON")));
                        }
                    },
                }
            },
        };
        let read = match value {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(JsonFault::Record("the record is no JSON object")),
        };
        (self.number, read)
    }
}

fn read_line(reader: &mut impl BufRead, line: &mut String) -> io::Result<usize> {
    line.clear();
    let read = reader.by_ref().take(MAX_DOCUMENT_BYTES).read_line(line)?;
    if read as u64 >= MAX_DOCUMENT_BYTES {
        return Err(io::Error::other("a line is longer than 256 MiB"));
    }
    Ok(read)
}

/// The key of the only list of objects of an answer of an API, if it has one and no id.
fn list_of(object: &Map<String, Value>) -> Option<String> {
    let is_list = |value: &&Value| {
        value.as_array().is_some_and(|list| list.iter().all(Value::is_object) && !list.is_empty())
    };
    let mut lists = object.iter().filter(|(_, value)| is_list(value));
    let (key, _) = lists.next()?;
    let is_record = object.keys().any(|key| key.to_lowercase().ends_with("id") || key == "_id");
    (lists.next().is_none() && !is_record).then(|| key.clone())
}

/// The text of a value at a path with points; empty where there is none.
pub(super) fn push_text(object: &Map<String, Value>, path: &str, cell: &mut String) -> bool {
    if let Some(value) = object.get(path) {
        return push_value(value, cell);
    }
    let Some((head, rest)) = path.split_once('.') else { return false };
    match object.get(head) {
        Some(Value::Object(inner)) => push_text(inner, rest, cell),
        Some(Value::Array(list)) => match list.first() {
            Some(Value::Object(inner)) => push_text(inner, rest, cell),
            _ => false,
        },
        _ => false,
    }
}

fn push_value(value: &Value, cell: &mut String) -> bool {
    match value {
        Value::String(text) => cell.push_str(text.trim()),
        Value::Number(number) => cell.push_str(&number.to_string()),
        Value::Bool(true) => cell.push_str("true"),
        Value::Bool(false) => cell.push_str("false"),
        Value::Array(list) => return list.first().is_some_and(|first| push_value(first, cell)),
        // A date of MongoDB.
        Value::Object(inner) => {
            return inner.get("$date").is_some_and(|date| push_value(date, cell));
        }
        Value::Null => return false,
    }
    !cell.is_empty()
}

/// Whether a record has a key at a path with points.
pub(super) fn has(object: &Map<String, Value>, path: &str) -> bool {
    if object.contains_key(path) {
        return true;
    }
    let Some((head, rest)) = path.split_once('.') else { return false };
    object.get(head).and_then(Value::as_object).is_some_and(|inner| has(inner, rest))
}

/// An entry of a list, with the objects around it: the nearest first.
pub(super) struct Entry<'v> {
    objects: Vec<&'v Map<String, Value>>,
}

impl Entry<'_> {
    /// The text of the first of these paths that the entry, or else an object around it, has.
    pub(super) fn push_text(&self, paths: &[&str], cell: &mut String) {
        for object in &self.objects {
            if paths.iter().any(|path| push_text(object, path, cell)) {
                return;
            }
        }
    }
}

/// The entries of a list at a path with points, each of which may lead through a list.
pub(super) fn entries<'v>(object: &'v Map<String, Value>, path: &str) -> Vec<Entry<'v>> {
    let mut found = vec![Entry { objects: Vec::new() }];
    let mut inner: Vec<&'v Map<String, Value>> = vec![object];
    for step in path.split('.') {
        let mut next = Vec::new();
        let mut next_objects = Vec::new();
        for (entry, object) in found.iter().zip(&inner) {
            let mut add = |value: &'v Value, around: Option<&'v Map<String, Value>>| {
                if let Value::Object(object) = value {
                    let mut objects = entry.objects.clone();
                    if let Some(around) = around {
                        objects.insert(0, around);
                    }
                    next.push(Entry { objects });
                    next_objects.push(object);
                }
            };
            match object.get(step) {
                Some(Value::Array(list)) => {
                    // The record itself is no object around an entry: its cells are the session's.
                    let is_record = std::ptr::eq(*object, inner[0]) && entry.objects.is_empty();
                    let around = (!is_record).then_some(*object);
                    list.iter().for_each(|value| add(value, around));
                }
                Some(value) => add(value, None),
                None => {}
            }
        }
        (found, inner) = (next, next_objects);
    }
    for (entry, object) in found.iter_mut().zip(inner) {
        entry.objects.insert(0, object);
    }
    found
}
