//! What was ordered about a case, for people: an erasure, a correction.

use std::collections::BTreeMap;

use crate::command::context::Context;
use crate::diagnostic::{Bilingual, Lang};
use crate::engine::Content;
use crate::engine::correct::Correction;
use crate::guard::Name;
use crate::library::Held;
use crate::service::Past;

/// What was erased: the facts by their titles, and from how many entries.
pub(super) fn erased(held: &Held, content: &Content, context: &Context) -> String {
    let Content::Erased { facts, removed, .. } = content else {
        return String::new();
    };
    let values: usize = removed.iter().map(|one| one.paths.len()).sum();
    let entries: Vec<String> = removed.iter().map(|one| one.seq.to_string()).collect();
    let entries = entries.join(", ");
    let named: Vec<String> = facts
        .iter()
        .map(|fact| match held.workflow.fact(fact) {
            Some(known) => format!("{} `{fact}`", known.element.title.get(context.lang)),
            None => format!("`{fact}`"),
        })
        .collect();
    let named = named.join(", ");
    let lead = if named.is_empty() {
        String::new()
    } else {
        format!("{named}: ")
    };
    match context.lang {
        Lang::Ko => format!("{lead}값 {values}건(기록 {entries})"),
        Lang::En => format!("{lead}{values} values of entries {entries}"),
    }
}

/// The provisions on which it rests, as they were written.
pub(super) fn basis(basis: &[Name]) -> Bilingual {
    Bilingual::from(basis.join(", "))
}

/// That the act of an entry was annulled by a later one.
pub(super) fn tell_annulled(by: u64, context: &mut Context) {
    let paint = context.paint();
    let text = match context.lang {
        Lang::Ko => format!("취소됨: 사건의 {by}번째 기록"),
        Lang::En => format!("Annulled by entry {by} of the case"),
    };
    let text = paint.red(&text);
    context.line(format_args!("       {text}"));
}

/// That an entry annuls the act of an earlier one.
pub(super) fn tell_annuls(entry: u64, transition: &str, context: &mut Context) {
    let text = match context.lang {
        Lang::Ko => format!("취소하는 행위: 사건의 {entry}번째 기록 `{transition}`"),
        Lang::En => format!("Annuls entry {entry} of the case, `{transition}`"),
    };
    context.line(format_args!("       {text}"));
}

/// What was corrected, and what it says now.
pub(super) fn corrected(held: &Held, correction: &Correction, context: &Context) -> String {
    let fact = correction.fact.as_ref();
    let title = fact
        .and_then(|fact| held.workflow.fact(fact))
        .map_or("", |fact| fact.element.title.get(context.lang));
    let what = fact.map_or_else(
        || format!("`{}`", correction.path),
        |fact| format!("{title} `{fact}`"),
    );
    let says = correction.says.says();
    let says = says.get(context.lang);
    let seq = correction.seq;
    match context.lang {
        Lang::Ko => format!("{seq}번째 기록의 {what}: {says}"),
        Lang::En => format!("{what} of entry {seq}: {says}"),
    }
}

/// By entry: the corrections of it that are among these, each with what it says.
pub(super) fn corrections(past: &[Past]) -> BTreeMap<u64, Vec<(u64, String)>> {
    let mut all: BTreeMap<u64, Vec<(u64, String)>> = BTreeMap::new();
    for one in past {
        let entry = &one.unsealed.entry;
        if let Content::Corrected(correction) = &entry.content
            && correction.grounds.is_empty()
        {
            let says = format!("{} = {}", correction.path, correction.says);
            all.entry(correction.seq)
                .or_default()
                .push((entry.seq, says));
        }
    }
    all
}

/// That an entry was corrected by a later one.
pub(super) fn tell_corrected(by: u64, says: &str, context: &mut Context) {
    let text = match context.lang {
        Lang::Ko => format!("정정됨(사건의 {by}번째 기록): {says}"),
        Lang::En => format!("Corrected by entry {by} of the case: {says}"),
    };
    context.line(format_args!("       {text}"));
}

/// That the act which took a transition last was annulled.
pub(super) fn tell_last_annulled(last: u64, by: u64, context: &mut Context) {
    let text = match context.lang {
        Lang::Ko => format!(
            "  마지막으로 한 것(사건의 {last}번째 기록)은 {by}번째 기록으로 취소되었습니다."
        ),
        Lang::En => format!("  Last done in entry {last} of the case, which entry {by} annulled."),
    };
    context.line(text);
}
