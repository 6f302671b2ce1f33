//! Orders in a scenario: corrections, erasures, and revisions that come into force
//! while the case runs. They are decided as the service decides them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::family::Cases;
use super::run::{Mismatch, Play};
use crate::diagnostic::{Bilingual, Coded, Lang};
use crate::engine::child::Body;
use crate::engine::correct::{Correction, correct};
use crate::engine::erase::{EraseError, Wanted, basis_of, erased, is_erasable, ordered, readers};
use crate::engine::revise::{MoveError, Passage, Revised, revised};
use crate::engine::{
    Case, CaseId, Content, DecideError, Definition, Entry, Outside, Owed, Subject, World, apply,
};
use crate::guard::{Name, Value};
use crate::workflow::Transitional;
use crate::workflow::scenario::{Expectation, Order, ScenarioStep};

/// How deep children of children are looked for.
const MOST_GENERATIONS: usize = 64;

/// Why an order was not carried out: the words by which a scenario expects it, and
/// what it says.
pub(super) struct Refused {
    words: Vec<Name>,
    says: Bilingual,
}

impl From<EraseError> for Refused {
    fn from(error: EraseError) -> Self {
        let finding = error.finding();
        Refused {
            words: vec![error.word().into()],
            says: Bilingual::new(finding.title(Lang::Ko), finding.title(Lang::En)),
        }
    }
}

fn undecidable(error: DecideError) -> Box<Mismatch> {
    Box::new(Mismatch::Undecidable(error))
}

/// What an order came to: refused or not; or it could not be decided at all.
type Done<T> = Result<Result<T, Refused>, Box<Mismatch>>;

/// Holds what an order came to against what is expected of it.
pub(super) fn compare(
    refused: Option<&Refused>,
    expected: &Expectation,
) -> Result<(), Box<Mismatch>> {
    let as_set = |words: &[Name]| words.iter().cloned().collect::<BTreeSet<_>>();
    match (refused, &expected.refused) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Box::new(Mismatch::Taken)),
        (Some(found), Some(words)) if as_set(words) == as_set(&found.words) => Ok(()),
        (Some(found), words) => Err(Box::new(Mismatch::NotDone {
            expected: words.clone().unwrap_or_default(),
            found: found.words.clone(),
            says: found.says.clone(),
        })),
    }
}

impl<'a> Play<'a> {
    /// Carries out an order in a case, after what the clock owed. Gives whether it
    /// was refused.
    pub(super) fn order(
        &mut self,
        own: Definition<'a>,
        id: &CaseId,
        (step, order): (&ScenarioStep, &Order),
        world: &World,
    ) -> Result<Option<Refused>, Box<Mismatch>> {
        let Some(case) = self.cases.get(id).cloned() else {
            return Err(Box::new(Mismatch::NoChild));
        };
        let done = match order {
            Order::Correct {
                act, fact, says, ..
            } => Ok(self.correct(own, &case, world, (act.as_ref(), fact, says), order)),
            Order::Erase { facts, basis, .. } => {
                Ok(self.erase(own, &case, world, (facts, basis), order))
            }
            Order::Revise { revision } => self.revise(own, &case, step, *revision, world),
        };
        Ok(done?.err())
    }

    /// Keeps entries of a case, with the case after them.
    pub(super) fn keep_entries(&mut self, entries: Vec<Entry>, after: Case) {
        let workflow = after.workflow.clone();
        let owed = Owed {
            entries,
            after,
            more: false,
        };
        self.cases.keep_owed(&owed);
        for entry in owed.entries {
            if entry.case == self.root {
                self.played.entries.push(entry);
            } else {
                self.played.children.push((workflow.clone(), entry));
            }
        }
    }

    /// The entries of a case so far.
    fn entries_of<'p>(&'p self, id: &'p CaseId) -> impl Iterator<Item = &'p Entry> {
        let children = self.played.children.iter().map(|(_, entry)| entry);
        let all = self.played.entries.iter().chain(children);
        all.filter(move |entry| entry.case == *id)
    }

