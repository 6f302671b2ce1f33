//! J0231, J0232: facts that nothing gives, and facts asked for that nothing reads.

use std::collections::{BTreeMap, BTreeSet};

use super::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding, Place};
use crate::guard::{Expr, Name, Rule, Type};
use crate::workflow::{
    Addition, BranchWhen, Change, Exclusion, Fact, FactSource, GivenFrom, Joint, Length,
    PropertyKind, RoleHolder, Seating, Setting, Start, Tie, Workflow,
};

pub(super) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.graph.workflow;
    let given = given(workflow);
    let readings = Readings::of(workflow);
    let mut findings = Vec::new();
    for fact in &workflow.facts {
        let id = &fact.element.id;
        let values = readings.values.get(id).map_or(&[][..], Vec::as_slice);
        if !given.contains(id) && !values.is_empty() {
            let mut finding = Finding::new(codes::FACT_NEVER_GIVEN)
                .at(&fact.element.place)
                .of(workflow.id(), format!("fact.{id}"))
                .with("fact", words::named(&fact.element));
            for place in values {
                finding = finding.label(
                    place,
                    Bilingual::new("여기에서 이 사실을 읽습니다", "it is read here"),
                );
            }
            findings.push(finding);
        } else if values.is_empty() && !readings.asked.contains(id) && !record(workflow, fact) {
            findings.push(
                Finding::new(codes::FACT_NEVER_READ)
                    .at(&fact.element.place)
                    .of(workflow.id(), format!("fact.{id}"))
                    .with("fact", words::named(&fact.element)),
            );
        }
    }
    findings
}

/// What is kept for people to read: texts, documents, and what effects alone
/// set, which nobody is asked for.
fn record(workflow: &Workflow, fact: &Fact) -> bool {
    let id = &fact.element.id;
    let asked = workflow
        .transitions
        .iter()
        .any(|transition| transition.asks.contains(id) || transition.may_ask.contains(id));
    let stamped = matches!(fact.source, FactSource::Acts) && !asked && given(workflow).contains(id);
    stamped || matches!(fact.of, Type::Text { .. } | Type::Document)
}

/// The facts whose value something of a workflow reads: a rule, a role, a
/// deadline, an effect. Texts that are only kept are none of them.
pub fn read(workflow: &Workflow) -> BTreeSet<Name> {
    Readings::of(workflow).values.into_keys().collect()
}

/// The facts that something gives.
pub(super) fn given(workflow: &Workflow) -> BTreeSet<&Name> {
    let mut given: BTreeSet<&Name> = workflow
        .facts
        .iter()
        .filter(|fact| !matches!(fact.source, FactSource::Acts))
        .map(|fact| &fact.element.id)
        .collect();
    for transition in &workflow.transitions {
        given.extend(&transition.asks);
        given.extend(&transition.may_ask);
        let branches = transition
            .branches
            .iter()
            .flat_map(|branch| &branch.changes);
        for change in transition.changes.iter().chain(branches) {
            match change {
                Change::Set { fact, .. }
                | Change::Add {
                    fact,
                    what: Addition::Member(_) | Addition::Actor,
                } => {
                    given.insert(fact);
                }
                // What is not known cannot be counted up.
                Change::Add {
                    what: Addition::Number(_),
                    ..
                }
                | Change::Clear { .. } => {}
            }
        }
    }
    given
}

/// Where facts are read.
#[derive(Default)]
struct Readings {
    /// Where the value of each fact is needed.
    values: BTreeMap<Name, Vec<Place>>,
    /// Facts of which a rule asks only whether they are given.
    asked: BTreeSet<Name>,
}

impl Readings {
    fn of(workflow: &Workflow) -> Self {
        let mut readings = Readings::default();
        for role in &workflow.roles {
            if let RoleHolder::Fact(fact) = &role.holder {
                readings.value(fact, &role.element.place);
            }
        }
        for recusal in &workflow.recusals {
            for fact in recusal.facts() {
                readings.value(fact, &recusal.place);
            }
        }
        for fact in &workflow.facts {
            for recused in &fact.recuses {
                readings.value(recused, &fact.element.place);
            }
            if let FactSource::Computed(rule) = &fact.source {
                readings.rule(rule);
            }
        }
        for assume in &workflow.assumes {
            readings.rule(&assume.rule);
        }
        for transition in &workflow.transitions {
            let place = &transition.element.place;
            for exclusion in &transition.not_by {
                if let Exclusion::Fact(fact) = exclusion {
                    readings.value(fact, place);
                }
            }
            for fact in transition.all_seatings().flat_map(Seating::facts) {
                readings.value(fact, place);
            }
            if let Joint::Each(list) = &transition.joint {
                readings.value(list, place);
            }
            let of_branches = transition.branches.iter().flat_map(|branch| &branch.ties);
            for fact in transition
                .ties
                .iter()
                .chain(of_branches)
                .flat_map(Tie::facts)
            {
                readings.value(fact, place);
            }
            for guard in &transition.guards {
                readings.rule(&guard.rule);
            }
            for branch in &transition.branches {
                if let BranchWhen::Rule(rule) = &branch.when {
                    readings.rule(rule);
                }
            }
            let branches = transition
                .branches
                .iter()
                .flat_map(|branch| &branch.changes);
            for change in transition.changes.iter().chain(branches) {
                match change {
                    Change::Add {
                        fact,
                        what: Addition::Number(_),
                    } => readings.value(fact, place),
                    Change::Add {
                        what: Addition::Member(member),
                        ..
                    } => readings.value(member, place),
                    Change::Set {
                        to:
                            Setting::After {
                                from: Some(from), ..
                            },
                        ..
                    } => readings.value(from, place),
                    _ => {}
                }
            }
        }
        for (_, opens) in workflow.opens() {
            let given = opens.gives.iter().filter_map(|giving| match &giving.from {
                GivenFrom::Fact(fact) => Some(fact),
                GivenFrom::Member | GivenFrom::Column(_) => None,
            });
            for fact in opens.for_each.iter().chain(given) {
                readings.value(fact, &opens.place);
            }
        }
        for recommendation in &workflow.recommendations {
            readings.value(&recommendation.answer, &recommendation.element.place);
        }
        for deadline in &workflow.deadlines {
            if let Start::Fact(from) = &deadline.start {
                readings.value(from, &deadline.place);
            }
            match &deadline.length {
                Length::On(fact) => readings.value(fact, &deadline.place),
                Length::Cases(cases) => {
                    for case in cases {
                        readings.rule(&case.when);
                    }
                }
                Length::Within(_) | Length::AtLeast(_) | Length::Before(_) => {}
            }
        }
        for property in &workflow.properties {
            match &property.kind {
                PropertyKind::Never(rule) | PropertyKind::Always(rule) => readings.rule(rule),
                PropertyKind::LeadsTo { from, to } | PropertyKind::Within { from, to, .. } => {
                    readings.rule(from);
                    readings.rule(to);
                }
                PropertyKind::Before { .. } | PropertyKind::Differ(_) => {}
            }
        }
        readings
    }

    fn value(&mut self, fact: &Name, place: &Place) {
        let places = self.values.entry(fact.clone()).or_default();
        if !places.contains(place) {
            places.push(place.clone());
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let mut asked = Vec::new();
        let mut values = Vec::new();
        rule.expr.walk(&mut |part| match part {
            Expr::Given(fact) => asked.push(fact),
            Expr::Fact { name, .. } | Expr::Computed { name, .. } => values.push(name),
            _ => {}
        });
        self.asked.extend(asked.into_iter().cloned());
        for fact in values {
            self.value(fact, &rule.place);
        }
    }
}
