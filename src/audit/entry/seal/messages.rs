//! What an entry tells other cases, and what it takes from them.

use super::Writer;
use crate::audit::canonical::write_count;
use crate::audit::entry::SealError;
use crate::audit::hash::{Hash, write_hash};
use crate::engine::Content;
use crate::engine::child::{Body, Origin, Sent};
use crate::guard::Name;

impl Writer<'_> {
    fn count(&mut self, number: u64) {
        write_count(&mut self.out, number);
    }

    fn optional_count(&mut self, number: Option<u64>) {
        match number {
            Some(number) => self.count(number),
            None => self.raw("null"),
        }
    }

    fn hash(&mut self, hash: &[u8; 32]) {
        write_hash(&mut self.out, &Hash(*hash));
    }

    /// The member `parent` of the first entry of a child.
    pub(super) fn origin(&mut self, origin: &Origin) {
        self.raw(",\"parent\":{\"at\":");
        self.optional(origin.at.as_ref());
        self.raw(",\"case\":");
        self.text(&origin.case);
        self.raw(",\"entry\":");
        self.hash(&origin.entry);
        self.raw(",\"generation\":");
        self.count(origin.generation);
        self.raw(",\"name\":");
        self.text(&origin.name);
        self.raw(",\"row\":");
        self.optional_count(origin.row);
        self.raw(",\"sequence\":");
        self.count(origin.seq);
        self.raw(",\"state\":");
        self.optional(origin.state.as_ref());
        self.raw("}");
    }

    /// The member `message` of an entry that takes one, or that says that one
    /// came to nothing.
    pub(super) fn message(&mut self, content: &Content) {
        match content {
            Content::Received {
                from,
                source,
                entry,
                number,
                body,
                ..
            } => {
                self.raw(",\"message\":{\"entry\":");
                self.hash(entry);
                self.raw(",\"from\":");
                self.text(from);
                self.raw(",\"message\":");
                self.text(body.as_str());
                if let Body::Close { name } = body {
                    self.raw(",\"name\":");
                    self.text(name);
                }
                self.raw(",\"number\":");
                self.count(*number);
                if let Body::Report { reached, outcome } = body {
                    self.report(outcome.as_ref(), reached);
                }
                self.raw(",\"sequence\":");
                self.count(*source);
                self.raw("}");
            }
            Content::Unopened {
                child,
                source,
                entry,
                ..
            } => {
                self.raw(",\"message\":{\"entry\":");
                self.hash(entry);
                self.raw(",\"message\":\"open\",\"sequence\":");
                self.count(*source);
                self.raw(",\"to\":");
                self.text(child);
                self.raw("}");
            }
            _ => {}
        }
    }

    fn report(&mut self, outcome: Option<&Name>, reached: &[Name]) {
        self.raw(",\"outcome\":");
        self.optional(outcome);
        self.raw(",\"reached\":");
        self.names(reached);
    }

    /// The member `sends`, where there is anything to tell.
    pub(super) fn sends(&mut self, sends: &[Sent]) -> Result<(), SealError> {
        if sends.is_empty() {
            return Ok(());
        }
        self.raw(",\"sends\":");
        self.array_under("sends", sends, |this, sent| {
            match &sent.body {
                Body::Open(opening) => {
                    this.raw("{\"at\":");
                    this.optional(opening.at.as_ref());
                    this.raw(",\"generation\":");
                    this.count(opening.generation);
                    this.raw(",\"given\":");
                    this.facts("given", &opening.given)?;
                    this.raw(",\"manifest\":");
                    this.hash(&opening.manifest);
                    this.raw(",\"message\":\"open\",\"name\":");
                    this.text(&opening.name);
                    this.raw(",\"number\":");
                    this.count(sent.number);
                    this.raw(",\"row\":");
                    this.optional_count(opening.row);
                    this.raw(",\"state\":");
                    this.optional(opening.state.as_ref());
                    this.raw(",\"to\":");
                    this.text(&sent.to);
                    this.raw(",\"workflow\":");
                    this.text(&opening.workflow);
                }
                Body::Close { name } => {
                    this.raw("{\"message\":\"close\",\"name\":");
                    this.text(name);
                    this.raw(",\"number\":");
                    this.count(sent.number);
                    this.raw(",\"to\":");
                    this.text(&sent.to);
                }
                Body::Report { reached, outcome } => {
                    this.raw("{\"message\":\"report\",\"number\":");
                    this.count(sent.number);
                    this.report(outcome.as_ref(), reached);
                    this.raw(",\"to\":");
                    this.text(&sent.to);
                }
            }
            this.raw("}");
            Ok(())
        })
    }
}
