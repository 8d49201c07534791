//! Licenses of the platform below the desk, apart from those of the solution (rulebook E-L11).

use super::PlanParts;
use crate::base::Span;

/// The platform's licenses, and how its users log out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Platform {
    /// Named licenses, each held for good by a user with [`priority
    /// login`](super::Person::priority_login).
    pub named: u32,
    /// Floating licenses: any other user occupies one while logged in.
    pub floating: u32,
    /// The time without activity after which the platform logs a user out; `None`: never.
    pub inactivity: Option<Span>,
    /// The chance that a user who leaves does not log out, for each time of leaving.
    pub tab_left_open: f64,
    /// What a user does on a break.
    pub break_logout: BreakLogout,
}

/// Whether a user logs out for a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakLogout {
    /// As at the end of the shift: logs out, unless the browser tab is left open.
    LogOut,
    /// The browser tab is left open.
    StayLoggedIn,
}

impl Platform {
    /// Whether a user can log in at all, the named licenses are enough for those who hold one, and
    /// lengths of time are positive.
    pub(super) fn is_sound(&self, parts: &PlanParts) -> bool {
        let holders = parts.people.iter().filter(|person| person.priority_login).count();
        self.named.saturating_add(self.floating) > 0
            && holders <= self.named as usize
            && (0.0..=1.0).contains(&self.tab_left_open)
            && self.inactivity.is_none_or(|after| after > Span::ZERO)
    }
}
