//! The whole map from one revision to another: what is declared, and what
//! follows from equal names.

use std::collections::{BTreeMap, BTreeSet};

use super::obstacle::{Kind, Obstacle, Unfit};
use super::{Names, Renamed};
use crate::diagnostic::nearest;
use crate::guard::{Name, Type};
use crate::workflow::{
    Deadline, DeadlineMapping, Departure, Expiry, Fact, FactSource, Length, Mapping, Running,
    Start, StateId, StateKind, Workflow,
};

/// A map of every name of the earlier revision, with what stands against it.
#[derive(Debug, Clone, Default)]
pub(super) struct Map {
    /// Every name, also those that stay as they are.
    pub names: Renamed,
    /// What becomes of a deadline that runs, by its name before.
    pub running: BTreeMap<Name, Running>,
    /// What keeps every case from being moved.
    pub obstacles: Vec<Obstacle>,
}

/// What keeps every case of an earlier revision from being moved to a later one,
/// whatever it holds: the map is not total, or contradicts itself.
pub fn obstacles(old: &Workflow, new: &Workflow) -> Vec<Obstacle> {
    map(old, new).obstacles
}

/// The map from one revision to a later one.
pub(super) fn map(old: &Workflow, new: &Workflow) -> Map {
    let none = Departure {
        place: new.element.place.clone(),
        states: BTreeMap::new(),
        facts: BTreeMap::new(),
        transitions: BTreeMap::new(),
        roles: BTreeMap::new(),
        deadlines: BTreeMap::new(),
    };
    let declared = new.departures.get(&old.revision).unwrap_or(&none);
    let mut map = Map::default();
    map.states(old, new, declared);
    map.facts(old, new, declared);
    map.transitions(old, new, declared);
    map.roles(old, new, declared);
    map.deadlines(old, new, declared);
    map
}

impl Map {
    fn states(&mut self, old: &Workflow, new: &Workflow, declared: &Departure) {
        let tree = old.tree();
        self.strangers(
            Kind::State,
            declared.states.keys(),
            |name| old.state(name).is_some(),
            old.state_index.keys(),
        );
        for id in tree.ids() {
            let Some(state) = tree.get(id) else { continue };
            let name = &state.element.id;
            let to = match declared.states.get(name) {
                Some(mapping) => mapping.to.clone(),
                None => new.state(name).map(|_| name.clone()),
            };
            // A case that has come to its end is not moved, and one stands in
            // the innermost states: those around them follow.
            let stands = match state.kind {
                StateKind::Simple => true,
                StateKind::End { .. } => tree.track_of(id).is_some(),
                StateKind::Compound { .. } | StateKind::Parallel => false,
            };
            if to.is_none() && stands {
                self.unplaced(Kind::State, name);
            }
            if let Some(to) = to.as_ref().filter(|to| stands && ends(new, to)) {
                self.obstacles.push(Obstacle::Ends { state: to.clone() });
            }
            self.names.states.insert(name.clone(), to);
        }
    }

    fn facts(&mut self, old: &Workflow, new: &Workflow, declared: &Departure) {
        self.strangers(
            Kind::Fact,
            declared.facts.keys(),
            |name| old.fact(name).is_some(),
            old.fact_index.keys(),
        );
        for fact in &old.facts {
            // What is computed is no value of a case.
            if matches!(fact.source, FactSource::Computed(_)) {
                continue;
            }
            let name = &fact.element.id;
            let to = match declared.facts.get(name) {
                Some(Mapping { to: None, .. }) => None,
                Some(Mapping { to: Some(to), .. }) => match new.fact(to) {
                    Some(other) if alike(fact, other) => Some(to.clone()),
                    _ => {
                        self.types(name, to);
                        Some(to.clone())
                    }
                },
                None => match new.fact(name) {
                    None => {
                        self.unplaced(Kind::Fact, name);
                        continue;
                    }
                    // From now on it is computed.
                    Some(other) if matches!(other.source, FactSource::Computed(_)) => None,
                    Some(other) if same(&fact.of, &other.of) => Some(name.clone()),
                    Some(_) => {
                        self.types(name, name);
                        Some(name.clone())
                    }
                },
            };
            self.names.facts.insert(name.clone(), to);
        }
        let reached: BTreeSet<&Name> = self.names.facts.values().flatten().collect();
        let missing: Vec<Name> = new
            .facts
            .iter()
            .filter(|fact| is_required(fact) && !reached.contains(&fact.element.id))
            .map(|fact| fact.element.id.clone())
            .collect();
        self.twice(Kind::Fact, &self.names.facts.clone());
        for fact in missing {
            self.obstacles.push(Obstacle::NotGiven { fact });
        }
    }

