//! What every page has in common: its head with the policy, a heading with the answer, the parts, and
//! how it is repeated.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{shown, style};

/// What browsers are allowed: no script, no request, nothing but the page's own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A page.
pub(super) struct Frame {
    /// What stands in the title of the window.
    pub(super) title: String,
    pub(super) heading: String,
    /// Smaller lines below the heading: what it is about, what it is based on.
    pub(super) basis: Vec<String>,
    /// What matters, in sentences.
    pub(super) answers: Vec<String>,
    pub(super) parts: Vec<Markup>,
}

impl Frame {
    /// The bytes of the file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (shown(&self.title)) }
                    style { (PreEscaped(style::STYLE)) }
                }
                body {
                    header {
                        h1 { (shown(&self.heading)) }
                        @for line in &self.basis { p { (shown(line)) } }
                        @for sentence in &self.answers { p.answer { (shown(sentence)) } }
                    }
                    main { @for part in &self.parts { (part) } }
                    footer { p { "Made by deskload " (env!("CARGO_PKG_VERSION")) "." } }
                }
            }
        };
        markup.into_string().into_bytes()
    }
}

/// Terms and what they mean, and the command that repeats the work.
pub(super) fn definitions(terms: &[(&str, String)], command: Option<&str>) -> Markup {
    html! {
        h2 { "Definitions" }
        dl {
            @for (term, meaning) in terms { dt { (term) } dd { (shown(meaning)) } }
            @if let Some(command) = command { dt { "To repeat it" } dd { code { (shown(command)) } } }
        }
    }
}
