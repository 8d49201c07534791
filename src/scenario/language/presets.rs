//! How other desks distribute: each preset is a piece of the language.

/// A preset: its name, and its tables `live_chat`, `group` and, for the live chat where conversations
/// are followed, `dialogue`.
pub(in crate::scenario) struct Preset {
    pub(in crate::scenario) name: &'static str,
    pub(in crate::scenario) text: &'static str,
}

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        pub(in crate::scenario) const PRESETS: &[Preset] =
            &[$(Preset { name: $name, text: include_str!(concat!("presets/", $name, ".toml")) }),*];

        /// The names of all presets.
        pub(in crate::scenario) const NAMES: &[&str] = &[$($name),*];
    };
}

presets![
    "rocket-chat",
    "chatwoot",
    "live-helper-chat",
    "zammad",
    "zendesk",
    "intercom",
    "genesys-cloud",
    "amazon-connect",
    "salesforce",
    "twilio",
];
