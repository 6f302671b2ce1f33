//! Models of other programs: read, and judged as nets.
//!
//! PNML (ISO/IEC 15909-2) and BPMN 2.0 are read for their control flow. What is
//! not understood is listed, never guessed. What is read is a [`Net`], which
//! [`crate::check::net`] examines, and of which [`draft()`] writes the beginning of a
//! workflow: states and transitions, with everything else left to its author.
//!
//! All of it is pure: text in, values out.

pub mod bpmn;
pub mod codes;
mod draft;
pub mod pnml;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use draft::{Draft, NotSaid, draft};

use crate::check::net::Net;
use crate::diagnostic::{Finding, Source};

/// The notation of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// ISO/IEC 15909-2.
    Pnml,
    /// OMG BPMN 2.0.
    Bpmn,
}

impl Notation {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Notation::Pnml => "PNML",
            Notation::Bpmn => "BPMN",
        }
    }
}

/// A model as it was read.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its notation.
    pub notation: Notation,
    /// Its id in the file.
    pub id: String,
    /// Its name; empty, if it has none.
    pub name: String,
    /// The whole as a net, which is judged.
    pub net: Net,
    /// What a draft is written of: one process by itself, without messages.
    pub alone: Net,
    /// Who does what, by the ids of elements, where the model says so.
    pub lanes: BTreeMap<String, String>,
    /// The processes that there are, the one of `alone` first.
    pub processes: Vec<String>,
    /// What was not understood, one finding a kind of thing.
    pub findings: Vec<Finding>,
}

/// Reads a model by what its first element says that it is. Of several processes
/// the one that is named is drafted; else the first with a beginning of its own.
///
/// # Errors
/// The file is no well-formed XML, is refused for its size or depth, holds neither
/// notation, or refers to what is not there.
pub fn read(source: &Arc<Source>, process: Option<&str>) -> Result<Model, Vec<Finding>> {
    let document = xml::parse(source).map_err(|finding| vec![*finding])?;
    let root = document.root_element();
    match root.tag_name().name() {
        "pnml" => pnml::read(source, root),
        "definitions" => bpmn::read(source, root, process),
        other => Err(vec![
            Finding::new(codes::NO_MODEL)
                .at(&xml::place(source, root))
                .with("found", other),
        ]),
    }
}
