//! Words that every view uses.

use super::cite;
use crate::diagnostic::Lang;
use crate::guard::Name;
use crate::workflow::{Branch, By, Element, State, Transition, Workflow};

/// One of two words, by the language.
pub(super) const fn word(lang: Lang, ko: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Ko => ko,
        Lang::En => en,
    }
}

/// The title in a language; the other language's, or the id, where it lacks.
pub(super) fn title(element: &Element, lang: Lang) -> &str {
    let other = match lang {
        Lang::Ko => Lang::En,
        Lang::En => Lang::Ko,
    };
    [
        element.title.get(lang),
        element.title.get(other),
        &element.id,
    ]
    .into_iter()
    .find(|title| !title.is_empty())
    .unwrap_or_default()
}

/// The title of a state, with the children that it opens.
pub(super) fn shown(state: &State, lang: Lang) -> String {
    let title = title(&state.element, lang);
    match &state.opens {
        None => title.to_owned(),
        Some(opens) => format!("{title} ⇒ {}", opens.name),
    }
}

/// Who takes a transition.
pub(super) fn actors(workflow: &Workflow, transition: &Transition, lang: Lang) -> String {
    match &transition.by {
        By::Roles(roles) => roles
            .iter()
            .map(|role| role_title(workflow, role, lang))
            .collect::<Vec<_>>()
            .join(word(lang, " 또는 ", " or ")),
        By::Engine => word(lang, "자동", "automatic").to_owned(),
        By::Clock => word(lang, "기한", "by the clock").to_owned(),
        By::Parent => word(lang, "상위 사건", "by the parent").to_owned(),
    }
}

/// The title of a role, or its id.
pub(super) fn role_title<'a>(workflow: &'a Workflow, role: &'a Name, lang: Lang) -> &'a str {
    workflow
        .role(role)
        .map_or(role, |role| title(&role.element, lang))
}

/// The title of a fact, or its id.
pub(super) fn fact_title<'a>(workflow: &'a Workflow, fact: &'a Name, lang: Lang) -> &'a str {
    workflow
        .fact(fact)
        .map_or(fact, |fact| title(&fact.element, lang))
}

/// The label of an arrow, a line each: the transition and its branch, who takes
/// it, on what basis.
pub(super) fn arrow(
    workflow: &Workflow,
    transition: &Transition,
    branch: Option<&Branch>,
    lang: Lang,
) -> Vec<String> {
    let mut name = title(&transition.element, lang).to_owned();
    if let Some(branch) = branch {
        name.push_str(": ");
        name.push_str(title(&branch.element, lang));
    }
    let own = branch.and_then(|branch| branch.opens.as_ref());
    for opens in transition.opens.iter().chain(own) {
        name.push_str(&format!(" ⇒ {}", opens.name));
    }
    let mut lines = vec![name, actors(workflow, transition, lang)];
    let basis = branch
        .map(|branch| &branch.element.basis)
        .filter(|basis| !basis.is_empty())
        .unwrap_or(&transition.element.basis);
    if !basis.is_empty() {
        lines.push(cite::short(basis, lang));
    }
    lines
}