    fn correct(
        &mut self,
        own: Definition<'a>,
        case: &Case,
        world: &World,
        (act, fact, says): (Option<&Name>, &Name, &Value),
        order: &Order,
    ) -> Result<(), Refused> {
        let gave = |entry: &Entry| -> Option<Value> {
            let given = match (&entry.content, act) {
                (Content::Opened { given, .. }, None) => given,
                (Content::Act { act: taken, .. }, Some(act)) if taken.transition == *act => {
                    &taken.given
                }
                _ => return None,
            };
            given.get(fact).cloned()
        };
        let found: Option<(u64, Value)> = self
            .entries_of(&case.id)
            .filter_map(|entry| Some((entry.seq, gave(entry)?)))
            .last();
        let Some((seq, was)) = found else {
            return Err(Refused {
                words: vec!["nothing_there".into()],
                says: Bilingual::new(
                    format!("`{fact}` 값을 준 그런 기록이 없습니다"),
                    format!("there is no such entry that gave `{fact}`"),
                ),
            });
        };
        let basis = own.workflow.correction.iter().flat_map(|one| &one.basis);
        let reason = reason_of(order);
        let correction = Correction {
            seq,
            entry: [0; 32],
            path: format!("/given/{fact}").into(),
            fact: Some(fact.clone()),
            says: says.clone(),
            present: false,
            basis: basis
                .map(|cited| cited.citation.written.as_str().into())
                .collect(),
            reason: reason.unwrap_or_else(|| "".into()),
            grounds: Vec::new(),
        };
        let entry = correct(own, world, case, Some(&was), correction);
        let grounds = match &entry.content {
            Content::Corrected(made) => made.grounds.clone(),
            _ => Vec::new(),
        };
        let after = apply(Some(case.clone()), &entry).unwrap_or_else(|_| case.clone());
        let (id, actor) = (case.id.clone(), world.principal.actor.clone());
        self.keep_entries(vec![entry], after);
        if grounds.is_empty() {
            return Ok(());
        }
        let mandate = own.workflow.correction.as_ref();
        let error = EraseError::CorrectionRefused {
            case: id,
            actor,
            roles: mandate.map_or_else(Vec::new, |one| one.by.clone()),
            without_reason: grounds.iter().all(|ground| ground.as_str() == "reason"),
        };
        Err(Refused {
            words: grounds.iter().map(|one| one.as_str().into()).collect(),
            ..Refused::from(error)
        })
    }

    fn erase(
        &mut self,
        own: Definition<'a>,
        case: &Case,
        world: &World,
        (facts, basis): (&[Name], &[Name]),
        order: &Order,
    ) -> Result<(), Refused> {
        let workflow = own.workflow;
        let basis = basis_of(workflow, basis)?;
        let subject = ordered(own, world, case, workflow.erasure.as_ref())?;
        if let Some(fact) = facts.iter().find(|fact| !is_erasable(workflow, fact)) {
            let fact = fact.to_string();
            return Err(EraseError::NotPersonal { fact }.into());
        }
        let mut plans: Vec<(Case, Vec<Name>)> = Vec::new();
        let mut waiting = vec![(case.id.clone(), facts.to_vec())];
        let mut generation = 0;
        while !waiting.is_empty() && generation < MOST_GENERATIONS {
            generation += 1;
            let mut next = Vec::new();
            for (id, facts) in waiting {
                let held = self.cases.get(&id).cloned();
                let held = held.and_then(|held| Some((self.cases.definition(&held)?, held)));
                let Some((of, held)) = held else {
                    let case = case.id.clone();
                    return Err(EraseError::Waiting { case, to: id }.into());
                };
                next.extend(self.plan(of, &held, &facts, &mut plans)?);
            }
            waiting = next;
        }
        if plans.first().is_none_or(|(first, _)| first.id != case.id) {
            let case = case.id.clone();
            let facts = facts.join(", ");
            return Err(EraseError::Nothing { case, facts }.into());
        }
        let reason = reason_of(order);
        // Children first, as the service does.
        while let Some((held, facts)) = plans.pop() {
            let content = Content::Erased {
                facts,
                removed: Vec::new(),
                basis: basis.clone(),
                reason: reason.clone(),
            };
            self.keep_erased(held, world, subject.clone(), content);
        }
        Ok(())
    }

    fn keep_erased(&mut self, held: Case, world: &World, subject: Subject, content: Content) {
        let entry = erased(world, &held, subject, content);
        let after = apply(Some(held.clone()), &entry).unwrap_or(held);
        self.keep_entries(vec![entry], after);
    }

    /// What goes of one case, the values taken from it; and what of its children.
    fn plan(
        &self,
        of: Definition<'a>,
        held: &Case,
        facts: &[Name],
        plans: &mut Vec<(Case, Vec<Name>)>,
    ) -> Result<Vec<(CaseId, Vec<Name>)>, EraseError> {
        let mut wanted = Wanted::of(of.workflow, facts.iter().cloned(), []);
        let mut ever = false;
        let given = |entry: &Entry| match &entry.content {
            Content::Opened { given, .. } => given.clone(),
            Content::Act { act, .. } | Content::Assented { act, .. } => act.given.clone(),
            _ => BTreeMap::new(),
        };
        let known = self.entries_of(&held.id).map(given);
        for all in known.chain(std::iter::once(held.facts.clone())) {
            for (fact, value) in &all {
                wanted.meet(fact, value);
                ever |= wanted.takes(fact, value) && held.facts.get(fact) != Some(&Value::Erased);
            }
        }
        let still = readers(of.workflow, held, &wanted);
        if !still.is_empty() {
            return Err(EraseError::StillRead {
                case: held.id.clone(),
                facts: facts.join(", "),
                readers: still,
            });
        }
        let mut given_on: Vec<(CaseId, Vec<Name>)> = Vec::new();
        for sent in self.entries_of(&held.id).flat_map(|entry| &entry.sends) {
            let Body::Open(opening) = &sent.body else {
                continue;
            };
            let goes = opening.given.iter().filter(|(fact, value)| {
                wanted.gives(of.workflow, &opening.name, fact) || wanted.is_in(value)
            });
            let facts: Vec<Name> = goes.map(|(fact, _)| fact.clone()).collect();
            if !facts.is_empty() {
                given_on.push((sent.to.clone(), facts));
            }
        }
        if ever {
            let mut without = held.clone();
            for (fact, value) in &mut without.facts {
                if wanted.takes(fact, value) {
                    *value = Value::Erased;
                }
            }
            plans.push((without, facts.to_vec()));
        }
        Ok(given_on)
    }

