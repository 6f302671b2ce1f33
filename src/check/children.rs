//! J0261 to J0269: what a workflow opens of others, held to what those are.
//!
//! Checked one workflow at a time and by declarations alone: of a child it is
//! assumed that any milestone may be reached and any outcome come, and that it
//! can finish is for the child's own check to say.

use std::collections::{BTreeMap, BTreeSet};

use super::{Input, codes, words};
use crate::diagnostic::{Bilingual, Finding, Place, nearest_quoted};
use crate::engine::child::MOST_GENERATIONS;
use crate::guard::{Counted, Name, Rule, Type};
use crate::workflow::{
    BranchWhen, By, Fact, FactSource, GivenFrom, Giving, Mention, OnEnd, Opens, PropertyKind,
    StateId, StateKind, Workflow,
};

/// The workflows that a workflow may open cases of, by id: its own among them.
pub(super) type Known<'a> = BTreeMap<&'a Name, &'a Workflow>;

/// Those of a check: what is checked, and what lies beside it in the library.
pub(super) fn known<'a>(inputs: &[Input<'a>], input: &Input<'a>) -> Known<'a> {
    let all = inputs.iter().map(|input| input.workflow);
    all.chain(input.others.iter().copied())
        .map(|workflow| (workflow.id(), workflow))
        .collect()
}

/// The states in which others let cases of a workflow begin.
pub(super) fn entries(workflow: &Workflow, known: &Known<'_>) -> Vec<StateId> {
    let mut found: Vec<StateId> = known
        .values()
        .flat_map(|other| other.opens())
        .filter(|(_, opens)| opens.workflow.name == *workflow.id())
        .filter_map(|(_, opens)| Some(workflow.state(&opens.at.as_ref()?.name)?.0))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

pub(super) fn find(workflow: &Workflow, known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (element, opens) in workflow.opens() {
        let Some(child) = known.get(&opens.workflow.name) else {
            let ids = known.keys().map(|id| &***id);
            findings.push(
                at(
                    workflow,
                    &element,
                    codes::UNKNOWN_CHILD_WORKFLOW,
                    &opens.workflow,
                )
                .with("workflow", quoted(&opens.workflow.name))
                .suggest(nearest_quoted(&opens.workflow.name, ids)),
            );
            continue;
        };
        let opening = Opened {
            workflow,
            element,
            opens,
            child,
        };
        opening.state(&mut findings);
        opening.gives(&mut findings);
        opening.missing(&mut findings);
        opening.closes(&mut findings);
    }
    asks(workflow, known, &mut findings);
    unread(workflow, known, &mut findings);
    endless(workflow, known, &mut findings);
    findings
}

fn quoted(name: &str) -> Bilingual {
    Bilingual::from(format!("`{name}`"))
}

fn at(
    workflow: &Workflow,
    element: &str,
    code: crate::diagnostic::Code,
    mention: &Mention,
) -> Finding {
    Finding::new(code)
        .at(&mention.place)
        .of(workflow.id(), element.to_owned())
}

/// One `opens`, with the workflow that it opens cases of.
struct Opened<'a> {
    workflow: &'a Workflow,
    element: String,
    opens: &'a Opens,
    child: &'a Workflow,
}

