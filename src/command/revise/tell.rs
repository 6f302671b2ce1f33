//! A plan for people.

use crate::command::case::revise::{changes, tell_days};
use crate::command::case::state_titles;
use crate::command::context::Context;
use crate::diagnostic::{Coded, Lang};
use crate::engine::{Content, apply, standing};
use crate::service::{Fate, Planned};

/// Tells what becomes of each case, and how many there are of each kind.
pub(super) fn tell(all: &[Planned], applied: bool, context: &mut Context) {
    for planned in all {
        tell_one(planned, context);
    }
    let count = |fate: Fate| {
        let good = all
            .iter()
            .filter(|it| it.fate == fate && it.outcome.is_ok());
        // Of a revision that is not in force yet nothing is moved.
        good.filter(|it| !applied || it.from.is_none()).count()
    };
    let refused = all.iter().filter(|it| it.outcome.is_err()).count();
    let (keeps, moves) = (count(Fate::Keeps), count(Fate::Moves));
    let (later, recounts) = (count(Fate::MovesAtNextAct), count(Fate::Recounts));
    let line = match (context.lang, all.is_empty()) {
        (Lang::Ko, true) => "영향을 받는 진행 중인 사건이 없습니다.".to_owned(),
        (Lang::En, true) => "No open case is touched.".to_owned(),
        (Lang::Ko, false) if applied => format!(
            "옮김 {moves}건, 다음 행위 때 옮김 {later}건, 종전대로 {keeps}건, 기한 재계산 {recounts}건, 옮길 수 없음 {refused}건"
        ),
        (Lang::En, false) if applied => format!(
            "{moves} moved, {later} to be moved by the next act, {keeps} as before, {recounts} counted again, {refused} refused"
        ),
        (Lang::Ko, false) => format!(
            "옮길 사건 {moves}건, 다음 행위 때 옮길 사건 {later}건, 종전대로 따를 사건 {keeps}건, 기한을 다시 계산할 사건 {recounts}건, 옮길 수 없는 사건 {refused}건"
        ),
        (Lang::En, false) => format!(
            "{moves} to be moved, {later} to be moved by the next act, {keeps} as before, {recounts} to be counted again, {refused} refused"
        ),
    };
    context.line(line);
    if !applied && !all.is_empty() {
        let nothing = context.word(
            "아무것도 바꾸지 않았습니다. `jorye revise apply`가 실행합니다.",
            "Nothing was changed. `jorye revise apply` does it.",
        );
        let nothing = nothing.to_owned();
        context.talk(nothing);
    }
}

fn tell_one(planned: &Planned, context: &mut Context) {
    let opened = &planned.opened;
    let case = &opened.case;
    let lang = context.lang;
    let title = opened.held.workflow.title().get(lang).to_owned();
    let basis = planned.basis.join(", ");
    let (from, to) = (case.revision, planned.revision);
    let fate = match (lang, planned.fate) {
        (Lang::Ko, Fate::Keeps) => format!("개정 {from}에 그대로 따름"),
        (Lang::En, Fate::Keeps) => format!("stays under revision {from}"),
        (Lang::Ko, Fate::Moves) => format!("개정 {from} → 개정 {to}"),
        (Lang::En, Fate::Moves) => format!("revision {from} → {to}"),
        (Lang::Ko, Fate::MovesAtNextAct) => format!("다음 행위 때 개정 {from} → 개정 {to}"),
        (Lang::En, Fate::MovesAtNextAct) => format!("revision {from} → {to} at its next act"),
        (Lang::Ko, Fate::Recounts) => "달력이 바뀌어 기한을 다시 계산".to_owned(),
        (Lang::Ko, Fate::TakesLaw) => "근거 조문의 시행ㆍ폐지ㆍ정지가 바뀜".to_owned(),
        (Lang::En, Fate::TakesLaw) => "when what it rests on is law has changed".to_owned(),
        (Lang::En, Fate::Recounts) => "deadlines counted again by the calendar".to_owned(),
    };
    let basis = if basis.is_empty() {
        String::new()
    } else {
        format!(" [{basis}]")
    };
    context.line(format_args!("{} – {title}: {fate}{basis}", case.id));
    if let Some(day) = planned.from {
        let line = match lang {
            Lang::Ko => format!("       {day} 시행: 그날의 모습을 지금 상태에서 계산했습니다"),
            Lang::En => {
                format!("       in force from {day}: told as on that day, from how it stands now")
            }
        };
        context.line(line);
    }
    let done = match &planned.outcome {
        Ok(Some(done)) => done,
        Ok(None) => {
            let at = state_titles(
                &opened.held.workflow,
                &standing(&opened.held.workflow, case),
                lang,
            );
            context.line(format_args!("       {at}"));
            return;
        }
        Err(error) => {
            let finding = error.finding();
            let word = context.word("옮길 수 없습니다", "refused").to_owned();
            let word = context.paint().red(&word).to_string();
            context.line(format_args!("       {word}: {}", finding.title(lang)));
            for note in &finding.notes {
                context.line(format_args!("       - {}", note.get(lang)));
            }
            return;
        }
    };
    // What the clock owed before is in the case as it is told.
    let mut before = Some(planned.opened.case.clone());
    for entry in &done.entries {
        let old = before.as_ref();
        match &entry.content {
            Content::Moved(moved) => {
                let was = state_titles(
                    &opened.held.workflow,
                    &standing(&opened.held.workflow, case),
                    lang,
                );
                let new = &planned.held.workflow;
                let now = state_titles(new, &standing(new, &done.after), lang);
                if moved.left.is_empty() && moved.entered.is_empty() {
                    context.line(format_args!("       {now}"));
                } else {
                    context.line(format_args!("       {was} → {now}"));
                }
                for line in changes(moved, entry, old, lang) {
                    context.line(format_args!("       {line}"));
                }
            }
            Content::Recounted { was, .. } => tell_days(*was, entry, context),
            _ => {}
        }
        if let Some(known) = before.take() {
            before = apply(Some(known.clone()), entry).ok().or(Some(known));
        }
    }
}
