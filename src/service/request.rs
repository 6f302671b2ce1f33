//! What somebody asks of a case.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::engine::Given;
use crate::guard::{Name, Value, parse_value};
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
            via: via.into(),
        }
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
