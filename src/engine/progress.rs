//! A case in the middle of a decision.

use std::collections::{BTreeMap, BTreeSet};

use super::bodies::{Ledger, against, planned};
use super::branch::choose;
use super::case::{Doer, enter_states, give_facts, take_step};
use super::child::{
    Body, Child, Family, MOST_CHILDREN, MOST_GENERATIONS, Opening, Sent, child_id, openings,
};
use super::deadline::{Carry, DeadlineChange, Deadlines, Keeper, holds_back};
use super::decide::DecideError;
use super::effects::{Basis, Together, effects_of};
use super::followers::followers;
use super::people::{People, blocked, makes, ties_of};
use super::world::{Definition, View, World};
use super::{
    Act, Case, CaseId, Cause, Condition, Effect, Given, Ground, Moment, SeatEffect, Semantics, Step,
};
use crate::guard::Name;
use crate::workflow::{
    Branch, Configuration, OnEnd, Opens, StateId, StateKind, Transition, Tree, Workflow,
};

/// Why a transition cannot be taken after all.
pub(super) struct Stop {
    pub grounds: Vec<Ground>,
    pub conditions: Vec<Condition>,
}

/// A case that is to begin.
pub(super) struct Start {
    pub id: CaseId,
    /// The states entered, outermost first.
    pub states: Vec<StateId>,
    pub family: Family,
}

/// What a decision has come to.
pub(super) struct Finished {
    pub steps: Vec<Step>,
    /// What became of deadlines.
    pub deadlines: Vec<DeadlineChange>,
    /// What other cases are told.
    pub sends: Vec<Sent>,
    /// The case after it.
    pub after: Case,
}

/// A case in the middle of a decision: the steps so far, already applied.
pub(super) struct Progress<'a> {
    definition: Definition<'a>,
    workflow: &'a Workflow,
    tree: Tree<'a>,
    world: &'a World,
    doer: Doer,
    case: Case,
    active: Configuration,
    steps: Vec<Step>,
    /// The states entered at the beginning of the case, where this begins it.
    beginning: Vec<StateId>,
    sends: Vec<Sent>,
    /// A workflow of children that the world does not have.
    unknown_child: Option<Name>,
    /// What the case had come to before.
    came_to: Option<Name>,
    moment: Moment,
    /// What the conditions and effects of the act read where others fire with
    /// it: the case before it, with the facts that it gives.
    before: Option<Case>,
    /// The states active before the act.
    stood: Configuration,
    /// What the transitions of the act have done to facts so far.
    together: Together,
    /// What became of deadlines.
    changes: Vec<DeadlineChange>,
    /// How many of the steps the deadlines have seen.
    looked: usize,
    /// The states entered at the opening, until the deadlines have seen them.
    fresh: Vec<Name>,
    /// The register of seats, with what was done to it so far.
    ledger: Ledger<'a>,
}

impl<'a> Progress<'a> {
    /// A new case: initial states entered, facts of the opening known.
    pub(super) fn begin(
        definition: Definition<'a>,
        world: &'a World,
        start: Start,
        given: &Given,
        effects: &[Effect],
    ) -> Self {
        let workflow = definition.workflow;
        let tree = workflow.tree();
        let case = Case {
            id: start.id,
            family: start.family,
            workflow: workflow.id().clone(),
            revision: workflow.revision,
            manifest: definition.manifest,
            version: 0,
            seq: 1,
            active: std::collections::BTreeSet::new(),
            facts: Given::new(),
            people: People::default(),
            taken: BTreeMap::new(),
            entered: BTreeMap::new(),
            outcome: None,
            opened: world.recorded,
            recorded: world.recorded,
            deadlines: Deadlines::default(),
        };
        let mut progress = Progress {
            definition,
            workflow,
            tree,
            world,
            doer: Doer::new(&world.principal.actor, None, BTreeSet::new()),
            case,
            active: Configuration::new(),
            steps: Vec::new(),
            beginning: start.states,
            sends: Vec::new(),
            unknown_child: None,
            came_to: None,
            moment: Moment { seq: 1, step: 0 },
            before: None,
            stood: Configuration::new(),
            together: Together::default(),
            changes: Vec::new(),
            looked: 0,
            fresh: Vec::new(),
            ledger: Ledger::new(&world.register),
        };
        give_facts(&mut progress.case, given);
        let names = progress.names(&progress.beginning);
        enter_states(&mut progress.case, &names, progress.moment);
        progress.fresh = names;
        progress.active.extend(progress.beginning.iter().copied());
        for effect in effects {
            // Initial values are set, never appended: this cannot fail.
            let _ = super::case::change_fact(&mut progress.case, effect, 1);
        }
        progress.moment.step = 1;
        progress
    }

