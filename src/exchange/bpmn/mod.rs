//! Processes in BPMN 2.0 (OMG formal/2011-01-03), for their control flow.
//!
//! What is followed, and how, stands in `docs/exchange.md`: tokens on sequence
//! flows; activities in one step; the inclusive join as the standard defines it;
//! messages in a bag, each kept until it is taken; one instance of each process.

mod build;
mod model;

use std::collections::BTreeMap;
use std::sync::Arc;

use roxmltree::Node as Element;

use super::xml::place;
use super::{Model, Notation, codes};
use crate::diagnostic::{Finding, Source};
use model::Diagram;

/// Reads the processes of a file.
pub(super) fn read(
    source: &Arc<Source>,
    root: Element<'_, '_>,
    process: Option<&str>,
) -> Result<Model, Vec<Finding>> {
    let diagram = Diagram::read(source, root)?;
    let processes: Vec<String> = diagram.processes().map(|(_, id)| id.to_owned()).collect();
    let chosen = match process {
        Some(wanted) => diagram.processes().find(|(_, id)| *id == wanted),
        None => {
            let mut begins = diagram
                .processes()
                .filter(|(scope, _)| diagram.begins(*scope));
            begins.next().or_else(|| diagram.processes().next())
        }
    };
    let Some((scope, id)) = chosen else {
        let found = process.unwrap_or("definitions");
        return Err(vec![
            Finding::new(codes::NO_MODEL)
                .at(&place(source, root))
                .with("found", found),
        ]);
    };
    let mut listing = diagram.unknown.clone();
    let net = build::net(&diagram, None, &mut listing);
    let alone = build::net(&diagram, Some(scope), &mut BTreeMap::new());
    let id = id.to_owned();
    let name = diagram.name(scope).to_owned();
    let mut ordered = vec![id.clone()];
    ordered.extend(processes.into_iter().filter(|it| *it != id));
    Ok(Model {
        notation: Notation::Bpmn,
        name,
        net,
        alone,
        lanes: diagram.lanes.clone(),
        processes: ordered,
        findings: listed(source, root, &listing),
        id,
    })
}

/// What was not understood, one finding a kind.
pub(super) fn listed(
    source: &Arc<Source>,
    root: Element<'_, '_>,
    unknown: &BTreeMap<String, usize>,
) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for (what, count) in unknown {
        // The first of them, where it is an element by that name.
        let name = what.split(' ').next().unwrap_or_default();
        let at = root
            .descendants()
            .find(|it| it.is_element() && it.tag_name().name() == name);
        found.push(
            Finding::new(codes::NOT_UNDERSTOOD)
                .at(&place(source, at.unwrap_or(root)))
                .with("what", what.as_str())
                .with("count", count.to_string()),
        );
    }
    found
}
