//! A case as bytes and back, exactly.
//!
//! The bytes are canonical JSON with a format number. They are the store's own
//! form, no part of the trail: a case can always be built again from its
//! entries. Values stand in clear, so a snapshot is rewritten when one of them
//! is erased.

mod deadlines;
mod family;
mod people;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::audit::Hash;
use crate::audit::canonical::{
    Count, Json, JsonError, Object, compare_keys, parse, write_count, write_text,
};
use crate::audit::entry::write_date;
use crate::engine::child::Family;
use crate::engine::people::People;
use crate::engine::{Case, Deadlines, Moment, Taken};
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
    let mut out = Vec::with_capacity(2048);
    let mut object = Writer::begin(&mut out);
    // In canonical order, which is that of the alphabet.
    write_names(object.member("active"), &case.active);
    // A case without deadlines says nothing of them, and one without parent and
    // children nothing of those; what is between people is left out while
    // nothing is.
    if !case.deadlines.is_empty() {
        let deadlines = deadlines::write(&case.deadlines)?;
        deadlines.write(object.member("deadlines"));
    }
    write_map(object.member("entered"), &case.entered, |out, moment| {
        write_moment(*moment, out)
    })?;
    write_map(object.member("facts"), &case.facts, value::write_to)?;
    if let Some(family) = family::write(&case.family)? {
        family.write(object.member("family"));
    }
    write_count(object.member("format"), FORMAT.into());
    write_text(object.member("id"), &case.id);
    let manifest = Hash(case.manifest).to_string();
    write_text(object.member("manifest"), &manifest);
    write_text(object.member("opened"), &case.opened.to_string());
    match &case.outcome {
        Some(outcome) => write_text(object.member("outcome"), outcome),
        None => object.member("outcome").extend_from_slice(b"null"),
    }
    if !case.people.is_empty() {
        people::write(&case.people)?.write(object.member("people"));
    }
    write_text(object.member("recorded"), &case.recorded.to_string());
    write_count(object.member("revision"), case.revision.into());
    write_count(object.member("seq"), counter(case.seq)?);
    write_map(object.member("taken"), &case.taken, |out, taken| {
        write_taken(taken, out)
    })?;
    write_count(object.member("version"), counter(case.version)?);
    write_text(object.member("workflow"), &case.workflow);
    object.end();
    Ok(out)
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
    let deadlines = members.get("deadlines");
    // A case without parent and children says nothing of them, and what is
    // between people is left out while nothing is.
    let family = members.get("family").is_some();
    let people = members.get("people");
    let optional =
        usize::from(deadlines.is_some()) + usize::from(family) + usize::from(people.is_some());
    if members.len() != 14 + optional {
        return Err(SnapshotReadError::Unknown);
    }
    let deadlines = match deadlines {
        None => Deadlines::default(),
        Some(json) => deadlines::read(json).ok_or(SnapshotReadError::Member {
            member: "deadlines",
        })?,
    };
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
        deadlines,
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

/// An object that is written member by member, in canonical order.
struct Writer<'o> {
    out: &'o mut Vec<u8>,
    before: u8,
}

impl<'o> Writer<'o> {
    const fn begin(out: &'o mut Vec<u8>) -> Self {
        Writer { out, before: b'{' }
    }

    /// Writes a key, and gives where its value is to be written.
    fn member(&mut self, key: &str) -> &mut Vec<u8> {
        self.out.push(self.before);
        self.before = b',';
        write_text(self.out, key);
        self.out.push(b':');
        self.out
    }

    fn end(self) {
        if self.before == b'{' {
            self.out.push(b'{');
        }
        self.out.push(b'}');
    }
}

fn write_names(out: &mut Vec<u8>, names: &BTreeSet<Name>) {
    out.push(b'[');
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_text(out, name);
    }
    out.push(b']');
}

/// Writes a map as an object. Names are ASCII, so that their order is canonical;
/// others are put in order.
fn write_map<T>(
    out: &mut Vec<u8>,
    map: &BTreeMap<Name, T>,
    write: impl Fn(&mut Vec<u8>, &T) -> Result<(), SnapshotError>,
) -> Result<(), SnapshotError> {
    let mut members: Vec<(&Name, &T)> = map.iter().collect();
    if !map.keys().all(|name| name.is_ascii()) {
        members.sort_by(|(left, _), (right, _)| compare_keys(left, right));
    }
    let mut object = Writer::begin(out);
    for (name, value) in members {
        write(object.member(name), value)?;
    }
    object.end();
    Ok(())
}

fn counter(number: u64) -> Result<u64, SnapshotError> {
    Count::new(number)
        .map(Count::get)
        .ok_or(SnapshotError::Count)
}

fn write_moment(moment: Moment, out: &mut Vec<u8>) -> Result<(), SnapshotError> {
    out.push(b'[');
    write_count(out, counter(moment.seq)?);
    out.push(b',');
    write_count(out, moment.step.into());
    out.push(b']');
    Ok(())
}

fn write_taken(taken: &Taken, out: &mut Vec<u8>) -> Result<(), SnapshotError> {
    let mut object = Writer::begin(out);
    if !taken.also.is_empty() {
        write_names(object.member("also"), &taken.also);
    }
    write_text(object.member("by"), &taken.by);
    write_moment(taken.last, object.member("last"))?;
    write_text(object.member("on"), &write_date(taken.on));
    write_count(object.member("times"), counter(taken.times)?);
    object.end();
    Ok(())
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
