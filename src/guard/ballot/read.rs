//! How a ballot is written: one table, in JSON or in TOML.
//!
//! `{ present = ["a", "b", "c"], yes = 2, no = 1 }`, or by named members
//! `{ yes = ["a", "b"], no = ["c"], recused = [{ person = "d", kind = "withdrew" }] }`.

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::{Ballot, RecusalKind, Recused, Votes};
use crate::guard::Name;
use crate::guard::json::{self, Json};

/// What stands under a key, or the key that is not as in a ballot.
type Read<T> = Result<T, String>;

const KEYS: &[&str] = &[
    "on",
    "members",
    "present",
    "recused",
    "yes",
    "no",
    "abstain",
    "presiding",
    "casting",
    "written",
];

/// Reads a ballot from text: a JSON object, a TOML inline table, or a whole TOML
/// document of these keys.
///
/// # Errors
/// The key at fault; empty if the text is no table at all.
pub(in crate::guard) fn ballot_text(text: &str) -> Read<Ballot> {
    let trimmed = text.trim();
    if let Ok(json) = json::read(trimmed) {
        return ballot(&json);
    }
    let document = if trimmed.starts_with('{') {
        format!("ballot = {trimmed}")
    } else {
        trimmed.to_owned()
    };
    let table = DeTable::parse(&document).map_err(|_| String::new())?;
    let table = table.get_ref();
    match table.get("ballot") {
        Some(inner) => ballot_of_toml(inner.get_ref()),
        None => ballot(&Json::Object(members(table))),
    }
}

/// Reads a ballot from a TOML table.
///
/// # Errors
/// The key at fault; empty if it is no table.
pub fn ballot_of_toml(value: &DeValue<'_>) -> Result<Ballot, String> {
    match value.as_table() {
        Some(table) => ballot(&Json::Object(members(table))),
        None => Err(String::new()),
    }
}

fn members(table: &DeTable<'_>) -> Vec<(String, Json)> {
    table
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref(), 0)))
        .collect()
}

/// A TOML value as JSON, as far as a ballot can hold it.
fn json_of(value: &DeValue<'_>, depth: usize) -> Json {
    // A ballot is a table with lists of tables in it.
    const DEEPEST: usize = 4;
    let deeper = depth.saturating_add(1);
    match value {
        DeValue::String(text) => Json::String(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => {
            Json::Number(number.as_str().to_owned())
        }
        DeValue::Boolean(value) => Json::Boolean(*value),
        DeValue::Datetime(moment) => Json::String(moment.to_string()),
        DeValue::Array(items) if depth < DEEPEST => Json::Array(
            items
                .iter()
                .map(|item| json_of(item.get_ref(), deeper))
                .collect(),
        ),
        DeValue::Table(table) if depth < DEEPEST => Json::Object(
            table
                .iter()
                .map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref(), deeper)))
                .collect(),
        ),
        _ => Json::Null,
    }
}

/// Reads a ballot from a JSON object.
fn ballot(json: &Json) -> Read<Ballot> {
    let Json::Object(members) = json else {
        return Err(String::new());
    };
    for (at, (key, _)) in members.iter().enumerate() {
        let again = members.iter().take(at).any(|(earlier, _)| earlier == key);
        if again || !KEYS.contains(&key.as_str()) {
            return Err(key.clone());
        }
    }
    let get = |key: &str| {
        members
            .iter()
            .find(|(known, value)| known == key && *value != Json::Null)
            .map(|(_, value)| value)
    };
    let votes = votes(get("yes"), get("no"), get("abstain"))?;
    let present = match (get("present"), &votes) {
        (Some(json), _) => persons(json, "present")?,
        // Who voted was there.
        (None, Votes::Named { yes, no, abstain }) => {
            yes.iter().chain(no).chain(abstain).cloned().collect()
        }
        (None, Votes::Counted { .. }) => return Err("present".to_owned()),
    };
    Ok(Ballot {
        on: get("on").map(|json| date(json, "on")).transpose()?,
        members: get("members")
            .map(|json| number(json, "members"))
            .transpose()?,
        present,
        recused: match get("recused") {
            None => Vec::new(),
            Some(Json::Array(items)) => items.iter().map(recused).collect::<Result<_, _>>()?,
            Some(_) => return Err("recused".to_owned()),
        },
        votes,
        presiding: get("presiding")
            .map(|json| person(json, "presiding"))
            .transpose()?,
        casting: match get("casting") {
            None => None,
            Some(Json::String(word)) if word == "yes" => Some(true),
            Some(Json::String(word)) if word == "no" => Some(false),
            Some(_) => return Err("casting".to_owned()),
        },
        written: match get("written") {
            None => false,
            Some(Json::Boolean(written)) => *written,
            Some(_) => return Err("written".to_owned()),
        },
    })
}

