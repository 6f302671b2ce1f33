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
