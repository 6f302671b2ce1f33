//! People in a case: roles assigned in it, delegations, assents collected,
//! recommendations, and what was served on whom.

mod effects;
mod joint;
mod recommend;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Act, Given, Moment};
use crate::guard::{Delivered, Name, Value};

pub(super) use effects::{effective_day, ties_of};
pub(super) use joint::{Assenting, assenting, completes, settled};
pub use joint::{Collected, collected};
pub(super) use recommend::{answers, blocked, discretion, makes};
pub(super) use standing::{Standing, holds_directly, standing};

/// What the entries of a case amount to between people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Persons to whom acts assigned a role, in the order of the acts.
    pub assigned: BTreeMap<Name, Vec<Value>>,
    /// Delegations, in the order of the acts; none is ever removed.
    pub delegations: Vec<Delegation>,
    /// Assents to transitions that need several, by transition.
    pub assents: BTreeMap<Name, Collection>,
    /// Recommendations as they were last made.
    pub recommendations: BTreeMap<Name, Recommended>,
    /// Services, in the order of the acts.
    pub served: Vec<Served>,
    /// Entries whose act was annulled, each with the entry that did.
    pub annulled: BTreeMap<u64, u64>,
}

/// That one person may act in a role for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// The role.
    pub role: Name,
    /// Who delegated it.
    pub by: Name,
    /// To whom: a person, or an erased value.
    pub to: Value,
    /// The first day, if it is not in force at once.
    pub from: Option<Value>,
    /// The last day, if it has one.
    pub until: Option<Value>,
    /// The entry of the case that made it.
    pub entry: u64,
    /// The entry of the case that ended it.
    pub revoked: Option<u64>,
}

impl Delegation {
    /// Whether it lets somebody act on a day. A day that was erased lets nobody.
    pub fn in_force(&self, day: Date) -> bool {
        let begun = match &self.from {
            None => true,
            Some(Value::Date(from)) => *from <= day,
            Some(_) => false,
        };
        let lasts = match &self.until {
            None => true,
            Some(Value::Date(until)) => day <= *until,
            Some(_) => false,
        };
        self.revoked.is_none() && begun && lasts
    }

    /// Whether it has run out by a day.
    pub fn expired(&self, day: Date) -> bool {
        self.revoked.is_none() && matches!(&self.until, Some(Value::Date(until)) if *until < day)
    }

    /// Whether it is to this person.
    pub fn is_to(&self, person: &str) -> bool {
        matches!(&self.to, Value::Person(to) if **to == *person)
    }
}

/// Assents to one transition, collected until every party has given theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The state from which the transition goes: leaving it ends the collection.
    pub state: Name,
    /// The list of persons who must assent, if it is a fact: a change of it ends
    /// the collection.
    pub over: Option<Name>,
    /// What is assented to: the facts given with the first assent, which stand.
    pub given: Given,
    /// The assents, in their order.
    pub assents: Vec<Assent>,
}

/// One party's assent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assent {
    /// The role of the party; none where persons are named one by one.
    pub party: Option<Name>,
    /// Who gave it.
    pub actor: Name,
    /// For whom, if for another.
    pub behalf: Option<Name>,
    /// The entry of the case.
    pub entry: u64,
}

impl Assent {
    /// Whether it counts as this person's.
    pub fn is_of(&self, person: &str) -> bool {
        *self.actor == *person || self.behalf.as_deref() == Some(person)
    }
}

/// A recommendation that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommended {
    /// The entry that made it last.
    pub entry: u64,
    /// The civil day on which it was made.
    pub on: Date,
    /// Who made it.
    pub by: Name,
    /// The answer, once there is one.
    pub answer: Option<Answered>,
}

/// An answer to a recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The entry that answered.
    pub entry: u64,
    /// The answer: a choice, or an erased value.
    pub answer: Value,
}

/// One service of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// On whom: a person, or an erased value.
    pub to: Value,
    /// The document.
    pub document: Value,
    /// The day: a date, or an erased value.
    pub on: Value,
    /// How, by the word of [`crate::workflow::Service`].
    pub how: Name,
    /// The day on which it takes effect; none if it failed.
    pub effective: Option<Value>,
    /// The entry of the case.
    pub entry: u64,
}

/// What a step makes or ends between people. What names a person or a day is a
/// value, so that it can be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tied {
    /// A person holds a role.
    Assign {
        /// The role.
        role: Name,
        /// Who.
        person: Value,
    },
    /// Nobody holds a role any more.
    Unassign {
        /// The role.
        role: Name,
    },
    /// The actor lets another act in a role.
    Delegate {
        /// The role.
        role: Name,
        /// Who may act.
        to: Value,
        /// The first day.
        from: Option<Value>,
        /// The last day.
        until: Option<Value>,
    },
    /// A delegation ends.
    Revoke {
        /// Which: its place among the delegations of the case, from 0.
        delegation: u32,
    },
    /// A document is served.
    Serve {
        /// On whom.
        to: Value,
        /// The document.
        document: Value,
        /// The day.
        on: Value,
        /// How.
        how: Name,
        /// The day on which it takes effect.
        effective: Option<Value>,
    },
    /// A recommendation is made.
    Recommend {
        /// Which.
        recommendation: Name,
    },
    /// An act is annulled.
    Annul {
        /// The transition that it took.
        transition: Name,
        /// The entry of the case that records it.
        entry: u64,
    },
    /// A recommendation is answered.
    Answer {
        /// Which.
        recommendation: Name,
        /// The answer.
        answer: Value,
    },
}