    fn transitions(&mut self, old: &Workflow, new: &Workflow, declared: &Departure) {
        self.strangers(
            Kind::Transition,
            declared.transitions.keys(),
            |name| old.transition(name).is_some(),
            old.transition_index.keys(),
        );
        for transition in &old.transitions {
            let name = &transition.element.id;
            let to = match declared.transitions.get(name) {
                Some(mapping) => mapping.to.clone(),
                None if new.transition(name).is_some() => Some(name.clone()),
                None => {
                    self.unplaced(Kind::Transition, name);
                    continue;
                }
            };
            self.names.transitions.insert(name.clone(), to);
        }
        self.twice(Kind::Transition, &self.names.transitions.clone());
    }

    /// Only those that the case knows need a place: [`super::moved()`] looks.
    fn roles(&mut self, old: &Workflow, new: &Workflow, declared: &Departure) {
        let known: Vec<&Name> = old.roles.iter().map(|role| &role.element.id).collect();
        self.strangers(
            Kind::Role,
            declared.roles.keys(),
            |name| old.role(name).is_some(),
            known.iter().copied(),
        );
        for name in known {
            let to = match declared.roles.get(name) {
                Some(mapping) => mapping.to.clone(),
                None if new.role(name).is_some() => Some(name.clone()),
                None => continue,
            };
            self.names.roles.insert(name.clone(), to);
        }
        self.twice(Kind::Role, &self.names.roles.clone());
    }

    fn deadlines(&mut self, old: &Workflow, new: &Workflow, declared: &Departure) {
        let known: Vec<&Name> = old.deadlines.iter().map(|it| &it.element.id).collect();
        self.strangers(
            Kind::Deadline,
            declared.deadlines.keys(),
            |name| known.iter().any(|known| **known == *name),
            known.iter().copied(),
        );
        for deadline in &old.deadlines {
            let name = &deadline.element.id;
            let pair = Pair {
                old,
                new,
                map: &self.names,
            };
            let to = match declared.deadlines.get(name) {
                Some(DeadlineMapping { to: None, .. }) => None,
                Some(DeadlineMapping {
                    to: Some((to, rule)),
                    ..
                }) => {
                    let starts = find(new, to).is_some_and(|other| pair.starts(deadline, other));
                    if *rule != Running::Restart && !starts {
                        self.unfit(name, Unfit::Start);
                        continue;
                    }
                    Some((to.clone(), *rule))
                }
                None => match find(new, name) {
                    None => {
                        self.unplaced(Kind::Deadline, name);
                        continue;
                    }
                    Some(other) if pair.same(deadline, other) => {
                        Some((name.clone(), Running::Keep))
                    }
                    Some(_) => {
                        self.unfit(name, Unfit::Changed);
                        continue;
                    }
                },
            };
            if let Some((_, rule)) = &to {
                self.running.insert(name.clone(), *rule);
            }
            self.names
                .deadlines
                .insert(name.clone(), to.map(|(to, _)| to));
        }
        self.twice(Kind::Deadline, &self.names.deadlines.clone());
    }

    fn strangers<'a>(
        &mut self,
        kind: Kind,
        named: impl Iterator<Item = &'a Name>,
        is_there: impl Fn(&Name) -> bool,
        known: impl Iterator<Item = &'a Name> + Clone,
    ) {
        for name in named.filter(|name| !is_there(name)) {
            let near = nearest(name, known.clone().map(|known| &**known)).map(Name::from);
            let name = name.clone();
            self.obstacles.push(Obstacle::Stranger { kind, name, near });
        }
    }

    fn unplaced(&mut self, kind: Kind, name: &Name) {
        let name = name.clone();
        self.obstacles.push(Obstacle::Unplaced { kind, name });
    }

    fn types(&mut self, fact: &Name, to: &Name) {
        self.obstacles.push(Obstacle::Types {
            fact: fact.clone(),
            to: to.clone(),
            value: false,
        });
    }

    fn unfit(&mut self, deadline: &Name, why: Unfit) {
        let deadline = deadline.clone();
        self.obstacles.push(Obstacle::Deadline { deadline, why });
    }

    /// A name that comes from a declared one and from its own.
    fn twice(&mut self, kind: Kind, names: &Names) {
        let mut seen: BTreeSet<&Name> = BTreeSet::new();
        for to in names.values().flatten() {
            if !seen.insert(to) {
                let name = to.clone();
                self.obstacles.push(Obstacle::Twice { kind, name });
            }
        }
    }
}

/// Two revisions, with the names as far as they are mapped.
struct Pair<'a> {
    old: &'a Workflow,
    new: &'a Workflow,
    map: &'a Renamed,
}

