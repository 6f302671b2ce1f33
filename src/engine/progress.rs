//! A case in the middle of a decision.

use std::collections::BTreeMap;

use super::bodies::{Ledger, against, planned};
use super::branch::choose;
use super::case::{enter_states, give_facts, take_step};
use super::effects::{Basis, Together, effects_of};
use super::followers::followers;
use super::world::{Definition, View, World};
use super::{Case, CaseId, Cause, Condition, Effect, Given, Ground, Moment, SeatEffect, Step};
use crate::guard::Name;
use crate::workflow::{Branch, Configuration, StateId, StateKind, Transition, Tree, Workflow};

/// Why a transition cannot be taken after all.
pub(super) struct Stop {
    pub grounds: Vec<Ground>,
    pub conditions: Vec<Condition>,
}

/// A case in the middle of a decision: the steps so far, already applied.
pub(super) struct Progress<'a> {
    workflow: &'a Workflow,
    tree: Tree<'a>,
    world: &'a World,
    actor: Name,
    case: Case,
    active: Configuration,
    steps: Vec<Step>,
    moment: Moment,
    /// What the conditions and effects of the act read where others fire with
    /// it: the case before it, with the facts that it gives.
    before: Option<Case>,
    /// The states active before the act.
    stood: Configuration,
    /// What the transitions of the act have done to facts so far.
    together: Together,
    /// The register of seats, with what was done to it so far.
    ledger: Ledger<'a>,
}

impl<'a> Progress<'a> {
    /// A new case: initial states entered, facts of the opening known.
    pub(super) fn begin(
        definition: Definition<'a>,
        world: &'a World,
        id: CaseId,
        given: &Given,
        effects: &[Effect],
    ) -> Self {
        let workflow = definition.workflow;
        let tree = workflow.tree();
        let case = Case {
            id,
            workflow: workflow.id().clone(),
            revision: workflow.revision,
            manifest: definition.manifest,
            version: 0,
            seq: 1,
            active: std::collections::BTreeSet::new(),
            facts: Given::new(),
            taken: BTreeMap::new(),
            entered: BTreeMap::new(),
            outcome: None,
            opened: world.recorded,
            recorded: world.recorded,
        };
        let mut progress = Progress {
            workflow,
            tree,
            world,
            actor: world.principal.actor.clone(),
            case,
            active: Configuration::new(),
            steps: Vec::new(),
            moment: Moment { seq: 1, step: 0 },
            before: None,
            stood: Configuration::new(),
            together: Together::default(),
            ledger: Ledger::new(&world.register),
        };
        give_facts(&mut progress.case, given);
        let beginning = tree.initial();
        let names = progress.names(&beginning);
        enter_states(&mut progress.case, &names, progress.moment);
        progress.active.extend(beginning);
        for effect in effects {
            // Initial values are set, never appended: this cannot fail.
            let _ = super::case::change_fact(&mut progress.case, effect, 1);
        }
        progress.moment.step = 1;
        progress
    }

    /// A case that goes on, with the facts that the act gives.
    pub(super) fn resume(
        definition: Definition<'a>,
        world: &'a World,
        case: &Case,
        given: &Given,
    ) -> Self {
        let workflow = definition.workflow;
        let mut case = case.clone();
        case.seq = case.seq.saturating_add(1);
        case.recorded = world.recorded;
        give_facts(&mut case, given);
        let active = active_states(workflow, &case);
        Progress {
            workflow,
            tree: workflow.tree(),
            world,
            actor: world.principal.actor.clone(),
            moment: Moment {
                seq: case.seq,
                step: 0,
            },
            before: None,
            case,
            stood: Configuration::new(),
            active,
            ledger: Ledger::new(&world.register),
            together: Together::default(),
            steps: Vec::new(),
        }
    }

