//! The bot of a live chat.

use crate::base::{GroupId, Span};
use crate::dist::Distribution;

/// A bot that answers first, any number of sessions at once (rulebook E-S4, E-S10 to E-S14).
#[derive(Clone, Debug, PartialEq)]
pub struct Bot {
    /// How long it converses with a client.
    pub handling_time: Distribution,
    /// Chance that it answers the question for good and closes the session.
    pub containment_chance: f64,
    /// Chance that the client stops writing: the session is then closed `auto_finish` after the
    /// last message. A session that is neither contained nor silent is handed off.
    pub silence_chance: f64,
    /// Time from the client's last message to the close of a silent session.
    pub auto_finish: Span,
    /// The group whose queue gets what the bot hands off; `None`: by the live chat's default
    /// routing.
    pub hand_off: Option<GroupId>,
    /// Whether the bot gets the sessions that operators hand back at the end of a shift.
    pub at_shift_end: bool,
}