/// Either three numbers or three lists of members; what is absent is none.
fn votes(yes: Option<&Json>, no: Option<&Json>, abstain: Option<&Json>) -> Read<Votes> {
    let is_list = |json: Option<&Json>| matches!(json, Some(Json::Array(_)));
    if yes.is_none() && no.is_none() {
        return Err("yes".to_owned());
    }
    if is_list(yes) || is_list(no) || is_list(abstain) {
        let listed = |json: Option<&Json>, key: &str| match json {
            None => Ok(Vec::new()),
            Some(json) => persons(json, key),
        };
        return Ok(Votes::Named {
            yes: listed(yes, "yes")?,
            no: listed(no, "no")?,
            abstain: listed(abstain, "abstain")?,
        });
    }
    let counted = |json: Option<&Json>, key: &str| match json {
        None => Ok(0),
        Some(json) => number(json, key),
    };
    Ok(Votes::Counted {
        yes: counted(yes, "yes")?,
        no: counted(no, "no")?,
        abstain: counted(abstain, "abstain")?,
    })
}

fn number(json: &Json, key: &str) -> Read<u32> {
    match json {
        Json::Number(text) if text.bytes().all(|b| b.is_ascii_digit()) => {
            text.parse().map_err(|_| key.to_owned())
        }
        _ => Err(key.to_owned()),
    }
}

fn date(json: &Json, key: &str) -> Read<Date> {
    match json {
        Json::String(text) if text.len() == 10 => text.parse().map_err(|_| key.to_owned()),
        _ => Err(key.to_owned()),
    }
}

fn person(json: &Json, key: &str) -> Read<Name> {
    match json {
        Json::String(id) if is_person(id) => Ok(id.as_str().into()),
        _ => Err(key.to_owned()),
    }
}

/// Whether a text can be the id of a person.
fn is_person(id: &str) -> bool {
    !id.is_empty() && !id.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn persons(json: &Json, key: &str) -> Read<Vec<Name>> {
    match json {
        Json::Array(items) => items.iter().map(|item| person(item, key)).collect(),
        _ => Err(key.to_owned()),
    }
}

/// `{ person = "d", kind = "withdrew", ground = "party" }`.
fn recused(json: &Json) -> Read<Recused> {
    let wrong = || "recused".to_owned();
    let Json::Object(members) = json else {
        return Err(wrong());
    };
    let known = |key: &str| ["person", "kind", "ground"].contains(&key);
    if members.len() > 3 || !members.iter().all(|(key, _)| known(key)) {
        return Err(wrong());
    }
    let word = |key: &str| {
        members.iter().find_map(|(known, value)| match value {
            Json::String(text) if known == key => Some(text.as_str()),
            _ => None,
        })
    };
    Ok(Recused {
        person: word("person")
            .filter(|id| is_person(id))
            .ok_or_else(wrong)?
            .into(),
        kind: word("kind").and_then(RecusalKind::read).ok_or_else(wrong)?,
        ground: word("ground").map(Name::from),
    })
}
