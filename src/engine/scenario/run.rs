//! Playing a scenario with the engine itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::family::{Cases, count};
use crate::diagnostic::Place;
use crate::engine::child::Message;
use crate::engine::people::collected;
use crate::engine::{
    Act, Case, CaseId, Content, DecideError, Decision, Definition, Entry, Given, Ground, Principal,
    Register, Seated, Tenure, World, decide, open, standing,
};
use crate::guard::{Name, Value};
use crate::workflow::scenario::{Expectation, Scenario, ScenarioStep, Scenarios};

/// A scenario as it was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// Every entry that came of it.
    pub entries: Vec<Entry>,
    /// Every entry of children that came of it, with their workflow.
    pub children: Vec<(Name, Entry)>,
    /// The case at the end, if it was opened.
    pub case: Option<Case>,
    /// Why the scenario failed, if it did: the first step that went otherwise.
    pub failure: Option<Failure>,
}

/// The step at which a scenario went otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where the step stands.
    pub place: Place,
    /// Which step, from 1; 0 is the opening.
    pub step: usize,
    /// What went otherwise.
    pub mismatch: Mismatch,
}

/// What went otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// The act was refused on these grounds, and should not have been.
    Refused(Vec<Ground>),
    /// The act was taken, and should have been refused.
    Taken,
    /// The act was refused on other grounds.
    Grounds {
        /// Those expected.
        expected: Vec<Name>,
        /// Those found.
        found: Vec<Ground>,
    },
    /// Other states are active.
    At {
        /// Those expected.
        expected: Vec<Name>,
        /// Those found.
        found: Vec<Name>,
    },
    /// A fact has another value, or none.
    Fact {
        /// The fact.
        fact: Name,
        /// The value expected; `None` expects that it is not known.
        expected: Option<Value>,
        /// The value found.
        found: Option<Value>,
    },
    /// Others have still to assent.
    Missing {
        /// The transition.
        transition: Name,
        /// Those expected.
        expected: Vec<Name>,
        /// Those found.
        found: Vec<Name>,
    },
    /// Other recommendations are open.
    Open {
        /// Those expected.
        expected: Vec<Name>,
        /// Those found.
        found: Vec<Name>,
    },
    /// The case has come to something else.
    Outcome {
        /// The outcome expected.
        expected: Name,
        /// The outcome found.
        found: Option<Name>,
    },
    /// The act could not be decided at all.
    Undecidable(DecideError),
    /// There is no such child.
    NoChild,
    /// Something is so of another number of children.
    Children {
        /// Their name.
        name: Name,
        /// What is so: `opened`, `ended`, a milestone, or an outcome.
        word: Name,
        /// Of how many it should be.
        expected: u64,
        /// Of how many it is.
        found: u64,
    },
}

/// Plays one scenario. Times within a day follow the order of the steps.
pub fn run(definition: Definition<'_>, file: &Scenarios, scenario: &Scenario) -> Played {
    run_among(definition, &[], file, scenario)
}

/// Plays one scenario, among the workflows of which its case may open children.
pub fn run_among<'a>(
    definition: Definition<'a>,
    others: &[Definition<'a>],
    file: &Scenarios,
    scenario: &Scenario,
) -> Played {
    let definitions: BTreeMap<Name, Definition<'a>> = others
        .iter()
        .chain(std::iter::once(&definition))
        .map(|one| (one.workflow.id().clone(), *one))
        .collect();
    let id: Name = scenario.id.replace('_', "-").into();
    let mut play = Play {
        file,
        root: id.clone(),
        cases: Cases::new(&definitions, seeded(file, scenario)),
        played: Played {
            entries: Vec::new(),
            children: Vec::new(),
            case: None,
            failure: None,
        },
    };
    let failure = match play.opening(definition, scenario, id) {
        Ok(not_opened) => play.steps(definition, scenario, not_opened.as_ref()),
        Err(mismatch) => Some((scenario.place.clone(), 0, *mismatch)),
    };
    play.played.failure = failure.map(|(place, step, mismatch)| Failure {
        place,
        step,
        mismatch,
    });
    play.played
}

/// A scenario as it is played.
struct Play<'a> {
    file: &'a Scenarios,
    root: CaseId,
    cases: Cases<'a>,
    played: Played,
}

impl<'a> Play<'a> {
    fn opening(
        &mut self,
        definition: Definition<'a>,
        scenario: &Scenario,
        id: Name,
    ) -> Result<Option<DecideError>, Box<Mismatch>> {
        let given = &scenario.given;
        let mut world = world(
            self.file,
            given.on,
            0,
            &given.by,
            given.capacity.as_ref(),
            None,
        )
        .with_register(self.cases.register().clone());
        world.children = self.cases.manifests();
        let opened = open(definition, &world, id, given.facts.clone());
        let not_opened = opened.as_ref().err().cloned();
        self.settle(definition, opened, &scenario.opened, (given.on, 0, true))?;
        Ok(not_opened)
    }

