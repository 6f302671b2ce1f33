//! What changed on paper only: titles, citations, dates of the revision itself.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::{Change, Kind, Seen, Subject};
use crate::check::law::cites;
use crate::diagnostic::{Bilingual, Lang};
use crate::guard::Name;
use crate::workflow::{Element, Workflow};

pub(super) fn compare(old: &Seen<'_>, new: &Seen<'_>, changes: &mut Vec<Change>) {
    let mut push = |element: String, says: Vec<Bilingual>| {
        if !says.is_empty() {
            changes.push(Change {
                subject: subject(&element),
                kind: Kind::Record,
                element,
                says,
            });
        }
    };
    push(
        "workflow".to_owned(),
        header(old.workflow(), new.workflow()),
    );
    let (was, is) = (titles(old), titles(new));
    let (cited_before, cited_now) = (citations(old), citations(new));
    let mut elements: Vec<&String> = is.iter().map(|(element, _)| element).collect();
    elements.extend(
        cited_now
            .keys()
            .filter(|it| !is.iter().any(|(is, _)| is == *it)),
    );
    for element in elements {
        let mut says = Vec::new();
        let title = |all: &[(String, Bilingual)]| {
            let mut all = all.iter();
            all.find(|(it, _)| it == element)
                .map(|(_, title)| title.clone())
        };
        let now = title(&is);
        let Some(before) = title(&was) else {
            // It is new, and told as that.
            if now.is_some() {
                continue;
            }
            says.extend(of_citations(
                cited_before.get(element),
                cited_now.get(element),
            ));
            push(element.clone(), says);
            continue;
        };
        if let Some(now) = now.filter(|now| *now != before) {
            says.push(Bilingual::new(
                format!("제목: 「{}」 → 「{}」", before.ko, now.ko),
                format!("title: “{}” → “{}”", before.en, now.en),
            ));
        }
        says.extend(of_citations(
            cited_before.get(element),
            cited_now.get(element),
        ));
        push(element.clone(), says);
    }
}

fn of_citations(
    was: Option<&BTreeMap<Key, String>>,
    is: Option<&BTreeMap<Key, String>>,
) -> Option<Bilingual> {
    let keys = |all: Option<&BTreeMap<Key, String>>| -> BTreeSet<Key> {
        all.into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    };
    if keys(was) == keys(is) {
        return None;
    }
    let written = |all: Option<&BTreeMap<Key, String>>| {
        let all: Vec<&str> = all
            .into_iter()
            .flatten()
            .map(|(_, it)| it.as_str())
            .collect();
        if all.is_empty() {
            "–".to_owned()
        } else {
            all.join(", ")
        }
    };
    let (was, is) = (written(was), written(is));
    Some(Bilingual::new(
        format!("근거: {was} → {is}"),
        format!("basis: {was} → {is}"),
    ))
}

fn header(old: &Workflow, new: &Workflow) -> Vec<Bilingual> {
    let transitional = |it: &Workflow| {
        let rule = it.transitional.as_ref().map(|(rule, _)| rule.as_str());
        rule.unwrap_or("–").to_owned()
    };
    let pairs = [
        (
            "revision",
            old.revision.to_string(),
            new.revision.to_string(),
        ),
        (
            "in_force",
            old.in_force.to_string(),
            new.in_force.to_string(),
        ),
        (
            "ordinance",
            old.ordinance.to_string(),
            new.ordinance.to_string(),
        ),
        ("transitional", transitional(old), transitional(new)),
    ];
    pairs
        .into_iter()
        .filter(|(_, was, is)| was != is)
        .map(|(key, was, is)| Bilingual::from(&*format!("{key}: {was} → {is}")))
        .collect()
}

fn subject(element: &str) -> Subject {
    match element.split('.').next() {
        Some("transition") => Subject::Transition,
        Some("state") => Subject::State,
        Some("deadline") => Subject::Deadline,
        Some("fact") => Subject::Fact,
        Some("role") => Subject::Role,
        Some("assume") => Subject::Assume,
        Some("recommendation") => Subject::Recommendation,
        Some("property") => Subject::Property,
        _ => Subject::Workflow,
    }
}

/// Every title, by the path of its element in the new revision.
fn titles(seen: &Seen<'_>) -> Vec<(String, Bilingual)> {
    let workflow = seen.workflow();
    let mut all: Vec<(String, Bilingual)> = Vec::new();
    let mut push = |path: String, element: &Element| all.push((path, element.title.clone()));
    push("workflow".to_owned(), &workflow.element);
    let names = &seen.names;
    for it in &workflow.roles {
        push(format!("role.{}", names.role(&it.element.id)), &it.element);
    }
    for it in &workflow.facts {
        push(format!("fact.{}", names.fact(&it.element.id)), &it.element);
    }
    for it in &workflow.assumes {
        push(format!("assume.{}", it.element.id), &it.element);
    }
    for it in &workflow.states {
        push(
            format!("state.{}", names.state(&it.element.id)),
            &it.element,
        );
    }
    for it in &workflow.deadlines {
        push(
            format!("deadline.{}", names.deadline(&it.element.id)),
            &it.element,
        );
    }
    for it in &workflow.transitions {
        let path = format!("transition.{}", names.transition(&it.element.id));
        push(path.clone(), &it.element);
        for guard in &it.guards {
            push(format!("{path}.{}", guard.element.id), &guard.element);
        }
        for branch in &it.branches {
            push(format!("{path}.{}", branch.element.id), &branch.element);
        }
        for criterion in &it.criteria {
            push(
                format!("{path}.{}", criterion.element.id),
                &criterion.element,
            );
        }
    }
    for it in &workflow.recommendations {
        push(format!("recommendation.{}", it.element.id), &it.element);
    }
    for it in &workflow.properties {
        push(format!("property.{}", it.element.id), &it.element);
    }
    all
}

/// A provision: the text as it is named, and the path in it.
type Key = (Option<String>, String);

/// What every element cites, as it is written.
fn citations(seen: &Seen<'_>) -> BTreeMap<String, BTreeMap<Key, String>> {
    let mut all: BTreeMap<String, BTreeMap<Key, String>> = BTreeMap::new();
    for (element, cited) in cites(seen.workflow()) {
        let citation = &cited.citation;
        let key = (citation.text.clone(), citation.path.to_text(Lang::Ko));
        all.entry(renamed(&element, &seen.names))
            .or_default()
            .insert(key, citation.written.clone());
    }
    all
}

/// The path of an element by its name in the new revision.
fn renamed(element: &str, names: &Names) -> String {
    let mut parts = element.splitn(3, '.');
    let (Some(kind), Some(name)) = (parts.next(), parts.next()) else {
        return element.to_owned();
    };
    let name: Name = name.into();
    let name = match kind {
        "transition" => names.transition(&name),
        "state" => names.state(&name),
        "deadline" => names.deadline(&name),
        "fact" => names.fact(&name),
        "role" => names.role(&name),
        _ => return element.to_owned(),
    };
    match parts.next() {
        Some(rest) => format!("{kind}.{name}.{rest}"),
        None => format!("{kind}.{name}"),
    }
}
