//! A comparison for people.

use super::Side;
use crate::check::diff::{Change, Compared, Difference, Example, Kind, Strictness, Subject};
use crate::command::context::Context;
use crate::command::render::wrap::paragraph;
use crate::command::render::{Format, visible};
use crate::diagnostic::{Bilingual, Lang};

/// Most ways that are told one by one to people; programs are told all.
const MOST_WAYS: usize = 12;

pub(super) fn tell(old: &Side, new: &Side, difference: &Difference, context: &mut Context) {
    let paint = context.paint();
    let title = new.workflow.title().get(context.lang).to_owned();
    let (was, is) = (&old.workflow, &new.workflow);
    let heading = match context.lang {
        Lang::Ko => format!(
            "{title} (`{}`): 개정 {} → 개정 {}",
            is.id(),
            was.revision,
            is.revision
        ),
        Lang::En => format!(
            "{title} (`{}`): revision {} → revision {}",
            is.id(),
            was.revision,
            is.revision
        ),
    };
    context.line(paint.bold(&visible(&heading)));
    context.line(summary(difference, context.lang));
    let mut unreached = false;
    for compared in difference.transitions.iter().filter(|it| !it.is_same()) {
        context.line("");
        transition(compared, context);
        let examples = [&compared.only_old, &compared.only_new, &compared.outcomes];
        unreached |= examples
            .into_iter()
            .flatten()
            .any(|it| !it.values.is_empty());
    }
    let mut subject = None;
    let mut told = 0_usize;
    for change in &difference.changes {
        let group = (change.subject, change.kind == Kind::Record);
        if subject != Some(group) {
            subject = Some(group);
            told = 0;
            context.line("");
            let heading = heading_of(change);
            context.line(paint.bold(heading.get(context.lang)));
        }
        told = told.saturating_add(1);
        if change.subject == Subject::Way && told > MOST_WAYS {
            if told == MOST_WAYS.saturating_add(1) {
                let more = context.word(
                    "    (나머지 길은 `--format json`이 모두 알려 줍니다.)",
                    "    (`--format json` tells the other ways.)",
                );
                let more = more.to_owned();
                context.line(more);
            }
            continue;
        }
        self::change(change, context);
    }
    if unreached {
        context.line("");
        let note = context.word(
            "예는 행위 하나를 두고 든 것입니다. 사건이 그 값에 이를 수 있는지는 따지지 않았습니다.",
            "Each example is one act by itself; whether a case can come to its values is not asked.",
        );
        let note = note.to_owned();
        context.line(paint.dim(paragraph(&note, "", "").trim_end()));
    }
}

fn summary(difference: &Difference, lang: Lang) -> String {
    let of = |strictness: Strictness| {
        let all = difference.transitions.iter();
        all.filter(|it| it.strictness == strictness).count()
    };
    let counts: Vec<String> = [
        Strictness::Same,
        Strictness::Stricter,
        Strictness::Looser,
        Strictness::Incomparable,
        Strictness::Undecided,
    ]
    .into_iter()
    .map(|it| (of(it), it))
    .filter(|(count, _)| *count > 0)
    .map(|(count, it)| match lang {
        Lang::Ko => format!("{} {count}", it.says().ko),
        Lang::En => format!("{count} {}", it.says().en),
    })
    .collect();
    let counts = counts.join(", ");
    let elsewhere = difference.transitions.iter();
    let elsewhere = elsewhere.filter(|it| !it.outcomes.is_empty()).count();
    let same = difference.is_same();
    match lang {
        Lang::Ko => {
            let whole = if same {
                "모든 행위가 똑같이 판단됩니다."
            } else {
                "달라진 것이 있습니다."
            };
            let other = if elsewhere > 0 {
                format!(" 결과가 달라진 전이 {elsewhere}.")
            } else {
                String::new()
            };
            format!("{whole} 전이: {counts}.{other}")
        }
        Lang::En => {
            let whole = if same {
                "Every act is decided the same way."
            } else {
                "Not everything is decided the same way."
            };
            let other = if elsewhere > 0 {
                format!(" Another result: {elsewhere}.")
            } else {
                String::new()
            };
            format!("{whole} Transitions: {counts}.{other}")
        }
    }
}

