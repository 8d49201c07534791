//! How a table is laid out: its separator, and the line that names its columns.

use super::columns;

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

impl Separator {
    /// All of them, the usual first.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The character.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// Whether a line names the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Header {
    /// One does, the first or one below some lines of other text.
    #[default]
    Line,
    /// None does: the columns are called `1`, `2`, `3` …
    None,
}

/// Whether lines that begin with `#` are comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comments {
    #[default]
    Hash,
    None,
}

/// What is stated of a file; the rest is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingOptions {
    /// A name of the WHATWG Encoding Standard; without one UTF-8, or UTF-16 where the bytes say so.
    pub encoding: Option<String>,
    pub separator: Option<Separator>,
    /// The sheet of a workbook; without one it must have a single sheet.
    pub sheet: Option<String>,
    pub header: Header,
    pub comments: Comments,
}

/// How a table is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) separator: Separator,
    /// Records above the one that names the columns.
    pub(super) above_header: usize,
}

/// Records that are looked at.
const MAX_RECORDS: usize = 200;
/// The header is one of the first records.
const MAX_ABOVE: usize = 50;

/// A way to split the sample, and its records.
struct Split {
    separator: Separator,
    records: Vec<Vec<String>>,
}

/// Finds the layout of a table from its first lines: the separator and the record in which most of the
/// wanted columns are found, or else those that give most rows the same number of cells.
pub(super) fn find_layout(sample: &[u8], options: &ReadingOptions, wanted: &[&[&str]]) -> Layout {
    let separators: Vec<Separator> =
        options.separator.map_or_else(|| Separator::ALL.to_vec(), |stated| vec![stated]);
    let splits: Vec<Split> = separators
        .into_iter()
        .map(|separator| Split { separator, records: records(sample, separator, options.comments) })
        .collect();
    let Some(regular) = most_regular(&splits) else {
        return Layout { separator: Separator::Comma, above_header: 0 };
    };
    if options.header == Header::None {
        return Layout { separator: regular.separator, above_header: 0 };
    }
    let mut best: Option<(usize, Layout)> = None;
    let in_order = std::iter::once(regular).chain(&splits);
    for split in in_order {
        for (above_header, record) in split.records.iter().take(MAX_ABOVE).enumerate() {
            let found = wanted.iter().filter(|names| columns::find(record, names).is_ok()).count();
            if found > best.map_or(0, |(most, _)| most) {
                best = Some((found, Layout { separator: split.separator, above_header }));
            }
        }
    }
    best.map_or_else(
        || {
            let (_, cells) = regularity(&regular.records);
            let above = regular.records.iter().position(|record| record.len() == cells);
            Layout { separator: regular.separator, above_header: above.unwrap_or(0) }
        },
        |(_, layout)| layout,
    )
}

/// Of equally regular splits the first.
fn most_regular(splits: &[Split]) -> Option<&Split> {
    let best = splits.iter().map(|split| regularity(&split.records)).max()?;
    splits.iter().find(|split| regularity(&split.records) == best)
}

/// How many records have the most frequent number of cells, two or more, and that number.
fn regularity(records: &[Vec<String>]) -> (usize, usize) {
    let lengths = records.iter().map(Vec::len).filter(|length| *length > 1);
    let mut counts = std::collections::BTreeMap::new();
    for length in lengths {
        *counts.entry(length).or_insert(0_usize) += 1;
    }
    let best = counts.into_iter().max_by_key(|(length, count)| (*count, *length));
    best.map_or((0, 1), |(length, count)| (count, length))
}

fn records(sample: &[u8], separator: Separator, comments: Comments) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new()
        .delimiter(separator.byte())
        .has_headers(false)
        .flexible(true)
        .comment(comments.byte())
        .trim(csv::Trim::All)
        .from_reader(sample);
    let cells = |record: csv::ByteRecord| {
        record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
    };
    reader.into_byte_records().map_while(Result::ok).take(MAX_RECORDS).map(cells).collect()
}

impl Comments {
    pub(super) fn byte(self) -> Option<u8> {
        match self {
            Self::Hash => Some(b'#'),
            Self::None => None,
        }
    }
}
