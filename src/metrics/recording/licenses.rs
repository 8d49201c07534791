//! Licenses of every kind: taken, refused, given back, and who lacks one.

use super::TallyRecorder;
use super::license_shortage::LicenseShortage;
use crate::base::{OperatorId, PersonId};
use crate::desk::{LicenseFact, LoginEvent};
use crate::metrics::statistics::Window;
use crate::metrics::tallies::LicenseTally;
use crate::plan::{LicenseKind, LicenseScope, PerLicenseKind, Plan};

/// What is counted about licenses.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct LicenseTallies {
    tallies: PerLicenseKind<LicenseTally>,
    users: Vec<LicenseUser>,
    /// For each queue, once any operator was denied a license.
    pub(super) shortages: Option<Vec<LicenseShortage>>,
}

#[derive(Clone, Debug)]
struct LicenseUser {
    operator: Option<OperatorId>,
    /// The kind that was refused last, or would be.
    lacks: LicenseKind,
    left_tab_open: bool,
}

impl LicenseTallies {
    pub(super) fn new(plan: &Plan, window: Window) -> Self {
        let user = |person: usize| LicenseUser {
            operator: None,
            lacks: plan.license_kind(PersonId::from(person), LicenseScope::Solution),
            left_tab_open: false,
        };
        let mut users: Vec<LicenseUser> = (0..plan.people.len()).map(user).collect();
        for (place, operator) in plan.operators.iter().enumerate() {
            users[operator.person.index()].operator = Some(OperatorId::from(place));
        }
        let tally = |kind| LicenseTally::new(plan.licensing.bought(kind), window);
        Self { tallies: PerLicenseKind::from_fn(tally), users, shortages: None }
    }

    pub(in crate::metrics) fn of_kind(&self, kind: LicenseKind) -> &LicenseTally {
        &self.tallies[kind]
    }

    pub(super) fn tallies_mut(&mut self) -> impl Iterator<Item = &mut LicenseTally> {
        self.tallies.iter_mut().map(|(_, tally)| tally)
    }
}

impl TallyRecorder {
    #[inline(never)]
    pub(super) fn record_license(&mut self, fact: LicenseFact) {
        match fact {
            LicenseFact::Taken { kind, .. } => self.change_held(kind, true),
            LicenseFact::Returned { kind, .. } => self.change_held(kind, false),
            LicenseFact::Refused { person, kind } => self.on_refused_license(person, kind),
            LicenseFact::LoginChanged { person, kind, event } => {
                self.on_login_changed(person, kind, event);
            }
        }
    }

    fn on_login_changed(&mut self, person: PersonId, kind: LicenseKind, event: LoginEvent) {
        match event {
            LoginEvent::LoggedIn => {
                self.set_tab_left_open(person, kind, false);
                self.change_held(kind, true);
            }
            LoginEvent::Refused => self.on_refused_license(person, kind),
            LoginEvent::TabLeftOpen => self.set_tab_left_open(person, kind, true),
            LoginEvent::TabResumed => self.set_tab_left_open(person, kind, false),
            LoginEvent::LoggedOut => {
                if self.licenses.users[person.index()].left_tab_open {
                    self.licenses.tallies[kind].timed_out += u64::from(self.measured_now);
                }
                self.set_tab_left_open(person, kind, false);
                self.change_held(kind, false);
            }
        }
    }

    /// One more of a kind is held, or one less.
    fn change_held(&mut self, kind: LicenseKind, taken: bool) {
        let (now, window) = (self.now, self.window);
        let sound = self.licenses.tallies[kind].change_held(now, taken, window);
        self.check_invariant(sound, || format!("a {} license was never held", kind.name()));
    }

    /// A license of the platform is occupied without work from now on, or no more.
    fn set_tab_left_open(&mut self, person: PersonId, kind: LicenseKind, left_open: bool) {
        let left = self.remaining;
        let before =
            std::mem::replace(&mut self.licenses.users[person.index()].left_tab_open, left_open);
        let level = &mut self.licenses.tallies[kind].left_open;
        let sound = match (before, left_open) {
            (false, true) => {
                level.up(left);
                true
            }
            (true, false) => level.down(left),
            (false, false) | (true, true) => true,
        };
        self.check_invariant(sound, || "a tab was closed that was never left open".into());
    }

    /// A person is refused a license of a kind. An operator who is denied the one may come to be
    /// denied the other.
    fn on_refused_license(&mut self, person: PersonId, kind: LicenseKind) {
        self.licenses.tallies[kind].refused += u64::from(self.measured_now);
        let left = self.remaining;
        let user = &mut self.licenses.users[person.index()];
        let before = std::mem::replace(&mut user.lacks, kind);
        let denied = user.operator.is_some_and(|id| self.operators[id.index()].denied.value() > 0);
        if denied && before != kind {
            let sound = self.licenses.tallies[before].denied.down(left);
            self.licenses.tallies[kind].denied.up(left);
            self.check_invariant(sound, || {
                "an operator lacks another license who was never without".into()
            });
        }
    }

    /// An operator is kept from work by the lack of a license, from now on or no more.
    pub(super) fn on_license_lack_changed(&mut self, operator: OperatorId, denied: bool) {
        let (now, left) = (self.now, self.remaining);
        self.operators[operator.index()].denied.set_indicator(denied, left);
        let person = self.plan.operators[operator.index()].person;
        let lacks = self.licenses.users[person.index()].lacks;
        let tally = &mut self.licenses.tallies[lacks];
        let mut sound = true;
        if denied {
            tally.denied.up(left);
        } else {
            sound = tally.denied.down(left);
        }
        for queue in &self.plan.operators[operator.index()].queues {
            self.licenses
                .shortages
                .get_or_insert_with(|| vec![LicenseShortage::default(); self.plan.queues.len()])
                [queue.index()]
            .change(now, denied);
        }
        self.check_invariant(sound, || "an operator got a license who was never without".into());
    }
}
