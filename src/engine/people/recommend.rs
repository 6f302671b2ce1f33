//! Recommendations: comply or explain.

use super::Tied;
use crate::engine::{Case, Ground};
use crate::guard::{Name, Value};
use crate::workflow::{Recommendation, Transition, Workflow};

/// The recommendations that a transition answers where they are open.
fn answered_by<'a>(
    workflow: &'a Workflow,
    case: &'a Case,
    transition: &'a Transition,
) -> impl Iterator<Item = &'a Recommendation> {
    workflow.recommendations.iter().filter(|recommendation| {
        recommendation.answered_by.contains(&transition.element.id)
            && case.people.is_open(&recommendation.element.id)
    })
}

/// What keeps a transition from being taken: a recommendation that is open.
pub(in crate::engine) fn blocked<'a>(
    workflow: &'a Workflow,
    case: &'a Case,
    transition: &'a Transition,
) -> Option<&'a Name> {
    workflow
        .recommendations
        .iter()
        .find(|recommendation| {
            recommendation.blocks.contains(&transition.element.id)
                && case.people.is_open(&recommendation.element.id)
        })
        .map(|recommendation| &recommendation.element.id)
}

/// The grounds on which an answer fails: there is none, or it departs without a
/// reason.
pub(in crate::engine) fn answers(
    workflow: &Workflow,
    case: &Case,
    given: &crate::engine::Given,
    transition: &Transition,
    reasoned: bool,
    grounds: &mut Vec<Ground>,
) {
    for recommendation in answered_by(workflow, case, transition) {
        let answer = given
            .get(&recommendation.answer)
            .or_else(|| case.facts.get(&recommendation.answer));
        let ground = match answer {
            None => Ground::Missing(recommendation.answer.clone()),
            Some(Value::Choice(answer)) if recommendation.comply.contains(answer) || reasoned => {
                continue;
            }
            Some(_) if reasoned => continue,
            Some(_) => Ground::Departure(recommendation.element.id.clone()),
        };
        if !grounds.contains(&ground) {
            grounds.push(ground);
        }
    }
}

/// The recommendations that a transition makes and answers, as effects.
pub(in crate::engine) fn makes(
    workflow: &Workflow,
    before: &Case,
    transition: &Transition,
) -> Vec<Tied> {
    let answered = answered_by(workflow, before, transition).filter_map(|recommendation| {
        Some(Tied::Answer {
            recommendation: recommendation.element.id.clone(),
            answer: before.facts.get(&recommendation.answer)?.clone(),
        })
    });
    let made = workflow
        .recommendations
        .iter()
        .filter(|recommendation| recommendation.made_by.contains(&transition.element.id))
        .map(|recommendation| Tied::Recommend {
            recommendation: recommendation.element.id.clone(),
        });
    answered.chain(made).collect()
}

/// Whether a transition is a decision of a person, and not of the law alone.
pub(in crate::engine) fn discretion(workflow: &Workflow, transition: &Transition) -> bool {
    let id = &transition.element.id;
    transition.discretion
        || !transition.criteria.is_empty()
        || workflow.recommendations.iter().any(|recommendation| {
            recommendation.made_by.contains(id) || recommendation.answered_by.contains(id)
        })
}