fn transition(compared: &Compared, context: &mut Context) {
    let lang = context.lang;
    let paint = context.paint();
    let strictness = compared.strictness.says();
    let was = compared
        .was
        .as_ref()
        .map_or_else(String::new, |was| match lang {
            Lang::Ko => format!(" (전에는 `{was}`)"),
            Lang::En => format!(" (was `{was}`)"),
        });
    let line = format!(
        "`{}` {}{was}: {}",
        compared.id,
        visible(compared.title.get(lang)),
        strictness.get(lang)
    );
    context.line(match compared.strictness {
        Strictness::Stricter => paint.red(&line),
        Strictness::Looser => paint.green(&line),
        Strictness::Incomparable | Strictness::Undecided => paint.yellow(&line),
        Strictness::Same => paint.bold(&line),
    });
    for (examples, ko, en) in [
        (&compared.only_old, "개정 전만 받아들임", "Only before"),
        (&compared.only_new, "개정 후만 받아들임", "Only now"),
        (&compared.outcomes, "결과가 다름", "Another result"),
    ] {
        for example in examples {
            self::example(context.word(ko, en).to_owned(), example, context);
        }
    }
    for open in &compared.open {
        let line = match lang {
            Lang::Ko => format!("판정하지 못함: {}", open.ko),
            Lang::En => format!("Not decided: {}", open.en),
        };
        said(&line, 2, context);
    }
}

fn example(label: String, example: &Example, context: &mut Context) {
    let lang = context.lang;
    said(&format!("{label}: {}", example.says.get(lang)), 2, context);
    said(example.because.get(lang), 4, context);
}

fn change(change: &Change, context: &mut Context) {
    let (ko, en) = match change.kind {
        Kind::Added => ("신설", "added"),
        Kind::Removed => ("삭제", "removed"),
        Kind::Changed => ("변경", "changed"),
        Kind::Renamed => ("이름 변경", "renamed"),
        Kind::Record => ("표기", "record"),
        Kind::Undecided => ("판정하지 못함", "not decided"),
    };
    let word = context.word(ko, en).to_owned();
    let paint = context.paint();
    let line = format!("  {} ({word})", change.element);
    context.line(match change.kind {
        Kind::Added => paint.green(&line),
        Kind::Removed => paint.red(&line),
        Kind::Changed | Kind::Undecided => paint.yellow(&line),
        Kind::Renamed | Kind::Record => line,
    });
    let lang = context.lang;
    for says in &change.says {
        said(says.get(lang), 4, context);
    }
}

fn said(text: &str, indent: usize, context: &mut Context) {
    let text = visible(text);
    let gap = " ".repeat(indent);
    if context.format == Format::Plain {
        context.line(format!("{gap}{text}"));
    } else {
        let other = " ".repeat(indent.saturating_add(2));
        context.line(paragraph(&text, &gap, &other).trim_end());
    }
}

fn heading_of(change: &Change) -> Bilingual {
    if change.kind == Kind::Record {
        return match change.subject {
            Subject::Workflow => Bilingual::new("표기만 바뀐 것: 절차", "Record only: procedure"),
            Subject::Transition => {
                Bilingual::new("표기만 바뀐 것: 전이", "Record only: transitions")
            }
            Subject::State => Bilingual::new("표기만 바뀐 것: 상태", "Record only: states"),
            Subject::Deadline => Bilingual::new("표기만 바뀐 것: 기한", "Record only: deadlines"),
            Subject::Fact => Bilingual::new("표기만 바뀐 것: 사실", "Record only: facts"),
            Subject::Role => Bilingual::new("표기만 바뀐 것: 역할", "Record only: roles"),
            Subject::Property => Bilingual::new("표기만 바뀐 것: 속성", "Record only: properties"),
            _ => Bilingual::new("표기만 바뀐 것: 그 밖", "Record only: the rest"),
        };
    }
    match change.subject {
        Subject::Workflow => Bilingual::new("절차 전체", "The procedure as a whole"),
        Subject::Transition => Bilingual::new("전이", "Transitions"),
        Subject::Way => Bilingual::new("길", "Ways"),
        Subject::Outcome => Bilingual::new("결과", "Outcomes"),
        Subject::State => Bilingual::new("상태", "States"),
        Subject::Deadline => Bilingual::new("기한", "Deadlines"),
        Subject::Fact => Bilingual::new("사실", "Facts"),
        Subject::Role => Bilingual::new("역할", "Roles"),
        Subject::Assume => Bilingual::new("전제", "Assumptions"),
        Subject::Recommendation => Bilingual::new("권고", "Recommendations"),
        Subject::Property => Bilingual::new("속성", "Properties"),
    }
}