    fn steps(
        &mut self,
        definition: Definition<'a>,
        scenario: &Scenario,
        not_opened: Option<&DecideError>,
    ) -> Option<(Place, usize, Mismatch)> {
        for (at, step) in (1..).zip(&scenario.steps) {
            let failed = |mismatch| Some((step.place.clone(), at, mismatch));
            if self.played.case.is_none() {
                // No step can be taken in a case that was rightly not opened.
                let error = not_opened?;
                return failed(Mismatch::Undecidable(error.clone()));
            }
            let id = match &step.child {
                None => Some(self.root.clone()),
                Some(path) => self.cases.child(&self.root, path),
            };
            let case = id.and_then(|id| self.cases.get(&id).cloned());
            let Some((case, own)) = case.and_then(|case| {
                let own = self.cases.definition(&case)?;
                Some((case, own))
            }) else {
                return failed(Mismatch::NoChild);
            };
            let mut world = self::world(
                self.file,
                step.on,
                at,
                &step.by,
                step.capacity.as_ref(),
                step.on_behalf_of.as_ref(),
            )
            .with_register(self.cases.register().clone());
            world.children = self.cases.manifests();
            let act = Act {
                transition: step.act.clone(),
                given: step.give.clone(),
                reason: step.reason.clone(),
                criteria: step.criteria.clone(),
                withdraws: step.withdraws,
            };
            let decided = decide(own, &world, &case, act);
            let told = (step.on, at, step.deliver);
            let settled = self
                .settle(own, decided, &step.then, told)
                .and_then(|()| compare_parties(own, self.cases.get(&case.id), step));
            if let Err(mismatch) = settled {
                return failed(*mismatch);
            }
            if let (Some(expected), Some(case)) = (&step.then.case, &self.played.case)
                && let Err(mismatch) = self.compare(definition, case, expected)
            {
                return failed(*mismatch);
            }
        }
        None
    }

    /// Takes what was decided into the play, delivers what is told, and compares
    /// the case with what is expected.
    fn settle(
        &mut self,
        definition: Definition<'a>,
        decided: Result<Decision, DecideError>,
        expected: &Expectation,
        (on, at, deliver): (Date, usize, bool),
    ) -> Result<(), Box<Mismatch>> {
        let (grounds, acted) = match decided {
            Ok(decision) => {
                let grounds = match &decision.entry.content {
                    Content::Refused { grounds, .. } => grounds.clone(),
                    _ => Vec::new(),
                };
                self.cases.keep(&decision);
                let acted = decision.after.id.clone();
                let workflow = decision.after.workflow.clone();
                let root = acted == self.root;
                for entry in decision.into_entries() {
                    if root {
                        self.played.entries.push(entry);
                    } else {
                        self.played.children.push((workflow.clone(), entry));
                    }
                }
                (grounds, Some(acted))
            }
            Err(DecideError::NotOpened { grounds, .. }) => (grounds, None),
            Err(error) => return Err(Box::new(Mismatch::Undecidable(error))),
        };
        if deliver {
            let (file, children) = (self.file, self.cases.manifests());
            let by_engine = |_: &Message| {
                let mut world = world(file, on, at, &crate::engine::ENGINE.into(), None, None);
                world.principal = Message::principal();
                world.children.clone_from(&children);
                world
            };
            let told = self
                .cases
                .deliver(&by_engine)
                .map_err(|error| Box::new(Mismatch::Undecidable(error)))?;
            for (workflow, entry) in told {
                if entry.case == self.root {
                    self.played.entries.push(entry);
                } else {
                    self.played.children.push((workflow, entry));
                }
            }
        }
        self.played.case = self.cases.get(&self.root).cloned();
        compare_grounds(&grounds, expected)?;
        match acted.and_then(|id| self.cases.get(&id)) {
            Some(case) => self.compare(definition, case, expected),
            None => Ok(()),
        }
    }

    fn compare(
        &self,
        definition: Definition<'_>,
        case: &Case,
        expected: &Expectation,
    ) -> Result<(), Box<Mismatch>> {
        compare_case(definition, case, expected)?;
        for (name, counts) in &expected.children {
            let of = definition.workflow.children(name);
            let child = of.and_then(|of| self.cases.workflow(&of.workflow.name));
            for (word, expected) in counts {
                let found = count(case, child, name, word);
                if found != *expected {
                    return Err(Box::new(Mismatch::Children {
                        name: name.clone(),
                        word: word.clone(),
                        expected: *expected,
                        found,
                    }));
                }
            }
        }
        Ok(())
    }
}

