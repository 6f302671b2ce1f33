//! `text diff`: what changed between two versions, provision by provision.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::command::context::Context;
use crate::command::exit::Exit;
use crate::command::render::{Format, Paint, visible, wrap};
use crate::command::usage;
use crate::diagnostic::{Lang, with_particle};
use crate::ordinance::compare::Words;
use crate::ordinance::{Act, Change, ChangeKind, compare, word_diff};

/// Show what changed between two versions of a text, provision by provision
///
/// Added, removed, changed (with the words that differ) and merely renumbered
/// provisions. That there are changes is no error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The older version
    old: PathBuf,
    /// The newer version
    new: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, context: &mut Context) -> Exit {
    // Both are read, so that the faults of both are told at once.
    let old = super::read(&args.old, context);
    let new = super::read(&args.new, context);
    let (old, new, exit) = match (old, new) {
        (Ok((old, of_old)), Ok((new, of_new))) => (old, new, of_old.worse(of_new)),
        (Err(exit), Ok(_)) | (Ok(_), Err(exit)) => return exit,
        (Err(exit), Err(other)) => return exit.worse(other),
    };
    let pairs = pair(&old.acts, &new.acts);
    if pairs.is_empty() {
        // Nothing compared is not "nothing changed".
        context.talk_finding(&usage::nothing_in_common());
        return exit.worse(Exit::Usage);
    }
    if context.format == Format::Json {
        let changes: Vec<Value> = pairs
            .iter()
            .flat_map(|(old, new)| {
                let act = &new.head.id;
                compare(old, new)
                    .into_iter()
                    .map(|change| object(act, &change))
                    .collect::<Vec<_>>()
            })
            .collect();
        let alone = |acts: &[Act], file: &str| -> Vec<Value> {
            let paired = |act: &Act| pairs.iter().any(|(a, b)| *a == act || *b == act);
            acts.iter()
                .filter(|act| !paired(act))
                .map(|act| json!({ "file": file, "act": act.head.id, "title": act.title }))
                .collect()
        };
        let mut not_compared = alone(&old.acts, "old");
        not_compared.extend(alone(&new.acts, "new"));
        context.json(&json!({ "changes": changes, "not_compared": not_compared }));
        return exit;
    }
    for (old, new) in &pairs {
        tell(old, new, context);
    }
    if pairs.len() < old.acts.len().max(new.acts.len()) {
        context.talk(
            context
                .word(
                    "한쪽에만 있는 법령은 비교하지 않았습니다.",
                    "Acts that only one of the files holds were not compared.",
                )
                .to_owned(),
        );
    }
    exit
}

/// The acts of two files that are versions of each other: the only ones, or
/// those with the same id.
fn pair<'a>(old: &'a [Act], new: &'a [Act]) -> Vec<(&'a Act, &'a Act)> {
    if let ([old], [new]) = (old, new) {
        return vec![(old, new)];
    }
    old.iter()
        .filter_map(|old| {
            let new = new.iter().find(|new| new.head.id == old.head.id)?;
            Some((old, new))
        })
        .collect()
}

/// One change. `id` is the provision in the new version and, of a removed one,
/// in the old; `was` is the provision in the old version where there the id is
/// another or the provision is gone.
fn object(act: &str, change: &Change) -> Value {
    let was = match change.kind {
        ChangeKind::Removed => Some(change.path),
        _ => change.was,
    };
    json!({
        "act": act,
        "id": change.path.to_text(Lang::Ko),
        "change": change.kind.as_str(),
        "was": was.map(|path| path.to_text(Lang::Ko)),
        "old": change.old,
        "new": change.new,
    })
}

fn tell(old: &Act, new: &Act, context: &mut Context) {
    let changes = compare(old, new);
    let paint = context.paint();
    context.line(paint.bold(&title(old, new)));
    for change in &changes {
        context.line("");
        if context.format == Format::Plain {
            plain(change, context);
        } else {
            human(change, context, paint);
        }
        if context.is_closed() {
            return;
        }
    }
    context.line("");
    context.line(paint.dim(&count(&changes, context.lang)));
}

/// `행정절차법: 2019-12-10 → 2022-01-11`
fn title(old: &Act, new: &Act) -> String {
    let day = |act: &Act| act.head.promulgated.map(|day| day.to_string());
    let mut title = visible(&new.title);
    if let (Some(old), Some(new)) = (day(old), day(new)) {
        title.push_str(&format!(": {old} → {new}"));
    }
    title
}

fn count(changes: &[Change], lang: Lang) -> String {
    let of = |kind: ChangeKind| changes.iter().filter(|c| c.kind == kind).count();
    let (added, removed, changed, renumbered) = (
        of(ChangeKind::Added),
        of(ChangeKind::Removed),
        of(ChangeKind::Changed),
        of(ChangeKind::Renumbered),
    );
    match lang {
        _ if changes.is_empty() => match lang {
            Lang::Ko => "바뀐 조문이 없습니다.".to_owned(),
            Lang::En => "No provision has changed.".to_owned(),
        },
        Lang::Ko => format!(
            "바뀐 조문 {changed}, 새 조문 {added}, 없어진 조문 {removed}, 번호만 바뀐 조문 {renumbered}."
        ),
        Lang::En => {
            format!("{changed} changed, {added} added, {removed} removed, {renumbered} renumbered.")
        }
    }
}

