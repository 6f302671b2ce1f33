//! From the text of a file of scenarios to the model, with every fault of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expected::expectation;
use super::order::{KEYS, Under, order};
use super::seats::seats;
use super::value::value_of;
use super::{
    ChildPath, Expectation, Given, Opening, Person, Scenario, ScenarioAct, ScenarioStep, Scenarios,
};
use jiff::civil::Date;

use crate::diagnostic::{Bilingual, Finding, Source, nearest_quoted};
use crate::guard::{Name, Type};
use crate::workflow::keys;
use crate::workflow::load::log::Log;
use crate::workflow::load::{FORMAT, conflict, syntax};
use crate::workflow::toml_view::{Got, Item, View, Word, integer_of, wrong_kind};
use crate::workflow::{Workflow, codes};

/// What reading a file of scenarios gave.
#[derive(Debug, Clone)]
pub struct LoadedScenarios {
    /// The scenarios, if the file has no fault.
    pub scenarios: Option<Scenarios>,
    /// Everything found, in the order of the file.
    pub findings: Vec<Finding>,
}

/// The workflow that a file of scenarios names, as far as it can be read.
pub fn workflow_of(source: &Arc<Source>) -> Option<String> {
    let (document, _) = toml::de::DeTable::parse_recoverable(source.text());
    let named = document.get_ref().get("workflow")?;
    named.get_ref().as_str().map(str::to_owned)
}

/// The revision that a file of scenarios names, if it names one.
pub fn revision_of(source: &Arc<Source>) -> Option<u32> {
    let (document, _) = toml::de::DeTable::parse_recoverable(source.text());
    let named = integer_of(document.get_ref().get("revision")?.get_ref())?;
    u32::try_from(named).ok()
}

/// Reads scenarios against their workflow.
pub fn load(source: &Arc<Source>, workflow: &Workflow) -> LoadedScenarios {
    load_among(source, workflow, &[])
}

/// Reads scenarios against their workflow, and against those of its children.
pub fn load_among(
    source: &Arc<Source>,
    workflow: &Workflow,
    others: &[&Workflow],
) -> LoadedScenarios {
    load_beside(source, workflow, others, &[])
}

/// The same, beside the other revisions of the workflow, which may come into force
/// while a case runs.
pub fn load_beside(
    source: &Arc<Source>,
    workflow: &Workflow,
    others: &[&Workflow],
    revisions: &[&Workflow],
) -> LoadedScenarios {
    let mut log = Log::new(source);
    let (text, left_out) = syntax::readable(&mut log, source);
    let parsed = syntax::parse(&mut log, source, &text, left_out);
    syntax::tell_duplicates(&mut log, parsed.document.get_ref(), &parsed.duplicates);
    let scenarios = if log.findings.is_empty() {
        let document = View::document(&log, parsed.document.get_ref());
        let among = Among {
            workflow,
            others,
            revisions,
            story: false,
        };
        file(&mut log, among, &document)
    } else {
        None
    };
    let scenarios = scenarios.filter(|_| log.findings.is_empty());
    let mut findings = log.findings;
    for finding in &mut findings {
        finding.workflow = Some(workflow.id().to_string());
    }
    findings.sort_by_key(|finding| finding.place().map(|place| place.span().start));
    LoadedScenarios {
        scenarios,
        findings,
    }
}

/// What scenarios are read against.
#[derive(Clone, Copy)]
pub(super) struct Among<'a> {
    /// The workflow, in the revision under which their cases are opened.
    pub(super) workflow: &'a Workflow,
    /// Those of children.
    pub(super) others: &'a [&'a Workflow],
    /// Its revisions.
    pub(super) revisions: &'a [&'a Workflow],
    /// The steps are those of a story: each names its case, and what need not be said
    /// of its end is left out.
    pub(super) story: bool,
}