    /// A case that goes on with an act for somebody, with the facts that it gives.
    pub(super) fn resume(
        definition: Definition<'a>,
        world: &'a World,
        case: &Case,
        act: &Act,
        behalf: Option<&Name>,
    ) -> Self {
        let mut case = case.clone();
        let assented = case.people.complete(&act.transition);
        give_facts(&mut case, &act.given);
        let doer = Doer::new(&world.principal.actor, behalf, assented);
        Self::follow(definition, world, case, doer)
    }

    /// A case that goes on by itself: nobody acts, and nothing is given.
    pub(super) fn by_itself(definition: Definition<'a>, world: &'a World, case: &Case) -> Self {
        let doer = Doer::new(&world.principal.actor, None, BTreeSet::new());
        Self::follow(definition, world, case.clone(), doer)
    }

    /// The entry after the last one.
    fn follow(definition: Definition<'a>, world: &'a World, mut case: Case, doer: Doer) -> Self {
        let workflow = definition.workflow;
        case.seq = case.seq.saturating_add(1);
        case.recorded = world.recorded;
        let active = active_states(workflow, &case);
        Progress {
            definition,
            workflow,
            tree: workflow.tree(),
            world,
            doer,
            moment: Moment {
                seq: case.seq,
                step: 0,
            },
            beginning: Vec::new(),
            sends: Vec::new(),
            unknown_child: None,
            came_to: case.outcome.clone(),
            before: None,
            case,
            stood: Configuration::new(),
            active,
            ledger: Ledger::new(&world.register),
            together: Together::default(),
            steps: Vec::new(),
            changes: Vec::new(),
            looked: 0,
            fresh: Vec::new(),
        }
    }

    /// The behaviour under which is decided.
    pub(super) const fn semantics(&self) -> Semantics {
        self.definition.semantics
    }

