//! Through what clients write: the channels of a live chat, and which of them a source uses.

use super::arrivals::ArrivalSource;
use super::fields::Fields;
use crate::scenario::language::channels::INTERNAL;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;

/// Those of one live chat, each once; none where what was written is faulty.
#[derive(Debug)]
pub(in crate::scenario) struct Channels(Vec<(&'static str, SourceSpan)>);

impl Channels {
    /// Reads what a live chat says.
    pub(in crate::scenario) fn read(fields: &Fields<'_>) -> Self {
        let mut all: Vec<(&'static str, SourceSpan)> = Vec::new();
        for (channel, at) in fields.written_keywords("channel") {
            if let Some((_, first)) = all.iter().find(|(other, _)| *other == channel) {
                let message = format!("`{channel}` is listed twice");
                let fault = Diagnostic::error("duplicate-name", at, message);
                fields.faults.add(fault.with_related(first, "the first"));
            } else {
                all.push((channel, at.clone()));
            }
        }
        Self(all)
    }

    /// In the order of the scenario.
    pub(in crate::scenario) fn iter(&self) -> impl Iterator<Item = (&'static str, &SourceSpan)> {
        self.0.iter().map(|(channel, at)| (*channel, at))
    }

    /// Those whose clients are no users of the system.
    pub(in crate::scenario) fn external(
        &self,
    ) -> impl Iterator<Item = (&'static str, &SourceSpan)> {
        self.iter().filter(|(channel, _)| *channel != INTERNAL)
    }

    pub(in crate::scenario) fn has(&self, channel: &str) -> bool {
        self.0.iter().any(|(other, _)| *other == channel)
    }

    /// The first, which names no stream of its own: a live chat that gets a second channel keeps
    /// the clients of its first.
    pub(in crate::scenario) fn is_first(&self, channel: &str) -> bool {
        self.0.first().is_some_and(|(first, _)| *first == channel)
    }

    /// One of them, which stands at this place; says so if it is another.
    pub(in crate::scenario) fn find(
        &self,
        (channel, at): (&'static str, &SourceSpan),
        faults: &Faults,
    ) -> Option<&'static str> {
        if self.has(channel) {
            return Some(channel);
        }
        if !self.0.is_empty() {
            let message = format!("`{channel}` is no channel of this live chat");
            let all: Vec<&str> = self.iter().map(|(channel, _)| channel).collect();
            let help = format!("it has {}", all.join(", "));
            faults.add(Diagnostic::error("unknown-name", at, message).help(help));
        }
        None
    }

    /// Through which channel the clients of a source write: as stated, the only one, or, where
    /// they are a group of users, the internal one. `None` where that is unclear, which is said.
    pub(in crate::scenario) fn channel_of(
        &self,
        source: &ArrivalSource,
        faults: &Faults,
    ) -> Option<&'static str> {
        match (&source.channel, &self.0[..]) {
            (Some((stated, at)), _) => self.find((stated, at), faults),
            (None, [(only, _)]) => Some(only),
            (None, []) => None,
            (None, _) if source.client_group.is_some() && self.has(INTERNAL) => Some(INTERNAL),
            (None, _) => {
                let message = "clients may write through several channels, so it is unclear which";
                let help =
                    "say which: channel = \"telegram\", one [[live_chats.arrivals]] for each";
                faults.add(Diagnostic::error("missing-key", &source.at, message).help(help));
                None
            }
        }
    }
}
