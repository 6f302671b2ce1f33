//! J0238: a quorum that recusal can break.
//!
//! Where recused members count among those in office, and may not be present, so
//! many of them can be recused that the rest no longer carries a vote. It is looked
//! at for a body of its least size.

use crate::check::{View, codes, words};
use crate::diagnostic::{Bilingual, Finding};
use crate::guard::{Name, Type, VoteRule};
use crate::workflow::bodies::Body;
use crate::workflow::{Fact, Workflow};

pub(in crate::check) fn find(view: &View<'_>) -> Vec<Finding> {
    let workflow = view.input.workflow;
    let votes = workflow.facts.iter().filter_map(|fact| {
        let Type::Ballot { body, rule, .. } = &fact.of else {
            return None;
        };
        broken(workflow, fact, workflow.body(body)?, rule)
    });
    votes.collect()
}

fn broken(workflow: &Workflow, fact: &Fact, body: &Body, rule: &VoteRule) -> Option<Finding> {
    let size = body.size.as_ref()?;
    let of_body = workflow.recusals.iter().filter(|it| it.body == *body.id());
    let naming: Vec<&Name> = of_body
        .clone()
        .flat_map(|recusal| recusal.facts())
        .chain(&fact.recuses)
        .collect();
    let most = naming
        .iter()
        .map(|name| named_by(workflow, name))
        .sum::<u32>();
    let most = most.min(size.min);
    // Where nobody is left, nobody would decide under any rule.
    let least = (1..size.min).find(|recused| {
        *recused <= most && !rule.is_carried_by(size.min - recused, size.min, *recused)
    })?;
    let place = of_body.map(|recusal| &recusal.place).next();
    let mut finding = Finding::new(codes::RECUSAL_BREAKS_QUORUM)
        .at(&fact.element.place)
        .of(workflow.id(), format!("fact.{}", fact.element.id))
        .with("vote", words::named(&fact.element))
        .with("body", words::named(&body.element))
        .with("members", &size.min)
        .with("recused", &least)
        .with("left", &(size.min - least));
    if let Some(place) = place {
        finding = finding.label(
            place,
            Bilingual::new(
                "제척ㆍ기피ㆍ회피를 정한 곳",
                "who is recused is settled here",
            ),
        );
    }
    Some(finding)
}

/// How many people a fact can name, over all that acts add to it.
fn named_by(workflow: &Workflow, name: &str) -> u32 {
    match workflow.fact(name).map(|fact| &fact.of) {
        Some(Type::List { max, .. }) => u32::try_from(*max).unwrap_or(u32::MAX),
        Some(Type::Person) => 1,
        _ => 0,
    }
}