/// The sign in front, the word behind the number.
const fn signs(kind: ChangeKind, lang: Lang) -> (&'static str, &'static str) {
    match (kind, lang) {
        (ChangeKind::Added, Lang::Ko) => ("+", "신설"),
        (ChangeKind::Removed, Lang::Ko) => ("-", "삭제"),
        (ChangeKind::Changed, Lang::Ko) => ("~", "변경"),
        (ChangeKind::Renumbered, Lang::Ko) => ("=", "번호만 변경"),
        (ChangeKind::Added, Lang::En) => ("+", "added"),
        (ChangeKind::Removed, Lang::En) => ("-", "removed"),
        (ChangeKind::Changed, Lang::En) => ("~", "changed"),
        (ChangeKind::Renumbered, Lang::En) => ("=", "only renumbered"),
    }
}

fn human(change: &Change, context: &mut Context, paint: Paint) {
    let (sign, word) = signs(change.kind, context.lang);
    let mut number = change.path.to_text(context.lang);
    if let Some(was) = change.was {
        number = format!("{} → {number}", was.to_text(context.lang));
    }
    let header = format!("{sign} {number} ({word})");
    context.line(match change.kind {
        ChangeKind::Added => paint.green(&header),
        ChangeKind::Removed => paint.red(&header),
        ChangeKind::Changed => paint.yellow(&header),
        ChangeKind::Renumbered => paint.bold(&header),
    });
    let words = match (&change.old, &change.new) {
        _ if change.kind == ChangeKind::Renumbered => return,
        (Some(old), Some(new)) => differing(&word_diff(old, new), paint),
        (Some(text), None) | (None, Some(text)) => plain_words(text),
        (None, None) => return,
    };
    context.line(wrap::words(&words, "    ", "    "));
}

fn plain_words(text: &str) -> Vec<(String, usize)> {
    visible(text)
        .split_whitespace()
        .map(|word| (word.to_owned(), wrap::width(word)))
        .collect()
}

/// The words of both versions, each with its width: those that are gone as
/// `[-…-]`, those that are new as `{+…+}`, or in colours.
pub(super) fn differing(stretches: &[Words], paint: Paint) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    for stretch in stretches {
        let (text, open, close) = match stretch {
            Words::Same(text) => (text, "", ""),
            Words::Removed(text) => (text, "[-", "-]"),
            Words::Added(text) => (text, "{+", "+}"),
        };
        let text = visible(text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let last = words.len().saturating_sub(1);
        for (index, word) in words.into_iter().enumerate() {
            let marked = match stretch {
                Words::Removed(_) if paint.is_coloured() => paint.struck(word),
                Words::Added(_) if paint.is_coloured() => paint.underlined(word),
                _ => format!(
                    "{}{word}{}",
                    if index == 0 { open } else { "" },
                    if index == last { close } else { "" }
                ),
            };
            let width = if paint.is_coloured() {
                wrap::width(word)
            } else {
                wrap::width(&marked)
            };
            out.push((marked, width));
        }
    }
    out
}

fn plain(change: &Change, context: &mut Context) {
    let number = change.path.to_text(context.lang);
    let was = change.was.map(|was| was.to_text(context.lang));
    let sentence = match (context.lang, change.kind) {
        (Lang::Ko, ChangeKind::Added) => {
            format!("{} 신설되었습니다.", with_particle(&number, "이가"))
        }
        (Lang::Ko, ChangeKind::Removed) => {
            format!("{} 없어졌습니다.", with_particle(&number, "이가"))
        }
        (Lang::Ko, ChangeKind::Changed) => {
            format!("{} 바뀌었습니다.", with_particle(&number, "이가"))
        }
        (Lang::Ko, ChangeKind::Renumbered) => format!(
            "{} 번호만 바뀌어 {} 되었습니다.",
            with_particle(was.as_deref().unwrap_or(""), "이가"),
            with_particle(&number, "이가")
        ),
        (Lang::En, ChangeKind::Added) => format!("{number} is new."),
        (Lang::En, ChangeKind::Removed) => format!("{number} is gone."),
        (Lang::En, ChangeKind::Changed) => format!("{number} has changed."),
        (Lang::En, ChangeKind::Renumbered) => format!(
            "{} has become {number}; its words are the same.",
            was.as_deref().unwrap_or("")
        ),
    };
    context.line(sentence);
    if change.kind == ChangeKind::Renumbered {
        return;
    }
    for (text, ko, en) in [(&change.old, "앞", "Before"), (&change.new, "뒤", "After")] {
        if let Some(text) = text {
            let name = context.word(ko, en);
            context.line(format!("{name}: {}", visible(text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_marked_without_colours() {
        let diff = word_diff("위원은 열 명으로 한다.", "위원은 스무 명으로 한다.");
        let words = differing(&diff, Paint::new(false));
        assert_eq!(
            wrap::words(&words, "", ""),
            "위원은 [-열-] {+스무+} 명으로 한다."
        );
        let coloured = wrap::words(&differing(&diff, Paint::new(true)), "", "");
        assert!(!coloured.contains("[-") && coloured.contains("\u{1b}["));
    }
}