    pub(super) const fn workflow(&self) -> &'a Workflow {
        self.workflow
    }

    pub(super) const fn tree(&self) -> Tree<'a> {
        self.tree
    }

    /// Who acts now: the person, then the engine.
    pub(super) const fn actor(&self) -> &Name {
        &self.actor
    }

    /// What rules read now.
    pub(super) fn view<'v>(&'v self, actor: &'v Name) -> View<'v> {
        View {
            case: &self.case,
            date: self.world.date,
            actor,
            hidden: &[],
        }
    }

    /// Conditions and effects read the case as it is now, until [`Self::go_on`].
    /// A transition that fires alone reads it before it changes anything: only
    /// where others fire with it, the case is kept as it is.
    pub(super) fn hold_for(&mut self, leader: &Transition) {
        self.together = Together::default();
        if followers(self.workflow, leader).next().is_some() {
            self.before = Some(self.case.clone());
            self.stood.clone_from(&self.active);
        }
    }

    /// From now on conditions and effects read the case as it has become.
    pub(super) fn go_on(&mut self) {
        self.before = None;
        self.together = Together::default();
    }

    /// The case that conditions and effects of the running act read.
    fn base(&self) -> &Case {
        self.before.as_ref().unwrap_or(&self.case)
    }

    /// The view on [`Self::base`].
    pub(super) fn base_view<'v>(&'v self, actor: &'v Name) -> View<'v> {
        View {
            case: self.base(),
            date: self.world.date,
            actor,
            hidden: &[],
        }
    }

    /// The source state in which a transition can be taken: the innermost
    /// active one, then the first in the order of the file. Of one that fires
    /// with another, the state was active before the act too.
    fn source(&self, transition: &Transition, cause: Cause) -> Option<StateId> {
        let tree = self.tree;
        let ready = |id: &StateId| match cause {
            Cause::Act | Cause::Clock => true,
            Cause::With => self.stood.contains(id),
            Cause::Automatic => tree.ripe(*id, &self.active),
        };
        transition
            .from
            .iter()
            .copied()
            .filter(|id| self.active.contains(id) && ready(id))
            .min_by_key(|&id| (std::cmp::Reverse(tree.depth(id)), id))
    }

    /// Whether a transition that fires with another is in place.
    pub(super) fn in_place(&self, follower: &Transition) -> bool {
        self.source(follower, Cause::With).is_some()
    }

    /// The state from which an automatic transition goes, once that state has
    /// come to completion where it has to.
    pub(super) fn ripe(&self, transition: &Transition) -> Option<StateId> {
        self.source(transition, Cause::Automatic)
    }

    /// Takes a transition whose guards were seen to hold.
    pub(super) fn fire(
        &mut self,
        transition: &'a Transition,
        cause: Cause,
        guards: Vec<Condition>,
    ) -> Result<(), Stop> {
        let refuse = |ground| Stop {
            grounds: vec![ground],
            conditions: Vec::new(),
        };
        if cause == Cause::Automatic {
            self.actor = super::ENGINE.into();
        }
        let actor = self.actor.clone();
        let source = self
            .source(transition, cause)
            .ok_or_else(|| refuse(Ground::State))?;
        let chosen = choose(transition, &self.base_view(&actor)).map_err(|conditions| Stop {
            grounds: vec![Ground::Branch],
            conditions,
        })?;
        let (branch, branches) = chosen;
        let to = branch.map_or(transition.to, |branch| branch.to);
        let changes = transition
            .changes
            .iter()
            .chain(branch.map_or(&[][..], |branch| &branch.changes));
        let mut together = std::mem::take(&mut self.together);
        let basis = Basis {
            workflow: self.workflow,
            before: self.base(),
            today: self.world.date,
            actor: &actor,
        };
        let effects = effects_of(&basis, &mut together, changes).map_err(refuse)?;
        self.together = together;
        let seats = self
            .seats(transition, branch, &actor)
            .map_err(|grounds| Stop {
                grounds,
                conditions: Vec::new(),
            })?;
        let (left, entered) = match to {
            None => (Vec::new(), Vec::new()),
            Some(target) => {
                let passage = self.tree.passage(&self.active, source, target);
                for id in &passage.left {
                    self.active.remove(id);
                }
                self.active.extend(passage.entered.iter().copied());
                (self.names(&passage.left), self.names(&passage.entered))
            }
        };
        let step = Step {
            transition: transition.element.id.clone(),
            cause,
            guards,
            branch: branch.map(|branch| branch.element.id.clone()),
            branches,
            left,
            entered,
            effects,
            seats,
        };
        take_step(&mut self.case, &step, self.moment, self.world.date, &actor)
            .map_err(|_| refuse(Ground::State))?;
        self.moment.step = self.moment.step.saturating_add(1);
        self.steps.push(step);
        Ok(())
    }

    /// The seats that a transition gives and vacates, one after the other; each
    /// must be lawful beside those before it.
    fn seats(
        &mut self,
        transition: &Transition,
        branch: Option<&Branch>,
        actor: &Name,
    ) -> Result<Vec<SeatEffect>, Vec<Ground>> {
        let seatings = transition
            .seatings
            .iter()
            .chain(branch.map_or(&[][..], |branch| &branch.seatings));
        let mut done = Vec::new();
        for seating in seatings {
            let register = self.ledger.now();
            let today = self.world.date;
            let planned = planned(self.workflow, register, self.base(), today, actor, seating);
            let effects = planned.map_err(|ground| vec![ground])?;
            let last = effects.len().saturating_sub(1);
            for (at, effect) in effects.into_iter().enumerate() {
                let (register, case) = (self.ledger.now(), self.base());
                let whole = at == last;
                let grounds = against(self.workflow, register, case, seating, &effect, whole);
                if !grounds.is_empty() {
                    return Err(grounds);
                }
                self.ledger.apply(&effect);
                done.push(effect);
            }
        }
        Ok(done)
    }

    /// The names of states.
    fn names(&self, states: &[StateId]) -> Vec<Name> {
        states
            .iter()
            .filter_map(|id| self.workflow.states.get(id.0))
            .map(|state| state.element.id.clone())
            .collect()
    }

    /// The states entered at the beginning, outermost first.
    pub(super) fn entered_at_the_beginning(&self) -> Vec<Name> {
        self.names(&self.tree.initial())
    }

    /// What the case has come to, if it has ended.
    pub(super) fn outcome(&self) -> Option<Name> {
        let end = self.tree.ended(&self.active)?;
        match &self.workflow.states.get(end.0)?.kind {
            StateKind::End { outcome } => Some(outcome.clone()),
            _ => None,
        }
    }

    /// The steps, and the case after them.
    pub(super) fn finish(mut self, version: u64, outcome: Option<Name>) -> (Vec<Step>, Case) {
        self.case.version = version;
        self.case.outcome = outcome;
        (self.steps, self.case)
    }
}

/// The active states of a case, by index.
pub(super) fn active_states(workflow: &Workflow, case: &Case) -> Configuration {
    case.active
        .iter()
        .filter_map(|name| workflow.state_index.get(name).copied())
        .collect()
}
