//! Deciding every entry again while a trail is read.
//!
//! The law behind an entry stands in the definitions that the trail itself holds;
//! how these are loaded is for the shell to know, which brings a [`Redecide`].

use std::fmt;

use super::TrailError;
use super::report::{Checked, NotChecked};
use crate::audit::entry::Unsealed;
use crate::audit::hash::Hash;
use crate::audit::manifest::Manifest;
use crate::engine::Case;

/// Decides entries again, in the order of the log.
pub trait Redecide: fmt::Debug {
    /// A definition of the trail, whose hash is right.
    fn definition(&mut self, hash: Hash, bytes: Vec<u8>);

    /// A manifest of the trail, whose hash is right.
    fn manifest(&mut self, hash: Hash, manifest: Manifest);

    /// The next entry, which follows what stands before it in its case, with its
    /// hash and the case before it. It comes after every definition.
    fn entry(&mut self, before: Option<&Case>, entry: &Unsealed, hash: Hash) -> Again;
}

/// What came of deciding an entry again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// It comes out the same.
    Same,
    /// It read, or may have read, a value that has no opening: one that was
    /// erased, or that this copy withholds.
    Closed,
    /// This version does not have its semantics.
    Semantics,
    /// Its reason lies outside of the trail.
    Outside,
    /// Its definition cannot be loaded; the fault comes with the first entry.
    Unloaded(Option<TrailError>),
    /// It comes out otherwise.
    Differs(TrailError),
}

/// What came of deciding all entries again: each counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Redecided {
    /// The same result.
    pub same: u64,
    /// Not re-decidable: a value was erased or is withheld.
    pub closed: u64,
    /// Not re-decidable: unknown semantics.
    pub semantics: u64,
    /// Not re-decidable: the reason lies outside of the trail.
    pub outside: u64,
    /// Not re-decidable: the definition cannot be loaded.
    pub unloaded: u64,
    /// Not tried: they follow a fault in their case, or have one.
    pub after_fault: u64,
    /// Another result.
    pub differs: u64,
}

impl Redecided {
    /// Counts one entry, and gives what is wrong with it.
    pub(super) fn count(&mut self, again: Option<Again>) -> Option<TrailError> {
        let (count, error) = match again {
            None => (&mut self.after_fault, None),
            Some(Again::Same) => (&mut self.same, None),
            Some(Again::Closed) => (&mut self.closed, None),
            Some(Again::Semantics) => (&mut self.semantics, None),
            Some(Again::Outside) => (&mut self.outside, None),
            Some(Again::Unloaded(error)) => (&mut self.unloaded, error),
            Some(Again::Differs(error)) => (&mut self.differs, Some(error)),
        };
        *count = count.saturating_add(1);
        error
    }

    /// What a report says of it.
    pub(super) fn scope(&self, checked: &mut Vec<Checked>, not_checked: &mut Vec<NotChecked>) {
        checked.push(Checked::Redecided { entries: self.same });
        let some = [
            (
                self.closed,
                NotChecked::Closed {
                    entries: self.closed,
                },
            ),
            (
                self.semantics,
                NotChecked::Semantics {
                    entries: self.semantics,
                },
            ),
            (
                self.outside,
                NotChecked::Outside {
                    entries: self.outside,
                },
            ),
            (
                self.unloaded,
                NotChecked::Unloaded {
                    entries: self.unloaded,
                },
            ),
            (
                self.after_fault,
                NotChecked::AfterFault {
                    entries: self.after_fault,
                },
            ),
        ];
        let met = some.into_iter().filter(|(entries, _)| *entries > 0);
        not_checked.extend(met.map(|(_, said)| said));
    }
}
