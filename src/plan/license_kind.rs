//! The kinds of licenses: what differs between them is a property here, so that a new kind is
//! added here and found by the compiler everywhere.

use std::ops::{Index, IndexMut};

use super::{Licensing, Plan};
use crate::base::PersonId;

/// A kind of license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseKind {
    /// A person's own license of the solution.
    Named,
    /// One of the solution's pool, taken on going Online.
    Concurrent,
    /// A person's own license of the platform.
    PlatformNamed,
    /// One of the platform's pool, taken on logging in.
    PlatformFloating,
}

/// What a license is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseScope {
    /// To be Online: held from going Online until going Offline.
    Solution,
    /// To be logged in (rulebook E-L11): held from the login until the logout.
    Platform,
}

impl LicenseKind {
    /// Every kind, in the order of the report's lines.
    pub const ALL: [Self; 4] =
        [Self::Named, Self::Concurrent, Self::PlatformNamed, Self::PlatformFloating];

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Concurrent => "concurrent",
            Self::PlatformNamed => "platform-named",
            Self::PlatformFloating => "platform-floating",
        }
    }

    /// What it is for.
    pub fn scope(self) -> LicenseScope {
        match self {
            Self::Named | Self::Concurrent => LicenseScope::Solution,
            Self::PlatformNamed | Self::PlatformFloating => LicenseScope::Platform,
        }
    }

    /// It belongs to no person: a user who needs one takes a free one, and none may be free.
    pub fn is_shared(self) -> bool {
        match self {
            Self::Named | Self::PlatformNamed => false,
            Self::Concurrent | Self::PlatformFloating => true,
        }
    }
}

impl Licensing {
    /// How many of a kind were bought; `None`: there is no such license here, or enough for everyone.
    pub fn bought(&self, kind: LicenseKind) -> Option<u32> {
        match kind {
            LicenseKind::Named => self.named,
            LicenseKind::Concurrent => self.concurrent,
            LicenseKind::PlatformNamed => self.platform.map(|platform| platform.named),
            LicenseKind::PlatformFloating => self.platform.map(|platform| platform.floating),
        }
    }

    /// The kinds that a report has lines for: those of the platform only where it has any.
    pub fn reported_kinds(&self) -> impl Iterator<Item = LicenseKind> + use<> {
        let has_platform = self.platform.is_some();
        LicenseKind::ALL.into_iter().filter(move |kind| match kind.scope() {
            LicenseScope::Solution => true,
            LicenseScope::Platform => has_platform,
        })
    }
}

impl Plan {
    /// The kind of license that a person needs for this. Where no license is needed it is their own.
    pub fn license_kind(&self, person: PersonId, scope: LicenseScope) -> LicenseKind {
        let person = &self.people[person.index()];
        match scope {
            LicenseScope::Solution if person.named || self.licensing.concurrent.is_none() => {
                LicenseKind::Named
            }
            LicenseScope::Solution => LicenseKind::Concurrent,
            LicenseScope::Platform if person.priority_login => LicenseKind::PlatformNamed,
            LicenseScope::Platform => LicenseKind::PlatformFloating,
        }
    }
}

/// Something for each kind of license.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PerLicenseKind<T>([T; LicenseKind::ALL.len()]);

impl<T> PerLicenseKind<T> {
    /// What there is for each.
    pub fn from_fn(of_kind: impl FnMut(LicenseKind) -> T) -> Self {
        Self(LicenseKind::ALL.map(of_kind))
    }

    /// Each kind with what there is for it.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (LicenseKind, &mut T)> {
        LicenseKind::ALL.into_iter().zip(&mut self.0)
    }
}

impl<T> Index<LicenseKind> for PerLicenseKind<T> {
    type Output = T;

    fn index(&self, kind: LicenseKind) -> &T {
        &self.0[kind as usize]
    }
}

impl<T> IndexMut<LicenseKind> for PerLicenseKind<T> {
    fn index_mut(&mut self, kind: LicenseKind) -> &mut T {
        &mut self.0[kind as usize]
    }
}
