//! The parent and the children of a case, as commands tell them.

use serde_json::{Value, json};

use crate::command::context::Context;
use crate::diagnostic::{Lang, counted};
use crate::engine::child::{Body, Child, Family, Sent};
use crate::engine::{Case, CaseId};
use crate::guard::Name;

/// How many children of a name are told one by one.
const TOLD: usize = 20;

/// The children of one name, in the order in which they were opened.
fn in_order<'a>(
    of_name: impl IntoIterator<Item = (&'a CaseId, &'a Child)>,
) -> Vec<(&'a CaseId, &'a Child)> {
    let mut all: Vec<_> = of_name.into_iter().collect();
    all.sort_by_key(|(id, child)| (child.seq, child.row, (*id).clone()));
    all
}

/// A family for programs: what the case's own entries tell of it.
pub(super) fn as_json(family: &Family) -> (Value, Value) {
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
            let all = in_order(of_name.iter()).into_iter().map(|(id, child)| {
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

/// A family for people.
pub(super) fn tell(case: &Case, context: &mut Context) {
    if let Some(parent) = &case.family.parent {
        let row = row(parent.row, context.lang);
        let text = match context.lang {
            Lang::Ko => format!("상위 사건: {}의 `{}`{row}", parent.case, parent.name),
            Lang::En => format!("Parent: `{}`{row} of {}", parent.name, parent.case),
        };
        context.line(text);
    }
    for (name, of_name) in &case.family.children {
        let ended = of_name
            .values()
            .filter(|child| child.outcome.is_some())
            .count();
        let text = match context.lang {
            Lang::Ko => format!("하위 사건 `{name}`: {}건, 끝난 것 {ended}건", of_name.len()),
            Lang::En => format!(
                "Children `{name}`: {}, {ended} ended",
                counted(of_name.len(), "case", "cases")
            ),
        };
        context.line(text);
        for (id, child) in in_order(of_name.iter()).into_iter().take(TOLD) {
            let row = row(child.row, context.lang);
            let standing = standing(child, context.lang);
            context.line(format_args!("  {id}{row}: {standing}"));
        }
        if of_name.len() > TOLD {
            let text = match context.lang {
                Lang::Ko => format!("  … 모두 보려면 `jorye case list --parent {}`", case.id),
                Lang::En => format!("  … all of them: `jorye case list --parent {}`", case.id),
            };
            context.line(text);
        }
    }
}

fn row(row: Option<u64>, lang: Lang) -> String {
    match (row.map(|row| row.saturating_add(1)), lang) {
        (None, _) => String::new(),
        (Some(row), Lang::Ko) => format!(" {row}번째"),
        (Some(row), Lang::En) => format!(" no. {row}"),
    }
}

fn standing(child: &Child, lang: Lang) -> String {
    let word = |ko: &str, en: &str| match lang {
        Lang::Ko => ko.to_owned(),
        Lang::En => en.to_owned(),
    };
    if child.failed {
        return word("열지 못함", "could not be opened");
    }
    let mut parts = vec![match &child.outcome {
        Some(outcome) => match lang {
            Lang::Ko => format!("결과 `{outcome}`"),
            Lang::En => format!("outcome `{outcome}`"),
        },
        None if child.closing => word("닫는 중", "closing"),
        None => word("진행 중", "open"),
    }];
    parts.extend(child.reached.iter().map(|name| format!("`{name}`")));
    parts.join(", ")
}

/// A message that an entry sends, for programs.
pub(super) fn sent(sent: &Sent) -> Value {
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
pub(super) fn said(body: &Body) -> Value {
    match body {
        Body::Open(opening) => json!({
            "name": &*opening.name,
            "workflow": &*opening.workflow,
            "at": opening.at.as_deref(),
            "row": opening.row,
            "given": crate::command::values::given(&opening.given),
        }),
        Body::Close { name } => json!({ "name": &**name }),
        Body::Report { reached, outcome } => json!({
            "reached": crate::command::values::names(reached),
            "outcome": outcome.as_deref(),
        }),
    }
}

/// What a message says, in a line.
pub(super) fn line(body: &Body, lang: Lang) -> String {
    let listed = |names: &[Name]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    match (body, lang) {
        (Body::Open(opening), Lang::Ko) => {
            format!(
                "하위 사건 `{}` 개시{}",
                opening.name,
                row(opening.row, lang)
            )
        }
        (Body::Open(opening), Lang::En) => {
            format!("opens `{}`{}", opening.name, row(opening.row, lang))
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