fn file(log: &mut Log, among: Among<'_>, document: &View<'_>) -> Option<Scenarios> {
    let workflow = among.workflow;
    document.know(log, &keys::SCENARIO_FILE.names(), &[]);
    // Which one it names was looked at before: it is this one.
    let _ = document.integer(log, "revision", 1, i64::from(u32::MAX));
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
    if document.word(log, "workflow").is_absent() {
        document.missing(log, "workflow");
    }
    let roles: Vec<&str> = workflow
        .roles
        .iter()
        .map(|role| &*role.element.id)
        .collect();
    let people = people(log, &roles, document);
    let mut tables = document.tables(log, "seat");
    for table in &mut tables {
        table.element = "seat".to_owned();
        table.shown = "[[seat]]".to_owned();
    }
    let seats = seats(log, workflow, &tables);
    let mut scenarios: Vec<Scenario> = Vec::new();
    for mut view in document.tables(log, "scenario") {
        view.element = "scenario".to_owned();
        view.shown = "[[scenario]]".to_owned();
        if let Some(scenario) = scenario(log, among, &people, &scenarios, &view) {
            if let Some(first) = scenarios.iter().find(|known| known.id == scenario.id) {
                log.report(
                    &format!("scenario.{}", scenario.id),
                    Finding::new(codes::REPEATED)
                        .at(&scenario.place)
                        .label(&first.place, Bilingual::new("처음", "first here"))
                        .with("key", "scenario")
                        .with("name", &*scenario.id),
                );
            }
            scenarios.push(scenario);
        }
    }
    Some(Scenarios {
        workflow: workflow.id().clone(),
        revision: workflow.revision,
        people,
        seats,
        scenarios,
    })
}

/// The people who appear, each with roles that there are.
pub(super) fn people(
    log: &mut Log,
    roles_known: &[&str],
    document: &View<'_>,
) -> BTreeMap<Name, Person> {
    let mut people = BTreeMap::new();
    for (id, view) in document.declared(log, "person") {
        view.know(log, &keys::PERSON.names(), &[]);
        let name = view.bilingual(log, "name");
        if name.is_absent() {
            view.missing(log, "name");
        }
        let roles = view.words(log, "roles").good().unwrap_or_default();
        for role in &roles {
            let known = roles_known.iter().copied();
            known_name(log, &view.element, role, known, ("역할", "role"));
        }
        people.insert(
            id.text,
            Person {
                name: name.good().unwrap_or_default(),
                roles: roles.into_iter().map(|role| role.text).collect(),
                claims: claims(log, &view),
            },
        );
    }
    people
}

/// What somebody's principal carries: `{ department = "welfare" }`.
fn claims(log: &mut Log, view: &View<'_>) -> BTreeMap<Name, BTreeSet<Name>> {
    let mut claims = BTreeMap::new();
    if let Got::Good(table) = view.table(log, "claims") {
        for item in table.items(log) {
            let values = table.words(log, item.key).good().unwrap_or_default();
            claims.insert(
                item.key.into(),
                values.into_iter().map(|word| word.text).collect(),
            );
        }
    }
    claims
}

fn scenario(
    log: &mut Log,
    among: Among<'_>,
    people: &BTreeMap<Name, Person>,
    earlier: &[Scenario],
    view: &View<'_>,
) -> Option<Scenario> {
    let workflow = among.workflow;
    view.know(log, &keys::SCENARIO.names(), &[]);
    let id = required(log, view, "id", View::word);
    let title = required(log, view, "title", View::bilingual);
    let element = id.as_ref().map_or_else(
        || "scenario".to_owned(),
        |id| format!("scenario.{}", id.text),
    );
    let before = after(log, earlier, view, &element);
    let given = if view.has("after") {
        before.map(|before| before.given.clone())
    } else {
        required(log, view, "given", View::table)
            .and_then(|given| opening(log, (workflow, false), people, given, &element))
    };
    let opened = match view.table(log, "then") {
        Got::Good(then) => expectation(log, workflow, then, &element, None),
        Got::Absent | Got::Faulty => {
            before.map_or_else(Expectation::default, |before| before.opened.clone())
        }
    };
    let mut steps = Vec::new();
    let all_before = before.map_or(&[][..], |before| &before.steps);
    let mut under = all_before.iter().fold(Under::of(workflow), |under, step| {
        under.after(step, among.revisions)
    });
    for mut step in view.tables(log, "step") {
        step.element.clone_from(&element);
        step.shown = "[[scenario.step]]".to_owned();
        let read = self::step(log, (among, under), people, &step);
        if let Some(read) = &read {
            under = under.after(read, among.revisions);
        }
        steps.push(read);
    }
    in_order(
        log,
        &element,
        view,
        &steps,
        before
            .and_then(|before| before.steps.last())
            .map(|step| step.on)
            .or_else(|| given.as_ref().map(|given| given.on)),
    );
    let mut own = steps.into_iter().collect::<Option<Vec<_>>>()?;
    let mut steps = before.map_or_else(Vec::new, |before| before.steps.clone());
    steps.append(&mut own);
    let mut tables = view.tables(log, "seat");
    for table in &mut tables {
        table.element.clone_from(&element);
        table.shown = "[[scenario.seat]]".to_owned();
    }
    let seats = match before {
        Some(before) => before.seats.clone(),
        None => seats(log, workflow, &tables),
    };
    let id = id?;
    Some(Scenario {
        seats,
        id: id.text,
        title: title?,
        place: id.place,
        given: given?,
        opened,
        steps,
    })
}

