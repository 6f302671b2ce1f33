//! Erasing values: what goes of a case and of the cases that it opened, and the
//! entry that says so in each.

use std::collections::BTreeSet;

use super::cases::{Cases, Done, Opened};
use super::error::CasesError;
use super::request::{RequestKey, Who};
use crate::audit::Opening;
use crate::audit::canonical::{Tree, read};
use crate::audit::entry::{Place, open as unseal, place, value_of};
use crate::diagnostic::nearest;
use crate::engine::erase::{
    EraseError, Removed, Wanted, basis_of, erased, is_erasable, ordered, readers,
};
use crate::engine::{self, Case, CaseId, Content, DecideError, Subject};
use crate::guard::{Name, Value};
use crate::store::{Appended, Erases, Store, StoreError, StoredEntry};
use crate::workflow::Workflow;

/// How many entries are read at once.
const PAGE: usize = 256;
/// How often an erasure is begun again when others come between.
const MOST_TRIES: usize = 64;
/// How deep children of children are looked for.
const MOST_GENERATIONS: usize = 64;

/// What is to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Who orders it.
    pub who: Who,
    /// Facts of which every value goes.
    pub facts: Vec<Name>,
    /// Single values: an entry of the case, and the JSON Pointer there.
    pub places: Vec<(u64, Name)>,
    /// Every reason and everything said to criteria goes too.
    pub reasons: bool,
    /// The legal basis, as citations; what the workflow declares comes first.
    pub basis: Vec<Name>,
    /// The reason stated.
    pub reason: Option<Name>,
}

impl Erasure {
    /// Every value of these facts, ordered by somebody on some basis.
    pub fn of(who: Who, facts: &[&str], basis: &str) -> Self {
        Erasure {
            who,
            facts: facts.iter().map(|fact| Name::from(*fact)).collect(),
            places: Vec::new(),
            reasons: false,
            basis: vec![basis.into()],
            reason: None,
        }
    }
}

/// What was erased of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedCase {
    /// The case.
    pub case: CaseId,
    /// The facts of which every value is gone.
    pub facts: Vec<Name>,
    /// What each entry has lost.
    pub removed: Vec<Removed>,
    /// Where the entry that says so is kept.
    pub appended: Appended,
}

/// What came of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// Case by case: children first, the case that was named last.
    pub cases: Vec<ErasedCase>,
    /// The parent, where it gave the case what was erased: it holds it still.
    pub parent: Option<CaseId>,
    /// Reasons, and what is said to criteria, that repeat an erased text: the entry
    /// and the place of each. They are kept.
    pub repeated: Vec<(CaseId, u64, Name)>,
    /// Ids among what was erased that stand in clear in entries, as of who acted:
    /// entries are never changed.
    pub in_clear: Vec<Name>,
    /// Whether nothing is left of it in the files of the store. Otherwise another
    /// process holds its write-ahead log.
    pub scrubbed: bool,
    /// The version of the case that was named, after it.
    pub version: u64,
    /// Whether it was done before, by the same request: nothing was recorded now.
    /// Then `cases` has the case that was named alone, and what was repeated and what
    /// stands in clear cannot be found any more.
    pub replayed: bool,
}

/// Whether a case has lost what its parent had given it.
fn is_from_parent(removed: &[Removed]) -> bool {
    let opening = removed.first().filter(|one| one.seq == 1);
    opening.is_some_and(|one| one.paths.iter().any(|path| path.starts_with("/given/")))
}

/// What goes of one case.
struct Plan {
    opened: Opened,
    facts: Vec<Name>,
    removed: Vec<Removed>,
    erases: Vec<Erases>,
    /// The case as its entries make it without what goes.
    rebuilt: Case,
}

/// Who ordered what, and on what basis.
#[derive(Clone, Copy)]
struct Order<'o> {
    subject: &'o Subject,
    erasure: &'o Erasure,
    basis: &'o [Name],
}

/// What is known of an erasure while cases are looked at.
#[derive(Default)]
struct Found {
    plans: Vec<Plan>,
    repeated: Vec<(CaseId, u64, Name)>,
    persons: BTreeSet<Name>,
    actors: BTreeSet<Name>,
}

