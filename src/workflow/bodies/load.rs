//! From the text of `bodies.toml` to the model, with every fault of it.

use std::sync::Arc;

use super::{Bodies, findings, read};
use crate::diagnostic::{Finding, Source};
use crate::workflow::load::log::Log;
use crate::workflow::load::{known_format, syntax};
use crate::workflow::toml_view::View;

/// What reading the bodies gave.
#[derive(Debug, Clone)]
pub struct LoadedBodies {
    /// The bodies, if the file has no error.
    pub bodies: Option<Bodies>,
    /// Everything found, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads the bodies of a library.
pub fn load(source: &Arc<Source>) -> LoadedBodies {
    let mut log = Log::new(source);
    let (text, left_out) = syntax::readable(&mut log, source);
    let parsed = syntax::parse(&mut log, source, &text, left_out);
    let document = View::document(&log, parsed.document.get_ref());
    let mut bodies = None;
    if known_format(&mut log, &document, &parsed.damaged) {
        syntax::tell_duplicates(&mut log, parsed.document.get_ref(), &parsed.duplicates);
        document.know(&mut log, &crate::workflow::keys::BODIES_FILE.names(), &[]);
        let tables = document.declared(&mut log, "body");
        let all: Vec<_> = tables
            .iter()
            .map(|(id, view)| read::body(&mut log, id, view))
            .collect();
        for body in all.iter().flatten() {
            findings::find(&mut log, body);
        }
        let all: Option<Vec<_>> = all.into_iter().collect();
        bodies = all.map(|all| Bodies {
            source: Arc::clone(source),
            all: all.into_iter().map(Arc::new).collect(),
        });
    }
    if !parsed.damaged.is_empty() {
        log.keep_certain(&parsed.damaged);
    }
    let bodies = bodies.filter(|_| !log.failed());
    let mut findings = log.findings;
    findings.sort_by_key(|finding| {
        let place = finding.place().map(|place| place.span().start);
        (place, finding.code)
    });
    findings.dedup();
    LoadedBodies { bodies, findings }
}
