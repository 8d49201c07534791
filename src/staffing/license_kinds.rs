//! Which kinds of licenses a desk has, who has to hold a named one, and what they cost.
//!
//! A kind that the scenario has none of is not to be had, but for the concurrent ones of an edition that
//! has them. Who holds a named one is as the scenario says: everybody, the members of certain groups, or
//! the first people of the file; of these the number is sought.

use super::desk::{Counts, DeskError, StaffedDesk};
use crate::base::{PersonId, Span, Time, WEEK};
use crate::plan::{
    BreakLogout, Duty, Edition, LicenseKind, LicenseScope, PerLicenseKind, Plan, Staffing,
};
use crate::scenario::StatedHolders;

/// How many of each kind; `None`: the desk has no such licenses.
pub type LicenseNumbers = PerLicenseKind<Option<u32>>;

/// Who holds the named licenses of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holders {
    /// There are none.
    NoSuch,
    /// Everybody who needs one.
    Everybody,
    /// Those whom the scenario names.
    Stated,
    /// The first people of the file.
    FirstOfFile,
}

/// Who holds licenses of a scope.
#[derive(Clone, Copy, Debug)]
struct ScopeRules {
    /// Who has one of the person's own.
    named: Holders,
    /// There are some that all share, for all others.
    has_shared: bool,
}

/// The kinds that a desk has.
#[derive(Clone, Debug)]
pub(super) struct LicenseRules {
    solution: ScopeRules,
    platform: ScopeRules,
    /// The groups whose members hold a named one.
    stated: StatedHolders,
}

impl LicenseRules {
    pub(super) fn new(plan: &Plan, stated: StatedHolders) -> Self {
        let licensing = &plan.licensing;
        let holders = |named: u32, shared: u32, is_stated: bool| match (named, shared) {
            _ if is_stated => Holders::Stated,
            (0, _) => Holders::NoSuch,
            (_, 0) => Holders::Everybody,
            _ => Holders::FirstOfFile,
        };
        let solution = match licensing.edition {
            Edition::Free | Edition::None => {
                ScopeRules { named: Holders::NoSuch, has_shared: false }
            }
            Edition::Chatdesk | Edition::Service2024 => {
                ScopeRules { named: Holders::Everybody, has_shared: false }
            }
            Edition::Service2025 => {
                let (named, concurrent) =
                    (licensing.named.unwrap_or(0), licensing.concurrent.unwrap_or(0));
                let is_stated = stated.solution.is_some();
                let named = holders(named, concurrent, is_stated);
                ScopeRules { named, has_shared: named != Holders::Everybody }
            }
        };
        let none = ScopeRules { named: Holders::NoSuch, has_shared: false };
        let platform = licensing.platform.map_or(none, |platform| {
            let is_stated = stated.platform.is_some();
            let named = holders(platform.named, platform.floating, is_stated);
            ScopeRules { named, has_shared: platform.floating > 0 }
        });
        Self { solution, platform, stated }
    }

    fn of(&self, scope: LicenseScope) -> ScopeRules {
        match scope {
            LicenseScope::Solution => self.solution,
            LicenseScope::Platform => self.platform,
        }
    }

    fn holds_by_group(&self, scope: LicenseScope, group: &str) -> bool {
        let groups = match scope {
            LicenseScope::Solution => &self.stated.solution,
            LicenseScope::Platform => &self.stated.platform,
        };
        groups.as_ref().is_some_and(|groups| groups.iter().any(|one| one == group))
    }
}

pub(super) const SCOPES: [LicenseScope; 2] = [LicenseScope::Solution, LicenseScope::Platform];

/// The person's own kind, and that of all.
pub(super) fn kinds(scope: LicenseScope) -> (LicenseKind, LicenseKind) {
    match scope {
        LicenseScope::Solution => (LicenseKind::Named, LicenseKind::Concurrent),
        LicenseScope::Platform => (LicenseKind::PlatformNamed, LicenseKind::PlatformFloating),
    }
}

impl Staffing {
    /// What a license of this kind costs.
    pub fn price_of(&self, kind: LicenseKind) -> f64 {
        match kind {
            LicenseKind::Named => self.price_per_license,
            LicenseKind::Concurrent => self.price_per_concurrent_license,
            LicenseKind::PlatformNamed => self.price_per_platform_license,
            LicenseKind::PlatformFloating => self.price_per_floating_license,
        }
    }

    /// The most licenses of a scope.
    pub fn max_licenses_of(&self, scope: LicenseScope) -> Option<u32> {
        match scope {
            LicenseScope::Solution => self.max_licenses,
            LicenseScope::Platform => self.max_platform_licenses,
        }
    }
}

