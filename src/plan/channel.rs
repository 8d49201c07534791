//! Through what clients write, and what differs from one channel to the next.

use std::fmt;

/// A channel: the internal one, messengers, the widget of a website, mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Its clients are users of the system.
    Internal,
    /// A messenger.
    WhatsApp,
    /// A messenger.
    Telegram,
    /// A messenger, through a bot.
    TelegramBot,
    /// A messenger.
    Viber,
    /// A messenger.
    Vk,
    /// A messenger.
    VkTeams,
    /// The widget of a website.
    Website,
    /// A mailbox.
    Mail,
    /// Any other, through the product's interface for programs.
    Custom,
}

/// Who may write first (rulebook E-C9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WritesFirst {
    /// A client or the desk.
    Either,
    /// The desk only to clients who have written before.
    DeskToKnownClients,
    /// A client.
    Client,
}

impl Channel {
    /// Every channel, in the order of the reference.
    pub const ALL: [Self; 10] = [
        Self::Internal,
        Self::WhatsApp,
        Self::Telegram,
        Self::TelegramBot,
        Self::Viber,
        Self::Vk,
        Self::VkTeams,
        Self::Website,
        Self::Mail,
        Self::Custom,
    ];

    /// As scenarios and reports write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::WhatsApp => "whatsapp",
            Self::Telegram => "telegram",
            Self::TelegramBot => "telegram-bot",
            Self::Viber => "viber",
            Self::Vk => "vk",
            Self::VkTeams => "vk-teams",
            Self::Website => "website",
            Self::Mail => "mail",
            Self::Custom => "custom",
        }
    }

    /// Its clients are no users of the system.
    pub const fn is_external(self) -> bool {
        !matches!(self, Self::Internal)
    }

    /// Who may write first.
    pub const fn writes_first(self) -> WritesFirst {
        match self {
            Self::Viber | Self::Vk | Self::Website => WritesFirst::Client,
            Self::TelegramBot | Self::VkTeams => WritesFirst::DeskToKnownClients,
            Self::Internal | Self::WhatsApp | Self::Telegram | Self::Mail | Self::Custom => {
                WritesFirst::Either
            }
        }
    }

    /// It keeps what is written while it is down, and delivers it afterwards (rulebook E-C13).
    pub const fn keeps_messages(self) -> bool {
        match self {
            Self::Telegram | Self::Vk | Self::Mail => true,
            Self::Internal
            | Self::WhatsApp
            | Self::TelegramBot
            | Self::Viber
            | Self::VkTeams
            | Self::Website
            | Self::Custom => false,
        }
    }

    /// Clients who return are not recognised (rulebook E-C11).
    pub const fn is_anonymous(self) -> bool {
        matches!(self, Self::Website)
    }

    /// Clients write to an account or a mailbox, of which the edition `free` has one (rulebook E-05).
    pub const fn has_account(self) -> bool {
        !matches!(self, Self::Internal | Self::Website | Self::Custom)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
