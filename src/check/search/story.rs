//! A way told as a story: dated acts of named people with plain values, played by
//! the engine act by act.
//!
//! The solver proposes, the engine disposes. Before each act what the engine knows
//! better (when deadlines end, who holds a role by now) is put to the solver, the
//! plainest act that still leads to the goal is taken from it, and the engine plays
//! it. A story is one only if the engine took every act and says at the end what is
//! claimed.

mod choose;
mod time;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Telling;
use super::cast::Cast;
use super::space::{Goal, Says};
use super::unroll::{Frame, Unrolled};
use crate::check::explore::Graph;
use crate::check::solver::circuit::Bit;
use crate::check::solver::days;
use crate::diagnostic::Place;
use crate::engine::scenario::{Mismatch, Played, run_among};
use crate::engine::{Case, Content, Definition, Entry, Given, says, standing};
use crate::guard::{Expr, Name, Truth, Value};
use crate::workflow::scenario::{
    Expectation, Opening, Scenario, ScenarioAct, ScenarioStep, Scenarios,
};
use crate::workflow::{By, FactSource, Joint, Workflow};

/// How many clauses one choice may learn.
const EFFORT: u64 = 5_000;

/// The first day of a story, where the workflow is in force by then: a Monday.
const SOME_DAY: Date = jiff::civil::date(2026, 3, 2);

/// A story that the engine has played.
#[derive(Debug, Clone)]
pub(in crate::check) struct Story {
    /// It alone, with its people and seats.
    pub(in crate::check) file: Scenarios,
    /// The last day.
    pub(in crate::check) ends: Date,
}

impl Story {
    /// What is told.
    pub(in crate::check) fn scenario(&self) -> Option<&Scenario> {
        self.file.scenarios.first()
    }
}

/// Why a way is no story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) enum NoStory {
    /// There is no definition to play it under.
    NoStage,
    /// It begins with, or hangs on, another case.
    OtherCases,
    /// No values, people or days were found for this act.
    NoValues(Name),
    /// The engine went another way at this act.
    Refused(Name),
    /// At the end the engine does not say what was claimed.
    Otherwise,
}

/// Tells a way that has been found possible.
pub(super) fn tell<'a>(
    graph: &Graph<'a>,
    (definition, definitions): (Definition<'_>, &[Definition<'_>]),
    telling: &Telling<'_>,
    goal: &Goal<'a>,
    unrolled: Unrolled<'a>,
) -> Result<Story, NoStory> {
    let workflow = graph.workflow;
    let parent = |frame: &Frame<'_>| frame.leader().is_some_and(|one| one.by == By::Parent);
    if unrolled.frames.iter().any(parent) {
        return Err(NoStory::OtherCases);
    }
    let assumed = unrolled.conditions.iter().map(|(bit, _)| *bit).collect();
    let mut teller = Teller {
        node: unrolled.last_node(graph),
        workflow,
        definition,
        definitions,
        cast: Cast::new(workflow),
        unrolled,
        assumed,
        place: telling.place.clone(),
        scenario: Scenario {
            id: telling.id.into(),
            title: telling.title.clone(),
            place: telling.place.clone(),
            seats: Vec::new(),
            given: Opening {
                on: workflow.in_force,
                by: "somebody".into(),
                capacity: None,
                facts: Given::new(),
            },
            opened: Expectation::default(),
            steps: Vec::new(),
        },
        case: None,
        entries: Vec::new(),
        pending: false,
    };
    teller.hold_ballots();
    teller.open()?;
    teller.look(goal);
    // Automatic steps may follow the opening at once.
    let leading = teller.unrolled.frames.iter().position(|frame| frame.leads);
    let mut at = leading.unwrap_or(teller.unrolled.frames.len());
    if teller.steps_since(0) != teller.expected(0, at) {
        return Err(NoStory::Refused(workflow.id().clone()));
    }
    let mut today = teller.scenario.given.on;
    while at < teller.unrolled.frames.len() {
        let frames = teller
            .unrolled
            .frames
            .iter()
            .enumerate()
            .skip(at.saturating_add(1));
        let next = frames
            .filter(|(_, frame)| frame.leads)
            .map(|(place, _)| place)
            .next()
            .unwrap_or(teller.unrolled.frames.len());
        today = teller.act(at, next, today)?;
        at = next;
        teller.look(goal);
        // Where it is so already, there is no more to tell.
        if teller.is_so(goal, today) {
            break;
        }
    }
    if let Some(wait) = telling.wait {
        today = teller.wait(goal, today, wait)?;
    }
    if !teller.is_told(goal, today) {
        return Err(NoStory::Otherwise);
    }
    teller.finish(goal, today)
}