impl Pair<'_> {
    /// Whether a deadline means the same in both: nobody needs to say what
    /// becomes of one that runs.
    fn same(&self, old: &Deadline, new: &Deadline) -> bool {
        let transitions = |old: &[Name], new: &[Name]| self.all(&self.map.transitions, old, new);
        let expires = match (&old.expires, &new.expires) {
            (Expiry::Take(one), Expiry::Take(other)) => {
                self.goes(&self.map.transitions, one, other)
            }
            (one, other) => one == other,
        };
        let pauses = match (&old.pauses, &new.pauses) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                one.first_day == other.first_day
                    && one.states.len() == other.states.len()
                    && one
                        .states
                        .iter()
                        .zip(&other.states)
                        .all(|(one, other)| self.state(*one, *other))
            }
            _ => false,
        };
        let extends = match (&old.extends, &new.extends) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                one.by == other.by
                    && one.times == other.times
                    && transitions(&one.with, &other.with)
            }
            _ => false,
        };
        let lengths = match (&old.length, &new.length) {
            (Length::Within(one), Length::Within(other))
            | (Length::AtLeast(one), Length::AtLeast(other))
            | (Length::Before(one), Length::Before(other)) => one == other,
            // Whose date it is, the start says.
            (Length::On(_), Length::On(_)) => true,
            (Length::Cases(one), Length::Cases(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| {
                        one.within == other.within && one.when.text == other.when.text
                    })
            }
            _ => false,
        };
        self.starts(old, new)
            && lengths
            && expires
            && pauses
            && extends
            && old.count == new.count
            && old.clear == new.clear
            && transitions(&old.meets, &new.meets)
            && match (old.state, new.state) {
                (None, None) => true,
                (Some(one), Some(other)) => self.state(one, other),
                _ => false,
            }
    }

    /// Whether it is counted from the same.
    fn starts(&self, old: &Deadline, new: &Deadline) -> bool {
        let dates = match (&old.length, &new.length) {
            (Length::On(one), Length::On(other)) => self.goes(&self.map.facts, one, other),
            (Length::On(_), _) | (_, Length::On(_)) => return false,
            _ => true,
        };
        dates
            && match (&old.start, &new.start) {
                (Start::Entry, Start::Entry) => true,
                (Start::Fact(one), Start::Fact(other)) => self.goes(&self.map.facts, one, other),
                (Start::Deadline(one), Start::Deadline(other))
                | (Start::LastDay(one), Start::LastDay(other)) => {
                    let declared = self.new.departures.get(&self.old.revision);
                    let declared = declared.and_then(|it| it.deadlines.get(one));
                    match declared {
                        Some(mapping) => mapping.to.as_ref().is_some_and(|(to, _)| to == other),
                        None => one == other,
                    }
                }
                _ => false,
            }
    }

    fn state(&self, old: StateId, new: StateId) -> bool {
        let name = |workflow: &Workflow, id: StateId| {
            let state = workflow.states.get(id.0);
            state.map(|state| state.element.id.clone())
        };
        match (name(self.old, old), name(self.new, new)) {
            (Some(one), Some(other)) => self.goes(&self.map.states, &one, &other),
            _ => false,
        }
    }

    fn goes(&self, names: &Names, old: &Name, new: &Name) -> bool {
        names.get(old).and_then(Option::as_ref) == Some(new)
    }

    fn all(&self, names: &Names, old: &[Name], new: &[Name]) -> bool {
        old.len() == new.len()
            && old
                .iter()
                .zip(new)
                .all(|(one, other)| self.goes(names, one, other))
    }
}

/// Whether a state ends a case.
fn ends(workflow: &Workflow, state: &str) -> bool {
    workflow.state(state).is_some_and(|(id, state)| {
        matches!(state.kind, StateKind::End { .. }) && workflow.tree().track_of(id).is_none()
    })
}

/// Whether two types are the same but for how their choices are called.
fn same(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Choice(one), Type::Choice(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other.iter())
                    .all(|(one, other)| one.id == other.id)
        }
        _ => one == other,
    }
}

/// Whether a value of one fact may be one of another: their types are of one
/// kind. Of what holds in detail, the value of each case decides.
fn alike(one: &Fact, other: &Fact) -> bool {
    !matches!(other.source, FactSource::Computed(_))
        && std::mem::discriminant(&one.of) == std::mem::discriminant(&other.of)
}

/// Whether a case cannot be opened without it.
fn is_required(fact: &Fact) -> bool {
    matches!(fact.source, FactSource::Opening) && !fact.optional
}

/// A deadline by id.
pub(super) fn find<'a>(workflow: &'a Workflow, id: &str) -> Option<&'a Deadline> {
    workflow.deadlines.iter().find(|it| *it.element.id == *id)
}