impl Opened<'_> {
    fn finding(&self, code: crate::diagnostic::Code, place: &Place) -> Finding {
        Finding::new(code)
            .at(place)
            .of(self.workflow.id(), self.element.clone())
            .with("workflow", quoted(self.child.id()))
    }

    fn state(&self, findings: &mut Vec<Finding>) {
        let Some(at) = &self.opens.at else {
            return;
        };
        if self.child.state(&at.name).is_none() {
            let ids = self.child.states.iter().map(|state| &*state.element.id);
            findings.push(
                self.finding(codes::UNKNOWN_CHILD_STATE, &at.place)
                    .with("state", quoted(&at.name))
                    .suggest(nearest_quoted(&at.name, ids)),
            );
        }
    }

    fn gives(&self, findings: &mut Vec<Finding>) {
        for giving in &self.opens.gives {
            let to = &giving.to;
            let fact = self.child.fact(&to.name);
            let Some(fact) = fact.filter(|fact| matches!(fact.source, FactSource::Opening)) else {
                let facts = self.child.facts.iter();
                let open = facts.filter(|fact| matches!(fact.source, FactSource::Opening));
                findings.push(
                    self.finding(codes::NOT_GIVEN_AT_OPENING, &to.place)
                        .with("fact", quoted(&to.name))
                        .suggest(nearest_quoted(&to.name, open.map(|fact| &*fact.element.id))),
                );
                continue;
            };
            if let Some(of) = self.type_of(giving)
                && !within(of, &fact.of)
            {
                findings.push(
                    self.finding(codes::CHILD_FACT_TYPE, &to.place)
                        .label(
                            &fact.element.place,
                            Bilingual::new("하위 절차의 선언", "declared here by the child"),
                        )
                        .with("fact", quoted(&to.name))
                        .with("needs", fact.of.title())
                        .with("found", of.title()),
                );
            }
        }
    }

    /// The type of what is given; nothing where the loader has told already.
    fn type_of(&self, giving: &Giving) -> Option<&Type> {
        let each = self.opens.for_each.as_ref();
        let each = each.and_then(|fact| self.workflow.fact(fact));
        match (&giving.from, each.map(|fact| &fact.of)) {
            (GivenFrom::Fact(name), _) => self.workflow.fact(name).map(|fact| &fact.of),
            (GivenFrom::Member, Some(Type::List { of, .. })) => Some(of),
            (GivenFrom::Column(id), Some(Type::Table { columns, .. })) => columns
                .iter()
                .find(|column| column.id == *id)
                .map(|column| &column.of),
            _ => None,
        }
    }

    fn missing(&self, findings: &mut Vec<Finding>) {
        let required = |fact: &&Fact| matches!(fact.source, FactSource::Opening) && !fact.optional;
        for fact in self.child.facts.iter().filter(required) {
            let id = &fact.element.id;
            let giving = self.opens.gives.iter().find(|giving| giving.to.name == *id);
            let certain = giving.is_some_and(|giving| match &giving.from {
                GivenFrom::Fact(name) => {
                    self.workflow.fact(name).is_some_and(|fact| !fact.optional)
                }
                GivenFrom::Member | GivenFrom::Column(_) => true,
            });
            if !certain {
                let place = giving.map_or(&self.opens.place, |giving| &giving.to.place);
                findings.push(
                    self.finding(codes::CHILD_FACT_MISSING, place)
                        .label(
                            &fact.element.place,
                            Bilingual::new("하위 절차의 선언", "declared here by the child"),
                        )
                        .with("fact", words::named(&fact.element)),
                );
            }
        }
    }

    fn closes(&self, findings: &mut Vec<Finding>) {
        let closed = self.child.transitions.iter().any(|it| it.by == By::Parent);
        if self.opens.on_end == OnEnd::Close && !closed {
            findings.push(
                self.finding(codes::NOTHING_CLOSES, &self.opens.place)
                    .with("children", quoted(&self.opens.name)),
            );
        }
    }
}

/// Whether every value of one type belongs to another.
fn within(inner: &Type, outer: &Type) -> bool {
    match (inner, outer) {
        (Type::Integer { min, max }, Type::Integer { min: from, max: to }) => {
            from <= min && max <= to
        }
        (
            Type::Decimal { scale, min, max },
            Type::Decimal {
                scale: places,
                min: from,
                max: to,
            },
        ) => scale == places && from <= min && max <= to,
        (Type::Choice(inner), Type::Choice(outer)) => inner
            .iter()
            .all(|option| outer.iter().any(|other| other.id == option.id)),
        (Type::Text { max }, Type::Text { max: most }) => max <= most,
        (
            Type::List { of, max },
            Type::List {
                of: other,
                max: most,
            },
        ) => max <= most && within(of, other),
        (
            Type::Table { columns, max },
            Type::Table {
                columns: others,
                max: most,
            },
        ) => {
            max <= most
                && columns.len() == others.len()
                && columns
                    .iter()
                    .zip(others.iter())
                    .all(|(one, two)| one.id == two.id && within(&one.of, &two.of))
        }
        (Type::Boolean, Type::Boolean)
        | (Type::Date, Type::Date)
        | (Type::Document, Type::Document)
        | (Type::Person, Type::Person) => true,
        _ => false,
    }
}