/// The scenario above this one at whose end it begins.
fn after<'a>(
    log: &mut Log,
    earlier: &'a [Scenario],
    view: &View<'_>,
    element: &str,
) -> Option<&'a Scenario> {
    let word = view.word(log, "after").good()?;
    for key in ["given", "seat", "then"] {
        conflict(log, view, "after", key);
    }
    let ids = earlier.iter().map(|scenario| &*scenario.id);
    if !known_name(
        log,
        element,
        &word,
        ids,
        ("위에 있는 시나리오", "scenario above"),
    ) {
        return None;
    }
    earlier.iter().find(|scenario| scenario.id == word.text)
}

/// Reports the steps that lie before the one that they follow: what is recorded
/// never runs backwards.
fn in_order(
    log: &mut Log,
    element: &str,
    view: &View<'_>,
    steps: &[Option<ScenarioStep>],
    opened: Option<Date>,
) {
    let mut last = opened;
    for (step, table) in steps.iter().zip(view.tables(log, "step")) {
        let Some(step) = step else {
            continue;
        };
        if let Some(before) = last.filter(|last| step.on < *last) {
            let when = table.table(log, "when").good();
            let on = when.and_then(|when| when.get(log, "on"));
            let place = on.map_or_else(|| step.place.clone(), |item| item.place);
            log.report(
                element,
                Finding::new(codes::STEP_OUT_OF_ORDER)
                    .at(&place)
                    .with("on", step.on.to_string())
                    .with("before", before.to_string()),
            );
        }
        last = last.max(Some(step.on));
    }
}

pub(super) fn opening(
    log: &mut Log,
    (workflow, story): (&Workflow, bool),
    people: &BTreeMap<Name, Person>,
    mut view: View<'_>,
    element: &str,
) -> Option<Opening> {
    element.clone_into(&mut view.element);
    match story {
        true => view.know(log, &keys::STORY_GIVEN.names(), &[]),
        false => view.know(log, &keys::GIVEN.names(), &[]),
    };
    let on = required(log, &view, "on", View::date);
    let by = required(log, &view, "by", View::word);
    let capacity = capacity(log, workflow, &view);
    let facts = given(log, workflow, &view, "facts");
    let by = by.and_then(|by| person(log, people, &view, by));
    Some(Opening {
        on: on?,
        by: by?,
        capacity,
        facts,
    })
}

pub(super) fn step(
    log: &mut Log,
    (among, under): (Among<'_>, Under<'_>),
    people: &BTreeMap<Name, Person>,
    view: &View<'_>,
) -> Option<ScenarioStep> {
    view.know(log, &keys::STEP.names(), &[]);
    let when = required(log, view, "when", View::table);
    let mut when = when?;
    when.element.clone_from(&view.element);
    let child = child(log, (under.next, among.others), &when);
    let orders = KEYS.iter().any(|key| when.has(key));
    let acts = !orders && ACT.iter().any(|key| when.has(key));
    let (workflow, child) = match child {
        Some((workflow, path)) => (workflow, Some(path)),
        None if when.has("child") => return None,
        // An act is decided under the revision to which it brings the case.
        None if acts => (under.next, None),
        None => (under.now, None),
    };
    let order = if orders {
        Some(self::order(log, workflow, among.revisions, people, &when)?)
    } else {
        None
    };
    let act = if acts {
        Some(self::act(log, workflow, people, &when)?)
    } else {
        None
    };
    // A story names its case, where a scenario goes on from its own to a child.
    match among.story {
        true => when.know(log, &keys::STORY_WHEN.names(), &[]),
        false => when.know(log, &keys::WHEN.names(), &[]),
    };
    let deliver = !matches!(when.boolean(log, "deliver"), Got::Good(false));
    let on = required(log, &when, "on", View::date);
    let mut step = ScenarioStep {
        place: view.place.clone(),
        on: on?,
        child,
        deliver,
        act,
        order,
        then: Expectation::default(),
    };
    // What is expected is so after the step: a revision may have moved the case.
    let expects = view.table(log, "then").good();
    step.then.refused = expects
        .is_some_and(|then| then.has("refused"))
        .then(Vec::new);
    let stands = match step.child {
        Some(_) => workflow,
        None => under.after(&step, among.revisions).now,
    };
    let of_root = step.child.is_some().then_some(under.now);
    let then = match among.story && !view.has("then") {
        true => return Some(step),
        false => required(log, view, "then", View::table)?,
    };
    step.then = expectation(log, stands, then, &view.element, of_root);
    Some(step)
}

