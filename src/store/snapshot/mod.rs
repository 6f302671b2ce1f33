//! A case as bytes and back, exactly.
//!
//! The bytes are canonical JSON with a format number. They are the store's own
//! form, no part of the trail: a case can always be built again from its
//! entries. Values stand in clear, so a snapshot is rewritten when one of them
//! is erased.

mod family;
mod people;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::audit::Hash;
use crate::audit::canonical::{Count, Json, JsonError, Object, parse};
use crate::engine::child::Family;
use crate::engine::people::People;
use crate::engine::{Case, Moment, Taken};
use crate::guard::Name;

/// The format that is written.
pub const FORMAT: u32 = 1;

/// A case that cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// A counter is 2^53 or more.
    #[error("a counter is too large")]
    Count,
    /// A value nests deeper than any type allows.
    #[error("a value nests too deep")]
    Depth,
}

/// Bytes that are no snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotReadError {
    /// Not canonical JSON.
    #[error("the snapshot is not canonical JSON: {0}")]
    Json(#[from] JsonError),
    /// Of a format that is not known.
    #[error("the snapshot has another format than {FORMAT}")]
    Format,
    /// A member is missing, or not of its form.
    #[error("`{member}` of the snapshot is missing or not of its form")]
    Member {
        /// Which.
        member: &'static str,
    },
    /// There are members that the format does not have.
    #[error("the snapshot has members that are not known")]
    Unknown,
}

/// The bytes of a case.
///
/// # Errors
/// [`SnapshotError`]: a case that entries made is always written.
pub fn to_bytes(case: &Case) -> Result<Vec<u8>, SnapshotError> {
    let facts = case
        .facts
        .iter()
        .map(|(name, value)| Ok((name.to_string(), value::write(value, 0)?)))
        .collect::<Result<Vec<_>, SnapshotError>>()?;
    let taken = case
        .taken
        .iter()
        .map(|(name, taken)| Ok((name.to_string(), write_taken(taken)?)))
        .collect::<Result<Vec<_>, SnapshotError>>()?;
    let entered = case
        .entered
        .iter()
        .map(|(name, moment)| Ok((name.to_string(), write_moment(*moment)?)))
        .collect::<Result<Vec<_>, SnapshotError>>()?;
    let active = case.active.iter().map(|name| Json::text(&**name)).collect();
    let outcome = case
        .outcome
        .as_ref()
        .map_or(Json::Null, |name| Json::text(&**name));
    let family = family::write(&case.family)?;
    let mut members = vec![
        ("active", Json::List(active)),
        ("entered", Json::object(entered)),
        ("facts", Json::object(facts)),
        ("format", Json::Count(FORMAT.into())),
        ("id", Json::text(&*case.id)),
        ("manifest", Json::text(Hash(case.manifest).to_string())),
        ("opened", Json::text(case.opened.to_string())),
        ("outcome", outcome),
        ("recorded", Json::text(case.recorded.to_string())),
        ("revision", Json::Count(case.revision.into())),
        ("seq", count(case.seq)?),
        ("taken", Json::object(taken)),
        ("version", count(case.version)?),
        ("workflow", Json::text(&*case.workflow)),
    ];
    if let Some(family) = family {
        members.push(("family", family));
    }
    if !case.people.is_empty() {
        members.push(("people", people::write(&case.people)?));
    }
    Ok(Json::object(members).to_bytes())
}