/// Every rule of a workflow, with the element that it stands in.
fn rules(workflow: &Workflow) -> Vec<(String, &Rule)> {
    let mut all = Vec::new();
    for transition in &workflow.transitions {
        let path = format!("transition.{}", transition.element.id);
        for guard in &transition.guards {
            all.push((format!("{path}.guard.{}", guard.element.id), &guard.rule));
        }
        for branch in &transition.branches {
            if let BranchWhen::Rule(rule) = &branch.when {
                all.push((format!("{path}.branch.{}", branch.element.id), rule));
            }
        }
    }
    for assume in &workflow.assumes {
        all.push((format!("assume.{}", assume.element.id), &assume.rule));
    }
    for fact in &workflow.facts {
        if let FactSource::Computed(rule) = &fact.source {
            all.push((format!("fact.{}", fact.element.id), rule));
        }
    }
    for property in &workflow.properties {
        let path = format!("property.{}", property.element.id);
        match &property.kind {
            PropertyKind::Never(rule) | PropertyKind::Always(rule) => all.push((path, rule)),
            PropertyKind::LeadsTo { from, to } | PropertyKind::Within { from, to, .. } => {
                all.push((path.clone(), from));
                all.push((path, to));
            }
            PropertyKind::Before { .. } | PropertyKind::Differ(_) => {}
        }
    }
    all
}

/// J0266: rules that ask for what the children never come to.
fn asks(workflow: &Workflow, known: &Known<'_>, findings: &mut Vec<Finding>) {
    for (element, rule) in rules(workflow) {
        for (name, which) in rule.children() {
            let child = workflow
                .children(name)
                .and_then(|opens| known.get(&opens.workflow.name));
            let Some(child) = child else {
                continue;
            };
            let (asked, kind, has) = match which {
                Counted::Reached(milestone) => (
                    milestone,
                    Bilingual::new("이정표", "milestone"),
                    child.milestones(),
                ),
                Counted::Outcome(outcome) => {
                    (outcome, Bilingual::new("결과", "outcome"), outcomes(child))
                }
                Counted::Opened | Counted::Ended => continue,
            };
            if !has.contains(&asked) {
                findings.push(
                    Finding::new(codes::UNKNOWN_MILESTONE)
                        .at(&rule.place)
                        .of(workflow.id(), element.clone())
                        .with("workflow", quoted(child.id()))
                        .with("kind", kind)
                        .with("name", quoted(asked))
                        .suggest(nearest_quoted(asked, has.iter().map(|it| &***it))),
                );
            }
        }
    }
}

fn outcomes(workflow: &Workflow) -> Vec<&Name> {
    let states = workflow.states.iter();
    states
        .filter_map(|state| match &state.kind {
            StateKind::End { outcome } => Some(outcome),
            _ => None,
        })
        .collect()
}