impl Cases<'_> {
    /// Erases values of a case, with those that it gave to its children. Nothing is
    /// erased where any of these cases may still read them.
    ///
    /// Each case has an entry of its own; children come first, so that what was
    /// begun can be ended by asking again.
    ///
    /// # Errors
    /// [`CasesError::Erase`] says why not; or the store failed.
    pub async fn erase(&self, case: &CaseId, erasure: &Erasure) -> Result<Erased, CasesError> {
        let ask = |_: &Opened| Ok(erasure.clone());
        self.erase_once(case, None, None, ask).await
    }

    /// The same, by somebody who is known only once the case is: `ask` makes the
    /// order, or says why there is none. With `expected`, only at that version of the
    /// case. The key that counts once is kept with the entry of the case that is named.
    ///
    /// # Errors
    /// What `ask` says; as for [`Cases::erase`]; or the case has another version, or
    /// the key was used for another request.
    pub async fn erase_once<E: From<CasesError>>(
        &self,
        case: &CaseId,
        expected: Option<u64>,
        key: Option<&RequestKey>,
        ask: impl Fn(&Opened) -> Result<Erasure, E>,
    ) -> Result<Erased, E> {
        for _ in 0..MOST_TRIES {
            let opened = self.find(case).await?;
            let erasure = ask(&opened)?;
            if let Some(key) = key
                && let Some(done) = self.before(key).await?
            {
                return Ok(self.erased_before(done).await?);
            }
            match self.try_to_erase(case, &erasure, expected, key).await {
                // Somebody else was first, or the same request twice at once.
                Err(CasesError::Store(StoreError::Stale { .. } | StoreError::KeyTaken { .. })) => {}
                done => return Ok(done?),
            }
        }
        Err(E::from(CasesError::TooBusy { case: case.clone() }))
    }

    /// What the same order came to, from its entry.
    async fn erased_before(&self, done: Done) -> Result<Erased, CasesError> {
        let case = done.decision.entry.case.clone();
        let Content::Erased { facts, removed, .. } = done.decision.entry.content else {
            return Err(CasesError::Unanswered { case });
        };
        let parent = done.decision.after.family.parent;
        Ok(Erased {
            parent: parent
                .filter(|_| is_from_parent(&removed))
                .map(|parent| parent.case),
            cases: vec![ErasedCase {
                case,
                facts,
                removed,
                appended: done.appended,
            }],
            repeated: Vec::new(),
            in_clear: Vec::new(),
            scrubbed: self.store.scrub().await?,
            version: done.decision.after.version,
            replayed: true,
        })
    }

    async fn try_to_erase(
        &self,
        case: &CaseId,
        erasure: &Erasure,
        expected: Option<u64>,
        key: Option<&RequestKey>,
    ) -> Result<Erased, CasesError> {
        // What the clock owes comes before, and what waits may still carry it.
        self.catch_up(case).await?;
        self.deliver_what_is_left().await;
        let mut found = Found::default();
        let opened = self.find(case).await?;
        opened.is_at(expected)?;
        let parent = opened.case.family.parent.clone();
        let basis = basis_of(&opened.held.workflow, &erasure.basis)?;
        let subject = self.may_order(&opened, &erasure.who)?;
        let start = self.start(&opened, erasure).await?;
        let given = self
            .plan_erasure(opened, start, erasure.reasons, &mut found)
            .await?;
        let mut waiting = given;
        let mut generation = 0;
        while !waiting.is_empty() && generation < MOST_GENERATIONS {
            generation += 1;
            let mut next = Vec::new();
            for (child, facts) in waiting {
                let Some(stored) = self.store.case(&child).await? else {
                    return Err(EraseError::Waiting {
                        case: case.clone(),
                        to: child,
                    }
                    .into());
                };
                self.catch_up(&stored.case.id).await?;
                let opened = self.find(&child).await?;
                let start = Start {
                    facts: facts.into_iter().collect(),
                    ..Start::default()
                };
                next.extend(self.plan_erasure(opened, start, false, &mut found).await?);
            }
            waiting = next;
        }
        let first = found.plans.first();
        if first.is_none_or(|plan| plan.removed.is_empty() || plan.opened.case.id != *case) {
            return Err(EraseError::Nothing {
                case: case.clone(),
                facts: told(erasure),
            }
            .into());
        }
        let named = found.plans.first();
        let from_parent = named.is_some_and(|plan| is_from_parent(&plan.removed));
        let mut cases = Vec::new();
        let mut version = 0;
        while let Some(plan) = found.plans.pop() {
            if !plan.removed.is_empty() {
                version = plan.opened.case.version.saturating_add(1);
                // The case that was named is the last of them.
                let key = key.filter(|_| found.plans.is_empty());
                let order = Order {
                    subject: &subject,
                    erasure,
                    basis: &basis,
                };
                cases.push(self.keep_erasure(plan, order, key).await?);
            }
        }
        let scrubbed = self.store.scrub().await?;
        Ok(Erased {
            cases,
            parent: parent.filter(|_| from_parent).map(|parent| parent.case),
            repeated: found.repeated,
            in_clear: found.persons.intersection(&found.actors).cloned().collect(),
            scrubbed,
            version,
            replayed: false,
        })
    }

    fn may_order(&self, opened: &Opened, who: &Who) -> Result<Subject, CasesError> {
        let last = Some(opened.case.recorded);
        let world = self.world(&opened.held.zone, who, last, None);
        let mandate = opened.held.workflow.erasure.as_ref();
        Ok(ordered(opened.definition(), &world, &opened.case, mandate)?)
    }

    /// What is asked for, read beside the case.
    async fn start(&self, opened: &Opened, erasure: &Erasure) -> Result<Start, CasesError> {
        let workflow = &opened.held.workflow;
        let mut start = Start::default();
        for fact in &erasure.facts {
            if workflow.fact(fact).is_none() {
                return Err(no_such_fact(workflow, fact).into());
            }
            if !is_erasable(workflow, fact) {
                let fact = fact.to_string();
                return Err(EraseError::NotPersonal { fact }.into());
            }
            start.facts.insert(fact.clone());
        }
        for (seq, path) in &erasure.places {
            let case = &opened.case.id;
            let nothing = || EraseError::Nothing {
                case: case.clone(),
                facts: format!("{seq} {path}"),
            };
            let before = seq.checked_sub(1).ok_or_else(nothing)?;
            let stored = self.store.entries(case, before, 1).await?;
            let stored = stored.first().ok_or_else(nothing)?;
            let entry = read(&stored.bytes).map_err(|_| nothing())?;
            let mut openings = stored.openings.iter();
            let opening = openings
                .find(|one| *one.path == **path)
                .ok_or_else(nothing)?;
            match place(&entry, path) {
                Some(Place::Text) => {
                    start.texts.insert((*seq, path.clone()));
                }
                Some(Place::Fact(fact)) if is_erasable(workflow, fact) => {
                    let value = value_of(opening).ok_or_else(nothing)?;
                    start.single.push((fact.into(), value));
                }
                _ => {
                    let fact = format!("{seq} {path}");
                    return Err(EraseError::NotPersonal { fact }.into());
                }
            }
        }
        if start.facts.is_empty() && erasure.places.is_empty() && !erasure.reasons {
            return Err(EraseError::Nothing {
                case: opened.case.id.clone(),
                facts: "–".to_owned(),
            }
            .into());
        }
        Ok(start)
    }

    /// What goes of one case; and what of its children, with their facts.
    async fn plan_erasure(
        &self,
        opened: Opened,
        start: Start,
        reasons: bool,
        found: &mut Found,
    ) -> Result<Vec<(CaseId, Vec<Name>)>, CasesError> {
        let case = opened.case.id.clone();
        let entries = entries(self.store, &case).await?;
        let workflow = &opened.held.workflow;
        let mut wanted = Wanted::of(workflow, start.facts.clone(), start.single);
        // Twice: what a list holds, say, may be known only once all was seen.
        for stored in &entries {
            meet(stored, &case, &mut wanted)?;
        }
        let mut plan = Plan {
            facts: start.facts.into_iter().collect(),
            removed: Vec::new(),
            erases: Vec::new(),
            rebuilt: opened.case.clone(),
            opened: opened.clone(),
        };
        let mut rebuilt: Option<Case> = None;
        let mut given: Vec<(CaseId, Vec<Name>)> = Vec::new();
        for stored in &entries {
            let seq = stored.case_seq;
            let unreadable = |error| CasesError::Entry {
                case: case.clone(),
                seq,
                error,
            };
            let entry = read(&stored.bytes).map_err(|error| unreadable(error.into()))?;
            let mut left = Vec::new();
            let mut paths: Vec<Name> = Vec::new();
            for opening in &stored.openings {
                let value = value_of(opening).unwrap_or(Value::Erased);
                let at: Name = opening.path.as_ref().into();
                let goes = match place(&entry, &opening.path) {
                    Some(Place::Fact(fact)) => wanted.takes(fact, &value),
                    Some(Place::Given { children, fact }) => {
                        let goes = wanted.gives(workflow, children, fact) || wanted.is_in(&value);
                        if goes && let Some(child) = sent_to(&entry, &opening.path) {
                            note(&mut given, child, fact);
                        }
                        goes
                    }
                    Some(Place::Tie) => wanted.is(&value),
                    Some(Place::Register) => wanted.is_in(&value),
                    Some(Place::Seat) if wanted.is_in(&value) => {
                        return Err(EraseError::Seat { case, seq }.into());
                    }
                    Some(Place::Text) => {
                        let goes = reasons || start.texts.contains(&(seq, at.clone()));
                        if !goes && repeats(&value, &wanted) {
                            found.repeated.push((case.clone(), seq, at.clone()));
                        }
                        goes
                    }
                    Some(Place::Seat) | None => false,
                };
                if goes {
                    paths.push(at);
                } else {
                    left.push(opening.clone());
                }
            }
            // The day on which a service takes effect tells the day of the service.
            with_effect(&mut left, &mut paths, &stored.openings);
            let unsealed = unseal(&stored.bytes, &left).map_err(unreadable)?;
            let subject = &unsealed.entry.subject;
            found.actors.insert(subject.actor.clone());
            let behalf = subject.on_behalf_of.iter();
            found.actors.extend(behalf.map(|one| one.person.clone()));
            let lost = || CasesError::Unanswered { case: case.clone() };
            rebuilt = Some(engine::apply(rebuilt, &unsealed.entry).map_err(|_| lost())?);
            if !paths.is_empty() {
                plan.removed.push(Removed {
                    seq,
                    entry: stored.hash.0,
                    paths,
                });
                plan.erases.push(Erases { seq, left });
            }
        }
        if let Some(rebuilt) = rebuilt {
            plan.rebuilt = rebuilt;
        }
        let read_by = readers(workflow, &opened.case, &wanted);
        if !read_by.is_empty() {
            return Err(EraseError::StillRead {
                case,
                facts: plan.facts.join(", "),
                readers: read_by,
            }
            .into());
        }
        found.persons.extend(wanted.persons().cloned());
        found.plans.push(plan);
        Ok(given)
    }

    /// Appends the entry that says what goes, and lets it go with it.
    async fn keep_erasure(
        &self,
        plan: Plan,
        order: Order<'_>,
        key: Option<&RequestKey>,
    ) -> Result<ErasedCase, CasesError> {
        let Order {
            subject,
            erasure,
            basis,
        } = order;
        let Plan {
            opened,
            facts,
            removed,
            erases,
            rebuilt,
        } = plan;
        let case = opened.case.id.clone();
        let last = Some(opened.case.recorded);
        let world = self.world(&opened.held.zone, &erasure.who, last, None);
        let content = Content::Erased {
            facts: facts.clone(),
            removed: removed.clone(),
            basis: basis.to_vec(),
            reason: erasure.reason.clone(),
        };
        let entry = erased(&world, &rebuilt, subject.clone(), content);
        let unfit = |_| CasesError::Unanswered { case: case.clone() };
        let after = engine::apply(Some(rebuilt), &entry).map_err(unfit)?;
        let before = (&opened.head, opened.case.seq);
        let workflow = &opened.held.workflow;
        let entries = std::iter::once(&entry);
        let mut append = self.sealed_entries(workflow, entries, &after, before, None)?;
        append.erases = erases;
        let kept = match key {
            None => self.store.append(append).await?,
            Some(key) => {
                let once = key.once(self.surroundings.now());
                self.store.append_once(append, once).await?
            }
        };
        let unanswered = || CasesError::Unanswered { case: case.clone() };
        Ok(ErasedCase {
            appended: *kept.last().ok_or_else(unanswered)?,
            case: case.clone(),
            facts,
            removed,
        })
    }
}

