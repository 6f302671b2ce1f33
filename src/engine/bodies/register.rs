//! The register of seats: who held which seat of a body on which day.
//!
//! It results from acts alone and belongs to the whole library: a member is
//! appointed in one case and votes in another.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::engine::{CaseId, Digest};
use crate::guard::Name;

/// A seat that somebody holds, or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenure {
    /// The body.
    pub body: Name,
    /// The class of seats, or the office.
    pub seat: Name,
    /// Who: an opaque id.
    pub person: Name,
    /// The first day.
    pub from: Date,
    /// The last day, as it was given; without one it has no end yet.
    pub until: Option<Date>,
    /// The first day on which it was no longer held, where it was vacated.
    pub vacated: Option<Date>,
    /// What rules of composition read of the person, by mark.
    pub marks: BTreeMap<Name, Name>,
}

impl Tenure {
    /// The last day on which it is held; `None` while it has no end. One that
    /// was vacated before it began was never held.
    pub fn last_day(&self) -> Option<Date> {
        let eve = self.vacated.map(|day| day.yesterday().unwrap_or(Date::MIN));
        match (self.until, eve) {
            (Some(until), Some(eve)) => Some(until.min(eve)),
            (until, eve) => until.or(eve),
        }
    }

    /// Whether it is held on a day.
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && self.last_day().is_none_or(|last| on <= last)
    }
}

/// A change of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeatEffect {
    /// A seat was given.
    Given(Tenure),
    /// A seat was left.
    Vacated {
        /// The body.
        body: Name,
        /// The class of seats, or the office; without one, every one of theirs.
        seat: Option<Name>,
        /// Who.
        person: Name,
        /// The first day on which they no longer hold it.
        on: Date,
    },
    /// A change whose values were lawfully erased.
    Erased {
        /// The body.
        body: Name,
        /// Whether a seat was given, and not left.
        given: bool,
    },
}

impl SeatEffect {
    /// The body.
    pub const fn body(&self) -> &Name {
        match self {
            SeatEffect::Given(tenure) => &tenure.body,
            SeatEffect::Vacated { body, .. } | SeatEffect::Erased { body, .. } => body,
        }
    }

    /// The word used in entries.
    pub const fn as_str(&self) -> &'static str {
        match self {
            SeatEffect::Given(_) | SeatEffect::Erased { given: true, .. } => "seats",
            SeatEffect::Vacated { .. } | SeatEffect::Erased { given: false, .. } => "vacates",
        }
    }
}

/// A change of the register, with the entry that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatEntry {
    /// What changed.
    pub effect: SeatEffect,
    /// Hash of the entry.
    pub entry: Digest,
    /// Its case.
    pub case: CaseId,
    /// Its place within the case.
    pub seq: u64,
}

/// A tenure with the entries it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    /// Hash of the entry that gave the seat.
    pub entry: Digest,
    /// Hash of the entry that vacated it, if one did.
    pub ended_by: Option<Digest>,
    /// The tenure; `None` where its values were lawfully erased.
    pub tenure: Option<Tenure>,
}

/// Every seat ever given, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    rows: Vec<Seated>,
}

impl Register {
    /// The register that changes amount to, in the order in which they were made.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a SeatEntry>) -> Self {
        let mut register = Register::default();
        for change in changes {
            register.apply(&change.effect, change.entry);
        }
        register
    }

    /// A register of given rows.
    pub fn of_rows(rows: Vec<Seated>) -> Self {
        Register { rows }
    }

    /// One more change, by an entry of this hash.
    pub fn apply(&mut self, effect: &SeatEffect, entry: Digest) {
        match effect {
            SeatEffect::Given(tenure) => self.rows.push(Seated {
                entry,
                ended_by: None,
                tenure: Some(tenure.clone()),
            }),
            SeatEffect::Vacated {
                body,
                seat,
                person,
                on,
            } => {
                for row in &mut self.rows {
                    if let Some(tenure) = &mut row.tenure
                        && tenure.body == *body
                        && tenure.person == *person
                        && seat.as_ref().is_none_or(|seat| tenure.seat == *seat)
                        && tenure.last_day().is_none_or(|last| last >= *on)
                    {
                        tenure.vacated = Some(*on);
                        row.ended_by = Some(entry);
                    }
                }
            }
            SeatEffect::Erased { .. } => {}
        }
    }

    /// Every row, in the order in which seats were given.
    pub fn rows(&self) -> &[Seated] {
        &self.rows
    }

    /// Every tenure that can be read.
    pub fn tenures(&self) -> impl Iterator<Item = &Tenure> {
        self.rows.iter().filter_map(|row| row.tenure.as_ref())
    }

    /// Those of a body that are held on a day.
    pub fn on<'a>(&'a self, body: &'a str, on: Date) -> impl Iterator<Item = &'a Tenure> {
        self.tenures()
            .filter(move |tenure| *tenure.body == *body && tenure.holds(on))
    }

    /// Who holds one of these seats of a body on a day, in order of id.
    pub fn holders<'a>(
        &'a self,
        body: &'a str,
        on: Date,
        seat: impl Fn(&str) -> bool,
    ) -> BTreeSet<&'a Name> {
        self.on(body, on)
            .filter(|tenure| seat(&tenure.seat))
            .map(|tenure| &tenure.person)
            .collect()
    }

    /// The bodies that it knows, in order of id.
    pub fn bodies(&self) -> BTreeSet<&Name> {
        self.tenures().map(|tenure| &tenure.body).collect()
    }
}
