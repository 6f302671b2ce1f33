//! A story played in a store: every step through the service, on the clock of the story.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::clock::DemoClock;
use super::written::{quoted, written};
use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::diagnostic::{Finding, Lang};
use crate::engine::scenario::{case_id, moment_in, nth_child};
use crate::engine::{Case, CaseId, Content, Given, standing};
use crate::guard::Name;
use crate::library::{Library, Procedure};
use crate::service::{Cases, CasesError, Done, Request, Who};
use crate::store::SqliteStore;
use crate::workflow::scenario::{Opening, Person, ScenarioAct, Story, StoryDoes, StoryStep};
use crate::workflow::{By, Element};

/// Through whom the story comes.
const VIA: &str = "demo";

/// A story as it is played in a store.
pub(super) struct Player<'a> {
    pub library: &'a Library,
    pub story: &'a Story,
    pub cases: Cases<'a>,
    pub clock: &'a DemoClock,
    /// How many acts were taken.
    pub acts: usize,
    /// How many were refused.
    pub refusals: usize,
}

/// How a step went.
enum Went {
    Done(Box<Done>),
    /// A day came.
    Day,
}

impl<'a> Player<'a> {
    pub(super) fn new(
        library: &'a Library,
        story: &'a Story,
        store: &'a SqliteStore,
        clock: &'a DemoClock,
    ) -> Self {
        Player {
            library,
            story,
            cases: Cases::new(store, clock).with_library(library),
            clock,
            acts: 0,
            refusals: 0,
        }
    }

