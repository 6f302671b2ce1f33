//! An export for one party: the personal data of others is left out.
//!
//! Whose data a value is, is not declared; so a personal value is the party's own
//! where they gave it themselves (or somebody gave it for them), or where it is
//! their id. Everything else that is personal is withheld: the commitment stays, so
//! that the export verifies, and the verifier counts what it could not compare.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::Cases;
use super::error::CasesError;
use crate::audit::canonical::{Tree, read};
use crate::audit::entry::{Place, place, value_of};
use crate::audit::{Hash, Opening};
use crate::engine::CaseId;
use crate::engine::erase::Wanted;
use crate::guard::{Name, Value};
use crate::store::LogLeaf;
use crate::workflow::{GivenFrom, Workflow};

/// How many leaves are read at once.
const PAGE: u64 = 256;

/// What an export for a party leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redaction {
    /// By index of the leaf: the paths of the openings that are withheld.
    paths: BTreeMap<u64, BTreeSet<Name>>,
    /// By case and fact: how many values. What is no fact stands under its path.
    pub withheld: BTreeMap<(CaseId, Name), u64>,
}

impl Redaction {
    /// Takes from a leaf what is withheld.
    pub fn apply(&self, leaf: &mut LogLeaf) {
        if let Some(paths) = self.paths.get(&leaf.index) {
            leaf.openings
                .retain(|opening| !paths.contains(opening.path.as_ref()));
        }
    }

    /// How many values are withheld.
    pub fn values(&self) -> u64 {
        self.withheld.values().sum()
    }

    fn withhold(&mut self, leaf: &LogLeaf, case: &CaseId, opening: &Opening, what: &str) {
        let path = Name::from(opening.path.as_ref());
        if self.paths.entry(leaf.index).or_default().insert(path) {
            let count = self
                .withheld
                .entry((case.clone(), what.into()))
                .or_default();
            *count = count.saturating_add(1);
        }
    }
}

/// What is known of one case.
#[derive(Default)]
struct Known {
    /// Facts whose values are personal, with what is made of them.
    personal: BTreeSet<Name>,
    /// What children are given from them: the name of the children, and their fact.
    gives: BTreeSet<(Name, Name)>,
    /// Personal values that are the party's own, by fact.
    own: BTreeSet<(Name, Value)>,
    /// Those of others: what is copied elsewhere is known by them.
    others: Wanted,
}

impl Cases<'_> {
    /// What an export for this person leaves out.
    ///
    /// # Errors
    /// The store, a definition or an entry cannot be read.
    pub async fn redaction(&self, person: &Name) -> Result<Redaction, CasesError> {
        let mut known: BTreeMap<CaseId, Known> = BTreeMap::new();
        // Facts that a parent gave from its personal ones, by child.
        let mut given: BTreeMap<CaseId, BTreeSet<Name>> = BTreeMap::new();
        let mut redaction = Redaction::default();
        // A copy may stand before the fact that tells whose it is: first all is
        // looked at, then it is chosen.
        for choosing in [false, true] {
            let mut next = 0;
            loop {
                let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
                let page = self.store.leaves(next, limit).await?;
                if page.is_empty() {
                    break;
                }
                for leaf in &page {
                    next = leaf.index.saturating_add(1);
                    let Some(case) = &leaf.case else { continue };
                    let unreadable =
                        |error: crate::audit::canonical::JsonError| CasesError::Entry {
                            case: case.clone(),
                            seq: leaf.index,
                            error: error.into(),
                        };
                    let entry = read(&leaf.bytes).map_err(unreadable)?;
                    let held = self.held(case, manifest_of(&entry)).await?;
                    let workflow = &held.workflow;
                    let of_case = known.entry(case.clone()).or_insert_with(|| {
                        let from_parent = given.get(case).cloned().unwrap_or_default();
                        Known::of(workflow, from_parent)
                    });
                    let by_party = is_by(&entry, person);
                    if choosing {
                        of_case.choose(leaf, case, &entry, person, &mut redaction);
                    } else {
                        of_case.look(leaf, &entry, person, by_party);
                        note_given(of_case, &entry, &mut given);
                    }
                }
            }
        }
        Ok(redaction)
    }
}

impl Known {
    fn of(workflow: &Workflow, from_parent: BTreeSet<Name>) -> Self {
        let declared = workflow.facts.iter().filter(|fact| fact.personal);
        let declared = declared.map(|fact| fact.element.id.clone());
        let all: BTreeSet<Name> = declared.chain(from_parent).collect();
        let personal = Wanted::of(workflow, all, []).made();
        Known {
            gives: gives(workflow, &personal),
            personal,
            own: BTreeSet::new(),
            others: Wanted::default(),
        }
    }

