//! Playing a scenario with the engine itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::family::{Cases, count};
use super::orders;
use crate::calendar::Point;
use crate::diagnostic::{Bilingual, Place};
use crate::engine::child::Message;
use crate::engine::people::collected;
use crate::engine::{
    Act, Case, CaseId, Content, DecideError, Decision, Definition, Entry, Given, Ground, Owed,
    Principal, Register, Seated, Tenure, World, decide, open, standing,
};
use crate::guard::{Name, Value};
use crate::workflow::scenario::{
    Expectation, Opening, Order, Person, Scenario, ScenarioStep, Scenarios,
};

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
    /// The clock has acted on other deadlines.
    Clock {
        /// Those expected, in order.
        expected: Vec<Name>,
        /// Those found.
        found: Vec<Name>,
    },
    /// The act met other deadlines late.
    Late {
        /// Those expected.
        expected: Vec<Name>,
        /// Those found.
        found: Vec<Name>,
    },
    /// A deadline has another last day, or does not run.
    Due {
        /// The deadline.
        deadline: Name,
        /// The day expected.
        expected: Option<Point>,
        /// The day found.
        found: Option<Point>,
    },
    /// A deadline runs that should not.
    Running {
        /// The deadline.
        deadline: Name,
    },
    /// The act could not be decided at all.
    Undecidable(DecideError),
    /// An order was refused, and should not have been, or for something else.
    NotDone {
        /// The words expected; none where it should have been carried out.
        expected: Vec<Name>,
        /// Those found.
        found: Vec<Name>,
        /// What was said.
        says: Bilingual,
    },
    /// The case stands under another revision.
    Revision {
        /// The revision expected.
        expected: u32,
        /// The revision found.
        found: u32,
    },
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
    run_beside(definition, others, &[], file, scenario)
}

