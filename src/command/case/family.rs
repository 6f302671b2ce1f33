//! The parent and the children of a case, as commands tell them.

use crate::command::context::Context;
use crate::diagnostic::{Lang, counted};
use crate::engine::Case;
use crate::engine::child::Child;
use crate::service::told;
pub(super) use crate::service::told::message_line as line;
use crate::service::told::message_row as row;

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
