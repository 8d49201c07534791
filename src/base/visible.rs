//! Texts of others as they may be shown: what cannot be seen is written out.
//!
//! Names, descriptions and names of files come from anywhere. A terminal would obey their escapes, a
//! bidirectional control would turn a line round, and two names that differ in a character without
//! width would look the same. So every such character is shown as `\u{202e}`, wherever a text is
//! printed or written into a table.

use std::borrow::Cow;

/// The text with each character that would not be seen as itself written out: `\u{202e}`, `\n`.
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut before = None;
    let hidden = text.char_indices().find(|(_, c)| {
        let hides = is_hidden(*c, before);
        before = Some(*c);
        hides
    });
    let Some((first, _)) = hidden else { return Cow::Borrowed(text) };
    let mut shown = text[..first].to_owned();
    let mut before = text[..first].chars().next_back();
    for c in text[first..].chars() {
        if is_hidden(c, before) {
            write_out(&mut shown, c);
        } else {
            shown.push(c);
        }
        before = Some(c);
    }
    Cow::Owned(shown)
}

/// Line by line: ends of lines and tabs stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let kept = |c: char| c == '\n' || c == '\t';
    let parts = || text.split_inclusive(kept);
    let stays =
        |part: &str| matches!(visible(part.strip_suffix(kept).unwrap_or(part)), Cow::Borrowed(_));
    if parts().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for part in parts() {
        let inner = part.strip_suffix(kept).unwrap_or(part);
        shown.push_str(&visible(inner));
        shown.push_str(&part[inner.len()..]);
    }
    Cow::Owned(shown)
}

/// Ends of lines and tabs have short names.
fn write_out(shown: &mut String, c: char) {
    match c {
        '\n' | '\r' | '\t' => shown.extend(c.escape_debug()),
        _ => shown.extend(c.escape_unicode()),
    }
}

/// Controls, formatting characters, what is unassigned, separators of lines, and letters and marks
/// that are drawn as nothing.
fn is_hidden(c: char, before: Option<char>) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    match c {
        // Blanks that are seen: no-break spaces, the wide blank of East Asian text.
        '\u{a0}' | '\u{202f}' | '\u{3000}' => false,
        // Fillers and invisible marks that count as letters, marks or symbols.
        '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{180b}'..='\u{180f}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        // They choose between two drawings of the symbol before them.
        '\u{fe00}'..='\u{fe0f}' => before.is_none_or(|it| it.is_ascii() || is_hidden(it, None)),
        _ => is_unprintable(c),
    }
}

/// What the standard library would not print as itself. A mark goes with the letter before it.
fn is_unprintable(c: char) -> bool {
    let mut buffer = [0; 5];
    buffer[0] = b'a';
    let length = 1 + c.encode_utf8(&mut buffer[1..]).len();
    std::str::from_utf8(&buffer[..length])
        .is_ok_and(|pair| pair.escape_debug().nth(1) == Some('\\'))
}
