//! Where the loader writes what it finds.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::BodiesFile;
use crate::diagnostic::{Code, Finding, Place, Source, nearest_quoted};
use crate::guard::Name;
use crate::workflow::bodies::Body;
use crate::workflow::codes;
use crate::workflow::toml_view::Word;
use crate::workflow::wording::quoted;

/// The findings of one file.
pub(in crate::workflow) struct Log {
    pub(in crate::workflow) source: Arc<Source>,
    pub(in crate::workflow) findings: Vec<Finding>,
    /// Elements whose `basis` stands in a table below, which is reported.
    pub(in crate::workflow) slipped: BTreeSet<String>,
    /// The bodies that may be named.
    pub(in crate::workflow) bodies: BodiesFile,
    /// Those that are.
    pub(in crate::workflow) named: BTreeMap<Name, Arc<Body>>,
}

impl Log {
    pub(in crate::workflow) fn new(source: &Arc<Source>) -> Self {
        Log {
            source: Arc::clone(source),
            findings: Vec::new(),
            slipped: BTreeSet::new(),
            bodies: BodiesFile::Absent,
            named: BTreeMap::new(),
        }
    }

    pub(in crate::workflow) fn place(&self, span: Range<usize>) -> Place {
        Place::new(&self.source, span)
    }

    /// Adds a finding about an element of the workflow.
    ///
    /// An empty element is the file as a whole.
    pub(in crate::workflow) fn report(&mut self, element: &str, mut finding: Finding) {
        finding.element = (!element.is_empty()).then(|| element.to_owned());
        self.findings.push(finding);
    }

    /// A body of the library, or a finding. Where the file of bodies is faulty,
    /// that is told there.
    pub(in crate::workflow) fn body(&mut self, element: &str, word: &Word) -> Option<Arc<Body>> {
        let known: Vec<String> = match &self.bodies {
            BodiesFile::Faulty => return None,
            BodiesFile::Absent => Vec::new(),
            BodiesFile::Read(bodies) => {
                if let Some(body) = bodies.get(&word.text) {
                    self.named.insert(word.text.clone(), Arc::clone(body));
                    return Some(Arc::clone(body));
                }
                bodies
                    .all
                    .iter()
                    .map(|body| body.id().to_string())
                    .collect()
            }
        };
        let near = nearest_quoted(&word.text, known.iter().map(String::as_str));
        self.report(
            element,
            Finding::new(codes::UNKNOWN_BODY)
                .at(&word.place)
                .with("body", quoted(&word.text))
                .suggest(near),
        );
        None
    }

    /// That a body has a class of seats or an office, or a finding.
    pub(in crate::workflow) fn seat(
        &mut self,
        element: &str,
        body: &Body,
        word: &Word,
    ) -> Option<()> {
        if body.seat(&word.text).is_some() {
            return Some(());
        }
        let known = body.seats.iter().map(|seat| &*seat.element.id);
        self.report(
            element,
            Finding::new(codes::UNKNOWN_SEAT)
                .at(&word.place)
                .with("seat", quoted(&word.text))
                .with("body", quoted(body.id()))
                .suggest(nearest_quoted(&word.text, known)),
        );
        None
    }

    /// Whether anything was found that keeps the workflow from being built.
    pub(in crate::workflow) fn failed(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.level == crate::diagnostic::Level::Error)
    }

    /// Keeps what is true whatever the damaged lines were meant to say.
    ///
    /// A file that is not TOML is read as far as it goes. What seems to be
    /// missing from it may stand in the part that could not be read.
    pub(in crate::workflow) fn keep_certain(&mut self, damaged: &[usize]) {
        const CERTAIN: &[Code] = &[
            codes::NOT_UTF8,
            codes::SYNTAX,
            codes::DUPLICATE_KEY,
            codes::NO_FORMAT,
            codes::UNKNOWN_FORMAT,
            codes::UNKNOWN_WORD,
            codes::OUT_OF_RANGE,
            codes::BAD_IDENTIFIER,
            codes::RESERVED_IDENTIFIER,
            codes::TAKEN_IDENTIFIER,
            codes::UNKNOWN_KEY,
        ];
        self.findings.retain(|finding| {
            CERTAIN.contains(&finding.code)
                && (matches!(finding.code, codes::SYNTAX | codes::DUPLICATE_KEY)
                    || finding
                        .place()
                        .is_none_or(|place| !damaged.contains(&place.line())))
        });
    }
}
