//! Stories: one scenario over several cases of several workflows, in one world.
//!
//! They stand in files of their own, `workflows/NAME.story.toml`: a story is of no one
//! workflow. Each step names its case; a case is opened by the story, or by what an act
//! of another case opens.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::expected::expectation;
use super::load::{Among, known_name, opening, people, required, step};
use super::order::Under;
use super::{ChildPath, Expectation, Opening, Person, ScenarioStep};
use crate::diagnostic::{Bilingual, Finding, Place, Source};
use crate::guard::Name;
use crate::workflow::keys;
use crate::workflow::load::log::Log;
use crate::workflow::load::{FORMAT, syntax};
use crate::workflow::toml_view::{Got, View, Word, integer_of, wrong_kind};
use crate::workflow::{Workflow, codes};

/// Generations of children in one story: more than any chain of procedures has.
const MOST_GENERATIONS: usize = 64;

/// A story over several cases.
#[derive(Debug, Clone)]
pub struct Story {
    /// Its id.
    pub id: Name,
    /// What it tells.
    pub title: Bilingual,
    /// Where it stands.
    pub place: Place,
    /// The people who appear.
    pub people: BTreeMap<Name, Person>,
    /// Its cases, by the names under which its steps speak of them.
    pub cases: BTreeMap<Name, StoryCase>,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

impl Story {
    /// Every step, in order.
    pub fn steps(&self) -> impl Iterator<Item = &StoryStep> {
        self.stages.iter().flat_map(|stage| &stage.steps)
    }

    /// The workflow of a case.
    pub fn workflow(&self, case: &str) -> Option<&Name> {
        self.cases.get(case).map(|case| &case.workflow)
    }
}

/// A case of a story.
#[derive(Debug, Clone)]
pub struct StoryCase {
    /// What it is called.
    pub title: Bilingual,
    /// Its workflow.
    pub workflow: Name,
    /// The case that opens it, and the way from there; nothing where the story opens it.
    pub of: Option<(Name, ChildPath)>,
}

/// A stage of a story: steps that belong together.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its id.
    pub id: Name,
    /// What it is about.
    pub title: Bilingual,
    /// What happens.
    pub steps: Vec<StoryStep>,
}

/// One step of a story.
#[derive(Debug, Clone)]
pub struct StoryStep {
    /// The case.
    pub case: Name,
    /// What happens in it.
    pub what: StoryDoes,
}

/// What happens in a step of a story.
#[derive(Debug, Clone)]
pub enum StoryDoes {
    /// The case is opened.
    Opens {
        /// Where the step stands.
        place: Place,
        /// How.
        given: Opening,
        /// What is expected of it.
        then: Box<Expectation>,
    },
    /// An act, an order, or a day that comes.
    Goes(Box<ScenarioStep>),
}

impl StoryStep {
    /// The day on which it is recorded.
    pub fn on(&self) -> Date {
        match &self.what {
            StoryDoes::Opens { given, .. } => given.on,
            StoryDoes::Goes(step) => step.on,
        }
    }

    /// Where it stands.
    pub fn place(&self) -> &Place {
        match &self.what {
            StoryDoes::Opens { place, .. } => place,
            StoryDoes::Goes(step) => &step.place,
        }
    }

    /// What is expected of it.
    pub fn then(&self) -> &Expectation {
        match &self.what {
            StoryDoes::Opens { then, .. } => then,
            StoryDoes::Goes(step) => &step.then,
        }
    }
}

