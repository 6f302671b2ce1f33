//! How findings name the elements of a workflow.

use super::explore::Edge;
use crate::diagnostic::Bilingual;
use crate::workflow::{Element, StateId, Workflow};

/// `correcting(시정 중)`, `correcting (Correction under way)`. The id stands
/// first, so that the Korean particle follows the title.
pub(super) fn named(element: &Element) -> Bilingual {
    let id = &element.id;
    // A sentence as a title, as properties have, loses its full stop.
    let titled = |title: &str, gap: &str| match title.trim_end_matches('.') {
        "" => format!("`{id}`"),
        title => format!("`{id}`{gap}({title})"),
    };
    Bilingual::new(
        titled(&element.title.ko, ""),
        titled(&element.title.en, " "),
    )
}

/// A state by its name and title.
pub(super) fn state(workflow: &Workflow, id: StateId) -> Bilingual {
    workflow
        .states
        .get(id.0)
        .map_or_else(Bilingual::default, |state| named(&state.element))
}

/// Names one after the other.
pub(super) fn listed(names: impl Iterator<Item = Bilingual>) -> Bilingual {
    joined(names, ", ")
}

fn joined(names: impl Iterator<Item = Bilingual>, sign: &str) -> Bilingual {
    let mut out = Bilingual::default();
    for name in names {
        if !out.ko.is_empty() {
            out.ko.push_str(sign);
            out.en.push_str(sign);
        }
        out.ko.push_str(&name.ko);
        out.en.push_str(&name.en);
    }
    out
}

/// The transitions along a way, with their branches, as a remark.
pub(super) fn way(workflow: &Workflow, way: &[&Edge]) -> Bilingual {
    if way.is_empty() {
        return Bilingual::new("개시하자마자 그렇습니다.", "It is so from the opening on.");
    }
    let steps = way.iter().flat_map(|edge| &edge.fired).map(|(id, branch)| {
        let Some(transition) = workflow.transitions.get(id.0) else {
            return Bilingual::default();
        };
        let id = &transition.element.id;
        let branch = branch.and_then(|at| transition.branches.get(at));
        Bilingual::from(match branch {
            Some(branch) => format!("{id}.{}", branch.element.id),
            None => id.to_string(),
        })
    });
    let steps = joined(steps, " → ");
    Bilingual::new(
        format!("그렇게 되는 길(그림에서): {}", steps.ko),
        format!("A way there (in the graph): {}", steps.en),
    )
}
