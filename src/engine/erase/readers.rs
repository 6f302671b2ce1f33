//! Who may still read what is to be erased: everything that can be reached from
//! where the case stands, whatever the data will be.

use std::collections::BTreeSet;

use super::Wanted;
use crate::diagnostic::{Bilingual, Place};
use crate::engine::Case;
use crate::engine::people::People;
use crate::guard::{Expr, Name, Rule};
use crate::workflow::{
    Addition, Branch, BranchWhen, By, Change, Exclusion, GivenFrom, Joint, Length, Opens,
    RoleHolder, Seating, Setting, Start, StateId, Tie, Transition, Workflow, reachable_from,
};

/// Something that may still read a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reader {
    /// Its dotted path, such as `transition.decide.guard.quorum`.
    pub element: String,
    /// The states from which it does, as far as the case can be in them; none where
    /// it does wherever the case stands.
    pub from: Vec<Name>,
}

impl Reader {
    /// In words.
    pub fn says(&self) -> Bilingual {
        if self.from.is_empty() {
            return Bilingual::from(format!("`{}`", self.element));
        }
        let from = self.from.join("`, `");
        Bilingual::new(
            format!("`{}`(상태 `{from}`에서)", self.element),
            format!("`{}` (from state `{from}`)", self.element),
        )
    }
}

/// What of a workflow may still read what is wanted, as the case holds it now, with
/// its place. Nothing where the case does not hold it, or nothing can happen in it
/// any more.
///
/// It errs to one side: a branch that the data will never take counts too.
pub fn readers(workflow: &Workflow, case: &Case, wanted: &Wanted) -> Vec<(Reader, Place)> {
    let held: BTreeSet<&Name> = case
        .facts
        .iter()
        .filter(|(fact, value)| wanted.takes(fact, value))
        .map(|(fact, _)| fact)
        .collect();
    let active = case.active.iter();
    let active: BTreeSet<StateId> = active
        .filter_map(|id| workflow.state(id).map(|(at, _)| at))
        .collect();
    let reached = reachable_from(workflow, active);
    let ahead: Vec<&Transition> = workflow
        .transitions
        .iter()
        .filter(|one| one.from.iter().any(|from| reached.contains(from)))
        .collect();
    if ahead.is_empty() {
        return Vec::new();
    }
    let mut search = Search {
        workflow,
        people: &case.people,
        wanted,
        held,
        reached,
        found: Vec::new(),
    };
    ahead.iter().for_each(|one| search.transition(one));
    search.whole(&ahead);
    search.found
}

struct Search<'a> {
    workflow: &'a Workflow,
    people: &'a People,
    wanted: &'a Wanted,
    /// The facts whose present value goes.
    held: BTreeSet<&'a Name>,
    reached: BTreeSet<StateId>,
    found: Vec<(Reader, Place)>,
}