    fn look(&mut self, leaf: &LogLeaf, entry: &Tree<'_>, person: &Name, by_party: bool) {
        for opening in &leaf.openings {
            let Some(Place::Fact(fact)) = place(entry, &opening.path) else {
                continue;
            };
            let Some(value) = value_of(opening).filter(|_| self.personal.contains(fact)) else {
                continue;
            };
            if by_party && opening.path.starts_with("/given/") {
                self.own.insert((fact.into(), value));
            } else if !self.is_own(fact, &value, person) {
                self.others.add(&value);
            }
        }
    }

    fn is_own(&self, fact: &str, value: &Value, person: &Name) -> bool {
        *value == Value::Person(person.clone()) || self.own.contains(&(fact.into(), value.clone()))
    }

    /// Whether a value, or every member of a list, was given by the party.
    fn is_own_or_made_of_it(&self, fact: &str, value: &Value, person: &Name) -> bool {
        let given = |value: &Value| self.own.iter().any(|(_, own)| own == value);
        self.is_own(fact, value, person)
            || matches!(value, Value::List(all) if all.iter().all(|one| given(one) || *one == Value::Erased))
    }

    fn choose(
        &self,
        leaf: &LogLeaf,
        case: &CaseId,
        entry: &Tree<'_>,
        person: &Name,
        redaction: &mut Redaction,
    ) {
        // A tie is the party's own where it names them.
        let tie_of = |path: &str| path.rsplit_once('/').map(|(tie, _)| tie.to_owned());
        let own_ties: BTreeSet<String> = leaf
            .openings
            .iter()
            .filter(|one| value_of(one) == Some(Value::Person(person.clone())))
            .filter_map(|one| tie_of(&one.path))
            .collect();
        for opening in &leaf.openings {
            let value = value_of(opening).unwrap_or(Value::Erased);
            let copied =
                self.others.is_in(&value) && !self.own.iter().any(|(_, own)| *own == value);
            let (keeps, what) = match place(entry, &opening.path) {
                Some(Place::Fact(fact)) if self.personal.contains(fact) => {
                    (self.is_own_or_made_of_it(fact, &value, person), fact)
                }
                Some(Place::Given { children, fact })
                    if self.gives.contains(&(children.into(), fact.into())) =>
                {
                    let own = self.own.iter().any(|(_, own)| *own == value);
                    (own || value == Value::Person(person.clone()), fact)
                }
                Some(Place::Fact(fact) | Place::Given { fact, .. }) => (!copied, fact),
                Some(Place::Tie) => {
                    let own = tie_of(&opening.path).is_some_and(|tie| own_ties.contains(&tie));
                    (own, opening.path.as_ref())
                }
                Some(Place::Text) => {
                    let repeats = match &value {
                        Value::Text(text) => self.others.texts().any(|gone| text.contains(&**gone)),
                        _ => false,
                    };
                    (!repeats, opening.path.as_ref())
                }
                // Who sits in a body is public.
                Some(Place::Register | Place::Seat) | None => (true, ""),
            };
            if !keeps {
                redaction.withhold(leaf, case, opening, what);
            }
        }
    }
}

/// The manifest that an entry names.
fn manifest_of(entry: &Tree<'_>) -> Hash {
    let named = || entry.as_object()?.get("manifest")?.as_text()?.parse().ok();
    named().unwrap_or(Hash([0; 32]))
}

/// Whether the person did it, or somebody did it for them.
fn is_by(entry: &Tree<'_>, person: &Name) -> bool {
    let Some(members) = entry.as_object() else {
        return false;
    };
    let actor = members.get("actor").and_then(Tree::as_text);
    let behalf = members
        .get("on_behalf_of")
        .and_then(|one| one.as_object()?.get("person")?.as_text());
    actor == Some(&**person) || behalf == Some(&**person)
}

/// What children are given from personal facts: their name, and their fact.
fn gives(workflow: &Workflow, personal: &BTreeSet<Name>) -> BTreeSet<(Name, Name)> {
    let mut all = BTreeSet::new();
    for (_, opens) in workflow.opens() {
        for giving in &opens.gives {
            let from = match &giving.from {
                GivenFrom::Fact(fact) => Some(fact),
                GivenFrom::Member | GivenFrom::Column(_) => opens.for_each.as_ref(),
            };
            if from.is_some_and(|from| personal.contains(from)) {
                all.insert((opens.name.clone(), giving.to.name.clone()));
            }
        }
    }
    all
}

/// The facts that children are given from personal ones, by child.
fn note_given(known: &Known, entry: &Tree<'_>, given: &mut BTreeMap<CaseId, BTreeSet<Name>>) {
    let sends = entry.as_object().and_then(|it| it.get("sends")?.as_list());
    for sent in sends.into_iter().flatten() {
        let text = |key: &str| sent.as_object()?.get(key)?.as_text();
        if let (Some(to), Some(name)) = (text("to"), text("name")) {
            let of_name = known
                .gives
                .iter()
                .filter(|(children, _)| **children == *name);
            let facts = of_name.map(|(_, fact)| fact.clone());
            given.entry(to.into()).or_default().extend(facts);
        }
    }
}
