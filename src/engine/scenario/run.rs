//! Playing a scenario with the engine itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diagnostic::Place;
use crate::engine::people::collected;
use crate::engine::{
    Act, Case, Content, DecideError, Decision, Definition, Entry, Given, Ground, Principal,
    Register, Seated, Tenure, World, decide, open, standing,
};
use crate::guard::{Name, Value};
use crate::workflow::scenario::{Expectation, Scenario, ScenarioStep, Scenarios};

/// A scenario as it was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// Every entry that came of it.
    pub entries: Vec<Entry>,
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
}

/// Plays one scenario. Times within a day follow the order of the steps.
pub fn run(definition: Definition<'_>, file: &Scenarios, scenario: &Scenario) -> Played {
    let mut played = Played {
        entries: Vec::new(),
        case: None,
        failure: None,
    };
    let given = &scenario.given;
    let mut register = seeded(file, scenario);
    let mut kept = 0;
    let world = world(file, given.on, 0, &given.by, given.capacity.as_ref(), None)
        .with_register(register.clone());
    let id: Name = scenario.id.replace('_', "-").into();
    let opened = open(definition, &world, id, given.facts.clone());
    let not_opened = opened.as_ref().err().cloned();
    if let Err(mismatch) = settle(definition, &mut played, opened, &scenario.opened) {
        played.failure = Some(Failure {
            place: scenario.place.clone(),
            step: 0,
            mismatch: *mismatch,
        });
        return played;
    }
    for (at, step) in (1..).zip(&scenario.steps) {
        let case = match (&played.case, &not_opened) {
            (Some(case), _) => case.clone(),
            // No step can be taken in a case that was rightly not opened.
            (None, Some(error)) => {
                played.failure = Some(Failure {
                    place: step.place.clone(),
                    step: at,
                    mismatch: Mismatch::Undecidable(error.clone()),
                });
                break;
            }
            (None, None) => break,
        };
        keep_seats(&mut register, &played.entries, &mut kept);
        let world = self::world(
            file,
            step.on,
            at,
            &step.by,
            step.capacity.as_ref(),
            step.on_behalf_of.as_ref(),
        )
        .with_register(register.clone());
        let act = Act {
            transition: step.act.clone(),
            given: step.give.clone(),
            reason: step.reason.clone(),
            criteria: step.criteria.clone(),
            withdraws: step.withdraws,
        };
        let decided = decide(definition, &world, &case, act);
        let settled = settle(definition, &mut played, decided, &step.then)
            .and_then(|()| compare_parties(definition, played.case.as_ref(), step));
        if let Err(mismatch) = settled {
            played.failure = Some(Failure {
                place: step.place.clone(),
                step: at,
                mismatch: *mismatch,
            });
            break;
        }
    }
    played
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

/// Takes what the entries after the first so many did to the register into it.
/// Entries of a scenario are not sealed, so they have no hash.
fn keep_seats(register: &mut Register, entries: &[Entry], kept: &mut usize) {
    for entry in entries.iter().skip(*kept) {
        for effect in entry.content.steps().iter().flat_map(|step| &step.seats) {
            register.apply(effect, [0; 32]);
        }
    }
    *kept = entries.len();
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

/// Takes what was decided into the play, and compares it with what is expected.
fn settle(
    definition: Definition<'_>,
    played: &mut Played,
    decided: Result<Decision, DecideError>,
    expected: &Expectation,
) -> Result<(), Box<Mismatch>> {
    let grounds = match decided {
        Ok(decision) => {
            let grounds = match &decision.entry.content {
                Content::Refused { grounds, .. } => grounds.clone(),
                _ => Vec::new(),
            };
            played.case = Some(decision.after.clone());
            played.entries.extend(decision.into_entries());
            grounds
        }
        Err(DecideError::NotOpened { grounds, .. }) => grounds,
        Err(error) => return Err(Box::new(Mismatch::Undecidable(error))),
    };
    compare_grounds(&grounds, expected)?;
    match &played.case {
        Some(case) => compare_case(definition, case, expected),
        None => Ok(()),
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
