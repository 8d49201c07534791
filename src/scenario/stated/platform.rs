//! `[edition.platform]`: what was bought of the platform, and who holds the named licenses.

use super::fields::Fields;
use crate::base::Span;
use crate::plan::BreakLogout;
use crate::scenario::text::source::SourceSpan;
use crate::scenario::text::written_name::WrittenName;

/// The table, as the scenario states it.
#[derive(Debug)]
pub(in crate::scenario) struct PlatformDraft {
    pub(in crate::scenario) at: SourceSpan,
    pub(in crate::scenario) named: u32,
    pub(in crate::scenario) named_at: SourceSpan,
    pub(in crate::scenario) floating: u32,
    pub(in crate::scenario) priority: Option<(Vec<WrittenName>, SourceSpan)>,
    pub(in crate::scenario) inactivity: Option<(Span, SourceSpan)>,
    pub(in crate::scenario) tab_left_open: Option<f64>,
    pub(in crate::scenario) on_break: BreakLogout,
}

/// Reads the table; `None` if its numbers are faulty.
pub(in crate::scenario) fn read_platform(
    table: &Fields<'_>,
    at: &SourceSpan,
) -> Option<PlatformDraft> {
    let whole = |key| match table.node(key) {
        Some(_) => u32::try_from(table.integer(key)?).ok(),
        None => Some(0),
    };
    let placed = |key| table.span(key).clone();
    Some(PlatformDraft {
        at: at.clone(),
        named: whole("named")?,
        named_at: placed("named"),
        floating: whole("floating")?,
        priority: table.names("priority_login").map(|words| (words, placed("priority_login"))),
        inactivity: table
            .positive_duration("inactivity")
            .map(|after| (after, placed("inactivity"))),
        tab_left_open: table.share("tab_left_open"),
        on_break: table.word("on_break"),
    })
}

impl PlatformDraft {
    /// A user may leave without logging out, where no user is cut off.
    pub(in crate::scenario) fn leaves_tabs_open(&self) -> bool {
        self.tab_left_open.is_some() || self.on_break == BreakLogout::StayLoggedIn
    }
}
