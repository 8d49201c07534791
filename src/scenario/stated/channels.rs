//! Through what clients write: the channels of a live chat, and which of them a source uses.

use super::arrivals::ArrivalSource;
use super::fields::Fields;
use crate::plan::Channel;
use crate::scenario::text::diagnostic::{Diagnostic, Faults};
use crate::scenario::text::source::SourceSpan;

/// Those of one live chat, each once, and how often each is connected; none where what was written is
/// faulty.
#[derive(Debug)]
pub(in crate::scenario) struct Channels {
    channels: Vec<(Channel, SourceSpan)>,
    /// As listed: a messenger with several accounts stands here several times (rule E-05).
    listed: Vec<(Channel, SourceSpan)>,
}

/// The rule by which a live chat has one of them at most: the built-in one (E-C1), one widget (E-05), one mail
/// address (E-C4). A messenger may have several accounts.
fn single_by(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Internal => Some("duplicate-name"),
        Channel::Website => Some("E-05"),
        Channel::Mail => Some("E-C4"),
        Channel::WhatsApp
        | Channel::Telegram
        | Channel::TelegramBot
        | Channel::Viber
        | Channel::Vk
        | Channel::VkTeams
        | Channel::Custom => None,
    }
}

impl Channels {
    /// Reads what a live chat says.
    pub(in crate::scenario) fn read(fields: &Fields<'_>) -> Self {
        let mut all: Vec<(Channel, SourceSpan)> = Vec::new();
        let mut listed = Vec::new();
        for (channel, at) in fields.written_words("channel") {
            listed.push((channel, at.clone()));
            let first = all.iter().find(|(other, _)| *other == channel);
            match (first, single_by(channel)) {
                (Some((_, first)), Some(rule)) => {
                    let message =
                        format!("`{channel}` is listed twice: a live chat has one at most");
                    let fault = Diagnostic::error(rule, at, message);
                    fields.faults.add(fault.with_related(first, "the first"));
                }
                (Some(_), None) => {}
                (None, _) => all.push((channel, at.clone())),
            }
        }
        Self { channels: all, listed }
    }

    /// The accounts that clients write to, in the order of the scenario: the internal channel has none.
    pub(in crate::scenario) fn accounts(&self) -> impl Iterator<Item = (Channel, &SourceSpan)> {
        let external = self.listed.iter().filter(|(channel, _)| channel.is_external());
        external.map(|(channel, at)| (*channel, at))
    }

    /// In the order of the scenario.
    pub(in crate::scenario) fn iter(&self) -> impl Iterator<Item = (Channel, &SourceSpan)> {
        self.channels.iter().map(|(channel, at)| (*channel, at))
    }

    /// Those whose clients are no users of the system.
    pub(in crate::scenario) fn external(&self) -> impl Iterator<Item = (Channel, &SourceSpan)> {
        self.iter().filter(|(channel, _)| channel.is_external())
    }

    /// Each of them.
    pub(in crate::scenario) fn all(&self) -> Vec<Channel> {
        self.iter().map(|(channel, _)| channel).collect()
    }

    pub(in crate::scenario) fn has(&self, channel: Channel) -> bool {
        self.channels.iter().any(|(other, _)| *other == channel)
    }

    /// The first, which names no stream of its own: a live chat that gets a second channel keeps
    /// the clients of its first.
    pub(in crate::scenario) fn is_first(&self, channel: Channel) -> bool {
        self.channels.first().is_some_and(|(first, _)| *first == channel)
    }

    /// One of them, which stands at this place; says so if it is another.
    pub(in crate::scenario) fn find(
        &self,
        channel: Channel,
        at: &SourceSpan,
        faults: &Faults,
    ) -> Option<Channel> {
        if self.has(channel) {
            return Some(channel);
        }
        if !self.channels.is_empty() {
            let message = format!("`{channel}` is no channel of this live chat");
            let all: Vec<&str> = self.iter().map(|(channel, _)| channel.name()).collect();
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
    ) -> Option<Channel> {
        match (&source.channel, &self.channels[..]) {
            (Some((stated, at)), _) => self.find(*stated, at, faults),
            (None, [(only, _)]) => Some(*only),
            (None, []) => None,
            (None, _) if source.client_group.is_some() && self.has(Channel::Internal) => {
                Some(Channel::Internal)
            }
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
