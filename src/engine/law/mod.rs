//! Whether what a procedure rests on is law on the day on which something is done.
//!
//! An act rests on the provisions that its transition, its guards and the branch
//! that applies cite; an opening on those of the workflow; a deadline on its own
//! and on those of the transition that the clock takes by it. Each must be law on
//! the civil date on which the act counts: not before its commencement (시행), not
//! once it is repealed (폐지), and not while a court stays it (집행정지). What the
//! clock would do on a stayed provision waits: the days of the stay do not count.
//!
//! It is made once for a workflow and its texts, and holds only provisions of
//! which there is anything to say: without such dates it is not there at all.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Bilingual, Lang};
use crate::engine::{Ground, Timed};
use crate::guard::Name;
use crate::ordinance::{Citation, Fault, Force, Resolved, Stay, Texts};
use crate::workflow::{By, Cited, Deadline, Expiry, Transition, Workflow};

/// A provision on which something rests, and of which there is something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footing {
    /// As the workflow cites it.
    pub cited: Name,
    /// Title of its text, its number, and the heading of its article.
    pub named: Bilingual,
    /// From when to when it is law.
    pub force: Force,
    /// The provision by which it applies still to what had begun before it was
    /// repealed, with the force of that.
    pub saving: Option<(Bilingual, Force)>,
}

impl Footing {
    /// What keeps it from being law on a day for a case that began on another:
    /// a provision by which it applies still must itself be law.
    pub fn fault(&self, day: Date, began: Date) -> Option<Fault> {
        match self.force.fault(day) {
            Some(Fault::Repealed(from)) if began < from && self.is_saved(day) => {
                let stay = self.force.stay(day);
                stay.map(|stay| Fault::Stayed(stay.clone()))
            }
            other => other,
        }
    }

    fn is_saved(&self, day: Date) -> bool {
        self.saving
            .as_ref()
            .is_some_and(|(_, force)| force.fault(day).is_none())
    }

    /// Since when it is repealed, and by which provision it applies all the same
    /// on a day to a case that began on another.
    pub fn saved(&self, day: Date, began: Date) -> Option<(Date, &Bilingual)> {
        let from = self.force.repealed?;
        let (basis, _) = self.saving.as_ref()?;
        (began < from && from <= day && self.is_saved(day)).then_some((from, basis))
    }
}

/// What the elements of a workflow rest on, as far as it is not law on every day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Law {
    /// Each provision once.
    footings: Vec<Footing>,
    /// Those of an opening.
    opening: Vec<usize>,
    /// Those of each transition with its guards.
    transitions: BTreeMap<Name, Vec<usize>>,
    /// Those of each branch, by `transition.branch`.
    branches: BTreeMap<(Name, Name), Vec<usize>>,
    /// Those of each deadline alone.
    deadlines: BTreeMap<Name, Vec<usize>>,
    /// When each deadline stands still, its transition's stays with it.
    stills: BTreeMap<Name, Vec<Stay>>,
}

impl Law {
    /// The law that a workflow cites, as these texts have it; none where all of it
    /// is law on every day on which there can be a case.
    pub fn of(workflow: &Workflow, texts: &Texts) -> Option<Law> {
        let mut making = Making {
            workflow,
            texts,
            known: BTreeMap::new(),
            law: Law::default(),
        };
        making.make();
        let law = making.law;
        (!law.footings.is_empty()).then_some(law)
    }

    /// The provision that is cited so.
    pub fn footing(&self, cited: &str) -> Option<&Footing> {
        self.footings.iter().find(|it| *it.cited == *cited)
    }

    /// Every provision of which there is something to say.
    pub fn footings(&self) -> impl Iterator<Item = &Footing> {
        self.footings.iter()
    }

    fn all<'a>(&'a self, at: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Footing> {
        let at = at.into_iter().flatten();
        at.filter_map(|at| self.footings.get(*at))
    }

    fn grounds(&self, at: Option<&Vec<usize>>, day: Date, began: Date) -> Vec<Ground> {
        self.all(at)
            .filter_map(|it| {
                Some(match it.fault(day, began)? {
                    Fault::NotYet(_) => Ground::NotYetLaw(it.cited.clone()),
                    Fault::Repealed(_) => Ground::Repealed(it.cited.clone()),
                    Fault::Stayed(_) => Ground::Stayed(it.cited.clone()),
                })
            })
            .collect()
    }

