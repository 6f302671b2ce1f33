//! Acts and cases as commands tell them.

use super::people;
use crate::command::context::Context;
use crate::diagnostic::Lang;
use crate::engine::people::collected;
use crate::engine::{
    Case, Condition, Content, DeadlineChange, DeadlineEvent, apply, standing, truth_title,
};
use crate::guard::{Name, Truth};
use crate::library::Held;
use crate::service::Done;
use crate::service::told::guard_of;
pub(in crate::command) use crate::service::told::{basis, refusal};
use crate::workflow::{StateKind, Workflow};

/// The titles of states, as a sentence lists them.
pub(in crate::command) fn state_titles(workflow: &Workflow, states: &[Name], lang: Lang) -> String {
    states
        .iter()
        .map(|id| match workflow.state(id) {
            Some((_, state)) => format!("{} `{id}`", state.element.title.get(lang)),
            None => format!("`{id}`"),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// An outcome for people: the title of the state that it was reached in, and its id.
pub(super) fn outcome(workflow: &Workflow, case: &Case, lang: Lang) -> Option<String> {
    let outcome = case.outcome.as_ref()?;
    let state = workflow.states.iter().find(|state| {
        matches!(&state.kind, StateKind::End { outcome: of } if of == outcome)
            && case.active.contains(&state.element.id)
    });
    Some(match state {
        Some(state) => format!("{} `{outcome}`", state.element.title.get(lang)),
        None => format!("`{outcome}`"),
    })
}

/// What came of an act, for people.
pub(super) fn tell_done(done: &Done, context: &mut Context) {
    let entry = &done.decision.entry;
    let after = &done.decision.after;
    let workflow = &done.held.workflow;
    let mut before = done.before.clone();
    for entry in &done.decision.owed {
        let after = apply(before.clone(), entry).ok();
        super::tell_entry(&done.held, entry, before.as_ref(), after.as_ref(), context);
        before = after;
    }
    if let Content::Refused { .. } = &entry.content {
        tell_refusal(done, context);
    } else {
        let at = state_titles(workflow, &standing(workflow, after), context.lang);
        let paint = context.paint();
        let word = match &entry.content {
            Content::Opened { .. } => context.word("사건을 열었습니다", "Opened"),
            Content::Assented { .. } => context.word("동의를 받아들였습니다", "Assent taken"),
            Content::Withdrawn { .. } => context.word("동의를 철회하였습니다", "Assent withdrawn"),
            _ => context.word("받아들였습니다", "Accepted"),
        };
        let word = paint.green(word);
        let case = &entry.case;
        let text = match context.lang {
            Lang::Ko => format!(
                "{word}: 사건 {case}, 판 {}. 현재 상태: {at}.",
                after.version
            ),
            Lang::En => format!(
                "{word}: case {case}, version {}. Now at: {at}.",
                after.version
            ),
        };
        context.line(text);
        tell_steps(done, context);
        tell_late(&done.held.workflow, &entry.deadlines, context);
        for sent in &entry.sends {
            let says = super::family::line(&sent.body, context.lang);
            context.line(format_args!("  ⇒ {}: {says}", sent.to));
        }
        tell_missing_parties(done, context);
        if let Some(outcome) = outcome(workflow, after, context.lang) {
            let text = match context.lang {
                Lang::Ko => format!("사건이 끝났습니다. 결과: {outcome}."),
                Lang::En => format!("The case has ended. Outcome: {outcome}."),
            };
            context.line(text);
        }
    }
    tell_entry(done, context);
}

/// The deadlines that an act met after they had run out.
pub(super) fn tell_late(workflow: &Workflow, changes: &[DeadlineChange], context: &mut Context) {
    for change in changes {
        if change.event != (DeadlineEvent::Met { late: true }) {
            continue;
        }
        let title = workflow
            .deadlines
            .iter()
            .find(|deadline| deadline.element.id == change.deadline)
            .map_or("", |deadline| deadline.element.title.get(context.lang));
        let text = match context.lang {
            Lang::Ko => format!("  기한이 지난 뒤에 함: {title} `{}`", change.deadline),
            Lang::En => format!("  Late: {title} `{}`", change.deadline),
        };
        context.line(text);
    }
}

/// Who has still to assent, where several must.
fn tell_missing_parties(done: &Done, context: &mut Context) {
    let (Content::Assented { act, .. } | Content::Withdrawn { act }) = &done.decision.entry.content
    else {
        return;
    };
    let workflow = &done.held.workflow;
    let found = workflow
        .transition(&act.transition)
        .and_then(|transition| collected(&done.decision.after, transition));
    if let Some(found) = found {
        let told = people::parties_told(workflow, &found);
        context.line(format_args!("  {}", told.get(context.lang)));
    }
}

/// The transitions that were taken, with the provisions that they rest on.
fn tell_steps(done: &Done, context: &mut Context) {
    let steps = match &done.decision.entry.content {
        Content::Act { steps, .. }
        | Content::Opened { steps, .. }
        | Content::Clock { steps, .. }
        | Content::Received { steps, .. } => steps,
        Content::Refused { .. }
        | Content::Unopened { .. }
        | Content::Moved(_)
        | Content::Recounted { .. }
        | Content::Assented { .. }
        | Content::Withdrawn { .. } => return,
    };
    for step in steps {
        let Some(transition) = done.held.workflow.transition(&step.transition) else {
            continue;
        };
        let rests = basis(&done.held, &transition.element.basis);
        let branch = step
            .branch
            .as_ref()
            .and_then(|id| {
                transition
                    .branches
                    .iter()
                    .find(|branch| branch.element.id == *id)
            })
            .map(|branch| format!(" → {}", branch.element.title.get(context.lang)))
            .unwrap_or_default();
        context.line(format_args!(
            "  {}{branch} [{}]",
            transition.element.title.get(context.lang),
            rests.get(context.lang)
        ));
    }
}

fn tell_entry(done: &Done, context: &mut Context) {
    let kept = &done.appended;
    let hash = kept.hash.to_string();
    let text = match (context.lang, kept.index) {
        (Lang::Ko, Some(index)) => {
            format!(
                "기록: 사건의 {}번째, 로그의 {index}번, {hash}",
                kept.case_seq
            )
        }
        (Lang::Ko, None) => format!("기록: 사건의 {}번째, {hash}", kept.case_seq),
        (Lang::En, Some(index)) => {
            format!(
                "Entry: {} of the case, {index} of the log, {hash}",
                kept.case_seq
            )
        }
        (Lang::En, None) => format!("Entry: {} of the case, {hash}", kept.case_seq),
    };
    let paint = context.paint();
    context.line(paint.dim(&text));
}

/// A refusal for people: what was attempted, and every ground.
pub(in crate::command) fn tell_refusal(done: &Done, context: &mut Context) {
    let entry = &done.decision.entry;
    let Content::Refused { act, .. } = &entry.content else {
        return;
    };
    let title = done.held.workflow.transition(&act.transition).map_or_else(
        || act.transition.to_string(),
        |transition| transition.element.title.get(context.lang).to_owned(),
    );
    let paint = context.paint();
    let word = paint.red(context.word("거부되었습니다", "Refused"));
    context.line(format_args!("{word}: {title} `{}`", act.transition));
    for finding in refusal(&done.held, done.stood().as_ref(), entry) {
        context.finding(&finding);
    }
}

/// What a guard requires, with the provision.
pub(super) fn guard_says(held: &Held, transition: &str, guard: &str, context: &Context) -> String {
    guard_of(held, transition, guard).map_or_else(String::new, |guard| {
        let cites = basis(held, &guard.element.basis);
        format!(
            "{} [{}]",
            guard.element.title.get(context.lang),
            cites.get(context.lang)
        )
    })
}

/// A condition in a line: its truth, what the law requires, the provision, and
/// the values seen.
pub(super) fn condition_line(
    held: &Held,
    transition: &str,
    condition: &Condition,
    context: &Context,
) -> String {
    let says = guard_says(held, transition, &condition.id, context);
    let truth = truth_title(condition.truth);
    let paint = context.paint();
    let truth = match condition.truth {
        Truth::Holds => paint.green(truth.get(context.lang)),
        Truth::Fails | Truth::Error => paint.red(truth.get(context.lang)),
        Truth::Unknown => paint.yellow(truth.get(context.lang)),
    };
    let mut line = format!("{truth} `{}`: {says}", condition.id);
    if !condition.seen.is_empty() {
        let seen: Vec<String> = condition
            .seen
            .iter()
            .map(|(fact, value)| format!("{fact} = {value}"))
            .collect();
        line.push_str(&format!(" ({})", seen.join(", ")));
    }
    if !condition.missing.is_empty() {
        let word = context.word("모르는 값", "not known");
        line.push_str(&format!(" ({word}: {})", condition.missing.join(", ")));
    }
    line
}