impl StaffedDesk {
    /// Named licenses that so many people have to hold; `None`: there are none, or their number is free.
    fn named_by_rule(&self, scope: LicenseScope, counts: &Counts) -> Option<u32> {
        match self.licenses.of(scope).named {
            Holders::NoSuch | Holders::FirstOfFile => None,
            Holders::Everybody => Some(self.others(scope, |_| true) + self.heads(counts)),
            Holders::Stated => {
                let holds =
                    |group: &usize| self.licenses.holds_by_group(scope, &self.groups[*group].name);
                let own =
                    (0..self.kinds.len()).filter(|kind| self.kinds[*kind].groups.iter().any(holds));
                let own: u32 = own.map(|kind| self.heads_of(counts, kind)).sum();
                Some(own + self.others(scope, |person| self.holds(scope, person)))
            }
        }
    }

    fn holds(&self, scope: LicenseScope, person: usize) -> bool {
        let person = &self.plan.people[person];
        match scope {
            LicenseScope::Solution => person.named,
            LicenseScope::Platform => person.priority_login,
        }
    }

    /// People whose number is not sought.
    fn others(&self, scope: LicenseScope, wanted: impl Fn(usize) -> bool) -> u32 {
        let sought = |name: &str| {
            let mut stated = self.kinds.iter().flat_map(|kind| &kind.stated);
            stated.any(|person| person.name == name)
        };
        let needs = |person: &usize| {
            scope == LicenseScope::Solution || has_role(&self.plan, PersonId::from(*person))
        };
        let others = (0..self.plan.people.len())
            .filter(|person| wanted(*person) && needs(person))
            .filter(|person| !sought(&self.plan.people[*person].name));
        u32::try_from(others.count()).unwrap_or(u32::MAX)
    }

    /// As many named ones as have to be held, and of those that are shared more than anybody could want.
    pub(super) fn ample_licenses(&self, counts: &Counts) -> LicenseNumbers {
        let everyone: u32 = counts.iter().sum::<u32>() + self.plan.people.len() as u32;
        PerLicenseKind::from_fn(|kind| {
            let ScopeRules { named: holders, has_shared } = self.licenses.of(kind.scope());
            if kind.is_shared() {
                return has_shared.then_some(everyone + 1_000);
            }
            let free = (holders == Holders::FirstOfFile).then_some(0);
            self.named_by_rule(kind.scope(), counts).or(free)
        })
    }

    /// Whether the number of a scope's named licenses is free.
    pub(super) fn chooses_named(&self, scope: LicenseScope) -> bool {
        self.licenses.of(scope).named == Holders::FirstOfFile
    }

    /// What shifts and licenses that have to be held cost.
    pub fn cost(&self, counts: &Counts) -> f64 {
        let named = |scope| {
            let price = self.staffing.price_of(kinds(scope).0);
            if price == 0.0 {
                return 0.0;
            }
            price * f64::from(self.named_by_rule(scope, counts).unwrap_or(0))
        };
        self.cost_of_shifts(counts) + SCOPES.into_iter().map(named).sum::<f64>()
    }

    /// The same with as many shared licenses as people who are on duty at once, about.
    pub(super) fn cost_about(&self, counts: &Counts) -> f64 {
        let shared = |scope: LicenseScope| {
            let has_shared = self.licenses.of(scope).has_shared;
            let (own, shared) = kinds(scope);
            let own =
                if self.chooses_named(scope) { self.staffing.price_of(own) } else { f64::INFINITY };
            if has_shared { self.staffing.price_of(shared).min(own) } else { 0.0 }
        };
        let price: f64 = SCOPES.into_iter().map(shared).sum();
        if price == 0.0 {
            return self.cost(counts);
        }
        let mut duty = vec![0.0; self.plan.run.interval_count()];
        for (column, count) in self.columns.iter().zip(counts) {
            column.cover.iter().for_each(|(at, part)| duty[*at] += part * f64::from(*count));
        }
        let most = duty.into_iter().fold(0.0, f64::max);
        self.cost(counts) + price * most
    }

    /// What shifts cost.
    pub fn cost_of_shifts(&self, counts: &Counts) -> f64 {
        let shifts = self.columns.iter().zip(counts);
        shifts.map(|(column, count)| column.cost * f64::from(*count)).sum()
    }

    /// What licenses cost.
    pub fn cost_of_licenses(&self, licenses: &LicenseNumbers) -> f64 {
        let cost = |kind| self.staffing.price_of(kind) * f64::from(licenses[kind].unwrap_or(0));
        LicenseKind::ALL.into_iter().map(cost).sum()
    }

    /// What all costs together.
    pub fn total_cost(&self, counts: &Counts, licenses: &LicenseNumbers) -> f64 {
        self.cost_of_shifts(counts) + self.cost_of_licenses(licenses)
    }

