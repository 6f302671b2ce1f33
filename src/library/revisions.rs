//! Several revisions of one procedure in a library.
//!
//! Each is a file of its own, with the same id and another `revision`; by custom
//! `NAME.toml` is the last one and `NAME.r1.toml` an earlier one. The last is
//! what the library means by the name. The earlier ones are kept beside it for
//! cases that are opened before it is in force, and so that the way from one to
//! the other can be checked.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::codes;
use super::procedure::Procedure;
use super::read::{Library, Written};
use crate::diagnostic::{Bilingual, Finding};
use crate::engine::revise::obstacles;
use crate::guard::Name;
use crate::workflow::{Transitional, Workflow};

impl Library {
    /// Every revision of a procedure, the first first.
    pub fn revisions(&self, id: &str) -> impl DoubleEndedIterator<Item = &Procedure> {
        self.earlier
            .get(id)
            .into_iter()
            .flatten()
            .chain(self.procedures.get(id))
    }

    /// Every revision of every procedure.
    pub fn every_revision(&self) -> impl Iterator<Item = &Procedure> {
        self.earlier
            .values()
            .flatten()
            .chain(self.procedures.values())
    }

    /// The revision under which cases are opened on a day: the last that is in
    /// force. Before the first of them, the one that comes first.
    pub fn on(&self, id: &str, day: Date) -> Option<&Procedure> {
        self.revisions(id)
            .rev()
            .find(|procedure| procedure.workflow.in_force <= day)
            .or_else(|| self.revisions(id).next())
    }

    /// The revision to which open cases of an earlier one are moved: the last
    /// that moves any; with a day, of those in force then.
    pub fn moves_to(&self, id: &str, from: u32, day: Option<Date>) -> Option<&Procedure> {
        self.revisions(id).rev().find(|procedure| {
            let workflow = &procedure.workflow;
            workflow.revision > from
                && day.is_none_or(|day| workflow.in_force <= day)
                && moves(workflow)
        })
    }

    /// Builds the procedures of the workflows that were read.
    pub(super) fn add_workflows(&mut self, read: Vec<Written>) {
        let mut by_id: BTreeMap<Name, Vec<Written>> = BTreeMap::new();
        for written in read {
            by_id
                .entry(written.0.id().clone())
                .or_default()
                .push(written);
        }
        for (id, mut revisions) in by_id {
            // The sort is stable: of two files of one revision, the first counts.
            revisions.sort_by_key(|(workflow, _)| workflow.revision);
            let mut kept: Vec<Written> = Vec::new();
            for written in revisions {
                match kept.last() {
                    Some((first, _)) if first.revision == written.0.revision => {
                        self.taken(first, &written.0);
                    }
                    _ => kept.push(written),
                }
            }
            self.passages(&kept);
            let mut built = Vec::new();
            let mut until: Option<Date> = None;
            for (workflow, pins) in kept.into_iter().rev() {
                let next = workflow.in_force.yesterday().ok();
                built.extend(self.build(workflow, pins, until));
                until = next;
            }
            // The last revision was built first.
            let mut built = built.into_iter();
            if let Some(last) = built.next() {
                self.procedures.insert(id.clone(), last);
            }
            let mut earlier: Vec<Procedure> = built.collect();
            earlier.reverse();
            if !earlier.is_empty() {
                self.earlier.insert(id, earlier);
            }
        }
    }

    /// Two files of one revision.
    fn taken(&mut self, first: &Workflow, second: &Workflow) {
        self.findings.push(
            Finding::new(codes::WORKFLOW_TAKEN)
                .at(&second.element.place)
                .label(
                    &first.element.place,
                    Bilingual::new("먼저 쓴 곳", "first here"),
                )
                .with("workflow", &**second.id()),
        );
    }

    /// What stands in the way from each revision to each later one that moves
    /// its cases.
    fn passages(&mut self, revisions: &[Written]) {
        for (at, (new, _)) in revisions.iter().enumerate() {
            if !moves(new) {
                continue;
            }
            for (old, _) in revisions.iter().take(at) {
                let place = place(new, old.revision);
                for obstacle in obstacles(old, new) {
                    let finding = obstacle.finding(old.revision, new.revision, place);
                    self.findings.push(finding.of(new.id(), "transitional"));
                }
            }
        }
    }
}

/// Where a revision says how cases leave an earlier one: its map of that one, or
/// the provision that has them moved.
pub fn place(new: &Workflow, from: u32) -> &crate::diagnostic::Place {
    let map = new.departures.get(&from).map(|map| &map.place);
    let rule = new.transitional.as_ref();
    let basis = rule
        .and_then(|(_, basis)| basis.first())
        .map(|it| &it.place);
    map.or(basis).unwrap_or(&new.element.place)
}

fn moves(workflow: &Workflow) -> bool {
    let rule = workflow.transitional.as_ref().map(|(rule, _)| *rule);
    rule.is_some_and(|rule| rule != Transitional::Keep)
}