    /// What stands against an opening on a day.
    pub(in crate::engine) fn against_opening(&self, day: Date) -> Vec<Ground> {
        self.grounds(Some(&self.opening), day, day)
    }

    /// What stands against a transition on a day.
    pub(in crate::engine) fn against(
        &self,
        transition: &Transition,
        day: Date,
        began: Date,
    ) -> Vec<Ground> {
        let at = self.transitions.get(&transition.element.id);
        self.grounds(at, day, began)
    }

    /// What stands against a branch on a day.
    pub(in crate::engine) fn against_branch(
        &self,
        transition: &Name,
        branch: &Name,
        day: Date,
        began: Date,
    ) -> Vec<Ground> {
        let key = (transition.clone(), branch.clone());
        self.grounds(self.branches.get(&key), day, began)
    }

    /// What stands against what the clock does by a deadline.
    pub(in crate::engine) fn against_deadline(
        &self,
        deadline: &Deadline,
        day: Date,
        began: Date,
    ) -> Vec<Ground> {
        let at = self.deadlines.get(&deadline.element.id);
        self.grounds(at, day, began)
    }

    /// When a deadline stands still, in order and apart from one another.
    pub(in crate::engine) fn stills(&self, deadline: &Name) -> &[Stay] {
        self.stills.get(deadline).map_or(&[], Vec::as_slice)
    }

    /// The stay that touches a deadline: one by which it stands still, or of which
    /// the days are left out of its count.
    pub fn stay_of_deadline(&self, deadline: &Name, timed: &Timed) -> Option<&Stay> {
        let from = timed.from.date();
        let last = timed.due.map(|due| due.date());
        self.stills(deadline).iter().rfind(|stay| {
            stay.until.is_none_or(|until| from < until) && last.is_none_or(|last| stay.from <= last)
        })
    }

    /// The repealed provisions on which a transition rests all the same, on a day
    /// in a case that began on another.
    pub fn saved(
        &self,
        transition: &str,
        day: Date,
        began: Date,
    ) -> impl Iterator<Item = (&Footing, Date, &Bilingual)> {
        self.all(self.transitions.get(transition))
            .filter_map(move |it| it.saved(day, began).map(|(from, basis)| (it, from, basis)))
    }

    /// The same of the whole workflow.
    pub fn all_saved(
        &self,
        day: Date,
        began: Date,
    ) -> impl Iterator<Item = (&Footing, Date, &Bilingual)> {
        self.footings
            .iter()
            .filter_map(move |it| it.saved(day, began).map(|(from, basis)| (it, from, basis)))
    }

    /// Whether anything is law by one otherwise than by the other.
    pub fn differ(law: Option<&Law>, other: Option<&Law>) -> bool {
        !Law::differing(law, other).is_empty()
    }

    /// The provisions of which something else holds than `other` says, as they
    /// are cited.
    pub(in crate::engine) fn differing(law: Option<&Law>, other: Option<&Law>) -> Vec<Name> {
        let all = |law: Option<&Law>| -> BTreeMap<Name, Footing> {
            law.into_iter()
                .flat_map(|law| &law.footings)
                .map(|it| (it.cited.clone(), it.clone()))
                .collect()
        };
        let (here, there) = (all(law), all(other));
        let mut names: Vec<Name> = here.keys().chain(there.keys()).cloned().collect();
        names.sort();
        names.dedup();
        names.retain(|name| here.get(name) != there.get(name));
        names
    }
}

/// A law in the making.
struct Making<'a> {
    workflow: &'a Workflow,
    texts: &'a Texts,
    /// What became of each citation, as written.
    known: BTreeMap<Name, Option<usize>>,
    law: Law,
}

