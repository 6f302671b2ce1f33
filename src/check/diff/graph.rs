//! Ways through the graph and outcomes that came and went.
//!
//! The graph allows every way that a case may go and more (rules may forbid some for
//! all data without being seen to). So what is gone from it no case does any more;
//! what is new in it some case may do.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Kind, Seen, Subject};
use crate::check::explore::Edge;
use crate::check::words::{named, way};
use crate::diagnostic::Bilingual;
use crate::guard::Name;
use crate::workflow::StateKind;

/// A transition with the states that are left and entered, by their new names.
type Step = (Name, BTreeSet<Name>, BTreeSet<Name>);

pub(super) fn compare(old: &Seen<'_>, new: &Seen<'_>, changes: &mut Vec<Change>) {
    for (seen, ko, en) in [(old, "개정 전", "old"), (new, "개정 후", "new")] {
        if !seen.graph.complete {
            changes.push(Change {
                subject: Subject::Way,
                kind: Kind::Undecided,
                element: "workflow".to_owned(),
                says: vec![Bilingual::new(
                    format!("{ko} 절차는 상태의 조합이 너무 많아 길을 다 살피지 못했습니다."),
                    format!("The {en} revision has too many configurations to see all ways."),
                )],
            });
        }
    }
    let (was, is) = (steps(old), steps(new));
    for (seen, these, others, kind) in [
        (old, &was, &is, Kind::Removed),
        (new, &is, &was, Kind::Added),
    ] {
        for (step, at) in these {
            if others.contains_key(step) {
                continue;
            }
            changes.extend(told(seen, step, *at, kind));
        }
    }
    let (was, is) = (outcomes(old), outcomes(new));
    for (seen, these, others, kind) in [
        (old, &was, &is, Kind::Removed),
        (new, &is, &was, Kind::Added),
    ] {
        for (outcome, node) in these {
            if others.contains_key(outcome) {
                continue;
            }
            let there = way(seen.workflow(), &seen.graph.way_to(*node));
            let says = match kind {
                Kind::Added => Bilingual::new(
                    format!("`{outcome}` 결과에 이를 수 있게 되었습니다. {}", there.ko),
                    format!("A case can now come to `{outcome}`. {}", there.en),
                ),
                _ => Bilingual::new(
                    format!("`{outcome}` 결과에 이를 수 없게 되었습니다. {}", there.ko),
                    format!("No case comes to `{outcome}` any more. {}", there.en),
                ),
            };
            changes.push(Change {
                subject: Subject::Outcome,
                kind,
                element: format!("outcome.{outcome}"),
                says: vec![says],
            });
        }
    }
}

/// Every step, with the first edge that takes it.
fn steps(seen: &Seen<'_>) -> BTreeMap<Step, usize> {
    let graph = &seen.graph;
    let workflow = seen.workflow();
    let name = |id: &crate::workflow::StateId| {
        let state = workflow
            .states
            .get(id.0)
            .filter(|it| it.children.is_empty());
        state.map(|it| seen.names.state(&it.element.id))
    };
    let mut found = BTreeMap::new();
    for (at, edge) in graph.edges.iter().enumerate() {
        let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) else {
            continue;
        };
        let Some(transition) = edge
            .fired
            .first()
            .and_then(|(id, _)| workflow.transitions.get(id.0))
        else {
            continue;
        };
        let left = from.active.difference(&to.active).filter_map(name);
        let entered = to.active.difference(&from.active).filter_map(name);
        let step = (
            seen.names.transition(&transition.element.id),
            left.collect::<BTreeSet<Name>>(),
            entered.collect::<BTreeSet<Name>>(),
        );
        if !step.1.is_empty() || !step.2.is_empty() {
            found.entry(step).or_insert(at);
        }
    }
    found
}

fn told(seen: &Seen<'_>, step: &Step, at: usize, kind: Kind) -> Option<Change> {
    let graph = &seen.graph;
    let edge: &Edge = graph.edges.get(at)?;
    let mut there = graph.way_to(edge.from);
    there.push(edge);
    let titles = |states: &BTreeSet<Name>| {
        let mut ko = Vec::new();
        let mut en = Vec::new();
        for state in &seen.workflow().states {
            if states.contains(&seen.names.state(&state.element.id)) {
                let name = named(&state.element);
                ko.push(name.ko);
                en.push(name.en);
            }
        }
        (ko.join(" + "), en.join(" + "))
    };
    let (transition, left, entered) = step;
    let (left, entered) = (titles(left), titles(entered));
    let there = way(seen.workflow(), &there);
    Some(Change {
        subject: Subject::Way,
        kind,
        element: format!("transition.{transition}"),
        says: vec![
            Bilingual::new(
                format!("{} → {} (`{transition}`)", left.0, entered.0),
                format!("{} → {} (`{transition}`)", left.1, entered.1),
            ),
            there,
        ],
    })
}

/// Every outcome, with the first node that has it.
fn outcomes(seen: &Seen<'_>) -> BTreeMap<Name, usize> {
    let graph = &seen.graph;
    let mut found = BTreeMap::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        let ended = graph.tree.ended(&node.active);
        let state = ended.and_then(|id| graph.tree.get(id));
        if let Some(StateKind::End { outcome }) = state.map(|it| &it.kind) {
            found.entry(outcome.clone()).or_insert(at);
        }
    }
    found
}