/// The register before a scenario begins. Its seats come from no entry.
fn seeded(file: &Scenarios, scenario: &Scenario) -> Register {
    let rows = file.seats.iter().chain(&scenario.seats).map(|seat| Seated {
        entry: [0; 32],
        ended_by: None,
        tenure: Some(Tenure {
            body: seat.body.clone(),
            seat: seat.seat.clone(),
            person: seat.person.clone(),
            from: seat.from,
            until: seat.until,
            vacated: None,
            marks: seat.marks.clone(),
        }),
    });
    Register::of_rows(rows.collect())
}

/// Who has still to assent to the act of a step.
fn compare_parties(
    definition: Definition<'_>,
    case: Option<&Case>,
    step: &ScenarioStep,
) -> Result<(), Box<Mismatch>> {
    let (Some(expected), Some(case)) = (&step.then.missing, case) else {
        return Ok(());
    };
    let found = definition
        .workflow
        .transition(&step.act)
        .and_then(|transition| collected(case, transition))
        .map(|collected| collected.missing)
        .unwrap_or_default();
    let sorted = |names: &[Name]| names.iter().cloned().collect::<BTreeSet<_>>();
    if sorted(&found) == sorted(expected) {
        return Ok(());
    }
    Err(Box::new(Mismatch::Missing {
        transition: step.act.clone(),
        expected: expected.clone(),
        found,
    }))
}

/// The world of a step: noon of its day in UTC, and a second later each step.
fn world(
    file: &Scenarios,
    on: Date,
    step: usize,
    by: &Name,
    capacity: Option<&Name>,
    behalf: Option<&Name>,
) -> World {
    let noon = on
        .at(12, 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    let seconds = i64::try_from(step).unwrap_or(i64::MAX);
    let recorded = noon
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .unwrap_or(noon);
    World {
        recorded,
        effective: recorded,
        date: on,
        principal: Principal {
            actor: by.clone(),
            capacity: capacity.cloned(),
            granted: file
                .people
                .get(by)
                .map(|person| person.roles.iter().cloned().collect())
                .unwrap_or_default(),
            claims: file
                .people
                .get(by)
                .map(|person| person.claims.clone())
                .unwrap_or_default(),
            on_behalf_of: behalf.cloned(),
            via: "scenario".into(),
        },
        register: Register::default(),
        children: BTreeMap::new(),
    }
}

/// How a ground is named in a scenario: a guard, a criterion, an automatic transition or one
/// that fires together by its id, anything else by its word.
fn ground_name(ground: &Ground) -> Name {
    match ground {
        Ground::Guard(id) | Ground::Automatic(id) | Ground::With(id) | Ground::Criterion(id) => {
            id.clone()
        }
        other => other.as_str().into(),
    }
}

fn compare_grounds(found: &[Ground], expected: &Expectation) -> Result<(), Box<Mismatch>> {
    let names: BTreeSet<Name> = found.iter().map(ground_name).collect();
    match &expected.refused {
        None if found.is_empty() => Ok(()),
        None => Err(Box::new(Mismatch::Refused(found.to_vec()))),
        Some(_) if found.is_empty() => Err(Box::new(Mismatch::Taken)),
        Some(grounds) if grounds.iter().cloned().collect::<BTreeSet<_>>() == names => Ok(()),
        Some(grounds) => Err(Box::new(Mismatch::Grounds {
            expected: grounds.clone(),
            found: found.to_vec(),
        })),
    }
}

fn compare_case(
    definition: Definition<'_>,
    case: &Case,
    expected: &Expectation,
) -> Result<(), Box<Mismatch>> {
    let sorted = |names: &[Name]| names.iter().cloned().collect::<BTreeSet<_>>();
    if let Some(at) = &expected.at {
        let found = standing(definition.workflow, case);
        if sorted(&found) != sorted(at) {
            return Err(Box::new(Mismatch::At {
                expected: at.clone(),
                found,
            }));
        }
    }
    let facts: &Given = &expected.facts;
    for (fact, value) in facts {
        let found = case.facts.get(fact);
        if found != Some(value) {
            return Err(Box::new(Mismatch::Fact {
                fact: fact.clone(),
                expected: Some(value.clone()),
                found: found.cloned(),
            }));
        }
    }
    for fact in &expected.unset {
        if let Some(found) = case.facts.get(fact) {
            return Err(Box::new(Mismatch::Fact {
                fact: fact.clone(),
                expected: None,
                found: Some(found.clone()),
            }));
        }
    }
    if let Some(open) = &expected.open {
        let found: Vec<Name> = case
            .people
            .open_recommendations()
            .map(|(id, _)| id.clone())
            .collect();
        if sorted(&found) != sorted(open) {
            return Err(Box::new(Mismatch::Open {
                expected: open.clone(),
                found,
            }));
        }
    }
    match &expected.outcome {
        Some(outcome) if case.outcome.as_ref() != Some(outcome) => {
            Err(Box::new(Mismatch::Outcome {
                expected: outcome.clone(),
                found: case.outcome.clone(),
            }))
        }
        _ => Ok(()),
    }
}