impl Search<'_> {
    fn tell(&mut self, element: String, from: &[StateId], place: &Place) {
        let from = from
            .iter()
            .filter(|state| self.reached.contains(state))
            .filter_map(|state| self.workflow.states.get(state.0))
            .map(|state| state.element.id.clone())
            .collect();
        let found = (Reader { element, from }, place.clone());
        if !self.found.contains(&found) {
            self.found.push(found);
        }
    }

    /// Whether one of these facts is held, and not given anew before it is read.
    fn any<'n>(&self, facts: impl IntoIterator<Item = &'n Name>, anew: &[Name]) -> bool {
        facts
            .into_iter()
            .any(|fact| self.held.contains(fact) && !anew.contains(fact))
    }

    fn rule(&self, rule: &Rule, anew: &[Name]) -> bool {
        let mut served = false;
        rule.expr.walk(&mut |part| {
            served |= matches!(part, Expr::Served(_) | Expr::ServedOn { .. });
        });
        self.any(rule.facts(), anew) || (served && self.is_served())
    }

    fn is_served(&self) -> bool {
        self.people.served.iter().any(|one| {
            self.wanted.is(&one.to)
                || one
                    .effective
                    .as_ref()
                    .is_some_and(|day| self.wanted.is(day))
        })
    }

    fn transition(&mut self, transition: &Transition) {
        let id = &transition.element.id;
        let path = format!("transition.{id}");
        let (from, place) = (&transition.from, &transition.element.place);
        let anew = &transition.asks;
        let excluded = transition.not_by.iter().filter_map(|one| match one {
            Exclusion::Fact(fact) => Some(fact),
            Exclusion::Transition(_) => None,
        });
        let each = match &transition.joint {
            Joint::Each(list) => Some(list),
            Joint::One | Joint::All => None,
        };
        let waits = self.people.assents.get(id).is_some_and(|collected| {
            let mut given = collected.given.iter();
            given.any(|(fact, value)| self.wanted.takes(fact, value))
        });
        let own = self.any(excluded.chain(each), &[])
            || waits
            || self.by(&transition.by)
            || self.effects(&transition.changes, &transition.ties, anew)
            || self.seats(&transition.seatings, anew)
            || self.opens(transition.opens.as_ref(), anew);
        if own {
            self.tell(path.clone(), from, place);
        }
        for guard in &transition.guards {
            if self.rule(&guard.rule, anew) {
                let path = format!("{path}.guard.{}", guard.element.id);
                self.tell(path, from, &guard.element.place);
            }
        }
        for branch in &transition.branches {
            if self.branch(branch, anew) {
                let path = format!("{path}.branch.{}", branch.element.id);
                self.tell(path, from, &branch.element.place);
            }
        }
    }

    fn branch(&self, branch: &Branch, anew: &[Name]) -> bool {
        let when = match &branch.when {
            BranchWhen::Rule(rule) => self.rule(rule, anew),
            BranchWhen::Otherwise => false,
        };
        when || self.effects(&branch.changes, &branch.ties, anew)
            || self.seats(&branch.seatings, anew)
            || self.opens(branch.opens.as_ref(), anew)
    }

    /// Whether who may act is known by it.
    fn by(&self, by: &By) -> bool {
        let By::Roles(roles) = by else {
            return false;
        };
        roles.iter().any(|role| {
            let held = match self.workflow.role(role).map(|role| &role.holder) {
                Some(RoleHolder::Fact(fact)) => self.held.contains(fact),
                Some(RoleHolder::Assigned) => {
                    let holders = self.people.assigned.get(role).into_iter().flatten();
                    holders.into_iter().any(|one| self.wanted.is(one))
                }
                _ => false,
            };
            let mut delegated = self.people.delegations.iter();
            held || delegated.any(|one| {
                let days = one.from.iter().chain(&one.until);
                one.role == *role
                    && one.revoked.is_none()
                    && std::iter::once(&one.to)
                        .chain(days)
                        .any(|value| self.wanted.is(value))
            })
        })
    }

    fn effects(&self, changes: &[Change], ties: &[Tie], anew: &[Name]) -> bool {
        let read = changes.iter().filter_map(|change| match change {
            Change::Add {
                fact,
                what: Addition::Number(_),
            }
            | Change::Add {
                what: Addition::Member(fact),
                ..
            }
            | Change::Set {
                to: Setting::After {
                    from: Some(fact), ..
                },
                ..
            } => Some(fact),
            _ => None,
        });
        self.any(read, anew) || self.any(ties.iter().flat_map(Tie::facts), anew)
    }

    fn seats(&self, seatings: &[Seating], anew: &[Name]) -> bool {
        self.any(seatings.iter().flat_map(Seating::facts), anew)
    }

    fn opens(&self, opens: Option<&Opens>, anew: &[Name]) -> bool {
        let Some(opens) = opens else {
            return false;
        };
        let given = opens.gives.iter().filter_map(|giving| match &giving.from {
            GivenFrom::Fact(fact) => Some(fact),
            GivenFrom::Member | GivenFrom::Column(_) => None,
        });
        self.any(opens.for_each.iter().chain(given), anew)
    }

    /// What is read whichever act comes next, and what states and deadlines read.
    fn whole(&mut self, ahead: &[&Transition]) {
        let workflow = self.workflow;
        for assume in &workflow.assumes {
            // An act that gives the fact anew is held to what it gives.
            let every = ahead.iter().all(|one| !self.rule(&assume.rule, &one.asks));
            if !every {
                let path = format!("assume.{}", assume.element.id);
                self.tell(path, &[], &assume.element.place);
            }
        }
        for recusal in &workflow.recusals {
            if self.any(recusal.facts(), &[]) {
                self.tell(format!("recusal.{}", recusal.body), &[], &recusal.place);
            }
        }
        for fact in &workflow.facts {
            let asked = ahead.iter().any(|one| one.asks.contains(&fact.element.id));
            if asked && self.any(&fact.recuses, &[]) {
                let path = format!("fact.{}", fact.element.id);
                self.tell(path, &[], &fact.element.place);
            }
        }
        for (at, state) in workflow.states.iter().enumerate() {
            let entered = self.reached.contains(&StateId(at));
            if entered && self.opens(state.opens.as_ref(), &[]) {
                let path = format!("state.{}", state.element.id);
                self.tell(path, &[], &state.element.place);
            }
        }
        for deadline in &workflow.deadlines {
            if deadline
                .state
                .is_some_and(|state| !self.reached.contains(&state))
            {
                continue;
            }
            let from = match &deadline.start {
                Start::Fact(fact) => Some(fact),
                Start::Entry | Start::Deadline(_) | Start::LastDay(_) => None,
            };
            let reads = match &deadline.length {
                Length::On(fact) => self.any([fact], &[]),
                Length::Cases(cases) => cases.iter().any(|case| self.rule(&case.when, &[])),
                Length::Within(_) | Length::AtLeast(_) | Length::Before(_) => false,
            };
            if reads || self.any(from, &[]) {
                let states: Vec<StateId> = deadline.state.into_iter().collect();
                let path = format!("deadline.{}", deadline.element.id);
                self.tell(path, &states, &deadline.element.place);
            }
        }
    }
}
