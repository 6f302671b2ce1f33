//! The transitions of a trail one by one, each with the label of its move.

use std::collections::{BTreeMap, BTreeSet};

use super::net::Net;
use super::{Record, Trail, attempted, words};
use crate::engine::{Cause, Content, Digest};
use crate::guard::Name;

/// One event of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event<'a> {
    /// The entry.
    pub record: &'a Record,
    /// Which of the entry, from 0.
    pub step: usize,
    /// What happened: the label of a move of the net, or a word of its own for
    /// what takes none.
    pub label: String,
    /// The transition, if it is about one.
    pub transition: Option<&'a Name>,
    /// Why it was taken.
    pub cause: Option<Cause>,
    /// It changed where the case stands.
    pub moves: bool,
}

/// The nets of the workflows of a trail, by manifest.
pub(super) fn nets(trail: &Trail) -> BTreeMap<Digest, Net> {
    // Where the cases of a workflow begin, as those say that were opened.
    let mut begins: BTreeMap<&Name, BTreeSet<Name>> = BTreeMap::new();
    for record in &trail.records {
        if let Content::Opened {
            workflow,
            origin: Some(origin),
            ..
        } = &record.entry.content
        {
            let at = begins.entry(workflow).or_default();
            at.extend(origin.at.clone());
        }
    }
    let nets = trail.workflows.iter().map(|(manifest, workflow)| {
        let none = BTreeSet::new();
        let at = begins.get(workflow.id()).unwrap_or(&none);
        (*manifest, Net::of(workflow, at))
    });
    nets.collect()
}

/// The events of one case, in order.
pub(super) fn events<'a>(
    trail: &'a Trail,
    nets: &BTreeMap<Digest, Net>,
    records: &[&'a Record],
) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut active: BTreeSet<Name> = BTreeSet::new();
    for record in records {
        let entry = &record.entry;
        let known = trail
            .workflows
            .get(&entry.manifest)
            .zip(nets.get(&entry.manifest));
        let event = |step: usize, label: String, transition, cause, moves| Event {
            record,
            step,
            label,
            transition,
            cause,
            moves,
        };
        let mut step = 0;
        if let Content::Opened { entered, .. } = &entry.content {
            let label = known.map_or_else(
                || super::net::OPEN.to_owned(),
                |(workflow, net)| net.opening(workflow, entered),
            );
            events.push(event(step, label, None, None, true));
            active.extend(entered.iter().cloned());
            step += 1;
        }
        for taken in entry.content.steps() {
            let change = (&*taken.left, &*taken.entered);
            let label = known.map_or_else(
                || taken.transition.to_string(),
                |(workflow, net)| net.label(workflow, &taken.transition, &active, change),
            );
            let (transition, cause) = (Some(&taken.transition), Some(taken.cause));
            events.push(event(step, label, transition, cause, true));
            for state in &taken.left {
                active.remove(state);
            }
            active.extend(taken.entered.iter().cloned());
            step += 1;
        }
        if step == 0 {
            let kind = entry.content.as_str();
            let transition = attempted(&entry.content);
            let mut label = transition.map_or_else(
                || kind.to_owned(),
                |transition| format!("{transition} ({kind})"),
            );
            if !entry.content.grounds().is_empty() {
                label.push_str(": ");
                label.push_str(&words(entry.content.grounds()).join(", "));
            }
            events.push(event(step, label, transition, None, false));
        }
    }
    events
}
