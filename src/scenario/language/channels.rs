//! Through what clients write.

/// All there are: the internal one, messengers, the widget of a website, mail.
pub(in crate::scenario) const CHANNELS: &[&str] = &[
    "internal",
    "whatsapp",
    "telegram",
    "telegram-bot",
    "viber",
    "vk",
    "vk-teams",
    "website",
    "mail",
    "custom",
];

/// The internal one, whose clients are users of the system.
pub(in crate::scenario) const INTERNAL: &str = "internal";
