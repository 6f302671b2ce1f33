//! A trail in the forms that other programs read.
//!
//! | module | form | read by |
//! |---|---|---|
//! | [`xes`] | XES, IEEE 1849 | process mining: one trace a case |
//! | [`ocel`] | OCEL 2.0, JSON | object-centric process mining: cases, persons, bodies |
//! | [`prov`] | W3C PROV-JSON | provenance |
//! | [`csv`] | CSV, RFC 4180 | anything: one row an entry |
//! | [`pnml`] | PNML, ISO/IEC 15909-2 | the control flow of a workflow as a Petri net |
//!
//! Each is a pure function of a [`Trail`], so that one trail always gives the same
//! bytes. Values that were given stand in none of them unless they are asked for.

pub mod csv;
mod moves;
mod net;
pub mod ocel;
pub mod pnml;
pub mod prov;
mod value;
pub mod xes;
pub(in crate::report) mod xml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::audit::hash::Hash;
use crate::engine::{CaseId, Content, Digest, Entry, Ground};
use crate::guard::Name;
use crate::workflow::Workflow;

/// An entry with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The entry.
    pub entry: Entry,
    /// Its hash.
    pub hash: Hash,
    /// Its index in the log.
    pub index: u64,
}

/// Everything that an export is made of.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// The log's id.
    pub log: String,
    /// The workflows, by the manifests that name them.
    pub workflows: BTreeMap<Digest, Arc<Workflow>>,
    /// The entries, in the order of the log.
    pub records: Vec<Record>,
}

/// What an export shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The values that were given, and reasons; otherwise none stands in it.
    pub values: bool,
    /// Entries that take no transition, as events of an event log: refusals,
    /// assents, messages.
    pub all: bool,
}

impl Trail {
    /// The entries of each case, by case.
    fn cases(&self) -> BTreeMap<&CaseId, Vec<&Record>> {
        let mut cases: BTreeMap<&CaseId, Vec<&Record>> = BTreeMap::new();
        for record in &self.records {
            cases.entry(&record.entry.case).or_default().push(record);
        }
        cases
    }

    /// The id of the workflow of each case.
    fn workflows_of_cases(&self) -> BTreeMap<&CaseId, &Name> {
        let opened = self.records.iter().filter_map(|record| {
            let Content::Opened { workflow, .. } = &record.entry.content else {
                return None;
            };
            Some((&record.entry.case, workflow))
        });
        opened.collect()
    }
}

/// The transition that was attempted, or that the clock was to take.
const fn attempted(content: &Content) -> Option<&Name> {
    match content {
        Content::Act { act, .. }
        | Content::Assented { act, .. }
        | Content::Withdrawn { act }
        | Content::Refused { act, .. } => Some(&act.transition),
        Content::Clock { transition, .. } => Some(transition),
        Content::Opened { .. }
        | Content::Received { .. }
        | Content::Unopened { .. }
        | Content::Moved(_)
        | Content::Recounted { .. }
        | Content::Erased { .. }
        | Content::Corrected(_) => None,
    }
}

/// Grounds in words, as entries write them.
fn words(grounds: &[Ground]) -> Vec<String> {
    let word = |ground: &Ground| match ground.element() {
        Some(element) => format!("{}:{element}", ground.as_str()),
        None => ground.as_str().to_owned(),
    };
    grounds.iter().map(word).collect()
}

/// A digest as hexadecimal digits.
fn hex(digest: &Digest) -> String {
    Hash(*digest).to_string()
}

#[cfg(test)]
mod tests;