/// What an erasure begins with in one case.
#[derive(Default)]
struct Start {
    facts: BTreeSet<Name>,
    single: Vec<(Name, Value)>,
    /// Free texts: the entry, and where.
    texts: BTreeSet<(u64, Name)>,
}

/// Every entry of a case as it is kept.
async fn entries(store: &dyn Store, case: &CaseId) -> Result<Vec<StoredEntry>, CasesError> {
    let mut all: Vec<StoredEntry> = Vec::new();
    loop {
        let after = all.last().map_or(0, |entry| entry.case_seq);
        let page = store.entries(case, after, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Learns the values that the facts ever had.
fn meet(stored: &StoredEntry, case: &CaseId, wanted: &mut Wanted) -> Result<(), CasesError> {
    let entry = read(&stored.bytes).map_err(|error| CasesError::Entry {
        case: case.clone(),
        seq: stored.case_seq,
        error: error.into(),
    })?;
    for opening in &stored.openings {
        if let Some(Place::Fact(fact)) = place(&entry, &opening.path)
            && let Some(value) = value_of(opening)
        {
            wanted.meet(fact, &value);
        }
    }
    Ok(())
}

/// To which child what stands at a path of `sends` is given.
fn sent_to(entry: &Tree<'_>, path: &str) -> Option<CaseId> {
    let at: usize = path.split('/').nth(2)?.parse().ok()?;
    let sends = entry.as_object()?.get("sends")?.as_list()?;
    let to = sends.get(at)?.as_object()?.get("to")?.as_text()?;
    Some(to.into())
}

fn note(given: &mut Vec<(CaseId, Vec<Name>)>, child: CaseId, fact: &str) {
    match given.iter_mut().find(|(known, _)| *known == child) {
        Some((_, facts)) => facts.push(fact.into()),
        None => given.push((child, vec![fact.into()])),
    }
}

/// Whether a free text repeats a text that goes.
fn repeats(value: &Value, wanted: &Wanted) -> bool {
    let Value::Text(text) = value else {
        return false;
    };
    wanted.texts().any(|gone| text.contains(&**gone))
}

/// Where the day of a service goes, the day of its effect goes with it.
fn with_effect(left: &mut Vec<Opening>, paths: &mut Vec<Name>, all: &[Opening]) {
    let gone: BTreeSet<String> = paths
        .iter()
        .filter_map(|path| Some(format!("{}/effective", path.strip_suffix("/on")?)))
        .collect();
    if gone.is_empty() {
        return;
    }
    left.retain(|opening| !gone.contains(&*opening.path));
    // In the order of the entry, as they stood.
    let kept: BTreeSet<&str> = left.iter().map(|opening| &*opening.path).collect();
    *paths = all
        .iter()
        .filter(|opening| !kept.contains(&*opening.path))
        .map(|opening| Name::from(opening.path.as_ref()))
        .collect();
}

fn no_such_fact(workflow: &Workflow, fact: &Name) -> DecideError {
    let known = workflow.facts.iter().map(|known| &*known.element.id);
    DecideError::NoSuchFact {
        workflow: workflow.id().clone(),
        fact: fact.clone(),
        near: nearest(fact, known).map(Name::from),
    }
}

fn told(erasure: &Erasure) -> String {
    let places = erasure
        .places
        .iter()
        .map(|(seq, path)| format!("{seq} {path}"));
    let facts = erasure.facts.iter().map(ToString::to_string);
    facts.chain(places).collect::<Vec<_>>().join(", ")
}