/// J0267: milestones of a workflow that others open, and that none of these
/// asks for.
fn unread(workflow: &Workflow, known: &Known<'_>, findings: &mut Vec<Finding>) {
    let names = |parent: &Workflow| -> BTreeSet<Name> {
        let of_it = parent.opens().into_iter();
        of_it
            .filter(|(_, opens)| opens.workflow.name == *workflow.id())
            .map(|(_, opens)| opens.name.clone())
            .collect()
    };
    let mut read: BTreeSet<&Name> = BTreeSet::new();
    let mut opened = false;
    for parent in known.values() {
        let names = names(parent);
        opened |= !names.is_empty();
        for (_, rule) in rules(parent) {
            read.extend(
                rule.children()
                    .iter()
                    .filter_map(|(name, which)| match which {
                        Counted::Reached(milestone) if names.contains(name) => Some(milestone),
                        _ => None,
                    }),
            );
        }
    }
    if !opened {
        return;
    }
    for state in &workflow.states {
        if let Some(milestone) = state.milestone.as_ref().filter(|it| !read.contains(it)) {
            findings.push(
                Finding::new(codes::UNREAD_MILESTONE)
                    .at(&state.element.place)
                    .of(workflow.id(), format!("state.{}", state.element.id))
                    .with("milestone", quoted(milestone)),
            );
        }
    }
}

/// Where a case begins: its workflow, and the state if it is not its own
/// beginning.
type Beginning<'a> = (&'a Name, Option<&'a Name>);

/// J0268: beginnings that lead to themselves without anybody's act.
fn endless(workflow: &Workflow, known: &Known<'_>, findings: &mut Vec<Finding>) {
    let mut told = BTreeSet::new();
    for start in beginnings(workflow, known) {
        let mut way = vec![start];
        let mut seen = BTreeSet::from([start]);
        if circle(start, start, known, &mut seen, &mut way) && told.insert(start.0) {
            let steps = way.iter().map(|(name, at)| match at {
                Some(at) => format!("`{name}`({at})"),
                None => format!("`{name}`"),
            });
            let steps: Vec<String> = steps.collect();
            findings.push(
                Finding::new(codes::ENDLESS_OPENING)
                    .at(&workflow.element.place)
                    .of(workflow.id(), "workflow".to_owned())
                    .with("workflow", quoted(workflow.id()))
                    .with("most", MOST_GENERATIONS.to_string())
                    .with("circle", Bilingual::from(steps.join(" → "))),
            );
        }
    }
}

fn beginnings<'a>(workflow: &'a Workflow, known: &Known<'a>) -> Vec<Beginning<'a>> {
    let mut all = vec![(workflow.id(), None)];
    for at in entries(workflow, known) {
        let state = workflow.states.get(at.0);
        all.extend(state.map(|state| (workflow.id(), Some(&state.element.id))));
    }
    all
}

/// Walks what begins with what begins, up to the start. Each beginning is looked
/// at once, so the walk ends.
fn circle<'a>(
    start: Beginning<'a>,
    from: Beginning<'a>,
    known: &Known<'a>,
    seen: &mut BTreeSet<Beginning<'a>>,
    way: &mut Vec<Beginning<'a>>,
) -> bool {
    let mut open = vec![(from, 0_usize)];
    while let Some((at, depth)) = open.pop() {
        way.truncate(depth.saturating_add(1));
        if let Some(last) = way.last_mut() {
            *last = at;
        }
        for next in opened_at(at, known) {
            if next == start {
                way.push(next);
                return true;
            }
            if seen.insert(next) {
                way.push(next);
                open.push((next, way.len().saturating_sub(1)));
                way.pop();
            }
        }
    }
    false
}

/// What is opened as soon as a case begins so, whatever the data.
fn opened_at<'a>(beginning: Beginning<'a>, known: &Known<'a>) -> Vec<Beginning<'a>> {
    let Some(workflow) = known.get(beginning.0) else {
        return Vec::new();
    };
    let tree = workflow.tree();
    let entered = match beginning.1 {
        None => tree.initial(),
        Some(at) => workflow
            .state(at)
            .map_or_else(Vec::new, |(at, _)| tree.entry_set(at, None)),
    };
    entered
        .into_iter()
        .filter_map(|id| workflow.states.get(id.0)?.opens.as_ref())
        // A list or a table may be empty.
        .filter(|opens| opens.for_each.is_none())
        .map(|opens| (&opens.workflow.name, opens.at.as_ref().map(|at| &at.name)))
        .collect()
}
