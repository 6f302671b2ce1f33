//! The formatter: workflow and scenario files in one order and spacing.
//!
//! It puts the keys of each table in one order (that of `shape.rs`), a table before
//! its sub-tables (so that no key can slip under a `[[…guard]]`), and evens out the
//! white space. It keeps every comment, every group of keys set off by an empty
//! line, the order of elements, the spelling of every value, and the columns in
//! which an author has aligned `=`. What a file means never changes, and what is
//! formatted once is not changed again.
//!
//! ```
//! use jorye::diagnostic::Source;
//! use jorye::workflow::format::{Kind, format};
//!
//! let untidy = "[workflow]\nrevision=1\nid = \"lending\"\n";
//! let source = Source::new("lending.toml", format!("format = 1\n{untidy}"));
//! let tidy = format(&source, Kind::Workflow).map_err(|_| "no TOML")?;
//! assert_eq!(tidy, "format = 1\n[workflow]\nid = \"lending\"\nrevision = 1\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod headers;
mod inline;
mod keys;
mod lead;
mod shape;

use std::sync::Arc;

use toml_edit::DocumentMut;

use self::shape::Shape;
use super::codes;
use super::load::log::Log;
use super::load::{known_format, syntax};
use super::toml_view::View;
use crate::diagnostic::{Bilingual, Finding, Place, Source};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A procedure: `NAME.toml`.
    Workflow,
    /// Its scenarios: `NAME.scenarios.toml`.
    Scenarios,
    /// A story over several procedures: `NAME.story.toml`.
    Story,
    /// The bodies of a library: `bodies.toml`.
    Bodies,
    /// The provisions that no procedure encodes: `ordinance/waivers.toml`.
    Waivers,
}

impl Kind {
    /// What a file of this name holds.
    pub fn of(name: &str) -> Self {
        if name.ends_with(".scenarios.toml") {
            Kind::Scenarios
        } else if name.ends_with(".story.toml") {
            Kind::Story
        } else if name.rsplit(['/', '\\']).next() == Some("bodies.toml") {
            Kind::Bodies
        } else if name.rsplit(['/', '\\']).next() == Some("waivers.toml") {
            Kind::Waivers
        } else {
            Kind::Workflow
        }
    }

    const fn shape(self) -> Shape {
        match self {
            Kind::Workflow => Shape::Keys(&crate::workflow::keys::WORKFLOW_FILE),
            Kind::Scenarios => Shape::Keys(&crate::workflow::keys::SCENARIO_FILE),
            Kind::Story => Shape::Keys(&crate::workflow::keys::STORY_FILE),
            Kind::Bodies => Shape::Keys(&crate::workflow::keys::BODIES_FILE),
            Kind::Waivers => Shape::Keys(&crate::workflow::keys::WAIVERS_FILE),
        }
    }
}

/// The formatted text of a file.
///
/// # Errors
/// The file is not TOML, holds a key twice, or is not of the format that is
/// read. Such a file is not formatted: nobody knows what it means.
pub fn format(source: &Arc<Source>, kind: Kind) -> Result<String, Vec<Finding>> {
    let mut log = Log::new(source);
    let (text, left_out) = syntax::readable(&mut log, source);
    let parsed = syntax::parse(&mut log, source, &text, left_out);
    syntax::tell_duplicates(&mut log, parsed.document.get_ref(), &parsed.duplicates);
    if log.findings.is_empty() {
        let document = View::document(&log, parsed.document.get_ref());
        known_format(&mut log, &document, &[]);
    }
    if !log.findings.is_empty() {
        log.findings
            .sort_by_key(|finding| finding.place().map(|place| place.span().start));
        return Err(log.findings);
    }
    let text = source.text();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.parse::<DocumentMut>() {
        Ok(mut document) => Ok(formatted(&mut document, kind.shape())),
        // Both readers stand on one parser; where they differ, nothing is touched.
        Err(error) => Err(vec![
            Finding::new(codes::SYNTAX)
                .at(&Place::new(source, error.span().unwrap_or(0..0)))
                .with("fault", Bilingual::from(error.message())),
        ]),
    }
}

fn formatted(document: &mut DocumentMut, shape: Shape) -> String {
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let root = document.as_table_mut();
    keys::in_table(root, shape);
    headers::in_order(root, shape);
    let empty = root.is_empty();
    document.set_trailing(lead::Lead::of(&trailing).at_end(empty));
    document.to_string()
}
