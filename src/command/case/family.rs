//! The parent and the children of a case, as commands tell them.

use crate::command::context::Context;
use crate::diagnostic::{Lang, counted};
use crate::engine::Case;
use crate::engine::child::{Body, Child};
use crate::guard::Name;
use crate::service::told;

/// How many children of a name are told one by one.
const TOLD: usize = 20;

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
        for (id, child) in told::in_order(of_name).into_iter().take(TOLD) {
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
