//! A check in parts: each workflow by itself, so that parts can be done side by side,
//! and kept for as long as nothing changes on which they rest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Counts, Group, Report, Waived};
use crate::diagnostic::{Bilingual, Finding, KeptFinding, Source};
use crate::guard::Name;

/// What came of checking one workflow.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// What was found.
    pub report: Report,
    /// The files that it is made of.
    pub files: BTreeSet<String>,
    /// The provisions that it cites.
    pub provisions: BTreeSet<String>,
}

impl Part {
    /// The parts as one report. A file or a provision of several counts once.
    pub fn join(parts: impl IntoIterator<Item = Part>) -> Report {
        let mut whole = Report::default();
        let mut files = BTreeSet::new();
        let mut provisions = BTreeSet::new();
        for part in parts {
            whole.add(part.report);
            files.extend(part.files);
            provisions.extend(part.provisions);
        }
        whole.checked.files = files.len();
        whole.checked.provisions = provisions.len();
        whole.sort();
        whole
    }
}

impl Report {
    /// Adds another report to this one, with what it looked at.
    pub fn add(&mut self, other: Report) {
        let (sum, more) = (&mut self.checked, other.checked);
        sum.files += more.files;
        sum.workflows += more.workflows;
        sum.states += more.states;
        sum.transitions += more.transitions;
        sum.guards += more.guards;
        sum.provisions += more.provisions;
        sum.properties += more.properties;
        sum.configurations += more.configurations;
        self.proved.extend(other.proved);
        self.waived.extend(other.waived);
        self.groups.extend(other.groups);
        self.absorb(other.findings);
    }
}

/// A part that can be written down and read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPart {
    findings: Vec<KeptFinding>,
    waived: Vec<(KeptFinding, String, Bilingual)>,
    checked: Counts,
    groups: Vec<KeptGroup>,
    proved: Vec<(String, String)>,
    files: BTreeSet<String>,
    provisions: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptGroup {
    workflow: String,
    outcome: String,
    title: Bilingual,
    people: u32,
    acts: Vec<(String, u32)>,
    votes: Vec<(String, u32, u32)>,
}

impl KeptPart {
    /// What is kept of a part.
    pub fn of(part: &Part) -> Self {
        let report = &part.report;
        let waived = |waived: &Waived| {
            let finding = KeptFinding::of(&waived.finding);
            (finding, waived.waiver.to_string(), waived.reason.clone())
        };
        let group = |group: &Group| KeptGroup {
            workflow: group.workflow.to_string(),
            outcome: group.outcome.to_string(),
            title: group.title.clone(),
            people: group.people,
            acts: (group.acts.iter())
                .map(|(act, person)| (act.to_string(), *person))
                .collect(),
            votes: (group.votes.iter())
                .map(|(body, carry, of)| (body.to_string(), *carry, *of))
                .collect(),
        };
        let proved =
            |(workflow, property): &(Name, Name)| (workflow.to_string(), property.to_string());
        KeptPart {
            findings: report.findings.iter().map(KeptFinding::of).collect(),
            waived: report.waived.iter().map(waived).collect(),
            checked: report.checked,
            groups: report.groups.iter().map(group).collect(),
            proved: report.proved.iter().map(proved).collect(),
            files: part.files.clone(),
            provisions: part.provisions.clone(),
        }
    }

    /// The part, in files as they are now; none where one of them is not there.
    pub fn back(self, source: &dyn Fn(&str) -> Option<Arc<Source>>) -> Option<Part> {
        // One source for each file, as where they are read.
        let known: std::cell::RefCell<BTreeMap<String, Arc<Source>>> =
            std::cell::RefCell::default();
        let source = |name: &str| {
            if let Some(known) = known.borrow().get(name) {
                return Some(Arc::clone(known));
            }
            let read = source(name)?;
            known
                .borrow_mut()
                .insert(name.to_owned(), Arc::clone(&read));
            Some(read)
        };
        let name = |text: String| Name::from(text);
        let back = |kept: KeptFinding| kept.back(&source);
        let findings: Option<Vec<Finding>> = self.findings.into_iter().map(back).collect();
        let waived: Option<Vec<Waived>> = (self.waived.into_iter())
            .map(|(finding, waiver, reason)| {
                Some(Waived {
                    finding: finding.back(&source)?,
                    waiver: name(waiver),
                    reason,
                })
            })
            .collect();
        let group = |group: KeptGroup| Group {
            workflow: name(group.workflow),
            outcome: name(group.outcome),
            title: group.title,
            people: group.people,
            acts: (group.acts.into_iter())
                .map(|(act, person)| (name(act), person))
                .collect(),
            votes: (group.votes.into_iter())
                .map(|(body, carry, of)| (name(body), carry, of))
                .collect(),
        };
        Some(Part {
            report: Report {
                findings: findings?,
                waived: waived?,
                checked: self.checked,
                groups: self.groups.into_iter().map(group).collect(),
                proved: (self.proved.into_iter())
                    .map(|(workflow, property)| (name(workflow), name(property)))
                    .collect(),
            },
            files: self.files,
            provisions: self.provisions,
        })
    }
}