/// The same, beside the revisions of the workflow that may come into force while the
/// case runs.
pub fn run_beside<'a>(
    definition: Definition<'a>,
    others: &[Definition<'a>],
    revisions: &[Definition<'a>],
    file: &Scenarios,
    scenario: &Scenario,
) -> Played {
    let definitions: BTreeMap<Name, Definition<'a>> = others
        .iter()
        .chain(std::iter::once(&definition))
        .map(|one| (one.workflow.id().clone(), *one))
        .collect();
    let id: Name = scenario.id.replace('_', "-").into();
    let mut play = Play::new(
        (&file.people, revisions),
        Cases::new(&definitions, seeded(file, scenario)),
        id.clone(),
    );
    let opening = (&scenario.given, &scenario.opened);
    let failure = match play.opening(definition, opening, id, 0) {
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
pub(super) struct Play<'a> {
    people: &'a BTreeMap<Name, Person>,
    pub(super) root: CaseId,
    /// The revisions of the workflow.
    pub(super) revisions: Vec<Definition<'a>>,
    /// To which the next act of the scenario's own case moves it.
    pub(super) next: Option<Definition<'a>>,
    pub(super) cases: Cases<'a>,
    pub(super) played: Played,
}

impl<'a> Play<'a> {
    pub(super) fn new(
        (people, revisions): (&'a BTreeMap<Name, Person>, &[Definition<'a>]),
        cases: Cases<'a>,
        root: CaseId,
    ) -> Self {
        Play {
            people,
            root,
            revisions: revisions.to_vec(),
            next: None,
            cases,
            played: Played {
                entries: Vec::new(),
                children: Vec::new(),
                case: None,
                failure: None,
            },
        }
    }

    /// Opens a case; `at` is which step it is, 0 that of a scenario.
    pub(super) fn opening(
        &mut self,
        definition: Definition<'a>,
        (given, expected): (&Opening, &Expectation),
        id: Name,
        at: usize,
    ) -> Result<Option<DecideError>, Box<Mismatch>> {
        let who = principal(self.people, &given.by, given.capacity.as_ref(), None);
        let mut world = world(definition, (given.on, None), at, who)
            .with_register(self.cases.register().clone());
        world.children = self.cases.manifests();
        let opened = open(definition, &world, id, given.facts.clone());
        let not_opened = opened.as_ref().err().cloned();
        self.settle(
            definition,
            (Vec::new(), opened),
            expected,
            (given.on, at, true),
        )?;
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
            if let Err(mismatch) = self.step(definition, step, at) {
                return failed(*mismatch);
            }
        }
        None
    }

    /// Plays one step in the case of the scenario, or in a child of it.
    pub(super) fn step(
        &mut self,
        definition: Definition<'a>,
        step: &ScenarioStep,
        at: usize,
    ) -> Result<(), Box<Mismatch>> {
        let id = match &step.child {
            None => Some(self.root.clone()),
            Some(path) => self.cases.child(&self.root, path),
        };
        let case = id.and_then(|id| self.cases.get(&id).cloned());
        let Some((case, own)) = case.and_then(|case| {
            let own = self.cases.definition(&case)?;
            Some((case, own))
        }) else {
            return Err(Box::new(Mismatch::NoChild));
        };
        let Some(act) = &step.act else {
            let done = match &step.order {
                Some(order) => self.ordered(own, &case, (step, order), at),
                None => self.day_comes(own, &case, step, at),
            };
            done?;
            return self.compare_own(definition, step);
        };
        let who = principal(
            self.people,
            &act.by,
            act.capacity.as_ref(),
            act.on_behalf_of.as_ref(),
        );
        let now = moment(own, step.on, at);
        let mut first = match self.cases.take_owed_seats(own, now, &case.id) {
            Ok(first) => first,
            Err(error) => return Err(Box::new(Mismatch::Undecidable(error))),
        };
        let case = self.cases.get(&case.id).cloned().unwrap_or(case);
        let (own, case) = match self.bring(own, &case, now) {
            Ok(None) => (own, case),
            Ok(Some((new, done))) => {
                let after = done.after.clone();
                self.cases.keep_owed(&Owed {
                    entries: done.entries.clone(),
                    after: done.after,
                    more: false,
                });
                first.extend(done.entries);
                (new, after)
            }
            Err(mismatch) => return Err(mismatch),
        };
        let mut world = self::world(own, (step.on, act.effective), at, who)
            .with_register(self.cases.register().clone());
        world.children = self.cases.manifests();
        let attempt = Act {
            transition: act.transition.clone(),
            given: act.give.clone(),
            reason: act.reason.clone(),
            criteria: act.criteria.clone(),
            withdraws: act.withdraws,
        };
        let decided = decide(own, &world, &case, attempt);
        let told = (step.on, at, step.deliver);
        let settled = self
            .settle(own, (first, decided), &step.then, told)
            .and_then(|()| {
                let after = self.cases.get(&case.id);
                compare_parties(own, after, &act.transition, &step.then)
            });
        settled?;
        self.compare_own(definition, step)
    }

    /// What is expected of the scenario's own case, where the step was a child's.
    fn compare_own(
        &self,
        definition: Definition<'a>,
        step: &ScenarioStep,
    ) -> Result<(), Box<Mismatch>> {
        match (&step.then.case, &self.played.case) {
            (Some(expected), Some(case)) => {
                let own = self.cases.definition(case).unwrap_or(definition);
                self.compare(own, case, expected)
            }
            _ => Ok(()),
        }
    }

    /// Takes what was decided into the play, delivers what is told, and compares
    /// the case with what is expected.
    fn settle(
        &mut self,
        definition: Definition<'a>,
        (first, decided): (Vec<Entry>, Result<Decision, DecideError>),
        expected: &Expectation,
        (on, at, deliver): (Date, usize, bool),
    ) -> Result<(), Box<Mismatch>> {
        let (grounds, acted) = match decided {
            Ok(decision) => {
                let clock: Vec<Entry> = first.iter().chain(&decision.owed).cloned().collect();
                compare_clock(&clock, expected)?;
                compare_late(&decision, expected)?;
                let grounds = match &decision.entry.content {
                    Content::Refused { grounds, .. } => grounds.clone(),
                    _ => Vec::new(),
                };
                self.cases.keep(&decision);
                let acted = decision.after.id.clone();
                let workflow = decision.after.workflow.clone();
                let root = acted == self.root;
                for entry in first.into_iter().chain(decision.into_entries()) {
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
            self.deliver(definition, on, at)?;
        }
        self.played.case = self.cases.get(&self.root).cloned();
        compare_grounds(&grounds, expected)?;
        match acted.and_then(|id| self.cases.get(&id)) {
            Some(case) => self.compare(definition, case, expected),
            None => Ok(()),
        }
    }

    /// Delivers what the cases have told each other by then.
    fn deliver(
        &mut self,
        definition: Definition<'a>,
        on: Date,
        at: usize,
    ) -> Result<(), Box<Mismatch>> {
        let children = self.cases.manifests();
        let by_engine = |_: &Message| {
            let mut world = world(definition, (on, None), at, Message::principal());
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
        Ok(())
    }

    /// Something is ordered, after what the clock owed by then.
    fn ordered(
        &mut self,
        own: Definition<'a>,
        case: &Case,
        (step, order): (&ScenarioStep, &Order),
        at: usize,
    ) -> Result<(), Box<Mismatch>> {
        let quiet = ScenarioStep {
            then: Expectation {
                clock: step.then.clock.clone(),
                ..Expectation::default()
            },
            deliver: true,
            ..step.clone()
        };
        self.day_comes(own, case, &quiet, at)?;
        let who = match order {
            Order::Correct { by, .. } | Order::Erase { by, .. } => {
                let behalf = by.on_behalf_of.as_ref();
                principal(self.people, &by.by, by.capacity.as_ref(), behalf)
            }
            Order::Revise { .. } => Message::principal(),
        };
        let mut world =
            world(own, (step.on, None), at, who).with_register(self.cases.register().clone());
        world.children = self.cases.manifests();
        let refused = self.order(own, &case.id, (step, order), &world)?;
        if step.deliver {
            self.deliver(own, step.on, at)?;
        }
        self.played.case = self.cases.get(&self.root).cloned();
        orders::compare(refused.as_ref(), &step.then)?;
        let after = self.cases.get(&case.id).unwrap_or(case);
        let own = self.cases.definition(after).unwrap_or(own);
        self.compare(own, after, &step.then)
    }

    /// A day comes, and nobody acts: the clock takes what it owes.
    fn day_comes(
        &mut self,
        definition: Definition<'a>,
        case: &Case,
        step: &ScenarioStep,
        at: usize,
    ) -> Result<(), Box<Mismatch>> {
        let now = moment(definition, step.on, at);
        let undecidable = |error| Box::new(Mismatch::Undecidable(error));
        let mut entries = self
            .cases
            .take_owed_seats(definition, now, &case.id)
            .map_err(undecidable)?;
        let stood = self.cases.get(&case.id).unwrap_or(case);
        let owed = self
            .cases
            .owed(definition, now, stood)
            .map_err(undecidable)?;
        self.cases.keep_owed(&owed);
        entries.extend(owed.entries);
        compare_clock(&entries, &step.then)?;
        compare_grounds(&[], &step.then)?;
        for entry in entries {
            if entry.case == self.root {
                self.played.entries.push(entry);
            } else {
                self.played.children.push((case.workflow.clone(), entry));
            }
        }
        if step.deliver {
            self.deliver(definition, step.on, at)?;
        }
        self.played.case = self.cases.get(&self.root).cloned();
        let after = self.cases.get(&case.id).unwrap_or(&owed.after);
        self.compare(definition, after, &step.then)
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
    act: &Name,
    expected: &Expectation,
) -> Result<(), Box<Mismatch>> {
    let (Some(expected), Some(case)) = (&expected.missing, case) else {
        return Ok(());
    };
    let found = definition
        .workflow
        .transition(act)
        .and_then(|transition| collected(case, transition))
        .map(|collected| collected.missing)
        .unwrap_or_default();
    let sorted = |names: &[Name]| names.iter().cloned().collect::<BTreeSet<_>>();
    if sorted(&found) == sorted(expected) {
        return Ok(());
    }
    Err(Box::new(Mismatch::Missing {
        transition: act.clone(),
        expected: expected.clone(),
        found,
    }))
}

fn moment(definition: Definition<'_>, on: Date, step: usize) -> Timestamp {
    moment_in(definition.zone, on, step)
}

/// Noon of a day in a zone, and a second later each step: when a step happens.
pub fn moment_in(zone: &jiff::tz::TimeZone, on: Date, step: usize) -> Timestamp {
    let noon = on
        .at(12, 0, 0, 0)
        .to_zoned(zone.clone())
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    let seconds = i64::try_from(step).unwrap_or(i64::MAX);
    noon.checked_add(jiff::SignedDuration::from_secs(seconds))
        .unwrap_or(noon)
}

/// The world of a step: the day on which it is recorded, and the earlier one
/// on which it counts.
fn world(
    definition: Definition<'_>,
    (on, effective): (Date, Option<Date>),
    step: usize,
    principal: Principal,
) -> World {
    let date = effective.unwrap_or(on);
    World {
        recorded: moment(definition, on, step),
        effective: moment(definition, date, step),
        date,
        principal,
        register: Register::default(),
        children: BTreeMap::new(),
    }
}

fn principal(
    people: &BTreeMap<Name, Person>,
    by: &Name,
    capacity: Option<&Name>,
    behalf: Option<&Name>,
) -> Principal {
    let person = people.get(by);
    Principal {
        actor: by.clone(),
        capacity: capacity.cloned(),
        granted: person
            .map(|person| person.roles.iter().cloned().collect())
            .unwrap_or_default(),
        claims: person
            .map(|person| person.claims.clone())
            .unwrap_or_default(),
        on_behalf_of: behalf.cloned(),
        via: "scenario".into(),
    }
}

/// How a ground is named in a scenario: a guard, a criterion, an automatic transition or one
/// that fires together by its id, anything else by its word.
fn ground_name(ground: &Ground) -> Name {
    match ground {
        Ground::Guard(id)
        | Ground::Automatic(id)
        | Ground::With(id)
        | Ground::Criterion(id)
        | Ground::Clock(id)
        | Ground::Late(id)
        | Ground::Early(id)
        | Ground::Extended(id)
        | Ground::Uncounted(id) => id.clone(),
        other => other.as_str().into(),
    }
}

/// The deadlines on which the clock acted, in order.
fn compare_clock(entries: &[Entry], expected: &Expectation) -> Result<(), Box<Mismatch>> {
    let found: Vec<Name> = entries
        .iter()
        .filter_map(|entry| match &entry.content {
            Content::Clock { deadline, .. } => Some(deadline.clone()),
            _ => None,
        })
        .collect();
    if found == expected.clock {
        return Ok(());
    }
    Err(Box::new(Mismatch::Clock {
        expected: expected.clock.clone(),
        found,
    }))
}

fn compare_late(decision: &Decision, expected: &Expectation) -> Result<(), Box<Mismatch>> {
    let found: BTreeSet<Name> = decision.late().cloned().collect();
    if found == expected.late.iter().cloned().collect() {
        return Ok(());
    }
    Err(Box::new(Mismatch::Late {
        expected: expected.late.clone(),
        found: found.into_iter().collect(),
    }))
}

fn compare_due(case: &Case, expected: &Expectation) -> Result<(), Box<Mismatch>> {
    let running = |deadline: &Name| {
        case.deadlines
            .kept
            .get(deadline)
            .filter(|timed| timed.is_running())
    };
    for (deadline, due) in &expected.due {
        let found = running(deadline).and_then(|timed| timed.due);
        if found != Some(*due) {
            return Err(Box::new(Mismatch::Due {
                deadline: deadline.clone(),
                expected: Some(*due),
                found,
            }));
        }
    }
    match expected.stopped.iter().find(|it| running(it).is_some()) {
        Some(deadline) => Err(Box::new(Mismatch::Running {
            deadline: deadline.clone(),
        })),
        None => Ok(()),
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
    if let Some(expected) = expected.revision.filter(|one| *one != case.revision) {
        return Err(Box::new(Mismatch::Revision {
            expected,
            found: case.revision,
        }));
    }
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
        // What was erased is known no more.
        let found = case.facts.get(fact);
        if let Some(found) = found.filter(|value| **value != Value::Erased) {
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
    compare_due(case, expected)?;
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
