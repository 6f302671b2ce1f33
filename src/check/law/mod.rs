//! The law behind a procedure: citations, the standing of texts, pins.

pub(super) mod citations;
pub(super) mod force;
pub(super) mod pins;
pub(super) mod standing;

use std::collections::BTreeSet;

use super::Input;
use crate::diagnostic::{Bilingual, Lang};
use crate::ordinance::{Citation, ProvisionPath, Texts};
use crate::workflow::{Cited, Workflow};

/// Every citation of a workflow in the order of the file's kinds, with the
/// dotted path of the element that it stands in.
pub fn cites<'a>(workflow: &'a Workflow) -> Vec<(String, &'a Cited)> {
    let mut found: Vec<(String, &'a Cited)> = Vec::new();
    let mut push = |element: String, basis: &'a [Cited]| {
        found.extend(basis.iter().map(|cited| (element.clone(), cited)));
    };
    push("workflow".to_owned(), &workflow.element.basis);
    if let Some((_, basis)) = &workflow.transitional {
        push("workflow.transitional".to_owned(), basis);
    }
    for role in &workflow.roles {
        push(format!("role.{}", role.element.id), &role.element.basis);
    }
    for fact in &workflow.facts {
        push(format!("fact.{}", fact.element.id), &fact.element.basis);
    }
    for assume in &workflow.assumes {
        push(
            format!("assume.{}", assume.element.id),
            &assume.element.basis,
        );
    }
    for state in &workflow.states {
        push(format!("state.{}", state.element.id), &state.element.basis);
    }
    for deadline in &workflow.deadlines {
        push(
            format!("deadline.{}", deadline.element.id),
            &deadline.element.basis,
        );
    }
    for transition in &workflow.transitions {
        let name = format!("transition.{}", transition.element.id);
        push(name.clone(), &transition.element.basis);
        for criterion in &transition.criteria {
            push(
                format!("{name}.{}", criterion.element.id),
                &criterion.element.basis,
            );
        }
        for guard in &transition.guards {
            push(format!("{name}.{}", guard.element.id), &guard.element.basis);
        }
        for branch in &transition.branches {
            push(
                format!("{name}.{}", branch.element.id),
                &branch.element.basis,
            );
        }
    }
    for recusal in &workflow.recusals {
        push(format!("recusal.{}", recusal.body), &recusal.basis);
    }
    for recommendation in &workflow.recommendations {
        push(
            format!("recommendation.{}", recommendation.element.id),
            &recommendation.element.basis,
        );
    }
    for property in &workflow.properties {
        push(
            format!("property.{}", property.element.id),
            &property.element.basis,
        );
    }
    found.extend(workflow.bodies.iter().flat_map(|body| body.cites()));
    found
}

/// The distinct provisions that a workflow cites, as (text, provision); those
/// that resolve to nothing do not count.
pub(super) fn provisions(input: &Input<'_>) -> BTreeSet<(String, ProvisionPath)> {
    cites(input.workflow)
        .into_iter()
        .filter_map(|(_, cited)| {
            let resolved = input
                .texts
                .resolve(&cited.citation, Some(&input.workflow.ordinance))
                .ok()?;
            Some((resolved.text.id().to_owned(), resolved.provision.path))
        })
        .collect()
}

/// A citation with the heading of its article, `제18조제2항 (이행실적의 제출)`,
/// and with the title of its text where that is not the workflow's main one.
pub fn cited(texts: &Texts, workflow: &Workflow, citation: &Citation) -> Bilingual {
    let resolved = texts.resolve(citation, Some(&workflow.ordinance)).ok();
    let in_language = |lang: Lang| {
        let mut out = String::new();
        match &resolved {
            Some(resolved) if resolved.text.id() != &*workflow.ordinance => {
                out.push_str(resolved.text.title().get(lang));
                out.push(' ');
            }
            None => {
                if let Some(text) = &citation.text {
                    out.push_str(text);
                    out.push(' ');
                }
            }
            Some(_) => {}
        }
        out.push_str(&citation.path.to_text(lang));
        let article = citation.path.whole_article();
        let heading = resolved.and_then(|resolved| {
            let version = resolved.version;
            let act = version.act(lang).unwrap_or(version.main());
            [citation.path, article]
                .iter()
                .filter_map(|path| act.provision(path))
                .map(|provision| provision.heading.clone())
                .find(|heading| !heading.is_empty())
        });
        if let Some(heading) = heading {
            out.push_str(&format!(" ({heading})"));
        }
        out
    };
    Bilingual::new(in_language(Lang::Ko), in_language(Lang::En))
}
