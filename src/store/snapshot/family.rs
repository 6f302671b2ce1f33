//! The parent and the children of a case in a snapshot. A case without them has
//! no such member.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{SnapshotError, count, map, name};
use crate::audit::Hash;
use crate::audit::canonical::Json;
use crate::engine::child::{Child, Family, Parent};
use crate::guard::Name;

/// Writes a family, unless there is none.
pub(super) fn write(family: &Family) -> Result<Option<Json>, SnapshotError> {
    if family.is_empty() {
        return Ok(None);
    }
    let children = family
        .children
        .iter()
        .map(|(name, of_name)| {
            let all = of_name
                .iter()
                .map(|(id, child)| Ok((id.to_string(), write_child(child)?)))
                .collect::<Result<Vec<_>, SnapshotError>>()?;
            Ok((name.to_string(), Json::object(all)))
        })
        .collect::<Result<Vec<_>, SnapshotError>>()?;
    let parent = family
        .parent
        .as_ref()
        .map_or(Ok(Json::Null), write_parent)?;
    Ok(Some(Json::object([
        ("children", Json::object(children)),
        ("parent", parent),
    ])))
}

/// Reads what [`write`] wrote.
pub(super) fn read(json: &Json) -> Option<Family> {
    let members = json.as_object().filter(|members| members.len() == 2)?;
    let family = Family {
        parent: match members.get("parent")? {
            Json::Null => None,
            parent => Some(read_parent(parent)?),
        },
        children: map(members.get("children")?, |json| {
            map(json, read_child).map(Arc::new)
        })?,
    };
    // A case without a family has no such member.
    (!family.is_empty()).then_some(family)
}

fn optional(text: Option<&Name>) -> Json {
    text.map_or(Json::Null, |text| Json::text(&**text))
}

fn names(names: &BTreeSet<Name>) -> Json {
    Json::List(names.iter().map(|name| Json::text(&**name)).collect())
}

fn row(row: Option<u64>) -> Result<Json, SnapshotError> {
    row.map_or(Ok(Json::Null), count)
}

fn write_parent(parent: &Parent) -> Result<Json, SnapshotError> {
    Ok(Json::object([
        ("case", Json::text(&*parent.case)),
        ("entry", Json::text(Hash(parent.entry).to_string())),
        ("generation", count(parent.generation)?),
        ("name", Json::text(&*parent.name)),
        ("outcome", optional(parent.outcome.as_ref())),
        ("reached", names(&parent.reached)),
        ("row", row(parent.row)?),
        ("sent", count(parent.sent)?),
        ("seq", count(parent.seq)?),
        ("taken", count(parent.taken)?),
    ]))
}

fn write_child(child: &Child) -> Result<Json, SnapshotError> {
    Ok(Json::object([
        ("closing", Json::Bool(child.closing)),
        ("failed", Json::Bool(child.failed)),
        ("outcome", optional(child.outcome.as_ref())),
        ("reached", names(&child.reached)),
        ("row", row(child.row)?),
        ("sent", count(child.sent)?),
        ("seq", count(child.seq)?),
        ("state", optional(child.state.as_ref())),
        ("taken", count(child.taken)?),
        ("workflow", Json::text(&*child.workflow)),
    ]))
}

fn read_optional(json: &Json) -> Option<Option<Name>> {
    match json {
        Json::Null => Some(None),
        _ => name(json).map(Some),
    }
}

fn read_row(json: &Json) -> Option<Option<u64>> {
    match json {
        Json::Null => Some(None),
        _ => json.as_count().map(Some),
    }
}

/// Names as they were written: each once, in order.
fn read_names(json: &Json) -> Option<BTreeSet<Name>> {
    let list = json.as_list()?;
    let names: BTreeSet<Name> = list.iter().map(name).collect::<Option<_>>()?;
    let written = list.iter().filter_map(Json::as_text);
    let same = names.iter().map(|name| &**name).eq(written);
    same.then_some(names)
}

fn read_parent(json: &Json) -> Option<Parent> {
    let members = json.as_object().filter(|members| members.len() == 10)?;
    let at = |key: &str| members.get(key);
    Some(Parent {
        case: name(at("case")?)?,
        seq: at("seq")?.as_count()?,
        entry: at("entry")?.as_text()?.parse::<Hash>().ok()?.0,
        name: name(at("name")?)?,
        row: read_row(at("row")?)?,
        generation: at("generation")?.as_count()?,
        taken: at("taken")?.as_count()?,
        sent: at("sent")?.as_count()?,
        reached: read_names(at("reached")?)?,
        outcome: read_optional(at("outcome")?)?,
    })
}

fn read_child(json: &Json) -> Option<Child> {
    let members = json.as_object().filter(|members| members.len() == 10)?;
    let at = |key: &str| members.get(key);
    let flag = |key: &str| match at(key)? {
        Json::Bool(flag) => Some(*flag),
        _ => None,
    };
    Some(Child {
        workflow: name(at("workflow")?)?,
        seq: at("seq")?.as_count()?,
        state: read_optional(at("state")?)?,
        row: read_row(at("row")?)?,
        sent: at("sent")?.as_count()?,
        taken: at("taken")?.as_count()?,
        closing: flag("closing")?,
        failed: flag("failed")?,
        reached: read_names(at("reached")?)?,
        outcome: read_optional(at("outcome")?)?,
    })
}