    fn procedure(&self, case: &Name) -> Option<&'a Procedure> {
        self.library.procedures.get(self.story.workflow(case)?)
    }

    /// When a step happens, as the engine plays it.
    pub(super) fn moment(&self, step: &StoryStep, at: usize) -> Option<Timestamp> {
        let procedure = self.procedure(&step.case)?;
        Some(moment_in(&procedure.zone, step.on(), at))
    }

    /// The id of a case, as far as it has been opened.
    pub(super) fn id(&self, name: &Name) -> Result<Option<CaseId>, CasesError> {
        let Some(case) = self.story.cases.get(name) else {
            return Ok(None);
        };
        let Some((of, path)) = &case.of else {
            return Ok(Some(case_id(name)));
        };
        let Some(mut at) = self.id(of)? else {
            return Ok(None);
        };
        for (children, nth) in &path.steps {
            let opened = pollster::block_on(self.cases.find(&at))?;
            let Some(child) = nth_child(&opened.case, children, *nth) else {
                return Ok(None);
            };
            at = child;
        }
        Ok(Some(at))
    }

    /// Plays one step, and tells it in a line.
    pub(super) fn play(
        &mut self,
        step: &StoryStep,
        at: usize,
        context: &mut Context,
    ) -> Result<(), Exit> {
        if let Some(moment) = self.moment(step, at) {
            self.clock.set(moment);
        }
        let failed =
            |error: &CasesError, context: &mut Context| context.fail(error, Exit::Findings);
        let id = match self.id(&step.case) {
            Ok(Some(id)) => id,
            // The story has been played by the engine: its children are opened.
            Ok(None) => return Err(Exit::Findings),
            Err(error) => return Err(failed(&error, context)),
        };
        let went = match self.step(step, &id) {
            Ok(went) => went,
            Err(error) => return Err(failed(&error, context)),
        };
        let after = match &went {
            Went::Done(done) => done.decision.after.clone(),
            Went::Day => match pollster::block_on(self.cases.find(&id)) {
                Ok(opened) => opened.case.clone(),
                Err(error) => return Err(failed(&error, context)),
            },
        };
        self.tell(step, at, (&went, &after), context);
        if Self::as_told(step, &went, &after) {
            Ok(())
        } else {
            Err(Exit::Findings)
        }
    }

    fn step(&self, step: &StoryStep, id: &CaseId) -> Result<Went, CasesError> {
        let done = match &step.what {
            StoryDoes::Opens { given, .. } => {
                let workflow = self.story.workflow(&step.case).cloned().unwrap_or_default();
                let request = self.opening(given);
                let opened = self
                    .cases
                    .open(self.library, &workflow, Some(id.clone()), &request);
                pollster::block_on(opened)?
            }
            StoryDoes::Goes(goes) => match &goes.act {
                Some(act) => {
                    let request = self.request(act);
                    let done = self.cases.advance(id, &act.transition, &request, None);
                    pollster::block_on(done)?
                }
                None => {
                    pollster::block_on(self.cases.tick(None))?;
                    return Ok(Went::Day);
                }
            },
        };
        Ok(Went::Done(Box::new(done)))
    }

    /// Whether a step came to what the story says. Everything else that it says is
    /// compared by the engine, which has played it before.
    fn as_told(step: &StoryStep, went: &Went, after: &Case) -> bool {
        let then = step.then();
        let taken = match went {
            Went::Done(done) => done.decision.accepted() == then.refused.is_none(),
            // What had run out was taken, now or with another case before.
            Went::Day => true,
        };
        taken && (then.outcome.is_none() || then.outcome == after.outcome)
    }

    fn who(&self, by: &Name, capacity: Option<&Name>, behalf: Option<&Name>) -> Who {
        let person = self.story.people.get(by);
        let roles = person.map(|person| person.roles.iter().cloned());
        Who {
            actor: by.clone(),
            capacity: capacity.cloned(),
            granted: roles.into_iter().flatten().collect::<BTreeSet<_>>(),
            claims: person
                .map(|person: &Person| person.claims.clone())
                .unwrap_or_default(),
            on_behalf_of: behalf.cloned(),
            via: VIA.into(),
        }
    }

    fn opening(&self, given: &Opening) -> Request {
        let mut request = Request::by(self.who(&given.by, given.capacity.as_ref(), None));
        request.give = written_facts(&given.facts);
        request
    }

    fn request(&self, act: &ScenarioAct) -> Request {
        let behalf = act.on_behalf_of.as_ref();
        let texts = |texts: &BTreeMap<Name, Name>| {
            let all = texts.iter();
            all.map(|(id, text)| (id.to_string(), text.to_string()))
                .collect()
        };
        Request {
            who: self.who(&act.by, act.capacity.as_ref(), behalf),
            give: written_facts(&act.give),
            reason: act.reason.as_ref().map(ToString::to_string),
            criteria: texts(&act.criteria),
            withdraws: act.withdraws,
            effective: None,
        }
    }

    fn tell(
        &mut self,
        step: &StoryStep,
        at: usize,
        (went, after): (&Went, &Case),
        context: &mut Context,
    ) {
        let Some(procedure) = self.procedure(&step.case) else {
            return;
        };
        let lang = context.lang;
        let title = |element: &Element| element.title.get(lang).to_owned();
        let workflow = &procedure.workflow;
        let case = self.story.cases.get(&step.case);
        let case = case.map_or("", |case| case.title.get(lang));
        let person = |by: &Name| {
            let person = self.story.people.get(by);
            person.map_or(by.to_string(), |one| one.name.get(lang).to_owned())
        };
        let (who, what) = match &step.what {
            StoryDoes::Opens { given, .. } => {
                (person(&given.by), context.word("개시", "opened").to_owned())
            }
            StoryDoes::Goes(goes) => match &goes.act {
                Some(act) => {
                    let transition = workflow.transition(&act.transition);
                    let what = transition.map(|one| title(&one.element));
                    (person(&act.by), what.unwrap_or_default())
                }
                None => {
                    let deadlines: Vec<String> = step
                        .then()
                        .clock
                        .iter()
                        .filter_map(|id| {
                            workflow.deadlines.iter().find(|one| one.element.id == *id)
                        })
                        .map(|deadline| title(&deadline.element))
                        .collect();
                    (
                        context.word("기한", "the clock").to_owned(),
                        deadlines.join(", "),
                    )
                }
            },
        };
        let stands: Vec<String> = standing(workflow, after)
            .iter()
            .filter_map(|state| workflow.state(state))
            .map(|state| title(&state.1.element))
            .collect();
        let refused = match went {
            Went::Done(done) => !done.decision.accepted(),
            Went::Day => false,
        };
        if refused {
            self.refusals += 1;
        } else {
            self.acts += 1;
        }
        let stands = stands.join(", ");
        let end = match refused {
            true => {
                let word = context.word("거부", "refused").to_owned();
                context.paint().red(&word)
            }
            false => context.paint().green(&format!("→ {stands}")),
        };
        let on = step.on();
        context.line(format_args!("{at:>4} {on} {case}: {what} – {who} {end}"));
        if let Went::Done(done) = went
            && matches!(done.decision.entry.content, Content::Refused { .. })
        {
            for finding in done.refusal() {
                tell_ground(&finding, context);
            }
        }
    }

    /// The command that takes a step, as somebody would who goes on with the story.
    pub(super) fn command(
        &self,
        step: &StoryStep,
        at: usize,
        store: &str,
    ) -> Result<Vec<String>, CasesError> {
        let Some((id, procedure)) = self.id(&step.case)?.zip(self.procedure(&step.case)) else {
            return Ok(Vec::new());
        };
        let now = self.moment(step, at).unwrap_or_default();
        let clock = now.to_zoned(procedure.zone.clone());
        let clock = clock.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let store = quoted(&format!("sqlite:{store}"));
        let mut line = format!("JORYE_REHEARSAL={clock} jorye");
        let workflow = &procedure.workflow;
        let acts = |by: &Name, capacity: Option<&Name>, roles: &[Name]| {
            let person = self.story.people.get(by);
            let held = |role: &&Name| person.is_some_and(|one| one.roles.contains(role));
            let capacity = capacity
                .or_else(|| roles.iter().find(held))
                .or_else(|| roles.first());
            let mut line = format!(" --actor {by}");
            if let Some(role) = capacity {
                line.push_str(&format!(" --as {role}"));
            }
            for (claim, values) in person.iter().flat_map(|person| &person.claims) {
                for value in values {
                    line.push_str(&format!(" --claim {}", quoted(&format!("{claim}={value}"))));
                }
            }
            line
        };
        let gives = |facts: &Given| -> String {
            written_facts(facts)
                .iter()
                .map(|(fact, value)| format!(" --give {}", quoted(&format!("{fact}={value}"))))
                .collect()
        };
        let mut lines = Vec::new();
        match &step.what {
            StoryDoes::Opens { given, .. } => {
                let roles: Vec<Name> = workflow.opened_by.clone();
                line.push_str(&format!(" case open {} --id {id}", workflow.id()));
                line.push_str(&acts(&given.by, given.capacity.as_ref(), &roles));
                line.push_str(&gives(&given.facts));
            }
            StoryDoes::Goes(goes) => match &goes.act {
                Some(act) => {
                    let roles = workflow
                        .transition(&act.transition)
                        .and_then(|one| match &one.by {
                            By::Roles(roles) => Some(roles.clone()),
                            By::Engine | By::Clock | By::Parent => None,
                        })
                        .unwrap_or_default();
                    let who = acts(&act.by, act.capacity.as_ref(), &roles);
                    lines.push(format!("{line} case next {id}{who} --store {store}"));
                    line.push_str(&format!(" case advance {id} {}{who}", act.transition));
                    line.push_str(&gives(&act.give));
                    if let Some(reason) = &act.reason {
                        line.push_str(&format!(" --reason {}", quoted(reason)));
                    }
                    for (id, said) in &act.criteria {
                        line.push_str(&format!(" --criterion {}", quoted(&format!("{id}={said}"))));
                    }
                    if act.withdraws {
                        line.push_str(" --withdraw");
                    }
                }
                None => line = format!("jorye tick --now {clock}"),
            },
        }
        line.push_str(&format!(" --store {store}"));
        lines.push(line);
        Ok(lines)
    }
}

fn written_facts(facts: &Given) -> Vec<(String, String)> {
    facts
        .iter()
        .map(|(fact, value)| (fact.to_string(), written(value)))
        .collect()
}

/// A ground of a refusal, with the provision.
fn tell_ground(finding: &Finding, context: &mut Context) {
    let title = finding.title(context.lang);
    let cites = finding
        .citation
        .as_ref()
        .map(|citation| format!(" [{}]", citation.get(context.lang)))
        .unwrap_or_default();
    context.line(format_args!("                {title}{cites}"));
}

/// How the acts and refusals are told together.
pub(super) fn sum(acts: usize, refusals: usize, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!(
            "받아들인 행위 {acts}건, 거부한 행위 {refusals}건이 모두 기록에 남았고, 기록이 검증되었습니다."
        ),
        Lang::En => format!(
            "{acts} acts taken and {refusals} refused are all on the trail, and the trail verifies."
        ),
    }
}
