//! The bot of a live chat.

use crate::base::{GroupId, Span};
use crate::dist::Distribution;

/// A bot that answers first, as many sessions at once as come (rulebook E-S4, E-S10 to E-S14).
#[derive(Clone, Debug, PartialEq)]
pub struct Bot {
    /// How long it talks with a client.
    pub handling_time: Distribution,
    /// How likely it answers the question by itself, and closes the session.
    pub containment_chance: f64,
    /// How likely the client stops writing: the session is then closed `auto_finish` after the
    /// last message. Whoever is neither contained nor silent is handed off.
    pub silence_chance: f64,
    /// See `silent`.
    pub auto_finish: Span,
    /// To the queue of this group; `None`: to the default of the live chat.
    pub hand_off: Option<GroupId>,
    /// It gets the sessions that operators hand back at the end of a shift.
    pub at_shift_end: bool,
}
