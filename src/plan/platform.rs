//! Licenses of the platform below the desk, apart from those of the solution (rulebook E-L11).

use super::PlanParts;
use crate::base::Span;

/// What was bought of the platform, and how its users leave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Platform {
    /// Named licenses, each held for good by somebody with [`priority
    /// login`](super::Person::priority_login).
    pub named: u32,
    /// Floating licenses: everybody else occupies one while logged in.
    pub floating: u32,
    /// How long somebody may be idle before the platform logs them out; `None`: for ever.
    pub inactivity: Option<Span>,
    /// The chance that somebody who leaves does not log out, each time that somebody leaves.
    pub tab_left_open: f64,
    /// What somebody does on a break.
    pub break_logout: BreakLogout,
}

/// Whether a break is a leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakLogout {
    /// As at the end of the shift: logs out, unless the tab is left open.
    LogOut,
    /// The tab is left open, as a matter of course.
    StayLoggedIn,
}

impl Platform {
    /// Somebody can log in, no more hold named licenses than there are, and time passes.
    pub(super) fn is_sound(&self, parts: &PlanParts) -> bool {
        let holders = parts.people.iter().filter(|person| person.priority_login).count();
        self.named.saturating_add(self.floating) > 0
            && holders <= self.named as usize
            && (0.0..=1.0).contains(&self.tab_left_open)
            && self.inactivity.is_none_or(|after| after > Span::ZERO)
    }
}