    /// The split of a scope's licenses that costs least by who is on duty when: the first so many hold
    /// one of their own, and everybody else shares; by numbers where neither has a price.
    pub(super) fn cheapest_named(
        &self,
        counts: &Counts,
        scope: LicenseScope,
    ) -> Result<u32, DeskError> {
        let plan = self.plan_of(counts, &self.ample_licenses(counts))?;
        let (own, shared) = kinds(scope);
        let mut prices = (self.staffing.price_of(own), self.staffing.price_of(shared));
        if prices == (0.0, 0.0) {
            prices = (1.0, 1.0);
        }
        let people: Vec<PersonId> = (0..plan.people.len())
            .map(PersonId::from)
            .filter(|one| has_role(&plan, *one))
            .collect();
        let present = present_at_once(&plan, &people, scope);
        let cost = |named: usize| {
            let others = |present: &Vec<usize>| present.iter().filter(|one| **one >= named).count();
            let most = present.iter().map(others).max().unwrap_or(0);
            prices.0 * named as f64 + prices.1 * most as f64
        };
        let best = (0..=people.len()).min_by(|a, b| cost(*a).total_cmp(&cost(*b)));
        Ok(u32::try_from(best.unwrap_or(0)).unwrap_or(u32::MAX))
    }

    /// Of each kind that is bought the most that people on duty need at once, by interval.
    ///
    /// # Errors
    /// Why the scenario cannot have such people.
    pub fn licenses_on_duty(
        &self,
        counts: &Counts,
        licenses: &LicenseNumbers,
    ) -> Result<Vec<(LicenseKind, Vec<u32>)>, DeskError> {
        let plan = self.plan_of(counts, licenses)?;
        let of_kind = |kind: LicenseKind| {
            let needs = |person: &PersonId| plan.license_kind(*person, kind.scope()) == kind;
            let people = (0..plan.people.len()).map(PersonId::from).filter(needs).collect();
            (kind, most_by_interval(&plan, people, kind.scope()))
        };
        let bought = LicenseKind::ALL.into_iter().filter(|kind| licenses[*kind].is_some());
        Ok(bought.map(of_kind).collect())
    }
}

/// Whether a user answers or distributes.
fn has_role(plan: &Plan, person: PersonId) -> bool {
    plan.operators.iter().any(|one| one.person == person)
        || plan.supervisors.iter().any(|one| one.person == person)
}

/// When a person needs a license of a scope, within the first two weeks.
fn stretches(plan: &Plan, person: PersonId, scope: LicenseScope, end: Time) -> Vec<(Time, Time)> {
    let operator = plan.operators.iter().find(|one| one.person == person).map(|one| &one.duty);
    let supervisor = plan.supervisors.iter().find(|one| one.person == person).map(|one| &one.duty);
    let Some(duty) = operator.or(supervisor) else { return Vec::new() };
    let stays = plan
        .licensing
        .platform
        .is_some_and(|platform| platform.break_logout == BreakLogout::StayLoggedIn);
    let needs = |duty: Duty| match duty {
        Duty::Off => false,
        Duty::Work => true,
        Duty::Break => scope == LicenseScope::Platform && stays,
    };
    let (mut now, mut all) = (Time::ZERO, Vec::new());
    while now < end {
        let to = duty.next_change(now).map_or(end, |(at, _)| at.min(end));
        if needs(duty.at(now)) {
            all.push((now, to));
        }
        now = to;
    }
    all
}

/// Who of these needs a license of a scope at the same time: a list of places for each stretch of time.
fn present_at_once(plan: &Plan, people: &[PersonId], scope: LicenseScope) -> Vec<Vec<usize>> {
    let end = Time::ZERO + plan.run.horizon.min(Span(2 * WEEK.0));
    let all: Vec<Vec<(Time, Time)>> =
        people.iter().map(|person| stretches(plan, *person, scope, end)).collect();
    // It is most where another one comes.
    let mut begins: Vec<Time> = all.iter().flatten().map(|(from, _)| *from).collect();
    begins.sort_unstable();
    begins.dedup();
    let present = |at: &Time| {
        let is_there = |own: &Vec<(Time, Time)>| own.iter().any(|(from, to)| from <= at && at < to);
        (0..all.len()).filter(|place| is_there(&all[*place])).collect()
    };
    begins.iter().map(present).collect()
}

fn most_by_interval(plan: &Plan, people: Vec<PersonId>, scope: LicenseScope) -> Vec<u32> {
    let end = Time::ZERO + plan.run.horizon;
    let mut changes: Vec<(Time, i64)> = Vec::new();
    for person in people {
        for (from, to) in stretches(plan, person, scope, end) {
            changes.extend([(from, 1), (to, -1)]);
        }
    }
    // Who leaves gives the license back before the next one comes.
    changes.sort_unstable();
    let length = plan.run.interval.0;
    let (mut most, mut now, mut next) = (Vec::new(), 0_i64, 0);
    for interval in 0..plan.run.interval_count() as u64 {
        let ends = (interval + 1) * length;
        let starts = interval * length;
        while next < changes.len() && changes[next].0.0 <= starts {
            now += changes[next].1;
            next += 1;
        }
        let mut highest = now;
        while next < changes.len() && changes[next].0.0 < ends {
            now += changes[next].1;
            next += 1;
            highest = highest.max(now);
        }
        most.push(u32::try_from(highest).unwrap_or(0));
    }
    most
}