    pub(super) const fn workflow(&self) -> &'a Workflow {
        self.workflow
    }

    pub(super) const fn tree(&self) -> Tree<'a> {
        self.tree
    }

    /// Who acts now: the person, then the engine.
    pub(super) const fn actor(&self) -> &Name {
        &self.doer.by
    }

    /// What rules read now.
    pub(super) fn view<'v>(&'v self, actor: &'v Name) -> View<'v> {
        View {
            case: &self.case,
            at: self.world.effective,
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
            at: self.world.effective,
            date: self.world.date,
            actor,
            hidden: &[],
        }
    }

    /// The source state in which a transition can be taken: the innermost
    /// active one, and of those in several tracks the first in the order of the file. Of one that fires
    /// with another, the state was active before the act too.
    fn source(&self, transition: &Transition, cause: Cause) -> Option<StateId> {
        let tree = self.tree;
        let ready = |id: &StateId| match cause {
            Cause::Act | Cause::Clock | Cause::Parent => true,
            Cause::With => self.stood.contains(id),
            Cause::Automatic => tree.ripe(*id, &self.active),
        };
        transition
            .from
            .iter()
            .copied()
            .filter(|id| self.active.contains(id) && ready(id))
            .min_by(|one, other| tree.inner_first(*one, *other))
    }

    /// The state from which an act takes a transition.
    pub(super) fn source_of_act(&self, transition: &Transition) -> Option<Name> {
        let source = self.source(transition, Cause::Act)?;
        let state = self.workflow.states.get(source.0)?;
        Some(state.element.id.clone())
    }

    /// Whether a recommendation that is open keeps a transition from being taken.
    pub(super) fn is_blocked(&self, transition: &Transition) -> bool {
        blocked(self.workflow, &self.case, transition).is_some()
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

    /// The active state from which a transition goes, whether or not that state
    /// has come to completion.
    pub(super) fn stands(&self, transition: &Transition) -> Option<StateId> {
        self.source(transition, Cause::Parent)
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
            self.doer = Doer::engine();
        }
        let actor = self.doer.by.clone();
        if let Some(open) = blocked(self.workflow, self.base(), transition) {
            return Err(refuse(Ground::Open(open.clone())));
        }
        let source = self
            .source(transition, cause)
            .ok_or_else(|| refuse(Ground::State))?;
        let chosen = choose(transition, &self.base_view(&actor)).map_err(|conditions| Stop {
            grounds: vec![Ground::Branch],
            conditions,
        })?;
        let (branch, branches) = chosen;
        let unlawful = branch.map(|branch| self.unlawful_branch(transition, branch));
        if let Some(grounds) = unlawful.filter(|grounds| !grounds.is_empty()) {
            return Err(Stop {
                grounds,
                conditions: Vec::new(),
            });
        }
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
            calendar: self.definition.calendar,
        };
        let effects = effects_of(&basis, &mut together, changes).map_err(refuse)?;
        let ties = transition
            .ties
            .iter()
            .chain(branch.map_or(&[][..], |branch| &branch.ties));
        let mut ties = ties_of(&basis, ties).map_err(refuse)?;
        ties.extend(makes(self.workflow, self.base(), transition));
        self.together = together;
        let seats = self
            .seats(transition, branch, &actor)
            .map_err(|grounds| Stop {
                grounds,
                conditions: Vec::new(),
            })?;
        let mut opened = Vec::new();
        let own = branch.and_then(|branch| branch.opens.as_ref());
        for opens in transition.opens.iter().chain(own) {
            let view = self.base_view(&actor);
            opened.extend(self.openings(opens, None, &view).map_err(refuse)?);
        }
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
            ties,
        };
        take_step(
            &mut self.case,
            &step,
            self.moment,
            self.world.date,
            &self.doer,
        )
        .map_err(|_| refuse(Ground::State))?;
        self.moment.step = self.moment.step.saturating_add(1);
        let close = |opens: &str| Body::Close { name: opens.into() };
        for (to, name) in self.closing(|state| step.left.contains(state)) {
            self.send(to, close(&name)).map_err(refuse)?;
        }
        for opening in opened {
            self.send_opening(opening).map_err(refuse)?;
        }
        let entered = step.entered.clone();
        self.steps.push(step);
        self.open_on_entry(&entered).map_err(refuse)
    }

    /// Opens what the states of the beginning open.
    pub(super) fn open_at_the_beginning(&mut self) -> Result<(), Stop> {
        let entered = self.names(&self.beginning);
        self.open_on_entry(&entered).map_err(|ground| Stop {
            grounds: vec![ground],
            conditions: Vec::new(),
        })
    }

    /// Opens what states open that were just entered, on the values that the
    /// case has now.
    fn open_on_entry(&mut self, entered: &[Name]) -> Result<(), Ground> {
        let workflow = self.workflow;
        for name in entered {
            let state = workflow.state(name).map(|(_, state)| state);
            let Some(opens) = state.and_then(|state| state.opens.as_ref()) else {
                continue;
            };
            let actor = self.actor().clone();
            for opening in self.openings(opens, Some(name), &self.view(&actor))? {
                self.send_opening(opening)?;
            }
        }
        Ok(())
    }

    /// Notes that a deadline has run out.
    pub(super) fn expire(&mut self, change: &DeadlineChange) {
        let at = self.world.effective;
        self.case.deadlines.take(change, at);
        if let Some(before) = &mut self.before {
            before.deadlines.take(change, at);
        }
        self.changes.push(change.clone());
    }

    /// Lets the deadlines see what was taken since the last time.
    pub(super) fn keep_deadlines(&mut self) -> Result<(), Stop> {
        self.carry_deadlines(&BTreeMap::new())
    }

    /// Carries deadlines over into this definition, and then looks at all.
    pub(super) fn carry_deadlines(&mut self, plan: &BTreeMap<Name, Carry>) -> Result<(), Stop> {
        if self.workflow.deadlines.is_empty() {
            return Ok(());
        }
        let beginning = std::mem::take(&mut self.fresh);
        let steps = self.steps.get(self.looked..).unwrap_or_default();
        let mut keeper = Keeper {
            definition: self.definition,
            case: &mut self.case,
            at: self.world.effective,
            date: self.world.date,
            actor: &self.doer.by,
            steps,
            entered: &beginning,
            over: self.tree.ended(&self.active).is_some(),
            changes: &mut self.changes,
        };
        let carried = keeper.carry(plan);
        carried.and_then(|()| keeper.keep()).map_err(|stop| Stop {
            grounds: vec![stop.ground],
            conditions: stop.conditions,
        })?;
        self.looked = self.steps.len();
        Ok(())
    }

    /// What stands against a transition, as what it rests on is no law today.
    pub(super) fn unlawful(&self, transition: &Transition) -> Vec<Ground> {
        let day = self.world.date;
        self.definition.unlawful(&self.case, day, &[transition])
    }

    /// The same of a branch.
    fn unlawful_branch(&self, transition: &Transition, branch: &Branch) -> Vec<Ground> {
        let Some(law) = self.definition.law else {
            return Vec::new();
        };
        let began = self.definition.began(&self.case);
        let (id, branch) = (&transition.element.id, &branch.element.id);
        law.against_branch(id, branch, self.world.date, began)
    }

    /// Whether a deadline keeps a transition from being taken by itself.
    pub(super) fn held_back(&self, transition: &Transition) -> bool {
        holds_back(self.workflow, &self.case, self.world.effective, transition)
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

    fn openings(
        &self,
        opens: &Opens,
        state: Option<&Name>,
        view: &View<'_>,
    ) -> Result<Vec<Opening>, Ground> {
        let manifest = self.world.children.get(&opens.workflow.name);
        // One that is not there is told when the decision is finished.
        let manifest = manifest.copied().unwrap_or_default();
        openings(self.workflow, opens, state, manifest, view)
    }

    fn send_opening(&mut self, opening: Opening) -> Result<(), Ground> {
        if opening.generation > MOST_GENERATIONS || self.case.family.size() >= MOST_CHILDREN {
            return Err(Ground::Children(opening.name));
        }
        if !self.world.children.contains_key(&opening.workflow) {
            self.unknown_child = Some(opening.workflow.clone());
        }
        let place = u64::try_from(self.sends.len()).unwrap_or(u64::MAX);
        let to = child_id(&self.case.id, self.case.seq, place, &opening.workflow);
        self.send(to, Body::Open(opening))
    }

    /// Sends a message, and takes note of it at once: what follows reads it.
    fn send(&mut self, to: CaseId, body: Body) -> Result<(), Ground> {
        let number = self.case.family.next_number(&to);
        let sent = Sent { to, number, body };
        if !self.case.family.send(&sent, self.case.seq) {
            let name = match sent.body {
                Body::Open(Opening { name, .. }) | Body::Close { name } => name,
                Body::Report { .. } => sent.to,
            };
            return Err(Ground::Children(name));
        }
        self.sends.push(sent);
        Ok(())
    }

    /// The children to be closed that were opened by such a state, in order of
    /// name and id.
    fn closing(&self, by: impl Fn(&Name) -> bool) -> Vec<(CaseId, Name)> {
        let open = |child: &Child| !child.closing && !child.failed && child.outcome.is_none();
        self.closable()
            .filter(|(_, _, child)| open(child) && child.state.as_ref().is_some_and(&by))
            .map(|(name, id, _)| (id.clone(), name.clone()))
            .collect()
    }

    /// Children under a name whose end follows that of what opened them.
    fn closable(&self) -> impl Iterator<Item = (&Name, &CaseId, &Child)> {
        let closes = |name: &Name| {
            self.workflow
                .children(name)
                .is_some_and(|opens| opens.on_end == OnEnd::Close)
        };
        self.case
            .family
            .children
            .iter()
            .filter(move |(name, _)| closes(name))
            .flat_map(|(name, of_name)| of_name.iter().map(move |(id, child)| (name, id, child)))
    }

    /// The milestones of the states entered that the parent was not told of.
    fn milestones(&self) -> Vec<Name> {
        let Some(parent) = &self.case.family.parent else {
            return Vec::new();
        };
        let beginning = self.names(&self.beginning);
        let mut found: Vec<Name> = Vec::new();
        for name in beginning
            .iter()
            .chain(self.steps.iter().flat_map(|step| &step.entered))
        {
            let state = self.workflow.state(name);
            if let Some(milestone) = state.and_then(|(_, state)| state.milestone.as_ref())
                && !parent.reached.contains(milestone)
                && !found.contains(milestone)
            {
                found.push(milestone.clone());
            }
        }
        found
    }

    /// What other cases are told once everything has happened: children, where
    /// the case has now ended; the parent, of what has become of it.
    fn tell(&mut self, outcome: Option<&Name>) {
        if outcome.is_some() && self.came_to.is_none() {
            let open = |child: &Child| !child.closing && !child.failed && child.outcome.is_none();
            let all: Vec<(CaseId, Name)> = self
                .closable()
                .filter(|(_, _, child)| open(child))
                .map(|(name, id, _)| (id.clone(), name.clone()))
                .collect();
            for (to, name) in all {
                // They are children: sending to them does not fail.
                let _ = self.send(to, Body::Close { name });
            }
        }
        let reached = self.milestones();
        let told = match &self.case.family.parent {
            Some(parent) if !reached.is_empty() || parent.outcome.as_ref() != outcome => {
                parent.case.clone()
            }
            _ => return,
        };
        let outcome = outcome.cloned();
        // It is the parent: likewise.
        let _ = self.send(told, Body::Report { reached, outcome });
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
        self.names(&self.beginning)
    }

    /// What the case has come to, if it has ended.
    pub(super) fn outcome(&self) -> Option<Name> {
        let end = self.tree.ended(&self.active)?;
        match &self.workflow.states.get(end.0)?.kind {
            StateKind::End { outcome } => Some(outcome.clone()),
            _ => None,
        }
    }

    /// The steps, what they tell other cases, and the case after them.
    ///
    /// # Errors
    /// A workflow of children is not there.
    pub(super) fn finish(
        mut self,
        version: u64,
        outcome: Option<Name>,
    ) -> Result<Finished, DecideError> {
        if let Some(child) = self.unknown_child {
            return Err(DecideError::NoChildWorkflow {
                workflow: self.workflow.id().clone(),
                child,
            });
        }
        self.tell(outcome.as_ref());
        self.case.version = version;
        self.case.outcome = outcome;
        Ok(Finished {
            deadlines: self.changes,
            steps: self.steps,
            sends: self.sends,
            after: self.case,
        })
    }
}

/// The active states of a case, by index.
pub(super) fn active_states(workflow: &Workflow, case: &Case) -> Configuration {
    case.active
        .iter()
        .filter_map(|name| workflow.state_index.get(name).copied())
        .collect()
}
