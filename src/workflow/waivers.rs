//! `ordinance/waivers.toml`: provisions that no procedure encodes, with the reason.
//!
//! A duty, a prohibition or a power of a text that procedures rest on is encoded,
//! or somebody says here why it is not. What is neither is forgotten
//! ([`crate::report::coverage`]).

use std::sync::Arc;

use super::Cited;
use super::load::element::required;
use super::load::log::Log;
use super::load::{citation, known_format, syntax};
use super::toml_view::View;
use crate::diagnostic::{Bilingual, Finding, Place, Source};
use crate::guard::Name;
use crate::workflow::keys;

/// `[waive.ID]` of that file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionWaiver {
    /// Its id.
    pub id: Name,
    /// Where it stands.
    pub place: Place,
    /// The id of the text.
    pub ordinance: Name,
    /// The provisions; each stands for those inside it.
    pub provisions: Vec<Cited>,
    /// Why they are not encoded.
    pub reason: Bilingual,
}

/// What reading the file gave.
#[derive(Debug, Clone)]
pub struct LoadedWaivers {
    /// Those without a fault, in the order of the file.
    pub waivers: Vec<ProvisionWaiver>,
    /// Everything found, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads the waivers of a library.
pub fn load(source: &Arc<Source>) -> LoadedWaivers {
    let mut log = Log::new(source);
    let (text, left_out) = syntax::readable(&mut log, source);
    let parsed = syntax::parse(&mut log, source, &text, left_out);
    let document = View::document(&log, parsed.document.get_ref());
    let mut waivers = Vec::new();
    if known_format(&mut log, &document, &parsed.damaged) {
        syntax::tell_duplicates(&mut log, parsed.document.get_ref(), &parsed.duplicates);
        document.know(&mut log, &keys::WAIVERS_FILE.names(), &[]);
        for (id, view) in document.declared(&mut log, "waive") {
            view.know(&mut log, &keys::WAIVED.names(), &[]);
            let ordinance = view.word(&mut log, "ordinance");
            let ordinance = required(&mut log, &view, "ordinance", ordinance);
            let words = view.words(&mut log, "provisions");
            let words = required(&mut log, &view, "provisions", words);
            let reason = view.bilingual(&mut log, "says");
            let reason = required(&mut log, &view, "says", reason);
            let provisions = words.map(|words| {
                let cited = words.into_iter().filter_map(|word| {
                    Some(Cited {
                        citation: citation::read(&mut log, &view.element, &word)?,
                        place: word.place,
                    })
                });
                cited.collect()
            });
            if let (Some(ordinance), Some(provisions), Some(reason)) =
                (ordinance, provisions, reason)
            {
                waivers.push(ProvisionWaiver {
                    id: id.text,
                    place: id.place,
                    ordinance: ordinance.text,
                    provisions,
                    reason,
                });
            }
        }
    }
    if !parsed.damaged.is_empty() {
        log.keep_certain(&parsed.damaged);
    }
    let mut findings = log.findings;
    findings.sort_by_key(|finding| {
        let place = finding.place().map(|place| place.span().start);
        (place, finding.code)
    });
    findings.dedup();
    LoadedWaivers { waivers, findings }
}
