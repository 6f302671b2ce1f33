//! States, transitions, facts and the like that came, went, or mean something else.

use std::collections::BTreeMap;

use super::deadlines::renaming;
use super::effects::opens;
use super::rewrite::{Joint, Types, rewritten};
use super::who::holder;
use super::{Change, Kind, Seen, Subject};
use crate::check::words::named;
use crate::diagnostic::Bilingual;
use crate::guard::{Name, Type};
use crate::workflow::{By, Element, FactSource, PropertyKind, StateKind, Workflow};

/// An element with everything it says, as the file says it, by the new names.
struct Said<'a> {
    element: &'a Element,
    /// Its name in the new revision.
    id: Name,
    parts: Vec<(&'static str, String)>,
}

/// Compares all elements but deadlines.
pub(super) fn compare(old: &Seen<'_>, new: &Seen<'_>, types: &Types, changes: &mut Vec<Change>) {
    for (subject, tell) in KINDS {
        of_kind(*subject, &tell(old, types), &tell(new, types), changes);
    }
    let heads = [(old, &header(old)), (new, &header(new))];
    let [(_, was), (_, is)] = heads;
    let says = differing(was, is);
    if !says.is_empty() {
        changes.push(Change {
            subject: Subject::Workflow,
            kind: Kind::Changed,
            element: "workflow".to_owned(),
            says,
        });
    }
}

type Tell = for<'a> fn(&'a Seen<'_>, &Types) -> Vec<Said<'a>>;

const KINDS: &[(Subject, Tell)] = &[
    (Subject::Transition, transitions),
    (Subject::State, states),
    (Subject::Fact, facts),
    (Subject::Role, roles),
    (Subject::Assume, assumes),
    (Subject::Recommendation, recommendations),
    (Subject::Property, properties),
];

fn of_kind(subject: Subject, old: &[Said<'_>], new: &[Said<'_>], changes: &mut Vec<Change>) {
    let known: BTreeMap<&Name, &Said<'_>> = old.iter().map(|it| (&it.id, it)).collect();
    let word = subject.as_str();
    for one in old.iter().filter(|it| !new.iter().any(|is| is.id == it.id)) {
        let name = named(one.element);
        changes.push(Change {
            subject,
            kind: removed(subject),
            element: format!("{word}.{}", one.element.id),
            says: vec![Bilingual::new(
                format!("{} 없어짐.", name.ko),
                format!("{} is gone.", name.en),
            )],
        });
    }
    for one in new {
        let name = named(one.element);
        let element = format!("{word}.{}", one.element.id);
        let Some(before) = known.get(&one.id) else {
            changes.push(Change {
                subject,
                kind: added(subject),
                element,
                says: vec![Bilingual::new(
                    format!("{} 새로 생김.", name.ko),
                    format!("{} is new.", name.en),
                )],
            });
            continue;
        };
        let says = differing(&before.parts, &one.parts);
        if !says.is_empty() {
            changes.push(Change {
                subject,
                kind: if subject == Subject::Property {
                    Kind::Record
                } else {
                    Kind::Changed
                },
                element: element.clone(),
                says,
            });
        }
        if before.element.id != one.element.id {
            changes.push(Change {
                subject,
                kind: Kind::Renamed,
                element,
                says: vec![renaming(&before.element.id, &one.element.id)],
            });
        }
    }
}

/// Properties are claims about cases; none is decided by them.
fn added(subject: Subject) -> Kind {
    match subject {
        Subject::Property => Kind::Record,
        _ => Kind::Added,
    }
}

fn removed(subject: Subject) -> Kind {
    match subject {
        Subject::Property => Kind::Record,
        _ => Kind::Removed,
    }
}

fn differing(was: &[(&'static str, String)], is: &[(&'static str, String)]) -> Vec<Bilingual> {
    let shown = |value: &str| {
        if value.is_empty() {
            "–".to_owned()
        } else {
            value.to_owned()
        }
    };
    was.iter()
        .zip(is)
        .filter(|((_, was), (_, is))| was != is)
        .map(|((key, was), (_, is))| {
            Bilingual::from(&*format!("{key}: {} → {}", shown(was), shown(is)))
        })
        .collect()
}

