//! What a child is opened with.

use super::message::Opening;
use crate::engine::world::View;
use crate::engine::{Digest, Given, Ground};
use crate::guard::{Answer, Name, Value, evaluate};
use crate::workflow::{Fact, FactSource, GivenFrom, Opens, Workflow};

/// The children that are opened, on the values that are seen: one, or one for
/// each member or row. A fact that may be missing is left out where it is; any
/// other that is not known keeps them from being opened.
///
/// # Errors
/// The fact that is not known, or cannot be computed.
pub(in crate::engine) fn openings(
    workflow: &Workflow,
    opens: &Opens,
    state: Option<&Name>,
    manifest: Digest,
    view: &View<'_>,
) -> Result<Vec<Opening>, Ground> {
    let opening = |row: Option<u64>, of: Option<&Row<'_>>| {
        Ok(Opening {
            name: opens.name.clone(),
            workflow: opens.workflow.name.clone(),
            manifest,
            at: opens.at.as_ref().map(|at| at.name.clone()),
            state: state.cloned(),
            row,
            generation: view.case.family.generation().saturating_add(1),
            given: given(workflow, opens, view, of)?,
        })
    };
    let Some(each) = &opens.for_each else {
        return Ok(vec![opening(None, None)?]);
    };
    let rows: Vec<Row<'_>> = match view.case.facts.get(each) {
        Some(Value::List(members)) => members.iter().map(Row::Member).collect(),
        Some(Value::Table(rows)) => rows.iter().map(Row::Cells).collect(),
        // Nobody can tell any more for whom they are.
        Some(_) => return Err(Ground::Missing(each.clone())),
        None if workflow.fact(each).is_some_and(|fact| fact.optional) => Vec::new(),
        None => return Err(Ground::Missing(each.clone())),
    };
    (0u64..)
        .zip(&rows)
        .map(|(at, row)| opening(Some(at), Some(row)))
        .collect()
}

/// What one child is opened for.
enum Row<'a> {
    Member(&'a Value),
    Cells(&'a std::collections::BTreeMap<Name, Value>),
}

fn given(
    workflow: &Workflow,
    opens: &Opens,
    view: &View<'_>,
    row: Option<&Row<'_>>,
) -> Result<Given, Ground> {
    let mut given = Given::new();
    for giving in &opens.gives {
        let value = match (&giving.from, row) {
            (GivenFrom::Member, Some(Row::Member(value))) => Some((*value).clone()),
            (GivenFrom::Column(column), Some(Row::Cells(cells))) => cells.get(column).cloned(),
            (GivenFrom::Fact(name), _) => fact(workflow.fact(name), name, view)?,
            // The loader lets these pass only where they go with `for_each`.
            (GivenFrom::Member | GivenFrom::Column(_), _) => None,
        };
        if let Some(value) = value {
            given.insert(giving.to.name.clone(), value);
        }
    }
    Ok(given)
}

fn fact(fact: Option<&Fact>, name: &Name, view: &View<'_>) -> Result<Option<Value>, Ground> {
    match fact.map(|fact| &fact.source) {
        Some(FactSource::Computed(rule)) => match evaluate(rule, view) {
            Answer::Known(value) => Ok(Some(value)),
            Answer::Unknown(missing) => Err(Ground::Missing(
                missing.into_iter().next().unwrap_or_else(|| name.clone()),
            )),
            Answer::Error(_) => Err(Ground::Range(name.clone())),
        },
        _ => match view.case.facts.get(name) {
            Some(value) => Ok(Some(value.clone())),
            None if fact.is_some_and(|fact| fact.optional) => Ok(None),
            None => Err(Ground::Missing(name.clone())),
        },
    }
}
