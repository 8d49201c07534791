//! How far a session has come with the routing rules of its live chat, in four bytes: hundreds of thousands of
//! sessions wait.

/// The next rule to be tried, or why none is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) struct RoutingProgress(u32);

/// What a [`RoutingProgress`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum RoutingState {
    /// Rules are tried from this one on, counted from zero.
    Rules(u32),
    /// The session was transferred here, or the desk began it: no rule is tried.
    Bypassed,
    /// A supervisor has decided: no rule is tried again.
    Dispatched,
}

impl RoutingProgress {
    /// No rule was tried yet.
    pub(in crate::desk) const BEGIN: Self = Self(0);
    /// No rule is tried.
    pub(in crate::desk) const BYPASSED: Self = Self(u32::MAX - 1);
    /// A supervisor has decided.
    pub(in crate::desk) const DISPATCHED: Self = Self(u32::MAX);

    /// This rule is tried next. A live chat has far fewer than 2^32 - 2 of them.
    pub(in crate::desk) fn at(rule: u32) -> Self {
        Self(rule)
    }

    pub(in crate::desk) fn state(self) -> RoutingState {
        match self {
            Self::BYPASSED => RoutingState::Bypassed,
            Self::DISPATCHED => RoutingState::Dispatched,
            Self(rule) => RoutingState::Rules(rule),
        }
    }

    /// The rule to be tried next.
    pub(in crate::desk) fn next_rule(self) -> Option<u32> {
        match self.state() {
            RoutingState::Rules(rule) => Some(rule),
            RoutingState::Bypassed | RoutingState::Dispatched => None,
        }
    }

    /// The rule that was tried last.
    pub(in crate::desk) fn last_rule(self) -> Option<u32> {
        self.next_rule()?.checked_sub(1)
    }
}