fn header(seen: &Seen<'_>) -> Vec<(&'static str, String)> {
    let workflow = seen.workflow();
    let mut opened: Vec<Name> = workflow
        .opened_by
        .iter()
        .map(|it| seen.names.role(it))
        .collect();
    opened.sort_unstable();
    // Automatic steps that are possible at once are taken in the order of the file.
    let automatic: Vec<Name> = workflow
        .transitions
        .iter()
        .filter(|it| it.by == By::Engine)
        .map(|it| seen.names.transition(&it.element.id))
        .collect();
    let recusals: Vec<String> = workflow
        .recusals
        .iter()
        .map(|it| {
            let facts = |all: &[Name]| {
                let all: Vec<Name> = all.iter().map(|it| seen.names.fact(it)).collect();
                all.join(", ")
            };
            format!(
                "{}: {} / {} / {}",
                it.body,
                facts(&it.excluded),
                facts(&it.challenged),
                facts(&it.withdrew)
            )
        })
        .collect();
    let mandate = |of: &Option<crate::workflow::Mandate>| {
        of.as_ref().map_or_else(String::new, |it| {
            let mut by: Vec<Name> = it.by.iter().map(|it| seen.names.role(it)).collect();
            by.sort_unstable();
            let after = if it.after_outcome {
                " after the outcome"
            } else {
                ""
            };
            format!("{}{after}", by.join(", "))
        })
    };
    vec![
        ("id", workflow.id().to_string()),
        ("opened_by", opened.join(", ")),
        ("zone", workflow.zone.to_string()),
        (
            "calendar",
            workflow.calendar_id().unwrap_or_default().to_owned(),
        ),
        ("automatic steps, in order", automatic.join(", ")),
        ("recusal", recusals.join("; ")),
        ("erasure", mandate(&workflow.erasure)),
        ("correction", mandate(&workflow.correction)),
    ]
}

fn transitions<'a>(seen: &'a Seen<'_>, _: &Types) -> Vec<Said<'a>> {
    let all = seen.workflow().transitions.iter();
    all.map(|it| {
        let facts = |all: &[Name]| {
            let mut all: Vec<Name> = all.iter().map(|it| seen.names.fact(it)).collect();
            all.sort_unstable();
            all.join(", ")
        };
        let optional: Vec<String> = it
            .criteria
            .iter()
            .filter(|it| !it.required)
            .map(|it| it.element.id.to_string())
            .collect();
        Said {
            element: &it.element,
            id: seen.names.transition(&it.element.id),
            // What makes it lawful and what follows is compared act by act.
            parts: vec![
                ("may_ask", facts(&it.may_ask)),
                ("discretion", it.discretion.to_string()),
                ("criteria that may be addressed", optional.join(", ")),
            ],
        }
    })
    .collect()
}

fn states<'a>(seen: &'a Seen<'_>, _: &Types) -> Vec<Said<'a>> {
    let workflow = seen.workflow();
    let name = |id: Option<usize>| {
        let state = id.and_then(|id| workflow.states.get(id));
        state.map_or_else(String::new, |it| {
            seen.names.state(&it.element.id).to_string()
        })
    };
    let all = workflow.states.iter();
    all.map(|it| {
        let (kind, outcome) = match &it.kind {
            StateKind::Simple => ("simple", String::new()),
            StateKind::Compound { .. } => ("compound", String::new()),
            StateKind::Parallel => ("parallel", String::new()),
            StateKind::End { outcome } => ("end", outcome.to_string()),
        };
        Said {
            element: &it.element,
            id: seen.names.state(&it.element.id),
            parts: vec![
                ("kind", kind.to_owned()),
                ("in", name(it.parent.map(|it| it.0))),
                ("initial", it.initial.to_string()),
                ("outcome", outcome),
                ("may_rest", it.may_rest.to_string()),
                (
                    "milestone",
                    it.milestone.as_deref().unwrap_or_default().to_owned(),
                ),
                (
                    "opens",
                    it.opens
                        .as_ref()
                        .map_or_else(String::new, |it| opens(seen, it)),
                ),
            ],
        }
    })
    .collect()
}