/// The keys of a step in which somebody acts. Where it has none of them, a day merely
/// comes.
const ACT: &[&str] = &[
    "effective",
    "by",
    "as",
    "on_behalf_of",
    "act",
    "give",
    "reason",
    "criteria",
    "withdraw",
];

fn act(
    log: &mut Log,
    workflow: &Workflow,
    people: &BTreeMap<Name, Person>,
    when: &View<'_>,
) -> Option<ScenarioAct> {
    let by = required(log, when, "by", View::word);
    let act = required(log, when, "act", View::word);
    let effective = match when.date(log, "effective") {
        Got::Absent => Some(None),
        Got::Faulty => None,
        Got::Good(date) => Some(Some(date)),
    };
    let capacity = capacity(log, workflow, when);
    let give = given(log, workflow, when, "give");
    let reason = when.word(log, "reason").good();
    let by = by.and_then(|by| person(log, people, when, by));
    let behalf = when.word(log, "on_behalf_of").good();
    let behalf = behalf.and_then(|by| person(log, people, when, by));
    let withdraws = when.flag(log, "withdraw");
    let criteria = criteria(log, workflow, when, act.as_ref());
    let act = act.filter(|act| {
        let known = workflow.transitions.iter().map(|one| &*one.element.id);
        known_name(log, &when.element, act, known, ("전이", "transition"))
    });
    Some(ScenarioAct {
        by: by?,
        capacity,
        on_behalf_of: behalf,
        transition: act?.text,
        effective: effective?,
        give,
        reason: reason.map(|reason| reason.text),
        criteria,
        withdraws,
    })
}

/// What is said to the criteria of an act, each one that it has.
fn criteria(
    log: &mut Log,
    workflow: &Workflow,
    when: &View<'_>,
    act: Option<&Word>,
) -> BTreeMap<Name, Name> {
    let mut said = BTreeMap::new();
    let Got::Good(table) = when.table(log, "criteria") else {
        return said;
    };
    let known: Vec<&str> = workflow
        .transitions
        .iter()
        .filter(|one| {
            act.is_some_and(|act| one.element.id == act.text || one.with.contains(&act.text))
        })
        .flat_map(|one| &one.criteria)
        .map(|criterion| &*criterion.element.id)
        .collect();
    for item in table.items(log) {
        let id = Word {
            text: item.key.into(),
            place: item.key_place.clone(),
        };
        let names = known.iter().copied();
        let known = known_name(log, &when.element, &id, names, ("판단기준", "criterion"));
        if let (true, Got::Good(text)) = (known, table.word(log, item.key)) {
            said.insert(id.text, text.text);
        }
    }
    said
}

/// The child in which a step acts, with its workflow: `name`, `name:2` for the
/// second of that name, `name/name` for a child of a child.
fn child<'a>(
    log: &mut Log,
    (root, others): (&'a Workflow, &[&'a Workflow]),
    when: &View<'_>,
) -> Option<(&'a Workflow, ChildPath)> {
    let word = when.word(log, "child").good()?;
    let mut workflow = root;
    let mut steps = Vec::new();
    for part in word.text.split('/') {
        let (name, row) = part.split_once(':').unwrap_or((part, "1"));
        let name = Word {
            text: name.into(),
            place: word.place.clone(),
        };
        let opens = workflow.opens();
        let known = opens.iter().map(|(_, opens)| &*opens.name);
        let kind = ("하위 사건", "children");
        let row = row.parse::<usize>().ok().filter(|row| *row > 0);
        if !known_name(log, &when.element, &name, known, kind) {
            return None;
        }
        let of = workflow.children(&name.text)?;
        let next = others
            .iter()
            .copied()
            .chain(std::iter::once(root))
            .find(|other| *other.id() == of.workflow.name);
        let (Some(next), Some(row)) = (next, row) else {
            if let Some(item) = when.get(log, "child") {
                let expected = Bilingual::new(
                    "`이름`, `이름:2` 또는 `이름/이름` 꼴의 하위 사건",
                    "children as `name`, `name:2` or `name/name`",
                );
                wrong_kind(log, &when.element, &item, expected);
            }
            return None;
        };
        steps.push((name.text, row));
        workflow = next;
    }
    Some((workflow, ChildPath { steps }))
}

