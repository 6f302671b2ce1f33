//! Who of a body takes no part in a case: 제척, 기피, 회피.

use crate::engine::{Case, Given};
use crate::guard::{Name, RecusalKind, Recused, Value};
use crate::workflow::Workflow;

/// A fact that would name somebody recused, and is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Unsettled(pub(in crate::engine) Name);

/// Those of a body who take no part, as the facts of a case and of an act name
/// them: each person once, by the first fact that names them.
///
/// # Errors
/// A fact that is not optional is not known, or erased: who is recused cannot be
/// told.
pub(in crate::engine) fn recused_of(
    workflow: &Workflow,
    body: &str,
    case: Option<&Case>,
    given: &Given,
) -> Result<Vec<Recused>, Unsettled> {
    let mut found = Vec::new();
    for declared in workflow.recusals.iter().filter(|one| *one.body == *body) {
        let kinds = [
            (&declared.excluded, RecusalKind::Excluded),
            (&declared.challenged, RecusalKind::Challenged),
            (&declared.withdrew, RecusalKind::Withdrew),
        ];
        for (facts, kind) in kinds {
            for fact in facts {
                named(workflow, case, given, fact, kind, &mut found)?;
            }
        }
    }
    Ok(found)
}

/// Those whom one fact names.
pub(super) fn named(
    workflow: &Workflow,
    case: Option<&Case>,
    given: &Given,
    fact: &Name,
    kind: RecusalKind,
    found: &mut Vec<Recused>,
) -> Result<(), Unsettled> {
    let value = given
        .get(fact)
        .or_else(|| case.and_then(|case| case.facts.get(fact)));
    let mut add = |person: &Name| {
        if !found.iter().any(|known: &Recused| known.person == *person) {
            found.push(Recused {
                person: person.clone(),
                kind,
                ground: None,
            });
        }
    };
    match value {
        Some(Value::Person(person)) => add(person),
        Some(Value::List(members)) => {
            for member in members {
                match member {
                    Value::Person(person) => add(person),
                    _ => return Err(Unsettled(fact.clone())),
                }
            }
        }
        Some(_) => return Err(Unsettled(fact.clone())),
        None if workflow.fact(fact).is_some_and(|fact| fact.optional) => {}
        None => return Err(Unsettled(fact.clone())),
    }
    Ok(())
}
