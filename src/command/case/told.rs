//! Acts and cases as commands tell them.

use serde_json::{Value, json};

use crate::check::cited;
use crate::command::context::Context;
use crate::command::render::json as object;
use crate::command::values;
use crate::diagnostic::{Bilingual, Finding, Lang};
use crate::engine::{Case, Condition, Content, Entry, Ground, Refusal, standing, truth_title};
use crate::guard::{Name, Truth};
use crate::library::Held;
use crate::service::Done;
use crate::workflow::{Cited, Guard, StateKind, Workflow};

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

/// The citations of a basis with their headings; provisions that follow each
/// other under one heading share it: `제17조제1항, 제17조제2항 (시민제안)`.
pub(in crate::command) fn basis(held: &Held, basis: &[Cited]) -> Bilingual {
    let told: Vec<Bilingual> = basis
        .iter()
        .map(|cite| cited(&held.texts, &held.workflow, &cite.citation))
        .collect();
    let join = |lang: Lang| {
        let parts: Vec<(&str, &str)> = told
            .iter()
            .map(|one| one.get(lang))
            .map(|one| match one.find(" (") {
                Some(at) => one.split_at(at),
                None => (one, ""),
            })
            .collect();
        let mut out = String::new();
        for (at, (citation, heading)) in parts.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            out.push_str(citation);
            let next = parts.get(at + 1).map(|(_, heading)| heading);
            if next != Some(heading) {
                out.push_str(heading);
            }
        }
        out
    };
    Bilingual::new(join(Lang::Ko), join(Lang::En))
}

/// A guard for programs.
pub(in crate::command) fn guard(held: &Held, transition: &str, condition: &Condition) -> Value {
    let found = guard_of(held, transition, &condition.id);
    let citation = found.map(|guard| basis(held, &guard.element.basis).ko);
    let message = found.map(|guard| object::bilingual(&guard.element.title));
    json!({
        "id": &*condition.id,
        "result": condition.truth.as_str(),
        "missing": values::names(&condition.missing),
        "seen": values::given(&condition.seen),
        "citation": citation,
        "message": message,
    })
}

/// The guard that a condition is of: by its id, or with the transition that it
/// belongs to before a dot.
fn guard_of<'a>(held: &'a Held, transition: &str, id: &str) -> Option<&'a Guard> {
    let (transition, id) = id.split_once('.').unwrap_or((transition, id));
    let mut guards = held.workflow.transition(transition)?.guards.iter();
    guards.find(|guard| *guard.element.id == *id)
}

/// The findings of a refusal, each citing its provision with the heading.
pub(in crate::command) fn refusal(held: &Held, case: Option<&Case>, entry: &Entry) -> Vec<Finding> {
    let Content::Refused {
        act,
        grounds,
        assumptions,
        guards,
        others,
    } = &entry.content
    else {
        return Vec::new();
    };
    let refusal = Refusal {
        workflow: &held.workflow,
        case,
        actor: &entry.subject.actor,
        act: Some(act),
        given: &act.given,
        grounds,
        conditions: &[assumptions, guards, others],
        register: &entry.register,
        date: entry.date,
    };
    with_headings(held, refusal.findings())
}

/// Replaces citations by citations with headings, where the texts have them.
pub(in crate::command) fn with_headings(held: &Held, findings: Vec<Finding>) -> Vec<Finding> {
    findings
        .into_iter()
        .map(|finding| {
            let element = finding.element.clone().unwrap_or_default();
            let found = element_basis(&held.workflow, &element);
            match found {
                Some(cites) if !cites.is_empty() => finding.citing(basis(held, cites)),
                _ => finding,
            }
        })
        .collect()
}

fn element_basis<'a>(workflow: &'a Workflow, element: &str) -> Option<&'a [Cited]> {
    let (kind, id) = element.split_once('.')?;
    match kind {
        "workflow" => Some(workflow.element.basis.as_slice()),
        "transition" => workflow
            .transition(id)
            .map(|transition| transition.element.basis.as_slice()),
        "guard" => workflow
            .transitions
            .iter()
            .flat_map(|transition| &transition.guards)
            .find(|guard| *guard.element.id == *id)
            .map(|guard| guard.element.basis.as_slice()),
        "assume" => workflow
            .assumes
            .iter()
            .find(|assume| *assume.element.id == *id)
            .map(|assume| assume.element.basis.as_slice()),
        "body" => workflow
            .bodies
            .iter()
            .find_map(|body| body.basis_of(element)),
        _ => None,
    }
}

/// What came of an act, for programs.
pub(super) fn done(done: &Done) -> Value {
    let entry = &done.decision.entry;
    let workflow = &done.held.workflow;
    let after = &done.decision.after;
    let leaves = |case: &Case| -> Vec<String> {
        standing(workflow, case)
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    let (transition, guards, grounds): (&str, &[Condition], &[Ground]) = match &entry.content {
        Content::Act { act, guards, .. } => (&act.transition, guards, &[]),
        Content::Refused {
            act,
            guards,
            grounds,
            ..
        } => (&act.transition, guards, grounds),
        Content::Clock {
            transition, guards, ..
        } => (transition, guards, &[]),
        Content::Opened { .. } => ("", &[], &[]),
    };
    let told = refusal(&done.held, done.stood().as_ref(), entry);
    json!({
        "accepted": done.decision.accepted(),
        "case": &*entry.case,
        "version": after.version,
        "from": done.before.as_ref().map(leaves).unwrap_or_default(),
        "to": leaves(after),
        "outcome": after.outcome.as_deref(),
        "guards": guards
            .iter()
            .map(|condition| guard(&done.held, transition, condition))
            .collect::<Vec<_>>(),
        "grounds": grounds
            .iter()
            .zip(&told)
            .map(|(ground, finding)| json!({
                "ground": ground.as_str(),
                "element": ground.element().map(|element| &**element),
                "finding": object::finding(finding),
            }))
            .collect::<Vec<_>>(),
        "warnings": with_headings(&done.held, done.warnings())
            .iter()
            .map(object::finding)
            .collect::<Vec<_>>(),
        "entry": {
            "case_seq": done.appended.case_seq,
            "hash": done.appended.hash.to_string(),
            "index": done.appended.index,
        },
    })
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
    if let Content::Refused { .. } = &entry.content {
        tell_refusal(done, context);
    } else {
        let at = state_titles(workflow, &standing(workflow, after), context.lang);
        let paint = context.paint();
        let word = match &entry.content {
            Content::Opened { .. } => context.word("사건을 열었습니다", "Opened"),
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

/// The transitions that were taken, with the provisions that they rest on.
fn tell_steps(done: &Done, context: &mut Context) {
    let steps = match &done.decision.entry.content {
        Content::Act { steps, .. }
        | Content::Opened { steps, .. }
        | Content::Clock { steps, .. } => steps,
        Content::Refused { .. } => return,
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