impl Making<'_> {
    fn make(&mut self) {
        let workflow = self.workflow;
        self.law.opening = self.all(&workflow.element.basis);
        for transition in &workflow.transitions {
            let id = &transition.element.id;
            let mut at = self.of(transition);
            for guard in &transition.guards {
                at.extend(self.all(&guard.element.basis));
            }
            keep(&mut self.law.transitions, id.clone(), at);
            for branch in &transition.branches {
                let at = self.all(&branch.element.basis);
                let key = (id.clone(), branch.element.id.clone());
                keep(&mut self.law.branches, key, at);
            }
        }
        for deadline in &workflow.deadlines {
            let id = &deadline.element.id;
            let at = self.all(&deadline.element.basis);
            let mut still = at.clone();
            if let Expiry::Take(take) = &deadline.expires {
                let taken = self.law.transitions.get(take);
                still.extend(taken.into_iter().flatten());
            }
            keep(&mut self.law.deadlines, id.clone(), at);
            let stays = still
                .iter()
                .filter_map(|at| self.law.footings.get(*at))
                .flat_map(|it| it.force.stays.iter().cloned());
            let stays = joined(stays.collect());
            if !stays.is_empty() {
                self.law.stills.insert(id.clone(), stays);
            }
        }
    }

    /// What a transition itself rests on: what it cites, or where it cites
    /// nothing, what the workflow does. One that is nobody's act and cites nothing
    /// is no more than a step of the procedure.
    fn of(&mut self, transition: &Transition) -> Vec<usize> {
        let own = &transition.element.basis;
        match (&transition.by, own.is_empty()) {
            (By::Roles(_), true) => {
                let workflow = self.workflow;
                self.all(&workflow.element.basis)
            }
            _ => self.all(own),
        }
    }

    fn all(&mut self, basis: &[Cited]) -> Vec<usize> {
        basis
            .iter()
            .filter_map(|cited| self.one(&cited.citation))
            .collect()
    }

    fn one(&mut self, citation: &Citation) -> Option<usize> {
        let name = Name::from(citation.written.as_str());
        if let Some(known) = self.known.get(&name) {
            return *known;
        }
        let footing = self.footing(citation, &name);
        let at = footing.map(|footing| {
            self.law.footings.push(footing);
            self.law.footings.len().saturating_sub(1)
        });
        self.known.insert(name, at);
        at
    }

    /// A provision, where it is not law on every day from the first on which there
    /// can be a case. One that is not there is `check`'s to tell.
    fn footing(&self, citation: &Citation, name: &Name) -> Option<Footing> {
        let resolved = self
            .texts
            .resolve(citation, Some(&self.workflow.ordinance))
            .ok()?;
        let mut force = resolved.version.force(&citation.path);
        force.from = force.from.filter(|from| *from > self.workflow.in_force);
        if force.from.is_none() && force.repealed.is_none() && force.stays.is_empty() {
            return None;
        }
        let saving = force.saving.take().filter(|_| force.repealed.is_some());
        let saving = saving.and_then(|saving| {
            let own = resolved.text.id();
            let found = self.texts.resolve(&saving, Some(own)).ok()?;
            let force = found.version.force(&found.provision.path);
            Some((named(&found), force))
        });
        Some(Footing {
            cited: name.clone(),
            named: named(&resolved),
            force,
            saving,
        })
    }
}

fn keep<K: Ord>(all: &mut BTreeMap<K, Vec<usize>>, key: K, mut at: Vec<usize>) {
    at.sort_unstable();
    at.dedup();
    if !at.is_empty() {
        all.insert(key, at);
    }
}

/// Stays in order and apart from one another: those that meet are one.
fn joined(mut stays: Vec<Stay>) -> Vec<Stay> {
    stays.sort();
    let mut all: Vec<Stay> = Vec::new();
    for stay in stays {
        match all.last_mut() {
            Some(last) if last.until.is_none_or(|until| stay.from <= until) => {
                last.until = match (last.until, stay.until) {
                    (Some(one), Some(other)) => Some(one.max(other)),
                    _ => None,
                };
            }
            _ => all.push(stay),
        }
    }
    all
}

/// A provision with the title of its text and the heading of its article.
fn named(resolved: &Resolved<'_>) -> Bilingual {
    let named = resolved.named();
    let path = resolved.provision.path;
    let in_language = |lang: Lang| {
        let act = resolved.version.act(lang);
        let act = act.unwrap_or_else(|| resolved.version.main());
        let heading = [path, path.whole_article()]
            .iter()
            .filter_map(|path| act.provision(path))
            .map(|provision| provision.heading.as_str())
            .find(|heading| !heading.is_empty());
        match heading {
            Some(heading) => format!("{} ({heading})", named.get(lang)),
            None => named.get(lang).to_owned(),
        }
    };
    Bilingual::new(in_language(Lang::Ko), in_language(Lang::En))
}

#[cfg(test)]
mod tests;