/// The case of bytes that [`to_bytes`] wrote.
///
/// # Errors
/// [`SnapshotReadError`].
pub fn from_bytes(bytes: &[u8]) -> Result<Case, SnapshotReadError> {
    let json = parse(bytes)?;
    let members = json.as_object().ok_or(SnapshotReadError::Format)?;
    if members.get("format").and_then(Json::as_count) != Some(u64::from(FORMAT)) {
        return Err(SnapshotReadError::Format);
    }
    // A case without parent and children says nothing of them, and what is
    // between people is left out while nothing is.
    let family = members.get("family").is_some();
    let people = members.get("people");
    if members.len() != 14 + usize::from(family) + usize::from(people.is_some()) {
        return Err(SnapshotReadError::Unknown);
    }
    Ok(Case {
        id: read(members, "id", name)?,
        workflow: read(members, "workflow", name)?,
        revision: read(members, "revision", small)?,
        manifest: read(members, "manifest", |json| {
            Some(json.as_text()?.parse::<Hash>().ok()?.0)
        })?,
        version: read(members, "version", Json::as_count)?,
        seq: read(members, "seq", Json::as_count)?,
        active: read(members, "active", |json| {
            json.as_list()?
                .iter()
                .map(name)
                .collect::<Option<BTreeSet<_>>>()
        })?,
        facts: read(members, "facts", |json| map(json, value::read))?,
        people: match people {
            None => People::default(),
            Some(_) => read(members, "people", people::read)?,
        },
        taken: read(members, "taken", |json| map(json, read_taken))?,
        entered: read(members, "entered", |json| map(json, read_moment))?,
        outcome: read(members, "outcome", |json| match json {
            Json::Null => Some(None),
            _ => name(json).map(Some),
        })?,
        opened: read(members, "opened", instant)?,
        recorded: read(members, "recorded", instant)?,
        family: if family {
            read(members, "family", family::read)?
        } else {
            Family::default()
        },
    })
}

fn count(number: u64) -> Result<Json, SnapshotError> {
    Count::new(number)
        .map(Json::Count)
        .ok_or(SnapshotError::Count)
}

fn write_moment(moment: Moment) -> Result<Json, SnapshotError> {
    Ok(Json::List(vec![
        count(moment.seq)?,
        Json::Count(moment.step.into()),
    ]))
}

fn write_taken(taken: &Taken) -> Result<Json, SnapshotError> {
    let mut members = vec![
        ("by", Json::text(&*taken.by)),
        ("last", write_moment(taken.last)?),
        ("on", Json::text(taken.on.to_string())),
        ("times", count(taken.times)?),
    ];
    if !taken.also.is_empty() {
        let also = taken.also.iter().map(|name| Json::text(&**name)).collect();
        members.push(("also", Json::List(also)));
    }
    Ok(Json::object(members))
}

fn read<T>(
    members: &Object,
    member: &'static str,
    form: impl FnOnce(&Json) -> Option<T>,
) -> Result<T, SnapshotReadError> {
    members
        .get(member)
        .and_then(form)
        .ok_or(SnapshotReadError::Member { member })
}

fn name(json: &Json) -> Option<Name> {
    json.as_text().map(Name::from)
}

fn small(json: &Json) -> Option<u32> {
    u32::try_from(json.as_count()?).ok()
}

fn instant(json: &Json) -> Option<Timestamp> {
    as_written(json)
}

fn date(json: &Json) -> Option<Date> {
    as_written(json)
}

/// What is written in one way alone: `1970-01-01t00:00:00z` is an instant too,
/// and not as it was kept.
fn as_written<T: FromStr + ToString>(json: &Json) -> Option<T> {
    let text = json.as_text()?;
    let value: T = text.parse().ok()?;
    (value.to_string() == text).then_some(value)
}

fn map<T>(json: &Json, form: impl Fn(&Json) -> Option<T>) -> Option<BTreeMap<Name, T>> {
    json.as_object()?
        .iter()
        .map(|(key, value)| Some((Name::from(key), form(value)?)))
        .collect()
}

fn read_moment(json: &Json) -> Option<Moment> {
    let [seq, step] = json.as_list()? else {
        return None;
    };
    Some(Moment {
        seq: seq.as_count()?,
        step: small(step)?,
    })
}

fn read_taken(json: &Json) -> Option<Taken> {
    let members = json.as_object()?;
    let also: BTreeSet<Name> = match members.get("also") {
        None => BTreeSet::new(),
        Some(also) => also.as_list()?.iter().map(name).collect::<Option<_>>()?,
    };
    if members.len() != 4 + usize::from(!also.is_empty()) {
        return None;
    }
    Some(Taken {
        also,
        times: members.get("times")?.as_count()?,
        last: read_moment(members.get("last")?)?,
        on: date(members.get("on")?)?,
        by: name(members.get("by")?)?,
    })
}

#[cfg(test)]
mod tests;
