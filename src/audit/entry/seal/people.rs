//! Sealing of what is between people.

use super::Writer;
use crate::audit::canonical::write_count;
use crate::audit::entry::SealError;
use crate::engine::Act;
use crate::engine::people::{Behalf, Tied};
use crate::guard::{Name, Value};

impl Writer<'_> {
    /// The criteria that were addressed, if any: texts by id.
    pub(super) fn criteria(&mut self, act: &Act) -> Result<(), SealError> {
        if act.criteria.is_empty() {
            return Ok(());
        }
        self.raw(",\"criteria\":");
        let said = act
            .criteria
            .iter()
            .map(|(id, said)| (id.clone(), Value::Text(said.clone())))
            .collect();
        self.facts("criteria", &said)
    }

    /// The claims relied upon, if any.
    pub(super) fn claims(&mut self, claims: &[Name]) {
        if !claims.is_empty() {
            self.raw(",\"claims\":");
            self.names(claims);
        }
    }

    /// For whom somebody acted, if for another.
    pub(super) fn behalf(&mut self, behalf: Option<&Behalf>) {
        let Some(behalf) = behalf else {
            return;
        };
        self.raw(",\"on_behalf_of\":{\"entry\":");
        match behalf.entry {
            Some(entry) => write_count(&mut self.out, entry),
            None => self.raw("null"),
        }
        self.raw(",\"person\":");
        self.text(&behalf.person);
        self.raw("}");
    }

    /// What a step made or ended between people, if anything.
    pub(super) fn ties(&mut self, ties: &[Tied]) -> Result<(), SealError> {
        if ties.is_empty() {
            return Ok(());
        }
        self.raw(",\"ties\":");
        self.array_under("ties", ties, |this, tied| {
            this.raw("{");
            this.tie(tied)?;
            this.raw("}");
            Ok(())
        })
    }

    fn tie(&mut self, tied: &Tied) -> Result<(), SealError> {
        match tied {
            Tied::Assign { role, person } => {
                self.sealed("\"person\":", "person", Some(person))?;
                self.raw(",\"role\":");
                self.text(role);
                self.raw(",\"tie\":\"assign\"");
            }
            Tied::Unassign { role } => {
                self.raw("\"role\":");
                self.text(role);
                self.raw(",\"tie\":\"unassign\"");
            }
            Tied::Delegate {
                role,
                to,
                from,
                until,
            } => {
                self.sealed("\"from\":", "from", from.as_ref())?;
                self.raw(",\"role\":");
                self.text(role);
                self.raw(",\"tie\":\"delegate\"");
                self.sealed(",\"to\":", "to", Some(to))?;
                self.sealed(",\"until\":", "until", until.as_ref())?;
            }
            Tied::Revoke { delegation } => {
                self.raw("\"delegation\":");
                write_count(&mut self.out, u64::from(*delegation));
                self.raw(",\"tie\":\"revoke\"");
            }
            Tied::Serve {
                to,
                document,
                on,
                how,
                effective,
            } => {
                self.sealed("\"document\":", "document", Some(document))?;
                self.sealed(",\"effective\":", "effective", effective.as_ref())?;
                self.raw(",\"how\":");
                self.text(how);
                self.sealed(",\"on\":", "on", Some(on))?;
                self.raw(",\"tie\":\"serve\"");
                self.sealed(",\"to\":", "to", Some(to))?;
            }
            Tied::Annul { transition, entry } => {
                self.raw("\"entry\":");
                write_count(&mut self.out, *entry);
                self.raw(",\"tie\":\"annul\",\"transition\":");
                self.text(transition);
            }
            Tied::Recommend { recommendation } => {
                self.raw("\"recommendation\":");
                self.text(recommendation);
                self.raw(",\"tie\":\"recommend\"");
            }
            Tied::Answer {
                recommendation,
                answer,
            } => {
                self.sealed("\"answer\":", "answer", Some(answer))?;
                self.raw(",\"recommendation\":");
                self.text(recommendation);
                self.raw(",\"tie\":\"answer\"");
            }
        }
        Ok(())
    }

    fn sealed(&mut self, lead: &str, step: &str, value: Option<&Value>) -> Result<(), SealError> {
        self.raw(lead);
        match value {
            Some(value) => self.under(step, |this| this.value(value)),
            None => {
                self.raw("null");
                Ok(())
            }
        }
    }
}
