//! Ballots as typed JSON, exactly and back.

use super::instant::{read_date, write_date};
use crate::audit::canonical::{Json, Tree};
use crate::guard::{Ballot, Name, RecusalKind, Recused, Votes};

/// The JSON of a ballot: an object of ten members, all of them always there.
pub fn write_ballot(ballot: &Ballot) -> Json {
    let text = |text: Option<&Name>| text.map_or(Json::Null, |text| Json::text(&**text));
    let number = |number: u32| Json::text(number.to_string());
    let people = |people: &[Name]| Json::List(people.iter().map(|id| Json::text(&**id)).collect());
    let (yes, no, abstain) = match &ballot.votes {
        Votes::Counted { yes, no, abstain } => (number(*yes), number(*no), number(*abstain)),
        Votes::Named { yes, no, abstain } => (people(yes), people(no), people(abstain)),
    };
    let recused = ballot.recused.iter().map(|one| {
        Json::object([
            ("ground", text(one.ground.as_ref())),
            ("kind", Json::text(one.kind.as_str())),
            ("person", Json::text(&*one.person)),
        ])
    });
    Json::object([
        ("abstain", abstain),
        ("casting", ballot.casting.map_or(Json::Null, Json::Bool)),
        ("members", ballot.members.map_or(Json::Null, number)),
        ("no", no),
        (
            "on",
            ballot
                .on
                .map_or(Json::Null, |on| Json::text(write_date(on))),
        ),
        ("present", people(&ballot.present)),
        ("presiding", text(ballot.presiding.as_ref())),
        ("recused", Json::List(recused.collect())),
        ("written", Json::Bool(ballot.written)),
        ("yes", yes),
    ])
}

/// Reads what [`write_ballot`] writes, and nothing else.
pub fn read_ballot(json: &Tree<'_>) -> Option<Ballot> {
    let members = json.as_object().filter(|members| members.len() == 10)?;
    let get = |key: &str| members.get(key);
    let votes = match (get("yes")?, get("no")?, get("abstain")?) {
        (Tree::List(_), ..) => Votes::Named {
            yes: people(get("yes")?)?,
            no: people(get("no")?)?,
            abstain: people(get("abstain")?)?,
        },
        (yes, no, abstain) => Votes::Counted {
            yes: number(yes)?,
            no: number(no)?,
            abstain: number(abstain)?,
        },
    };
    let recused = get("recused")?.as_list()?.iter().map(|one| {
        let members = one.as_object().filter(|members| members.len() == 3)?;
        Some(Recused {
            person: members.get("person")?.as_text()?.into(),
            kind: RecusalKind::read(members.get("kind")?.as_text()?)?,
            ground: optional(members.get("ground")?, |json| {
                json.as_text().map(Name::from)
            })?,
        })
    });
    Some(Ballot {
        on: optional(get("on")?, |json| read_date(json.as_text()?))?,
        members: optional(get("members")?, number)?,
        present: people(get("present")?)?,
        recused: recused.collect::<Option<_>>()?,
        votes,
        presiding: optional(get("presiding")?, |json| json.as_text().map(Name::from))?,
        casting: optional(get("casting")?, |json| match json {
            Tree::Bool(value) => Some(*value),
            _ => None,
        })?,
        written: match get("written")? {
            Tree::Bool(value) => *value,
            _ => return None,
        },
    })
}

/// `null`, or what is read.
fn optional<T>(json: &Tree<'_>, read: impl Fn(&Tree<'_>) -> Option<T>) -> Option<Option<T>> {
    match json {
        Tree::Null => Some(None),
        json => read(json).map(Some),
    }
}

fn number(json: &Tree<'_>) -> Option<u32> {
    let text = json.as_text()?;
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn people(json: &Tree<'_>) -> Option<Vec<Name>> {
    json.as_list()?
        .iter()
        .map(|id| id.as_text().map(Name::from))
        .collect()
}
