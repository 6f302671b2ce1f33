//! Cases that go on under another revision or calendar, for people.

use crate::calendar::Point;
use crate::command::context::Context;
use crate::diagnostic::{Bilingual, Lang};
use crate::engine::revise::{Moved, Names};
use crate::engine::{Case, DeadlineEvent, Entry};
use crate::guard::Name;
use crate::library::Held;
use crate::service::{Opened, told};

/// The line of an entry that moved a case.
pub(super) fn headline(
    moved: &Moved,
    held: &Held,
    context: &Context,
) -> (String, String, Bilingual) {
    let title = held.workflow.title().get(context.lang);
    let what = match context.lang {
        Lang::Ko => format!("{title} 개정 {} → 개정 {}", moved.from, moved.to),
        Lang::En => format!("{title}, revision {} → {}", moved.from, moved.to),
    };
    let word = context.word("이행", "moved").to_owned();
    (word, what, Bilingual::from(cited(&moved.basis).as_str()))
}

/// The line of an entry that counted a deadline again.
pub(super) fn recount(
    deadline: Option<&Name>,
    basis: &[Name],
    held: &Held,
    context: &Context,
) -> (String, String, Bilingual) {
    let word = context.word("재계산", "recounted").to_owned();
    let all = held.workflow.deadlines.iter();
    let what = match deadline {
        Some(name) => all
            .into_iter()
            .find(|it| it.element.id == *name)
            .map_or(&**name, |it| it.element.title.get(context.lang))
            .to_owned(),
        None => context
            .word("진행 중인 기한 없음", "no deadline runs")
            .to_owned(),
    };
    (word, what, Bilingual::from(cited(basis).as_str()))
}

/// The line of an entry by which a case took over what has become of the law.
pub(super) fn law(basis: &[Name], held: &Held, context: &Context) -> (String, String, Bilingual) {
    let word = context.word("효력", "law").to_owned();
    let what = context
        .word(
            "근거 조문의 시행ㆍ폐지ㆍ정지가 바뀜",
            "when what it rests on is law has changed",
        )
        .to_owned();
    let named = |lang: Lang| {
        let names = basis.iter().map(|cited| {
            let footing = held.law().and_then(|law| law.footing(cited));
            footing.map_or(&**cited, |it| it.named.get(lang))
        });
        names.collect::<Vec<_>>().join(", ")
    };
    (word, what, Bilingual::new(named(Lang::Ko), named(Lang::En)))
}

fn cited(basis: &[Name]) -> String {
    basis.join(", ")
}

/// What a move changed: names, facts known from now on, deadlines.
pub(in crate::command) fn tell(
    moved: &Moved,
    entry: &Entry,
    before: Option<&Case>,
    context: &mut Context,
) {
    for line in changes(moved, entry, before, context.lang) {
        context.line(format_args!("       {line}"));
    }
}

/// The same, line by line.
pub(in crate::command) fn changes(
    moved: &Moved,
    entry: &Entry,
    before: Option<&Case>,
    lang: Lang,
) -> Vec<String> {
    let mut lines = Vec::new();
    let word = |ko: &'static str, en: &'static str| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    let renamed = &moved.renamed;
    // The states in which it stands are told by themselves.
    for (kind, names) in [
        (word("사실", "fact"), &renamed.facts),
        (word("역할", "role"), &renamed.roles),
        (word("전이", "transition"), &renamed.transitions),
        (word("기한", "deadline"), &renamed.deadlines),
    ] {
        lines.extend(renamings(kind, names, word("없음", "no place")));
    }
    for effect in &moved.effects {
        if let crate::engine::Effect::Set { fact, value } = effect {
            let value = value.says();
            lines.push(format!(
                "{} `{fact}` = {}",
                word("사실", "fact"),
                value.get(lang)
            ));
        }
    }
    lines.extend(days(moved, entry, before, lang));
    lines
}

fn renamings<'a>(
    kind: &'a str,
    names: &'a Names,
    nowhere: &'a str,
) -> impl Iterator<Item = String> + 'a {
    names.iter().map(move |(old, to)| match to {
        Some(to) => format!("{kind} `{old}` → `{to}`"),
        None => format!("{kind} `{old}` → ({nowhere})"),
    })
}

