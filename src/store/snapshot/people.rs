//! What is between people, in a snapshot. It is left out while nothing is.

use std::collections::BTreeMap;

use super::value::{read as read_value, write as write_value};
use super::{SnapshotError, count, date, map, name};
use crate::audit::canonical::Json;
use crate::engine::people::{
    Answered, Assent, Collection, Delegation, People, Recommended, Served,
};
use crate::guard::{Name, Value};

pub(super) fn write(people: &People) -> Result<Json, SnapshotError> {
    let assigned = each(&people.assigned, |holders| values(holders))?;
    let assents = each(&people.assents, write_collection)?;
    let delegations = list(&people.delegations, write_delegation)?;
    let recommendations = each(&people.recommendations, write_recommended)?;
    let served = list(&people.served, write_served)?;
    let mut members = vec![
        ("assents", assents),
        ("assigned", assigned),
        ("delegations", delegations),
        ("recommendations", recommendations),
        ("served", served),
    ];
    // Left out while nothing is annulled.
    if !people.annulled.is_empty() {
        let pairs = people.annulled.iter();
        let annulled = pairs.map(|(act, by)| Ok(Json::List(vec![count(*act)?, count(*by)?])));
        let annulled = annulled.collect::<Result<_, SnapshotError>>()?;
        members.push(("annulled", Json::List(annulled)));
    }
    Ok(Json::object(members))
}

pub(super) fn read(json: &Json) -> Option<People> {
    let members = json.as_object()?;
    let annulled: BTreeMap<u64, u64> = match members.get("annulled") {
        None => BTreeMap::new(),
        Some(annulled) => annulled
            .as_list()?
            .iter()
            .map(|pair| match pair.as_list()? {
                [act, by] => Some((act.as_count()?, by.as_count()?)),
                _ => None,
            })
            .collect::<Option<_>>()?,
    };
    if members.len() != 5 + usize::from(!annulled.is_empty()) {
        return None;
    }
    let list = |key: &str| members.get(key)?.as_list();
    let people = People {
        annulled,
        assigned: map(members.get("assigned")?, |json| {
            json.as_list()?.iter().map(read_value).collect()
        })?,
        delegations: list("delegations")?
            .iter()
            .map(read_delegation)
            .collect::<Option<_>>()?,
        assents: map(members.get("assents")?, read_collection)?,
        recommendations: map(members.get("recommendations")?, read_recommended)?,
        served: list("served")?
            .iter()
            .map(read_served)
            .collect::<Option<_>>()?,
    };
    // Nothing is written as nothing.
    (!people.is_empty()).then_some(people)
}

fn each<T>(
    all: &std::collections::BTreeMap<Name, T>,
    write: impl Fn(&T) -> Result<Json, SnapshotError>,
) -> Result<Json, SnapshotError> {
    let members = all
        .iter()
        .map(|(name, one)| Ok((name.to_string(), write(one)?)))
        .collect::<Result<Vec<_>, SnapshotError>>()?;
    Ok(Json::object(members))
}

fn list<T>(
    all: &[T],
    write: impl Fn(&T) -> Result<Json, SnapshotError>,
) -> Result<Json, SnapshotError> {
    Ok(Json::List(all.iter().map(write).collect::<Result<_, _>>()?))
}

fn values(all: &[Value]) -> Result<Json, SnapshotError> {
    list(all, |value| write_value(value, 0))
}

fn optional(value: Option<&Value>) -> Result<Json, SnapshotError> {
    value.map_or(Ok(Json::Null), |value| write_value(value, 0))
}

fn named(name: Option<&Name>) -> Json {
    name.map_or(Json::Null, |name| Json::text(&**name))
}

fn write_delegation(one: &Delegation) -> Result<Json, SnapshotError> {
    Ok(Json::object([
        ("by", Json::text(&*one.by)),
        ("entry", count(one.entry)?),
        ("from", optional(one.from.as_ref())?),
        ("revoked", one.revoked.map_or(Ok(Json::Null), count)?),
        ("role", Json::text(&*one.role)),
        ("to", write_value(&one.to, 0)?),
        ("until", optional(one.until.as_ref())?),
    ]))
}

