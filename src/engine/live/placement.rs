//! Which role runs on which arbiter.
//!
//! A message to another arbiter costs ten times one on the same, and wakes a thread. So a live chat
//! stays with its groups, their operators and its supervisors, and only what has nothing to do with
//! each other is divided. Apart, on the other hand, roles are dealt out one after the other: most
//! messages then go to another arbiter, which is the hardest test of their invariants.

use crate::plan::{Placement, Plan};

/// The arbiter of each role, each list in the plan's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolePlaces {
    pub live_chats: Vec<usize>,
    pub groups: Vec<usize>,
    pub operators: Vec<usize>,
    pub supervisors: Vec<usize>,
    pub licenses: usize,
}

impl RolePlaces {
    /// The places of a plan's roles.
    pub fn new(plan: &Plan, arbiters: usize, placement: Placement) -> Self {
        match placement {
            Placement::Together => Self::together(plan, arbiters),
            Placement::Apart => Self::apart(plan, arbiters),
        }
    }

    fn apart(plan: &Plan, arbiters: usize) -> Self {
        let deal = |count: usize| (0..count).map(|place| place % arbiters).collect();
        Self {
            live_chats: deal(plan.live_chats.len()),
            groups: deal(plan.groups.len()),
            operators: deal(plan.operators.len()),
            supervisors: deal(plan.supervisors.len()),
            licenses: arbiters - 1,
        }
    }

    fn together(plan: &Plan, arbiters: usize) -> Self {
        let clusters = Clusters::new(plan);
        let arbiter_of_cluster = clusters.spread(plan, arbiters);
        let of_group = |group: usize| arbiter_of_cluster[clusters.root(group)];
        let first_of = |groups: &[crate::base::GroupId]| {
            groups.first().map_or(0, |group| of_group(group.index()))
        };
        let live_chats: Vec<usize> =
            plan.live_chats.iter().map(|chat| first_of(&chat.operator_groups)).collect();
        let of_supervisor = |supervisor: &crate::plan::Supervisor| {
            supervisor.live_chats.first().map_or(0, |chat| live_chats[chat.index()])
        };
        let supervisors = plan.supervisors.iter().map(of_supervisor).collect();
        Self {
            groups: (0..plan.groups.len()).map(of_group).collect(),
            operators: plan.operators.iter().map(|operator| first_of(&operator.groups)).collect(),
            supervisors,
            live_chats,
            licenses: arbiters - 1,
        }
    }

    /// How many roles there are.
    pub fn count(&self) -> usize {
        self.live_chats.len()
            + self.groups.len()
            + self.operators.len()
            + self.supervisors.len()
            + 1
    }

    /// How many of so many arbiters have live chats.
    pub fn arbiters_in_use(&self, arbiters: usize) -> usize {
        (0..arbiters).filter(|arbiter| self.live_chats.contains(arbiter)).count()
    }
}

/// Groups that share a live chat or an operator, as trees that end at one group of each cluster.
struct Clusters {
    parents: Vec<usize>,
}

impl Clusters {
    fn new(plan: &Plan) -> Self {
        let mut clusters = Self { parents: (0..plan.groups.len()).collect() };
        for chat in &plan.live_chats {
            clusters.join_all(&chat.operator_groups);
        }
        for operator in &plan.operators {
            clusters.join_all(&operator.groups);
        }
        clusters
    }

    fn join_all(&mut self, groups: &[crate::base::GroupId]) {
        for pair in groups.windows(2) {
            let (a, b) = (self.root(pair[0].index()), self.root(pair[1].index()));
            self.parents[a.max(b)] = a.min(b);
        }
    }

    fn root(&self, mut group: usize) -> usize {
        while self.parents[group] != group {
            group = self.parents[group];
        }
        group
    }

    /// The arbiter of each cluster's root: the largest first, each to where the fewest operators are.
    fn spread(&self, plan: &Plan, arbiters: usize) -> Vec<usize> {
        let mut sizes = vec![0_usize; self.parents.len()];
        for operator in &plan.operators {
            if let Some(group) = operator.groups.first() {
                sizes[self.root(group.index())] += 1;
            }
        }
        let mut roots: Vec<usize> =
            (0..self.parents.len()).filter(|group| self.root(*group) == *group).collect();
        roots.sort_by_key(|root| (std::cmp::Reverse(sizes[*root]), *root));
        let mut loads = vec![0_usize; arbiters];
        let mut arbiter_of = vec![0; self.parents.len()];
        for root in roots {
            let lightest = (0..arbiters).min_by_key(|arbiter| loads[*arbiter]).unwrap_or(0);
            // A group without operators weighs something too.
            loads[lightest] += sizes[root].max(1);
            arbiter_of[root] = lightest;
        }
        arbiter_of
    }
}