struct Teller<'d, 'a> {
    /// Where the way ends.
    node: usize,
    workflow: &'a Workflow,
    definition: Definition<'d>,
    definitions: &'d [Definition<'d>],
    cast: Cast<'a>,
    unrolled: Unrolled<'a>,
    assumed: Vec<Bit>,
    place: Place,
    scenario: Scenario,
    case: Option<Case>,
    entries: Vec<Entry>,
    /// Whether something is outstanding, as the engine saw it.
    pending: bool,
}

impl<'a> Teller<'_, 'a> {
    fn open(&mut self) -> Result<(), NoStory> {
        let failed = || NoStory::NoValues(self.workflow.id().clone());
        let first = self.workflow.in_force.max(SOME_DAY);
        let plain: Vec<i128> = [0, 1, 7, 30, 365]
            .iter()
            .map(|more| days::of(first).saturating_add(*more))
            .collect();
        let day = self.unrolled.opened_on.clone();
        let failed = failed();
        let on = self.choose(&day, &plain).and_then(days::to);
        let on = on.ok_or_else(|| failed.clone())?;
        self.scenario.given.on = on;
        let opening = self.unrolled.opening.clone();
        let given = self.unrolled.opening_given.clone();
        let mut facts = Given::new();
        for fact in &self.workflow.facts {
            if !matches!(fact.source, FactSource::Opening) {
                continue;
            }
            let id = &fact.element.id;
            let known = given.get(id).copied();
            if let Some(value) = self.value_of(id, &fact.of, &opening, known, fact.optional, on) {
                facts.insert(id.clone(), value);
            } else if !fact.optional {
                return Err(failed);
            }
        }
        self.scenario.given.facts = facts;
        let openers = if self.workflow.opened_by.is_empty() {
            self.workflow
                .roles
                .iter()
                .map(|role| role.element.id.clone())
                .collect()
        } else {
            self.workflow.opened_by.clone()
        };
        let opener = self.unrolled.opener.clone();
        let (person, role) = self.actor(&opener, &openers).ok_or(failed)?;
        self.scenario.given.by = person;
        self.scenario.given.capacity = Some(role);
        self.play()
    }

    /// One entry: the act of a frame, or what the clock does, with the automatic
    /// steps that follow it. Gives the day.
    fn act(&mut self, at: usize, next: usize, before: Date) -> Result<Date, NoStory> {
        let leader = self
            .unrolled
            .frames
            .get(at)
            .and_then(|frame| frame.fired.first())
            .map(|(leader, _)| *leader)
            .ok_or(NoStory::Otherwise)?;
        let failed = NoStory::NoValues(leader.element.id.clone());
        let by_clock = leader.by == By::Clock;
        let deadline = self.time(at, leader).ok_or_else(|| failed.clone())?;
        let today = self.day(at, before).ok_or_else(|| failed.clone())?;
        let expected = self.expected(at, next);
        let known = self.entries.len();
        if by_clock {
            self.step(today, None);
            if let (Some(step), Some(deadline)) = (self.scenario.steps.last_mut(), deadline) {
                step.then.clock = vec![deadline];
            }
            self.play()?;
        } else {
            let give = self.given(at, today).ok_or_else(|| failed.clone())?;
            let By::Roles(roles) = &leader.by else {
                return Err(NoStory::Otherwise);
            };
            let acts = match &leader.joint {
                Joint::One => {
                    let actor = self
                        .unrolled
                        .frames
                        .get(at)
                        .map(|frame| frame.actor.clone());
                    let actor = actor.ok_or_else(|| failed.clone())?;
                    let reason = self.reason(at);
                    let criteria = self.criteria(at);
                    let (person, role) = self.actor(&actor, roles).ok_or(failed)?;
                    vec![ScenarioAct {
                        by: person,
                        capacity: Some(role),
                        on_behalf_of: None,
                        transition: leader.element.id.clone(),
                        effective: None,
                        give,
                        reason,
                        criteria,
                        withdraws: false,
                    }]
                }
                Joint::All | Joint::Each(_) => {
                    self.together(at, leader, roles, &give).ok_or(failed)?
                }
            };
            for act in acts {
                self.step(today, Some(act));
                self.play()?;
            }
        }
        let taken = self.steps_since(known);
        if taken == expected {
            Ok(today)
        } else {
            Err(NoStory::Refused(leader.element.id.clone()))
        }
    }

    /// The steps that these frames take, with their branches.
    fn expected(&self, from: usize, to: usize) -> Vec<(Name, Option<Name>)> {
        let frames = self.unrolled.frames.get(from..to).unwrap_or_default();
        frames
            .iter()
            .flat_map(|frame| &frame.fired)
            .map(|(one, branch)| {
                let branch = branch.and_then(|at| one.branches.get(at));
                (
                    one.element.id.clone(),
                    branch.map(|branch| branch.element.id.clone()),
                )
            })
            .collect()
    }

    /// The steps that the engine took from an entry on, with their branches.
    fn steps_since(&self, entry: usize) -> Vec<(Name, Option<Name>)> {
        self.entries
            .iter()
            .skip(entry)
            .flat_map(|entry| entry.content.steps())
            .map(|step| (step.transition.clone(), step.branch.clone()))
            .collect()
    }

    fn step(&mut self, on: Date, act: Option<ScenarioAct>) {
        self.scenario.steps.push(ScenarioStep {
            place: self.place.clone(),
            on,
            child: None,
            deliver: true,
            act,
            order: None,
            then: Expectation::default(),
        });
    }

    fn file(&self) -> Scenarios {
        Scenarios {
            workflow: self.workflow.id().clone(),
            revision: self.workflow.revision,
            people: self.cast.people.clone(),
            seats: self.cast.seats.clone(),
            scenarios: vec![self.scenario.clone()],
        }
    }

    /// Plays what is told so far. What comes late is expected to.
    fn play(&mut self) -> Result<(), NoStory> {
        for _ in 0..3 {
            let file = self.file();
            let Played {
                case,
                entries,
                failure,
                ..
            } = run_among(self.definition, self.definitions, &file, &self.scenario);
            match failure.map(|failure| failure.mismatch) {
                None => {
                    self.case = case;
                    self.entries = entries;
                    return self.expect();
                }
                Some(Mismatch::Late { found, .. }) => {
                    if let Some(step) = self.scenario.steps.last_mut() {
                        step.then.late = found;
                    }
                }
                // Only where a day merely comes, the clock may do whatever it does.
                Some(Mismatch::Clock { found, .. })
                    if self
                        .scenario
                        .steps
                        .last()
                        .is_some_and(|step| step.act.is_none() && step.then.clock.is_empty()) =>
                {
                    if let Some(step) = self.scenario.steps.last_mut() {
                        step.then.clock = found;
                    }
                }
                Some(_) => break,
            }
        }
        let act = self
            .scenario
            .steps
            .last()
            .and_then(|step| step.act.as_ref());
        let name = act.map_or_else(|| self.workflow.id().clone(), |act| act.transition.clone());
        Err(NoStory::Refused(name))
    }

    /// From now on the story expects that the case stands where it does.
    fn expect(&mut self) -> Result<(), NoStory> {
        let case = self.case.as_ref().ok_or(NoStory::Otherwise)?;
        let at = Some(standing(self.workflow, case));
        let then = match self.scenario.steps.last_mut() {
            Some(step) => &mut step.then,
            None => &mut self.scenario.opened,
        };
        then.at = at;
        then.outcome.clone_from(&case.outcome);
        Ok(())
    }

    fn says(&self, rule: &Expr, today: Date) -> Truth {
        let noon = today.at(12, 0, 0, 0).to_zoned(self.definition.zone.clone());
        let at = noon.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
        match &self.case {
            Some(case) => says(case, rule, at.max(case.recorded), today),
            None => Truth::Unknown,
        }
    }

    /// Whether a moment that is looked for has come.
    fn is_so(&self, goal: &Goal<'a>, today: Date) -> bool {
        match goal {
            Goal::Moment(rule, wanted) => {
                let said = self.says(rule, today);
                match wanted {
                    Says::Holds => said == Truth::Holds,
                    Says::Fails => said == Truth::Fails,
                    Says::NotHolds => said != Truth::Holds,
                }
            }
            Goal::Step(_) | Goal::Same { .. } | Goal::Pending { .. } | Goal::Blocked(_) => false,
        }
    }

    /// Whether the whole is what was looked for. Every entry took exactly the steps
    /// of the way, so that only what rules say is left to be asked, and who acted.
    fn is_told(&self, goal: &Goal<'a>, today: Date) -> bool {
        match goal {
            Goal::Moment(..) => self.is_so(goal, today),
            Goal::Step(_) => true,
            Goal::Same { first, second } => {
                let by = |id: &crate::workflow::TransitionId| {
                    let name = self
                        .workflow
                        .transitions
                        .get(id.0)
                        .map(|one| &one.element.id);
                    self.entries
                        .iter()
                        .filter(|entry| matches!(entry.content, Content::Act { .. }))
                        .filter(|entry| {
                            let mut steps = entry.content.steps().iter();
                            steps.any(|step| Some(&step.transition) == name)
                        })
                        .map(|entry| entry.subject.actor.clone())
                        .collect::<Vec<_>>()
                };
                let (one, other) = (by(first), by(second));
                one.iter().any(|person| other.contains(person))
            }
            Goal::Pending { .. } => self.pending,
            Goal::Blocked(at) => at.get(&self.node).is_some_and(|needs| {
                let fails = |rule: &&Expr| self.says(rule, today) != Truth::Holds;
                needs.iter().all(|need| need.iter().any(fails))
            }),
        }
    }

    /// Looks whether something has become outstanding, or is no longer.
    fn look(&mut self, goal: &Goal<'a>) {
        if let Goal::Pending { from, to, .. } = goal {
            let today = self.today();
            let begins = self.says(from, today) == Truth::Holds;
            let done = self.says(to, today) == Truth::Holds;
            self.pending = (self.pending || begins) && !done;
        }
    }

    /// The whole story: with the facts at its end on which the claim hangs.
    fn finish(mut self, goal: &Goal<'a>, today: Date) -> Result<Story, NoStory> {
        let mut read = std::collections::BTreeSet::new();
        let mut rules = goal.rules();
        if let Goal::Blocked(at) = goal {
            rules.extend(at.get(&self.node).into_iter().flatten().flatten());
        }
        for rule in rules {
            crate::check::solver::stage::read_by(rule, &mut read);
        }
        let case = self.case.clone().ok_or(NoStory::Otherwise)?;
        if let Some(step) = self.scenario.steps.last_mut() {
            for fact in read {
                match case.facts.get(&fact) {
                    Some(Value::Ballot(_) | Value::Document(_) | Value::Table(_)) => {}
                    Some(value) => {
                        step.then.facts.insert(fact, value.clone());
                    }
                    None => {
                        let of_acts = self
                            .workflow
                            .fact(&fact)
                            .is_some_and(|fact| !matches!(fact.source, FactSource::Computed(_)));
                        if of_acts {
                            step.then.unset.push(fact);
                        }
                    }
                }
            }
        }
        let file = self.file();
        let played = run_among(self.definition, self.definitions, &file, &self.scenario);
        if played.failure.is_some() {
            return Err(NoStory::Otherwise);
        }
        Ok(Story { file, ends: today })
    }
}