/// The last days of deadlines, before and after.
fn days(moved: &Moved, entry: &Entry, before: Option<&Case>, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told: Vec<&Name> = Vec::new();
    for change in &entry.deadlines {
        let (word, due) = match &change.event {
            DeadlineEvent::Recounted { due, .. } => {
                (Bilingual::new("다시 계산", "counted again"), *due)
            }
            DeadlineEvent::Started { due, .. } => {
                (Bilingual::new("새로 시작", "started"), Some(*due))
            }
            _ => continue,
        };
        told.push(&change.deadline);
        let old = moved
            .renamed
            .deadlines
            .iter()
            .find(|(_, to)| to.as_ref() == Some(&change.deadline))
            .map_or(&change.deadline, |(old, _)| old);
        let was = before
            .and_then(|case| case.deadlines.kept.get(old))
            .filter(|timed| timed.is_running())
            .and_then(|timed| timed.due);
        lines.push(line(&change.deadline, was, due, &word, lang));
    }
    let kept = before.iter().flat_map(|case| &case.deadlines.kept);
    for (name, timed) in kept.filter(|(_, timed)| timed.is_running()) {
        let now = match moved.renamed.deadlines.get(name) {
            Some(Some(to)) => to,
            // It is told as a name without a place.
            Some(None) => continue,
            None => name,
        };
        if !told.contains(&now) {
            let word = Bilingual::new("그대로", "kept");
            lines.push(line(now, timed.due, timed.due, &word, lang));
        }
    }
    lines
}

fn line(
    name: &Name,
    was: Option<Point>,
    due: Option<Point>,
    word: &Bilingual,
    lang: Lang,
) -> String {
    let told = |point: Option<Point>| match point {
        Some(point) => point.to_string(),
        None => "–".to_owned(),
    };
    let kind = match lang {
        Lang::Ko => "기한",
        Lang::En => "deadline",
    };
    if was == due {
        format!("{kind} `{name}` {} ({})", told(due), word.get(lang))
    } else {
        format!(
            "{kind} `{name}` {} → {} ({})",
            told(was),
            told(due),
            word.get(lang)
        )
    }
}

/// The old and the new day of a deadline that was counted again.
pub(in crate::command) fn tell_days(was: Option<Point>, entry: &Entry, context: &mut Context) {
    for change in &entry.deadlines {
        if let DeadlineEvent::Recounted { due, .. } = &change.event {
            let word = Bilingual::new("다시 계산", "counted again");
            let line = line(&change.deadline, was, *due, &word, context.lang);
            context.line(format_args!("       {line}"));
            continue;
        }
        let (word, day) = match &change.event {
            DeadlineEvent::Paused { on } => {
                (Bilingual::new("멈춤", "stands still"), on.to_string())
            }
            DeadlineEvent::Resumed { due, .. } => {
                (Bilingual::new("다시 진행", "goes on"), due.to_string())
            }
            _ => continue,
        };
        let kind = context.word("기한", "deadline").to_owned();
        let word = word.get(context.lang);
        context.line(format_args!(
            "       {kind} `{}` {day} ({word})",
            change.deadline
        ));
    }
}

/// Under which texts and which calendar a case is decided, and whether its next
/// act brings it to another revision.
pub(super) fn applies(opened: &Opened) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let held = &opened.held;
    let texts: Vec<(String, String)> = held
        .drawn()
        .map(|version| {
            let title = version.title();
            let number = version.number().unwrap_or("–");
            let day = version.in_force().map(|day| day.to_string());
            let day = day.unwrap_or_else(|| "–".to_owned());
            (
                format!("{} (제{number}호, {day} 시행)", title.ko),
                format!("{} (no. {number}, in force {day})", title.en),
            )
        })
        .collect();
    if !texts.is_empty() {
        let (ko, en): (Vec<String>, Vec<String>) = texts.into_iter().unzip();
        lines.push((
            format!("적용하는 본문: {}", ko.join(", ")),
            format!("Decided under: {}", en.join(", ")),
        ));
    }
    if let Some(calendar) = &held.calendar {
        lines.push((
            format!(
                "기한을 세는 달력: {} `{}`",
                calendar.title().ko,
                calendar.id()
            ),
            format!("Counted by: {} `{}`", calendar.title().en, calendar.id()),
        ));
    }
    let today = opened.at.to_zoned(held.zone.clone()).date();
    for former in told::former_law(held, &opened.case, None, today) {
        let says = former.says();
        lines.push((says.ko, says.en));
    }
    let moves = |brought: &&std::sync::Arc<crate::service::Brought>| {
        brought.before.revision != opened.case.revision
    };
    if let Some(brought) = opened.brought.as_ref().filter(moves) {
        let (from, to) = (brought.before.revision, opened.case.revision);
        lines.push((
            format!("개정 {from}의 사건이며, 다음 행위 때 개정 {to}(으)로 옮깁니다. 옮긴 뒤의 모습입니다."),
            format!("A case of revision {from}, told as its next act finds it: moved to revision {to}."),
        ));
    }
    lines
}
