//! What somebody asks of a case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::audit::Hash;
use crate::engine::{Act, Given};
use crate::guard::{Name, Value, parse_value};
use crate::store::Once;
use crate::workflow::Workflow;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Opaque id of the person.
    pub actor: Name,
    /// The capacity in which they act, if they named one.
    pub capacity: Option<Name>,
    /// The roles granted to them.
    pub granted: BTreeSet<Name>,
    /// What their authenticated principal carries: the values of each claim.
    pub claims: BTreeMap<Name, BTreeSet<Name>>,
    /// For whom they act, if they say so.
    pub on_behalf_of: Option<Name>,
    /// The authenticated principal through which the request comes.
    pub via: Name,
}

impl Who {
    /// Somebody who holds one role and acts in it, as the caller knows.
    ///
    /// `via` is the authenticated principal through which they come: who
    /// answers for it that they are who they are, and hold that role.
    pub fn in_role(actor: &str, role: &str, via: &str) -> Self {
        Who {
            actor: actor.into(),
            capacity: Some(role.into()),
            granted: BTreeSet::from([role.into()]),
            claims: BTreeMap::new(),
            on_behalf_of: None,
            via: via.into(),
        }
    }

    /// The same person, acting for another.
    #[must_use]
    pub fn on_behalf_of(mut self, person: &str) -> Self {
        self.on_behalf_of = Some(person.into());
        self
    }

    /// The same person, whose principal carries a claim.
    #[must_use]
    pub fn claiming(mut self, claim: &str, value: &str) -> Self {
        let values = self.claims.entry(claim.into()).or_default();
        values.insert(value.into());
        self
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub who: Who,
    /// The facts given, as text: see [`Request::facts`].
    pub give: Vec<(String, String)>,
    /// The reason stated.
    pub reason: Option<String>,
    /// What is said to each criterion that is addressed, by its id.
    pub criteria: Vec<(String, String)>,
    /// An assent that was given is withdrawn.
    pub withdraws: bool,
    /// When the act counts as done, if earlier than now.
    pub effective: Option<Timestamp>,
}

impl Request {
    /// Asked by somebody, now, with nothing given.
    pub fn by(who: Who) -> Self {
        Request {
            who,
            give: Vec::new(),
            reason: None,
            criteria: Vec::new(),
            withdraws: false,
            effective: None,
        }
    }

    /// Gives a fact too, as text.
    #[must_use]
    pub fn giving(mut self, fact: &str, value: &str) -> Self {
        self.give.push((fact.to_owned(), value.to_owned()));
        self
    }

    /// States a reason.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// Addresses a criterion.
    #[must_use]
    pub fn addressing(mut self, criterion: &str, said: &str) -> Self {
        self.criteria.push((criterion.to_owned(), said.to_owned()));
        self
    }

    /// The attempt at a transition that it is.
    pub fn act(&self, workflow: &Workflow, transition: &str) -> Act {
        Act {
            transition: transition.into(),
            given: self.facts(workflow),
            reason: self.reason.as_deref().map(Name::from),
            criteria: self
                .criteria
                .iter()
                .map(|(id, said)| (id.as_str().into(), said.as_str().into()))
                .collect(),
            withdraws: self.withdraws,
        }
    }

    /// The facts given, each read as a value of its type.
    ///
    /// What cannot be read stays as text, which no other type holds: the engine
    /// refuses it, and the refusal is on the trail. So does a name that is no
    /// fact: the engine says which.
    pub fn facts(&self, workflow: &Workflow) -> Given {
        self.give
            .iter()
            .map(|(name, text)| {
                let value = workflow
                    .fact(name)
                    .and_then(|fact| parse_value(text, &fact.of).ok())
                    .unwrap_or_else(|| Value::Text(text.as_str().into()));
                (Name::from(name.as_str()), value)
            })
            .collect()
    }
}

/// How long a key of a request is kept: a day, in which callers try again.
pub const KEY_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// A key under which a request counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// The authenticated principal: keys of different principals never meet.
    pub scope: Name,
    /// The key, as the caller chose it.
    pub key: Name,
    /// The hash of the whole request.
    pub request: Hash,
}

impl RequestKey {
    /// That of one case, where a request is about many. No key that a caller
    /// chooses has a space.
    pub(super) fn of_one(&self, case: &str) -> Self {
        RequestKey {
            key: format!("{} {case}", self.key).into(),
            ..self.clone()
        }
    }

    /// As a store keeps it.
    pub(super) fn once(&self, now: Timestamp) -> Once {
        Once {
            scope: self.scope.clone(),
            key: self.key.clone(),
            request: self.request,
            now,
            until: now.saturating_add(KEY_LASTS).unwrap_or(Timestamp::MAX),
        }
    }
}

/// Whether a text can be the id of a person: opaque, as it stands on the trail
/// in clear for ever. 1 to 128 of letters, digits and `.`, `_`, `-`, `@`, `:`,
/// and not one of the names by which the trail says that no person acted.
pub fn is_actor(text: &str) -> bool {
    let opaque = (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-@:".contains(&b));
    opaque && !matches!(text, "engine" | "clock")
}