fn read_delegation(json: &Json) -> Option<Delegation> {
    let members = json.as_object().filter(|members| members.len() == 7)?;
    let at = |key: &str| members.get(key);
    Some(Delegation {
        role: name(at("role")?)?,
        by: name(at("by")?)?,
        to: read_value(at("to")?)?,
        from: read_optional(at("from")?, read_value)?,
        until: read_optional(at("until")?, read_value)?,
        entry: at("entry")?.as_count()?,
        revoked: read_optional(at("revoked")?, Json::as_count)?,
    })
}

/// `null` is none; anything else has to be of its form.
fn read_optional<T>(json: &Json, read: impl FnOnce(&Json) -> Option<T>) -> Option<Option<T>> {
    match json {
        Json::Null => Some(None),
        json => read(json).map(Some),
    }
}

fn write_collection(one: &Collection) -> Result<Json, SnapshotError> {
    let given = each(&one.given, |value| write_value(value, 0))?;
    Ok(Json::object([
        ("assents", list(&one.assents, write_assent)?),
        ("given", given),
        ("over", named(one.over.as_ref())),
        ("state", Json::text(&*one.state)),
    ]))
}

fn read_collection(json: &Json) -> Option<Collection> {
    let members = json.as_object().filter(|members| members.len() == 4)?;
    Some(Collection {
        state: name(members.get("state")?)?,
        over: read_optional(members.get("over")?, name)?,
        given: map(members.get("given")?, read_value)?,
        assents: members
            .get("assents")?
            .as_list()?
            .iter()
            .map(read_assent)
            .collect::<Option<_>>()?,
    })
}

fn write_assent(one: &Assent) -> Result<Json, SnapshotError> {
    Ok(Json::object([
        ("actor", Json::text(&*one.actor)),
        ("behalf", named(one.behalf.as_ref())),
        ("entry", count(one.entry)?),
        ("party", named(one.party.as_ref())),
    ]))
}

fn read_assent(json: &Json) -> Option<Assent> {
    let members = json.as_object().filter(|members| members.len() == 4)?;
    Some(Assent {
        party: read_optional(members.get("party")?, name)?,
        actor: name(members.get("actor")?)?,
        behalf: read_optional(members.get("behalf")?, name)?,
        entry: members.get("entry")?.as_count()?,
    })
}

fn write_recommended(one: &Recommended) -> Result<Json, SnapshotError> {
    let answer = match &one.answer {
        None => Json::Null,
        Some(answered) => Json::List(vec![
            count(answered.entry)?,
            write_value(&answered.answer, 0)?,
        ]),
    };
    Ok(Json::object([
        ("answer", answer),
        ("by", Json::text(&*one.by)),
        ("entry", count(one.entry)?),
        ("on", Json::text(one.on.to_string())),
    ]))
}

fn read_recommended(json: &Json) -> Option<Recommended> {
    let members = json.as_object().filter(|members| members.len() == 4)?;
    Some(Recommended {
        entry: members.get("entry")?.as_count()?,
        on: date(members.get("on")?)?,
        by: name(members.get("by")?)?,
        answer: read_optional(members.get("answer")?, |json| {
            let [entry, answer] = json.as_list()? else {
                return None;
            };
            Some(Answered {
                entry: entry.as_count()?,
                answer: read_value(answer)?,
            })
        })?,
    })
}

fn write_served(one: &Served) -> Result<Json, SnapshotError> {
    Ok(Json::object([
        ("document", write_value(&one.document, 0)?),
        ("effective", optional(one.effective.as_ref())?),
        ("entry", count(one.entry)?),
        ("how", Json::text(&*one.how)),
        ("on", write_value(&one.on, 0)?),
        ("to", write_value(&one.to, 0)?),
    ]))
}

fn read_served(json: &Json) -> Option<Served> {
    let members = json.as_object().filter(|members| members.len() == 6)?;
    let at = |key: &str| members.get(key);
    Some(Served {
        to: read_value(at("to")?)?,
        document: read_value(at("document")?)?,
        on: read_value(at("on")?)?,
        how: name(at("how")?)?,
        effective: read_optional(at("effective")?, read_value)?,
        entry: at("entry")?.as_count()?,
    })
}