/// For whom somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behalf {
    /// Opaque id of the person.
    pub person: Name,
    /// The entry of the case that delegated the role; none where there is none.
    pub entry: Option<u64>,
}

impl People {
    /// Whether nothing happened between people yet.
    pub fn is_empty(&self) -> bool {
        *self == People::default()
    }

    /// One more thing that a step made or ended.
    pub(super) fn tie(&mut self, tied: &Tied, moment: Moment, on: Date, by: &Name) {
        let entry = moment.seq;
        match tied {
            Tied::Assign { role, person } => {
                let holders = self.assigned.entry(role.clone()).or_default();
                if !holders.contains(person) {
                    holders.push(person.clone());
                }
            }
            Tied::Unassign { role } => {
                self.assigned.remove(role);
            }
            Tied::Delegate {
                role,
                to,
                from,
                until,
            } => self.delegations.push(Delegation {
                role: role.clone(),
                by: by.clone(),
                to: to.clone(),
                from: from.clone(),
                until: until.clone(),
                entry,
                revoked: None,
            }),
            Tied::Revoke { delegation } => {
                let at = usize::try_from(*delegation).unwrap_or(usize::MAX);
                if let Some(delegation) = self.delegations.get_mut(at) {
                    delegation.revoked = Some(entry);
                }
            }
            Tied::Serve {
                to,
                document,
                on,
                how,
                effective,
            } => self.served.push(Served {
                to: to.clone(),
                document: document.clone(),
                on: on.clone(),
                how: how.clone(),
                effective: effective.clone(),
                entry,
            }),
            Tied::Recommend { recommendation } => {
                self.recommendations.insert(
                    recommendation.clone(),
                    Recommended {
                        entry,
                        on,
                        by: by.clone(),
                        answer: None,
                    },
                );
            }
            Tied::Annul { entry: of, .. } => {
                self.annulled.insert(*of, entry);
            }
            Tied::Answer {
                recommendation,
                answer,
            } => {
                if let Some(made) = self.recommendations.get_mut(recommendation) {
                    made.answer = Some(Answered {
                        entry,
                        answer: answer.clone(),
                    });
                }
            }
        }
    }

    /// States were left: what was being collected in them ends.
    pub(super) fn left(&mut self, states: &[Name]) {
        if !self.assents.is_empty() {
            self.assents
                .retain(|_, collection| !states.contains(&collection.state));
        }
    }

    /// A fact has changed: what was being collected among those whom it names ends.
    pub(super) fn changed(&mut self, fact: &Name) {
        if !self.assents.is_empty() {
            self.assents
                .retain(|_, collection| collection.over.as_ref() != Some(fact));
        }
    }

    /// One more assent. The first one settles what is assented to.
    pub(super) fn assent(&mut self, act: &Act, state: &Name, over: Option<&Name>, assent: Assent) {
        self.assents
            .entry(act.transition.clone())
            .or_insert_with(|| Collection {
                state: state.clone(),
                over: over.cloned(),
                given: act.given.clone(),
                assents: Vec::new(),
            })
            .assents
            .push(assent);
    }

    /// The last assent was given: everyone who assented, and for whom.
    pub(super) fn complete(&mut self, transition: &str) -> BTreeSet<Name> {
        let collection = self.assents.remove(transition);
        collection
            .iter()
            .flat_map(|collection| &collection.assents)
            .flat_map(|assent| std::iter::once(&assent.actor).chain(&assent.behalf))
            .cloned()
            .collect()
    }

    /// An assent is withdrawn.
    pub(super) fn withdraw(&mut self, transition: &str, actor: &str, behalf: Option<&str>) {
        if let Some(collection) = self.assents.get_mut(transition) {
            collection.assents.retain(|assent| {
                !assent.is_of(actor) && behalf.is_none_or(|behalf| !assent.is_of(behalf))
            });
            if collection.assents.is_empty() {
                self.assents.remove(transition);
            }
        }
    }

    /// Whether a recommendation waits for its answer.
    pub fn is_open(&self, recommendation: &str) -> bool {
        self.recommendations
            .get(recommendation)
            .is_some_and(|made| made.answer.is_none())
    }

    /// The recommendations that wait for their answer, in order of name.
    pub fn open_recommendations(&self) -> impl Iterator<Item = (&Name, &Recommended)> {
        self.recommendations
            .iter()
            .filter(|(_, made)| made.answer.is_none())
    }

    /// When the last service on a person takes effect. What was erased may have
    /// been one on them.
    pub(super) fn delivered(&self, person: &str) -> Delivered {
        let effective = self
            .served
            .iter()
            .rev()
            .filter_map(|served| Some((&served.to, served.effective.as_ref()?)));
        for (to, effective) in effective {
            match (to, effective) {
                (Value::Person(to), Value::Date(day)) if **to == *person => {
                    return Delivered::On(*day);
                }
                (Value::Person(to), _) if **to != *person => {}
                _ => return Delivered::Erased,
            }
        }
        Delivered::Never
    }
}
