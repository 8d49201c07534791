//! Columns by name.

/// A column that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundColumn {
    /// Its place in the header, from zero.
    pub place: usize,
    pub likeness: Likeness,
}

/// How near a heading is to what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Letter by letter.
    Same,
    /// But for case, blanks and signs.
    Spelling,
    /// Another word for the same: a guess, which is to be reported.
    Synonym,
}

/// Why no column was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoColumn {
    Missing,
    /// Several headings are equally near: their places.
    Several(Vec<usize>),
}

/// The column with the first of these names, or else one with another of them. An exact heading goes
/// before one that is spelt otherwise, that before a synonym, and an earlier name before a later one.
///
/// # Errors
/// If no heading has any of the names, or several are equally near.
pub fn find<S: AsRef<str>>(header: &[S], names: &[&str]) -> Result<FoundColumn, NoColumn> {
    let places = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..header.len()).filter(|place| fits(header[*place].as_ref())).collect()
    };
    let Some((first, synonyms)) = names.split_first() else { return Err(NoColumn::Missing) };
    let spelt = plain(first);
    let mut tries: Vec<(Vec<usize>, Likeness)> = vec![
        (places(&|heading| heading == *first), Likeness::Same),
        (places(&|heading| !spelt.is_empty() && plain(heading) == spelt), Likeness::Spelling),
    ];
    for synonym in synonyms {
        let spelt = plain(synonym);
        tries.push((places(&|heading| plain(heading) == spelt), Likeness::Synonym));
    }
    for (found, likeness) in tries {
        match found[..] {
            [] => {}
            [place] => return Ok(FoundColumn { place, likeness }),
            _ => return Err(NoColumn::Several(found)),
        }
    }
    Err(NoColumn::Missing)
}

/// A heading without case, blanks and signs: `Wait time (s)` is `waittimes`.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