/// What reading a story gave.
#[derive(Debug, Clone)]
pub struct LoadedStory {
    /// The story, if the file has no fault.
    pub story: Option<Story>,
    /// Everything found, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads a story against the workflows of a library, each in its last revision.
pub fn load_story(source: &Arc<Source>, workflows: &[&Workflow]) -> LoadedStory {
    let mut log = Log::new(source);
    let (text, left_out) = syntax::readable(&mut log, source);
    let parsed = syntax::parse(&mut log, source, &text, left_out);
    syntax::tell_duplicates(&mut log, parsed.document.get_ref(), &parsed.duplicates);
    let story = if log.findings.is_empty() {
        let document = View::document(&log, parsed.document.get_ref());
        story(&mut log, workflows, &document)
    } else {
        None
    };
    let story = story.filter(|_| log.findings.is_empty());
    let mut findings = log.findings;
    findings.sort_by_key(|finding| finding.place().map(|place| place.span().start));
    LoadedStory { story, findings }
}

fn story(log: &mut Log, workflows: &[&Workflow], document: &View<'_>) -> Option<Story> {
    document.know(log, &keys::STORY_FILE.names(), &[]);
    match document.get(log, "format") {
        Some(item) if integer_of(item.value) == Some(FORMAT) => {}
        Some(item) => log.report(
            "",
            Finding::new(codes::UNKNOWN_FORMAT)
                .at(&item.place)
                .with("found", Bilingual::from(item.place.text()))
                .with("known", &FORMAT),
        ),
        None => log.report(
            "",
            Finding::new(codes::NO_FORMAT)
                .at(&document.place)
                .with("known", &FORMAT),
        ),
    }
    let mut head = required(log, document, "story", View::table)?;
    head.element = "story".to_owned();
    head.shown = "[story]".to_owned();
    head.know(log, &keys::STORY.names(), &[]);
    let id = required(log, &head, "id", View::word);
    let title = required(log, &head, "title", View::bilingual);
    let roles: Vec<&str> = workflows
        .iter()
        .flat_map(|workflow| &workflow.roles)
        .map(|role| &*role.element.id)
        .collect();
    let people = people(log, &roles, document);
    let cases = cases(log, workflows, document);
    let mut stages: Vec<Stage> = Vec::new();
    let mut told = Told {
        workflows,
        people: &people,
        cases: &cases,
        opened: BTreeMap::new(),
        last: None,
    };
    for mut view in document.tables(log, "stage") {
        view.element = "stage".to_owned();
        view.shown = "[[stage]]".to_owned();
        let stage = stage(log, &mut told, &view);
        if let Some(first) = stage
            .as_ref()
            .and_then(|stage| stages.iter().find(|known| known.id == stage.id))
        {
            repeated(log, "stage", &first.id, &view.place);
        }
        stages.extend(stage);
    }
    let id = id?;
    Some(Story {
        place: id.place,
        id: id.text,
        title: title?,
        people,
        cases,
        stages,
    })
}

fn repeated(log: &mut Log, key: &str, name: &str, place: &Place) {
    log.report(
        &format!("{key}.{name}"),
        Finding::new(codes::REPEATED)
            .at(place)
            .with("key", key)
            .with("name", name),
    );
}

/// The cases, with the workflow of each.
fn cases(log: &mut Log, workflows: &[&Workflow], document: &View<'_>) -> BTreeMap<Name, StoryCase> {
    let declared = document.declared(log, "case");
    let mut read: BTreeMap<Name, Declared> = BTreeMap::new();
    for (id, view) in &declared {
        view.know(log, &keys::STORY_CASE.names(), &[]);
        let title = required(log, view, "title", View::bilingual);
        let workflow = view.word(log, "workflow").good();
        let of = view.word(log, "of").good();
        match (&workflow, &of) {
            (Some(word), None) => {
                if view.has("child") {
                    view.missing(log, "of");
                }
                let known = workflows.iter().map(|one| &**one.id());
                known_name(log, &view.element, word, known, ("절차", "workflow"));
            }
            (None, Some(of)) => {
                let known = declared.iter().map(|(id, _)| &*id.text);
                known_name(log, &view.element, of, known, ("사건", "case"));
            }
            _ => {
                // One or the other says where it comes from.
                view.missing(log, "workflow");
            }
        }
        let path = match of {
            Some(of) => required(log, view, "child", View::word).map(|child| (of, child)),
            None => None,
        };
        read.insert(
            id.text.clone(),
            Declared {
                title: title.unwrap_or_default(),
                workflow: workflow.map(|word| word.text),
                of: path,
                element: view.element.clone(),
            },
        );
    }
    let mut cases = BTreeMap::new();
    for (id, declared) in &read {
        if let Some((workflow, of)) = descent(log, workflows, &read, declared, 0) {
            cases.insert(
                id.clone(),
                StoryCase {
                    title: declared.title.clone(),
                    workflow,
                    of,
                },
            );
        }
    }
    cases
}

/// A case as declared.
struct Declared {
    title: Bilingual,
    workflow: Option<Name>,
    of: Option<(Word, Word)>,
    element: String,
}

/// The workflow of a case, and the way to it.
fn descent(
    log: &mut Log,
    workflows: &[&Workflow],
    all: &BTreeMap<Name, Declared>,
    declared: &Declared,
    depth: usize,
) -> Option<(Name, Option<(Name, ChildPath)>)> {
    let Some((of, child)) = &declared.of else {
        return Some((declared.workflow.clone()?, None));
    };
    let fault = |log: &mut Log| {
        let expected = Bilingual::new(
            "다른 사건이 여는 하위 사건(`이름` 또는 `이름:2`)",
            "a child that another case opens, as `name` or `name:2`",
        );
        let found = Finding::new(codes::WRONG_KIND)
            .at(&child.place)
            .with("key", "`child`")
            .with("expected", expected)
            .with("found", Bilingual::from(&format!("`{}`", child.text)));
        log.report(&declared.element, found);
    };
    if depth >= MOST_GENERATIONS {
        fault(log);
        return None;
    }
    let parent = all.get(&of.text)?;
    let (parent, _) = descent(log, workflows, all, parent, depth.saturating_add(1))?;
    let workflow = workflows.iter().find(|one| *one.id() == parent)?;
    let (name, row) = child.text.split_once(':').unwrap_or((&child.text, "1"));
    let row = row.parse::<usize>().ok().filter(|row| *row > 0);
    let opens = workflow.opens();
    let known = opens.iter().map(|(_, opens)| &*opens.name);
    let word = Word {
        text: name.into(),
        place: child.place.clone(),
    };
    if !known_name(
        log,
        &declared.element,
        &word,
        known,
        ("하위 사건", "children"),
    ) {
        return None;
    }
    let Some(row) = row else {
        fault(log);
        return None;
    };
    let opened = workflow.children(name)?.workflow.name.clone();
    let path = ChildPath {
        steps: vec![(name.into(), row)],
    };
    Some((opened, Some((of.text.clone(), path))))
}

/// What was read of a story when a stage of it is.
struct Told<'a> {
    workflows: &'a [&'a Workflow],
    people: &'a BTreeMap<Name, Person>,
    cases: &'a BTreeMap<Name, StoryCase>,
    /// The cases that the story has opened, with where.
    opened: BTreeMap<Name, Place>,
    /// The day of the last step.
    last: Option<Date>,
}