pub(super) fn capacity(log: &mut Log, workflow: &Workflow, view: &View<'_>) -> Option<Name> {
    let role = view.word(log, "as").good()?;
    let known = workflow.roles.iter().map(|role| &*role.element.id);
    known_name(log, &view.element, &role, known, ("역할", "role"));
    Some(role.text)
}

pub(super) fn person(
    log: &mut Log,
    people: &BTreeMap<Name, Person>,
    view: &View<'_>,
    by: Word,
) -> Option<Name> {
    let known = people.keys().map(|id| &**id);
    known_name(log, &view.element, &by, known, ("사람", "person")).then_some(by.text)
}

pub(super) fn given(log: &mut Log, workflow: &Workflow, view: &View<'_>, key: &str) -> Given {
    let Some(facts) = view.table(log, key).good() else {
        return Given::new();
    };
    let mut given = Given::new();
    for item in facts.items(log) {
        let word = Word {
            text: item.key.into(),
            place: item.key_place.clone(),
        };
        let known = workflow.facts.iter().map(|fact| &*fact.element.id);
        if !known_name(log, &view.element, &word, known, ("사실", "fact")) {
            continue;
        }
        let Some(fact) = workflow.fact(item.key) else {
            continue;
        };
        if unknown_columns(log, &facts, &item, &fact.of) {
            continue;
        }
        match value(log, &facts, &item, &fact.of) {
            Some(value) => {
                given.insert(word.text, value);
            }
            None => wrong_kind(log, &view.element, &item, fact.of.title()),
        }
    }
    given
}

/// Reports the columns of rows that the table does not have.
fn unknown_columns(log: &mut Log, facts: &View<'_>, item: &Item<'_>, of: &Type) -> bool {
    let (Type::Table { columns, .. }, Some(rows)) = (of, item.value.as_array()) else {
        return false;
    };
    let known: Vec<&str> = columns.iter().map(|column| &*column.id).collect();
    let mut found = false;
    for row in rows.iter() {
        let Some(row) = row.get_ref().as_table() else {
            continue;
        };
        for (key, _) in row.iter() {
            let column: &str = key.get_ref();
            if known.contains(&column) {
                continue;
            }
            found = true;
            let table = Bilingual::new(
                format!("표 `{}`의 열", item.key),
                format!("A row of the table `{}`", item.key),
            );
            let place = log.place(key.span());
            log.report(
                &facts.element,
                Finding::new(codes::UNKNOWN_KEY)
                    .at(&place)
                    .with("key", format!("`{column}`"))
                    .with("table", table)
                    .note(Bilingual::new(
                        format!("있는 열: {}.", known.join(", ")),
                        format!("It has: {}.", known.join(", ")),
                    ))
                    .suggest(nearest_quoted(column, known.iter().copied())),
            );
        }
    }
    found
}

fn value(
    log: &Log,
    facts: &View<'_>,
    item: &Item<'_>,
    of: &crate::guard::Type,
) -> Option<crate::guard::Value> {
    facts
        .spanned(item.key)
        .and_then(|value| value_of(log, value, of))
}

/// Reports a name that nothing has.
pub(super) fn known_name<'a>(
    log: &mut Log,
    element: &str,
    word: &Word,
    known: impl Iterator<Item = &'a str>,
    (ko, en): (&str, &str),
) -> bool {
    let known: Vec<&str> = known.collect();
    if known.contains(&&*word.text) {
        return true;
    }
    log.report(
        element,
        Finding::new(codes::UNKNOWN_NAME)
            .at(&word.place)
            .with("name", &*word.text)
            .with("kind", Bilingual::new(ko, en))
            .suggest(nearest_quoted(&word.text, known)),
    );
    false
}

pub(super) fn required<'a, T>(
    log: &mut Log,
    view: &View<'a>,
    key: &str,
    read: impl FnOnce(&View<'a>, &mut Log, &str) -> Got<T>,
) -> Option<T> {
    let got = read(view, log, key);
    if got.is_absent() {
        view.missing(log, key);
    }
    got.good()
}
