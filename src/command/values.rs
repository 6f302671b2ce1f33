//! Values, grounds and names as commands show them.

use serde_json::{Value as Json, json};

use crate::diagnostic::Bilingual;
use crate::engine::{Given, Ground};
use crate::guard::{Ballot, Name, Value, Votes};

/// A value for programs: whole numbers as numbers, decimals and dates as text.
pub(super) fn value(value: &Value) -> Json {
    match value {
        Value::Boolean(flag) => json!(flag),
        Value::Integer(number) => json!(number),
        Value::Decimal(_) | Value::Date(_) => json!(value.to_string()),
        Value::Choice(text) | Value::Text(text) | Value::Person(text) => json!(&**text),
        Value::Document(document) => json!({
            "name": &*document.name,
            "media": &*document.media,
            "size": document.size,
            "sha256": hex(&document.sha256),
        }),
        Value::List(members) => members.iter().map(self::value).collect(),
        Value::Table(rows) => rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|(column, cell)| (column.to_string(), self::value(cell)))
                    .collect::<Json>()
            })
            .collect(),
        Value::Ballot(ballot) => self::ballot(ballot),
        Value::Erased => Json::Null,
    }
}

/// A ballot for programs: as it is given, with its numbers.
fn ballot(ballot: &Ballot) -> Json {
    let tally = ballot.tally();
    let mut out = json!({
        "on": ballot.on.map(|on| on.to_string()),
        "members": ballot.members,
        "present": names(&ballot.present),
        "recused": ballot.recused.iter().map(|one| json!({
            "person": &*one.person,
            "kind": one.kind.as_str(),
            "ground": one.ground.as_deref(),
        })).collect::<Json>(),
        "presiding": ballot.presiding.as_deref(),
        "casting": ballot.casting.map(|yes| if yes { "yes" } else { "no" }),
        "written": ballot.written,
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
    });
    if let (Votes::Named { yes, no, abstain }, Some(out)) = (&ballot.votes, out.as_object_mut()) {
        out.insert(
            "named".to_owned(),
            json!({ "yes": names(yes), "no": names(no), "abstain": names(abstain) }),
        );
    }
    out
}

/// Facts for programs.
pub(super) fn given(given: &Given) -> Json {
    given
        .iter()
        .map(|(fact, it)| (fact.to_string(), value(it)))
        .collect()
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Names for programs.
pub(super) fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| &**name).collect()
}

/// A ground as people read it: `역할 없음(role)`, `guard not met (quorum)`.
pub(super) fn ground_told(ground: &Ground) -> Bilingual {
    let title = ground_title(ground.as_str());
    // What a scenario would write: the element where there is one of its own.
    let name = match ground.element() {
        Some(element) => element,
        None => ground.as_str(),
    };
    match title {
        Some((ko, en)) => Bilingual::new(format!("{ko} `{name}`"), format!("{en} `{name}`")),
        None => Bilingual::from(&format!("`{name}`")),
    }
}

/// The word under which a scenario expects a refusal, as people read it.
pub(super) fn word_told(word: &str) -> Bilingual {
    match ground_title(word) {
        Some((ko, en)) => Bilingual::new(format!("{ko} `{word}`"), format!("{en} `{word}`")),
        None => Bilingual::from(&format!("`{word}`")),
    }
}

/// What the word of a ground means.
fn ground_title(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "state" => ("상태가 다름", "wrong state"),
        "role" => ("자격 없음", "no role"),
        "excluded" => ("제외된 사람", "person excluded"),
        "missing" => ("주지 않은 값", "value not given"),
        "ill_typed" => ("형식이 다른 값", "value of another type"),
        "not_asked" => ("받지 않는 값", "value not asked"),
        "reason" => ("이유 없음", "no reason stated"),
        "assumption" => ("전제가 깨짐", "assumption broken"),
        "guard" => ("갖추지 못한 요건", "requirement not met"),
        "branch" => ("갈래가 정해지지 않음", "branch not decided"),
        "range" => ("범위를 벗어난 효과", "effect out of range"),
        "backdated" => ("소급", "dated back"),
        "automatic" => ("저절로 되는 전이의 오류", "automatic transition in error"),
        "unbounded" => ("끝나지 않는 자동 전이", "automatic transitions without end"),
        "with" => ("함께 일어나는 전이의 요건", "accompanying transition"),
        _ => return None,
    })
}