fn stage(log: &mut Log, told: &mut Told<'_>, view: &View<'_>) -> Option<Stage> {
    view.know(log, &keys::STAGE.names(), &[]);
    let id = required(log, view, "id", View::word);
    let title = required(log, view, "title", View::bilingual);
    let element = id
        .as_ref()
        .map_or_else(|| "stage".to_owned(), |id| format!("stage.{}", id.text));
    let mut steps = Vec::new();
    for mut table in view.tables(log, "step") {
        table.element.clone_from(&element);
        table.shown = "[[stage.step]]".to_owned();
        if let Some(step) = one(log, told, &table) {
            if let Some(before) = told.last.filter(|last| step.on() < *last) {
                log.report(
                    &element,
                    Finding::new(codes::STEP_OUT_OF_ORDER)
                        .at(step.place())
                        .with("on", step.on().to_string())
                        .with("before", before.to_string()),
                );
            }
            told.last = told.last.max(Some(step.on()));
            steps.push(step);
        }
    }
    Some(Stage {
        id: id?.text,
        title: title?,
        steps,
    })
}

fn one(log: &mut Log, told: &mut Told<'_>, view: &View<'_>) -> Option<StoryStep> {
    let opens = view.has("given");
    let key = if opens { "given" } else { "when" };
    let mut table = required(log, view, key, View::table)?;
    table.element.clone_from(&view.element);
    let word = required(log, &table, "case", View::word)?;
    let known = told.cases.keys().map(|id| &**id);
    if !known_name(log, &view.element, &word, known, ("사건", "case")) {
        return None;
    }
    let case = told.cases.get(&word.text)?;
    let workflow = *told
        .workflows
        .iter()
        .find(|one| *one.id() == case.workflow)?;
    if !opens {
        if case.of.is_none() && !told.opened.contains_key(&word.text) {
            known_name(
                log,
                &view.element,
                &word,
                told.opened.keys().map(|id| &**id),
                ("이미 연 사건", "case that was opened before"),
            );
            return None;
        }
        let among = Among {
            workflow,
            others: told.workflows,
            revisions: &[],
            story: true,
        };
        let step = step(log, (among, Under::of(workflow)), told.people, view)?;
        return Some(StoryStep {
            case: word.text,
            what: StoryDoes::Goes(Box::new(step)),
        });
    }
    view.know(log, &keys::STORY_STEP.names(), &[]);
    if case.of.is_some() {
        let expected = Bilingual::new("`workflow`로 적은 사건", "a case declared with `workflow`");
        if let Some(item) = table.get(log, "case") {
            wrong_kind(log, &view.element, &item, expected);
        }
        return None;
    }
    if told.opened.contains_key(&word.text) {
        repeated(log, "case", &word.text, &word.place);
    }
    told.opened.insert(word.text.clone(), word.place.clone());
    let given = opening(log, (workflow, true), told.people, table, &view.element)?;
    let then = match view.table(log, "then") {
        Got::Good(then) => expectation(log, workflow, then, &view.element, None),
        Got::Absent | Got::Faulty => Expectation::default(),
    };
    Some(StoryStep {
        case: word.text,
        what: StoryDoes::Opens {
            place: view.place.clone(),
            given,
            then: Box::new(then),
        },
    })
}
