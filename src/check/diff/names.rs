//! What of one revision is what of the other.
//!
//! A name is itself. Where a name is gone, the revision may say what it became
//! (`[transitional.from.N]`); else something of the same kind that is new counts as
//! the same under another name where its title is the same or nearly so, and, of a
//! transition, where it also leads from the same states to the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::guard::Name;
use crate::workflow::{Departure, Element, Mapping, StateId, Transition, Workflow};

/// Names of the old revision, by their names in the new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) states: BTreeMap<Name, Name>,
    pub(super) facts: BTreeMap<Name, Name>,
    pub(super) transitions: BTreeMap<Name, Name>,
    pub(super) deadlines: BTreeMap<Name, Name>,
    pub(super) roles: BTreeMap<Name, Name>,
}

impl Names {
    pub(super) fn between(old: &Workflow, new: &Workflow) -> Names {
        let departure = departure(old, new);
        let said = |pick: &dyn Fn(&Departure) -> Said| departure.map_or_else(Vec::new, pick);
        let states = matched(
            old.states.iter().map(|it| &it.element),
            new.states.iter().map(|it| &it.element),
            &said(&|it| mapped(&it.states)),
        );
        let facts = matched(
            old.facts.iter().map(|it| &it.element),
            new.facts.iter().map(|it| &it.element),
            &said(&|it| mapped(&it.facts)),
        );
        let deadlines = matched(
            old.deadlines.iter().map(|it| &it.element),
            new.deadlines.iter().map(|it| &it.element),
            &said(&|it| {
                let all = it.deadlines.iter();
                all.map(|(name, to)| (name.clone(), to.to.as_ref().map(|(to, _)| to.clone())))
                    .collect()
            }),
        );
        let roles = matched(
            old.roles.iter().map(|it| &it.element),
            new.roles.iter().map(|it| &it.element),
            &said(&|it| mapped(&it.roles)),
        );
        let mut names = Names {
            states,
            facts,
            deadlines,
            roles,
            transitions: BTreeMap::new(),
        };
        names.transitions = matched(
            old.transitions.iter().map(|it| &it.element),
            new.transitions.iter().map(|it| &it.element),
            &said(&|it| mapped(&it.transitions)),
        );
        names.by_ends(old, new);
        names
    }

    /// Transitions that are left over, lead from the same states to the same, and
    /// have a title that is nearly the same.
    fn by_ends(&mut self, old: &Workflow, new: &Workflow) {
        let taken: BTreeSet<&Name> = self.transitions.values().collect();
        let mut free: Vec<&Transition> = new
            .transitions
            .iter()
            .filter(|it| !taken.contains(&it.element.id))
            .filter(|it| old.transition(&it.element.id).is_none())
            .collect();
        let mut found = Vec::new();
        for one in &old.transitions {
            if self.transitions.contains_key(&one.element.id) {
                continue;
            }
            let ends = ends(old, one, &|name| self.state(name));
            let near = free.iter().position(|other| {
                ends == self::ends(new, other, &Clone::clone)
                    && resemble(&one.element, &other.element)
            });
            if let Some(at) = near {
                let other = free.remove(at);
                found.push((one.element.id.clone(), other.element.id.clone()));
            }
        }
        self.transitions.extend(found);
    }

    /// A state of the old revision by its name in the new one.
    pub(super) fn state(&self, name: &Name) -> Name {
        gone(&self.states, name)
    }

    pub(super) fn fact(&self, name: &Name) -> Name {
        gone(&self.facts, name)
    }

    pub(super) fn transition(&self, name: &Name) -> Name {
        gone(&self.transitions, name)
    }

    pub(super) fn deadline(&self, name: &Name) -> Name {
        gone(&self.deadlines, name)
    }

    pub(super) fn role(&self, name: &Name) -> Name {
        gone(&self.roles, name)
    }

    /// The names that the revision itself has.
    pub(super) fn own(of: &Workflow) -> Names {
        Names::between(of, of)
    }
}

/// The new name; of what is gone the old one, which the new revision does not have
/// (what it has under that name is the same thing).
fn gone(names: &BTreeMap<Name, Name>, name: &Name) -> Name {
    names.get(name).unwrap_or(name).clone()
}

/// Names with what a revision says that they became.
type Said = Vec<(Name, Option<Name>)>;

/// What the later of two revisions of one procedure says of cases that leave the
/// earlier.
fn departure<'a>(old: &Workflow, new: &'a Workflow) -> Option<&'a Departure> {
    (old.id() == new.id())
        .then(|| new.departures.get(&old.revision))
        .flatten()
}

fn mapped(said: &BTreeMap<Name, Mapping>) -> Said {
    said.iter()
        .map(|(name, to)| (name.clone(), to.to.clone()))
        .collect()
}

fn matched<'a>(
    old: impl Iterator<Item = &'a Element>,
    new: impl Iterator<Item = &'a Element>,
    said: &[(Name, Option<Name>)],
) -> BTreeMap<Name, Name> {
    let old: Vec<&Element> = old.collect();
    let new: Vec<&Element> = new.collect();
    let has = |all: &[&Element], name: &Name| all.iter().any(|it| it.id == *name);
    let mut names: BTreeMap<Name, Name> = BTreeMap::new();
    let mut taken: BTreeSet<Name> = BTreeSet::new();
    for element in &old {
        if has(&new, &element.id) {
            names.insert(element.id.clone(), element.id.clone());
            taken.insert(element.id.clone());
        }
    }
    // Several may become one; then the first is what it was before.
    for (name, to) in said {
        if let Some(to) = to.as_ref().filter(|to| has(&new, to))
            && has(&old, name)
            && !names.contains_key(name)
            && taken.insert(to.clone())
        {
            names.insert(name.clone(), to.clone());
        }
    }
    for element in &old {
        if names.contains_key(&element.id) || said.iter().any(|(name, _)| *name == element.id) {
            continue;
        }
        let same = new
            .iter()
            .find(|it| !taken.contains(&it.id) && !has(&old, &it.id) && same_title(element, it));
        if let Some(same) = same {
            names.insert(element.id.clone(), same.id.clone());
            taken.insert(same.id.clone());
        }
    }
    names
}

fn same_title(one: &Element, other: &Element) -> bool {
    let (one, other) = (&one.title, &other.title);
    !one.ko.is_empty() && one.ko == other.ko || !one.en.is_empty() && one.en == other.en
}

/// Whether at least six of ten letters of a title are the same.
fn resemble(one: &Element, other: &Element) -> bool {
    let near = |one: &str, other: &str| {
        let longest = one.chars().count().max(other.chars().count());
        let apart = strsim::damerau_levenshtein(one, other);
        longest > 0 && apart.saturating_mul(10) <= longest.saturating_mul(4)
    };
    near(&one.title.ko, &other.title.ko) || near(&one.title.en, &other.title.en)
}

type Ends = (BTreeSet<Name>, BTreeSet<Option<Name>>);

fn ends(workflow: &Workflow, transition: &Transition, name: &dyn Fn(&Name) -> Name) -> Ends {
    let state = |id: &StateId| workflow.states.get(id.0).map(|it| name(&it.element.id));
    let from = transition.from.iter().filter_map(state).collect();
    let to = match &transition.branches[..] {
        [] => std::iter::once(transition.to.as_ref().and_then(state)).collect(),
        branches => branches
            .iter()
            .map(|it| it.to.as_ref().and_then(state))
            .collect(),
    };
    (from, to)
}
