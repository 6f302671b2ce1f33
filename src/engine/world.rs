//! The world as a decision sees it: an explicit snapshot given by the shell.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::law::Law;
use super::{Case, Digest, Ground, Moment, Register, Semantics, Taken};
use crate::calendar::Calendar;
use crate::guard::{Counted, Delivered, Facts, Name, Value};
use crate::workflow::{Transition, Workflow};

/// A workflow, what its days are counted by, and the hash over everything that
/// it draws on.
#[derive(Debug, Clone, Copy)]
pub struct Definition<'a> {
    /// The workflow.
    pub workflow: &'a Workflow,
    /// Hash of the manifest.
    pub manifest: Digest,
    /// The calendar by which its deadlines are counted, if it has any.
    pub calendar: Option<&'a Calendar>,
    /// The zone in which its days begin and end.
    pub zone: &'a TimeZone,
    /// The behaviour under which is decided.
    pub semantics: Semantics,
    /// From when to when the provisions that it rests on are law, as far as there
    /// is anything to say; without it, all of them are on every day.
    pub law: Option<&'a Law>,
}

impl Definition<'_> {
    /// The civil date on which a case began.
    pub(super) fn began(&self, case: &Case) -> Date {
        case.opened.to_zoned(self.zone.clone()).date()
    }

    /// What stands against transitions on a day, as what they rest on is no law.
    pub(super) fn unlawful(&self, case: &Case, day: Date, together: &[&Transition]) -> Vec<Ground> {
        let Some(law) = self.law else {
            return Vec::new();
        };
        let began = self.began(case);
        let mut grounds: Vec<Ground> = together
            .iter()
            .flat_map(|transition| law.against(transition, day, began))
            .collect();
        grounds.sort();
        grounds.dedup();
        grounds
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Opaque id of the person.
    pub actor: Name,
    /// The capacity in which they act, if they named one.
    pub capacity: Option<Name>,
    /// The roles granted to them outside the case.
    pub granted: BTreeSet<Name>,
    /// What the authenticated principal's token or mapping carries: the values of
    /// each claim; none where the claim has no value.
    pub claims: BTreeMap<Name, BTreeSet<Name>>,
    /// The person for whom they act, if they named one.
    pub on_behalf_of: Option<Name>,
    /// The authenticated principal through which the act comes.
    pub via: Name,
}

impl Principal {
    /// Somebody who holds one role and acts in it.
    ///
    /// Who holds which role is for the caller to know.
    pub fn in_role(actor: &str, role: &str) -> Self {
        Principal {
            actor: actor.into(),
            capacity: Some(role.into()),
            granted: BTreeSet::from([role.into()]),
            claims: BTreeMap::new(),
            on_behalf_of: None,
            via: actor.into(),
        }
    }

    /// Whether the principal carries a claim, as a role names it: `name`, or
    /// `name=value`.
    pub fn carries(&self, claim: &str) -> bool {
        match claim.split_once('=') {
            None => self.claims.contains_key(claim),
            Some((name, value)) => self
                .claims
                .get(name)
                .is_some_and(|values| values.contains(value)),
        }
    }
}

/// What lies outside of a case and its definition when nobody acts but the clock.
#[derive(Debug, Clone, Copy)]
pub struct Outside<'a> {
    /// The workflows of which children may be opened: as [`World::children`].
    pub children: &'a BTreeMap<Name, Digest>,
    /// Who holds a seat: as [`World::register`].
    pub register: &'a Register,
}

impl<'a> Outside<'a> {
    /// That of a world.
    pub const fn of(world: &'a World) -> Self {
        Outside {
            children: &world.children,
            register: &world.register,
        }
    }
}

/// Everything a decision reads that is neither definition nor case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    /// When the act is recorded.
    pub recorded: Timestamp,
    /// When it counts as done.
    pub effective: Timestamp,
    /// The civil date of `effective` in the zone of the workflow.
    pub date: Date,
    /// Who acts.
    pub principal: Principal,
    /// Who holds a seat of a body, and held one: as far as the workflow reads it.
    pub register: Register,
    /// The workflows of which children may be opened now, each with the hash of
    /// its manifest: what they will run under.
    pub children: BTreeMap<Name, Digest>,
}

impl World {
    /// The world at a moment, in the zone in which the workflow counts days:
    /// the act is recorded when it is done.
    pub fn at(now: Timestamp, zone: &TimeZone, principal: Principal) -> Self {
        World {
            recorded: now,
            effective: now,
            date: now.to_zoned(zone.clone()).date(),
            principal,
            register: Register::default(),
            children: BTreeMap::new(),
        }
    }

    /// The same world, with this register of seats.
    #[must_use]
    pub fn with_register(self, register: Register) -> Self {
        World { register, ..self }
    }
}

/// What rules read: a case, a date, an actor.
pub(super) struct View<'a> {
    pub case: &'a Case,
    pub at: Timestamp,
    pub date: Date,
    pub actor: &'a Name,
    /// Facts that an act may still give: whatever the case holds, they are read as
    /// not known, and whether they are given is open.
    pub hidden: &'a [Name],
}

impl Facts for View<'_> {
    fn fact(&self, name: &str) -> Option<&Value> {
        if self.hidden.iter().any(|hidden| **hidden == *name) {
            return None;
        }
        self.case.facts.get(name)
    }

    fn given(&self, name: &str) -> Option<bool> {
        if self.hidden.iter().any(|hidden| **hidden == *name) {
            return None;
        }
        Some(self.case.facts.contains_key(name))
    }

    fn today(&self) -> Date {
        self.date
    }

    fn actor(&self) -> &Name {
        self.actor
    }

    fn at(&self, state: &str) -> bool {
        self.case.active.contains(state)
    }

    fn taken(&self, transition: &str) -> bool {
        self.case.taken.contains_key(transition)
    }

    fn served_on(&self, person: &Name) -> Delivered {
        self.case.people.delivered(person)
    }

    fn taken_since(&self, transition: &str, state: &str) -> bool {
        let last = |taken: &Taken| taken.last;
        let entered: Option<&Moment> = self.case.entered.get(state);
        match (self.case.taken.get(transition).map(last), entered) {
            (Some(taken), Some(entered)) => taken > *entered,
            (Some(_), None) | (None, _) => false,
        }
    }

    fn passed(&self, deadline: &str) -> Option<bool> {
        self.case.deadlines.passed(deadline, self.at)
    }

    fn due(&self, deadline: &str) -> Option<Date> {
        self.case.deadlines.due(deadline, self.at)
    }

    fn children(&self, name: &str, which: &Counted) -> i64 {
        i64::try_from(self.case.family.count(name, which)).unwrap_or(i64::MAX)
    }
}