    /// A later revision is applied to the case, as it says of open ones.
    fn revise(
        &mut self,
        own: Definition<'a>,
        case: &Case,
        step: &ScenarioStep,
        revision: u32,
        world: &World,
    ) -> Done<()> {
        let found = self
            .revisions
            .iter()
            .find(|one| one.workflow.revision == revision);
        let Some(new) = found.copied() else {
            return Ok(Err(Refused {
                words: vec!["not_in_force".into()],
                says: Bilingual::new(
                    format!("개정 {revision}을(를) 읽지 않았습니다"),
                    format!("revision {revision} was not read"),
                ),
            }));
        };
        let in_force = new.workflow.in_force;
        if in_force > step.on {
            return Ok(Err(Refused {
                words: vec!["not_in_force".into()],
                says: Bilingual::new(
                    format!("개정 {revision}은(는) {in_force}부터 시행합니다"),
                    format!("revision {revision} is in force from {in_force}"),
                ),
            }));
        }
        if case.outcome.is_some() {
            return Ok(Ok(()));
        }
        match new.workflow.transitional.as_ref().map(|(rule, _)| *rule) {
            Some(Transitional::Keep) | None => Ok(Ok(())),
            Some(Transitional::MoveAtNextAct) => {
                self.next = Some(new);
                Ok(Ok(()))
            }
            Some(Transitional::Move) => {
                match move_to(&self.cases, (own, new), world.recorded, case) {
                    Ok(done) => {
                        self.cases.goes_on_under(case.id.clone(), new);
                        self.keep_entries(done.entries, done.after);
                        Ok(Ok(()))
                    }
                    Err(error) => no_place(error).map(Err),
                }
            }
        }
    }

    /// Brings the scenario's own case to the revision to which its next act moves it.
    /// Gives the entries that are recorded before the act, with what the clock owed.
    pub(super) fn bring(
        &mut self,
        own: Definition<'a>,
        case: &Case,
        now: Timestamp,
    ) -> Result<Option<(Definition<'a>, Revised)>, Box<Mismatch>> {
        let Some(new) = self.next.filter(|_| case.id == self.root) else {
            return Ok(None);
        };
        if case.outcome.is_some() {
            return Ok(None);
        }
        let done = match move_to(&self.cases, (own, new), now, case) {
            Ok(done) => done,
            Err(error) => {
                let refused = no_place(error)?;
                return Err(Box::new(Mismatch::NotDone {
                    expected: Vec::new(),
                    found: refused.words,
                    says: refused.says,
                }));
            }
        };
        // What the clock owed may have ended it: then it is not moved.
        if done.after.revision != new.workflow.revision {
            return Ok(None);
        }
        self.next = None;
        self.cases.goes_on_under(case.id.clone(), new);
        Ok(Some((new, done)))
    }
}

fn move_to(
    cases: &Cases<'_>,
    (old, new): (Definition<'_>, Definition<'_>),
    now: Timestamp,
    case: &Case,
) -> Result<Revised, MoveError> {
    let children = cases.manifests();
    let outside = Outside {
        children: &children,
        register: cases.register(),
    };
    revised(Passage { old, new }, now, outside, &"scenario".into(), case)
}

fn no_place(error: MoveError) -> Result<Refused, Box<Mismatch>> {
    match error {
        MoveError::Decide(error) => Err(undecidable(error)),
        error => {
            let finding = error.finding();
            let notes = |lang| -> String {
                let notes = finding.notes.iter().map(|note| note.get(lang).to_owned());
                notes.collect::<Vec<_>>().join(" ")
            };
            let says = |lang| format!("{} {}", finding.title(lang), notes(lang));
            Ok(Refused {
                words: vec!["no_place".into()],
                says: Bilingual::new(says(Lang::Ko).trim_end(), says(Lang::En).trim_end()),
            })
        }
    }
}

fn reason_of(order: &Order) -> Option<Name> {
    match order {
        Order::Correct { by, .. } | Order::Erase { by, .. } => by.reason.clone(),
        Order::Revise { .. } => None,
    }
}
