//! Parents, children, and what they tell each other.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{given, names};
use crate::diagnostic::{Bilingual, Lang};
use crate::engine::CaseId;
use crate::engine::child::{Body, Child, Family, Sent};
use crate::guard::Name;

/// The children of one name, in the order in which they were opened.
pub fn in_order(of_name: &BTreeMap<CaseId, Child>) -> Vec<(&CaseId, &Child)> {
    let mut all: Vec<_> = of_name.iter().collect();
    all.sort_by_key(|(id, child)| (child.seq, child.row, (*id).clone()));
    all
}

/// A family for programs: what the case's own entries tell of it.
pub fn family(family: &Family) -> (Value, Value) {
    let parent = family.parent.as_ref().map_or(Value::Null, |parent| {
        json!({
            "case": &*parent.case,
            "name": &*parent.name,
            "row": parent.row,
            "case_seq": parent.seq,
        })
    });
    let children: serde_json::Map<String, Value> = family
        .children
        .iter()
        .map(|(name, of_name)| {
            let all = in_order(of_name).into_iter().map(|(id, child)| {
                json!({
                    "case": &**id,
                    "workflow": &*child.workflow,
                    "row": child.row,
                    "reached": child.reached.iter().map(|name| &**name).collect::<Vec<_>>(),
                    "outcome": child.outcome.as_deref(),
                    "closing": child.closing,
                    "failed": child.failed,
                })
            });
            (name.to_string(), Value::Array(all.collect()))
        })
        .collect();
    (parent, Value::Object(children))
}

/// Why a child was not opened, for people: the word of the entry, said out.
pub fn why_unopened(word: &str) -> Bilingual {
    let (ko, en) = match word {
        "not_lawful" => (
            "여는 것이 적법하지 않습니다",
            "it could not be opened lawfully",
        ),
        "not_in_force" => (
            "절차가 시행 중이 아닙니다",
            "its procedure was not in force",
        ),
        "not_adopted" => (
            "절차가 채택되지 않았습니다",
            "its procedure was not adopted",
        ),
        "no_such_fact" => (
            "절차에 그런 사실이 없습니다",
            "its procedure has no such fact",
        ),
        "no_such_state" => (
            "절차에 그런 상태가 없습니다",
            "its procedure has no such state",
        ),
        "definition" => (
            "정의를 읽을 수 없습니다",
            "its definition could not be read",
        ),
        other => return Bilingual::from(other),
    };
    Bilingual::new(ko, en)
}

/// A message that an entry sends, for programs.
pub fn sent(sent: &Sent) -> Value {
    let mut object = json!({
        "message": sent.body.as_str(),
        "to": &*sent.to,
        "number": sent.number,
    });
    let more = said(&sent.body);
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}

/// What a message says, for programs.
pub fn said(body: &Body) -> Value {
    match body {
        Body::Open(opening) => json!({
            "name": &*opening.name,
            "workflow": &*opening.workflow,
            "at": opening.at.as_deref(),
            "row": opening.row,
            "given": given(&opening.given),
        }),
        Body::Close { name } => json!({ "name": &**name }),
        Body::Report { reached, outcome } => json!({
            "reached": names(reached),
            "outcome": outcome.as_deref(),
        }),
    }
}

/// What a message says, in a line.
pub fn message_line(body: &Body, lang: Lang) -> String {
    let listed = |names: &[Name]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    match (body, lang) {
        (Body::Open(opening), Lang::Ko) => {
            format!(
                "하위 사건 `{}` 개시{}",
                opening.name,
                message_row(opening.row, lang)
            )
        }
        (Body::Open(opening), Lang::En) => {
            format!("opens `{}`{}", opening.name, message_row(opening.row, lang))
        }
        (Body::Close { name }, Lang::Ko) => format!("하위 사건 `{name}` 닫기"),
        (Body::Close { name }, Lang::En) => format!("closes `{name}`"),
        (Body::Report { reached, outcome }, _) => {
            let mut parts = Vec::new();
            if !reached.is_empty() {
                parts.push(match lang {
                    Lang::Ko => format!("이정표 {}", listed(reached)),
                    Lang::En => format!("reached {}", listed(reached)),
                });
            }
            parts.extend(outcome.as_ref().map(|outcome| match lang {
                Lang::Ko => format!("결과 `{outcome}`"),
                Lang::En => format!("outcome `{outcome}`"),
            }));
            if parts.is_empty() {
                parts.push(match lang {
                    Lang::Ko => "다시 열림".to_owned(),
                    Lang::En => "open again".to_owned(),
                });
            }
            parts.join(", ")
        }
    }
}

/// For which of several it is.
pub fn message_row(row: Option<u64>, lang: Lang) -> String {
    match (row.map(|row| row.saturating_add(1)), lang) {
        (None, _) => String::new(),
        (Some(row), Lang::Ko) => format!(" {row}번째"),
        (Some(row), Lang::En) => format!(" no. {row}"),
    }
}
