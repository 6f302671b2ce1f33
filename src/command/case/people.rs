//! People in cases, as commands tell them: delegations, assents, recommendations,
//! services.

use crate::command::context::Context;
use crate::diagnostic::{Bilingual, Lang};
use crate::engine::people::{Collected, Delegation, collected};
use crate::engine::{Case, Entry};
use crate::library::Held;
use crate::service::told::{act_of, is_discretion};
use crate::workflow::{Transition, Workflow};

/// What is between people in a case, for people.
pub(super) fn tell_case(held: &Held, case: &Case, context: &mut Context) {
    let workflow = &held.workflow;
    for (role, holders) in &case.people.assigned {
        let names: Vec<String> = holders.iter().map(ToString::to_string).collect();
        let role = role_title(workflow, role, context.lang);
        let word = context.word("맡은 사람", "held by").to_owned();
        context.line(format_args!("- {role}, {word}: {}", names.join(", ")));
    }
    for one in &case.people.delegations {
        let line = delegation(workflow, one, context.lang);
        context.line(format_args!("- {line}"));
    }
    for transition in &workflow.transitions {
        let id = &transition.element.id;
        if case.people.assents.contains_key(id)
            && let Some(collected) = collected(case, transition)
        {
            let title = transition.element.title.get(context.lang).to_owned();
            let told = parties_told(workflow, &collected);
            context.line(format_args!("- {title} `{id}`: {}", told.get(context.lang)));
        }
    }
    for (id, made) in case.people.open_recommendations() {
        let recommendation = workflow
            .recommendations
            .iter()
            .find(|one| one.element.id == *id);
        let title = recommendation.map_or("", |one| one.element.title.get(context.lang));
        let text = match context.lang {
            Lang::Ko => format!(
                "- 답하지 않은 권고: {title} `{id}` ({}, {}번째 기록)",
                made.on, made.entry
            ),
            Lang::En => format!(
                "- Recommendation without an answer: {title} `{id}` ({}, entry {})",
                made.on, made.entry
            ),
        };
        context.line(text);
    }
    for one in &case.people.served {
        let effect = match (&one.effective, context.lang) {
            (Some(day), Lang::Ko) => format!("효력 {day}"),
            (Some(day), Lang::En) => format!("with effect from {day}"),
            (None, Lang::Ko) => "효력 없음".to_owned(),
            (None, Lang::En) => "without effect".to_owned(),
        };
        let text = match context.lang {
            Lang::Ko => format!(
                "- 송달: {} → {} ({}, {}), {effect}",
                one.document, one.to, one.how, one.on
            ),
            Lang::En => format!(
                "- Served: {} on {} ({}, {}), {effect}",
                one.document, one.to, one.how, one.on
            ),
        };
        context.line(text);
    }
}

fn delegation(workflow: &Workflow, one: &Delegation, lang: Lang) -> String {
    let role = role_title(workflow, &one.role, lang);
    let day = |day: &Option<crate::guard::Value>| {
        day.as_ref().map_or_else(String::new, ToString::to_string)
    };
    let (from, until) = (day(&one.from), day(&one.until));
    let period = if from.is_empty() && until.is_empty() {
        String::new()
    } else {
        format!(" ({from} – {until})")
    };
    let ended = match (one.revoked, lang) {
        (Some(entry), Lang::Ko) => format!(", {entry}번째 기록에서 철회"),
        (Some(entry), Lang::En) => format!(", revoked by entry {entry}"),
        (None, _) => String::new(),
    };
    match lang {
        Lang::Ko => format!("위임: {role}, {} → {}{period}{ended}", one.by, one.to),
        Lang::En => format!(
            "Delegation: {role}, {} to {}{period}{ended}",
            one.by, one.to
        ),
    }
}

fn role_title(workflow: &Workflow, role: &str, lang: Lang) -> String {
    match workflow.role(role) {
        Some(found) => format!("{} `{role}`", found.element.title.get(lang)),
        None => format!("`{role}`"),
    }
}

/// Who has assented, and who has not.
pub(super) fn parties_told(workflow: &Workflow, collected: &Collected) -> Bilingual {
    let list = |names: &[crate::guard::Name], lang: Lang| {
        let titles: Vec<String> = names
            .iter()
            .map(|name| role_title(workflow, name, lang))
            .collect();
        if titles.is_empty() {
            "–".to_owned()
        } else {
            titles.join(", ")
        }
    };
    Bilingual::new(
        format!(
            "동의함: {}; 아직: {}",
            list(&collected.given, Lang::Ko),
            list(&collected.missing, Lang::Ko)
        ),
        format!(
            "assented: {}; still missing: {}",
            list(&collected.given, Lang::En),
            list(&collected.missing, Lang::En)
        ),
    )
}

/// For whom somebody acted, after their name.
pub(super) fn behalf(entry: &Entry, lang: Lang) -> String {
    match (&entry.subject.on_behalf_of, lang) {
        (None, _) => String::new(),
        (Some(behalf), Lang::Ko) => format!(", {}을(를) 대리", behalf.person),
        (Some(behalf), Lang::En) => format!(", for {}", behalf.person),
    }
}

/// What an entry says of people, for people.
pub(super) fn tell_entry(held: &Held, entry: &Entry, context: &mut Context) {
    if is_discretion(&entry.content) {
        let text = context.word(
            "       사람이 판단하여 정한 것입니다.",
            "       A person decided this.",
        );
        let text = text.to_owned();
        context.line(text);
    }
    let Some(act) = act_of(&entry.content) else {
        return;
    };
    let transition: Option<&Transition> = held.workflow.transition(&act.transition);
    for (id, said) in &act.criteria {
        let says = transition
            .and_then(|one| one.criteria.iter().find(|one| one.element.id == *id))
            .map_or("", |one| one.element.title.get(context.lang));
        context.line(format_args!("       {says} `{id}`: {said}"));
    }
}