fn facts<'a>(seen: &'a Seen<'_>, types: &Types) -> Vec<Said<'a>> {
    let all = seen.workflow().facts.iter();
    all.map(|it| {
        let id = seen.names.fact(&it.element.id);
        let source = match &it.source {
            FactSource::Acts => "acts".to_owned(),
            FactSource::Opening => "opening".to_owned(),
            FactSource::Initial(value) => format!("initial {value}"),
            FactSource::Computed(rule) => rewritten(&rule.expr, &seen.names, types).to_string(),
        };
        let of = match types.joint(&id) {
            Joint::Same => it.of.keyword().to_owned(),
            _ => shape(&it.of),
        };
        let recuses: Vec<Name> = it.recuses.iter().map(|it| seen.names.fact(it)).collect();
        Said {
            element: &it.element,
            parts: vec![
                ("type", of),
                ("value from", source),
                ("optional", it.optional.to_string()),
                ("recuses", recuses.join(", ")),
                ("personal", it.personal.to_string()),
            ],
            id,
        }
    })
    .collect()
}

fn roles<'a>(seen: &'a Seen<'_>, _: &Types) -> Vec<Said<'a>> {
    let all = seen.workflow().roles.iter();
    all.map(|it| Said {
        element: &it.element,
        id: seen.names.role(&it.element.id),
        parts: vec![("held", holder(seen, it))],
    })
    .collect()
}

fn assumes<'a>(seen: &'a Seen<'_>, types: &Types) -> Vec<Said<'a>> {
    let all = seen.workflow().assumes.iter();
    all.map(|it| Said {
        element: &it.element,
        id: it.element.id.clone(),
        parts: vec![(
            "rule",
            rewritten(&it.rule.expr, &seen.names, types).to_string(),
        )],
    })
    .collect()
}

fn recommendations<'a>(seen: &'a Seen<'_>, _: &Types) -> Vec<Said<'a>> {
    let all = seen.workflow().recommendations.iter();
    all.map(|it| {
        let transitions = |all: &[Name]| {
            let mut all: Vec<Name> = all.iter().map(|it| seen.names.transition(it)).collect();
            all.sort_unstable();
            all.join(", ")
        };
        let deadline = it.deadline.as_ref().map(|it| seen.names.deadline(it));
        Said {
            element: &it.element,
            id: it.element.id.clone(),
            parts: vec![
                ("made_by", transitions(&it.made_by)),
                ("answered_by", transitions(&it.answered_by)),
                ("answer", seen.names.fact(&it.answer).to_string()),
                ("comply", it.comply.join(", ")),
                (
                    "deadline",
                    deadline.as_deref().unwrap_or_default().to_owned(),
                ),
                ("blocks", transitions(&it.blocks)),
            ],
        }
    })
    .collect()
}

fn properties<'a>(seen: &'a Seen<'_>, types: &Types) -> Vec<Said<'a>> {
    let workflow: &Workflow = seen.workflow();
    let rule = |rule: &crate::guard::Rule| rewritten(&rule.expr, &seen.names, types).to_string();
    let name = |name: &Name| seen.names.transition(name);
    let all = workflow.properties.iter();
    all.map(|it| Said {
        element: &it.element,
        id: it.element.id.clone(),
        parts: vec![(
            "claim",
            match &it.kind {
                PropertyKind::Never(it) => format!("never {}", rule(it)),
                PropertyKind::Always(it) => format!("always {}", rule(it)),
                PropertyKind::Before { first, then } => {
                    format!("{} before {}", name(first), name(then))
                }
                PropertyKind::LeadsTo { from, to } => {
                    format!("{} leads to {}", rule(from), rule(to))
                }
                PropertyKind::Differ(all) => {
                    let all: Vec<Name> = all.iter().map(name).collect();
                    format!("differ {}", all.join(", "))
                }
                PropertyKind::Within { from, to, time } => {
                    format!("{} leads to {} within {time}", rule(from), rule(to))
                }
            },
        )],
    })
    .collect()
}

/// A type with its bounds, as short as a file says it.
fn shape(of: &Type) -> String {
    let word = of.keyword();
    match of {
        Type::Integer { min, max } => format!("{word} {min}..{max}"),
        Type::Decimal { scale, min, max } => format!("{word} {min}..{max}, scale {scale}"),
        Type::Choice(options) => {
            let all: Vec<&str> = options.iter().map(|it| &*it.id).collect();
            format!("{word} {}", all.join(" | "))
        }
        Type::Text { max } | Type::List { max, .. } | Type::Table { max, .. } => {
            format!("{word}, at most {max}")
        }
        _ => word.to_owned(),
    }
}
